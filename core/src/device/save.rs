//! Saving what a person did: the changes go into the queue, and the draft ends, in one strict batch; nothing is sent here.
//!
//! A phone that waits for its disk waits for each table anew, so a saving is rows of one table: what else it means lies
//! behind the change in its row, and is laid where it belongs afterwards ([`Device::tidy`]).

use crate::change::{Change, Oversize};
use crate::device::Device;
use crate::device::keys::{self, Turn};
use crate::device::rows::{Ends, write, write_queued};
use crate::device::tables::{StoreOp, Table};
use crate::record::Record;
use crate::sorted::SortedSet;

impl Device {
    /// The batch that saves changes. It must be written strictly; 「保存しました」 only after it was, and then it is
    /// given to the machine as `Event::Written`.
    ///
    /// `seen` holds the records that the changes edit, as they were on the screen: what the server gave is kept
    /// beside the queue, so that the change can be laid over it without searching the mirror. `draft` is the key of
    /// the draft that ends with this: it is gone when the batch is written, though its row may still lie there
    /// ([`Device::ended`]).
    pub fn save(
        &self,
        changes: &[Change],
        seen: &[Record],
        draft: Option<&str>,
    ) -> Result<Vec<StoreOp>, Oversize> {
        let unsettled: SortedSet<_> = self.unsettled().map(|(_, change)| change.record).collect();
        let mut draft = draft.map(str::to_owned);
        let mut batch = Vec::with_capacity(changes.len());
        for (count, change) in (self.turn..).zip(changes) {
            // While an own change of a record is unsettled, what the screen showed is no longer what the server gave.
            let seen = seen.iter().find(|seen| seen.id == change.record);
            let seen = seen.filter(|seen| seen.version > 0 && !unsettled.contains(&seen.id)).cloned();
            let row = write_queued(change.to_bytes()?, &Ends { draft: draft.take(), seen });
            batch.push(StoreOp::Put(Table::Queue, Turn { count, change: change.id }.to_string(), row));
        }
        Ok(batch)
    }

    /// The batch that lays what ends with saved changes where it belongs, and leaves the change alone in its row; empty
    /// where that is done. Nothing new is said by it, so it may be written relaxed; until it is, the rows themselves say
    /// the same. Whatever takes a row out of the queue is written behind it.
    pub fn tidy(&self) -> Vec<StoreOp> {
        let mut batch = Vec::new();
        for (turn, queued) in &self.queue {
            let Some(Ends { draft, seen }) = &queued.ends else { continue };
            batch.extend(draft.iter().map(|draft| StoreOp::Delete(Table::Draft, draft.clone())));
            let seen = seen.iter();
            batch.extend(
                seen.map(|it| StoreOp::Put(Table::Meta, format!("{}{}", keys::SEEN, it.id), write(it))),
            );
            batch.push(StoreOp::Put(Table::Queue, turn.to_string(), queued.bytes.get().as_bytes().to_vec()));
        }
        batch
    }

    /// Takes note that the batch of [`Device::tidy`] was written. A change that has left the queue meanwhile stays gone.
    pub fn tidied(&mut self, batch: &[StoreOp]) {
        for op in batch {
            if let StoreOp::Put(Table::Queue, key, _) = op
                && let Some(queued) = Turn::parse(key).and_then(|turn| self.queue.get_mut(&turn))
            {
                queued.ends = None;
            }
        }
    }

    /// Whether a draft has ended with a saved change, though its row may still lie there.
    pub fn ended(&self, draft: &str) -> bool {
        let ends = self.queue.values().filter_map(|queued| queued.ends.as_ref());
        ends.filter_map(|ends| ends.draft.as_deref()).any(|ended| ended == draft)
    }
}
