//! The storage in one SQLite file: opening it, the one writer. The readers are in `sqlite/readers.rs`, the statements in
//! `sqlite/tx.rs`, those for many rows in `sqlite/many.rs`.

mod many;
mod readers;
mod tx;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

use super::job::{Job, Runs};
use super::{Fault, WAITING_WRITES, Work, layout};
use readers::Readers;
use tx::SqliteTx;

/// Writes that share one commit.
const COMMITTED_TOGETHER: usize = 256;
/// Memory for the writer's pages: in KiB, with a minus as SQLite wants it.
const WRITERS_PAGES: &str = "-16384";
/// How long a connection waits for another process (a backup, a command).
const BUSY: Duration = Duration::from_secs(5);

/// The storage in a file.
#[derive(Clone)]
pub struct Sqlite {
    jobs: mpsc::Sender<Box<dyn Job>>,
    readers: Arc<Readers>,
    writer: Arc<Mutex<Option<JoinHandle<()>>>>,
    stop: Arc<tokio::sync::Notify>,
    options: Box<SqliteConnectOptions>,
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sqlite")
    }
}

impl Sqlite {
    /// Opens the file, makes it where it is missing, brings its layout up to date and starts the writer.
    pub async fn open(path: &Path) -> Result<Self, Fault> {
        let mut connection = writing(path).create_if_missing(true).connect().await?;
        layout::sqlite().run(&mut connection).await?;
        #[cfg(feature = "failpoints")]
        crate::failpoint::watch(&mut connection).await?;
        let readers = Arc::new(Readers::new(options(path).pragma("query_only", "on")));
        let (jobs, waiting) = mpsc::channel(WAITING_WRITES);
        let stop = Arc::new(tokio::sync::Notify::new());
        let writer = Writer { connection, options: writing(path), waiting, stop: Arc::clone(&stop) };
        let writer = Arc::new(Mutex::new(Some(tokio::spawn(writer.run()))));
        Ok(Self { jobs, readers, writer, stop, options: Box::new(options(path)) })
    }

    pub(super) fn enqueue(&self, job: Box<dyn Job>) -> Result<(), Fault> {
        self.jobs.try_send(job).map_err(|_| Fault::Busy)
    }

    pub(super) async fn read<T>(&self, work: Work<T>) -> Result<T, Fault> {
        self.readers.read(work).await
    }

    /// The same for what is one statement.
    pub(super) async fn ask<T>(&self, work: Work<T>) -> Result<T, Fault> {
        self.readers.ask(work).await
    }

    /// Writes the file anew without its empty places, and empties the log beside it. Readers and the writer go on.
    pub(super) async fn scrub(&self) -> Result<(), Fault> {
        let mut connection = self.options.connect().await?;
        connection.execute("vacuum").await?;
        let emptied = sqlx::query("pragma wal_checkpoint(truncate)").fetch_one(&mut connection).await?;
        let busy: i64 = emptied.try_get(0)?;
        connection.close().await?;
        if busy == 0 { Ok(()) } else { Err(Fault::Database("the log could not be emptied".to_owned())) }
    }

    pub(super) async fn close(&self) {
        self.stop.notify_one();
        if let Some(writer) = self.writer.lock().await.take() {
            let _ = writer.await;
        }
        self.readers.close().await;
    }
}

/// How every connection is opened.
pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "on") // what is written over or removed leaves nothing in the file
        .busy_timeout(BUSY)
}

/// How the writer's is: what it may have to undo of a job, and the pages that every write touches, stay in memory.
fn writing(path: &Path) -> SqliteConnectOptions {
    options(path).pragma("temp_store", "memory").pragma("cache_size", WRITERS_PAGES)
}

/// The one that writes: takes what waits, each job in a savepoint where there are more, commits once, answers.
struct Writer {
    connection: SqliteConnection,
    options: SqliteConnectOptions,
    waiting: mpsc::Receiver<Box<dyn Job>>,
    stop: Arc<tokio::sync::Notify>,
}

impl Writer {
    async fn run(mut self) {
        loop {
            tokio::select! {
                biased;
                job = self.waiting.recv() => match job {
                    Some(job) => self.batch(job).await,
                    None => break,
                },
                () = self.stop.notified() => self.waiting.close(),
            }
        }
        if let Err(error) = self.connection.close().await {
            tracing::error!(%error, "the database did not close");
        }
    }

    async fn batch(&mut self, first: Box<dyn Job>) {
        let mut jobs = vec![first];
        while jobs.len() < COMMITTED_TOGETHER
            && let Ok(job) = self.waiting.try_recv()
        {
            jobs.push(job);
        }
        let committed = self.together(&mut jobs).await;
        if let Err(fault) = &committed {
            tracing::error!(%fault, jobs = jobs.len(), "nothing was written");
            self.mend().await;
        }
        for job in jobs {
            job.answer(committed.clone());
        }
    }

    async fn together(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), Fault> {
        self.say("begin immediate").await?;
        #[cfg(feature = "failpoints")]
        crate::failpoint::pass("begin");
        if let [job] = jobs {
            // Alone it needs no savepoint, which keeps a copy of every page that is written: all of it is undone.
            if job.run(&mut SqliteTx(&mut self.connection), Runs::Once).await.is_err() {
                return self.say("rollback").await;
            }
        } else {
            self.say("savepoint job").await?;
            for job in jobs {
                // What a job is undone to is the next one's savepoint too; the last one ends with the commit.
                match job.run(&mut SqliteTx(&mut self.connection), Runs::Once).await {
                    Ok(()) => self.say("release job; savepoint job").await?,
                    Err(_) => self.say("rollback to job").await?,
                }
            }
        }
        #[cfg(feature = "failpoints")]
        crate::failpoint::pass("commit");
        self.say("commit").await?;
        #[cfg(feature = "failpoints")]
        crate::failpoint::pass("committed");
        Ok(())
    }

    /// After a failed batch: back to a connection without a transaction, a new one if need be.
    async fn mend(&mut self) {
        if self.say("rollback").await.is_ok() || self.connection.ping().await.is_ok() {
            return;
        }
        match self.options.connect().await {
            Ok(connection) => self.connection = connection,
            Err(error) => tracing::error!(%error, "the database cannot be opened again"),
        }
    }

    async fn say(&mut self, statement: &'static str) -> Result<(), Fault> {
        self.connection.execute(statement).await.map(|_| ()).map_err(Fault::from)
    }
}
