//! A month of days to choose from, drawn by us so that it looks and reads the same on every phone.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::{Speaking, counts};

pub(super) const WEEKDAYS: [&str; 7] = ["日", "月", "火", "水", "木", "金", "土"];

/// The weekday's letter.
pub(super) fn weekday(day: NaiveDate) -> &'static str {
    WEEKDAYS.get(day.weekday().num_days_from_sunday() as usize).copied().unwrap_or_default()
}

/// 11月24日（火）; with the year where it is not this one.
pub(super) fn said(day: NaiveDate, today: NaiveDate) -> String {
    let year = if day.year() == today.year() { String::new() } else { format!("{}年", day.year()) };
    format!("{year}{}月{}日（{}）", day.month(), day.day(), weekday(day))
}

#[component]
pub fn Calendar(
    today: NaiveDate,
    #[prop(into)] chosen: Signal<NaiveDate>,
    /// Days that have a record already.
    #[prop(into, optional)]
    held: Signal<Vec<NaiveDate>>,
    on_choose: Callback<NaiveDate>,
) -> impl IntoView {
    let speech = Speaking::here();
    let month = RwSignal::new(first_of(chosen.get_untracked()));
    let turn = move |by: i32| {
        month.update(|month| {
            let step = Months::new(by.unsigned_abs());
            let to = if by < 0 { month.checked_sub_months(step) } else { month.checked_add_months(step) };
            *month = to.unwrap_or(*month);
        });
    };
    let cell = move |day: NaiveDate| {
        let number = day.day();
        let label = move || {
            let mark = if held.read().contains(&day) { counts::has_log().letters(speech.get()) } else { String::new() };
            format!("{} {mark}", said(day, today))
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
                <button type="button" class="chip" aria-label=counts::month_before().attr() on:click=move |_| turn(-1)>
                    <Sign icon=Icon::Back />
                </button>
                <b aria-live="polite" class="num">
                    {move || format!("{}年{}月", month.get().year(), month.get().month())}
                </b>
                <button type="button" class="chip" aria-label=counts::month_after().attr() on:click=move |_| turn(1)>
                    <Sign icon=Icon::Next />
                </button>
            </div>
            <table>
                <thead>
                    <tr>{WEEKDAYS.map(|name| view! { <th scope="col">{name}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{weeks}</tbody>
            </table>
        </div>
    }
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The weeks of a month from Sunday, with empty cells around it.
fn weeks(first: NaiveDate) -> Vec<[Option<NaiveDate>; 7]> {
    let mut weeks = Vec::new();
    let mut week = [None; 7];
    let mut day = first;
    while day.month() == first.month() {
        let at = day.weekday().num_days_from_sunday() as usize;
        if let Some(cell) = week.get_mut(at) {
            *cell = Some(day);
        }
        let Some(next) = day.checked_add_days(Days::new(1)) else { break };
        if at == 6 || next.month() != first.month() {
            weeks.push(week);
            week = [None; 7];
        }
        day = next;
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_month_has_all_its_days_once() {
        for (year, month, days) in [(2026, 2, 28), (2028, 2, 29), (2026, 11, 30), (2026, 8, 31)] {
            let all: Vec<_> = weeks(day(year, month, 1)).into_iter().flatten().flatten().collect();
            assert_eq!(all.len(), days);
            assert!(all.is_sorted());
        }
    }

    #[test]
    fn november_2026_begins_on_a_sunday() {
        assert_eq!(weeks(day(2026, 11, 1))[0][0], Some(day(2026, 11, 1)));
        assert_eq!(said(day(2026, 11, 24), day(2026, 11, 24)), "11月24日（火）");
        assert_eq!(said(day(2025, 12, 1), day(2026, 1, 4)), "2025年12月1日（月）");
    }
}
