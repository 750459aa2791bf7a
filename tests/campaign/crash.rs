//! F10, F11, F12, F18: the server dies at every stage and every call to the disk of a script, its disk fails at every call,
//! and every step of its layout is interrupted. Each stretch leaves its line as soon as it is over, so that a run which is cut
//! off has told how far it came.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use tsunagari_tests::faults::disk::Disk;
use tsunagari_tests::faults::layout::Layouts;
use tsunagari_tests::faults::scene::{Scene, Tried};
use tsunagari_tests::faults::stages::{STAGES, die};
use tsunagari_tests::faults::traced::CALLS;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::Watch;
use tsunagari_world::histories::setting;

const NAME: &str = "crash";
/// From one place in the transactions to the next.
const STRIDE: usize = 3;
/// Runs of which a line tells.
const STRETCH: usize = 50;

fn main() -> Outcome<()> {
    // Every k-th call only, for a look before the whole.
    let every = usize::try_from(setting("TSUNAGARI_EVERY", 1)).unwrap_or(1).max(1);
    let disk = Disk::new()?;
    let mut wrong = 0;
    for (call, what) in
        [("pwrite64", "F11 killed at the k-th pwrite64"), ("fsync", "F11 killed at the k-th fsync")]
    {
        wrong += at_calls(&disk, call, what, every, |k| disk.kill(call, k))?;
    }
    for (call, error, what) in [
        ("fsync", "EIO", "F12 EIO from the k-th fsync"),
        ("pwrite64", "ENOSPC", "F12 full from the k-th pwrite64"),
    ] {
        wrong += at_calls(&disk, call, what, every, |k| disk.fail(call, error, k))?;
    }
    wrong += stages(every)?;
    wrong += layouts(every)?;
    if wrong == 0 { Ok(()) } else { Err(Trouble::new(format!("{wrong} runs were not as promised"))) }
}

fn at_calls(
    disk: &Disk,
    call: &str,
    what: &'static str,
    every: usize,
    tried: impl Fn(usize) -> Outcome<Tried>,
) -> Outcome<usize> {
    let all = disk.calls.get(call).copied().unwrap_or(0);
    let mut told = Told::of(what, format!("{all}"));
    for k in (1..=all).step_by(every) {
        told.add(&k.to_string(), &tried(k)?)?;
    }
    told.over()
}

/// F10. Each stage of every request; in the transactions every place, from the first that is never passed on none.
fn stages(every: usize) -> Outcome<usize> {
    let scene = Scene::new()?;
    let mut told = Told::of("F10 killed at each stage of a request", "all".to_owned());
    for (stage, committed) in STAGES {
        let step = if stage == "statement" { STRIDE * every } else { every };
        for nth in (1..).step_by(step) {
            let tried = die(&scene, stage, committed, nth)?;
            if !tried.struck {
                break;
            }
            told.add(&format!("{stage}:{nth}"), &tried)?;
        }
    }
    told.over()
}

fn layouts(every: usize) -> Outcome<usize> {
    let layouts = Layouts::new()?;
    let mut told = Told::of("F18 layout interrupted at each call", "all".to_owned());
    for from in 0..layouts.earlier() {
        for call in CALLS {
            for k in (1..=layouts.calls(from, call)?).step_by(every) {
                let tried = layouts.kill(from, call, k)?;
                let tried = Tried { struck: tried.struck, wrong: tried.wrong, ..Tried::default() };
                told.add(&format!("{from}:{call}:{k}"), &tried)?;
            }
        }
    }
    told.over()
}

/// Runs of one kind, told in stretches.
struct Told {
    what: &'static str,
    /// Up to where they go.
    end: String,
    /// Runs that were not as promised, in all stretches that are over.
    wrong: usize,
    stretch: Stretch,
}

/// What the runs since the last line came to.
struct Stretch {
    since: Watch,
    runs: usize,
    struck: usize,
    middle: usize,
    back: u128,
    /// The places of the first and the last run, and of those that were not as promised.
    first: String,
    last: String,
    wrong: Vec<String>,
}

impl Told {
    fn of(what: &'static str, end: String) -> Self {
        Self { what, end, wrong: 0, stretch: Stretch::begun() }
    }

    fn add(&mut self, place: &str, tried: &Tried) -> Outcome<()> {
        let stretch = &mut self.stretch;
        if stretch.runs == 0 {
            place.clone_into(&mut stretch.first);
        }
        place.clone_into(&mut stretch.last);
        stretch.runs += 1;
        stretch.struck += usize::from(tried.struck);
        stretch.middle += usize::from(tried.acked > 0);
        stretch.back = stretch.back.max(tried.back);
        for wrong in &tried.wrong {
            println!("{} {place}: {wrong}", self.what);
        }
        if !tried.wrong.is_empty() {
            stretch.wrong.push(place.to_owned());
        }
        if stretch.runs == STRETCH { self.line() } else { Ok(()) }
    }

    fn line(&mut self) -> Outcome<()> {
        let stretch = std::mem::replace(&mut self.stretch, Stretch::begun());
        let Stretch { since, runs, struck, middle, back, first, last, wrong } = stretch;
        let mut figures = format!(
            "from={first} to={last} of={} struck={struck} after_an_ack={middle} slowest_start_ms={back}",
            self.end
        );
        if !wrong.is_empty() {
            figures = format!("{figures} wrong_at={}", wrong.join(","));
        }
        self.wrong += wrong.len();
        let (count, violations) = (runs, wrong.len());
        let proof = Proof { what: self.what, count, violations, took: since.passed(), figures };
        println!("{}", proof.put(NAME)?);
        Ok(())
    }

    /// Tells of the rest; how many runs were not as promised.
    fn over(mut self) -> Outcome<usize> {
        if self.stretch.runs > 0 {
            self.line()?;
        }
        Ok(self.wrong)
    }
}

impl Stretch {
    fn begun() -> Self {
        let none = String::new;
        let wrong = Vec::new();
        Self {
            since: Watch::begun(),
            runs: 0,
            struck: 0,
            middle: 0,
            back: 0,
            first: none(),
            last: none(),
            wrong,
        }
    }
}
