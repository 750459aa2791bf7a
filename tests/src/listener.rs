//! A loopback listener that answers each connection on a thread of its own, until it is dropped.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::trouble::{Outcome, Trouble};

pub(crate) struct Listener {
    port: u16,
    closed: Arc<AtomicBool>,
}

impl Listener {
    pub(crate) fn open(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> Outcome<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(Trouble::at("a listener"))?;
        let port = listener.local_addr().map_err(Trouble::at("a listener"))?.port();
        let closed = Arc::new(AtomicBool::new(false));
        let (answer, ends) = (Arc::new(answer), Arc::clone(&closed));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::Relaxed) {
                    break;
                }
                let answer = Arc::clone(&answer);
                thread::spawn(move || answer(stream));
            }
        });
        Ok(Self { port, closed })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// `localhost`, since that is a secure place for every engine.
    pub(crate) fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        TcpStream::connect(("127.0.0.1", self.port)).ok(); // wakes the thread, which then ends
    }
}
