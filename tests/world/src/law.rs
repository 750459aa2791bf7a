//! What must hold of the server's books whatever came to them, in whatever order: effects once, nothing lost unseen,
//! nobody told of others that are not there, no clock that decides, no circle. The checks of devices are elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, Outcome};
use tsunagari_core::id::RecordId;
use tsunagari_core::merge::{Stored, merge};
use tsunagari_core::record::{Fields, Hand, REMOVED, Record, Version};
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::sync::desk::PARENT;

use super::ward::{Effect, Ward};

/// All of them; panics with the one that is broken.
pub fn all(ward: &Ward) {
    effects_once_and_replayed_alike(ward);
    no_value_lost_unseen(ward);
    nobody_disagrees_with_himself(ward);
    the_author_is_told_of_a_removal(ward);
    versions_are_given_once(ward);
    no_clock_decides(ward);
    what_is_unknown_stays(ward);
    no_circle(ward);
}

/// I2: each change took effect once, and the log gives the same records again.
pub fn effects_once_and_replayed_alike(ward: &Ward) {
    let mut seen = BTreeSet::new();
    for effect in &ward.books.log {
        assert!(seen.insert(effect.change.id), "I2: {} took effect twice", effect.change.id);
    }
    for (id, stored) in replay(ward, |change| change.clone()) {
        if ward.written.contains(&id) {
            continue;
        }
        assert_eq!(Some(&stored), ward.books.records.get(&id), "I2: replay and live differ in {id}");
    }
}

/// I5: a value goes only when a change came whose author had seen it.
pub fn no_value_lost_unseen(ward: &Ward) {
    let mut by_record: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for effect in &ward.books.log {
        let fields = as_fields(&effect.change.act);
        by_record.entry(effect.change.record).or_default().push((effect, fields, saw(ward, effect)));
    }
    for (id, effects) in by_record {
        let record = &ward.books.records[&id].record;
        for (at, (effect, fields, _)) in effects.iter().enumerate() {
            for (field, value) in fields {
                let seen = effects[at + 1..].iter().any(|(later, fields, saw)| {
                    let own = later.lineage.contains(&effect.change.id);
                    fields.contains_key(field) && (*saw >= effect.version || own)
                });
                assert!(seen || said(record, field, value), "I5: {field} = {value} of {id} was lost unseen");
            }
        }
    }
}

/// A value is parallel only where somebody else changed the field unseen; what stands on a refused change is refused.
pub fn nobody_disagrees_with_himself(ward: &Ward) {
    let taken = &ward.books.taken;
    for (id, change) in taken {
        let after = change.after.and_then(|after| taken.get(&after)).filter(|after| after.turn < change.turn);
        let refused = after.is_some_and(|after| matches!(after.outcome, Outcome::Refused { .. }));
        let orphan = refused && change.outcome.version().is_some();
        assert!(!orphan, "I5: {id} stands on a change that was refused");
    }
    for (at, effect) in ward.books.log.iter().enumerate() {
        let Some(Outcome::Parallel { fields, .. }) = taken.get(&effect.change.id).map(|taken| &taken.outcome)
        else {
            continue;
        };
        let saw = saw(ward, effect);
        for field in fields {
            let other = ward.books.log[..at].iter().any(|earlier| {
                let same = earlier.change.record == effect.change.record && earlier.version > saw;
                let own = effect.lineage.contains(&earlier.change.id);
                same && !own && as_fields(&earlier.change.act).contains_key(field)
            });
            assert!(other, "I5: {} is told of another's {field}, and there is none", effect.change.id);
        }
    }
}

/// I5: who edits what somebody removed unseen is told, and the edit is kept.
pub fn the_author_is_told_of_a_removal(ward: &Ward) {
    for effect in &ward.books.log {
        let Some((version, removal)) = effect.removal.filter(|_| matches!(effect.change.act, Act::Set(_)))
        else {
            continue;
        };
        if version <= saw(ward, effect) || effect.lineage.contains(&removal) {
            continue;
        }
        let outcome = ward.books.taken.get(&effect.change.id).map(|taken| &taken.outcome);
        let told = match outcome {
            Some(Outcome::Parallel { fields, .. }) => fields.iter().any(|field| field == REMOVED),
            _ => false,
        };
        assert!(told, "I5: {} edits a removed record and is not told", effect.change.id);
    }
}

/// I2: in a scope every version was given once, and each record lies at its last.
pub fn versions_are_given_once(ward: &Ward) {
    let mut given = BTreeSet::new();
    for effect in &ward.books.log {
        let (scope, version) = (effect.change.scope, effect.version);
        assert!(given.insert((scope, version)), "I2: version {version} of {scope} was given twice");
    }
    for ((scope, version), id) in &ward.books.by_version {
        let record = &ward.books.records[id].record;
        assert!(record.version == *version && record.scope == *scope, "I2: {id} does not lie at its version");
    }
    assert_eq!(
        ward.books.by_version.len(),
        ward.books.records.len(),
        "I2: a record cannot be found by its version"
    );
}

/// I8: had every clock stood still, the same would have become of everything.
pub fn no_clock_decides(ward: &Ward) {
    let still = |change: &Change| Change { written_at: WallTime::from_millis(0), ..change.clone() };
    for (id, stored) in replay(ward, still) {
        if ward.written.contains(&id) {
            continue;
        }
        let live = &ward.books.records[&id];
        let hand = |hand: Hand| Hand { at: WallTime::from_millis(0), ..hand };
        let clockless = Stored {
            record: Record {
                made: hand(live.record.made),
                edited: hand(live.record.edited),
                ..live.record.clone()
            },
            stamps: live.stamps.clone(),
        };
        assert_eq!(stored, clockless, "I8: a clock decided what became of {id}");
    }
}

/// I9: what the devices' build does not know of a record is there for ever.
pub fn what_is_unknown_stays(ward: &Ward) {
    for id in &ward.written {
        let known =
            ward.books.records.get(id).is_some_and(|stored| stored.record.fields.contains_key(super::NEWER));
        assert!(known, "I9: {id} has lost a field that no device knew");
    }
}

/// No heading hangs under itself.
pub fn no_circle(ward: &Ward) {
    for id in ward.books.records.keys() {
        let mut above = BTreeSet::new();
        let mut next = Some(*id);
        while let Some(at) = next {
            assert!(above.insert(at), "I2: the headings above {id} are a circle");
            next = ward.books.records.get(&at).and_then(|stored| stored.record.link(PARENT));
        }
    }
}

/// Up to which version of the present story the author of a change had seen the record. Whoever saw an epoch that is over
/// saw what it has in common with those after it: as much as there was when the first of them began.
fn saw(ward: &Ward, effect: &Effect) -> Version {
    let Base { epoch: Some(epoch), version } = effect.change.base else { return 0 };
    let epochs = &ward.books.epochs[..effect.epochs];
    let Some(at) = epochs.iter().position(|(known, _)| *known == epoch) else { return 0 };
    let forks =
        epochs[at + 1..].iter().map(|(_, began)| began.get(&effect.change.scope).copied().unwrap_or(0));
    forks.fold(version, Version::min)
}

/// The records that the log gives again, each change as the function makes it.
fn replay(ward: &Ward, of: impl Fn(&Change) -> Change) -> SortedMap<RecordId, Stored> {
    let mut records: BTreeMap<RecordId, Stored> = BTreeMap::new();
    for effect in &ward.books.log {
        let stored = records.remove(&effect.change.record);
        let (stored, _) = merge(stored, &of(&effect.change), effect.base, &effect.lineage, effect.version);
        records.insert(effect.change.record, stored);
    }
    records.into_iter().collect()
}

/// What an act wants, field by field.
pub fn as_fields(act: &Act) -> Fields {
    match act {
        Act::Set(fields) => fields.clone(),
        Act::Remove => [(REMOVED.to_owned(), Value::Bool(true))].into(),
        Act::Restore => [(REMOVED.to_owned(), Value::Null)].into(),
    }
}

fn said(record: &Record, field: &str, value: &Value) -> bool {
    let held = record.fields.get(field).unwrap_or(&Value::Null);
    held == value || record.parallel.iter().any(|other| other.field == field && other.value == *value)
}
