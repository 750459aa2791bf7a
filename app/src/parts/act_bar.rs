//! The one act of a form, at the thumb, with the running sum above it.

use leptos::prelude::*;

use crate::words::{Text, log};

/// A submit button of the form around it; while `busy` it says so and cannot be pressed twice.
#[component]
pub fn ActBar(
    #[prop(into)] words: Signal<Text>,
    #[prop(into, optional)] busy: Signal<bool>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="act">
            {children.map(|children| view! { <p class="sum num">{children()}</p> })}
            <button
                type="submit"
                class="act-button"
                aria-disabled=move || busy.get().then_some("true")
                on:click=move |press| {
                    if busy.get_untracked() {
                        press.prevent_default();
                    }
                }
            >
                {move || if busy.get() { log::saving().view() } else { words.get().view() }}
            </button>
        </div>
    }
}
