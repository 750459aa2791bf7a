//! What the device's rows hold, each with its one way in and out; no key, no rule.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::calendar::WallTime;
use crate::change::{Change, Refused};
use crate::device::keys::{Generation, Turn};
use crate::from_json;
use crate::id::{ChangeId, EpochId};
use crate::json::{self, FromJson, Letters};
use crate::record::{Class, Record, Version};
use crate::sync::wire::{CellHead, CellMark, Cursor};

/// Stands for a day where a cell has none.
const NO_DAY: &str = "-";

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
    Ends { draft, mark, seen }
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

/// Writes the heads of a copy's cells: a line each, the numbers and days apart by a space. Every start reads them all, and a
/// device may know of thousands.
pub fn write_heads(heads: &[CellHead]) -> Vec<u8> {
    let day = |day: &Option<String>| day.as_deref().unwrap_or(NO_DAY).to_owned();
    let line = |head: &CellHead| {
        let CellHead { index, born_from, born_to, version, day_from, day_to, count, bytes, class: _ } = head;
        let (from, to) = (day(day_from), day(day_to));
        format!("{index} {born_from} {born_to} {version} {from} {to} {count} {bytes}\n")
    };
    heads.iter().map(line).collect::<String>().into_bytes()
}

/// Reads them; none where a line says something else.
pub fn read_heads(class: Class, row: &[u8]) -> Option<Vec<CellHead>> {
    core::str::from_utf8(row).ok()?.lines().map(|line| read_head(class, line)).collect()
}

fn read_head(class: Class, line: &str) -> Option<CellHead> {
    let mut parts = line.split(' ');
    let mut number = || parts.next()?.parse::<u64>().ok();
    let (index, born_from, born_to, version) = (number()?, number()?, number()?, number()?);
    let mut day = || Some(Some(parts.next()?).filter(|day| *day != NO_DAY).map(str::to_owned));
    let (day_from, day_to) = (day()?, day()?);
    let mut small = || parts.next()?.parse::<u32>().ok();
    let (count, bytes) = (small()?, small()?);
    let index = u32::try_from(index).ok()?;
    Some(CellHead { class, index, born_from, born_to, version, day_from, day_to, count, bytes })
}

/// Reads a change's exact bytes, and the change where this build knows all of it.
pub fn read_change(bytes: &[u8]) -> Option<(Box<RawValue>, Option<Change>)> {
    let raw = json::raw(bytes)?;
    let change = read(raw.get().as_bytes());
    Some((raw, change))
}

/// What ends or begins with a change that is saved. It lies behind the change's bytes in the row of the queue until
/// [`Device::tidy`](crate::device::Device::tidy) lays it where it belongs, so that a saving is one row of one table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Ends {
    /// The key of the draft that ends with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
    /// Of what was typed: another window's draft under the same key does not end. None ends whatever lies there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<u64>,
    /// The record that it edits, as the server last gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Record>,
}

/// What tells the row of one draft from that of another: its bytes, as a number (FNV-1a).
pub fn mark(row: &[u8]) -> u64 {
    row.iter()
        .fold(0xcbf2_9ce4_8422_2325, |mark, byte| (mark ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// Between a change's bytes and what ends with it; in neither is one.
const BREAK: u8 = b'\n';

/// Writes a row of the queue. A build that knows of nothing behind the bytes leaves such a row where it is.
pub fn write_queued(change: String, ends: &Ends) -> Vec<u8> {
    let mut row = change.into_bytes();
    if *ends != Ends::default() {
        row.push(BREAK);
        row.extend(write(ends));
    }
    row
}

/// Reads it: the change's exact bytes, the change where this build knows all of it, what is still to be laid elsewhere.
pub fn read_queued(row: &[u8]) -> Option<(Box<RawValue>, Option<Change>, Option<Ends>)> {
    if let Some((bytes, change)) = read_change(row) {
        return Some((bytes, change, None));
    }
    let (change, ends) = row.split_at_checked(row.iter().rposition(|byte| *byte == BREAK)?)?;
    let (bytes, change) = read_change(change)?;
    Some((bytes, change, read(ends)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn head() -> impl Strategy<Value = CellHead> {
        let day = || prop_oneof![Just(None), "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(Some)];
        (any::<[u32; 3]>(), any::<[u64; 3]>(), day(), day()).prop_map(
            |([index, count, bytes], [born_from, born_to, version], day_from, day_to)| CellHead {
                class: Class::Log,
                index,
                born_from,
                born_to,
                version,
                day_from,
                day_to,
                count,
                bytes,
            },
        )
    }

    proptest! {
        #[test]
        fn heads_are_read_back(heads in prop::collection::vec(head(), 0..5)) {
            prop_assert_eq!(read_heads(Class::Log, &write_heads(&heads)), Some(heads));
        }

        #[test]
        fn what_is_no_heads_is_none_or_some(row in ".*") {
            let _ = read_heads(Class::Log, row.as_bytes());
        }
    }

    #[test]
    fn a_row_of_the_queue_is_the_changes_bytes_and_what_ends_with_it() {
        let bytes = |row: &[u8]| read_queued(row).map(|(bytes, _, ends)| (bytes.get().to_owned(), ends));
        let change = "{\"id\":\"later\",\"note\":\"a\\nb\"}".to_owned();
        let plain = write_queued(change.clone(), &Ends::default());
        assert_eq!(plain, change.as_bytes(), "as every build wrote it");
        assert_eq!(bytes(&plain), Some((change.clone(), None)));
        let ends = Ends { draft: Some("person/log".to_owned()), mark: Some(mark(b"typed")), seen: None };
        let row = write_queued(change.clone(), &ends);
        assert_eq!(bytes(&row), Some((change.clone(), Some(ends))));
        assert!(read_change(&row).is_none(), "an older build leaves it where it is");
        assert_eq!(bytes(&[change.as_bytes(), b"\nnot ours"].concat()), Some((change, None)));
        assert_eq!(bytes(b"\n"), None);
    }

    #[test]
    fn a_line_with_too_little_is_no_head() {
        assert_eq!(read_heads(Class::Log, b"1 2 3 4 - - 5"), None);
        assert_eq!(read_heads(Class::Log, b"1 2 3 4 - - 5 x"), None);
        assert!(read_heads(Class::Log, b"1 2 3 4 - - 5 6").is_some());
    }
}
