//! One write on its way to the writer and back: run inside the transaction, answered after the commit.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use tokio::sync::oneshot;

use super::{Asking, Fault, Tx, Work};

/// A write whose answer's type the writer does not know.
pub(super) trait Job: Send {
    /// Does it; what it gives stays inside until [`Job::answer`]. An error undoes it.
    fn run<'a>(&'a mut self, tx: &'a mut dyn Tx) -> Asking<'a, ()>;
    /// Tells the caller, after the commit or its failure.
    fn answer(self: Box<Self>, committed: Result<(), Fault>);
}

/// The one kind of job.
pub(super) struct Asked<T> {
    work: Option<Work<T>>,
    done: Result<T, Fault>,
    reply: oneshot::Sender<Result<T, Fault>>,
}

impl<T> Asked<T> {
    pub(super) fn new(work: Work<T>, reply: oneshot::Sender<Result<T, Fault>>) -> Self {
        Self { work: Some(work), done: Err(Fault::Busy), reply }
    }
}

impl<T: Send> Job for Asked<T> {
    fn run<'a>(&'a mut self, tx: &'a mut dyn Tx) -> Asking<'a, ()> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return Ok(()) };
            self.done = caught(work, tx).await;
            self.done.as_ref().map(|_| ()).map_err(Clone::clone)
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), Fault>) {
        // A caller who has gone away is told nothing; what was committed stays.
        let _ = self.reply.send(self.done.and_then(|done| committed.map(|()| done)));
    }
}

/// Runs the work; a panic in it becomes an error, so that the writer lives on.
pub(super) async fn caught<T>(work: Work<T>, tx: &mut dyn Tx) -> Result<T, Fault> {
    let mut asking = catch_unwind(AssertUnwindSafe(|| work(tx))).map_err(|_| Fault::Panicked)?;
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| asking.as_mut().poll(context)))
            .unwrap_or(Poll::Ready(Err(Fault::Panicked)))
    })
    .await
}
