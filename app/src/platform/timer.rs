//! Waiting for a time to pass; what to do then is not known here.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use js_sys::Promise;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// Resolves after so many milliseconds; at once where there is no window.
pub async fn sleep(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
        } else {
            let _ = resolve.call0(&resolve);
        }
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
        let id = web_sys::window()
            .and_then(|window| {
                let call = call.as_ref().unchecked_ref();
                window.set_interval_with_callback_and_timeout_and_arguments_0(call, millis).ok()
            })
            .unwrap_or(0);
        Self { id, _call: call }
    }
}

impl Drop for Every {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_interval_with_handle(self.id);
        }
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
