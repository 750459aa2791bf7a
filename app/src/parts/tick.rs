//! A row to tick or to choose, as large as a finger.

use leptos::prelude::*;

use crate::words::Text;

/// Several may be ticked, or one of those with the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TickShape {
    #[default]
    Many,
    One,
}

#[component]
pub fn Tick(
    #[prop(into)] words: Text,
    #[prop(optional_no_strip, into)] hint: Option<Text>,
    #[prop(into)] on: Signal<bool>,
    #[prop(optional)] shape: TickShape,
    /// Rows of one choice share it.
    #[prop(into)]
    name: String,
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="tick">
            <input
                type=if shape == TickShape::One { "radio" } else { "checkbox" }
                name=name
                prop:checked=move || on.get()
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <span>{words} {hint.map(|hint| view! { <small>{hint}</small> })}</span>
        </label>
    }
}
