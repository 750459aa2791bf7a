//! A target drawn as the places it counts: filled, and still open.

use leptos::prelude::*;

use crate::words::Text;

/// Beyond this many a row of boxes says no more than a bar; then it is one.
const DRAWN: u32 = 40;

#[component]
pub fn Boxes(done: u32, all: u32, #[prop(into)] words: Text) -> impl IntoView {
    let label = words.attr();
    if all > DRAWN {
        let max = all.to_string();
        return view! { <progress class="bar" max=max value=done.min(all).to_string() aria-label=label></progress> }
            .into_any();
    }
    view! {
        <div class="boxes" role="img" aria-label=label>
            {(0..all).map(|place| view! { <i class:on=place.lt(&done)></i> }).collect_view()}
        </div>
    }
    .into_any()
}
