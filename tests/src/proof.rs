//! What a campaign leaves behind: a line for each of its stretches in `docs/proof/NAME.tsv`, from which the page of proofs is made.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tsunagari_core::calendar::WallTime;

use crate::trouble::{Outcome, Trouble};
use crate::wait;

const HEADS: &str = "date\tcommit\twhat\tcount\tviolations\tseconds\tfigures\n";

/// What was tried so many times, and how often it was not as promised.
#[derive(Debug, Clone)]
pub struct Proof {
    pub what: &'static str,
    pub count: usize,
    pub violations: usize,
    pub took: Duration,
    /// Figures besides, each as `name=value`.
    pub figures: String,
}

impl Proof {
    /// Appends it to the campaign's file and says it; an error where anything was violated.
    pub fn kept(&self, campaign: &str) -> Outcome<String> {
        let said = self.put(campaign)?;
        if self.violations == 0 { Ok(said) } else { Err(Trouble::new(said)) }
    }

    /// Appends it to the campaign's file and says it, whatever it came to: for a stretch of a run that goes on.
    pub fn put(&self, campaign: &str) -> Outcome<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/proof");
        fs::create_dir_all(&folder).map_err(Trouble::at("docs/proof"))?;
        let path = folder.join(format!("{campaign}.tsv"));
        let mut text = if path.exists() { String::new() } else { HEADS.to_owned() };
        let day = WallTime::from_millis(wait::clock()).day();
        let Self { what, count, violations, took, figures } = self;
        let seconds = took.as_secs_f64();
        let _ = writeln!(text, "{day}\t{}\t{what}\t{count}\t{violations}\t{seconds:.1}\t{figures}", commit());
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let mut file = file.map_err(Trouble::at(path.display()))?;
        file.write_all(text.as_bytes()).map_err(Trouble::at(path.display()))?;
        Ok(format!("{what}: {count} times, {violations} violations, {seconds:.1} s, {figures}"))
    }
}

/// The commit that was tried; with a mark where the tree has more.
fn commit() -> String {
    let git = |words: &[&str]| {
        let asked = Command::new("git").args(words).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
        Some(String::from_utf8_lossy(&asked.stdout).trim().to_owned())
    };
    let more = git(&["status", "--porcelain", "--untracked-files=no", "--", ":!../docs/proof"]);
    let mark = if more.is_some_and(|more| more.is_empty()) { "" } else { "+" };
    git(&["rev-parse", "--short", "HEAD"]).map_or_else(|| "unknown".to_owned(), |head| head + mark)
}
