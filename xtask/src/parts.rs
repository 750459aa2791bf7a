//! Cuts the linked program in three where `app/src/main.rs` says, lets wasm-bindgen speak for the first file, and lays
//! all into the folder in place of the one that Trunk put there. What is in which file is found from the program itself.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wasm_split_cli_support::{Options, transform};

use crate::glue::shortened;
use crate::hush::hushed;
use crate::integrity::{short, sri};
use crate::order::laid;
use crate::pack::{PACKED, packed};
use crate::slim::without_names;
use crate::steps::{Halt, must};
use crate::yard::Yard;

/// The name under which wasm-bindgen and the loader of the second file know each other until they get theirs.
const GLUE: &str = "first.js";
const LOADER: &str = "__wasm_split.js";
const FIRST: &str = "first_bg.wasm";
/// How the page names the app's program, as Trunk laid it.
const PROGRAM: &str = "data-wasm=\"/tsunagari-app-";
/// Where the page is told the integrity of the first file's module, which is sent packed.
pub(crate) const WHOLE: &str = "data-whole=";
/// How the loader makes a program of an answer, and how public/boot.js does.
const STREAMED: &str = "WebAssembly.instantiateStreaming(";
const UNPACKED: &str = "instantiated(";
/// How the names of the files begin that come after the first screen.
pub(crate) const SECOND: &str = "rest";
/// The same for staff's devices alone.
pub(crate) const THIRD: &str = "staff";
/// How the file is called that the cutting makes of it: by the name in `app/src/main.rs`.
const STAFF: &str = "split_staff.wasm";

/// `page` is the file in `dir` that names the program. A folder with another program than the app's has nothing to cut:
/// the tests put small ones into the app's shell.
pub(crate) fn cut(yard: &Yard, dir: &Path, page: &str) -> Result<(), Halt> {
    let bench = yard.target.join("parts");
    let broken = |error: io::Error| Halt::new(format!("{}: {error}", bench.display()), "cargo xtask build");
    if !is_apps(&fs::read_to_string(dir.join(page)).map_err(broken)?) {
        return Ok(());
    }
    if bench.exists() {
        fs::remove_dir_all(&bench).map_err(broken)?;
    }
    fs::create_dir_all(&bench).map_err(broken)?;
    let linked = yard.target.join("wasm32-unknown-unknown").join("wasm").join("tsunagari-app.wasm");
    let wasm =
        hushed(&fs::read(&linked).map_err(broken)?).map_err(|error| broken(io::Error::other(error)))?;
    let main = bench.join("first.wasm");
    let mut options = Options::new(&wasm);
    (options.output_dir, options.main_out_path) = (&bench, &main);
    (options.link_name, options.main_module) = ("./__wasm_split.js", "./first.js");
    let split = transform(options).map_err(|error| {
        Halt::new(format!("cutting {}: {error:#}", linked.display()), "cargo xtask build")
    })?;
    let mut bindgen = yard.command("wasm-bindgen");
    bindgen
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-dir"])
        .arg(&bench)
        .arg(&main);
    must(&mut bindgen, "cargo xtask setup")?;
    lay(&bench, dir, &dir.join(page), &split.split_modules).map_err(broken)
}

/// Whether a page is the app's.
pub(crate) fn is_apps(page: &str) -> bool {
    page.contains(PROGRAM)
}

/// One stamp names all the files of a program, so that they are only ever taken together. It is made of what they say,
/// read with this in its place.
const STAMP: &str = "0000000000000000";

fn lay(bench: &Path, dir: &Path, page: &Path, second: &[PathBuf]) -> io::Result<()> {
    let (glue_name, loader_name) = (format!("first-{STAMP}.js"), format!("parts-{STAMP}.js"));
    let first_name = format!("first-{STAMP}.{PACKED}");
    // The program itself goes on calling the loader by its first name.
    let from = |name: &str| format!("from \"./{name}\"");
    let wasm = without_names(&fs::read(bench.join(FIRST))?);
    let (glue, wasm) = shortened(&fs::read_to_string(bench.join(GLUE))?, &wasm).ok_or_else(|| {
        io::Error::other("the program is not as wasm-bindgen writes it; see xtask/src/glue.rs")
    })?;
    let laid = |wasm: &[u8]| laid(wasm).map_err(io::Error::other);
    let wasm = laid(&wasm)?;
    let glue = glue.replace(&from(LOADER), &from(&loader_name)).replace(FIRST, &first_name);
    let mut loader = fs::read_to_string(bench.join(LOADER))?.replace(GLUE, &glue_name);
    if !loader.contains(STREAMED) {
        return Err(io::Error::other("the loader is not as wasm_split writes it"));
    }
    loader = loader.replace(STREAMED, UNPACKED);
    let module = sri(&wasm);
    let mut files = vec![(first_name.clone(), packed(&wasm)?)];
    for (number, path) in second.iter().enumerate() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let own = if name == STAFF {
            format!("{THIRD}-{STAMP}.{PACKED}")
        } else {
            format!("{SECOND}{number}-{STAMP}.{PACKED}")
        };
        loader = loader.replace(&*name, &own);
        files.push((own, packed(&laid(&without_names(&fs::read(path)?))?)?));
    }
    files.extend([(glue_name.clone(), glue.into_bytes()), (loader_name.clone(), loader.into_bytes())]);

    let whole: Vec<&[u8]> = files.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let stamp = short(&whole.concat());
    for (name, bytes) in &files {
        let bytes = if name.ends_with(".js") {
            String::from_utf8_lossy(bytes).replace(STAMP, &stamp).into_bytes()
        } else {
            bytes.clone()
        };
        fs::write(dir.join(name.replace(STAMP, &stamp)), bytes)?;
    }

    let text = fs::read_to_string(page)?;
    let text = instead(dir, &text, "data-js=\"/", &glue_name.replace(STAMP, &stamp))?;
    let text = instead(dir, &text, "data-wasm=\"/", &first_name.replace(STAMP, &stamp))?;
    // What the service worker gives is the module itself.
    let text = text.replacen("data-wasm=", &format!("{WHOLE}\"{module}\" data-wasm="), 1);
    let preload =
        |name: &str| format!("<link rel=\"modulepreload\" href=\"/{}\">", name.replace(STAMP, &stamp));
    fs::write(page, text.replace(&preload(&glue_name), &(preload(&glue_name) + &preload(&loader_name))))
}

/// A file of ours takes the place of the one that an attribute of the page names.
fn instead(dir: &Path, page: &str, attribute: &str, name: &str) -> io::Result<String> {
    let old = page
        .split_once(attribute)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(old, _)| old.to_owned())
        .ok_or_else(|| io::Error::other("index.html has no boot script; see pattern_script in Trunk.toml"))?;
    fs::remove_file(dir.join(&old))?;
    Ok(page.replace(&old, name))
}
