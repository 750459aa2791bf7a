//! A network to be had on one machine: passes on, loses, cuts, delays, or answers as a café's Wi-Fi does; and carries the walk
//! script into pages of a browser that no driver can reach (`walk.rs`).

use std::io::{BufReader, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::http1::{Request, Response};
use crate::listener::Listener;
use crate::trouble::Outcome;
use crate::wait;
use crate::walk::{self, Walk};

/// What happens to the requests that it concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// The connection is closed before anything is said: no server.
    Unreachable,
    /// The server gets the request; its answer is lost.
    LoseAnswer,
    /// The server gets the request; its answer breaks off after so many bytes of its body.
    Cut(usize),
    /// Each answer comes so much later.
    Delay(Duration),
    /// The connection is accepted and nothing is ever said.
    Hang,
    /// 200 and a page of the Wi-Fi's owner, whatever was asked.
    PortalPage,
    /// 302 to such a page.
    PortalRedirect,
    /// 511 Network Authentication Required.
    PortalRequired,
    /// The right status and body under another content type.
    WrongKind,
    /// Such a status with a page that names no API.
    Status(u16),
}

/// One request as it passed, and the status that the browser was given (0: none).
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub status: u16,
}

pub struct Proxy {
    listener: Listener,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    rules: Mutex<Rules>,
    seen: Mutex<Vec<Seen>>,
    build: Mutex<Option<Build>>,
    walk: Walk,
}

/// A newer build that the server has from now on: its page and its service worker, which name it.
#[derive(Clone)]
pub struct Build {
    pub page: Vec<u8>,
    pub worker: Vec<u8>,
}

#[derive(Clone, Default)]
struct Rules {
    upstream: u16,
    fault: Fault,
    /// Only paths that begin with this are concerned.
    under: String,
    /// So many more times; for ever where there is no number.
    times: Option<u32>,
}

impl Proxy {
    /// Its address is known before the server's: `connect` names the server when there is one.
    pub fn open() -> Outcome<Self> {
        let inner = Arc::new(Inner::default());
        let own = Arc::clone(&inner);
        let listener = Listener::open(move |stream| own.carry(stream))?;
        Ok(Self { listener, inner })
    }

    pub fn connect(&self, port: u16) {
        held(&self.inner.rules).upstream = port;
    }

    /// From now on, for all requests.
    pub fn fault(&self, fault: Fault) {
        self.fault_under("/", fault, None);
    }

    /// From now on, for paths that begin so; so many times, or until told otherwise.
    pub fn fault_under(&self, under: &str, fault: Fault, times: Option<u32>) {
        let mut rules = held(&self.inner.rules);
        *rules = Rules { upstream: rules.upstream, fault, under: under.to_owned(), times };
    }

    /// From now on pages believe that it is so many milliseconds since 1970.
    pub fn set_clock(&self, millis: i64) {
        self.inner.walk.set_clock(millis - wait::clock());
    }

    /// From now on each page begins with this script; the pages that a service worker keeps do so too, if it came after the first
    /// such call.
    pub fn begin_pages(&self, script: &'static str) {
        self.inner.walk.set_fault(script);
    }

    /// From now on the app is of this build.
    pub fn renew(&self, build: Build) {
        *held(&self.inner.build) = Some(build);
    }

    pub fn seen(&self) -> Vec<Seen> {
        held(&self.inner.seen).clone()
    }

    pub fn forget_seen(&self) {
        held(&self.inner.seen).clear();
    }

    pub fn port(&self) -> u16 {
        self.listener.port()
    }

    pub fn origin(&self) -> String {
        self.listener.origin()
    }

    pub(crate) fn walk(&self) -> &Walk {
        &self.inner.walk
    }
}

impl Inner {
    fn carry(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        let Ok(Some(request)) = Request::read(&mut reader) else { return };
        if request.place().starts_with(walk::PLACE) {
            let answer = self.walk.answer(&request);
            reader.get_mut().write_all(&answer.bytes()).ok();
            return;
        }
        let (upstream, fault) = self.rule_for(&request);
        if fault == Fault::Hang {
            held(&self.seen).push(Seen { method: request.method, path: request.path, status: 0 });
            wait::within(Duration::from_secs(600), "the end of the test", || None::<()>).ok();
            return;
        }
        let (status, bytes) = self.outcome(&request, upstream, &fault);
        held(&self.seen).push(Seen { method: request.method, path: request.path, status });
        reader.get_mut().write_all(&bytes).ok();
    }

    fn rule_for(&self, request: &Request) -> (u16, Fault) {
        let mut rules = held(&self.rules);
        if rules.times == Some(0) || !request.path.starts_with(&rules.under) {
            return (rules.upstream, Fault::None);
        }
        rules.times = rules.times.map(|left| left - 1);
        (rules.upstream, rules.fault.clone())
    }

    fn outcome(&self, request: &Request, upstream: u16, fault: &Fault) -> (u16, Vec<u8>) {
        match fault {
            Fault::Unreachable | Fault::Hang => return (0, Vec::new()),
            Fault::PortalPage => return sent(&Response::new(200, "text/html", PORTAL)),
            Fault::PortalRequired => return sent(&Response::new(511, "text/html", PORTAL)),
            Fault::PortalRedirect => {
                let mut away = Response::new(302, "text/html", PORTAL);
                away.headers.set("location", "/wifi-login");
                return sent(&away);
            }
            Fault::Status(status) => return sent(&Response::new(*status, "text/html", PORTAL)),
            Fault::Delay(time) => wait::pause(*time),
            Fault::None | Fault::LoseAnswer | Fault::Cut(_) | Fault::WrongKind => {}
        }
        let Some(mut response) = self.ask(request, upstream) else { return (0, Vec::new()) };
        match fault {
            Fault::LoseAnswer => (0, Vec::new()),
            Fault::WrongKind => {
                response.headers.set("content-type", "text/html");
                sent(&response)
            }
            Fault::Cut(length) => {
                let (status, whole) = sent(&response);
                let head = whole.len() - response.body.len();
                (status, whole.into_iter().take(head + length).collect())
            }
            _ => sent(&response),
        }
    }

    fn ask(&self, request: &Request, upstream: u16) -> Option<Response> {
        let mut request = request.clone();
        let (page, worker) = (walk::is_page(&request), request.place() == "/sw.js");
        let walked = self.walk.is_wanted() && (page || worker);
        let newer = held(&self.build).clone().and_then(|build| match request.place() {
            "/sw.js" => Some(build.worker),
            place => (page || place == "/index.html").then_some(build.page),
        });
        if walked || newer.is_some() {
            // A changed page has no other coding and no earlier copy.
            request.headers.remove("accept-encoding");
            request.headers.remove("if-none-match");
            request.headers.remove("if-modified-since");
        }
        let mut response = request.send(upstream).ok()?;
        if let Some(newer) = newer {
            response.body = newer;
        }
        if walked && response.status == 200 {
            self.walk.carry_into(&mut response);
        }
        Some(response)
    }
}

const PORTAL: &str =
    "<!doctype html><title>Wi-Fi</title><h1>Free Wi-Fi</h1><p>Please agree to the terms.</p>";

fn sent(response: &Response) -> (u16, Vec<u8>) {
    (response.status, response.bytes())
}

pub fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
