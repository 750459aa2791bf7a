//! F10, F11, F12, F18: the server dies at every stage and every call to the disk of a script, its disk fails at every call,
//! and every step of its layout is interrupted.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::time::Duration;

use tsunagari_tests::faults::disk::Disk;
use tsunagari_tests::faults::layout::Layouts;
use tsunagari_tests::faults::scene::{Scene, Tried};
use tsunagari_tests::faults::stages::{STAGES, die};
use tsunagari_tests::faults::traced::CALLS;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait::timed;
use tsunagari_world::histories::setting;

const NAME: &str = "crash";
/// From one place in the transactions to the next.
const STRIDE: usize = 3;
/// Runs between two lines of progress.
const STRETCH: usize = 100;

fn main() -> Outcome<()> {
    // Every k-th call only, for a look before the whole.
    let every = usize::try_from(setting("TSUNAGARI_EVERY", 1)).unwrap_or(1).max(1);
    let disk = Disk::new()?;
    for call in CALLS {
        let all = disk.calls.get(call).copied().unwrap_or(0);
        let what =
            if call == "fsync" { "F11 killed at the k-th fsync" } else { "F11 killed at the k-th pwrite64" };
        kept(what, (1..=all).step_by(every), |k| disk.kill(call, k))?;
    }
    let failing = [
        ("fsync", "EIO", "F12 EIO from the k-th fsync"),
        ("pwrite64", "ENOSPC", "F12 full from the k-th pwrite64"),
    ];
    for (call, error, what) in failing {
        let all = disk.calls.get(call).copied().unwrap_or(0);
        kept(what, (1..=all).step_by(every), |k| disk.fail(call, error, k))?;
    }
    stages(every)?;
    layouts(every)
}

fn kept(
    what: &'static str,
    mut all: impl Iterator<Item = usize>,
    mut tried: impl FnMut(usize) -> Outcome<Tried>,
) -> Outcome<()> {
    let mut sum = Sum::default();
    let (ended, took) = timed(|| {
        all.try_for_each(|k| {
            sum.add(what, k, &tried(k)?);
            Ok(())
        })
    });
    ended?;
    println!("{}", sum.proof(what, took).kept(NAME)?);
    Ok(())
}

/// F10. Each stage of every request; in the transactions every place, from the first that is never passed on none.
fn stages(every: usize) -> Outcome<()> {
    let scene = Scene::new()?;
    let mut sum = Sum::default();
    let (ended, took) = timed(|| {
        for (stage, committed) in STAGES {
            let step = if stage == "statement" { STRIDE * every } else { every };
            for nth in (1..).step_by(step) {
                let tried = die(&scene, stage, committed, nth)?;
                if !tried.struck {
                    break;
                }
                sum.add(stage, nth, &tried);
            }
        }
        Ok(())
    });
    ended?;
    println!("{}", sum.proof("F10 killed at each stage of a request", took).kept(NAME)?);
    Ok(())
}

fn layouts(every: usize) -> Outcome<()> {
    let layouts = Layouts::new()?;
    let mut sum = Sum::default();
    let (ended, took) = timed(|| {
        for from in 0..layouts.earlier() {
            for call in CALLS {
                for k in (1..=layouts.calls(from, call)?).step_by(every) {
                    let tried = layouts.kill(from, call, k)?;
                    sum.add(call, k, &Tried { struck: tried.struck, wrong: tried.wrong, ..Tried::default() });
                }
            }
        }
        Ok(())
    });
    ended?;
    println!("{}", sum.proof("F18 layout interrupted at each call", took).kept(NAME)?);
    Ok(())
}

/// What all runs of a kind came to.
#[derive(Default)]
struct Sum {
    runs: usize,
    struck: usize,
    middle: usize,
    wrong: usize,
    back: u128,
}

impl Sum {
    fn add(&mut self, what: &str, k: usize, tried: &Tried) {
        self.runs += 1;
        self.struck += usize::from(tried.struck);
        self.middle += usize::from(tried.acked > 0);
        self.wrong += usize::from(!tried.wrong.is_empty());
        self.back = self.back.max(tried.back);
        for wrong in &tried.wrong {
            println!("{what} {k}: {wrong}");
        }
        if self.runs.is_multiple_of(STRETCH) {
            println!("{what}: {} runs, {} struck", self.runs, self.struck);
        }
    }

    fn proof(&self, what: &'static str, took: Duration) -> Proof {
        let Self { runs, struck, middle, wrong, back } = *self;
        let figures = format!("struck={struck} after_an_ack={middle} slowest_start_ms={back}");
        Proof { what, count: runs, violations: wrong, took, figures }
    }
}
