//! The device store beside its peers, all in one run: what a first load, one saving, a cold open and a record on the disk cost;
//! then a queue of 1,000 changes sent, against bare requests of the same bytes and PouchDB's own replication.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_tests::archive::{Archive, Dump};
use tsunagari_tests::browser::{Browser, Engine};
use tsunagari_tests::figures::{Figure, Pair, RUNS, median, quantile};
use tsunagari_tests::http1::Response;
use tsunagari_tests::lab::{BACKENDS, Lab, weight};
use tsunagari_tests::place::Folder;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

/// One version of each, so that a figure of today compares with one of next year.
const PACKAGES: [&str; 11] = [
    "dexie@4.4.7",
    "pouchdb-browser@9.0.0",
    "pouchdb-adapter-indexeddb@9.0.0",
    "rxdb@17.6.0",
    "rxjs@7.8.2",
    "yjs@13.6.33",
    "y-indexeddb@9.0.12",
    "@sqlite.org/sqlite-wasm@3.53.4-build2",
    "events@3.3.0",
    "esbuild@0.28.2",
    "express@4.22.3",
];
const SERVER_PACKAGES: [&str; 2] = ["pouchdb-node@9.0.0", "express-pouchdb@4.2.0"];
/// Pages of a peer, as they lie in page/peers.
const PAGES: [&str; 6] = ["dexie", "pouch", "rxdb", "yjs", "sqlite", "sqlite-worker"];
const PEERS: [&str; 5] = ["dexie", "pouch", "rxdb", "yjs", "sqlite"];
/// Records on the device, and how often a peer is run with so many.
const SIZES: [(usize, usize); 2] = [(10_000, 3), (100_000, 1)];
/// Saves of one run.
const SAVES: u32 = 100;
/// Rows of a page.
const ROWS: usize = 50;
/// Changes that wait in a queue, and how many one request carries at most.
const QUEUED: u32 = 1000;
const REQUEST: usize = 200;

/// For a peer's slowest step.
const LEISURE: Duration = Duration::from_secs(900);

const LIMIT_LOAD: f64 = 1.5;
const LIMIT_OPEN: f64 = 1.2;
const LIMIT_QUEUE: f64 = 1.5;

/// What every page that is measured calls the same: `open()`, `fill(records)`, `save(record)`, `newest(scope, month, limit)`.
const LOOK: &str = "
  const watch = async (work) => { const from = performance.now(); await work(); return performance.now() - from; };
  const record = (n) => ({ id: crypto.randomUUID(), kind: 'activity', scope: 'district', version: 0,
    fields: { what: 'salon', day: '2026-11-24', held: 'done', 'head.senior': 14, 'head.adult': 3, helpers: 5,
      session: `s${n}`, note: 'はじめて来た方がいました。次は体操をします' } });
  const saves = async (save) => {
    const all = [];
    for (let n = -5; n < arguments[1]; n++) {
      await new Promise((done) => setTimeout(done, 15));
      const took = await watch(() => save(record(n)));
      if (n >= 0) all.push(took);
    }
    return all;
  };
";
const PEER: &str = "
  const peer = await (await import(`/bench/peers/${arguments[0]}.js`)).open();
  const load = await watch(async () => peer.fill(await (await fetch('/bench/records.json')).json()));
  const count = await peer.count();
  return [load, count, await saves((record) => peer.save(record))];
";
const PEER_OPEN: &str = "
  const { open } = await import(`/bench/peers/${arguments[0]}.js`);
  let rows;
  const took = await watch(async () => { rows = await (await open()).newest(...arguments[2]); });
  return [took, rows.length];
";
const RAW: &str = "
  const raw = await import('/bench/raw.js');
  const db = await raw.open();
  const load = await watch(async () => raw.fill(db, await (await fetch('/bench/records.json')).json()));
  return [load, 0, await saves((record) => raw.put(db, record))];
";
const RAW_OPEN: &str = "
  const raw = await import('/bench/raw.js');
  const [scope, month, limit] = arguments[2];
  let rows;
  const took = await watch(async () => {
    rows = await raw.newest(await raw.open(), scope, month + '-01', month + '-31', limit);
  });
  return [took, rows.length];
";
const CHUNK: &str = "
  const chunk = await import('/bench/chunk.js');
  const db = await chunk.open();
  let count;
  const load = await watch(async () => { count = await chunk.load(db, '/bench/records.json'); });
  return [load, count, []];
";
const CHUNK_OPEN: &str = "
  const chunk = await import('/bench/chunk.js');
  let rows;
  const took = await watch(async () => { rows = await chunk.newest(await chunk.open(), ...arguments[2]); });
  return [took, rows.length];
";
const OURS: &str = "
  const app = await import('/bench/bench.js');
  await app.default();
  await app.open(true);
  let count;
  const load = await watch(async () => { count = await app.load(arguments[0]); });
  await app.open(false);
  const all = [];
  for (let n = -5; n < arguments[1]; n++) {
    await new Promise((done) => setTimeout(done, 15));
    const from = performance.now();
    const took = (await app.save(n + 100)) - from;
    if (n >= 0) all.push(took);
  }
  return [load, count, all];
";
const OURS_OPEN: &str = "
  const app = await import('/bench/bench.js');
  await app.default();
  const [scope, month, limit] = arguments[2];
  let rows;
  const took = await watch(async () => {
    rows = await app.newest(scope, month + '-01', month + '-31', limit);
  });
  return [took, rows];
";
/// Begins each step of the queue's story, which is a page of its own: a page that was left sends nothing any more.
const BEGIN: &str = "
  const app = await import('/bench/bench.js');
  await app.default();
  const fill = async (from) => { for (let n = from; n < from + arguments[1]; n++) await app.save(n); };
";
const JOINED: &str = "await app.open(true); await app.load(arguments[0]); return true;";
/// A queue made offline; its courier's file gives the changes, which go bare, with the cursors that the app would send, so
/// that both are given the same.
const BARE: &str = "
  await app.open(false);
  await fill(1);
  const file = JSON.parse(app.queue_file());
  const cursors = JSON.parse(app.cursors());
  return await watch(async () => {
    for (let at = 0; at < file.changes.length; at += arguments[2]) {
      const body = JSON.stringify({ ...file, changes: file.changes.slice(at, at + arguments[2]), cursors, feed: true });
      const answer = await fetch('/api/v1/sync', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      for (const feed of (await answer.json()).feeds) cursors[feed.scope] = feed.next;
    }
  });
";
const QUEUED_AGAIN: &str = "await app.open(false); await fill(1 + arguments[1]); return true;";
const DRAINED: &str = "return await watch(async () => { await app.open(true); await app.drained(); });";
/// The same in a page that has been open while they were made, as the peers' is, from the press of 「いま送る」.
const REACHED: &str = "
  const reach = window.fetch;
  window.fetch = () => Promise.reject(new TypeError('no way'));
  await app.open(true);
  await fill(1 + 2 * arguments[1]);
  for (let n = 0; n < 20; n++) await new Promise((done) => requestIdleCallback(done));
  window.fetch = reach;
  return await watch(async () => { app.ask(); await app.drained(); });
";
const POUCH_SYNC: &str = "
  const peer = await (await import('/bench/peers/pouch.js')).open();
  const load = await watch(() => peer.pull(arguments[0]));
  const count = await peer.count();
  await peer.fill(Array.from({ length: arguments[1] }, (_, n) => record(n)));
  const push = await watch(() => peer.push(arguments[0]));
  return [load, count, push];
";

/// What a way of keeping records came to, over its runs.
#[derive(Default)]
struct Told {
    loads: Vec<f64>,
    saves: Vec<Vec<f64>>,
    opens: Vec<f64>,
    disks: Vec<f64>,
}

fn main() -> Outcome<()> {
    let tools = tools()?;
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    // A number of records, for a look alone, and which of the steps.
    let asked = std::env::args().nth(1).and_then(|many| many.parse().ok());
    let step = std::env::args().nth(2);
    let wanted = |name: &str| step.as_ref().is_none_or(|step| step == name);
    let sizes = asked.map_or_else(|| SIZES.to_vec(), |many| vec![(many, 1)]);
    let most = sizes.iter().map(|(many, _)| *many).max().unwrap_or(0);
    for (many, times) in sizes {
        let data = Folder::new("bench")?;
        let mut dump = runtime.block_on(async {
            let archive = Archive::fill(data.path(), many).await?;
            let dump = archive.dump().await;
            archive.close().await;
            dump
        })?;
        println!("\n{} records of {} bytes of JSON each", dump.count, dump.json_bytes / dump.count.max(1));
        let mut more = pages(&tools)?;
        more.insert("records.json".to_owned(), dump.response());
        let lab = Lab::over(data, more)?;
        if wanted("local") {
            local(&lab, &dump, times)?;
        }
        if many == most && wanted("queue") {
            queue(&lab)?;
        }
        if wanted("replicated") {
            replicated(&lab, &tools, &dump)?;
        }
    }
    Ok(())
}

/// Each peer as often as it is worth, and ours, `raw` and `chunk` right beside them.
fn local(lab: &Lab, dump: &Dump, times: usize) -> Outcome<()> {
    for (backend, words) in BACKENDS {
        let mut all: Vec<(&str, Told)> = Vec::new();
        let mut told = |name: &'static str, run: (f64, Vec<f64>, f64, f64)| {
            if !all.iter().any(|(known, _)| *known == name) {
                all.push((name, Told::default()));
            }
            if let Some((_, told)) = all.iter_mut().find(|(known, _)| *known == name) {
                told.loads.push(run.0);
                told.saves.push(run.1);
                told.opens.push(run.2);
                told.disks.push(run.3);
            }
        };
        for run in 0..RUNS {
            told("ours", measured(lab, dump, words, (OURS, OURS_OPEN), None)?);
            told("chunk", measured(lab, dump, words, (CHUNK, CHUNK_OPEN), None)?);
            told("raw", measured(lab, dump, words, (RAW, RAW_OPEN), None)?);
            for peer in PEERS.iter().filter(|_| run < times) {
                told(peer, measured(lab, dump, words, (PEER, PEER_OPEN), Some(peer))?);
            }
        }
        report(dump, backend, &all);
    }
    Ok(())
}

fn measured(
    lab: &Lab,
    dump: &Dump,
    words: &[&str],
    (fill, open): (&str, &str),
    peer: Option<&str>,
) -> Outcome<(f64, Vec<f64>, f64, f64)> {
    let profile = Folder::new("peer")?;
    let name = match peer {
        Some(name) => json!(name),
        None => json!(lab.joining("admin")?.to_string()),
    };
    let asked = [name, json!(SAVES), json!([dump.scope, dump.month, ROWS])];
    let filled =
        lab.browser(Engine::Chromium, Some(&profile), words)?.run_async(&format!("{LOOK}{fill}"), &asked)?;
    let disk = weight(&profile.path().join("Default/IndexedDB")).unwrap_or(0)
        + weight(&profile.path().join("Default/File System")).unwrap_or(0);
    let opened =
        lab.browser(Engine::Chromium, Some(&profile), words)?.run_async(&format!("{LOOK}{open}"), &asked)?;
    let rows = opened.get(1).and_then(Value::as_u64).unwrap_or(0);
    if rows == 0 {
        return Err(Trouble::new(format!("{asked:?}: no row was read")));
    }
    let number = |told: &Value, at: usize| told.get(at).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let saves = filled.get(2).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64);
    Ok((number(&filled, 0), saves.collect(), number(&opened, 0), disk as f64 / dump.count as f64))
}

fn report(dump: &Dump, backend: &str, all: &[(&str, Told)]) {
    let of = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, told)| told);
    let (Some(ours), Some(chunk), Some(raw)) = (of("ours"), of("chunk"), of("raw")) else { return };
    let pairs = |ours: &[f64], other: &[f64]| -> Vec<Pair> {
        ours.iter().zip(other).map(|(ours, other)| Pair { ours: *ours, other: *other }).collect()
    };
    let line = |what: &str, unit, other, runs: &[Pair], limit| {
        println!("{}", Figure::against(format!("{what}, {backend}"), unit, other, runs, limit));
    };
    line("first load", "ms", "chunk", &pairs(&ours.loads, &chunk.loads), LIMIT_LOAD);
    line("open and newest 50", "ms", "chunk", &pairs(&ours.opens, &chunk.opens), LIMIT_OPEN);
    for (name, at, limit) in [("save p50", 0.5, 1.3), ("save p95", 0.95, 1.6)] {
        let quantiles =
            |told: &Told| -> Vec<f64> { told.saves.iter().map(|all| quantile(all, at)).collect() };
        line(name, "ms", "one strict put", &pairs(&quantiles(ours), &quantiles(raw)), limit);
    }
    let json = dump.json_bytes as f64 / dump.count as f64;
    let disks: Vec<_> = ours.disks.iter().map(|disk| Pair { ours: *disk, other: json }).collect();
    line("on disk per record", "B", "its JSON", &disks, 0.35);
    println!(
        "  {backend}: load ms | save p50 | save p95 | open ms | B/record | how much slower it loads than ours"
    );
    for (name, told) in all {
        let saves: Vec<f64> = told.saves.iter().flatten().copied().collect();
        println!(
            "  {name}: {:.0} | {:.2} | {:.2} | {:.1} | {:.0} | {:.1}×",
            median(&told.loads),
            median(&saves),
            quantile(&saves, 0.95),
            median(&told.opens),
            median(&told.disks),
            median(&told.loads) / median(&ours.loads),
        );
    }
}

fn queue(lab: &Lab) -> Outcome<()> {
    let (mut runs, mut opened) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let asked = [json!(lab.joining("admin")?.to_string()), json!(QUEUED), json!(REQUEST)];
        let browser = lab.browser(Engine::Chromium, None, &[])?;
        let step = |body: &str| -> Outcome<f64> {
            browser.goto(&format!("{}/bench/", lab.origin()))?;
            let told = browser.run_async(&format!("{LOOK}{BEGIN}{body}"), &asked)?;
            Ok(told.as_f64().unwrap_or(f64::NAN))
        };
        step(JOINED)?;
        let bare = step(BARE)?;
        // What went bare is answered once more, as a repeat; then as many changes go that the server does not know.
        step(DRAINED)?;
        step(QUEUED_AGAIN)?;
        opened.push(Pair { ours: step(DRAINED)?, other: bare });
        runs.push(Pair { ours: step(REACHED)?, other: bare });
    }
    let what = format!("{QUEUED} queued changes until acknowledged");
    for (since, runs) in [("it was asked for", &runs), ("the app was opened", &opened)] {
        let what = format!("{what}, since {since}");
        println!("{}", Figure::against(what, "ms", "bare requests of the same bytes", runs, LIMIT_QUEUE));
    }
    Ok(())
}

/// Runs what takes longer than a browser's driver waits for a script, and gives what it returns.
fn at_leisure(browser: &Browser, body: &str, asked: &[Value]) -> Outcome<Value> {
    let begin = format!(
        "const given = [...arguments]; window.told = null; (async (...arguments) => {{ {body} }})(...given) \
         .then((ok) => {{ window.told = {{ ok }}; }}, (error) => {{ window.told = {{ error: String(error) }}; }});"
    );
    browser.run(&begin, asked)?;
    let told = wait::within(LEISURE, "a peer", || {
        browser.run("return window.told", &[]).ok().filter(|told| !told.is_null())
    })?;
    told.get("ok").cloned().ok_or_else(|| Trouble::new(format!("in the page: {told}")))
}

/// PouchDB from its own server, until it has all; then as many changes pushed as our queue holds.
fn replicated(lab: &Lab, tools: &Path, dump: &Dump) -> Outcome<()> {
    let data = Folder::new("couch")?;
    let server = PouchServer::start(tools, data.path())?;
    let remote = format!("http://127.0.0.1:{}/logs", server.port);
    let browser = lab.browser(Engine::Chromium, None, &[])?;
    let seed = "
      const { asDoc } = await import('/bench/peers/pouch.js');
      const records = await (await fetch('/bench/records.json')).json();
      const send = (method, to, body) =>
        fetch(to, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
      await send('PUT', arguments[0]);
      for (let from = 0; from < records.length; from += 2000) {
        const answer = await send('POST', `${arguments[0]}/_bulk_docs`, { docs: records.slice(from, from + 2000).map(asDoc) });
        if (!answer.ok) throw new Error(`${answer.status}`);
      }
      return records.length;
    ";
    at_leisure(&browser, seed, &[json!(remote)])?;
    drop(browser);
    let browser = lab.browser(Engine::Chromium, None, &[])?;
    let told = at_leisure(&browser, &format!("{LOOK}{POUCH_SYNC}"), &[json!(remote), json!(QUEUED)])?;
    let number = |at: usize| told.get(at).and_then(Value::as_f64).unwrap_or(f64::NAN);
    println!(
        "PouchDB from its own server: {} of {} records in {:.0} ms; {QUEUED} changes pushed in {:.0} ms",
        number(1),
        dump.count,
        number(0),
        number(2)
    );
    Ok(())
}

/// PouchDB's server, ended when this goes.
struct PouchServer {
    child: Child,
    port: u16,
}

impl PouchServer {
    fn start(tools: &Path, data: &Path) -> Outcome<Self> {
        let script = pages_folder().join("pouch-server.cjs");
        let mut child = Command::new("node")
            .arg(script)
            .arg(data)
            .env("NODE_PATH", tools.join("node_modules"))
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Trouble::at("node"))?;
        let said = child.stdout.take().ok_or_else(|| Trouble::new("node says nothing"))?;
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).map_err(Trouble::at("PouchDB's server"))?;
        let port = line.trim().parse().map_err(Trouble::at(format!("the port {line:?}")))?;
        Ok(Self { child, port })
    }
}

impl Drop for PouchServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn pages_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/page/peers")
}

/// The peers, installed once below the build's output; nothing of them is part of the app, of `serve` or of `test`.
fn tools() -> Outcome<PathBuf> {
    let tools = std::env::var_os("TSUNAGARI_TOOLS").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tools.join("peers");
    let mark = folder.join("installed");
    let wanted = PACKAGES.iter().chain(&SERVER_PACKAGES).copied().collect::<Vec<_>>();
    if fs::read_to_string(&mark).ok().as_deref() != Some(&wanted.join(" ")) {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--legacy-peer-deps", "--prefix"]);
        let done = npm.arg(&folder).args(&wanted).status().map_err(Trouble::at("npm: install Node"))?;
        if !done.success() {
            return Err(Trouble::new("npm could not install the peers: connect to the network once"));
        }
        fs::write(&mark, wanted.join(" ")).map_err(Trouble::at(mark.display()))?;
    }
    Ok(folder)
}

/// The peers' pages, each bundled with its library, as the lab serves them.
fn pages(tools: &Path) -> Outcome<BTreeMap<String, Response>> {
    let built = tools.join("built");
    let mut esbuild = Command::new(tools.join("node_modules/.bin/esbuild"));
    esbuild.args(PAGES.map(|name| pages_folder().join(format!("{name}.js"))));
    esbuild.args(["--bundle", "--minify", "--format=esm", "--log-level=error"]);
    esbuild.args(["--main-fields=browser,module,main", "--define:global=globalThis"]);
    esbuild.arg(format!("--outdir={}", built.display())).env("NODE_PATH", tools.join("node_modules"));
    if !esbuild.status().map_err(Trouble::at("esbuild"))?.success() {
        return Err(Trouble::new("the peers could not be bundled; see the message above"));
    }
    let mut pages = BTreeMap::new();
    for name in PAGES {
        let file = built.join(format!("{name}.js"));
        let bytes = fs::read(&file).map_err(Trouble::at(file.display()))?;
        pages.insert(format!("peers/{name}.js"), Response::new(200, "text/javascript", bytes));
    }
    let wasm = tools.join("node_modules/@sqlite.org/sqlite-wasm/dist/sqlite3.wasm");
    let bytes = fs::read(&wasm).map_err(Trouble::at(wasm.display()))?;
    pages.insert("peers/sqlite3.wasm".to_owned(), Response::new(200, "application/wasm", bytes));
    Ok(pages)
}
