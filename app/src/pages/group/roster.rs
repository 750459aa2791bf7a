//! 受付名簿: a blank list for a day, printed and never typed.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::paper::Sheet;

use crate::parts::{Icon, Paper, Sign};
use crate::words::group as words;

/// For which day; a day that is given can be changed where `open`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roster {
    pub day: Option<Day>,
    pub open: bool,
}

#[component]
pub fn RosterButton(
    roster: Roster,
    sheets: Callback<Option<Day>, Vec<Sheet>>,
    paper: Paper,
) -> impl IntoView {
    let day = RwSignal::new(roster.day);
    let value = move || day.get().map(|day| day.to_string()).unwrap_or_default();
    view! {
        {roster.open.then(|| view! {
            <div class="field">
                <label for="roster-day">{words::roster_day()}</label>
                <input id="roster-day" type="date" class="write" prop:value=value
                    on:change=move |event| day.set(Day::parse(&event_target_value(&event)).ok())/>
            </div>
        })}
        <button type="button" class="btn full calm" aria-describedby="roster-told"
            on:click=move |_| paper.print(&sheets.run(day.get_untracked()))>
            <span class="row middle"><Sign icon=Icon::Print/><span>{words::roster()}</span></span>
            <small id="roster-told">{words::roster_told()}</small>
        </button>
    }
}
