//! A page that keeps the store's promises on the browser's own IndexedDB and says so, and what the platform promises to a
//! page that is being left; never part of the app.
//!
//! `cargo build -p tsunagari-app --bin suite --target wasm32-unknown-unknown`, then
//! `wasm-bindgen --target web --no-typescript --out-dir DIR …/suite.wasm`, and serve DIR beside a page whose module
//! script does `import init from "./suite.js"; init()`. When done, `document.title` is `kept N` or `broken: …`.

use tsunagari_app::platform::{random, tabs, timer};
use tsunagari_app::store::idb::IdbStore;
use tsunagari_app::store::suite;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {
    wasm_bindgen_futures::spawn_local(async {
        let said = match keep().await {
            Ok(count) => format!("kept {count}"),
            Err(suite::Broken(why)) => format!("broken: {why}"),
        };
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&said);
        }
    });
}

async fn keep() -> Result<usize, suite::Broken> {
    let store = IdbStore::open_named("tsunagari-suite").await?;
    if !store.keeps().await {
        return Err(suite::Broken("what was written could not be read".to_owned()));
    }
    let kept = suite::run(&store).await?;
    let again = IdbStore::open_named("tsunagari-suite").await?;
    let kept_again = suite::run(&again).await?;
    Ok(kept.len().min(kept_again.len()))
}

/// Waits so many milliseconds, as the app does.
#[wasm_bindgen]
pub async fn waits(millis: i32) {
    timer::sleep(millis).await;
}

/// An id, as the app draws it.
#[wasm_bindgen]
pub fn draws() -> String {
    random::uuid().to_string()
}

/// Whether the turn to send is given, as the app asks for it; given back at once.
#[wasm_bindgen]
pub async fn takes(name: String) -> bool {
    tabs::take_turn(&name).await.is_some()
}
