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

/// NFKC, then small letters. What people write in Japanese has letters of which each has its form by itself: those are
/// told here, without asking a table or the browser for each text.
pub(crate) fn small_nfkc(text: &str) -> String {
    text.chars().map(alone).collect::<Option<String>>().unwrap_or_else(|| lower(&nfkc(text)))
}

/// A letter's small compatible form where no neighbour can change it; none of any other letter.
fn alone(letter: char) -> Option<char> {
    match letter {
        '\0'..='\x7f' => Some(letter.to_ascii_lowercase()),
        '\u{3000}' => Some(' '),
        // Full width stands 0xFEE0 above ASCII.
        '！'..='～' => char::from_u32(letter as u32 - 0xfee0).map(|letter| letter.to_ascii_lowercase()),
        '、'..='〃' | '々'..='】' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '一'..='\u{9fff}' => Some(letter),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_stands_alone_has_the_form_of_the_tables() {
        for letter in ('\0'..=char::MAX).filter(|letter| alone(*letter).is_some()) {
            for text in [letter.to_string(), format!("か{letter}ハ"), format!("{letter}{letter}")] {
                assert_eq!(small_nfkc(&text), lower(&nfkc(&text)), "{letter:?}");
            }
        }
        // A mark that joins the letter before it is no letter that stands alone.
        assert_eq!(small_nfkc("か\u{3099}"), "が");
        assert_eq!(small_nfkc("ﾎﾟｽﾀｰ Ⅲ"), "ポスター iii");
    }
}
