//! `GET /api/v1/cells?scope=…`: a bundle of prebuilt cells, as bytes.

use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tsunagari_core::record::{Class, Scope};
use tsunagari_core::sync::cell;
use tsunagari_core::sync::wire::{BUNDLE_TYPE, CellMark};

use super::App;
use super::auth::Joined;
use super::error::Fail;
use crate::cells::bundle;

/// What the address says.
#[derive(Deserialize)]
pub(super) struct Asked {
    scope: String,
    class: Option<Class>,
    below: Option<u32>,
}

pub(super) async fn cells(
    State(app): State<App>,
    joined: Joined,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Fail> {
    let Query(asked) = asked.map_err(|_| Fail::Malformed)?;
    let scope = Scope::parse(&asked.scope).map_err(|_| Fail::Absent)?;
    if !joined.session.reads(scope) {
        return Err(Fail::Absent);
    }
    let mark = match (asked.class, asked.below) {
        (Some(class), Some(below)) => Some(CellMark { class, below }),
        (None, None) => None,
        _ => return Err(Fail::Malformed),
    };
    let packed = bundle(&app.storage, joined.org, scope, mark).await?;
    let body = cell::join(&packed.bundle, &packed.cells);
    Ok(([(CONTENT_TYPE, BUNDLE_TYPE)], body).into_response())
}
