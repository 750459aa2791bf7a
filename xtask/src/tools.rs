//! The cargo-made tools: which version of each is wanted, whether it is there, and how it is brought.

use std::fs;

use crate::steps::{Halt, must};
use crate::yard::Yard;

/// 0.22 asks for a newer compiler than the workspace does.
const TRUNK: &str = "0.21.14";
const GECKODRIVER: &str = "0.37.1";

pub(crate) struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    /// Any version serves; the named one is only what is installed where there is none.
    any: bool,
    options: &'static [&'static str],
}

/// Trunk without its own network parts: nothing is downloaded by it, and it compiles faster.
pub(crate) fn trunk() -> Tool {
    Tool {
        package: "trunk",
        program: "trunk",
        version: TRUNK.to_owned(),
        any: false,
        options: &["--locked", "--no-default-features"],
    }
}

/// The tool and the library write and read one format: their versions must be equal.
pub(crate) fn wasm_bindgen(yard: &Yard) -> Result<Tool, Halt> {
    let version = locked_version(yard, "wasm-bindgen")?;
    Ok(Tool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version, any: false, options: &[] })
}

pub(crate) fn geckodriver() -> Tool {
    Tool {
        package: "geckodriver",
        program: "geckodriver",
        version: GECKODRIVER.to_owned(),
        any: true,
        options: &["--locked"],
    }
}

impl Tool {
    pub(crate) fn ensure(&self, yard: &Yard) -> Result<(), Halt> {
        let there = yard.ask(self.program, &["--version"]);
        if let Some(said) = &there
            && (self.any || said.split_whitespace().any(|word| word == self.version))
        {
            println!("{} is there ({})", self.program, said.lines().next().unwrap_or_default());
            return Ok(());
        }
        if yard.finds("cargo-binstall") && self.download(yard) {
            return Ok(());
        }
        self.compile(yard, there.is_some())
    }

    fn download(&self, yard: &Yard) -> bool {
        let wanted = format!("{}@{}", self.package, self.version);
        let root = yard.target.join("tools");
        let status = yard
            .cargo()
            .args(["binstall", "--no-confirm", "--disable-telemetry", "--root"])
            .arg(root)
            .arg(wanted)
            .status();
        status.is_ok_and(|status| status.success())
    }

    /// Compiled without optimisation or debug facts: it is called seldom, and the person waits for it once.
    fn compile(&self, yard: &Yard, other_version: bool) -> Result<(), Halt> {
        println!("compiling {} {} (once on this machine)", self.package, self.version);
        let mut cargo = yard.cargo();
        cargo.args(["install", "--debug", "--force", self.package, "--version", &self.version]);
        cargo.args(self.options);
        cargo.arg("--target-dir").arg(yard.target.join("tools").join("build"));
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "false");
        if other_version {
            // Another project's version stays where it is; this one is put before it on the path.
            cargo.arg("--root").arg(yard.target.join("tools"));
        }
        must(&mut cargo, "see the compiler's message above; a network and a C compiler are needed")
    }
}

fn locked_version(yard: &Yard, package: &str) -> Result<String, Halt> {
    let lock = fs::read_to_string(yard.root.join("Cargo.lock"))
        .map_err(|error| Halt::new(format!("Cargo.lock: {error}"), "restore Cargo.lock from git"))?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines
        .next()
        .and_then(|line| line.strip_prefix("version = \""))
        .and_then(|rest| rest.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| {
            Halt::new(format!("Cargo.lock does not name {package}"), "restore Cargo.lock from git")
        })
}
