//! The device store's promises on each browser's own IndexedDB: the same suite that the memory store keeps in `app`; and what
//! waiting, drawing ids and taking the turn to send promise to a page that is being left.

use std::fs;
use std::path::{Path, PathBuf};

use tsunagari_tests::browser::{Browser, Engine, ON_LEVELDB, ON_SQLITE, Setting};
use tsunagari_tests::place::Folder;
use tsunagari_tests::site::Site;
use tsunagari_tests::trouble::{Outcome, Trouble};

const PAGE: &str = "<!doctype html><html lang=\"ja\"><head><title>…</title></head><body><script type=\"module\" src=\"/start.js\"></script></body></html>";
const START: &str = "import init from './suite.js'; init();";
/// The same in a frame, which says when it can be asked.
const FRAMED: &str = "import * as app from './suite.js'; await app.default(); window.app = app;";
/// Brings another page into the frame and goes on in the former, as a page that is being left does: whether a wait ended in
/// the same turn, whether the turn to send was taken before and after, and two ids.
const LEAVES: &str = "
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const script = frame.contentDocument.createElement('script');
  [script.type, script.src] = ['module', '/framed.js'];
  frame.contentDocument.body.append(script);
  while (!frame.contentWindow.app) await new Promise((done) => setTimeout(done));
  const { waits, draws, takes } = frame.contentWindow.app;
  const before = await takes('suite');
  const gone = new Promise((done) => { frame.onload = done; });
  frame.srcdoc = '<!doctype html>';
  await gone;
  let ended = false, after = false;
  takes('suite').then((given) => { after = given; });
  waits(1).then(() => { ended = true; });
  const turn = new MessageChannel();
  await new Promise((done) => { turn.port1.onmessage = done; turn.port2.postMessage(0); });
  return [ended, before, after, draws(), draws()];
";

/// Where `cargo xtask test` has put the compiled suite: `TSUNAGARI_SUITE`, or the workspace's build output.
fn compiled() -> PathBuf {
    std::env::var_os("TSUNAGARI_SUITE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/suite"), PathBuf::from)
}

fn keeps_its_promises(engine: Engine, words: &[&str]) -> Outcome<()> {
    let folder = laid()?;
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

/// A page that is being left still runs for a while. In WebKit it is no `Window` any more: a wait that takes this for its end
/// turns in a circle and the next page never opens, an id without chance is the same for everybody, and a turn that is taken
/// without a lock is taken twice.
fn in_a_page_that_is_left_no_wait_ends_and_ids_are_chance(engine: Engine) -> Outcome<()> {
    let folder = laid()?;
    let site = Site::of(folder.path())?;
    let browser = Browser::with(engine, Setting::default())?;
    browser.goto(&site.origin())?;
    let said = browser.run_async(LEAVES, &[])?;
    let [ended, before, after, one, other] =
        [0, 1, 2, 3, 4].map(|place| said.get(place).cloned().unwrap_or_default());
    assert_eq!(ended, false, "{engine:?}: a wait of a millisecond took no time");
    assert_eq!((before, after), (true.into(), false.into()), "{engine:?}: who may send");
    assert!(one != other && one.is_string(), "{engine:?}: {one} was drawn twice");
    Ok(())
}

/// The compiled suite with its pages.
fn laid() -> Outcome<Folder> {
    let folder = Folder::new("suite")?;
    for name in ["suite.js", "suite_bg.wasm"] {
        let from = compiled().join(name);
        let todo = format!("{} (cargo xtask test \"store suite\" compiles it)", from.display());
        fs::copy(&from, folder.path().join(name)).map_err(Trouble::at(todo))?;
    }
    for (name, text) in [("index.html", PAGE), ("start.js", START), ("framed.js", FRAMED)] {
        fs::write(folder.path().join(name), text).map_err(Trouble::at(name))?;
    }
    Ok(folder)
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

#[test]
fn chromium_waits_and_draws_while_it_leaves() -> Outcome<()> {
    in_a_page_that_is_left_no_wait_ends_and_ids_are_chance(Engine::Chromium)
}

#[test]
fn firefox_waits_and_draws_while_it_leaves() -> Outcome<()> {
    in_a_page_that_is_left_no_wait_ends_and_ids_are_chance(Engine::Firefox)
}

#[test]
fn webkit_waits_and_draws_while_it_leaves() -> Outcome<()> {
    in_a_page_that_is_left_no_wait_ends_and_ids_are_chance(Engine::WebKit)
}
