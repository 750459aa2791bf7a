//! Several windows of one device: which of them sends, and the word that something was written.

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent, Navigator};

use super::timer;

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

/// What windows say about the turn, on a line of its own.
const WHOSE: &str = "whose";
const MINE: &str = "mine";
/// The event of a window that is left.
const LEFT: &str = "pagehide";
/// How long a window that has the turn may take to say so, in milliseconds.
const AWAKE_MS: i32 = 2_000;

/// Held while this window runs a round; given back when dropped, or when the window is left.
pub struct Turn {
    release: Option<Function>,
    /// Answers who asks; closed with the turn.
    line: Option<BroadcastChannel>,
}

impl Turn {
    /// Without any lock: the browser has none.
    const FREE: Self = Self { release: None, line: None };

    fn new(name: &str, release: Function) -> Self {
        // A window that is left may be kept asleep, with all that it holds.
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback(LEFT, &release);
        }
        let line = BroadcastChannel::new(&line_name(name)).ok();
        if let Some(line) = &line {
            let own = line.clone();
            let answer = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                if event.data() == WHOSE {
                    let _ = own.post_message(&MINE.into());
                }
            });
            line.set_onmessage(Some(&answer.into_js_value().unchecked_into()));
        }
        Self { release: Some(release), line }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(line) = &self.line {
            line.close();
        }
        if let Some(release) = &self.release {
            if let Some(window) = web_sys::window() {
                let _ = window.remove_event_listener_with_callback(LEFT, release);
            }
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Takes the turn, if no other window has it. From a window that does not answer it is taken away: browsers keep one that
/// was left asleep, some with its locks. Where the browser has no locks every window may: a change sent twice has one
/// effect.
pub async fn take_turn(name: &str) -> Option<Turn> {
    let turn = ask_turn(name, "ifAvailable").await;
    if turn.is_some() || is_somebody_awake(name).await { turn } else { ask_turn(name, "steal").await }
}

async fn ask_turn(name: &str, how: &str) -> Option<Turn> {
    // A page that another has taken the place of has no window, and is no browser without locks: it sends nothing more.
    let navigator = web_sys::window()?.navigator();
    let Some(locks) = lock_manager(&navigator) else { return Some(Turn::FREE) };
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let mut tell = None;
    let told = Promise::new(&mut |resolve, _| tell = Some(resolve));
    let (release, tell) = (release?, tell?);
    let refuse = tell.clone();
    let on_held = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let _ = tell.call1(&JsValue::NULL, &JsValue::from_bool(!lock.is_null()));
        if lock.is_null() { JsValue::UNDEFINED } else { held.into() }
    });
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &how.into(), &JsValue::TRUE);
    let asked = locks.request(name, &options, on_held.unchecked_ref());
    match asked {
        Ok(end) => wasm_bindgen_futures::spawn_local(async move {
            let failed = JsFuture::from(end).await.is_err();
            if failed {
                let _ = refuse.call1(&JsValue::NULL, &JsValue::FALSE);
            }
        }),
        Err(_) => return Some(Turn::FREE),
    }
    let got = JsFuture::from(told).await.ok()?;
    got.is_truthy().then(|| Turn::new(name, release))
}

/// Whether the window that has the turn says so.
async fn is_somebody_awake(name: &str) -> bool {
    let Ok(line) = BroadcastChannel::new(&line_name(name)) else { return true };
    let said = Promise::new(&mut |resolve, _| {
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if event.data() == MINE {
                let _ = resolve.call0(&JsValue::NULL);
            }
        });
        line.set_onmessage(Some(&heard.into_js_value().unchecked_into()));
    });
    let _ = line.post_message(&WHOSE.into());
    let awake = timer::within(AWAKE_MS, JsFuture::from(said)).await.is_some();
    line.close();
    awake
}

fn line_name(name: &str) -> String {
    format!("{name}-turn")
}

fn lock_manager(navigator: &Navigator) -> Option<LockManager> {
    let locks = js_sys::Reflect::get(navigator, &"locks".into()).ok()?;
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
