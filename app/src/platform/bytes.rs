//! Bytes that cross between page and program; what the page held of them is given back at once, not when it collects.

use js_sys::{ArrayBuffer, Uint8Array};

/// What the page holds, as the program's own. The page's copy is gone after it.
pub fn taken(held: &Uint8Array) -> Vec<u8> {
    let mut bytes = Vec::new();
    taken_onto(&mut bytes, held);
    bytes
}

/// Like `taken`, behind what is there already.
pub fn taken_onto(bytes: &mut Vec<u8>, held: &Uint8Array) {
    let before = bytes.len();
    bytes.resize(before + held.length() as usize, 0);
    if let Some(room) = bytes.get_mut(before..) {
        held.copy_to(room);
    }
    give_back(&held.buffer());
}

/// Like `taken`, of a whole buffer.
pub fn taken_whole(held: &ArrayBuffer) -> Vec<u8> {
    taken(&Uint8Array::new(held))
}

/// A copy in the page for as long as `use_it` takes, for calls that copy once more before they return.
pub fn lent<T>(bytes: &[u8], use_it: impl FnOnce(&Uint8Array) -> T) -> T {
    let held = Uint8Array::from(bytes);
    let used = use_it(&held);
    give_back(&held.buffer());
    used
}

/// A page collects by the number of its objects, and megabytes of buffers are few of them: a first visit left 30 MB lying.
/// Browsers of before 2024 cannot, and collect when they please.
pub fn give_back(buffer: &ArrayBuffer) {
    drop(buffer.transfer_with_length(0));
}
