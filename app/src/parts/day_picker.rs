//! The day of an activity: きょう, きのう, the same weekday last week, or one from the calendar.

use chrono::{Days, NaiveDate};
use leptos::prelude::*;

use super::calendar::{Calendar, said, weekday};
use super::Chip;
use crate::words::{Text, counts};

/// How a day is said in a form: きょう 11月24日（火）.
pub fn day_words(day: NaiveDate, today: NaiveDate) -> Text {
    let letters = said(day, today);
    match today.signed_duration_since(day).num_days() {
        0 => counts::today_day(&letters),
        1 => counts::yesterday_day(&letters),
        _ => letters.into(),
    }
}

#[component]
pub fn DayPicker(
    today: NaiveDate,
    #[prop(into)] chosen: Signal<NaiveDate>,
    /// The weekday on which it is usually held; its last three days are offered.
    #[prop(optional)]
    usual: Option<NaiveDate>,
    #[prop(into, optional)] held: Signal<Vec<NaiveDate>>,
    on_choose: Callback<NaiveDate>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let choice = move |words: Text, day: NaiveDate| {
        view! {
            <Chip
                words=words
                pressed=Signal::derive(move || chosen.get() == day)
                on_press=Callback::new(move |()| on_choose.run(day))
            />
        }
    };
    let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
    let week_ago = usual.unwrap_or_else(|| today.checked_sub_days(Days::new(7)).unwrap_or(today));
    let last_week = (week_ago != yesterday && week_ago != today)
        .then(|| choice(counts::last_week(weekday(week_ago)), week_ago));
    view! {
        <div class="stack">
            <div class="chips" role="group" aria-label=counts::choose_day().attr()>
                {choice(counts::today(), today)} {choice(counts::yesterday(), yesterday)} {last_week}
                <button
                    type="button"
                    class="chip"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {counts::pick_from_calendar()}
                </button>
            </div>
            <Show when=move || open.get()>
                <Calendar today=today chosen=chosen held=held on_choose=on_choose />
            </Show>
        </div>
    }
}
