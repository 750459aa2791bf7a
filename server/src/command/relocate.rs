//! `tsunagari move`: the file's rows into a PostgreSQL, table by table in one transaction, counted and fingerprinted on
//! both sides; what a row means is none of its business.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};
use uuid::Uuid;

use super::backup::sound;
use super::serve::{DATABASE, Stopped, lock, mark, pepper_of};
use crate::config::Move;
use crate::secret::hex;
use crate::storage::sqlite::{Sqlite, options};
use crate::storage::{Fault, Storage, postgres};

/// Bytes that are sent to the database at once.
const PIECE: usize = 256 * 1024;
/// Letters of a fingerprint that are printed: enough for an eye to compare.
const SHOWN: usize = 16;

/// How a column's values are written down.
#[derive(Debug, Clone, Copy)]
enum As {
    Id,
    Bytes,
    Text,
    Number,
}

use As::{Bytes, Id, Number, Text};

struct Table {
    name: &'static str,
    from: &'static str,
    into: &'static str,
    back: &'static str,
    columns: &'static [As],
}

/// A table, its columns in the order of their kinds, and the order that both databases read it in.
macro_rules! table {
    ($name:literal, $columns:literal, $order:literal, $kinds:expr) => {
        Table {
            name: $name,
            from: concat!("select ", $columns, " from ", $name, " order by ", $order),
            into: concat!("copy ", $name, " (", $columns, ") from stdin"),
            back: concat!("copy (select ", $columns, " from ", $name, " order by ", $order, ") to stdout"),
            columns: &$kinds,
        }
    };
}

/// All that a server keeps, what others refer to first. Where the first two columns are a ward and a scope, a line is
/// printed for each.
const TABLES: [Table; 12] = [
    table!("orgs", "org, slug, name, made_at", "org", [Id, Text, Text, Number]),
    table!("scopes", "org, scope, version", "org, scope", [Id, Text, Number]),
    table!(
        "records",
        "org, scope, id, kind, class, version, born, day, record, stamps",
        "org, scope, version",
        [Id, Text, Id, Text, Text, Number, Number, Text, Text, Text]
    ),
    table!(
        "changes",
        "org, id, sha256, outcome, record, version, bytes, after, person, device, carrier, received_at",
        "org, id",
        [Id, Id, Bytes, Text, Id, Number, Text, Id, Id, Id, Id, Number]
    ),
    table!(
        "cells",
        "org, scope, class, n, head, bytes",
        "org, scope, class, n",
        [Id, Text, Text, Number, Text, Bytes]
    ),
    table!(
        "devices",
        "org, device, key_hash, person, name, home, role, office, body, reach, invite, joined_at, seen_at, revoked_at",
        "org, device",
        [Id, Id, Bytes, Id, Text, Id, Text, Id, Id, Text, Id, Number, Number, Number]
    ),
    table!("sessions", "org, hash, device, made_at", "org, hash", [Id, Bytes, Id, Number]),
    table!(
        "invites",
        "org, invite, secret_hash, number_hash, role, office, body, reach, uses, used, made_by, made_at, ends_at",
        "org, invite",
        [Id, Id, Bytes, Bytes, Text, Id, Id, Text, Number, Number, Id, Number, Number]
    ),
    table!("numbers", "org, since, wrong", "org", [Id, Number, Number]),
    table!("audit", "org, n, at, device, act, about", "org, n", [Id, Number, Number, Id, Text, Text]),
    table!("epochs", "n, epoch, began_at", "n", [Number, Id, Number]),
    table!("forks", "org, scope, n, version", "org, scope, n", [Id, Text, Number, Number]),
];

/// Rows and their fingerprint, of a table and of each scope in it.
#[derive(Default)]
struct Sum {
    rows: u64,
    hash: Sha256,
    scopes: BTreeMap<String, (u64, Sha256)>,
}

impl Sum {
    /// Adds a row as COPY writes it, its end of line included.
    fn add(&mut self, line: &[u8], by_scope: bool) {
        self.rows += 1;
        self.hash.update(line);
        if by_scope {
            let key: Vec<&[u8]> = line.splitn(3, |sign| *sign == b'\t').take(2).collect();
            let key = String::from_utf8_lossy(&key.join(&b' ')).into_owned();
            let (rows, hash) = self.scopes.entry(key).or_default();
            *rows += 1;
            hash.update(line);
        }
    }

    /// A line for the table, then one for each scope.
    fn lines(self, table: &Table) -> Vec<String> {
        let shown = |hash: Sha256| hex(hash.finalize().as_slice()).chars().take(SHOWN).collect::<String>();
        let mut lines = vec![format!("{}\t{}\t{}", table.name, self.rows, shown(self.hash))];
        let scopes = self.scopes.into_iter();
        lines.extend(
            scopes.map(|(scope, (rows, hash))| format!("{} {scope}\t{rows}\t{}", table.name, shown(hash))),
        );
        lines
    }
}

impl Table {
    fn by_scope(&self) -> bool {
        self.name == "records"
    }
}

/// Moves all rows; the file stays as it was. Whatever goes wrong leaves the PostgreSQL empty, to be tried again.
pub async fn relocate(wanted: &Move, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    let data = &wanted.data.data;
    let url = wanted.data.database.as_deref();
    let url = url.ok_or(Stopped::Option("--database: where shall the data go? postgres://USER@HOST/NAME"))?;
    let place = data.join(DATABASE);
    if !place.is_file() {
        return Err(Stopped::Option("there is no database in --data"));
    }
    let _lock = lock(data)?;
    // Brings the file's layout up to date, should it be of an earlier version.
    Storage::Sqlite(Sqlite::open(&place).await?).close().await;
    let mut from = options(&place).connect().await.map_err(Fault::from)?;
    let mut into = postgres::lay(url).await?;
    let mut whole = into.begin().await.map_err(Fault::from)?;
    // Servers that start now wait for the end of this, and find an epoch then.
    whole.execute("lock table epochs in exclusive mode").await.map_err(Fault::from)?;
    refuse_what_is_there(&mut whole).await?;
    for table in &TABLES {
        let sent = send(&mut from, &mut whole, table).await?.lines(table);
        let kept = read_back(&mut whole, table).await?.lines(table);
        if sent != kept {
            return Err(Stopped::Broken(format!(
                "{} came out otherwise than it went in; nothing was moved",
                table.name
            )));
        }
        sent.iter().for_each(|line| say(line));
    }
    let pepper = mark(&pepper_of(data)?);
    sqlx::query("insert into pepper (mark) values ($1)")
        .bind(pepper.to_vec())
        .execute(&mut *whole)
        .await
        .map_err(Fault::from)?;
    let records = sound(&mut whole).await?;
    // So that the first plans are made for tables that are as full as they are.
    whole.execute("analyze").await.map_err(Fault::from)?;
    whole.commit().await.map_err(Fault::from)?;
    from.close().await.map_err(Fault::from)?;
    say(&format!("moved\t{records} records"));
    Ok(())
}

async fn refuse_what_is_there(into: &mut PgConnection) -> Result<(), Stopped> {
    for table in &TABLES {
        let asked = format!("select exists (select 1 from {})", table.name);
        let there: bool = sqlx::query(sqlx::AssertSqlSafe(asked))
            .fetch_one(&mut *into)
            .await
            .and_then(|row| row.try_get(0))
            .map_err(Fault::from)?;
        if there {
            return Err(Stopped::Option("the database at --database is not empty: move into a new one"));
        }
    }
    Ok(())
}

async fn send(from: &mut SqliteConnection, into: &mut PgConnection, table: &Table) -> Result<Sum, Fault> {
    let mut sum = Sum::default();
    let mut rows = sqlx::query(table.from).fetch(from);
    let mut door = into.copy_in_raw(table.into).await?;
    let mut piece = Vec::with_capacity(PIECE + PIECE / 4);
    while let Some(row) = rows.next().await {
        let line = line(&row?, table.columns)?;
        sum.add(line.as_bytes(), table.by_scope());
        piece.extend_from_slice(line.as_bytes());
        if piece.len() >= PIECE {
            door.send(std::mem::take(&mut piece)).await?;
        }
    }
    door.send(piece).await?;
    door.finish().await?;
    Ok(sum)
}

async fn read_back(into: &mut PgConnection, table: &Table) -> Result<Sum, Fault> {
    let mut sum = Sum::default();
    let mut pieces = into.copy_out_raw(table.back).await?;
    let mut rest: Vec<u8> = Vec::new();
    while let Some(piece) = pieces.next().await {
        rest.extend_from_slice(&piece?);
        while let Some(end) = rest.iter().position(|sign| *sign == b'\n') {
            let after = rest.split_off(end + 1);
            sum.add(&rest, table.by_scope());
            rest = after;
        }
    }
    Ok(sum)
}

/// A row in COPY's own text, in which no value holds a tab or the end of a line.
fn line(row: &SqliteRow, columns: &[As]) -> Result<String, Fault> {
    let mut line = String::new();
    for (n, kind) in columns.iter().enumerate() {
        if n > 0 {
            line.push('\t');
        }
        let written = match kind {
            Id => match row.try_get::<Option<&[u8]>, _>(n)? {
                Some(bytes) => {
                    let id = Uuid::from_slice(bytes).map_err(|_| Fault::Unreadable("id"))?;
                    write!(line, "{id}").is_ok()
                }
                None => write!(line, "\\N").is_ok(),
            },
            Bytes => match row.try_get::<Option<&[u8]>, _>(n)? {
                Some(bytes) => write!(line, "\\\\x{}", hex(bytes)).is_ok(),
                None => write!(line, "\\N").is_ok(),
            },
            Text => {
                match row.try_get::<Option<&str>, _>(n)? {
                    Some(text) => escape(text, &mut line),
                    None => line.push_str("\\N"),
                }
                true
            }
            Number => match row.try_get::<Option<i64>, _>(n)? {
                Some(number) => write!(line, "{number}").is_ok(),
                None => write!(line, "\\N").is_ok(),
            },
        };
        debug_assert!(written, "a string takes everything");
    }
    line.push('\n');
    Ok(line)
}

fn escape(text: &str, line: &mut String) {
    for sign in text.chars() {
        match sign {
            '\\' => line.push_str("\\\\"),
            '\u{8}' => line.push_str("\\b"),
            '\u{c}' => line.push_str("\\f"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            '\u{b}' => line.push_str("\\v"),
            other => line.push(other),
        }
    }
}
