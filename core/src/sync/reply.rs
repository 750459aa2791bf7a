//! What an HTTP reply is worth: ours only by status, type and envelope; everything else is a failure. No retrying here.

use crate::change::{Outcome, PROTOCOL};
use crate::id::ChangeId;
use crate::json;
use crate::planted::{self, Bug};
use crate::sync::cell;
use crate::sync::wire::{ANSWER_TYPE, BUNDLE_TYPE, Bundle, ENVELOPE, Problem, SyncAnswer};

/// The name of the problem that says a device was revoked.
pub const REVOKED: &str = "urn:tsunagari:revoked";
/// The media type of [`Problem`].
pub const PROBLEM_TYPE: &str = "application/problem+json";

/// A reply as the network gave it.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: &'a str,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// The body, inflated.
    pub body: &'a [u8],
}

/// Why a request brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No reply: no network, no server, no time.
    Unreachable,
    /// Somebody else answered: a captive portal, a proxy; or half an answer.
    NotOurs,
    /// The server answered with an error.
    Status {
        /// The HTTP status.
        code: u16,
        /// Seconds to wait, where it said so.
        retry_after: Option<u32>,
    },
    /// The device was revoked, by the server's own word.
    Revoked,
}

/// Cells as they came, still compressed, each beside its head's place in the bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// The head.
    pub bundle: Bundle,
    /// The bytes, in the order of [`Bundle::cells`].
    pub cells: Vec<Vec<u8>>,
}

/// Reads the reply to a sync request.
pub fn answer(reply: &Reply<'_>) -> Result<SyncAnswer, Failure> {
    expect(reply, ANSWER_TYPE)?;
    let answer: SyncAnswer = json::read(reply.body).ok_or(Failure::NotOurs)?;
    if answer.envelope == ENVELOPE { Ok(answer) } else { Err(Failure::NotOurs) }
}

/// Reads the reply to a request for cells.
pub fn cells(reply: &Reply<'_>) -> Result<Cells, Failure> {
    expect(reply, BUNDLE_TYPE)?;
    let (bundle, cells) = cell::cut(reply.body).map_err(|_| Failure::NotOurs)?;
    Ok(Cells { bundle, cells: cells.into_iter().map(<[u8]>::to_vec).collect() })
}

/// The outcome of each change that was sent, only if the answer names every one of them, in order.
///
/// A change that the server could not read has no id in the answer; that counts in its place, as a refusal alone.
pub fn outcomes<'a>(sent: &[ChangeId], answer: &'a SyncAnswer) -> Option<Vec<&'a Outcome>> {
    if sent.len() != answer.outcomes.len() {
        return None;
    }
    let named = sent.iter().zip(&answer.outcomes).map(|(id, answered)| match answered.id {
        Some(named) => (named == *id || planted::on(Bug::RepliesMixed)).then_some(&answered.outcome),
        None => matches!(answered.outcome, Outcome::Refused { .. }).then_some(&answered.outcome),
    });
    named.collect()
}

/// Whether the server no longer takes what this build says.
pub const fn too_old(answer: &SyncAnswer) -> bool {
    answer.oldest_protocol > PROTOCOL
}

fn expect(reply: &Reply<'_>, media: &str) -> Result<(), Failure> {
    let ours = media_type(reply.content_type) == media;
    match reply.status {
        200 if ours => Ok(()),
        200..=399 | SIGN_IN_FIRST => Err(Failure::NotOurs),
        code => Err(error(code, reply)),
    }
}

/// 511 Network Authentication Required: never our server's.
const SIGN_IN_FIRST: u16 = 511;

fn error(code: u16, reply: &Reply<'_>) -> Failure {
    let problem = || json::read::<Problem>(reply.body);
    let told = if media_type(reply.content_type) == PROBLEM_TYPE { problem() } else { None };
    if told.as_ref().is_some_and(|problem| problem.kind == REVOKED) {
        return Failure::Revoked;
    }
    // A proxy before the server may say by itself that a body is too large or the server too busy. What only the server
    // can know, a page in between is not believed: nobody is signed out by a hotel.
    let by_a_proxy = matches!(code, 413 | 429 | 500..);
    if told.is_none() && !by_a_proxy {
        return Failure::NotOurs;
    }
    let retry_after = reply.retry_after.or_else(|| told.and_then(|problem| problem.retry_after));
    Failure::Status { code, retry_after }
}

fn media_type(header: &str) -> &str {
    header.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, content_type: &str, body: &str) -> Failure {
        answer(&Reply { status, content_type, retry_after: None, body: body.as_bytes() }).unwrap_err()
    }

    #[test]
    fn only_the_server_itself_can_sign_a_device_out() {
        let told = r#"{"type":"urn:tsunagari:session","title":"参加しなおしてください","status":401}"#;
        assert_eq!(failure(401, PROBLEM_TYPE, told), Failure::Status { code: 401, retry_after: None });
        assert_eq!(failure(401, "text/html; charset=utf-8", "<html>"), Failure::NotOurs);
        assert_eq!(failure(401, PROBLEM_TYPE, "<html>"), Failure::NotOurs);
        for code in [400, 403, 404, 407, 426, 511] {
            assert_eq!(failure(code, "text/html", "<html>"), Failure::NotOurs, "{code}");
        }
    }

    #[test]
    fn a_proxy_may_say_that_a_body_is_too_large_or_the_server_away() {
        for code in [413, 429, 500, 502, 503] {
            assert_eq!(
                failure(code, "text/html", "<html>"),
                Failure::Status { code, retry_after: None },
                "{code}"
            );
        }
    }
}
