//! The doors: which address leads to which handler, and what every request passes before it.

mod ailing;
mod answer;
mod auth;
mod body;
mod cells;
pub(crate) mod counts;
pub(crate) mod error;
mod files;
mod guard;
mod health;
mod history;
mod import;
mod invites;
mod join;
mod known;
mod manifest;
mod openapi;
pub mod origin;
mod people;
mod plans;
mod public;
mod rates;
mod sync;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

use crate::desk::line::Line;
use crate::public::hall::Hall;
use crate::storage::{Org, Storage};
use ailing::Ailing;
use counts::Counts;
use error::Fail;
use known::Known;
use origin::Origin;
use rates::Rates;

/// What every handler can reach.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// Shared by all requests.
pub struct Shared {
    pub(crate) storage: Storage,
    pub(crate) line: Line,
    pub(crate) known: Known,
    pub(crate) origin: Origin,
    pub(crate) pepper: [u8; 32],
    pub(crate) sample: bool,
    pub(crate) rates: Rates,
    pub(crate) counts: Counts,
    pub(crate) ailing: Ailing,
    pub(crate) public: Hall,
    /// One at a time.
    pub(crate) imports: Semaphore,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// Over a storage; `pepper` keys the fingerprints of numbers and is not in the database.
    pub fn new(storage: Storage, origin: Origin, pepper: [u8; 32], sample: bool) -> Self {
        Self::with_public(storage, origin, pepper, sample, Hall::new(Vec::new()))
    }

    /// The same, with wards that show no public pages.
    pub fn with_public(
        storage: Storage,
        origin: Origin,
        pepper: [u8; 32],
        sample: bool,
        public: Hall,
    ) -> Self {
        Self(Arc::new(Shared {
            line: Line::before(storage.clone()),
            storage,
            known: Known::default(),
            origin,
            pepper,
            sample,
            rates: Rates::default(),
            counts: Counts::default(),
            ailing: Ailing::default(),
            public,
            imports: Semaphore::new(1),
        }))
    }

    /// The ward of an address.
    pub(crate) async fn org(&self, slug: &str) -> Result<Org, Fail> {
        let orgs = self.storage.read(|tx| tx.orgs()).await?;
        orgs.into_iter().find(|org| org.slug == slug).ok_or(Fail::Absent)
    }
}

/// All doors.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/join", post(join::join))
        .route("/join/look", post(join::look))
        .route("/sync", post(sync::sync))
        .route("/cells", get(cells::cells))
        .route("/openapi.json", get(openapi::openapi))
        .route("/orgs", get(plans::orgs))
        .route("/plans", get(plans::plans))
        .route("/plans/{id}", get(plans::plan).layer(CompressionLayer::new().quality(plans::QUALITY)))
        .route("/plans/{id}/import", post(import::import).layer(DefaultBodyLimit::max(import::BODY_BYTES)))
        .route("/records/{id}/history", get(history::history))
        .route("/invites", get(invites::list).post(invites::make))
        .route("/invites/{id}/end", post(invites::end))
        .route("/people", get(people::people))
        .route("/people/{id}/erase", post(people::erase))
        .route("/devices/{id}/revoke", post(people::revoke))
        .fallback(|| async { Fail::Absent })
        .method_not_allowed_fallback(|| async { Fail::Method })
        .layer(DefaultBodyLimit::max(sync::BODY_BYTES))
        .layer(RequestDecompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), guard::same_origin))
        .layer(CompressionLayer::new())
        .layer(from_fn(guard::never_kept));
    Router::new()
        .nest("/api/v1", api)
        .merge(public::doors())
        .route("/o/{slug}/manifest.webmanifest", get(manifest::manifest))
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
        .fallback(files::file)
        .layer(from_fn_with_state(app.clone(), guard::headed))
        .layer(from_fn_with_state(app.clone(), guard::guarded))
        .with_state(app)
}
