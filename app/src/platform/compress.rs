//! gzip by the browser's own streams.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableWritablePair, Response};

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
    done(through(bytes, CompressionStream::new("gzip").ok()?.unchecked_into())).await
}

/// What was compressed, all at the same time; none where it was not, or is cut short.
pub async fn gunzip(packed: &[Vec<u8>]) -> Vec<Option<Vec<u8>>> {
    let begun =
        packed.iter().map(|bytes| through(bytes, DecompressionStream::new("gzip").ok()?.unchecked_into()));
    let begun: Vec<_> = begun.collect();
    let mut plain = Vec::with_capacity(begun.len());
    for one in begun {
        plain.push(done(one).await);
    }
    plain
}

/// Begins; the page's own body is the source, since a blob's is another process.
fn through(bytes: &[u8], pair: ReadableWritablePair) -> Option<JsFuture> {
    let bytes = Uint8Array::from(bytes);
    let stream = Response::new_with_opt_js_u8_array(Some(&bytes)).ok()?.body()?.pipe_through(&pair);
    Response::new_with_opt_readable_stream(Some(&stream)).ok()?.array_buffer().ok().map(JsFuture::from)
}

async fn done(begun: Option<JsFuture>) -> Option<Vec<u8>> {
    Some(Uint8Array::new(&begun?.await.ok()?).to_vec())
}
