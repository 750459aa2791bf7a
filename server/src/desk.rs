//! The sync loop: each change alone, decided by core, written with its outcome in one transaction. What the changes of a request,
//! or of several that wait together (`desk/line.rs`), name is looked up at once, and what they came to is written at once
//! (`desk/held.rs`).

mod held;
pub(crate) mod line;

use tsunagari_core::sorted::SortedSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, CHANGE_BYTES, CHANGE_FIELDS, Change, Outcome, Refused};
use tsunagari_core::id::{ChangeId, DeviceId, EpochId, OrgId, RecordId};
use tsunagari_core::merge::merge;
use tsunagari_core::org::Session;
use tsunagari_core::record::{FIELD_NAME_BYTES, Kind};
use tsunagari_core::sync::desk::{Facts, PARENT, settle};
use tsunagari_core::sync::wire::{Answered, REQUEST_CHANGES};

use crate::secret::{Hash, sha256};
use crate::storage::{Fault, KeptChange, Sought, Tx};
use crate::{copies, erase};
use held::Held;

/// Changes that are looked up and written at once: a request's. What brings more (a sample, an import) is cut into so many.
const TOGETHER: usize = REQUEST_CHANGES;

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
    let mut answers = Vec::with_capacity(changes.len());
    for together in changes.chunks(TOGETHER) {
        let brought = Brought::read(carrier.clone(), together.to_vec());
        let (_, settled) = settle_together(tx, carrier.org, &[brought]).await?;
        answers.extend(settled.into_iter().flatten());
    }
    Ok(answers)
}

/// The same for what several requests bring to one ward, one after the other: the epoch in which they were answered, and
/// each one's answers.
pub(crate) async fn settle_together(
    tx: &mut dyn Tx,
    org: OrgId,
    all: &[Brought],
) -> Result<(EpochId, Vec<Vec<Answered>>), Fault> {
    let mut held = Held::of(tx, org, &sought(all)).await?;
    let mut answers = Vec::with_capacity(all.len());
    for Brought { carrier, changes } in all {
        let mut own = Vec::with_capacity(changes.len());
        for arrived in changes {
            own.push(answer(&mut held, carrier, arrived).await?);
        }
        answers.push(own);
    }
    held.write().await?;
    Ok((held.epoch(), answers))
}

/// What a request brings.
#[derive(Debug, Clone)]
pub(crate) struct Brought {
    carrier: Carrier,
    changes: Vec<Arrived>,
}

impl Brought {
    /// Reads each change, which needs no turn to write.
    pub(crate) fn read(carrier: Carrier, changes: Vec<Box<RawValue>>) -> Self {
        Self { carrier, changes: changes.into_iter().map(Arrived::read).collect() }
    }
}

/// A change as it came.
#[derive(Debug, Clone)]
struct Arrived {
    raw: Box<RawValue>,
    sha256: Hash,
    /// None where not even that can be read.
    id: Option<ChangeId>,
    change: Result<Change, Refused>,
}

/// What can be read of a change that cannot be read.
#[derive(Deserialize)]
struct Envelope {
    id: ChangeId,
}

impl Arrived {
    fn read(raw: Box<RawValue>) -> Self {
        let change = read(raw.get());
        let id = match &change {
            Ok(change) => Some(change.id),
            Err(_) => serde_json::from_str(raw.get()).ok().map(|Envelope { id }| id),
        };
        Self { sha256: sha256(raw.get().as_bytes()), raw, id, change }
    }
}

/// All that the changes name.
fn sought(all: &[Brought]) -> Sought {
    let arrived = || all.iter().flat_map(|brought| &brought.changes);
    let changes = || arrived().filter_map(|one| one.change.as_ref().ok());
    let named = changes().flat_map(|change| [Some(change.record), parent(change)]);
    Sought {
        changes: arrived().filter_map(|one| one.id).chain(changes().filter_map(|it| it.after)).collect(),
        records: named.flatten().collect(),
        scopes: changes().map(|change| change.scope).collect(),
    }
}

async fn answer(held: &mut Held<'_>, carrier: &Carrier, arrived: &Arrived) -> Result<Answered, Fault> {
    let Some(id) = arrived.id else {
        return Ok(Answered { id: None, outcome: Outcome::Refused { reason: Refused::Malformed } });
    };
    let outcome = answer_to(held, carrier, id, arrived).await?;
    Ok(Answered { id: Some(id), outcome })
}

async fn answer_to(
    held: &mut Held<'_>,
    carrier: &Carrier,
    id: ChangeId,
    Arrived { raw, sha256, change, .. }: &Arrived,
) -> Result<Outcome, Fault> {
    let sha256 = *sha256;
    if let Some((first, outcome)) = held.answered(id) {
        let same = *first == sha256;
        return Ok(if same { outcome.clone() } else { Outcome::Refused { reason: Refused::OtherBytes } });
    }
    let change = match change {
        Ok(change) => change,
        Err(reason) => return Ok(refuse(held, carrier, id, sha256, reason.clone())),
    };
    let facts = facts(held, change).await?;
    if facts.stored.as_ref().is_some_and(|stored| erase::erased(&stored.record)) {
        return Ok(refuse(held, carrier, id, sha256, Refused::Role));
    }
    let before = facts.stored.as_ref().filter(|_| change.kind == Kind::Close).map(|at| at.record.clone());
    let settled = settle(&carrier.session, change, facts);
    let kept = KeptChange {
        id,
        sha256,
        outcome: settled.outcome.clone(),
        record: Some(change.record),
        bytes: raw.get().to_owned(),
        after: change.after,
        person: change.by,
        device: change.device,
        carrier: carrier.session.device,
        received_at: carrier.now,
    };
    let followed = settled.stored.as_ref().map(|stored| &stored.record).filter(|it| copies::concerns(it));
    let followed = followed.cloned();
    held.keep(kept, settled.stored);
    if let Some(after) = followed {
        copies::follow(held.aside().await?, carrier.org, carrier.now, before.as_ref(), &after).await?;
    }
    Ok(settled.outcome)
}

/// Keeps that a change was refused, and nothing of it: it cannot be read, or is of somebody who was erased.
fn refuse(held: &mut Held<'_>, carrier: &Carrier, id: ChangeId, sha256: Hash, reason: Refused) -> Outcome {
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
    held.keep(kept, None);
    outcome
}

/// Writes what the server alone may write: neither rights nor the schema are asked, and nothing stands against it.
pub async fn write_own(tx: &mut dyn Tx, org: OrgId, now: WallTime, change: &Change) -> Result<(), Fault> {
    let bytes = serde_json::to_string(change).map_err(|_| Fault::Unreadable("change"))?;
    let sought =
        Sought { changes: [].into(), records: [change.record].into(), scopes: [change.scope].into() };
    let mut held = Held::of(tx, org, &sought).await?;
    let version = held.version(change.scope).await?;
    let stored = held.record(change.record).await?;
    let (stored, outcome) = merge(stored, change, version, &SortedSet::new(), version.saturating_add(1));
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
    held.keep(kept, Some(stored));
    held.write().await
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

async fn facts(held: &mut Held<'_>, change: &Change) -> Result<Facts, Fault> {
    let mut facts = Facts { stored: held.record(change.record).await?, ..Facts::default() };
    if let Some(after) = change.after {
        facts.after = held.answered(after).map(|(_, outcome)| outcome.clone());
        facts.lineage = held.lineage(change.record, after).await?;
    }
    let version = held.version(change.scope).await?;
    facts.base = held.base(change.base, change.scope).await?.min(version);
    facts.next = version.saturating_add(1);
    facts.above = above(held, change).await?;
    Ok(facts)
}

/// The parents of the record that the change would hang its own under, up to the root.
async fn above(held: &mut Held<'_>, change: &Change) -> Result<SortedSet<RecordId>, Fault> {
    let (mut above, mut next) = (SortedSet::new(), parent(change));
    while let Some(id) = next.filter(|id| above.insert(*id)) {
        next = held.record(id).await?.and_then(|stored| stored.record.link(PARENT));
    }
    Ok(above)
}

/// The record that the change would hang its own under.
fn parent(change: &Change) -> Option<RecordId> {
    let Act::Set(fields) = &change.act else { return None };
    fields.get(PARENT).and_then(|id| RecordId::parse(id.as_str()?).ok())
}

#[cfg(test)]
mod tests;
