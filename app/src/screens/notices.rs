//! What stands above きょう when something went wrong: what is safe and what to do. What is only good to know is asked of
//! the second part.

use tsunagari_core::calendar::Day;
use tsunagari_core::org::Session;
use tsunagari_core::sync::status::Why;
use tsunagari_core::view::View;

use leptos::prelude::*;

use super::{Scene, refusal_words};
use crate::pages::today::TodayNotice;
use crate::parts::NoticeTone;
use crate::replica::NotDone;
use crate::replica::news::Emptied;
use crate::replica::refusal::NotSaved;
use crate::rest::Pages;
use crate::route::Route;
use crate::words::{Text, frame, phone, trouble};

/// All that is to be known now, the gravest first.
pub fn notices(
    scene: Scene,
    view: &View<'_>,
    session: Option<&Session>,
    today: Day,
    pages: Option<Pages>,
) -> Vec<TodayNotice> {
    let board = scene.replica.board;
    let mut all = Vec::new();
    if let Some(fault) = board.fault.get() {
        let (title, lines) = refusal_words(&NotDone::NotSaved(NotSaved::Store(fault)));
        all.push(TodayNotice { tone: NoticeTone::Bad, title, lines, way: None });
    }
    all.extend(board.emptied.get().map(emptied));
    if board.forgets.get() {
        let lines = vec![trouble::storage_none_way()];
        all.push(TodayNotice { tone: NoticeTone::Bad, title: phone::forgets(), lines, way: None });
    }
    all.extend(signed_out(scene, view, session));
    all.extend(pages.into_iter().flat_map(|pages| (pages.good_to_know)(scene, session, today)));
    all
}

/// The store was emptied: what is safe and what may be gone.
fn emptied(what: Emptied) -> TodayNotice {
    let mut lines = match what {
        Emptied::Kept(0) => Vec::new(),
        Emptied::Kept(unsent) => vec![trouble::emptied_kept(unsent)],
        Emptied::Before => vec![trouble::emptied_before()],
    };
    lines.extend([trouble::emptied_sent(), trouble::emptied_why()]);
    TodayNotice { tone: NoticeTone::Bad, title: trouble::emptied(), lines, way: None }
}

/// The session is gone, or the device was shut out: only staff can help then, by the plaza's phone or a file.
fn signed_out(scene: Scene, view: &View<'_>, session: Option<&Session>) -> Option<TodayNotice> {
    let why = scene.replica.board.status.with(|status| status.why)?;
    match why {
        Why::SignedOut => {}
        Why::Revoked => return Some(revoked(scene)),
        _ => return None,
    }
    let emptied = scene.replica.board.emptied.get() == Some(Emptied::Before);
    let safe = (!emptied).then(trouble::signed_out_safe);
    let lines: Vec<Text> = safe.into_iter().chain(plaza(view, session)).collect();
    let way = Some((frame::join(), scene.path(Route::Join)));
    Some(TodayNotice { tone: NoticeTone::Wait, title: trouble::signed_out(), lines, way })
}

/// Joining again is refused to this device for good.
fn revoked(scene: Scene) -> TodayNotice {
    let unsent = scene.replica.board.status.with(|status| status.unsent > 0);
    let lines = if unsent { vec![trouble::revoked_safe(), trouble::revoked_way()] } else { Vec::new() };
    let way = unsent.then(|| (frame::settings(), scene.path(Route::Settings)));
    TodayNotice { tone: NoticeTone::Bad, title: trouble::revoked(), lines, way }
}

/// The care plaza that looks after the person's district, with its phone as printed.
fn plaza(view: &View<'_>, session: Option<&Session>) -> Option<Text> {
    let district = view.home(session?)?;
    let office =
        view.district(district).and_then(|district| district.office).and_then(|id| view.office(id))?;
    Some(trouble::help_phone(&office.name, office.phone.as_deref().unwrap_or_default()))
}
