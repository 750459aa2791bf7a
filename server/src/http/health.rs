//! `/health` for whoever keeps the server running, `/metrics` for an admin or this machine itself.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, FORWARDED};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use tsunagari_core::org::Role;

use super::App;
use super::auth::Joined;
use super::error::Fail;

/// `ok` when the database can be read and, where a write failed, can be written again.
pub(super) async fn health(State(app): State<App>) -> Result<Response, Fail> {
    app.ailing.tried(&app.storage).await?;
    app.storage.read(|tx| tx.epoch()).await?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")], "ok\n").into_response())
}

pub(super) async fn metrics(State(app): State<App>, _reader: Overseer) -> Response {
    let media = [(CONTENT_TYPE, "text/plain; version=0.0.4"), (CACHE_CONTROL, "no-store")];
    (media, app.counts.text()).into_response()
}

/// An admin, or somebody on this machine whom no proxy brought.
pub(super) struct Overseer;

impl FromRequestParts<App> for Overseer {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fail> {
        let here = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .is_some_and(|ConnectInfo(address)| address.ip().is_loopback());
        let brought = parts.headers.contains_key(FORWARDED)
            || ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
                .iter()
                .any(|name| parts.headers.contains_key(*name));
        if here && !brought {
            return Ok(Self);
        }
        let joined = Joined::from_request_parts(parts, app).await.map_err(|_| Fail::Absent)?;
        if joined.session.role == Role::Admin { Ok(Self) } else { Err(Fail::Absent) }
    }
}
