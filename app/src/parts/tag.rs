//! A word in a frame: a state, a body, a heading of the plan.

use leptos::prelude::*;

use crate::words::Text;

/// What a tag says by its colour besides its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Quiet,
    Key,
    Wait,
    Two,
    Bad,
}

#[component]
pub fn Tag(#[prop(into)] words: Text, #[prop(optional)] tone: Tone) -> impl IntoView {
    let class = match tone {
        Tone::Quiet => "tag",
        Tone::Key => "tag key",
        Tone::Wait => "tag wait",
        Tone::Two => "tag two",
        Tone::Bad => "tag bad",
    };
    view! { <span class=class>{words}</span> }
}
