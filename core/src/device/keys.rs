//! Where each thing lies in the device's tables: every key is written and read here, no value is.

use core::fmt;

use crate::calendar::FiscalYear;
use crate::id::{ChangeId, RecordId};
use crate::record::{Class, Scope, Version};

/// A copy of a scope on the device: a reload fills a new one while the old one is still read.
pub type Generation = u32;

/// A change's place in the queue, kept for ever: its turn on this device, then its id, since two windows may take the
/// same turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// The device's own count of what it wrote.
    pub count: u64,
    /// The change.
    pub change: ChangeId,
}

impl Turn {
    /// Reads a key of the table `queue`.
    pub fn parse(key: &str) -> Option<Self> {
        let (count, change) = key.split_once('.')?;
        Some(Self { count: count.parse().ok()?, change: ChangeId::parse(change).ok()? })
    }
}

impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:015}.{}", self.count, self.change)
    }
}

/// One class of a copy of a scope: the place of its cells' heads in `directory`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CopyKey {
    /// The scope.
    pub scope: Scope,
    /// The copy.
    pub generation: Generation,
    /// Registry or log.
    pub class: Class,
}

impl CopyKey {
    /// Reads a key of `directory`.
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.rsplitn(3, '/');
        let class = class(parts.next()?)?;
        let generation = parts.next()?.parse().ok()?;
        Some(Self { scope: Scope::parse(parts.next()?).ok()?, generation, class })
    }

    /// A cell of it.
    pub const fn cell(self, index: u32) -> CellKey {
        CellKey { copy: self, index }
    }
}

impl fmt::Display for CopyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.scope, self.generation, letter(self.class))
    }
}

/// A cell's place in `mirror`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellKey {
    /// Scope, copy and class that it belongs to.
    pub copy: CopyKey,
    /// The cell's number in scope and class, by `born`.
    pub index: u32,
}

impl CellKey {
    /// Reads a key of `mirror`.
    pub fn parse(key: &str) -> Option<Self> {
        let (copy, index) = key.rsplit_once('/')?;
        Some(Self { copy: CopyKey::parse(copy)?, index: index.parse().ok()? })
    }
}

impl fmt::Display for CellKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:06}", self.copy, self.index)
    }
}

/// A record's place in `fresh`. The key says all that is needed without reading the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FreshKey {
    /// Scope, copy and class that it belongs to.
    pub copy: CopyKey,
    /// The record's first version.
    pub born: Version,
    /// The record.
    pub record: RecordId,
    /// Its version.
    pub version: Version,
    /// Its day, where it has one.
    pub day: Option<String>,
}

impl FreshKey {
    /// Reads a key of `fresh`.
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.rsplitn(5, '/');
        let day = Some(parts.next()?).filter(|day| *day != "-").map(str::to_owned);
        let version = parts.next()?.parse().ok()?;
        let record = RecordId::parse(parts.next()?).ok()?;
        let born = parts.next()?.parse().ok()?;
        Some(Self { copy: CopyKey::parse(parts.next()?)?, born, record, version, day })
    }
}

impl fmt::Display for FreshKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { copy, born, record, version, day } = self;
        write!(f, "{copy}/{born:015}/{record}/{version}/{}", day.as_deref().unwrap_or("-"))
    }
}

/// A pack's place in `sent`: the day by the server's clock, the first turn in it, and the scope of all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackKey {
    /// Days since 1970-01-01.
    pub day: i64,
    /// The first change in it.
    pub first: Turn,
    /// The scope.
    pub scope: Scope,
}

impl PackKey {
    /// Reads a key of `sent` under [`PACK`].
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.strip_prefix(PACK)?.splitn(3, '/');
        let day = parts.next()?.parse().ok()?;
        let first = Turn::parse(parts.next()?)?;
        Some(Self { day, first, scope: Scope::parse(parts.next()?).ok()? })
    }
}

impl fmt::Display for PackKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PACK}{:06}/{}/{}", self.day, self.first, self.scope)
    }
}

/// In `sent`: changes that the server has, packed.
pub const PACK: &str = "pack/";
/// In `sent`: changes that the server has, and the mirror not yet.
pub const PENDING: &str = "pending/";
/// In `sent`: changes that the server refused.
pub const REFUSED: &str = "refused/";
/// In `meta`: how much of a scope is held.
pub const HOLDING: &str = "scope/";
/// In `meta`: a record as the server last gave it, while a change of this device to it is unsettled.
pub const SEEN: &str = "seen/";
/// In `meta`: changes that wait alone, because the server cannot take them.
pub const ALONE: &str = "alone/";
/// In `meta`: the epoch of the last answer.
pub const EPOCH: &str = "epoch";
/// In `meta`: the session.
pub const SESSION: &str = "session";
/// In `meta`: the next turn, as of the last time that changes left the queue; those in it tell it by their keys.
pub const TURN: &str = "turn";
/// In `meta`: the greatest number that a copy was given. None is given again: a window that has not heard of it would take
/// the new copy's rows for those of the one that it knows.
pub const COPIES: &str = "copies";
/// In `meta`: when the server last took a change, by its clock.
pub const LAST_SENT: &str = "last_sent";
/// In `meta`: when the server last answered, by its clock.
pub const HEARD: &str = "heard";

/// All rows of a scope, in any table whose keys begin with one.
pub fn of_scope(scope: Scope) -> String {
    format!("{scope}/")
}

/// All rows of one copy of a scope.
pub fn of_generation(scope: Scope, generation: Generation) -> String {
    format!("{scope}/{generation}/")
}

/// The place of a fiscal year's counted months in `totals`.
pub fn totals(scope: Scope, year: FiscalYear) -> String {
    format!("{scope}/{}", year.year())
}

/// In `totals`: the version from which on a month's ledger may be; `!` stands before every month.
pub fn month_mark(scope: Scope, month: &str) -> String {
    format!("{scope}/!{month}")
}

/// In `totals`: the same for all months of a scope.
pub fn all_months_mark(scope: Scope) -> String {
    format!("{scope}/!")
}

/// In `totals`: after a scope's marks, before its years.
pub fn after_marks(scope: Scope) -> String {
    format!("{scope}/0")
}

/// Whether a row of `totals` is a mark.
pub fn is_mark(key: &str) -> bool {
    key.contains("/!")
}

const fn letter(class: Class) -> &'static str {
    match class {
        Class::Registry => "r",
        Class::Log => "l",
    }
}

fn class(letter: &str) -> Option<Class> {
    match letter {
        "r" => Some(Class::Registry),
        "l" => Some(Class::Log),
        _ => None,
    }
}
