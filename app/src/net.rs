//! One request to the server and its reply as it came; no retry, no queue, no rule of what to do then.
//!
//! Whether a reply is ours is for core to say (`sync::reply`): the café's Wi-Fi also says 200.

use js_sys::Uint8Array;
use serde::Serialize;
use tsunagari_core::json::{self, FromJson};
use tsunagari_core::record::Scope;
use tsunagari_core::sync::reply::{Failure, PROBLEM_TYPE, Reply};
use tsunagari_core::sync::wire::{ANSWER_TYPE, BUNDLE_TYPE, CellMark, Problem};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, Request, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
    Response,
};

use crate::platform::{bytes, compress, timer};

/// How long a request may take, in milliseconds.
const REQUEST_MS: i32 = 30_000;
/// Bodies longer than this are compressed, in bytes.
const COMPRESS_FROM: usize = 1024;
/// What a browser says instead of a redirect's status, and what such a status may be.
const OPAQUE: u16 = 0;
const FOUND: u16 = 302;
/// Where changes go and feeds come from.
pub const SYNC: &str = "/api/v1/sync";

/// A whole reply, whosever it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The HTTP status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: String,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// The body, inflated.
    pub body: Vec<u8>,
}

impl Raw {
    /// The reply as core reads it.
    pub fn reply(&self) -> Reply<'_> {
        let Self { status, content_type, retry_after, body } = self;
        Reply { status: *status, content_type, retry_after: *retry_after, body }
    }
}

/// The server's own no, with its words where it gave any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct No {
    /// Why, for programs.
    pub failure: Failure,
    /// Why, for people.
    pub problem: Option<Problem>,
}

/// The way to the server. The replica asks; a test answers from memory.
pub trait Net: 'static {
    /// Sends a body of JSON. None where no whole reply came in time.
    fn post(&self, path: &str, body: String) -> impl Future<Output = Option<Raw>>;
    /// Reads. None where no whole reply came in time.
    fn get(&self, path: &str) -> impl Future<Output = Option<Raw>>;
}

/// The browser's fetch.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fetch;

impl Net for Fetch {
    async fn post(&self, path: &str, body: String) -> Option<Raw> {
        fetch(path, Some(body)).await
    }

    async fn get(&self, path: &str) -> Option<Raw> {
        fetch(path, None).await
    }
}

/// Where a scope's cells are.
pub fn cells_path(scope: Scope, from: Option<CellMark>) -> String {
    let mark = from.map_or_else(String::new, |mark| {
        let class = serde_json::to_string(&mark.class).unwrap_or_default();
        format!("&class={}&below={}", class.trim_matches('"'), mark.below)
    });
    format!("/api/v1/cells?scope={scope}{mark}")
}

/// A request's body as text.
pub fn text(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

/// Reads an answer of ours, of any other resource than the feeds and cells.
pub fn answer<T: FromJson>(raw: Option<Raw>) -> Result<T, No> {
    let no = |failure| No { failure, problem: None };
    let raw = raw.ok_or_else(|| no(Failure::Unreachable))?;
    let media = raw.content_type.split(';').next().unwrap_or_default().trim();
    match raw.status {
        200 if media == ANSWER_TYPE => json::read(&raw.body).ok_or_else(|| no(Failure::NotOurs)),
        code @ 400.. => {
            let problem: Option<Problem> = if media == PROBLEM_TYPE { json::read(&raw.body) } else { None };
            let told = problem.as_ref().and_then(|problem| problem.retry_after);
            let retry_after = raw.retry_after.or(told);
            Err(No { failure: Failure::Status { code, retry_after }, problem })
        }
        _ => Err(no(Failure::NotOurs)),
    }
}

async fn fetch(path: &str, body: Option<String>) -> Option<Raw> {
    let controller = AbortController::new().ok()?;
    let whole = timer::within(REQUEST_MS, exchange(path, body, &controller)).await;
    if whole.is_none() {
        controller.abort();
    }
    whole.flatten()
}

async fn exchange(path: &str, body: Option<String>, controller: &AbortController) -> Option<Raw> {
    let request = request(path, body, controller).await.ok()?;
    let response = JsFuture::from(web_sys::window()?.fetch_with_request(&request)).await.ok()?;
    let response: Response = response.unchecked_into();
    let whole = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Raw {
        status: if response.status() == OPAQUE { FOUND } else { response.status() },
        content_type: header(&response, "content-type").unwrap_or_default(),
        retry_after: header(&response, "retry-after").and_then(|seconds| seconds.trim().parse().ok()),
        body: bytes::taken_whole(whole.unchecked_ref()),
    })
}

async fn request(path: &str, body: Option<String>, controller: &AbortController) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", &format!("{ANSWER_TYPE}, {BUNDLE_TYPE}, {PROBLEM_TYPE}"))?;
    let init = RequestInit::new();
    init.set_method(if body.is_some() { "POST" } else { "GET" });
    init.set_redirect(RequestRedirect::Manual); // ours never sends one: told from no network, not followed
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&controller.signal()));
    if let Some(text) = body {
        headers.set("content-type", "application/json")?;
        let packed = if text.len() > COMPRESS_FROM { compress::gzip(text.as_bytes()).await } else { None };
        match packed {
            Some(packed) => {
                headers.set("content-encoding", "gzip")?;
                init.set_body(&Uint8Array::from(packed.as_slice()));
            }
            None => init.set_body(&text.into()),
        }
    }
    init.set_headers(&headers);
    Request::new_with_str_and_init(path, &init)
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsunagari_core::record::Class;

    fn raw(status: u16, content_type: &str, body: &str) -> Option<Raw> {
        let content_type = content_type.to_owned();
        Some(Raw { status, content_type, retry_after: None, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn a_login_page_is_not_ours_and_no_reply_is_unreachable() {
        let page = answer::<u32>(raw(200, "text/html", "1"));
        assert_eq!(page.unwrap_err().failure, Failure::NotOurs);
        assert_eq!(answer::<u32>(None).unwrap_err().failure, Failure::Unreachable);
        assert_eq!(answer::<u32>(raw(200, &format!("{ANSWER_TYPE}; charset=utf-8"), "1")), Ok(1));
    }

    #[test]
    fn a_no_carries_its_words_and_its_wait() {
        let problem =
            r#"{"type":"urn:tsunagari:wait","title":"お待ちください","status":429,"retry_after":7}"#;
        let no = answer::<u32>(raw(429, PROBLEM_TYPE, problem)).unwrap_err();
        assert_eq!(no.failure, Failure::Status { code: 429, retry_after: Some(7) });
        assert_eq!(no.problem.map(|problem| problem.title), Some("お待ちください".to_owned()));
    }

    #[test]
    fn cells_are_asked_for_by_scope_and_mark() {
        let mark = CellMark { class: Class::Log, below: 3 };
        assert_eq!(cells_path(Scope::OrgAll, Some(mark)), "/api/v1/cells?scope=org/all&class=log&below=3");
    }
}
