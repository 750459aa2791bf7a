//! What the device's rows hold, each with its one way in and out; no key, no rule.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::calendar::WallTime;
use crate::change::{Change, Refused};
use crate::device::keys::{Generation, Turn};
use crate::id::{ChangeId, EpochId};
use crate::record::Version;
use crate::sync::wire::{CellMark, Cursor};

/// How much of a scope the device holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// A whole copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<Live>,
    /// A copy that is being filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loading: Option<Loading>,
    /// Set while the changes in `sent` wait to be offered again: those of other epochs, or all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
}

/// A whole copy of a scope, kept up by the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live {
    /// Which copy.
    pub generation: Generation,
    /// How far it has read.
    pub cursor: Cursor,
}

/// A copy of a scope that is being filled, bundle by bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loading {
    /// Which copy.
    pub generation: Generation,
    /// The epoch whose cells it takes.
    pub epoch: EpochId,
    /// The least cursor of the bundles so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// Where the next bundle begins; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CellMark>,
    /// Cells so far.
    pub cells: u32,
    /// Records so far.
    pub records: u32,
}

/// Which of the changes in `sent` are to be offered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// Not those that were answered in this epoch, unless `all`.
    pub epoch: EpochId,
    /// The server has less than it once said, in the same epoch.
    pub all: bool,
}

/// A change that the server has, and the mirror not yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// The epoch of `version`.
    pub epoch: EpochId,
    /// The version that the outcome named: once the cursor is there, the mirror has it.
    pub version: Version,
    /// The change.
    pub change: Change,
}

/// A change that the server refused.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub reason: Refused,
    /// When it was refused, by the server's clock.
    pub at: WallTime,
    /// The exact bytes.
    pub change: Box<RawValue>,
}

/// A change that the server has, as `sent` keeps it for 90 days.
#[derive(Debug, Clone, Serialize, Deserialize)]
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

impl Sent {
    /// Its place in the queue.
    pub const fn turn(&self) -> Turn {
        Turn { count: self.turn, change: self.id }
    }
}

/// A change that waits alone, because requests with it fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alone {
    /// The status with which they failed.
    pub status: u16,
}

/// Writes a row.
pub fn write<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Reads a row; one that this build cannot read is left where it is.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

/// Reads a change's exact bytes, and the change where this build knows all of it.
pub fn read_change(bytes: &[u8]) -> Option<(Box<RawValue>, Option<Change>)> {
    let raw: Box<RawValue> = read(bytes)?;
    let change = serde_json::from_str(raw.get()).ok();
    Some((raw, change))
}
