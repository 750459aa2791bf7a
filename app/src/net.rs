//! One request and its typed answer; no retry, no queue, no rule of what to do then.
//!
//! An answer counts as ours only with the right status, media type and envelope: the café's Wi-Fi also says 200.


use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tsunagari_core::record::Scope;
use tsunagari_core::sync::wire::{
    ANSWER_TYPE, BUNDLE_TYPE, Bundle, CellHead, CellMark, ENVELOPE, Problem, SyncAnswer, SyncRequest,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestCredentials, RequestInit, RequestRedirect, Response};

use crate::platform::{compress, timer};

/// How long a request may take, in milliseconds.
const REQUEST_MS: i32 = 30_000;
/// Bodies longer than this are compressed, in bytes.
const COMPRESS_FROM: usize = 1024;
/// The media type of an error told in words.
const PROBLEM_TYPE: &str = "application/problem+json";

/// What a request came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply<T> {
    /// Ours, whole.
    Ours(T),
    /// No answer: no network, a server that is down, or too slow.
    Unreachable,
    /// An answer of somebody else: a login page, a proxy, a half body.
    NotOurs,
    /// The server's own no.
    Refused(No),
}

/// The server's own no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct No {
    /// The HTTP status.
    pub code: u16,
    /// Its words, where it gave any.
    pub problem: Option<Problem>,
    /// Seconds to wait, where waiting helps.
    pub retry_after: Option<u32>,
}

impl<T> Reply<T> {
    /// The same reply with its answer turned into something else.
    pub fn map<U>(self, step: impl FnOnce(T) -> Reply<U>) -> Reply<U> {
        match self {
            Self::Ours(answer) => step(answer),
            Self::Unreachable => Reply::Unreachable,
            Self::NotOurs => Reply::NotOurs,
            Self::Refused(no) => Reply::Refused(no),
        }
    }
}

/// Cells of one scope as they came: each head with its compressed bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// The bundle's head.
    pub bundle: Bundle,
    /// The cells, in the head's order.
    pub cells: Vec<(CellHead, Vec<u8>)>,
}

/// The way to the server. The replica asks; a test answers from memory.
pub trait Net: 'static {
    /// One round of sending and reading.
    fn sync(&self, request: &SyncRequest) -> impl Future<Output = Reply<SyncAnswer>>;
    /// A bundle of a scope's cells, from a mark on.
    fn cells(&self, scope: Scope, from: Option<CellMark>) -> impl Future<Output = Reply<Cells>>;
    /// Any other resource: a POST where there is a body, else a GET.
    fn ask<A: DeserializeOwned>(
        &self,
        path: &str,
        body: Option<String>,
    ) -> impl Future<Output = Reply<A>>;
}

/// The browser's fetch.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fetch;

impl Net for Fetch {
    async fn sync(&self, request: &SyncRequest) -> Reply<SyncAnswer> {
        let Ok(body) = serde_json::to_string(request) else { return Reply::NotOurs };
        fetch("/api/v1/sync", Some(body)).await.map(|body| read_sync(&body))
    }

    async fn cells(&self, scope: Scope, from: Option<CellMark>) -> Reply<Cells> {
        fetch(&cells_path(scope, from), None).await.map(|body| read_bundle(&body))
    }

    async fn ask<A: DeserializeOwned>(&self, path: &str, body: Option<String>) -> Reply<A> {
        fetch(path, body).await.map(|body| read_json(&body))
    }
}

/// Turns a request's body into its text; every one of ours can be.
pub fn body(of: &impl Serialize) -> Option<String> {
    serde_json::to_string(of).ok()
}

struct Body {
    media_type: String,
    bytes: Vec<u8>,
}

async fn fetch(path: &str, body: Option<String>) -> Reply<Body> {
    let Ok(controller) = AbortController::new() else { return Reply::Unreachable };
    match timer::within(REQUEST_MS, exchange(path, body, &controller)).await {
        Some(reply) => reply,
        None => {
            controller.abort();
            Reply::Unreachable
        }
    }
}

async fn exchange(path: &str, body: Option<String>, controller: &AbortController) -> Reply<Body> {
    let Ok(request) = request(path, body, controller).await else { return Reply::Unreachable };
    let Some(window) = web_sys::window() else { return Reply::Unreachable };
    let Ok(response) = JsFuture::from(window.fetch_with_request(&request)).await else {
        return Reply::Unreachable;
    };
    let response: Response = response.unchecked_into();
    let media_type = header(&response, "content-type").unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_owned();
    let Ok(whole) = response.array_buffer() else { return Reply::NotOurs };
    let Ok(whole) = JsFuture::from(whole).await else { return Reply::Unreachable };
    let bytes = Uint8Array::new(&whole).to_vec();
    match response.status() {
        200 => Reply::Ours(Body { media_type, bytes }),
        code => refusal(code, &media_type, &bytes, header(&response, "retry-after").as_deref()),
    }
}

async fn request(
    path: &str,
    body: Option<String>,
    controller: &AbortController,
) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", &format!("{ANSWER_TYPE}, {BUNDLE_TYPE}, {PROBLEM_TYPE}"))?;
    let init = RequestInit::new();
    init.set_method(if body.is_some() { "POST" } else { "GET" });
    init.set_redirect(RequestRedirect::Error);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(web_sys::RequestCache::NoStore);
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

/// A no counts as the server's own where it is told as a problem, or where it is one that a proxy in front of us may
/// say in our name: too much, too many, not now.
fn refusal<T>(code: u16, media_type: &str, bytes: &[u8], retry_after: Option<&str>) -> Reply<T> {
    let problem: Option<Problem> =
        (media_type == PROBLEM_TYPE).then(|| serde_json::from_slice(bytes).ok()).flatten();
    let retry_after = retry_after
        .and_then(|seconds| seconds.trim().parse().ok())
        .or_else(|| problem.as_ref().and_then(|problem| problem.retry_after));
    match (code, &problem) {
        (400..=599, Some(_)) | (413 | 429 | 500..=510, None) => {
            Reply::Refused(No { code, problem, retry_after })
        }
        _ => Reply::NotOurs,
    }
}

fn read_sync(body: &Body) -> Reply<SyncAnswer> {
    read_json::<SyncAnswer>(body).map(|answer| {
        if answer.envelope == ENVELOPE { Reply::Ours(answer) } else { Reply::NotOurs }
    })
}

fn read_json<T: DeserializeOwned>(body: &Body) -> Reply<T> {
    if body.media_type != ANSWER_TYPE {
        return Reply::NotOurs;
    }
    serde_json::from_slice(&body.bytes).map_or(Reply::NotOurs, Reply::Ours)
}

fn cells_path(scope: Scope, from: Option<CellMark>) -> String {
    let mark = from.map_or_else(String::new, |mark| {
        let class = serde_json::to_string(&mark.class).unwrap_or_default();
        format!("&class={}&below={}", class.trim_matches('"'), mark.below)
    });
    format!("/api/v1/cells?scope={scope}{mark}")
}

/// The head's length, the head, then each cell's bytes, as long as the head says and no longer.
fn read_bundle(body: &Body) -> Reply<Cells> {
    if body.media_type != BUNDLE_TYPE {
        return Reply::NotOurs;
    }
    cut(&body.bytes).map_or(Reply::NotOurs, Reply::Ours)
}

fn cut(bytes: &[u8]) -> Option<Cells> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (head, mut rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    let bundle: Bundle = serde_json::from_slice(head).ok()?;
    if bundle.envelope != ENVELOPE {
        return None;
    }
    let mut cells = Vec::with_capacity(bundle.cells.len());
    for cell in &bundle.cells {
        let (bytes, after) = rest.split_at_checked(cell.bytes as usize)?;
        cells.push((cell.clone(), bytes.to_vec()));
        rest = after;
    }
    rest.is_empty().then_some(Cells { bundle, cells })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsunagari_core::id::EpochId;
    use tsunagari_core::record::Class;
    use tsunagari_core::sync::wire::Cursor;

    fn bundle(cells: &[&[u8]]) -> Vec<u8> {
        let cursor = Cursor { epoch: EpochId::from_uuid(uuid::Uuid::from_u128(1)), version: 9 };
        let heads = cells.iter().enumerate().map(|(index, bytes)| CellHead {
            class: Class::Log,
            index: index as u32,
            born_from: 1,
            born_to: 2,
            version: 9,
            day_from: None,
            day_to: None,
            count: 1,
            bytes: bytes.len() as u32,
        });
        let cells_head = heads.collect();
        let head = Bundle {
            envelope: ENVELOPE.to_owned(),
            scope: Scope::OrgAll,
            cursor,
            cells: cells_head,
            next: None,
        };
        let head = serde_json::to_vec(&head).unwrap();
        let mut all = (head.len() as u32).to_be_bytes().to_vec();
        all.extend(head);
        all.extend(cells.concat());
        all
    }

    #[test]
    fn a_bundle_is_cut_where_its_head_says_and_a_torn_one_is_nobodys() {
        let whole = bundle(&[b"one", b"", b"three"]);
        let cells = cut(&whole).unwrap().cells;
        assert_eq!(cells.iter().map(|(_, bytes)| bytes.as_slice()).collect::<Vec<_>>(), [
            b"one".as_slice(),
            b"",
            b"three"
        ]);
        for torn in [0, 3, 4, 20, whole.len() - 1] {
            assert_eq!(cut(&whole[..torn]), None, "{torn} bytes");
        }
        let mut longer = whole;
        longer.push(0);
        assert_eq!(cut(&longer), None);
    }

    #[test]
    fn a_login_page_is_not_ours_whatever_its_status() {
        let page = Body { media_type: "text/html".to_owned(), bytes: b"<html>".to_vec() };
        assert_eq!(read_sync(&page), Reply::NotOurs);
        assert_eq!(refusal::<()>(404, "text/html", b"<html>", None), Reply::NotOurs);
        assert_eq!(refusal::<()>(511, "text/html", b"<html>", None), Reply::NotOurs);
    }

    #[test]
    fn a_no_carries_its_words_and_its_wait() {
        let problem = br#"{"type":"urn:tsunagari:wait","title":"t","status":429,"retry_after":7}"#;
        let Reply::<()>::Refused(no) = refusal(429, PROBLEM_TYPE, problem, None) else { panic!() };
        assert_eq!((no.code, no.retry_after), (429, Some(7)));
        let Reply::<()>::Refused(no) = refusal(503, "text/plain", b"", Some("12")) else { panic!() };
        assert_eq!((no.code, no.retry_after), (503, Some(12)));
    }

    #[test]
    fn cells_are_asked_for_by_scope_and_mark() {
        let mark = CellMark { class: Class::Log, below: 3 };
        assert_eq!(cells_path(Scope::OrgAll, Some(mark)), "/api/v1/cells?scope=org/all&class=log&below=3");
    }
}
