//! Chance, from the browser's own generator; the only place in the app that asks.

use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    // By its bare name: see `timer`. What cannot be drawn stops the work, since an id that is no chance is somebody else's.
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill(bytes: &mut [u8]);
}

/// Random bits for an id or a key.
pub fn uuid() -> Uuid {
    let mut bytes = [0_u8; 16];
    fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// 256 random bits as text: the key by which a device can join twice and stay one device.
pub fn key() -> String {
    format!("{}{}", uuid().simple(), uuid().simple())
}
