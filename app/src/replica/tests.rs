//! The replica against a memory store and a server in memory: what a volunteer was told is saved is never lost.

use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures::executor::block_on;
use serde_json::json;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::change::{Act, Base, Change, Outcome, PROTOCOL, Refused};
use tsunagari_core::device::counting::Months;
use tsunagari_core::device::tables::Table;
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, EpochId, PersonId, RecordId, derived};
use tsunagari_core::intent::Wish;
use tsunagari_core::merge::Stored;
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Kind, Record, Scope};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::machine::Event;
use tsunagari_core::sync::status::{Status, Why};
use tsunagari_core::sync::wire::{
    ANSWER_TYPE, Answered, BUNDLE_TYPE, Bundle, Cursor, ENVELOPE, Feed, SyncAnswer, SyncRequest,
};
use tsunagari_core::sync::{cell, desk};
use uuid::Uuid;

use super::engine::Engine;
use super::host::{Host, Task};
use super::join::{Joining, NotLeft};
use super::news::{Emptied, News};
use super::refusal::NotSaved;
use crate::net::{Net, Raw};
use crate::store::memory::MemoryStore;
use crate::store::{Span, Store as _, StoreFault};

type Phone = Engine<MemoryStore, Rc<Town>, Rc<World>>;

/// A server in memory.
struct Town {
    up: Cell<bool>,
    /// Answers are made and lost on the way back.
    deaf: Cell<bool>,
    signed_out: Cell<bool>,
    /// How long an answer to a device's end of the contract takes, in turns of its tasks.
    late: Cell<u32>,
    /// Who joins is signed out all the same, as where no cookie is kept.
    forgets: Cell<bool>,
    /// Nobody can join.
    shut: Cell<bool>,
    /// Changes are refused.
    refuses: Cell<bool>,
    /// Whether the person sees a second district.
    wide: Cell<bool>,
    /// Whether each device's key is another person, as on the real server.
    many: Cell<bool>,
    records: RefCell<SortedMap<RecordId, Stored>>,
    outcomes: RefCell<SortedMap<String, Outcome>>,
    version: Cell<u64>,
    keys: RefCell<Vec<String>>,
}

fn district() -> DistrictId {
    DistrictId::of(derived(&["hinata"]))
}

fn other_district() -> DistrictId {
    DistrictId::of(derived(&["minami"]))
}

fn scope() -> Scope {
    Scope::DistrictAll(district())
}

fn epoch() -> EpochId {
    EpochId::from_uuid(Uuid::from_u128(77))
}

fn session() -> Session {
    Session {
        device: DeviceId::from_uuid(Uuid::from_u128(1)),
        person: PersonId::of(derived(&["kaikei-a"])),
        role: Role::Volunteer,
        office: None,
        body: None,
        districts: [district()].into(),
        confirmed: true,
        groups: SortedSet::new(),
    }
}

impl Town {
    fn new() -> Rc<Self> {
        Rc::new(Self {
            up: Cell::new(true),
            deaf: Cell::new(false),
            signed_out: Cell::new(false),
            late: Cell::new(0),
            forgets: Cell::new(false),
            shut: Cell::new(false),
            refuses: Cell::new(false),
            wide: Cell::new(false),
            many: Cell::new(false),
            records: RefCell::default(),
            outcomes: RefCell::default(),
            version: Cell::new(0),
            keys: RefCell::default(),
        })
    }

    fn session(&self) -> Session {
        let districts = [district(), other_district()].into_iter().take(if self.wide.get() { 2 } else { 1 });
        let key = self.keys.borrow().last().filter(|_| self.many.get()).cloned();
        let person = key.map_or(session().person, |key| PersonId::of(derived(&["person", &key])));
        Session { districts: districts.collect(), person, ..session() }
    }

    fn count(&self) -> usize {
        self.records.borrow().len()
    }

    fn sync(&self, request: &SyncRequest) -> SyncAnswer {
        let outcomes = request.changes.iter().map(|bytes| self.settle(bytes.get())).collect();
        let feeds = self.session().scopes().into_iter().map(|scope| self.feed(scope, request));
        SyncAnswer {
            envelope: ENVELOPE.to_owned(),
            oldest_protocol: 1,
            epoch: epoch(),
            time: WallTime::from_millis(1_795_000_000_000),
            outcomes,
            feeds: feeds.collect(),
            more: false,
            session: self.session(),
        }
    }

    fn settle(&self, bytes: &str) -> Answered {
        let change: Change = serde_json::from_str(bytes).unwrap();
        let id = Some(change.id);
        if let Some(outcome) = self.outcomes.borrow().get(bytes) {
            return Answered { id, outcome: outcome.clone() };
        }
        if self.refuses.get() {
            return Answered { id, outcome: Outcome::Refused { reason: Refused::Role } };
        }
        let stored = self.records.borrow().get(&change.record).cloned();
        let facts = desk::Facts { stored, next: self.version.get() + 1, ..desk::Facts::default() };
        let settled = desk::settle(&self.session(), &change, facts);
        if let Some(stored) = settled.stored {
            self.version.set(self.version.get() + 1);
            self.records.borrow_mut().insert(change.record, stored);
        }
        self.outcomes.borrow_mut().insert(bytes.to_owned(), settled.outcome.clone());
        Answered { id, outcome: settled.outcome }
    }

    fn feed(&self, scope: Scope, request: &SyncRequest) -> Feed {
        let here = Cursor { epoch: epoch(), version: self.version.get() };
        let Some(cursor) = request.cursors.get(&scope) else {
            let next = Cursor { epoch: epoch(), version: 0 };
            return Feed { scope, records: Vec::new(), next, more: false, load: true };
        };
        let records = self.records.borrow();
        let mut new: Vec<Record> = records
            .values()
            .map(|stored| stored.record.clone())
            .filter(|record| record.scope == scope && record.version > cursor.version)
            .collect();
        new.sort_by_key(|record| record.version);
        Feed { scope, records: new, next: here, more: false, load: false }
    }
}

impl Net for Rc<Town> {
    async fn post(&self, path: &str, body: String) -> Option<Raw> {
        pause().await;
        if !self.up.get() {
            return None;
        }
        let body = if path.ends_with("/sync") {
            let out = self.signed_out.get();
            for _ in 0..self.late.get() {
                pause().await;
            }
            if out {
                let told = json!({ "type": "urn:tsunagari:session", "title": "参加しなおしてください", "status": 401 });
                return Some(raw(401, "application/problem+json", serde_json::to_vec(&told).unwrap()));
            }
            serde_json::to_vec(&self.sync(&serde_json::from_str(&body).unwrap())).unwrap()
        } else {
            if self.shut.get() {
                return None;
            }
            let asked: serde_json::Value = serde_json::from_str(&body).unwrap();
            self.keys.borrow_mut().push(asked["key"].as_str().unwrap().to_owned());
            self.signed_out.set(self.forgets.get());
            serde_json::to_vec(&json!({ "envelope": ENVELOPE, "session": self.session() })).unwrap()
        };
        pause().await;
        (!self.deaf.get()).then(|| raw(200, ANSWER_TYPE, body))
    }

    async fn get(&self, path: &str) -> Option<Raw> {
        pause().await;
        if !self.up.get() {
            return None;
        }
        let scope = Scope::parse(path.split_once("scope=").unwrap().1).unwrap();
        let cursor = Cursor { epoch: epoch(), version: 0 };
        let bundle = Bundle { envelope: ENVELOPE.to_owned(), scope, cursor, cells: Vec::new(), next: None };
        Some(raw(200, BUNDLE_TYPE, cell::join(&bundle, &[])))
    }
}

fn raw(status: u16, content_type: &str, body: Vec<u8>) -> Raw {
    Raw { status, content_type: content_type.to_owned(), retry_after: None, body }
}

/// A device's clock, chance and tasks; everything runs when the test says so.
#[derive(Default)]
struct World {
    now: Cell<i64>,
    uuids: Cell<u128>,
    tasks: RefCell<Vec<Task>>,
    alarm: RefCell<Option<Task>>,
    notes: RefCell<SortedMap<String, String>>,
    turn_taken: Rc<Cell<bool>>,
    /// Steps left before the phone dies; none while it lives.
    life: Cell<Option<u32>>,
}

struct Held(Rc<Cell<bool>>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Host for Rc<World> {
    type Turn = Held;

    fn now(&self) -> WallTime {
        WallTime::from_millis(1_795_000_000_000 + self.now.get())
    }

    fn uuid(&self) -> Uuid {
        self.uuids.set(self.uuids.get() + 1);
        Uuid::from_u128(self.uuids.get())
    }

    fn spawn(&self, task: Task) {
        self.tasks.borrow_mut().push(task);
    }

    fn wake(&self, _millis: i64, task: Task) {
        *self.alarm.borrow_mut() = Some(task);
    }

    async fn pack(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        Some(bytes.to_vec())
    }

    async fn unpack(&self, packed: &[Vec<u8>]) -> Vec<Option<Vec<u8>>> {
        packed.iter().cloned().map(Some).collect()
    }

    async fn take_turn(&self) -> Option<Held> {
        (!self.turn_taken.replace(true)).then(|| Held(Rc::clone(&self.turn_taken)))
    }

    fn say_written(&self) {}

    fn note(&self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.notes.borrow_mut().insert(name.to_owned(), text.to_owned()),
            None => self.notes.borrow_mut().remove(name),
        };
    }

    fn noted(&self, name: &str) -> Option<String> {
        self.notes.borrow().get(name).cloned()
    }
}

impl World {
    fn new(seed: u128) -> Rc<Self> {
        let world = Self::default();
        world.uuids.set(seed << 64);
        Rc::new(world)
    }

    /// Takes one of the steps that the phone has left; whether it still lives.
    fn live(&self) -> bool {
        match self.life.get() {
            None => true,
            Some(0) => false,
            Some(left) => {
                self.life.set(Some(left - 1));
                true
            }
        }
    }

    /// Runs a future beside the spawned tasks to its end; none if the phone dies before.
    fn run<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        for _ in 0..100_000 {
            if !self.live() {
                return None;
            }
            if let Poll::Ready(answer) = poll(future.as_mut()) {
                return Some(answer);
            }
            self.turn_tasks();
        }
        panic!("it never ends");
    }

    /// Runs the spawned tasks until none is left, or the phone dies.
    fn settle(&self) {
        for _ in 0..100_000 {
            if self.tasks.borrow().is_empty() || !self.live() {
                return;
            }
            self.turn_tasks();
        }
        panic!("it never settles");
    }

    /// Lets the timer ring, as often as it is set, within reason.
    fn ring(&self) {
        let task = self.alarm.borrow_mut().take();
        self.tasks.borrow_mut().extend(task);
        self.now.set(self.now.get() + 3_600_000);
        self.settle();
    }

    fn turn_tasks(&self) {
        let tasks = self.tasks.take();
        let mut left: Vec<Task> = Vec::new();
        for mut task in tasks {
            let done = poll(task.as_mut()).is_ready();
            if !done {
                left.push(task);
            }
        }
        left.append(&mut self.tasks.borrow_mut());
        *self.tasks.borrow_mut() = left;
    }
}

/// One turn of a task; whoever turns it asks again, so nobody need be woken.
fn poll<F: Future + ?Sized>(task: Pin<&mut F>) -> Poll<F::Output> {
    task.poll(&mut Context::from_waker(Waker::noop()))
}

async fn pause() {
    let mut turned = false;
    std::future::poll_fn(|_| {
        if turned {
            return Poll::Ready(());
        }
        turned = true;
        Poll::Pending
    })
    .await;
}

/// What the pages were last shown.
#[derive(Clone, Default)]
struct Screen {
    registry: Rc<RefCell<Shelf>>,
    logs: Rc<RefCell<Shelf>>,
    status: Rc<RefCell<Status>>,
    fault: Rc<RefCell<Option<StoreFault>>>,
    emptied: Rc<RefCell<Option<Emptied>>>,
}

impl Screen {
    fn take(&self, news: News) {
        match news {
            News::Logs(logs, _) => *self.logs.borrow_mut() = logs,
            News::Status(status) => *self.status.borrow_mut() = status,
            News::Store(fault) => *self.fault.borrow_mut() = fault,
            News::Emptied(emptied) => *self.emptied.borrow_mut() = Some(emptied),
            News::Registry(registry) => *self.registry.borrow_mut() = registry,
            News::Session(_) => {}
        }
    }

    /// The newest log.
    fn first(&self) -> Record {
        self.logs.borrow().iter().next().unwrap().clone()
    }

    fn shows(&self, record: RecordId) -> bool {
        self.logs.borrow().iter().any(|log| log.id == record)
    }
}

async fn open(store: &MemoryStore, town: &Rc<Town>, world: &Rc<World>, screen: &Screen) -> Phone {
    let shown = screen.clone();
    let since = Day::new(2026, 9, 1).unwrap();
    let publish = Box::new(move |news| shown.take(news));
    let opened = Engine::open(store.clone(), Rc::clone(town), Rc::clone(world), "test", since, publish);
    opened.await.unwrap()
}

fn joining() -> Joining {
    Joining {
        org: "tsumugi".to_owned(),
        secret: None,
        number: Some("12345678".to_owned()),
        name: "会計A".to_owned(),
        district: Some(district()),
        groups: SortedSet::new(),
    }
}

fn log(name: &str) -> Wish {
    let act = Act::Set([("what".to_owned(), json!("salon")), ("day".to_owned(), json!("2026-11-24"))].into());
    Wish::new(derived(&["log", name]), Kind::Activity, scope(), act)
}

/// A phone that has joined and holds its scopes.
fn joined() -> (MemoryStore, Rc<Town>, Rc<World>, Screen, Phone) {
    let (store, town, world, screen) = (MemoryStore::new(), Town::new(), World::new(9), Screen::default());
    let phone = world.run(open(&store, &town, &world, &screen)).unwrap();
    world.run(phone.join(joining())).unwrap().unwrap();
    world.settle();
    assert_eq!(phone.device(|device| device.cursors().len()), 2, "both scopes are whole");
    (store, town, world, screen, phone)
}

/// The same with one log sent; the network is gone since.
fn with_one_sent() -> (MemoryStore, Rc<Town>, Rc<World>, Screen, Phone) {
    let (store, town, world, screen, phone) = joined();
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    town.up.set(false);
    (store, town, world, screen, phone)
}

#[test]
fn who_joins_while_a_slow_line_still_tells_that_nobody_is_signed_in_is_given_everything_at_once() {
    let (store, town, world, screen) = (MemoryStore::new(), Town::new(), World::new(9), Screen::default());
    town.signed_out.set(true);
    town.late.set(1_000);
    let phone = world.run(open(&store, &town, &world, &screen)).unwrap();
    phone.tell(Event::Opened);
    for _ in 0..100 {
        world.turn_tasks();
    }
    world.run(phone.join(joining())).unwrap().unwrap();
    world.settle();
    assert_eq!(phone.device(|device| device.cursors().len()), 2, "both scopes are whole");
    assert_eq!(screen.status.borrow().why, None);
}

#[test]
fn a_log_made_with_no_network_is_shown_at_once_and_sent_when_there_is_one() {
    let (_, town, world, screen, phone) = joined();
    town.up.set(false);
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    assert!(screen.shows(log("a").record), "shown before anything was sent");
    world.settle();
    assert_eq!((screen.status.borrow().unsent, town.count()), (1, 0));
    town.up.set(true);
    world.ring();
    assert_eq!((screen.status.borrow().unsent, town.count()), (0, 1));
    assert!(screen.status.borrow().last_sent.is_some());
    assert_eq!(screen.status.borrow().heard, screen.status.borrow().last_sent);
    assert!(screen.shows(log("a").record), "still shown, now from the feed");
    assert_eq!(screen.first().version, 1);
}

fn group(name: &str) -> Wish {
    let fields = [("name".to_owned(), json!(name)), ("provisional".to_owned(), json!(true))].into();
    Wish::new(derived(&["group", name]), Kind::Group, scope(), Act::Set(fields))
}

#[test]
fn a_saving_copies_no_record_but_the_one_that_it_changes_and_keeps_the_order() {
    let (_, town, world, screen, phone) = joined();
    let logs = ["a", "b", "c"].map(log).into_iter();
    let all = logs.chain(["つくし会", "ひなた会", "みどり会"].map(group)).collect();
    world.run(phone.submit(all, None)).unwrap().unwrap();
    world.settle();
    town.up.set(false);
    // Held as a page holds them, so that no place in memory is given to another record.
    let held = || [screen.registry.borrow().clone(), screen.logs.borrow().clone()];
    let [registry, logs] = held();
    let (second, last) = (registry.iter().nth(1).unwrap(), logs.iter().next_back().unwrap());
    let name = Act::Set([("name".to_owned(), json!("つくしの会"))].into());
    let day = Act::Set([("day".to_owned(), json!("2026-11-25"))].into());
    world.run(phone.submit(vec![Wish::on(second, name), Wish::on(last, day)], None)).unwrap().unwrap();
    let [registry_now, logs_now] = held();
    let ids = |shelf: &Shelf| shelf.iter().map(|record| record.id).collect::<Vec<_>>();
    assert_eq!(ids(&registry_now), ids(&registry), "by id");
    let [first, between, _] = ids(&logs).try_into().unwrap();
    assert_eq!(ids(&logs_now), [last.id, first, between], "the newest day first");
    for (was, now) in [(registry, registry_now), (logs, logs_now)] {
        let copied = was.iter().filter(|was| !now.iter().any(|now| std::ptr::eq(now, *was)));
        assert_eq!(copied.count(), 1);
    }
}

#[test]
fn a_saving_does_not_begin_a_reading_anew_and_is_in_what_it_shows() {
    let (_, _, world, screen, phone) = with_one_sent();
    let mut reading = pin!(phone.reach_back(Day::new(2026, 8, 1).unwrap()));
    assert!(poll(reading.as_mut()).is_pending());
    let day = Act::Set([("day".to_owned(), json!("2026-11-25"))].into());
    let edited = Wish::on(&screen.first(), day);
    world.run(phone.submit(vec![log("b"), edited], None)).unwrap().unwrap();
    screen.logs.take();
    assert_eq!(poll(reading.as_mut()), Poll::Ready(Ok(())));
    let shown = screen.logs.borrow().iter().map(|log| (log.id, log.day())).collect::<Vec<_>>();
    let day = |day: &str| Some(day.to_owned());
    assert_eq!(shown, [(log("a").record, day("2026-11-25")), (log("b").record, day("2026-11-24"))]);
}

#[test]
fn what_the_server_gives_while_a_reading_goes_on_is_in_what_it_shows() {
    let (_, town, world, screen, phone) = joined();
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    let mut reading = pin!(phone.reach_back(Day::new(2026, 8, 1).unwrap()));
    assert!(poll(reading.as_mut()).is_pending());
    let given = made(&town, district(), PersonId::of(derived(&["kaikei-b"])));
    phone.tell(Event::Asked);
    world.settle();
    screen.logs.take();
    world.run(reading).unwrap().unwrap();
    assert!(screen.shows(log("a").record) && screen.shows(given));
}

/// A log that the server has of a district, made by somebody.
fn made(town: &Town, district: DistrictId, by: PersonId) -> RecordId {
    made_as(town, district, by, log(&format!("{district} {by}")))
}

fn made_as(town: &Town, district: DistrictId, by: PersonId, wish: Wish) -> RecordId {
    let change = Change {
        id: ChangeId::from_uuid(wish.record.uuid()),
        protocol: PROTOCOL,
        device: None,
        record: wish.record,
        kind: wish.kind,
        scope: Scope::DistrictAll(district),
        base: wish.seen.map_or(Base::NEW, |seen| Base { epoch: Some(epoch()), version: seen.version }),
        after: None,
        act: wish.act,
        written_at: WallTime::from_millis(1_795_000_000_000),
        by: Some(by),
    };
    town.settle(&serde_json::to_string(&change).unwrap());
    change.record
}

/// What the server gives is laid over what is shown, without reading that anew: it must be as if it had been.
#[test]
fn what_is_shown_is_what_a_reading_anew_would_show() {
    for seed in 0..100 {
        let (store, town, world, screen, phone) = joined();
        town.wide.set(true);
        phone.tell(Event::Asked);
        world.settle();
        store.reads_slowly(u32::try_from(seed % 7).unwrap());
        // Half of them hold less than there is.
        let most = if seed % 2 == 0 { usize::MAX } else { 10 };
        phone.hold_at_most(most);
        // A page shows this district, so that it is near whatever else the person sees.
        world.run(phone.reach(Day::new(2026, 9, 1).unwrap(), Some(district()))).unwrap().unwrap();
        let mut chance = seed;
        let mut one_of = |count: u64| {
            chance = derived(&["chance", &chance.to_string()]).uuid().as_u64_pair().0;
            chance % count
        };
        for step in 0..60 {
            let what = one_of(12);
            // A page reads as far back as the person who saves; others log of any day.
            let months = if what < 3 { 9..12 } else { 8..12 };
            let day =
                format!("2026-{:02}-{:02}", months.start + one_of(months.end - months.start), 1 + one_of(28));
            let act = Act::Set([("what".to_owned(), json!("salon")), ("day".to_owned(), json!(day))].into());
            let name = format!("{step}");
            let new = Wish { act: act.clone(), ..log(&name) };
            let shown: Vec<Record> = screen.logs.borrow().iter().cloned().collect();
            let at = usize::try_from(one_of(shown.len().max(1) as u64)).unwrap();
            let edit = shown.get(at).map(|seen| Wish {
                seen: Some(seen.clone()),
                record: seen.id,
                ..Wish { act, ..log(&name) }
            });
            let other = PersonId::of(derived(&["kaikei-b"]));
            match what {
                0 | 1 => world.run(phone.submit(vec![new], None)).unwrap().unwrap(),
                2 => edit.into_iter().for_each(|edit| {
                    // Another's log is not this person's to edit.
                    _ = world.run(phone.submit(vec![edit], None)).unwrap();
                }),
                3 => _ = made_as(&town, district(), other, new),
                4 => {
                    let by = [other, session().person][usize::try_from(one_of(2)).unwrap()];
                    made_as(&town, other_district(), by, new);
                }
                5 => {
                    edit.into_iter().filter(|edit| edit.seen.as_ref().unwrap().version > 0).for_each(
                        |edit| {
                            made_as(&town, district(), other, edit);
                        },
                    );
                }
                6 => world.run(phone.submit(vec![group(&name)], None)).unwrap().unwrap(),
                7 => town.up.set(!town.up.get()),
                8 => town.refuses.set(!town.refuses.get()),
                // A page wants to see further back: a reading is under way while answers come.
                9 | 10 => {
                    let (phone, day) = (phone.clone(), Day::new(2026, 8, 31 - step / 2).unwrap());
                    world
                        .tasks
                        .borrow_mut()
                        .push(Box::pin(async move { phone.reach_back(day).await.unwrap() }));
                }
                _ => town.wide.set(!town.wide.get()),
            }
            if one_of(2) == 0 {
                phone.tell(Event::Asked);
            }
            for _ in 0..one_of(24) {
                world.turn_tasks();
            }
            if one_of(3) > 0 {
                continue;
            }
            world.settle();
            let pages = || [screen.registry.borrow().clone(), screen.logs.borrow().clone()];
            let shown = pages();
            world.run(phone.reread()).unwrap().unwrap();
            for ((shown, anew), most) in shown.iter().zip(pages()).zip([usize::MAX, most]) {
                let told = |shelf: &Shelf| -> Vec<String> {
                    let of = |it: &Record| format!("{} {} {:?} {:?}", it.id, it.version, it.born, it.fields);
                    shelf.iter().map(of).collect()
                };
                let (mut shown, anew) = (told(shown), told(&anew));
                if anew.len() == most {
                    // What was laid over pushes nothing off the shelf.
                    shown.truncate(most);
                }
                assert_eq!(shown, anew, "seed {seed}, step {step}");
            }
        }
    }
}

#[test]
fn what_is_as_it_was_when_it_was_opened_is_not_read_anew() {
    let (store, town, world, _, phone) = with_one_sent();
    drop(phone);
    town.up.set(true);
    let screen = Screen::default();
    let phone = world.run(open(&store, &town, &world, &screen)).unwrap();
    world.settle();
    let shown = screen.logs.borrow().clone();
    assert_eq!(shown.iter().len(), 1);
    phone.tell(Event::Opened);
    world.settle();
    assert!(shown.is_same(&screen.logs.borrow()), "the logs were read anew");
}

/// The other window's word of it is lost: whoever takes the turn next sees that somebody wrote.
#[test]
fn what_another_window_saved_is_shown_when_this_one_takes_the_turn() {
    let (store, town, world, screen, phone) = joined();
    town.up.set(false);
    let beside = Screen::default();
    let other = world.run(open(&store, &town, &world, &beside)).unwrap();
    world.run(other.submit(vec![log("beside")], None)).unwrap().unwrap();
    world.settle();
    assert!(!screen.shows(log("beside").record));
    phone.tell(Event::Asked);
    world.settle();
    assert!(screen.shows(log("beside").record));
}

/// A reading has listed the rows that it wants, and they go into a cell before it has read them.
#[test]
fn what_is_folded_while_it_is_read_is_shown() {
    for turns in 0..80 {
        let (store, town, world, screen, phone) = joined();
        store.reads_slowly(40);
        for one in 0..300 {
            made_as(&town, district(), session().person, log(&one.to_string()));
        }
        phone.tell(Event::Asked);
        for _ in 0..turns {
            world.turn_tasks();
        }
        world.run(phone.reach_back(Day::new(2026, 8, 1).unwrap())).unwrap().unwrap();
        let shown = screen.logs.borrow().iter().len();
        assert!([0, 300].contains(&shown), "{shown} after {turns} turns");
        world.settle();
        assert_eq!(screen.logs.borrow().iter().len(), 300, "after {turns} turns");
    }
}

/// Both would be shown: they stand at different days.
#[test]
fn of_a_record_that_is_given_twice_while_others_are_read_the_later_one_is_shown() {
    let (store, town, world, screen, phone) = joined();
    let own = session().person;
    made_as(&town, district(), own, log("read"));
    phone.tell(Event::Asked);
    world.settle();
    store.reads_slowly(200);
    let reading = phone.clone();
    let far = Day::new(2026, 8, 1).unwrap();
    world.tasks.borrow_mut().push(Box::pin(async move { reading.reach_back(far).await.unwrap() }));
    world.turn_tasks();
    let twice = made_as(&town, district(), own, log("twice"));
    for day in ["2026-11-10", "2026-11-20"] {
        town.version.set(town.version.get() + 1);
        if let Some(Stored { record, .. }) = town.records.borrow_mut().get_mut(&twice) {
            record.version = town.version.get();
            record.fields.insert("day".to_owned(), json!(day));
        }
        phone.tell(Event::Asked);
        for _ in 0..40 {
            world.turn_tasks();
        }
    }
    world.settle();
    let days: Vec<_> = screen.logs.borrow().iter().map(|record| record.day().unwrap()).collect();
    assert_eq!(days, ["2026-11-24", "2026-11-20"]);
}

/// The first is begun anew, as a row of it was written meanwhile, and ends behind the second, which reads further back.
#[test]
fn of_two_readings_the_one_that_was_asked_for_later_is_shown() {
    let (store, town, world, screen, phone) = joined();
    let old = made_as(
        &town,
        district(),
        session().person,
        Wish {
            act: Act::Set(
                [("what".to_owned(), json!("salon")), ("day".to_owned(), json!("2026-08-10"))].into(),
            ),
            ..log("old")
        },
    );
    let new = made_as(&town, district(), session().person, log("new"));
    phone.tell(Event::Asked);
    world.settle();
    assert!(!screen.shows(old) && screen.shows(new));
    store.reads_slowly(200);
    let reach = |day: u32| {
        let (phone, since) = (phone.clone(), Day::new(2026, 8, day).unwrap());
        world.tasks.borrow_mut().push(Box::pin(async move { phone.reach_back(since).await.unwrap() }));
    };
    reach(31);
    world.turn_tasks();
    town.version.set(town.version.get() + 1);
    if let Some(Stored { record, .. }) = town.records.borrow_mut().get_mut(&new) {
        record.version = town.version.get();
    }
    phone.tell(Event::Asked);
    for _ in 0..80 {
        world.turn_tasks();
    }
    reach(1);
    world.settle();
    assert!(screen.shows(old) && screen.shows(new));
}

#[test]
fn of_a_district_that_is_not_near_only_own_logs_are_held_until_a_page_asks() {
    let (store, town, world, screen) = (MemoryStore::new(), Town::new(), World::new(9), Screen::default());
    town.wide.set(true);
    let phone = world.run(open(&store, &town, &world, &screen)).unwrap();
    world.run(phone.join(joining())).unwrap().unwrap();
    world.settle();
    // Nobody's record says which is home: it is the first.
    let districts: Vec<_> = town.session().districts.into_iter().collect();
    let (home, far) = (districts[0], districts[1]);
    let (own, other) = (session().person, PersonId::of(derived(&["kaikei-b"])));
    let [near_one, far_own, far_one] =
        [(home, other), (far, own), (far, other)].map(|(district, by)| made(&town, district, by));
    phone.tell(Event::Asked);
    world.settle();
    let shown = |screen: &Screen| [near_one, far_own, far_one].map(|record| screen.shows(record));
    assert_eq!(shown(&screen), [true, true, false]);
    let since = Day::new(2026, 9, 1).unwrap();
    world.run(phone.reach(since, Some(home))).unwrap().unwrap();
    assert_eq!(shown(&screen), [true, true, false]);
    world.run(phone.reach(since, Some(far))).unwrap().unwrap();
    assert_eq!(shown(&screen), [true, true, true]);
    // After a start it is as at first: own logs come behind the first screen.
    let anew = Screen::default();
    let _phone = world.run(open(&store, &town, &world, &anew)).unwrap();
    assert_eq!(shown(&anew), [true, false, false]);
    world.settle();
    assert_eq!(shown(&anew), [true, true, false]);
}

/// 回 of a district in November, and how many logs' rows were read for it.
fn times(world: &Rc<World>, phone: &Phone, district: DistrictId) -> (u64, usize) {
    let month = Day::new(2026, 11, 24).unwrap().month();
    let months = Months { scopes: vec![Scope::DistrictAll(district)], from: month, to: month };
    let kept = phone.known_months();
    let ledgers = world.run(phone.ledgers(months)).unwrap().unwrap();
    let times = ledgers.values().flat_map(|ledger| &ledger.lines).map(|line| line.times).sum();
    (times, phone.known_months() - kept)
}

#[test]
fn a_far_districts_month_is_added_up_once_and_anew_when_a_log_of_it_comes_or_is_written() {
    let (store, town, world, screen) = (MemoryStore::new(), Town::new(), World::new(9), Screen::default());
    town.wide.set(true);
    let phone = world.run(open(&store, &town, &world, &screen)).unwrap();
    world.run(phone.join(joining())).unwrap().unwrap();
    world.settle();
    let far = town.session().districts.into_iter().nth(1).unwrap();
    made(&town, far, PersonId::of(derived(&["kaikei-b"])));
    phone.tell(Event::Asked);
    world.settle();
    assert_eq!(times(&world, &phone, far), (1, 1), "added up, and held");
    assert_eq!(times(&world, &phone, far), (1, 0), "held");
    let rows = |prefix: &str| world.run(phone.rows(Table::Totals, Span::prefix(prefix))).unwrap().unwrap();
    let of_far = format!("{}/2026", Scope::DistrictAll(far));
    assert_eq!(rows(&of_far).len(), 1, "and kept for the next start");
    let anew = world.run(open(&store, &town, &world, &Screen::default())).unwrap();
    assert_eq!(times(&world, &anew, far), (1, 1));
    // One's own log counts at once, and is no part of what is kept.
    town.up.set(false);
    let own = Wish { scope: Scope::DistrictAll(far), ..log("own") };
    world.run(phone.submit(vec![own], None)).unwrap().unwrap();
    assert_eq!(times(&world, &phone, far).0, 2);
    let kept = rows(&of_far);
    assert!(String::from_utf8_lossy(&kept[0].1).contains("\t1\t"), "{kept:?}");
    world.settle();
    town.up.set(true);
    made(&town, far, PersonId::of(derived(&["kaikei-c"])));
    world.ring();
    world.settle();
    assert_eq!(
        times(&world, &phone, far).0,
        3,
        "the page that brought another's log took the old sum with it"
    );
    let whole = rows("");
    assert!(whole.iter().all(|(key, _)| key.contains('/')), "{whole:?}");
}

#[test]
fn an_answer_that_is_lost_on_the_way_back_doubles_nothing() {
    let (_, town, world, screen, phone) = joined();
    town.deaf.set(true);
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    assert_eq!((screen.status.borrow().unsent, town.count()), (1, 1));
    town.deaf.set(false);
    world.ring();
    assert_eq!((screen.status.borrow().unsent, town.count(), town.version.get()), (0, 1, 1));
}

#[test]
fn a_store_that_fails_saves_nothing_says_so_and_keeps_the_draft() {
    let (store, town, world, screen, phone) = joined();
    world.run(phone.keep_draft("log", "\"書きかけ\"")).unwrap().unwrap();
    let key = phone.draft_key("log");
    store.fail_with(Some(StoreFault::Full));
    let saved = world.run(phone.submit(vec![log("a")], Some(&key))).unwrap();
    assert_eq!(saved, Err(NotSaved::Store(StoreFault::Full)));
    assert!(!screen.shows(log("a").record), "nothing is shown that is not stored");
    assert_eq!(*screen.fault.borrow(), Some(StoreFault::Full));
    store.fail_with(None);
    assert_eq!(world.run(phone.draft::<String>("log")).unwrap().as_deref(), Some("書きかけ"));
    world.run(phone.submit(vec![log("a")], Some(&key))).unwrap().unwrap();
    assert_eq!(world.run(phone.draft::<String>("log")).unwrap(), None, "the draft ends with the saving");
    world.settle();
    assert_eq!(town.count(), 1);
}

#[test]
fn a_draft_outlives_a_store_that_is_gone() {
    let (store, town, world, screen, phone) = joined();
    store.fail_with(Some(StoreFault::Lost));
    assert_eq!(world.run(phone.keep_draft("log", "\"書きかけ\"")).unwrap(), Err(StoreFault::Lost));
    store.fail_with(None);
    let again = world.run(open(&store, &town, &world, &screen)).unwrap();
    assert_eq!(world.run(again.draft::<String>("log")).unwrap().as_deref(), Some("書きかけ"));
}

#[test]
fn a_phone_killed_between_any_two_steps_loses_and_doubles_nothing() {
    let mut told = 0;
    for steps in 0..120 {
        let (store, town, world, _, phone) = joined();
        world.life.set(Some(steps));
        let key = phone.draft_key("log");
        let kept = world.run(phone.keep_draft("log", "\"a\"")).is_some();
        let saved = kept && world.run(phone.submit(vec![log("a")], Some(&key))) == Some(Ok(()));
        let second = saved && world.run(phone.submit(vec![log("b")], None)) == Some(Ok(()));
        world.settle();
        drop((phone, world));

        let (world, screen) = (World::new(u128::from(steps) + 1000), Screen::default());
        let phone = world.run(open(&store, &town, &world, &screen)).unwrap();
        let draft = world.run(phone.draft::<String>("log")).unwrap();
        let there = screen.shows(log("a").record);
        assert!(!saved || there, "{steps}: told as saved, and lost");
        assert!(!second || screen.shows(log("b").record), "{steps}: the second one was lost");
        assert!(there != draft.is_some() || !kept, "{steps}: either saved or still a draft");
        phone.tell(Event::Opened);
        world.settle();
        let queued = world.run(store.scan(Table::Queue, Span::all())).unwrap().unwrap();
        assert_eq!(queued.len(), 0, "{steps}: all is sent");
        assert_eq!(town.count(), town.outcomes.borrow().len(), "{steps}: each once");
        assert_eq!(town.records.borrow().contains_key(&log("a").record), there, "{steps}");
        told += u32::from(saved);
    }
    assert!(told > 20, "some lived long enough to be told");
}

#[test]
fn a_store_that_is_emptied_at_any_step_gets_back_what_memory_holds() {
    for steps in 0..60 {
        let (store, town, world, screen, phone) = joined();
        let own = || world.run(store.scan(Table::Meta, Span::prefix("device_key"))).unwrap().unwrap();
        let key = own();
        town.up.set(false);
        world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
        world.settle();
        town.up.set(true);
        phone.tell(Event::Asked);
        (0..steps).for_each(|_| world.turn_tasks());
        store.empty();
        world.run(phone.submit(vec![log("b")], None)).unwrap().unwrap();
        assert!(matches!(*screen.emptied.borrow(), Some(Emptied::Kept(_))), "{steps}: not told");
        assert_eq!(own(), key, "{steps}: it is the same device still");

        // Told as saved, killed, opened again.
        let (life, seen) = (World::new(steps + 2000), Screen::default());
        drop((phone, world));
        let again = life.run(open(&store, &town, &life, &seen)).unwrap();
        let there =
            |name| seen.shows(log(name).record) || town.records.borrow().contains_key(&log(name).record);
        assert!(there("a") && there("b"), "{steps}: lost");
        again.tell(Event::Opened);
        life.settle();
        life.ring();
        assert_eq!(again.device(|device| device.unsent()), 0, "{steps}: all is sent");
        assert_eq!((town.count(), town.version.get()), (2, 2), "{steps}: each once");
        assert!(seen.shows(log("a").record) && seen.shows(log("b").record), "{steps}: not shown again");
        assert_eq!(again.device(|device| device.cursors().len()), 2, "{steps}: both scopes are whole again");
    }
}

#[test]
fn an_emptied_store_is_found_by_looking_too_and_sending_goes_on() {
    let (store, town, world, screen, phone) = joined();
    town.up.set(false);
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    store.empty();
    assert_eq!(world.run(phone.look()).unwrap(), Err(StoreFault::Emptied));
    world.settle();
    assert_eq!(*screen.emptied.borrow(), Some(Emptied::Kept(1)));
    assert!(screen.shows(log("a").record), "what was on the screen as unsent is there");
    assert_eq!(screen.status.borrow().unsent, 1);
    town.up.set(true);
    world.ring();
    world.ring();
    assert_eq!((screen.status.borrow().unsent, town.count()), (0, 1));
    assert_eq!(*screen.fault.borrow(), None);
}

#[test]
fn two_windows_write_one_queue_and_see_each_other() {
    let (store, town, world, screen, phone) = joined();
    let other_screen = Screen::default();
    let other = world.run(open(&store, &town, &world, &other_screen)).unwrap();
    town.up.set(false);
    world.run(other.submit(vec![log("b")], None)).unwrap().unwrap();
    world.run(phone.reread()).unwrap().unwrap();
    assert!(screen.shows(log("b").record));
    world.settle();
    town.up.set(true);
    phone.tell(Event::Asked);
    other.tell(Event::Asked);
    world.settle();
    assert_eq!(town.count(), 1);
    world.run(other.reread()).unwrap().unwrap();
    assert_eq!(other.device(|device| device.unsent()), 0);
}

#[test]
fn a_window_that_was_not_told_finds_what_another_put_into_the_queue() {
    let (store, town, world, _, phone) = joined();
    let other = world.run(open(&store, &town, &world, &Screen::default())).unwrap();
    world.run(other.submit(vec![log("b")], None)).unwrap().unwrap();
    // It dies with what it wanted to do; nothing but its row is there.
    drop(other);
    world.tasks.borrow_mut().clear();
    world.turn_taken.set(false);
    phone.tell(Event::Asked);
    world.settle();
    assert_eq!((town.count(), phone.device(|device| device.unsent())), (1, 0));
}

#[test]
fn a_saving_is_one_row_and_what_it_means_is_laid_where_it_belongs_afterwards() {
    let (store, _, world, screen, phone) = with_one_sent();
    let seen = screen.first();
    assert_eq!(seen.version, 1, "the server's");
    let edit = Wish { seen: Some(seen.clone()), ..log("a") };
    let key = phone.draft_key("edit");
    world.run(phone.keep_draft("edit", "\"書きかけ\"")).unwrap().unwrap();
    // Without a turn for what is to be done afterwards.
    let rows = |table, prefix: &str| block_on(store.scan(table, Span::prefix(prefix))).unwrap();
    let before = store.commits();
    world.run(phone.submit(vec![edit], Some(&key))).unwrap().unwrap();
    assert_eq!(store.commits(), before + 1);
    let [(turn, row)] = rows(Table::Queue, "").try_into().unwrap();
    assert_eq!(
        (rows(Table::Meta, "seen/").len(), rows(Table::Draft, "").len()),
        (0, 1),
        "all is in the one row"
    );
    assert_eq!(block_on(phone.draft::<String>("edit")), None);
    world.settle();
    let bytes = row.split(|byte| *byte == b'\n').next().unwrap().to_vec();
    assert_eq!(rows(Table::Queue, ""), [(turn, bytes)], "the change's own bytes");
    assert_eq!(rows(Table::Meta, "seen/").len(), 1);
    assert_eq!(rows(Table::Draft, ""), []);
}

#[test]
fn what_is_typed_right_after_a_saving_is_a_draft_of_its_own() {
    for settles in [false, true] {
        let (store, town, world, screen, phone) = joined();
        world.run(phone.keep_draft("log", "\"a\"")).unwrap().unwrap();
        let key = phone.draft_key("log");
        world.run(phone.submit(vec![log("a")], Some(&key))).unwrap().unwrap();
        if settles {
            world.settle();
        }
        world.run(phone.keep_draft("log", "\"b\"")).unwrap().unwrap();
        world.settle();
        let again = world.run(open(&store, &town, &world, &screen)).unwrap();
        assert_eq!(world.run(again.draft::<String>("log")).unwrap().as_deref(), Some("b"), "{settles}");
    }
}

#[test]
fn what_another_window_types_under_the_same_form_does_not_end_with_a_saving() {
    let (store, town, world, screen, phone) = joined();
    let other = world.run(open(&store, &town, &world, &Screen::default())).unwrap();
    world.run(phone.keep_draft("log", "\"a\"")).unwrap().unwrap();
    let key = phone.draft_key("log");
    world.run(phone.submit(vec![log("a")], Some(&key))).unwrap().unwrap();
    // It dies before anything is laid where it belongs, and the other was not told.
    drop(phone);
    world.tasks.borrow_mut().clear();
    world.turn_taken.set(false);
    world.run(other.keep_draft("log", "\"b\"")).unwrap().unwrap();
    world.run(other.reread()).unwrap().unwrap();
    world.settle();
    let again = world.run(open(&store, &town, &world, &screen)).unwrap();
    assert_eq!(world.run(again.draft::<String>("log")).unwrap().as_deref(), Some("b"));
    // What ended is gone: the same, with nothing typed meanwhile.
    let key = again.draft_key("log");
    world.run(again.submit(vec![log("b")], Some(&key))).unwrap().unwrap();
    drop(again);
    world.tasks.borrow_mut().clear();
    let last = world.run(open(&store, &town, &world, &screen)).unwrap();
    assert_eq!(world.run(last.draft::<String>("log")).unwrap(), None);
}

#[test]
fn a_queue_as_former_builds_wrote_it_is_read_on() {
    let (store, town, world, screen, phone) = with_one_sent();
    let seen = screen.first();
    let edit = Wish { seen: Some(seen.clone()), ..log("a") };
    world.run(phone.submit(vec![edit], None)).unwrap().unwrap();
    world.settle();
    // Their rows are those that are left once all is tidy; the mark of the window was one of the same batch.
    let queue = world.run(store.scan(Table::Queue, Span::all())).unwrap().unwrap();
    let change: Change = serde_json::from_slice(&queue[0].1).unwrap();
    assert_eq!(queue[0].1, change.to_bytes().unwrap().into_bytes());
    drop(phone);
    let anew = Screen::default();
    let again = world.run(open(&store, &town, &world, &anew)).unwrap();
    assert!(anew.shows(log("a").record));
    assert_eq!(again.device(|device| device.unsent()), 1);
    town.up.set(true);
    again.tell(Event::Opened);
    world.settle();
    world.ring();
    assert_eq!((again.device(|device| device.unsent()), town.version.get()), (0, 2));
}

#[test]
fn the_devices_key_is_stored_before_it_is_asked_and_is_the_same_ever_after() {
    let (store, town, world, screen) = (MemoryStore::new(), Town::new(), World::new(3), Screen::default());
    let phone = world.run(open(&store, &town, &world, &screen)).unwrap();
    town.up.set(false);
    assert!(world.run(phone.join(joining())).unwrap().is_err());
    town.up.set(true);
    town.deaf.set(true);
    assert!(world.run(phone.join(joining())).unwrap().is_err_and(|not| not.is_no_network()));
    town.deaf.set(false);
    let again = world.run(open(&store, &town, &World::new(4), &screen)).unwrap();
    world.run(again.join(joining())).unwrap().unwrap();
    let keys = town.keys.borrow();
    assert_eq!((keys.len(), keys.iter().collect::<SortedSet<_>>().len()), (2, 1), "asked twice, one device");
}

#[test]
fn a_lost_session_is_made_anew_in_silence_for_a_day_and_nothing_is_deleted() {
    let (_, town, world, screen, phone) = joined();
    town.signed_out.set(true);
    // A line on which an answer takes longer than joining.
    town.late.set(50);
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    assert_eq!((screen.status.borrow().unsent, town.count()), (0, 1));
    assert_eq!(town.keys.borrow().len(), 2, "joined anew once");

    town.signed_out.set(true);
    world.now.set(world.now.get() + 25 * 3_600_000);
    world.run(phone.submit(vec![log("b")], None)).unwrap().unwrap();
    world.settle();
    assert_eq!((screen.status.borrow().unsent, town.count()), (1, 1), "kept");
    assert_eq!(screen.status.borrow().why, Some(Why::SignedOut), "after a day a person is asked");
    assert_eq!(town.keys.borrow().len(), 2);
}

#[test]
fn a_session_that_is_forgotten_at_once_is_not_made_anew_for_ever() {
    let (_, town, world, screen, phone) = joined();
    town.signed_out.set(true);
    town.forgets.set(true);
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    assert_eq!(town.keys.borrow().len(), 2, "joined anew once");
    assert_eq!(screen.status.borrow().why, Some(Why::SignedOut));
    phone.tell(Event::Asked);
    world.settle();
    assert_eq!(town.keys.borrow().len(), 2, "the server said no twice: a person is asked");
}

#[test]
fn a_session_that_could_not_be_made_anew_is_made_with_the_next_try() {
    let (_, town, world, screen, phone) = joined();
    town.signed_out.set(true);
    town.shut.set(true);
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    assert_eq!((town.keys.borrow().len(), screen.status.borrow().unsent), (1, 1));
    town.shut.set(false);
    phone.tell(Event::Asked);
    world.settle();
    assert_eq!((town.keys.borrow().len(), screen.status.borrow().unsent), (2, 0));
}

#[test]
fn leaving_waits_until_all_is_sent() {
    let (store, town, world, _, phone) = joined();
    town.up.set(false);
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    assert_eq!(world.run(phone.leave(false)).unwrap(), Err(NotLeft::Unsent(1)));
    town.up.set(true);
    world.ring();
    world.run(phone.leave(false)).unwrap().unwrap();
    assert_eq!(phone.device(|device| device.session().cloned()), None);
    let rows = world.run(store.scan(Table::Fresh, Span::all())).unwrap().unwrap();
    assert!(rows.is_empty());
}

/// F20: each leaves the tablet once all of theirs is sent, or with it in a file that whoever comes next sends.
#[test]
fn twenty_people_on_one_tablet_read_nothing_of_each_other_and_every_log_stays_its_authors() {
    const SWITCHES: usize = 20;
    let (store, town, world, screen) = (MemoryStore::new(), Town::new(), World::new(9), Screen::default());
    town.many.set(true);
    let tablet = world.run(open(&store, &town, &world, &screen)).unwrap();
    let (mut people, mut file) = (Vec::new(), None::<Vec<u8>>);
    for n in 0..=SWITCHES {
        town.up.set(true);
        let session = world.run(tablet.join(joining())).unwrap().unwrap();
        world.settle();
        assert!(!people.contains(&session.person), "{n}: who comes next is somebody else");
        people.push(session.person);
        assert_eq!(world.run(tablet.draft::<serde_json::Value>("log")).unwrap(), None, "{n}");
        let drafts = world.run(store.scan(Table::Draft, Span::all())).unwrap().unwrap();
        assert!(drafts.is_empty(), "{n}: nothing of what others typed lies there");
        if let Some(file) = file.take() {
            world.run(tablet.save(|device| device.carry(&file))).unwrap().unwrap();
            world.settle();
        }
        assert_eq!(town.count(), n, "{n}: all that was saved before is with the server");
        town.up.set(false);
        world.run(tablet.submit(vec![log(&n.to_string())], None)).unwrap().unwrap();
        world.run(tablet.keep_draft("log", "{\"note\":\"書きかけ\"}")).unwrap().unwrap();
        world.settle();
        assert_eq!(world.run(tablet.leave(false)).unwrap(), Err(NotLeft::Unsent(1)));
        assert!(world.run(tablet.draft::<serde_json::Value>("log")).unwrap().is_some(), "still theirs");
        if n % 2 == 0 {
            town.up.set(true);
            world.ring();
        } else {
            file = Some(tablet.device(|device| device.export("test")));
        }
        world.run(tablet.leave(file.is_some())).unwrap().unwrap();
    }
    let records = town.records.borrow();
    assert_eq!(records.len(), SWITCHES + 1);
    for (n, person) in people.iter().enumerate() {
        let record = &records.get(&log(&n.to_string()).record).unwrap().record;
        assert_eq!((record.made.by, record.edited.by), (Some(*person), Some(*person)), "{n}");
    }
}

#[test]
fn a_courier_carries_an_unsent_queue() {
    let (_, town, world, _, phone) = joined();
    town.up.set(false);
    world.run(phone.submit(vec![log("a")], None)).unwrap().unwrap();
    world.settle();
    let file = phone.device(|device| device.export("test"));
    town.up.set(true);
    let (store, plaza, screen) = (MemoryStore::new(), World::new(5), Screen::default());
    let tablet = plaza.run(open(&store, &town, &plaza, &screen)).unwrap();
    plaza.run(tablet.join(joining())).unwrap().unwrap();
    plaza.settle();
    plaza.run(tablet.save(|device| device.carry(&file))).unwrap().unwrap();
    plaza.settle();
    assert_eq!(town.count(), 1);
    world.ring();
    assert_eq!((town.count(), phone.device(|device| device.unsent())), (1, 0), "sent again, with no effect");
}
