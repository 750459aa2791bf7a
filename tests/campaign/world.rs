//! The long proof of the sync contract: a million histories of the simulated world, or as many as TSUNAGARI_SEEDS says.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use tsunagari_world::histories::{histories, setting};

/// Histories between two lines of progress.
const STRETCH: u64 = 10_000;

fn main() {
    let (from, count) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SEEDS", 1_000_000));
    let end = from.saturating_add(count);
    let mut next = from;
    while next < end {
        let stop = end.min(next.saturating_add(STRETCH));
        let sum = histories(next..stop);
        println!("seeds {next} to {}: {sum:?}", stop - 1);
        next = stop;
    }
    println!("{count} histories, none failed");
}
