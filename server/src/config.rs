//! The command line: commands, their options and defaults; does nothing.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tsunagari_core::id::{DistrictId, OfficeId};

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
    /// Wards.
    #[command(subcommand)]
    Org(OrgCommand),
    /// Plans: a ward's table in, a whole plan in and out.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Prints a new link to join with, and for volunteers a number.
    Invite(InviteNew),
    /// Copies the database into a dated file and checks the copy; the server may run.
    Backup(Backup),
    /// Puts a backup in the place of the database; the server must be stopped.
    Restore(Restore),
    /// Times between restores.
    #[command(subcommand)]
    Epoch(EpochCommand),
    /// Checks that the database is whole.
    Check(Check),
    /// Moves everything from the file in --data into the PostgreSQL at --database; the server must be stopped.
    Move(Move),
}

/// `tsunagari org …`.
#[derive(Debug, Subcommand)]
pub enum OrgCommand {
    /// Adds a ward and prints its first admin's link.
    Add(OrgAdd),
    /// Prints the wards.
    List(Data),
}

/// `tsunagari plan …`.
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Reads a table (XLSX, CSV, pasted text) or a plan's own file (TOML) onto a plan, and writes it unless --preview.
    Import(PlanImport),
    /// Writes a whole plan as a file that import reads back the same.
    Export(PlanExport),
}

/// `tsunagari plan export`.
#[derive(Debug, Clone, Args)]
pub struct PlanExport {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The ward's slug.
    #[arg(long)]
    pub org: String,
    /// The plan's key.
    #[arg(long)]
    pub plan: String,
    /// The file: its ending, csv, xlsx or toml, says which.
    #[arg(long)]
    pub to: PathBuf,
}

/// `tsunagari plan import`.
#[derive(Debug, Clone, Args)]
pub struct PlanImport {
    /// The file; - reads what is piped in.
    pub file: PathBuf,
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The ward's slug.
    #[arg(long)]
    pub org: Option<String>,
    /// The plan's key. Without it the plan that the table fits best; a preview needs no ward of one's own.
    #[arg(long)]
    pub plan: Option<String>,
    /// The kind of page, where the plan has several.
    #[arg(long)]
    pub layout: Option<String>,
    /// A description of a new plan: a plan's own file, of which `[plan]` and `[[layout]]` are enough.
    #[arg(long)]
    pub describe: Option<PathBuf>,
    /// Shows what would be done, and does nothing.
    #[arg(long)]
    pub preview: Option<Preview>,
    /// A repair that is not to be made, by its id; may be given again.
    #[arg(long)]
    pub take_back: Vec<String>,
    /// A suggestion, or a question's proposal, that is right, by its id; may be given again.
    #[arg(long)]
    pub accept: Vec<String>,
    /// Removes what the table does not have; without it such rows stay.
    #[arg(long)]
    pub remove_gone: bool,
}

/// How a preview is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Preview {
    /// A line of JSON for each item.
    Json,
    /// In words.
    Text,
}

/// `tsunagari epoch …`.
#[derive(Debug, Subcommand)]
pub enum EpochCommand {
    /// Begins a new one, after the database was put back by other means than `restore`.
    New(EpochNew),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// The folder of the database; with --database, of the servers' key alone.
    #[arg(long, env = "TSUNAGARI_DATA", default_value = "data")]
    pub data: PathBuf,
    /// A PostgreSQL that several servers share, instead of the file in --data: postgres://USER@HOST/NAME.
    #[arg(long, env = "TSUNAGARI_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
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
    /// A ward, by its slug, that shows no public pages; may be given again. `all` closes every ward's.
    #[arg(long, env = "TSUNAGARI_PUBLIC_OFF", value_delimiter = ',')]
    pub public_off: Vec<String>,
    /// Starts with the sample wards.
    #[arg(long)]
    pub sample: bool,
    /// The day up to which the sample has logs; today without it.
    #[arg(long, requires = "sample")]
    pub sample_today: Option<String>,
}

/// `tsunagari org add`.
#[derive(Debug, Clone, Args)]
pub struct OrgAdd {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The public address, for the link.
    #[arg(long, env = "TSUNAGARI_ORIGIN", default_value = "http://localhost:8080")]
    pub origin: String,
    /// The ward's name in addresses.
    #[arg(long)]
    pub slug: String,
    /// The ward's name.
    #[arg(long)]
    pub name: String,
}

/// `tsunagari invite`.
#[derive(Debug, Clone, Args)]
pub struct InviteNew {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The public address, for the link.
    #[arg(long, env = "TSUNAGARI_ORIGIN", default_value = "http://localhost:8080")]
    pub origin: String,
    /// The ward's slug.
    #[arg(long)]
    pub org: String,
    /// volunteer, staff or admin.
    #[arg(long, default_value = "volunteer")]
    pub role: String,
    /// The office that staff join.
    #[arg(long)]
    pub office: Option<OfficeId>,
    /// A district; may be given again. Without it the office's, or the whole ward.
    #[arg(long)]
    pub district: Vec<DistrictId>,
    /// How often it can be used, 1 to 50; 30 for volunteers and 1 for others unless said.
    #[arg(long)]
    pub uses: Option<u32>,
}

/// `tsunagari backup`.
#[derive(Debug, Clone, Args)]
pub struct Backup {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The folder for the copy.
    #[arg(long, default_value = "backup")]
    pub to: PathBuf,
}

/// `tsunagari restore`.
#[derive(Debug, Clone, Args)]
pub struct Restore {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The backup.
    #[arg(long = "from")]
    pub file: PathBuf,
}

/// `tsunagari epoch new`.
#[derive(Debug, Clone, Args)]
pub struct EpochNew {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
}

/// `tsunagari move`.
#[derive(Debug, Clone, Args)]
pub struct Move {
    /// From where, and to where.
    #[command(flatten)]
    pub data: Data,
}

/// `tsunagari check`.
#[derive(Debug, Clone, Args)]
pub struct Check {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
}
