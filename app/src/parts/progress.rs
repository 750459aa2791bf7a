//! How far something long is, in a bar and in words.

use leptos::prelude::*;

use crate::words::Text;

/// Without `percent` the bar only says that something is under way.
#[component]
pub fn Progress(
    #[prop(into)] words: Signal<Text>,
    #[prop(into, optional)] percent: Signal<Option<u8>>,
) -> impl IntoView {
    view! {
        <div class="stack tight" role="status">
            <p>{move || words.get().view()}</p>
            <progress class="bar" max="100" value=move || percent.get().map(|percent| percent.to_string())></progress>
        </div>
    }
}
