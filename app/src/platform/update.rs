//! The newer build that waits, and what of a build this phone keeps: public/boot.js watches the service worker, this listens
//! to boot.js and tells it.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::CustomEvent;

/// This build's id, as the service worker's list has it.
pub fn build() -> String {
    mark("build").unwrap_or_else(|| "dev".to_owned())
}

/// Calls the function once a newer build is downloaded and waits; at once where it waits already.
pub fn on_waiting(mut call: impl FnMut() + 'static) {
    if mark("update").as_deref() == Some("waiting") {
        call();
        return;
    }
    let Some(window) = web_sys::window() else { return };
    let closure = Closure::<dyn FnMut()>::new(call);
    let listener = closure.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("tsunagari:update", listener);
    closure.forget();
}

/// The person agreed: the newer build takes over and the page is loaded once more. Drafts must be kept before.
pub fn agree() {
    say("tsunagari:update-now");
}

/// This phone is staff's: the files that only they need are kept too, from now on with each build.
pub fn keep_for_staff() {
    say("tsunagari:staff");
}

fn say(word: &str) {
    if let (Some(window), Ok(event)) = (web_sys::window(), CustomEvent::new(word)) {
        let _ = window.dispatch_event(&event);
    }
}

/// Loads the page once more.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

fn mark(name: &str) -> Option<String> {
    let root = web_sys::window()?.document()?.document_element()?;
    root.get_attribute(&format!("data-{name}"))
}
