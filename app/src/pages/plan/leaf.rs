//! A measure as a line that leads to its page.

use leptos::prelude::*;

use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::outline::Leaf;
use crate::route::Route;
use crate::words::measure as words;

/// One measure of the tree.
#[component]
pub fn LeafView(leaf: Leaf) -> impl IntoView {
    let title = leaf.title.map_or_else(words::untitled, Into::into);
    let targets = leaf.targets.into_iter().map(|target| view! { <span class="tag key">{target}</span> });
    view! {
        <li class="leaf">
            <a class="link-row" href=to(Route::InPlan(leaf.id.record()))>
                <span>
                    {title}
                    {(!leaf.bodies.is_empty()).then(|| view! { <small>{leaf.bodies.join("・")}</small> })}
                    {targets.collect_view()}
                </span>
                <Sign icon=Icon::Next/>
            </a>
        </li>
    }
}
