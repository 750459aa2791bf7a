//! gzip by the browser's own streams.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableWritablePair, Response};

#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// The bytes, compressed; none where the browser cannot.
pub async fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    through(bytes, CompressionStream::new("gzip").ok()?.unchecked_into()).await
}

/// What was compressed; none where it was not, or is cut short.
pub async fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    through(bytes, DecompressionStream::new("gzip").ok()?.unchecked_into()).await
}

async fn through(bytes: &[u8], pair: ReadableWritablePair) -> Option<Vec<u8>> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&parts).ok()?;
    let stream = blob.stream().pipe_through(&pair);
    let whole = Response::new_with_opt_readable_stream(Some(&stream)).ok()?.array_buffer().ok()?;
    let buffer = JsFuture::from(whole).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
