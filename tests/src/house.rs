//! A ward with many logs on a real server and a device that has read all but the last ten: what a device waits for that comes
//! back. No figures.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_core::change::PROTOCOL;
use tsunagari_core::org::Session;
use tsunagari_core::record::Scope;
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::sync::cell;
use tsunagari_core::sync::wire::{CellMark, Cursor, SyncAnswer, SyncRequest};

use crate::archive::Archive;
use crate::http1::{Line, Request, Response};
use crate::place::Folder;
use crate::server::{Options, Server};
use crate::trouble::{Outcome, Trouble};
use crate::wait::{self, Watch, timed};

/// Records that others changed since the device was here.
const CHANGED: usize = 10;

/// How long a server that has just started may count and pack, and how long it has to have done nothing to be at rest.
const STARTING: Duration = Duration::from_secs(240);
const RESTING: Duration = Duration::from_secs(2);

/// A server over a ward of logs of which ten were changed after all that a device has read.
pub struct House {
    server: Server,
    /// How long it took to make; little where one was kept.
    pub made: Duration,
    /// The scope of the ten logs, and its version before them.
    changed: Scope,
    before: u64,
}

/// A device that has joined: its cookie and scopes.
pub struct Device {
    cookie: String,
    session: Session,
}

/// All cells of a ward.
pub struct Load {
    pub millis: f64,
    pub bytes: usize,
    cursors: SortedMap<Scope, Cursor>,
}

impl House {
    pub fn with(runtime: &Runtime, count: usize) -> Outcome<Self> {
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
        Ok(Self { server: Server::over(data, Options::default())?, made: time, changed, before })
    }

    /// Waits until the server does nothing by itself any more: after a start it counts its summaries, which takes the longer the
    /// more logs there are.
    pub fn rests(&self) -> Outcome<()> {
        let (mut spent, mut since) = (self.spent()?, Watch::begun());
        wait::within(STARTING, "the server to be at rest", || match self.spent() {
            Ok(now) if now == spent => (since.passed() >= RESTING).then_some(Ok(())),
            Ok(now) => {
                (spent, since) = (now, Watch::begun());
                None
            }
            Err(trouble) => Some(Err(trouble)),
        })?
    }

    /// What the server's process has had of the processors, as the system's own account puts it.
    fn spent(&self) -> Outcome<Vec<String>> {
        let pid = self.server.pid().ok_or_else(|| Trouble::new("no server"))?;
        let told = fs::read_to_string(format!("/proc/{pid}/stat")).map_err(Trouble::at("the process"))?;
        let behind_its_name = told.rsplit(')').next().unwrap_or_default();
        Ok(behind_its_name.split_whitespace().skip(11).take(2).map(str::to_owned).collect())
    }

    pub fn device(&self) -> Outcome<Device> {
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
    pub fn load(&self, device: &Device) -> Outcome<Load> {
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
    pub fn stand(&self, device: &Device) -> Outcome<SortedMap<Scope, Cursor>> {
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
    pub fn sync(&self, device: &Device, cursors: &SortedMap<Scope, Cursor>) -> Outcome<(usize, f64)> {
        let (said, bytes, millis) = self.exchange(device, cursors)?;
        self.told(&said)?;
        Ok((bytes, millis))
    }

    /// A connection to the server, to be kept.
    pub fn line(&self) -> Outcome<Line> {
        Line::to(self.server.port()).map_err(Trouble::at("the server"))
    }

    /// The same as [`Self::sync`] over a connection that is kept: its time in milliseconds.
    pub fn sync_on(
        &self,
        line: &mut Line,
        device: &Device,
        cursors: &SortedMap<Scope, Cursor>,
    ) -> Outcome<f64> {
        let request = self.signed(&request(cursors), Some(device));
        let (answer, time) = patient(|| line.ask(&request).map_err(Trouble::at("a sync")))?;
        self.told(&read(&answer)?)?;
        Ok(time.as_secs_f64() * 1000.0)
    }

    /// That the ten were told, and no more.
    fn told(&self, said: &SyncAnswer) -> Outcome<()> {
        let told = said.feeds.iter().find(|feed| feed.scope == self.changed).map(|feed| feed.records.len());
        let wrong = || Trouble::new(format!("{told:?} records were told, not {CHANGED}"));
        (told == Some(CHANGED)).then_some(()).ok_or_else(wrong)
    }

    fn exchange(
        &self,
        device: &Device,
        cursors: &SortedMap<Scope, Cursor>,
    ) -> Outcome<(SyncAnswer, usize, f64)> {
        let request = request(cursors);
        let (answer, time) = self.ask(&request, Some(device))?;
        let said = read(&answer)?;
        Ok((said, answer.body.len(), time.as_secs_f64() * 1000.0))
    }

    fn ask(&self, request: &Request, device: Option<&Device>) -> Outcome<(Response, Duration)> {
        let request = self.signed(request, device);
        patient(|| self.server.ask(request.clone()))
    }

    fn signed(&self, request: &Request, device: Option<&Device>) -> Request {
        let mut request = request.clone();
        request.headers.set("origin", self.server.origin());
        if let Some(device) = device {
            request.headers.set("cookie", device.cookie.clone());
        }
        request
    }
}

/// The answer and its own time; the server's wish to wait is obeyed, off the watch.
#[expect(clippy::disallowed_methods, reason = "the server says for how long; there is no condition to see")]
fn patient(mut ask: impl FnMut() -> Outcome<Response>) -> Outcome<(Response, Duration)> {
    loop {
        let (answer, time) = timed(&mut ask);
        let answer = answer?;
        let wait = answer.headers.get("retry-after").and_then(|seconds| seconds.parse().ok());
        match (answer.status, wait) {
            (200, _) => return Ok((answer, time)),
            (429, Some(seconds)) => std::thread::sleep(Duration::from_secs(seconds)),
            _ => return Err(Trouble::new(format!("{}: {}", answer.status, answer.text()))),
        }
    }
}

/// What a device asks that has nothing to send.
fn request(cursors: &SortedMap<Scope, Cursor>) -> Request {
    let request = SyncRequest {
        protocol: PROTOCOL,
        build: "bench".to_owned(),
        changes: Vec::new(),
        cursors: cursors.iter().map(|(scope, cursor)| (*scope, *cursor)).collect(),
        feed: true,
    };
    Request::json("POST", "/api/v1/sync", &json!(request))
}

fn read(answer: &Response) -> Outcome<SyncAnswer> {
    serde_json::from_slice(&answer.body).map_err(Trouble::at(answer.text()))
}
