//! A request's JSON, read whole within its limit; every failure is a [`Fail`], never a library's own words.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::error::Fail;

/// JSON of type T.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Fail;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fail> {
        let bytes = Bytes::from_request(request, state).await.map_err(unread)?;
        #[cfg(feature = "failpoints")]
        crate::failpoint::pass("body");
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Fail::Malformed)
    }
}

fn unread(rejection: BytesRejection) -> Fail {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fail::TooLarge,
        _ => Fail::Malformed,
    }
}
