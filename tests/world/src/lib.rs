//! A ward in a box: devices, a server, a bad network and wrong clocks, all from one seed. The code under test is core's,
//! as it runs on a phone; nothing here sleeps, and the same seed gives the same history.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a simulated world stops at the first thing that cannot be"
)]

use std::collections::{BTreeMap, VecDeque};

use serde_json::json;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Change, PROTOCOL};
use tsunagari_core::device::mend::Mending;
use tsunagari_core::device::reading::Ask;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, PersonId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Class, Hand, Kind, Record, Scope};
use tsunagari_core::sync::machine::{Effect, Event, Machine, ROUND};
use tsunagari_core::sync::reply::{self, Failure, Reply};
use tsunagari_core::sync::wire::CellMark;

use chance::Chance;
use phone::{LIMITS, Phone, Saved, Window};
use ward::{Letter, POISON, Ward};

pub mod chance;
mod checks;
pub mod disk;
pub mod histories;
pub mod house;
mod phone;
pub mod ward;

/// When the world begins: 2026-11-22 in milliseconds.
const BEGINNING: i64 = 1_795_300_000_000;
/// Operations of one history.
const OPERATIONS: usize = 200;
/// How long a quiet world may take to drain, in milliseconds.
const PATIENCE: i64 = 3 * 60 * 60_000;

/// What one history came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// The hash of all that happened, in order.
    pub trace: u64,
    /// Changes that screens called saved.
    pub saved: usize,
    /// Requests that reached the server.
    pub requests: usize,
    /// Crashes of a window.
    pub crashes: usize,
    /// Restores of the server.
    pub restores: usize,
    /// Fields that two people had set at once.
    pub parallels: usize,
    /// Changes that the server refused.
    pub refused: usize,
    /// Foldings of fresh records into cells.
    pub folds: usize,
    /// Bundles of cells that arrived.
    pub bundles: usize,
    /// Months of `totals` that were counted once more.
    pub counted: usize,
}

/// Runs one history and checks it; panics with what was violated.
pub fn run(seed: u64) -> Report {
    let mut world = World::new(seed);
    for _ in 0..OPERATIONS {
        world.operate();
        world.pass_some_time();
    }
    world.settle();
    world.check_quiet();
    world.report
}

/// Something that is going to happen.
#[derive(Debug)]
enum Due {
    Start { phone: usize, window: usize },
    Wake { phone: usize, window: usize, tag: u64, timer: u64 },
    Post { from: Sender, ask: Post },
    Reply { to: Sender, cells: bool, letter: Option<Letter> },
}

#[derive(Debug, Clone, Copy)]
struct Sender {
    phone: usize,
    window: usize,
    tag: u64,
    number: u32,
}

#[derive(Debug, Clone)]
enum Post {
    Sync(String),
    Cells(Scope, Option<CellMark>),
}

struct World {
    chance: Chance,
    /// Of checks alone, so that another check makes no other history.
    aside: Chance,
    now: i64,
    order: u64,
    tag: u64,
    due: BTreeMap<(i64, u64), Due>,
    ward: Ward,
    phones: Vec<Phone>,
    districts: Vec<DistrictId>,
    /// Whether people open a second window.
    two_windows: bool,
    /// Whether things go wrong.
    faults: bool,
    /// Whether the server still meets the poison.
    poison: bool,
    report: Report,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let ward = Ward::new(&mut chance);
        let two_windows = chance.one_in(4);
        let districts: Vec<_> =
            ["hinata", "komorebi"].iter().map(|name| DistrictId::of(derived(&[name]))).collect();
        let mut world = Self {
            chance,
            aside: Chance::new(!seed),
            now: BEGINNING,
            order: 0,
            tag: 0,
            due: BTreeMap::new(),
            ward,
            phones: Vec::new(),
            districts,
            two_windows,
            faults: true,
            poison: true,
            report: Report { trace: 0xcbf2_9ce4_8422_2325, ..Report::default() },
        };
        world.records_of_a_newer_server();
        let count = 2 + world.chance.index(3);
        for _ in 0..count {
            world.join();
        }
        world
    }

    /// What happened goes into the trace.
    fn trace(&mut self, bytes: &[u8]) {
        for word in bytes.chunks(8) {
            let word = word.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
            self.report.trace =
                (self.report.trace ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
    }

    fn schedule(&mut self, after: i64, due: Due) {
        self.order += 1;
        self.due.insert((self.now + after, self.order), due);
    }

    fn records_of_a_newer_server(&mut self) {
        for (at, scope) in [Scope::OrgAll, Scope::DistrictAll(self.districts[0])].into_iter().enumerate() {
            for kind in [Kind::Other("levy".to_owned()), Kind::Group] {
                let hand = Hand { by: None, at: WallTime::from_millis(self.now) };
                let record = Record {
                    id: derived(&["newer", kind.as_str(), &at.to_string()]),
                    kind,
                    scope,
                    version: 0,
                    born: 0,
                    made: hand,
                    edited: hand,
                    fields: [
                        ("name".to_owned(), json!("会")),
                        ("newer.field".to_owned(), json!({"a": [1, 2]})),
                    ]
                    .into(),
                    parallel: Vec::new(),
                };
                self.ward.write(record);
            }
        }
    }

    fn join(&mut self) {
        let device = DeviceId::from_uuid(self.chance.uuid());
        let person = PersonId::of(RecordId::from_uuid(self.chance.uuid()));
        let own = self.districts[self.chance.index(self.districts.len())];
        let mut districts: tsunagari_core::sorted::SortedSet<_> = [own].into();
        if self.chance.one_in(2) {
            districts.extend(self.districts.iter().copied());
        }
        let session = Session {
            device,
            person,
            role: Role::Staff,
            office: None,
            body: None,
            districts,
            confirmed: true,
            groups: Default::default(),
        };
        self.ward.sessions.insert(device, session);
        let skew = self.wrong_clock();
        self.phones.push(Phone::new(device, person, skew));
        let phone = self.phones.len() - 1;
        self.start(phone, 0);
    }

    fn wrong_clock(&mut self) -> i64 {
        const YEAR: i64 = 365 * 86_400_000;
        let years = self.chance.below(21) as i64 - 10;
        match self.chance.below(4) {
            0 => 0,
            1 => self.chance.below(1_200_000) as i64 - 600_000,
            2 => -BEGINNING,
            _ => years * YEAR,
        }
    }

    /// Opens a window: what a machine knows, it reads from the disk.
    fn start(&mut self, phone: usize, window: usize) {
        if self.phones[phone].windows[window].is_some() || (window > 0 && !self.two_windows) {
            return;
        }
        self.tag += 1;
        let machine = Machine::with_limits(self.phones[phone].disk.open(), "simulated", LIMITS);
        self.phones[phone].windows[window] = Some(Window { machine, tag: self.tag, timer: 0, stale: false });
        self.step(phone, window, Event::Opened);
    }

    fn crash(&mut self, phone: usize, window: usize) {
        if self.phones[phone].windows[window].take().is_some() {
            self.report.crashes += 1;
            self.trace(b"crash");
        }
        if self.phones[phone].lock == Some(window) {
            self.phones[phone].lock = None;
        }
        if self.faults {
            let after = self.chance.below(600_000) as i64;
            self.schedule(after, Due::Start { phone, window });
        }
    }

    /// Gives an event to a machine and does what it asks for, to the end.
    fn step(&mut self, phone: usize, window: usize, event: Event) {
        self.read_anew(phone, window);
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let clock = self.phones[phone].clock(self.now);
            let noise = self.chance.noise();
            let Some(open) = self.phones[phone].windows[window].as_mut() else { return };
            let tag = open.tag;
            for effect in open.machine.step(clock, noise, event) {
                if !self.alive(phone, window, tag) {
                    return;
                }
                self.perform(phone, window, effect, &mut events);
            }
        }
        self.check_status(phone, window);
        self.check_memory(phone, window);
    }

    fn alive(&self, phone: usize, window: usize, tag: u64) -> bool {
        self.phones[phone].windows[window].as_ref().is_some_and(|open| open.tag == tag)
    }

    fn perform(&mut self, phone: usize, window: usize, effect: Effect, events: &mut VecDeque<Event>) {
        match effect {
            Effect::Lock => match self.phones[phone].lock {
                Some(other) if other != window => events.push_back(Event::Busy),
                _ => {
                    self.phones[phone].lock = Some(window);
                    let anew = self.chance.one_in(8).then(|| Box::new(self.phones[phone].disk.open()));
                    events.push_back(Event::Locked(anew));
                }
            },
            Effect::Unlock => self.phones[phone].lock = None,
            Effect::Store(batch) => {
                if let Some(done) = self.write(phone, window, &batch) {
                    events.push_back(Event::Stored(done));
                }
            }
            Effect::Send { number, body } => self.post(phone, window, number, Post::Sync(body)),
            Effect::Fetch { number, scope, mark } => {
                self.post(phone, window, number, Post::Cells(scope, mark));
            }
            Effect::Read(keys) => {
                let disk = &self.phones[phone].disk;
                let rows = keys
                    .into_iter()
                    .filter_map(|key| Some((key.clone(), disk.get(Table::Sent, &key)?.clone())));
                events.push_back(Event::Read(rows.collect()));
            }
            Effect::Fold(fold) => {
                self.report.folds += 1;
                let disk = &self.phones[phone].disk;
                let rows = |table, keys: &[String]| -> Vec<_> {
                    keys.iter()
                        .map(|key| disk.get(table, key).expect("a row that the fold names").clone())
                        .collect()
                };
                let folded = fold.fold(&rows(Table::Mirror, &fold.cells), &rows(Table::Fresh, &fold.fresh));
                let packed = folded.iter().map(|cell| cell.plain.clone()).collect();
                let batch = fold.batch(folded, packed);
                let failed = self.faults && self.chance.one_in(30);
                events.push_back(Event::Folded((!failed).then_some(batch)));
            }
            Effect::Wake(after) => {
                assert!(after > 0, "a timer of {after} ms");
                let open = self.phones[phone].windows[window].as_mut().unwrap();
                open.timer += 1;
                let (tag, timer) = (open.tag, open.timer);
                self.schedule(after, Due::Wake { phone, window, tag, timer });
            }
            Effect::Status(_) => {}
            Effect::Changed(_) => {
                self.check_views(phone, window);
                self.check_totals(phone, window);
            }
        }
    }

    /// Writes a batch, unless the disk is full or the window dies; none where nobody is left to hear of it.
    fn write(&mut self, phone: usize, window: usize, batch: &[StoreOp]) -> Option<bool> {
        let fate = if self.faults { self.chance.below(100) } else { 99 };
        match fate {
            0 => {
                self.crash(phone, window);
                return None;
            }
            1 => return Some(false),
            _ => {}
        }
        self.check_batch(phone, batch);
        self.phones[phone].disk.write(batch);
        self.tell_the_other_window(phone, window);
        if fate == 2 {
            self.crash(phone, window);
            return None;
        }
        Some(true)
    }

    /// The other window hears of it, and reads anew before it does anything else.
    fn tell_the_other_window(&mut self, phone: usize, window: usize) {
        if let Some(other) = &mut self.phones[phone].windows[1 - window] {
            other.stale = true;
        }
    }

    fn read_anew(&mut self, phone: usize, window: usize) {
        let Some(open) = &mut self.phones[phone].windows[window] else { return };
        if std::mem::take(&mut open.stale) {
            let anew = Box::new(self.phones[phone].disk.open());
            self.step(phone, window, Event::Reread(anew));
        }
    }

    fn post(&mut self, phone: usize, window: usize, number: u32, ask: Post) {
        let tag = self.phones[phone].windows[window].as_ref().unwrap().tag;
        let from = Sender { phone, window, tag, number };
        let cells = matches!(ask, Post::Cells(..));
        if let Post::Sync(body) = &ask {
            self.trace(body.as_bytes());
        }
        if self.faults && self.phones[phone].down {
            let after = self.chance.below(ROUND as u64) as i64;
            return self.schedule(after, Due::Reply { to: from, cells, letter: None });
        }
        if self.faults && self.phones[phone].portal {
            let letter = self.portal();
            return self.schedule(50, Due::Reply { to: from, cells, letter: Some(letter) });
        }
        let delay = self.delay();
        if self.faults && self.chance.one_in(12) {
            let later = self.delay();
            self.schedule(later, Due::Post { from, ask: ask.clone() });
        }
        let lost = self.faults && self.chance.one_in(12);
        if !lost {
            self.schedule(delay, Due::Post { from, ask });
        }
    }

    fn delay(&mut self) -> i64 {
        match self.chance.below(10) {
            0 if self.faults => self.chance.below(60_000) as i64,
            1 | 2 => self.chance.below(5_000) as i64,
            _ => 10 + self.chance.below(300) as i64,
        }
    }

    /// What a network that wants a sign-in says to everything.
    fn portal(&mut self) -> Letter {
        let html = b"<html>Please sign in</html>".to_vec();
        let json = br#"{"envelope":"portal","outcomes":[]}"#.to_vec();
        let (status, content_type, body) = match self.chance.below(4) {
            0 => (302, "text/html", html),
            1 => (511, "text/html", html),
            2 => (200, tsunagari_core::sync::wire::ANSWER_TYPE, json),
            _ => (200, "text/html; charset=utf-8", html),
        };
        Letter { status, content_type, retry_after: None, body }
    }

    fn arrive_at_server(&mut self, from: Sender, ask: Post) {
        self.report.requests += 1;
        let device = self.phones[from.phone].device;
        let cells = matches!(ask, Post::Cells(..));
        let trouble = if self.faults { self.chance.below(40) } else { 99 };
        let mut letter = match (trouble, ask) {
            (0, _) => Letter::problem(503, "urn:tsunagari:busy", Some(self.chance.below(120) as u32)),
            (1, _) => Letter::problem(500, "urn:tsunagari:fault", None),
            (2, _) => Letter::problem(429, "urn:tsunagari:rate", Some(30)),
            (_, Post::Sync(body)) => {
                self.ward.sync(device, &body, WallTime::from_millis(self.now), self.poison)
            }
            (_, Post::Cells(scope, mark)) => {
                self.report.bundles += 1;
                self.ward.cells(device, scope, mark, &mut self.chance)
            }
        };
        if self.faults && self.chance.one_in(20) {
            let cut = self.chance.index(letter.body.len() + 1);
            letter.body.truncate(cut);
        }
        if self.faults && self.chance.one_in(12) {
            return;
        }
        if self.faults && self.chance.one_in(12) {
            let later = self.delay();
            self.schedule(later, Due::Reply { to: from, cells, letter: Some(letter.clone()) });
        }
        let delay = self.delay();
        self.schedule(delay, Due::Reply { to: from, cells, letter: Some(letter) });
    }

    fn arrive_at_phone(&mut self, to: Sender, cells: bool, letter: Option<Letter>) {
        if !self.alive(to.phone, to.window, to.tag) {
            return;
        }
        let number = to.number;
        let reply = letter.as_ref().map(|letter| Reply {
            status: letter.status,
            content_type: letter.content_type,
            retry_after: letter.retry_after,
            body: &letter.body,
        });
        let event = if cells {
            let result = reply.map_or(Err(Failure::Unreachable), |reply| reply::cells(&reply));
            Event::Arrived { number, result }
        } else {
            let result = reply.map_or(Err(Failure::Unreachable), |reply| reply::answer(&reply));
            Event::Answered { number, result }
        };
        self.step(to.phone, to.window, event);
    }

    /// Lets time pass, mostly seconds, at times hours; all that is due happens in its order.
    fn pass_some_time(&mut self) {
        let length = match self.chance.below(30) {
            0 => self.chance.below(1_200_000),
            1..=2 => self.chance.below(120_000),
            _ => self.chance.below(20_000),
        };
        self.pass(length as i64);
    }

    fn pass(&mut self, length: i64) {
        let until = self.now + length;
        while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= until) {
            let ((at, _), due) = entry.remove_entry();
            self.now = at;
            self.trace(&at.to_le_bytes());
            self.happen(due);
        }
        self.now = until;
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Start { phone, window } => self.start(phone, window),
            Due::Wake { phone, window, tag, timer } => {
                let counts = |open: &Window| open.tag == tag && open.timer == timer;
                if self.phones[phone].windows[window].as_ref().is_some_and(counts) {
                    self.step(phone, window, Event::Woken);
                }
            }
            Due::Post { from, ask } => self.arrive_at_server(from, ask),
            Due::Reply { to, cells, letter } => {
                if let Some(letter) = &letter {
                    self.trace(&letter.body);
                }
                self.arrive_at_phone(to, cells, letter);
            }
        }
    }

    /// One thing that a person, a phone, the network or the server does.
    fn operate(&mut self) {
        let phone = self.chance.index(self.phones.len());
        let window = self.chance.index(2);
        match self.chance.below(100) {
            0..=49 => self.write_something(phone),
            50..=54 => self.step_if_open(phone, Event::Hint),
            55..=57 => self.step_if_open(phone, Event::Asked),
            58..=60 => self.mend(phone),
            61..=63 => self.carry(phone),
            64..=68 => self.phones[phone].down = !self.phones[phone].down,
            69..=70 => self.phones[phone].portal = !self.phones[phone].portal,
            71..=73 => self.crash(phone, window),
            74..=76 => self.start(phone, window),
            77..=78 => self.phones[phone].skew = self.wrong_clock(),
            79..=81 => self.ward.backup(),
            82 => self.restore_server(),
            83..=85 => self.take_or_give_a_district(phone),
            86 => self.copy_device(phone),
            87..=88 => self.phones[phone].copy = Some(self.phones[phone].disk.clone()),
            89 => self.roll_back(phone),
            90 => self.sign_out_or_revoke(phone),
            91..=93 => self.sign_in(phone),
            _ => {}
        }
    }

    fn step_if_open(&mut self, phone: usize, event: Event) {
        if let Some(window) = self.open_window(phone) {
            self.step(phone, window, event);
        }
    }

    fn open_window(&mut self, phone: usize) -> Option<usize> {
        let first = self.chance.index(2);
        let window = [first, 1 - first].into_iter().find(|at| self.phones[phone].windows[*at].is_some())?;
        self.read_anew(phone, window);
        Some(window)
    }

    fn scopes(&self, phone: usize) -> Vec<Scope> {
        let session = &self.ward.sessions.get(&self.phones[phone].device);
        session.map(|session| session.scopes()).unwrap_or_else(|| vec![Scope::DistrictAll(self.districts[0])])
    }

    /// What a screen of the phone shows of a scope and class.
    fn view(&self, phone: usize, window: usize, scope: Scope, class: Class) -> Vec<Record> {
        let open = self.phones[phone].windows[window].as_ref().unwrap();
        let ask = Ask { scopes: vec![scope], others: None, class, days: None, limit: usize::MAX };
        self.phones[phone].disk.read(open.machine.device(), ask)
    }

    fn write_something(&mut self, phone: usize) {
        let Some(window) = self.open_window(phone) else { return };
        let mut scopes = self.scopes(phone);
        scopes.retain(|scope| matches!(scope, Scope::DistrictAll(_)));
        if self.chance.one_in(25) {
            scopes = vec![Scope::DistrictAll(self.districts[self.chance.index(self.districts.len())])];
        }
        let Some(scope) = self.chance.pick(&scopes).copied() else { return };
        let how_many = if self.chance.one_in(10) { 1 + self.chance.below(12) } else { 1 };
        let class = if self.chance.one_in(4) { Class::Registry } else { Class::Log };
        let view = self.view(phone, window, scope, class);
        let mut changes: Vec<Change> = Vec::new();
        for _ in 0..how_many {
            let change = self.change(phone, window, scope, class, &view);
            // Two changes of one record in one press would be one change.
            if changes.iter().all(|other| other.record != change.record) {
                changes.push(change);
            }
        }
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let batch = device.save(&changes, &view, Some(("draft", None))).unwrap();
        self.save(phone, window, &batch, changes);
    }

    fn change(&mut self, phone: usize, window: usize, scope: Scope, class: Class, view: &[Record]) -> Change {
        let strange = self.chance.below(60);
        let kind = match (strange, class) {
            (0, _) => Kind::Other("levy".to_owned()),
            (_, Class::Registry) => Kind::Group,
            (_, Class::Log) => Kind::Activity,
        };
        let name = format!("{}", self.chance.below(14));
        let own = if self.chance.one_in(3) { self.phones[phone].person.to_string() } else { String::new() };
        let mut record = derived(&[kind.as_str(), &scope.to_string(), &name, &own]);
        // An edit of what the server does not take, on top of it: both are refused together.
        let orphan = self.phones[phone].saved.last().map(|saved| saved.change.clone());
        let mut kind = kind;
        if let Some(orphan) = orphan.filter(|last| matches!(last.kind, Kind::Other(_)) && last.scope == scope)
        {
            (record, kind) = (orphan.record, orphan.kind);
        }
        let seen = view.iter().find(|seen| seen.id == record);
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let (base, after) = device.stand(record, seen);
        let act = match (seen, self.chance.below(20)) {
            (Some(seen), 0) if !seen.removed() => Act::Remove,
            (Some(seen), 0..=8) if seen.removed() => Act::Restore,
            _ => Act::Set(self.fields(class)),
        };
        Change {
            id: ChangeId::from_uuid(self.chance.uuid()),
            protocol: PROTOCOL,
            device: Some(self.phones[phone].device),
            record,
            kind,
            scope,
            base,
            after,
            act,
            written_at: self.phones[phone].clock(self.now),
            by: Some(self.phones[phone].person),
        }
    }

    fn fields(&mut self, class: Class) -> tsunagari_core::record::Fields {
        if class == Class::Registry {
            return [("name".to_owned(), json!(format!("会{}", self.chance.below(5))))].into();
        }
        let mut fields = tsunagari_core::record::Fields::new();
        if self.chance.one_in(2) {
            let (month, day) = (4 + self.chance.below(5), 10 + self.chance.below(18));
            fields.insert("day".to_owned(), json!(format!("2026-{month:02}-{day}")));
        }
        for band in ["head.adult", "head.child"] {
            if self.chance.one_in(2) {
                fields.insert(band.to_owned(), json!(self.chance.below(5)));
            }
        }
        let note = match self.chance.below(80) {
            at @ 0..=2 => json!(POISON[at as usize].0),
            3..=9 => serde_json::Value::Null,
            word => json!(format!("歌{word}")),
        };
        fields.insert("note".to_owned(), note);
        fields
    }

    /// A press: the batch is written, then the screen says so.
    fn save(&mut self, phone: usize, window: usize, batch: &[StoreOp], changes: Vec<Change>) {
        let tag = self.phones[phone].windows[window].as_ref().unwrap().tag;
        match self.write(phone, window, batch) {
            Some(true) => {}
            Some(false) => return,
            None => {
                // It died: saved is what the disk has.
                let queued = self.phones[phone].known();
                let kept: Vec<_> = changes.into_iter().filter(|change| queued.contains(&change.id)).collect();
                return self.note_saved(phone, kept);
            }
        }
        self.note_saved(phone, changes);
        if self.alive(phone, window, tag) {
            self.step(phone, window, Event::Written(batch.to_vec()));
        }
        if self.alive(phone, window, tag) && self.chance.one_in(2) {
            self.tidy(phone, window, tag);
        }
        if self.alive(phone, window, tag) {
            self.check_views(phone, window);
            self.check_totals(phone, window);
        }
    }

    /// What was saved is laid where it belongs, sooner or later than it is sent.
    fn tidy(&mut self, phone: usize, window: usize, tag: u64) {
        self.read_anew(phone, window);
        let batch = self.phones[phone].windows[window].as_ref().unwrap().machine.device().tidy();
        if self.write(phone, window, &batch) == Some(true) && self.alive(phone, window, tag) {
            self.phones[phone].windows[window].as_mut().unwrap().machine.tidied(&batch);
        }
    }

    fn note_saved(&mut self, phone: usize, changes: Vec<Change>) {
        for change in changes {
            self.report.saved += 1;
            let bytes = change.to_bytes().unwrap();
            self.trace(bytes.as_bytes());
            self.phones[phone].saved.push(Saved { change, bytes });
        }
    }

    /// A person sets right what was refused, or lets it go.
    fn mend(&mut self, phone: usize) {
        let Some(window) = self.open_window(phone) else { return };
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let items = device.refused();
        let Some(item) = self.chance.pick(&items).cloned() else { return };
        if matches!(item.kind, Kind::Other(_)) {
            let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
            let batch = device.let_go(&item);
            let gone: Vec<_> = item.turns.iter().map(|turn| turn.change).collect();
            for phone in &mut self.phones {
                phone.saved.retain(|saved| !gone.contains(&saved.change.id));
            }
            return self.save(phone, window, &batch, Vec::new());
        }
        let view = self.view(phone, window, item.scope, item.kind.class());
        let seen = view.iter().find(|seen| seen.id == item.record);
        let mending = Mending {
            id: ChangeId::from_uuid(self.chance.uuid()),
            at: self.phones[phone].clock(self.now),
            by: Some(self.phones[phone].person),
            fields: tsunagari_core::record::Fields::new(),
        };
        let device = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let (change, batch) = device.mend(&item, seen, mending).unwrap();
        let gone: Vec<_> = item.turns.iter().map(|turn| turn.change).collect();
        let before: Vec<_> = self.phones[phone].saved.iter().map(|saved| saved.change.id).collect();
        self.save(phone, window, &batch, vec![change.clone()]);
        let done = self.phones[phone].saved.iter().any(|saved| saved.change.id == change.id);
        assert!(done || before.len() == self.phones[phone].saved.len());
        if done {
            for phone in &mut self.phones {
                phone.saved.retain(|saved| !gone.contains(&saved.change.id));
            }
        }
    }

    /// A queue travels as a file to another device.
    fn carry(&mut self, phone: usize) {
        let to = self.chance.index(self.phones.len());
        if to == phone {
            return;
        }
        let Some(window) = self.open_window(phone) else { return };
        let from = self.phones[phone].windows[window].as_ref().unwrap().machine.device();
        let file = from.export("simulated");
        let records: Vec<_> = from.unsettled().map(|(_, change)| change.record).collect();
        self.phones[to].carried.extend(records);
        let Some(window) = self.open_window(to) else { return };
        let device = self.phones[to].windows[window].as_ref().unwrap().machine.device();
        let batch = device.carry(&file).expect("a file that a device wrote");
        self.save(to, window, &batch, Vec::new());
    }

    fn restore_server(&mut self) {
        self.ward.restore(&mut self.chance);
        self.report.restores += 1;
        self.trace(b"restore");
        self.forgive();
    }

    fn take_or_give_a_district(&mut self, phone: usize) {
        let district = self.districts[self.chance.index(self.districts.len())];
        let device = self.phones[phone].device;
        let Some(session) = self.ward.sessions.get_mut(&device) else { return };
        if session.districts.len() > 1 && !session.districts.remove(&district) {
            return;
        }
        if session.districts.len() == 1 && !session.districts.contains(&district) {
            session.districts.insert(district);
        }
        for phone in self.phones.iter_mut().filter(|phone| phone.device == device) {
            phone.dropped.extend([Scope::DistrictAll(district), Scope::DistrictStaff(district)]);
        }
    }

    /// The same device twice: a disk copied whole, session and all.
    fn copy_device(&mut self, phone: usize) {
        if self.phones.len() >= 5 {
            return;
        }
        let original = &self.phones[phone];
        let mut copy = Phone::new(original.device, original.person, original.skew);
        copy.disk = original.disk.clone();
        copy.saved = original.saved.clone();
        copy.dropped = original.dropped.clone();
        copy.rolled_back = original.rolled_back;
        copy.carried = original.carried.clone();
        self.phones.push(copy);
        let phone = self.phones.len() - 1;
        self.start(phone, 0);
    }

    /// A device is set back to an old copy of itself.
    fn roll_back(&mut self, phone: usize) {
        let Some(copy) = self.phones[phone].copy.clone() else { return };
        for window in 0..2 {
            self.crash(phone, window);
        }
        self.phones[phone].disk = copy;
        self.phones[phone].rolled_back = true;
        self.forgive();
    }

    /// What a device forgot by being set back to an old copy, and no server has, nobody can be blamed for.
    fn forgive(&mut self) {
        let known: std::collections::BTreeSet<_> = self.phones.iter().flat_map(Phone::known).collect();
        let rolled = self.phones.iter().any(|phone| phone.rolled_back);
        let books = &self.ward.books;
        for phone in &mut self.phones {
            phone.saved.retain(|saved| {
                let id = saved.change.id;
                !rolled || known.contains(&id) || books.taken.contains_key(&id)
            });
        }
    }

    fn sign_out_or_revoke(&mut self, phone: usize) {
        let device = self.phones[phone].device;
        if self.chance.one_in(2) {
            self.ward.revoked.insert(device);
            for phone in self.phones.iter_mut().filter(|phone| phone.device == device) {
                phone.dropped.extend([Scope::OrgAll, Scope::OrgStaff]);
                for district in &self.districts {
                    phone.dropped.extend([Scope::DistrictAll(*district), Scope::DistrictStaff(*district)]);
                }
            }
        } else if let Some(session) = self.ward.sessions.remove(&device) {
            self.ward.away.insert(device, session);
        }
    }

    fn sign_in(&mut self, phone: usize) {
        let device = self.phones[phone].device;
        self.ward.revoked.remove(&device);
        if let Some(session) = self.ward.away.remove(&device) {
            self.ward.sessions.insert(device, session);
        }
        self.step_if_open(phone, Event::Joined);
    }

    /// Faults stop, everybody is signed in, the server's desk is mended: now everything has to drain.
    fn settle(&mut self) {
        self.faults = false;
        self.poison = false;
        for phone in 0..self.phones.len() {
            (self.phones[phone].down, self.phones[phone].portal) = (false, false);
            for window in 0..2 {
                self.start(phone, window);
            }
            self.sign_in(phone);
            self.step_if_open(phone, Event::Asked);
        }
        let until = self.now + PATIENCE;
        while !(self.looks_drained() && self.drained()) {
            assert!(self.now < until, "I7: the world does not drain: {}", self.stuck());
            self.pass(60_000);
            if self.now % 600_000 < 60_000 {
                for phone in 0..self.phones.len() {
                    self.step_if_open(phone, Event::Asked);
                }
            }
        }
    }
}
