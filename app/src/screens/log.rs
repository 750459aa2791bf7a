//! The log form: opened for a session, a group, a kind or a log; kept while it is typed; saved by one press.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use tsunagari_core::activity::{Activity, Draft, When};
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::from_json;
use tsunagari_core::id::ActivityId;
use tsunagari_core::intent::{Doubt, Intent, Refusal};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::query::month::of_day;
use tsunagari_core::query::today::{draft_of, redate};
use tsunagari_core::query::usual::{history, last_time};
use tsunagari_core::record::Record;
use tsunagari_core::sorted::sort_by_key;
use tsunagari_core::view::View;

use super::{Scene, refusal_words};
use crate::pages::log::{Already, FormKind, LastTime, LogModel, LogPage, LogRefusal, PlaceChoice};
use crate::replica::{NotDone, now};
use crate::rest::Rest;
use crate::route::{Address, Aim, Route};
use crate::words::{Text, counts, kinds, log as words};

/// What is typed, with when.
#[derive(Clone, Serialize)]
struct Kept {
    at: WallTime,
    draft: Draft,
    /// The log that is being mended, as it was when the form was opened first.
    seen: Option<Record>,
}

from_json! { Kept { at, draft, seen } }

#[component]
pub fn LogScreen(aim: Aim) -> impl IntoView {
    let scene = Scene::here();
    let form = name_of(&aim);
    let ready = RwSignal::new(None::<(LogModel, Draft, Option<Record>)>);
    let opened = (aim.clone(), form.clone());
    spawn_local(async move {
        let (aim, form) = opened;
        let kept = scene.replica.draft::<Kept>(&form).await;
        let fresh = untrack(|| scene.look(|view, session, today| fresh(view, session, today, &aim)));
        let Some(fresh) = fresh else { return scene.go(Route::Today) };
        let kept_at = kept.as_ref().map(|kept| super::time_text(kept.at, now().day()));
        let (draft, seen) = kept.map_or((fresh, None), |kept| (kept.draft, kept.seen));
        scene.replica.reach(draft.district).await;
        let seen = seen.or_else(|| match &aim {
            Aim::Edit(id) => scene.replica.held(&[id.record()]).pop(),
            _ => None,
        });
        let model =
            untrack(|| scene.look(|view, session, today| model(scene, view, session, today, &draft, &aim)));
        ready.set(Some((LogModel { kept_at, ..model }, draft, seen)));
    });
    view! {
        {move || {
            let (model, start, seen) = ready.get()?;
            Some(view! { <Open scene=scene aim=aim.clone() form=form.clone() model=model start=start seen=seen /> })
        }}
    }
}

#[component]
fn Open(
    scene: Scene,
    aim: Aim,
    form: String,
    model: LogModel,
    start: Draft,
    seen: Option<Record>,
) -> impl IntoView {
    let seen = StoredValue::new(seen);
    let (busy, refusal) = (RwSignal::new(false), RwSignal::new(None));
    let staff =
        untrack(|| scene.look(|_, session, _| session.is_some_and(|session| session.role >= Role::Staff)));
    let reason = (staff && matches!(aim, Aim::Edit(_))).then(|| RwSignal::new(String::new()));
    let editing = if let Aim::Edit(id) = aim { Some(id) } else { None };
    let name = StoredValue::new(form);
    let keep = Callback::new(move |draft: Draft| {
        scene.replica.type_draft(&name.get_value(), &Kept { at: now(), draft, seen: seen.get_value() });
    });
    let save = Callback::new(move |draft: Draft| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refusal.set(None);
        let mut draft = draft;
        if let (When::Day(day), None) = (draft.when, editing) {
            untrack(|| scene.look(|view, _, _| redate(view, &mut draft, day)));
        }
        let typed = draft.clone();
        let intent = match editing {
            Some(log) => Intent::Edit { log, draft, reason: reason.map(|text| text.get_untracked()) },
            None => Intent::Log(draft),
        };
        scene.replica.stop_draft();
        scene.ask(
            intent,
            Some(name.get_value()),
            seen.get_value().into_iter().collect(),
            move |records| {
                busy.set(false);
                // What can be taken back at once is what is new; an edit is taken back by another.
                scene.say_saved(if editing.is_none() { records } else { Vec::new() });
                scene.navigation.replace(&Address::of(&scene.slug(), Route::Today));
            },
            move |not| {
                busy.set(false);
                keep.run(typed);
                refusal.set(Some(said(&not)));
            },
        );
    });
    let back = Callback::new(move |()| {
        scene.replica.flush_draft();
        scene.navigation.back(&Address::of(&scene.slug(), Route::Today));
    });
    let rest = Rest::here();
    let more = Signal::derive(move || rest.pages().map(|pages| pages.form));
    let paste = Callback::new(move |(draft, text): (Draft, String)| {
        let pages = untrack(|| rest.pages())?;
        untrack(|| scene.look(|view, _, today| (pages.paste)(view, today, draft, &text)))
    });
    let fresh = start.clone();
    let becomes = Signal::derive(move || {
        let pages = rest.pages()?;
        untrack(|| scene.look(|view, _, _| (pages.becomes)(view, &fresh)))
    });
    view! {
        <LogPage
            model=model
            start=start
            busy=busy
            refusal=refusal
            reason=reason
            on_keep=keep
            on_save=save
            becomes=becomes
            more=more
            on_paste=paste
            on_back=back
        />
    }
}

/// The form's name, under which its draft is kept.
fn name_of(aim: &Aim) -> String {
    match aim {
        Aim::Session(id, Some(day)) => format!("log/session/{id}/{day}"),
        Aim::Session(id, None) => format!("log/session/{id}"),
        Aim::Group(id) => format!("log/group/{id}"),
        Aim::Kind(key) => format!("log/kind/{key}"),
        Aim::Edit(id) => format!("log/edit/{id}"),
    }
}

fn fresh(view: &View<'_>, session: Option<&Session>, today: Day, aim: &Aim) -> Option<Draft> {
    Some(match aim {
        Aim::Session(id, day) => {
            let meeting = view.session(*id)?;
            let due = day.or_else(|| meeting.last_before(today.plus(1)).map(|meeting| meeting.day));
            draft_of(view, &meeting, due.unwrap_or(today))
        }
        Aim::Group(id) => {
            let group = view.group(*id)?;
            of_day(view, *id, group.what.as_deref().unwrap_or("salon"), When::Day(today))
        }
        Aim::Kind(key) => Draft::new(key, session.and_then(|session| view.home(session)), When::Day(today)),
        Aim::Edit(id) => Draft::of(&Activity::read(view.get(id.record())?), today),
    })
}

fn model(
    scene: Scene,
    view: &View<'_>,
    session: Option<&Session>,
    today: Day,
    draft: &Draft,
    aim: &Aim,
) -> LogModel {
    let kind = view.kinds().get(&draft.what);
    let edit = matches!(aim, Aim::Edit(_));
    let named = draft.session.and_then(|id| view.session(id)).map(|meeting| view.name_of_session(&meeting));
    let named = named.or_else(|| draft.group.and_then(|id| view.group(id)).map(|group| group.name));
    let last = last_time(view, &draft.what, draft.group, draft.session, draft.when.last_day());
    let usual = draft.session.and_then(|id| view.session(id)).and_then(|meeting| meeting.last_before(today));
    let district = draft.district;
    let mut places: Vec<_> = view
        .places()
        .filter(|place| district.is_none() || place.district == district)
        .filter(|place| edit || place.closed.is_none_or(|closed| draft.when.last_day() <= closed))
        .collect();
    sort_by_key(&mut places, |place| (Some(place.id) != draft.place, place.kana.clone(), place.name.clone()));
    let already = if edit { None } else { draft.id(1).and_then(|id| already(scene, view, session, id)) };
    let plaza =
        district.and_then(|id| view.district(id)).and_then(|it| it.office).and_then(|id| view.office(id));
    LogModel {
        title: named.map_or_else(|| kinds::named(kind.key, kind.name), Text::from),
        sample: scene.sample(),
        edit,
        today,
        kind: FormKind::of(&kind),
        usual: usual.map(|meeting| meeting.day),
        held: history(view, &draft.what, draft.group, draft.session)
            .into_iter()
            .map(|(day, _)| day)
            .collect(),
        places: places.into_iter().map(|place| PlaceChoice { id: place.id, name: place.name }).collect(),
        last: last.map(|(_, counts)| LastTime { counts }),
        already,
        closed: None,
        kept_at: None,
        plaza: plaza.and_then(|office| Some((office.name.clone(), office.phone?))),
    }
}

fn already(scene: Scene, view: &View<'_>, session: Option<&Session>, id: ActivityId) -> Option<Already> {
    let record = view.get(id.record()).filter(|record| !record.removed())?;
    let at = super::time_text(record.made.at, now().day());
    let mine = session.is_some_and(|session| record.made.by == Some(session.person));
    Some(Already { at, mine, href: scene.path(Route::Record(id)) })
}

fn said(not: &NotDone) -> LogRefusal {
    match not {
        NotDone::Refused(Refusal::Ask(doubts)) => LogRefusal::Ask(doubts.iter().map(doubt).collect()),
        NotDone::Refused(Refusal::AlreadyLogged { at, .. }) => LogRefusal::Told {
            title: words::already_logged(&super::time_text(*at, now().day())),
            lines: Vec::new(),
        },
        NotDone::Refused(Refusal::PlaceClosed { .. }) => {
            LogRefusal::Told { title: words::place_closed(), lines: Vec::new() }
        }
        other => {
            let (title, lines) = refusal_words(other);
            LogRefusal::Told { title, lines }
        }
    }
}

fn doubt(doubt: &Doubt) -> Text {
    match doubt {
        Doubt::Future { .. } => counts::future_day(),
        Doubt::Unusual { usual, .. } => counts::three_times(u32::try_from(*usual).unwrap_or(u32::MAX)),
        Doubt::NoNumbers => words::nothing_yet(),
        Doubt::Twin { at, .. } => words::already_logged(&super::time_text(*at, now().day())),
    }
}
