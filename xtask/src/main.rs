//! `cargo xtask NAME`: reads which task is meant and calls it; each task is a file of its own.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to the person who typed it")]

mod aside;
mod budget;
mod build;
mod checker;
mod dev;
mod glue;
mod hush;
mod integrity;
mod order;
mod pack;
mod packages;
mod parts;
mod precache;
mod programs;
mod proof;
mod serve;
mod setup;
mod sheets;
mod slim;
mod steps;
mod test;
mod tools;
mod yard;

use std::process::ExitCode;

use steps::Halt;
use yard::Yard;

const USAGE: &str = "\
cargo xtask serve [-- OPTIONS]      set up, build, and start the server with the sample on http://localhost:8080
cargo xtask test [NAME…]            set up and run every check, or those named (--keep-going, --list)
cargo xtask setup                   only what `serve` needs; `setup --test` also what `test` needs
cargo xtask dev                     the app with reload on http://localhost:8081, the server behind it
cargo xtask build                   the app for phones, as the server hands it out, in app/dist
cargo xtask bench [NAME,…] [OPTIONS]  measurements; without a name, their list
cargo xtask campaign [NAME,…] [OPTIONS]  long proofs; without a name, their list
cargo xtask proof                   docs/proof.md, out of what tests, campaigns and benches are and found
cargo xtask precache                (called by Trunk after its build)";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let task = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    match Yard::find().and_then(|yard| run(&yard, &task, &rest)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(halt) => {
            eprintln!("\n{halt}");
            ExitCode::FAILURE
        }
    }
}

fn run(yard: &Yard, task: &str, rest: &[String]) -> Result<(), Halt> {
    match task {
        "serve" => serve::run(yard, rest),
        "test" => test::run(yard, rest),
        "setup" => setup::run(yard, rest),
        "dev" => dev::run(yard, rest),
        "build" => build::run(yard),
        "proof" => proof::run(yard, rest),
        "precache" => precache::run(yard),
        "bench" => programs::run(yard, "bench", rest),
        "campaign" => programs::run(yard, "campaign", rest),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(Halt::new(format!("there is no task {other:?}"), USAGE)),
    }
}
