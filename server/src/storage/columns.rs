//! From a database's columns to ids, versions and rows, the same for SQLite and PostgreSQL; a value that does not fit is
//! [`Fault::Unreadable`]. No statement is here.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{BodyId, DeviceId, DistrictId, OfficeId, PersonId};
use tsunagari_core::org::Role;
use tsunagari_core::record::{Class, Record, Version};
use uuid::Uuid;

use super::{Device, Fault, Invite, row};
use crate::secret::Hash;

/// The columns of a device, in the order in which [`device`] reads them and a statement writes them.
macro_rules! device_columns {
    () => {
        "device, key_hash, person, name, home, role, office, body, reach, invite, joined_at, seen_at, revoked_at"
    };
}
pub(super) use device_columns;

/// The columns of an invite, in the order in which [`invite`] reads them and a statement writes them.
macro_rules! invite_columns {
    () => {
        "invite, secret_hash, number_hash, role, office, body, reach, uses, used, made_by, made_at, ends_at"
    };
}
pub(super) use invite_columns;

/// A row of one of the databases, asked by the place of a column.
pub(super) trait Columns {
    fn text(&self, n: usize) -> Result<&str, Fault>;
    fn maybe_text(&self, n: usize) -> Result<Option<&str>, Fault>;
    fn integer(&self, n: usize) -> Result<i64, Fault>;
    fn maybe_integer(&self, n: usize) -> Result<Option<i64>, Fault>;
    fn maybe_bytes(&self, n: usize) -> Result<Option<&[u8]>, Fault>;
    fn maybe_uuid(&self, n: usize) -> Result<Option<Uuid>, Fault>;
}

/// The databases differ in how an id is kept.
macro_rules! columns {
    ($row:ty, $uuid:expr) => {
        impl Columns for $row {
            fn text(&self, n: usize) -> Result<&str, Fault> {
                Ok(self.try_get(n)?)
            }
            fn maybe_text(&self, n: usize) -> Result<Option<&str>, Fault> {
                Ok(self.try_get(n)?)
            }
            fn integer(&self, n: usize) -> Result<i64, Fault> {
                Ok(self.try_get(n)?)
            }
            fn maybe_integer(&self, n: usize) -> Result<Option<i64>, Fault> {
                Ok(self.try_get(n)?)
            }
            fn maybe_bytes(&self, n: usize) -> Result<Option<&[u8]>, Fault> {
                Ok(self.try_get(n)?)
            }
            fn maybe_uuid(&self, n: usize) -> Result<Option<Uuid>, Fault> {
                $uuid(self, n)
            }
        }
    };
}

columns!(PgRow, |row: &PgRow, n| Ok(row.try_get(n)?));
columns!(SqliteRow, |row: &SqliteRow, n| {
    let bytes = row.maybe_bytes(n)?;
    bytes.map(|bytes| Uuid::from_slice(bytes).map_err(|_| Fault::Unreadable("id"))).transpose()
});

pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) const fn class_name(class: Class) -> &'static str {
    match class {
        Class::Registry => "registry",
        Class::Log => "log",
    }
}

pub(super) fn to_json<T: Serialize>(value: &T, what: &'static str) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|_| Fault::Unreadable(what))
}

pub(super) fn json<T: DeserializeOwned>(
    row: &impl Columns,
    n: usize,
    what: &'static str,
) -> Result<T, Fault> {
    serde_json::from_str(row.text(n)?).map_err(|_| Fault::Unreadable(what))
}

pub(super) fn uuid(row: &impl Columns, n: usize) -> Result<Uuid, Fault> {
    row.maybe_uuid(n)?.ok_or(Fault::Unreadable("id"))
}

pub(super) fn hash(row: &impl Columns, n: usize) -> Result<Hash, Fault> {
    maybe_hash(row, n)?.ok_or(Fault::Unreadable("hash"))
}

fn maybe_hash(row: &impl Columns, n: usize) -> Result<Option<Hash>, Fault> {
    let bytes = row.maybe_bytes(n)?;
    bytes.map(|bytes| Hash::try_from(bytes).map_err(|_| Fault::Unreadable("hash"))).transpose()
}

pub(super) fn version(row: &impl Columns, n: usize) -> Result<Version, Fault> {
    Version::try_from(row.integer(n)?).map_err(|_| Fault::Unreadable("version"))
}

pub(super) fn count(row: &impl Columns, n: usize) -> Result<u32, Fault> {
    u32::try_from(row.integer(n)?).map_err(|_| Fault::Unreadable("count"))
}

pub(super) fn time(row: &impl Columns, n: usize) -> Result<WallTime, Fault> {
    Ok(WallTime::from_millis(row.integer(n)?))
}

pub(super) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Volunteer => "volunteer",
        Role::Staff => "staff",
        Role::Admin => "admin",
    }
}

fn role(row: &impl Columns, n: usize) -> Result<Role, Fault> {
    match row.text(n)? {
        "volunteer" => Ok(Role::Volunteer),
        "staff" => Ok(Role::Staff),
        "admin" => Ok(Role::Admin),
        _ => Err(Fault::Unreadable("role")),
    }
}

pub(super) fn reach_text(reach: &row::Reach) -> Result<Option<String>, Fault> {
    reach.as_ref().map(|districts| to_json(districts, "reach")).transpose()
}

fn reach(row: &impl Columns, n: usize) -> Result<row::Reach, Fault> {
    let text = row.maybe_text(n)?;
    text.map(|text| serde_json::from_str(text).map_err(|_| Fault::Unreadable("reach"))).transpose()
}

/// Records of one column, at most `count` and `bytes` (the one that passes `bytes` is the last); and whether there are
/// more rows.
pub(super) fn page(rows: &[impl Columns], count: usize, bytes: usize) -> Result<(Vec<Record>, bool), Fault> {
    let (mut records, mut sum) = (Vec::new(), 0_usize);
    for row in rows {
        if records.len() == count || sum > bytes {
            return Ok((records, true));
        }
        sum = sum.saturating_add(row.text(0)?.len());
        records.push(json(row, 0, "record")?);
    }
    Ok((records, false))
}

/// A row of [`device_columns`].
pub(super) fn device(row: &impl Columns) -> Result<Device, Fault> {
    Ok(Device {
        id: DeviceId::from_uuid(uuid(row, 0)?),
        key: hash(row, 1)?,
        person: PersonId::from_uuid(uuid(row, 2)?),
        name: row.text(3)?.to_owned(),
        home: row.maybe_uuid(4)?.map(DistrictId::from_uuid),
        role: role(row, 5)?,
        office: row.maybe_uuid(6)?.map(OfficeId::from_uuid),
        body: row.maybe_uuid(7)?.map(BodyId::from_uuid),
        reach: reach(row, 8)?,
        invite: uuid(row, 9)?,
        joined_at: time(row, 10)?,
        seen_at: time(row, 11)?,
        revoked_at: row.maybe_integer(12)?.map(WallTime::from_millis),
    })
}

/// A row of [`invite_columns`].
pub(super) fn invite(row: &impl Columns) -> Result<Invite, Fault> {
    Ok(Invite {
        id: uuid(row, 0)?,
        secret: hash(row, 1)?,
        number: maybe_hash(row, 2)?,
        role: role(row, 3)?,
        office: row.maybe_uuid(4)?.map(OfficeId::from_uuid),
        body: row.maybe_uuid(5)?.map(BodyId::from_uuid),
        reach: reach(row, 6)?,
        uses: count(row, 7)?,
        used: count(row, 8)?,
        made_by: row.maybe_uuid(9)?.map(DeviceId::from_uuid),
        made_at: time(row, 10)?,
        ends_at: time(row, 11)?,
    })
}
