//! The lists of this screen, all drawn by one: folded under their counts, and a part at a time; rows that are new, changed
//! or gone.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::import::report::{FixTold, GoneTold, QuestionTold, Report, RowTold};

use super::fixes::{question, repair, suggestion};
use crate::parts::{Tick, While};
use crate::replica::Replica;
use crate::replica::import::Importing;
use crate::words::{Text, import as words};

/// Rows that are drawn at first, and with each 「あと…件を見る」.
const DRAWN: usize = 30;

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Questions,
    New,
    Changed,
    Gone,
    Repairs,
    Suggestions,
}

impl List {
    /// In the order of the page: what a person must know first.
    pub(super) const ALL: [Self; 6] =
        [Self::Questions, Self::New, Self::Changed, Self::Gone, Self::Repairs, Self::Suggestions];

    fn name(self, count: usize) -> Text {
        match self {
            Self::Questions => words::questions(count),
            Self::New => words::new_rows(count),
            Self::Changed => words::changed_rows(count),
            Self::Gone => words::gone_rows(count),
            Self::Repairs => words::repairs(count),
            Self::Suggestions => words::suggestions(count),
        }
    }

    fn told(self) -> Option<Text> {
        match self {
            Self::Questions => Some(words::questions_told()),
            Self::Gone => Some(words::gone_told()),
            _ => None,
        }
    }

    /// Its rows, as many as are drawn, and how many there are.
    fn of(self, report: &Report, drawn: usize) -> (Vec<One>, usize) {
        let rows = |changed: bool| {
            let rows = report.rows.iter().filter(move |row| row.before.is_some() == changed);
            rows.map(|row| One::Row(row.clone())).collect::<Vec<_>>()
        };
        let mut all: Vec<One> = match self {
            Self::Questions => report.questions.iter().cloned().map(One::Question).collect(),
            Self::New => rows(false),
            Self::Changed => rows(true),
            Self::Gone => report.gone.iter().cloned().map(One::Gone).collect(),
            Self::Repairs => report.repairs.iter().cloned().map(One::Repair).collect(),
            Self::Suggestions => report.suggestions.iter().cloned().map(One::Suggestion).collect(),
        };
        let count = all.len();
        all.truncate(drawn);
        (all, count)
    }
}

/// A row of any list.
#[derive(Debug, Clone, PartialEq)]
enum One {
    Row(RowTold),
    Gone(GoneTold),
    Repair(FixTold),
    Suggestion(FixTold),
    Question(QuestionTold),
}

impl One {
    /// By which a row stays where it is while others change: a press must not lose its place.
    fn key(&self, place: usize) -> String {
        match self {
            Self::Row(row) => format!("{place} {} {}", row.path, row.text),
            Self::Gone(gone) => gone.id.to_string(),
            Self::Repair(fix) | Self::Suggestion(fix) => fix.id.clone(),
            Self::Question(question) => question.id.clone(),
        }
    }

    fn draw(self, admin: Memo<bool>) -> AnyView {
        match self {
            Self::Row(row) => entry(row),
            Self::Gone(row) => gone(row, admin),
            Self::Repair(fix) => repair(fix),
            Self::Suggestion(fix) => suggestion(fix),
            Self::Question(one) => question(one),
        }
    }
}

/// The report that is shown now.
pub(super) type Of = Signal<Option<Arc<Report>>>;

/// A list under its count, folded; nothing where it is empty.
#[component]
pub(super) fn Folded(list: List, of: Of, admin: Memo<bool>) -> impl IntoView {
    let drawn = RwSignal::new(DRAWN);
    let shown = Memo::new(move |_| {
        of.with(|report| report.as_ref().map(|report| list.of(report, drawn.get())).unwrap_or_default())
    });
    let count = Memo::new(move |_| shown.with(|(_, count)| *count));
    let left = Memo::new(move |_| count.get().saturating_sub(drawn.get()));
    let rows = move || shown.with(|(rows, _)| rows.iter().cloned().enumerate().collect::<Vec<_>>());
    view! {
        <While holds=move || { count.get() > 0 }>
            <details class="card fold">
                <summary>{move || list.name(count.get()).view()}</summary>
                {list.told().map(|told| view! { <p>{told}</p> })}
                <ul class="entries">
                    <For each=rows key=|(place, one)| one.key(*place) let((_, one))>
                        <li>{one.draw(admin)}</li>
                    </For>
                </ul>
                <While holds=move || { left.get() > 0 }>
                    <button type="button" class="btn full" on:click=move |_| drawn.update(|drawn| *drawn += 10 * DRAWN)>
                        {move || words::more(left.get()).view()}
                    </button>
                </While>
            </details>
        </While>
    }
}

fn entry(row: RowTold) -> AnyView {
    let RowTold { path, text, bodies, before, .. } = row;
    let mut lines = vec![(None, path)];
    if let Some(before) = before {
        lines.push((Some(words::before()), before.text));
        lines.push((None, hands(&before.bodies)));
        lines.push((Some(words::after()), text));
    } else {
        lines.push((None, text));
    }
    lines.push((None, hands(&bodies)));
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    let lines = lines
        .map(|(head, text)| view! { <p>{head.map(|head| view! { <b>{head}"　"</b> })}{text}</p> }.into_any());
    view! { <div class="entry">{lines.collect::<Vec<_>>()}</div> }.into_any()
}

/// Who does it.
fn hands(bodies: &[String]) -> String {
    if bodies.is_empty() { String::new() } else { format!("（{}）", bodies.join("・")) }
}

/// Only an admin takes rows out of a plan.
fn gone(gone: GoneTold, admin: Memo<bool>) -> AnyView {
    let replica = Replica::here();
    let kept = Importing::here().kept;
    let id = gone.id;
    let on = Memo::new(move |_| {
        kept.with(|kept| kept.as_ref().is_some_and(|kept| kept.decided.remove.contains(&id)))
    });
    let change = Callback::new(move |remove: bool| {
        spawn_local(async move {
            replica
                .decide_import(Box::new(move |kept| {
                    kept.decided.remove.remove(&id);
                    if remove {
                        kept.decided.remove.insert(id);
                    }
                }))
                .await;
        });
    });
    view! {
        <div class="entry">
            <p>{gone.text}</p>
            <While holds=admin>
                <Tick words=words::gone_remove() on name="import-gone" on_change=change/>
            </While>
        </div>
    }
    .into_any()
}
