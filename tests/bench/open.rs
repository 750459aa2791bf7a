//! 100,000 records on a device: a first load until durable, a cold open with the newest 50 of a district and month, bytes on
//! disk. Against `chunk` (page/chunk.js), the limit of a packed layout.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_tests::archive::{Archive, Dump};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::figures::{Figure, Pair, RUNS};
use tsunagari_tests::lab::{BACKENDS, Lab, weight};
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Proxy;
use tsunagari_tests::trouble::{Outcome, Trouble};

const MANY: usize = 100_000;
const LIMIT_LOAD: f64 = 2.0;
const LIMIT_OPEN: f64 = 1.5;
const LIMIT_DISK: f64 = 0.4;
/// Rows of a page.
const ROWS: usize = 50;

const LOAD: &str = "
  const app = await import('/bench/bench.js');
  await app.default();
  await app.open(true);
  const from = performance.now();
  const count = await app.load(arguments[0]);
  return [performance.now() - from, count];
";
const LOAD_CHUNK: &str = "
  const chunk = await import('/bench/chunk.js');
  const db = await chunk.open();
  const from = performance.now();
  const count = await chunk.load(db, '/bench/records.json');
  return [performance.now() - from, count];
";
const OPEN: &str = "
  const app = await import('/bench/bench.js');
  await app.default();
  const from = performance.now();
  const count = await app.newest(arguments[0], arguments[1] + '-01', arguments[1] + '-31', arguments[2]);
  return [performance.now() - from, count];
";
const OPEN_CHUNK: &str = "
  const chunk = await import('/bench/chunk.js');
  const from = performance.now();
  const rows = await chunk.newest(await chunk.open(), arguments[0], arguments[1], arguments[2]);
  return [performance.now() - from, rows.length];
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
    println!("{} records of {} bytes of JSON each", dump.count, dump.json_bytes / dump.count.max(1));
    let lab = Lab::over(data, BTreeMap::from([("records.json".to_owned(), dump.response())]))?;
    for (backend, words) in BACKENDS {
        chromium(&lab, &dump, backend, words)?;
    }
    let firefox = {
        let profile = Folder::new("firefox")?;
        lab.browser(Engine::Firefox, Some(&profile), &[])?
            .run_async(LOAD, &[json!(lab.joining("admin")?.to_string())])?;
        weight(&profile.path().join("storage/default"))?
    };
    told_disk("Firefox", &dump, &[firefox]);
    let home = Folder::new("webkit")?;
    let proxy = Proxy::open()?;
    let page = lab.plain(&proxy, &home)?;
    page.run(&LOAD.replace("arguments[0]", &json!(lab.joining("admin")?.to_string()).to_string()))?;
    page.kill();
    told_disk("WebKit", &dump, &[weight(&home.path().join(".local"))?]);
    Ok(())
}

fn chromium(lab: &Lab, held: &Dump, backend: &str, words: &[&str]) -> Outcome<()> {
    let (mut loads, mut opens, mut disks) = (Vec::new(), Vec::new(), Vec::new());
    let asked = [json!(held.scope), json!(held.month), json!(ROWS)];
    for _ in 0..RUNS {
        let (own, other) = (Folder::new("own")?, Folder::new("chunk")?);
        let run = |profile: &Folder, body: &str, given: &[Value]| -> Outcome<(f64, u64)> {
            let browser = lab.browser(Engine::Chromium, Some(profile), words)?;
            let told = browser.run_async(body, given)?;
            Ok((
                told.get(0).and_then(Value::as_f64).unwrap_or(f64::NAN),
                told.get(1).and_then(Value::as_u64).unwrap_or(0),
            ))
        };
        let chunk = run(&other, LOAD_CHUNK, &[])?;
        let ours = run(&own, LOAD, &[json!(lab.joining("admin")?.to_string())])?;
        if ours.1 < chunk.1 {
            return Err(Trouble::new(format!("{} records were loaded of {}", ours.1, chunk.1)));
        }
        loads.push(Pair { ours: ours.0, other: chunk.0 });
        disks.push(weight(&own.path().join("Default/IndexedDB"))?);
        let chunk = run(&other, OPEN_CHUNK, &asked)?;
        let ours = run(&own, OPEN, &asked)?;
        if ours.1 != chunk.1 {
            return Err(Trouble::new(format!("{} rows were read and not {}", ours.1, chunk.1)));
        }
        opens.push(Pair { ours: ours.0, other: chunk.0 });
    }
    println!("{}", Figure::against(format!("first load, {backend}"), "ms", "chunk", &loads, LIMIT_LOAD));
    println!(
        "{}",
        Figure::against(format!("open and newest 50, {backend}"), "ms", "chunk", &opens, LIMIT_OPEN)
    );
    told_disk(backend, held, &disks);
    Ok(())
}

fn told_disk(name: &str, held: &Dump, weights: &[u64]) {
    let each = held.json_bytes as f64 / held.count as f64;
    let pair = |weight: &u64| Pair { ours: *weight as f64 / held.count as f64, other: each };
    let runs: Vec<_> = weights.iter().map(pair).collect();
    println!(
        "{}",
        Figure::against(format!("on disk per record, {name}"), "B", "its JSON", &runs, LIMIT_DISK)
    );
}
