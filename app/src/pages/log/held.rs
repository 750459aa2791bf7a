//! 中止になった: one press beside the day, then why.

use leptos::prelude::*;
use tsunagari_core::activity::Held;

use super::Sheet;
use crate::parts::{Chip, While};
use crate::words::{Text, log};

#[component]
pub fn HeldCard(sheet: Sheet) -> impl IntoView {
    let off = Signal::derive(move || !sheet.draft.read().held.is_done());
    let turn = Callback::new(move |()| {
        sheet.change(|draft| draft.held = if draft.held.is_done() { Held::Other } else { Held::Done });
    });
    view! {
        <div class="chips">
            <Chip words=log::not_held() pressed=off on_press=turn />
        </div>
        <While holds=move || off.get()>
            <div class="stack tight">
                <p class="label">{log::why_not_held()}</p>
                <div class="chips" role="group" aria-label=log::why_not_held().attr()>
                    {reasons()
                        .into_iter()
                        .map(|(held, words)| {
                            view! {
                                <Chip
                                    words=words
                                    pressed=Signal::derive(move || sheet.draft.read().held == held)
                                    on_press=Callback::new(move |()| sheet.change(|draft| draft.held = held))
                                />
                            }
                        })
                        .collect_view()}
                </div>
            </div>
        </While>
    }
}

fn reasons() -> [(Held, Text); 5] {
    [
        (Held::Rain, log::rain()),
        (Held::Infection, log::infection()),
        (Held::Heat, log::heat()),
        (Held::Hands, log::hands()),
        (Held::Other, log::other_reason()),
    ]
}
