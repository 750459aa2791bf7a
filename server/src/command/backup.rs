//! `tsunagari backup`, `restore`, `check`: copies of the database that are known to be whole, and going back to one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use tsunagari_core::id::EpochId;

use super::serve::{DATABASE, Stopped, lock};
use crate::config::{Backup, Check, Restore};
use crate::platform;
use crate::storage::sqlite::{Sqlite, options};
use crate::storage::{Fault, Storage, postgres};

/// Japan's distance from UTC, in seconds; backups are named by the day there.
const JST: i32 = 9 * 60 * 60;

/// What is asked of a database to know that it is whole. Each counts rows that must not be there.
const QUESTIONS: [(&str, &str); 5] = [
    (
        "records without a change",
        "select count(*) from records where not exists (
        select 1 from changes where changes.org = records.org and changes.record = records.id
        and changes.version = records.version)",
    ),
    (
        "records whose first change is missing",
        "select count(*) from records where not exists (
        select 1 from changes where changes.org = records.org and changes.record = records.id
        and changes.version = records.born)",
    ),
    (
        "scopes behind their records",
        "select count(*) from scopes where version < (
        select coalesce(max(version), 0) from records
        where records.org = scopes.org and records.scope = scopes.scope)",
    ),
    (
        "records of a scope without a counter",
        "select count(*) from records where not exists (
        select 1 from scopes where scopes.org = records.org and scopes.scope = records.scope)",
    ),
    (
        "devices without an epoch",
        "select cast(case when exists (select 1 from epochs) then 0 else 1 end as bigint)",
    ),
];

/// Copies the database into a dated file, while the server runs, and checks the copy.
pub async fn backup(wanted: &Backup, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    if wanted.data.database.is_some() {
        return Err(Stopped::Option(
            "PostgreSQL has its own backup, pg_dump; see docs/operate.md. This command copies the file in --data",
        ));
    }
    let from = wanted.data.data.join(DATABASE);
    if !from.exists() {
        return Err(Stopped::Option("there is no database in --data"));
    }
    fs::create_dir_all(&wanted.to)?;
    let copy = wanted.to.join(format!("tsunagari-{}.db", stamp()));
    let mut connection = connect(&from).await?;
    sqlx::query("vacuum into ?")
        .bind(copy.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await
        .map_err(Fault::from)?;
    connection.close().await.map_err(Fault::from)?;
    File::open(&copy)?.sync_all()?;
    let records = whole(&copy).await?;
    say(&format!("backup\t{}\t{records} records", copy.display()));
    Ok(())
}

/// Puts a backup in the place of the database and begins a new epoch. The former database stays beside it.
pub async fn restore(wanted: &Restore, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    if wanted.data.database.is_some() {
        return Err(Stopped::Option(
            "PostgreSQL is put back by pg_restore, then `tsunagari epoch new --database …`; see docs/operate.md",
        ));
    }
    fs::create_dir_all(&wanted.data.data)?;
    let _lock = lock(&wanted.data.data)?;
    let records = whole(&wanted.file).await?;
    let place = wanted.data.data.join(DATABASE);
    let coming = wanted.data.data.join("restoring.db");
    remove_database(&coming)?;
    fs::copy(&wanted.file, &coming)?;
    let storage = Storage::Sqlite(Sqlite::open(&coming).await?);
    let (epoch, now) = (EpochId::from_uuid(platform::random_uuid()), platform::now());
    storage.write(move |tx| tx.begin_epoch(epoch, now)).await?;
    storage.close().await;
    fold_log(&coming).await?;
    if place.exists() {
        fold_log(&place).await?;
        let aside = wanted.data.data.join(format!("before-restore-{}.db", stamp()));
        fs::rename(&place, &aside)?;
        remove_database(&place)?;
        say(&format!("kept\t{}", aside.display()));
    }
    fs::rename(&coming, &place)?;
    remove_database(&coming)?;
    File::open(&wanted.data.data)?.sync_all()?;
    say(&format!("restored\t{}\t{records} records\tepoch {epoch}", wanted.file.display()));
    Ok(())
}

/// Says whether the database is whole: the file, its references, and a recount of versions from the history.
pub async fn check(wanted: &Check, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    let records = match &wanted.data.database {
        Some(url) => whole_shared(url).await?,
        None => whole(&wanted.data.data.join(DATABASE)).await?,
    };
    say(&format!("問題はありません\t{records} records"));
    Ok(())
}

async fn whole(path: &Path) -> Result<i64, Stopped> {
    if !path.is_file() {
        return Err(Stopped::Option("there is no such database"));
    }
    let mut connection = connect(path).await?;
    let said = one::<String>(&mut connection, "pragma integrity_check").await?;
    if said != "ok" {
        return Err(Stopped::Broken(said));
    }
    if sqlx::query("pragma foreign_key_check")
        .fetch_optional(&mut connection)
        .await
        .map_err(Fault::from)?
        .is_some()
    {
        return Err(Stopped::Broken("a row of no ward".to_owned()));
    }
    for (wrong, question) in QUESTIONS {
        let count = one::<i64>(&mut connection, question).await?;
        if count > 0 {
            return Err(Stopped::Broken(format!("{wrong}: {count}")));
        }
    }
    let records = one::<i64>(&mut connection, "select count(*) from records").await?;
    connection.close().await.map_err(Fault::from)?;
    Ok(records)
}

/// The same questions of a database that servers share, all of one moment; its references the database keeps itself.
async fn whole_shared(url: &str) -> Result<i64, Stopped> {
    let mut connection = postgres::connect(url).await?;
    let begin = "begin isolation level repeatable read read only";
    let mut moment = connection.begin_with(begin).await.map_err(Fault::from)?;
    sound(&mut moment).await
}

/// Asks them inside a transaction; gives the number of records.
pub(super) async fn sound(moment: &mut PgConnection) -> Result<i64, Stopped> {
    let mut count = async |question: &'static str| -> Result<i64, Fault> {
        Ok(sqlx::query(question).fetch_one(&mut *moment).await?.try_get(0)?)
    };
    for (wrong, question) in QUESTIONS {
        let count = count(question).await?;
        if count > 0 {
            return Err(Stopped::Broken(format!("{wrong}: {count}")));
        }
    }
    Ok(count("select count(*) from records").await?)
}

async fn one<T>(connection: &mut SqliteConnection, question: &'static str) -> Result<T, Fault>
where
    T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    Ok(sqlx::query(question).fetch_one(connection).await?.try_get(0)?)
}

async fn connect(path: &Path) -> Result<SqliteConnection, Fault> {
    Ok(options(path).connect().await?)
}

/// Folds the write-ahead log into the file, so that the file alone is the database.
async fn fold_log(path: &Path) -> Result<(), Fault> {
    let mut connection = connect(path).await?;
    sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut connection).await?;
    Ok(connection.close().await?)
}

fn remove_database(path: &Path) -> Result<(), Stopped> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// The day and time in Japan, as a part of a file's name.
fn stamp() -> String {
    let at = DateTime::from_timestamp_millis(platform::now().millis()).unwrap_or_default();
    let there = FixedOffset::east_opt(JST).map(|jst| at.with_timezone(&jst).naive_local());
    there.unwrap_or_else(|| at.naive_utc()).format("%Y-%m-%d-%H%M%S").to_string()
}
