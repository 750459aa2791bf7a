//! Bytes as letters and back (RFC 4648, with padding): how a file travels inside JSON.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD: u8 = b'=';

/// Bytes as letters.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let byte = |at: usize| u32::from(part.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = LETTERS.get((bits >> shift & 63) as usize).copied().unwrap_or(PAD);
            text.push(char::from(if at > part.len() { PAD } else { letter }));
        }
    }
    text
}

/// Letters as bytes; none where they are no base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (fours, odd) = text.as_bytes().as_chunks::<4>();
    if !odd.is_empty() {
        return None;
    }
    let mut bytes = Vec::with_capacity(fours.len() * 3);
    for (at, four) in fours.iter().enumerate() {
        let pads = four.iter().rev().take_while(|letter| **letter == PAD).count();
        if pads > 2 || (pads > 0 && at + 1 < fours.len()) {
            return None;
        }
        let mut bits = 0;
        for letter in four.iter().take(4 - pads) {
            bits = bits << 6 | value(*letter)?;
        }
        bits <<= 6 * pads;
        let [_, part @ ..] = u32::to_be_bytes(bits);
        // What padding leaves over says nothing, so that each file has one text.
        if part.iter().rev().take(pads).any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend(part.iter().take(3 - pads));
    }
    Some(bytes)
}

fn value(letter: u8) -> Option<u32> {
    Some(match letter {
        b'A'..=b'Z' => u32::from(letter - b'A'),
        b'a'..=b'z' => u32::from(letter - b'a') + 26,
        b'0'..=b'9' => u32::from(letter - b'0') + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_are_those_of_the_standard() {
        let cases: [(&[u8], &str); 6] = [
            (b"", ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (&[251, 255, 191], "+/+/"),
        ];
        for (bytes, text) in cases {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes));
        }
        for wrong in ["Z", "Zg=", "Zg==Zg==", "Zh==", "Z===", "Zm9*", "あ"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_file_comes_back(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }
}
