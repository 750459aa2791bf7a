//! One at a time: whoever writes the store and then the memory must not be overtaken in between.

use std::cell::{Cell, RefCell};
use std::task::{Poll, Waker};

/// A door for one.
#[derive(Default)]
pub struct Gate {
    held: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

/// Inside; dropping it, or the future that holds it, lets the next one in.
pub struct Inside<'a> {
    gate: &'a Gate,
}

impl Gate {
    /// Waits for the door and goes in.
    pub async fn enter(&self) -> Inside<'_> {
        std::future::poll_fn(|context| {
            if self.held.replace(true) {
                self.waiting.borrow_mut().push(context.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
        Inside { gate: self }
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.gate.held.set(false);
        for waker in self.gate.waiting.take() {
            waker.wake();
        }
    }
}
