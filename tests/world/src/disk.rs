//! A device's store in memory: the plain key-value contract of `core::device::tables`, and what reads through it.

use std::collections::BTreeMap;

use tsunagari_core::device::reading::{Ask, Need};
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::device::{Device, OPENING};
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
        let mut reading = device.read(ask, |_| true);
        while let Some(need) = reading.wants() {
            let rows: Vec<_> = match &need {
                Need::Fresh(keys) => {
                    keys.iter().filter_map(|key| self.get(Table::Fresh, key).cloned()).collect()
                }
                Need::Cells(keys) => {
                    keys.iter().filter_map(|key| self.get(Table::Mirror, key).cloned()).collect()
                }
            };
            reading.take(&need, &rows);
        }
        reading.finish()
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
