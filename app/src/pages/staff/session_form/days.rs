//! The days of a meeting beside its rule: months and stretches off, single days, one-off moves, and the next days in words.

use leptos::prelude::*;
use tsunagari_core::calendar::{Day, Month};
use tsunagari_core::session::{Break, GroupSession, Meeting};

use super::super::day_field::{DayField, day};
use super::rule::flip;
use crate::parts::{Chip, TextField};
use crate::replica::Replica;
use crate::words::{Text, staff as words};

/// Days that are told ahead.
const AHEAD: usize = 6;
/// Months in which they are looked for.
const MONTHS_AHEAD: usize = 25;

/// The next meetings from a day on.
fn next(meeting: &GroupSession, from: Day) -> Vec<Meeting> {
    let months = std::iter::successors(Some(from.month()), |month: &Month| month.next()).take(MONTHS_AHEAD);
    months.flat_map(|month| meeting.dates(month)).filter(|it| it.day >= from).take(AHEAD).collect()
}

/// 「次の6回」, as one types.
#[component]
pub fn Next(now: Memo<GroupSession>) -> impl IntoView {
    let today = Replica::here().board.today.get_untracked();
    let days = Memo::new(move |_| now.with(|it| next(it, today)));
    view! {
        <section class="stack tight" role="status">
            <h3 class="label">{words::next_days()}</h3>
            {move || days.with(Vec::is_empty).then(|| view! { <p>{words::next_none()}</p> })}
            <ol class="bullets num">{move || days.get().into_iter().map(|it| {
                let moved = (it.day != it.scheduled).then(|| words::moved_from(&it.scheduled.text()));
                view! { <li>{it.day.text_with_weekday()}{moved.map(|words| view! { " "<small>{words}</small> })}</li> }
            }).collect_view()}</ol>
        </section>
    }
}

/// 休みの月.
#[component]
pub fn MonthsOff(meeting: RwSignal<GroupSession>) -> impl IntoView {
    let each = (1..=12).map(|month: u32| {
        let pressed = Signal::derive(move || meeting.with(|it| it.months_off.contains(&month)));
        view! { <Chip words=words::month(month) pressed on_press=Callback::new(move |()| meeting.update(|it| flip(&mut it.months_off, month)))/> }
    });
    view! {
        <fieldset class="stack tight">
            <legend class="label">{words::months_off()}</legend>
            <div class="chips num">{each.collect_view()}</div>
        </fieldset>
    }
}

/// Stretches of every year without meetings: 12/25–1/7.
#[component]
pub fn Breaks(meeting: RwSignal<GroupSession>) -> impl IntoView {
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<Text>);
    let add = move |_| {
        let stretch = stretch(&from.get_untracked(), &to.get_untracked());
        wrong.set(stretch.is_none().then(words::break_wrong));
        if let Some(stretch) = stretch {
            meeting.update(|it| _ = it.breaks.insert(stretch));
            from.set(String::new());
            to.set(String::new());
        }
    };
    let held = move || {
        let all: Vec<Break> = meeting.with(|it| it.breaks.iter().copied().collect());
        all.into_iter().map(|stretch| {
            let gone = move |_| meeting.update(|it| _ = it.breaks.remove(&stretch));
            view! { <li class="row"><span class="num">{break_words(stretch)}</span><button type="button" class="quiet" on:click=gone>{words::take_off()}</button></li> }
        }).collect_view()
    };
    view! {
        <fieldset class="stack tight">
            <legend class="label">{words::breaks()}</legend>
            <ul>{held}</ul>
            <div class="two-counts">
                <TextField id="break-from" words=words::break_from() value=from wrong=wrong on_type=Callback::new(move |typed| from.set(typed))/>
                <TextField id="break-to" words=words::break_to() value=to on_type=Callback::new(move |typed| to.set(typed))/>
            </div>
            <button type="button" class="btn" on:click=add>{words::add_break()}</button>
        </fieldset>
    }
}

/// 12/25 and 1/7, in any width.
fn stretch(from: &str, to: &str) -> Option<Break> {
    let part = |typed: &str| {
        let text = tsunagari_core::text::fold(typed).replace('月', "/").replace(['日', ' '], "");
        let (month, day) = text.split_once('/')?;
        Some(format!("{month:0>2}-{day:0>2}"))
    };
    Break::parse(&format!("{}_{}", part(from)?, part(to)?))
}

fn break_words(stretch: Break) -> String {
    let text = stretch.to_string();
    let (from, to) = text.split_once('_').unwrap_or((&text, ""));
    let told = |text: &str| text.replace('-', "/");
    format!("{}–{}", told(from), told(to))
}

/// Single days beside the rule: 年1回, the greeting days of a school.
#[component]
pub fn Dates(meeting: RwSignal<GroupSession>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let add = move |_| {
        if let Ok(Some(day)) = day(&typed.get_untracked()) {
            meeting.update(|it| _ = it.dates.insert(day));
            typed.set(String::new());
        }
    };
    let held = move || {
        let all: Vec<Day> = meeting.with(|it| it.dates.iter().copied().collect());
        all.into_iter().map(|day| {
            let gone = move |_| meeting.update(|it| _ = it.dates.remove(&day));
            view! { <li class="row"><span class="num">{day.both_text()}</span><button type="button" class="quiet" on:click=gone>{words::take_off()}</button></li> }
        }).collect_view()
    };
    view! {
        <fieldset class="stack tight">
            <legend class="label">{words::single_days()}</legend>
            <ul>{held}</ul>
            <DayField id="session-date" words=words::single_day() value=typed/>
            <button type="button" class="btn" on:click=add>{words::add_day()}</button>
        </fieldset>
    }
}

/// One meeting on another day, or not at all.
#[component]
pub fn Moves(meeting: RwSignal<GroupSession>, now: Memo<GroupSession>) -> impl IntoView {
    let today = Replica::here().board.today.get_untracked();
    let (from, to) = (RwSignal::new(None::<Day>), RwSignal::new(String::new()));
    let put = move |moved: Option<Day>| {
        if let Some(from) = from.get_untracked() {
            meeting.update(|it| _ = it.moves.insert(from, moved));
        }
        from.set(None);
        to.set(String::new());
    };
    let choices = move || {
        let days = now.with(|it| next(it, today));
        days.into_iter().filter(|it| it.day == it.scheduled).map(|it| {
            let pressed = Signal::derive(move || from.get() == Some(it.scheduled));
            view! { <Chip words=it.day.short_text() pressed on_press=Callback::new(move |()| from.set(Some(it.scheduled)))/> }
        }).collect_view()
    };
    let held = move || {
        let all: Vec<(Day, Option<Day>)> =
            meeting.with(|it| it.moves.iter().map(|(from, to)| (*from, *to)).collect());
        all.into_iter().filter(|(from, to)| from.plus(60) >= today || to.is_some_and(|to| to >= today)).map(|(from, to)| {
            let said = match to {
                Some(to) => words::moved_to(&from.short_text(), &to.short_text()),
                None => words::not_held_on(&from.short_text()),
            };
            let gone = move |_| meeting.update(|it| _ = it.moves.remove(&from));
            view! { <li class="row"><span class="num">{said}</span><button type="button" class="quiet" on:click=gone>{words::take_off()}</button></li> }
        }).collect_view()
    };
    let move_it = move |_| {
        if let Ok(Some(day)) = day(&to.get_untracked()) {
            put(Some(day));
        }
    };
    view! {
        <details class="fold"><summary>{words::move_once()}</summary>
            <div class="stack">
                <ul>{held}</ul>
                <div class="chips num" role="group" aria-label=words::which_meeting().attr()>{choices}</div>
                {move || from.get().map(|_| view! {
                    <div class="stack">
                        <DayField id="session-move" words=words::move_to_day() value=to/>
                        <div class="pair">
                            <button type="button" class="btn" on:click=move |_| put(None)>{words::not_held_once()}</button>
                            <button type="button" class="btn" on:click=move_it>{words::move_it()}</button>
                        </div>
                    </div>
                })}
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_read_as_people_type_it() {
        for (from, to) in [("12/25", "1/7"), ("１２月２５日", "1月7日")] {
            assert_eq!(stretch(from, to).map(break_words).as_deref(), Some("12/25–01/07"));
        }
        assert_eq!(stretch("13/1", "1/7"), None);
        assert_eq!(stretch("", "1/7"), None);
    }
}
