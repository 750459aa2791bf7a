//! Builds of the app's shell (first screen, boot script, service worker, all real) round an app of one line, so that updates and
//! broken builds can be shown in seconds.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::place::Folder;
use crate::server::beside;
use crate::trouble::{Outcome, Trouble};

/// The least module that a browser takes for WebAssembly.
const WASM: &[u8] = b"\0asm\x01\0\0\0";

/// An app that shows these words.
pub fn showing(words: &str) -> Outcome<Folder> {
    build(&format!(
        "export default async () => {{ const it = document.createElement('main'); \
         it.innerHTML = '<h1></h1>'; it.firstChild.textContent = '{words}'; document.getElementById('app').append(it); }};"
    ))
}

/// An app that fails before it draws anything.
pub fn broken() -> Outcome<Folder> {
    build("export default async () => { throw new Error('a build that never draws'); };")
}

fn build(app: &str) -> Outcome<Folder> {
    let folder = Folder::new("shell")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let name = format!(
        "mini-{:016x}",
        app.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
    );
    let page = as_trunk_does(&read(&root.join("app/index.html"))?, &name);
    write(folder.path(), "index.html", page.as_bytes())?;
    write(folder.path(), "first.css", read(&root.join("app/style/first.css"))?.as_bytes())?;
    write(folder.path(), &format!("{name}.js"), app.as_bytes())?;
    write(folder.path(), &format!("{name}_bg.wasm"), WASM)?;
    write(folder.path(), &format!("{name}.wasm").replace("mini", "staff"), WASM)?;
    fs::create_dir_all(folder.path().join("icons")).map_err(Trouble::at("icons"))?;
    write(folder.path(), "icons/favicon.svg", read(&root.join("public/icons/favicon.svg"))?.as_bytes())?;
    finish(folder.path())?;
    Ok(folder)
}

/// Trunk's part: its marked links become what they stand for, and the boot script is told what to load.
fn as_trunk_does(page: &str, name: &str) -> String {
    let lines = page.lines().filter(|line| !line.contains("data-trunk"));
    let page: String = lines.flat_map(|line| [line, "\n"]).collect();
    let boot = format!(
        "<script id=\"boot\" src=\"/boot.js\" data-js=\"/{name}.js\" data-wasm=\"/{name}_bg.wasm\" defer></script></body>"
    );
    page.replace("</head>", "<link rel=\"stylesheet\" href=\"/first.css\"></head>").replace("</body>", &boot)
}

/// The hook that Trunk calls.
fn finish(folder: &Path) -> Outcome<()> {
    let xtask = beside("TSUNAGARI_XTASK", "xtask", "cargo build -p xtask")?;
    let output = Command::new(xtask)
        .arg("precache")
        .env("TRUNK_STAGING_DIR", folder)
        .env("TRUNK_PROFILE", "release")
        .output()
        .map_err(Trouble::at("xtask precache"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Trouble::new(String::from_utf8_lossy(&output.stderr)))
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(Trouble::at(path.display()))
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Outcome<()> {
    fs::write(folder.join(name), bytes).map_err(Trouble::at(name))
}
