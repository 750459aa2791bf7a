//! How much room there is and whether the browser means to keep what is written. Estimates mislead; they are shown, and
//! decide nothing.

use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

/// Bytes in use and allowed, as the browser guesses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Space {
    /// In use.
    pub used: f64,
    /// Allowed.
    pub allowed: f64,
}

/// The browser's guess; none where it makes none.
pub async fn estimate() -> Option<Space> {
    let promise = manager()?.estimate().ok()?;
    let guess: StorageEstimate = JsFuture::from(promise).await.ok()?.into();
    Some(Space { used: guess.get_usage()?, allowed: guess.get_quota()? })
}

/// Asks the browser to keep the store even when room is short; whether it will. None where it cannot be asked.
pub async fn persist() -> Option<bool> {
    let manager = manager()?;
    let promise = manager.persist().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}

/// Whether the browser has said that it keeps the store.
pub async fn persisted() -> Option<bool> {
    let promise = manager()?.persisted().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}

/// WebKitGTK has the manager without its methods: each is looked for before it is called.
fn manager() -> Option<StorageManager> {
    let manager = web_sys::window()?.navigator().storage();
    let all = ["estimate", "persist", "persisted"];
    let has = |name: &&str| {
        js_sys::Reflect::get(&manager, &(**name).into()).is_ok_and(|method| method.is_function())
    };
    all.iter().all(has).then_some(manager)
}
