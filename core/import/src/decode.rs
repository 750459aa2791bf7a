//! Bytes into text: UTF-8 with or without its mark, UTF-16 with its mark, Shift_JIS; never a guess that loses letters.

use std::borrow::Cow;

use super::Refused;

/// The marks by which a text says its code.
const UTF_8: &[u8] = &[0xef, 0xbb, 0xbf];
const UTF_16_LE: &[u8] = &[0xff, 0xfe];
const UTF_16_BE: &[u8] = &[0xfe, 0xff];

/// Reads a text file.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Refused> {
    for (mark, pair) in
        [(UTF_16_LE, u16::from_le_bytes as fn([u8; 2]) -> u16), (UTF_16_BE, u16::from_be_bytes)]
    {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return wide(rest, pair).map(Cow::Owned).ok_or(Refused::Letters);
        }
    }
    if let Some(rest) = bytes.strip_prefix(UTF_8) {
        return str::from_utf8(rest).map(Cow::Borrowed).map_err(|_| Refused::Letters);
    }
    // A picture or a program is no text in any code.
    if bytes.contains(&0) {
        return Err(Refused::NoText);
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    shift_jis(bytes).ok_or(Refused::Letters)
}

fn wide(bytes: &[u8], pair: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let letters = char::decode_utf16(pairs.iter().map(|two| pair(*two)));
    if odd.is_empty() { letters.collect::<Result<_, _>>().ok() } else { None }
}

#[cfg(not(target_arch = "wasm32"))]
fn shift_jis(bytes: &[u8]) -> Option<Cow<'_, str>> {
    encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)
}

/// The same table, by the same standard, is in every browser.
#[cfg(target_arch = "wasm32")]
fn shift_jis(bytes: &[u8]) -> Option<Cow<'_, str>> {
    use js_sys::{Object, Reflect, Uint8Array};

    let strict = Object::new();
    Reflect::set(&strict, &"fatal".into(), &true.into()).ok()?;
    let text = host::TextDecoder::new("shift_jis", &strict).decode(&Uint8Array::from(bytes)).ok()?;
    Some(Cow::Owned(text))
}

#[cfg(target_arch = "wasm32")]
mod host {
    use js_sys::{Object, Uint8Array};
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        pub(super) type TextDecoder;

        #[wasm_bindgen(constructor)]
        pub(super) fn new(label: &str, options: &Object) -> TextDecoder;

        #[wasm_bindgen(method, catch)]
        pub(super) fn decode(this: &TextDecoder, bytes: &Uint8Array) -> Result<String, JsValue>;
    }
}
