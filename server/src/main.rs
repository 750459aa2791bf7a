//! The `tsunagari` command: reads the command line, runs a command, prints what it has to say.

use std::process::ExitCode;

use clap::Parser as _;
use tsunagari_server::command::run;
use tsunagari_server::config::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(&Cli::parse().command, &say).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            complain(&stopped.to_string());
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "what a command was asked for")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "why a command ended")]
fn complain(line: &str) {
    eprintln!("tsunagari: {line}");
}
