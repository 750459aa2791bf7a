//! The import program (app/import): compiled, spoken for by wasm-bindgen as a script that runs beside the page, and laid
//! into the folder under names that say their content; the page is told where it is.

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

/// How the names of its files begin.
pub(crate) const NAME: &str = "import";
/// What calls it, after the script that wasm-bindgen makes.
const CALLER: &str = "import.js";
/// The place of the program's address in the caller.
const ADDRESS: &str = "import_bg.wasm";
/// Where the page tells its build, after which it tells the script.
const BUILD: &str = "<meta name=\"build\"";

/// `page` is the file in `dir` that is told.
pub(crate) fn lay(yard: &Yard, dir: &Path, page: &str) -> Result<(), Halt> {
    let page = dir.join(page);
    let broken = |error: io::Error| Halt::new(format!("{NAME}: {error}"), "cargo xtask build");
    if !is_apps(&fs::read_to_string(&page).map_err(broken)?) {
        return Ok(());
    }
    build::beside(yard, "tsunagari-import-program", NAME)?;
    let bench = yard.target.join("aside");
    if bench.exists() {
        fs::remove_dir_all(&bench).map_err(broken)?;
    }
    fs::create_dir_all(&bench).map_err(broken)?;
    let linked = build::linked(yard, NAME);
    let hushed = hushed(&fs::read(&linked).map_err(broken)?);
    let bare = bench.join("import.wasm");
    fs::write(&bare, hushed.map_err(|error| broken(io::Error::other(error)))?).map_err(broken)?;
    let mut bindgen = yard.command("wasm-bindgen");
    bindgen.args(["--target", "no-modules", "--no-typescript", "--out-name", NAME, "--out-dir"]).arg(&bench);
    must(bindgen.arg(&bare), "cargo xtask setup")?;
    write(yard, &bench, dir, &page).map_err(broken)
}

fn write(yard: &Yard, bench: &Path, dir: &Path, page: &Path) -> io::Result<()> {
    let wasm = laid(&without_names(&fs::read(bench.join(ADDRESS))?)).map_err(io::Error::other)?;
    let program = format!("{NAME}-{}_bg.wasm", short(&wasm));
    let glue = fs::read_to_string(bench.join(CALLER))?;
    let caller = fs::read_to_string(yard.root.join("public").join(CALLER))?;
    let script = unread(&format!("{glue}\n{caller}")).replace(ADDRESS, &program);
    let script_name = format!("{NAME}-{}.js", short(script.as_bytes()));
    fs::write(dir.join(&program), wasm)?;
    fs::write(dir.join(&script_name), script)?;
    let text = fs::read_to_string(page)?;
    let told = format!("<meta name=\"{NAME}\" content=\"/{script_name} /{program}\">\n{BUILD}");
    if !text.contains(BUILD) {
        return Err(io::Error::other("index.html does not tell its build"));
    }
    fs::write(page, text.replacen(BUILD, &told, 1))
}
