//! What a change does to a record, on the server and on a device that replays its own queue; decides nothing about rights.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::{Act, Change, Outcome};
use crate::id::ChangeId;
use crate::record::{FieldName, Fields, Hand, Parallel, REMOVED, Record, Version};

/// When a field was last changed, and by which change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The record's version at that change.
    pub version: Version,
    /// The change.
    pub change: ChangeId,
}

/// A record with what the server needs to merge the next change into it. The stamps never leave the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// The record as the feed shows it.
    pub record: Record,
    /// A stamp for each field ever set.
    pub stamps: BTreeMap<FieldName, Stamp>,
}

/// Merges one change into a record.
///
/// `base` is the version that the person saw, already translated to this epoch; `lineage` the change's ancestors by
/// `after` (this device's own earlier changes, which the person saw too); `version` the next value of the scope's
/// counter. Field by field: where somebody else has changed the field since `base`, the value in the record stands
/// and the arriving one is kept beside it; otherwise the arriving one is taken, and settles those values beside it
/// which its author had seen. Equal values never disagree. Cannot fail, loses nothing.
pub fn merge(
    stored: Option<Stored>,
    change: &Change,
    base: Version,
    lineage: &BTreeSet<ChangeId>,
    version: Version,
) -> (Stored, Outcome) {
    let mut stored = stored.unwrap_or_else(|| empty(change, version));
    let seen = Seen { base, lineage };
    let mut second = Vec::new();
    for (field, value) in wanted(&change.act) {
        if seen.stands_against(stored.stamps.get(&field), stored.record.fields.get(&field), &value) {
            keep_beside(&mut stored.record, &seen, change, &field, value, version);
            second.push(field);
        } else {
            take(&mut stored, &seen, change, field, value, version);
        }
    }
    if removed_meanwhile(&stored, change, &seen) {
        second.push(REMOVED.to_owned());
    }
    stored.record.version = version;
    stored.record.edited = hand(change);
    let outcome = if second.is_empty() {
        Outcome::Applied { version }
    } else {
        Outcome::Parallel { version, fields: second }
    };
    (stored, outcome)
}

/// Lays a device's own change over a record, as the person who made it expects to see it: every field is taken.
/// The record's version and parallel values stay as the server gave them, but for fields that the change settles.
pub fn lay_over(record: Option<Record>, change: &Change) -> Record {
    let mut record = record.unwrap_or_else(|| empty(change, 0).record);
    for (field, value) in wanted(&change.act) {
        let base = change.base.version;
        record.parallel.retain(|other| other.field != field || other.version > base);
        put(&mut record.fields, field, value);
    }
    record.edited = hand(change);
    record
}

/// What the author of a change had seen of a record.
struct Seen<'a> {
    base: Version,
    lineage: &'a BTreeSet<ChangeId>,
}

impl Seen<'_> {
    fn version(&self, version: Version, by: &ChangeId) -> bool {
        version <= self.base || self.lineage.contains(by)
    }

    fn stands_against(&self, stamp: Option<&Stamp>, held: Option<&Value>, arriving: &Value) -> bool {
        let differs = held.unwrap_or(&Value::Null) != arriving;
        differs && stamp.is_some_and(|stamp| !self.version(stamp.version, &stamp.change))
    }
}

fn empty(change: &Change, version: Version) -> Stored {
    let hand = hand(change);
    let record = Record {
        id: change.record,
        kind: change.kind.clone(),
        scope: change.scope,
        version,
        born: version,
        made: hand,
        edited: hand,
        fields: Fields::new(),
        parallel: Vec::new(),
    };
    Stored { record, stamps: BTreeMap::new() }
}

const fn hand(change: &Change) -> Hand {
    Hand { by: change.by, at: change.written_at }
}

/// The fields that an act wants, with their values; removing is a field like all others.
fn wanted(act: &Act) -> Fields {
    match act {
        Act::Set(fields) => fields.clone(),
        Act::Remove => [(REMOVED.to_owned(), Value::Bool(true))].into(),
        Act::Restore => [(REMOVED.to_owned(), Value::Null)].into(),
    }
}

fn put(fields: &mut Fields, field: FieldName, value: Value) {
    if value.is_null() {
        fields.remove(&field);
    } else {
        fields.insert(field, value);
    }
}

fn keep_beside(
    record: &mut Record,
    seen: &Seen<'_>,
    change: &Change,
    field: &str,
    value: Value,
    version: Version,
) {
    record.parallel.retain(|other| other.field != field || !seen.lineage.contains(&other.change));
    let known = record.parallel.iter().any(|other| other.field == field && other.value == value);
    if !known {
        let field = field.to_owned();
        record.parallel.push(Parallel { field, value, by: change.by, change: change.id, version });
    }
}

fn take(
    stored: &mut Stored,
    seen: &Seen<'_>,
    change: &Change,
    field: FieldName,
    value: Value,
    version: Version,
) {
    let stands = value.clone();
    stored.record.parallel.retain(|other| {
        other.field != field || (other.value != stands && !seen.version(other.version, &other.change))
    });
    stored.stamps.insert(field.clone(), Stamp { version, change: change.id });
    put(&mut stored.record.fields, field, value);
}

/// An edit of a record that somebody removed since `base` is kept, and its author is told.
fn removed_meanwhile(stored: &Stored, change: &Change, seen: &Seen<'_>) -> bool {
    matches!(change.act, Act::Set(_))
        && stored.record.removed()
        && stored.stamps.get(REMOVED).is_some_and(|stamp| !seen.version(stamp.version, &stamp.change))
}
