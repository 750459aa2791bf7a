//! Requests that bring changes, on their way to the desk: those of a ward that wait at the same time are settled together, in one
//! transaction with the statements of one request, and each is answered for itself. No rule is here.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use tokio::sync::oneshot;
use tsunagari_core::id::{EpochId, OrgId};
use tsunagari_core::sync::wire::Answered;

use super::{Brought, TOGETHER, settle_together};
use crate::storage::{Fault, Storage, WAITING_WRITES};

/// The epoch in which a request's changes were answered, and the answers.
pub(crate) type Settled = (EpochId, Vec<Answered>);

/// All requests that wait.
#[derive(Clone)]
pub(crate) struct Line {
    storage: Storage,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    /// By ward, in the order in which they came. A ward is here as long as somebody settles for it.
    wards: BTreeMap<OrgId, VecDeque<One>>,
    count: usize,
}

/// A request that waits, and the way to it.
struct One {
    brought: Brought,
    reply: oneshot::Sender<Result<Settled, Fault>>,
}

impl Line {
    /// Before a storage's desk.
    pub(crate) fn before(storage: Storage) -> Self {
        Self { storage, waiting: Arc::default() }
    }

    /// Settles what a request brings to a ward; answers after the commit.
    pub(crate) async fn settle(&self, org: OrgId, brought: Brought) -> Result<Settled, Fault> {
        let (reply, answer) = oneshot::channel();
        if self.lay(org, One { brought, reply })? {
            tokio::spawn(self.clone().drive(org));
        }
        answer.await.map_err(|_| Fault::Busy)?
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays a request down; whether nobody settles for its ward yet.
    fn lay(&self, org: OrgId, one: One) -> Result<bool, Fault> {
        let mut waiting = self.waiting();
        if waiting.count >= WAITING_WRITES {
            return Err(Fault::Busy);
        }
        waiting.count += 1;
        let new = !waiting.wards.contains_key(&org);
        waiting.wards.entry(org).or_default().push_back(one);
        Ok(new)
    }

    /// Those that are next, with no more changes than one request may bring; none once nobody waits.
    fn next(&self, org: OrgId) -> Option<Vec<One>> {
        let mut waiting = self.waiting();
        let ward = waiting.wards.get_mut(&org)?;
        let (mut next, mut changes) = (Vec::new(), 0);
        while let Some(one) = ward.front() {
            changes += one.brought.changes.len();
            if changes > TOGETHER && !next.is_empty() {
                break;
            }
            next.extend(ward.pop_front());
        }
        if next.is_empty() {
            waiting.wards.remove(&org);
            return None;
        }
        waiting.count = waiting.count.saturating_sub(next.len());
        Some(next)
    }

    /// Settles for a ward until nobody waits.
    async fn drive(self, org: OrgId) {
        while let Some(next) = self.next(org) {
            let (all, replies): (Vec<_>, Vec<_>) =
                next.into_iter().map(|One { brought, reply }| (brought, reply)).unzip();
            // A request that has gone away is told nothing; what was committed stays.
            for (reply, done) in replies.into_iter().zip(self.answers(org, all.into()).await) {
                let _ = reply.send(done);
            }
        }
    }

    /// Each request's answer. Where one cannot be settled, nothing of them all was written, and each is tried alone, so that it
    /// harms nobody else.
    async fn answers(&self, org: OrgId, all: Arc<[Brought]>) -> Vec<Result<Settled, Fault>> {
        let settled = Arc::new(AtomicBool::new(false));
        match self.write(org, Arc::clone(&all), 0..all.len(), Arc::clone(&settled)).await {
            Ok((epoch, answers)) => answers.into_iter().map(|own| Ok((epoch, own))).collect(),
            Err(fault) => {
                let ours = settled.load(Relaxed) || matches!(fault, Fault::Busy | Fault::Lost(_));
                if ours || all.len() == 1 {
                    return all.iter().map(|_| Err(fault.clone())).collect();
                }
                join_all((0..all.len()).map(|n| self.alone(org, Arc::clone(&all), n))).await
            }
        }
    }

    async fn alone(&self, org: OrgId, all: Arc<[Brought]>, n: usize) -> Result<Settled, Fault> {
        let (epoch, answers) = self.write(org, all, n..n + 1, Arc::default()).await?;
        Ok((epoch, answers.into_iter().flatten().collect()))
    }

    /// Settles some of them in one transaction; `settled` says afterwards whether it was the commit that failed.
    async fn write(
        &self,
        org: OrgId,
        all: Arc<[Brought]>,
        which: Range<usize>,
        settled: Arc<AtomicBool>,
    ) -> Result<(EpochId, Vec<Vec<Answered>>), Fault> {
        let write = self.storage.write_in(org, move |tx| {
            Box::pin(async move {
                settled.store(false, Relaxed);
                let done = settle_together(tx, org, all.get(which).unwrap_or_default()).await;
                settled.store(done.is_ok(), Relaxed);
                done
            })
        });
        write.await
    }
}

#[cfg(test)]
mod tests;
