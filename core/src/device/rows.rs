//! What the device's rows hold, each with its one way in and out; no key, no rule.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::calendar::WallTime;
use crate::change::{Change, Refused};
use crate::device::keys::{Generation, Turn};
use crate::from_json;
use crate::id::{ChangeId, EpochId};
use crate::json::{self, FromJson, Letters};
use crate::record::Version;
use crate::sync::wire::{CellMark, Cursor};

/// How much of a scope the device holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// A whole copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<Live>,
    /// A copy that is being filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loading: Option<Loading>,
    /// Set while the changes in `sent` wait to be offered again: those of other epochs, or all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
}

/// A whole copy of a scope, kept up by the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Live {
    /// Which copy.
    pub generation: Generation,
    /// How far it has read.
    pub cursor: Cursor,
}

/// A copy of a scope that is being filled, bundle by bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Loading {
    /// Which copy.
    pub generation: Generation,
    /// The epoch whose cells it takes.
    pub epoch: EpochId,
    /// The least cursor of the bundles so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// Where the next bundle begins; none before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<CellMark>,
    /// Cells so far.
    pub cells: u32,
    /// Records so far.
    pub records: u32,
}

/// Which of the changes in `sent` are to be offered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Again {
    /// Not those that were answered in this epoch, unless `all`.
    pub epoch: EpochId,
    /// The server has less than it once said, in the same epoch.
    pub all: bool,
}

/// A change that the server has, and the mirror not yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pending {
    /// The epoch of `version`.
    pub epoch: EpochId,
    /// The version that the outcome named: once the cursor is there, the mirror has it.
    pub version: Version,
    /// The change.
    pub change: Change,
}

/// A change that the server refused.
#[derive(Debug, Clone, Serialize)]
pub struct Refusal {
    /// Why.
    pub reason: Refused,
    /// When it was refused, by the server's clock.
    pub at: WallTime,
    /// The exact bytes.
    pub change: Box<RawValue>,
}

/// A change that the server has, as `sent` keeps it for 90 days.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    /// Its turn in the queue, to which it returns when it is offered again.
    pub turn: u64,
    /// Its id.
    pub id: ChangeId,
    /// The epoch in which it was answered.
    pub epoch: EpochId,
    /// The version that it was given.
    pub version: Version,
    /// When it was answered, by the server's clock.
    pub at: WallTime,
    /// The exact bytes.
    pub change: Box<RawValue>,
}

from_json! {
    Holding { live, loading, again }
    Live { generation, cursor }
    Loading { generation, epoch, cursor, next, cells, records }
    Again { epoch, all }
    Pending { epoch, version, change }
    Alone { status }
}

impl Refusal {
    /// Reads a row.
    pub fn read(row: &[u8]) -> Option<Self> {
        let mut row = Letters::of(row)?;
        Some(Self { reason: row.take("reason")?, at: row.take("at")?, change: row.raw("change")? })
    }
}

impl Sent {
    /// Reads a pack: a row of several.
    pub fn read_pack(row: &[u8]) -> Option<Vec<Self>> {
        json::list(row)?.iter().map(|sent| Self::read(sent.get().as_bytes())).collect()
    }

    fn read(sent: &[u8]) -> Option<Self> {
        let mut sent = Letters::of(sent)?;
        Some(Self {
            turn: sent.take("turn")?,
            id: sent.take("id")?,
            epoch: sent.take("epoch")?,
            version: sent.take("version")?,
            at: sent.take("at")?,
            change: sent.raw("change")?,
        })
    }

    /// Its place in the queue.
    pub const fn turn(&self) -> Turn {
        Turn { count: self.turn, change: self.id }
    }
}

/// A change that waits alone, because requests with it fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// The status with which they failed.
    pub status: u16,
}

/// Writes a row.
pub fn write<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Reads a row; one that this build cannot read is left where it is.
pub fn read<T: FromJson>(bytes: &[u8]) -> Option<T> {
    json::read(bytes)
}

/// Reads a change's exact bytes, and the change where this build knows all of it.
pub fn read_change(bytes: &[u8]) -> Option<(Box<RawValue>, Option<Change>)> {
    let raw = json::raw(bytes)?;
    let change = read(raw.get().as_bytes());
    Some((raw, change))
}
