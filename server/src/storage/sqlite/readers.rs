//! The connections for reading: a few that are kept, each somebody's alone while they read. sqlx's own pool asks a connection whether
//! it is there before and after each use, which on a file nobody else can change costs as much as reading.

use std::sync::{Mutex, PoisonError};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::tx::SqliteTx;
use crate::storage::job::caught;
use crate::storage::{Fault, Work};

/// Connections at once.
const READERS: u32 = 4;

/// All of them.
pub(super) struct Readers {
    options: SqliteConnectOptions,
    free: Mutex<Vec<SqliteConnection>>,
    turns: Semaphore,
}

impl Readers {
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        let turns = Semaphore::new(usize::try_from(READERS).unwrap_or(1));
        Self { options, free: Mutex::default(), turns }
    }

    /// Does `work` on one moment's state.
    pub(super) async fn read<T>(&self, work: Work<T>) -> Result<T, Fault> {
        let _turn = self.turn().await?;
        let mut connection = self.take().await?;
        let mut moment = connection.begin().await?;
        let done = caught(work, &mut SqliteTx(&mut moment)).await;
        // It ends behind the answer, and before whatever is asked of the connection next.
        drop(moment);
        self.free().push(connection);
        done
    }

    /// Does `work` that is one statement, and sees one moment by that.
    pub(super) async fn ask<T>(&self, work: Work<T>) -> Result<T, Fault> {
        let _turn = self.turn().await?;
        let mut connection = self.take().await?;
        let done = caught(work, &mut SqliteTx(&mut connection)).await;
        self.free().push(connection);
        done
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, Fault> {
        self.turns.acquire().await.map_err(|_| Fault::Busy)
    }

    /// One that is free. Whoever goes away while they read leaves it, and it is closed with what it began.
    async fn take(&self) -> Result<SqliteConnection, Fault> {
        let free = self.free().pop();
        match free {
            Some(connection) => Ok(connection),
            None => Ok(self.options.connect().await?),
        }
    }

    /// Waits for those who read, and closes.
    pub(super) async fn close(&self) {
        let all = self.turns.acquire_many(READERS).await;
        self.turns.close();
        drop(all);
        let free = std::mem::take(&mut *self.free());
        for connection in free {
            if let Err(error) = connection.close().await {
                tracing::error!(%error, "a reader did not close");
            }
        }
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
