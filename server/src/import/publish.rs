//! An import written as changes, all of them or none, through the same desk as every change.

use serde_json::Value;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, Outcome, PROTOCOL};
use tsunagari_core::id::{ChangeId, OrgId, RecordId};
use tsunagari_core::import::Reading;
use tsunagari_core::import::compare::Write;
use tsunagari_core::record::{Fields, Kind, Record, Scope};

use super::ground::Ground;
use crate::desk::{Carrier, settle_all};
use crate::platform;
use crate::sample::Row;
use crate::sample::seed::hand;
use crate::storage::{Fault, Tx};

/// What is done to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// The record.
    pub id: RecordId,
    /// What it is.
    pub kind: Kind,
    /// Fields to set, or none to remove it.
    pub set: Option<Fields>,
}

impl From<Write> for Deed {
    fn from(write: Write) -> Self {
        Self { id: write.id, kind: write.kind, set: Some(write.set) }
    }
}

/// What must be written for rows of a file: fields that differ from the records', and all of what is new.
pub fn deeds(rows: &[Row], known: &[Record]) -> Vec<Deed> {
    let mut deeds = Vec::new();
    for row in rows {
        let record = known.iter().find(|record| record.id == row.id);
        let mut set = row.fields.clone();
        if let Some(record) = record {
            set.retain(|field, value| record.fields.get(field) != Some(value));
            let gone = record.fields.keys().filter(|field| !row.fields.contains_key(*field));
            for field in gone.cloned().collect::<Vec<_>>() {
                set.insert(field, Value::Null);
            }
        }
        if !set.is_empty() {
            deeds.push(Deed { id: row.id, kind: row.kind.clone(), set: Some(set) });
        }
    }
    deeds
}

/// What the table says of the plan itself, where the plan does not say it yet.
pub fn of_plan(ground: &Ground, reading: &Reading) -> Option<Deed> {
    let plan = &ground.plan;
    let mut noun = plan.clone();
    noun.items_year = noun.items_year.or(reading.year);
    noun.term = noun.term.or_else(|| reading.term.clone());
    noun.result_state = noun.result_state.or_else(|| reading.result_state.clone());
    noun.period.first = noun.period.first.or(reading.first_year);
    let before = plan.fields();
    let mut set = noun.fields();
    set.retain(|field, value| before.get(field) != Some(value));
    (!set.is_empty()).then(|| Deed { id: plan.id.record(), kind: Kind::Plan, set: Some(set) })
}

/// Writes all deeds; one that is refused undoes them all.
pub async fn publish(tx: &mut dyn Tx, org: OrgId, deeds: &[Deed], now: WallTime) -> Result<usize, Fault> {
    let epoch = tx.epoch().await?;
    let mut raws = Vec::with_capacity(deeds.len());
    for deed in deeds {
        let stored = tx.record(org, deed.id).await?;
        let base =
            stored.map_or(Base::NEW, |stored| Base { epoch: Some(epoch), version: stored.record.version });
        let act = deed.set.as_ref().map_or(Act::Remove, |set| Act::Set(set.clone()));
        let change = Change {
            id: ChangeId::from_uuid(platform::random_uuid()),
            protocol: PROTOCOL,
            device: None,
            record: deed.id,
            kind: deed.kind.clone(),
            scope: Scope::OrgAll,
            base,
            after: None,
            act,
            written_at: now,
            by: None,
        };
        raws.push(serde_json::value::to_raw_value(&change).map_err(|_| Fault::Unreadable("change"))?);
    }
    let carrier = Carrier { org, session: hand(tx, org).await?, now };
    for (answered, deed) in settle_all(tx, &carrier, &raws).await?.into_iter().zip(deeds) {
        if let Outcome::Refused { reason } = answered.outcome {
            tracing::error!(?reason, record = %deed.id, kind = deed.kind.as_str(), "a row of the import was refused");
            return Err(Fault::Not("取り込めない行がありました。何も書いていません"));
        }
    }
    Ok(deeds.len())
}
