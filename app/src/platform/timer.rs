//! Waiting for a time to pass; what to do then is not known here.
//!
//! The browser is asked by its bare names. A page that is being left still runs, and in WebKit its `globalThis` is no `Window`
//! any more: whoever takes that for "no window" and goes on at once turns in a circle that keeps the next page from opening.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use js_sys::{Function, Promise};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(call: &Function, millis: i32) -> i32;
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(call: &Function, millis: i32) -> i32;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(id: i32);
}

/// Resolves after so many milliseconds; never in a page that has been left.
pub async fn sleep(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, millis);
    });
    let _ = JsFuture::from(promise).await;
}

/// The future's answer, or none where it takes longer. The future is then dropped.
pub async fn within<F: Future>(millis: i32, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut late = pin!(sleep(millis));
    std::future::poll_fn(|context| {
        if let Poll::Ready(answer) = future.as_mut().poll(context) {
            return Poll::Ready(Some(answer));
        }
        late.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// Calls a function every so many milliseconds, for as long as this is held.
pub struct Every {
    id: i32,
    _call: Closure<dyn FnMut()>,
}

impl Every {
    /// Starts.
    pub fn new(millis: i32, call: impl FnMut() + 'static) -> Self {
        let call = Closure::<dyn FnMut()>::new(call);
        let id = set_interval(call.as_ref().unchecked_ref(), millis);
        Self { id, _call: call }
    }
}

impl Drop for Every {
    fn drop(&mut self) {
        clear_interval(self.id);
    }
}

/// One alarm at a time: setting it anew takes the former back.
#[derive(Clone, Default)]
pub struct Alarm {
    turn: Rc<Cell<u64>>,
}

impl Alarm {
    /// Calls the function after so many milliseconds, unless it is set anew before.
    pub fn set(&self, millis: i32, call: impl FnOnce() + 'static) {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        let held = Rc::clone(&self.turn);
        wasm_bindgen_futures::spawn_local(async move {
            sleep(millis).await;
            if held.get() == turn {
                call();
            }
        });
    }
}
