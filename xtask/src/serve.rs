//! `cargo xtask serve`: from a fresh clone to the sample on http://localhost:8080.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use crate::steps::{Halt, Steps};
use crate::yard::Yard;
use crate::{build, setup};

/// What `serve` says to the server unless the person says otherwise after `--`.
const DEFAULTS: [(&str, &str); 2] = [("--listen", "127.0.0.1:8080"), ("--origin", "http://localhost:8080")];

pub(crate) fn run(yard: &Yard, rest: &[String]) -> Result<(), Halt> {
    let mut steps = Steps::default();
    setup::for_app(yard, &mut steps);
    steps.beside("app", || build::app(yard));
    steps.add("server", || build::server(yard));
    steps.run(false)?;
    start(yard, rest)
}

/// Becomes the server: signals and Ctrl-C reach it without a go-between.
fn start(yard: &Yard, rest: &[String]) -> Result<(), Halt> {
    println!("\nthe server starts; Ctrl-C stops it\n");
    let error = command(yard, rest).exec();
    Err(Halt::new(format!("the server could not be started: {error}"), "run `cargo xtask serve` again"))
}

pub(crate) fn command(yard: &Yard, rest: &[String]) -> Command {
    let mut server = yard.command(&yard.server().to_string_lossy());
    server.args(["serve", "--sample"]);
    let given = |name: &str| rest.iter().any(|word| word == name || word.starts_with(&format!("{name}=")));
    for (name, value) in DEFAULTS {
        if !given(name) {
            server.args([name, value]);
        }
    }
    if !given("--data") && !given("--database") {
        server.arg("--data").arg(yard.target.join("tsunagari-data"));
    }
    server.args(rest.iter().filter(|word| *word != "--"));
    server
}
