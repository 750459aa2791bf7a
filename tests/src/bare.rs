//! A ward's database without the server: the rows of logs are read from one and written into another by hand, with the driver,
//! the indexes and the durability that the server has. No figures.

use std::path::Path;
use std::str::FromStr as _;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::Mutex;
use tsunagari_core::record::{Scope, Version};
use uuid::Uuid;

const VERSION: &str = "select version from scopes where scope = $1";
const RECORDS: &str = "select org, id, scope, kind, class, version, born, day, record, stamps from records
    where scope = $1 and version > $2 order by version";
const CHANGES: &str =
    "select changes.org, changes.id, sha256, outcome, changes.record, changes.version, bytes, after,
    person, device, carrier, received_at
    from changes join records on records.org = changes.org and records.id = changes.record
    where records.scope = $1 and changes.version > $2 order by changes.version";
const PUT_RECORD: &str =
    "insert into records (org, id, scope, kind, class, version, born, day, record, stamps)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const PUT_CHANGE: &str = "insert into changes
    (org, id, sha256, outcome, record, version, bytes, after, person, device, carrier, received_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const PUT_VERSION: &str = "insert into scopes (org, scope, version) values ($1, $2, $3)
    on conflict (org, scope) do update set version = excluded.version";

/// A database, open.
pub enum Base {
    File(Mutex<SqliteConnection>),
    Postgres(Mutex<PgConnection>),
}

/// What logs came to: a record and a change each, by version.
pub struct Rows {
    records: Vec<RecordRow>,
    changes: Vec<ChangeRow>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.records.len().min(self.changes.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

struct RecordRow {
    org: Uuid,
    id: Uuid,
    scope: String,
    kind: String,
    class: String,
    version: i64,
    born: i64,
    day: Option<String>,
    record: String,
    stamps: String,
}

struct ChangeRow {
    org: Uuid,
    id: Uuid,
    sha256: Vec<u8>,
    outcome: String,
    record: Option<Uuid>,
    version: Option<i64>,
    bytes: String,
    after: Option<Uuid>,
    person: Option<Uuid>,
    device: Option<Uuid>,
    carrier: Uuid,
    received_at: i64,
}

/// The same statements for both databases, whose types differ.
macro_rules! by_hand {
    ($name:ident, $connection:ident, $begin:literal) => {
        mod $name {
            use sqlx::{Executor as _, Row as _, query};

            use super::{
                CHANGES, ChangeRow, PUT_CHANGE, PUT_RECORD, PUT_VERSION, RECORDS, RecordRow, Rows, VERSION,
            };

            pub(super) async fn rows(
                on: &mut super::$connection,
                scope: &str,
                after: i64,
            ) -> Result<Rows, sqlx::Error> {
                let records = query(RECORDS).bind(scope).bind(after).fetch_all(&mut *on).await?;
                let records = records.iter().map(|row| {
                    Ok(RecordRow {
                        org: row.try_get(0)?,
                        id: row.try_get(1)?,
                        scope: row.try_get(2)?,
                        kind: row.try_get(3)?,
                        class: row.try_get(4)?,
                        version: row.try_get(5)?,
                        born: row.try_get(6)?,
                        day: row.try_get(7)?,
                        record: row.try_get(8)?,
                        stamps: row.try_get(9)?,
                    })
                });
                let records = records.collect::<Result<_, sqlx::Error>>()?;
                let changes = query(CHANGES).bind(scope).bind(after).fetch_all(&mut *on).await?;
                let changes = changes.iter().map(|row| {
                    Ok(ChangeRow {
                        org: row.try_get(0)?,
                        id: row.try_get(1)?,
                        sha256: row.try_get(2)?,
                        outcome: row.try_get(3)?,
                        record: row.try_get(4)?,
                        version: row.try_get(5)?,
                        bytes: row.try_get(6)?,
                        after: row.try_get(7)?,
                        person: row.try_get(8)?,
                        device: row.try_get(9)?,
                        carrier: row.try_get(10)?,
                        received_at: row.try_get(11)?,
                    })
                });
                Ok(Rows { records, changes: changes.collect::<Result<_, sqlx::Error>>()? })
            }

            pub(super) async fn version(
                on: &mut super::$connection,
                scope: &str,
            ) -> Result<i64, sqlx::Error> {
                let row = query(VERSION).bind(scope).fetch_optional(on).await?;
                row.map_or(Ok(0), |row| row.try_get(0))
            }

            pub(super) async fn write(
                on: &mut super::$connection,
                rows: &Rows,
                each: usize,
            ) -> Result<(), sqlx::Error> {
                for (records, changes) in rows.records.chunks(each).zip(rows.changes.chunks(each)) {
                    on.execute($begin).await?;
                    for (it, change) in records.iter().zip(changes) {
                        put(on, it, change).await?;
                    }
                    if let Some(last) = records.last() {
                        let put = query(PUT_VERSION).bind(last.org).bind(&last.scope).bind(last.version);
                        put.execute(&mut *on).await?;
                    }
                    on.execute("commit").await?;
                }
                Ok(())
            }

            async fn put(
                on: &mut super::$connection,
                it: &RecordRow,
                change: &ChangeRow,
            ) -> Result<(), sqlx::Error> {
                query(PUT_RECORD)
                    .bind(it.org)
                    .bind(it.id)
                    .bind(&it.scope)
                    .bind(&it.kind)
                    .bind(&it.class)
                    .bind(it.version)
                    .bind(it.born)
                    .bind(&it.day)
                    .bind(&it.record)
                    .bind(&it.stamps)
                    .execute(&mut *on)
                    .await?;
                query(PUT_CHANGE)
                    .bind(change.org)
                    .bind(change.id)
                    .bind(&change.sha256)
                    .bind(&change.outcome)
                    .bind(change.record)
                    .bind(change.version)
                    .bind(&change.bytes)
                    .bind(change.after)
                    .bind(change.person)
                    .bind(change.device)
                    .bind(change.carrier)
                    .bind(change.received_at)
                    .execute(on)
                    .await?;
                Ok(())
            }
        }
    };
}

by_hand!(file, SqliteConnection, "begin immediate");
by_hand!(postgres, PgConnection, "begin isolation level read committed read write");

impl Base {
    /// A PostgreSQL where there is an address, else the file; as the server's writer opens them.
    pub async fn open(address: Option<&str>, path: &Path) -> Result<Self, sqlx::Error> {
        if let Some(address) = address {
            let options = PgConnectOptions::from_str(address)?.options([("synchronous_commit", "on")]);
            return Ok(Self::Postgres(Mutex::new(options.connect().await?)));
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "on");
        Ok(Self::File(Mutex::new(options.connect().await?)))
    }

    /// How far a scope has come.
    pub async fn version(&self, scope: Scope) -> Result<Version, sqlx::Error> {
        let scope = scope.to_string();
        let version = match self {
            Self::File(on) => file::version(&mut *on.lock().await, &scope).await?,
            Self::Postgres(on) => postgres::version(&mut *on.lock().await, &scope).await?,
        };
        Ok(Version::try_from(version).unwrap_or(0))
    }

    /// The rows of a scope after a version.
    pub async fn rows(&self, scope: Scope, after: Version) -> Result<Rows, sqlx::Error> {
        let (scope, after) = (scope.to_string(), i64::try_from(after).unwrap_or(i64::MAX));
        match self {
            Self::File(on) => file::rows(&mut *on.lock().await, &scope, after).await,
            Self::Postgres(on) => postgres::rows(&mut *on.lock().await, &scope, after).await,
        }
    }

    /// Writes rows one by one and commits them so many at a time, with their scope's version.
    pub async fn write(&self, rows: &Rows, each: usize) -> Result<(), sqlx::Error> {
        match self {
            Self::File(on) => file::write(&mut *on.lock().await, rows, each).await,
            Self::Postgres(on) => postgres::write(&mut *on.lock().await, rows, each).await,
        }
    }
}
