//! F22, F23: backups under load, the server lost and put back, phones that bring what came after; 200 rounds or TSUNAGARI_SEEDS.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use tsunagari_tests::faults::restored::round;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait::timed;
use tsunagari_world::histories::setting;

fn main() -> Outcome<()> {
    let (from, count) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SEEDS", 200));
    let (mut saved, mut after, mut most, mut violations) = (0, 0, 0, 0);
    let (ended, took) = timed(|| {
        for seed in from..from + count {
            let round = round(seed, seed % 2 == 1)?;
            (saved, after) = (saved + round.saved, after + round.after_backup);
            (most, violations) = (most.max(round.rounds), violations + usize::from(!round.wrong.is_empty()));
            round.wrong.iter().for_each(|wrong| println!("round {seed}: {wrong}"));
        }
        Ok(())
    });
    ended?;
    let figures =
        format!("logs={saved} after_the_backup={after} most_rounds_to_drain={most} first_seed={from}");
    let count = usize::try_from(count).unwrap_or(0);
    let what = "F22 F23 backup under load, loss, restore";
    println!("{}", Proof { what, count, violations, took, figures }.kept("restore")?);
    Ok(())
}
