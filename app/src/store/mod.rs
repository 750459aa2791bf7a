//! What the device store promises: plain atomic tables of text keys and bytes; no record, change or queue is known here.
//!
//! The promises, each with its test in [`suite`]:
//! 1. A batch is written whole or not at all, whatever happens meanwhile: an error, a closed window, a dropped future.
//! 2. When [`Store::commit`] with [`Durability::Strict`] has answered `Ok`, the batch survives the death of the browser.
//! 3. Batches take effect in the order in which they were asked for; a later read sees all earlier batches.
//! 4. Within a batch the operations take effect in their order.
//! 5. [`Store::scan`] and [`Store::scan_many`] answer by the keys' order, both ways, and never more than asked for.
//! 6. Bytes come back exactly as they went in, the empty value too; a missing key is `None`.
//! 7. A fault says what is safe; after any fault, whatever was committed before is untouched.
//!
//! Keys are ASCII: IndexedDB orders text by UTF-16 units and Rust by code points, and they agree there alone.

mod batch;
pub mod gate;
pub mod idb;
pub mod memory;
pub mod suite;

use thiserror::Error;
use tsunagari_core::device::tables::{Durability, StoreOp, Table};

/// A stretch of one table's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first key, if it is there.
    pub from: String,
    /// Keys stop before this one; none to go on to the end of the table.
    pub to: Option<String>,
    /// At most this many rows.
    pub limit: Option<u32>,
    /// From the end of the stretch backwards.
    pub reverse: bool,
}

impl Span {
    /// The whole table.
    pub const fn all() -> Self {
        Self { from: String::new(), to: None, limit: None, reverse: false }
    }

    /// Every key that begins with the text.
    pub fn prefix(prefix: &str) -> Self {
        Self { from: prefix.to_owned(), to: after(prefix), limit: None, reverse: false }
    }

    /// Keys from one up to, and without, another.
    pub fn between(from: &str, to: &str) -> Self {
        Self { from: from.to_owned(), to: Some(to.to_owned()), limit: None, reverse: false }
    }

    /// At most this many rows.
    #[must_use]
    pub const fn first(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// From the end backwards.
    #[must_use]
    pub const fn reversed(mut self) -> Self {
        self.reverse = true;
        self
    }

    /// Whether there can be a key in it.
    pub fn possible(&self) -> bool {
        self.limit != Some(0) && self.to.as_ref().is_none_or(|to| self.from < *to)
    }
}

/// The least text greater than every text that begins with this one; none for the empty text.
fn after(prefix: &str) -> Option<String> {
    let mut bytes = prefix.as_bytes().to_vec();
    while let Some(last) = bytes.pop() {
        if last < 0x7f {
            bytes.push(last + 1);
            return String::from_utf8(bytes).ok();
        }
    }
    None
}

/// The device store. One window's futures share it; nothing asks for `Send`.
pub trait Store: 'static {
    /// The value under a key.
    fn get(&self, table: Table, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, StoreFault>>;

    /// The values under several keys, in their order, as of one moment.
    fn get_many(
        &self,
        table: Table,
        keys: &[String],
    ) -> impl Future<Output = Result<Vec<Option<Vec<u8>>>, StoreFault>>;

    /// The rows of a stretch, by key, as of one moment.
    fn scan(&self, table: Table, span: Span) -> impl Future<Output = Result<Vec<Row>, StoreFault>>;

    /// The rows of several stretches, in their order, as of one moment.
    fn scan_many(&self, asked: &[Stretch]) -> impl Future<Output = Result<Vec<Found>, StoreFault>>;

    /// Writes a batch, whole or not at all.
    fn commit(
        &self,
        batch: Vec<StoreOp>,
        durability: Durability,
    ) -> impl Future<Output = Result<(), StoreFault>>;

    /// After [`StoreFault::Emptied`]: from now on the new store is this window's.
    fn begin_anew(&self);
}

/// Of which table which keys, from the least on, and whether their values are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The table.
    pub table: Table,
    /// How the keys begin.
    pub prefix: &'static str,
    /// Without them a value is empty.
    pub values: bool,
}

/// A row and where it lies.
pub type Found = (Table, String, Vec<u8>);

/// A key with its value.
pub type Row = (String, Vec<u8>);

/// Why the store could not do it. What was committed before is safe in every case.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreFault {
    /// The system took the store away from this window, and opening it anew did not help. Nothing of the batch is
    /// written; loading the page once more brings the store back with all that was committed.
    #[error("the store was taken away")]
    Lost,
    /// Somebody emptied the store, or the system did for want of room: this window stands on a new, empty one. Nothing is
    /// written or read until the window has understood ([`Store::begin_anew`]); then it writes again what it still knows.
    #[error("the store was emptied")]
    Emptied,
    /// Another window with an older build holds the store open; it must be closed. Nothing is written.
    #[error("another window holds the store")]
    Blocked,
    /// A newer build has changed the store; this window must be loaded once more. Nothing is written.
    #[error("the store is of a newer build")]
    Newer,
    /// No room, even after what can be computed anew was thrown away. Nothing of the batch is written; reading works.
    #[error("no room")]
    Full,
    /// There is no IndexedDB here, or it may not be used. Nothing can be kept.
    #[error("no store here")]
    Absent,
    /// The store did not open within its time. Loading once more helps; nothing is lost.
    #[error("the store did not open")]
    Stuck,
    /// Anything else, in the engine's words. Nothing of the batch is written.
    #[error("{0}")]
    Other(String),
}

impl StoreFault {
    /// Whether loading the page once more may help.
    pub const fn reload_helps(&self) -> bool {
        matches!(self, Self::Lost | Self::Newer | Self::Stuck)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_before_the_next_text() {
        assert_eq!(Span::prefix("a/").to, Some("a0".to_owned()));
        assert_eq!(Span::prefix("").to, None);
        assert_eq!(Span::prefix("a\u{7f}").to, Some("b".to_owned()));
        assert!(!Span::between("b", "a").possible());
        assert!(!Span::all().first(0).possible());
    }
}
