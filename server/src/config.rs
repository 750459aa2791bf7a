//! The command line: commands, their options and defaults; does nothing.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// つながり帳: receives, keeps, serves the app.
#[derive(Debug, Parser)]
#[command(name = "tsunagari", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Starts the server.
    Serve(Serve),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// The folder of the database.
    #[arg(long, env = "TSUNAGARI_DATA", default_value = "data")]
    pub data: PathBuf,
}

/// `tsunagari serve`.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, env = "TSUNAGARI_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The public address, as people open it. Without TLS only on this machine.
    #[arg(long, env = "TSUNAGARI_ORIGIN")]
    pub origin: Option<String>,
    /// Starts with the sample wards.
    #[arg(long)]
    pub sample: bool,
    /// The day up to which the sample has logs; today without it.
    #[arg(long, requires = "sample")]
    pub sample_today: Option<String>,
}
