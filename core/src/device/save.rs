//! Saving what a person did: the changes go into the queue, and the draft goes, in one strict batch; nothing is sent here.

use crate::change::{Change, Oversize};
use crate::device::Device;
use crate::device::keys::{self, Turn};
use crate::device::rows::write;
use crate::device::tables::{StoreOp, Table};
use crate::record::Record;
use crate::sorted::SortedSet;

impl Device {
    /// The batch that saves changes. It must be written strictly; 「保存しました」 only after it was, and then it is
    /// given to the machine as `Event::Written`.
    ///
    /// `seen` holds the records that the changes edit, as they were on the screen: what the server gave is kept
    /// beside the queue, so that the change can be laid over it without searching the mirror. `draft` is the key of
    /// the draft that ends with this.
    pub fn save(
        &self,
        changes: &[Change],
        seen: &[Record],
        draft: Option<&str>,
    ) -> Result<Vec<StoreOp>, Oversize> {
        let mut batch = Vec::new();
        let mut count = self.turn;
        for change in changes {
            let turn = Turn { count, change: change.id };
            batch.push(StoreOp::Put(Table::Queue, turn.to_string(), change.to_bytes()?.into_bytes()));
            count = count.saturating_add(1);
        }
        self.keep_seen(changes, seen, &mut batch);
        if let Some(draft) = draft {
            batch.push(StoreOp::Delete(Table::Draft, draft.to_owned()));
        }
        Ok(batch)
    }

    /// While an own change of a record is unsettled, what the screen showed is no longer what the server gave.
    fn keep_seen(&self, changes: &[Change], seen: &[Record], batch: &mut Vec<StoreOp>) {
        let unsettled: SortedSet<_> = self.unsettled().map(|(_, change)| change.record).collect();
        for record in seen {
            let edited = changes.iter().any(|change| change.record == record.id);
            if edited && record.version > 0 && !unsettled.contains(&record.id) {
                batch.push(StoreOp::Put(Table::Meta, format!("{}{}", keys::SEEN, record.id), write(record)));
            }
        }
    }
}
