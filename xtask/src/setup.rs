//! Brings what is missing, and nothing that is there: the compile target, Trunk, wasm-bindgen; for tests the browsers.

use std::path::Path;

use crate::steps::{Halt, Steps, must};
use crate::yard::Yard;
use crate::{packages, tools};

const WASM: &str = "wasm32-unknown-unknown";

pub(crate) fn run(yard: &Yard, rest: &[String]) -> Result<(), Halt> {
    let mut steps = Steps::default();
    for_app(yard, &mut steps);
    if rest.iter().any(|word| word == "--test") {
        for_browsers(yard, &mut steps);
    }
    steps.run(false)
}

pub(crate) fn for_app<'a>(yard: &'a Yard, steps: &mut Steps<'a>) {
    steps.add("setup: compile target for the phone", || wasm_target(yard));
    steps.add("setup: crates", || {
        must(yard.cargo().args(["fetch", "--locked"]), "connect to the network once, then run this again")
    });
    steps.add("setup: trunk", || tools::trunk().ensure(yard));
    steps.add("setup: wasm-bindgen", || tools::wasm_bindgen(yard)?.ensure(yard));
}

pub(crate) fn for_browsers<'a>(yard: &'a Yard, steps: &mut Steps<'a>) {
    steps.add("setup: browsers", || packages::ensure(yard));
    steps.add("setup: geckodriver", || tools::geckodriver().ensure(yard));
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
