//! A queue that travels as a file: written on one device, read and carried by another; rights are the carrier's.

use serde_json::value::RawValue;
use thiserror::Error;

use crate::change::{CHANGE_BYTES, Oversize, PROTOCOL};
use crate::device::Device;
use crate::device::keys::Turn;
use crate::device::rows::{read_change, write};
use crate::device::tables::{StoreOp, Table};
use crate::id::ChangeId;
use crate::json::{self, Letters};
use crate::sync::wire::SyncRequest;

/// Why a file cannot be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotCarried {
    /// It is not a file of this kind, or was cut off.
    #[error("not a file of unsent changes")]
    NotAFile,
    /// It holds a change over a limit.
    #[error(transparent)]
    Oversize(#[from] Oversize),
}

impl Device {
    /// The file of all changes that the server has not answered: a request without cursors, which wants no feed.
    pub fn export(&self, build: &str) -> Vec<u8> {
        courier(build, self.queue.values().map(|queued| queued.bytes.clone()).collect())
    }

    /// The file of the changes that need attention: refused ones, and those that wait alone.
    pub fn export_attention(&self, build: &str) -> Vec<u8> {
        let refused = self.refused.values().map(|returned| returned.refusal.change.clone());
        let alone = self.queue.iter().filter(|(turn, _)| self.alone.contains_key(turn));
        courier(build, refused.chain(alone.map(|(_, queued)| queued.bytes.clone())).collect())
    }

    /// The batch that takes a courier's file into this device's own queue, bytes as they are. It is written and
    /// given to the machine like any saving; a change that is there already is not taken twice.
    pub fn carry(&self, file: &[u8]) -> Result<Vec<StoreOp>, NotCarried> {
        let mut batch = Vec::new();
        let mut count = self.turn;
        for bytes in changes(file)? {
            if bytes.get().len() > CHANGE_BYTES {
                return Err(Oversize::Bytes.into());
            }
            let id = id(&bytes).ok_or(NotCarried::NotAFile)?;
            if self.queue.keys().chain(self.pending.keys()).any(|turn| turn.change == id) {
                continue;
            }
            let turn = Turn { count, change: id };
            batch.push(StoreOp::Put(Table::Queue, turn.to_string(), bytes.get().as_bytes().to_vec()));
            count = count.saturating_add(1);
        }
        Ok(batch)
    }
}

/// How many changes a courier's file holds, and how many of them this build can read and show before they are taken.
pub fn look_into(file: &[u8]) -> Result<(usize, usize), NotCarried> {
    let changes = changes(file)?;
    let read = changes.iter().filter_map(|bytes| read_change(bytes.get().as_bytes())?.1);
    Ok((changes.len(), read.count()))
}

/// The changes of a request, each in its author's letters.
fn changes(file: &[u8]) -> Result<Vec<Box<RawValue>>, NotCarried> {
    let mut request = Letters::of(file).ok_or(NotCarried::NotAFile)?;
    let protocol: Option<u32> = request.take("protocol");
    protocol.and_then(|_| json::list(request.raw("changes")?.get().as_bytes())).ok_or(NotCarried::NotAFile)
}

/// A change's id, whatever else is in it.
fn id(change: &RawValue) -> Option<ChangeId> {
    Letters::of(change.get().as_bytes())?.take("id")
}

fn courier(build: &str, changes: Vec<Box<RawValue>>) -> Vec<u8> {
    let build = build.to_owned();
    write(&SyncRequest { protocol: PROTOCOL, build, changes, cursors: Default::default(), feed: false })
}
