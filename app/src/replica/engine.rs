//! The one writer. What a page wants becomes changes, one strict batch, an event for the machine; what the machine
//! wants is done here and told back to it; what is stored is published. No signal and no browser is known here.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use tsunagari_core::activity::Activity;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::change::{Change, PROTOCOL};
use tsunagari_core::device::counting::{Known, Months};
use tsunagari_core::device::fold::Fold;
use tsunagari_core::device::keys::{PACK, Turn};
use tsunagari_core::device::reading::{Ask, Need, Order, Others, Reading, order};
use tsunagari_core::device::rows::{Sent, mark, read};
use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use tsunagari_core::device::{Device, OPENING};
use tsunagari_core::id::{ChangeId, DistrictId, RecordId};
use tsunagari_core::intent::Wish;
use tsunagari_core::merge::lay_over;
use tsunagari_core::query::ledger::{Ledger, Ledgers};
use tsunagari_core::record::{Class, Kind, Record, Scope};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sorted::{SortedMap, SortedSet, sort_by_key};
use tsunagari_core::sync::machine::{Effect, Event, Machine};
use tsunagari_core::sync::reply::{self, Failure};
use tsunagari_core::sync::status::Why;
use tsunagari_core::view::View;
use tsunagari_core::{rights, schema};

use super::host::{Host, noise};
use super::news::{Emptied, News};
use super::refusal::NotSaved;
use crate::net::{self, Net};
use crate::store::gate::Gate;
use crate::store::{Row, Span, Store, StoreFault, Stretch};

/// In `meta`: which window wrote last, and its how-manieth writing it was.
const WRITER: &str = "writer";
/// What tells whether another window wrote.
const SIGNS: [Stretch; 2] = [
    Stretch { table: Table::Meta, prefix: WRITER, values: true },
    Stretch { table: Table::Queue, prefix: "", values: false },
];
/// The most logs that are read for the pages at one time.
const LOGS_MOST: usize = 10_000;
/// One part of that many more may be laid over them before they are read anew.
const LAID_PART: usize = 10;

/// A handle of the one writer of a window; its clones are the same.
pub struct Engine<S, N, H>(Rc<Inner<S, N, H>>)
where
    H: Host;

impl<S, N, H: Host> Clone for Engine<S, N, H> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

struct Inner<S, N, H: Host> {
    store: S,
    net: N,
    host: H,
    publish: Box<dyn Fn(News)>,
    machine: RefCell<Machine>,
    /// Held over "write the store, then the memory" and "read the store into the memory".
    gate: Gate,
    turn: RefCell<Option<H::Turn>>,
    /// This window's name in [`WRITER`], and how often it has set out to write it.
    window: String,
    writings: Cell<u64>,
    /// What stood in [`WRITER`] when this window last wrote, or read all rows.
    signed: RefCell<Vec<u8>>,
    registry: RefCell<Shelf>,
    logs: RefCell<Shelf>,
    /// Where the logs that were read end, if more lie behind them; and how many are read at most.
    end: RefCell<Option<Order>>,
    logs_most: Cell<usize>,
    since: Cell<Day>,
    /// The districts whose logs were last read whole, and those of them that a page has asked for.
    near: RefCell<SortedSet<DistrictId>>,
    reached: RefCell<SortedSet<DistrictId>>,
    /// Goes up with each step of the machine: what was added up meanwhile is not kept.
    revision: Cell<u64>,
    /// Goes up when rows change otherwise than by a saving: what was read meanwhile is read anew.
    given: Cell<u64>,
    /// Goes up when logs may be others that lie before those which are shown.
    beyond: Cell<u64>,
    /// What the server gave, for as long as a reading is under way or the pages do not show it; none where anything may be
    /// other than it was.
    arrived: RefCell<Vec<Option<Record>>>,
    /// How much of that the pages show, and how many readings are under way.
    shown: Cell<usize>,
    reading: Cell<usize>,
    /// How many readings were begun, and which of them the logs that are shown are of.
    begun: Cell<u64>,
    newest: Cell<u64>,
    /// Batches since the pages were last whole.
    batches: Cell<u32>,
    /// The rows of `meta` by which the device proves who it is: core does not hold them.
    own: RefCell<Vec<Row>>,
    /// The store was emptied, and what memory holds is not in the new one yet.
    emptied: Cell<bool>,
    /// Months that were added up.
    known: RefCell<Known>,
    /// When the server took a record's last change, of the changes in `sent`.
    sent: RefCell<SortedMap<RecordId, WallTime>>,
    /// The session was made anew, and nothing was answered in it yet.
    anew: Cell<bool>,
    /// The marks of the drafts that this window wrote or read, by key.
    typed: RefCell<SortedMap<String, u64>>,
}

impl<S: Store, N: Net, H: Host> Engine<S, N, H> {
    /// Opens the store and publishes what it holds; logs from `since` on.
    pub async fn open(
        store: S,
        net: N,
        host: H,
        build: &str,
        since: Day,
        publish: Box<dyn Fn(News)>,
    ) -> Result<Self, StoreFault> {
        let Whole { device, own, signed } = read_whole(&store).await?;
        let window = host.uuid().simple().to_string();
        let engine = Self(Rc::new(Inner {
            store,
            net,
            host,
            publish,
            machine: RefCell::new(Machine::new(device, build)),
            gate: Gate::default(),
            turn: RefCell::new(None),
            window,
            writings: Cell::new(0),
            signed: RefCell::new(signed),
            registry: RefCell::default(),
            logs: RefCell::default(),
            end: RefCell::default(),
            logs_most: Cell::new(LOGS_MOST),
            since: Cell::new(since),
            near: RefCell::default(),
            reached: RefCell::default(),
            revision: Cell::new(0),
            given: Cell::new(0),
            beyond: Cell::new(0),
            arrived: RefCell::default(),
            shown: Cell::new(0),
            reading: Cell::new(0),
            begun: Cell::new(0),
            newest: Cell::new(0),
            batches: Cell::new(0),
            own: RefCell::new(own),
            emptied: Cell::new(false),
            known: RefCell::default(),
            sent: RefCell::default(),
            anew: Cell::new(false),
            typed: RefCell::default(),
        }));
        engine.tell_session();
        engine.read_anew(Class::Registry, Ask::registry(engine.scopes())).await?;
        let logs = engine.logs_asked();
        let near = Ask { others: None, ..logs.clone() };
        engine.read_anew(Class::Log, near).await?;
        let rest = engine.clone();
        engine.0.host.spawn(Box::pin(async move {
            _ = rest.read_packs().await; // a fault is told
            rest.tell_status();
            if logs.others.is_some() {
                _ = rest.refresh(&[Class::Log]).await;
            }
        }));
        Ok(engine)
    }

    /// Saves what a person did: durable when this answers `Ok`. `draft` is the key of the draft that ends with it.
    pub async fn submit(&self, wishes: Vec<Wish>, draft: Option<&str>) -> Result<(), NotSaved> {
        let effects = {
            let _inside = self.0.gate.enter().await;
            let (changes, seen) = self.changes(wishes)?;
            let draft = draft.map(|key| (key, self.0.typed.borrow().get(key).copied()));
            let batch = self.device(|device| device.save(&changes, &seen, draft))?;
            self.write_own(batch.clone()).await?;
            self.lay_over(&changes);
            self.step(Event::Written(batch))
        };
        self.tidy_soon();
        self.go(effects);
        Ok(())
    }

    /// Saves a batch that core made for what is no wish: a mended change, an item let go, a courier's file.
    pub async fn save<E>(&self, make: impl FnOnce(&Device) -> Result<Vec<StoreOp>, E>) -> Result<(), NotSaved>
    where
        NotSaved: From<E>,
    {
        let effects = {
            let _inside = self.0.gate.enter().await;
            let batch = self.device(make)?;
            self.write_own(batch.clone()).await?;
            self.step(Event::Written(batch))
        };
        self.tidy_soon();
        self.show_anew().await?;
        self.go(effects);
        Ok(())
    }

    /// Tells the machine and lets what follows run by itself.
    pub fn tell(&self, event: Event) {
        let effects = self.step(event);
        self.go(effects);
    }

    /// Another window wrote: what is held in memory is read anew.
    pub async fn reread(&self) -> Result<(), StoreFault> {
        {
            let _inside = self.0.gate.enter().await;
            self.read_packs().await?;
            let device = self.read_device().await?;
            let effects = self.step(Event::Reread(Box::new(device)));
            self.go(effects);
        }
        self.tell_session();
        self.show_anew().await
    }

    /// Reads the logs back to a day, for the pages. Days once read stay.
    pub async fn reach_back(&self, since: Day) -> Result<(), StoreFault> {
        self.reach(since, None).await
    }

    /// The same, and all of a district that is not near. What was once read stays.
    pub async fn reach(&self, since: Day, district: Option<DistrictId>) -> Result<(), StoreFault> {
        let further = since < self.0.since.get();
        let far = district.filter(|district| !self.0.near.borrow().contains(district));
        if further {
            self.0.since.set(since);
        }
        self.0.reached.borrow_mut().extend(far);
        if further || far.is_some() {
            self.refresh(&[Class::Log]).await?;
        }
        Ok(())
    }

    /// Answers a question from the mirror with the device's own changes on top, without keeping the answer.
    pub async fn ask(&self, ask: Ask, keep: &dyn Fn(&Record) -> bool) -> Result<Vec<Record>, StoreFault> {
        let reading = self.device(|device| device.read(ask, keep));
        gather(&self.0.store, &self.0.host, reading).await
    }

    /// The ledgers of some scopes from month to month, own unsent logs counted in; no log is kept for it.
    ///
    /// Months that were added up once are read from `totals` or from memory; the others are read from the logs, and what
    /// the server gave of them is kept.
    pub async fn ledgers(&self, asked: Months) -> Result<Ledgers, StoreFault> {
        let registry = self.0.registry.borrow().clone();
        let view = View::of(&[&registry]);
        let kinds = view.kinds();
        let revision = self.0.revision.get();
        let mut counting = self.device(|device| device.count(kinds, &asked));
        counting.take_known(&self.0.known.borrow());
        let mut kept = SortedMap::new();
        for (from, to) in counting.spans() {
            kept.extend(self.0.store.scan(Table::Totals, Span::between(&from, &to)).await?);
        }
        counting.take_kept(&kept);
        while let Some(stretch) = counting.read_next() {
            let ask = stretch.ask.clone();
            let any = &|_: &Record| true;
            if stretch.plain {
                let read = match stretch.given {
                    Some(_) => None,
                    None => {
                        let reading = self.device(|device| device.read_given(ask, any));
                        Some(gather_whole(&self.0.store, &self.0.host, reading).await?)
                    }
                };
                self.device(|device| counting.take_given(device, &stretch, read));
                continue;
            }
            let reading = self.device(|device| match stretch.own {
                true => device.read(ask, any),
                false => device.read_given(ask, any),
            });
            let (records, whole) = gather_whole(&self.0.store, &self.0.host, reading).await?;
            let rows = counting.take(&stretch, &records, whole);
            // What could not be kept is added up once more another time.
            _ = self.0.store.commit(rows, Durability::Relaxed).await;
        }
        let (ledgers, known) = counting.finish();
        if revision == self.0.revision.get() {
            self.0.known.borrow_mut().learn(known);
        }
        Ok(ledgers)
    }

    /// The ledgers of the month of a day up to and with that day; nothing of it is kept.
    pub async fn month_until(&self, scopes: Vec<Scope>, day: Day) -> Result<Ledgers, StoreFault> {
        let registry = self.0.registry.borrow().clone();
        let view = View::of(&[&registry]);
        let kinds = view.kinds();
        let (first, last) = (day.month().first().to_string(), day.to_string());
        let mut ledgers = Ledgers::new();
        for scope in scopes {
            let logs = Ask::logs(scope, &first, &last, usize::MAX);
            let logs = self.ask(logs, &|record| record.kind == Kind::Activity).await?;
            let logs = logs.iter().map(|record| (record, Activity::read(record)));
            let ledger = Ledger::build(kinds, logs);
            ledgers.insert((scope, day.month()), Arc::new(ledger));
        }
        Ok(ledgers)
    }

    /// Reads at most so many logs for the pages from now on.
    #[cfg(test)]
    pub(super) fn hold_at_most(&self, logs: usize) {
        self.0.logs_most.set(logs);
    }

    /// How many added up months are held in memory.
    #[cfg(test)]
    pub(super) fn known_months(&self) -> usize {
        self.0.known.borrow().len()
    }

    /// Looks into what the device holds.
    pub fn device<T>(&self, look: impl FnOnce(&Device) -> T) -> T {
        look(self.0.machine.borrow().device())
    }

    /// Reads a row of `meta` or `draft`.
    pub async fn row(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        self.0.store.get(table, key).await
    }

    /// Reads rows as they are, to copy them.
    pub async fn rows(&self, table: Table, span: Span) -> Result<Vec<Row>, StoreFault> {
        self.0.store.scan(table, span).await
    }

    /// Writes a row of a draft; one of its name that has ended goes before.
    pub async fn put_draft(&self, key: &str, op: StoreOp) -> Result<(), StoreFault> {
        match &op {
            StoreOp::Put(_, key, row) => self.typed(key, row),
            _ => _ = self.0.typed.borrow_mut().remove(key),
        }
        let ended = self.device(|device| device.ended(key));
        self.told(if ended {
            self.tidy(Some(op)).await
        } else {
            self.0.store.commit(vec![op], Durability::Relaxed).await
        })
    }

    /// Takes note of a draft that this window wrote or read: it is the one that ends when it saves.
    pub(super) fn typed(&self, key: &str, row: &[u8]) {
        self.0.typed.borrow_mut().insert(key.to_owned(), mark(row));
    }

    /// Writes rows that are none of core's: the device's key, an import.
    pub async fn put_rows(&self, batch: Vec<StoreOp>, durability: Durability) -> Result<(), StoreFault> {
        self.told(self.0.store.commit(batch, durability).await)
    }

    /// The way to the server.
    pub fn net(&self) -> &N {
        &self.0.net
    }

    /// The world.
    pub fn host(&self) -> &H {
        &self.0.host
    }

    fn changes(&self, wishes: Vec<Wish>) -> Result<(Vec<Change>, Vec<Record>), NotSaved> {
        let machine = self.0.machine.borrow();
        let session = machine.device().session().ok_or(NotSaved::NotJoined)?;
        let now = self.0.host.now();
        let mut changes: Vec<Change> = Vec::new();
        let mut seen = Vec::new();
        for wish in wishes {
            let (base, after) = machine.device().stand(wish.record, wish.seen.as_ref());
            let here = changes.iter().rev().find(|change| change.record == wish.record);
            let change = Change {
                id: ChangeId::from_uuid(self.0.host.uuid()),
                protocol: PROTOCOL,
                device: Some(session.device),
                record: wish.record,
                kind: wish.kind,
                scope: wish.scope,
                base,
                after: here.map(|change| change.id).or(after),
                act: wish.act,
                written_at: now,
                by: Some(session.person),
            };
            rights::may(session, &change, wish.seen.as_ref()).map_err(NotSaved::Refused)?;
            schema::check(&change, wish.seen.as_ref()).map_err(NotSaved::Refused)?;
            changes.push(change);
            seen.extend(wish.seen);
        }
        Ok((changes, seen))
    }

    /// Writes a batch strictly; the gate must be held. One that fails because the store was emptied finds the device's
    /// own rows rescued: whether it still holds good then, its maker knows.
    async fn write_now(&self, batch: Vec<StoreOp>) -> Result<(), StoreFault> {
        self.rescue().await?;
        let written = self.sign(batch).await;
        self.rescue().await?;
        written
    }

    /// The same for a batch of this device's own rows: it holds good in a new store too.
    async fn write_own(&self, batch: Vec<StoreOp>) -> Result<(), StoreFault> {
        match self.write_now(batch.clone()).await {
            Err(StoreFault::Emptied) => self.write_now(batch).await,
            written => written,
        }
    }

    /// Where the store was emptied: writes what memory alone holds into the new one, and begins anew from there. The
    /// gate must be held.
    async fn rescue(&self) -> Result<(), StoreFault> {
        if !self.0.emptied.get() {
            return Ok(());
        }
        self.0.store.begin_anew();
        let mut batch = self.device(Device::rescue);
        let own = self.0.own.borrow().clone();
        batch.extend(own.into_iter().map(|(key, value)| StoreOp::Put(Table::Meta, key, value)));
        self.sign(batch).await?;
        let device = self.read_device().await?;
        self.0.emptied.set(false);
        let unsent = device.unsent();
        let effects = self.step(Event::Rescued(Box::new(device)));
        self.go(effects);
        (self.0.publish)(News::Emptied(Emptied::Kept(unsent)));
        let engine = self.clone();
        let show = async move { _ = engine.show_anew().await };
        self.0.host.spawn(Box::pin(show));
        Ok(())
    }

    /// Asks the store for a sign of life, since the system has told that it took it away.
    pub async fn look(&self) -> Result<(), StoreFault> {
        let found = self.wrote_last().await;
        self.told(found).map(|_| ())
    }

    /// Commits a batch strictly, signed with this window's name. Rows that are only put into the queue sign by their keys.
    async fn sign(&self, mut batch: Vec<StoreOp>) -> Result<(), StoreFault> {
        let sign = (!is_saving(&batch)).then(|| {
            self.0.writings.set(self.0.writings.get() + 1);
            format!("{}.{}", self.0.window, self.0.writings.get()).into_bytes()
        });
        batch.extend(sign.iter().map(|sign| StoreOp::Put(Table::Meta, WRITER.to_owned(), sign.clone())));
        self.0.known.borrow_mut().forget(&batch);
        self.told(self.0.store.commit(batch, Durability::Strict).await)?;
        if let Some(sign) = sign {
            *self.0.signed.borrow_mut() = sign;
        }
        self.0.host.say_written();
        Ok(())
    }

    /// Whether nobody else has written since this window last wrote, or read all rows: [`WRITER`] says the same, and nobody
    /// put a change into the queue that it does not know.
    async fn wrote_last(&self) -> Result<bool, StoreFault> {
        let rows = self.0.store.scan_many(&SIGNS).await?;
        let known =
            |key: &str| Turn::parse(key).is_none_or(|turn| self.device(|it| it.queue().contains_key(&turn)));
        Ok(rows.iter().all(|(table, key, value)| match table {
            Table::Queue => known(key),
            _ => key != WRITER || *value == *self.0.signed.borrow(),
        }))
    }

    /// Lays what was saved where it belongs, when nobody waits for it. Until it is done the queue's rows say the same.
    fn tidy_soon(&self) {
        let engine = self.clone();
        self.0.host.spawn(Box::pin(async move {
            _ = engine.tidy(None).await; // done by the next batch then, or at the next start
        }));
    }

    /// Writes the batch of [`Device::tidy`], and a row of a draft behind it.
    async fn tidy(&self, draft: Option<StoreOp>) -> Result<(), StoreFault> {
        let _inside = self.0.gate.enter().await;
        for key in self.device(Device::ending) {
            let row = self.0.store.get(Table::Draft, &key).await?;
            self.0.machine.borrow_mut().lies(&key, row.as_deref());
        }
        let batch = self.device(Device::tidy);
        let all = batch.iter().cloned().chain(draft).collect();
        self.0.store.commit(all, Durability::Relaxed).await?;
        self.0.machine.borrow_mut().tidied(&batch);
        Ok(())
    }

    fn told<T>(&self, result: Result<T, StoreFault>) -> Result<T, StoreFault> {
        let fault = result.as_ref().err();
        if fault == Some(&StoreFault::Emptied) {
            self.0.emptied.set(true);
            let engine = self.clone();
            self.0.host.spawn(Box::pin(async move {
                let _inside = engine.0.gate.enter().await;
                _ = engine.rescue().await; // a fault is told; the next to write tries again
            }));
        } else {
            (self.0.publish)(News::Store(fault.cloned()));
        }
        result
    }

    async fn read_device(&self) -> Result<Device, StoreFault> {
        let Whole { device, own, signed } = self.told(read_whole(&self.0.store).await)?;
        *self.0.own.borrow_mut() = own;
        *self.0.signed.borrow_mut() = signed;
        *self.0.known.borrow_mut() = Known::default();
        Ok(device)
    }

    fn step(&self, event: Event) -> Vec<Effect> {
        let (now, noise) = (self.0.host.now(), noise(&self.0.host));
        self.0.revision.set(self.0.revision.get() + 1);
        if changes_rows(&event) {
            self.0.given.set(self.0.given.get() + 1);
            if !matches!(event, Event::Stored(_)) {
                self.arrive(None);
            }
        }
        self.0.machine.borrow_mut().step(now, noise, event)
    }

    fn go(&self, effects: Vec<Effect>) {
        if !effects.is_empty() {
            let engine = self.clone();
            self.0.host.spawn(Box::pin(async move { engine.perform(effects).await }));
        }
    }

    /// Does what the machine wants, and what it wants after that, until nothing is left.
    async fn perform(&self, effects: Vec<Effect>) {
        let mut left = VecDeque::from(effects);
        while let Some(effect) = left.pop_front() {
            // What is at once done goes first: a request may take its time, and its timer must run meanwhile.
            if is_long(&effect) && !left.is_empty() && !left.iter().all(is_long) {
                left.push_back(effect);
                continue;
            }
            left.extend(self.one(effect).await);
        }
    }

    async fn one(&self, effect: Effect) -> Vec<Effect> {
        match effect {
            Effect::Lock => self.lock().await,
            Effect::Unlock => {
                self.0.turn.borrow_mut().take();
                self.catch_up().await;
                Vec::new()
            }
            Effect::Store(batch) => self.store(batch).await,
            Effect::Send { number, body } => {
                let raw = self.0.net.post(net::SYNC, body).await;
                let result =
                    raw.as_ref().map_or(Err(Failure::Unreachable), |raw| reply::answer(&raw.reply()));
                self.heard(Event::Answered { number, result })
            }
            Effect::Fetch { number, scope, mark } => {
                let raw = self.0.net.get(&net::cells_path(scope, mark)).await;
                let result = raw.as_ref().map_or(Err(Failure::Unreachable), |raw| reply::cells(&raw.reply()));
                self.heard(Event::Arrived { number, result })
            }
            Effect::Read(keys) => self.read_sent(keys).await,
            Effect::Fold(fold) => {
                let batch = self.fold(&fold).await;
                self.step(Event::Folded(batch))
            }
            Effect::Wake(millis) => {
                let engine = self.clone();
                let ring = async move { engine.tell(Event::Woken) };
                self.0.host.wake(millis, Box::pin(ring));
                Vec::new()
            }
            Effect::Status(status) => {
                (self.0.publish)(News::Status(status));
                Vec::new()
            }
        }
    }

    /// Takes note of an answer. Where it is that nobody is signed in, the session is made anew in silence, once: a server
    /// that then says so again is not asked for ever.
    fn heard(&self, answer: Event) -> Vec<Effect> {
        let effects = self.step(answer);
        for effect in &effects {
            let Effect::Status(status) = effect else { continue };
            let out = status.why == Some(Why::SignedOut);
            if !self.0.anew.replace(out) && out {
                let engine = self.clone();
                self.0.host.spawn(Box::pin(async move {
                    let joined = engine.join_again().await;
                    engine.0.anew.set(joined);
                }));
            }
        }
        effects
    }

    async fn lock(&self) -> Vec<Effect> {
        let Some(turn) = self.0.host.take_turn().await else { return self.step(Event::Busy) };
        *self.0.turn.borrow_mut() = Some(turn);
        let _inside = self.0.gate.enter().await;
        let anew = match self.wrote_last().await {
            Ok(true) => Ok(None),
            Ok(false) => self.read_device().await.map(|device| Some(Box::new(device))),
            Err(fault) => Err(fault),
        };
        match self.told(anew) {
            Ok(device) => self.step(Event::Locked(device)),
            Err(_) => {
                self.0.turn.borrow_mut().take();
                self.step(Event::Busy)
            }
        }
    }

    async fn store(&self, batch: Vec<StoreOp>) -> Vec<Effect> {
        let effects = {
            let _inside = self.0.gate.enter().await;
            let ground = self.device(Device::ground);
            let done = self.write_now(batch.clone()).await.is_ok();
            let effects = self.step(Event::Stored(done));
            if done {
                self.note_sent(batch.iter().filter_map(pack));
                self.arrive(self.device(|device| device.given(&ground, &batch)));
            }
            effects
        };
        if batch.iter().any(is_session) {
            self.tell_session();
        }
        // While scopes are being filled the pages follow after 1, 2, 4, 8 … batches: each reading reads all that is there
        // by then, and a ward of many districts would be read as often as it has districts.
        let batches = self.0.batches.get() + 1;
        self.0.batches.set(batches);
        if batches.is_power_of_two() || self.device(|device| device.wanted().is_none()) {
            self.catch_up().await;
        }
        effects
    }

    /// Takes note of what the server gave; none: anything may be other.
    fn arrive(&self, given: Option<Vec<Record>>) {
        let mut arrived = self.0.arrived.borrow_mut();
        match given {
            Some(given) => arrived.extend(given.into_iter().map(Some)),
            None => arrived.push(None),
        }
    }

    /// What the server gave since so much had arrived; none where anything may be other.
    fn given_since(&self, from: usize) -> Option<Vec<Record>> {
        self.0.arrived.borrow().iter().skip(from).cloned().collect()
    }

    /// The pages are going to show all that has arrived.
    fn all_shown(&self) {
        let mut arrived = self.0.arrived.borrow_mut();
        if self.0.reading.get() == 0 {
            arrived.clear();
        }
        self.0.shown.set(arrived.len());
    }

    /// Shows what was stored meanwhile.
    async fn catch_up(&self) {
        if self.device(|device| device.wanted().is_none()) {
            self.0.batches.set(0);
        }
        let unshown = self.given_since(self.0.shown.get());
        self.all_shown();
        if !unshown.is_some_and(|given| self.lay_given(&given)) {
            // A page that could not be read anew keeps what it showed; the fault is told.
            _ = self.show_anew().await;
        }
    }

    /// Shows what the server gave, over what is shown already; whether it could be done so.
    fn lay_given(&self, given: &[Record]) -> bool {
        let near = self.0.near.borrow().clone();
        self.look_beyond(given);
        for class in [Class::Registry, Class::Log] {
            if !given.iter().any(|record| record.kind.class() == class) {
                continue;
            }
            let ask = self.asked(class);
            let records = self.shelf(class).borrow().pointers();
            let end = self.end(class);
            // Where other districts are near there is more to show than what came.
            let laid = (near == *self.0.near.borrow()).then(|| self.laid(ask, records, end.as_ref(), given));
            let Some(laid) = laid.flatten() else { return false };
            self.show(class, laid.into(), end);
        }
        self.near() == *self.0.near.borrow()
    }

    /// What the server gave, laid over records that were read before it came; none where more may lie behind them.
    fn laid(
        &self,
        ask: Ask,
        mut records: Vec<Arc<Record>>,
        end: Option<&Order>,
        given: &[Record],
    ) -> Option<Vec<Arc<Record>>> {
        let (class, most) = (ask.class, ask.limit);
        let mut ids = SortedSet::new();
        // Of a record that was given twice the later one counts.
        let newest: Vec<&Record> = given.iter().rev().filter(|record| ids.insert(record.id)).collect();
        let found = self.device(|device| device.read(ask, &|record| ids.contains(&record.id)).over(newest));
        records.retain(|record| !ids.contains(&record.id));
        found.into_iter().for_each(|record| place(&mut records, record));
        (class == Class::Registry || suffice(&records, most, end)).then_some(records)
    }

    async fn read_sent(&self, keys: Vec<String>) -> Vec<Effect> {
        let rows = self.told(self.0.store.get_many(Table::Sent, &keys).await).unwrap_or_default();
        let found = keys.into_iter().zip(rows).filter_map(|(key, value)| Some((key, value?))).collect();
        self.step(Event::Read(found))
    }

    /// Makes cells of fresh records; compressed before any transaction opens.
    async fn fold(&self, fold: &Fold) -> Option<Vec<StoreOp>> {
        let packed = self.0.store.get_many(Table::Mirror, &fold.cells).await.ok()?;
        let packed: Vec<_> = packed.into_iter().collect::<Option<_>>()?;
        let cells = self.0.host.unpack(&packed).await.into_iter().collect::<Option<Vec<_>>>()?;
        let fresh = self.0.store.get_many(Table::Fresh, &fold.fresh).await.ok()?;
        let fresh: Vec<_> = fresh.into_iter().collect::<Option<_>>()?;
        let folded = fold.fold(&cells, &fresh);
        let mut packed = Vec::new();
        for cell in &folded {
            packed.push(self.0.host.pack(&cell.plain).await?);
        }
        Some(fold.batch(folded, packed))
    }

    /// Reads what the pages show of these classes and publishes it.
    async fn refresh(&self, classes: &[Class]) -> Result<(), StoreFault> {
        for class in classes {
            self.read_anew(*class, self.asked(*class)).await?;
        }
        // A registry that has come may say that other districts are near.
        if !classes.contains(&Class::Log) && self.near() != *self.0.near.borrow() {
            self.read_anew(Class::Log, self.logs_asked()).await?;
        }
        Ok(())
    }

    /// What the pages show of a class.
    fn asked(&self, class: Class) -> Ask {
        match class {
            Class::Registry => Ask::registry(self.scopes()),
            Class::Log => self.logs_asked(),
        }
    }

    /// The districts whose logs are wanted whole.
    fn near(&self) -> SortedSet<DistrictId> {
        let Some(session) = self.device(|device| device.session().cloned()) else { return SortedSet::new() };
        let mut near = View::of(&[&self.0.registry.borrow()]).near(&session);
        // Own changes are laid over what the server gave of their records; what was once read stays.
        let own =
            |device: &Device| device.unsettled().filter_map(|(_, change)| change.scope.district()).collect();
        let mut reached = self.0.reached.borrow_mut();
        reached.extend(self.device::<Vec<_>>(own));
        near.extend(reached.iter().copied());
        near
    }

    /// The logs that the pages show: the ward's and those of near districts whole, of the others what the person made.
    /// Who sees all of a ward would else hold the logs of all its districts.
    fn logs_asked(&self) -> Ask {
        let (days, limit) =
            (Some((self.0.since.get().to_string(), Day::LAST.to_string())), self.0.logs_most.get());
        let session = self.device(|device| device.session().cloned());
        let Some(session) = session else {
            return Ask { scopes: self.scopes(), others: None, class: Class::Log, days, limit };
        };
        let near = self.near();
        let is_near = |scope: &Scope| scope.district().is_none_or(|district| near.contains(&district));
        let (scopes, far): (Vec<_>, Vec<_>) = self.scopes().into_iter().partition(is_near);
        let by = session.person;
        let others = (!far.is_empty()).then(|| Others { scopes: far.into_iter().collect(), by });
        *self.0.near.borrow_mut() = near;
        Ask { scopes, others, class: Class::Log, days, limit }
    }

    /// Takes note of what lies before the logs that are shown.
    fn look_beyond(&self, given: &[Record]) {
        let (since, end) = (self.0.since.get().to_string(), self.0.end.borrow());
        let before = |record: &Record| {
            record
                .day()
                .is_some_and(|day| day < since || end.as_ref().is_some_and(|end| order(record) > *end))
        };
        if given.iter().any(before) {
            self.0.beyond.set(self.0.beyond.get() + 1);
        }
    }

    /// Another number than before where logs may be others that lie before those which are shown.
    pub fn beyond(&self) -> u64 {
        self.0.beyond.get()
    }

    /// All that the pages show, whatever came before.
    async fn show_anew(&self) -> Result<(), StoreFault> {
        self.all_shown();
        let shown = self.refresh(&[Class::Registry, Class::Log]).await;
        if shown.is_err() {
            self.arrive(None);
        }
        shown
    }

    async fn read_anew(&self, class: Class, ask: Ask) -> Result<(), StoreFault> {
        let number = self.0.begun.get() + 1;
        self.0.begun.set(number);
        let (mut records, end, last) = loop {
            let (before, from) = (self.0.given.get(), self.0.arrived.borrow().len());
            self.0.reading.set(self.0.reading.get() + 1);
            let last = self.device(|device| device.unsettled().last().map(|(turn, _)| *turn));
            let reading = self.device(|device| device.read(ask.clone(), &|_| true));
            let read = gather_whole(&self.0.store, &self.0.host, reading).await;
            if matches!(read, Ok((_, false))) {
                // Rows that are gone are in a cell by now, which memory may be about to be told.
                drop(self.0.gate.enter().await);
            }
            let given = self.given_since(from);
            self.0.reading.set(self.0.reading.get() - 1);
            let (mut found, whole) = self.told(read)?;
            let full = found.len() >= ask.limit;
            let end = found.last().filter(|_| full && class == Class::Log).map(order);
            if class == Class::Registry {
                // Every look at it is by id, and there are many looks between two readings.
                sort_by_key(&mut found, |record| record.id);
            }
            let found: Vec<_> = found.into_iter().map(Arc::new).collect();
            if before == self.0.given.get() {
                break (found, end, last);
            }
            let Some(given) = given.filter(|_| whole) else { continue };
            if let Some(laid) = self.laid(ask.clone(), found, end.as_ref(), &given) {
                break (laid, end, last);
            }
        };
        if class == Class::Log {
            // One that was begun later has ended before, and may have read further back.
            if self.0.newest.get() > number {
                return Ok(());
            }
            self.0.newest.set(number);
            self.0.beyond.set(self.0.beyond.get() + 1);
        }
        // What was saved meanwhile: one who saves again and again would else never see the end of a long reading.
        self.device(|device| {
            for (turn, change) in device.unsettled() {
                if Some(*turn) > last && change.kind.class() == class {
                    lay(&mut records, change);
                }
            }
        });
        self.show(class, records.into(), end);
        Ok(())
    }

    fn scopes(&self) -> Vec<Scope> {
        self.device(|device| device.scopes().into_iter().collect())
    }

    /// Shows saved changes at once, over what is shown already.
    fn lay_over(&self, changes: &[Change]) {
        let of = |class: Class| changes.iter().filter(move |change| change.kind.class() == class);
        let mut short = false;
        for class in [Class::Registry, Class::Log] {
            if of(class).next().is_none() {
                continue;
            }
            let mut records = self.shelf(class).borrow().pointers();
            for change in of(class) {
                lay(&mut records, change);
            }
            let end = self.end(class);
            short |= end.is_some() && !suffice(&records, self.0.logs_most.get(), end.as_ref());
            self.show(class, records.into(), end);
        }
        // Who joins a group of another district wants to see its logs.
        if short || of(Class::Registry).next().is_some() && self.near() != *self.0.near.borrow() {
            let engine = self.clone();
            self.0.host.spawn(Box::pin(async move { _ = engine.refresh(&[Class::Log]).await })); // a fault is told
        }
    }

    fn shelf(&self, class: Class) -> &RefCell<Shelf> {
        match class {
            Class::Registry => &self.0.registry,
            Class::Log => &self.0.logs,
        }
    }

    fn end(&self, class: Class) -> Option<Order> {
        self.0.end.borrow().clone().filter(|_| class == Class::Log)
    }

    fn show(&self, class: Class, records: Shelf, end: Option<Order>) {
        match class {
            Class::Registry => {
                *self.0.registry.borrow_mut() = records.clone();
                (self.0.publish)(News::Registry(records));
            }
            Class::Log => {
                *self.0.logs.borrow_mut() = records.clone();
                *self.0.end.borrow_mut() = end;
                (self.0.publish)(News::Logs(records, self.0.since.get()));
            }
        }
    }

    /// When the server took what this device sent, by whichever window.
    async fn read_packs(&self) -> Result<(), StoreFault> {
        let packs = self.told(self.0.store.scan(Table::Sent, Span::prefix(PACK)).await)?;
        self.note_sent(packs.iter().map(|(_, pack)| pack));
        Ok(())
    }

    fn note_sent<'a>(&self, packs: impl Iterator<Item = &'a Vec<u8>>) {
        let mut sent = self.0.sent.borrow_mut();
        for pack in packs.filter_map(|pack| Sent::read_pack(pack)) {
            for one in pack {
                if let Some(change) = read::<Change>(one.change.get().as_bytes()) {
                    sent.insert(change.record, one.at);
                }
            }
        }
    }

    /// When the server took the last change of each record that this device changed of late.
    pub fn sent(&self) -> SortedMap<RecordId, WallTime> {
        self.0.sent.borrow().clone()
    }

    /// Tells once more how sending stands, to pages that have listened to another engine meanwhile.
    pub fn tell_status(&self) {
        let status = self.0.machine.borrow().status();
        (self.0.publish)(News::Status(status));
    }

    fn tell_session(&self) {
        let session = self.device(|device| device.session().cloned());
        (self.0.publish)(News::Session(session));
    }
}

/// Reads from the store whatever an answer in the making wants.
pub async fn gather(
    store: &impl Store,
    host: &impl Host,
    reading: Reading<'_>,
) -> Result<Vec<Record>, StoreFault> {
    gather_whole(store, host, reading).await.map(|(records, _)| records)
}

/// The same, and whether every row that was asked for was there: where one was not, another window was at work.
async fn gather_whole(
    store: &impl Store,
    host: &impl Host,
    mut reading: Reading<'_>,
) -> Result<(Vec<Record>, bool), StoreFault> {
    let mut whole = true;
    while let Some(need) = reading.wants() {
        let bytes: Vec<_> = match &need {
            Need::Fresh(keys) => {
                let rows = store.get_many(Table::Fresh, keys).await?;
                whole &= rows.iter().all(Option::is_some);
                rows.into_iter().flatten().collect()
            }
            Need::Cells(keys) => {
                let packed = store.get_many(Table::Mirror, keys).await?;
                whole &= packed.iter().all(Option::is_some);
                let packed: Vec<_> = packed.into_iter().map(Option::unwrap_or_default).collect();
                let plain = host.unpack(&packed).await;
                whole &= plain.iter().all(Option::is_some);
                plain.into_iter().map(Option::unwrap_or_default).collect()
            }
        };
        reading.take(&need, &bytes);
    }
    Ok((reading.finish(), whole))
}

/// Reads what a device holds, as core lists it.
pub async fn read_device<S: Store>(store: &S) -> Result<Device, StoreFault> {
    read_whole(store).await.map(|whole| whole.device)
}

/// All that a device holds: what core knows of, the rows by which it proves who it is, and who wrote last.
struct Whole {
    device: Device,
    own: Vec<Row>,
    signed: Vec<u8>,
}

/// Reads it at one moment. What a window that died left in the queue's rows is laid where it belongs.
async fn read_whole<S: Store>(store: &S) -> Result<Whole, StoreFault> {
    let asked = OPENING.map(|(table, prefix, values)| Stretch { table, prefix, values });
    let rows = store.scan_many(&asked).await?;
    let own = rows
        .iter()
        .filter(|(table, key, _)| *table == Table::Meta && super::join::OWN.contains(&key.as_str()));
    let own = own.map(|(_, key, value)| (key.clone(), value.clone())).collect();
    let writer = rows.iter().find(|(table, key, _)| *table == Table::Meta && key == WRITER);
    let signed = writer.map(|(.., value)| value.clone()).unwrap_or_default();
    let mut device = Device::open(rows);
    for key in device.ending() {
        device.lies(&key, store.get(Table::Draft, &key).await?.as_deref());
    }
    let tidy = device.tidy();
    if !tidy.is_empty() && store.commit(tidy.clone(), Durability::Relaxed).await.is_ok() {
        device.tidied(&tidy);
    }
    Ok(Whole { device, own, signed })
}

/// Lays a change over the record that it changes.
fn lay(records: &mut Vec<Arc<Record>>, change: &Change) {
    let before = records.iter().position(|record| record.id == change.record);
    let before = before.map(|at| Record::clone(&records.remove(at)));
    place(records, lay_over(before, change));
}

/// Whether logs that were laid over those which were read still hold the newest: behind the end of those lie more.
fn suffice(records: &[Arc<Record>], most: usize, end: Option<&Order>) -> bool {
    let newest = end.map_or(most, |end| records.partition_point(|record| order(record) <= *end));
    newest >= most && records.len() <= most.saturating_add(most / LAID_PART)
}

/// Puts a record where it belongs: logs stand as in an answer, all others by their id.
fn place(records: &mut Vec<Arc<Record>>, record: Record) {
    let place = match record.kind.class() {
        Class::Registry => records.partition_point(|other| other.id < record.id),
        Class::Log => {
            let own = order(&record);
            records.partition_point(|other| order(other) < own)
        }
    };
    records.insert(place, Arc::new(record));
}

fn pack(op: &StoreOp) -> Option<&Vec<u8>> {
    match op {
        StoreOp::Put(Table::Sent, key, value) if key.starts_with(PACK) => Some(value),
        _ => None,
    }
}

const fn is_long(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Lock
            | Effect::Store(_)
            | Effect::Send { .. }
            | Effect::Fetch { .. }
            | Effect::Read(_)
            | Effect::Fold(_)
    )
}

fn is_session(op: &StoreOp) -> bool {
    use tsunagari_core::device::keys::SESSION;
    matches!(op, StoreOp::Put(Table::Meta, key, _) | StoreOp::Delete(Table::Meta, key) if key == SESSION)
}

/// Whether rows other than new changes of this device are others than before.
fn changes_rows(event: &Event) -> bool {
    match event {
        Event::Written(batch) => !is_saving(batch),
        Event::Stored(done) => *done,
        Event::Locked(device) => device.is_some(),
        Event::Reread(_) | Event::Rescued(_) => true,
        Event::Opened
        | Event::Woken
        | Event::Hint
        | Event::Asked
        | Event::Joined
        | Event::Busy
        | Event::Answered { .. }
        | Event::Arrived { .. }
        | Event::Read(_)
        | Event::Folded(_) => false,
    }
}

/// Whether a batch only puts changes into the queue.
fn is_saving(batch: &[StoreOp]) -> bool {
    batch.iter().all(|op| matches!(op, StoreOp::Put(Table::Queue, ..)))
}
