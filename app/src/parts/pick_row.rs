//! A value that is filled in already, with 変える beside it; what opens to change it is the page's.

use leptos::prelude::*;

use crate::words::{Speaking, Text, frame};

#[component]
pub fn PickRow(
    #[prop(into)] words: Text,
    /// In pieces between which a line may break.
    #[prop(into)]
    value: Signal<Vec<Text>>,
    #[prop(into)] open: Signal<bool>,
    on_toggle: Callback<()>,
) -> impl IntoView {
    let speech = Speaking::here();
    let name = words.clone();
    let label =
        move || format!("{}：{}", name.letters(speech.get()), frame::change_it().letters(speech.get()));
    view! {
        <div class="pick">
            <span class="label">{words}</span>
            <span class="value num">{move || value.get().into_iter().map(|piece| view! { <span class="nb">{piece}</span> }).collect_view()}</span>
            <button
                type="button"
                class="chip"
                aria-label=label
                aria-expanded=move || open.get().to_string()
                on:click=move |_| on_toggle.run(())
            >
                {move || if open.get() { frame::close_it().view() } else { frame::change_it().view() }}
            </button>
        </div>
    }
}
