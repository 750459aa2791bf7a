//! Bytes into text: UTF-8 with or without its mark, UTF-16 with its mark, Shift_JIS; never a guess that loses letters.

use std::borrow::Cow;

use encoding_rs::{Encoding, SHIFT_JIS};

use super::Refused;

/// Reads a text file.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Refused> {
    if let Some((marked, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        return marked.decode_without_bom_handling_and_without_replacement(rest).ok_or(Refused::Letters);
    }
    // A picture or a program is no text in any code.
    if bytes.contains(&0) {
        return Err(Refused::NoText);
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).ok_or(Refused::Letters)
}
