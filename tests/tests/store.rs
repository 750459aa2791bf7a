//! The device store's promises on each browser's own IndexedDB: the same suite that the memory store keeps in `app`.

use std::fs;
use std::path::{Path, PathBuf};

use tsunagari_tests::browser::{Browser, Engine, ON_LEVELDB, ON_SQLITE, Setting};
use tsunagari_tests::place::Folder;
use tsunagari_tests::site::Site;
use tsunagari_tests::trouble::{Outcome, Trouble};

const PAGE: &str = "<!doctype html><html lang=\"ja\"><head><title>…</title></head><body><script type=\"module\" src=\"/start.js\"></script></body></html>";
const START: &str = "import init from './suite.js'; init();";

/// Where `cargo xtask test` has put the compiled suite: `TSUNAGARI_SUITE`, or the workspace's build output.
fn compiled() -> PathBuf {
    std::env::var_os("TSUNAGARI_SUITE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/suite"), PathBuf::from)
}

fn keeps_its_promises(engine: Engine, words: &[&str]) -> Outcome<()> {
    let folder = Folder::new("suite")?;
    for name in ["suite.js", "suite_bg.wasm"] {
        let from = compiled().join(name);
        let todo = format!("{} (cargo xtask test \"store suite\" compiles it)", from.display());
        fs::copy(&from, folder.path().join(name)).map_err(Trouble::at(todo))?;
    }
    for (name, text) in [("index.html", PAGE), ("start.js", START)] {
        fs::write(folder.path().join(name), text).map_err(Trouble::at(name))?;
    }
    let site = Site::of(folder.path())?;
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    let browser = Browser::with(engine, Setting { words, ..Setting::default() })?;
    browser.goto(&site.origin())?;
    let said = browser.until("document.title !== '…' && document.title")?;
    assert!(
        said.as_str().is_some_and(|said| said.starts_with("kept ") && said != "kept 0"),
        "{engine:?}: {said}"
    );
    Ok(())
}

#[test]
fn chromium_keeps_the_stores_promises() -> Outcome<()> {
    keeps_its_promises(Engine::Chromium, &[ON_LEVELDB])
}

#[test]
fn chromium_on_sqlite_keeps_the_stores_promises() -> Outcome<()> {
    keeps_its_promises(Engine::Chromium, &[ON_SQLITE])
}

#[test]
fn firefox_keeps_the_stores_promises() -> Outcome<()> {
    keeps_its_promises(Engine::Firefox, &[])
}

#[test]
fn webkit_keeps_the_stores_promises() -> Outcome<()> {
    keeps_its_promises(Engine::WebKit, &[])
}
