//! Browsers killed a hundred times and updated thirty times an engine: the tests' own stories of faults, for longer.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

#[expect(dead_code, reason = "a campaign tells some of the walks' stories")]
#[path = "../tests/walks/faults.rs"]
mod faults;
#[expect(dead_code, reason = "as above")]
#[path = "../tests/walks/town.rs"]
mod town;

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait::timed;

/// Kills in each of two engines, in stories of so many.
const KILLS: u32 = 100;
const IN_ONE: u32 = 25;
/// Builds that follow one another, in each of three engines.
const BUILDS: u32 = 30;

fn main() -> Outcome<()> {
    for (engine, what) in [(Engine::Chromium, "kill -9 of Chromium"), (Engine::Firefox, "kill -9 of Firefox")]
    {
        let (told, took) = timed(|| {
            (0..KILLS / IN_ONE)
                .try_for_each(|story| faults::kills_at_any_moment(engine, IN_ONE, u64::from(story) + 100))
        });
        keep(what, KILLS, told, took)?;
    }
    for (engine, what) in [
        (Engine::Chromium, "builds after one another, Chromium"),
        (Engine::Firefox, "builds after one another, Firefox"),
        (Engine::WebKit, "builds after one another, WebKit"),
    ] {
        let (told, took) = timed(|| faults::builds_follow_one_another(engine, BUILDS));
        keep(what, BUILDS, told, took)?;
    }
    Ok(())
}

fn keep(what: &'static str, count: u32, told: Outcome<()>, took: std::time::Duration) -> Outcome<()> {
    let violations = usize::from(told.is_err());
    let said = match &told {
        Ok(()) => String::new(),
        Err(trouble) => trouble.to_string().replace(['\t', '\n'], " "),
    };
    let proof = Proof { what, count: count as usize, violations, took, figures: said };
    println!("{}", proof.kept("browsers")?);
    Ok(())
}
