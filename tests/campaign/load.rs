//! F27, F28: 10,000 phones within five minutes, and 10,000 that come back within ten seconds; fewer with TSUNAGARI_SEEDS.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::time::Duration;

use tsunagari_tests::faults::load::{Crowd, evening};
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait::timed;
use tsunagari_world::histories::setting;

/// What an answer may take (F27), for one in a hundred.
const P99: Duration = Duration::from_secs(2);
/// What the server may need of memory, in bytes.
const MEMORY: u64 = 512 * 1024 * 1024;
/// Until when all must have drained after an outage (F28).
const DRAINED: Duration = Duration::from_secs(10 * 60);

fn main() -> Outcome<()> {
    let phones = usize::try_from(setting("TSUNAGARI_SEEDS", 10_000)).unwrap_or(0);
    let evening_of = Crowd { phones, within: Duration::from_secs(290), at_once: 64, after_an_outage: false };
    let back = Crowd { phones, within: Duration::from_secs(10), at_once: 512, after_an_outage: true };
    println!("{}", kept("F27 phones of an evening", evening_of)?);
    println!("{}", kept("F28 phones back after an outage", back)?);
    Ok(())
}

fn kept(what: &'static str, crowd: Crowd) -> Outcome<String> {
    let (sum, took) = timed(|| evening(crowd));
    let mut sum = sum?;
    if !crowd.after_an_outage && sum.p99 > P99 {
        sum.wrong.push(format!("p99 {:?}", sum.p99));
    }
    if sum.peak > MEMORY {
        sum.wrong.push(format!("{} bytes of memory", sum.peak));
    }
    if sum.drained > DRAINED {
        sum.wrong.push(format!("drained after {:?}", sum.drained));
    }
    sum.wrong.iter().take(20).for_each(|wrong| println!("{wrong}"));
    Proof { what, count: crowd.phones, violations: sum.wrong.len(), took, figures: sum.figures() }
        .kept("load")
}
