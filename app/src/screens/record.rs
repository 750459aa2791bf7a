//! One record: what it says, what became of it, what can be done.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::activity::Activity;
use tsunagari_core::id::ActivityId;
use tsunagari_core::intent::Intent;
use tsunagari_core::query::list::{self, Marks};
use tsunagari_core::view::View;

use super::Scene;
use super::records::{ask, choose, questions, state, today};
use crate::pages::record::{RecordAsks, RecordModel, RecordPage};
use crate::route::{Address, Aim, Route};
use crate::words::{Text, log as log_words, records as words};

#[component]
pub fn RecordScreen(id: ActivityId) -> impl IntoView {
    let scene = Scene::here();
    let model = Memo::new(move |_| {
        let marks = scene.replica.marks();
        scene.look(|view, _, _| model(scene, view, &marks, id))
    });
    let asks = RecordAsks {
        remove: Callback::new(move |()| {
            ask(scene, Intent::Remove(id.record()));
            scene.say(words::deleted());
        }),
        restore: Callback::new(move |()| ask(scene, Intent::Restore(id.record()))),
        choose: Callback::new(move |(field, place): (String, usize)| {
            choose(scene, id.record(), &field, place);
        }),
        share: Callback::new(move |line: String| {
            spawn_local(async move {
                let replica = scene.replica;
                let _ =
                    if replica.can_share() { replica.share(&line).await } else { replica.copy(&line).await };
            });
        }),
        history: Callback::new(|()| {}),
        back: Callback::new(move |()| {
            scene.navigation.back(&Address::of(&scene.slug(), Route::Records));
        }),
    };
    view! { <RecordPage model=model asks=asks /> }
}

fn model(scene: Scene, view: &View<'_>, marks: &Marks, id: ActivityId) -> Option<RecordModel> {
    let record = view.get(id.record())?;
    let log = Activity::read(record);
    let row = list::row(view, marks, record, &log);
    let day = log.when.map(|when| (log_words::day(), Text::from(when.text())));
    let place = row.place.clone().map(|place| (log_words::place(), Text::from(place)));
    let line = (!row.line.is_empty()).then(|| (log_words::how_much(), Text::from(row.line.clone())));
    let who = record.made.by.and_then(|id| view.person(id)).map(|person| person.name);
    let said = [log.when.map(|when| when.text()), Some(row.name.clone()), Some(row.line.clone())];
    Some(RecordModel {
        sample: scene.sample(),
        name: row.name.clone().into(),
        state: state(row.state, row.removed, today()),
        facts: day.into_iter().chain(place).chain(line).collect(),
        note: log.note.clone(),
        counts_for: Vec::new(),
        mend: None,
        questions: questions(view, record),
        edit: (!row.removed).then(|| scene.path(Route::Log(Aim::Edit(id)))),
        removed: row.removed,
        history: vec![words::history_made(
            who.as_deref().unwrap_or("—"),
            &super::time_text(record.made.at, today()),
        )],
        more_history: false,
        line: Some(said.into_iter().flatten().collect::<Vec<_>>().join(" ")),
    })
}
