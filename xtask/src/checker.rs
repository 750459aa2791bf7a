//! The tool that holds the API to its own description, for the campaign `api` alone: a folder of Python's of its own, below the
//! build's output.

use crate::steps::{Halt, must};
use crate::yard::Yard;

/// What is installed, in the version that was tried.
const TOOL: &str = "schemathesis==4.32.5";

pub(crate) fn ensure(yard: &Yard) -> Result<(), Halt> {
    let folder = yard.target.join("tools").join("schemathesis");
    if folder.join("bin").join("schemathesis").is_file() {
        println!("schemathesis is there");
        return Ok(());
    }
    let words = ["-m", "venv"];
    must(
        yard.command("python3").args(words).arg(&folder),
        "install Python 3 with venv, then run this again",
    )?;
    let pip = folder.join("bin").join("pip");
    let mut command = yard.command(&pip.to_string_lossy());
    must(command.args(["install", "--quiet", TOOL]), "connect to the network once, then run this again")
}
