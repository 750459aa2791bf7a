//! A month with the way to the one before and the one after.

use leptos::prelude::*;
use tsunagari_core::calendar::Month;

use super::{Icon, Sign};
use crate::words::batch as words;

/// Asks for another month than the one that is shown.
#[component]
pub fn MonthTurn(#[prop(into)] month: Signal<Month>, on_turn: Callback<Month>) -> impl IntoView {
    let turn = move |to: Option<Month>| {
        if let Some(to) = to {
            on_turn.run(to);
        }
    };
    view! {
        <div class="row middle turn">
            <button type="button" class="chip" aria-label=words::month_before().attr()
                on:click=move |_| turn(month.get_untracked().previous())><Sign icon=Icon::Back/></button>
            <b class="num" aria-live="polite">{move || month.get().both_text()}</b>
            <button type="button" class="chip" aria-label=words::month_after().attr()
                on:click=move |_| turn(month.get_untracked().next())><Sign icon=Icon::Next/></button>
        </div>
    }
}
