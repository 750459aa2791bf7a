//! What a test borrows from the machine and gives back: a folder, a free port, a process with all its children.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::trouble::{Outcome, Trouble};
use crate::wait;

/// A folder of its own, gone when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Outcome<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("tsunagari-{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).map_err(Trouble::at(path.display()))?;
        Ok(Self(path))
    }

    /// A copy of a folder's files.
    pub fn copy_of(from: &Path, name: &str) -> Outcome<Self> {
        let folder = Self::new(name)?;
        copy(from, folder.path())?;
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A browser just killed may still be writing; a second look is enough.
        wait::until("the folder to go", || {
            (fs::remove_dir_all(&self.0).is_ok() || !self.0.exists()).then_some(())
        })
        .ok();
    }
}

/// Copies a folder's files, without folders in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to).map_err(Trouble::at(to.display()))?;
    for entry in fs::read_dir(from).map_err(Trouble::at(from.display()))? {
        let entry = entry.map_err(Trouble::at(from.display()))?;
        fs::copy(entry.path(), to.join(entry.file_name())).map_err(Trouble::at(entry.path().display()))?;
    }
    Ok(())
}

pub fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(Trouble::at("a free port"))?;
    listener.local_addr().map(|address| address.port()).map_err(Trouble::at("a free port"))
}

/// A process that is killed, children and all, when it is dropped.
pub struct Process {
    child: Child,
    name: String,
}

impl Process {
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).spawn().map_err(Trouble::at(&name))?;
        Ok(Self { child, name })
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// An error where the process has ended already.
    pub fn alive(&mut self) -> Outcome<()> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(Trouble::new(format!("{} ended: {status}", self.name))),
            Err(error) => Err(Trouble::at(&self.name)(error)),
        }
    }

    /// `kill -9` of the process and of everything it started.
    pub fn kill(&mut self) {
        let mut all = descendants(self.pid());
        all.push(self.pid());
        kill(&all);
        self.child.wait().ok();
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(&mut self) -> Outcome<()> {
        signal("-TERM", &[self.pid()]);
        wait::until(&format!("{} to end", self.name), || self.child.try_wait().ok().flatten()).map(|_| ())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.alive().is_ok() {
            self.kill();
        }
    }
}

pub fn kill(pids: &[u32]) {
    signal("-KILL", pids);
}

/// Sends a signal by its name, `-STOP` or `-CONT`.
pub fn signal(name: &str, pids: &[u32]) {
    if !pids.is_empty() {
        let mut command = Command::new("kill");
        command.arg(name).args(pids.iter().map(u32::to_string)).stderr(Stdio::null());
        command.status().ok();
    }
}

/// All processes below `root`, the nearest first.
pub fn descendants(root: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid: u32| Some((pid, parent(pid)?)))
        .collect();
    let mut found = Vec::new();
    let mut next = vec![root];
    while let Some(above) = next.pop() {
        for (pid, parent) in &parents {
            if *parent == above {
                found.push(*pid);
                next.push(*pid);
            }
        }
    }
    found
}

/// The fourth field of /proc/PID/stat; the second is a name in brackets that may hold anything.
fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// The name of a process as the system shows it, at most 15 letters.
pub fn process_name(pid: u32) -> Option<String> {
    fs::read_to_string(format!("/proc/{pid}/comm")).ok().map(|name| name.trim().to_owned())
}
