//! `bench` and `campaign`: the programs of the tests crate with that beginning, found by their names and run optimised.

use std::fs;

use crate::build;
use crate::packages;
use crate::setup;
use crate::steps::{Halt, Steps, must};
use crate::yard::Yard;

/// The campaign of Excel books.
const BOOKS: &str = "xlsx";
/// The campaign of crashes.
const CRASH: &str = "crash";
/// Campaigns that open no page.
const WITHOUT_PAGE: [&str; 5] = ["world", BOOKS, CRASH, "restore", "malformed"];

/// `kind` is the folder under tests/ that holds one program per file: tests/bench/NAME.rs is `bench-NAME`.
pub(crate) fn run(yard: &Yard, kind: &str, rest: &[String]) -> Result<(), Halt> {
    let names = names(yard, kind);
    let Some(name) = rest.first() else {
        println!("cargo xtask {kind} NAME, where NAME is one of:");
        names.iter().for_each(|name| println!("  {name}"));
        return Ok(());
    };
    if !names.contains(name) {
        return Err(Halt::new(format!("there is no {kind} {name:?}"), format!("cargo xtask {kind}")));
    }
    let mut steps = Steps::default();
    if kind == "campaign" && name == BOOKS {
        steps.add("setup: LibreOffice", || packages::office(yard));
    }
    if kind == "campaign" && name == CRASH {
        setup::for_faults(yard, &mut steps);
        steps.add("server that dies", || {
            let words =
                ["build", "--release", "--locked", "-p", "tsunagari-server", "--features", "failpoints"];
            must(
                yard.cargo().args(words).args(["--bin", "tsunagari-failing"]),
                "see the compiler's message above",
            )
        });
    }
    if kind == "bench" || !WITHOUT_PAGE.contains(&name.as_str()) {
        setup::for_app(yard, &mut steps);
        setup::for_tests(yard, &mut steps);
        steps.add("app", || build::app(yard));
    }
    if kind == "bench" {
        steps.add("page for benches", || build::page(yard, "bench"));
    }
    let release = || {
        let words =
            ["build", "--release", "--locked", "-p", "tsunagari-server", "-p", "tsunagari-tests", "--bins"];
        must(yard.cargo().args(words), "see the compiler's message above")
    };
    steps.add("server and programs", release);
    steps.run(false)?;
    let built = yard.target.join("release");
    let mut program = yard.command(&built.join(format!("{kind}-{name}")).to_string_lossy());
    program
        .args(rest.iter().skip(1).filter(|word| *word != "--"))
        .env("TSUNAGARI_BIN", built.join("tsunagari"))
        .env("TSUNAGARI_BENCH", yard.page("bench"))
        .env("TSUNAGARI_TOOLS", yard.target.join("tools"));
    must(&mut program, "see the message above")
}

fn names(yard: &Yard, kind: &str) -> Vec<String> {
    let folder = yard.root.join("tests").join(kind);
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            (path.extension()? == "rs")
                .then(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))?
        })
        .collect();
    names.sort();
    names
}
