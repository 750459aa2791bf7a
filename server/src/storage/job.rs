//! One write on its way to the writer and back: run inside the transaction, answered after the commit.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use tokio::sync::oneshot;

use super::{Asking, Fault, Tx, Work};

/// A write whose answer's type the writer does not know.
pub(super) trait Job: Send {
    /// Does it; what it gives stays inside until [`Job::answer`]. An error undoes it.
    fn run<'a>(&'a mut self, tx: &'a mut dyn Tx, runs: Runs) -> Asking<'a, ()>;
    /// What it did was undone: this is what the caller is told, whatever it gave.
    fn undone(&mut self, fault: Fault);
    /// Tells the caller, after the commit or its failure.
    fn answer(self: Box<Self>, committed: Result<(), Fault>);
}

/// Whether a job may have to be run again, because the transaction around it can be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    Once,
    PerhapsAgain,
}

/// What a write does, as often as its transaction must be begun anew.
pub(super) trait Doing<T>: Send {
    /// The same, to be done once more should this one be lost.
    fn again(&self) -> Box<dyn Doing<T>>;
    /// As what is done once.
    fn once(self: Box<Self>) -> Work<T>;
}

impl<T, W> Doing<T> for W
where
    W: for<'a> FnOnce(&'a mut dyn Tx) -> Asking<'a, T> + Clone + Send + 'static,
{
    fn again(&self) -> Box<dyn Doing<T>> {
        Box::new(self.clone())
    }

    fn once(self: Box<Self>) -> Work<T> {
        self
    }
}

/// The one kind of job.
pub(super) struct Asked<T> {
    work: Option<Box<dyn Doing<T>>>,
    done: Result<T, Fault>,
    reply: oneshot::Sender<Result<T, Fault>>,
}

impl<T> Asked<T> {
    pub(super) fn new(work: Box<dyn Doing<T>>, reply: oneshot::Sender<Result<T, Fault>>) -> Self {
        Self { work: Some(work), done: Err(Fault::Busy), reply }
    }
}

impl<T: Send> Job for Asked<T> {
    fn run<'a>(&'a mut self, tx: &'a mut dyn Tx, runs: Runs) -> Asking<'a, ()> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return Ok(()) };
            if runs == Runs::PerhapsAgain {
                self.work = Some(work.again());
            }
            self.done = caught(work.once(), tx).await;
            self.done.as_ref().map(|_| ()).map_err(Clone::clone)
        })
    }

    fn undone(&mut self, fault: Fault) {
        self.done = Err(fault);
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
