//! The messages between a device and the server, and their limits; no rule of merging, no HTTP.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::calendar::WallTime;
use crate::change::Outcome;
use crate::from_json;
use crate::id::{ChangeId, EpochId};
use crate::json::{Object, serde_through_json};
use crate::org::Session;
use crate::record::{Class, Record, Scope, Version};
use crate::sorted::SortedMap;

/// Changes in one request.
pub const REQUEST_CHANGES: usize = 200;
/// A request's JSON, inflated, in bytes.
pub const REQUEST_BYTES: usize = 256 * 1024;
/// Records in one scope's page of the feed.
pub const PAGE_RECORDS: usize = 500;
/// Records in all pages of one answer, in bytes of JSON; a page ends at the first record over it.
pub const PAGE_BYTES: usize = 512 * 1024;
/// Records in a cell.
pub const CELL_RECORDS: usize = 256;
/// Cells' bytes in one bundle; it ends at the first cell over it.
pub const BUNDLE_BYTES: usize = 4 * 1024 * 1024;
/// What an answer of ours begins with; a captive portal's does not.
pub const ENVELOPE: &str = "tsunagari/1";
/// The media type of an answer of ours.
pub const ANSWER_TYPE: &str = "application/vnd.tsunagari+json";
/// The media type of a bundle of cells.
pub const BUNDLE_TYPE: &str = "application/vnd.tsunagari.cells";

/// How far a device has read a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cursor {
    /// The epoch that gave out the version.
    pub epoch: EpochId,
    /// All changes up to and with this version are on the device.
    pub version: Version,
}

/// `POST /api/v1/sync`. A courier's file is the same without cursors.
#[derive(Debug, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The protocol that the app speaks.
    pub protocol: u32,
    /// The app's build, for the log.
    #[serde(default)]
    pub build: String,
    /// Each change's exact bytes, as the queue keeps them.
    #[serde(default)]
    pub changes: Vec<Box<RawValue>>,
    /// Where the device stands in each scope that it holds. A scope of the session that is not named here is
    /// answered with `load`.
    #[serde(default)]
    pub cursors: SortedMap<Scope, Cursor>,
    /// Whether the answer should carry feeds; a courier wants none.
    #[serde(default)]
    pub feed: bool,
}

/// The answer to [`SyncRequest`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SyncAnswer {
    /// [`ENVELOPE`].
    pub envelope: String,
    /// The oldest protocol that the server still accepts.
    pub oldest_protocol: u32,
    /// The server's epoch.
    pub epoch: EpochId,
    /// The server's clock, for the warning about the phone's.
    pub time: WallTime,
    /// One for each change of the request, in its order.
    pub outcomes: Vec<Answered>,
    /// One for each scope of the session, where a feed was wanted.
    pub feeds: Vec<Feed>,
    /// Whether any feed has more.
    pub more: bool,
    /// Who the server takes the device for, with its scopes.
    pub session: Session,
}

/// What became of one change of the request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answered {
    /// The change's id; none where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ChangeId>,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// A page of one scope: its records by version, after the cursor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feed {
    /// The scope.
    pub scope: Scope,
    /// Whole records as they are now, by version.
    pub records: Vec<Record>,
    /// The cursor after this page.
    pub next: Cursor,
    /// Whether there is another page.
    pub more: bool,
    /// The cursor was missing, of another epoch or beyond the scope: load the scope's cells from the start, then ask
    /// again with the bundle's cursor. `records` is empty and `next` at 0.
    pub load: bool,
}

/// Where to go on in a scope's cells: the newest come first, the registry before the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CellMark {
    /// The class in which to go on.
    pub class: Class,
    /// Cells below this index are still to come.
    pub below: u32,
}

/// The head of a bundle of cells, `GET /api/v1/cells?scope=…[&class=…&below=…]`.
///
/// The body is: the head's length in bytes (u32, big-endian), the head as JSON, then each cell's gzip bytes one after
/// the other, as long as the head says. A cell inflates to one JSON record a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bundle {
    /// [`ENVELOPE`].
    pub envelope: String,
    /// The scope.
    pub scope: Scope,
    /// The least version at which any cell of this bundle was built: the device's cursor after the last bundle is
    /// the least of all bundles' cursors.
    pub cursor: Cursor,
    /// The cells, in the order of their bytes.
    pub cells: Vec<CellHead>,
    /// Where the next bundle begins; none after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<CellMark>,
}

/// What a device keeps of a cell in its directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellHead {
    /// Registry or log.
    pub class: Class,
    /// The cell's place: the n-th [`CELL_RECORDS`] of the scope and class by `born`.
    pub index: u32,
    /// The least `born` in it.
    pub born_from: Version,
    /// The greatest `born` in it.
    pub born_to: Version,
    /// The version of the scope at which it was built.
    pub version: Version,
    /// The least day of its records (`2026-04-01`; a month counts as its first day); none where none has a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_from: Option<String>,
    /// The greatest day likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_to: Option<String>,
    /// Records in it.
    pub count: u32,
    /// Its compressed length in bytes.
    pub bytes: u32,
}

/// An error as the server tells it, RFC 9457 (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable name for programs: `urn:tsunagari:NAME`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The reader's words, in Japanese.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Seconds to wait, where waiting helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

from_json! {
    Cursor { epoch, version }
    SyncAnswer { envelope, oldest_protocol, epoch, time, outcomes, feeds, more, session }
    Answered { id, outcome from outcome }
    Feed { scope, records, next, more or false, load or false }
    CellMark { class, below }
    Bundle { envelope, scope, cursor, cells, next }
    CellHead { class, index, born_from, born_to, version, day_from, day_to, count, bytes }
    Problem { kind as "type", title, status, retry_after }
}
serde_through_json!(Cursor SyncAnswer Answered Feed CellMark Bundle CellHead Problem);

fn outcome(object: &mut Object) -> Option<Outcome> {
    Outcome::of(object)
}
