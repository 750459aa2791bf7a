//! Why something that a page asked for was not done; the words are the pages'.

use tsunagari_core::change::{Oversize, Refused};
use tsunagari_core::intent::Refusal;

use crate::store::StoreFault;

/// Why nothing came of an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDone {
    /// The person can do something about it.
    Refused(Refusal),
    /// It could not be saved.
    NotSaved(NotSaved),
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
