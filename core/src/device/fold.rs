//! Folding fresh records into cells, so that `fresh` stays small: which cells, which records, what they become.

use crate::device::Device;
use crate::device::keys::{CellKey, CopyKey, FreshKey};
use crate::device::load::{put_heads, with_heads};
use crate::device::rows::read;
use crate::device::tables::{StoreOp, Table};
use crate::id::RecordId;
use crate::planted::{self, Bug};
use crate::record::Record;
use crate::sorted::{SortedMap, SortedSet, sort_by, sort_by_key};
use crate::sync::cell;
use crate::sync::wire::CellHead;

/// Fresh records of one scope and class before they are folded.
pub const FRESH_RECORDS: usize = 256;
/// Old cells that one folding opens.
pub const FOLD_CELLS: usize = 8;

/// A folding to be done: the host reads and inflates the cells and reads the fresh rows, [`Fold::fold`] makes the new
/// cells, the host deflates them, [`Fold::batch`] is written. Nothing else is written meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// The cells to read from `mirror`, in this order.
    pub cells: Vec<String>,
    /// The rows to read from `fresh`, in this order.
    pub fresh: Vec<String>,
    copy: CopyKey,
    /// The heads of all its cells as they are before.
    heads: Vec<CellHead>,
    /// The first index that is free.
    free: u32,
    /// Records in a cell.
    cell: usize,
}

/// A new cell, not compressed yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    key: CellKey,
    head: CellHead,
    /// Its plain bytes, to be compressed by the host.
    pub plain: Vec<u8>,
}

impl Device {
    /// A folding that is due: once `fresh` records of a scope and class lie beside its cells of `cell` records. Those
    /// with a change of this device still under way stay where they are.
    pub fn fold(&self, fresh: usize, cell: usize) -> Option<Fold> {
        let full = self.fresh.iter().filter(|(_, rows)| rows.len() >= fresh);
        full.filter_map(|(place, rows)| self.fold_of(*place, rows, cell)).next()
    }

    fn fold_of(&self, copy: CopyKey, rows: &SortedMap<RecordId, FreshKey>, cell: usize) -> Option<Fold> {
        let live = self.holdings.get(&copy.scope)?.live;
        live.filter(|live| live.generation == copy.generation)?;
        let busy: SortedSet<_> = self.unsettled().map(|(_, change)| change.record).collect();
        let last = self.cells(copy).next_back();
        // What is younger than every cell goes behind them, and fills up the last one where that has room.
        let room = last.filter(|(_, head)| usize::try_from(head.count).is_ok_and(|count| count < cell));
        let mut by_cell: SortedMap<Option<CellKey>, Vec<&FreshKey>> = SortedMap::new();
        for key in rows.values().filter(|key| !busy.contains(&key.record)) {
            let home = self.home(key).or_else(|| room.map(|(cell, _)| cell));
            by_cell.of(home).push(key);
        }
        let mut cells: Vec<_> = by_cell.into_iter().collect();
        sort_by_key(&mut cells, |(cell, keys)| (cell.is_some(), usize::MAX - keys.len(), *cell));
        cells.truncate(FOLD_CELLS);
        let fresh: Vec<_> = cells.iter().flat_map(|(_, keys)| keys.iter().map(ToString::to_string)).collect();
        let cells: Vec<_> = cells.iter().filter_map(|(cell, _)| cell.map(|cell| cell.to_string())).collect();
        let free = last.map_or(0, |(cell, _)| cell.index.saturating_add(1));
        let heads = self.heads(copy).to_vec();
        (!fresh.is_empty()).then_some(Fold { cells, fresh, copy, heads, free, cell })
    }

    /// The cell whose span of `born` takes in a record: the first that does not end before it.
    fn home(&self, key: &FreshKey) -> Option<CellKey> {
        self.cells(key.copy).find(|(_, head)| head.born_to >= key.born).map(|(cell, _)| cell)
    }
}

impl Fold {
    /// The new cells, from the inflated bytes of the old ones and the fresh rows' values, both in the order asked.
    pub fn fold(&self, cells: &[Vec<u8>], fresh: &[Vec<u8>]) -> Vec<Folded> {
        let mut all: SortedMap<RecordId, Record> = SortedMap::new();
        let mut spans: Vec<(CellKey, u64)> = Vec::new();
        for (key, bytes) in self.cells.iter().zip(cells) {
            let mut to = 0;
            for record in cell::lines(bytes) {
                to = to.max(record.born);
                all.insert(record.id, record);
            }
            spans.extend(CellKey::parse(key).map(|key| (key, to)));
        }
        for record in fresh.iter().filter_map(|row| read::<Record>(row)) {
            if planted::on(Bug::FoldLoses) && record.version % 2 == 0 {
                continue;
            }
            let known = all.get(&record.id).is_some_and(|known| known.version > record.version);
            if !known {
                all.insert(record.id, record);
            }
        }
        self.share_out(all, spans)
    }

    /// The batch that puts the new cells in the place of the old ones and their records; `packed` are the compressed
    /// cells.
    pub fn batch(&self, folded: Vec<Folded>, packed: Vec<Vec<u8>>) -> Vec<StoreOp> {
        let (mut batch, mut heads) = (Vec::new(), Vec::new());
        for (cell, bytes) in folded.into_iter().zip(packed) {
            heads.push(CellHead { bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX), ..cell.head });
            batch.push(StoreOp::Put(Table::Mirror, cell.key.to_string(), bytes));
        }
        batch.push(put_heads(self.copy, with_heads(&self.heads, heads)));
        batch.extend(self.fresh.iter().map(|key| StoreOp::Delete(Table::Fresh, key.clone())));
        batch
    }

    fn share_out(&self, all: SortedMap<RecordId, Record>, mut spans: Vec<(CellKey, u64)>) -> Vec<Folded> {
        let mut records: Vec<_> = all.into_values().collect();
        sort_by_key(&mut records, |record| (record.born, record.id));
        sort_by(&mut spans, &Ord::cmp);
        let mut cells: Vec<(CellKey, Vec<Record>)> = Vec::new();
        let mut records = records.into_iter().peekable();
        for (key, to) in spans {
            let last = key.index.saturating_add(1) == self.free;
            let mut held = Vec::new();
            while let Some(record) =
                records.next_if(|record| record.born <= to || (last && held.len() < self.cell))
            {
                held.push(record);
            }
            cells.push((key, held));
        }
        let mut index = self.free;
        while records.peek().is_some() {
            let held: Vec<_> = records.by_ref().take(self.cell).collect();
            cells.push((self.copy.cell(index), held));
            index = index.saturating_add(1);
        }
        let folded = cells.into_iter().map(|(key, held)| {
            let version = held.iter().map(|record| record.version).max().unwrap_or(0);
            Folded {
                key,
                head: cell::head(self.copy.class, key.index, version, &held),
                plain: cell::to_lines(&held),
            }
        });
        folded.collect()
    }
}
