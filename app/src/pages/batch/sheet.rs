//! The sheet of one group and month: its lines, 日を足す, and the one save.

use leptos::prelude::*;
use tsunagari_core::activity::When;
use tsunagari_core::calendar::{Day, Month};
use tsunagari_core::id::{ActivityId, RecordId};
use tsunagari_core::intent::{Doubt, Intent, MonthRow, Refusal};
use tsunagari_core::query::month::{self, Row};
use tsunagari_core::query::today::draft_of;
use tsunagari_core::sorted::sort_by_key;
use tsunagari_core::view::View;

use super::Of;
use super::line::{Line, LineView};
use crate::pages::ask::{NotDone, ask, told};
use crate::parts::{ActBar, Notice, NoticeTone};
use crate::replica::Replica;
use crate::words::{Text, batch as words, counts, frame, log};

/// The lines and the save. Lines are made once for a group and month: what others log meanwhile does not move them.
#[component]
pub fn Sheet(of: Of, month: Month, on_done: Callback<Vec<RecordId>>) -> impl IntoView {
    let replica = Replica::here();
    let lines = RwSignal::new(lines(replica, &of, month));
    let logged: Vec<RecordId> = lines
        .with_untracked(|lines| lines.iter().filter_map(|line| line.log()).map(ActivityId::record).collect());
    let opened = StoredValue::new(replica.held(&logged));
    let (busy, said) = (RwSignal::new(false), RwSignal::new(None::<Text>));
    let doubts = RwSignal::new(Vec::<Doubt>::new());
    let changed =
        Memo::new(move |_| lines.with(|lines| lines.iter().filter(|line| line.row(false).is_some()).count()));
    let save = move |sure: bool| {
        let rows: Vec<MonthRow> =
            lines.with_untracked(|lines| lines.iter().filter_map(|line| line.row(sure)).collect());
        if rows.is_empty() {
            let logged = lines.with_untracked(|lines| lines.iter().any(|line| line.log().is_some()));
            return said.set(Some(if logged { words::nothing_changed() } else { words::save_none() }));
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match ask(replica, Intent::Month(rows), &opened.get_value()).await {
                Ok(records) => on_done.run(records),
                Err(NotDone::Refused(Refusal::Ask(asked))) => doubts.set(asked),
                Err(NotDone::Refused(Refusal::TooMany { limit, .. })) => {
                    said.set(Some(counts::too_many(u32::try_from(limit).unwrap_or(u32::MAX))));
                }
                Err(not) => said.set(Some(told(&not))),
            }
            busy.set(false);
        });
    };
    let of = StoredValue::new(of);
    let add = Callback::new(move |day: Day| {
        let known = lines.with_untracked(|lines| lines.iter().any(|line| line.when() == When::Day(day)));
        if !known && let Some(line) = of.with_value(|of| one_more(replica, of, day)) {
            lines.update(|lines| {
                lines.push(line);
                sort_by_key(lines, |line| line.when().last_day());
            });
        }
    });
    let asked = move || {
        let lines: Vec<Text> = doubts.get().iter().filter_map(doubt).collect();
        (!lines.is_empty()).then(|| view! {
            <Notice tone=NoticeTone::Told title=words::look_again() lines urgent=true>
                <button type="button" class="btn" on:click=move |_| save(true)>{frame::keep_as_is()}</button>
            </Notice>
        })
    };
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); save(false); }>
            <section class="card">
                {move || lines.with(Vec::is_empty).then(|| view! { <p>{words::no_dates()}</p> })}
                <ul class="entries">
                    {move || lines.get().into_iter().map(|line| view! { <LineView line/> }).collect_view()}
                </ul>
                <AddDay month on_add=add/>
            </section>
            {asked}
            <p role="status">{move || said.get().map(Text::view)}</p>
            <ActBar words=Signal::derive(move || match changed.get() {
                0 => log::log_it_short(),
                days => words::save(days),
            }) busy=busy>
                {move || sum(&lines.read()).view()}
            </ActBar>
        </form>
    }
}

/// What is asked, in words; a twin is told on its own page.
fn doubt(doubt: &Doubt) -> Option<Text> {
    match doubt {
        Doubt::Future { day, .. } => Some(words::still_ahead(&day.text_with_weekday())),
        Doubt::Unusual { day, typed, usual } => {
            Some(words::unusual(&day.text_with_weekday(), *typed, *usual))
        }
        Doubt::NoNumbers | Doubt::Twin { .. } => None,
    }
}

fn sum(lines: &[Line]) -> Text {
    let numbers = lines.iter().filter_map(|line| line.numbers().ok());
    let (mut times, mut attended, mut helped) = (0_u32, 0_u64, 0_u64);
    for (heads, helpers) in numbers.filter(|(heads, helped)| heads.is_some() || helped.is_some()) {
        times += 1;
        attended += heads.unwrap_or(0);
        helped += helpers.unwrap_or(0);
    }
    words::sum(times, attended, helped)
}

fn with_view<T>(replica: Replica, look: impl FnOnce(&View<'_>) -> T) -> T {
    let (registry, logs) = (replica.board.registry.get_untracked(), replica.board.logs.get_untracked());
    look(&View::of(&[&registry, &logs]))
}

fn lines(replica: Replica, of: &Of, month: Month) -> Vec<Line> {
    let today = replica.board.today.get_untracked();
    with_view(replica, |view| {
        let rows = match of {
            Of::Session(id) => {
                view.session(*id).map(|session| month::of_session(view, &session, month, today))
            }
            Of::Group(id, what) => Some(month::of_group(view, *id, what, month, today)),
        };
        rows.unwrap_or_default().into_iter().map(|row| line(view, row)).collect()
    })
}

fn one_more(replica: Replica, of: &Of, day: Day) -> Option<Line> {
    let today = replica.board.today.get_untracked();
    with_view(replica, |view| {
        let draft = match of {
            Of::Session(id) => draft_of(view, &view.session(*id)?, day),
            Of::Group(id, what) => month::of_day(view, *id, what, When::Day(day)),
        };
        Some(line(view, Row { log: None, draft, future: day > today }))
    })
}

fn line(view: &View<'_>, row: Row) -> Line {
    let what = row.draft.what.clone();
    Line::of(row, &view.kinds().get(&what))
}

/// 日を足す: the days of the month to choose from, by the phone's own list.
#[component]
fn AddDay(month: Month, on_add: Callback<Day>) -> impl IntoView {
    let options =
        month.days().map(|day| view! { <option value=day.to_string()>{day.text_with_weekday()}</option> });
    let choose = move |event: leptos::ev::Event| {
        if let Ok(day) = Day::parse(&event_target_value(&event)) {
            on_add.run(day);
        }
    };
    view! {
        <div class="field">
            <label for="add-day">{words::add_day()}</label>
            <select id="add-day" class="write" on:change=choose>
                <option value="">{words::choose_day()}</option>
                {options.collect_view()}
            </select>
        </div>
    }
}
