//! Many histories on all processors, from one seed upwards; a failing one is made small and named with the command that
//! runs it again.

use std::ops::{Add, Range};
use std::panic::{catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use super::history::History;
use super::shrink::{shrink, violation};
use super::{Report, run};

/// What many histories came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Their sum.
    pub report: Report,
    /// Those that failed, made small.
    pub failed: Vec<History>,
}

/// A setting from the environment: `TSUNAGARI_FROM`, `TSUNAGARI_SEEDS`.
pub fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// How many threads there are processors for.
pub fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Runs one history; a failing one is made small, and says how to run it again.
pub fn history(history: &History) -> Report {
    catch_unwind(|| run(history)).unwrap_or_else(|panic| {
        made_small(history);
        resume_unwind(panic)
    })
}

/// Runs the histories of these seeds and adds up what they came to; panics at the first that fails.
pub fn histories(seeds: Range<u64>) -> Report {
    let tally = tally(seeds, processors(), true);
    assert!(tally.failed.is_empty(), "a history failed: {:?}", tally.failed);
    tally.report
}

/// The same on so many threads. Those that fail are counted, and do not end it unless the first is to.
pub fn tally(seeds: Range<u64>, threads: usize, ends_at_first: bool) -> Tally {
    let (next, ended) = (AtomicU64::new(seeds.start), AtomicBool::new(false));
    let tally = Mutex::new(Tally::default());
    let work = || {
        let mut sum = Report::default();
        while !ended.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                break;
            }
            match catch_unwind(|| run(&History::of(seed))) {
                Ok(report) => sum = sum + report,
                Err(_) => {
                    ended.store(ends_at_first, Ordering::Relaxed);
                    let smallest = made_small(&History::of(seed));
                    tally.lock().unwrap().failed.push(smallest);
                }
            }
        }
        let mut tally = tally.lock().unwrap();
        tally.report = tally.report + sum;
    };
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    tally.into_inner().unwrap()
}

/// A failing history made small, and told.
#[expect(clippy::print_stderr, reason = "a failing seed has to be named")]
fn made_small(history: &History) -> History {
    eprintln!("\nhistory {history} failed; it is made small …");
    let smallest = shrink(history, violation);
    eprintln!("to run it again, and to keep it as a line of tests/world/seeds/kept.txt:");
    eprintln!(
        "TSUNAGARI_HISTORY='{smallest}' cargo test --release -p tsunagari-world --test simulation one_history"
    );
    smallest
}

impl Add for Report {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let least = [(self.histories, self.least), (other.histories, other.least)];
        let least = least.into_iter().filter(|(histories, _)| *histories > 0).map(|(_, least)| least).min();
        Self {
            trace: self.trace ^ other.trace,
            histories: self.histories + other.histories,
            saved: self.saved + other.saved,
            requests: self.requests + other.requests,
            crashes: self.crashes + other.crashes,
            restores: self.restores + other.restores,
            parallels: self.parallels + other.parallels,
            refused: self.refused + other.refused,
            folds: self.folds + other.folds,
            given: self.given + other.given,
            bundles: self.bundles + other.bundles,
            counted: self.counted + other.counted,
            commits_lost: self.commits_lost + other.commits_lost,
            clogs: self.clogs + other.clogs,
            taken: self.taken + other.taken,
            copies: self.copies + other.copies,
            drafts: self.drafts + other.drafts,
            rounds: self.rounds.max(other.rounds),
            least: least.unwrap_or(0),
        }
    }
}
