//! Answering a question from the mirror without holding it: which rows to read next, and what they add up to.
//!
//! The host asks [`Reading::wants`], reads and inflates what it names, hands it to [`Reading::take`], until nothing is
//! named any more; then [`Reading::finish`] gives the records. A few cells are plain at a time; what is kept is never
//! more than the limit, the fresh rows and the device's own unsettled records.

use std::cmp::Reverse;
use std::collections::VecDeque;

use crate::change::Change;
use crate::device::Device;
use crate::device::keys::{CellKey, CopyKey, FreshKey};
use crate::device::rows::read;
use crate::id::{PersonId, RecordId};
use crate::merge::lay_over;
use crate::record::{Class, Record, Scope};
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::sync::cell;
use crate::sync::wire::CellHead;

/// Cells that are read at one go: each go costs a turn through the store, each cell about 150 kB while it is plain.
const AT_ONCE: usize = 16;
/// Records of a cell, for how many cells an answer with a limit takes at least.
const OF_A_CELL: usize = 256;

/// A question about the records of one class in some scopes.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The scopes; those of which the device holds nothing add only its own changes.
    pub scopes: Vec<Scope>,
    /// Further scopes, of which only what one person made is wanted.
    pub others: Option<Others>,
    /// Registry or log.
    pub class: Class,
    /// The first and the last day wanted; all records where none is given.
    pub days: Option<(String, String)>,
    /// How many records at most, the newest day first.
    pub limit: usize,
}

/// What is wanted of scopes that are not wanted whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Others {
    /// The scopes.
    pub scopes: SortedSet<Scope>,
    /// Who made it.
    pub by: PersonId,
}

impl Ask {
    /// All of the registry of some scopes.
    pub const fn registry(scopes: Vec<Scope>) -> Self {
        Self { scopes, others: None, class: Class::Registry, days: None, limit: usize::MAX }
    }

    /// The newest logs of a scope between two days, both counted in.
    pub fn logs(scope: Scope, from: &str, to: &str, limit: usize) -> Self {
        let days = Some((from.to_owned(), to.to_owned()));
        Self { scopes: vec![scope], others: None, class: Class::Log, days, limit }
    }
}

/// What the host is to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// These rows of `fresh`.
    Fresh(Vec<String>),
    /// These rows of `mirror`, inflated; at most 16.
    Cells(Vec<String>),
}

/// An answer in the making.
pub struct Reading<'k> {
    others: Option<Others>,
    class: Class,
    days: Option<(String, String)>,
    limit: usize,
    keep: &'k dyn Fn(&Record) -> bool,
    /// The device's own unsettled changes, in order.
    own: Vec<Change>,
    /// The records that these touch, as the server last gave them.
    bases: SortedMap<RecordId, Record>,
    touched: SortedSet<RecordId>,
    /// Records with a fresh row: what a cell says of them is old.
    newer: SortedSet<RecordId>,
    fresh: Option<Vec<String>>,
    cells: VecDeque<(CellKey, Option<String>, bool)>,
    found: SortedMap<Order, Record>,
}

/// Newest day first, then the youngest record.
pub type Order = (Reverse<Option<String>>, Reverse<u64>, RecordId);

/// Where a record stands in an answer.
pub fn order(record: &Record) -> Order {
    // What only this device knows is younger than all that the server has given a version.
    let born = if record.born == 0 { u64::MAX } else { record.born };
    (Reverse(record.day()), Reverse(born), record.id)
}

impl Device {
    /// Begins to answer a question; `keep` chooses among the records, removed ones included.
    pub fn read<'k>(&self, ask: Ask, keep: &'k dyn Fn(&Record) -> bool) -> Reading<'k> {
        let others = ask.others.iter().flat_map(|others| others.scopes.iter());
        let scopes: Vec<_> = ask.scopes.iter().chain(others).collect();
        let of_ask = |change: &&Change| scopes.contains(&&change.scope) && change.kind.class() == ask.class;
        let own = self.unsettled().map(|(_, change)| change).filter(of_ask).cloned().collect();
        self.read_under(ask, keep, own)
    }

    /// The same as the server gave it, without the device's own changes.
    pub fn read_given<'k>(&self, ask: Ask, keep: &'k dyn Fn(&Record) -> bool) -> Reading<'k> {
        self.read_under(ask, keep, Vec::new())
    }

    fn read_under<'k>(&self, ask: Ask, keep: &'k dyn Fn(&Record) -> bool, own: Vec<Change>) -> Reading<'k> {
        let Ask { mut scopes, others, class, days, limit } = ask;
        scopes.extend(others.iter().flat_map(|others| others.scopes.iter().copied()));
        let touched: SortedSet<_> = own.iter().map(|change| change.record).collect();
        // Of several changes the first one says what they all stand on.
        let stands =
            |id: &RecordId| own.iter().find(|own| own.record == *id).and_then(|own| self.seen_by(own));
        let bases = self.seen.keys().filter_map(|id| Some((*id, stands(id)?.clone()))).collect();
        let (mut newer, mut fresh, mut cells) = (SortedSet::new(), Vec::new(), Vec::new());
        for scope in scopes {
            let Some(generation) = self.generation(scope) else { continue };
            let copy = CopyKey { scope, generation, class };
            let rows = self.fresh.get(&copy);
            let rows = || rows.into_iter().flat_map(SortedMap::values);
            newer.extend(rows().map(|key| key.record));
            let asked =
                |key: &FreshKey| touched.contains(&key.record) || within(days.as_ref(), key.day.as_ref());
            fresh.extend(rows().filter(|key| asked(key)).map(ToString::to_string));
            let must = self.must_open(copy, &own);
            for (key, head) in self.cells(copy) {
                if must.contains(&key) || overlaps(days.as_ref(), head) {
                    cells.push((key, head.day_to.clone(), must.contains(&key)));
                }
            }
        }
        // Those that have to be opened first, then by their newest day, so that the search can stop early.
        sort_by_key(&mut cells, |(key, to, must)| (Reverse(*must), Reverse(to.clone()), Reverse(key.index)));
        let fresh = Some(fresh).filter(|keys| !keys.is_empty());
        let (cells, found) = (cells.into(), SortedMap::new());
        Reading { others, class, days, limit, keep, own, bases, touched, newer, fresh, cells, found }
    }

    /// The cells that may hold a record which this device is changing, wherever its day lies.
    fn must_open(&self, copy: CopyKey, own: &[Change]) -> SortedSet<CellKey> {
        let mut must = SortedSet::new();
        for change in own.iter().filter(|change| change.scope == copy.scope) {
            if self.fresh_key(copy, change.record).is_some() {
                continue;
            }
            match self.seen_by(change) {
                Some(seen) => {
                    must.extend(self.cell_of(copy, seen.born).map(|(key, _)| key));
                }
                // Offered again after a restore: nobody kept where the record lies.
                None if change.base.version > 0 => {
                    must.extend(self.cells(copy).map(|(key, _)| key));
                }
                None => {}
            }
        }
        must
    }
}

impl Reading<'_> {
    /// What to read next; none when the answer is complete.
    pub fn wants(&mut self) -> Option<Need> {
        if let Some(keys) = self.fresh.take() {
            return Some(Need::Fresh(keys));
        }
        let worst = self.worst().cloned();
        let needed = |(_, newest, must): &(CellKey, Option<String>, bool)| {
            *must || worst.as_ref().is_none_or(|worst| worst <= newest)
        };
        // They stand by their newest day: behind the first that cannot hold more, none can.
        let needed = self.cells.iter().take_while(|cell| needed(cell)).count();
        let at_once = (self.limit / OF_A_CELL).clamp(2, AT_ONCE);
        let keys: Vec<_> = self.cells.drain(..needed.min(at_once)).map(|(key, ..)| key.to_string()).collect();
        if keys.is_empty() { None } else { Some(Need::Cells(keys)) }
    }

    /// Takes what was read: the values of fresh rows, or the plain bytes of cells, in the order asked; a cell that could
    /// not be read is empty.
    pub fn take(&mut self, need: &Need, read_bytes: &[Vec<u8>]) {
        match need {
            Need::Fresh(_) => {
                for record in read_bytes.iter().filter_map(|row| read::<Record>(row)) {
                    self.add(record);
                }
            }
            Need::Cells(keys) => {
                for (key, cell) in keys.iter().zip(read_bytes) {
                    let scope = CellKey::parse(key).map(|key| key.copy.scope);
                    let by = scope.and_then(|scope| self.only_by(scope)).map(|by| by.to_string());
                    // The youngest first: once the answer is full, most of the older ones need not be read.
                    for line in cell::texts(cell).rev() {
                        if by.as_ref().is_none_or(|by| cell::names(line, by)) && self.counts(line) {
                            self.read_line(line);
                        }
                    }
                }
            }
        }
    }

    /// The records where what the server gave is at hand and no row needs to be read; see [`Reading::finish`].
    pub fn over<'g>(mut self, given: impl IntoIterator<Item = &'g Record>) -> Vec<Record> {
        for record in given {
            self.add(record.clone());
        }
        self.finish()
    }

    /// The records, with the device's own changes laid over them, the newest day first.
    pub fn finish(mut self) -> Vec<Record> {
        let own = std::mem::take(&mut self.own);
        let mut laid = std::mem::take(&mut self.bases);
        for change in &own {
            let base = laid.remove(&change.record);
            laid.insert(change.record, lay_over(base, change));
        }
        for record in laid.into_values() {
            self.offer(record);
        }
        self.found.into_values().collect()
    }

    fn read_line(&mut self, line: &str) {
        if let Some(record) = read::<Record>(line.as_bytes())
            && !self.newer.contains(&record.id)
        {
            self.add(record);
        }
    }

    /// Of a scope that is not wanted whole, whose records are.
    fn only_by(&self, scope: Scope) -> Option<PersonId> {
        self.others.as_ref().filter(|others| others.scopes.contains(&scope)).map(|others| others.by)
    }

    /// The day of the last record of an answer that is full.
    fn worst(&self) -> Option<&Option<String>> {
        let full = self.found.len() >= self.limit;
        self.found.last_key_value().map(|((day, ..), _)| &day.0).filter(|_| full)
    }

    /// Whether a line of a cell must be read, as far as can be told without reading it: reading is what an answer costs.
    fn counts(&self, line: &str) -> bool {
        let (Some(days), Some(day)) = (&self.days, cell::day_of(line)) else { return true };
        let late = self.worst().is_none_or(|worst| worst.as_ref() <= Some(&day));
        // What the device is changing is read wherever its day lies.
        late && within(Some(days), Some(&day))
            || !self.touched.is_empty() && cell::id_of(line).is_none_or(|id| self.touched.contains(&id))
    }

    fn add(&mut self, record: Record) {
        if !self.touched.contains(&record.id) {
            self.offer(record);
        } else if self.bases.get(&record.id).is_none_or(|base| base.version <= record.version) {
            self.bases.insert(record.id, record);
        }
    }

    fn offer(&mut self, record: Record) {
        let day = record.day();
        if record.kind.class() == self.class
            && within(self.days.as_ref(), day.as_ref())
            && self.only_by(record.scope).is_none_or(|by| record.made.by == Some(by))
            && (self.keep)(&record)
        {
            self.found.insert(order(&record), record);
            if self.found.len() > self.limit {
                self.found.pop_last();
            }
        }
    }
}

fn within(days: Option<&(String, String)>, day: Option<&String>) -> bool {
    let Some((from, to)) = days else { return true };
    day.is_some_and(|day| day >= from && day <= to)
}

fn overlaps(days: Option<&(String, String)>, head: &CellHead) -> bool {
    let Some((from, to)) = days else { return true };
    let (Some(least), Some(greatest)) = (&head.day_from, &head.day_to) else { return false };
    least <= to && greatest >= from
}
