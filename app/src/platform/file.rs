//! A file to the phone and from it, by the browser's own dialogue.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

use super::bytes;

/// Largest file that is read, in bytes.
pub const FILE_BYTES: f64 = 16.0 * 1024.0 * 1024.0;

/// Offers bytes as a file of that name; whether the browser took it.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) -> bool {
    offer(name, media_type, bytes).is_ok()
}

fn offer(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let bag = BlobPropertyBag::new();
    bag.set_type(media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &bag)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    wasm_bindgen_futures::spawn_local(async move {
        super::timer::sleep(60_000).await; // some browsers read it only after a question
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}

/// Lets the person choose a file and reads it; none where they chose nothing or it is over [`FILE_BYTES`].
pub async fn choose(accept: &str) -> Option<Vec<u8>> {
    choose_named(accept).await.and_then(|(_, bytes)| bytes)
}

/// The same, with the file's name; no bytes where it is over [`FILE_BYTES`].
pub async fn choose_named(accept: &str) -> Option<(String, Option<Vec<u8>>)> {
    let document = web_sys::window()?.document()?;
    let input: HtmlInputElement = document.create_element("input").ok()?.unchecked_into();
    input.set_type("file");
    input.set_accept(accept);
    let chosen = Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move || {
            let _ = resolve.call0(&JsValue::NULL);
        });
        for event in ["change", "cancel"] {
            let _ = input.add_event_listener_with_callback(event, done.unchecked_ref());
        }
    });
    input.click();
    JsFuture::from(chosen).await.ok()?;
    let file = input.files()?.get(0)?;
    if file.size() > FILE_BYTES {
        return Some((file.name(), None));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some((file.name(), Some(bytes::taken_whole(buffer.unchecked_ref()))))
}
