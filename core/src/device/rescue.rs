//! The store was emptied under a device that still runs: the rows that only its memory holds now; what came from the
//! server is not among them, it comes again.

use crate::device::Device;
use crate::device::keys;
use crate::device::rows::write;
use crate::device::tables::{StoreOp, Table};

impl Device {
    /// The batch that writes a device's own rows into an emptied store: who it is, what the server has not answered, what
    /// it refused, what the mirror did not show yet. A copy of the server's records is never begun anew in its middle, so
    /// whatever has got into the store of it since goes.
    pub fn rescue(&self) -> Vec<StoreOp> {
        let mut batch: Vec<StoreOp> = [Table::Mirror, Table::Directory, Table::Fresh, Table::Totals]
            .map(|table| StoreOp::DeletePrefix(table, String::new()))
            .into();
        batch.push(StoreOp::DeletePrefix(Table::Meta, keys::HOLDING.to_owned()));
        let meta = |key: String, value: Vec<u8>| StoreOp::Put(Table::Meta, key, value);
        batch.extend(self.session.as_ref().map(|session| meta(keys::SESSION.to_owned(), write(session))));
        batch.extend(self.last_sent.as_ref().map(|at| meta(keys::LAST_SENT.to_owned(), write(at))));
        batch.extend(self.heard.as_ref().map(|at| meta(keys::HEARD.to_owned(), write(at))));
        batch.push(meta(keys::TURN.to_owned(), write(&self.turn)));
        batch.push(meta(keys::COPIES.to_owned(), write(&self.copies)));
        for (turn, queued) in &self.queue {
            let bytes = queued.bytes.get().as_bytes().to_vec();
            batch.push(StoreOp::Put(Table::Queue, turn.to_string(), bytes));
        }
        for (turn, alone) in &self.alone {
            batch.push(meta(format!("{}{turn}", keys::ALONE), write(alone)));
        }
        for (record, seen) in &self.seen {
            batch.push(meta(format!("{}{record}", keys::SEEN), write(seen)));
        }
        for (turn, pending) in &self.pending {
            batch.push(StoreOp::Put(Table::Sent, format!("{}{turn}", keys::PENDING), write(pending)));
        }
        for (turn, returned) in &self.refused {
            batch.push(StoreOp::Put(
                Table::Sent,
                format!("{}{turn}", keys::REFUSED),
                write(&returned.refusal),
            ));
        }
        batch
    }
}
