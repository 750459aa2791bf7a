//! What a page wants done to a record, before it is a change: the replica adds id, time, person and what it stands on.

use tsunagari_core::change::{Act, Oversize, Refused};
use tsunagari_core::id::RecordId;
use tsunagari_core::record::{Kind, Record, Scope};

use crate::store::StoreFault;

/// One thing to be done to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Its scope.
    pub scope: Scope,
    /// What to do.
    pub act: Act,
    /// The record as the person saw it; none for a new one.
    pub seen: Option<Record>,
}

impl Wish {
    /// Something new.
    pub const fn new(record: RecordId, kind: Kind, scope: Scope, act: Act) -> Self {
        Self { record, kind, scope, act, seen: None }
    }

    /// Something done to a record on the screen.
    pub fn on(seen: &Record, act: Act) -> Self {
        Self { record: seen.id, kind: seen.kind.clone(), scope: seen.scope, act, seen: Some(seen.clone()) }
    }
}

/// Why nothing was saved. What the person typed is still in its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSaved {
    /// The device has not joined.
    NotJoined,
    /// The rules say no.
    Refused(Refused),
    /// Too large.
    Oversize(Oversize),
    /// The chosen file is none of unsent changes.
    NotAFile,
    /// The store could not.
    Store(StoreFault),
}

impl From<Oversize> for NotSaved {
    fn from(oversize: Oversize) -> Self {
        Self::Oversize(oversize)
    }
}

impl From<StoreFault> for NotSaved {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}
