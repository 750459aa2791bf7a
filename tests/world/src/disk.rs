//! A device's store in memory: the plain key-value contract of `core::device::tables`, and what reads through it.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound::{Excluded, Included, Unbounded};
use std::sync::{Arc, OnceLock};

use tsunagari_core::device::counting::Months;
use tsunagari_core::device::reading::{Ask, Need, Reading};
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::device::{Device, OPENING};
use tsunagari_core::kind::Kinds;
use tsunagari_core::query::ledger::Ledgers;
use tsunagari_core::record::Record;

/// The rows of all tables. A batch is written whole or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disk(BTreeMap<Table, BTreeMap<String, Arc<Row>>>);

/// What lies under a key. Its bytes never change, for another value is another row; so what they were once read as for a
/// check holds as long as they lie there, and in every copy of the disk.
struct Row {
    bytes: Vec<u8>,
    known: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Row {
    /// What its bytes say, read once; the rows of one kind are all read in one way.
    fn known<T: Send + Sync + 'static>(&self, read: fn(&[u8]) -> T) -> &T {
        let known = self.known.get_or_init(|| Box::new(read(&self.bytes)));
        known.downcast_ref().expect("a row that is read in one way")
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes.fmt(f)
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Row {}

impl Disk {
    pub fn write(&mut self, batch: &[StoreOp]) {
        for op in batch {
            match op {
                StoreOp::Put(table, key, value) => {
                    let row = Arc::new(Row { bytes: value.clone(), known: OnceLock::new() });
                    self.0.entry(*table).or_default().insert(key.clone(), row);
                }
                StoreOp::Delete(table, key) => {
                    self.0.entry(*table).or_default().remove(key);
                }
                StoreOp::DeletePrefix(table, prefix) => {
                    let gone: Vec<_> = self.rows(*table, prefix).map(|(key, _)| key.clone()).collect();
                    let rows = self.0.entry(*table).or_default();
                    for key in gone {
                        rows.remove(&key);
                    }
                }
            }
        }
    }

    pub fn get(&self, table: Table, key: &str) -> Option<&Vec<u8>> {
        Some(&self.0.get(&table)?.get(key)?.bytes)
    }

    pub fn scan<'a>(
        &'a self,
        table: Table,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Vec<u8>)> {
        self.rows(table, prefix).map(|(key, row)| (key, &row.bytes))
    }

    /// How many rows a table has.
    pub(super) fn count_rows(&self, table: Table) -> usize {
        self.0.get(&table).map_or(0, BTreeMap::len)
    }

    /// What a row says, read once as long as its bytes lie there.
    pub(super) fn known<T: Send + Sync + 'static>(
        &self,
        table: Table,
        key: &str,
        read: fn(&[u8]) -> T,
    ) -> Option<&T> {
        Some(self.0.get(&table)?.get(key)?.known(read))
    }

    /// The same of all rows whose keys begin so.
    pub(super) fn all_known<'a, T: Send + Sync + 'static>(
        &'a self,
        table: Table,
        prefix: &'a str,
        read: fn(&[u8]) -> T,
    ) -> impl Iterator<Item = (&'a String, &'a T)> {
        self.rows(table, prefix).map(move |(key, row)| (key, row.known(read)))
    }

    fn rows<'a>(&'a self, table: Table, prefix: &'a str) -> impl Iterator<Item = (&'a String, &'a Row)> {
        let rows = self.0.get(&table).map(|rows| rows.range::<str, _>((Included(prefix), Unbounded)));
        let rows = rows.into_iter().flatten().take_while(move |(key, _)| key.starts_with(prefix));
        rows.map(|(key, row)| (key, row.as_ref()))
    }

    pub fn open(&self) -> Device {
        self.open_part(|_, _| true)
    }

    /// What of a device follows from some of its rows alone.
    pub(super) fn open_part(&self, wanted: impl Fn(Table, &[u8]) -> bool) -> Device {
        let rows = OPENING.iter().flat_map(|(table, prefix, values)| {
            let rows = self.scan(*table, prefix).filter(|(_, value)| wanted(*table, value));
            rows.map(|(key, value)| (*table, key.clone(), if *values { value.clone() } else { Vec::new() }))
        });
        Device::open(rows)
    }

    pub fn read(&self, device: &Device, ask: Ask) -> Vec<Record> {
        self.gather(device.read(ask, &|_| true)).0
    }

    /// The ledgers of some months, and the rows that are to be kept of that.
    pub fn count(&self, device: &Device, months: &Months) -> (Ledgers, Vec<StoreOp>) {
        let mut counting = device.count(&Kinds::default(), months);
        let spans = counting.spans();
        let kept = spans.iter().filter(|(from, to)| from < to).flat_map(|(from, to)| {
            let rows = self.0.get(&Table::Totals);
            let rows = rows
                .into_iter()
                .flat_map(move |rows| rows.range::<String, _>((Included(from), Excluded(to))));
            rows.map(|(key, row)| (key.clone(), row.bytes.clone()))
        });
        counting.take_kept(&kept.collect());
        let mut rows = Vec::new();
        while let Some(stretch) = counting.read_next() {
            let (ask, any) = (stretch.ask.clone(), &|_: &Record| true);
            let (records, whole) = match stretch.own {
                true => self.gather(device.read(ask, any)),
                false => self.gather(device.read_given(ask, any)),
            };
            rows.extend(counting.take(&stretch, &records, whole));
        }
        (counting.finish().0, rows)
    }

    /// What a reading comes to, and whether every row that it asked for was there.
    fn gather(&self, mut reading: Reading<'_>) -> (Vec<Record>, bool) {
        let mut whole = true;
        while let Some(need) = reading.wants() {
            let (table, keys) = match &need {
                Need::Fresh(keys) => (Table::Fresh, keys),
                Need::Cells(keys) => (Table::Mirror, keys),
            };
            let rows: Vec<_> = keys.iter().map(|key| self.get(table, key).cloned()).collect();
            whole &= rows.iter().all(Option::is_some);
            let rows = match &need {
                Need::Fresh(_) => rows.into_iter().flatten().collect::<Vec<_>>(),
                Need::Cells(_) => rows.into_iter().map(Option::unwrap_or_default).collect(),
            };
            reading.take(&need, &rows);
        }
        (reading.finish(), whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_writes_a_batch_whole() {
        let mut disk = Disk::default();
        disk.write(&[
            StoreOp::Put(Table::Queue, "a".to_owned(), vec![1]),
            StoreOp::Put(Table::Queue, "b".to_owned(), vec![2]),
            StoreOp::DeletePrefix(Table::Queue, "a".to_owned()),
        ]);
        assert_eq!(disk.scan(Table::Queue, "").count(), 1);
        assert_eq!(disk.get(Table::Queue, "b"), Some(&vec![2]));
    }

    #[test]
    fn what_a_row_says_is_what_its_bytes_say() {
        let said = |disk: &Disk| disk.known(Table::Queue, "a", <[u8]>::to_vec).cloned();
        let put = |disk: &mut Disk, byte| {
            disk.write(&[StoreOp::Put(Table::Queue, "a".to_owned(), vec![byte])]);
        };
        let mut disk = Disk::default();
        assert_eq!(said(&disk), None);
        for byte in [1, 2] {
            put(&mut disk, byte);
            assert_eq!(said(&disk), Some(vec![byte]));
        }
        let copy = disk.clone();
        put(&mut disk, 3);
        assert_eq!((said(&disk), said(&copy)), (Some(vec![3]), Some(vec![2])));
        disk.write(&[StoreOp::DeletePrefix(Table::Queue, String::new())]);
        assert_eq!((said(&disk), said(&copy)), (None, Some(vec![2])));
    }
}
