//! What a page wants done to a record, as core makes it of an intent, and why nothing was saved.

use tsunagari_core::change::{Oversize, Refused};
pub use tsunagari_core::intent::Wish;

use crate::store::StoreFault;

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
