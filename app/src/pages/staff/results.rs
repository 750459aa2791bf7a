//! 実施した取組結果: the year's items by how far each has come, one open with its draft and what that came from; sending
//! back, 確定 and closing the year for an admin. Everything works without a network.

mod close;
mod compare;
mod findings;
mod form;
mod inquiry;
mod list;
mod merge;
mod model;
mod open;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::device::reading::Ask;
use tsunagari_core::id::{ItemId, OfficeId};
use tsunagari_core::org::Role;
use tsunagari_core::plan::result::Teller;
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::record::{Class, Kind, Record, Scope};

use super::choice::Choice;
use super::day_field::{DayField, day};
use super::{office_choices, records_of};
use crate::replica::Replica;
use crate::words::{Text, result as words};
pub use compare::Compare;
use model::{Entry, Loaded, Standing, Whose};

/// What the room's parts share.
#[derive(Clone, Copy)]
struct Room {
    replica: Replica,
    year: RwSignal<Option<FiscalYear>>,
    as_of: RwSignal<String>,
    whose: RwSignal<Option<Whose>>,
    loaded: RwSignal<Option<Loaded>, LocalStorage>,
    entries: RwSignal<Vec<Entry>, LocalStorage>,
    open: RwSignal<Option<(ItemId, Teller)>>,
    filter: RwSignal<Option<Standing>>,
    said: RwSignal<Option<Text>>,
    /// Whether the store could not be read.
    lost: RwSignal<bool>,
    reading: StoredValue<Reading>,
    admin: bool,
    office: Option<OfficeId>,
}

/// How far the room is with reading. Two readings at once would end in either order, and show what the older one saw.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Idle,
    Underway,
    /// Underway, and another is asked for.
    Again,
}

impl Room {
    fn new() -> Self {
        let replica = Replica::here();
        let session = replica.board.session.get_untracked();
        let admin = session.as_ref().is_some_and(|session| session.role == Role::Admin);
        let office = session.and_then(|session| session.office);
        let whose = if admin { Some(Whose::Bodies) } else { office.map(Whose::Office) };
        let today = replica.board.today.get_untracked();
        let years = untrack(|| years(replica));
        let year = years.iter().find(|year| year.contains(today)).or_else(|| years.last()).copied();
        let room = Self {
            replica,
            year: RwSignal::new(year),
            as_of: RwSignal::new(today.to_string()),
            whose: RwSignal::new(whose),
            loaded: RwSignal::new_local(None),
            entries: RwSignal::new_local(Vec::new()),
            open: RwSignal::new(None),
            filter: RwSignal::new(None),
            said: RwSignal::new(None),
            lost: RwSignal::new(false),
            reading: StoredValue::new(Reading::Idle),
            admin,
            office,
        };
        room.choose_year(year);
        room
    }

    /// Another year: its last day is the day up to which one counts, or today.
    fn choose_year(self, year: Option<FiscalYear>) {
        let today = self.replica.board.today.get_untracked();
        self.year.set(year);
        self.open.set(None);
        if let Some(year) = year {
            self.as_of.set(today.min(year.last()).to_string());
        }
        self.load();
    }

    fn day(self) -> Option<Day> {
        day(&self.as_of.get_untracked()).ok().flatten()
    }

    /// Reads the year's results and months anew, one reading after the other.
    fn load(self) {
        let Some(year) = self.year.get_untracked() else { return };
        if self.reading.get_value() != Reading::Idle {
            self.reading.set_value(Reading::Again);
            return;
        }
        self.reading.set_value(Reading::Underway);
        let as_of = self.day().unwrap_or_else(|| year.last()).min(year.last());
        spawn_local(async move {
            let last = self.loaded.get_untracked();
            let loaded = load(self.replica, year, as_of, last.as_ref()).await;
            // The page may be gone by now.
            let Some(again) = self.reading.try_get_value().map(|reading| reading == Reading::Again) else {
                return;
            };
            self.reading.set_value(Reading::Idle);
            let whole = loaded.is_some();
            // Another year may be looked at.
            if self.year.get_untracked() == Some(year) {
                self.lost.set(!whole);
                if let Some(loaded) = loaded {
                    let entries =
                        self.whose.get_untracked().map(|whose| loaded.entries(whose)).unwrap_or_default();
                    self.entries.set(entries);
                    self.loaded.set(Some(loaded));
                }
            }
            if again {
                self.load();
            } else if whole {
                // What arrived while the months were read.
                self.follow();
            }
        });
    }

    /// Something arrived: where it is of these results, plans or logs, they are read anew.
    fn follow(self) {
        let Some(loaded) = self.loaded.get_untracked() else { return };
        let board = self.replica.board;
        let same = loaded.registry.is_same(&board.registry.get_untracked())
            && loaded.logs.is_same(&board.logs.get_untracked());
        if !same {
            return self.load();
        }
        spawn_local(async move {
            let same = loaded.results.iter().eq(&results_of(self.replica, loaded.year).await);
            if !same && self.year.try_get_untracked().flatten() == Some(loaded.year) {
                self.load();
            }
        });
    }

    fn entry(self) -> Option<Entry> {
        let (item, teller) = self.open.get()?;
        self.entries
            .with(|all| all.iter().find(|entry| entry.item == item && entry.teller == teller).cloned())
    }

    /// The records that a form was opened on.
    fn opened(self) -> Vec<Record> {
        self.loaded.with_untracked(|loaded| loaded.iter().flat_map(|it| it.results.iter()).cloned().collect())
    }

    fn closed(self) -> bool {
        self.loaded.with(|loaded| loaded.as_ref().and_then(Loaded::close)).is_some_and(|close| close.closed)
    }
}

/// The years that have items, the oldest first.
pub(super) fn years(replica: Replica) -> Vec<FiscalYear> {
    let registry = replica.board.registry.get();
    let items = registry.iter().filter(|record| record.kind == Kind::Item && !record.removed());
    let years: tsunagari_core::sorted::SortedSet<FiscalYear> =
        items.filter_map(|record| YearItem::read(record).year).collect();
    years.iter().copied().collect()
}

/// The results of a year and of the year before, and the months of both; none where the store cannot be read.
async fn load(replica: Replica, year: FiscalYear, as_of: Day, last: Option<&Loaded>) -> Option<Loaded> {
    let board = replica.board;
    let (registry, logs) = (board.registry.get_untracked(), board.logs.get_untracked());
    let results = results_of(replica, year).await;
    let scopes = board.session.get_untracked().map(|session| session.scopes()).unwrap_or_default();
    let first = year.previous().unwrap_or(year);
    let ledgers = replica.added_up(scopes, first.first().month(), as_of.month()).await?;
    Some(Loaded::new([registry, logs, results.into()], &ledgers, (year, as_of), last))
}

async fn results_of(replica: Replica, year: FiscalYear) -> Vec<Record> {
    let first = year.previous().unwrap_or(year);
    let days = Some((first.first().to_string(), year.first().to_string()));
    let scopes = vec![Scope::OrgAll, Scope::OrgStaff];
    let ask = Ask { scopes, others: None, class: Class::Log, days, limit: usize::MAX };
    replica.ask(ask, |record| record.kind == Kind::Result && !record.removed()).await
}

/// The room, once the plans are read.
#[component]
pub fn Results() -> impl IntoView {
    once_read(|| view! { <Whole/> }.into_any())
}

/// Draws what needs the plans' years when they are there, once: what is typed outlasts what arrives.
fn once_read(draw: impl Fn() -> AnyView + Copy + Send + 'static) -> impl IntoView {
    let replica = Replica::here();
    let there = Memo::new(move |_| !years(replica).is_empty());
    move || {
        if there.get() {
            untrack(draw)
        } else {
            view! { <p class="card" role="status">{words::nothing()}</p> }.into_any()
        }
    }
}

#[component]
fn Whole() -> impl IntoView {
    let room = Room::new();
    let all = untrack(|| years(room.replica));
    let choices = all.iter().rev().map(|year| (year.year().to_string(), year.text().into())).collect();
    let chosen = move || room.year.get().map(|year| year.year().to_string()).unwrap_or_default();
    let choose = move |key: String| {
        room.choose_year(key.parse().ok().and_then(|year| FiscalYear::new(year).ok()));
    };
    // A day that was typed counts once it is whole.
    let counted = Memo::new(move |_| day(&room.as_of.get()).ok().flatten());
    Effect::watch(move || counted.get(), move |_, _, _| room.load(), false);
    let board = room.replica.board;
    Effect::watch(
        move || {
            board.registry.track();
            board.logs.track();
            board.status.track();
        },
        move |_, _, _| room.follow(),
        false,
    );
    view! {
        <section class="card stack">
            <Choice id="result-year" words=words::year() value=Signal::derive(chosen) choices on_choose=Callback::new(choose)/>
            <DayField id="result-day" words=words::as_of() value=room.as_of/>
            {room.admin.then(|| view! { <WhoseChoice room/> })}
            <p role="status">{move || room.said.get().map(Text::view)}</p>
        </section>
        <inquiry::CameBack room/>
        <div class="reading results">
            <div class="pane from" class:aside=move || room.open.get().is_some()><list::List room/></div>
            <div class="pane" class:aside=move || room.open.get().is_none()><open::Open room/></div>
        </div>
        {room.admin.then(|| view! { <close::CloseCard room/> })}
    }
}

/// An admin looks at what bodies tell, or at one office's lines.
#[component]
fn WhoseChoice(room: Room) -> impl IntoView {
    let offices = records_of(Kind::Office).with_untracked(|all| office_choices(all));
    let choices = [(String::new(), words::merged())].into_iter().chain(offices).collect();
    let value = Signal::derive(move || match room.whose.get() {
        Some(Whose::Office(id)) => id.to_string(),
        _ => String::new(),
    });
    let choose = move |key: String| {
        let whose = OfficeId::parse(&key).map_or(Whose::Bodies, Whose::Office);
        room.whose.set(Some(whose));
        room.open.set(None);
        room.load();
    };
    view! { <Choice id="result-whose" words=words::whose() value choices on_choose=Callback::new(choose)/> }
}
