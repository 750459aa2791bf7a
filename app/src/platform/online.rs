//! Hints that trying to send may help: the network came back, the window came to the front. Hints, never facts.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// Calls the function whenever sending may have become possible, for the life of the page.
pub fn on_hint(mut call: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let document = window.document();
    let seen = document.clone();
    let closure = Closure::<dyn FnMut()>::new(move || {
        if seen.as_ref().is_none_or(|document| !document.hidden()) {
            call();
        }
    });
    let listener = closure.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("online", listener);
    let _ = window.add_event_listener_with_callback("pageshow", listener);
    if let Some(document) = document {
        let _ = document.add_event_listener_with_callback("visibilitychange", listener);
    }
    closure.forget();
}

/// Calls the function when the window goes to the back or is left: the last moment to keep a draft.
pub fn on_leaving(call: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let document = window.document();
    let closure = Closure::<dyn FnMut()>::new(call);
    let listener = closure.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("pagehide", listener);
    if let Some(document) = document {
        let _ = document.add_event_listener_with_callback("visibilitychange", listener);
    }
    closure.forget();
}
