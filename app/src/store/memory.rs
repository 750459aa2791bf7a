//! The store in memory: for tests, for the simulated world's phones and for practice; forgets when dropped.

use std::cell::{Cell, RefCell};
use std::ops::Bound;
use std::rc::Rc;

use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use tsunagari_core::sorted::SortedMap;

use super::{Found, Row, Span, Store, StoreFault, Stretch};

type Rows = SortedMap<String, Vec<u8>>;

/// Shared by its clones, as two windows share one database.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    tables: Rc<RefCell<SortedMap<Table, Rows>>>,
    fault: Rc<RefCell<Option<StoreFault>>>,
    commits: Rc<Cell<u64>>,
    emptied: Rc<Cell<bool>>,
    slow: Rc<Cell<u32>>,
}

impl MemoryStore {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every commit fails so, until told `None`.
    pub fn fail_with(&self, fault: Option<StoreFault>) {
        *self.fault.borrow_mut() = fault;
    }

    /// Forgets everything, as when the system takes the store away.
    pub fn empty(&self) {
        self.tables.borrow_mut().clear();
        self.emptied.set(true);
    }

    /// From now on rows that are asked for by their keys are there after so many turns more.
    pub fn reads_slowly(&self, turns: u32) {
        self.slow.set(turns);
    }

    fn told(&self) -> Result<(), StoreFault> {
        if self.emptied.get() { Err(StoreFault::Emptied) } else { Ok(()) }
    }

    /// How many batches were written.
    pub fn commits(&self) -> u64 {
        self.commits.get()
    }
}

impl Store for MemoryStore {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        breathe().await;
        self.told()?;
        Ok(self.tables.borrow().get(&table).and_then(|rows| rows.get(key)).cloned())
    }

    async fn get_many(&self, table: Table, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StoreFault> {
        for _ in 0..=self.slow.get() {
            breathe().await;
        }
        self.told()?;
        let tables = self.tables.borrow();
        let rows = tables.get(&table);
        Ok(keys.iter().map(|key| rows.and_then(|rows| rows.get(key)).cloned()).collect())
    }

    async fn scan(&self, table: Table, span: Span) -> Result<Vec<Row>, StoreFault> {
        breathe().await;
        self.told()?;
        if !span.possible() {
            return Ok(Vec::new());
        }
        let tables = self.tables.borrow();
        let Some(rows) = tables.get(&table) else { return Ok(Vec::new()) };
        let limit = span.limit.map_or(usize::MAX, |limit| limit as usize);
        let to = span.to.map_or(Bound::Unbounded, Bound::Excluded);
        let found = rows.range((Bound::Included(span.from), to));
        let own = |(key, value): (&String, &Vec<u8>)| (key.clone(), value.clone());
        Ok(if span.reverse {
            found.rev().take(limit).map(own).collect()
        } else {
            found.take(limit).map(own).collect()
        })
    }

    async fn scan_many(&self, asked: &[Stretch]) -> Result<Vec<Found>, StoreFault> {
        breathe().await;
        self.told()?;
        let tables = self.tables.borrow();
        let mut found = Vec::new();
        for Stretch { table, prefix, values } in asked {
            let rows = tables.get(table).into_iter().flatten();
            let rows = rows.filter(|(key, _)| key.starts_with(prefix));
            let value = |value: &Vec<u8>| if *values { value.clone() } else { Vec::new() };
            found.extend(rows.map(|(key, bytes)| (*table, key.clone(), value(bytes))));
        }
        Ok(found)
    }

    async fn commit(&self, batch: Vec<StoreOp>, _durability: Durability) -> Result<(), StoreFault> {
        breathe().await;
        self.told()?;
        if let Some(fault) = self.fault.borrow().clone() {
            return Err(fault);
        }
        {
            let mut tables = self.tables.borrow_mut();
            for op in batch {
                apply(&mut tables, op);
            }
            self.commits.set(self.commits.get() + 1);
        }
        breathe().await;
        Ok(())
    }

    fn begin_anew(&self) {
        self.emptied.set(false);
    }
}

fn apply(tables: &mut SortedMap<Table, Rows>, op: StoreOp) {
    match op {
        StoreOp::Put(table, key, value) => {
            tables.of(table).insert(key, value);
        }
        StoreOp::Delete(table, key) => {
            tables.of(table).remove(&key);
        }
        StoreOp::DeletePrefix(table, prefix) => {
            tables.of(table).retain(|key, _| !key.starts_with(&prefix));
        }
    }
}

/// Gives the turn away once, as a real store does: a test can drop a future at each of these points.
async fn breathe() {
    let mut turned = false;
    std::future::poll_fn(|context| {
        if turned {
            return std::task::Poll::Ready(());
        }
        turned = true;
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}
