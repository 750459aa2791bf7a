//! A device's store in memory: the plain key-value contract of `core::device::tables`, and what reads through it.

use std::collections::BTreeMap;

use tsunagari_core::device::counting::Months;
use tsunagari_core::device::reading::{Ask, Need, Reading};
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::device::{Device, OPENING};
use tsunagari_core::kind::Kinds;
use tsunagari_core::query::ledger::Ledgers;
use tsunagari_core::record::Record;

/// The rows of all tables. A batch is written whole or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disk(BTreeMap<Table, BTreeMap<String, Vec<u8>>>);

impl Disk {
    pub fn write(&mut self, batch: &[StoreOp]) {
        for op in batch {
            match op {
                StoreOp::Put(table, key, value) => {
                    self.0.entry(*table).or_default().insert(key.clone(), value.clone());
                }
                StoreOp::Delete(table, key) => {
                    self.0.entry(*table).or_default().remove(key);
                }
                StoreOp::DeletePrefix(table, prefix) => {
                    self.0.entry(*table).or_default().retain(|key, _| !key.starts_with(prefix));
                }
            }
        }
    }

    pub fn get(&self, table: Table, key: &str) -> Option<&Vec<u8>> {
        self.0.get(&table)?.get(key)
    }

    pub fn scan<'a>(
        &'a self,
        table: Table,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Vec<u8>)> {
        self.0.get(&table).into_iter().flatten().filter(move |(key, _)| key.starts_with(prefix))
    }

    pub fn open(&self) -> Device {
        let rows = OPENING.iter().flat_map(|(table, prefix, values)| {
            self.scan(*table, prefix)
                .map(|(key, value)| (*table, key.clone(), if *values { value.clone() } else { Vec::new() }))
        });
        Device::open(rows)
    }

    pub fn read(&self, device: &Device, ask: Ask) -> Vec<Record> {
        self.gather(device.read(ask, |_| true)).0
    }

    /// The ledgers of some months, and the rows that are to be kept of that.
    pub fn count(&self, device: &Device, months: &Months) -> (Ledgers, Vec<StoreOp>) {
        let mut counting = device.count(&Kinds::default(), months);
        let spans = counting.spans();
        let kept = spans.iter().flat_map(|(from, to)| {
            let rows = self.scan(Table::Totals, "").filter(move |(key, _)| (from..to).contains(key));
            rows.map(|(key, value)| (key.clone(), value.clone()))
        });
        counting.take_kept(&kept.collect());
        let mut rows = Vec::new();
        while let Some(stretch) = counting.read_next() {
            let (ask, any) = (stretch.ask.clone(), |_: &Record| true);
            let (records, whole) = match stretch.own {
                true => self.gather(device.read(ask, any)),
                false => self.gather(device.read_given(ask, any)),
            };
            rows.extend(counting.take(&stretch, &records, whole));
        }
        (counting.finish().0, rows)
    }

    /// What a reading comes to, and whether every row that it asked for was there.
    fn gather<F: Fn(&Record) -> bool>(&self, mut reading: Reading<F>) -> (Vec<Record>, bool) {
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
}
