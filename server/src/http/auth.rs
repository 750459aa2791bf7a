//! The lock on the door: the session behind a request's cookie, as an extractor.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use tsunagari_core::id::OrgId;
use tsunagari_core::org::Session;

use super::App;
use super::error::Fail;
use super::origin::COOKIE_SECONDS;
use crate::secret::Token;
use crate::{identity, platform};

/// How often a device's last sight is written down, in milliseconds: an hour.
const SEEN_EVERY: i64 = 60 * 60 * 1000;
/// How long a session lasts without being used, in milliseconds: as long as its cookie.
const SESSION_LASTS: i64 = COOKIE_SECONDS * 1000;

/// A request from a device that has joined.
#[derive(Clone)]
pub(crate) struct Joined {
    pub(crate) org: OrgId,
    pub(crate) session: Session,
    pub(crate) token: Token,
    /// Whether the device has not been seen for [`SEEN_EVERY`], so that its cookie is set again.
    pub(crate) unseen: bool,
}

impl FromRequestParts<App> for Joined {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fail> {
        let token = token(&parts.headers, &app.origin.cookie_name()).ok_or(Fail::NotJoined)?;
        let (org, hash) = (token.org, token.hash());
        let found = app.known.signed_in(&app.storage, org, hash).await?.ok_or(Fail::NotJoined)?;
        let device = &found.device;
        if device.revoked_at.is_some() {
            return Err(Fail::Revoked);
        }
        if device.seen_at.plus(SESSION_LASTS) <= platform::now() {
            return Err(Fail::NotJoined);
        }
        #[cfg(feature = "failpoints")]
        crate::failpoint::pass("auth");
        app.rates.take(device.id.uuid()).map_err(Fail::Often)?;
        let unseen = device.seen_at.plus(SEEN_EVERY) <= platform::now();
        Ok(Self { org, session: identity::session_of(&found), token, unseen })
    }
}

/// The cookie's token. Several cookies of one name can come; the first that reads is taken.
fn token(headers: &HeaderMap, name: &str) -> Option<Token> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| if key == name { Token::parse(value) } else { None })
}
