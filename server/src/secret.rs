//! Secrets that are handed out (sessions, links, numbers) and the fingerprints that are kept of them.

use sha2::{Digest as _, Sha256};
use tsunagari_core::id::OrgId;
use uuid::Uuid;

use crate::platform;

/// Digits of a 参加番号.
pub const NUMBER_DIGITS: usize = 8;
const NUMBERS: u32 = 100_000_000;

/// SHA-256 of something that is kept so that it can be recognised and not read.
pub type Hash = [u8; 32];

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// A session's secret as the cookie carries it: the ward and 256 bits.
#[derive(Clone)]
pub struct Token {
    /// The ward, so that the session is found in its part of the tables.
    pub org: OrgId,
    secret: [u8; 32],
}

impl Token {
    /// A new one.
    pub fn new(org: OrgId) -> Self {
        Self { org, secret: platform::random() }
    }

    /// Reads a cookie's value.
    pub fn parse(text: &str) -> Option<Self> {
        let (org, secret) = text.split_once('.')?;
        let org = OrgId::from_uuid(Uuid::try_parse(org).ok()?);
        Some(Self { org, secret: unhex(secret)? })
    }

    /// The cookie's value.
    pub fn text(&self) -> String {
        format!("{}.{}", self.org.uuid().simple(), hex(&self.secret))
    }

    /// What is kept.
    pub fn hash(&self) -> Hash {
        sha256(&self.secret)
    }
}

/// A link's secret: 128 bits as text.
pub fn link_secret() -> String {
    hex(&platform::random::<16>())
}

/// A number to type, 8 digits.
pub fn number() -> String {
    format!("{:0width$}", platform::random_below(NUMBERS), width = NUMBER_DIGITS)
}

/// A number as people read it aloud: 4-4.
pub fn spaced(number: &str) -> String {
    match number.split_at_checked(NUMBER_DIGITS / 2) {
        Some((head, tail)) => format!("{head}-{tail}"),
        None => number.to_owned(),
    }
}

/// The digits of what a person typed: full width, hyphens and blanks are all right; anything else is no number.
pub fn digits(typed: &str) -> Option<String> {
    let mut digits = String::new();
    for sign in typed.chars() {
        match sign {
            '0'..='9' => digits.push(sign),
            '０'..='９' => {
                digits.push(char::from_digit(u32::from(sign).checked_sub(u32::from('０'))?, 10)?);
            }
            '-' | '‐' | '‑' | '–' | '—' | '−' | '－' | 'ー' | ' ' | '　' => {}
            _ => return None,
        }
    }
    (digits.len() == NUMBER_DIGITS).then_some(digits)
}

/// A number's fingerprint. It is short, so a key that is not in the database goes in.
pub fn number_hash(pepper: &[u8], org: OrgId, number: &str) -> Hash {
    let mut hash = Sha256::new();
    for part in [pepper, org.uuid().as_bytes().as_slice(), number.as_bytes()] {
        hash.update(sha256(part));
    }
    hash.finalize().into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(n * 2..n * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_nothing_else_is_one() {
        let token = Token::new(OrgId::from_uuid(Uuid::from_u128(7)));
        let again = Token::parse(&token.text()).unwrap();
        assert_eq!((again.org, again.hash()), (token.org, token.hash()));
        for wrong in ["", ".", "a.b", "あ.い", &token.text()[1..], &format!("{}0", token.text())] {
            assert!(Token::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for typed in ["12345678", "1234-5678", "１２３４－５６７８", " 1234 5678 ", "1234ー5678"] {
            assert_eq!(digits(typed).as_deref(), Some("12345678"), "{typed}");
        }
        for wrong in ["", "1234567", "123456789", "1234567a", "一二三四五六七八"] {
            assert_eq!(digits(wrong), None, "{wrong}");
        }
        assert_eq!(number().len(), NUMBER_DIGITS);
        assert_eq!(spaced("12345678"), "1234-5678");
    }
}
