//! The app's files, out of the binary (in a debug build, out of app/dist): codings, cache headers, navigation.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::error::Fail;
use crate::secret::hex;

#[derive(RustEmbed)]
#[folder = "../app/dist"]
struct Dist;

const PAGE: &str = "index.html";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
/// The shortest part of a name that is taken for its content's hash.
const HASH_SIGNS: usize = 8;
/// While Trunk has not run yet.
const NO_APP: &str = "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>つながり帳</title>\
     <p>アプリがまだ作られていません。<code>cargo xtask build</code> を実行してください。</p>";

pub(super) async fn file(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Fail::Method.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Fail::Absent.into_response();
    }
    let name = if is_navigation(path) { PAGE } else { path };
    match Dist::get(name) {
        Some(whole) => served(name, whole, request.headers()),
        None if name == PAGE => no_app(),
        None => Fail::Absent.into_response(),
    }
}

/// Whether the app has a file.
pub(super) fn exists(name: &str) -> bool {
    Dist::get(name).is_some()
}

/// `/` and `/o/SLUG/…` are the app's own addresses, unless they name a file.
fn is_navigation(path: &str) -> bool {
    path.is_empty() || path == "o" || path.starts_with("o/")
}

fn served(name: &str, whole: EmbeddedFile, headers: &HeaderMap) -> Response {
    let (coding, file) = best(name, headers).map_or((None, whole), |(coding, file)| (Some(coding), file));
    let tag = format!("\"{}\"", hex(file.metadata.sha256_hash().get(..16).unwrap_or_default()));
    let fresh = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|tags| tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(file.data.into_owned()))
    };
    let said = response.headers_mut();
    said.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    said.insert(CACHE_CONTROL, HeaderValue::from_static(if is_hashed(name) { IMMUTABLE } else { ASK_AGAIN }));
    said.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        said.insert(ETAG, tag);
    }
    if let Some(coding) = coding {
        said.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// The precompressed copy that the reader likes best; brotli where it takes both alike.
fn best(name: &str, headers: &HeaderMap) -> Option<(&'static str, EmbeddedFile)> {
    let accepted = headers.get(ACCEPT_ENCODING)?.to_str().ok()?;
    let mut codings =
        [("br", "br"), ("gzip", "gz")].map(|(coding, end)| (quality(accepted, coding), coding, end));
    codings.sort_by(|one, other| other.0.total_cmp(&one.0));
    codings
        .into_iter()
        .filter(|(quality, ..)| *quality > 0.0)
        .find_map(|(_, coding, end)| Some((coding, Dist::get(&format!("{name}.{end}"))?)))
}

/// How much the reader likes a coding, 0 to 1 (RFC 9110, 12.5.3).
fn quality(accepted: &str, coding: &str) -> f32 {
    let of = |wanted: &str| {
        accepted.split(',').find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            named.then(|| weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
        })
    };
    of(coding).or_else(|| of("*")).unwrap_or(0.0)
}

/// Whether a name holds its content's hash, so that it never means other bytes.
fn is_hashed(name: &str) -> bool {
    let is_hash = |part: &str| part.len() >= HASH_SIGNS && part.bytes().all(|sign| sign.is_ascii_hexdigit());
    name.rsplit('/').next().is_some_and(|file| file.split(['-', '_', '.']).any(is_hash))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn no_app() -> Response {
    let head = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, head, NO_APP).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_the_coding_that_it_likes_best() {
        assert_eq!(quality("gzip, br", "br").to_bits(), 1.0_f32.to_bits());
        assert!(quality("br;q=0.2, gzip;q=0.8", "gzip") > quality("br;q=0.2, gzip;q=0.8", "br"));
        assert!(quality("br;q=0", "br") <= 0.0);
        assert!(quality("*;q=0.5", "br") > 0.0);
        assert!(quality("identity", "br") <= 0.0);
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for hashed in [
            "tsunagari-app-9f86d081884c7d65.js",
            "tsunagari-app-9f86d081884c7d65_bg.wasm",
            "boot-0123abcd.js",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["index.html", "sw.js", "icons/icon-512.png", "icons/icon-512-maskable.png"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
