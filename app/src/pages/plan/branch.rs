//! A heading of the tree with what hangs under it; drawn when it is opened, so that a long plan stays light.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use tsunagari_core::id::NodeId;
use wasm_bindgen::JsCast as _;

use super::force::force;
use super::kept;
use super::leaf::leaf_view;
use super::small::small;
use super::ties::tie_line;
use super::told::told;
use crate::parts::{Icon, Sign};
use crate::read::outline::{Branch, Column};
use crate::words::{Text, measure as words};

/// One heading.
#[component]
pub fn BranchView(
    branch: Arc<Branch>,
    depth: usize,
    open: bool,
    way: Vec<NodeId>,
    /// Beside the list rather than in it: it has no address and nothing of it is kept.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let target = way.first() == Some(&branch.id);
    let key = format!("n{}", branch.id.uuid().simple());
    let kept = kept::opened(&key).filter(|_| !alone && !way.contains(&branch.id));
    let open_now = kept.unwrap_or(open || depth == 0 || way.contains(&branch.id));
    let opened = RwSignal::new(open_now);
    let toggled = move |event: ev::Event| {
        let element = event.current_target().and_then(|at| at.dyn_into::<web_sys::HtmlDetailsElement>().ok());
        let Some(element) = element else { return };
        if !alone {
            kept::set_opened(&key, element.open());
        }
        if element.open() {
            opened.set(true);
        }
    };
    let level = branch.level.clone();
    let years = force(branch.force);
    let title = printed(&branch);
    let id = (!alone).then(|| format!("n{}", branch.id.uuid().simple()));
    let (inside, way) = (StoredValue::new(branch), StoredValue::new(way));
    view! {
        <details id=id class:found=target open=open_now on:toggle=toggled>
            <summary>
                <Sign icon=Icon::Next/>
                <span class="text">
                    {level.map(|level| view! { <span class="level">{level}</span> })}
                    <span class="strong">{title}{years}</span>
                </span>
            </summary>
            <div class="inside">
                {move || opened.get().then(|| inside.with_value(|branch| way.with_value(|way| under(branch, depth, open, way, alone))))}
            </div>
        </details>
    }
}

fn printed(branch: &Branch) -> Text {
    let before: Vec<&str> =
        [branch.mark.as_deref(), branch.number.as_deref()].into_iter().flatten().collect();
    match (&branch.title, before.is_empty()) {
        (Some(title), true) => title.as_str().into(),
        (Some(title), false) => format!("{} {title}", before.join(" ")).into(),
        (None, true) => words::untitled(),
        (None, false) => words::untitled_after(&before.join(" ")),
    }
}

fn under(branch: &Branch, depth: usize, open: bool, way: &[NodeId], alone: bool) -> AnyView {
    view! {
        {small(&[
            branch.subtitle.clone().map(Text::from),
            branch.tag.clone().map(Text::from),
            branch.working_group.as_deref().map(words::working_group),
            branch.ask.as_deref().map(words::ask),
        ])}
        {told(&branch.told)}
        {branch.ties.iter().map(tie_line).collect_view()}
        {branch.columns.iter().map(column).collect_view()}
        {branch.branches.iter().cloned().map(|branch| view! { <BranchView branch depth=depth + 1 open way=way.to_vec() alone/> }.into_any()).collect_view()}
    }
    .into_any()
}

fn column(column: &Column) -> impl IntoView + use<> {
    view! {
        <section>
            {column.heading.clone().map(|heading| view! { <h2>{heading}</h2> })}
            {column.expected.then(|| view! { <p class="small">{words::expected_told()}</p> })}
            <ul>{column.measures.iter().map(leaf_view).collect_view()}</ul>
        </section>
    }
}
