//! The public address: what the Origin header must equal, what links begin with, how the cookie is named.

use axum::http::uri::Uri;
use thiserror::Error;

/// Longest life of a cookie, in seconds: 400 days, the most that browsers keep.
pub(super) const COOKIE_SECONDS: i64 = 34_560_000;

/// The public address without a path: `https://tsunagari.example.jp`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    text: String,
    secure: bool,
    port: u16,
}

/// The text is no address that can be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAnOrigin {
    /// No scheme, host and nothing else.
    #[error("an origin looks like https://example.jp, without a path")]
    Shape,
    /// Without TLS on another machine than this.
    #[error("http is for this machine alone (localhost, 127.0.0.1, [::1]); use https")]
    PlainHttp,
}

impl Origin {
    /// Reads it.
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let uri: Uri = text.parse().map_err(|_| NotAnOrigin::Shape)?;
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Err(NotAnOrigin::Shape);
        };
        let port = uri.port_u16();
        let secure = scheme == "https";
        let whole = match port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        };
        if text != whole || !(secure || scheme == "http") {
            return Err(NotAnOrigin::Shape);
        }
        if !secure && !["localhost", "127.0.0.1", "[::1]"].contains(&host) {
            return Err(NotAnOrigin::PlainHttp);
        }
        Ok(Self { text: whole, secure, port: port.unwrap_or(if secure { 443 } else { 80 }) })
    }

    /// As text, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is reached by TLS.
    pub const fn secure(&self) -> bool {
        self.secure
    }

    /// The cookie's name. WebKit drops Secure cookies on a plain localhost, hence two.
    pub(crate) fn cookie_name(&self) -> String {
        if self.secure { "__Host-tsunagari".to_owned() } else { format!("tsunagari_{}", self.port) }
    }

    /// The header that sets the cookie.
    pub(crate) fn set_cookie(&self, value: &str) -> String {
        let name = self.cookie_name();
        let secure = if self.secure { " Secure;" } else { "" };
        format!("{name}={value};{secure} HttpOnly; SameSite=Lax; Path=/; Max-Age={COOKIE_SECONDS}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_an_address_without_a_path() {
        let origin = Origin::parse("https://tsunagari.example.jp/").unwrap();
        assert_eq!(origin.as_str(), "https://tsunagari.example.jp");
        assert!(
            origin
                .set_cookie("x")
                .starts_with("__Host-tsunagari=x; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000")
        );
        let local = Origin::parse("http://localhost:8080").unwrap();
        assert_eq!(
            local.set_cookie("x"),
            "tsunagari_8080=x; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000"
        );
        for wrong in ["", "localhost:8080", "ftp://a", "https://a/b", "https://a?b", "https://u@a"] {
            assert_eq!(Origin::parse(wrong), Err(NotAnOrigin::Shape), "{wrong}");
        }
        assert_eq!(Origin::parse("http://example.jp"), Err(NotAnOrigin::PlainHttp));
    }
}
