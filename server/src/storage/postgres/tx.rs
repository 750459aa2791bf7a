//! The statements: each operation of the contract as PostgreSQL's SQL with bound values; whose turn it is is
//! `lanes.rs`'s.

use sqlx::postgres::PgConnection;
use sqlx::{Row as _, query};
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{ChangeId, DeviceId, EpochId, OrgId, RecordId};
use tsunagari_core::merge::Stored;
use tsunagari_core::record::{Class, Kind, Record, Scope, Version};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::wire::CellHead;

use super::sql;
use crate::secret::Hash;
use crate::storage::columns::{
    by_id, class_name, count, device, found, invite, json, number, page, reach_text, role_name, signed_in,
    stored, time, to_json, uuid, version,
};
use crate::storage::{Asking, Device, Fault, Found, Invite, Org, Past, SignedIn, Sought, Tries, Tx, Written};

/// Whose rows a transaction may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nobody's: it reads.
    Reader,
    /// One ward's.
    Ward(OrgId),
    /// Every ward's, and the epochs.
    All,
}

/// A connection inside a transaction that somebody else begins and ends.
pub(super) struct PgTx<'c>(pub(super) &'c mut PgConnection, pub(super) Turn);

impl PgTx<'_> {
    /// Refuses to write where it is not this transaction's turn: versions would be given out twice.
    fn holds(&self, org: OrgId) -> Result<(), Fault> {
        match self.1 {
            Turn::All => Ok(()),
            Turn::Ward(own) if own == org => Ok(()),
            _ => Err(Fault::Not("a write outside its ward's turn")),
        }
    }

    fn holds_all(&self) -> Result<(), Fault> {
        if self.1 == Turn::All { Ok(()) } else { Err(Fault::Not("a write outside every ward's turn")) }
    }
}

/// A column of rows, to be bound as a list.
fn each<I: IntoIterator, T>(rows: I, column: impl Fn(I::Item) -> T) -> Vec<T> {
    rows.into_iter().map(column).collect()
}

impl Tx for PgTx<'_> {
    fn orgs(&mut self) -> Asking<'_, Vec<Org>> {
        Box::pin(async move {
            let rows = query(sql::ORGS).fetch_all(&mut *self.0).await?;
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
            self.holds_all()?;
            query(sql::ADD_ORG)
                .bind(org.id.uuid())
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
            let row = query(sql::VERSION)
                .bind(org.uuid())
                .bind(scope.to_string())
                .fetch_optional(&mut *self.0)
                .await?;
            row.as_ref().map_or(Ok(0), |row| version(row, 0))
        })
    }

    fn versions(&mut self, org: OrgId) -> Asking<'_, SortedMap<Scope, Version>> {
        Box::pin(async move {
            let rows = query(sql::VERSIONS).bind(org.uuid()).fetch_all(&mut *self.0).await?;
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
            let row =
                query(sql::RECORD).bind(org.uuid()).bind(id.uuid()).fetch_optional(&mut *self.0).await?;
            row.as_ref().map(|row| stored(row, 0)).transpose()
        })
    }

    fn records<'a>(
        &'a mut self,
        org: OrgId,
        ids: &'a SortedSet<RecordId>,
    ) -> Asking<'a, SortedMap<RecordId, Stored>> {
        Box::pin(async move {
            let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
            by_id(&query(sql::RECORDS).bind(org.uuid()).bind(ids).fetch_all(&mut *self.0).await?)
        })
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
            let rows = query(sql::FEED)
                .bind(org.uuid())
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
            let asked = match scope {
                Some(scope) => query(sql::OF_KIND_IN)
                    .bind(org.uuid())
                    .bind(kind.as_str().to_owned())
                    .bind(scope.to_string()),
                None => query(sql::OF_KIND).bind(org.uuid()).bind(kind.as_str().to_owned()),
            };
            let rows = asked.fetch_all(&mut *self.0).await?;
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
            let rows = query(sql::BORN_FROM)
                .bind(org.uuid())
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
            let row = query(sql::CHANGED_IN)
                .bind(org.uuid())
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
            let rows = query(sql::CELLS)
                .bind(org.uuid())
                .bind(scope.to_string())
                .bind(class_name(class))
                .fetch_all(&mut *self.0)
                .await?;
            rows.iter().map(|row| json(row, 0, "cell")).collect()
        })
    }

    fn cell(&mut self, org: OrgId, scope: Scope, class: Class, index: u32) -> Asking<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let row = query(sql::CELL)
                .bind(org.uuid())
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
            self.holds(org)?;
            query(sql::PUT_CELL)
                .bind(org.uuid())
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
        Box::pin(async move {
            let rows = query(sql::LOOK_UP)
                .bind(org.uuid())
                .bind(sought.changes.iter().map(|id| id.uuid()).collect::<Vec<_>>())
                .bind(sought.records.iter().map(|id| id.uuid()).collect::<Vec<_>>())
                .bind(sought.scopes.iter().map(Scope::to_string).collect::<Vec<_>>())
                .fetch_all(&mut *self.0)
                .await?;
            found(&rows)
        })
    }

    fn put_all<'a>(&'a mut self, org: OrgId, written: &'a Written<'a>) -> Asking<'a, ()> {
        Box::pin(async move {
            self.holds(org)?;
            let (changes, records) = (written.changes, &written.records);
            let outcomes = changes.iter().map(|change| to_json(&change.outcome, "outcome"));
            let texts = records.iter().map(|stored| to_json(&stored.record, "record"));
            let stamps = records.iter().map(|stored| to_json(&stored.stamps, "stamps"));
            let (outcomes, texts, stamps): (Vec<_>, Vec<_>, Vec<_>) = (
                outcomes.collect::<Result<_, _>>()?,
                texts.collect::<Result<_, _>>()?,
                stamps.collect::<Result<_, _>>()?,
            );
            let records = || records.iter().map(|stored| &stored.record);
            query(sql::PUT_ALL)
                .bind(org.uuid())
                .bind(each(changes, |change| change.id.uuid()))
                .bind(each(changes, |change| change.sha256.to_vec()))
                .bind(outcomes)
                .bind(each(changes, |change| change.record.map(|id| id.uuid())))
                .bind(each(changes, |change| change.outcome.version().map(number)))
                .bind(each(changes, |change| change.bytes.as_str()))
                .bind(each(changes, |change| change.after.map(|id| id.uuid())))
                .bind(each(changes, |change| change.person.map(|id| id.uuid())))
                .bind(each(changes, |change| change.device.map(|id| id.uuid())))
                .bind(each(changes, |change| change.carrier.uuid()))
                .bind(each(changes, |change| change.received_at.millis()))
                .bind(each(records(), |record| record.id.uuid()))
                .bind(each(records(), |record| record.scope.to_string()))
                .bind(each(records(), |record| record.kind.as_str()))
                .bind(each(records(), |record| class_name(record.kind.class())))
                .bind(each(records(), |record| number(record.version)))
                .bind(each(records(), |record| number(record.born)))
                .bind(each(records(), Record::day))
                .bind(texts)
                .bind(stamps)
                .bind(each(&written.versions, |(scope, _)| scope.to_string()))
                .bind(each(&written.versions, |(_, version)| number(*version)))
                .execute(&mut *self.0)
                .await?;
            Ok(())
        })
    }

    fn forget(&mut self, org: OrgId, record: RecordId) -> Asking<'_, ()> {
        Box::pin(async move {
            self.holds(org)?;
            query(sql::FORGET).bind(org.uuid()).bind(record.uuid()).execute(&mut *self.0).await?;
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
            let rows = query(sql::LINEAGE)
                .bind(org.uuid())
                .bind(from.uuid())
                .bind(record.uuid())
                .bind(i64::from(steps))
                .fetch_all(&mut *self.0)
                .await?;
            rows.iter().map(|row| Ok(ChangeId::from_uuid(uuid(row, 0)?))).collect()
        })
    }

    fn history(&mut self, org: OrgId, record: RecordId) -> Asking<'_, Vec<Past>> {
        Box::pin(async move {
            let rows =
                query(sql::HISTORY).bind(org.uuid()).bind(record.uuid()).fetch_all(&mut *self.0).await?;
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
            let row = query(sql::EPOCH).fetch_optional(&mut *self.0).await?;
            let row = row.ok_or(Fault::Unreadable("epoch"))?;
            Ok(EpochId::from_uuid(uuid(&row, 0)?))
        })
    }

    fn epochs(&mut self, org: OrgId, scope: Scope) -> Asking<'_, Vec<(EpochId, Version)>> {
        Box::pin(async move {
            let rows =
                query(sql::EPOCHS).bind(org.uuid()).bind(scope.to_string()).fetch_all(&mut *self.0).await?;
            rows.iter().map(|row| Ok((EpochId::from_uuid(uuid(row, 0)?), version(row, 1)?))).collect()
        })
    }

    fn begin_epoch(&mut self, epoch: EpochId, at: WallTime) -> Asking<'_, ()> {
        Box::pin(async move {
            self.holds_all()?;
            query(sql::BEGIN_EPOCH).bind(epoch.uuid()).bind(at.millis()).execute(&mut *self.0).await?;
            query(sql::FORKS).execute(&mut *self.0).await?;
            Ok(())
        })
    }

    fn device(&mut self, org: OrgId, id: DeviceId) -> Asking<'_, Option<Device>> {
        Box::pin(async move {
            let row =
                query(sql::DEVICE).bind(org.uuid()).bind(id.uuid()).fetch_optional(&mut *self.0).await?;
            row.as_ref().map(device).transpose()
        })
    }

    fn device_with_key(&mut self, org: OrgId, key: Hash) -> Asking<'_, Option<Device>> {
        Box::pin(async move {
            let row = query(sql::DEVICE_WITH_KEY)
                .bind(org.uuid())
                .bind(key.to_vec())
                .fetch_optional(&mut *self.0)
                .await?;
            row.as_ref().map(device).transpose()
        })
    }

    fn devices(&mut self, org: OrgId) -> Asking<'_, Vec<Device>> {
        Box::pin(async move {
            let rows = query(sql::DEVICES).bind(org.uuid()).fetch_all(&mut *self.0).await?;
            rows.iter().map(device).collect()
        })
    }

    fn put_device<'a>(&'a mut self, org: OrgId, device: &'a Device) -> Asking<'a, ()> {
        Box::pin(async move {
            self.holds(org)?;
            query(sql::PUT_DEVICE)
                .bind(org.uuid())
                .bind(device.id.uuid())
                .bind(device.key.as_slice())
                .bind(device.person.uuid())
                .bind(&device.name)
                .bind(device.home.map(|id| id.uuid()))
                .bind(role_name(device.role))
                .bind(device.office.map(|id| id.uuid()))
                .bind(device.body.map(|id| id.uuid()))
                .bind(reach_text(&device.reach)?)
                .bind(device.invite)
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
            let row = query(sql::SIGNED_IN)
                .bind(org.uuid())
                .bind(hash.to_vec())
                .bind(along.map(|id| id.uuid()))
                .bind(Kind::District.as_str().to_owned())
                .bind(Scope::OrgAll.to_string())
                .fetch_optional(&mut *self.0)
                .await?;
            row.as_ref().map(signed_in).transpose()
        })
    }

    fn put_session(&mut self, org: OrgId, hash: Hash, device: DeviceId, at: WallTime) -> Asking<'_, ()> {
        Box::pin(async move {
            self.holds(org)?;
            query(sql::PUT_SESSION)
                .bind(org.uuid())
                .bind(hash.to_vec())
                .bind(device.uuid())
                .bind(at.millis())
                .execute(&mut *self.0)
                .await?;
            Ok(())
        })
    }

    fn invite_with_secret(&mut self, org: OrgId, hash: Hash) -> Asking<'_, Option<Invite>> {
        Box::pin(async move {
            let row = query(sql::INVITE_WITH_SECRET)
                .bind(org.uuid())
                .bind(hash.to_vec())
                .fetch_optional(&mut *self.0)
                .await?;
            row.as_ref().map(invite).transpose()
        })
    }

    fn invites_with_number(&mut self, org: OrgId, hash: Hash) -> Asking<'_, Vec<Invite>> {
        Box::pin(async move {
            let rows = query(sql::INVITES_WITH_NUMBER)
                .bind(org.uuid())
                .bind(hash.to_vec())
                .fetch_all(&mut *self.0)
                .await?;
            rows.iter().map(invite).collect()
        })
    }

    fn invites(&mut self, org: OrgId, after: WallTime) -> Asking<'_, Vec<Invite>> {
        Box::pin(async move {
            let rows =
                query(sql::INVITES).bind(org.uuid()).bind(after.millis()).fetch_all(&mut *self.0).await?;
            rows.iter().map(invite).collect()
        })
    }

    fn put_invite<'a>(&'a mut self, org: OrgId, invite: &'a Invite) -> Asking<'a, ()> {
        Box::pin(async move {
            self.holds(org)?;
            query(sql::PUT_INVITE)
                .bind(org.uuid())
                .bind(invite.id)
                .bind(invite.secret.as_slice())
                .bind(invite.number.map(|hash| hash.to_vec()))
                .bind(role_name(invite.role))
                .bind(invite.office.map(|id| id.uuid()))
                .bind(invite.body.map(|id| id.uuid()))
                .bind(reach_text(&invite.reach)?)
                .bind(i64::from(invite.uses))
                .bind(i64::from(invite.used))
                .bind(invite.made_by.map(|id| id.uuid()))
                .bind(invite.made_at.millis())
                .bind(invite.ends_at.millis())
                .execute(&mut *self.0)
                .await?;
            Ok(())
        })
    }

    fn tries(&mut self, org: OrgId) -> Asking<'_, Tries> {
        Box::pin(async move {
            let row = query(sql::TRIES).bind(org.uuid()).fetch_optional(&mut *self.0).await?;
            let none = Tries { since: WallTime::from_millis(0), wrong: 0 };
            row.as_ref().map_or(Ok(none), |row| Ok(Tries { since: time(row, 0)?, wrong: count(row, 1)? }))
        })
    }

    fn put_tries(&mut self, org: OrgId, tries: Tries) -> Asking<'_, ()> {
        Box::pin(async move {
            self.holds(org)?;
            query(sql::PUT_TRIES)
                .bind(org.uuid())
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
            self.holds(org)?;
            query(sql::AUDIT)
                .bind(org.uuid())
                .bind(at.millis())
                .bind(device.map(|id| id.uuid()))
                .bind(act)
                .bind(about)
                .execute(&mut *self.0)
                .await?;
            Ok(())
        })
    }
}
