//! Stands in for the crate `wasm-streams`: Leptos's server functions name it, and we have none. Its classes are exported
//! to the page, so that no linker may leave them out, and each phone would load them for nothing. Only what those
//! functions name is here; it never runs.

use futures::stream::{Empty, empty};
use wasm_bindgen::{JsCast as _, JsValue};

/// A stream between the page and the program.
#[derive(Debug, Clone)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    pub fn from_stream<S>(_: S) -> Self {
        Self(JsValue::UNDEFINED.unchecked_into())
    }

    pub const fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        empty()
    }
}
