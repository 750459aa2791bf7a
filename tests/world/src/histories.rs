//! Many histories on all processors, from one seed upwards; a failing one is named with the command that runs it again.

use std::ops::{Add, Range};
use std::panic::{catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::{Report, run};

/// A setting from the environment: `TSUNAGARI_FROM`, `TSUNAGARI_SEEDS`.
pub fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Runs one history; a failing one says how to run it again.
#[expect(clippy::print_stderr, reason = "a failing seed has to be named")]
pub fn history(seed: u64) -> Report {
    catch_unwind(|| run(seed)).unwrap_or_else(|panic| {
        eprintln!("\nseed {seed} failed; to run it again:");
        eprintln!("TSUNAGARI_FROM={seed} TSUNAGARI_SEEDS=1 cargo test --release -p tsunagari-world --test simulation histories");
        resume_unwind(panic)
    })
}

/// Runs the histories of these seeds and adds up what they came to.
pub fn histories(seeds: Range<u64>) -> Report {
    let next = AtomicU64::new(seeds.start);
    let work = || {
        let mut sum = Report::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return sum;
            }
            sum = sum + history(seed);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let reports = workers.into_iter().map(|worker| {
            worker.join().unwrap_or_else(|panic| {
                // The others need not go on.
                next.store(seeds.end, Ordering::Relaxed);
                resume_unwind(panic)
            })
        });
        reports.fold(Report::default(), Add::add)
    })
}

impl Add for Report {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            trace: self.trace ^ other.trace,
            saved: self.saved + other.saved,
            requests: self.requests + other.requests,
            crashes: self.crashes + other.crashes,
            restores: self.restores + other.restores,
            parallels: self.parallels + other.parallels,
            refused: self.refused + other.refused,
            folds: self.folds + other.folds,
            bundles: self.bundles + other.bundles,
            counted: self.counted + other.counted,
        }
    }
}
