//! A key press in the search over a plan of 20,000 items, on the app's own index, against a bare `includes` over the same folded
//! texts in the same page; and what the first key press costs besides, which lays the index out.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_tests::archive::Archive;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::figures::{Figure, Pair, RUNS, quantile};
use tsunagari_tests::lab::Lab;
use tsunagari_tests::place::Folder;
use tsunagari_tests::trouble::{Outcome, Trouble};

/// Items of the plan.
const ITEMS: u32 = 20_000;
/// How often each query is asked.
const TIMES: u32 = 8;
/// In milliseconds: a frame.
const FRAME: f64 = 16.0;
const RATIO: f64 = 1.5;
/// Rows that the app folds at a time (`app/src/pages/plan/search.rs`).
const STEP: u32 = 400;
/// In milliseconds: longer than so a page does not answer a press at once.
const BLOCKED: f64 = 100.0;

/// As people type: letter by letter, in any kana and width, what is there often, seldom and never.
const QUERIES: [&str; 24] = [
    "あ",
    "あい",
    "あいさ",
    "あいさつ",
    "あいさつ運動",
    "の",
    "居",
    "居場所",
    "いばしょ",
    "ｻﾛﾝ",
    "子育てサロン",
    "子ども",
    "障害",
    "相談窓口",
    "地域ケアプラザ",
    "社会福祉協議会",
    "１０か所",
    "9",
    "96回",
    "防災 訓練",
    "ひなた 見守り 支援",
    "取り組み",
    "宇宙",
    "推進の周知",
];

const MEASURE: &str = "
  const app = await import('/bench/bench.js');
  await app.default();
  const rows = app.search_fill(arguments[0]);
  let index = 0, longest = 0;
  for (let more = true; more;) {
    const from = performance.now();
    more = app.search_step(arguments[3]);
    const took = performance.now() - from;
    index += took;
    longest = Math.max(longest, took);
  }
  const texts = app.search_texts();
  const ours = [], other = [];
  let found = 0;
  for (let n = -2; n < arguments[2]; n++) {
    for (const query of arguments[1]) {
      const words = query.split(/\\s+/).map((word) => app.search_folded(word));
      const a = performance.now();
      found += app.search(query);
      const b = performance.now();
      let plain = 0;
      for (const text of texts) if (words.every((word) => text.includes(word))) plain++;
      const c = performance.now();
      found += plain;
      if (n >= 0) { ours.push(b - a); other.push(c - b); }
    }
  }
  return [ours, other, index, rows, found, longest];
";

fn main() -> Outcome<()> {
    let data = Folder::new("bench")?;
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    runtime.block_on(async {
        Archive::fill(data.path(), 0).await?.close().await;
        Ok::<_, Trouble>(())
    })?;
    let lab = Lab::over(data, BTreeMap::new())?;
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let browser = lab.browser(Engine::Chromium, None, &[])?;
        let told = browser.run_async(MEASURE, &[json!(ITEMS), json!(QUERIES), json!(TIMES), json!(STEP)])?;
        let list = |at: usize| -> Vec<f64> {
            told.get(at).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64).collect()
        };
        let number = |at: usize| told.get(at).and_then(Value::as_f64).unwrap_or_default();
        if number(3) < f64::from(ITEMS) || number(4) <= 0.0 {
            return Err(Trouble::new(format!(
                "not a plan to search: {} rows, {} found",
                number(3),
                number(4)
            )));
        }
        runs.push((list(0), list(1), number(2), number(5)));
    }
    for (name, at) in [("p50", 0.5), ("p95", 0.95)] {
        let ours: Vec<f64> = runs.iter().map(|(ours, ..)| quantile(ours, at)).collect();
        println!("{}", Figure::alone(format!("search of {ITEMS} items, {name}"), "ms", &ours, Some(FRAME)));
        let pairs = runs
            .iter()
            .map(|(ours, other, ..)| Pair { ours: quantile(ours, at), other: quantile(other, at) });
        let pairs: Vec<_> = pairs.collect();
        println!("{}", Figure::against(format!("the same, {name}"), "ms", "a bare includes", &pairs, RATIO));
    }
    let index: Vec<f64> = runs.iter().map(|(_, _, index, _)| *index).collect();
    println!("{}", Figure::alone("folding them, once, in steps", "ms", &index, None));
    let longest: Vec<f64> = runs.iter().map(|(.., longest)| *longest).collect();
    println!("{}", Figure::alone("the longest of these steps", "ms", &longest, Some(BLOCKED)));
    Ok(())
}
