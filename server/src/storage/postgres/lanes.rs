//! The writes on their way into PostgreSQL: a lane for each ward, in which what waits shares one transaction and one
//! commit; and one for what concerns every ward.
//!
//! A transaction first takes its ward's turn (the ward's own row), so that among all servers on the database one writes
//! in a ward at a time, and what it reads then is what the one before it committed. Whoever wants every ward waits first
//! for others who want that, then for the wards in their order; whoever writes in one ward waits for that one alone. So
//! nobody waits for somebody who waits for them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, Executor as _, Postgres, SqlSafeStr};
use tokio::sync::Notify;
use tsunagari_core::id::OrgId;

use super::sql;
use super::tx::{PgTx, Turn};
use crate::storage::job::{Job, Runs};
use crate::storage::{Fault, WAITING_WRITES, fault};

/// Writes that share one commit.
const COMMITTED_TOGETHER: usize = 256;
/// How long to wait before a transaction that was lost is begun anew, each time; afterwards its writes are told so.
const AGAIN: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(500)];
/// The longest that one transaction may take in all, should the network to the database say nothing at all.
const WHOLE: Duration = Duration::from_secs(120);

/// All lanes.
pub(super) struct Lanes {
    writers: PgPool,
    waiting: Mutex<Waiting>,
    ended: Notify,
}

#[derive(Default)]
struct Waiting {
    /// By ward; none for all of them. A lane is here as long as somebody drives it.
    lanes: BTreeMap<Option<OrgId>, VecDeque<Box<dyn Job>>>,
    count: usize,
    closed: bool,
}

/// How a transaction ended that did not commit.
enum End {
    /// It left nothing and may be begun anew.
    Lost(Fault),
    /// It is not known whether it was committed, or it is of no use to begin it anew.
    Failed(Fault),
}

impl Lanes {
    pub(super) fn new(writers: PgPool) -> Arc<Self> {
        Arc::new(Self { writers, waiting: Mutex::default(), ended: Notify::new() })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays a write into its ward's lane, or into that of every ward.
    pub(super) fn enqueue(self: &Arc<Self>, whose: Option<OrgId>, job: Box<dyn Job>) -> Result<(), Fault> {
        let mut waiting = self.waiting();
        if waiting.closed || waiting.count >= WAITING_WRITES {
            return Err(Fault::Busy);
        }
        waiting.count += 1;
        let mut new = false;
        waiting
            .lanes
            .entry(whose)
            .or_insert_with(|| {
                new = true;
                VecDeque::new()
            })
            .push_back(job);
        drop(waiting);
        if new {
            tokio::spawn(Arc::clone(self).drive(whose));
        }
        Ok(())
    }

    /// Takes no more, and waits until what was taken is done.
    pub(super) async fn close(&self) {
        loop {
            let ended = self.ended.notified();
            {
                let mut waiting = self.waiting();
                waiting.closed = true;
                if waiting.lanes.is_empty() {
                    break;
                }
            }
            ended.await;
        }
        self.writers.close().await;
    }

    /// Commits what waits in a lane until nothing does.
    async fn drive(self: Arc<Self>, whose: Option<OrgId>) {
        while let Some(mut jobs) = self.next(whose) {
            let committed = self.commit(whose, &mut jobs).await;
            if let Err(fault) = &committed {
                tracing::error!(%fault, jobs = jobs.len(), "nothing was written");
            }
            for job in jobs {
                job.answer(committed.clone());
            }
        }
        self.ended.notify_waiters();
    }

    fn next(&self, whose: Option<OrgId>) -> Option<Vec<Box<dyn Job>>> {
        let mut waiting = self.waiting();
        let lane = waiting.lanes.get_mut(&whose)?;
        let count = lane.len().min(COMMITTED_TOGETHER);
        let jobs: Vec<_> = lane.drain(..count).collect();
        if jobs.is_empty() {
            waiting.lanes.remove(&whose);
            return None;
        }
        waiting.count = waiting.count.saturating_sub(count);
        Some(jobs)
    }

    async fn commit(&self, whose: Option<OrgId>, jobs: &mut [Box<dyn Job>]) -> Result<(), Fault> {
        let mut pauses = AGAIN.iter();
        loop {
            let attempt = tokio::time::timeout(WHOLE, self.together(whose, jobs)).await;
            let over = || Err(End::Failed(Fault::Lost("the database did not answer in time".to_owned())));
            match attempt.unwrap_or_else(|_| over()) {
                Ok(()) => return Ok(()),
                Err(End::Failed(fault)) => return Err(fault),
                Err(End::Lost(fault)) => {
                    let Some(pause) = pauses.next() else { return Err(fault) };
                    tracing::warn!(%fault, jobs = jobs.len(), "once more");
                    tokio::time::sleep(*pause).await;
                }
            }
        }
    }

    async fn together(&self, whose: Option<OrgId>, jobs: &mut [Box<dyn Job>]) -> Result<(), End> {
        let (turn, take) = match whose {
            Some(org) => (Turn::Ward(org), sql::take_ward(org)),
            None => (Turn::All, sql::take_all()),
        };
        let mut begun = Begun { connection: self.writers.acquire().await.map_err(lost)?, over: false };
        begun.say(AssertSqlSafe(take)).await.map_err(lost)?;
        let mut left = jobs.len();
        for job in jobs {
            left -= 1;
            let done = job.run(&mut PgTx(&mut begun.connection, turn), Runs::PerhapsAgain).await;
            if let Err(fault @ Fault::Lost(_)) = done {
                return Err(End::Lost(fault));
            }
            // A job may have gone on after a statement that failed; then nothing of it can be kept. The savepoint that a job
            // is undone to is the next one's too; the last one ends with the commit, on one way.
            let kept = match done {
                Ok(()) if left == 0 => match begun.say("release savepoint job; commit").await {
                    Err(error) if !fault::was_failed(&error) => return Err(uncommitted(error)),
                    Err(error) => Err(error),
                    Ok(()) => {
                        begun.over = true;
                        return Ok(());
                    }
                },
                Ok(()) => begun.say("release savepoint job; savepoint job").await,
                Err(_) => begun.say(UNDO).await,
            };
            if let Err(error) = kept {
                if fault::is_lost(&error) {
                    return Err(lost(error));
                }
                begun.say(UNDO).await.map_err(lost)?;
                job.undone(error.into());
            }
        }
        begun.say("commit").await.map_err(uncommitted)?;
        begun.over = true;
        Ok(())
    }
}

/// Back to where the last job that is kept had ended.
const UNDO: &str = "rollback to savepoint job";

/// A connection with a transaction; whoever goes away before that is over closes it, and the database gives the turn back.
struct Begun {
    connection: PoolConnection<Postgres>,
    over: bool,
}

impl Begun {
    async fn say(&mut self, statements: impl SqlSafeStr + Send) -> Result<(), sqlx::Error> {
        self.connection.execute(statements).await.map(|_| ())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.over {
            self.connection.close_on_drop();
        }
    }
}

/// Whether a commit whose answer is missing took place, only a repeat of the request can tell.
fn uncommitted(error: sqlx::Error) -> End {
    if fault::was_rolled_back(&error) { lost(error) } else { End::Failed(error.into()) }
}

fn lost(error: sqlx::Error) -> End {
    End::Lost(Fault::Lost(error.to_string()))
}
