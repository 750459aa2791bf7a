//! A WebAssembly file without the sections that only a debugger reads; never a byte of what runs.

/// Custom sections that nothing on a phone reads.
const UNREAD: [&[u8]; 2] = [b"name", b"producers"];
/// The magic number and the version.
pub(crate) const HEAD: usize = 8;

/// The same program without its names; the file as it was where it cannot be read.
pub(crate) fn without_names(wasm: &[u8]) -> Vec<u8> {
    sections(wasm).unwrap_or_else(|| wasm.to_vec())
}

fn sections(wasm: &[u8]) -> Option<Vec<u8>> {
    let mut kept = wasm.get(..HEAD)?.to_vec();
    let mut at = HEAD;
    while at < wasm.len() {
        let (size, body) = number(wasm, at + 1)?;
        let end = body.checked_add(size)?;
        let section = wasm.get(at..end)?;
        if !(section.first() == Some(&0) && is_unread(wasm.get(body..end)?)?) {
            kept.extend_from_slice(section);
        }
        at = end;
    }
    Some(kept)
}

/// Whether a custom section's body begins with one of the names that nothing reads.
fn is_unread(body: &[u8]) -> Option<bool> {
    let (size, start) = number(body, 0)?;
    let name = body.get(start..start.checked_add(size)?)?;
    Some(UNREAD.contains(&name))
}

/// An unsigned LEB128 number and where it ends.
pub(crate) fn number(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let (mut value, mut shift) = (0_usize, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some((value, at));
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_and_the_rest_stays() {
        let head = b"\0asm\x01\0\0\0";
        let (names, other, types) = (b"\x00\x06\x04nameX", b"\x00\x05\x03abcX", b"\x01\x01\x00");
        let whole = [&head[..], types, names, other].concat();
        assert_eq!(without_names(&whole), [&head[..], types, other].concat());
        assert_eq!(
            without_names(b"\0asm\x01\0\0\0\x01\x7f"),
            b"\0asm\x01\0\0\0\x01\x7f",
            "a broken file is left alone"
        );
    }
}
