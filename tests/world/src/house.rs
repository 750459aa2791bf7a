//! A small house for tests by hand: phones that obey, a server at once, a network whose every reply can be chosen.

use std::collections::VecDeque;

use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Change, Outcome, PROTOCOL};
use tsunagari_core::device::reading::Ask;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, PersonId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Class, Kind, Record, Scope};
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::sync::machine::{Effect, Event, Limits, Machine};
use tsunagari_core::sync::reply::{self, Failure, Reply};
use tsunagari_core::sync::status::Status;
use tsunagari_core::sync::wire::SyncRequest;

use super::chance::Chance;
use super::disk::Disk;
use super::ward::{Letter, Ward};

/// When a house begins.
pub const NOON: i64 = 1_795_300_000_000;

/// Events after which a machine that has not come to rest never will.
const RESTLESS: usize = 20_000;

/// The scope in which everything happens.
pub fn scope() -> Scope {
    Scope::DistrictAll(DistrictId::of(derived(&["hinata"])))
}

/// A server, chance, and what the network does to replies.
pub struct House {
    pub ward: Ward,
    pub chance: Chance,
    pub now: i64,
    pub poison: bool,
    /// What becomes of the next replies, first come first; afterwards all arrive.
    pub fates: VecDeque<Fate>,
    /// Whether no request reaches the server.
    pub down: bool,
    /// The operation of a store at which its phone dies, counted over all of them, and how.
    pub death: Option<(usize, Death)>,
    /// Operations of stores so far: batches, and reads while a round is under way.
    pub operations: usize,
}

/// How a phone dies at an operation of its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// Before it is done.
    Before,
    /// When it is done, and before anybody hears of it.
    After,
    /// Before it, and what was written relaxed since the last strict batch goes too.
    Power,
}

pub enum Fate {
    /// No reply comes; the server has done what it was asked.
    Lost,
    /// Somebody else's reply comes.
    Instead(Letter),
}

/// A phone with one window.
pub struct Phone {
    pub device: DeviceId,
    pub person: PersonId,
    pub disk: Disk,
    /// What of it would be left if the power failed now.
    pub sure: Disk,
    pub machine: Machine,
    pub limits: Limits,
    pub skew: i64,
    /// Every request, in the order sent.
    pub sent: Vec<SyncRequest>,
}

impl Default for House {
    fn default() -> Self {
        let mut chance = Chance::new(7);
        let ward = Ward::new(&mut chance);
        Self {
            ward,
            chance,
            now: NOON,
            poison: true,
            fates: VecDeque::new(),
            down: false,
            death: None,
            operations: 0,
        }
    }
}

impl House {
    pub fn phone(&mut self) -> Phone {
        let device = DeviceId::from_uuid(self.chance.uuid());
        let person = PersonId::of(RecordId::from_uuid(self.chance.uuid()));
        let districts: SortedSet<_> = scope().district().into_iter().collect();
        let (office, body, groups) = (None, None, SortedSet::new());
        let session =
            Session { device, person, role: Role::Staff, office, body, districts, confirmed: true, groups };
        self.ward.sessions.insert(device, session);
        let disk = Disk::default();
        let (limits, sure) = (Limits::APP, Disk::default());
        let machine = Machine::with_limits(disk.open(), "test", limits);
        Phone { device, person, disk, sure, machine, limits, skew: 0, sent: Vec::new() }
    }

    /// Gives a phone an event and does all that it asks for.
    pub fn go(&mut self, phone: &mut Phone, event: Event) -> Status {
        self.go_tidied(phone, event, &[])
    }

    /// The same; the batch of tidying was written between the event and what it asks for.
    pub fn go_tidied(&mut self, phone: &mut Phone, event: Event, tidy: &[StoreOp]) -> Status {
        let mut events = VecDeque::from([event]);
        let mut turns = 0;
        while let Some(event) = events.pop_front() {
            turns += 1;
            assert!(turns < RESTLESS, "I7: a machine asks for ever: {:?}", phone.machine.status());
            let clock = WallTime::from_millis(self.now).plus(phone.skew);
            let effects = phone.machine.step(clock, self.chance.noise(), event);
            phone.machine.tidied(tidy);
            for effect in effects {
                let lives = self.perform(phone, effect);
                if self.died() {
                    // It is opened again, and knows what its disk knows.
                    return self.go(phone, Event::Opened);
                }
                events.extend(lives);
            }
        }
        phone.machine.status()
    }

    /// The same with this noise: for how long the machine's one timer was set meanwhile, in milliseconds, if it was.
    pub fn waits(&mut self, phone: &mut Phone, event: Event, noise: u32) -> Option<i64> {
        let (mut wait, mut events) = (None, VecDeque::from([event]));
        while let Some(event) = events.pop_front() {
            for effect in phone.machine.step(WallTime::from_millis(self.now), noise, event) {
                if let Effect::Wake(after) = effect {
                    wait = Some(after);
                }
                events.extend(self.perform(phone, effect));
            }
        }
        wait
    }

    /// The same as [`House::go`], once the wait that a failure asked for is over.
    pub fn again(&mut self, phone: &mut Phone) -> Status {
        self.now += 3 * 3_600_000;
        self.go(phone, Event::Woken)
    }

    pub fn perform(&mut self, phone: &mut Phone, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Lock => Some(Event::Locked(None)),
            Effect::Store(batch) => self.write(phone, &batch).then_some(Event::Stored(true)),
            Effect::Send { number, .. } if self.down => {
                Some(Event::Answered { number, result: Err(Failure::Unreachable) })
            }
            Effect::Fetch { number, .. } if self.down => {
                Some(Event::Arrived { number, result: Err(Failure::Unreachable) })
            }
            Effect::Send { number, body } => {
                phone.sent.push(serde_json::from_str(&body).unwrap());
                let letter =
                    self.ward.sync(phone.device, &body, WallTime::from_millis(self.now), self.poison);
                let result = self
                    .deliver(letter)
                    .map_or(Err(Failure::Unreachable), |letter| reply::answer(&of(&letter)));
                Some(Event::Answered { number, result })
            }
            Effect::Fetch { number, scope, mark } => {
                let letter = self.ward.cells(phone.device, scope, mark, &mut self.chance);
                let result = self
                    .deliver(letter)
                    .map_or(Err(Failure::Unreachable), |letter| reply::cells(&of(&letter)));
                Some(Event::Arrived { number, result })
            }
            Effect::Read(keys) => {
                if !self.operation(phone, &[], true) {
                    return None;
                }
                let rows = keys.into_iter().filter_map(|key| {
                    let value = phone.disk.get(Table::Sent, &key)?.clone();
                    Some((key, value))
                });
                Some(Event::Read(rows.collect()))
            }
            Effect::Fold(fold) => {
                if !self.operation(phone, &[], true) {
                    return None;
                }
                let rows = |table, keys: &[String]| -> Vec<_> {
                    keys.iter().filter_map(|key| phone.disk.get(table, key).cloned()).collect()
                };
                let folded = fold.fold(&rows(Table::Mirror, &fold.cells), &rows(Table::Fresh, &fold.fresh));
                let packed = folded.iter().map(|cell| cell.plain.clone()).collect();
                Some(Event::Folded(Some(fold.batch(folded, packed))))
            }
            Effect::Unlock | Effect::Wake(_) | Effect::Status(_) => None,
        }
    }

    /// Writes a batch strictly, unless the phone dies at it; false where it dies.
    pub fn write(&mut self, phone: &mut Phone, batch: &[StoreOp]) -> bool {
        self.operation(phone, batch, true)
    }

    /// The same, without waiting until it is on the disk.
    pub fn write_relaxed(&mut self, phone: &mut Phone, batch: &[StoreOp]) -> bool {
        self.operation(phone, batch, false)
    }

    /// One operation of a phone's store; a read is one without a batch.
    fn operation(&mut self, phone: &mut Phone, batch: &[StoreOp], strict: bool) -> bool {
        self.operations += 1;
        let death = self.death.filter(|(at, _)| *at == self.operations).map(|(_, death)| death);
        if matches!(death, None | Some(Death::After)) {
            phone.disk.write(batch);
            if strict && !batch.is_empty() {
                phone.sure = phone.disk.clone();
            }
        }
        if death == Some(Death::Power) {
            phone.disk = phone.sure.clone();
        }
        if death.is_some() {
            phone.open();
        }
        death.is_none()
    }

    fn died(&mut self) -> bool {
        self.death.take_if(|(at, _)| *at == self.operations).is_some()
    }

    fn deliver(&mut self, letter: Letter) -> Option<Letter> {
        match self.fates.pop_front() {
            None => Some(letter),
            Some(Fate::Lost) => None,
            Some(Fate::Instead(other)) => Some(other),
        }
    }

    pub fn outcome(&self, change: &Change) -> Outcome {
        self.ward.books.taken[&change.id].outcome.clone()
    }

    pub fn record(&self, id: RecordId) -> &Record {
        &self.ward.books.records[&id].record
    }
}

impl Phone {
    /// It is opened anew, and knows what its disk knows.
    pub fn open(&mut self) {
        self.machine = Machine::with_limits(self.disk.open(), "test", self.limits);
    }

    /// A press without a network, and without a try.
    pub fn save(&mut self, change: &Change) {
        self.press(change);
        self.open();
    }

    /// A press: the change is saved; the machine has still to hear of it.
    pub fn press(&mut self, change: &Change) -> Vec<StoreOp> {
        let seen: Vec<_> = self.view().into_iter().filter(|seen| seen.id == change.record).collect();
        let batch = self.machine.device().save(std::slice::from_ref(change), &seen, None).unwrap();
        self.disk.write(&batch);
        self.sure = self.disk.clone();
        batch
    }

    /// A press with no network: it is saved, and the try to send it fails.
    pub fn write_offline(&mut self, house: &mut House, change: &Change) {
        let batch = self.press(change);
        house.fates.push_front(Fate::Lost);
        let unheard = house.ward.clone();
        house.go(self, Event::Written(batch));
        house.ward = unheard;
        house.fates.clear();
    }

    pub fn change(&self, house: &mut House, record: &str, act: Act) -> Change {
        let record = derived(&[record]);
        let view = self.view();
        let (base, after) = self.machine.device().stand(record, view.iter().find(|seen| seen.id == record));
        Change {
            id: ChangeId::from_uuid(house.chance.uuid()),
            protocol: PROTOCOL,
            device: Some(self.device),
            record,
            kind: Kind::Activity,
            scope: scope(),
            base,
            after,
            act,
            written_at: WallTime::from_millis(house.now).plus(self.skew),
            by: Some(self.person),
        }
    }

    pub fn view(&self) -> Vec<Record> {
        let ask =
            Ask { scopes: vec![scope()], others: None, class: Class::Log, days: None, limit: usize::MAX };
        self.disk.read(self.machine.device(), ask)
    }

    pub fn shows(&self, record: &str) -> Option<Record> {
        self.view().into_iter().find(|shown| shown.id == derived(&[record]))
    }
}

fn of(letter: &Letter) -> Reply<'_> {
    let Letter { status, content_type, retry_after, body } = letter;
    Reply { status: *status, content_type, retry_after: *retry_after, body }
}
