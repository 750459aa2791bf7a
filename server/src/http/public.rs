//! `/p/…`, `/robots.txt` and `/sitemap.xml`: the public pages over HTTP; what they show is `crate::public`'s.

use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;
use tower_http::compression::CompressionLayer;
use tsunagari_core::calendar::WallTime;

use super::App;
use super::error::Fail;
use crate::public::address::Address;
use crate::public::{Drawn, absent, sitemap, style, wards};

/// A public page loads its sheet and its icon, and runs nothing.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";
const HTML: &str = "text/html; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";
/// A page may be kept for a minute; then its tag says whether it still holds.
const KEPT: &str = "public, max-age=60";
const KEPT_FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Seconds until whoever found a crowd may come again.
const CROWD_WAIT: u16 = 5;

/// The doors of the public pages.
pub(super) fn doors() -> Router<App> {
    Router::new()
        .route("/p", get(|state, headers| page(state, Path(String::new()), part(None), headers)))
        .route("/p/", get(|state, headers| page(state, Path(String::new()), part(None), headers)))
        .route("/p/{*path}", get(page))
        .route("/p-style/{sheet}", get(sheet))
        .route("/robots.txt", get(robots))
        .route("/sitemap.xml", get(map))
        .layer(CompressionLayer::new())
}

#[derive(Debug, Default, Deserialize)]
struct Part {
    part: Option<usize>,
}

type Asked = Result<Query<Part>, axum::extract::rejection::QueryRejection>;

const fn part(part: Option<usize>) -> Asked {
    Ok(Query(Part { part }))
}

async fn page(
    State(app): State<App>,
    Path(path): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let Ok(_seat) = app.public.seat() else { return Ok(crowded()) };
    let part = asked.map_or(None, |Query(asked)| asked.part);
    let address = Address::parse(&path, part);
    let origin = app.origin.as_str();
    let Some(slug) = address.slug() else {
        if address == Address::Nothing {
            return Ok(html(StatusCode::NOT_FOUND, absent(origin)));
        }
        let list: Vec<_> = app.public.wards(&app.storage).await?;
        let list: Vec<_> = list.into_iter().map(|org| (org.slug, org.name)).collect();
        return Ok(html(StatusCode::OK, wards(&list, origin)));
    };
    let Some(shelf) = app.public.shelf(&app.storage, slug).await? else {
        return Ok(html(StatusCode::NOT_FOUND, absent(origin)));
    };
    let tag = format!("W/\"{}\"", shelf.tag);
    let read = since_epoch(shelf.read);
    if is_known(&headers, &tag, read) {
        return Ok(tagged(headed(StatusCode::NOT_MODIFIED.into_response()), &tag, read));
    }
    let drawn = app.public.page(shelf, address, origin.to_owned()).await?;
    Ok(match drawn {
        Drawn::Found(page) => tagged(html(StatusCode::OK, page), &tag, read),
        Drawn::Calendar(text) => {
            tagged(headed(([(CONTENT_TYPE, CALENDAR)], text).into_response()), &tag, read)
        }
        Drawn::Gone(page) => html(StatusCode::GONE, page),
        Drawn::Absent(page) => html(StatusCode::NOT_FOUND, page),
        Drawn::At(path) => headed((StatusCode::FOUND, [(LOCATION, path)]).into_response()),
    })
}

/// The server's clock when it read the ward as the page shows it: the page may be older, and is never newer.
fn since_epoch(at: WallTime) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(at.millis()).unwrap_or(0) / 1_000)
}

/// The tag goes before the time, as HTTP says.
fn is_known(headers: &HeaderMap, tag: &str, read: SystemTime) -> bool {
    if !headers.contains_key(IF_NONE_MATCH) {
        let since = headers.get(IF_MODIFIED_SINCE).and_then(|since| since.to_str().ok());
        return since
            .and_then(|since| httpdate::parse_http_date(since).ok())
            .is_some_and(|since| since >= read);
    }
    let opaque = tag.trim_start_matches("W/");
    let said = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|tags| tags.split(',')).any(|one| one.trim().trim_start_matches("W/") == opaque)
}

fn tagged(mut response: Response, tag: &str, read: SystemTime) -> Response {
    for (name, value) in [(ETAG, tag), (LAST_MODIFIED, httpdate::fmt_http_date(read).as_str())] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn html(status: StatusCode, page: String) -> Response {
    headed((status, [(CONTENT_TYPE, HTML)], page).into_response())
}

fn headed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(KEPT));
    response
}

fn crowded() -> Response {
    let words = "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>こみあっています</title>\
         <p>いま、こみあっています。しばらくしてから、もういちど開いてください。</p>";
    let mut response = html(StatusCode::SERVICE_UNAVAILABLE, words.to_owned());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(CROWD_WAIT));
    response
}

async fn sheet(Path(sheet): Path<String>) -> Result<Response, Fail> {
    if style::path().rsplit('/').next() != Some(sheet.as_str()) {
        return Err(Fail::Absent);
    }
    let head = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, KEPT_FOR_EVER)];
    Ok((head, style::text()).into_response())
}

async fn robots(State(app): State<App>) -> Response {
    let text = sitemap::robots(app.origin.as_str(), app.public.shows_any());
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, KEPT)], text).into_response()
}

async fn map(State(app): State<App>) -> Result<Response, Fail> {
    let Ok(_seat) = app.public.seat() else { return Ok(crowded()) };
    let mut paths = Vec::new();
    for org in app.public.wards(&app.storage).await? {
        if let Some(shelf) = app.public.shelf(&app.storage, &org.slug).await? {
            paths.extend(sitemap::paths(&shelf));
        }
    }
    let text = sitemap::sitemap(app.origin.as_str(), &paths);
    Ok(([(CONTENT_TYPE, "application/xml; charset=utf-8"), (CACHE_CONTROL, KEPT)], text).into_response())
}
