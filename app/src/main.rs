//! Starts the app inside the page's `#app`; the first screen goes when something stands there.

use leptos::prelude::*;
use tsunagari_app::app::App;
use wasm_bindgen::JsCast as _;

fn main() {
    let place = document().get_element_by_id("app").and_then(|place| place.dyn_into().ok());
    if let Some(place) = place {
        mount_to(place, App).forget();
    }
}
