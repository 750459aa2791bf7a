//! The storage in PostgreSQL, for several servers on one database: opening it, the readers, what one server does for
//! all; the writers are in `postgres/lanes.rs`, the statements in `postgres/tx.rs` and `postgres/sql.rs`.

mod lanes;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod shared;
mod sql;
mod tx;

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqlSafeStr as _, Transaction};
use tsunagari_core::id::{OrgId, RecordId};
use uuid::Uuid;

use super::job::{Job, caught};
use super::{Fault, SignedIn, Tx as _, Work, fault, layout};
use crate::platform;
use crate::secret::Hash;
use lanes::Lanes;
use tx::{PgTx, Turn};

/// Connections for reading.
const READERS: u32 = 8;
/// Connections for writing: wards that commit at the same time.
const WRITERS: u32 = 4;
/// How long to wait for a connection.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long a connection is taken to be alive without asking. One that was not is lost with its first statement.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long the database lets a statement run, a lock be waited for, a transaction lie idle, in milliseconds. The last
/// gives a ward back whose writer was put to sleep.
const PATIENCE: &str = "5000";
/// How long a table may take to be written anew, in milliseconds: an hour. To begin with it, it waits no longer than others.
const SCRUBBED: &str = "3600000";

/// How a reader begins.
const MOMENT: &str = "begin isolation level repeatable read read only";

/// The storage in a database that others share.
#[derive(Clone)]
pub struct Postgres {
    lanes: Arc<Lanes>,
    readers: PgPool,
    turns: PgPool,
    /// How a scrub connects.
    scrubbing: Box<PgConnectOptions>,
    /// Who this server is among those on the database, as long as it runs.
    own: Uuid,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postgres")
    }
}

impl Postgres {
    /// Connects, brings the layout up to date (one server after the other) and is ready to read and write.
    pub async fn open(url: &str) -> Result<Self, Fault> {
        lay(url).await?.close().await?;
        let scrubbing = options(url)?.options([("statement_timeout", SCRUBBED), ("lock_timeout", PATIENCE)]);
        let patient = options(url)?.options([
            ("statement_timeout", PATIENCE),
            ("lock_timeout", PATIENCE),
            ("idle_in_transaction_session_timeout", PATIENCE),
            ("synchronous_commit", "on"),
            ("plan_cache_mode", "force_generic_plan"), // planned once, not for each request: `plans.rs` looks at them
            ("enable_seqscan", "off"), // so that a plan made while a table was small still holds when it is large
            ("jit", "off"),
        ]);
        let pool = |most: u32| {
            PgPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(CONNECTING)
                .test_before_acquire(false)
                .before_acquire(|connection, about| {
                    Box::pin(async move {
                        if about.idle_for > TRUSTED {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
                .connect_lazy_with(patient.clone())
        };
        let (readers, writers, turns) = (pool(READERS), pool(WRITERS), pool(1));
        let scrubbing = Box::new(scrubbing);
        Ok(Self { lanes: Lanes::new(writers), readers, turns, scrubbing, own: platform::random_uuid() })
    }

    pub(super) fn enqueue(&self, whose: Option<OrgId>, job: Box<dyn Job>) -> Result<(), Fault> {
        self.lanes.enqueue(whose, job)
    }

    pub(super) async fn read<T>(&self, work: Work<T>) -> Result<T, Fault> {
        let mut transaction = self.moment().await?;
        // It ends when it is dropped, after the answer: what was read was read, whatever becomes of the connection.
        caught(work, &mut PgTx(&mut transaction, Turn::Reader)).await
    }

    /// One statement, which needs none. On a connection that turns out to be lost nothing was done: the next is asked.
    pub(super) async fn signed_in(
        &self,
        org: OrgId,
        hash: Hash,
        along: Option<RecordId>,
    ) -> Result<Option<SignedIn>, Fault> {
        let mut left = READERS;
        loop {
            let mut connection = self.readers.acquire().await?;
            match PgTx(&mut connection, Turn::Reader).signed_in(org, hash, along).await {
                Err(Fault::Lost(_)) if left > 0 => left -= 1,
                done => return done,
            }
        }
    }

    /// A transaction that sees one moment. Connections that turn out to be lost are left, as nothing was done on them.
    async fn moment(&self) -> Result<Transaction<'static, sqlx::Postgres>, sqlx::Error> {
        let mut left = READERS;
        loop {
            let connection = self.readers.acquire().await?;
            match Transaction::begin(connection, Some(MOMENT.into_sql_str())).await {
                Err(error) if left > 0 && fault::is_lost(&error) => left -= 1,
                begun => return begun,
            }
        }
    }

    /// Whether this server does `what` for a ward now; if so, no other server does for so many seconds.
    pub(super) async fn turn(&self, org: OrgId, what: &'static str, seconds: f64) -> Result<bool, Fault> {
        let asked = sqlx::query(sql::TAKE_TURN).bind(org.uuid()).bind(what).bind(self.own).bind(seconds);
        Ok(asked.execute(&self.turns).await?.rows_affected() == 1)
    }

    /// Keeps the mark of the servers' key with the first of them; whether this server's is the same.
    pub(super) async fn same_pepper(&self, mark: Hash) -> Result<bool, Fault> {
        sqlx::query("insert into pepper (mark) values ($1) on conflict (one) do nothing")
            .bind(mark.to_vec())
            .execute(&self.turns)
            .await?;
        let kept: Vec<u8> =
            sqlx::query("select mark from pepper").fetch_one(&self.turns).await?.try_get(0)?;
        Ok(kept == mark)
    }

    /// The rows that were written over are given back; what the machine's own logs and copies hold is its keeper's. On a
    /// connection of its own: writing tables anew takes longer than anybody waits for an answer.
    pub(super) async fn scrub(&self) -> Result<(), Fault> {
        let mut connection = self.scrubbing.connect().await?;
        for table in
            ["vacuum full records", "vacuum full changes", "vacuum full devices", "vacuum full cells"]
        {
            sqlx::query(table).execute(&mut connection).await?;
        }
        Ok(connection.close().await?)
    }

    pub(super) async fn close(&self) {
        self.lanes.close().await;
        if let Err(error) = sqlx::query(sql::LEAVE_TURNS).bind(self.own).execute(&self.turns).await {
            tracing::warn!(%error, "turns");
        }
        self.turns.close().await;
        self.readers.close().await;
    }
}

/// Brings a database's layout up to date and gives the connection that did it.
pub(crate) async fn lay(url: &str) -> Result<PgConnection, Fault> {
    let mut connection = connect(url).await?;
    let kept = sqlx::query("select current_setting('fsync')").fetch_one(&mut connection).await?;
    if kept.try_get::<&str, _>(0)? != "on" {
        return Err(Fault::Not("the database has fsync off: what it commits may be lost; put it on"));
    }
    layout::postgres().run(&mut connection).await?;
    Ok(connection)
}

/// A connection without limits of time, for what is done once: the layout, a move, a check.
pub(crate) async fn connect(url: &str) -> Result<PgConnection, Fault> {
    Ok(options(url)?.connect().await?)
}

fn options(url: &str) -> Result<PgConnectOptions, Fault> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| Fault::Not("--database is no address of a database: postgres://USER@HOST/NAME"))?;
    // With the process's number, so that whoever looks at the database sees which server holds what.
    Ok(options.application_name(&format!("tsunagari {}", std::process::id())))
}
