//! An answer of ours: JSON under its own media type, so that a captive portal's page is never taken for one.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tsunagari_core::sync::wire::ANSWER_TYPE;

use super::App;
use super::error::Fail;
use crate::secret::Token;

/// JSON of type T, as an answer.
pub(crate) struct Answer<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(CONTENT_TYPE, HeaderValue::from_static(ANSWER_TYPE))], body).into_response(),
            Err(error) => {
                tracing::error!(%error, "an answer could not be written");
                Fail::Ours.into_response()
            }
        }
    }
}

/// Lays the session's cookie on an answer.
pub(crate) fn with_cookie(app: &App, token: &Token, mut response: Response) -> Response {
    if let Ok(value) = HeaderValue::from_str(&app.origin.set_cookie(&token.text())) {
        response.headers_mut().insert(SET_COOKIE, value);
    }
    response
}
