//! What becomes of a person's own logs at the year's end: the result that one became a part of, told on its page and once on
//! きょう; and that a log came into a year that was closed already.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::activity::Activity;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::device::reading::Ask;
use tsunagari_core::id::{ActivityId, PersonId};
use tsunagari_core::org::Session;
use tsunagari_core::plan::result::YearResult;
use tsunagari_core::query::late::late as came_late;
use tsunagari_core::query::serves::Serving;
use tsunagari_core::query::thanks::{became, quoted};
use tsunagari_core::record::{Class, Kind, Scope};
use tsunagari_core::view::View;

use super::Scene;
use crate::pages::today::TodayNotice;
use crate::parts::NoticeTone;
use crate::platform::notebook;
use crate::replica::Replica;
use crate::words::{Text, result as words};

/// How long it is said that a log came late, in milliseconds: until the person has seen きょう that day.
const LATE_MS: i64 = 12 * 3_600_000;
/// The note that a person was thanked for a year.
const THANKED: &str = "thanked";
/// A text is quoted up to so many letters.
const QUOTED: usize = 60;

thread_local! {
    /// What きょう says once, for the life of the page.
    static TODAY: RefCell<Option<ArcRwSignal<Option<Text>>>> = const { RefCell::new(None) };
}

fn said_today() -> ArcRwSignal<Option<Text>> {
    TODAY.with_borrow_mut(|held| held.get_or_insert_with(|| ArcRwSignal::new(None)).clone())
}

/// The results of a year that everybody may read.
pub(super) async fn settled(replica: Replica, year: FiscalYear) -> Vec<YearResult> {
    let day = year.first().to_string();
    let (scopes, days) = (vec![Scope::OrgAll], Some((day.clone(), day)));
    let ask = Ask { scopes, others: None, class: Class::Log, days, limit: usize::MAX };
    let found = replica.ask(ask, |record| record.kind == Kind::Result && !record.removed()).await;
    found.iter().map(YearResult::read).filter(|result| result.copy.is_some()).collect()
}

/// What is said on the page of a person's own log.
pub(super) fn of(
    view: &View<'_>,
    id: ActivityId,
    mine: Option<PersonId>,
    settled: &[YearResult],
) -> Vec<Text> {
    let record = view.get(id.record()).filter(|record| !record.removed() && record.made.by == mine);
    let Some(record) = record.filter(|_| mine.is_some() && !settled.is_empty()) else { return Vec::new() };
    let log = Activity::read(record);
    let results = became(view, &Serving::new(view), &log, settled);
    results.iter().filter_map(|result| said(result, &log.what, words::thanks)).take(1).collect()
}

fn said(result: &YearResult, what: &str, words: fn(&str, &str) -> Text) -> Option<Text> {
    let text = quoted(result, what);
    let short: String = text.chars().take(QUOTED).collect();
    let more = if text.chars().count() > QUOTED { "…" } else { "" };
    Some(words(&result.year?.era_text(), &format!("{short}{more}")))
}

/// 「令和7年度はもう締めました…」 of what this person logged just now.
pub(super) fn late(scene: Scene, session: &Session) -> Option<TodayNotice> {
    let now = crate::replica::now().millis();
    let year = scene.look(|view, _, _| {
        let mine = came_late(view).into_iter().find(|(record, _)| {
            record.edited.by == Some(session.person) && now - record.edited.at.millis() < LATE_MS
        });
        mine.and_then(|(_, log)| log.when).map(|when| when.month().fiscal_year())
    })?;
    let title = words::late(&year.era_text());
    Some(TodayNotice { tone: NoticeTone::Told, title, lines: vec![], way: None })
}

/// What きょう says once.
pub(super) fn today() -> Option<TodayNotice> {
    let title = said_today().get()?;
    Some(TodayNotice { tone: NoticeTone::Good, title, lines: vec![], way: None })
}

/// Looks once whether a log of this person became a part of a settled result of last year or this, and has きょう say so.
pub fn look_for_thanks(replica: Replica) {
    spawn_local(async move {
        let Some(session) = replica.board.session.get_untracked() else { return };
        let this = replica.board.today.get_untracked().fiscal_year();
        for year in [this.previous(), Some(this)].into_iter().flatten() {
            let note = format!("{THANKED}-{}", year.year());
            if notebook::read::<bool>(&note) == Some(true) {
                continue;
            }
            let settled = settled(replica, year).await;
            if settled.is_empty() {
                continue;
            }
            let days = Some((year.first().to_string(), year.last().to_string()));
            let scopes = session.scopes();
            let ask = Ask { scopes, others: None, class: Class::Log, days, limit: usize::MAX };
            let mine = session.person;
            let own = |record: &tsunagari_core::record::Record| {
                record.kind == Kind::Activity && record.made.by == Some(mine) && !record.removed()
            };
            let logs = replica.ask(ask, own).await;
            let registry = replica.board.registry.get_untracked();
            let view = View::of(&[&registry]);
            let serving = Serving::new(&view);
            let found = logs.iter().map(Activity::read).find_map(|log| {
                let results = became(&view, &serving, &log, &settled);
                results.iter().find_map(|result| said(result, &log.what, words::thanks_today))
            });
            if let Some(text) = found {
                notebook::write(&note, &true);
                said_today().set(Some(text));
                return;
            }
        }
    });
}
