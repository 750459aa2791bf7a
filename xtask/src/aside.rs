//! The programs beside the app (app/import, app/export): compiled, each spoken for by wasm-bindgen as a script that runs
//! beside the page, and laid into the folder under names that say their content; the page is told where they are.

use std::fs;
use std::io;
use std::path::Path;

use crate::build;
use crate::glue::unread;
use crate::hush::hushed;
use crate::integrity::short;
use crate::order::laid;
use crate::parts::is_apps;
use crate::slim::without_names;
use crate::steps::{Halt, must};
use crate::yard::Yard;

/// How the names of their files begin.
pub(crate) const IMPORT: &str = "import";
pub(crate) const EXPORT: &str = "export";
/// With their packages.
pub(crate) const PROGRAMS: [(&str, &str); 2] =
    [(IMPORT, "tsunagari-import-program"), (EXPORT, "tsunagari-export-program")];
/// What calls them, after the script that wasm-bindgen makes.
const CALLER: &str = "aside.js";
/// The place of the program's address in the caller.
const ADDRESS: &str = "aside_bg.wasm";
/// Where the page tells its build, after which it tells the script.
const BUILD: &str = "<meta name=\"build\"";

/// `page` is the file in `dir` that is told.
pub(crate) fn lay(yard: &Yard, dir: &Path, page: &str) -> Result<(), Halt> {
    let page = dir.join(page);
    let broken =
        |error: io::Error| Halt::new(format!("programs beside the app: {error}"), "cargo xtask build");
    if !is_apps(&fs::read_to_string(&page).map_err(broken)?) {
        return Ok(());
    }
    for (name, package) in PROGRAMS {
        build::beside(yard, package, name)?;
        let bench = yard.target.join("aside").join(name);
        if bench.exists() {
            fs::remove_dir_all(&bench).map_err(broken)?;
        }
        fs::create_dir_all(&bench).map_err(broken)?;
        let hushed = hushed(&fs::read(build::linked(yard, name)).map_err(broken)?);
        let bare = bench.join("bare.wasm");
        fs::write(&bare, hushed.map_err(|error| broken(io::Error::other(error)))?).map_err(broken)?;
        let mut bindgen = yard.command("wasm-bindgen");
        bindgen
            .args(["--target", "no-modules", "--no-typescript", "--out-name", "aside", "--out-dir"])
            .arg(&bench);
        must(bindgen.arg(&bare), "cargo xtask setup")?;
        write(yard, name, &bench, dir, &page).map_err(broken)?;
    }
    Ok(())
}

fn write(yard: &Yard, name: &str, bench: &Path, dir: &Path, page: &Path) -> io::Result<()> {
    let wasm = laid(&without_names(&fs::read(bench.join(ADDRESS))?)).map_err(io::Error::other)?;
    let program = format!("{name}-{}_bg.wasm", short(&wasm));
    let glue = fs::read_to_string(bench.join(CALLER))?;
    let caller = fs::read_to_string(yard.root.join("public").join(CALLER))?;
    let script = unread(&format!("{glue}\n{caller}")).replace(ADDRESS, &program);
    let script_name = format!("{name}-{}.js", short(script.as_bytes()));
    fs::write(dir.join(&program), wasm)?;
    fs::write(dir.join(&script_name), script)?;
    let text = fs::read_to_string(page)?;
    let told = format!("<meta name=\"{name}\" content=\"/{script_name} /{program}\">\n{BUILD}");
    if !text.contains(BUILD) {
        return Err(io::Error::other("index.html does not tell its build"));
    }
    fs::write(page, text.replacen(BUILD, &told, 1))
}
