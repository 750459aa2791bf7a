//! F24 and F26: requests that no app would send, made from good ones by chance, and bombs; the server answers each with a
//! clear 4xx, does not grow, and goes on.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tsunagari_core::id::{ChangeId, RecordId, derived};
use tsunagari_world::chance::Chance;

use crate::http1::{Request, Response};
use crate::server::{Options, Server};
use crate::small::{SLUG, Small};
use crate::trouble::{Outcome, Trouble};
use crate::wait;

/// Requests of one device before the next takes its turn, so that none is told to wait.
const DEVICES: usize = 40;
/// What the server's memory may grow by for each request at most, in bytes (F24), and at least what is let pass as noise.
const GROWTH: u64 = 64 * 1024;
const NOISE: u64 = 24 * 1024 * 1024;
/// Nothing on loopback takes longer to be refused.
const PATIENCE: Duration = Duration::from_secs(40);

/// Doors with the method that opens them; the busiest stand there more than once.
const PATHS: [(&str, &str); 34] = [
    ("POST", "/api/v1/sync"),
    ("POST", "/api/v1/sync"),
    ("POST", "/api/v1/sync"),
    ("POST", "/api/v1/sync"),
    ("POST", "/api/v1/join"),
    ("POST", "/api/v1/join"),
    ("POST", "/api/v1/join/look"),
    ("POST", "/api/v1/invites"),
    ("GET", "/api/v1/invites"),
    ("GET", "/api/v1/people"),
    ("GET", "/api/v1/cells?scope=org/all"),
    ("GET", "/api/v1/cells"),
    ("GET", "/api/v1/cells?scope=org/all&class=log&below=99999999999"),
    ("GET", "/api/v1/cells?scope=%ff&below=-1"),
    ("GET", "/api/v1/cells?scope=org/all&scope=org/staff&below=1"),
    ("GET", "/api/v1/cells?scope=district/00000000-0000-0000-0000-000000000000/all"),
    ("GET", "/api/v1/plans"),
    ("GET", "/api/v1/plans?org=%ff&org=2"),
    ("GET", "/api/v1/plans/%ff"),
    ("POST", "/api/v1/plans/00000000-0000-0000-0000-000000000000/import"),
    ("GET", "/api/v1/records/%00/history"),
    ("GET", "/api/v1/records/00000000-0000-0000-0000-000000000000/history"),
    ("POST", "/api/v1/devices/../revoke"),
    ("POST", "/api/v1/devices/00000000-0000-0000-0000-000000000000/revoke"),
    ("POST", "/api/v1/invites/%f0%9f/end"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/o/%e3/manifest.webmanifest"),
    ("GET", "/o/..%2f..%2f"),
    ("GET", "/%2e%2e/%2e%2e/etc/passwd"),
    ("GET", "/p/hinata"),
    ("GET", "/p/%e3%81%82/x/y?z"),
    ("GET", "/health"),
    ("GET", "/metrics"),
    ("GET", "//"),
];
const METHODS: [&str; 8] = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW"];
/// Header lines that are wrong, strange, or both.
const HEADERS: [(&str, &str); 22] = [
    ("content-encoding", "br"),
    ("content-encoding", "gzip"),
    ("content-encoding", "gzip, gzip"),
    ("content-encoding", "x"),
    ("content-encoding", "identity"),
    ("cookie", "tsunagari_1=.;;=;tsunagari=\u{1f600}"),
    ("cookie", "=;=;=;;;;"),
    ("content-type", "application/json;;;"),
    ("content-type", "application/json; charset=utf-7"),
    ("content-type", "text/html"),
    ("accept-encoding", "br;q=nan, gzip;q=99999, *;q="),
    ("if-none-match", "W/\"\",,,\"x"),
    ("if-modified-since", "Thu, 99 Foo -1 25:61:61 GMT"),
    ("range", "bytes=99999999999999999999-,-1"),
    ("origin", "null"),
    ("origin", "http://localhost:99999999"),
    ("sec-fetch-site", "\u{fffd}"),
    ("x-forwarded-for", "999.1.1.1, ::::"),
    ("forwarded", "for=\"[::"),
    ("accept", ";;;,,,q=q"),
    ("content-length", "0"),
    ("user-agent", "あ\u{0}"),
];
/// Pieces of JSON that readers have stumbled over.
const PIECES: [&str; 18] = [
    "18446744073709551616e308",
    "-0",
    "1e-999999999",
    "9007199254740993",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "\u{feff}",
    "\u{202e}",
    "{\"\":{}}",
    "null",
    "[[[[]]]]",
    "\"__proto__\":1,",
    "\\",
    "\"",
    "}{",
    "NaN",
    "0x10",
    "\u{1f469}\u{200d}\u{1f469}",
];

/// A server with devices of each role.
pub struct Malformed {
    server: Server,
    small: Small,
    bodies: Vec<String>,
    chance: Chance,
}

/// What they were answered.
#[derive(Debug, Default)]
pub struct Sum {
    /// How many answers of each status; 0 where the connection was closed without any.
    pub statuses: BTreeMap<u16, usize>,
    /// By how much the server's memory grew, in bytes.
    pub grew: u64,
    /// The server's greatest memory, in bytes.
    pub peak: u64,
    pub wrong: Vec<String>,
}

impl Sum {
    pub fn figures(&self) -> String {
        let statuses: Vec<_> =
            self.statuses.iter().map(|(status, count)| format!("{status}:{count}")).collect();
        let (grew, peak) = (self.grew / 1024, self.peak / 1024);
        format!("statuses={} grew_kib={grew} peak_kib={peak}", statuses.join(","))
    }

    pub fn refused(&self) -> usize {
        self.statuses.range(400..500).map(|(_, count)| count).sum()
    }
}

impl Malformed {
    pub fn new(seed: u64) -> Outcome<Self> {
        let small = Small::made(2, DEVICES / 2)?;
        let server = Server::over(small.copy()?, Options { no_sample: true, ..Options::default() })?;
        let member = small.members.first().ok_or_else(|| Trouble::new("nobody joined"))?;
        let log = member.log(ChangeId::from_uuid(derived(&["c"]).uuid()), derived(&["r"]), 3);
        let bytes = log.to_bytes().map_err(|_| Trouble::new("a log"))?;
        let cursors = json!({ "org/all": { "epoch": small.epoch, "version": 1 } });
        let bodies = vec![
            bytes,
            json!({ "protocol": 1, "feed": true, "changes": [log], "cursors": cursors, "build": "x" }).to_string(),
            json!({ "protocol": 1, "changes": [], "cursors": cursors, "feed": true }).to_string(),
            json!({ "org": SLUG, "number": "1234-5678", "key": "0".repeat(32), "name": "A" }).to_string(),
            json!({ "org": SLUG, "secret": "0".repeat(32), "key": "0".repeat(32), "name": "A", "groups": [] }).to_string(),
            json!({ "role": "volunteer", "uses": 3, "districts": [member.district] }).to_string(),
            json!({ "table": "YQ==", "layout": Value::Null, "choices": {} }).to_string(),
        ];
        Ok(Self { server, small, bodies, chance: Chance::new(seed) })
    }

    /// So many of them, and every bomb.
    pub fn send(&mut self, count: usize) -> Outcome<Sum> {
        let mut sum = Sum::default();
        self.bombs(&mut sum)?; // first, so that what they cost is not counted as growth
        for _ in 0..200 {
            self.one(&mut Sum::default())?;
        }
        let before = self.memory("VmRSS")?;
        for _ in 0..count {
            self.one(&mut sum)?;
        }
        sum.grew = self.memory("VmRSS")?.saturating_sub(before);
        sum.peak = self.memory("VmHWM")?;
        if sum.grew > NOISE.max(GROWTH * count as u64 / 1000) {
            sum.wrong.push(format!("the server grew by {} bytes", sum.grew));
        }
        self.goes_on(&mut sum)?;
        Ok(sum)
    }

    fn one(&mut self, sum: &mut Sum) -> Outcome<()> {
        let request = self.request()?;
        let head = format!("{} {}", request.method, request.path);
        if self.chance.one_in(20) {
            self.torn(request)?;
            return Ok(());
        }
        match request.send(self.server.port()) {
            Ok(answer) => {
                *sum.statuses.entry(answer.status).or_default() += 1;
                sum.wrong.extend(wrong(&answer).map(|wrong| format!("{head}: {wrong}")));
            }
            // A head that is no HTTP at all may be cut off; the server itself must live.
            Err(_) => *sum.statuses.entry(0).or_default() += 1,
        }
        Ok(())
    }

    fn request(&mut self) -> Outcome<Request> {
        let body = self.chance.pick(&self.bodies).cloned().unwrap_or_default();
        let body = self.spoilt(body.into_bytes());
        let (method, path) = self.chance.pick(&PATHS).copied().unwrap_or(("GET", "/"));
        let member = match self.chance.one_in(6) {
            true => self.small.admin.clone(),
            false => {
                self.chance.pick(&self.small.members).cloned().unwrap_or_else(|| self.small.admin.clone())
            }
        };
        let mut request = member.posting(&self.server, path, body);
        request.method = method.to_owned();
        if self.chance.one_in(12) {
            request.method = self.chance.pick(&METHODS).copied().unwrap_or("GET").to_owned();
        }
        if self.chance.one_in(8) {
            request.path = self.strange_path(path);
        }
        for _ in 0..self.chance.below(3) {
            if let Some((name, value)) = self.chance.pick(&HEADERS) {
                request.headers.set(name, *value);
            }
        }
        if self.chance.one_in(40) {
            let long = 1 + self.chance.index(40_000);
            request.headers.set("x-long", "あ".repeat(long / 3));
        }
        if self.chance.one_in(10) {
            request.body = gzip(&request.body)?;
            request.headers.set("content-encoding", "gzip");
            let cut = self.chance.index(request.body.len() + 1);
            if self.chance.one_in(2) {
                request.body.truncate(cut);
            }
        }
        Ok(request)
    }

    fn spoilt(&mut self, mut body: Vec<u8>) -> Vec<u8> {
        for _ in 0..self.chance.below(6) {
            let place = self.chance.index(body.len().max(1));
            match self.chance.below(8) {
                0 => {
                    let byte = u8::try_from(self.chance.below(256)).unwrap_or(0);
                    if let Some(at) = body.get_mut(place) {
                        *at = byte;
                    }
                }
                1 => body.truncate(place),
                2 => body
                    .insert(place.min(body.len()), *self.chance.pick(b"{}[]\",:\\\0\xff9e-").unwrap_or(&0)),
                3 => {
                    let deep = self.chance.index(60_000);
                    let open = if self.chance.one_in(2) { "[" } else { "{\"a\":" };
                    put(&mut body, place, open.repeat(deep / open.len()).as_bytes());
                }
                4 => {
                    let piece = self.chance.pick(&PIECES).copied().unwrap_or_default();
                    put(&mut body, place, piece.as_bytes());
                }
                5 => {
                    let end = place + self.chance.index(64);
                    let some: Vec<u8> = body.get(place..end.min(body.len())).unwrap_or_default().to_vec();
                    put(&mut body, place, &some.repeat(1 + self.chance.index(200)));
                }
                6 => {
                    let id = RecordId::from_uuid(self.chance.uuid()).to_string();
                    put(&mut body, place, id.as_bytes());
                }
                _ => put(&mut body, place, &[0xf0, 0x9f, 0x91]),
            }
        }
        body
    }

    fn strange_path(&mut self, path: &str) -> String {
        let ends =
            ["%", "%2", "?", "?&&==", "/..", "/%00", "/あ", ";a=b", "?scope=", "#x", "/////", "?below=1e9"];
        let end = self.chance.pick(&ends).copied().unwrap_or_default();
        let long = if self.chance.one_in(10) { "x".repeat(self.chance.index(20_000)) } else { String::new() };
        format!("{path}{end}{long}")
    }

    /// Sends a part of it and goes away.
    fn torn(&mut self, request: Request) -> Outcome<()> {
        let mut stream =
            TcpStream::connect(("127.0.0.1", self.server.port())).map_err(Trouble::at("a connection"))?;
        let mut bytes =
            format!("{} {} HTTP/1.1\r\nhost: localhost\r\n", request.method, request.path).into_bytes();
        for (name, value) in &request.headers.0 {
            bytes.extend(format!("{name}: {value}\r\n").bytes());
        }
        bytes.extend(format!("content-length: {}\r\n\r\n", request.body.len() + 1).bytes());
        bytes.extend(&request.body);
        bytes.truncate(self.chance.index(bytes.len() + 1));
        // The server may have refused it already.
        let _ = stream.write_all(&bytes).and_then(|()| stream.shutdown(Shutdown::Both));
        Ok(())
    }

    /// F26 by HTTP: bodies that become large. The tables' own bombs are tried on their reader.
    fn bombs(&self, sum: &mut Sum) -> Outcome<()> {
        let before = self.memory("VmHWM")?;
        let zeros = gzip(&vec![b' '; 64 * 1024 * 1024])?;
        let twice = gzip(&zeros)?;
        let whole = format!("{{\"protocol\":1,\"build\":\"{}\"}}", "x".repeat(32 * 1024 * 1024));
        for (name, body) in [("blanks", zeros), ("twice", twice), ("a long text", gzip(whole.as_bytes())?)] {
            for path in ["/api/v1/sync", "/api/v1/join", "/api/v1/invites", "/api/v1/join/look"] {
                let mut request = self.small.admin.posting(&self.server, path, body.clone());
                request.headers.set("content-encoding", "gzip");
                let answer = self.server.ask(request)?;
                if !(400..500).contains(&answer.status) {
                    sum.wrong.push(format!("{name} at {path}: {}", answer.status));
                }
            }
        }
        let grew = self.memory("VmHWM")?.saturating_sub(before);
        if grew > NOISE {
            sum.wrong.push(format!("bombs of 64 MiB took {grew} bytes"));
        }
        Ok(())
    }

    /// What a good request gets after all that.
    fn goes_on(&self, sum: &mut Sum) -> Outcome<()> {
        let health = self.server.ask(Request::new("GET", "/health"))?;
        let member = self.small.members.last().unwrap_or(&self.small.admin);
        let log = member.log(ChangeId::from_uuid(derived(&["last"]).uuid()), derived(&["last"]), 3);
        let bytes = log.to_bytes().map_err(|_| Trouble::new("a log"))?;
        // The nonsense was partly this device's: it waits as it is told, like the app.
        let answer = wait::until("a log to be let in", || {
            member.push(&self.server, &[&bytes]).ok().filter(|answer| answer.status != 429)
        })?;
        if health.status != 200 || answer.status != 200 || !answer.text().contains("applied") {
            sum.wrong.push(format!(
                "afterwards: health {}, a log {} {}",
                health.status,
                answer.status,
                answer.text()
            ));
        }
        Ok(())
    }

    /// A line of the server's own account of its memory, in bytes.
    fn memory(&self, name: &str) -> Outcome<u64> {
        memory(self.server.pid().unwrap_or(0), name)
    }
}

/// A line of a process's account of its memory (`VmRSS` now, `VmHWM` at its greatest), in bytes.
pub fn memory(pid: u32, name: &str) -> Outcome<u64> {
    let status =
        fs::read_to_string(format!("/proc/{pid}/status")).map_err(Trouble::at("the server's memory"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.map(|kib| kib * 1024).ok_or_else(|| Trouble::new(format!("no {name}")))
}

/// What is wrong with an answer to nonsense.
fn wrong(answer: &Response) -> Option<String> {
    let told = || format!("{} {}", answer.status, answer.text().chars().take(200).collect::<String>());
    match answer.status {
        // Without the app's files a page of ours says so.
        503 if answer.headers.get("content-type") == Some("text/html; charset=utf-8") => None,
        500.. => Some(told()),
        400..500 if answer.text().contains("panic") || answer.text().contains("src/") => Some(told()),
        _ => None,
    }
}

fn put(body: &mut Vec<u8>, place: usize, piece: &[u8]) {
    let place = place.min(body.len());
    body.splice(place..place, piece.iter().copied());
}

fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).and_then(|()| gzip.finish()).map_err(Trouble::at("gzip"))
}

/// Heads that are no HTTP: whatever comes back, the server goes on.
pub fn no_heads(port: u16) -> Outcome<()> {
    let heads: [&[u8]; 8] = [
        b"\r\n\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\0/ HTTP/1.1\r\n\r\n",
        b"POST /api/v1/sync HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n{}",
        b"POST /api/v1/sync HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/v1/sync HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for head in heads {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(Trouble::at("a connection"))?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(Trouble::at("a connection"))?;
        let _ = stream.write_all(head).and_then(|()| stream.shutdown(Shutdown::Write));
        let answered = Response::read(&mut BufReader::new(stream), "GET");
        if answered.as_ref().is_ok_and(|answer| answer.status >= 500 && answer.status != 505) {
            return Err(Trouble::new(format!("{head:?}: {answered:?}")));
        }
    }
    Ok(())
}

impl Malformed {
    pub fn port(&self) -> u16 {
        self.server.port()
    }
}
