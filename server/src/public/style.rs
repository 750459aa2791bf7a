//! The sheet of the public pages: the app's own colours and letters, and a few lines more, under a name that says its content.

use std::sync::LazyLock;

use crate::secret::{hex, sha256};

/// The app's roles and their values.
const TOKENS: &str = include_str!("../../../app/style/tokens.css");
/// The pages' own lines.
const OWN: &str = include_str!("style.css");

static SHEET: LazyLock<(String, String)> = LazyLock::new(|| {
    let sheet = format!("{TOKENS}\n{OWN}");
    let hash = hex(sha256(sheet.as_bytes()).get(..8).unwrap_or_default());
    (format!("/p-style/{hash}.css"), sheet)
});

/// Its address.
pub fn path() -> &'static str {
    &SHEET.0
}

/// Its text.
pub fn text() -> &'static str {
    &SHEET.1
}
