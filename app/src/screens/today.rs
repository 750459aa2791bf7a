//! きょう: the cards of my groups, the district's month, what is to be known.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::org::Session;
use tsunagari_core::query::today::{Card, cards};
use tsunagari_core::view::View;

use super::Scene;
use super::notices::notices;
use crate::pages::kind_icon::kind_icon;
use crate::pages::today::{SessionCard, TodayModel, TodayPage};
use crate::parts::Weight;
use crate::rest::{Pages, Rest};
use crate::route::{Aim, Route};
use crate::words::{Text, frame, today as words};

#[component]
pub fn TodayScreen() -> impl IntoView {
    let (scene, rest) = (Scene::here(), Rest::here());
    let model = Memo::new(move |_| {
        let pages = rest.pages();
        scene.look(|view, session, today| model(scene, view, session, today, pages))
    });
    view! { <TodayPage model=model state=scene.send_state() on_state=scene.on_state() /> }
}

fn model(
    scene: Scene,
    view: &View<'_>,
    session: Option<&Session>,
    today: Day,
    pages: Option<Pages>,
) -> TodayModel {
    let sample = view.live(&tsunagari_core::record::Kind::Org).any(|org| org.text("notice").is_some());
    let lines = vec![today.text_with_weekday().into(), today.fiscal_year().text().into()];
    let Some(session) = session else {
        let notices = notices(scene, view, None, today, pages);
        return TodayModel { place: frame::app_name(), lines, sample, notices, ..TodayModel::default() };
    };
    let home = view.home(session);
    let name = home.and_then(|id| view.district(id)).map(|district| district.label());
    let mut cards: Vec<_> = cards(view, &session.groups, today);
    let first = cards.iter().position(|card| card.today && card.logged.is_none());
    let sessions =
        cards.drain(..).enumerate().map(|(at, card)| card_of(scene, view, &card, Some(at) == first));
    TodayModel {
        place: name.as_deref().map_or_else(frame::app_name, Text::from),
        lines,
        sample,
        sessions: sessions.collect(),
        other: scene.path(Route::Choose),
        batch: scene.path(Route::Batch(None, None)),
        settings: scene.path(Route::Settings),
        months: pages.map(|pages| (pages.months)(scene, view, session, today)).unwrap_or_default(),
        notices: notices(scene, view, Some(session), today, pages),
    }
}

fn card_of(scene: Scene, view: &View<'_>, card: &Card, first: bool) -> SessionCard {
    let done = card.logged.is_some();
    let route = match (card.logged, card.draft.session, card.draft.group) {
        (Some(log), _, _) => Route::Record(log),
        (None, Some(session), _) => Route::Log(Aim::Session(session, card.draft.scheduled)),
        (None, None, Some(group)) => Route::Log(Aim::Group(group)),
        (None, None, None) => Route::Log(Aim::Kind(card.what.clone())),
    };
    SessionCard {
        href: scene.path(route),
        icon: kind_icon(&card.what),
        name: card.name.clone().into(),
        facts: facts(view, card),
        weight: if first {
            Weight::First
        } else if done {
            Weight::Done
        } else {
            Weight::Plain
        },
    }
}

fn facts(view: &View<'_>, card: &Card) -> Vec<Text> {
    if let Some(log) = tsunagari_core::query::today::logged(view, card) {
        return vec![words::done(&log.line(&view.kinds().get(&log.what)))];
    }
    let place = card.place.clone().unwrap_or_default();
    let now = match (card.today, card.slot) {
        (true, Some(slot)) => Some(words::today_at(&slot.to_string(), &place)),
        (true, None) => Some(words::today_place(&place)),
        (false, _) => (!place.is_empty()).then(|| Text::from(place)),
    };
    let last = card.last.as_ref();
    let day = last.map_or_else(words::never, |last| words::last(&last.day.short_text()));
    let line = last.map(|last| Text::from(last.line.clone()));
    now.into_iter().chain([day]).chain(line).collect()
}
