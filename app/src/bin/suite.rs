//! A page that keeps the store's promises on the browser's own IndexedDB and says so; never part of the app.
//!
//! `cargo build -p tsunagari-app --bin suite --features suite --target wasm32-unknown-unknown`, then
//! `wasm-bindgen --target web --no-typescript --out-dir DIR …/suite.wasm`, and serve DIR beside a page whose module
//! script does `import init from "./suite.js"; init()`. When done, `document.title` is `kept N` or `broken: …`.

use tsunagari_app::store::idb::IdbStore;
use tsunagari_app::store::suite;

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
