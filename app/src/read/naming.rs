//! What a record is called in a list of things to send or to mend; no word of ours.

use tsunagari_core::activity::Activity;
use tsunagari_core::id::RecordId;
use tsunagari_core::kind::Kinds;
use tsunagari_core::record::{Kind, Record};

/// A record by what a person knows it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The record.
    pub id: RecordId,
    /// What it is.
    pub kind: Kind,
    /// A log's day or month.
    pub day: Option<String>,
    /// The session's or the group's name and the kind of activity; a registry record's own name.
    pub name: String,
}

/// Looks the records up in what the pages hold; those not held are named by nothing but their id.
pub fn named<'r>(
    ids: &[RecordId],
    registry: impl Iterator<Item = &'r Record> + Clone,
    logs: impl Iterator<Item = &'r Record> + Clone,
) -> Vec<Named> {
    let mut seen: Vec<RecordId> = Vec::new();
    let mut all = Vec::new();
    for id in ids {
        if seen.contains(id) {
            continue;
        }
        seen.push(*id);
        let held = logs.clone().chain(registry.clone()).find(|record| record.id == *id);
        all.push(held.map_or_else(|| unheld(*id), |record| call(record, registry.clone())));
    }
    all
}

/// One record.
pub fn call<'r>(record: &Record, registry: impl Iterator<Item = &'r Record> + Clone) -> Named {
    let (day, name) = match record.kind {
        Kind::Activity => activity(record, registry),
        _ => (None, own_name(record)),
    };
    Named { id: record.id, kind: record.kind.clone(), day, name }
}

fn unheld(id: RecordId) -> Named {
    Named { id, kind: Kind::Other(String::new()), day: None, name: String::new() }
}

fn activity<'r>(
    record: &Record,
    registry: impl Iterator<Item = &'r Record> + Clone,
) -> (Option<String>, String) {
    let log = Activity::read(record);
    let org = registry.clone().find(|record| record.kind == Kind::Org);
    let kinds = Kinds::read(org);
    let name_of = |id: RecordId| {
        let held = registry.clone().find(|record| record.id == id)?;
        held.text("name").filter(|name| !name.is_empty()).map(str::to_owned)
    };
    let session = log.session.and_then(|id| name_of(id.record()));
    let group = log.group.and_then(|id| name_of(id.record()));
    let name = session.or(group).unwrap_or_else(|| kinds.get(&log.what).short.to_owned());
    (log.when.map(|when| when.text()), name)
}

fn own_name(record: &Record) -> String {
    ["name", "title"].iter().find_map(|field| record.text(field)).unwrap_or_default().to_owned()
}
