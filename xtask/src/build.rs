//! Builds the app as it is shipped and the server that serves it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::setup;
use crate::steps::{Halt, Steps, must};
use crate::yard::Yard;

/// All that runs natively is built and tested with one choice of packages, so that no crate is compiled twice for its features.
const NATIVE: [&str; 10] = [
    "-p",
    "tsunagari-core",
    "-p",
    "tsunagari-export",
    "-p",
    "tsunagari-app",
    "-p",
    "tsunagari-server",
    "-p",
    "tsunagari-tests",
];
/// Each library's own tests, and the server; the app's own program is only ever built for the phone.
pub(crate) const PARTS: [&str; 3] = ["--lib", "--bin", "tsunagari"];
/// With the benches and campaigns, which no test needs.
pub(crate) const PROGRAMS: [&str; 2] = ["--features", "tsunagari-tests/programs"];
const WASM: &str = "wasm32-unknown-unknown";

/// `cargo xtask build`: the app alone, with what it takes.
pub(crate) fn run(yard: &Yard) -> Result<(), Halt> {
    let mut steps = Steps::default();
    setup::for_app(yard, &mut steps);
    steps.add("app", || app(yard));
    steps.run(false)
}

/// The release app, with the service worker's list (Trunk's hook calls `precache`, of this very program: `cargo xtask`
/// would wait for whatever cargo compiles meanwhile).
pub(crate) fn app(yard: &Yard) -> Result<(), Halt> {
    let mut trunk = yard.command("trunk");
    trunk
        .args(["build", "--release", "--offline", "--locked"])
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env_remove("NO_COLOR");
    if let Ok(own) = env::current_exe() {
        trunk.env("TSUNAGARI_XTASK", own);
    }
    must(&mut trunk, "see the compiler's message above")
}

pub(crate) fn server(yard: &Yard) -> Result<(), Halt> {
    let mut cargo = yard.cargo();
    cargo.args(["build", "--locked", "-p", "tsunagari-server", "--bin", "tsunagari"]);
    must(&mut cargo, "see the compiler's message above")
}

/// A page on the app's own store in a real browser, compiled as the app is: `suite` keeps the store's promises, `bench`
/// is what the benches call.
pub(crate) fn page(yard: &Yard, name: &str) -> Result<(), Halt> {
    let mut cargo = yard.cargo();
    cargo.args(["build", "--locked", "-p", "tsunagari-app", "--bin", name]);
    must(cargo.args(["--target", WASM, "--profile", "wasm"]), "see the compiler's message above")?;
    let mut bindgen = yard.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(yard.page(name));
    let made = yard.target.join(WASM).join("wasm").join(format!("{name}.wasm"));
    must(bindgen.arg(made), "cargo xtask setup")
}

/// A program that runs in the browser beside the app, compiled as the app is.
pub(crate) fn beside(yard: &Yard, package: &str, name: &str) -> Result<(), Halt> {
    let mut cargo = yard.cargo();
    cargo.args(["build", "--offline", "--locked", "-p", package, "--bin", name]);
    must(cargo.args(["--target", WASM, "--profile", "wasm"]), "see the compiler's message above")
}

/// Where the linker puts a browser's program.
pub(crate) fn linked(yard: &Yard, name: &str) -> PathBuf {
    yard.target.join(WASM).join("wasm").join(format!("{name}.wasm"))
}

/// `cargo WORDS` on the native packages.
pub(crate) fn native(yard: &Yard, words: &[&str]) -> Command {
    let mut cargo = yard.cargo();
    cargo.args(words.iter().take(1)).arg("--locked").args(NATIVE).args(words.iter().skip(1));
    cargo
}
