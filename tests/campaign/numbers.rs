//! A thousand random wards, or as many as TSUNAGARI_SEEDS says, counted by core and by SQL written apart from it: all equal.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::process::ExitCode;

use tokio::runtime::Runtime;
use tsunagari_tests::numbers::compare;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::Watch;
use tsunagari_world::histories::setting;

/// Wards between two lines of progress.
const STRETCH: u64 = 100;
/// Differences that are named at most.
const NAMED: usize = 40;

fn main() -> Outcome<ExitCode> {
    let (from, count) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SEEDS", 1000));
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    let (end, mut next, mut differing) = (from.saturating_add(count), from, 0);
    let (watch, mut logs, mut numbers) = (Watch::begun(), 0, 0);
    while next < end {
        let stop = end.min(next.saturating_add(STRETCH));
        let compared = runtime.block_on(compare(next, stop - next))?;
        println!(
            "wards {next} to {}: {} logs, {} numbers, {} differ",
            stop - 1,
            compared.logs,
            compared.numbers,
            compared.differing.len()
        );
        compared.differing.iter().take(NAMED).for_each(|line| println!("  {line}"));
        differing += compared.differing.len();
        (logs, numbers) = (logs + compared.logs, numbers + compared.numbers);
        next = stop;
    }
    let proof = Proof {
        what: "numbers counted by core and by SQL",
        count: usize::try_from(numbers).unwrap_or(usize::MAX),
        violations: differing,
        took: watch.passed(),
        figures: format!("wards={count} logs={logs} first_seed={from}"),
    };
    println!("{}", proof.put("numbers")?);
    Ok(if differing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
