//! What is asked and written at once: statements for many rows, of a few fixed sizes so that each is prepared once. Every statement
//! costs a way to the connection's thread and back, which is more than a row costs.

use std::fmt::Write as _;
use std::sync::LazyLock;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};
use tsunagari_core::id::{OrgId, RecordId};
use tsunagari_core::merge::Stored;
use tsunagari_core::record::{Scope, Version};
use tsunagari_core::sorted::SortedSet;
use uuid::Uuid;

use super::tx::blob;
use crate::storage::columns::{class_name, number, to_json};
use crate::storage::{Fault, KeptChange, Sought};

type Asked = Query<'static, Sqlite, SqliteArguments>;

/// Rows of one statement, most first: so many rows are written in as few statements as these allow.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// Rows of four kinds in one answer, as `columns::found` reads them; the lists are JSON, of ids in hexadecimal.
const LOOK_UP: &str = "select 0, (select epoch from epochs order by n desc limit 1), null, null, null, null
    union all select 1, id, sha256, outcome, null, null from changes
        where org = ?1 and id in (select unhex(value) from json_each(?2))
    union all select 2, id, null, record, stamps, null from records
        where org = ?1 and id in (select unhex(value) from json_each(?3))
    union all select 3, null, null, scope, null, version from scopes
        where org = ?1 and scope in (select value from json_each(?4))";
const RECORDS: &str = "select id, record, stamps from records
    where org = ?1 and id in (select unhex(value) from json_each(?2))";
const PUT_CHANGES: [&str; 3] = [
    "insert into changes
     (org, id, sha256, outcome, record, version, bytes, after, person, device, carrier, received_at) values ",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "",
];
const PUT_RECORDS: [&str; 3] = [
    "insert into records (org, id, scope, kind, class, version, born, day, record, stamps) values ",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    " on conflict (org, id) do update set
        version = excluded.version, day = excluded.day, record = excluded.record, stamps = excluded.stamps",
];
const PUT_COUNTER: &str = "insert or replace into scopes (org, scope, version) values (?, ?, ?)";

/// A statement of each size.
type Sized = LazyLock<[(usize, String); 4]>;
static PUT_CHANGES_OF: Sized = LazyLock::new(|| SIZES.map(|size| (size, rows(PUT_CHANGES, size))));
static PUT_RECORDS_OF: Sized = LazyLock::new(|| SIZES.map(|size| (size, rows(PUT_RECORDS, size))));
/// One change with its record and its scope's counter, which most requests bring: three statements on one way.
static ONE: LazyLock<String> =
    LazyLock::new(|| format!("{}; {}; {PUT_COUNTER}", rows(PUT_CHANGES, 1), rows(PUT_RECORDS, 1)));

/// The text of a statement that writes so many rows.
fn rows([begin, row, end]: [&str; 3], size: usize) -> String {
    let mut text = begin.to_owned();
    for n in 0..size {
        let _ = write!(text, "{}{row}", if n == 0 { "" } else { ", " });
    }
    text + end
}

/// Cuts rows into pieces, each with the statement for as many.
fn pieces<'a, T>(mut rows: &'a [T], sized: &'static Sized) -> Vec<(&'a [T], &'static str)> {
    let mut pieces = Vec::new();
    for (size, text) in LazyLock::force(sized) {
        while let Some((piece, rest)) = rows.split_at_checked(*size) {
            pieces.push((piece, text.as_str()));
            rows = rest;
        }
    }
    pieces
}

pub(super) fn look_up(org: OrgId, sought: &Sought) -> Result<Asked, Fault> {
    let scopes: Vec<_> = sought.scopes.iter().map(Scope::to_string).collect();
    Ok(sqlx::query(LOOK_UP)
        .bind(blob(org.uuid()))
        .bind(list(sought.changes.iter().map(|id| id.uuid()))?)
        .bind(list(sought.records.iter().map(|id| id.uuid()))?)
        .bind(to_json(&scopes, "scopes")?))
}

pub(super) fn records(org: OrgId, ids: &SortedSet<RecordId>) -> Result<Asked, Fault> {
    Ok(sqlx::query(RECORDS).bind(blob(org.uuid())).bind(list(ids.iter().map(|id| id.uuid()))?))
}

/// Ids as a statement takes a list of them.
fn list(ids: impl Iterator<Item = Uuid>) -> Result<String, Fault> {
    to_json(&ids.map(|id| id.as_simple().to_string()).collect::<Vec<_>>(), "ids")
}

/// What writes changes, records and counters, in this order.
pub(super) fn put_all(
    org: OrgId,
    changes: &[KeptChange],
    records: &[&Stored],
    counters: &[(Scope, Version)],
) -> Result<Vec<Asked>, Fault> {
    if let ([change], [stored], [counter]) = (changes, records, counters) {
        let one = bind_record(bind_change(sqlx::query(ONE.as_str()), org, change)?, org, stored)?;
        return Ok(vec![bind_counter(one, org, counter)]);
    }
    let mut asked = Vec::new();
    for (piece, text) in pieces(changes, &PUT_CHANGES_OF) {
        asked
            .push(piece.iter().try_fold(sqlx::query(text), |asked, change| bind_change(asked, org, change))?);
    }
    for (piece, text) in pieces(records, &PUT_RECORDS_OF) {
        asked
            .push(piece.iter().try_fold(sqlx::query(text), |asked, stored| bind_record(asked, org, stored))?);
    }
    asked.extend(counters.iter().map(|counter| bind_counter(sqlx::query(PUT_COUNTER), org, counter)));
    Ok(asked)
}

fn bind_change(asked: Asked, org: OrgId, change: &KeptChange) -> Result<Asked, Fault> {
    Ok(asked
        .bind(blob(org.uuid()))
        .bind(blob(change.id.uuid()))
        .bind(change.sha256.as_slice())
        .bind(to_json(&change.outcome, "outcome")?)
        .bind(change.record.map(|id| blob(id.uuid())))
        .bind(change.outcome.version().map(number))
        .bind(change.bytes.as_str())
        .bind(change.after.map(|id| blob(id.uuid())))
        .bind(change.person.map(|id| blob(id.uuid())))
        .bind(change.device.map(|id| blob(id.uuid())))
        .bind(blob(change.carrier.uuid()))
        .bind(change.received_at.millis()))
}

fn bind_record(asked: Asked, org: OrgId, stored: &Stored) -> Result<Asked, Fault> {
    let record = &stored.record;
    Ok(asked
        .bind(blob(org.uuid()))
        .bind(blob(record.id.uuid()))
        .bind(record.scope.to_string())
        .bind(record.kind.as_str())
        .bind(class_name(record.kind.class()))
        .bind(number(record.version))
        .bind(number(record.born))
        .bind(record.day())
        .bind(to_json(record, "record")?)
        .bind(to_json(&stored.stamps, "stamps")?))
}

fn bind_counter(asked: Asked, org: OrgId, (scope, version): &(Scope, Version)) -> Asked {
    asked.bind(blob(org.uuid())).bind(scope.to_string()).bind(number(*version))
}
