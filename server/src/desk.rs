//! The sync loop: each change alone, looked up, decided by core, written with its outcome in one transaction.

use tsunagari_core::sorted::SortedSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, CHANGE_BYTES, CHANGE_FIELDS, Change, Outcome, Refused};
use tsunagari_core::id::{ChangeId, DeviceId, EpochId, OrgId, RecordId};
use tsunagari_core::merge::merge;
use tsunagari_core::org::Session;
use tsunagari_core::record::{FIELD_NAME_BYTES, Kind, Version};
use tsunagari_core::sync::desk::{Facts, PARENT, base_in_epoch, settle};
use tsunagari_core::sync::wire::Answered;

use crate::secret::{Hash, sha256};
use crate::storage::{Fault, KeptChange, Tx};
use crate::{copies, erase};

/// Who brings changes, to which ward, and when they arrived.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// The ward.
    pub org: OrgId,
    /// The device's session: rights and scopes come from here alone.
    pub session: Session,
    /// By the server's clock.
    pub now: WallTime,
}

/// Answers each change, in their order; one that cannot be read or is refused stops none behind it.
pub async fn settle_all(
    tx: &mut dyn Tx,
    carrier: &Carrier,
    changes: &[Box<RawValue>],
) -> Result<Vec<Answered>, Fault> {
    let epoch = tx.epoch().await?;
    let mut answers = Vec::with_capacity(changes.len());
    for raw in changes {
        answers.push(answer(tx, carrier, epoch, raw.get()).await?);
    }
    Ok(answers)
}

/// What can be read of a change that cannot be read.
#[derive(Deserialize)]
struct Envelope {
    id: ChangeId,
}

async fn answer(tx: &mut dyn Tx, carrier: &Carrier, epoch: EpochId, raw: &str) -> Result<Answered, Fault> {
    let Ok(Envelope { id }) = serde_json::from_str(raw) else {
        return Ok(Answered { id: None, outcome: Outcome::Refused { reason: Refused::Malformed } });
    };
    let outcome = answer_to(tx, carrier, epoch, id, raw).await?;
    Ok(Answered { id: Some(id), outcome })
}

async fn answer_to(
    tx: &mut dyn Tx,
    carrier: &Carrier,
    epoch: EpochId,
    id: ChangeId,
    raw: &str,
) -> Result<Outcome, Fault> {
    let sha256 = sha256(raw.as_bytes());
    if let Some((first, outcome)) = tx.answered(carrier.org, id).await? {
        let same = first == sha256;
        return Ok(if same { outcome } else { Outcome::Refused { reason: Refused::OtherBytes } });
    }
    let change = match read(raw) {
        Ok(change) => change,
        Err(reason) => return refuse(tx, carrier, id, sha256, reason).await,
    };
    let facts = facts(tx, carrier.org, epoch, &change).await?;
    if facts.stored.as_ref().is_some_and(|stored| erase::erased(&stored.record)) {
        return refuse(tx, carrier, id, sha256, Refused::Role).await;
    }
    let before = facts.stored.as_ref().filter(|_| change.kind == Kind::Close).map(|at| at.record.clone());
    let settled = settle(&carrier.session, &change, facts);
    if let Some(stored) = &settled.stored {
        tx.set_version(carrier.org, change.scope, stored.record.version).await?;
        tx.put_record(carrier.org, stored).await?;
        copies::follow(tx, carrier.org, carrier.now, before.as_ref(), &stored.record).await?;
    }
    let kept = KeptChange {
        id,
        sha256,
        outcome: settled.outcome,
        record: Some(change.record),
        bytes: raw.to_owned(),
        after: change.after,
        person: change.by,
        device: change.device,
        carrier: carrier.session.device,
        received_at: carrier.now,
    };
    tx.keep_change(carrier.org, &kept).await?;
    Ok(kept.outcome)
}

/// Keeps that a change was refused, and nothing of it: it cannot be read, or is of somebody who was erased.
async fn refuse(
    tx: &mut dyn Tx,
    carrier: &Carrier,
    id: ChangeId,
    sha256: Hash,
    reason: Refused,
) -> Result<Outcome, Fault> {
    let outcome = Outcome::Refused { reason };
    let kept = KeptChange {
        id,
        sha256,
        outcome: outcome.clone(),
        record: None,
        bytes: String::new(),
        after: None,
        person: None,
        device: None,
        carrier: carrier.session.device,
        received_at: carrier.now,
    };
    tx.keep_change(carrier.org, &kept).await?;
    Ok(outcome)
}

/// Writes what the server alone may write: neither rights nor the schema are asked, and nothing stands against it.
pub async fn write_own(tx: &mut dyn Tx, org: OrgId, now: WallTime, change: &Change) -> Result<(), Fault> {
    let bytes = serde_json::to_string(change).map_err(|_| Fault::Unreadable("change"))?;
    let version = tx.version(org, change.scope).await?;
    let next = version.saturating_add(1);
    let stored = tx.record(org, change.record).await?;
    let (stored, outcome) = merge(stored, change, version, &SortedSet::new(), next);
    tx.set_version(org, change.scope, next).await?;
    tx.put_record(org, &stored).await?;
    let kept = KeptChange {
        id: change.id,
        sha256: sha256(bytes.as_bytes()),
        outcome,
        record: Some(change.record),
        bytes,
        after: None,
        person: None,
        device: None,
        carrier: DeviceId::from_uuid(org.uuid()),
        received_at: now,
    };
    tx.keep_change(org, &kept).await
}

/// Reads a change and holds it to the limits that the device holds it to before it is saved.
fn read(raw: &str) -> Result<Change, Refused> {
    if raw.len() > CHANGE_BYTES {
        return Err(Refused::Oversize);
    }
    let change: Change = serde_json::from_str(raw).map_err(|_| Refused::Malformed)?;
    if let Act::Set(fields) = &change.act {
        let long = fields.keys().any(|name| name.len() > FIELD_NAME_BYTES);
        if long || fields.len() > CHANGE_FIELDS {
            return Err(Refused::Oversize);
        }
    }
    Ok(change)
}

async fn facts(tx: &mut dyn Tx, org: OrgId, epoch: EpochId, change: &Change) -> Result<Facts, Fault> {
    let mut facts = Facts { stored: tx.record(org, change.record).await?, ..Facts::default() };
    if let Some(after) = change.after {
        facts.after = tx.answered(org, after).await?.map(|(_, outcome)| outcome);
        facts.lineage = tx.lineage(org, change.record, after).await?;
    }
    let version = tx.version(org, change.scope).await?;
    facts.base = base(tx, org, epoch, change).await?.min(version);
    facts.next = version.saturating_add(1);
    facts.above = above(tx, org, change).await?;
    Ok(facts)
}

async fn base(tx: &mut dyn Tx, org: OrgId, epoch: EpochId, change: &Change) -> Result<Version, Fault> {
    if change.base.epoch == Some(epoch) {
        return Ok(change.base.version);
    }
    Ok(base_in_epoch(change.base, &tx.epochs(org, change.scope).await?))
}

/// The parents of the record that the change would hang its own under, up to the root.
async fn above(tx: &mut dyn Tx, org: OrgId, change: &Change) -> Result<SortedSet<RecordId>, Fault> {
    let mut above = SortedSet::new();
    let Act::Set(fields) = &change.act else { return Ok(above) };
    let mut next = fields.get(PARENT).and_then(|id| RecordId::parse(id.as_str()?).ok());
    while let Some(id) = next.filter(|id| above.insert(*id)) {
        next = tx.record(org, id).await?.and_then(|stored| stored.record.link(PARENT));
    }
    Ok(above)
}
