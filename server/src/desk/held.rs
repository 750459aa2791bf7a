//! What a request holds of its ward while its changes are settled one after the other: looked up at once before the first,
//! written at once after the last. No rule is here.

use std::collections::{BTreeMap, BTreeSet};

use tsunagari_core::change::{Base, Outcome};
use tsunagari_core::id::{ChangeId, EpochId, OrgId, RecordId};
use tsunagari_core::merge::Stored;
use tsunagari_core::record::{Scope, Version};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::desk::base_in_epoch;

use crate::secret::Hash;
use crate::storage::{Fault, KeptChange, LINEAGE_STEPS, Sought, Tx, Written};

/// The rows of a ward as they will be after what was settled so far.
pub(super) struct Held<'t> {
    tx: &'t mut dyn Tx,
    org: OrgId,
    /// The present one.
    epoch: EpochId,
    answers: SortedMap<ChangeId, (Hash, Outcome)>,
    /// None for one that is known not to be there.
    records: BTreeMap<RecordId, Option<Stored>>,
    versions: BTreeMap<Scope, Version>,
    epochs: BTreeMap<Scope, Vec<(EpochId, Version)>>,
    unwritten: Unwritten,
}

/// What is not in the storage yet.
#[derive(Default)]
struct Unwritten {
    /// In their order.
    changes: Vec<KeptChange>,
    /// Where each stands among them.
    places: BTreeMap<ChangeId, usize>,
    records: BTreeSet<RecordId>,
    scopes: BTreeSet<Scope>,
}

impl<'t> Held<'t> {
    /// Looks up all that the changes name.
    pub(super) async fn of(tx: &'t mut dyn Tx, org: OrgId, sought: &Sought) -> Result<Self, Fault> {
        let found = tx.look_up(org, sought).await?;
        let mut records: BTreeMap<_, _> = sought.records.iter().map(|id| (*id, None)).collect();
        records.extend(found.records.into_iter().map(|(id, stored)| (id, Some(stored))));
        let mut versions: BTreeMap<_, _> = sought.scopes.iter().map(|scope| (*scope, 0)).collect();
        versions.extend(found.versions);
        Ok(Self {
            tx,
            org,
            epoch: found.epoch,
            answers: found.answers,
            records,
            versions,
            epochs: BTreeMap::new(),
            unwritten: Unwritten::default(),
        })
    }

    pub(super) const fn epoch(&self) -> EpochId {
        self.epoch
    }

    /// How a change was answered, of those that were sought or were settled here.
    pub(super) fn answered(&self, id: ChangeId) -> Option<&(Hash, Outcome)> {
        self.answers.get(&id)
    }

    pub(super) async fn record(&mut self, id: RecordId) -> Result<Option<Stored>, Fault> {
        if let Some(known) = self.records.get(&id) {
            return Ok(known.clone());
        }
        let stored = self.tx.record(self.org, id).await?;
        self.records.insert(id, stored.clone());
        Ok(stored)
    }

    pub(super) async fn version(&mut self, scope: Scope) -> Result<Version, Fault> {
        if let Some(known) = self.versions.get(&scope) {
            return Ok(*known);
        }
        let version = self.tx.version(self.org, scope).await?;
        self.versions.insert(scope, version);
        Ok(version)
    }

    /// What a change was based on, in this epoch.
    pub(super) async fn base(&mut self, base: Base, scope: Scope) -> Result<Version, Fault> {
        if base.epoch == Some(self.epoch) {
            return Ok(base.version);
        }
        if base.epoch.is_none() {
            return Ok(base_in_epoch(base, &[]));
        }
        if let Some(known) = self.epochs.get(&scope) {
            return Ok(base_in_epoch(base, known));
        }
        let epochs = self.tx.epochs(self.org, scope).await?;
        let base = base_in_epoch(base, &epochs);
        self.epochs.insert(scope, epochs);
        Ok(base)
    }

    /// A change of the record and its ancestors by `after`, at most [`LINEAGE_STEPS`]: first those that are settled here, then
    /// those in the storage.
    pub(super) async fn lineage(
        &mut self,
        record: RecordId,
        from: ChangeId,
    ) -> Result<SortedSet<ChangeId>, Fault> {
        let (mut line, mut next, mut steps) = (SortedSet::new(), from, LINEAGE_STEPS);
        while let Some(kept) =
            self.unwritten.places.get(&next).and_then(|place| self.unwritten.changes.get(*place))
        {
            if kept.record != Some(record) || steps == 0 {
                return Ok(line);
            }
            line.insert(kept.id);
            steps -= 1;
            let Some(after) = kept.after else { return Ok(line) };
            next = after;
        }
        if steps > 0 {
            line.extend(self.tx.lineage(self.org, record, next, steps).await?);
        }
        Ok(line)
    }

    /// Takes a change that is settled, with its record where there is one.
    pub(super) fn keep(&mut self, change: KeptChange, stored: Option<Stored>) {
        self.answers.insert(change.id, (change.sha256, change.outcome.clone()));
        self.unwritten.places.insert(change.id, self.unwritten.changes.len());
        self.unwritten.changes.push(change);
        if let Some(stored) = stored {
            let Stored { record, .. } = &stored;
            self.unwritten.scopes.insert(record.scope);
            self.unwritten.records.insert(record.id);
            self.versions.insert(record.scope, record.version);
            self.records.insert(record.id, Some(stored));
        }
    }

    /// Writes what is not written yet.
    pub(super) async fn write(&mut self) -> Result<(), Fault> {
        let Unwritten { changes, records, scopes, .. } = std::mem::take(&mut self.unwritten);
        if changes.is_empty() {
            return Ok(());
        }
        let version = |scope| self.versions.get(&scope).map(|version| (scope, *version));
        let written = Written {
            changes: &changes,
            records: records.iter().filter_map(|id| self.records.get(id)?.as_ref()).collect(),
            versions: scopes.into_iter().filter_map(version).collect(),
        };
        self.tx.put_all(self.org, &written).await
    }

    /// The storage for somebody who reads and writes for themselves: all is written before, and nothing is taken as known
    /// afterwards.
    pub(super) async fn aside(&mut self) -> Result<&mut dyn Tx, Fault> {
        self.write().await?;
        self.records.clear();
        self.versions.clear();
        Ok(&mut *self.tx)
    }
}
