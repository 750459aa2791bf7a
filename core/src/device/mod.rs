//! What a device holds, in memory after opening, and the batches that change it; no IndexedDB, no network, no clock.
//!
//! The store is a plain key-value store. What is in memory follows from the rows alone: opening reads rows, and each
//! batch that was written is taken in the same way ([`Device::absorb`]), so that memory and store cannot disagree.
//! Never are all records in memory: of the mirror the device knows the directory, of `fresh` the keys.

use serde_json::value::RawValue;

use crate::calendar::WallTime;
use crate::change::{Base, Change};
use crate::device::keys::{CellKey, CopyKey, FreshKey, Generation, PackKey, Turn};
use crate::device::load::with_heads;
use crate::device::rows::{Alone, Ends, Holding, Pending, Refusal, read, read_heads, read_queued};
use crate::device::tables::{StoreOp, Table};
use crate::id::{ChangeId, EpochId, RecordId};
use crate::org::Session;
use crate::planted::{self, Bug};
use crate::record::{Record, Scope};
use crate::sorted::{SortedMap, SortedSet};
use crate::sync::wire::{CellHead, Cursor};

pub mod answer;
pub mod counting;
pub mod courier;
pub mod fold;
pub mod given;
pub mod keys;
pub mod load;
pub mod mend;
pub mod reading;
pub mod rescue;
pub mod rows;
pub mod save;
pub mod tables;

/// What to read when the store is opened: a table, the beginning of its keys, and whether the values are needed.
pub const OPENING: [(Table, &str, bool); 7] = [
    (Table::Meta, "", true),
    (Table::Queue, "", true),
    (Table::Directory, "", true),
    (Table::Fresh, "", false),
    (Table::Sent, keys::PENDING, true),
    (Table::Sent, keys::REFUSED, true),
    (Table::Sent, keys::PACK, false),
];

/// A change in the queue.
#[derive(Debug, Clone)]
pub struct Queued {
    /// The exact bytes, which are what is sent.
    pub bytes: Box<RawValue>,
    /// The change; none where this build cannot read all of it: then it is sent, and not shown.
    pub change: Option<Change>,
    /// What ends with it and still lies in its row.
    ends: Option<Ends>,
}

/// A change that the server refused.
#[derive(Debug, Clone)]
struct Returned {
    refusal: Refusal,
    /// The change; none where this build cannot read all of it.
    change: Option<Change>,
}

/// What a device holds.
#[derive(Debug, Clone, Default)]
pub struct Device {
    queue: SortedMap<Turn, Queued>,
    pending: SortedMap<Turn, Pending>,
    refused: SortedMap<Turn, Returned>,
    alone: SortedMap<Turn, Alone>,
    seen: SortedMap<RecordId, Record>,
    holdings: SortedMap<Scope, Holding>,
    directory: SortedMap<CopyKey, Vec<CellHead>>,
    fresh: SortedMap<CopyKey, SortedMap<RecordId, FreshKey>>,
    packs: SortedSet<PackKey>,
    session: Option<Session>,
    epoch: Option<EpochId>,
    last_sent: Option<WallTime>,
    heard: Option<WallTime>,
    turn: u64,
    /// The greatest number that a copy of a scope was given.
    copies: u64,
    /// Of drafts that end, the marks of what lies under their keys, as far as it was read; none where nothing does.
    drafts: SortedMap<String, Option<u64>>,
}

impl Device {
    /// Opens from the rows that [`OPENING`] asks for; the value of a row whose key alone is asked for may be empty.
    pub fn open(rows: impl IntoIterator<Item = (Table, String, Vec<u8>)>) -> Self {
        let mut device = Self::default();
        for (table, key, value) in rows {
            device.take_in(table, &key, &value);
        }
        device
    }

    /// Takes in a batch once it has been written. Taking one in twice does no harm.
    pub fn absorb(&mut self, batch: &[StoreOp]) {
        for op in batch {
            match op {
                StoreOp::Put(table, key, value) => self.take_in(*table, key, value),
                StoreOp::Delete(table, key) => self.take_out(*table, key),
                StoreOp::DeletePrefix(table, prefix) => self.take_out_all(*table, prefix),
            }
        }
    }

    /// How many changes the server has not answered, those that wait alone included.
    pub fn unsent(&self) -> usize {
        self.queue.len()
    }

    /// The changes that the server has not answered, in order.
    pub const fn queue(&self) -> &SortedMap<Turn, Queued> {
        &self.queue
    }

    /// The changes that the server has, and the mirror not yet.
    pub const fn pending(&self) -> &SortedMap<Turn, Pending> {
        &self.pending
    }

    /// The changes that wait alone, because requests with them fail.
    pub const fn alone(&self) -> &SortedMap<Turn, Alone> {
        &self.alone
    }

    /// Who the server last took the device for.
    pub const fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// When the server last took a change, by its clock.
    pub const fn last_sent(&self) -> Option<WallTime> {
        self.last_sent
    }

    /// When the server last answered, by its clock; to the hour where an answer brought nothing.
    pub const fn heard(&self) -> Option<WallTime> {
        self.heard
    }

    /// How much is held of each scope.
    pub const fn holdings(&self) -> &SortedMap<Scope, Holding> {
        &self.holdings
    }

    /// The heads of the cells of which the device knows, by their index.
    pub const fn directory(&self) -> &SortedMap<CopyKey, Vec<CellHead>> {
        &self.directory
    }

    /// The scopes of which there may be something to show: those that are held, and those of own changes.
    pub fn scopes(&self) -> SortedSet<Scope> {
        let own = self.unsettled().map(|(_, change)| change.scope);
        self.holdings.keys().copied().chain(own).collect()
    }

    /// The copy of a scope that is read: the whole one, or on a first load as much as is there.
    pub fn generation(&self, scope: Scope) -> Option<Generation> {
        let holding = self.holdings.get(&scope)?;
        let loading = holding.loading.map(|loading| loading.generation);
        holding.live.map(|live| live.generation).or(loading)
    }

    /// How far each whole scope was read; a scope that must be loaded again has no cursor.
    pub fn cursors(&self) -> SortedMap<Scope, Cursor> {
        let whole = |holding: &Holding| if holding.loading.is_none() { holding.live } else { None };
        let cursors =
            self.holdings.iter().filter_map(|(scope, holding)| Some((*scope, whole(holding)?.cursor)));
        cursors.collect()
    }

    /// This device's changes that the mirror does not show yet, in the order in which they were made. They are
    /// replayed on top of it.
    pub fn unsettled(&self) -> impl Iterator<Item = (&Turn, &Change)> {
        let queued = self.queue.iter().filter_map(|(turn, queued)| Some((turn, queued.change.as_ref()?)));
        let pending = self.pending.iter().map(|(turn, pending)| (turn, &pending.change));
        let all: SortedMap<_, _> = queued.chain(pending).collect();
        all.into_iter()
    }

    /// The turn of this device's last unsettled change of a record: a saving asks for it, and need not sort all for that.
    fn last_of(&self, record: RecordId) -> Option<Turn> {
        let queued = self.queue.iter().filter_map(|(turn, queued)| Some((turn, queued.change.as_ref()?)));
        let all = queued.chain(self.pending.iter().map(|(turn, pending)| (turn, &pending.change)));
        all.filter(|(_, change)| change.record == record).map(|(turn, _)| *turn).max()
    }

    /// What a new change of a record stands on: the version that the person saw, and this device's last unsettled
    /// change of it. `seen` is the record as it was on the screen, none for a new one.
    pub fn stand(&self, record: RecordId, seen: Option<&Record>) -> (Base, Option<ChangeId>) {
        let after = self.last_of(record).map(|turn| turn.change);
        let base = seen
            .filter(|seen| seen.version > 0)
            .map_or(Base::NEW, |seen| Base { epoch: self.epoch_of(seen.scope), version: seen.version });
        (base, after)
    }

    /// The epoch of what is read of a scope; none where nothing is.
    fn epoch_of(&self, scope: Scope) -> Option<EpochId> {
        let holding = self.holdings.get(&scope)?;
        let live = holding.live.map(|live| live.cursor.epoch);
        live.or(holding.loading.map(|loading| loading.epoch))
    }

    /// The record on which a change was made, as the server gave it; none where it is of an epoch that is over, for its
    /// version does not compare with those that are read now.
    fn seen_by(&self, change: &Change) -> Option<&Record> {
        let seen = self.seen.get(&change.record)?;
        let over = self.epoch_of(change.scope).is_some_and(|epoch| change.base.epoch != Some(epoch));
        if over { None } else { Some(seen) }
    }

    /// The key of a record's fresh row in one copy.
    fn fresh_key(&self, copy: CopyKey, record: RecordId) -> Option<&FreshKey> {
        self.fresh.get(&copy)?.get(&record)
    }

    /// The cell of one copy that holds what was born at a version, if the device has it.
    fn cell_of(&self, copy: CopyKey, born: u64) -> Option<(CellKey, &CellHead)> {
        self.cells(copy).find(|(_, head)| (head.born_from..=head.born_to).contains(&born))
    }

    /// The cells of one copy, by their index.
    fn cells(&self, copy: CopyKey) -> impl DoubleEndedIterator<Item = (CellKey, &CellHead)> {
        self.heads(copy).iter().map(move |head| (copy.cell(head.index), head))
    }

    fn heads(&self, copy: CopyKey) -> &[CellHead] {
        self.directory.get(&copy).map_or(&[], Vec::as_slice)
    }

    fn take_in(&mut self, table: Table, key: &str, value: &[u8]) {
        match table {
            Table::Queue => {
                if let (Some(turn), Some((bytes, change, ends))) = (Turn::parse(key), read_queued(value)) {
                    self.turn = self.turn.max(turn.count.saturating_add(1));
                    let seen = ends.as_ref().and_then(|ends| ends.seen.clone());
                    self.seen.extend(seen.map(|seen| (seen.id, seen)));
                    // What lay under the draft's key when somebody looked was typed before this.
                    if !self.queue.contains_key(&turn) && !planted::on(Bug::DraftStale) {
                        let draft = ends.as_ref().and_then(|ends| ends.draft.as_ref());
                        _ = draft.map(|draft| self.drafts.remove(draft));
                    }
                    self.queue.insert(turn, Queued { bytes, change, ends });
                }
            }
            Table::Sent => self.take_in_sent(key, value),
            Table::Directory => {
                if let Some(copy) = CopyKey::parse(key) {
                    self.directory.extend(read_heads(copy.class, value).map(|heads| (copy, heads)));
                } else if let (Some(CellKey { copy, .. }), Some(head)) = (CellKey::parse(key), read(value)) {
                    // Builds before 2026-11-25 had a row for each cell. What a copy's own row says, which comes before
                    // them, is younger; it takes them in with the first batch that writes it.
                    self.directory.insert(copy, with_heads(&[head], self.heads(copy).to_vec()));
                }
            }
            Table::Fresh => {
                if let Some(key) = FreshKey::parse(key) {
                    self.take_in_fresh(key);
                }
            }
            Table::Meta => self.take_in_meta(key, value),
            Table::Mirror | Table::Totals | Table::Draft => {}
        }
    }

    fn take_in_sent(&mut self, key: &str, value: &[u8]) {
        if let Some(pack) = PackKey::parse(key) {
            self.packs.insert(pack);
        } else if let Some(turn) = key.strip_prefix(keys::PENDING).and_then(Turn::parse) {
            self.pending.extend(read(value).map(|pending| (turn, pending)));
        } else if let Some(turn) = key.strip_prefix(keys::REFUSED).and_then(Turn::parse) {
            self.refused.extend(Refusal::read(value).map(|refusal| {
                let change = read(refusal.change.get().as_bytes());
                (turn, Returned { refusal, change })
            }));
        }
    }

    /// Of two rows for one record the newer one counts: another window may have written the older.
    fn take_in_fresh(&mut self, key: FreshKey) {
        let rows = self.fresh.of(key.copy);
        let known = rows.get(&key.record).map(|known| known.version);
        if known.is_none_or(|known| known <= key.version) {
            rows.insert(key.record, key);
        }
    }

    fn take_in_meta(&mut self, key: &str, value: &[u8]) {
        if let Some(scope) = key.strip_prefix(keys::HOLDING).and_then(|scope| Scope::parse(scope).ok()) {
            self.holdings.extend(read(value).map(|holding| (scope, holding)));
        } else if let Some(record) = key.strip_prefix(keys::SEEN).and_then(|id| RecordId::parse(id).ok()) {
            self.seen.extend(read(value).map(|seen| (record, seen)));
        } else if let Some(turn) = key.strip_prefix(keys::ALONE).and_then(Turn::parse) {
            self.alone.extend(read(value).map(|alone| (turn, alone)));
        } else if key == keys::SESSION {
            self.session = read(value);
        } else if key == keys::EPOCH {
            self.epoch = read(value);
        } else if key == keys::LAST_SENT {
            self.last_sent = read(value);
        } else if key == keys::HEARD {
            self.heard = read(value);
        } else if key == keys::TURN {
            self.turn = self.turn.max(read(value).unwrap_or(0));
        } else if key == keys::COPIES {
            self.copies = self.copies.max(read(value).unwrap_or(0));
        }
    }

    fn take_out(&mut self, table: Table, key: &str) {
        match table {
            Table::Queue => _ = Turn::parse(key).map(|turn| self.queue.remove(&turn)),
            Table::Sent => {
                _ = PackKey::parse(key).map(|pack| self.packs.remove(&pack));
                _ = key
                    .strip_prefix(keys::PENDING)
                    .and_then(Turn::parse)
                    .map(|turn| self.pending.remove(&turn));
                _ = key
                    .strip_prefix(keys::REFUSED)
                    .and_then(Turn::parse)
                    .map(|turn| self.refused.remove(&turn));
            }
            Table::Directory => _ = CopyKey::parse(key).map(|copy| self.directory.remove(&copy)),
            Table::Fresh => _ = FreshKey::parse(key).map(|key| self.take_out_fresh(&key)),
            Table::Meta => self.take_out_meta(key),
            Table::Mirror | Table::Totals | Table::Draft => {}
        }
    }

    fn take_out_fresh(&mut self, key: &FreshKey) {
        let Some(rows) = self.fresh.get_mut(&key.copy) else { return };
        if rows.get(&key.record) == Some(key) {
            rows.remove(&key.record);
        }
        if rows.is_empty() {
            self.fresh.remove(&key.copy);
        }
    }

    fn take_out_meta(&mut self, key: &str) {
        if let Some(scope) = key.strip_prefix(keys::HOLDING).and_then(|scope| Scope::parse(scope).ok()) {
            self.holdings.remove(&scope);
        } else if let Some(record) = key.strip_prefix(keys::SEEN).and_then(|id| RecordId::parse(id).ok()) {
            self.seen.remove(&record);
        } else if let Some(turn) = key.strip_prefix(keys::ALONE).and_then(Turn::parse) {
            self.alone.remove(&turn);
        } else if key == keys::EPOCH {
            self.epoch = None;
        } else if key == keys::SESSION {
            self.session = None;
        }
    }

    fn take_out_all(&mut self, table: Table, prefix: &str) {
        match table {
            Table::Queue => self.queue.retain(|turn, _| !turn.to_string().starts_with(prefix)),
            Table::Directory => self.directory.retain(|copy, _| !copy.to_string().starts_with(prefix)),
            Table::Fresh => {
                for rows in self.fresh.values_mut() {
                    rows.retain(|_, key| !key.to_string().starts_with(prefix));
                }
                self.fresh.retain(|_, rows| !rows.is_empty());
            }
            Table::Sent => {
                self.packs.retain(|pack| !pack.to_string().starts_with(prefix));
                self.pending.retain(|turn, _| !format!("{}{turn}", keys::PENDING).starts_with(prefix));
                self.refused.retain(|turn, _| !format!("{}{turn}", keys::REFUSED).starts_with(prefix));
            }
            Table::Meta => {
                self.holdings.retain(|scope, _| !format!("{}{scope}", keys::HOLDING).starts_with(prefix));
                self.seen.retain(|record, _| !format!("{}{record}", keys::SEEN).starts_with(prefix));
                self.alone.retain(|turn, _| !format!("{}{turn}", keys::ALONE).starts_with(prefix));
            }
            Table::Mirror | Table::Totals | Table::Draft => {}
        }
    }
}
