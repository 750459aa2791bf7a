//! Days as Japan counts them: JST day, fiscal year, both eras, and a wall clock's reading; never asks what time it is.

use serde::{Deserialize, Serialize};

/// A wall clock's reading, in milliseconds since 1970-01-01 UTC. Shown to people; decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WallTime(i64);

impl WallTime {
    /// From milliseconds since 1970-01-01 UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This much later, stopping at the end of time.
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}
