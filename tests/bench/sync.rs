//! The server's side of a sync over loopback: a first load, and ten changed records after 100,000 against after 1,000.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_core::change::PROTOCOL;
use tsunagari_core::org::Session;
use tsunagari_core::record::Scope;
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::sync::cell;
use tsunagari_core::sync::wire::{CellMark, Cursor, SyncAnswer, SyncRequest};
use tsunagari_tests::archive::Archive;
use tsunagari_tests::figures::{Figure, Pair, RUNS, median};
use tsunagari_tests::http1::{Request, Response};
use tsunagari_tests::place::Folder;
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::timed;

const MANY: usize = 100_000;
const FEW: usize = 1_000;
/// Records that others changed since the device was here.
const CHANGED: usize = 10;
/// Requests of one run, of each server.
const ASKED: usize = 60;

fn main() -> Outcome<()> {
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    let (few, many) = (House::with(&runtime, FEW)?, House::with(&runtime, MANY)?);
    let device = [few.device()?, many.device()?];
    let loads: Vec<_> = (0..RUNS).map(|_| many.load(&device[1])).collect::<Outcome<_>>()?;
    let seconds: Vec<_> = loads.iter().map(|load| load.millis).collect();
    let bytes: Vec<_> = loads.iter().map(|load| load.bytes as f64 / 1e6).collect();
    println!("{}", Figure::alone("first load of 100,000 records, server to loopback", "ms", &seconds, None));
    println!("{}", Figure::alone("its bytes", "MB", &bytes, None));
    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        // Anew for each run, and the first does not count: a server that has just started writes its summaries in it.
        let cursors = [few.stand(&device[0])?, many.stand(&device[1])?];
        let (mut after_few, mut after_many, mut size) =
            (Vec::new(), Vec::new(), Pair { ours: 0.0, other: 0.0 });
        for _ in 0..ASKED {
            let (bytes, millis) = few.sync(&device[0], &cursors[0])?;
            after_few.push(millis);
            size.other = bytes as f64;
            let (bytes, millis) = many.sync(&device[1], &cursors[1])?;
            after_many.push(millis);
            size.ours = bytes as f64;
        }
        if run == 0 {
            continue;
        }
        times.push(Pair { ours: median(&after_many), other: median(&after_few) });
        sizes.push(size);
    }
    println!("{}", Figure::against("ten changed after 100,000, time", "ms", "after 1,000", &times, 1.5));
    println!("{}", Figure::against("ten changed after 100,000, bytes", "B", "after 1,000", &sizes, 1.5));
    Ok(())
}

struct House {
    server: Server,
    /// The scope of the ten logs, and its version before them.
    changed: Scope,
    before: u64,
}

/// A device that has joined: its cookie and scopes.
struct Device {
    cookie: String,
    session: Session,
}

struct Load {
    millis: f64,
    bytes: usize,
    cursors: SortedMap<Scope, Cursor>,
}

impl House {
    fn with(runtime: &Runtime, count: usize) -> Outcome<Self> {
        let data = Folder::new("bench")?;
        let (made, time) = timed(|| {
            runtime.block_on(async {
                let archive = Archive::fill(data.path(), count).await?;
                let changed = archive.add(CHANGED, 2).await;
                archive.close().await;
                changed
            })
        });
        let (changed, before) = made?;
        println!("a ward with {count} records made in {:.1} s", time.as_secs_f32());
        Ok(Self { server: Server::over(data, Options::default())?, changed, before })
    }

    fn device(&self) -> Outcome<Device> {
        let link = self.server.invite("admin")?.link;
        let secret = link.split_once('#').and_then(|(_, rest)| rest.split('.').next()).unwrap_or_default();
        let key = "0123456789abcdef0123456789abcdef";
        let body = json!({ "org": "tsumugi", "secret": secret, "name": "会計A", "key": key });
        let (answer, _) = self.ask(&Request::json("POST", "/api/v1/join", &body), None)?;
        let cookie =
            answer.headers.get("set-cookie").and_then(|set| set.split(';').next()).unwrap_or_default();
        let cookie = cookie.to_owned();
        let said: Value = serde_json::from_slice(&answer.body).map_err(Trouble::at(answer.text()))?;
        let session = said.get("session").cloned().unwrap_or_default();
        Ok(Device { cookie, session: serde_json::from_value(session).map_err(Trouble::at("the session"))? })
    }

    /// Every cell of every scope, as a device loads them.
    fn load(&self, device: &Device) -> Outcome<Load> {
        let mut load = Load { millis: 0.0, bytes: 0, cursors: SortedMap::new() };
        for scope in device.session.scopes() {
            let mut mark: Option<CellMark> = None;
            loop {
                let from = mark.map_or_else(String::new, |mark| {
                    format!("&class={}&below={}", json!(mark.class).as_str().unwrap_or_default(), mark.below)
                });
                let path = format!("/api/v1/cells?scope={scope}{from}");
                let (answer, time) = self.ask(&Request::new("GET", &path), Some(device))?;
                load.millis += time.as_secs_f64() * 1000.0;
                load.bytes += answer.body.len();
                let (bundle, _) = cell::cut(&answer.body).map_err(Trouble::at(&path))?;
                let version = load.cursors.get(&scope).map_or(bundle.cursor.version, |least| least.version);
                load.cursors
                    .insert(scope, Cursor { version: version.min(bundle.cursor.version), ..bundle.cursor });
                mark = bundle.next;
                if mark.is_none() {
                    break;
                }
            }
        }
        Ok(load)
    }

    /// Where a device stands that has read all but the ten logs.
    fn stand(&self, device: &Device) -> Outcome<SortedMap<Scope, Cursor>> {
        let mut cursors = self.load(device)?.cursors;
        // The cells may hold some of the ten already.
        if let Some(cursor) = cursors.get_mut(&self.changed) {
            cursor.version = self.before;
        }
        loop {
            let mut told = 0;
            let (answer, ..) = self.exchange(device, &cursors)?;
            for feed in answer.feeds.iter().filter(|feed| feed.scope != self.changed) {
                cursors.insert(feed.scope, feed.next);
                told += feed.records.len();
            }
            if told == 0 {
                return Ok(cursors);
            }
        }
    }

    /// One request that asks for what is new: the answer, its bytes, and its time in milliseconds.
    fn sync(&self, device: &Device, cursors: &SortedMap<Scope, Cursor>) -> Outcome<(usize, f64)> {
        let (said, bytes, millis) = self.exchange(device, cursors)?;
        let told = said.feeds.iter().find(|feed| feed.scope == self.changed).map(|feed| feed.records.len());
        if told == Some(CHANGED) {
            Ok((bytes, millis))
        } else {
            Err(Trouble::new(format!("{told:?} records were told, not {CHANGED}")))
        }
    }

    fn exchange(
        &self,
        device: &Device,
        cursors: &SortedMap<Scope, Cursor>,
    ) -> Outcome<(SyncAnswer, usize, f64)> {
        let request = SyncRequest {
            protocol: PROTOCOL,
            build: "bench".to_owned(),
            changes: Vec::new(),
            cursors: cursors.iter().map(|(scope, cursor)| (*scope, *cursor)).collect(),
            feed: true,
        };
        let request = Request::json("POST", "/api/v1/sync", &json!(request));
        let (answer, time) = self.ask(&request, Some(device))?;
        let said: SyncAnswer = serde_json::from_slice(&answer.body).map_err(Trouble::at(answer.text()))?;
        Ok((said, answer.body.len(), time.as_secs_f64() * 1000.0))
    }

    /// The answer and its own time; the server's wish to wait is obeyed, off the watch.
    #[expect(
        clippy::disallowed_methods,
        reason = "the server says for how long; there is no condition to see"
    )]
    fn ask(&self, request: &Request, device: Option<&Device>) -> Outcome<(Response, Duration)> {
        let mut request = request.clone();
        request.headers.set("origin", self.server.origin());
        if let Some(device) = device {
            request.headers.set("cookie", device.cookie.clone());
        }
        loop {
            let (answer, time) = timed(|| self.server.ask(request.clone()));
            let answer = answer?;
            let wait = answer.headers.get("retry-after").and_then(|seconds| seconds.parse().ok());
            match (answer.status, wait) {
                (200, _) => return Ok((answer, time)),
                (429, Some(seconds)) => std::thread::sleep(Duration::from_secs(seconds)),
                _ => return Err(Trouble::new(format!("{}: {}", answer.status, answer.text()))),
            }
        }
    }
}
