//! From a database's columns to ids, versions and rows, the same for SQLite and PostgreSQL; a value that does not fit is
//! [`Fault::Unreadable`]. No statement is here.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{BodyId, ChangeId, DeviceId, DistrictId, EpochId, OfficeId, PersonId, RecordId};
use tsunagari_core::merge::Stored;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Class, Record, Scope, Version};
use tsunagari_core::sorted::SortedMap;
use uuid::Uuid;

use super::{Device, Fault, Found, Invite, SignedIn, row};
use crate::secret::Hash;

/// The columns of a device, in the order in which [`device`] reads them and a statement writes them.
macro_rules! device_columns {
    () => {
        "device, key_hash, person, name, home, role, office, body, reach, invite, joined_at, seen_at, revoked_at"
    };
}
pub(super) use device_columns;

/// How many those are.
const DEVICE_COLUMNS: usize = 13;

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

/// A record with its stamps, from its column and the next.
pub(super) fn stored(row: &impl Columns, n: usize) -> Result<Stored, Fault> {
    Ok(Stored { record: json(row, n, "record")?, stamps: json(row, n + 1, "stamps")? })
}

/// Records by their ids, which come first.
pub(super) fn by_id(rows: &[impl Columns]) -> Result<SortedMap<RecordId, Stored>, Fault> {
    rows.iter().map(|row| Ok((RecordId::from_uuid(uuid(row, 0)?), stored(row, 1)?))).collect()
}

/// The rows that answer one [`Sought`](super::Sought): what it is (0 the epoch, 1 a change, 2 a record, 3 a counter), its id,
/// its fingerprint, its text, its stamps, its version.
pub(super) fn found(rows: &[impl Columns]) -> Result<Found, Fault> {
    let (mut epoch, mut answers, mut records, mut versions) = (None, Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        match row.integer(0)? {
            0 => epoch = Some(EpochId::from_uuid(uuid(row, 1)?)),
            1 => {
                let (first, outcome) = (hash(row, 2)?, json(row, 3, "outcome")?);
                answers.push((ChangeId::from_uuid(uuid(row, 1)?), (first, outcome)));
            }
            2 => records.push((RecordId::from_uuid(uuid(row, 1)?), stored(row, 3)?)),
            _ => {
                let scope = Scope::parse(row.text(3)?).map_err(|_| Fault::Unreadable("scope"))?;
                versions.push((scope, version(row, 5)?));
            }
        }
    }
    Ok(Found {
        epoch: epoch.ok_or(Fault::Unreadable("epoch"))?,
        answers: answers.into_iter().collect(),
        records: records.into_iter().collect(),
        versions: versions.into_iter().collect(),
    })
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

/// A row of [`device_columns`], then the person's record, another, and the ids of all districts between blanks.
pub(super) fn signed_in(row: &impl Columns) -> Result<SignedIn, Fault> {
    let record = |n: usize| {
        let text = row.maybe_text(DEVICE_COLUMNS + n)?;
        text.map(|text| serde_json::from_str(text).map_err(|_| Fault::Unreadable("record"))).transpose()
    };
    let device = device(row)?;
    let district = |id| DistrictId::parse(id).map_err(|_| Fault::Unreadable("id"));
    let all = row.maybe_text(DEVICE_COLUMNS + 2)?.unwrap_or_default();
    let districts = match device.reach {
        Some(_) => None,
        None => Some(all.split_whitespace().map(district).collect::<Result<_, _>>()?),
    };
    Ok(SignedIn { device, person: record(0)?, along: record(1)?, districts })
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
