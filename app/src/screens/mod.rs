//! A page put together with the replica, one file each: its model is made of what is held, its presses become intents.
//! Nothing is drawn here but pages, nothing is decided but which page and which words.

mod batch;
mod behind;
mod choose;
mod district;
mod good_to_know;
mod group;
mod join;
mod log;
mod looks;
mod month;
mod notices;
mod plan;
mod record;
mod records;
mod rules;
mod settings;
mod staff;
mod standings;
mod thanks;
mod today;
mod wards;
mod year;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::id::RecordId;
use tsunagari_core::intent::Intent;
use tsunagari_core::org::Session;
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sync::status::{Status, Why};
use tsunagari_core::view::View;

pub use batch::BatchScreen;
pub use behind::BehindScreen;
pub use choose::ChooseScreen;
pub use district::DistrictScreen;
pub use good_to_know::good_to_know;
pub use group::GroupScreen;
pub use join::JoinScreen;
pub use log::LogScreen;
pub use looks::provide_looks;
pub use month::month_cards;
pub use plan::{InPlanScreen, ShelfScreen};
pub use record::RecordScreen;
pub use records::RecordsScreen;
pub use rules::RulesScreen;
pub use settings::{InstallScreen, SettingsScreen};
pub use staff::staff_screen;
pub use thanks::look_for_thanks;
pub use today::TodayScreen;
pub use wards::WardsScreen;

use crate::navigation::Navigation;
use crate::parts::{Saying, SendState};
use crate::replica::phone::Machine;
use crate::replica::{NotDone, Replica};
use crate::route::{Address, Route};
use crate::words::{Text, frame, trouble};

/// Days after which sending counts as stuck.
const STUCK_DAYS: i64 = 3;
/// Milliseconds in a day.
const DAY: i64 = 86_400_000;

/// What every screen has: the replica, the ward, the way to other pages, the line that answers a press.
#[derive(Clone, Copy)]
pub struct Scene {
    /// The one way to what is kept.
    pub replica: Replica,
    /// Where the app stands.
    pub navigation: Navigation,
    /// What was just done, with its records for 取り消す.
    pub said: RwSignal<Option<Said>>,
}

/// What was just done.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The line.
    pub line: Saying,
    /// What 取り消す removes.
    pub records: Vec<RecordId>,
}

impl Scene {
    /// Provides itself and the replica.
    pub fn provide(navigation: Navigation) -> Self {
        let scene = Self { replica: Replica::new(), navigation, said: RwSignal::new(None) };
        provide_context(scene.replica);
        provide_context(scene);
        scene
    }

    /// From the context.
    pub fn here() -> Self {
        expect_context()
    }

    /// The ward's name in the address.
    pub fn slug(self) -> String {
        self.navigation.address().get_untracked().slug.unwrap_or_default()
    }

    /// The path of another page of this ward.
    pub fn path(self, route: Route) -> String {
        Address::of(&self.slug(), route).path()
    }

    /// Goes there.
    pub fn go(self, route: Route) {
        self.navigation.go(&Address::of(&self.slug(), route));
    }

    /// Looks at what is held; whoever calls it in a derived signal follows it.
    pub fn look<T>(self, look: impl FnOnce(&View<'_>, Option<&Session>, Day) -> T) -> T {
        let board = self.replica.board;
        let (registry, logs) = (board.registry.get(), board.logs.get());
        let view = View::of(&[&registry, &logs]);
        let today = board.today.get();
        board.session.with(|session| look(&view, session.as_ref(), today))
    }

    /// Asks for something to be done and answers in the line; then goes on. `opened` is what the form was opened on. What was refused is handed back.
    pub fn ask(
        self,
        intent: Intent,
        form: Option<String>,
        opened: Vec<Record>,
        done: impl FnOnce(Vec<RecordId>) + 'static,
        refused: impl FnOnce(NotDone) + 'static,
    ) {
        spawn_local(async move {
            match self.replica.submit(intent, form.as_deref(), &opened).await {
                Ok(records) => done(records),
                Err(not) => refused(not),
            }
        });
    }

    /// 「このスマホに保存しました」, with 取り消す.
    pub fn say_saved(self, records: Vec<RecordId>) {
        let undo = !records.is_empty();
        if self.replica.board.practice.get_untracked() {
            let line = Saying { said: frame::practised(), more: None, undo };
            return self.said.set(Some(Said { line, records }));
        }
        let said = match self.replica.machine() {
            Machine::Phone => frame::saved_phone(),
            Machine::Tablet => frame::saved_tablet(),
            Machine::Computer => frame::saved_pc(),
        };
        let line = Saying { said, more: Some(frame::resend_by_itself()), undo };
        self.said.set(Some(Said { line, records }));
    }

    /// Says one thing.
    pub fn say(self, said: Text) {
        let line = Saying { said, more: None, undo: false };
        self.said.set(Some(Said { line, records: Vec::new() }));
    }

    /// いまの記録を取り消す.
    pub fn undo(self) {
        let Some(said) = self.said.get_untracked() else { return };
        self.said.set(None);
        for record in said.records {
            self.ask(
                Intent::Remove(record),
                None,
                Vec::new(),
                move |_| self.say(frame::undone()),
                move |not| self.say(refusal_words(&not).0),
            );
        }
    }

    /// How what was written here stands.
    pub fn send_state(self) -> Signal<SendState> {
        let board = self.replica.board;
        Signal::derive(move || {
            let joined = board.session.with(Option::is_some);
            board.status.with(|status| send_state(status, joined, crate::replica::now()))
        })
    }

    /// What a press on the state does.
    pub fn on_state(self) -> Callback<SendState> {
        Callback::new(move |state| match state {
            SendState::Looking => self.go(Route::Join),
            SendState::Mend { .. } => self.go(Route::Records),
            _ => self.replica.send_now(),
        })
    }

    /// Whether the ward is made up.
    pub fn sample(self) -> bool {
        self.look(|view, _, _| view.live(&Kind::Org).any(|org| org.text("notice").is_some()))
    }
}

fn send_state(status: &Status, joined: bool, now: WallTime) -> SendState {
    let count = status.unsent;
    if status.attention > 0 {
        return SendState::Mend { count: status.attention };
    }
    if count > 0 {
        let since = status.waiting_since.map_or(0, |since| now.millis().saturating_sub(since.millis()));
        return match (status.sending, since / DAY) {
            (true, _) => SendState::Sending { count },
            (false, days) if days >= STUCK_DAYS => {
                SendState::Stuck { count, days: u32::try_from(days).unwrap_or(u32::MAX) }
            }
            (false, _) => SendState::Unsent { count, why: status.why.and_then(why_words) },
        };
    }
    if !joined {
        return SendState::Looking;
    }
    SendState::AllSent { at: status.last_sent.map(|at| time_text(at, now.day())) }
}

/// 14:03, or 11/20 14:03 on another day.
pub fn time_text(at: WallTime, today: Day) -> String {
    if at.day() == today { at.clock_text() } else { format!("{} {}", at.day().short_text(), at.clock_text()) }
}

fn why_words(why: Why) -> Option<Text> {
    match why {
        Why::NotOurs => Some(trouble::captive()),
        Why::Busy | Why::Failing(_) => Some(trouble::server_busy()),
        Why::SignedOut => Some(trouble::signed_out_safe()),
        Why::Revoked => Some(trouble::revoked_safe()),
        Why::Update => Some(trouble::update_ready()),
        Why::Store => Some(trouble::storage_full()),
        Why::Unreachable => None,
    }
}

/// Why nothing was done: what happened, what is safe, what to do.
pub fn refusal_words(not: &NotDone) -> (Text, Vec<Text>) {
    use crate::replica::refusal::NotSaved;
    use crate::store::StoreFault;
    match not {
        NotDone::NotSaved(NotSaved::Store(StoreFault::Full)) => {
            (trouble::storage_full(), vec![trouble::storage_full_safe(), trouble::storage_full_way()])
        }
        NotDone::NotSaved(NotSaved::Store(StoreFault::Absent)) => {
            (trouble::storage_none(), vec![trouble::storage_none_way()])
        }
        NotDone::NotSaved(NotSaved::Store(StoreFault::Blocked)) => (trouble::storage_blocked(), Vec::new()),
        NotDone::NotSaved(NotSaved::Store(_)) => (trouble::storage_lost(), vec![trouble::storage_lost_way()]),
        NotDone::NotSaved(NotSaved::NotJoined) => (frame::only_looking(), vec![frame::join_to_log()]),
        NotDone::NotSaved(NotSaved::Refused(_)) => (trouble::not_yours(), Vec::new()),
        NotDone::NotSaved(_) | NotDone::Refused(_) => (trouble::refused(), vec![trouble::refused_kept()]),
    }
}
