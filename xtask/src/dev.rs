//! `cargo xtask dev`: the app with reload from Trunk, and the server behind it.

use std::process::Child;

use crate::steps::{Halt, Steps, must};
use crate::yard::Yard;
use crate::{build, serve, setup};

const ORIGIN: &str = "http://localhost:8081";

pub(crate) fn run(yard: &Yard, rest: &[String]) -> Result<(), Halt> {
    let mut steps = Steps::default();
    setup::for_app(yard, &mut steps);
    steps.add("server", || build::server(yard));
    steps.run(false)?;
    let mut server = serve::command(yard, &[&["--origin".to_owned(), ORIGIN.to_owned()], rest].concat())
        .spawn()
        .map(Stopped)
        .map_err(|error| {
            Halt::new(format!("the server could not be started: {error}"), "cargo xtask serve")
        })?;
    println!("\n{ORIGIN} shows the app as it is edited; Ctrl-C stops both\n");
    let told = must(
        yard.command("trunk").args(["serve", "--offline"]).env("TRUNK_SKIP_VERSION_CHECK", "true"),
        "see the message above",
    );
    server.0.try_wait().ok();
    told
}

/// The server goes when Trunk does.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
