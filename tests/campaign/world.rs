//! The long proof of the sync contract: histories of the simulated world from a seed on, as many as one likes, on all
//! processors. What was run stands in docs/proof/world.tsv, a line a run, so that the next goes on behind it.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]
#![expect(clippy::unwrap_used, reason = "a campaign that cannot note what it ran is worth nothing")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tsunagari_core::calendar::WallTime;
use tsunagari_world::histories::{processors, tally};

/// Histories between two lines of progress.
const STRETCH: u64 = 2_000;
/// The columns of the log.
const COLUMNS: &str = "date\tcommit\tfirst_seed\tcount\tchanges\tviolations\tseconds";
const USAGE: &str = "\
cargo xtask campaign world [--from SEED | --resume] [--count HISTORIES] [--threads N] [--log FILE]
  --from SEED    the first seed (1)
  --resume       go on behind the last seed in the log
  --count N      how many (1,000,000)
  --threads N    on so many threads (as many as there are processors)
  --log FILE     where a line of the run is kept (docs/proof/world.tsv)";

struct Asked {
    from: Option<u64>,
    count: u64,
    threads: usize,
    log: PathBuf,
}

fn main() -> ExitCode {
    let Some(asked) = asked(std::env::args().skip(1)) else {
        println!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let before = fs::read_to_string(&asked.log).unwrap_or_else(|_| format!("{COLUMNS}\n"));
    let from = asked.from.unwrap_or_else(|| behind(&before));
    if let Some(folder) = asked.log.parent() {
        fs::create_dir_all(folder).unwrap();
    }
    let (day, commit, began) = (today(), commit(), now());
    let end = from.saturating_add(asked.count);
    let (mut next, mut changes, mut violations) = (from, 0, 0);
    while next < end {
        let stop = end.min(next.saturating_add(STRETCH));
        let sum = tally(next..stop, asked.threads, false);
        changes += sum.report.saved;
        violations += sum.failed.len();
        next = stop;
        let (count, seconds) = (next - from, began.elapsed().as_secs());
        // The line grows with the run, so that one that is broken off counts as far as it came.
        let line = format!("{day}\t{commit}\t{from}\t{count}\t{changes}\t{violations}\t{seconds}\n");
        fs::write(&asked.log, format!("{before}{line}")).unwrap();
        println!("{line}{:?}", sum.report);
    }
    println!("{} histories from seed {from}, {changes} changes: {violations} violations", next - from);
    if violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn asked(mut words: impl Iterator<Item = String>) -> Option<Asked> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let log = root.join("docs/proof/world.tsv");
    let mut asked = Asked { from: Some(1), count: 1_000_000, threads: processors(), log };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--resume" => asked.from = None,
            "--from" => asked.from = Some(words.next()?.parse().ok()?),
            "--count" => asked.count = words.next()?.parse().ok()?,
            "--threads" => asked.threads = words.next()?.parse().ok()?,
            "--log" => asked.log = words.next()?.into(),
            _ => return None,
        }
    }
    Some(asked)
}

/// The first seed behind all that the log tells of.
fn behind(log: &str) -> u64 {
    let ends = log.lines().skip(1).filter_map(|line| {
        let mut parts = line.split('\t').skip(2).map(|part| part.parse::<u64>().ok());
        Some(parts.next()?? + parts.next()??)
    });
    ends.max().unwrap_or(1)
}

/// The commit that is run, marked where something was changed since.
fn commit() -> String {
    let git = |words: &[&str]| {
        let out = Command::new("git").args(words).output().ok().filter(|out| out.status.success())?;
        Some(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    let head = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let changed = git(&["status", "--porcelain", "--untracked-files=no", "core", "tests/world"]);
    if changed.is_none_or(|changed| changed.is_empty()) { head } else { format!("{head}+") }
}

#[expect(clippy::disallowed_methods, reason = "how long it took is told, and decides nothing")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "the day stands in the log, and decides nothing")]
fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    WallTime::from_millis(i64::try_from(since.as_millis()).unwrap_or(0)).day().to_string()
}
