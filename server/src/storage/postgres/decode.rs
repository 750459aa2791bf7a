//! From PostgreSQL's columns to ids, versions and rows; a value that does not fit is [`Fault::Unreadable`].

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Class, Version};
use uuid::Uuid;

use crate::secret::Hash;
use crate::storage::{Fault, row};

pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn class_name(class: Class) -> &'static str {
    match class {
        Class::Registry => "registry",
        Class::Log => "log",
    }
}

pub(super) fn to_json<T: Serialize>(value: &T, what: &'static str) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|_| Fault::Unreadable(what))
}

pub(super) fn json<T: DeserializeOwned>(row: &PgRow, n: usize, what: &'static str) -> Result<T, Fault> {
    serde_json::from_str(row.try_get::<&str, _>(n)?).map_err(|_| Fault::Unreadable(what))
}

pub(super) fn uuid(row: &PgRow, n: usize) -> Result<Uuid, Fault> {
    maybe_uuid(row, n)?.ok_or(Fault::Unreadable("id"))
}

pub(super) fn maybe_uuid(row: &PgRow, n: usize) -> Result<Option<Uuid>, Fault> {
    Ok(row.try_get(n)?)
}

pub(super) fn hash(row: &PgRow, n: usize) -> Result<Hash, Fault> {
    maybe_hash(row, n)?.ok_or(Fault::Unreadable("hash"))
}

pub(super) fn maybe_hash(row: &PgRow, n: usize) -> Result<Option<Hash>, Fault> {
    let bytes: Option<&[u8]> = row.try_get(n)?;
    bytes.map(|bytes| Hash::try_from(bytes).map_err(|_| Fault::Unreadable("hash"))).transpose()
}

pub(super) fn version(row: &PgRow, n: usize) -> Result<Version, Fault> {
    Version::try_from(row.try_get::<i64, _>(n)?).map_err(|_| Fault::Unreadable("version"))
}

pub(super) fn count(row: &PgRow, n: usize) -> Result<u32, Fault> {
    u32::try_from(row.try_get::<i64, _>(n)?).map_err(|_| Fault::Unreadable("count"))
}

pub(super) fn time(row: &PgRow, n: usize) -> Result<WallTime, Fault> {
    Ok(WallTime::from_millis(row.try_get(n)?))
}

pub(super) fn maybe_time(row: &PgRow, n: usize) -> Result<Option<WallTime>, Fault> {
    Ok(row.try_get::<Option<i64>, _>(n)?.map(WallTime::from_millis))
}

pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Volunteer => "volunteer",
        Role::Staff => "staff",
        Role::Admin => "admin",
    }
}

pub(super) fn role(row: &PgRow, n: usize) -> Result<Role, Fault> {
    match row.try_get(n)? {
        "volunteer" => Ok(Role::Volunteer),
        "staff" => Ok(Role::Staff),
        "admin" => Ok(Role::Admin),
        _ => Err(Fault::Unreadable("role")),
    }
}

pub(super) fn reach_text(reach: &row::Reach) -> Result<Option<String>, Fault> {
    reach.as_ref().map(|districts| to_json(districts, "reach")).transpose()
}

pub(super) fn reach(row: &PgRow, n: usize) -> Result<row::Reach, Fault> {
    let text: Option<&str> = row.try_get(n)?;
    text.map(|text| serde_json::from_str(text).map_err(|_| Fault::Unreadable("reach"))).transpose()
}
