//! F38: an hour of phones that write under faults and a server that dies; a line for each minute. TSUNAGARI_SEEDS minutes.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::time::Duration;

use tsunagari_tests::faults::soak::Soak;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::timed;
use tsunagari_world::histories::setting;

const STRETCH: Duration = Duration::from_secs(55);
/// Stretches from one in which the server dies to the next.
const LIFE: u64 = 30;
const DEATHS: usize = 3;
/// Logs of each phone.
const LOGS: usize = 150;

fn main() -> Outcome<()> {
    let (seed, minutes) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SEEDS", 60));
    let mut soak = Soak::begun(seed, LOGS)?;
    let mut wrong = 0;
    for minute in 0..minutes {
        let deaths = if minute % LIFE == 0 { DEATHS } else { 0 };
        let (stretch, took) = timed(|| soak.stretch(STRETCH, deaths));
        let stretch = stretch?;
        stretch.wrong.iter().for_each(|wrong| println!("stretch {minute}: {wrong}"));
        wrong += stretch.wrong.len();
        let figures = format!("seed={seed} stretch={minute} {}", stretch.figures());
        let (count, violations) = (stretch.saved, stretch.wrong.len());
        let proof = Proof { what: "F38 changes under faults", count, violations, took, figures };
        println!("{}", proof.put("soak")?);
    }
    let last = soak.over()?;
    last.iter().for_each(|wrong| println!("{wrong}"));
    wrong += last.len();
    if wrong == 0 { Ok(()) } else { Err(Trouble::new(format!("{wrong} violations"))) }
}
