//! The `tsunagari` command as tests have it die: the same, built with failpoints, under a name of its own.

use std::process::ExitCode;

use clap::Parser as _;
use tsunagari_server::command::run;
use tsunagari_server::config::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Cli::parse().command, &|_| {}).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
