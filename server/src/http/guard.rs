//! What every request passes: time, panics, headers of safety, and for what writes the same origin and JSON.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, ORIGIN,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::App;
use super::error::Fail;

/// Longest time for a request.
pub(crate) const REQUEST_TIME: Duration = Duration::from_secs(30);

/// What a page of ours may load and do.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
    ),
];

/// Ends what takes too long and what panics, each as a problem that a reader can read.
pub(super) async fn guarded(State(app): State<App>, request: Request, next: Next) -> Response {
    #[cfg(feature = "failpoints")]
    crate::failpoint::accepted(&request);
    let mut answering = Box::pin(next.run(request));
    let answering = poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context).map(Ok)))
            .unwrap_or(Poll::Ready(Err(Fail::Ours)))
    });
    let response = match tokio::time::timeout(REQUEST_TIME, answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(fail)) => fail.into_response(),
        Err(_) => Fail::Slow.into_response(),
    };
    app.counts.answered(response.status());
    app.ailing.seen(&response);
    #[cfg(feature = "failpoints")]
    let response = crate::failpoint::torn(response).await;
    response
}

/// Headers of safety on every answer.
pub(super) async fn headed(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value)); // a page may ask for less
    }
    if app.origin.secure() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// No answer of the API is kept by anybody on the way.
pub(super) async fn never_kept(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What writes comes from our own page and is JSON; a form of another site can be neither.
pub(super) async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    if !ours(request.headers(), app.origin.as_str()) {
        return Fail::ForeignOrigin.into_response();
    }
    if !is_json(request.headers()) || !is_readable(request.headers()) {
        return Fail::MediaType.into_response();
    }
    next.run(request).await
}

fn ours(headers: &HeaderMap, origin: &str) -> bool {
    let said = headers.get(ORIGIN).is_some_and(|value| value.as_bytes() == origin.as_bytes());
    let site = headers.get("sec-fetch-site").is_none_or(|value| value.as_bytes() == b"same-origin");
    said && site
}

fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

/// Plain or gzip; a coding that is not known is refused in our own words.
fn is_readable(headers: &HeaderMap) -> bool {
    let coding = headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes);
    coding
        .is_none_or(|coding| coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"identity"))
}
