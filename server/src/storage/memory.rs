//! The storage in this process's memory, for tests: the same promises but the one about the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Mutex;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, EpochId, OrgId, RecordId};
use tsunagari_core::merge::Stored;
use tsunagari_core::record::{Class, Kind, Record, Scope, Version};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::wire::CellHead;
use uuid::Uuid;

use super::job::{Job, Runs, caught};
use super::{
    Asking, Device, Fault, Found, Invite, KeptChange, Org, Past, SignedIn, Sought, Tries, Tx, Work, Written,
};
use crate::secret::Hash;

/// The storage in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<State>>);

impl Memory {
    pub(super) async fn run(&self, mut job: Box<dyn Job>) {
        let mut state = self.0.lock().await;
        let mut next = state.clone();
        if job.run(&mut next, Runs::Once).await.is_ok() {
            *state = next;
        }
        job.answer(Ok(()));
    }

    pub(super) async fn read<T>(&self, work: Work<T>) -> Result<T, Fault> {
        let mut state = self.0.lock().await.clone();
        caught(work, &mut state).await
    }
}

/// Each scope's version when an epoch began.
type Forks = BTreeMap<(OrgId, Scope), Version>;

#[derive(Debug, Clone, Default)]
struct State {
    orgs: BTreeMap<OrgId, Org>,
    epochs: Vec<(EpochId, Forks)>,
    wards: BTreeMap<OrgId, Ward>,
}

#[derive(Debug, Clone, Default)]
struct Ward {
    versions: SortedMap<Scope, Version>,
    records: BTreeMap<RecordId, Stored>,
    changes: BTreeMap<ChangeId, KeptChange>,
    cells: BTreeMap<(Scope, Class, u32), (CellHead, Vec<u8>)>,
    devices: BTreeMap<DeviceId, Device>,
    sessions: BTreeMap<Hash, DeviceId>,
    invites: BTreeMap<Uuid, Invite>,
    tries: Option<Tries>,
    audit: Vec<(WallTime, Option<DeviceId>, &'static str, String)>,
}

impl Ward {
    fn in_scope(&self, scope: Scope) -> impl Iterator<Item = &Record> {
        self.records.values().map(|stored| &stored.record).filter(move |record| record.scope == scope)
    }
}

impl State {
    fn ward(&mut self, org: OrgId) -> &mut Ward {
        self.wards.entry(org).or_default()
    }
}

fn now<'a, T: Send + 'a>(value: T) -> Asking<'a, T> {
    Box::pin(std::future::ready(Ok(value)))
}

fn none<'a, T: Send + 'a>(what: &'static str) -> Asking<'a, T> {
    Box::pin(std::future::ready(Err(Fault::Unreadable(what))))
}

impl Tx for State {
    fn orgs(&mut self) -> Asking<'_, Vec<Org>> {
        let mut orgs: Vec<_> = self.orgs.values().cloned().collect();
        orgs.sort_by(|one, other| one.slug.cmp(&other.slug));
        now(orgs)
    }

    fn add_org<'a>(&'a mut self, org: &'a Org, _at: WallTime) -> Asking<'a, ()> {
        if self.orgs.values().any(|known| known.id == org.id || known.slug == org.slug) {
            return Box::pin(std::future::ready(Err(Fault::Database(
                "the ward is there already".to_owned(),
            ))));
        }
        self.orgs.insert(org.id, org.clone());
        now(())
    }

    fn version(&mut self, org: OrgId, scope: Scope) -> Asking<'_, Version> {
        now(self.ward(org).versions.get(&scope).copied().unwrap_or(0))
    }

    fn versions(&mut self, org: OrgId) -> Asking<'_, SortedMap<Scope, Version>> {
        now(self.ward(org).versions.clone())
    }

    fn record(&mut self, org: OrgId, id: RecordId) -> Asking<'_, Option<Stored>> {
        now(self.ward(org).records.get(&id).cloned())
    }

    fn records<'a>(
        &'a mut self,
        org: OrgId,
        ids: &'a SortedSet<RecordId>,
    ) -> Asking<'a, SortedMap<RecordId, Stored>> {
        let ward = self.ward(org);
        now(ids.iter().filter_map(|id| ward.records.get(id).map(|stored| (*id, stored.clone()))).collect())
    }

    fn feed(
        &mut self,
        org: OrgId,
        scope: Scope,
        after: Version,
        count: usize,
        bytes: usize,
    ) -> Asking<'_, (Vec<Record>, bool)> {
        let mut all: Vec<_> =
            self.ward(org).in_scope(scope).filter(|record| record.version > after).cloned().collect();
        all.sort_by_key(|record| record.version);
        let (mut page, mut sum) = (Vec::new(), 0_usize);
        for record in all {
            if page.len() == count || sum > bytes {
                return now((page, true));
            }
            sum += serde_json::to_string(&record).map_or(0, |json| json.len());
            page.push(record);
        }
        now((page, false))
    }

    fn of_kind(&mut self, org: OrgId, kind: Kind, scope: Option<Scope>) -> Asking<'_, Vec<Record>> {
        let records = self.ward(org).records.values().map(|stored| &stored.record);
        let wanted =
            |record: &&Record| record.kind == kind && scope.is_none_or(|scope| record.scope == scope);
        let mut records: Vec<_> = records.filter(wanted).cloned().collect();
        records.sort_by_key(|record| (record.scope.to_string(), record.born));
        now(records)
    }

    fn born_from(
        &mut self,
        org: OrgId,
        scope: Scope,
        class: Class,
        from: Version,
        count: usize,
    ) -> Asking<'_, Vec<Record>> {
        let ward = self.ward(org);
        let wanted = |record: &&Record| record.kind.class() == class && record.born >= from;
        let mut records: Vec<_> = ward.in_scope(scope).filter(wanted).cloned().collect();
        records.sort_by_key(|record| record.born);
        records.truncate(count);
        now(records)
    }

    fn changed_in(
        &mut self,
        org: OrgId,
        scope: Scope,
        class: Class,
        born: (Version, Version),
        since: Version,
    ) -> Asking<'_, Option<Version>> {
        let among =
            |record: &&Record| record.kind.class() == class && (born.0..=born.1).contains(&record.born);
        let versions = self.ward(org).in_scope(scope).filter(among).map(|record| record.version);
        let least = versions.filter(|version| *version > since).min();
        now(least)
    }

    fn cells(&mut self, org: OrgId, scope: Scope, class: Class) -> Asking<'_, Vec<CellHead>> {
        let cells = self.ward(org).cells.range((scope, class, 0)..=(scope, class, u32::MAX));
        let heads = cells.map(|(_, (head, _))| head.clone()).collect();
        now(heads)
    }

    fn cell(&mut self, org: OrgId, scope: Scope, class: Class, index: u32) -> Asking<'_, Option<Vec<u8>>> {
        now(self.ward(org).cells.get(&(scope, class, index)).map(|(_, bytes)| bytes.clone()))
    }

    fn put_cell<'a>(
        &'a mut self,
        org: OrgId,
        scope: Scope,
        head: &'a CellHead,
        bytes: &'a [u8],
    ) -> Asking<'a, ()> {
        let place = (scope, head.class, head.index);
        self.ward(org).cells.insert(place, (head.clone(), bytes.to_vec()));
        now(())
    }

    fn look_up<'a>(&'a mut self, org: OrgId, sought: &'a Sought) -> Asking<'a, Found> {
        let Some(epoch) = self.epochs.last().map(|(epoch, _)| *epoch) else { return none("epoch") };
        let ward = self.ward(org);
        let answer =
            |id: &ChangeId| ward.changes.get(id).map(|kept| (*id, (kept.sha256, kept.outcome.clone())));
        let record = |id: &RecordId| ward.records.get(id).map(|stored| (*id, stored.clone()));
        let version = |scope: &Scope| ward.versions.get(scope).map(|version| (*scope, *version));
        now(Found {
            epoch,
            answers: sought.changes.iter().filter_map(answer).collect(),
            records: sought.records.iter().filter_map(record).collect(),
            versions: sought.scopes.iter().filter_map(version).collect(),
        })
    }

    fn put_all<'a>(&'a mut self, org: OrgId, written: &'a Written<'a>) -> Asking<'a, ()> {
        let ward = self.ward(org);
        if written.changes.iter().any(|change| ward.changes.contains_key(&change.id)) {
            return Box::pin(std::future::ready(Err(Fault::Database(
                "a change was answered already".to_owned(),
            ))));
        }
        ward.changes.extend(written.changes.iter().map(|change| (change.id, change.clone())));
        ward.records.extend(written.records.iter().map(|stored| (stored.record.id, (*stored).clone())));
        ward.versions.extend(written.versions.iter().copied());
        now(())
    }

    fn forget(&mut self, org: OrgId, record: RecordId) -> Asking<'_, ()> {
        for kept in self.ward(org).changes.values_mut().filter(|kept| kept.record == Some(record)) {
            kept.bytes.clear();
        }
        now(())
    }

    fn lineage(
        &mut self,
        org: OrgId,
        record: RecordId,
        from: ChangeId,
        steps: u32,
    ) -> Asking<'_, SortedSet<ChangeId>> {
        let ward = self.ward(org);
        let (mut line, mut next) = (SortedSet::new(), Some(from));
        for _ in 0..steps {
            let kept = next.and_then(|id| ward.changes.get(&id));
            let Some(kept) = kept.filter(|kept| kept.record == Some(record)) else { break };
            line.insert(kept.id);
            next = kept.after;
        }
        now(line)
    }

    fn history(&mut self, org: OrgId, record: RecordId) -> Asking<'_, Vec<Past>> {
        let all = self.ward(org).changes.values();
        let mut kept: Vec<_> =
            all.filter(|kept| kept.record == Some(record) && kept.outcome.version().is_some()).collect();
        kept.sort_by_key(|kept| kept.outcome.version());
        let past = kept.into_iter().map(|kept| Past {
            bytes: kept.bytes.clone(),
            outcome: kept.outcome.clone(),
            carrier: kept.carrier,
            received_at: kept.received_at,
        });
        now(past.collect())
    }

    fn epoch(&mut self) -> Asking<'_, EpochId> {
        self.epochs.last().map_or_else(|| none("epoch"), |(epoch, _)| now(*epoch))
    }

    fn epochs(&mut self, org: OrgId, scope: Scope) -> Asking<'_, Vec<(EpochId, Version)>> {
        let fork = |forks: &Forks| forks.get(&(org, scope)).copied().unwrap_or(0);
        now(self.epochs.iter().map(|(epoch, forks)| (*epoch, fork(forks))).collect())
    }

    fn begin_epoch(&mut self, epoch: EpochId, _at: WallTime) -> Asking<'_, ()> {
        let forks = self
            .wards
            .iter()
            .flat_map(|(org, ward)| ward.versions.iter().map(|(scope, version)| ((*org, *scope), *version)));
        let forks = forks.collect();
        self.epochs.push((epoch, forks));
        now(())
    }

    fn device(&mut self, org: OrgId, id: DeviceId) -> Asking<'_, Option<Device>> {
        now(self.ward(org).devices.get(&id).cloned())
    }

    fn device_with_key(&mut self, org: OrgId, key: Hash) -> Asking<'_, Option<Device>> {
        now(self.ward(org).devices.values().find(|device| device.key == key).cloned())
    }

    fn devices(&mut self, org: OrgId) -> Asking<'_, Vec<Device>> {
        let mut devices: Vec<_> = self.ward(org).devices.values().cloned().collect();
        devices.sort_by_key(|device| (device.joined_at, device.id));
        now(devices)
    }

    fn put_device<'a>(&'a mut self, org: OrgId, device: &'a Device) -> Asking<'a, ()> {
        self.ward(org).devices.insert(device.id, device.clone());
        now(())
    }

    fn signed_in(&mut self, org: OrgId, hash: Hash, along: Option<RecordId>) -> Asking<'_, Option<SignedIn>> {
        let ward = self.ward(org);
        let Some(device) = ward.sessions.get(&hash).and_then(|id| ward.devices.get(id)) else {
            return now(None);
        };
        let record = |id: RecordId| ward.records.get(&id).map(|stored| stored.record.clone());
        let districts = ward.in_scope(Scope::OrgAll).filter(|record| record.kind == Kind::District);
        now(Some(SignedIn {
            device: device.clone(),
            person: record(device.person.record()),
            along: along.and_then(record),
            districts: device.reach.is_none().then(|| districts.map(|it| DistrictId::of(it.id)).collect()),
        }))
    }

    fn put_session(&mut self, org: OrgId, hash: Hash, device: DeviceId, _at: WallTime) -> Asking<'_, ()> {
        self.ward(org).sessions.insert(hash, device);
        now(())
    }

    fn invite_with_secret(&mut self, org: OrgId, hash: Hash) -> Asking<'_, Option<Invite>> {
        now(self.ward(org).invites.values().find(|invite| invite.secret == hash).cloned())
    }

    fn invites_with_number(&mut self, org: OrgId, hash: Hash) -> Asking<'_, Vec<Invite>> {
        now(self.ward(org).invites.values().filter(|invite| invite.number == Some(hash)).cloned().collect())
    }

    fn invites(&mut self, org: OrgId, after: WallTime) -> Asking<'_, Vec<Invite>> {
        let alive = self.ward(org).invites.values().filter(|invite| invite.ends_at > after);
        let mut alive: Vec<_> = alive.cloned().collect();
        alive.sort_by_key(|invite| (invite.made_at, invite.id));
        now(alive)
    }

    fn put_invite<'a>(&'a mut self, org: OrgId, invite: &'a Invite) -> Asking<'a, ()> {
        self.ward(org).invites.insert(invite.id, invite.clone());
        now(())
    }

    fn tries(&mut self, org: OrgId) -> Asking<'_, Tries> {
        let none = Tries { since: WallTime::from_millis(0), wrong: 0 };
        now(self.ward(org).tries.unwrap_or(none))
    }

    fn put_tries(&mut self, org: OrgId, tries: Tries) -> Asking<'_, ()> {
        self.ward(org).tries = Some(tries);
        now(())
    }

    fn audit<'a>(
        &'a mut self,
        org: OrgId,
        at: WallTime,
        device: Option<DeviceId>,
        act: &'static str,
        about: &'a str,
    ) -> Asking<'a, ()> {
        self.ward(org).audit.push((at, device, act, about.to_owned()));
        now(())
    }
}
