//! Composed and compatible forms (NFC, NFKC) of a text and its small letters: the one thing that core asks of where it runs. Every browser
//! has the tables for them, and they would be a tenth of what a phone downloads.

/// Canonical letters, composed.
pub(crate) fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { composed(text) }
}

/// Composed, and width and other ways to write one letter made one.
pub(crate) fn nfkc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { compatible(text) }
}

/// Small letters, where a script has them.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { small(text) }
}

#[cfg(not(target_arch = "wasm32"))]
use tables::{compatible, composed, small};

#[cfg(not(target_arch = "wasm32"))]
mod tables {
    use unicode_normalization::UnicodeNormalization as _;

    pub(super) fn composed(text: &str) -> String {
        text.nfc().collect()
    }

    pub(super) fn compatible(text: &str) -> String {
        text.nfkc().collect()
    }

    pub(super) fn small(text: &str) -> String {
        text.to_lowercase()
    }
}

#[cfg(target_arch = "wasm32")]
use host::{compatible, composed, small};

#[cfg(target_arch = "wasm32")]
mod host {
    use js_sys::JsString;

    pub(super) fn composed(text: &str) -> String {
        JsString::from(text).normalize("NFC").into()
    }

    pub(super) fn compatible(text: &str) -> String {
        JsString::from(text).normalize("NFKC").into()
    }

    pub(super) fn small(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }
}
