//! The statements: each operation of the contract as SQL with bound values.

use sqlx::Row as _;
use sqlx::query;
use sqlx::sqlite::SqliteConnection;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{ChangeId, DeviceId, EpochId, OrgId, RecordId};
use tsunagari_core::merge::Stored;
use tsunagari_core::record::{Class, Kind, Record, Scope, Version};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::wire::CellHead;
use uuid::Uuid;

use super::many;
use crate::secret::Hash;
use crate::storage::columns::{
    by_id, class_name, count, device, device_columns, found, invite, invite_columns, json, number, page,
    reach_text, role_name, signed_in, stored, time, to_json, uuid, version,
};
use crate::storage::{Asking, Device, Fault, Found, Invite, Org, Past, SignedIn, Sought, Tries, Tx, Written};

/// An id as SQLite keeps it.
pub(super) fn blob(id: Uuid) -> Vec<u8> {
    id.as_bytes().to_vec()
}

/// A connection inside a transaction that somebody else begins and ends.
pub(super) struct SqliteTx<'c>(pub(super) &'c mut SqliteConnection);

impl Tx for SqliteTx<'_> {
    fn orgs(&mut self) -> Asking<'_, Vec<Org>> {
        Box::pin(async move {
            let rows =
                query("select org, slug, name from orgs order by slug").fetch_all(&mut *self.0).await?;
            rows.iter()
                .map(|row| {
                    let id = OrgId::from_uuid(uuid(row, 0)?);
                    Ok(Org { id, slug: row.try_get(1)?, name: row.try_get(2)? })
                })
                .collect()
        })
    }

    fn add_org<'a>(&'a mut self, org: &'a Org, at: WallTime) -> Asking<'a, ()> {
        Box::pin(async move {
            query("insert into orgs (org, slug, name, made_at) values (?, ?, ?, ?)")
                .bind(blob(org.id.uuid()))
                .bind(&org.slug)
                .bind(&org.name)
                .bind(at.millis())
                .execute(&mut *self.0)
                .await?;
            Ok(())
        })
    }

    fn version(&mut self, org: OrgId, scope: Scope) -> Asking<'_, Version> {
        Box::pin(async move {
            let row = query("select version from scopes where org = ? and scope = ?")
                .bind(blob(org.uuid()))
                .bind(scope.to_string())
                .fetch_optional(&mut *self.0)
                .await?;
            row.as_ref().map_or(Ok(0), |row| version(row, 0))
        })
    }

    fn versions(&mut self, org: OrgId) -> Asking<'_, SortedMap<Scope, Version>> {
        Box::pin(async move {
            let rows = query("select scope, version from scopes where org = ?")
                .bind(blob(org.uuid()))
                .fetch_all(&mut *self.0)
                .await?;
            rows.iter()
                .map(|row| {
                    let scope = Scope::parse(row.try_get(0)?).map_err(|_| Fault::Unreadable("scope"))?;
                    Ok((scope, version(row, 1)?))
                })
                .collect()
        })
    }

    fn record(&mut self, org: OrgId, id: RecordId) -> Asking<'_, Option<Stored>> {
        Box::pin(async move {
            let row = query("select record, stamps from records where org = ? and id = ?")
                .bind(blob(org.uuid()))
                .bind(blob(id.uuid()))
                .fetch_optional(&mut *self.0)
                .await?;
            row.as_ref().map(|row| stored(row, 0)).transpose()
        })
    }

    fn records<'a>(
        &'a mut self,
        org: OrgId,
        ids: &'a SortedSet<RecordId>,
    ) -> Asking<'a, SortedMap<RecordId, Stored>> {
        Box::pin(async move { by_id(&many::records(org, ids)?.fetch_all(&mut *self.0).await?) })
    }

    fn feed(
        &mut self,
        org: OrgId,
        scope: Scope,
        after: Version,
        count: usize,
        bytes: usize,
    ) -> Asking<'_, (Vec<Record>, bool)> {
        Box::pin(async move {
            let limit = i64::try_from(count.saturating_add(1)).unwrap_or(i64::MAX);
            let rows = query(
                "select record from records where org = ? and scope = ? and version > ? order by version limit ?",
            )
            .bind(blob(org.uuid()))
            .bind(scope.to_string())
            .bind(number(after))
            .bind(limit)
            .fetch_all(&mut *self.0)
            .await?;
            page(&rows, count, bytes)
        })
    }

    fn of_kind(&mut self, org: OrgId, kind: Kind, scope: Option<Scope>) -> Asking<'_, Vec<Record>> {
        Box::pin(async move {
            let rows = query(
                "select record from records where org = ?1 and kind = ?2 and (?3 is null or scope = ?3) order by scope, born",
            )
            .bind(blob(org.uuid()))
            .bind(kind.as_str().to_owned())
            .bind(scope.map(|scope| scope.to_string()))
            .fetch_all(&mut *self.0)
            .await?;
            rows.iter().map(|row| json(row, 0, "record")).collect()
        })
    }

    fn born_from(
        &mut self,
        org: OrgId,
        scope: Scope,
        class: Class,
        from: Version,
        count: usize,
    ) -> Asking<'_, Vec<Record>> {
        Box::pin(async move {
            let rows = query(
                "select record from records where org = ? and scope = ? and class = ? and born >= ?
                 order by born limit ?",
            )
            .bind(blob(org.uuid()))
            .bind(scope.to_string())
            .bind(class_name(class))
            .bind(number(from))
            .bind(i64::try_from(count).unwrap_or(i64::MAX))
            .fetch_all(&mut *self.0)
            .await?;
            rows.iter().map(|row| json(row, 0, "record")).collect()
        })
    }

    fn changed_in(
        &mut self,
        org: OrgId,
        scope: Scope,
        class: Class,
        born: (Version, Version),
        since: Version,
    ) -> Asking<'_, Option<Version>> {
        Box::pin(async move {
            let row = query(
                "select min(version) from records
                 where org = ? and scope = ? and class = ? and born between ? and ? and version > ?",
            )
            .bind(blob(org.uuid()))
            .bind(scope.to_string())
            .bind(class_name(class))
            .bind(number(born.0))
            .bind(number(born.1))
            .bind(number(since))
            .fetch_one(&mut *self.0)
            .await?;
            Ok(row.try_get::<Option<i64>, _>(0)?.and_then(|version| Version::try_from(version).ok()))
        })
    }

    fn cells(&mut self, org: OrgId, scope: Scope, class: Class) -> Asking<'_, Vec<CellHead>> {
        Box::pin(async move {
            let rows = query("select head from cells where org = ? and scope = ? and class = ? order by n")
                .bind(blob(org.uuid()))
                .bind(scope.to_string())
                .bind(class_name(class))
                .fetch_all(&mut *self.0)
                .await?;
            rows.iter().map(|row| json(row, 0, "cell")).collect()
        })
    }

    fn cell(&mut self, org: OrgId, scope: Scope, class: Class, index: u32) -> Asking<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let row = query("select bytes from cells where org = ? and scope = ? and class = ? and n = ?")
                .bind(blob(org.uuid()))
                .bind(scope.to_string())
                .bind(class_name(class))
                .bind(i64::from(index))
                .fetch_optional(&mut *self.0)
                .await?;
            Ok(row.map(|row| row.try_get(0)).transpose()?)
        })
    }

    fn put_cell<'a>(
        &'a mut self,
        org: OrgId,
        scope: Scope,
        head: &'a CellHead,
        bytes: &'a [u8],
    ) -> Asking<'a, ()> {
        Box::pin(async move {
            query(
                "insert or replace into cells (org, scope, class, n, head, bytes) values (?, ?, ?, ?, ?, ?)",
            )
            .bind(blob(org.uuid()))
            .bind(scope.to_string())
            .bind(class_name(head.class))
            .bind(i64::from(head.index))
            .bind(to_json(head, "cell")?)
            .bind(bytes)
            .execute(&mut *self.0)
            .await?;
            Ok(())
        })
    }

    fn look_up<'a>(&'a mut self, org: OrgId, sought: &'a Sought) -> Asking<'a, Found> {
        Box::pin(async move { found(&many::look_up(org, sought)?.fetch_all(&mut *self.0).await?) })
    }

    fn put_all<'a>(&'a mut self, org: OrgId, written: &'a Written<'a>) -> Asking<'a, ()> {
        Box::pin(async move {
            for asked in many::put_all(org, written.changes, &written.records, &written.versions)? {
                asked.execute(&mut *self.0).await?;
            }
            Ok(())
        })
    }

    fn forget(&mut self, org: OrgId, record: RecordId) -> Asking<'_, ()> {
        Box::pin(async move {
            query("update changes set bytes = '' where org = ? and record = ?")
                .bind(blob(org.uuid()))
                .bind(blob(record.uuid()))
                .execute(&mut *self.0)
                .await?;
            Ok(())
        })
    }

    fn lineage(
        &mut self,
        org: OrgId,
        record: RecordId,
        from: ChangeId,
        steps: u32,
    ) -> Asking<'_, SortedSet<ChangeId>> {
        Box::pin(async move {
            let rows = query(
                "with recursive line (id, after, step) as (
                    select id, after, 1 from changes where org = ?1 and id = ?2 and record = ?3
                    union all
                    select changes.id, changes.after, line.step + 1 from line
                    join changes on changes.org = ?1 and changes.id = line.after
                    where changes.record = ?3 and line.step < ?4
                 ) select id from line",
            )
            .bind(blob(org.uuid()))
            .bind(blob(from.uuid()))
            .bind(blob(record.uuid()))
            .bind(i64::from(steps))
            .fetch_all(&mut *self.0)
            .await?;
            rows.iter().map(|row| Ok(ChangeId::from_uuid(uuid(row, 0)?))).collect()
        })
    }

    fn history(&mut self, org: OrgId, record: RecordId) -> Asking<'_, Vec<Past>> {
        Box::pin(async move {
            let rows = query(
                "select bytes, outcome, carrier, received_at from changes
                 where org = ? and record = ? and version is not null order by version",
            )
            .bind(blob(org.uuid()))
            .bind(blob(record.uuid()))
            .fetch_all(&mut *self.0)
            .await?;
            rows.iter()
                .map(|row| {
                    Ok(Past {
                        bytes: row.try_get(0)?,
                        outcome: json(row, 1, "outcome")?,
                        carrier: DeviceId::from_uuid(uuid(row, 2)?),
                        received_at: time(row, 3)?,
                    })
                })
                .collect()
        })
    }

    fn epoch(&mut self) -> Asking<'_, EpochId> {
        Box::pin(async move {
            let row = query("select epoch from epochs order by n desc limit 1")
                .fetch_optional(&mut *self.0)
                .await?;
            let row = row.ok_or(Fault::Unreadable("epoch"))?;
            Ok(EpochId::from_uuid(uuid(&row, 0)?))
        })
    }

    fn epochs(&mut self, org: OrgId, scope: Scope) -> Asking<'_, Vec<(EpochId, Version)>> {
        Box::pin(async move {
            let rows = query(
                "select epochs.epoch, coalesce(forks.version, 0) from epochs
                 left join forks on forks.org = ? and forks.scope = ? and forks.n = epochs.n order by epochs.n",
            )
            .bind(blob(org.uuid()))
            .bind(scope.to_string())
            .fetch_all(&mut *self.0)
            .await?;
            rows.iter().map(|row| Ok((EpochId::from_uuid(uuid(row, 0)?), version(row, 1)?))).collect()
        })
    }

    fn begin_epoch(&mut self, epoch: EpochId, at: WallTime) -> Asking<'_, ()> {
        Box::pin(async move {
            query("insert into epochs (n, epoch, began_at) select coalesce(max(n), 0) + 1, ?, ? from epochs")
                .bind(blob(epoch.uuid()))
                .bind(at.millis())
                .execute(&mut *self.0)
                .await?;
            query(
                "insert into forks (org, scope, n, version)
                 select org, scope, (select max(n) from epochs), version from scopes",
            )
            .execute(&mut *self.0)
            .await?;
            Ok(())
        })
    }

    fn device(&mut self, org: OrgId, id: DeviceId) -> Asking<'_, Option<Device>> {
        Box::pin(async move {
            let row =
                query(concat!("select ", device_columns!(), " from devices where org = ? and device = ?"))
                    .bind(blob(org.uuid()))
                    .bind(blob(id.uuid()))
                    .fetch_optional(&mut *self.0)
                    .await?;
            row.as_ref().map(device).transpose()
        })
    }

    fn device_with_key(&mut self, org: OrgId, key: Hash) -> Asking<'_, Option<Device>> {
        Box::pin(async move {
            let row =
                query(concat!("select ", device_columns!(), " from devices where org = ? and key_hash = ?"))
                    .bind(blob(org.uuid()))
                    .bind(key.to_vec())
                    .fetch_optional(&mut *self.0)
                    .await?;
            row.as_ref().map(device).transpose()
        })
    }

    fn devices(&mut self, org: OrgId) -> Asking<'_, Vec<Device>> {
        Box::pin(async move {
            let rows = query(concat!(
                "select ",
                device_columns!(),
                " from devices where org = ? order by joined_at, device"
            ))
            .bind(blob(org.uuid()))
            .fetch_all(&mut *self.0)
            .await?;
            rows.iter().map(device).collect()
        })
    }

    fn put_device<'a>(&'a mut self, org: OrgId, device: &'a Device) -> Asking<'a, ()> {
        Box::pin(async move {
            query(concat!(
                "insert or replace into devices (org, ",
                device_columns!(),
                ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ))
            .bind(blob(org.uuid()))
            .bind(blob(device.id.uuid()))
            .bind(device.key.as_slice())
            .bind(blob(device.person.uuid()))
            .bind(&device.name)
            .bind(device.home.map(|id| blob(id.uuid())))
            .bind(role_name(device.role))
            .bind(device.office.map(|id| blob(id.uuid())))
            .bind(device.body.map(|id| blob(id.uuid())))
            .bind(reach_text(&device.reach)?)
            .bind(blob(device.invite))
            .bind(device.joined_at.millis())
            .bind(device.seen_at.millis())
            .bind(device.revoked_at.map(WallTime::millis))
            .execute(&mut *self.0)
            .await?;
            Ok(())
        })
    }

    fn signed_in(&mut self, org: OrgId, hash: Hash, along: Option<RecordId>) -> Asking<'_, Option<SignedIn>> {
        Box::pin(async move {
            let row = query(concat!(
                "select ",
                device_columns!(),
                ", (select record from records where org = ?1 and id = devices.person),
                 (select record from records where org = ?1 and id = ?3),
                 case when reach is null then
                    (select group_concat(hex(id), ' ') from records where org = ?1 and kind = ?4 and scope = ?5) end
                 from devices where org = ?1 and device = (select device from sessions where org = ?1 and hash = ?2)"
            ))
            .bind(blob(org.uuid()))
            .bind(hash.to_vec())
            .bind(along.map(|id| blob(id.uuid())))
            .bind(Kind::District.as_str().to_owned())
            .bind(Scope::OrgAll.to_string())
            .fetch_optional(&mut *self.0)
            .await?;
            row.as_ref().map(signed_in).transpose()
        })
    }

    fn put_session(&mut self, org: OrgId, hash: Hash, device: DeviceId, at: WallTime) -> Asking<'_, ()> {
        Box::pin(async move {
            query("insert into sessions (org, hash, device, made_at) values (?, ?, ?, ?)")
                .bind(blob(org.uuid()))
                .bind(hash.to_vec())
                .bind(blob(device.uuid()))
                .bind(at.millis())
                .execute(&mut *self.0)
                .await?;
            Ok(())
        })
    }

    fn invite_with_secret(&mut self, org: OrgId, hash: Hash) -> Asking<'_, Option<Invite>> {
        Box::pin(async move {
            let row = query(concat!(
                "select ",
                invite_columns!(),
                " from invites where org = ? and secret_hash = ?"
            ))
            .bind(blob(org.uuid()))
            .bind(hash.to_vec())
            .fetch_optional(&mut *self.0)
            .await?;
            row.as_ref().map(invite).transpose()
        })
    }

    fn invites_with_number(&mut self, org: OrgId, hash: Hash) -> Asking<'_, Vec<Invite>> {
        Box::pin(async move {
            let rows = query(concat!(
                "select ",
                invite_columns!(),
                " from invites where org = ? and number_hash = ?"
            ))
            .bind(blob(org.uuid()))
            .bind(hash.to_vec())
            .fetch_all(&mut *self.0)
            .await?;
            rows.iter().map(invite).collect()
        })
    }

    fn invites(&mut self, org: OrgId, after: WallTime) -> Asking<'_, Vec<Invite>> {
        Box::pin(async move {
            let rows = query(concat!(
                "select ",
                invite_columns!(),
                " from invites where org = ? and ends_at > ? order by made_at, invite"
            ))
            .bind(blob(org.uuid()))
            .bind(after.millis())
            .fetch_all(&mut *self.0)
            .await?;
            rows.iter().map(invite).collect()
        })
    }

    fn put_invite<'a>(&'a mut self, org: OrgId, invite: &'a Invite) -> Asking<'a, ()> {
        Box::pin(async move {
            query(concat!(
                "insert or replace into invites (org, ",
                invite_columns!(),
                ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ))
            .bind(blob(org.uuid()))
            .bind(blob(invite.id))
            .bind(invite.secret.as_slice())
            .bind(invite.number.map(|hash| hash.to_vec()))
            .bind(role_name(invite.role))
            .bind(invite.office.map(|id| blob(id.uuid())))
            .bind(invite.body.map(|id| blob(id.uuid())))
            .bind(reach_text(&invite.reach)?)
            .bind(i64::from(invite.uses))
            .bind(i64::from(invite.used))
            .bind(invite.made_by.map(|id| blob(id.uuid())))
            .bind(invite.made_at.millis())
            .bind(invite.ends_at.millis())
            .execute(&mut *self.0)
            .await?;
            Ok(())
        })
    }

    fn tries(&mut self, org: OrgId) -> Asking<'_, Tries> {
        Box::pin(async move {
            let row = query("select since, wrong from numbers where org = ?")
                .bind(blob(org.uuid()))
                .fetch_optional(&mut *self.0)
                .await?;
            let none = Tries { since: WallTime::from_millis(0), wrong: 0 };
            row.as_ref().map_or(Ok(none), |row| Ok(Tries { since: time(row, 0)?, wrong: count(row, 1)? }))
        })
    }

    fn put_tries(&mut self, org: OrgId, tries: Tries) -> Asking<'_, ()> {
        Box::pin(async move {
            query("insert or replace into numbers (org, since, wrong) values (?, ?, ?)")
                .bind(blob(org.uuid()))
                .bind(tries.since.millis())
                .bind(i64::from(tries.wrong))
                .execute(&mut *self.0)
                .await?;
            Ok(())
        })
    }

    fn audit<'a>(
        &'a mut self,
        org: OrgId,
        at: WallTime,
        device: Option<DeviceId>,
        act: &'static str,
        about: &'a str,
    ) -> Asking<'a, ()> {
        Box::pin(async move {
            query(
                "insert into audit (org, n, at, device, act, about)
                 select ?1, coalesce(max(n), 0) + 1, ?2, ?3, ?4, ?5 from audit where org = ?1",
            )
            .bind(blob(org.uuid()))
            .bind(at.millis())
            .bind(device.map(|id| blob(id.uuid())))
            .bind(act)
            .bind(about)
            .execute(&mut *self.0)
            .await?;
            Ok(())
        })
    }
}
