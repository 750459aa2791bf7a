//! The clock and chance: the only file of the server that asks the system for either.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tsunagari_core::calendar::WallTime;
use uuid::Uuid;

/// A reading that only goes forward, for waiting and for counting a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tick(std::time::Instant);

impl Tick {
    /// The time since an earlier reading.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }
}

/// The wall clock.
#[expect(clippy::disallowed_methods, reason = "this is the platform room")]
pub fn now() -> WallTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    WallTime::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The clock that nobody can set.
#[expect(clippy::disallowed_methods, reason = "this is the platform room")]
pub fn tick() -> Tick {
    Tick(std::time::Instant::now())
}

/// Bytes that nobody can guess, from the system's generator.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes);
    bytes
}

/// A random id.
pub fn random_uuid() -> Uuid {
    uuid::Builder::from_random_bytes(random()).into_uuid()
}

/// A number below `end`, each as likely as the other.
pub fn random_below(end: u32) -> u32 {
    rand::random_range(0..end.max(1))
}
