//! A ward in a box: devices, a server, a bad network and wrong clocks, all from one seed. The code under test is core's,
//! as it runs on a phone; nothing here sleeps, and the same seed gives the same history.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a simulated world stops at the first thing that cannot be"
)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::json;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{DeviceId, DistrictId, PersonId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Hand, Kind, Record, Scope};
use tsunagari_core::sync::machine::{Effect, Event, Machine};
use tsunagari_core::sync::wire::CellMark;

use chance::Chance;
use history::{History, Trouble};
use phone::{LIMITS, Phone, Window};
use ward::{Letter, Ward};

pub mod chance;
mod checks;
pub mod disk;
pub mod exhaustive;
pub mod histories;
pub mod history;
pub mod house;
pub mod law;
mod network;
mod people;
mod phone;
pub mod shrink;
pub mod ward;

/// A history makes and drops small things all the time, and nothing else is as much of its time.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A field that the devices' build does not know.
const NEWER: &str = "newer.field";
/// A year, in milliseconds.
const YEAR: i64 = 365 * 86_400_000;
/// When the world begins: 2026-11-22 in milliseconds.
const BEGINNING: i64 = 1_795_300_000_000;
/// Steps of a history at least, and the changes that it goes on for.
const STEPS: usize = 200;
const CHANGES: usize = 200;
/// Steps of a history at most, should people be kept from writing.
pub const LONGEST: usize = 1_500;
/// Rounds in which a queue has to be empty once nothing goes wrong any more, and in which all is read after that.
const ROUNDS: usize = 10;
/// How long a quiet world may take to drain, in milliseconds.
const PATIENCE: i64 = 3 * 60 * 60_000;

/// What one history came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// The hash of all that happened, in order, and of what everybody held in the end.
    pub trace: u64,
    /// Histories of which this is the sum.
    pub histories: usize,
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
    /// Batches of which it was looked at whether they gave what is shown otherwise.
    pub given: usize,
    /// Bundles of cells that arrived.
    pub bundles: usize,
    /// Months of `totals` that were counted once more.
    pub counted: usize,
    /// Commits that failed, and deaths of the server before and after one.
    pub commits_lost: usize,
    /// Times that the lines of all phones were clogged one by one.
    pub clogs: usize,
    /// Districts that were taken from a device.
    pub taken: usize,
    /// Devices that were copied.
    pub copies: usize,
    /// Drafts that were typed and not saved.
    pub drafts: usize,
    /// The most rounds that a queue took to be empty, once nothing went wrong any more.
    pub rounds: usize,
    /// The fewest changes of one history.
    pub least: usize,
}

/// Runs one history and checks it; panics with what was violated.
pub fn run(history: &History) -> Report {
    let mut world = World::new(history);
    for step in 0..LONGEST {
        if history.steps.is_none() && step >= STEPS && world.report.saved >= CHANGES {
            break;
        }
        if history.steps.as_ref().is_some_and(|steps| !steps.contains(&step)) {
            continue;
        }
        // What is left out before changes nothing of what this step does by itself.
        world.draw_anew(step as u64);
        world.operate();
        world.pass_some_time();
    }
    world.draw_anew(LONGEST as u64);
    world.settle();
    world.check_quiet();
    world.report.histories = 1;
    world.report.least = world.report.saved;
    world.report
}

/// Something that is going to happen.
#[derive(Debug)]
enum Due {
    Start { phone: usize, window: usize },
    Wake { phone: usize, window: usize, tag: u64, timer: u64 },
    Store(Slow),
    Post { from: Sender, ask: Post },
    Reply { to: Sender, cells: bool, letter: Option<Letter> },
    Clog { phone: usize },
    Heal { phone: usize },
}

/// A batch that the disk is slow to take.
#[derive(Debug)]
struct Slow {
    phone: usize,
    window: usize,
    tag: u64,
    batch: Vec<StoreOp>,
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
    seed: u64,
    without: BTreeSet<Trouble>,
    chance: Chance,
    /// Of checks alone, so that another check makes no other history.
    aside: Chance,
    now: i64,
    order: u64,
    tag: u64,
    due: BTreeMap<(i64, u64), Due>,
    /// What is on its way to or from a phone whose line is clogged.
    held: Vec<Due>,
    /// Until when the server is away.
    away_until: i64,
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
    fn new(history: &History) -> Self {
        let seed = history.seed;
        let mut chance = Chance::new(seed);
        let ward = Ward::new(&mut chance);
        let two_windows = chance.one_in(4) && !history.without.contains(&Trouble::Windows);
        let districts: Vec<_> =
            ["hinata", "komorebi"].iter().map(|name| DistrictId::of(derived(&[name]))).collect();
        let mut world = Self {
            seed,
            without: history.without.clone(),
            chance,
            aside: Chance::new(!seed),
            now: BEGINNING,
            order: 0,
            tag: 0,
            due: BTreeMap::new(),
            held: Vec::new(),
            away_until: 0,
            ward,
            phones: Vec::new(),
            districts,
            two_windows,
            faults: true,
            poison: true,
            report: Report { trace: 0xcbf2_9ce4_8422_2325, ..Report::default() },
        };
        world.records_of_a_newer_server();
        let count = match world.chance.below(64) {
            0 => 9 + world.chance.index(8),
            1..=7 => 5 + world.chance.index(4),
            _ => 2 + world.chance.index(3),
        };
        for phone in 0..count.min(history.phones.unwrap_or(count)) {
            world.draw_anew((2 * LONGEST + phone) as u64);
            world.join();
        }
        world
    }

    /// Chance begins anew for one step.
    fn draw_anew(&mut self, step: u64) {
        let seed = self.seed ^ step.wrapping_add(1).wrapping_mul(0xd6e8_feb8_6659_fd93);
        (self.chance, self.aside) = (Chance::new(seed), Chance::new(!seed));
    }

    /// Whether this goes wrong now.
    fn may(&self, trouble: Trouble) -> bool {
        self.faults && !self.without.contains(&trouble)
    }

    /// Once in so many times this goes wrong; chance is drawn all the same.
    fn trouble(&mut self, trouble: Trouble, times: u64) -> bool {
        self.chance.one_in(times) && self.may(trouble)
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
                    fields: [("name".to_owned(), json!("会")), (NEWER.to_owned(), json!({"a": [1, 2]}))]
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
            role: if self.chance.one_in(3) { Role::Admin } else { Role::Staff },
            office: None,
            body: None,
            districts,
            confirmed: true,
            groups: Default::default(),
        };
        self.ward.sessions.insert(device, session);
        let mut skew = self.wrong_clock();
        // In no history are all clocks right.
        if self.phones.is_empty() && skew.abs() < YEAR && self.may(Trouble::Clock) {
            skew = if self.chance.one_in(2) { 10 * YEAR } else { -10 * YEAR };
        }
        self.phones.push(Phone::new(device, person, skew));
        let phone = self.phones.len() - 1;
        self.start(phone, 0);
    }

    fn wrong_clock(&mut self) -> i64 {
        /// The last second of a signed 32-bit clock, in January 2038.
        const END_OF_32_BITS: i64 = 2_147_483_647_000;
        let years = self.chance.below(21) as i64 - 10;
        let skew = match self.chance.below(8) {
            0 => 0,
            1 | 2 => self.chance.below(1_200_000) as i64 - 600_000,
            3 => -BEGINNING,
            4 => END_OF_32_BITS - BEGINNING,
            _ => years * YEAR,
        };
        if self.may(Trouble::Clock) { skew } else { 0 }
    }

    /// Opens a window: what a machine knows, it reads from the disk.
    fn start(&mut self, phone: usize, window: usize) {
        if self.phones[phone].windows[window].is_some() || (window > 0 && !self.two_windows) {
            return;
        }
        self.tag += 1;
        let machine = Machine::with_limits(self.phones[phone].disk.open(), "simulated", LIMITS);
        self.phones[phone].windows[window] =
            Some(Window { machine, tag: self.tag, timer: 0, stale: false, alters: false, shown: None });
        self.look_at_drafts(phone, window);
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
            let stored = matches!(event, Event::Stored(true));
            let effects = open.machine.step(clock, noise, event);
            self.check_shown(phone, window, stored);
            for effect in effects {
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
                    self.phones[phone].rounds += 1;
                    let anew = self.chance.one_in(8).then(|| Box::new(self.phones[phone].disk.open()));
                    events.push_back(Event::Locked(anew));
                }
            },
            Effect::Unlock => self.phones[phone].lock = None,
            Effect::Store(batch) if self.may(Trouble::Disk) && self.chance.one_in(4) => {
                let after = 1 + self.chance.below(3_000) as i64;
                let tag = self.phones[phone].windows[window].as_ref().unwrap().tag;
                self.schedule(after, Due::Store(Slow { phone, window, tag, batch }));
            }
            Effect::Store(batch) => events.extend(self.store(phone, window, &batch)),
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
                let failed = self.trouble(Trouble::Disk, 30);
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
        }
    }

    /// Does what a machine wants written; none where nobody is left to hear of it.
    fn store(&mut self, phone: usize, window: usize, batch: &[StoreOp]) -> Option<Event> {
        self.note_shown(phone, window, batch);
        self.write(phone, window, batch).map(Event::Stored)
    }

    fn take(&mut self, Slow { phone, window, tag, batch }: &Slow) {
        if self.alive(*phone, *window, *tag)
            && let Some(stored) = self.store(*phone, *window, batch)
        {
            self.step(*phone, *window, stored);
        }
    }

    /// A phone's disk takes what it has been given in its order: all that it is slow to take, before what comes now.
    fn catch_up(&mut self, phone: usize) {
        let of_it = |due: &Due| matches!(due, Due::Store(slow) if slow.phone == phone);
        while let Some(next) = self.due.iter().find(|(_, due)| of_it(due)).map(|(at, _)| *at) {
            if let Some(Due::Store(slow)) = self.due.remove(&next) {
                self.take(&slow);
            }
        }
    }

    /// Writes a batch, unless the disk is full or the window dies; none where nobody is left to hear of it.
    fn write(&mut self, phone: usize, window: usize, batch: &[StoreOp]) -> Option<bool> {
        let fate = self.chance.below(100);
        match fate {
            0 if self.may(Trouble::Crash) => {
                self.crash(phone, window);
                return None;
            }
            1 if self.may(Trouble::Disk) => return Some(false),
            _ => {}
        }
        self.check_batch(phone, batch);
        self.phones[phone].disk.write(batch);
        self.tell_the_other_window(phone, window);
        if fate == 2 && self.may(Trouble::Crash) {
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
        let clogged = |at: &Sender| self.phones[at.phone].clogged;
        if matches!(&due, Due::Post { from: at, .. } | Due::Reply { to: at, .. } if clogged(at)) {
            self.held.push(due);
            return;
        }
        match due {
            Due::Start { phone, window } => self.start(phone, window),
            Due::Wake { phone, window, tag, timer } => {
                let counts = |open: &Window| open.tag == tag && open.timer == timer;
                if self.phones[phone].windows[window].as_ref().is_some_and(counts) {
                    self.step(phone, window, Event::Woken);
                }
            }
            Due::Store(slow) => self.take(&slow),
            Due::Post { from, ask } => self.arrive_at_server(from, ask),
            Due::Reply { to, cells, letter } => {
                if let Some(letter) = &letter {
                    self.trace(&letter.body);
                }
                self.arrive_at_phone(to, cells, letter);
            }
            Due::Clog { phone } => self.phones[phone].clogged = self.may(Trouble::Network),
            Due::Heal { phone } => self.heal(phone),
        }
    }

    /// Faults stop, everybody is signed in, the server's desk is mended: now everything has to drain.
    fn settle(&mut self) {
        self.faults = false;
        for phone in 0..self.phones.len() {
            (self.phones[phone].down, self.phones[phone].portal) = (false, false);
            self.heal(phone);
        }
        self.away_until = self.now;
        // What the server cannot take stops nothing else, however long it stays there.
        if self.chance.one_in(8) {
            self.everybody_sends();
            self.wait_until("I7: poison holds up others", |world| world.only_poison_waits());
        }
        self.poison = false;
        for phone in &mut self.phones {
            (phone.rounds, phone.drained) = (0, None);
        }
        self.everybody_sends();
        self.wait_until("I7: the world does not drain", |world| {
            world.note_drained();
            world.looks_drained() && world.drained()
        });
        self.check_rounds();
    }

    fn everybody_sends(&mut self) {
        for phone in 0..self.phones.len() {
            for window in 0..2 {
                self.start(phone, window);
            }
            self.sign_in(phone);
            self.step_if_open(phone, Event::Asked);
        }
    }

    fn wait_until(&mut self, told: &str, done: impl Fn(&mut Self) -> bool) {
        let until = self.now + PATIENCE;
        while !done(self) {
            assert!(self.now < until, "{told}: {}", self.stuck());
            self.pass(60_000);
            if self.now % 600_000 < 60_000 {
                for phone in 0..self.phones.len() {
                    self.step_if_open(phone, Event::Asked);
                }
            }
        }
    }
}
