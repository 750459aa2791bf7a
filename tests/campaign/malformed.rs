//! F24, F26: 100,000 malformed requests, or TSUNAGARI_SEEDS, from one seed on the real server; and every bomb.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use tsunagari_tests::faults::malformed::Malformed;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait::timed;
use tsunagari_world::histories::setting;

fn main() -> Outcome<()> {
    let (seed, count) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SEEDS", 100_000));
    let count = usize::try_from(count).unwrap_or(0);
    let (sum, took) = timed(|| Malformed::new(seed)?.send(count));
    let sum = sum?;
    sum.wrong.iter().for_each(|wrong| println!("{wrong}"));
    let figures = format!("{} first_seed={seed}", sum.figures());
    let what = "F24 F26 malformed requests and bombs";
    println!("{}", Proof { what, count, violations: sum.wrong.len(), took, figures }.kept("malformed")?);
    Ok(())
}
