//! Work that must not outlive its window's being left: it is let go of at once; what to do then is not known here.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// How often this window was left, and who waits meanwhile.
#[derive(Default)]
pub struct Leaving {
    times: Cell<u32>,
    count: Cell<u32>,
    waiting: RefCell<Vec<(u32, Waker)>>,
}

impl Leaving {
    /// Listens for the life of the page.
    pub fn watch() -> Rc<Self> {
        let leaving = Rc::new(Self::default());
        let told = Rc::clone(&leaving);
        let closure = Closure::<dyn FnMut()>::new(move || {
            told.times.set(told.times.get().wrapping_add(1));
            told.waiting.borrow().iter().for_each(|(_, waker)| waker.wake_by_ref());
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback("pagehide", closure.as_ref().unchecked_ref());
        }
        closure.forget();
        leaving
    }

    /// The work's answer, or none where the window is left before. The work is then dropped.
    pub async fn unless_left<F: Future>(&self, work: F) -> Option<F::Output> {
        let (times, number) = (self.times.get(), self.count.get().wrapping_add(1));
        self.count.set(number);
        let _waits = Waits { leaving: self, number };
        let mut work = pin!(work);
        std::future::poll_fn(|context| {
            if self.times.get() != times {
                return Poll::Ready(None);
            }
            let answer = work.as_mut().poll(context).map(Some);
            if answer.is_pending() {
                self.waits(number, context.waker());
            }
            answer
        })
        .await
    }

    fn waits(&self, number: u32, waker: &Waker) {
        let mut waiting = self.waiting.borrow_mut();
        if !waiting.iter().any(|(other, _)| *other == number) {
            waiting.push((number, waker.clone()));
        }
    }
}

/// Takes itself off the list.
struct Waits<'a> {
    leaving: &'a Leaving,
    number: u32,
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.leaving.waiting.borrow_mut().retain(|(number, _)| *number != self.number);
    }
}
