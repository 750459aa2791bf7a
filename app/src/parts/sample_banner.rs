//! The two lines that say what a page is not: real, or kept.

use leptos::prelude::*;

use crate::words::{frame, settings};

/// 見本データ：…, on every page of the made-up ward, in print too.
#[component]
pub fn SampleBanner() -> impl IntoView {
    view! { <p class="sample">{frame::sample()}</p> }
}

/// 練習中：…, with the way out.
#[component]
pub fn PracticeBanner(on_end: Callback<()>) -> impl IntoView {
    view! {
        <aside class="practice" aria-label=settings::practice().attr()>
            {frame::practising()} " "
            <button type="button" class="quiet" on:click=move |_| on_end.run(())>
                {frame::practising_end()}
            </button>
        </aside>
    }
}
