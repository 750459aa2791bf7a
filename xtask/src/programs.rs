//! `bench` and `campaign`: the programs of the tests crate with that beginning, found by their names and run optimised.

use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::build;
use crate::checker;
use crate::packages;
use crate::proof::BENCHES;
use crate::setup;
use crate::steps::{Halt, Steps, must};
use crate::yard::Yard;

/// The campaign of Excel books.
const BOOKS: &str = "xlsx";
/// The campaign of crashes.
const CRASH: &str = "crash";
/// The campaign of the simulated world, which stands on core alone.
const WORLD: &str = "world";
/// The campaign that holds the API to its description.
const API: &str = "api";
/// The bench of the server against its databases.
const SERVER: &str = "server";
/// Campaigns and benches that open no page.
const WITHOUT_PAGE: [&str; 11] =
    [WORLD, BOOKS, CRASH, API, SERVER, "sync", "restore", "malformed", "decoders", "load", "soak"];

/// `kind` is the folder under tests/ that holds one program per file: tests/bench/NAME.rs is `bench-NAME`.
pub(crate) fn run(yard: &Yard, kind: &str, rest: &[String]) -> Result<(), Halt> {
    let names = names(yard, kind);
    let Some(name) = rest.first() else {
        println!("cargo xtask {kind} NAME[,NAME…], where NAME is one of:");
        names.iter().for_each(|name| println!("  {name}"));
        return Ok(());
    };
    // What is compiled once can be run one after the other.
    let wanted: Vec<&str> = name.split(',').collect();
    if let Some(unknown) = wanted.iter().find(|name| !names.iter().any(|known| known == *name)) {
        return Err(Halt::new(format!("there is no {kind} {unknown:?}"), format!("cargo xtask {kind}")));
    }
    let of_benches = wanted.iter().flat_map(|name| ["--bin".to_owned(), format!("bench-{name}")]);
    let parts: Vec<String> = if kind == "bench" {
        let server = ["-p", "tsunagari-server", "-p", "tsunagari-tests", "--bin", "tsunagari"];
        server.into_iter().chain(build::PROGRAMS).map(str::to_owned).chain(of_benches).collect()
    } else if wanted == [WORLD] {
        ["-p", "tsunagari-world", "--bins"].map(str::to_owned).into()
    } else {
        let all = ["-p", "tsunagari-server", "-p", "tsunagari-tests", "-p", "tsunagari-world", "--bins"];
        all.into_iter().chain(build::PROGRAMS).map(str::to_owned).collect()
    };
    let mut steps = Steps::default();
    if kind == "campaign" && wanted.contains(&BOOKS) {
        steps.add("setup: LibreOffice", || packages::office(yard));
    }
    if kind == "campaign" && wanted.contains(&API) {
        steps.add("setup: schemathesis", || checker::ensure(yard));
    }
    if kind == "campaign" && wanted.contains(&CRASH) {
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
    let page = !wanted.iter().all(|name| WITHOUT_PAGE.contains(name));
    if wanted.contains(&SERVER) {
        steps.add("setup: PostgreSQL", || packages::database(yard));
    }
    if page {
        setup::for_app(yard, &mut steps);
        setup::for_tests(yard, &mut steps);
        steps.add("app", || build::app(yard));
    }
    if page && kind == "bench" {
        steps.add("page for benches", || build::page(yard, "bench"));
    }
    // Hours of core alone: linked as one whole they are an eighth shorter, and the whole is linked in a minute.
    let whole = kind == "campaign" && wanted == [WORLD];
    let release = || {
        let mut cargo = yard.cargo();
        if whole {
            cargo.env("CARGO_PROFILE_RELEASE_LTO", "fat").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1");
        }
        must(cargo.args(["build", "--release", "--locked"]).args(&parts), "see the compiler's message above")
    };
    steps.add("server and programs", release);
    steps.run(false)?;
    let built = yard.target.join("release");
    for name in wanted {
        let mut program = yard.command(&built.join(format!("{kind}-{name}")).to_string_lossy());
        program
            .args(rest.iter().skip(1).filter(|word| *word != "--"))
            .env("TSUNAGARI_BIN", built.join("tsunagari"))
            .env("TSUNAGARI_BENCH", yard.page("bench"))
            .env("TSUNAGARI_TOOLS", yard.target.join("tools"));
        match kind {
            "bench" => keep(yard, name, &mut program)?,
            _ => must(&mut program, "see the message above")?,
        }
    }
    Ok(())
}

/// Runs a bench and keeps what it printed beside its commit and day, for the page of proofs.
fn keep(yard: &Yard, name: &str, program: &mut Command) -> Result<(), Halt> {
    let broken = |error: io::Error| Halt::new(format!("bench {name}: {error}"), "see the message above");
    let mut child = program.stdout(Stdio::piped()).spawn().map_err(broken)?;
    let mut told = String::new();
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
        let line = line.map_err(broken)?;
        println!("{line}");
        told.push_str(&line);
        told.push('\n');
    }
    if !child.wait().map_err(broken)?.success() {
        return Err(Halt::new(format!("bench {name} did not finish"), "see the message above"));
    }
    let about = yard.ask("git", &["log", "-1", "--format=%cs, commit %h"]).unwrap_or_default();
    let folder = yard.root.join("docs/proof").join(BENCHES);
    fs::create_dir_all(&folder).map_err(broken)?;
    fs::write(folder.join(format!("{name}.txt")), format!("{about}\n{told}")).map_err(broken)
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
