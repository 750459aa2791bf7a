//! How long a device waits before it tries again; no clock of its own.

/// The first wait after a failure, in milliseconds.
pub const BACK_OFF_LEAST: i64 = 5_000;
/// The longest wait after failures, in milliseconds.
pub const BACK_OFF_MOST: i64 = 15 * 60_000;
/// The longest wait that a server may ask for, in milliseconds.
pub const RETRY_AFTER_MOST: i64 = 60 * 60_000;
/// How often a device asks for what others did, in milliseconds.
pub const POLL: i64 = 5 * 60_000;

/// The wait after the n-th failure in a row, from 1: doubled each time, and shortened by up to half, so that
/// devices which failed together do not come back together.
pub fn back_off(failures: u32, noise: u32) -> i64 {
    let doublings = failures.saturating_sub(1).min(16);
    let full = BACK_OFF_LEAST.saturating_mul(1 << doublings).min(BACK_OFF_MOST);
    full - share(full / 2, noise)
}

/// The wait that a server asked for, in seconds, lengthened by up to a quarter: never less than asked.
pub fn retry_after(seconds: u32, noise: u32) -> i64 {
    let asked = i64::from(seconds).saturating_mul(1000).clamp(1000, RETRY_AFTER_MOST);
    asked + share(asked / 4, noise)
}

/// The wait before the next look for what others did: between three quarters and five quarters of [`POLL`].
pub fn poll(noise: u32) -> i64 {
    POLL - POLL / 4 + share(POLL / 2, noise)
}

/// A share of `most`, by chance.
fn share(most: i64, noise: u32) -> i64 {
    most.saturating_mul(i64::from(noise)) / i64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour_and_are_never_nothing() {
        for failures in 1..40 {
            for noise in [0, 1, u32::MAX / 2, u32::MAX] {
                let wait = back_off(failures, noise);
                assert!((BACK_OFF_LEAST / 2..=BACK_OFF_MOST).contains(&wait), "{failures} {noise} {wait}");
            }
        }
        assert_eq!(back_off(1, 0), BACK_OFF_LEAST);
        assert_eq!(back_off(30, 0), BACK_OFF_MOST);
    }

    #[test]
    fn a_server_that_asks_for_a_wait_gets_at_least_that() {
        assert_eq!(retry_after(30, 0), 30_000);
        assert_eq!(retry_after(30, u32::MAX), 37_500);
        assert_eq!(retry_after(0, 0), 1000);
        assert_eq!(retry_after(u32::MAX, 0), RETRY_AFTER_MOST);
    }
}
