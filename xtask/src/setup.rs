//! Brings what is missing, and nothing that is there: the compile target, Trunk, wasm-bindgen; for tests PostgreSQL and the browsers.

use std::path::Path;

use crate::steps::{Halt, Steps, must};
use crate::yard::Yard;
use crate::{packages, tools};

const WASM: &str = "wasm32-unknown-unknown";

pub(crate) fn run(yard: &Yard, rest: &[String]) -> Result<(), Halt> {
    let mut steps = Steps::default();
    for_app(yard, &mut steps);
    if rest.iter().any(|word| word == "--test") {
        for_tests(yard, &mut steps);
    }
    steps.run(false)
}

pub(crate) fn for_app<'a>(yard: &'a Yard, steps: &mut Steps<'a>) {
    steps.add("setup: compile target for the phone", || wasm_target(yard));
    steps.add("setup: crates", || {
        // Only what this machine and the phone need: no other system's crates.
        let here = yard.ask("rustc", &["--print", "host-tuple"]);
        let mut cargo = yard.cargo();
        cargo.args(["fetch", "--locked", "--target", WASM]);
        if let Some(here) = &here {
            cargo.args(["--target", here]);
        }
        must(&mut cargo, "connect to the network once, then run this again")
    });
    steps.add("setup: trunk", || tools::trunk().ensure(yard));
    steps.add("setup: wasm-bindgen", || tools::wasm_bindgen(yard)?.ensure(yard));
}

pub(crate) fn for_tests<'a>(yard: &'a Yard, steps: &mut Steps<'a>) {
    steps.add("setup: PostgreSQL", || packages::database(yard));
    steps.add("setup: browsers", || packages::browsers(yard));
    steps.add("setup: geckodriver", || tools::geckodriver().ensure(yard));
    for_faults(yard, steps);
}

pub(crate) fn for_faults<'a>(yard: &'a Yard, steps: &mut Steps<'a>) {
    steps.add("setup: strace", || packages::tracer(yard));
}

fn wasm_target(yard: &Yard) -> Result<(), Halt> {
    let library = yard.ask("rustc", &["--print", "target-libdir", "--target", WASM]);
    if library.is_some_and(|dir| Path::new(&dir).is_dir()) {
        println!("{WASM} is there");
        return Ok(());
    }
    must(
        yard.command("rustup").args(["target", "add", WASM]),
        "install Rust with rustup (https://rustup.rs), then run this again",
    )
}
