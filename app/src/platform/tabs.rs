//! Several windows of one device: which of them sends, and the word that something was written.

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`, which web-sys still calls unstable.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        held: &Function,
    ) -> Result<Promise, JsValue>;
}

/// Held while this window runs a round; given back when dropped.
pub struct Turn {
    release: Option<Function>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Takes the turn, if no other window has it. Where the browser has no locks every window may: a change sent twice
/// has one effect.
pub async fn take_turn(name: &str) -> Option<Turn> {
    let Some(locks) = lock_manager() else { return Some(Turn { release: None }) };
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let mut tell = None;
    let told = Promise::new(&mut |resolve, _| tell = Some(resolve));
    let tell = tell?;
    let refuse = tell.clone();
    let on_held = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let _ = tell.call1(&JsValue::NULL, &JsValue::from_bool(!lock.is_null()));
        if lock.is_null() { JsValue::UNDEFINED } else { held.into() }
    });
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    let asked = locks.request(name, &options, on_held.unchecked_ref());
    match asked {
        Ok(end) => wasm_bindgen_futures::spawn_local(async move {
            let failed = JsFuture::from(end).await.is_err();
            if failed {
                let _ = refuse.call1(&JsValue::NULL, &JsValue::FALSE);
            }
        }),
        Err(_) => return Some(Turn { release: None }),
    }
    let got = JsFuture::from(told).await.ok()?;
    got.is_truthy().then_some(Turn { release })
}

fn lock_manager() -> Option<LockManager> {
    let navigator = web_sys::window()?.navigator();
    let locks = js_sys::Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

/// The line between the windows of one ward's app.
#[derive(Clone)]
pub struct Line {
    channel: Option<BroadcastChannel>,
}

impl Line {
    /// Opens it; a browser without one has windows that learn of each other's writing at the next start.
    pub fn open(name: &str) -> Self {
        Self { channel: BroadcastChannel::new(name).ok() }
    }

    /// Says a word to the other windows.
    pub fn say(&self, word: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&word.into());
        }
    }

    /// Calls the function for each word of another window, for the life of the page.
    pub fn hear(&self, mut call: impl FnMut(String) + 'static) {
        let Some(channel) = &self.channel else { return };
        let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(word) = event.data().as_string() {
                call(word);
            }
        });
        channel.set_onmessage(Some(closure.as_ref().unchecked_ref()));
        closure.forget();
    }
}
