//! F37: the whole app on a phone that holds 50,000 logs and is six times slower than this machine: from navigation to 50 rows of
//! 記録, from a press on 記録する to what the page says, and from a typed word to the first other list.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_tests::archive::Archive;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::figures::{Figure, RUNS};
use tsunagari_tests::lab::Lab;
use tsunagari_tests::place::Folder;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_world::histories::setting;

/// How many times slower than this machine: a phone that is some years old.
const SLOWER: u32 = 6;
/// In milliseconds.
const OPEN: f64 = 2_000.0;
const SAVE: f64 = 200.0;
const SEARCH: f64 = 300.0;
const PATIENCE: Duration = Duration::from_secs(180);
const PROBE: &str = include_str!("page/start.js");
const WARD: &str = "/o/tsumugi/";
/// The word that is looked for in 記録.
const WORD: &str = "体操";

/// From the press to the moment at which the words stand on the page.
const SAVED: &str = "
  const told = () => document.getElementById('app').textContent.includes('に保存しました');
  const button = [...document.querySelectorAll('.log-form button, button')].find((it) => it.innerText.trim() === '記録する');
  const from = performance.now();
  return await new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (!told()) return;
      watch.disconnect();
      done(performance.now() - from);
    });
    watch.observe(document.getElementById('app'), { childList: true, subtree: true, characterData: true });
    button.click();
  });
";
/// From the typed word to the first list that is another.
const SOUGHT: &str = "
  const rows = () => [...document.querySelectorAll('.entries > li')].map((it) => it.textContent).join();
  const before = rows();
  const field = document.getElementById('search');
  const from = performance.now();
  return await new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (rows() === before) return;
      watch.disconnect();
      done(performance.now() - from);
    });
    watch.observe(document.getElementById('app'), { childList: true, subtree: true, characterData: true });
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
";

fn main() -> Outcome<()> {
    let many = usize::try_from(setting("TSUNAGARI_SEEDS", 50_000)).unwrap_or(0);
    let data = Folder::new("bench")?;
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    runtime.block_on(async {
        Archive::fill(data.path(), many).await?.close().await;
        Ok::<_, Trouble>(())
    })?;
    let lab = Lab::over(data, BTreeMap::new())?;
    let profile = Folder::new("own")?;
    let browser = lab.process(Engine::Chromium, Some(&profile), &[])?;
    lab.joins_whole(&browser, PATIENCE)?;
    drop(browser);
    // The first start after a load may still be tidying it up.
    run(&lab, &profile)?;
    let (mut open, mut save, mut search) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let [opened, saved, sought] = run(&lab, &profile)?;
        open.push(opened);
        save.push(saved);
        search.push(sought);
    }
    let what = |what: &str| format!("{what}, {many} logs, {SLOWER} times slower");
    println!("{}", Figure::alone(what("start to 50 rows"), "ms", &open, Some(OPEN)));
    println!("{}", Figure::alone(what("press to saved"), "ms", &save, Some(SAVE)));
    println!("{}", Figure::alone(what("a word to the first other list"), "ms", &search, Some(SEARCH)));
    Ok(())
}

/// A new process: start, search, saving, in milliseconds.
fn run(lab: &Lab, profile: &Folder) -> Outcome<[f64; 3]> {
    let browser = lab.process(Engine::Chromium, Some(profile), &[])?;
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": PROBE }))?;
    browser.cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": SLOWER }))?;
    let page = |path: &str| format!("{}{WARD}{path}", lab.origin());
    let number = |value: &Value| value.as_f64().ok_or_else(|| Trouble::new(format!("{value} is no time")));
    browser.goto(&page("records"))?;
    let opened = number(&browser.until("window.drawnAt")?)?;
    browser.until("!document.getElementById('first')")?;
    let sought = number(&browser.run_async(SOUGHT, &[json!(WORD)])?)?;
    browser.goto(&page("log/kind/aisatsu"))?;
    browser.until_text("担い手")?;
    browser.fill("担い手", "7")?;
    let saved = number(&browser.run_async(SAVED, &[])?)?;
    println!("  open {opened:.0} ms, save {saved:.0} ms, search {sought:.0} ms");
    Ok([opened, saved, sought])
}
