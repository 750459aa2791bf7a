//! Every known bug, planted: the simulated world has to find each within so many histories, and finds nothing without one.

use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use tsunagari_core::planted::{self, Bug};
use tsunagari_planted::exhaustive;
use tsunagari_planted::history::History;
use tsunagari_planted::shrink::violation;

/// Histories within which each bug has to be found, from seed 1 on.
const WITHIN: u64 = 60;
/// Histories that have to find nothing where none is planted.
const CLEAN: u64 = 20;

/// Small cases that are tried.
const CASES: u64 = 1_000;

/// How the bug was found: after how many histories, by which violation.
fn found() -> Option<(u64, String)> {
    (1..=WITHIN).find_map(|seed| Some((seed, violation(&History::of(seed))?)))
}

#[test]
fn every_planted_bug_is_found() {
    std::panic::set_hook(Box::new(|_| ()));
    let left = Mutex::new(Bug::ALL.to_vec());
    let told = Mutex::new(Vec::new());
    let work = || {
        while let Some(bug) = left.lock().ok().and_then(|mut left| left.pop()) {
            planted::plant(Some(bug));
            let began = now();
            let small = exhaustive::first_violation(CASES);
            let small_took = began.elapsed().as_secs_f64();
            let began = now();
            let world = found();
            let took = began.elapsed().as_secs_f64();
            planted::plant(None);
            told.lock().unwrap().push((bug, world, took, small, small_took));
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut told = told.into_inner().unwrap();
    told.sort_by_key(|(bug, ..)| *bug);
    for (bug, world, took, small, small_took) in &told {
        let first_line =
            |text: &String| text.lines().next().unwrap_or_default().chars().take(60).collect::<String>();
        let world = world
            .as_ref()
            .map(|(count, text)| format!("{count:>3} histories, {took:5.2} s: {}", first_line(text)));
        let small = small
            .as_ref()
            .map(|(count, text)| format!("{count:>6} cases, {small_took:5.2} s: {}", first_line(text)));
        println!(
            "{bug:?}: {}; {}",
            world.unwrap_or_else(|| "not in histories".to_owned()),
            small.unwrap_or_else(|| "not in small cases".to_owned())
        );
    }
    let missed: Vec<_> = told.iter().filter(|(_, world, ..)| world.is_none()).map(|(bug, ..)| bug).collect();
    assert!(missed.is_empty(), "not found within {WITHIN} histories: {missed:?}");
    assert_eq!(told.len(), Bug::ALL.len());
}

#[test]
fn nothing_is_found_where_nothing_is_planted() {
    for seed in 1..=CLEAN {
        assert_eq!(violation(&History::of(seed)), None, "seed {seed}");
    }
}

#[expect(clippy::disallowed_methods, reason = "how long it took is told, and decides nothing")]
fn now() -> Instant {
    Instant::now()
}
