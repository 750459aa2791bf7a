//! localStorage: settings, and the copy of a draft once the store is gone. It may lose its last second; nothing that a
//! person was told is saved lives here.

use gloo_storage::{LocalStorage, Storage as _};
use serde::Serialize;
use tsunagari_core::json::{self, FromJson};

/// What is written under a name, if it can be read as such.
pub fn read<T: FromJson>(name: &str) -> Option<T> {
    if !here() {
        return None;
    }
    let text = LocalStorage::raw().get_item(&full(name)).ok()??;
    json::read(text.as_bytes())
}

/// Writes it; whether there was room.
pub fn write<T: Serialize>(name: &str, value: &T) -> bool {
    here() && LocalStorage::set(full(name), value).is_ok()
}

/// Forgets it.
pub fn forget(name: &str) {
    if here() {
        LocalStorage::delete(full(name));
    }
}

fn full(name: &str) -> String {
    format!("tsunagari.{name}")
}

/// Some windows have none, and gloo takes that for a fault of ours.
fn here() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}
