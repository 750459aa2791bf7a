//! A record that a file describes, before any server has numbered it.

use tsunagari_core::id::RecordId;
use tsunagari_core::record::{Fields, Kind, Scope};

/// A row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Derived from the ward, the plan and the row's key: the same file gives the same records.
    pub id: RecordId,
    /// What it is.
    pub kind: Kind,
    /// Where it lives; all of a plan is public.
    pub scope: Scope,
    /// Its values.
    pub fields: Fields,
}

impl Row {
    /// A row that everybody of the ward reads.
    pub const fn public(id: RecordId, kind: Kind, fields: Fields) -> Self {
        Self { id, kind, scope: Scope::OrgAll, fields }
    }
}
