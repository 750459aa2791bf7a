//! A month of days to choose from, drawn by us so that it looks and reads the same on every phone.

use leptos::prelude::*;
use tsunagari_core::calendar::{Day, Month};

use super::{Icon, Sign};
use crate::words::{Speaking, counts};

/// A week as Japan's calendars print it.
const WEEK: [&str; 7] = ["日", "月", "火", "水", "木", "金", "土"];

/// Draws it, where it comes with the second part of the app.
pub type DrawCalendar = fn(CalendarProps) -> AnyView;

#[component]
pub fn Calendar(
    today: Day,
    #[prop(into)] chosen: Signal<Day>,
    /// Days that have a record already.
    #[prop(into, optional)]
    held: Signal<Vec<Day>>,
    on_choose: Callback<Day>,
) -> impl IntoView {
    let speech = Speaking::here();
    let month = RwSignal::new(chosen.get_untracked().month());
    let turn = move |forward: bool| {
        month
            .update(|month| *month = if forward { month.next() } else { month.previous() }.unwrap_or(*month));
    };
    let cell = move |day: Day| {
        let number = day.day_of_month();
        let label = move || {
            let mark = if held.read().contains(&day) {
                counts::has_log().letters(speech.get())
            } else {
                String::new()
            };
            format!("{} {mark}", day.text_with_weekday())
        };
        view! {
            <td class:ahead=day.gt(&today)>
                <button
                    type="button"
                    class:today=day == today
                    class:held=move || held.read().contains(&day)
                    aria-label=label
                    aria-pressed=move || (chosen.get() == day).to_string()
                    aria-current=(day == today).then_some("date")
                    on:click=move |_| on_choose.run(day)
                >
                    {number}
                </button>
            </td>
        }
    };
    let weeks = move || {
        weeks(month.get())
            .into_iter()
            .map(|week| {
                let days = week
                    .into_iter()
                    .map(|day| match day {
                        Some(day) => cell(day).into_any(),
                        None => view! { <td></td> }.into_any(),
                    })
                    .collect_view();
                view! { <tr>{days}</tr> }
            })
            .collect_view()
    };
    view! {
        <div class="calendar">
            <div class="head">
                <button type="button" class="chip" aria-label=counts::month_before().attr() on:click=move |_| turn(false)>
                    <Sign icon=Icon::Back />
                </button>
                <b aria-live="polite" class="num">
                    {move || month.get().both_text()}
                </b>
                <button type="button" class="chip" aria-label=counts::month_after().attr() on:click=move |_| turn(true)>
                    <Sign icon=Icon::Next />
                </button>
            </div>
            <table>
                <thead>
                    <tr>{WEEK.map(|name| view! { <th scope="col">{name}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{weeks}</tbody>
            </table>
        </div>
    }
}

/// The weeks of a month from Sunday, with empty cells around it.
fn weeks(month: Month) -> Vec<[Option<Day>; 7]> {
    let lead = month.first().since(sunday_before(month.first()));
    let mut weeks = Vec::new();
    for (index, day) in month.days().enumerate() {
        let place = index + usize::try_from(lead).unwrap_or(0);
        if weeks.len() <= place / 7 {
            weeks.push([None; 7]);
        }
        if let Some(cell) = weeks.last_mut().and_then(|week: &mut [Option<Day>; 7]| week.get_mut(place % 7)) {
            *cell = Some(day);
        }
    }
    weeks
}

/// The Sunday on or before a day.
fn sunday_before(day: Day) -> Day {
    let letter = day.weekday().text();
    let back = WEEK.iter().position(|name| *name == letter).unwrap_or(0);
    day.plus(-i64::try_from(back).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_all_its_days_once() {
        for (year, month, days) in [(2026, 2, 28), (2028, 2, 29), (2026, 11, 30), (2026, 8, 31)] {
            let all: Vec<_> =
                weeks(Month::new(year, month).unwrap()).into_iter().flatten().flatten().collect();
            assert_eq!(all.len(), days);
            assert!(all.is_sorted());
        }
    }

    #[test]
    fn a_week_begins_on_sunday() {
        let november = weeks(Month::new(2026, 11).unwrap());
        assert_eq!(november[0][0], Some(Day::new(2026, 11, 1).unwrap()));
        assert_eq!(november[3][2], Some(Day::new(2026, 11, 24).unwrap()));
        assert_eq!(weeks(Month::new(2026, 8).unwrap()).len(), 6);
    }
}
