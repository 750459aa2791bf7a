//! What is good to know above きょう, and is no trouble yet: a wrong clock, the app's own window, the new fiscal year, 確認待ち,
//! the newer build.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::org::Session;

use super::{Scene, thanks};
use crate::pages::today::TodayNotice;
use crate::parts::NoticeTone;
use crate::replica::phone::Window;
use crate::route::Route;
use crate::words::{install, phone, settings, today as words, trouble};

/// April, the month in which last year's logs are still made.
const APRIL: u32 = 4;

/// All of it, the most urgent first.
pub fn good_to_know(scene: Scene, session: Option<&Session>, today: Day) -> Vec<TodayNotice> {
    let board = scene.replica.board;
    let mut all = Vec::new();
    if let Some(off) = board.status.with(|status| status.clock_off) {
        let lines = vec![trouble::clock_off(off)];
        all.push(TodayNotice { tone: NoticeTone::Wait, title: trouble::clock_wrong(), lines, way: None });
    }
    let Some(session) = session else { return all };
    if matches!(scene.replica.window(), Window::IosTab | Window::Line) {
        let way = Some((settings::install(), scene.path(Route::Install)));
        all.push(TodayNotice { tone: NoticeTone::Wait, title: install::use_here_told(), lines: vec![], way });
    }
    if today.month_number() == APRIL {
        let way = Some((words::month_batch(), scene.path(Route::Batch(None, today.month().previous()))));
        let title = words::new_year(&today.fiscal_year().text());
        all.push(TodayNotice { tone: NoticeTone::Told, title, lines: vec![], way });
    }
    all.extend(thanks::late(scene, session));
    all.extend(thanks::today());
    if !session.confirmed {
        all.push(TodayNotice {
            tone: NoticeTone::Told,
            title: words::waiting_ok(),
            lines: vec![],
            way: None,
        });
    }
    if board.update.get() {
        let way = Some((trouble::update_now(), scene.path(Route::Settings)));
        all.push(TodayNotice {
            tone: NoticeTone::Told,
            title: phone::new_build(),
            lines: vec![trouble::update_spares()],
            way,
        });
    }
    all
}
