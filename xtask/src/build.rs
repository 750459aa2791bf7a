//! Builds the app as it is shipped and the server that serves it.

use std::process::Command;

use crate::steps::{Halt, must};
use crate::yard::Yard;

/// All that runs natively is built and tested with one choice of packages, so that no crate is compiled twice for its features.
pub(crate) const NATIVE: [&str; 6] =
    ["-p", "tsunagari-core", "-p", "tsunagari-server", "-p", "tsunagari-tests"];

/// The release app, with the service worker's list (Trunk's hook calls `precache`).
pub(crate) fn app(yard: &Yard) -> Result<(), Halt> {
    must(
        yard.command("trunk")
            .args(["build", "--release", "--offline", "--locked"])
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            .env_remove("NO_COLOR"),
        "see the compiler's message above",
    )
}

pub(crate) fn server(yard: &Yard) -> Result<(), Halt> {
    let mut cargo = yard.cargo();
    cargo.args(["build", "--locked", "-p", "tsunagari-server", "--bin", "tsunagari"]);
    must(&mut cargo, "see the compiler's message above")
}

/// `cargo WORDS` on the native packages.
pub(crate) fn native(yard: &Yard, words: &[&str]) -> Command {
    let mut cargo = yard.cargo();
    cargo.args(words.iter().take(1)).arg("--locked").args(NATIVE).args(words.iter().skip(1));
    cargo
}
