//! `cargo xtask test`: every check, in order, each with its time.

use std::env;
use std::process::Command;

use crate::steps::{Halt, Steps, must};
use crate::yard::Yard;
use crate::{budget, build, proof, setup};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
const SEE: &str = "see the message above";
/// All that core stands on; a new name here needs a reason in the workspace table.
const CORE_STANDS_ON: [&str; 7] =
    ["chrono", "serde", "serde_json", "sha2", "thiserror", "unicode-normalization", "uuid"];

pub(crate) fn run(yard: &Yard, rest: &[String]) -> Result<(), Halt> {
    let mut steps = Steps::default();
    checks(yard, &mut steps);
    let (options, named): (Vec<&String>, Vec<&String>) = rest.iter().partition(|word| word.starts_with("--"));
    if options.iter().any(|option| *option == "--list") {
        steps.names().for_each(|name| println!("{name}"));
        return Ok(());
    }
    if !named.is_empty() {
        steps.keep(|name| named.iter().any(|word| name.starts_with(word.as_str())));
    }
    steps.run(options.iter().any(|option| *option == "--keep-going"))
}

fn checks<'a>(yard: &'a Yard, steps: &mut Steps<'a>) {
    steps.add("format", || must(yard.cargo().args(["fmt", "--all", "--check"]), "cargo fmt --all"));
    steps.add("core stands on few", || core_stands_on_few(yard));
    steps.add("the page of proofs", || proof::run(yard, &["--check".to_owned()]));
    setup::for_app(yard, steps);
    setup::for_tests(yard, steps);
    // Each is one long link on one processor; the other compiles what follows meanwhile.
    steps.beside("app", || build::app(yard));
    steps.beside("budget of a first visit", || budget::run(yard));
    steps.beside("store suite for browsers", || build::page(yard, "suite"));
    steps.add("clippy, native", || {
        let mut cargo = build::native(
            yard,
            &[
                "clippy",
                "-p",
                "xtask",
                "-p",
                "tsunagari-world",
                "-p",
                "tsunagari-postgres",
                "-p",
                "tsunagari-planted",
                "--all-targets",
                "--features",
                "tsunagari-tests/programs",
                "--",
                "-Dwarnings",
            ],
        );
        must(&mut cargo, SEE)
    });
    steps.add("clippy, phone", || {
        // With the suite and the benches, as they are compiled for the phone.
        let words = ["clippy", "--locked", "-p", "tsunagari-core", "-p", "tsunagari-app"];
        must(yard.cargo().args(words).args(WASM).args(["--", "-Dwarnings"]), SEE)
    });
    steps.add("rustdoc", || {
        let mut cargo = build::native(yard, &["doc", "--no-deps", "--document-private-items"]);
        must(cargo.env("RUSTDOCFLAGS", "-Dwarnings"), SEE)
    });
    steps.add("build of server and tests", || {
        // Without `--lib`, which would also ask for the app's library as no test stands on it.
        must(&mut build::native(yard, &["build", "--tests", "--bin", "tsunagari"]), SEE)
    });
    steps.add("server that dies", || {
        let words = ["build", "--features", "tsunagari-server/failpoints", "--bin", "tsunagari-failing"];
        must(&mut build::native(yard, &words), SEE)
    });
    steps.after_all("unit tests", || must(build::native(yard, &["test"]).args(build::PARTS), SEE));
    // It stands on core alone and is worth its own optimised build: a minute, for ten times as many histories.
    steps.add("the simulated world", || {
        must(yard.cargo().args(["test", "--release", "--locked", "-p", "tsunagari-world"]), SEE)
    });
    steps.add("planted bugs are found", || {
        let words = [
            "test",
            "--release",
            "--locked",
            "-p",
            "tsunagari-planted",
            "--",
            "--nocapture",
            "--test-threads=1",
        ];
        must(yard.cargo().args(words), SEE)
    });
    steps.add("tests: storage, http, browsers", || {
        let mut cargo = build::native(yard, &["test", "--test", "*"]);
        must(told(yard, &mut cargo), SEE)
    });
}

/// What the tests must know: which binaries to start.
fn told<'c>(yard: &Yard, cargo: &'c mut Command) -> &'c mut Command {
    cargo
        .env("TSUNAGARI_BIN", yard.server())
        .env("TSUNAGARI_DIST", yard.dist())
        .env("TSUNAGARI_SUITE", yard.page("suite"));
    if let Ok(own) = env::current_exe() {
        cargo.env("TSUNAGARI_XTASK", own);
    }
    cargo
}

fn core_stands_on_few(yard: &Yard) -> Result<(), Halt> {
    let words =
        ["tree", "--locked", "-p", "tsunagari-core", "-e", "normal", "--depth", "1", "--prefix", "none"];
    let tree =
        yard.ask("cargo", &words).ok_or_else(|| Halt::new("cargo tree failed", "cargo tree --locked"))?;
    let names = tree.lines().skip(1).filter_map(|line| line.split_whitespace().next());
    let strange: Vec<&str> = names.filter(|name| !CORE_STANDS_ON.contains(name)).collect();
    if strange.is_empty() {
        println!("{} crates and no more", CORE_STANDS_ON.len());
        return Ok(());
    }
    Err(Halt::new(
        format!("core has come to stand on {}", strange.join(", ")),
        "do without, or give a reason in Cargo.toml and add it to CORE_STANDS_ON",
    ))
}
