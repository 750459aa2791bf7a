//! The third part of the app, which the devices of staff alone bring: whether it is here, and what stands in its place
//! until then. Nothing of its pages may be named in here.

use std::cell::Cell;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::org::Role;

use crate::pages::staff::RuleFormProps;
use crate::parts::TopBar;
use crate::platform::{timer, update};
use crate::replica::{Propose, Replica};
use crate::rest::{Missing, awaited, page_of};
use crate::words::staff as words;

/// So many milliseconds after the start its files are kept on the phone, when nobody waits for the line.
const KEEP_MS: i32 = 5_000;
/// So many milliseconds later it is brought into the page, where nobody has asked for it: it takes memory, and who only logs
/// has gone by then.
const BRING_MS: i32 = 15_000;

/// What the third part does.
#[derive(Clone, Copy)]
pub struct StaffPages {
    /// Draws the room that an address below `staff` means, or their home.
    pub draw: fn(&str) -> AnyView,
    /// Makes wishes of whatever is asked.
    pub propose: Propose,
    /// Draws the form of a plan's rule.
    pub rule_form: fn(RuleFormProps) -> AnyView,
    /// What it does without being asked, from when it is here.
    pub wake: fn(Replica),
}

/// The third part, on its way.
pub type BroughtStaff = Pin<Box<dyn Future<Output = Result<StaffPages, Missing>>>>;
/// Begins to bring it.
pub type BringStaff = fn() -> BroughtStaff;

/// Whether the third part is here.
#[derive(Clone)]
pub struct StaffPart {
    replica: Replica,
    here: ArcRwSignal<Option<Result<StaffPages, Missing>>>,
}

thread_local! {
    /// For the life of the page.
    static HERE: ArcRwSignal<Option<Result<StaffPages, Missing>>> = ArcRwSignal::new(None);
    static BRING: Cell<Option<BringStaff>> = const { Cell::new(None) };
    static ON_ITS_WAY: Cell<bool> = const { Cell::new(false) };
}

impl StaffPart {
    /// The one of this page.
    pub fn here() -> Self {
        Self { replica: Replica::here(), here: HERE.with(Clone::clone) }
    }

    /// Has it brought on the devices of staff, and kept for when there is no network.
    pub fn look_after(replica: Replica, bring: BringStaff) {
        BRING.set(Some(bring));
        let part = Self { replica, here: HERE.with(Clone::clone) };
        let staff = is_staff(replica);
        Effect::new(move |asked: Option<bool>| {
            let asked = asked.unwrap_or(false);
            if staff.get() && !asked {
                let part = part.clone();
                spawn_local(async move {
                    timer::sleep(KEEP_MS).await;
                    update::keep_for_staff();
                    timer::sleep(BRING_MS).await;
                    part.fetch();
                });
            }
            asked || staff.get()
        });
    }

    /// Whether it is here; whoever asks follows it.
    pub fn is_here(&self) -> bool {
        self.here.with(|here| matches!(here, Some(Ok(_))))
    }

    /// What it does, or words until it is here. Whoever asks follows it; where nobody has brought it yet, it is brought.
    pub fn pages(&self) -> Result<StaffPages, AnyView> {
        match self.here.get() {
            Some(Ok(pages)) => Ok(pages),
            Some(Err(Missing)) => {
                let part = self.clone();
                Err(awaited(Some(Callback::new(move |()| part.fetch()))))
            }
            None => {
                self.fetch();
                Err(awaited(None))
            }
        }
    }

    /// Brings it; once more where it could not be brought.
    pub fn fetch(&self) {
        let Some(bring) = BRING.get() else { return };
        if untrack(|| self.is_here()) || ON_ITS_WAY.replace(true) {
            return;
        }
        if self.here.with_untracked(Option::is_some) {
            self.here.set(None);
        }
        let part = self.clone();
        spawn_local(async move {
            let brought = bring().await;
            ON_ITS_WAY.set(false);
            if let Ok(pages) = &brought {
                part.replica.learn(pages.propose);
                (pages.wake)(part.replica);
            }
            part.here.set(Some(brought));
        });
    }

    /// A room, or words until it is here; only for staff.
    pub fn room(self, tail: String) -> AnyView {
        let staff = is_staff(self.replica);
        let room = move || match self.pages() {
            Ok(pages) => (pages.draw)(&tail),
            Err(words) => page_of(words),
        };
        let others = || {
            view! {
                <TopBar title=words::heading() />
                <main class="content" id="content">
                    <p class="card">{words::staff_only()}</p>
                </main>
            }
        };
        (move || if staff.get() { room() } else { others().into_any() }).into_any()
    }
}

fn is_staff(replica: Replica) -> Memo<bool> {
    let session = replica.board.session;
    Memo::new(move |_| session.with(|own| own.as_ref().is_some_and(|own| own.role >= Role::Staff)))
}
