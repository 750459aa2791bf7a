//! A process run by strace, which kills it or fails its calls to the disk: the k-th `pwrite64` or `fsync` of a thread.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::trouble::{Outcome, Trouble};

/// The two calls by which SQLite writes: bytes, and their way to the disk.
pub const CALLS: [&str; 2] = ["pwrite64", "fsync"];
const STRACE: &str = "strace";

/// What becomes of a call.
#[derive(Clone, Copy, Debug)]
pub enum Injected {
    /// The process is killed as it begins the k-th, counted from 1.
    Kill(usize),
    /// From the k-th on, so many give this error and do nothing.
    Error(&'static str, usize, usize),
}

/// That strace is there and may look at processes of ours.
pub fn ready() -> Outcome<()> {
    let tried = Command::new(STRACE).args(["-f", "-qq", "-o", "/dev/null", "true"]).output();
    match tried {
        Ok(ended) if ended.status.success() => Ok(()),
        Ok(ended) => Err(Trouble::new(format!(
            "strace cannot attach here, so faults of the disk cannot be tried: {}",
            String::from_utf8_lossy(&ended.stderr)
        ))),
        Err(error) => Err(Trouble::new(format!("strace is missing ({error}): cargo xtask setup --test"))),
    }
}

/// The words that run a program with the fault.
pub fn injecting(call: &str, injected: Injected) -> Vec<String> {
    let what = match injected {
        Injected::Kill(at) => format!("inject={call}:signal=KILL:when={at}"),
        Injected::Error(error, from, count) => {
            format!("inject={call}:error={error}:when={from}..{}", from + count - 1)
        }
    };
    words(&["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &what])
}

/// The words that run a program and write its calls to a file.
pub fn counting(to: &Path) -> Vec<String> {
    words(&["-o", &to.to_string_lossy(), "-e", &format!("trace={}", CALLS.join(","))])
}

fn words(more: &[&str]) -> Vec<String> {
    // Without --seccomp-bpf, which loses the signal of every call but the first.
    let first = [STRACE, "-f", "-qq", "-e", "signal=none"];
    first.iter().chain(more).map(|word| (*word).to_owned()).collect()
}

/// How many calls the thread made that made the most, for each of [`CALLS`].
pub fn counted(from: &Path) -> Outcome<BTreeMap<&'static str, usize>> {
    let text = fs::read_to_string(from).map_err(Trouble::at(from.display()))?;
    let mut threads: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in text.lines() {
        let mut parts = line.split_whitespace();
        let (Some(thread), Some(call)) = (parts.next(), parts.next()) else { continue };
        if let Some((name, _)) = call.split_once('(') {
            *threads.entry((name, thread)).or_default() += 1;
        }
    }
    let most =
        |call: &str| threads.iter().filter(|((name, _), _)| *name == call).map(|(_, count)| *count).max();
    Ok(CALLS.iter().map(|call| (*call, most(call).unwrap_or(0))).collect())
}
