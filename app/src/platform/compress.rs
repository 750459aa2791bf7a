//! gzip by the browser's own streams.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, ReadableStreamReadResult, ReadableWritablePair, Response};

use super::bytes;

#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// The most room that is made at once for what a file says of its own length, in bytes; more comes as it is needed.
const ROOM_BYTES: usize = 1 << 20;

/// The bytes, compressed; none where the browser cannot.
pub async fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    done(through(bytes, CompressionStream::new("gzip").ok()?.unchecked_into()), 0).await
}

/// What was compressed, all at the same time; none where it was not, or is cut short.
pub async fn gunzip(packed: &[Vec<u8>]) -> Vec<Option<Vec<u8>>> {
    let begun =
        packed.iter().map(|bytes| through(bytes, DecompressionStream::new("gzip").ok()?.unchecked_into()));
    let begun: Vec<_> = begun.collect();
    let mut plain = Vec::with_capacity(begun.len());
    for (one, bytes) in begun.into_iter().zip(packed) {
        plain.push(done(one, length(bytes)).await);
    }
    plain
}

/// How long it is inflated, by its last four bytes (RFC 1952, ISIZE).
fn length(packed: &[u8]) -> usize {
    packed.last_chunk().map_or(0, |last| u32::from_le_bytes(*last) as usize)
}

/// Begins; the page's own body is the source, since a blob's is another process.
fn through(bytes: &[u8], pair: ReadableWritablePair) -> Option<Begun> {
    let source = Uint8Array::from(bytes); // not lent: WebKit's response takes no copy
    let stream = Response::new_with_opt_js_u8_array(Some(&source)).ok()?.body()?.pipe_through(&pair);
    let pieces: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let first = JsFuture::from(pieces.read());
    Some(Begun { source, pieces, first })
}

/// Taken piece by piece: a whole buffer of the page's would be a second copy, beside pieces that it has not collected.
struct Begun {
    source: Uint8Array,
    pieces: ReadableStreamDefaultReader,
    first: JsFuture,
}

async fn done(begun: Option<Begun>, length: usize) -> Option<Vec<u8>> {
    let Begun { source, pieces, first: mut next } = begun?;
    let mut whole = Vec::with_capacity(length.min(ROOM_BYTES));
    loop {
        let piece: ReadableStreamReadResult = next.await.ok()?.unchecked_into();
        let piece = piece.get_value();
        // So a reader says that it was the last.
        if piece.is_undefined() {
            bytes::give_back(&source.buffer());
            return Some(whole);
        }
        bytes::taken_onto(&mut whole, piece.unchecked_ref());
        next = JsFuture::from(pieces.read());
    }
}
