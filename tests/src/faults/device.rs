//! A phone without a screen: core's own machine over a store in memory, carried to the real server by HTTP.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Read as _;

use flate2::read::GzDecoder;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Change};
use tsunagari_core::device::reading::Ask;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{ChangeId, RecordId};
use tsunagari_core::record::{Class, Record, Scope};
use tsunagari_core::sync::machine::{Effect, Event, Machine};
use tsunagari_core::sync::reply::{self, Failure, Reply};
use tsunagari_core::sync::status::Why;
use tsunagari_core::sync::wire::CellMark;
use tsunagari_server::secret::{hex, sha256};
use tsunagari_world::chance::Chance;
use tsunagari_world::disk::Disk;

use crate::http1::{Request, Response};
use crate::small::Member;
use crate::trouble::{Outcome, Trouble};
use crate::wait;

/// Rounds in which a queue has drained once faults stop (I7).
const ROUNDS: usize = 10;

/// How a request gets to the server; none where no answer came.
pub type Carry<'a> = &'a mut dyn FnMut(&'static str, String, Option<String>) -> Option<Response>;

pub struct Device {
    pub member: Member,
    machine: Machine,
    disk: Disk,
    chance: Chance,
    /// How long it has waited for timers instead of letting time pass, in milliseconds.
    waited: i64,
    /// What the timer was last set to, in milliseconds.
    pub timer: Option<i64>,
    /// Whether it was given an event since it was made; for who keeps many.
    pub came: bool,
    /// How far its clock is from the machine's, in milliseconds.
    pub skew: i64,
    /// All that was called saved.
    pub saved: Vec<Change>,
}

impl Device {
    pub fn new(member: Member, seed: u64) -> Self {
        Self::over(member, Disk::default(), seed)
    }

    /// Over a store that is there already.
    pub fn over(member: Member, disk: Disk, seed: u64) -> Self {
        let machine = Machine::new(disk.open(), "faults");
        let chance = Chance::new(seed);
        Self {
            member,
            machine,
            disk,
            chance,
            waited: 0,
            timer: None,
            came: false,
            skew: 0,
            saved: Vec::new(),
        }
    }

    /// Its process is gone; a new one knows what the store knows.
    pub fn killed_and_opened(&mut self, carry: Carry<'_>) {
        self.machine = Machine::new(self.disk.open(), "faults");
        self.timer = None;
        self.go(Event::Opened, carry);
    }

    /// Saves a new log, and gives it to the machine.
    pub fn log(&mut self, carry: Carry<'_>) -> Outcome<()> {
        let (id, record) = (ChangeId::from_uuid(self.chance.uuid()), RecordId::from_uuid(self.chance.uuid()));
        let heads = self.chance.below(90);
        let change = Change { written_at: self.clock(), ..self.member.log(id, record, heads) };
        self.save(change, &[], carry)
    }

    /// Saves a change of a log that it shows.
    pub fn edit(&mut self, seen: &Record, act: Act, carry: Carry<'_>) -> Outcome<()> {
        let (base, after) = self.machine.device().stand(seen.id, Some(seen));
        let id = ChangeId::from_uuid(self.chance.uuid());
        let change = self.member.change(id, seen.id, base, act);
        let change = Change { scope: seen.scope, after, written_at: self.clock(), ..change };
        self.save(change, std::slice::from_ref(seen), carry)
    }

    fn save(&mut self, change: Change, seen: &[Record], carry: Carry<'_>) -> Outcome<()> {
        let batch = self.machine.device().save(std::slice::from_ref(&change), seen, None);
        let batch = batch.map_err(|_| Trouble::new("a log that is too large"))?;
        self.disk.write(&batch);
        self.saved.push(change);
        self.go(Event::Written(batch), carry);
        Ok(())
    }

    /// Gives the machine an event and does all that it asks for.
    pub fn go(&mut self, event: Event, carry: Carry<'_>) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let now = self.clock();
            let noise = self.chance.noise();
            for effect in self.machine.step(now, noise, event) {
                events.extend(self.perform(effect, carry));
            }
        }
    }

    fn clock(&self) -> WallTime {
        WallTime::from_millis(wait::clock()).plus(self.waited).plus(self.skew)
    }

    fn perform(&mut self, effect: Effect, carry: Carry<'_>) -> Option<Event> {
        match effect {
            Effect::Lock => Some(Event::Locked(None)),
            Effect::Store(batch) => {
                self.disk.write(&plain(&batch));
                Some(Event::Stored(true))
            }
            Effect::Send { number, body } => {
                let came = carry("POST", "/api/v1/sync".to_owned(), Some(body));
                let result = came.map_or(Err(Failure::Unreachable), |came| reply::answer(&of(&came)));
                Some(Event::Answered { number, result })
            }
            Effect::Fetch { number, scope, mark } => {
                let came = carry("GET", cells(scope, mark), None);
                let result = came.map_or(Err(Failure::Unreachable), |came| reply::cells(&of(&came)));
                Some(Event::Arrived { number, result })
            }
            Effect::Read(keys) => {
                let row = |key: String| Some((key.clone(), self.disk.get(Table::Sent, &key)?.clone()));
                Some(Event::Read(keys.into_iter().filter_map(row).collect()))
            }
            Effect::Fold(fold) => {
                let rows = |table, keys: &[String]| -> Vec<_> {
                    keys.iter().filter_map(|key| self.disk.get(table, key).cloned()).collect()
                };
                let folded = fold.fold(&rows(Table::Mirror, &fold.cells), &rows(Table::Fresh, &fold.fresh));
                let packed = folded.iter().map(|cell| cell.plain.clone()).collect();
                Some(Event::Folded(Some(fold.batch(folded, packed))))
            }
            Effect::Wake(after) => {
                self.timer = Some(after);
                None
            }
            Effect::Unlock | Effect::Status(_) => None,
        }
    }

    /// Lets the timer ring without waiting for it.
    pub fn woken(&mut self, carry: Carry<'_>) {
        self.waited += self.timer.take().unwrap_or(0);
        self.go(Event::Woken, carry);
    }

    /// The changes that it has still to send.
    pub fn queued(&self) -> BTreeSet<ChangeId> {
        self.machine.device().queue().keys().map(|turn| turn.change).collect()
    }

    /// The same with their bytes, as they are sent.
    pub fn said(&self) -> Vec<(ChangeId, String)> {
        let queue = self.machine.device().queue().iter();
        queue.map(|(turn, queued)| (turn.change, queued.bytes.get().to_owned())).collect()
    }

    /// Why it does not send, where that is so.
    pub fn why(&self) -> Option<Why> {
        self.machine.status().why
    }

    /// A row of its store.
    pub fn row(&self, table: Table, key: &str) -> Option<Vec<u8>> {
        self.disk.get(table, key).cloned()
    }

    pub fn unsent(&self) -> usize {
        self.machine.status().unsent
    }

    /// Rounds until nothing is unsent and nothing changes any more, at most ten.
    pub fn drained(&mut self, carry: Carry<'_>) -> Outcome<usize> {
        self.go(Event::Asked, carry);
        for round in 1..=ROUNDS {
            let before = self.hashes();
            self.woken(carry);
            if self.unsent() == 0 && before == self.hashes() {
                return Ok(round);
            }
        }
        Err(Trouble::new(format!(
            "{} unsent after {ROUNDS} rounds: {:?}",
            self.unsent(),
            self.machine.status()
        )))
    }

    /// What it shows of each scope and class, as one fingerprint each.
    pub fn hashes(&self) -> BTreeMap<(String, Class), String> {
        let scopes = self.machine.device().holdings().keys();
        let both = scopes.flat_map(|scope| [(*scope, Class::Registry), (*scope, Class::Log)]);
        both.map(|(scope, class)| ((scope.to_string(), class), self.hash(scope, class))).collect()
    }

    fn hash(&self, scope: Scope, class: Class) -> String {
        let mut records = self.view(scope, class);
        records.sort_by_key(|record| record.id);
        let lines: Vec<_> =
            records.iter().map(|record| serde_json::to_string(record).unwrap_or_default()).collect();
        hex(&sha256(lines.join("\n").as_bytes()))
    }

    pub fn view(&self, scope: Scope, class: Class) -> Vec<Record> {
        self.newest(scope, class, usize::MAX)
    }

    /// At most so many, as the head of a list shows them.
    pub fn newest(&self, scope: Scope, class: Class, limit: usize) -> Vec<Record> {
        let ask = Ask { scopes: vec![scope], others: None, class, days: None, limit };
        self.disk.read(self.machine.device(), ask)
    }

    /// The scopes that it holds.
    pub fn scopes(&self) -> Vec<Scope> {
        self.machine.device().holdings().keys().copied().collect()
    }
}

/// A batch whose cells are inflated, as the app's store hands them out.
fn plain(batch: &[StoreOp]) -> Vec<StoreOp> {
    let inflated = |bytes: &[u8]| {
        let mut text = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut text).ok()?;
        Some(text)
    };
    let op = |op: &StoreOp| match op {
        StoreOp::Put(Table::Mirror, key, bytes) => {
            StoreOp::Put(Table::Mirror, key.clone(), inflated(bytes).unwrap_or_else(|| bytes.clone()))
        }
        other => other.clone(),
    };
    batch.iter().map(op).collect()
}

fn cells(scope: Scope, mark: Option<CellMark>) -> String {
    let mark = mark.map_or_else(String::new, |mark| {
        let class = if mark.class == Class::Log { "log" } else { "registry" };
        format!("&class={class}&below={}", mark.below)
    });
    format!("/api/v1/cells?scope={scope}{mark}")
}

fn of(came: &Response) -> Reply<'_> {
    Reply {
        status: came.status,
        content_type: came.headers.get("content-type").unwrap_or_default(),
        retry_after: came.headers.get("retry-after").and_then(|value| value.parse().ok()),
        body: &came.body,
    }
}

/// Carries a device's requests to a server of this machine.
pub fn carrier(
    member: &Member,
    port: u16,
    origin: &str,
) -> impl FnMut(&'static str, String, Option<String>) -> Option<Response> + use<> {
    let (cookie, origin) = (format!("tsunagari_{port}={}", member.token), origin.to_owned());
    move |method, path, body| {
        let mut request = Request::new(method, &path);
        request.headers.set("cookie", &cookie);
        if let Some(body) = body {
            request.headers.set("origin", &origin);
            request.headers.set("content-type", "application/json");
            request.body = body.into_bytes();
        }
        request.send(port).ok()
    }
}
