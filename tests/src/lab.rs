//! Where a bench measures in a browser: its own pages and the compiled `bench` of the app in front of a real server. No figures.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::Value;

use crate::browser::{Browser, Engine, ON_LEVELDB, ON_SQLITE, Plain, Setting};
use crate::http1::{Request, Response};
use crate::listener::Listener;
use crate::place::Folder;
use crate::proxy::Proxy;
use crate::server::{Options, Server};
use crate::site::kind;
use crate::trouble::{Outcome, Trouble};
use crate::wait;

/// Where the bench's own files are; all else is the server's.
const OWN: &str = "/bench/";
const PAGE: &str = "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><title>bench</title><link rel=\"icon\" href=\"data:,\"></head><body><ul id=\"rows\"></ul></body></html>";
/// Chromium keeps IndexedDB on LevelDB unless told so; new stores move to SQLite.
pub const BACKENDS: [(&str, &[&str]); 2] = [("LevelDB", &[ON_LEVELDB]), ("SQLite", &[ON_SQLITE])];

/// A server with the bench's pages before it, on one origin.
pub struct Lab {
    listener: Listener,
    pub server: Server,
}

impl Lab {
    /// Over data that was made before; `more` are files to serve from memory under `/bench/`.
    pub fn over(data: Folder, more: BTreeMap<String, Response>) -> Outcome<Self> {
        let folders = [compiled(), Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/page")];
        // The address must be known before the server is told its origin.
        let upstream: Arc<OnceLock<(u16, String)>> = Arc::default();
        let known = Arc::clone(&upstream);
        let listener = Listener::open(move |stream| {
            if let Some((port, origin)) = known.get() {
                answer(stream, &folders, &more, *port, origin);
            }
        })?;
        let server = Server::over(data, Options { origin: Some(listener.origin()), ..Options::default() })?;
        upstream.set((server.port(), listener.origin())).ok();
        Ok(Self { listener, server })
    }

    pub fn port(&self) -> u16 {
        self.listener.port()
    }

    pub fn origin(&self) -> String {
        self.listener.origin()
    }

    /// Joins as an admin of all districts by the link, and waits until every record is on the device, so long at most.
    pub fn joins_whole(&self, browser: &Browser, patience: Duration) -> Outcome<()> {
        browser.goto(&self.server.invite("admin")?.link)?;
        browser.press("ひなた地区")?;
        browser.press("次へ")?;
        browser.fill("お名前", "係長")?;
        browser.press("次へ")?;
        browser.press("参加する")?;
        browser.until("navigator.serviceWorker.controller")?;
        wait::within(patience, "all to be loaded", || loaded(browser).ok()?.then_some(()))
    }

    /// The body of a joining as admin, who reads every district.
    pub fn joining(&self, role: &str) -> Outcome<Value> {
        let link = self.server.invite(role)?.link;
        let secret = link.split_once('#').and_then(|(_, rest)| rest.split('.').next()).unwrap_or_default();
        Ok(serde_json::json!({ "org": "tsumugi", "secret": secret, "name": "会計A" }))
    }

    /// A new browser process on the bench's blank page.
    pub fn browser(&self, engine: Engine, profile: Option<&Folder>, words: &[&str]) -> Outcome<Browser> {
        let browser = self.process(engine, profile, words)?;
        browser.goto(&format!("{}{OWN}", self.origin()))?;
        Ok(browser)
    }

    /// A new browser process that has been nowhere yet.
    pub fn process(&self, engine: Engine, profile: Option<&Folder>, words: &[&str]) -> Outcome<Browser> {
        let setting = Setting {
            profile: profile.map(|profile| profile.path().to_path_buf()),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            ..Setting::default()
        };
        Browser::with(engine, setting)
    }

    /// WebKit as people run it, through a proxy that leads here: under a driver it keeps nothing on disk.
    pub fn plain<'p>(&self, proxy: &'p Proxy, home: &Folder) -> Outcome<Plain<'p>> {
        proxy.connect(self.port());
        Plain::open(proxy, home, &format!("{}{OWN}", proxy.origin()))
    }
}

/// The compiled page: `TSUNAGARI_BENCH`, or the workspace's build output.
fn compiled() -> PathBuf {
    std::env::var_os("TSUNAGARI_BENCH")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench"), PathBuf::from)
}

/// Bytes of all files below a folder.
pub fn weight(folder: &Path) -> Outcome<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder).map_err(Trouble::at(folder.display()))?.flatten() {
        let Ok(about) = entry.metadata() else { continue };
        sum += if about.is_dir() { weight(&entry.path())? } else { about.len() };
    }
    Ok(sum)
}

fn answer(
    stream: TcpStream,
    folders: &[PathBuf],
    more: &BTreeMap<String, Response>,
    upstream: u16,
    origin: &str,
) {
    let mut reader = BufReader::new(stream);
    let Ok(Some(mut request)) = Request::read(&mut reader) else { return };
    if request.headers.get("origin").is_some() {
        request.headers.set("origin", origin); // WebKit comes through a proxy of its own
    }
    let bytes = match request.place().strip_prefix(OWN) {
        Some(name) => own(name, folders, more).bytes(),
        None => match request.send(upstream) {
            Ok(response) => response.bytes(),
            Err(_) => return,
        },
    };
    reader.get_mut().write_all(&bytes).ok();
}

fn own(name: &str, folders: &[PathBuf], more: &BTreeMap<String, Response>) -> Response {
    if name.is_empty() {
        return Response::new(200, "text/html; charset=utf-8", PAGE);
    }
    if let Some(response) = more.get(name) {
        return response.clone();
    }
    let found = folders.iter().find_map(|folder| fs::read(folder.join(name)).ok());
    found.map_or_else(
        || Response::new(404, "text/plain", "not here"),
        |bytes| Response::new(200, kind(name), bytes),
    )
}

/// No scope is being filled: each row of `meta` that tells of one says so.
fn loaded(browser: &Browser) -> Outcome<bool> {
    const LOOK: &str = "return await new Promise((done, fail) => {
      const open = indexedDB.open('tsunagari-tsumugi');
      open.onerror = () => fail(open.error);
      open.onsuccess = () => {
        const ask = open.result.transaction('meta').objectStore('meta').getAll(IDBKeyRange.bound('scope/', 'scope0'));
        ask.onsuccess = () => {
          open.result.close();
          const held = ask.result.map((row) => JSON.parse(new TextDecoder().decode(row)));
          done(held.length > 10 && held.every((it) => it.live && !it.loading));
        };
      };
    });";
    Ok(browser.run_async(LOOK, &[])? == serde_json::json!(true))
}
