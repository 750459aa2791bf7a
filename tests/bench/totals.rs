//! Every target, every month and every draft of a ward with 100,000 logs, in a page that is slowed six times: for the first
//! time from `totals`, and after one more log; against a bare pass over the same ledgers' JSON in the same page.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_tests::archive::Archive;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::figures::{Figure, Pair, RUNS};
use tsunagari_tests::lab::Lab;
use tsunagari_tests::place::Folder;
use tsunagari_tests::trouble::{Outcome, Trouble};

const MANY: usize = 100_000;
/// How many times slower than this machine: a phone that is some years old.
const SLOWER: u32 = 6;
/// In milliseconds: all of it for the first time, and after one more log.
const FIRST: f64 = 500.0;
const AGAIN: f64 = 16.0;
/// In milliseconds: targets and months alone, once the ledgers are in memory.
const TARGETS: f64 = 100.0;
/// In milliseconds: a word in what 記録 holds.
const SEARCH: f64 = 100.0;
/// Of a bare pass: reading the same ledgers' JSON and adding up their lines.
const RATIO: f64 = 2.0;
/// Further logs of a run, one after another.
const MORE: usize = 9;
/// The word that is looked for.
const WORD: &str = "体操";

const FILL: &str = "
  const app = await import('/bench/bench.js');
  await app.default();
  await app.open(true);
  const count = await app.load(arguments[0]);
  const first = await app.totals_first();
  return [count, await app.totals_kept(), first[1]];
";
const MEASURE: &str = "
  const app = await import('/bench/bench.js');
  await app.default();
  await app.open(false);
  const first = [...await app.totals_first()];
  const texts = await app.totals_json();
  const from = performance.now();
  let times = 0;
  for (const text of texts) for (const line of JSON.parse(text).lines) times += line.times;
  const bare = performance.now() - from;
  await app.save(0);
  const again = [...await app.totals_again()];
  const mores = [];
  for (let n = 1; n <= arguments[1]; n++) {
    await app.save(n);
    mores.push([...await app.totals_again()]);
  }
  // A slowed page stands still for some milliseconds now and then: the middle one of several tells what a log costs.
  const more = mores.sort((one, other) => one[3] - other[3])[mores.length >> 1];
  const looks = [];
  for (let n = 0; n < 3; n++) {
    const from = performance.now();
    looks.push([...app.totals_search(arguments[0]), performance.now() - from]);
  }
  return [first, again, more, bare, times, looks.at(-1)];
";

fn main() -> Outcome<()> {
    let data = Folder::new("bench")?;
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    runtime.block_on(async {
        Archive::fill(data.path(), MANY).await?.close().await;
        Ok::<_, Trouble>(())
    })?;
    let lab = Lab::over(data, BTreeMap::new())?;
    let profile = Folder::new("own")?;
    let joining = json!(lab.joining("admin")?.to_string());
    let filled = lab.browser(Engine::Chromium, Some(&profile), &[])?.run_async(FILL, &[joining])?;
    let number = |of: &Value, at: usize| of.get(at).and_then(Value::as_f64).unwrap_or(f64::NAN);
    println!(
        "{} records on the device; {} months added up from their logs in {:.0} ms, not slowed",
        number(&filled, 0),
        number(&filled, 1),
        number(&filled, 2)
    );
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let browser = lab.browser(Engine::Chromium, Some(&profile), &[])?;
        browser.cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": SLOWER }))?;
        // The same days in each run, of one month or two: a month of which a log waits is added up anew.
        let told = browser.run_async(MEASURE, &[json!(WORD), json!(MORE)])?;
        println!("  {told}");
        runs.push(told);
    }
    let of = |part: usize, at: usize| -> Vec<f64> {
        runs.iter().map(|run| run.get(part).map_or(f64::NAN, |part| number(part, at))).collect()
    };
    let bare: Vec<f64> = runs.iter().map(|run| number(run, 3)).collect();
    let first = of(0, 6);
    if of(0, 9).iter().any(|drafts| *drafts < 100.0) || of(1, 4).iter().any(|written| *written < 1.0) {
        return Err(Trouble::new("not a ward to be told: too few drafts, or none that a log changes"));
    }
    let alone = |what: &str, of: Vec<f64>, limit| println!("{}", Figure::alone(what, "ms", &of, limit));
    alone("targets, months and drafts, the first time", first.clone(), Some(FIRST));
    let pairs = first.iter().zip(&bare).map(|(ours, other)| Pair { ours: *ours, other: *other });
    let pairs: Vec<_> = pairs.collect();
    println!("{}", Figure::against("the same", "ms", "a bare pass over the JSON", &pairs, RATIO));
    for (what, at) in [
        ("reading what was added up", 1),
        ("targets", 2),
        ("months by kind", 3),
        ("drafts' ground", 4),
        ("drafts", 5),
    ] {
        alone(&format!("  of that {what}"), of(0, at), None);
    }
    let both = of(0, 2).iter().zip(of(0, 3)).map(|(targets, months)| targets + months).collect();
    alone("targets and months alone", both, Some(TARGETS));
    alone("after one more log, the first of its month", of(1, 3), Some(AGAIN));
    alone("after one more log", of(2, 3), Some(AGAIN));
    for (what, at) in [("reading the log's month", 0), ("targets", 1), ("drafts", 2)] {
        alone(&format!("  of that {what}"), of(2, at), None);
    }
    println!("{:.0} logs are searched: those that 記録 holds", of(5, 0).first().copied().unwrap_or(f64::NAN));
    alone("a word in them", of(5, 2), Some(SEARCH));
    Ok(())
}
