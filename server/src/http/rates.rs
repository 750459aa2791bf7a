//! How often one device may ask: a bucket of tokens each; phones behind one address do not share one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::platform::{self, Tick};

/// Requests that one device may make at once.
const BURST: f64 = 240.0;
/// Requests that it earns in a second.
const PER_SECOND: f64 = 8.0;
/// Buckets that are kept; beyond it full ones are dropped.
const KEPT: usize = 20_000;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Tick,
}

/// All buckets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rates(Arc<Mutex<BTreeMap<Uuid, Bucket>>>);

impl Rates {
    /// Takes a token, or says how many seconds to wait for one.
    pub(crate) fn take(&self, who: Uuid) -> Result<(), u32> {
        let now = platform::tick();
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > KEPT {
            buckets.retain(|_, bucket| earned(*bucket, now) < BURST);
        }
        let bucket = buckets.entry(who).or_insert(Bucket { tokens: BURST, at: now });
        bucket.tokens = earned(*bucket, now);
        bucket.at = now;
        if bucket.tokens < 1.0 {
            return Err(1);
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

fn earned(bucket: Bucket, now: Tick) -> f64 {
    now.since(bucket.at).as_secs_f64().mul_add(PER_SECOND, bucket.tokens).min(BURST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_device_too_often_waits_and_another_does_not() {
        let rates = Rates::default();
        let often = (0..1000).filter(|_| rates.take(Uuid::from_u128(1)).is_ok()).count();
        assert!((240..400).contains(&often), "{often}");
        assert!(rates.take(Uuid::from_u128(2)).is_ok());
    }
}
