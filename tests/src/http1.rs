//! One HTTP/1.1 message on a loopback connection: enough to drive browsers, to stand between, and to serve a page.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Nothing on loopback answers later than this, but for a browser's first start.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query, as written.
    pub path: String,
    pub headers: Headers,
    pub body: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
}

/// In the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(here, _)| here.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(here, _)| !here.eq_ignore_ascii_case(name));
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.0.push((name.to_owned(), value.into()));
    }
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Headers::default(),
            body: Vec::new(),
        }
    }

    pub fn json(method: &str, path: &str, body: &serde_json::Value) -> Self {
        let mut request = Self::new(method, path);
        request.headers.set("content-type", "application/json");
        request.body = body.to_string().into_bytes();
        request
    }

    /// The path without its query.
    pub fn place(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// Sends it to a port of this machine and reads the answer.
    pub fn send(mut self, port: u16) -> io::Result<Response> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        if self.headers.get("host").is_none() {
            self.headers.set("host", format!("127.0.0.1:{port}"));
        }
        self.headers.set("connection", "close");
        self.headers.remove("transfer-encoding");
        self.headers.set("content-length", self.body.len().to_string());
        let head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        stream.write_all(&message(&head, &self.headers, &self.body))?;
        Response::read(&mut BufReader::new(stream), &self.method)
    }

    /// Nothing where the other side has closed the connection.
    pub fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Self>> {
        let Some((first, headers)) = head(stream)? else { return Ok(None) };
        let mut words = first.split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return Err(unclear(&first)) };
        let body = body(stream, &headers, false)?;
        Ok(Some(Self { method: method.to_owned(), path: path.to_owned(), headers, body }))
    }
}

/// One connection that is kept from one request to the next, as a page keeps it.
pub struct Line {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Line {
    /// To a port of this machine.
    pub fn to(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream), host: format!("127.0.0.1:{port}") })
    }

    /// Sends a request and reads its answer.
    pub fn ask(&mut self, request: &Request) -> io::Result<Response> {
        let mut headers = request.headers.clone();
        headers.set("host", self.host.clone());
        headers.set("content-length", request.body.len().to_string());
        let head = format!("{} {} HTTP/1.1\r\n", request.method, request.path);
        self.stream.get_mut().write_all(&message(&head, &headers, &request.body))?;
        Response::read(&mut self.stream, &request.method)
    }
}

impl Response {
    pub fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = Headers::default();
        headers.set("content-type", kind);
        Self { status, headers, body: body.into() }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn read(stream: &mut BufReader<TcpStream>, method: &str) -> io::Result<Self> {
        let (first, headers) = head(stream)?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        let status =
            first.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(|| unclear(&first))?;
        let none = method == "HEAD" || status == 204 || status == 304;
        let body = if none { Vec::new() } else { body(stream, &headers, true)? };
        Ok(Self { status, headers, body })
    }

    /// As it goes over the wire; the body's length is told anew.
    pub fn bytes(&self) -> Vec<u8> {
        let mut headers = self.headers.clone();
        headers.remove("transfer-encoding");
        headers.set("connection", "close");
        if self.status != 204 && self.status != 304 {
            headers.set("content-length", self.body.len().to_string());
        }
        message(&format!("HTTP/1.1 {} .\r\n", self.status), &headers, &self.body)
    }
}

fn message(first: &str, headers: &Headers, body: &[u8]) -> Vec<u8> {
    let mut bytes = first.as_bytes().to_vec();
    for (name, value) in &headers.0 {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

fn head(stream: &mut BufReader<TcpStream>) -> io::Result<Option<(String, Headers)>> {
    let mut first = String::new();
    if stream.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut headers = Headers::default();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.0.push((name.to_owned(), value.trim().to_owned()));
    }
    Ok(Some((first.trim_end().to_owned(), headers)))
}

fn body(stream: &mut BufReader<TcpStream>, headers: &Headers, to_the_end: bool) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        while chunk(stream, &mut body)? {}
    } else if let Some(length) = headers.get("content-length") {
        let length = length.parse().map_err(|_| unclear(length))?;
        stream.take(length).read_to_end(&mut body)?;
        if body.len() as u64 != length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
    } else if to_the_end {
        stream.read_to_end(&mut body)?;
    }
    Ok(body)
}

/// Whether more chunks may follow.
fn chunk(stream: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> io::Result<bool> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let size = line.trim_end().split(';').next().unwrap_or_default();
    let size = u64::from_str_radix(size, 16).map_err(|_| unclear(&line))?;
    stream.take(size).read_to_end(body)?;
    stream.read_line(&mut String::new())?;
    Ok(size > 0)
}

fn unclear(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not HTTP/1.1: {what:?}"))
}
