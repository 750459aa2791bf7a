//! The whole app over 100,000 records in a new browser process: from navigation to 50 rows of 記録, against `raw`'s bare page;
//! and the most memory that its tab takes over first load and search.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_tests::archive::{Archive, Dump};
use tsunagari_tests::browser::{Browser, Engine};
use tsunagari_tests::figures::{Figure, Pair, RUNS};
use tsunagari_tests::lab::{BACKENDS, Lab};
use tsunagari_tests::place::Folder;
use tsunagari_tests::trouble::{Outcome, Trouble};

const MANY: usize = 100_000;
/// Of navigation to rows, by backend, in their order.
const LIMITS: [f64; 2] = [1.0, 2.5];
const LIMIT_MEMORY: f64 = 24.0;
const PATIENCE: Duration = Duration::from_secs(120);
const PROBE: &str = include_str!("page/start.js");
const RECORDS: &str = "/o/tsumugi/records";
/// So that the JavaScript heap is told to the byte.
const PRECISE: &str = "--enable-precise-memory-info";
/// The word that is looked for in 記録.
const WORD: &str = "体操";

const FILL_RAW: &str = "
  const raw = await import('/bench/raw.js');
  const records = await (await fetch('/bench/records.json')).json();
  await raw.fill(await raw.open(), records);
  return records.length;
";
const SEARCH: &str = "
  const field = document.getElementById('search');
  field.value = arguments[0];
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((done) => setTimeout(done, 1500));
";

fn main() -> Outcome<()> {
    let data = Folder::new("bench")?;
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    let mut dump = runtime.block_on(async {
        let archive = Archive::fill(data.path(), MANY).await?;
        let dump = archive.dump().await;
        archive.close().await;
        dump
    })?;
    let lab = Lab::over(data, BTreeMap::from([("records.json".to_owned(), dump.response())]))?;
    for ((backend, words), limit) in BACKENDS.into_iter().zip(LIMITS) {
        measure(&lab, &dump, backend, words, limit)?;
    }
    Ok(())
}

fn measure(lab: &Lab, dump: &Dump, backend: &str, words: &[&str], limit: f64) -> Outcome<()> {
    let (own, other) = (Folder::new("own")?, Folder::new("raw")?);
    let memory = first_visit(lab, &own, words)?;
    lab.browser(Engine::Chromium, Some(&other), words)?.run_async(FILL_RAW, &[])?;
    let raw = format!("{}/bench/raw.html?scope={}&month={}", lab.origin(), dump.scope, dump.month);
    let ours = format!("{}{RECORDS}", lab.origin());
    // The first start after a load may still be tidying it up.
    drawn(lab, &own, words, &ours)?;
    drawn(lab, &other, words, &raw)?;
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        runs.push(Pair { other: drawn(lab, &other, words, &raw)?, ours: drawn(lab, &own, words, &ours)? });
    }
    println!(
        "{}",
        Figure::against(format!("start to 50 rows, {backend}"), "ms", "raw's bare page", &runs, limit)
    );
    let [sum, wasm, js] = memory;
    println!(
        "{}",
        Figure::alone(
            format!("peak memory, first load and search, {backend}"),
            "MB",
            &[sum],
            Some(LIMIT_MEMORY)
        )
    );
    println!(
        "  of that WebAssembly.Memory {wasm:.1} MB, usedJSHeapSize {js:.1} MB (with what is not collected yet)"
    );
    Ok(())
}

/// Joins as admin by the link, waits until all is loaded, looks for a word: megabytes in all, of WebAssembly, of JavaScript.
fn first_visit(lab: &Lab, profile: &Folder, words: &[&str]) -> Outcome<[f64; 3]> {
    let browser = lab.process(Engine::Chromium, Some(profile), &[words, &[PRECISE]].concat())?;
    probe(&browser)?;
    lab.joins_whole(&browser, PATIENCE)?;
    browser.press("記録")?;
    browser.press("地区の記録")?;
    browser.until("window.drawnAt")?;
    browser.run_async(SEARCH, &[json!(WORD)])?;
    let most = browser.run("return [most.sum, most.wasm, most.js]", &[])?;
    let at = |place: usize| most.get(place).and_then(Value::as_f64).unwrap_or(f64::NAN) / 1e6;
    Ok([at(0), at(1), at(2)])
}

fn probe(browser: &Browser) -> Outcome<()> {
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": PROBE })).map(|_| ())
}

/// Milliseconds from navigation to the frame with the rows, in a new process.
fn drawn(lab: &Lab, profile: &Folder, words: &[&str], url: &str) -> Outcome<f64> {
    let browser = lab.process(Engine::Chromium, Some(profile), words)?;
    probe(&browser)?;
    browser.goto(url)?;
    let at = browser.until("window.drawnAt")?;
    let steps = browser.run("return window.steps", &[])?;
    println!("  {}: {at} ms, {steps}", url.rsplit('/').next().unwrap_or_default());
    at.as_f64().ok_or_else(|| Trouble::new(format!("{at} is no time")))
}
