//! Where things lie: the workspace, its build output, its tools; and commands that know of them.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::Halt;

pub(crate) struct Yard {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    path: OsString,
}

impl Yard {
    pub(crate) fn find() -> Result<Self, Halt> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map(Path::to_path_buf)
            .filter(|root| root.join("Trunk.toml").is_file())
            .ok_or_else(|| Halt::new("this is not the workspace", "run `cargo xtask` inside it"))?;
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        let own_tools = target.join("tools").join("bin");
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([own_tools].into_iter().chain(env::split_paths(&inherited)))
            .map_err(|error| Halt::new(format!("PATH cannot be used: {error}"), "mend PATH"))?;
        Ok(Self { root, target, path })
    }

    /// A command that runs in the workspace and finds the tools that were installed for it.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        command
    }

    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = self.command("cargo");
        cargo.env("CARGO_TERM_PROGRESS_WHEN", "never");
        cargo
    }

    /// What a program prints, or nothing where it is missing or fails.
    pub(crate) fn ask(&self, program: &str, words: &[&str]) -> Option<String> {
        let output = self.command(program).args(words).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    pub(crate) fn finds(&self, program: &str) -> bool {
        env::split_paths(&self.path).any(|dir| dir.join(program).is_file())
    }

    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("app").join("dist")
    }

    pub(crate) fn page(&self, name: &str) -> PathBuf {
        self.target.join(name)
    }

    pub(crate) fn server(&self) -> PathBuf {
        self.target.join("debug").join("tsunagari")
    }
}
