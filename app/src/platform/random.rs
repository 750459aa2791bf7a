//! Chance, from the browser's own generator; the only place in the app that asks.

use uuid::Uuid;

/// Random bits for an id or a key; none where the browser has no generator, which no supported one lacks.
pub fn uuid() -> Uuid {
    let mut bytes = [0_u8; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// 256 random bits as text: the key by which a device can join twice and stay one device.
pub fn key() -> String {
    format!("{}{}", uuid().simple(), uuid().simple())
}
