//! The replica as pages see it: what is shown, as read signals of plain data, and what can be asked of it.
//!
//! Pages find it in the context and read its signals; they ask with [`Replica::submit`] and its like. Everything that is
//! written goes through [`engine`], the one writer.

pub mod browser;
pub mod draft;
pub mod engine;
pub mod export;
pub mod host;
pub mod import;
pub mod join;
pub mod news;
pub mod office;
pub mod phone;
mod place;
pub mod reader;
pub mod refusal;
mod totals;
mod year;

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use serde::Serialize;
use tsunagari_core::calendar::{Day, Month, WallTime};
use tsunagari_core::device::courier::NotCarried;
use tsunagari_core::device::mend::Item;
use tsunagari_core::device::reading::Ask;
use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use tsunagari_core::id::{DistrictId, RecordId};
use tsunagari_core::intent::{Desk, Intent, Wish};
use tsunagari_core::json::FromJson;
use tsunagari_core::org::Session;
use tsunagari_core::person::Person;
use tsunagari_core::query::list::Marks;
use tsunagari_core::record::{Fields, Record};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sync::machine::Event;
use tsunagari_core::sync::status::Status;
use tsunagari_core::view::View;

use browser::{Browser, Depot, WRITTEN, Way};
use engine::Engine;
use host::Host as _;
use join::{Joining, NotJoined, NotLeft};
use news::{Emptied, News};
use place::Place;
pub use refusal::NotDone;
use refusal::NotSaved;

use crate::net::{self, Fetch};
use crate::platform::{clock, file, install, online, random, space, timer, update};
use crate::store::idb::IdbStore;
use crate::store::memory::MemoryStore;
use crate::store::{Span, Store as _, StoreFault};

/// How many months of logs are read at the start, this one counted in.
const MONTHS_AT_START: usize = 3;
/// How often the day is looked at, in milliseconds: a phone left open overnight must not log for yesterday.
const DAY_MS: i32 = 30_000;
/// How often what is typed is kept, in milliseconds.
const DRAFT_MS: i32 = 2_000;
/// The name under which a page was loaded once more because the store was lost; once is enough.
const RELOADED: &str = "reloaded";
/// The media type of a courier's file.
const COURIER_TYPE: &str = "application/json";

type Real = Engine<Depot, Way, Browser>;
/// Whether the board takes an engine's news: the phone's own is not heard during practice, a practice not after it.
type Heard = Rc<Cell<bool>>;

/// What the pages read.
#[derive(Clone, Copy)]
pub struct Board {
    /// Sending and receiving.
    pub status: RwSignal<Status>,
    /// Who this device is; none before joining.
    pub session: RwSignal<Option<Session>>,
    /// The registry of all scopes that are held, removed records included.
    pub registry: RwSignal<Shelf>,
    /// The logs since [`Board::since`], the newest day first, removed ones included.
    pub logs: RwSignal<Shelf>,
    /// This fiscal year's logs of the person's own groups, once they were read.
    pub year: RwSignal<Shelf>,
    /// The first day of [`Board::logs`].
    pub since: RwSignal<Day>,
    /// Today in Japan, by this phone's clock.
    pub today: RwSignal<Day>,
    /// What the store last failed with; none while it works.
    pub fault: RwSignal<Option<StoreFault>>,
    /// Whether the store was found emptied since the page was loaded.
    pub emptied: RwSignal<Option<Emptied>>,
    /// Whether this window forgets when it is closed: a private window, as far as can be told.
    pub forgets: RwSignal<bool>,
    /// Whether a newer build waits for the person's yes.
    pub update: RwSignal<bool>,
    /// Whether the browser offers to put the app on the home screen.
    pub installable: RwSignal<bool>,
    /// 練習: nothing is kept and nothing leaves the phone.
    pub practice: RwSignal<bool>,
    /// Whether the store was opened, or could not be: until then there is nothing to show.
    pub ready: RwSignal<bool>,
}

/// The one way from the pages to what is kept: a context of its own type.
#[derive(Clone, Copy)]
pub struct Replica {
    /// What is shown.
    pub board: Board,
    engine: StoredValue<Option<Real>, LocalStorage>,
    kept: StoredValue<Option<Real>, LocalStorage>,
    kept_heard: StoredValue<Heard, LocalStorage>,
    practice_heard: StoredValue<Heard, LocalStorage>,
    propose: StoredValue<Propose>,
    place: StoredValue<Option<Place>, LocalStorage>,
    /// What is typed and not kept yet, as JSON behind its form.
    typed: StoredValue<Option<(String, String)>, LocalStorage>,
}

impl Replica {
    /// A replica that holds nothing yet.
    pub fn new() -> Self {
        let today = clock::now().day();
        let board = Board {
            status: RwSignal::default(),
            session: RwSignal::default(),
            registry: RwSignal::default(),
            logs: RwSignal::default(),
            year: RwSignal::default(),
            since: RwSignal::new(start(today)),
            today: RwSignal::new(today),
            fault: RwSignal::default(),
            emptied: RwSignal::default(),
            forgets: RwSignal::default(),
            update: RwSignal::default(),
            installable: RwSignal::default(),
            practice: RwSignal::default(),
            ready: RwSignal::default(),
        };
        let heard = |heard| StoredValue::new_local(Rc::new(Cell::new(heard)));
        Self {
            board,
            engine: StoredValue::new_local(None),
            kept: StoredValue::new_local(None),
            kept_heard: heard(true),
            practice_heard: heard(false),
            propose: StoredValue::new(propose_log as Propose),
            place: StoredValue::new_local(None),
            typed: StoredValue::new_local(None),
        }
    }

    /// From the context.
    pub fn here() -> Self {
        expect_context()
    }

    /// Opens the ward's store and starts sending and receiving. What goes wrong is on the board.
    pub async fn open(self, slug: &str) {
        self.watch();
        let name = format!("tsunagari-{slug}");
        let store = match IdbStore::open(slug).await {
            Ok(store) => store,
            Err(fault) => return self.failed(fault),
        };
        let browser = Browser::new(&name);
        let line = browser.line().clone();
        let way = Way::Out(Fetch);
        let (board, since) = (self.board, self.board.since.get_untracked());
        let place = Place::new(slug, store.clone());
        let (anew, heard) = (place.clone(), self.kept_heard.get_value());
        let publish = move |news| {
            if matches!(news, News::Emptied(_)) {
                anew.note();
            }
            // What befalls the phone's own store is told during practice too.
            if heard.get() || matches!(news, News::Emptied(_) | News::Store(Some(_))) {
                publish(board, news);
            }
        };
        let opened =
            Engine::open(Depot::new(store.clone()), way, browser, &update::build(), since, Box::new(publish))
                .await;
        let engine = match opened {
            Ok(engine) => engine,
            Err(fault) => return self.failed(fault),
        };
        self.engine.set_value(Some(engine.clone()));
        self.kept.set_value(Some(engine.clone()));
        self.board.ready.set(true);
        crate::platform::notebook::forget(RELOADED);
        let reader = engine.clone();
        line.hear(move |word| {
            let reader = reader.clone();
            if word == WRITTEN {
                wasm_bindgen_futures::spawn_local(async move { _ = reader.reread().await });
            }
        });
        let hinted = engine.clone();
        online::on_hint(move || hinted.tell(Event::Hint));
        self.look_after(&store, &engine);
        let emptied = place.was_emptied();
        if emptied {
            self.board.emptied.set(Some(Emptied::Before));
        }
        if self.board.session.get_untracked().is_some() {
            place.note();
        }
        self.place.set_value(Some(place));
        // The server may know the device still, though the store does not; what waits wants to be told why it waits.
        let waits = engine.device(|device| device.unsent() > 0);
        if emptied || waits || self.board.session.get_untracked().is_some() {
            engine.tell(Event::Opened);
        }
        let keeps = store.keeps().await;
        self.board.forgets.set(!keeps || space::persisted().await == Some(false) && in_private().await);
    }

    /// Where the system takes the store away, that is found out at once, and not at the next saving.
    fn look_after(self, store: &IdbStore, engine: &Real) {
        let engine = engine.clone();
        store.on_taken(move || {
            let engine = engine.clone();
            self.flush_draft();
            wasm_bindgen_futures::spawn_local(async move {
                if let Err(fault) = engine.look().await
                    && fault.reload_helps()
                {
                    self.failed(fault);
                }
            });
        });
    }

    /// Does what a page asks. `Ok` means that it survives whatever comes, and names the records that it touched; only
    /// then 「保存しました」. `form` is the form whose draft ends with it.
    ///
    /// `opened` are the records as they were when the form was opened, where it was open for a while.
    pub async fn submit(
        self,
        intent: Intent,
        form: Option<&str>,
        opened: &[Record],
    ) -> Result<Vec<RecordId>, NotDone> {
        let Some(engine) = self.engine() else { return Err(NotDone::NotSaved(NotSaved::NotJoined)) };
        if let Intent::Log(draft) | Intent::Edit { draft, .. } = &intent {
            // What was logged for that day must be on the view, or it would be logged twice.
            let _ = engine.reach(draft.when.month().first(), draft.district).await; // a fault is on the board
        }
        let wishes = self.propose(intent, opened)?;
        let records = wishes.iter().map(|wish| wish.record).collect();
        if wishes.is_empty() {
            return Ok(records);
        }
        let draft = form.map(|form| engine.draft_key(form));
        match engine.submit(wishes, draft.as_deref()).await {
            Ok(()) => {
                if let Some(key) = draft {
                    engine.host().note(&draft::noted(&key), None);
                }
                Ok(records)
            }
            Err(not) => {
                if let NotSaved::Store(fault) = &not
                    && fault.reload_helps()
                {
                    self.failed(fault.clone());
                }
                Err(NotDone::NotSaved(not))
            }
        }
    }

    /// See [`Engine::beyond`].
    pub fn beyond(self) -> u64 {
        self.engine().map_or(0, |engine| engine.beyond())
    }

    /// Records as they are on the board now.
    pub fn held(self, ids: &[RecordId]) -> Vec<Record> {
        let (registry, logs) = (self.board.registry.get_untracked(), self.board.logs.get_untracked());
        [registry.held(ids), logs.held(ids)].concat()
    }

    fn propose(self, intent: Intent, opened: &[Record]) -> Result<Vec<Wish>, NotDone> {
        let board = self.board;
        let (registry, logs) = (board.registry.get_untracked(), board.logs.get_untracked());
        let view = View::of(&[&registry, &logs]);
        let session = board.session.get_untracked().ok_or(NotDone::NotSaved(NotSaved::NotJoined))?;
        let desk = Desk { now: clock::now(), view: &view, opened, session: &session };
        self.propose.get_value()(&desk, intent)
    }

    /// From now on more intents are understood, since the pages that make them are here.
    pub fn learn(self, propose: Propose) {
        self.propose.set_value(propose);
    }

    /// 「いま送る」.
    pub fn send_now(self) {
        self.tell(Event::Asked);
    }

    /// Reads the logs back to the first day of a month.
    pub async fn reach_back(self, month: Month) {
        if let Some(engine) = self.engine() {
            let _ = engine.reach_back(month.first()).await; // a fault is on the board
        }
    }

    /// Reads the logs of a district that is not near.
    pub async fn reach(self, district: Option<DistrictId>) {
        if let Some(engine) = self.engine() {
            let _ = engine.reach(self.board.since.get_untracked(), district).await; // a fault is on the board
        }
    }

    /// Reads records that the board does not hold, such as last year's of one group.
    pub async fn ask(self, ask: Ask, keep: impl Fn(&Record) -> bool) -> Vec<Record> {
        match self.engine() {
            Some(engine) => engine.ask(ask, &keep).await.unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Joins with a link's secret or a number.
    pub async fn join(self, joining: Joining) -> Result<Session, NotJoined> {
        match self.engine() {
            Some(engine) => {
                let session = engine.join(joining).await?;
                self.place.with_value(|place| place.iter().for_each(Place::note));
                Ok(session)
            }
            None => Err(NotJoined::Store(self.board.fault.get_untracked().unwrap_or(StoreFault::Absent))),
        }
    }

    /// The wards of this server; none without a network.
    pub async fn wards(self) -> Vec<join::Ward> {
        join::wards(&Fetch).await
    }

    /// What a code is for.
    pub async fn look(self, code: &join::Code) -> Result<join::Offer, crate::net::No> {
        join::look(&Fetch, code).await
    }

    /// Leaves: refused while something is unsent.
    pub async fn leave(self) -> Result<(), NotLeft> {
        self.leaves(false).await
    }

    async fn leaves(self, exported: bool) -> Result<(), NotLeft> {
        let Some(engine) = self.engine() else { return Ok(()) };
        engine.leave(exported).await?;
        self.place.with_value(|place| place.iter().for_each(Place::forget));
        Ok(())
    }

    /// What needs a person.
    pub fn refused(self) -> Vec<Item> {
        self.engine().map(|engine| engine.device(|device| device.refused())).unwrap_or_default()
    }

    /// What the device knows of its own changes, by record: for the state of each in a list.
    pub fn marks(self) -> Marks {
        self.board.status.track();
        let Some(engine) = self.engine() else { return Marks::default() };
        let sent = engine.sent();
        engine.device(|device| {
            let queued = device.queue().values().filter_map(|queued| queued.change.as_ref());
            let refused = device.refused().into_iter().map(|item| (item.record, item.reason));
            Marks { unsent: queued.map(|change| change.record).collect(), refused: refused.collect(), sent }
        })
    }

    /// Mends a refused item with what the person set right.
    pub async fn mend(self, item: Item, seen: Option<Record>, fields: Fields) -> Result<(), NotSaved> {
        use tsunagari_core::device::mend::Mending;
        let Some(engine) = self.engine() else { return Err(NotSaved::NotJoined) };
        let id = tsunagari_core::id::ChangeId::from_uuid(crate::platform::random::uuid());
        let by = self.board.session.get_untracked().map(|session| session.person);
        let mending = Mending { id, at: clock::now(), by, fields };
        engine.save(|device| device.mend(&item, seen.as_ref(), mending).map(|(_, batch)| batch)).await
    }

    /// Lets a refused item go.
    pub async fn let_go(self, item: Item) -> Result<(), NotSaved> {
        let Some(engine) = self.engine() else { return Err(NotSaved::NotJoined) };
        engine.save(|device| Ok::<_, StoreFault>(device.let_go(&item))).await
    }

    async fn keep_draft(self, form: &str, draft: &str) {
        let Some(engine) = self.engine() else { return };
        if let Err(fault) = engine.keep_draft(form, draft).await
            && fault.reload_helps()
        {
            self.failed(fault);
        }
    }

    /// Takes note of what is typed; it is kept within two seconds, and when the window goes to the back.
    pub fn type_draft<D: Serialize>(self, form: &str, draft: &D) {
        self.typed.set_value(Some((form.to_owned(), net::text(draft))));
    }

    /// Keeps what is typed now.
    pub fn flush_draft(self) {
        wasm_bindgen_futures::spawn_local(self.keep_typed());
    }

    async fn keep_typed(self) {
        if let Some((form, draft)) = self.typed.try_update_value(Option::take).flatten() {
            self.keep_draft(&form, &draft).await;
        }
    }

    /// What is typed is being saved: the draft ends with it.
    pub fn stop_draft(self) {
        self.typed.set_value(None);
    }

    /// What was typed before.
    pub async fn draft<D: FromJson>(self, form: &str) -> Option<D> {
        self.engine()?.draft(form).await
    }

    /// Forgets it.
    pub async fn drop_draft(self, form: &str) {
        if let Some(engine) = self.engine() {
            let _ = engine.drop_draft(form).await; // asked again next time
        }
    }

    /// Offers the unsent changes as a file; whether the browser took it.
    pub fn export(self) -> bool {
        let Some(engine) = self.engine() else { return false };
        let bytes = engine.device(|device| device.export(&update::build()));
        file::save(&format!("tsunagari-{}.json", self.board.today.get_untracked()), COURIER_TYPE, &bytes)
    }

    /// Lets a person choose a courier's file and takes it into the queue: how many changes it brought.
    pub async fn carry(self) -> Result<usize, NotSaved> {
        let Some(engine) = self.engine() else { return Err(NotSaved::NotJoined) };
        let Some(bytes) = file::choose(".json,application/json").await else { return Ok(0) };
        let count = tsunagari_core::device::courier::look_into(&bytes).map_err(NotSaved::from)?.0;
        engine.save(|device| device.carry(&bytes)).await?;
        Ok(count)
    }

    /// 練習: the same pages on a copy in memory, without a network. What was there before comes back after it.
    pub async fn practise(self) {
        let Some(kept) = self.kept.get_value() else { return };
        let own = self.kept_heard.get_value();
        self.keep_typed().await;
        let store = MemoryStore::new();
        copy(&kept, &store).await;
        let (board, since) = (self.board, self.board.since.get_untracked());
        let heard = Rc::new(Cell::new(true));
        self.practice_heard.set_value(Rc::clone(&heard));
        own.set(false);
        let publish = Box::new(move |news| {
            if heard.get() {
                publish(board, news);
            }
        });
        let browser = Browser::practice();
        let opened = Engine::open(Depot::new(store), Way::Nowhere, browser, "practice", since, publish);
        let Ok(engine) = opened.await else { return own.set(true) };
        engine.tell_status();
        self.engine.set_value(Some(engine));
        self.board.practice.set(true);
    }

    /// Back from 練習.
    pub async fn stop_practice(self) {
        let Some(kept) = self.kept.get_value() else { return };
        self.practice_heard.with_value(|heard| heard.set(false));
        self.kept_heard.with_value(|heard| heard.set(true));
        self.stop_draft();
        self.engine.set_value(Some(kept.clone()));
        self.board.practice.set(false);
        let _ = kept.reread().await; // a fault is on the board
        kept.tell_status();
        kept.tell(Event::Hint);
    }

    /// Agrees to the newer build.
    pub fn update(self) {
        update::agree();
    }

    fn engine(self) -> Option<Real> {
        self.engine.get_value()
    }

    fn tell(self, event: Event) {
        if let Some(engine) = self.engine() {
            engine.tell(event);
        }
    }

    /// The store is gone: loading the page once more brings it back, drafts are in the notebook; but only once.
    fn failed(self, fault: StoreFault) {
        use crate::platform::notebook;
        let reload = fault.reload_helps() && notebook::read::<bool>(RELOADED).is_none();
        self.board.fault.set(Some(fault));
        self.board.ready.set(true);
        if reload && notebook::write(RELOADED, &true) {
            update::reload();
        }
    }

    fn watch(self) {
        let board = self.board;
        update::on_waiting(move || board.update.set(true));
        install::keep_offer(move || board.installable.set(true));
        let every = timer::Every::new(DAY_MS, move || {
            let today = clock::now().day();
            if board.today.get_untracked() != today {
                board.today.set(today);
            }
        });
        let typed = timer::Every::new(DRAFT_MS, move || self.flush_draft());
        std::mem::forget((every, typed)); // for the life of the page
        online::on_leaving(move || self.flush_draft());
    }
}

/// Makes wishes of an intent.
pub type Propose = fn(&Desk<'_>, Intent) -> Result<Vec<Wish>, NotDone>;

/// Of those that the first part's pages make.
fn propose_log(desk: &Desk<'_>, intent: Intent) -> Result<Vec<Wish>, NotDone> {
    match desk.propose_log(intent, &mut random::uuid) {
        Ok(proposal) => proposal.map_err(NotDone::Refused),
        Err(_) => Err(NotDone::NotSaved(NotSaved::NotJoined)),
    }
}

/// Of those that every person's pages make; with the second part.
pub fn propose_own(desk: &Desk<'_>, intent: Intent) -> Result<Vec<Wish>, NotDone> {
    match desk.propose_own(intent, &mut random::uuid) {
        Ok(proposal) => proposal.map_err(NotDone::Refused),
        Err(_) => Err(NotDone::NotSaved(NotSaved::NotJoined)),
    }
}

/// Of all; with the third part.
pub fn propose(desk: &Desk<'_>, intent: Intent) -> Result<Vec<Wish>, NotDone> {
    desk.propose(intent, &mut random::uuid).map_err(NotDone::Refused)
}

/// The phone's clock: shown, never compared.
pub fn now() -> WallTime {
    clock::now()
}

impl Default for Replica {
    fn default() -> Self {
        Self::new()
    }
}

impl From<NotCarried> for NotSaved {
    fn from(not: NotCarried) -> Self {
        match not {
            NotCarried::NotAFile => Self::NotAFile,
            NotCarried::Oversize(oversize) => Self::Oversize(oversize),
        }
    }
}

fn publish(board: Board, news: News) {
    match news {
        News::Status(status) => board.status.set(status),
        News::Session(session) => {
            let session = board.registry.with_untracked(|registry| with_own_groups(session, registry));
            set_changed(board.session, session);
        }
        News::Registry(records) => {
            let session = with_own_groups(board.session.get_untracked(), &records);
            board.registry.set(records);
            set_changed(board.session, session);
        }
        News::Logs(records, since) => {
            board.since.set(since);
            board.logs.set(records);
        }
        News::Store(fault) => set_changed(board.fault, fault),
        News::Emptied(emptied) => board.emptied.set(Some(emptied)),
    }
}

/// Whoever follows the signal is woken only by something new.
fn set_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|held| *held != value) {
        signal.set(value);
    }
}

/// The groups that the person has ticked here count at once; the server's word on them comes with the next answer.
fn with_own_groups(session: Option<Session>, registry: &Shelf) -> Option<Session> {
    let session = session?;
    let own = registry.iter().find(|record| record.id == session.person.record());
    let groups = own.map_or(session.groups.clone(), |own| Person::read(own).groups);
    Some(Session { groups, ..session })
}

/// The first day of the months that are read at the start.
fn start(today: Day) -> Day {
    let first = (1..MONTHS_AT_START).try_fold(today.month(), |month, _| month.previous());
    first.unwrap_or(today.month()).first()
}

/// A private window says that it does not persist, and does not grant it either.
async fn in_private() -> bool {
    install::place() == install::Place::Tab && space::persist().await == Some(false) && small().await
}

/// Private windows get little room.
async fn small() -> bool {
    const PRIVATE_BYTES: f64 = 300.0 * 1024.0 * 1024.0;
    space::estimate().await.is_some_and(|space| space.allowed < PRIVATE_BYTES)
}

/// What a practice begins with: all that came from the server, and nothing that is on its way.
async fn copy(from: &Real, to: &MemoryStore) {
    for table in [Table::Meta, Table::Directory, Table::Mirror, Table::Fresh] {
        let rows = from.rows(table, Span::all()).await.unwrap_or_default();
        let batch = rows.into_iter().map(|(key, value)| StoreOp::Put(table, key, value)).collect();
        let _ = to.commit(batch, Durability::Relaxed).await; // memory does not fail
    }
}
