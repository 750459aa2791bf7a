//! All interleavings in small scope: three devices with up to three changes each of one record, every kind of change
//! beside every other, in every order of writing and sending. The code is core's; nothing is left to chance.

use std::collections::VecDeque;
use std::ops::AddAssign;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::device::reading::Ask;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{ChangeId, DeviceId, PersonId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Class, Kind, Record};
use tsunagari_core::sync::machine::{Effect, Event, Machine};
use tsunagari_core::sync::reply::{self, Failure, Reply};
use uuid::Uuid;

use super::chance::Chance;
use super::disk::Disk;
use super::house::{NOON, scope};
use super::law;
use super::ward::Ward;

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// Makes the record, having seen none.
    Create,
    /// Changes the field that everybody changes.
    EditSame,
    /// Changes a field that nobody else does.
    EditOther,
    /// Puts into the set what the others put there too, or takes it out.
    SetMember,
    /// Removes the record.
    Remove,
    /// Takes the removal back.
    Restore,
    /// Removes the record and edits it all the same: two changes.
    EditAfterRemove,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Create,
        Self::EditSame,
        Self::EditOther,
        Self::SetMember,
        Self::Remove,
        Self::Restore,
        Self::EditAfterRemove,
    ];
}

/// What there is before, on the server and on every device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// No record.
    Absent,
    /// A record.
    Present,
    /// A removed one.
    Removed,
}

/// One step of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Writes, without a network.
    Write(Deed),
    /// Sends, and reads what there is.
    Sync,
    /// Sends, and hears nothing.
    SyncUnheard,
}

/// What each device does, in its own order; how they meet is left open.
#[derive(Debug, Clone)]
pub struct Script {
    start: Start,
    devices: [Vec<Step>; 3],
}

/// What was played.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Played {
    /// Orders, each played to its end.
    pub cases: u64,
    /// Changes in them.
    pub changes: u64,
    /// Cases in which some value stands beside another.
    pub parallel: u64,
}

impl AddAssign for Played {
    fn add_assign(&mut self, other: Self) {
        self.cases += other.cases;
        self.changes += other.changes;
        self.parallel += other.parallel;
    }
}

/// The scripts of a commit: one deed of each of three devices, and two deeds of one beside one of another, sent together
/// or one by one.
pub fn scripts() -> Vec<Script> {
    use Step::{Sync, SyncUnheard, Write};
    let mut scripts = Vec::new();
    for start in [Start::Present, Start::Absent, Start::Removed] {
        for (at, first) in Deed::ALL.into_iter().enumerate() {
            for (second_at, second) in Deed::ALL.into_iter().enumerate() {
                // Who of the three does what is all one: every order is played.
                for third in Deed::ALL.into_iter().skip(second_at).filter(|_| second_at >= at) {
                    let devices = [first, second, third].map(|deed| vec![Write(deed), Sync]);
                    scripts.push(Script { start, devices });
                }
                let one =
                    |last: Step| [vec![Write(first), last, Sync], vec![Write(second), Sync], Vec::new()];
                scripts.push(Script { start, devices: one(SyncUnheard) });
            }
        }
    }
    scripts
}

/// Those of a long run: two deeds of each of two devices, three of one beside one of another.
pub fn long_scripts() -> Vec<Script> {
    use Step::{Sync, Write};
    let mut scripts = Vec::new();
    for start in [Start::Present, Start::Absent, Start::Removed] {
        for first in Deed::ALL {
            for second in Deed::ALL {
                for third in Deed::ALL {
                    let apart = vec![Write(first), Sync, Write(second), Sync];
                    let together = vec![Write(first), Write(second), Sync];
                    for own in [apart, together] {
                        scripts.push(Script { start, devices: [own, vec![Write(third), Sync], Vec::new()] });
                    }
                    let three = vec![Write(first), Write(second), Write(third), Sync];
                    for other in Deed::ALL {
                        let devices = [three.clone(), vec![Write(other), Sync], Vec::new()];
                        scripts.push(Script { start, devices });
                    }
                }
            }
        }
    }
    scripts
}

/// How many of the first `most` cases were played until something was violated, and what.
pub fn first_violation(most: u64) -> Option<(u64, String)> {
    let mut cases = 0;
    for script in scripts() {
        if cases >= most {
            break;
        }
        match catch_unwind(AssertUnwindSafe(|| play(&script))) {
            Ok(played) => cases += played.cases,
            Err(panic) => return Some((cases, panic.downcast_ref::<String>().cloned().unwrap_or_default())),
        }
    }
    None
}

/// Plays a script in every order; panics with what was violated and in which.
pub fn play(script: &Script) -> Played {
    let mut played = Played::default();
    let small = Small::new(script.start);
    small.go_on(script, [0; 3], &mut Vec::new(), &mut played);
    played
}

/// A server and three devices, as much as lies on their disks: a device that does something is opened for it.
#[derive(Clone)]
struct Small {
    ward: Ward,
    devices: Vec<Small1>,
    changes: u128,
}

/// A device.
#[derive(Clone)]
struct Small1 {
    device: DeviceId,
    person: PersonId,
    disk: Disk,
    saved: Vec<ChangeId>,
}

fn record() -> RecordId {
    derived(&["log"])
}

impl Small {
    fn new(start: Start) -> Self {
        let mut small = Self { ward: Ward::new(&mut Chance::new(7)), devices: Vec::new(), changes: 0 };
        for at in 0..3_u128 {
            let device = DeviceId::from_uuid(Uuid::from_u128(1000 + at));
            let person = PersonId::of(RecordId::from_uuid(Uuid::from_u128(2000 + at)));
            let session = Session {
                device,
                person,
                role: Role::Staff,
                office: None,
                body: None,
                districts: scope().district().into_iter().collect(),
                confirmed: true,
                groups: Default::default(),
            };
            small.ward.sessions.insert(device, session);
            small.devices.push(Small1 { device, person, disk: Disk::default(), saved: Vec::new() });
        }
        if start != Start::Absent {
            small.sync(0, true);
            small.write(0, Deed::Create);
            small.sync(0, true);
        }
        if start == Start::Removed {
            small.write(0, Deed::Remove);
        }
        for at in [0, 1, 2] {
            small.sync(at, true);
        }
        small
    }

    /// Every next step, then every one after it.
    fn go_on(&self, script: &Script, at: [usize; 3], order: &mut Vec<(usize, Step)>, played: &mut Played) {
        let mut over = true;
        for (device, steps) in script.devices.iter().enumerate() {
            let Some(step) = steps.get(at[device]).copied() else { continue };
            over = false;
            let mut next = self.clone();
            order.push((device, step));
            match step {
                Step::Write(deed) => next.write(device, deed),
                Step::Sync => next.sync(device, true),
                Step::SyncUnheard => next.sync(device, false),
            }
            let mut after = at;
            after[device] += 1;
            next.go_on(script, after, order, played);
            order.pop();
        }
        if over {
            let mut end = self.clone();
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| end.check())) {
                let violated = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                panic!("{violated}\n{:?}: {order:?}", script.start);
            }
            played.cases += 1;
            played.changes += end.devices.iter().map(|device| device.saved.len() as u64).sum::<u64>();
            let beside =
                |id: &RecordId| end.ward.books.records.get(id).map_or(0, |at| at.record.parallel.len());
            played.parallel += u64::from(beside(&record()) > 0);
        }
    }

    /// A press, and what the screen shows after it.
    fn write(&mut self, at: usize, deed: Deed) {
        let acts = match deed {
            Deed::EditAfterRemove => vec![act(Deed::Remove, at), act(Deed::EditSame, at)],
            _ => vec![act(deed, at)],
        };
        for act in acts {
            self.changes += 1;
            let seen = self.view(at);
            let opened = self.devices[at].disk.open();
            let (base, after) = opened.stand(record(), seen.first());
            // Who makes a record has seen none, though it may be there.
            let base = if deed == Deed::Create { Base::NEW } else { base };
            let change = Change {
                id: ChangeId::from_uuid(Uuid::from_u128(self.changes)),
                protocol: PROTOCOL,
                device: Some(self.devices[at].device),
                record: record(),
                kind: Kind::Activity,
                scope: scope(),
                base,
                after,
                act,
                // Clocks that run against the order.
                written_at: WallTime::from_millis(NOON - i64::try_from(self.changes).unwrap() * 86_400_000),
                by: Some(self.devices[at].person),
            };
            let batch = opened.save(std::slice::from_ref(&change), &seen, None).unwrap();
            self.devices[at].disk.write(&batch);
            self.devices[at].saved.push(change.id);
            let shown = self.view(at).pop().expect("I1: one's own record is on the screen");
            for (field, value) in law::as_fields(&change.act) {
                let held = shown.fields.get(&field).unwrap_or(&Value::Null);
                assert_eq!(*held, value, "I1: device {at} does not show its own {field}");
            }
        }
    }

    /// A device is opened, sends and reads until there is nothing left to do; or it does not hear the reply.
    fn sync(&mut self, at: usize, heard: bool) {
        let Small1 { device, disk, .. } = &mut self.devices[at];
        let mut machine = Machine::new(disk.open(), "small");
        let mut events = VecDeque::from([Event::Opened]);
        let now = WallTime::from_millis(NOON);
        while let Some(event) = events.pop_front() {
            for effect in machine.step(now, 0, event) {
                let letter = match &effect {
                    Effect::Send { body, .. } => self.ward.sync(*device, body, now, false),
                    Effect::Fetch { scope, mark, .. } => {
                        self.ward.cells(*device, *scope, *mark, &mut Chance::new(7))
                    }
                    Effect::Store(batch) => {
                        check_batch(&self.ward, batch);
                        disk.write(batch);
                        events.push_back(Event::Stored(true));
                        continue;
                    }
                    Effect::Lock => {
                        events.push_back(Event::Locked(None));
                        continue;
                    }
                    Effect::Read(keys) => {
                        let row = |key: &String| Some((key.clone(), disk.get(Table::Sent, key)?.clone()));
                        events.push_back(Event::Read(keys.iter().filter_map(row).collect()));
                        continue;
                    }
                    _ => continue,
                };
                let answer = Reply {
                    status: letter.status,
                    content_type: letter.content_type,
                    retry_after: letter.retry_after,
                    body: &letter.body,
                };
                events.push_back(match effect {
                    Effect::Send { number, .. } if !heard => {
                        Event::Answered { number, result: Err(Failure::Unreachable) }
                    }
                    Effect::Send { number, .. } => Event::Answered { number, result: reply::answer(&answer) },
                    Effect::Fetch { number, .. } => Event::Arrived { number, result: reply::cells(&answer) },
                    _ => continue,
                });
            }
        }
    }

    fn view(&self, at: usize) -> Vec<Record> {
        let ask =
            Ask { scopes: vec![scope()], others: None, class: Class::Log, days: None, limit: usize::MAX };
        let disk = &self.devices[at].disk;
        disk.read(&disk.open(), ask)
    }

    /// All are quiet: I1, I3 and what holds of the books.
    fn check(&mut self) {
        for at in [0, 1, 2, 0, 1, 2] {
            self.sync(at, true);
        }
        law::all(&self.ward);
        let records: Vec<_> = self.ward.records(scope()).cloned().collect();
        for (at, device) in self.devices.iter().enumerate() {
            for id in &device.saved {
                let taken = self.ward.books.taken.get(id).map(|taken| &taken.outcome);
                assert!(
                    taken.and_then(|outcome| outcome.version()).is_some(),
                    "I1: device {at}: {id} is {taken:?}"
                );
            }
            assert_eq!(device.disk.scan(Table::Queue, "").count(), 0, "I7: device {at} still has to send");
            assert_eq!(self.view(at), records, "I3: device {at} differs from the server");
        }
    }
}

/// I6: nothing leaves the queue that the server has not taken.
fn check_batch(ward: &Ward, batch: &[StoreOp]) {
    for op in batch {
        let StoreOp::Delete(Table::Queue, key) = op else { continue };
        let change = tsunagari_core::device::keys::Turn::parse(key).expect("a turn").change;
        assert!(ward.ever.contains(&change), "I6: {change} leaves the queue, and no server has it");
    }
}

fn act(deed: Deed, at: usize) -> Act {
    let set = |values: &[(&str, Value)]| {
        Act::Set(values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect())
    };
    match deed {
        Deed::Create => set(&[("note", json!(format!("作{at}"))), ("head.adult", json!(at))]),
        Deed::EditSame | Deed::EditAfterRemove => set(&[("note", json!(format!("歌{at}")))]),
        Deed::EditOther => set(&[(["head.adult", "head.child", "head.baby"][at], json!(10 + at))]),
        // Two say the same, the third takes it out.
        Deed::SetMember => set(&[("content.song", if at == 2 { Value::Null } else { json!(true) })]),
        Deed::Remove => Act::Remove,
        Deed::Restore => Act::Restore,
    }
}
