//! A small choice that is on or off, or a small way to somewhere.

use leptos::prelude::*;

use crate::words::Text;

#[component]
pub fn Chip(
    #[prop(into)] words: Text,
    /// Given for a choice; left out for a way.
    #[prop(into, optional)]
    pressed: Option<Signal<bool>>,
    /// Over the whole width, as the first choice of a card.
    #[prop(optional)]
    wide: bool,
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=if wide { "chip wide" } else { "chip" }
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            on:click=move |_| on_press.run(())
        >
            <span>{words}</span>
        </button>
    }
}
