//! The device's end: when to send, what to send, what to do with the reply. It takes events and gives effects; it has
//! no clock, no chance, no socket and no store of its own.
//!
//! One round at a time, at most [`ROUND`] long, under a lock that all windows of the app share. In a round: offer
//! again what a restore may have lost, send the queue and read the feeds, fetch cells, fold. Memory follows the store:
//! nothing that arrives is believed before its batch was written.

use serde_json::value::RawValue;

use crate::calendar::WallTime;
use crate::change::PROTOCOL;
use crate::device::Device;
use crate::device::fold::{FRESH_RECORDS, Fold};
use crate::device::keys::Turn;
use crate::device::tables::StoreOp;
use crate::id::ChangeId;
use crate::planted::{self, Bug};
use crate::record::Scope;
use crate::sorted::SortedSet;
use crate::sync::pace;
use crate::sync::reply::{self, Cells, Failure};
use crate::sync::status::{CLOCK_OFF, Progress, Status, Why};
use crate::sync::wire::{CELL_RECORDS, CellMark, REQUEST_BYTES, REQUEST_CHANGES, SyncAnswer, SyncRequest};

/// The longest that a round may hold the lock, in milliseconds; also the longest wait for one reply.
pub const ROUND: i64 = 30_000;
/// Failures of the server with one and the same batch before the batch is taken apart.
pub const STRIKES: u32 = 3;
/// The least time between two tries that only a hint asked for, in milliseconds.
const HINT: i64 = 5_000;
/// Room in a request for all that is not a change, in bytes.
const ENVELOPE_BYTES: usize = 16 * 1024;

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The app was opened.
    Opened,
    /// A saving was written: the batch that [`Device::save`], `mend`, `let_go` or `carry` gave.
    Written(Vec<StoreOp>),
    /// The timer of the last [`Effect::Wake`] rang.
    Woken,
    /// The app came to the front, or the system believes to be online. Only a hint to try.
    Hint,
    /// The person pressed 「いま送る」.
    Asked,
    /// The device joined (again) and has a session.
    Joined,
    /// The lock is this window's; another window may have written since, then the rows were read anew.
    Locked(Option<Box<Device>>),
    /// Another window holds the lock.
    Busy,
    /// Another window wrote: the rows were read anew.
    Reread(Box<Device>),
    /// The store had been emptied; the batch of [`Device::rescue`] was written, and the rows were read anew. What is under
    /// way was for the former store: it is given up, and a new round begins.
    Rescued(Box<Device>),
    /// What became of a request.
    Answered {
        /// Which.
        number: u32,
        /// What [`reply::answer`] made of it.
        result: Result<SyncAnswer, Failure>,
    },
    /// What became of a request for cells.
    Arrived {
        /// Which.
        number: u32,
        /// What [`reply::cells`] made of it.
        result: Result<Cells, Failure>,
    },
    /// The rows of [`Effect::Read`]: those that are there.
    Read(Vec<(String, Vec<u8>)>),
    /// The batch of a fold, once its cells are packed; none where they could not be.
    Folded(Option<Vec<StoreOp>>),
    /// Whether a batch was written.
    Stored(bool),
}

/// What the host is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Take the lock, without waiting for it: [`Event::Locked`] or [`Event::Busy`].
    Lock,
    /// Give the lock back.
    Unlock,
    /// Write a batch, strictly: [`Event::Stored`].
    Store(Vec<StoreOp>),
    /// Post this body to `/api/v1/sync`, for at most [`ROUND`]: [`Event::Answered`].
    Send {
        /// Its number.
        number: u32,
        /// Its body.
        body: String,
    },
    /// Get a bundle of cells, for at most [`ROUND`]: [`Event::Arrived`].
    Fetch {
        /// Its number.
        number: u32,
        /// Of which scope.
        scope: Scope,
        /// From where; from the start where there is none.
        mark: Option<CellMark>,
    },
    /// Read these rows of the table `sent`: [`Event::Read`].
    Read(Vec<String>),
    /// Do this folding: [`Event::Folded`].
    Fold(Fold),
    /// Set the one timer to ring after so many milliseconds: [`Event::Woken`].
    Wake(i64),
    /// The status changed.
    Status(Status),
}

/// How much a machine takes at once. A simulated world sets small ones, to meet every border often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Changes in a request.
    pub changes: usize,
    /// Fresh records of a scope and class before they are folded.
    pub fresh: usize,
    /// Records in a cell that this device packs.
    pub cell: usize,
}

impl Limits {
    /// Those of the app.
    pub const APP: Self = Self { changes: REQUEST_CHANGES, fresh: FRESH_RECORDS, cell: CELL_RECORDS };
}

/// The device's end of the contract.
#[derive(Debug)]
pub struct Machine {
    device: Device,
    build: String,
    limits: Limits,
    state: State,
    number: u32,
    /// When the round began, by the device's clock; none between rounds.
    round: Option<WallTime>,
    /// Whether this round has to ask the server once more.
    ask: bool,
    /// Whether a copy was filled in this round: what changed meanwhile is asked for once all copies are.
    filled: bool,
    tried: Option<WallTime>,
    /// Whether a hint came since then.
    hint: bool,
    failures: u32,
    /// Until when the server asked to be left alone.
    hold: Option<WallTime>,
    batch: Batching,
    why: Option<Why>,
    clock_off: Option<i64>,
    told: Option<Status>,
}

/// How the queue is cut into requests.
#[derive(Debug)]
struct Batching {
    /// The most changes of the next request.
    most: usize,
    /// Server errors in a row with the same batch.
    strikes: u32,
    /// A change that failed alone; the next request goes without any, to tell its fault from the server's.
    suspect: Option<(Turn, u16)>,
    /// Changes that wait alone and that a person asked to try again.
    forgiven: SortedSet<Turn>,
}

#[derive(Debug)]
enum State {
    Idle,
    Locking,
    Sending { turns: Vec<Turn>, since: WallTime },
    Fetching { scope: Scope, since: WallTime },
    Reading { scope: Scope },
    Folding,
    Storing { batch: Vec<StoreOp>, then: Then },
}

/// What follows once a batch was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    GoOn,
    Stop,
}

impl Machine {
    /// A machine over an opened device.
    pub fn new(device: Device, build: &str) -> Self {
        Self::with_limits(device, build, Limits::APP)
    }

    /// The same with limits of one's own.
    pub fn with_limits(device: Device, build: &str, limits: Limits) -> Self {
        let most = limits.changes;
        Self {
            device,
            build: build.to_owned(),
            limits,
            state: State::Idle,
            number: 0,
            round: None,
            ask: false,
            filled: false,
            tried: None,
            hint: false,
            failures: 0,
            hold: None,
            batch: Batching { most, strikes: 0, suspect: None, forgiven: SortedSet::new() },
            why: None,
            clock_off: None,
            told: None,
        }
    }

    /// What the device holds.
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The batch of [`Device::tidy`] was written.
    pub fn tidied(&mut self, batch: &[StoreOp]) {
        self.device.tidied(batch);
    }

    /// Takes note of what lies under a draft's key ([`Device::lies`]).
    pub fn lies(&mut self, draft: &str, row: Option<&[u8]>) {
        self.device.lies(draft, row);
    }

    /// What the screen is told.
    pub fn status(&self) -> Status {
        let waiting = self.device.queue().values().find_map(|queued| queued.change.as_ref());
        let progress = self.device.holdings().iter().find_map(|(scope, holding)| {
            let loading = holding.loading?;
            let to_come = loading.next.map_or(0, |next| next.below);
            Some(Progress { scope: *scope, records: loading.records, cells: loading.cells, to_come })
        });
        Status {
            unsent: self.device.unsent(),
            sending: self.round.is_some(),
            last_sent: self.device.last_sent(),
            heard: self.device.heard(),
            waiting_since: waiting.map(|change| change.written_at),
            attention: self.device.attention(),
            why: self.why,
            clock_off: self.clock_off,
            loading: progress,
        }
    }

    /// Takes an event and says what is to be done. `noise` is 32 random bits.
    pub fn step(&mut self, now: WallTime, noise: u32, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.take(now, noise, event, &mut effects);
        let status = self.status();
        if self.told.as_ref() != Some(&status) {
            self.told = Some(status.clone());
            effects.push(Effect::Status(status));
        }
        effects
    }

    fn take(&mut self, now: WallTime, noise: u32, event: Event, effects: &mut Vec<Effect>) {
        match event {
            Event::Opened => self.begin(now, effects),
            Event::Joined => self.joined(now, effects),
            Event::Written(batch) => self.written(now, &batch, effects),
            Event::Woken => self.woken(now, noise, effects),
            Event::Hint => self.hinted(now, effects),
            Event::Asked => {
                self.batch.forgiven = self.device.alone().keys().copied().collect();
                self.begin(now, effects);
            }
            Event::Locked(device) => self.locked(now, noise, device, effects),
            Event::Busy => {
                if matches!(self.state, State::Locking) {
                    self.state = State::Idle;
                    effects.push(Effect::Wake(pace::back_off(1, noise)));
                }
            }
            Event::Reread(device) => self.device = *device,
            Event::Rescued(device) => self.rescued(now, *device, effects),
            Event::Answered { number, result } => {
                let ours = number == self.number || planted::on(Bug::RepliesMixed);
                if let (State::Sending { turns, .. }, true) = (&self.state, ours) {
                    let turns = turns.clone();
                    self.answered(now, noise, &turns, result, effects);
                }
            }
            Event::Arrived { number, result } => {
                if let (State::Fetching { scope, .. }, true) = (&self.state, number == self.number) {
                    let scope = *scope;
                    self.arrived(now, noise, scope, result, effects);
                }
            }
            Event::Read(rows) => {
                if let State::Reading { scope } = self.state {
                    let batch = self.device.offer(scope, &rows);
                    self.store(batch, Then::GoOn, effects);
                }
            }
            Event::Folded(batch) => {
                if matches!(self.state, State::Folding) {
                    match batch {
                        Some(batch) => self.store(batch, Then::GoOn, effects),
                        None => self.fail(noise, Why::Store, effects),
                    }
                }
            }
            Event::Stored(done) => self.stored(now, noise, done, effects),
        }
    }

    /// A round begins, unless one is under way or the server asked to be left alone.
    fn begin(&mut self, now: WallTime, effects: &mut Vec<Effect>) {
        self.ask = true;
        if matches!(self.state, State::Idle) && !self.held(now) {
            self.state = State::Locking;
            effects.push(Effect::Lock);
        }
    }

    fn held(&self, now: WallTime) -> bool {
        self.hold.is_some_and(|hold| ahead(hold, now, pace::RETRY_AFTER_MOST * 2).is_some())
    }

    /// A hint that comes right after a try is kept until [`HINT`] is over, and one that comes while a try fails shortens the
    /// wait to that: the network that it told of would else be waited for a quarter of an hour.
    fn hinted(&mut self, now: WallTime, effects: &mut Vec<Effect>) {
        self.hint = true;
        let early = self.tried.and_then(|tried| ahead(tried.plus(HINT), now, HINT));
        match early {
            None => self.begin(now, effects),
            // After the first failure alone the wait is no longer anyway.
            Some(wait) if matches!(self.state, State::Idle) && self.failures > 1 && !self.held(now) => {
                effects.push(Effect::Wake(wait));
            }
            Some(_) => {}
        }
    }

    /// What is being asked was asked before it: that nobody is signed in, as a slow line may still tell, is no answer to who
    /// has joined. It is given up, and asked anew.
    fn joined(&mut self, now: WallTime, effects: &mut Vec<Effect>) {
        if matches!(self.state, State::Sending { .. }) {
            self.give_up(effects);
        }
        self.begin(now, effects);
    }

    fn written(&mut self, now: WallTime, batch: &[StoreOp], effects: &mut Vec<Effect>) {
        self.device.absorb(batch);
        self.ask = true;
        if self.failures == 0 {
            self.begin(now, effects);
        }
    }

    fn woken(&mut self, now: WallTime, noise: u32, effects: &mut Vec<Effect>) {
        let late = match &self.state {
            State::Sending { since, .. } | State::Fetching { since, .. } => !within(Some(*since), now, ROUND),
            State::Idle => {
                self.hold = None;
                self.begin(now, effects);
                return;
            }
            _ => false,
        };
        if late {
            self.fail(noise, Why::Unreachable, effects);
        } else {
            effects.push(Effect::Wake(ROUND));
        }
    }

    fn locked(&mut self, now: WallTime, noise: u32, device: Option<Box<Device>>, effects: &mut Vec<Effect>) {
        if !matches!(self.state, State::Locking) {
            return;
        }
        if let Some(device) = device {
            self.device = *device;
        }
        self.round = Some(now);
        self.tried = Some(now);
        self.hint = false;
        self.ask = true;
        self.go_on(now, noise, effects);
    }

    fn rescued(&mut self, now: WallTime, device: Device, effects: &mut Vec<Effect>) {
        self.device = device;
        self.give_up(effects);
        self.begin(now, effects);
    }

    /// The round ends without what is under way, whose answer will be nobody's. A lock that is asked for is still awaited.
    fn give_up(&mut self, effects: &mut Vec<Effect>) {
        self.number = self.number.wrapping_add(1);
        if !matches!(self.state, State::Locking) {
            self.state = State::Idle;
        }
        if self.round.take().is_some() {
            effects.push(Effect::Unlock);
        }
    }

    /// The next step of the round, or its end.
    fn go_on(&mut self, now: WallTime, noise: u32, effects: &mut Vec<Effect>) {
        if !within(self.round, now, ROUND) {
            return self.end(effects, 1);
        }
        if let Some((scope, keys)) = self.device.to_offer() {
            self.state = State::Reading { scope };
            effects.push(Effect::Read(keys));
        } else if self.ask || !self.cut().is_empty() {
            self.send(now, effects);
        } else if let Some((scope, mark)) = self.device.wanted() {
            self.number = self.number.wrapping_add(1);
            self.state = State::Fetching { scope, since: now };
            effects.push(Effect::Fetch { number: self.number, scope, mark });
            effects.push(Effect::Wake(ROUND + 1));
        } else if self.filled {
            self.send(now, effects);
        } else if let Some(fold) = self.device.fold(self.limits.fresh, self.limits.cell) {
            self.state = State::Folding;
            effects.push(Effect::Fold(fold));
        } else {
            self.end(effects, pace::poll(noise));
        }
    }

    fn end(&mut self, effects: &mut Vec<Effect>, wake: i64) {
        self.state = State::Idle;
        self.round = None;
        if !planted::on(Bug::LockKept) {
            effects.push(Effect::Unlock);
        }
        effects.push(Effect::Wake(wake));
    }

    fn send(&mut self, now: WallTime, effects: &mut Vec<Effect>) {
        let turns = if self.batch.suspect.is_some() { Vec::new() } else { self.cut() };
        let bytes =
            turns.iter().filter_map(|turn| Some(self.device.queue().get(turn)?.bytes.clone())).collect();
        self.number = self.number.wrapping_add(1);
        effects.push(Effect::Send { number: self.number, body: self.body(bytes) });
        effects.push(Effect::Wake(ROUND + 1));
        (self.ask, self.filled) = (false, false);
        self.state = State::Sending { turns, since: now };
    }

    /// The next request's changes, in order, within the limits. One that waits alone goes alone, after all others, and
    /// only when a person asked for it.
    fn cut(&self) -> Vec<Turn> {
        let mut room = REQUEST_BYTES - ENVELOPE_BYTES;
        let fits = self.sendable().take(self.batch.most).map_while(|(turn, bytes)| {
            room = room.checked_sub(bytes + 1)?;
            Some(turn)
        });
        let turns: Vec<_> = fits.collect();
        if turns.is_empty() {
            let waiting = |turn: &&Turn| self.device.queue().contains_key(turn);
            return self.batch.forgiven.iter().find(waiting).copied().into_iter().collect();
        }
        turns
    }

    /// The changes that may be sent: not those that wait alone, nor what stands on them.
    fn sendable(&self) -> impl Iterator<Item = (Turn, usize)> + '_ {
        let (queue, alone) = (self.device.queue(), self.device.alone());
        let held = alone.keys().filter_map(|turn| queue.get(turn)?.change.as_ref());
        let held: SortedSet<_> = held.map(|change| change.record).collect();
        queue.iter().filter_map(move |(turn, queued)| {
            let stands = queued.change.as_ref().is_some_and(|change| held.contains(&change.record));
            (!stands && !alone.contains_key(turn)).then_some((*turn, queued.bytes.get().len()))
        })
    }

    fn body(&self, changes: Vec<Box<RawValue>>) -> String {
        let (build, cursors) = (self.build.clone(), self.device.cursors());
        let request = SyncRequest { protocol: PROTOCOL, build, changes, cursors, feed: true };
        serde_json::to_string(&request).unwrap_or_default()
    }

    fn answered(
        &mut self,
        now: WallTime,
        noise: u32,
        turns: &[Turn],
        result: Result<SyncAnswer, Failure>,
        effects: &mut Vec<Effect>,
    ) {
        let answer = match result {
            Ok(answer) => answer,
            Err(failure) => return self.failed(now, noise, turns, failure, effects),
        };
        let ids: Vec<ChangeId> = turns.iter().map(|turn| turn.change).collect();
        let Some(outcomes) = reply::outcomes(&ids, &answer) else {
            return self.failed(now, noise, turns, Failure::NotOurs, effects);
        };
        let mut batch = self.device.answer(turns, &outcomes, &answer);
        if let Some((turn, status)) = self.batch.suspect.take() {
            // The server takes everything but this one: it waits alone, and a person is told. Unless another window
            // has sent it meanwhile.
            if self.device.queue().contains_key(&turn) {
                batch.push(self.device.set_alone(turn, status));
            }
            self.batch.forgiven.remove(&turn);
            self.batch.most = self.limits.changes;
        }
        self.batch.most = self.batch.most.saturating_mul(2).clamp(1, self.limits.changes);
        self.batch.strikes = 0;
        self.failures = 0;
        self.hold = None;
        self.why = reply::too_old(&answer).then_some(Why::Update);
        let off = now.millis().saturating_sub(answer.time.millis());
        self.clock_off = (off.saturating_abs() > CLOCK_OFF).then_some(off);
        self.ask |= answer.more;
        self.store(batch, Then::GoOn, effects);
    }

    fn arrived(
        &mut self,
        now: WallTime,
        noise: u32,
        scope: Scope,
        result: Result<Cells, Failure>,
        effects: &mut Vec<Effect>,
    ) {
        match result {
            Ok(cells) if cells.bundle.scope == scope => {
                self.failures = 0;
                self.why = None;
                self.filled |= cells.bundle.next.is_none();
                let batch = self.device.bundle(scope, &cells);
                self.store(batch, Then::GoOn, effects);
            }
            Ok(_) => self.failed(now, noise, &[], Failure::NotOurs, effects),
            Err(failure) => self.failed(now, noise, &[], failure, effects),
        }
    }

    fn store(&mut self, batch: Vec<StoreOp>, then: Then, effects: &mut Vec<Effect>) {
        if planted::on(Bug::MemoryFirst) {
            self.device.absorb(&batch);
        }
        effects.push(Effect::Store(batch.clone()));
        self.state = State::Storing { batch, then };
    }

    fn stored(&mut self, now: WallTime, noise: u32, done: bool, effects: &mut Vec<Effect>) {
        let state = std::mem::replace(&mut self.state, State::Idle);
        let State::Storing { batch, then } = state else {
            self.state = state;
            return;
        };
        if !done {
            return self.fail(noise, Why::Store, effects);
        }
        self.device.absorb(&batch);
        self.batch.forgiven.retain(|turn| self.device.alone().contains_key(turn));
        match then {
            Then::GoOn => self.go_on(now, noise, effects),
            Then::Stop => self.end(effects, pace::BACK_OFF_MOST),
        }
    }

    /// What a failure means for the batch, and how long to wait.
    fn failed(
        &mut self,
        now: WallTime,
        noise: u32,
        turns: &[Turn],
        failure: Failure,
        effects: &mut Vec<Effect>,
    ) {
        if planted::on(Bug::QueueCleared) && failure == Failure::Unreachable {
            use crate::device::tables::Table;
            let gone = turns.iter().map(|turn| StoreOp::Delete(Table::Queue, turn.to_string())).collect();
            return self.store(gone, Then::Stop, effects);
        }
        match failure {
            Failure::Unreachable => self.fail(noise, Why::Unreachable, effects),
            Failure::NotOurs => self.fail(noise, Why::NotOurs, effects),
            Failure::Revoked => {
                self.why = Some(Why::Revoked);
                self.store(self.device.wipe(), Then::Stop, effects);
            }
            Failure::Status { code: 401, .. } => {
                self.why = Some(Why::SignedOut);
                self.end(effects, pace::BACK_OFF_MOST);
            }
            Failure::Status { code: 426, .. } => {
                self.why = Some(Why::Update);
                self.end(effects, pace::BACK_OFF_MOST);
            }
            Failure::Status { code: 429 | 503, retry_after } => {
                self.failures = self.failures.saturating_add(1);
                let own = pace::back_off(self.failures, noise);
                let wait = retry_after.map_or(own, |seconds| pace::retry_after(seconds, noise).max(own));
                self.why = Some(Why::Busy);
                self.hold = Some(now.plus(wait));
                self.end(effects, wait);
            }
            Failure::Status { code: code @ (400 | 413), .. } if !turns.is_empty() => {
                self.take_apart(turns, code);
                self.ask = true;
                self.go_on(now, noise, effects);
            }
            Failure::Status { code, .. } => {
                if code >= 500 && !turns.is_empty() {
                    self.batch.strikes += 1;
                    if self.batch.strikes >= STRIKES {
                        self.take_apart(turns, code);
                    }
                }
                self.fail(noise, Why::Failing(code), effects);
            }
        }
    }

    /// Halves a batch that the server cannot take; a change that fails alone is suspected.
    fn take_apart(&mut self, turns: &[Turn], code: u16) {
        self.batch.strikes = 0;
        match turns {
            [only] if !planted::on(Bug::PoisonBlocks) => self.batch.suspect = Some((*only, code)),
            // A smaller batch is another question, and what waits behind the bad change should not wait for its hours.
            _ => (self.batch.most, self.failures) = (turns.len().div_ceil(2), 0),
        }
    }

    fn fail(&mut self, noise: u32, why: Why, effects: &mut Vec<Effect>) {
        // The server fails without the suspect too: it was not the change's fault.
        let probing = matches!(&self.state, State::Sending { turns, .. } if turns.is_empty());
        if probing && matches!(why, Why::Failing(_)) {
            self.batch.suspect = None;
        }
        self.failures = self.failures.saturating_add(1);
        self.why = Some(why);
        let wait = pace::back_off(self.failures, noise);
        self.end(effects, if self.hint { wait.min(HINT) } else { wait });
    }
}

/// Whether less than `limit` has passed since a moment. A clock that was set back counts as time that has passed.
fn within(since: Option<WallTime>, now: WallTime, limit: i64) -> bool {
    since.is_some_and(|since| (0..limit).contains(&now.millis().saturating_sub(since.millis())))
}

/// How far a moment is ahead, if it is, and by no more than `limit`: clocks are set back by years.
fn ahead(moment: WallTime, now: WallTime, limit: i64) -> Option<i64> {
    let wait = moment.millis().saturating_sub(now.millis());
    (1..=limit).contains(&wait).then_some(wait)
}
