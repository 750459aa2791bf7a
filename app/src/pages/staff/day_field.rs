//! A day that may be unknown, by the phone's own calendar.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;

use crate::parts::While;
use crate::words::{Text, staff as words};

/// The day as text, `2026-11-24` or empty.
#[component]
pub fn DayField(id: &'static str, words: Text, value: RwSignal<String>) -> impl IntoView {
    let wrong = Memo::new(move |_| day(&value.read()).is_err());
    view! {
        <div class="field">
            <label for=id>{words}</label>
            <input id=id class="write" type="date" prop:value=move || value.get()
                aria-invalid=move || wrong.get().then_some("true")
                on:input=move |event| value.set(event_target_value(&event))/>
            <While holds=move || wrong.get()><p class="wrong" role="status">{words::day_wrong()}</p></While>
        </div>
    }
}

/// A day as the field holds it.
pub fn typed(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The day that was typed; none where nothing was.
pub fn day(typed: &str) -> Result<Option<Day>, ()> {
    match typed.trim() {
        "" => Ok(None),
        text => Day::parse(text).map(Some).map_err(|_| ()),
    }
}
