//! Handing a text to another app of the phone, or to the clipboard.

use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;
use web_sys::ShareData;

/// Whether the phone has a share sheet for us.
pub fn possible() -> bool {
    web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"share".into()).ok())
        .is_some_and(|method| method.is_function())
}

/// Opens the share sheet; whether the text was handed over.
pub async fn share(text: &str) -> bool {
    if !possible() {
        return false;
    }
    let Some(window) = web_sys::window() else { return false };
    let data = ShareData::new();
    data.set_text(text);
    JsFuture::from(window.navigator().share_with_data(&data)).await.is_ok()
}

/// Puts the text on the clipboard; whether it is there.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let Ok(clipboard) = Reflect::get(&window.navigator(), &"clipboard".into()) else { return false };
    if clipboard.is_undefined() {
        return false; // plain http away from localhost
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
