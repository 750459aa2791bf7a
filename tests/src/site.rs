//! A tiny server of one folder under the app's own content policy, for tests that need pages but no Tsunagari server.

use std::fs;
use std::io::{BufReader, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::http1::{Request, Response};
use crate::listener::Listener;
use crate::trouble::Outcome;

/// What the server sends with every page; see server/src/http.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

pub struct Site {
    listener: Listener,
    folder: Arc<Mutex<PathBuf>>,
}

impl Site {
    pub fn of(folder: &Path) -> Outcome<Self> {
        let folder = Arc::new(Mutex::new(folder.to_path_buf()));
        let shown = Arc::clone(&folder);
        let listener = Listener::open(move |stream| {
            // Not held while one answers: a browser also opens connections on which it asks nothing.
            let folder = shown.lock().map(|folder| folder.clone());
            if let Ok(folder) = folder {
                answer(stream, &folder);
            }
        })?;
        Ok(Self { listener, folder })
    }

    /// From now on another folder is served at the same address: a new build has been installed.
    pub fn show(&self, folder: &Path) {
        if let Ok(mut shown) = self.folder.lock() {
            *shown = folder.to_path_buf();
        }
    }

    pub fn port(&self) -> u16 {
        self.listener.port()
    }

    pub fn origin(&self) -> String {
        self.listener.origin()
    }
}

fn answer(stream: TcpStream, folder: &Path) {
    let mut reader = BufReader::new(stream);
    let Ok(Some(request)) = Request::read(&mut reader) else { return };
    let response = find(&request, folder);
    reader.get_mut().write_all(&response.bytes()).ok();
}

fn find(request: &Request, folder: &Path) -> Response {
    let place = request.place();
    let page = place == "/" || (place.starts_with("/o/") && !place.contains('.'));
    let name = if page { "index.html" } else { place.trim_start_matches('/') };
    let safe = !name.split('/').any(|part| part == "..");
    let Some(bytes) = safe.then(|| fs::read(folder.join(name)).ok()).flatten() else {
        return Response::new(404, "text/plain", "not here");
    };
    let mut response = Response::new(200, kind(name), bytes);
    response.headers.set("content-security-policy", POLICY);
    response.headers.set("cache-control", "no-cache");
    response
}

pub(crate) fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}
