//! The day of an activity: きょう, きのう, the same weekday last week, or one from the calendar.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;

use super::{CalendarProps, Chip, DrawCalendar, While};
use crate::words::{Text, counts};

/// How a day is said in a form, in pieces: きょう, 11月24日（火）.
pub fn day_words(day: Day, today: Day) -> Vec<Text> {
    let letters =
        if day.year() == today.year() { day.text_with_weekday() } else { day.era_text_with_weekday() };
    let near = match today.since(day) {
        0 => Some(counts::today()),
        1 => Some(counts::yesterday()),
        _ => None,
    };
    near.into_iter().chain([letters.into()]).collect()
}

#[component]
pub fn DayPicker(
    today: Day,
    #[prop(into)] chosen: Signal<Day>,
    /// The last day on which it was due; without it, a week ago.
    #[prop(optional)]
    usual: Option<Day>,
    #[prop(into, optional)] held: Signal<Vec<Day>>,
    /// Draws the month to choose from, once it can be drawn.
    #[prop(into)]
    calendar: Signal<Option<DrawCalendar>>,
    on_choose: Callback<Day>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let choice = move |words: Text, day: Day| {
        view! {
            <Chip
                words=words
                pressed=Signal::derive(move || chosen.get() == day)
                on_press=Callback::new(move |()| on_choose.run(day))
            />
        }
    };
    let yesterday = today.plus(-1);
    let week_ago = usual.unwrap_or_else(|| today.plus(-7));
    let due =
        (week_ago != yesterday && week_ago != today).then(|| choice(past_day(week_ago, today), week_ago));
    view! {
        <div class="stack">
            <div class="chips" role="group" aria-label=counts::choose_day().attr()>
                {choice(counts::today(), today)} {choice(counts::yesterday(), yesterday)} {due}
                <While holds=move || calendar.get().is_some()>
                    <button
                        type="button"
                        class="chip"
                        aria-expanded=move || open.get().to_string()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {counts::pick_from_calendar()}
                    </button>
                </While>
            </div>
            {move || {
                let draw = calendar.get().filter(|_| open.get())?;
                Some(draw(CalendarProps { today, chosen, held, on_choose }))
            }}
        </div>
    }
}

/// 先週の○曜 for a day of the last seven, its date for one before: what meets once a month was not due last week.
fn past_day(day: Day, today: Day) -> Text {
    if today.since(day) <= 7 { counts::last_week(day.weekday().text()) } else { Text::from(day.short_text()) }
}
