//! Waiting for a condition, with a limit: the one room of the tests that has a clock and may pause.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::trouble::{Outcome, Trouble};

/// Long enough for a loaded machine of two cores; a test that waits for it has failed.
pub const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(15);

/// Asks again and again until there is an answer, for at most `LIMIT`.
pub fn until<T>(what: &str, ask: impl FnMut() -> Option<T>) -> Outcome<T> {
    within(LIMIT, what, ask)
}

pub fn within<T>(limit: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> Outcome<T> {
    let end = now() + limit;
    loop {
        if let Some(answer) = ask() {
            return Ok(answer);
        }
        if now() > end {
            return Err(Trouble::new(format!("waited {} s in vain for {what}", limit.as_secs_f32())));
        }
        pause(PAUSE);
    }
}

/// How long something took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = now();
    (work(), begun.elapsed())
}

/// Since when something goes on.
#[derive(Clone, Copy, Debug)]
pub struct Watch(Instant);

impl Watch {
    pub fn begun() -> Self {
        Self(now())
    }

    pub fn passed(self) -> Duration {
        self.0.elapsed()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the pause between two looks at a condition, and the proxy's delay"
)]
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}

#[expect(clippy::disallowed_methods, reason = "limits of waiting are measured on the real clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The machine's own clock, in milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "a page's clock is set against the machine's")]
pub fn clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or_default()
}
