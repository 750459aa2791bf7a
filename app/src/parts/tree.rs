//! A tree that opens level by level, by finger and by key, with the browser's own details and summary.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::Text;

/// A branch with what is under it; without anything under it, a leaf that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// The level's own name and number: 基本目標2.
    pub level: Option<String>,
    pub title: String,
    /// Quiet facts below the title.
    pub facts: Vec<Text>,
    pub href: Option<String>,
    pub open: bool,
    pub inside: Vec<Self>,
}

#[component]
pub fn Tree(branches: Vec<Branch>) -> impl IntoView {
    view! { <ul class="tree">{branches.into_iter().map(branch).collect_view()}</ul> }
}

fn branch(it: Branch) -> AnyView {
    let words = view! {
        <span class="text">
            {it.level.map(|level| view! { <span class="level">{level}</span> })}
            {it.title}
            {it.facts.into_iter().map(|fact| view! { <span class="level">{fact}</span> }).collect_view()}
        </span>
    };
    if it.inside.is_empty() {
        return match it.href {
            Some(href) => view! {
                <li class="leaf">
                    <a class="link-row" href=href>
                        {words}
                        <Sign icon=Icon::Next />
                    </a>
                </li>
            }
            .into_any(),
            None => view! { <li class="leaf"><div class="link-row">{words}</div></li> }.into_any(),
        };
    }
    view! {
        <li>
            <details open=it.open>
                <summary>
                    <Sign icon=Icon::Next />
                    {words}
                </summary>
                <ul class="inside">{it.inside.into_iter().map(branch).collect_view()}</ul>
            </details>
        </li>
    }
    .into_any()
}
