//! 記録: the list, narrowed; older months are read when they are asked for.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tsunagari_core::calendar::Day;
use tsunagari_core::id::RecordId;
use tsunagari_core::intent::Intent;
use tsunagari_core::org::Session;
use tsunagari_core::query::list::{self, Marks, Row, State, rows};
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::text::Needle;
use tsunagari_core::view::View;

use super::{Scene, refusal_words, time_text};
use crate::pages::records::{Entry, Filter, Question, RecordsAsks, RecordsModel, RecordsPage};
use crate::parts::{EntryState, PairChoice};
use crate::replica::now;
use crate::route::{Aim, Route};
use crate::words::phone::{field_name, why};
use crate::words::{Text, kinds, records as words, rule};

/// Rows that are shown before 「つぎの…件を見る」.
const ROWS: usize = 50;

#[component]
pub fn RecordsScreen() -> impl IntoView {
    let scene = Scene::here();
    // Who keeps no group has few logs of her own, and comes for the district's.
    let district = scene
        .replica
        .board
        .session
        .with_untracked(|session| session.as_ref().is_some_and(|session| session.groups.is_empty()));
    let (filter, shown) = (RwSignal::new(Filter { district, ..Filter::default() }), RwSignal::new(ROWS));
    let model = Memo::new(move |_| {
        let marks = scene.replica.marks();
        scene.look(|view, session, today| {
            filter.with(|filter| model(scene, view, session, today, filter, &marks, shown.get()))
        })
    });
    let asks = RecordsAsks {
        filter: Callback::new(move |narrowed: Filter| {
            if let Some(month) = narrowed.month {
                spawn_local(scene.replica.reach_back(month));
            }
            filter.set(narrowed);
        }),
        more: Callback::new(move |()| shown.update(|shown| *shown += ROWS)),
        undo: Callback::new(move |id| undo(scene, id)),
        choose: Callback::new(move |(id, field, place): (RecordId, String, usize)| {
            choose(scene, id, &field, place);
        }),
    };
    view! { <RecordsPage model=model filter=filter state=scene.send_state() on_state=scene.on_state() asks=asks /> }
}

fn model(
    scene: Scene,
    view: &View<'_>,
    session: Option<&Session>,
    today: Day,
    filter: &Filter,
    marks: &Marks,
    shown: usize,
) -> RecordsModel {
    let asked = list::Filter {
        mine: session.filter(|_| !filter.district).map(|session| (session.person, session.groups.clone())),
        district: session.filter(|_| filter.district).and_then(|session| view.home(session)),
        what: filter.kind.clone(),
        month: filter.month,
        needle: Needle::new(&filter.search),
        removed: false,
    };
    let logs: Vec<&Record> = view.live(&Kind::Activity).collect();
    let (found, count) = rows(view, marks, &asked, &logs, shown);
    let months = std::iter::successors(Some(today.month()), |month| month.previous()).take(24);
    RecordsModel {
        sample: scene.sample(),
        lines: Vec::new(),
        entries: found.into_iter().map(|row| entry(scene, view, today, row)).collect(),
        more: count.saturating_sub(shown),
        kinds: view
            .kinds()
            .all()
            .map(|kind| (kind.key.to_owned(), kinds::named(kind.key, kind.short)))
            .collect(),
        months: months.collect(),
    }
}

pub(super) fn entry(scene: Scene, view: &View<'_>, today: Day, row: Row) -> Entry {
    let id = tsunagari_core::id::ActivityId::of(row.id);
    let day = row.when.map(|when| Text::from(when.text()));
    let facts = [day, row.place.map(Text::from), Some(Text::from(row.line))];
    let undo = scene.said.with(|said| said.as_ref().is_some_and(|said| said.records.contains(&row.id)));
    let mend = if let State::Mend(reason) = &row.state { Some(why(reason)) } else { None };
    Entry {
        id: row.id,
        href: scene.path(Route::Record(id)),
        name: row.name.into(),
        state: state(row.state, row.removed, today),
        facts: facts.into_iter().flatten().collect(),
        undo,
        mend: mend.map(|reason| (reason, scene.path(Route::Log(Aim::Edit(id))))),
        questions: view.get(row.id).map(|record| questions(view, record)).unwrap_or_default(),
    }
}

/// What became of a log, as the pages show it.
pub(super) fn state(state: State, removed: bool, today: Day) -> EntryState {
    match state {
        _ if removed => EntryState::Removed,
        State::Unsent => EntryState::Unsent,
        State::Sent(Some(at)) => EntryState::Sent { at: time_text(at, today) },
        State::Sent(None) => EntryState::Settled,
        State::Mend(_) => EntryState::Mend,
        State::Differs(_) => EntryState::Differs { field: None },
    }
}

/// The fields of which two people wrote two values.
pub(super) fn questions(view: &View<'_>, record: &Record) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for other in &record.parallel {
        let name = |id| view.person(id).map(|person| person.name).filter(|name| !name.is_empty());
        let by = other.by.and_then(name).map_or_else(words::by_plaza, Text::from);
        let choice = PairChoice { value: value_text(&other.value), by };
        if let Some(question) = questions.iter_mut().find(|question| question.field == other.field) {
            question.choices.push(choice);
            continue;
        }
        let stands = record.fields.get(&other.field).unwrap_or(&Value::Null);
        let now = PairChoice { value: value_text(stands), by: words::as_on_server() };
        let words = words::which(&label(view, record, &other.field));
        questions.push(Question { field: other.field.clone(), words, choices: vec![now, choice] });
    }
    questions
}

/// Takes one of the values that wait side by side.
pub(super) fn choose(scene: Scene, id: RecordId, field: &str, place: usize) {
    let value = untrack(|| {
        scene.look(|view, _, _| {
            let record = view.get(id)?;
            let others =
                record.parallel.iter().filter(|other| other.field == field).map(|other| &other.value);
            let stands = record.fields.get(field).unwrap_or(&Value::Null);
            std::iter::once(stands).chain(others).nth(place).cloned()
        })
    });
    let Some(value) = value else { return };
    ask(scene, Intent::Choose { record: id, field: field.to_owned(), value });
}

/// 取り消す of what was just saved, 元に戻す of what was removed.
fn undo(scene: Scene, id: RecordId) {
    let removed = untrack(|| scene.look(|view, _, _| view.get(id).is_some_and(Record::removed)));
    ask(scene, if removed { Intent::Restore(id) } else { Intent::Remove(id) });
}

pub(super) fn ask(scene: Scene, intent: Intent) {
    scene.ask(
        intent,
        None,
        Vec::new(),
        move |_| scene.said.set(None),
        move |not| scene.say(refusal_words(&not).0),
    );
}

fn value_text(value: &Value) -> Text {
    match value {
        Value::Null => "—".into(),
        Value::Bool(yes) => {
            if *yes {
                rule::yes()
            } else {
                rule::no()
            }
        }
        Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}

/// What a field of a log is called.
pub(super) fn label(view: &View<'_>, record: &Record, field: &str) -> String {
    use crate::words::Speech;
    let kind = view.kinds().get(record.text("what").unwrap_or_default());
    let band = |key: &str| kind.bands.iter().find(|band| band.key == key).map(|band| band.label);
    let quantity = |key: &str| kind.quantities.iter().find(|it| it.key == key).map(|it| it.label);
    let plain = |text: Text| text.letters(Speech::Plain);
    match (field, field.split_once('.')) {
        (_, Some(("head", key))) => band(key).unwrap_or(key).to_owned(),
        (_, Some(("serves", _))) => plain(rule::serve()),
        (_, Some(("support", _))) => plain(crate::words::desk::support()),
        (_, Some(("qty", key))) => quantity(key).unwrap_or(key).to_owned(),
        (other, _) => plain(field_name(other)),
    }
}

/// Now, for times of today.
pub(super) fn today() -> Day {
    now().day()
}
