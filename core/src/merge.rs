//! What a change does to a record, on the server and on a device that replays its own queue; decides nothing about rights.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::{Act, Change, Outcome};
use crate::id::{ChangeId, PersonId};
use crate::planted::{self, Bug};
use crate::record::{FieldName, Fields, Hand, Parallel, REMOVED, Record, Version};
use crate::sorted::{SortedMap, SortedSet};

/// When a field was last changed, by which change, and who said the same without having seen it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The record's version at that change.
    pub version: Version,
    /// The change.
    pub change: ChangeId,
    /// Other changes that brought the same value: should the first author change their mind, these still stand by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Voice>,
}

/// A change that brought the value which stood already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// The record's version after it.
    pub version: Version,
    /// The change.
    pub change: ChangeId,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

/// A record with what the server needs to merge the next change into it. The stamps never leave the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// The record as the feed shows it.
    pub record: Record,
    /// A stamp for each field ever set.
    pub stamps: SortedMap<FieldName, Stamp>,
}

/// Merges one change into a record.
///
/// `base` is the version that the person saw, already translated to this epoch; `lineage` the change's ancestors by
/// `after` (this device's own earlier changes, which the person saw too); `version` the next value of the scope's
/// counter. Field by field: where somebody else has changed the field since `base`, the value in the record stands
/// and the arriving one is kept beside it; otherwise the arriving one is taken, and settles those values beside it
/// which its author had seen. Equal values never disagree. Cannot fail, loses nothing: a value goes only when a
/// change comes whose author had seen it.
pub fn merge(
    stored: Option<Stored>,
    change: &Change,
    base: Version,
    lineage: &SortedSet<ChangeId>,
    version: Version,
) -> (Stored, Outcome) {
    let mut stored = stored.unwrap_or_else(|| empty(change, version));
    let merging = Merging { change, seen: Seen { base, lineage, after: change.after }, version };
    let mut second = Vec::new();
    if planted::on(Bug::UnknownLost) {
        let Record { kind, fields, .. } = &mut stored.record;
        fields.retain(|field, _| crate::schema::check_field(kind, field, &Value::Null).is_ok());
    }
    if planted::on(Bug::ParallelLostOnRestore) && matches!(change.act, Act::Restore) {
        stored.record.parallel.clear();
    }
    let dropped = planted::on(Bug::RemoveBeatsEdit) && stored.record.removed();
    let dropped = dropped && matches!(change.act, Act::Set(_));
    let newer = planted::on(Bug::ClockDecides) && stored.record.edited.at > change.written_at;
    for (field, value) in wanted(&change.act) {
        if dropped {
            continue;
        }
        let stamp = stored.stamps.get(&field);
        let unseen = stamp.is_some_and(|stamp| newer || !merging.seen.it(stamp.version, &stamp.change));
        let equal = stored.record.fields.get(&field).unwrap_or(&Value::Null) == &value;
        match (unseen, equal) {
            (true, true) => merging.agree(&mut stored, &field),
            (true, false) => {
                merging.keep_beside(&mut stored, &field, value);
                second.push(field);
            }
            (false, _) => merging.take(&mut stored, field, value),
        }
    }
    if removed_meanwhile(&stored, &merging) {
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
    lineage: &'a SortedSet<ChangeId>,
    after: Option<ChangeId>,
}

impl Seen<'_> {
    fn it(&self, version: Version, change: &ChangeId) -> bool {
        version <= self.base || self.own(change) || planted::on(Bug::BaseIgnored)
    }

    fn own(&self, change: &ChangeId) -> bool {
        let own = self.after.as_ref() == Some(change) || self.lineage.contains(change);
        own && !planted::on(Bug::LineageIgnored)
    }
}

/// One change on its way into a record.
struct Merging<'a> {
    change: &'a Change,
    seen: Seen<'a>,
    version: Version,
}

impl Merging<'_> {
    /// The author says what somebody else, unseen, has said already.
    fn agree(&self, stored: &mut Stored, field: &str) {
        self.withdraw(stored, field);
        let Change { id: change, by, .. } = *self.change;
        if let Some(stamp) = stored.stamps.get_mut(field) {
            stamp.also.push(Voice { version: self.version, change, by });
        }
    }

    fn keep_beside(&self, stored: &mut Stored, field: &str, value: Value) {
        self.withdraw(stored, field);
        let &Change { id: change, by, .. } = self.change;
        let version = self.version;
        let field = field.to_owned();
        stored.record.parallel.push(Parallel { field, value, by, change, version });
    }

    /// What the author said of the field before no longer counts.
    fn withdraw(&self, stored: &mut Stored, field: &str) {
        stored.record.parallel.retain(|other| other.field != field || !self.seen.own(&other.change));
        if let Some(stamp) = stored.stamps.get_mut(field) {
            stamp.also.retain(|voice| !self.seen.own(&voice.change));
        }
    }

    fn take(&self, stored: &mut Stored, field: FieldName, value: Value) {
        let held = stored.record.fields.get(&field).cloned().unwrap_or(Value::Null);
        let mut also = stored.stamps.remove(&field).map(|stamp| stamp.also).unwrap_or_default();
        also.retain(|voice| !self.seen.it(voice.version, &voice.change));
        stored
            .record
            .parallel
            .retain(|other| other.field != field || !self.seen.it(other.version, &other.change));
        if held != value {
            let version = self.version;
            let unheard = also.drain(..).map(|Voice { change, by, .. }| Parallel {
                field: field.clone(),
                value: held.clone(),
                by,
                change,
                version,
            });
            stored.record.parallel.extend(unheard);
        }
        stored.record.parallel.retain(|other| {
            let agrees = other.field == field && other.value == value;
            if agrees {
                also.push(Voice { version: other.version, change: other.change, by: other.by });
            }
            !agrees
        });
        let stamp = Stamp { version: self.version, change: self.change.id, also };
        stored.stamps.insert(field.clone(), stamp);
        put(&mut stored.record.fields, field, value);
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
    Stored { record, stamps: SortedMap::new() }
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

/// An edit of a record that somebody removed since `base` is kept, and its author is told.
fn removed_meanwhile(stored: &Stored, merging: &Merging<'_>) -> bool {
    let unseen = |stamp: &Stamp| !merging.seen.it(stamp.version, &stamp.change);
    matches!(merging.change.act, Act::Set(_))
        && stored.record.removed()
        && stored.stamps.get(REMOVED).is_some_and(unseen)
        && !planted::on(Bug::RemovalUntold)
}

#[cfg(test)]
mod tests;
