//! Devices that push and pull all the time through whichever server answers, and what must be so at the end.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use serde_json::Value;
use tsunagari_tests::wait;

use crate::pair::{Answer, Device, Pair, Way, log};

/// Changes in a request.
const BATCH: usize = 5;
/// Devices that only read.
const PULLERS: usize = 2;
/// As long as nobody knows which version is the last.
const OPEN: u64 = u64::MAX;

/// A change and the outcome that it was answered with.
type Kept = (String, Value);

pub(crate) struct Crowd {
    shared: Arc<Shared>,
    writers: Vec<JoinHandle<Vec<Kept>>>,
    pullers: Vec<JoinHandle<Vec<u64>>>,
}

struct Shared {
    ways: [Way; 2],
    answered: AtomicUsize,
    /// Batches after which the writers end.
    until: AtomicUsize,
    /// The version at which pullers end.
    last: AtomicU64,
}

impl Crowd {
    /// So many that push, and two that pull.
    pub(crate) fn gather(pair: &Pair<'_>, writers: usize) -> Self {
        let shared = Arc::new(Shared {
            ways: [pair.way(0), pair.way(1)],
            answered: AtomicUsize::new(0),
            until: AtomicUsize::new(usize::MAX),
            last: AtomicU64::new(OPEN),
        });
        let writers = (0..writers).map(|n| {
            let (shared, device) = (Arc::clone(&shared), pair.device());
            thread::spawn(move || push(&shared, &device, n))
        });
        let writers = writers.collect();
        let pullers = (0..PULLERS).map(|n| {
            let (shared, device) = (Arc::clone(&shared), pair.device());
            thread::spawn(move || pull(&shared, &device, n))
        });
        let pullers = pullers.collect();
        Self { shared, writers, pullers }
    }

    /// Waits until so many more batches were answered.
    pub(crate) fn answered_more(&mut self, count: usize) {
        let goal = self.shared.answered.load(Ordering::SeqCst) + count;
        let there = || (self.shared.answered.load(Ordering::SeqCst) >= goal).then_some(());
        wait::until("more batches to be answered", there).unwrap();
    }

    /// Lets everybody come to an end. Each change took effect once, with the outcome that it was answered with; every
    /// puller saw every version, each once and in order; the database is whole.
    pub(crate) fn end(self, pair: &Pair<'_>) {
        self.shared.until.store(0, Ordering::SeqCst);
        let kept: Vec<Kept> = self.writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        let all = pair.all(&pair.device);
        let last = all.last().copied().unwrap_or_default();
        self.shared.last.store(last, Ordering::SeqCst);
        assert_eq!(all, (1..=last).collect::<Vec<_>>(), "a change that took effect twice leaves a gap");
        let versions: BTreeSet<_> =
            kept.iter().map(|(_, outcome)| outcome["version"].as_u64().unwrap()).collect();
        assert_eq!(versions.len(), kept.len(), "each version was given once");
        assert!(versions.iter().all(|version| *version <= last), "what was answered is there");
        for (n, batch) in kept.chunks(100).enumerate() {
            let changes: Vec<_> = batch.iter().map(|(change, _)| change.clone()).collect();
            let first: Vec<_> = batch.iter().map(|(_, outcome)| outcome.clone()).collect();
            let again = answered(&self.shared, &pair.device(), n % 2, &changes);
            assert_eq!(again, first, "what was answered stays answered");
        }
        assert_eq!(pair.all(&pair.device).len(), all.len(), "a repeat changes nothing");
        for puller in self.pullers {
            assert_eq!(puller.join().unwrap(), all, "a puller sees every version once");
        }
        pair.check();
    }
}

fn push(shared: &Shared, device: &Device, own: usize) -> Vec<Kept> {
    let mut kept = Vec::new();
    while shared.answered.load(Ordering::SeqCst) < shared.until.load(Ordering::SeqCst) {
        let batch: Vec<_> = (0..BATCH).map(|_| log(1)).collect();
        let outcomes = answered(shared, device, own, &batch);
        assert!(outcomes.iter().all(|outcome| outcome["outcome"] == "applied"), "{outcomes:?}");
        kept.extend(batch.into_iter().zip(outcomes));
        shared.answered.fetch_add(1, Ordering::SeqCst);
    }
    kept
}

/// Sends a batch, to one's own server first and then to each in turn, until one answers.
fn answered(shared: &Shared, device: &Device, own: usize, batch: &[String]) -> Vec<Value> {
    let mut turn = own;
    let outcomes = wait::until("an answer to a batch", || {
        let answer = shared.ways[turn % 2].push(device, batch);
        turn += 1;
        if let Answer::Outcomes(outcomes) = answer { Some(outcomes) } else { None }
    });
    outcomes.unwrap()
}

fn pull(shared: &Shared, device: &Device, own: usize) -> Vec<u64> {
    let (mut seen, mut turn) = (Vec::new(), own);
    let mut cursor = shared.ways[own % 2].start(device);
    while cursor["version"].as_u64().unwrap() < shared.last.load(Ordering::SeqCst) {
        let page = wait::until("something new", || {
            turn += 1;
            let page = shared.ways[turn % 2].page(device, &cursor)?;
            let over = cursor["version"].as_u64().unwrap() >= shared.last.load(Ordering::SeqCst);
            (over || !page.versions.is_empty()).then_some(page)
        });
        let page = page.unwrap();
        seen.extend(page.versions);
        cursor = page.next;
    }
    seen
}
