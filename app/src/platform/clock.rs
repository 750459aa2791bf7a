//! What time the phone believes it is; the only place in the app that asks.

use tsunagari_core::calendar::WallTime;

/// The phone's clock. It may be years off: shown, never compared.
#[expect(clippy::disallowed_methods, reason = "this is the room that may ask")]
pub fn now() -> WallTime {
    WallTime::from_millis(js_sys::Date::now() as i64)
}
