//! What people type: names, titles, notes and counts, normalised and limited at one door; folding for search is beside it.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use thiserror::Error;

mod fold;
mod form;
mod personal;
#[cfg(test)]
mod tests;

pub use fold::{Needle, fold};
pub(crate) use form::{nfc, nfkc};
pub use personal::{Suspicion, personal};

/// A name's length, in characters.
pub const NAME_CHARS: usize = 40;
/// A title's length, in characters.
pub const TITLE_CHARS: usize = 200;
/// A note's length, in characters.
pub const NOTE_CHARS: usize = 1_000;
/// A result's length (実施した取組結果), in characters.
pub const RESULT_CHARS: usize = 2_000;
/// A stored key (a kind of activity, a band, a chip), in bytes.
pub const KEY_BYTES: usize = 24;

/// Why a text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextFault {
    /// Nothing is left after trimming.
    #[error("nothing is written")]
    Empty,
    /// Longer than it may be.
    #[error("{chars} characters, at most {limit}")]
    TooLong {
        /// Its length, in characters.
        chars: usize,
        /// The limit.
        limit: usize,
    },
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident, $limit:ident, $clean:ident, $empty:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Trims, normalises and measures what was typed.
            pub fn parse(typed: &str) -> Result<Self, TextFault> {
                let text = $clean(typed);
                let chars = text.chars().count();
                if chars > $limit {
                    Err(TextFault::TooLong { chars, limit: $limit })
                } else if text.is_empty() && !$empty {
                    Err(TextFault::Empty)
                } else {
                    Ok(Self(text))
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str { &self.0 }
            /// The text.
            pub fn into_string(self) -> String { self.0 }
            /// Whether nothing is written.
            pub fn is_empty(&self) -> bool { self.0.is_empty() }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result { f.write_str(&self.0) }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
            }
        }
    )+};
}

texts! {
    /// A name on one line: a group, a place, 呼び名.
    Name, NAME_CHARS, line, false;
    /// A title on one line.
    Title, TITLE_CHARS, line, false;
    /// A note of several lines; may be empty.
    Note, NOTE_CHARS, lines, true;
    /// 実施した取組結果, or why nothing was done; of several lines, may be empty.
    Told, RESULT_CHARS, lines, true;
}

/// One line: composed, control characters out, each run of white space one space, none at the ends.
fn line(typed: &str) -> String {
    let visible: String =
        nfc(typed).chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several lines: composed, line ends as `\n`, other control characters out, no white space at the ends.
fn lines(typed: &str) -> String {
    let unified = typed.replace("\r\n", "\n").replace('\r', "\n");
    let visible: String = nfc(&unified)
        .chars()
        .filter_map(|letter| match letter {
            '\n' => Some('\n'),
            '\t' => Some(' '),
            letter if letter.is_control() => None,
            letter => Some(letter),
        })
        .collect();
    visible.trim().to_owned()
}

/// Whether a stored text is what [`Name`], [`Title`] or [`Note`] would have made of it: no control characters but
/// line ends, and so many characters at most. The server asks this of what arrives.
pub fn is_clean(text: &str, limit: usize, several_lines: bool) -> bool {
    let visible = |letter: char| !letter.is_control() || (several_lines && letter == '\n');
    text.chars().all(visible) && text.chars().count() <= limit
}

/// Whether the text is a key: small letters, digits, `_`; a letter first.
pub fn is_key(text: &str) -> bool {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    letters && text.len() <= KEY_BYTES && text.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Why a count was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CountFault {
    /// Below zero.
    #[error("below zero")]
    Negative,
    /// More than it may be.
    #[error("at most {limit}")]
    TooMany {
        /// The limit.
        limit: u64,
    },
    /// Not a whole number.
    #[error("not a whole number")]
    NotANumber,
}

/// Units that may follow a typed number.
const UNITS: &[&str] = &["人", "名", "回", "食", "組", "軒", "件", "部", "か所", "日"];

/// Reads a typed count in any width, with or without commas and a unit: 「１２」, `1,482人`. Nothing typed is none.
pub fn count(typed: &str, limit: u64) -> Result<Option<u64>, CountFault> {
    let text: String = nfkc(typed).chars().filter(|letter| !letter.is_whitespace()).collect();
    let text = UNITS.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
    if text.is_empty() {
        return Ok(None);
    }
    let (negative, digits) = match text.strip_prefix(['-', '−', 'ー']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.replace(',', "");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CountFault::NotANumber);
    }
    // More digits than a u64 holds are too many for certain.
    let number = digits.parse::<u64>().unwrap_or(u64::MAX);
    match (negative, number) {
        (true, 1..) => Err(CountFault::Negative),
        (_, number) if number > limit => Err(CountFault::TooMany { limit }),
        (_, number) => Ok(Some(number)),
    }
}
