//! `cargo xtask precache`, called by Trunk after its build: names the boot script by its content, gives the build its id,
//! writes the service worker's list of files, and lays compressed copies beside the files for the server to send.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::aside;
use crate::glue::unread;
use crate::integrity::{short, sri};
use crate::pack::{PACKED, streams};
use crate::parts;
use crate::sheets;
use crate::steps::Halt;
use crate::yard::Yard;

const PAGE: &str = "index.html";
const WORKER: &str = "sw.js";
/// Goes before it, and before the boot script.
const UNPACKER: &str = "unpack.js";
/// Pictures that the system asks for when the app is installed; the app itself never shows them.
const LEFT_OUT: [&str; 1] = ["png"];
/// Files that compression would only make larger.
const COMPRESSED_ALREADY: [&str; 4] = ["png", "br", "gz", "webp"];
/// The text in public/sw.js that the list takes the place of.
const WORKER_LIST: &str = "const BUILD = \"dev\"; // these lines are written by `cargo xtask precache`\nconst FILES = [];\nconst ASIDE = []; // files that only staff need: kept from when one of their kind was asked for\n";

pub(crate) fn run(yard: &Yard) -> Result<(), Halt> {
    let dir = env::var_os("TRUNK_STAGING_DIR").map_or_else(|| yard.dist(), PathBuf::from);
    let released = env::var("TRUNK_PROFILE").map_or(true, |profile| profile == "release");
    if released {
        aside::lay(yard, &dir, PAGE)?;
        parts::cut(yard, &dir, PAGE)?;
    }
    write(yard, &dir, released).map_err(|error| {
        Halt::new(format!("precache of {}: {error}", dir.display()), "see the message above")
    })
}

/// With `released` false (Trunk's reload) there is no service worker, so that what is shown is always what was just built.
fn write(yard: &Yard, dir: &Path, released: bool) -> io::Result<()> {
    let public = yard.root.join("public");
    let script = |name: &str| {
        let own = fs::read_to_string(public.join(name))?;
        fs::read_to_string(public.join(UNPACKER)).map(|unpacker| unpacker + &own)
    };
    let boot = bare(&script("boot.js")?).into_bytes();
    let boot_name = format!("boot-{}.js", short(&boot));
    fs::write(dir.join(&boot_name), &boot)?;

    if released {
        sheets::join(dir, &dir.join(PAGE))?;
    }
    let page = fs::read_to_string(dir.join(PAGE))?;
    let page = told_about_wasm(dir, &page.replace("/boot.js\"", &format!("/{boot_name}\"")))?;
    fs::write(dir.join(PAGE), &page)?;
    if !released {
        return Ok(());
    }

    let worker = script(WORKER)?;
    let build = short(
        listing(dir)?
            .concat()
            .as_bytes()
            .iter()
            .chain(worker.as_bytes())
            .copied()
            .collect::<Vec<_>>()
            .as_slice(),
    );
    fs::write(
        dir.join(PAGE),
        swap(&page, "name=\"build\" content=\"dev\"", &format!("name=\"build\" content=\"{build}\""))?,
    )?;
    let names = || aside::PROGRAMS.iter().map(|(name, _)| *name).chain([parts::THIRD]);
    let aside = |line: &String| names().any(|name| line.contains(&format!("\"/{name}-")));
    let (aside, list): (Vec<String>, Vec<String>) = listing(dir)?.into_iter().partition(aside);
    let lines = |list: &[String]| list.join(",\n  ");
    let head = format!(
        "const BUILD = \"{build}\";\nconst FILES = [\n  {},\n];\nconst ASIDE = [\n  {}\n];\n",
        lines(&list),
        lines(&aside)
    );
    fs::write(dir.join(WORKER), bare(&swap(&worker, WORKER_LIST, &head)?))?;
    compress_all(dir)?;
    println!("build {build}: {} files for the phone, {} for some", list.len(), aside.len());
    Ok(())
}

/// Our own scripts without comments, those at the end of a line too: no text in them holds two strokes between blanks.
fn bare(script: &str) -> String {
    let code = |line: &str| line.split_once(" // ").map_or(line, |(code, _)| code).trim_end().to_owned();
    unread(script).lines().map(code).collect::<Vec<_>>().join("\n")
}

/// The boot script draws its bar by the file's size and has the browser compare its content.
fn told_about_wasm(dir: &Path, page: &str) -> io::Result<String> {
    let name = page
        .split_once("data-wasm=\"/")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .ok_or_else(|| io::Error::other("index.html has no boot script; see pattern_script in Trunk.toml"))?;
    let wasm = fs::read(dir.join(&name))?;
    let (page, whole) = told_whole(page);
    let integrity = sri(&wasm) + &whole;
    let told = format!("data-wasm=\"/{name}\" data-bytes=\"{}\" data-integrity=\"{integrity}\"", wasm.len());
    let page = page.replace(&format!("data-wasm=\"/{name}\""), &told);
    // Asked for with the page, not once the script runs.
    let early = format!(
        "<link rel=\"preload\" as=\"fetch\" crossorigin href=\"/{name}\" integrity=\"{integrity}\">\n<script id=\"boot\""
    );
    Ok(page.replacen("<script id=\"boot\"", &early, 1))
}

/// The page without what it says of the module that is packed, and that.
fn told_whole(page: &str) -> (String, String) {
    let Some((before, after)) = page.split_once(parts::WHOLE) else {
        return (page.to_owned(), String::new());
    };
    let mut said = after.splitn(3, '"');
    let (_, whole, after) = (said.next(), said.next().unwrap_or_default(), said.next().unwrap_or_default());
    (format!("{before}{}", after.trim_start()), format!(" {whole}"))
}

fn swap(text: &str, from: &str, to: &str) -> io::Result<String> {
    if text.contains(from) {
        Ok(text.replacen(from, to, 1))
    } else {
        Err(io::Error::other(format!("the place for the build is missing: {from:?}")))
    }
}

/// The files which the phone keeps, a line of JSON each, in the order of their names.
fn listing(dir: &Path) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    for path in files(dir)? {
        let url = url(dir, &path);
        if url == format!("/{WORKER}") || ends_with(&path, &LEFT_OUT) || ends_with(&path, &["br", "gz"]) {
            continue;
        }
        let bytes = fs::read(&path)?;
        lines.push(format!(
            "{{\"url\":\"{url}\",\"integrity\":\"{}\",\"size\":{}}}",
            sri(&bytes),
            bytes.len()
        ));
    }
    Ok(lines)
}

fn url(dir: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(dir).unwrap_or(path);
    inside.components().map(|part| format!("/{}", part.as_os_str().to_string_lossy())).collect()
}

/// All files under a folder, in the order of their paths.
pub(crate) fn files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

pub(crate) fn ends_with(path: &Path, endings: &[&str]) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
}

fn compress_all(dir: &Path) -> io::Result<()> {
    for path in files(dir)? {
        if !ends_with(&path, &COMPRESSED_ALREADY) {
            let bytes = fs::read(&path)?;
            let pieces = if ends_with(&path, &[PACKED]) { streams(&bytes) } else { vec![&bytes[..]] };
            fs::write(with_ending(&path, "br"), brotli(&pieces)?)?;
            fs::write(with_ending(&path, "gz"), gzip(&bytes)?)?;
        }
    }
    Ok(())
}

pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Each piece is compressed by itself as far as its statistics go.
fn brotli(pieces: &[&[u8]]) -> io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: pieces.iter().map(|piece| piece.len()).sum(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut out = brotli::CompressorWriter::with_params(Vec::new(), 4096, &params);
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            out.flush()?;
        }
        out.write_all(piece)?;
    }
    Ok(out.into_inner())
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes)?;
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_scripts_go_out_without_what_they_say_to_readers() {
        assert_eq!(
            bare("// why\nlet a = 'b//c'; // d\n  f(); /g\\/\\/h/;\n"),
            "let a = 'b//c';\nf(); /g\\/\\/h/;"
        );
        let own = [
            include_str!("../../public/sw.js"),
            include_str!("../../public/boot.js"),
            include_str!("../../public/unpack.js"),
        ];
        for script in own {
            let lines = script.lines().map(str::trim).filter(|line| !line.starts_with("//"));
            for (code, _) in lines.filter_map(|line| line.split_once(" // ")) {
                let even = |quote| code.matches(quote).count() % 2 == 0;
                assert!(even('\'') && even('"') && even('`'), "two strokes in a text: {code}");
            }
        }
    }
}
