//! What is to be written of a file: fields that differ, rows that are new, rows to remove; nothing is written here.

use serde_json::Value;
use tsunagari_core::id::RecordId;
use tsunagari_core::import::Reading;
use tsunagari_core::import::compare::Write;
use tsunagari_core::record::{Fields, Kind, Record};
use tsunagari_core::sorted::SortedMap;

use super::{Ground, Row};

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
    let known: SortedMap<RecordId, &Record> = known.iter().map(|record| (record.id, record)).collect();
    for row in rows {
        let record = known.get(&row.id);
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
