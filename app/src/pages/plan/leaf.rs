//! A measure as a line that leads to its page; the one that is being read is marked.

use leptos::prelude::*;
use tsunagari_core::id::RecordId;

use super::force::force;
use crate::navigation::Navigation;
use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::outline::Leaf;
use crate::route::Route;
use crate::words::measure as words;

/// Whether a row's page is the one that stands beside the list.
pub fn here(id: RecordId) -> Option<&'static str> {
    let at = Navigation::here().address().with_untracked(|here| here.route == Route::InPlan(id));
    at.then_some("page")
}

/// One measure of the tree.
pub fn leaf_view(leaf: &Leaf) -> AnyView {
    let title = leaf.title.as_deref().map_or_else(words::untitled, Into::into);
    let targets = leaf.targets.iter().map(|target| view! { <span class="tag key">{target.clone()}</span> });
    view! {
        <li class="leaf">
            <a class="link-row" href=to(Route::InPlan(leaf.id.record())) aria-current=here(leaf.id.record())>
                <span>
                    {title}{force(leaf.force)}
                    {(!leaf.bodies.is_empty()).then(|| view! { <small>{leaf.bodies.join("・")}</small> })}
                    {targets.collect_view()}
                </span>
                <Sign icon=Icon::Next/>
            </a>
        </li>
    }
    .into_any()
}
