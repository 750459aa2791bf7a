//! The only place where an error becomes a status and words for a reader (RFC 9457).

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tsunagari_core::sync::wire::Problem;

use super::ailing;
use crate::join::NotJoined;
use crate::storage::Fault;

const PROBLEM_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Everything that a request can end in but its answer.
#[derive(Debug, Clone)]
pub(crate) enum Fail {
    /// Not readable as what the route takes.
    Malformed,
    /// Not JSON by its media type.
    MediaType,
    /// More than a request may be.
    TooLarge,
    /// From another site.
    ForeignOrigin,
    /// Nothing here, or nothing that this reader may know of.
    Absent,
    /// Another method than the route's.
    Method,
    /// No session.
    NotJoined,
    /// The session's device was shut out.
    Revoked,
    /// The session may not do this.
    Role,
    /// The app is too old.
    Update,
    /// Too often; wait this many seconds.
    Often(u32),
    /// It took too long.
    Slow,
    /// Too many numbers are alive.
    Numbers,
    /// A value of the request is out of its range.
    Value,
    /// Joining did not work.
    Join(NotJoined),
    /// A file cannot be imported, in words for whoever brought it.
    Import(String),
    /// The server's own fault.
    Ours,
    /// The storage's.
    Storage(Fault),
}

impl From<Fault> for Fail {
    fn from(fault: Fault) -> Self {
        Self::Storage(fault)
    }
}

impl From<NotJoined> for Fail {
    fn from(no: NotJoined) -> Self {
        Self::Join(no)
    }
}

/// Seconds until a storage that failed is asked again.
const STORAGE_WAIT: u32 = 5;

impl Fail {
    /// Status, stable name, words, seconds to wait.
    fn told(&self) -> (StatusCode, &'static str, &'static str, Option<u32>) {
        use StatusCode as S;
        match self {
            Self::Malformed => (
                S::BAD_REQUEST,
                "malformed",
                "送られた内容を読みとれませんでした。記録はスマホに残っています。",
                None,
            ),
            Self::MediaType => {
                (S::UNSUPPORTED_MEDIA_TYPE, "media-type", "この形式では受けとれません。", None)
            }
            Self::TooLarge => (
                S::PAYLOAD_TOO_LARGE,
                "too-large",
                "一度に送れる大きさをこえています。記録はスマホに残っています。",
                None,
            ),
            Self::ForeignOrigin => {
                (S::FORBIDDEN, "foreign-origin", "ほかのページからは受けとれません。", None)
            }
            Self::Absent => (S::NOT_FOUND, "absent", "見つかりません。", None),
            Self::Method => (S::METHOD_NOT_ALLOWED, "method", "この方法では受けとれません。", None),
            Self::NotJoined => (
                S::UNAUTHORIZED,
                "not-joined",
                "もういちど参加してください。記録はスマホに残っています。",
                None,
            ),
            Self::Revoked => (
                S::UNAUTHORIZED,
                "revoked",
                "この機器での参加は止められています。まだ送っていない記録は残っています。ケアプラザにお知らせください。",
                None,
            ),
            Self::Role => (S::FORBIDDEN, "role", "この操作は、地区を受けもつ職員だけができます。", None),
            Self::Update => (
                S::UPGRADE_REQUIRED,
                "update",
                "アプリが古くなっています。電波のよい所で開きなおしてください。記録は残っています。",
                None,
            ),
            Self::Often(wait) => {
                (S::TOO_MANY_REQUESTS, "often", "こみあっています。しばらくして自動で送ります。", Some(*wait))
            }
            Self::Slow => (
                S::SERVICE_UNAVAILABLE,
                "slow",
                "時間がかかりすぎました。しばらくして自動で送ります。",
                Some(STORAGE_WAIT),
            ),
            Self::Numbers => (
                S::CONFLICT,
                "numbers",
                "使える参加番号が20個あります。古いものをやめてから作ってください。",
                None,
            ),
            Self::Value => (S::UNPROCESSABLE_ENTITY, "value", "入れた内容を確かめてください。", None),
            Self::Join(no) => not_joined(*no),
            Self::Import(_) => (S::UNPROCESSABLE_ENTITY, "import", "この表は取り込めません。", None),
            Self::Ours => (
                S::INTERNAL_SERVER_ERROR,
                "ours",
                "こちらの不具合です。記録はスマホに残っています。しばらくして自動で送ります。",
                None,
            ),
            Self::Storage(_) => (
                S::SERVICE_UNAVAILABLE,
                "storage",
                "いまは保存できません。記録はスマホに残っています。しばらくして自動で送ります。",
                Some(STORAGE_WAIT),
            ),
        }
    }
}

fn not_joined(no: NotJoined) -> (StatusCode, &'static str, &'static str, Option<u32>) {
    use StatusCode as S;
    match no {
        NotJoined::Wrong => (
            S::UNPROCESSABLE_ENTITY,
            "wrong-code",
            "参加番号がちがいます。もういちど確かめてください。",
            None,
        ),
        NotJoined::Ended => (
            S::GONE,
            "ended-code",
            "この参加番号は期限（3日）がすぎています。ケアプラザで新しい番号をもらってください。",
            None,
        ),
        NotJoined::UsedUp => (
            S::GONE,
            "used-code",
            "この参加番号は、決められた人数が参加しました。ケアプラザで新しい番号をもらってください。",
            None,
        ),
        NotJoined::Wait(wait) => (
            S::TOO_MANY_REQUESTS,
            "numbers-wait",
            "番号のまちがいが続いたので、しばらく番号では参加できません。リンクやQRコードなら参加できます。",
            Some(wait),
        ),
        NotJoined::Revoked => (
            S::FORBIDDEN,
            "revoked",
            "この機器での参加は止められています。ケアプラザにお知らせください。",
            None,
        ),
        NotJoined::Name => (S::UNPROCESSABLE_ENTITY, "name", "呼び名を40文字までで入れてください。", None),
        NotJoined::District => (S::UNPROCESSABLE_ENTITY, "district", "地区を選んでください。", None),
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        if let Self::Storage(fault) = &self {
            tracing::error!(%fault, "storage");
        }
        let (status, name, title, retry_after) = self.told();
        let title = if let Self::Import(why) = &self { why.clone() } else { title.to_owned() };
        let problem =
            Problem { kind: format!("urn:tsunagari:{name}"), title, status: status.as_u16(), retry_after };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, PROBLEM_TYPE)], body).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Self::Storage(fault) = &self {
            ailing::mark(&mut response, fault);
        }
        response
    }
}
