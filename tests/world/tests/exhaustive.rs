//! Every kind of change beside every other, by three devices, in every order: once each, alike everywhere, nothing lost.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tsunagari_world::exhaustive::{Played, Script, long_scripts, play, scripts};

/// The fewest cases of a commit.
const CASES: u64 = 5_000;

fn play_all(scripts: &[Script]) -> Played {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sum = Played::default();
        while let Some(script) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
            sum += play(script);
        }
        sum
    };
    thread::scope(|scope| {
        let workers: Vec<_> =
            (0..thread::available_parallelism().map_or(1, usize::from)).map(|_| scope.spawn(work)).collect();
        let mut sum = Played::default();
        for worker in workers {
            sum += worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
        sum
    })
}

#[test]
fn every_order_of_every_pair() {
    let played = play_all(&scripts());
    println!("{played:?}");
    assert!(played.cases >= CASES && played.parallel > CASES / 10, "{played:?}");
}

/// What takes too long without optimising.
#[test]
fn every_order_of_three_changes_of_one_device() {
    let scripts = long_scripts();
    let some = if cfg!(debug_assertions) { scripts.len() / 50 } else { scripts.len() };
    let played = play_all(scripts.get(..some).unwrap_or_default());
    println!("{played:?}");
    assert!(played.cases >= CASES / 5, "{played:?}");
}
