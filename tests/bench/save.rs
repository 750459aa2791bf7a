//! 記録する → durable in the queue, against one strict put by hand in the same page: p50 and p95, one after the other.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_tests::archive::Archive;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::figures::{Figure, Pair, RUNS, quantile};
use tsunagari_tests::lab::{BACKENDS, Lab};
use tsunagari_tests::place::Folder;
use tsunagari_tests::trouble::{Outcome, Trouble};

/// Saves of one run, each beside a put.
const SAVES: u32 = 100;
const LIMITS: [(&str, f64, f64); 2] = [("p50", 0.5, 1.5), ("p95", 0.95, 2.0)];

const MEASURE: &str = "
  const app = await import('/bench/bench.js');
  const raw = await import('/bench/raw.js');
  await app.default();
  await app.open(true);
  await app.load(arguments[0]);
  await app.open(false);
  const db = await raw.open();
  const pause = () => new Promise((done) => setTimeout(done, 15));
  const watch = async (work) => { const from = performance.now(); await work(); return performance.now() - from; };
  const ours = [], other = [];
  for (let n = -5; n < arguments[1]; n++) {
    const id = crypto.randomUUID();
    const record = { id, kind: 'activity', scope: 'district', version: 0, fields: { what: 'salon', day: '2026-11-24',
      held: 'done', 'head.senior': 14, 'head.adult': 3, 'head.child': 1, helpers: 5, group: id, place: id, session: id,
      note: 'はじめて来た方がいました。次は体操をします' } };
    await pause();
    const put = await watch(() => raw.put(db, record));
    await pause();
    const from = performance.now();
    const save = (await app.save(n + 100)) - from;
    if (n >= 0) { ours.push(save); other.push(put); }
  }
  return [ours, other];
";

fn main() -> Outcome<()> {
    let data = Folder::new("bench")?;
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    runtime.block_on(async {
        Archive::fill(data.path(), 0).await?.close().await;
        Ok::<_, Trouble>(())
    })?;
    let lab = Lab::over(data, BTreeMap::new())?;
    for (backend, words) in BACKENDS {
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            runs.push(run(&lab, words)?);
        }
        for (name, at, limit) in LIMITS {
            let pairs: Vec<_> = runs
                .iter()
                .map(|(ours, other)| Pair { ours: quantile(ours, at), other: quantile(other, at) })
                .collect();
            println!(
                "{}",
                Figure::against(format!("save, {name}, {backend}"), "ms", "one strict put", &pairs, limit)
            );
        }
    }
    Ok(())
}

fn run(lab: &Lab, words: &[&str]) -> Outcome<(Vec<f64>, Vec<f64>)> {
    let browser = lab.browser(Engine::Chromium, None, words)?;
    let sessions = lab.joining("volunteer")?;
    let district = look(lab, &sessions)?;
    let mut joining = sessions;
    if let Some(joining) = joining.as_object_mut() {
        joining.insert("district".to_owned(), district);
    }
    let times = browser.run_async(MEASURE, &[json!(joining.to_string()), json!(SAVES)])?;
    let list = |at: usize| -> Vec<f64> {
        times.get(at).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    Ok((list(0), list(1)))
}

/// The first district that the link lets one choose.
fn look(lab: &Lab, joining: &Value) -> Outcome<Value> {
    let asked = json!({ "org": joining.get("org"), "secret": joining.get("secret") });
    let mut request = tsunagari_tests::http1::Request::json("POST", "/api/v1/join/look", &asked);
    request.headers.set("origin", lab.origin());
    let answer = lab.server.ask(request)?;
    let offer: Value = serde_json::from_slice(&answer.body).map_err(Trouble::at(answer.text()))?;
    let first = offer.get("districts").and_then(|all| all.get(0)).and_then(|one| one.get("id")).cloned();
    first.ok_or_else(|| Trouble::new(format!("no district in {offer}")))
}
