//! Taking in an answer: outcomes, pages, cursors, queue moves and stale totals become one batch; no judging of replies.

use crate::calendar::WallTime;
use crate::change::Outcome;
use crate::device::counting::drop_month;
use crate::device::keys::{self, CopyKey, FreshKey, Generation, PackKey, Turn};
use crate::device::load::put_holding;
use crate::device::rows::{Again, Alone, Holding, Live, Pending, Refusal, Sent, write};
use crate::device::tables::{StoreOp, Table};
use crate::device::{Device, Queued};
use crate::planted::{self, Bug};
use crate::record::{Record, Scope};
use crate::sorted::{SortedMap, SortedSet};
use crate::sync::wire::{Cursor, Feed, SyncAnswer};

/// How long a change stays in `sent` after the server took it, in days.
pub const SENT_DAYS: i64 = 90;
/// Milliseconds in a day.
const DAY: i64 = 86_400_000;
/// How long an answer that brought nothing may go unnoted, in milliseconds: one row an hour tells well enough when the
/// server was last heard.
const HEARD_EVERY: i64 = 3_600_000;

impl Device {
    /// The batch that takes in an answer. `turns` are the changes of the request, and `outcomes` what became of them
    /// (see `reply::outcomes`), one for each.
    pub fn answer(&self, turns: &[Turn], outcomes: &[&Outcome], answer: &SyncAnswer) -> Vec<StoreOp> {
        let mut batch = self.tidy();
        self.take_session(answer, &mut batch);
        self.take_epoch(answer, &mut batch);
        let cursors = self.take_feeds(answer, &mut batch);
        let settled: Vec<_> = turns.iter().copied().zip(outcomes.iter().copied()).collect();
        let pending = self.take_outcomes(&settled, answer, &cursors, &mut batch);
        self.settle_pending(&cursors, &mut batch);
        self.forget_seen(&settled, &pending, &cursors, &mut batch);
        self.forget_sent(answer.time, &mut batch);
        let noted = self.heard.is_some_and(|at| (answer.time.millis() - at.millis()).abs() < HEARD_EVERY);
        if !noted || !batch.is_empty() {
            batch.push(StoreOp::Put(Table::Meta, keys::HEARD.to_owned(), write(&answer.time)));
        }
        batch
    }

    /// The row of a change that waits alone, because requests with it fail.
    pub fn set_alone(&self, turn: Turn, status: u16) -> StoreOp {
        StoreOp::Put(Table::Meta, format!("{}{turn}", keys::ALONE), write(&Alone { status }))
    }

    fn take_session(&self, answer: &SyncAnswer, batch: &mut Vec<StoreOp>) {
        if self.session.as_ref() != Some(&answer.session) {
            batch.push(StoreOp::Put(Table::Meta, keys::SESSION.to_owned(), write(&answer.session)));
        }
        for (scope, holding) in self.holdings.iter().filter(|(scope, _)| !answer.session.reads(**scope)) {
            if planted::on(Bug::ScopeKept) {
                continue;
            }
            self.drop_scope(*scope, batch);
            self.offer_later(*scope, holding.again, batch);
        }
    }

    /// After a restore, what was sent to scopes that this device reads no longer is offered too: the server may have
    /// lost it, and says what becomes of it. Scopes that are read are offered when they are loaded.
    fn take_epoch(&self, answer: &SyncAnswer, batch: &mut Vec<StoreOp>) {
        if self.epoch == Some(answer.epoch) {
            return;
        }
        batch.push(StoreOp::Put(Table::Meta, keys::EPOCH.to_owned(), write(&answer.epoch)));
        if self.epoch.is_some() {
            let again = Some(Again { epoch: answer.epoch, all: false });
            let scopes: SortedSet<_> = self.packs.iter().map(|pack| pack.scope).collect();
            for scope in scopes.into_iter().filter(|scope| !answer.session.reads(*scope)) {
                self.offer_later(scope, again, batch);
            }
        }
    }

    /// Stores the pages, and gives the cursor of each whole scope as it is after this batch.
    fn take_feeds(&self, answer: &SyncAnswer, batch: &mut Vec<StoreOp>) -> SortedMap<Scope, Cursor> {
        let mut cursors = self.cursors();
        cursors.retain(|scope, _| answer.session.reads(*scope));
        for feed in answer.feeds.iter().filter(|feed| answer.session.reads(feed.scope)) {
            let cursor = cursors.get(&feed.scope).copied();
            if feed.load {
                let less = cursor.is_some_and(|cursor| cursor.epoch == answer.epoch);
                self.load(feed.scope, answer.epoch, less, batch);
                cursors.remove(&feed.scope);
            } else if cursor.is_some_and(|cursor| cursor.epoch == feed.next.epoch && follows(feed, cursor)) {
                self.take_page(feed, batch);
                cursors.insert(feed.scope, feed.next);
            }
        }
        cursors
    }

    fn take_page(&self, feed: &Feed, batch: &mut Vec<StoreOp>) {
        let Some(holding) = self.holdings.get(&feed.scope) else { return };
        let Some(live) = holding.live else { return };
        let mut months = SortedSet::new();
        for record in &feed.records {
            if planted::on(Bug::CursorAhead) && feed.records.first() == Some(record) {
                continue;
            }
            self.take_record(live.generation, record, &mut months, batch);
        }
        for month in months {
            drop_month(feed.scope, &month, feed.next.version, batch);
        }
        if live.cursor != feed.next {
            let live = Some(Live { cursor: feed.next, ..live });
            batch.push(put_holding(feed.scope, &Holding { live, ..holding.clone() }));
        }
    }

    fn take_record(
        &self,
        generation: Generation,
        record: &Record,
        months: &mut SortedSet<String>,
        batch: &mut Vec<StoreOp>,
    ) {
        let key = fresh_key(generation, record);
        let old = self.fresh_key(key.copy, record.id);
        months.extend(key.day.as_deref().and_then(month));
        match old {
            Some(old) if old.version >= record.version => return,
            Some(old) => {
                months.extend(old.day.as_deref().and_then(month));
                batch.push(StoreOp::Delete(Table::Fresh, old.to_string()));
            }
            None => {
                // Its day as it was lies in the cell, which is not opened for this: any of the cell's months may be it.
                let cell = self.cell_of(key.copy, record.born);
                let days =
                    cell.and_then(|(_, head)| Some((head.day_from.as_deref()?, head.day_to.as_deref()?)));
                months.extend(days.into_iter().flat_map(|(from, to)| months_between(from, to)));
            }
        }
        batch.push(StoreOp::Put(Table::Fresh, key.to_string(), write(record)));
    }

    /// Moves each answered change from the queue to where it belongs; gives those that the mirror does not show yet.
    fn take_outcomes(
        &self,
        settled: &[(Turn, &Outcome)],
        answer: &SyncAnswer,
        cursors: &SortedMap<Scope, Cursor>,
        batch: &mut Vec<StoreOp>,
    ) -> SortedSet<Turn> {
        let mut pending = SortedSet::new();
        let mut packs: SortedMap<Scope, Vec<Sent>> = SortedMap::new();
        for (turn, outcome) in settled {
            let Some(queued) = self.queue.get(turn) else { continue };
            batch.push(StoreOp::Delete(Table::Queue, turn.to_string()));
            if self.alone.contains_key(turn) {
                batch.push(StoreOp::Delete(Table::Meta, format!("{}{turn}", keys::ALONE)));
            }
            match (outcome, &queued.change) {
                (Outcome::Applied { version } | Outcome::Parallel { version, .. }, Some(change)) => {
                    let waiting = Pending { epoch: answer.epoch, version: *version, change: change.clone() };
                    let waits = answer.session.reads(change.scope) && !shown(&waiting, cursors);
                    if waits && !planted::on(Bug::OwnLogGone) {
                        batch.push(StoreOp::Put(
                            Table::Sent,
                            format!("{}{turn}", keys::PENDING),
                            write(&waiting),
                        ));
                        pending.insert(*turn);
                    }
                    packs.of(change.scope).push(sent(*turn, queued, *version, answer));
                }
                // A change that this build cannot read is the server's now; there is no more to do with it here.
                (Outcome::Applied { .. } | Outcome::Parallel { .. }, None) => {}
                (Outcome::Refused { reason }, _) => {
                    let refusal =
                        Refusal { reason: reason.clone(), at: answer.time, change: queued.bytes.clone() };
                    batch.push(StoreOp::Put(
                        Table::Sent,
                        format!("{}{turn}", keys::REFUSED),
                        write(&refusal),
                    ));
                }
            }
        }
        if !settled.is_empty() {
            // While a change is in the queue, its own row tells the turn.
            batch.push(StoreOp::Put(Table::Meta, keys::TURN.to_owned(), write(&self.turn)));
        }
        if !packs.is_empty() {
            batch.push(StoreOp::Put(Table::Meta, keys::LAST_SENT.to_owned(), write(&answer.time)));
        }
        for (scope, sent) in packs {
            if planted::on(Bug::SentDropped) {
                continue;
            }
            let Some(first) = sent.first().map(Sent::turn) else { continue };
            let key = PackKey { day: day(answer.time), first, scope };
            batch.push(StoreOp::Put(Table::Sent, key.to_string(), write(&sent)));
        }
        pending
    }

    /// Lets go of the changes that the mirror shows from this batch on.
    fn settle_pending(&self, cursors: &SortedMap<Scope, Cursor>, batch: &mut Vec<StoreOp>) {
        for (turn, _) in self.pending.iter().filter(|(_, pending)| shown(pending, cursors)) {
            batch.push(StoreOp::Delete(Table::Sent, format!("{}{turn}", keys::PENDING)));
        }
    }

    /// Lets go of the records that were kept for changes which are settled now.
    fn forget_seen(
        &self,
        settled: &[(Turn, &Outcome)],
        pending: &SortedSet<Turn>,
        cursors: &SortedMap<Scope, Cursor>,
        batch: &mut Vec<StoreOp>,
    ) {
        if self.seen.is_empty() {
            return;
        }
        let answered: SortedSet<_> = settled.iter().map(|(turn, _)| *turn).collect();
        let gone = |turn: &Turn| {
            let shown = self.pending.get(turn).is_some_and(|pending| shown(pending, cursors));
            shown || (answered.contains(turn) && !pending.contains(turn))
        };
        let open: SortedSet<_> =
            self.unsettled().filter(|(turn, _)| !gone(turn)).map(|(_, change)| change.record).collect();
        for record in self.seen.keys().filter(|record| !open.contains(record)) {
            batch.push(StoreOp::Delete(Table::Meta, format!("{}{record}", keys::SEEN)));
        }
    }

    fn forget_sent(&self, now: WallTime, batch: &mut Vec<StoreOp>) {
        let oldest = day(now).saturating_sub(SENT_DAYS);
        for pack in self.packs.iter().take_while(|pack| pack.day < oldest) {
            batch.push(StoreOp::Delete(Table::Sent, pack.to_string()));
        }
    }
}

/// The place of a record in `fresh`.
pub(super) fn fresh_key(generation: Generation, record: &Record) -> FreshKey {
    FreshKey {
        copy: CopyKey { scope: record.scope, generation, class: record.kind.class() },
        born: record.born,
        record: record.id,
        version: record.version,
        day: record.day(),
    }
}

/// Whether a page begins where the device stands and holds nothing beyond the cursor that it gives.
fn follows(feed: &Feed, cursor: Cursor) -> bool {
    let within = |record: &Record| {
        record.scope == feed.scope && record.version > cursor.version && record.version <= feed.next.version
    };
    feed.next.version >= cursor.version && feed.records.iter().all(within)
}

/// Whether the mirror shows what a change did: its scope is whole, and read up to the version that it was given.
/// A version of an epoch that is over says nothing any more; the change itself was offered again.
fn shown(pending: &Pending, cursors: &SortedMap<Scope, Cursor>) -> bool {
    let cursor = cursors.get(&pending.change.scope);
    cursor.is_some_and(|cursor| cursor.epoch != pending.epoch || cursor.version >= pending.version)
}

fn sent(turn: Turn, queued: &Queued, version: u64, answer: &SyncAnswer) -> Sent {
    let change = queued.bytes.clone();
    Sent { turn: turn.count, id: turn.change, epoch: answer.epoch, version, at: answer.time, change }
}

const fn day(time: WallTime) -> i64 {
    time.millis().div_euclid(DAY)
}

fn month(day: &str) -> Option<String> {
    day.get(..7).map(str::to_owned)
}

/// The months from one day to another, `2026-04` to `2027-03`.
fn months_between(from: &str, to: &str) -> Vec<String> {
    let number = |day: &str| Some((day.get(..4)?.parse::<u32>().ok()?, day.get(5..7)?.parse::<u32>().ok()?));
    let count = |(year, month): (u32, u32)| year.saturating_mul(12).saturating_add(month.saturating_sub(1));
    let (Some(from), Some(to)) = (number(from).map(count), number(to).map(count)) else { return Vec::new() };
    // Years beyond a person's life are a slip of the pen; no list of months is longer than that.
    let last = to.min(from.saturating_add(MONTHS));
    (from..=last).map(|count| format!("{:04}-{:02}", count / 12, count % 12 + 1)).collect()
}

/// The most months that one cell is taken to span.
const MONTHS: u32 = 1200;
