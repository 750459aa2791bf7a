//! One record: what it says, what became of it, what can be done.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::activity::{Activity, When};
use tsunagari_core::calendar::Day;
use tsunagari_core::change::{Act, Change, Outcome};
use tsunagari_core::id::{ActivityId, MeasureId, PersonId};
use tsunagari_core::intent::{Intent, Refusal};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::paper::Sheet;
use tsunagari_core::query::list::{self, Marks};
use tsunagari_core::query::serves::Serving;
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::report::{RosterPaper, roster_sheet};
use tsunagari_core::sorted::sort_by_key;
use tsunagari_core::view::View;

use super::group::notice;
use super::records::{ask, choose, label, questions, state, today};
use super::{Scene, refusal_words, thanks, time_text};
use crate::pages::group::Roster;
use crate::pages::record::{RecordAsks, RecordModel, RecordPage};
use crate::pages::serves::{Serve, ServeAsks};
use crate::read::rules::{in_force, offered, title};
use crate::replica::NotDone;
use crate::replica::office::Step;
use crate::route::{Address, Aim, Route};
use crate::words::phone::why;
use crate::words::{Text, desk, log as log_words, records as words, rule};

#[component]
pub fn RecordScreen(id: ActivityId) -> impl IntoView {
    let scene = Scene::here();
    let past = RwSignal::new(Past::Unasked);
    let settled = RwSignal::new(Vec::new());
    let year = scene.look(|view, _, _| view.get(id.record()).map(Activity::read)?.when);
    if let Some(year) = year.map(|when| when.month().fiscal_year()) {
        spawn_local(async move { _ = settled.try_set(thanks::settled(scene.replica, year).await) });
    }
    let model = Memo::new(move |_| {
        let marks = scene.replica.marks();
        scene.look(|view, session, _| {
            let mine = session.map(|session| session.person);
            let model = past.with(|past| model(scene, view, session, &marks, id, past))?;
            let thanks = settled.with(|settled| thanks::of(view, id, mine, settled));
            Some(RecordModel { thanks, ..model })
        })
    });
    Effect::new(move |_| {
        if scene.replica.board.session.with(Option::is_some) {
            spawn_local(scene.replica.reach_log(id.record()));
        }
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
                if replica.can_share() {
                    // Whoever closes the sheet again has changed their mind.
                    let _handed_over = replica.share(&line).await;
                } else if replica.copy(&line).await {
                    scene.say(words::line_copied());
                } else {
                    scene.say(words::line_not_copied());
                }
            });
        }),
        roster: Callback::new(move |day| untrack(|| scene.look(|view, _, _| roster(view, id, day)))),
        history: Callback::new(move |()| {
            spawn_local(async move {
                past.set(match scene.replica.history(id.record()).await {
                    Ok(steps) => Past::Whole(steps),
                    Err(_) => Past::Away,
                });
            });
        }),
        back: Callback::new(move |()| {
            scene.navigation.back(&Address::of(&scene.slug(), Route::Records));
        }),
        support: Callback::new(move |yes| {
            scene.ask(
                Intent::Support { log: id, yes },
                None,
                Vec::new(),
                move |_| scene.say_saved(Vec::new()),
                move |not| scene.say(refusal_words(&not).0),
            );
        }),
        serve: ServeAsks {
            say: Callback::new(move |(measure, yes)| say_serve(scene, id, measure, yes)),
            find: Callback::new(move |search: String| find(scene, id, &search)),
        },
    };
    view! { <RecordPage model=model asks=asks /> }
}

/// How much of a record's past is known here.
#[derive(Debug, Clone, PartialEq)]
enum Past {
    /// Only who made it.
    Unasked,
    /// The server was asked and did not answer.
    Away,
    /// All of it.
    Whole(Vec<Step>),
}

fn model(
    scene: Scene,
    view: &View<'_>,
    session: Option<&Session>,
    marks: &Marks,
    id: ActivityId,
    past: &Past,
) -> Option<RecordModel> {
    let record = view.get(id.record())?;
    let log = Activity::read(record);
    let row = list::row(view, marks, record, &log);
    let day = log.when.map(|when| (log_words::day(), Text::from(when.text())));
    let place = row.place.clone().map(|place| (log_words::place(), Text::from(place)));
    let line = (!row.line.is_empty()).then(|| (words::counted(), Text::from(row.line.clone())));
    let kind = view.kinds().get(&log.what);
    let takes_names = !row.removed && !kind.numbers_only && kind.counts_heads;
    let said = [log.when.map(|when| when.text()), Some(row.name.clone()), Some(row.line.clone())];
    Some(RecordModel {
        sample: scene.sample(),
        name: row.name.clone().into(),
        state: state(row.state, row.removed, today()),
        facts: day.into_iter().chain(place).chain(line).collect(),
        note: log.note.clone(),
        supported_by: log
            .support
            .iter()
            .filter_map(|id| view.office(*id))
            .map(|office| office.name)
            .collect(),
        support: session
            .filter(|session| session.role >= Role::Staff && !row.removed)
            .and_then(|session| session.office)
            .map(|office| log.support.contains(&office)),
        serves: serves(scene, view, &log),
        mend: marks.refused.get(&record.id).map(why),
        questions: questions(view, record),
        edit: (!row.removed).then(|| scene.path(Route::Log(Aim::Edit(id)))),
        removed: row.removed,
        history: reasons(view, record).into_iter().chain(history(view, record, past)).collect(),
        thanks: Vec::new(),
        more_history: *past == Past::Unasked && record.version > 0,
        line: Some(said.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        roster: takes_names.then(|| Roster { day: log.when.and_then(When::day), open: false }),
    })
}

/// Why staff corrected it; held by staff's devices alone.
fn reasons(view: &View<'_>, record: &Record) -> Vec<Text> {
    let of = record.id.to_string();
    let mut found: Vec<_> =
        view.live(&Kind::Reason).filter(|reason| reason.text("of") == Some(of.as_str())).collect();
    sort_by_key(&mut found, |reason| std::cmp::Reverse(reason.made.at));
    let said = |reason: &&Record| {
        let at = time_text(reason.made.at, today());
        desk::reason_said(&who(view, reason.made.by), &at, reason.text("text").unwrap_or_default())
    };
    found.iter().map(said).collect()
}

/// The blank list of a log's meeting.
fn roster(view: &View<'_>, id: ActivityId, day: Option<Day>) -> Vec<Sheet> {
    let Some(log) = view.get(id.record()).map(Activity::read) else { return Vec::new() };
    let place = log.place.and_then(|id| view.place(id)).map(|place| place.name);
    let name = view.name_of(&log);
    let paper = RosterPaper { name: &name, place: place.as_deref(), day, notice: notice(view) };
    vec![roster_sheet(paper)]
}

/// What was done to a record, the newest first.
fn history(view: &View<'_>, record: &Record, past: &Past) -> Vec<Text> {
    let made = words::history_made(&who(view, record.made.by), &time_text(record.made.at, today()));
    match past {
        Past::Unasked => vec![made],
        Past::Away => vec![made, words::history_later()],
        Past::Whole(steps) => {
            let taken = steps.iter().filter(|step| !matches!(step.outcome, Outcome::Refused { .. }));
            let mut lines: Vec<_> =
                taken.enumerate().map(|(at, step)| line(view, record, &step.change, at == 0)).collect();
            lines.reverse();
            lines
        }
    }
}

fn line(view: &View<'_>, record: &Record, change: &Change, first: bool) -> Text {
    let (who, at) = (who(view, change.by), time_text(change.written_at, today()));
    match &change.act {
        _ if first => words::history_made(&who, &at),
        Act::Remove => words::history_removed(&who, &at),
        Act::Restore => words::history_restored(&who, &at),
        Act::Set(fields) => {
            let mut names: Vec<String> = Vec::new();
            for name in fields.keys().map(|field| label(view, record, field)) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            words::history_changed(&who, &at, &names.join("・"))
        }
    }
}

fn who(view: &View<'_>, by: Option<PersonId>) -> String {
    let name = by.and_then(|id| view.person(id)).map(|person| person.name).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "—".to_owned())
}

/// The measures that a log counts for, and those that a person said it does not.
fn serves(scene: Scene, view: &View<'_>, log: &Activity) -> Vec<Serve> {
    let served = Serving::new(view).of(log);
    let refused = log.serves.iter().filter(|(_, yes)| !**yes).map(|(id, _)| *id);
    let all = served.iter().copied().chain(refused);
    let serve = |measure: MeasureId| {
        Some(Serve {
            measure,
            title: title(view, measure)?,
            href: scene.path(Route::InPlan(measure.record())),
            on: served.contains(&measure),
            by_person: log.serves.contains_key(&measure),
        })
    };
    all.filter_map(serve).collect()
}

/// Measures of the plans in force on the log's day that it does not count for.
fn find(scene: Scene, id: ActivityId, search: &str) -> Vec<(MeasureId, String)> {
    scene.look(|view, _, _| {
        let Some(log) = view.get(id.record()).map(Activity::read) else { return Vec::new() };
        let Some(when) = log.when else { return Vec::new() };
        let served = Serving::new(view).of(&log);
        let plans = in_force(view, when.month().fiscal_year());
        offered(view, &plans, search, |id| served.contains(&id) || log.serves.contains_key(&id))
    })
}

fn say_serve(scene: Scene, log: ActivityId, measure: MeasureId, yes: bool) {
    scene.ask(
        Intent::Serve { log, measure, yes },
        None,
        Vec::new(),
        move |_| scene.say_saved(Vec::new()),
        move |not| match &not {
            NotDone::Refused(Refusal::Rule(why)) => scene.say(rule::fault(*why)),
            _ => scene.say(refusal_words(&not).0),
        },
    );
}
