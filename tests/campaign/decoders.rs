//! F25: every decoder for 15 minutes, or TSUNAGARI_SECONDS, on inputs spoilt from TSUNAGARI_FROM on; what makes one panic is kept.
//! TSUNAGARI_TARGET tries one alone.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::time::Duration;

use tsunagari_tests::faults::decoders::{HANG, targets};
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::{Watch, timed};
use tsunagari_world::histories::setting;

fn main() -> Outcome<()> {
    let (seed, seconds) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SECONDS", 15 * 60));
    let only = std::env::var("TSUNAGARI_TARGET").ok();
    let mut failed = Vec::new();
    for target in targets()? {
        if only.as_ref().is_some_and(|only| only != target.name) {
            continue;
        }
        let watch = Watch::begun();
        let long = Duration::from_secs(seconds);
        let (tried, took) = timed(|| target.tried(seed, |_| watch.passed() < long));
        let tried = tried?;
        let violations = tried.crashers.len() + usize::from(tried.slowest > HANG);
        let figures = format!(
            "target={} slowest_ms={} kept={} first_seed={seed}",
            target.name,
            tried.slowest.as_millis(),
            tried.kept
        );
        let proof =
            Proof { what: "F25 decoder on spoilt input", count: tried.inputs, violations, took, figures };
        match proof.kept("decoders") {
            Ok(said) => println!("{said}"),
            Err(why) => failed.push(why.to_string()),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Trouble::new(failed.join("\n"))) }
}
