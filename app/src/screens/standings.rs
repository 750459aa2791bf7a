//! What was done for the plans' measures, read behind the page and anew after each writing; the numbers are core's.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::org::Session;
use tsunagari_core::plan::target::Target;
use tsunagari_core::query::deed::{Deeds, Part};
use tsunagari_core::query::serves::Serving;
use tsunagari_core::query::standing::{Ground, measure_of, months, standing};
use tsunagari_core::query::summary::Summary;
use tsunagari_core::record::{Kind, Record, Scope};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::view::View;

use super::Scene;
use crate::pages::plan::{Behind, List, OpenBook};
use crate::read::narrowed::Narrowed;
use crate::read::progress::{Progress, progress};
use crate::route::Route;

/// What was done, as far as it is known here.
#[derive(Clone, Copy)]
pub struct Standings {
    scene: Scene,
    book: OpenBook,
    done: RwSignal<Option<Arc<Done>>>,
}

/// What was done up to now, and up to the same day of the year before.
struct Done {
    /// The registry that it was read with: another one may count otherwise.
    registry: Shelf,
    deeds: Deeds,
    before: Option<(Day, Deeds)>,
    /// Until when the server had counted what is not at hand.
    until: Option<WallTime>,
}

impl Standings {
    /// Begins to read, and reads anew whenever something was written.
    pub fn of(scene: Scene, book: OpenBook) -> Self {
        let standings = Self { scene, book, done: RwSignal::new(None) };
        let board = scene.replica.board;
        Effect::new(move |_| {
            board.registry.track();
            board.logs.track();
            board.session.track();
            board.today.track();
            spawn_local(standings.read());
        });
        standings
    }

    /// How far a target has come; none until it was read.
    pub fn told(self, target: &Target) -> Option<(Progress, Behind)> {
        let (book, board) = (self.book.get(), self.scene.replica.board);
        let done = self.done.get()?;
        let cut = done.before.as_ref().map(|(_, deeds)| deeds);
        let ground = Ground { book: &book, deeds: &done.deeds, cut, today: board.today.get() };
        let progress = progress(&book, target, standing(ground, target));
        let joined = board.session.with(Option::is_some);
        let list = measure_of(&book, target).filter(|_| joined).map(|measure| {
            let (from, to) = (progress.days.0.month(), progress.days.1.month());
            let districts = target.district.into_iter().collect();
            let all = Narrowed { districts, ..Narrowed::new(Some(measure), from, to) };
            List { path: self.scene.path(Route::Behind(String::new())), all }
        });
        let behind = Behind {
            until: done.until.map(|at| format!("{} {}", at.day().text(), at.clock_text())),
            own: self.own(target),
            list,
        };
        Some((progress, behind))
    }

    /// This device's own logs among those counted that the server does not have yet.
    fn own(self, target: &Target) -> u64 {
        let Some(measure) = measure_of(&self.book.get(), target) else { return 0 };
        self.scene.look(|view, _, _| {
            let unsent: Vec<_> =
                view.logs().filter(|(record, log)| record.version == 0 && log.held.is_done()).collect();
            if unsent.is_empty() {
                return 0;
            }
            let serving = Serving::new(view);
            let own = unsent.iter().filter(|(_, log)| serving.of(log).contains(&measure));
            u64::try_from(own.count()).unwrap_or(u64::MAX)
        })
    }

    async fn read(self) {
        let board = self.scene.replica.board;
        let (registry, today) = (board.registry.get_untracked(), board.today.get_untracked());
        let session = board.session.get_untracked();
        let book = self.book.get_untracked();
        let scopes = session.as_ref().map(Session::scopes).unwrap_or_default();
        let (from, to) = months(&book, today);
        let last = self.done.get_untracked().filter(|done| done.registry.is_same(&registry));
        let (mut deeds, before, until) = match last {
            Some(done) => (done.deeds.clone(), done.before.clone(), done.until),
            None => {
                let whole = session.as_ref().map(|session| self.whole(session)).unwrap_or_default();
                let mut deeds = Deeds::new(Serving::new(&View::of(&[&registry])), whole.clone());
                let told: Vec<_> =
                    registry.iter().filter(|row| row.kind == Kind::Summary && !row.removed()).collect();
                let of =
                    |row: &&Record| Summary::read(row).is_some_and(|told| !whole.contains(&told.district));
                let until = told.iter().filter(|row| of(row)).map(|row| row.edited.at).max();
                deeds.take_told(told.iter().filter_map(|row| Summary::read(row)));
                (deeds, None, until)
            }
        };
        let Some(ledgers) = self.scene.replica.added_up(scopes.clone(), from, to).await else { return };
        deeds.take(&ledgers);
        let day = today.plus(-365);
        let before = match before.filter(|(read, _)| *read == day) {
            Some(before) => Some(before),
            None => self.scene.replica.month_until(scopes, day).await.map(|ledgers| {
                let mut then = Deeds::new(Serving::new(&View::of(&[&registry])), deeds.whole().clone());
                then.take(&ledgers);
                (day, then)
            }),
        };
        self.done.try_set(Some(Arc::new(Done { registry, deeds, before, until })));
    }

    /// The parts of the ward all of whose logs are at hand.
    fn whole(self, session: &Session) -> SortedSet<Part> {
        let held = |scope: Scope| session.reads(scope) && self.scene.replica.holds(scope);
        let districts = session.districts.iter().copied();
        let districts =
            districts.filter(|id| held(Scope::DistrictAll(*id)) && held(Scope::DistrictStaff(*id)));
        let ward = (held(Scope::OrgAll) && held(Scope::OrgStaff)).then_some(None);
        districts.map(Some).chain(ward).collect()
    }
}
