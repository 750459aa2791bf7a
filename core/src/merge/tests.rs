//! Laws of merging: whatever the order of arrival, no value is lost that nobody has seen.

use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::calendar::WallTime;
use crate::change::{Base, PROTOCOL};
use crate::id::derived;
use crate::record::{Kind, Scope};

fn id(number: u128) -> ChangeId {
    ChangeId::from_uuid(Uuid::from_u128(number))
}

fn change(number: u128, after: Option<u128>, act: Act) -> Change {
    Change {
        id: id(number),
        protocol: PROTOCOL,
        device: None,
        record: derived(&["log"]),
        kind: Kind::Activity,
        scope: Scope::OrgAll,
        base: Base::NEW,
        after: after.map(id),
        act,
        written_at: WallTime::from_millis(i64::try_from(number).unwrap()),
        by: Some(PersonId::of(derived(&[&(number / 100).to_string()]))),
    }
}

fn set(values: &[(&str, Value)]) -> Act {
    Act::Set(values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect())
}

/// Merges changes as they arrive; each with the base that its author had.
fn arrive(changes: &[(Change, Version)]) -> Stored {
    let mut stored = None;
    let mut after: SortedMap<ChangeId, Option<ChangeId>> = SortedMap::new();
    for (version, (change, base)) in (1..).zip(changes) {
        let lineage = lineage(&after, change);
        stored = Some(merge(stored, change, *base, &lineage, version).0);
        after.insert(change.id, change.after);
    }
    stored.unwrap()
}

fn lineage(after: &SortedMap<ChangeId, Option<ChangeId>>, change: &Change) -> SortedSet<ChangeId> {
    let mut lineage = SortedSet::new();
    let mut next = change.after;
    while let Some(id) = next {
        lineage.insert(id);
        next = after.get(&id).copied().flatten();
    }
    lineage
}

/// What a field is said to be, by anybody.
fn said(stored: &Stored, field: &str) -> SortedSet<String> {
    let held = stored.record.fields.get(field).unwrap_or(&Value::Null);
    let beside = stored.record.parallel.iter().filter(|other| other.field == field).map(|other| &other.value);
    std::iter::once(held).chain(beside).map(Value::to_string).collect()
}

#[test]
fn different_fields_merge_in_silence_and_a_field_that_two_set_is_kept_twice() {
    let one = (change(100, None, set(&[("note", json!("歌")), ("head.adult", json!(4))])), 0);
    let two = (change(200, None, set(&[("slot", json!("10:00")), ("head.adult", json!(5))])), 0);
    let stored = arrive(&[one, two]);
    assert_eq!(stored.record.fields["head.adult"], json!(4), "the value on the server stands");
    assert_eq!(said(&stored, "head.adult"), ["4".to_owned(), "5".to_owned()].into());
    assert_eq!(stored.record.fields["slot"], json!("10:00"));
    assert_eq!(stored.record.fields["note"], json!("歌"));
}

#[test]
fn a_later_edit_by_somebody_who_saw_both_settles_the_field() {
    let one = (change(100, None, set(&[("head.adult", json!(4))])), 0);
    let two = (change(200, None, set(&[("head.adult", json!(5))])), 0);
    let staff = (change(300, None, set(&[("head.adult", json!(5))])), 2);
    let late = (change(400, None, set(&[("head.adult", json!(6))])), 1);
    let stored = arrive(&[one.clone(), two.clone(), staff.clone()]);
    assert_eq!(said(&stored, "head.adult"), ["5".to_owned()].into());
    let stored = arrive(&[one, two, staff, late]);
    assert_eq!(said(&stored, "head.adult"), ["5".to_owned(), "6".to_owned()].into());
}

#[test]
fn an_edit_of_a_record_removed_meanwhile_is_kept_and_its_author_is_told() {
    let made = change(100, None, set(&[("note", json!("歌"))]));
    let stored = merge(None, &made, 0, &SortedSet::new(), 1).0;
    let stored = merge(Some(stored), &change(200, None, Act::Remove), 1, &SortedSet::new(), 2).0;
    let edit = change(300, None, set(&[("note", json!("体操"))]));
    let (stored, outcome) = merge(Some(stored), &edit, 1, &SortedSet::new(), 3);
    assert_eq!(outcome, Outcome::Parallel { version: 3, fields: vec![REMOVED.to_owned()] });
    assert!(stored.record.removed());
    assert_eq!(stored.record.text("note"), Some("体操"));
    let (stored, outcome) = merge(Some(stored), &change(400, None, Act::Restore), 3, &SortedSet::new(), 4);
    assert_eq!(outcome, Outcome::Applied { version: 4 });
    assert!(!stored.record.removed());
}

#[test]
fn two_say_the_same_and_the_first_takes_it_back_then_the_second_still_stands_by_it() {
    let one = (change(100, None, set(&[("head.adult", json!(5))])), 0);
    let two = (change(200, None, set(&[("head.adult", json!(5))])), 0);
    let back = (change(101, Some(100), set(&[("head.adult", json!(6))])), 0);
    let both: SortedSet<_> = ["5".to_owned(), "6".to_owned()].into();
    assert_eq!(said(&arrive(&[one.clone(), two.clone(), back.clone()]), "head.adult"), both);
    assert_eq!(said(&arrive(&[two.clone(), one.clone(), back.clone()]), "head.adult"), both);
    assert_eq!(said(&arrive(&[one, back, two]), "head.adult"), both);
}

/// Every way to shuffle the devices' changes into one another, each device's own in order.
fn interleavings(chains: &[Vec<Change>]) -> Vec<Vec<Change>> {
    if chains.iter().all(Vec::is_empty) {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (at, chain) in chains.iter().enumerate() {
        let Some((first, rest)) = chain.split_first() else { continue };
        let mut left = chains.to_vec();
        left[at] = rest.to_vec();
        for mut order in interleavings(&left) {
            order.insert(0, first.clone());
            all.push(order);
        }
    }
    all
}

/// What three devices do to one field, each one to three times in a row, without hearing of one another.
fn scripts() -> Vec<Vec<Act>> {
    let acts = [set(&[("n", json!(1))]), set(&[("n", json!(2))]), set(&[("n", Value::Null)]), Act::Remove];
    let mut scripts: Vec<Vec<Act>> = acts.iter().map(|act| vec![act.clone()]).collect();
    for first in &acts {
        for second in &acts {
            scripts.push(vec![first.clone(), second.clone()]);
        }
    }
    scripts.push(vec![acts[0].clone(), acts[1].clone(), acts[0].clone()]);
    scripts.push(vec![acts[0].clone(), Act::Remove, Act::Restore]);
    scripts
}

fn chain(device: u128, script: &[Act]) -> Vec<Change> {
    let numbered = (0..).zip(script);
    numbered
        .map(|(at, act)| {
            let number = device * 100 + at;
            change(number, (at > 0).then(|| number - 1), act.clone())
        })
        .collect()
}

#[test]
fn all_orders_of_three_devices_keep_the_same_values() {
    let scripts = scripts();
    let mut cases = 0;
    for one in &scripts {
        for two in scripts.iter().step_by(4) {
            for three in scripts.iter().step_by(7) {
                let chains = [chain(1, one), chain(2, two), chain(3, three)];
                let mut expected: SortedMap<&str, SortedSet<String>> = SortedMap::new();
                for chain in &chains {
                    let last = |field: &str| {
                        chain.iter().rev().find_map(|change| wanted(&change.act).get(field).cloned())
                    };
                    for field in ["n", REMOVED] {
                        expected.of(field).extend(last(field).map(|value| value.to_string()));
                    }
                }
                for order in interleavings(&chains) {
                    let order: Vec<_> = order.into_iter().map(|change| (change, 0)).collect();
                    let stored = arrive(&order);
                    for (field, expected) in &expected {
                        let said = said(&stored, field);
                        assert!(
                            expected.is_empty() || said == *expected,
                            "{field} {said:?} {expected:?} {order:#?}"
                        );
                    }
                    cases += 1;
                }
            }
        }
    }
    assert!(cases >= 5_000, "{cases} orders");
}

fn any_act() -> impl Strategy<Value = Act> {
    let value = prop_oneof![Just(Value::Null), (1..4i64).prop_map(|n| json!(n))];
    let fields = prop::collection::btree_map("[abc]", value, 1..3);
    prop_oneof![8 => fields.prop_map(|fields| Act::Set(fields.into_iter().collect())), 1 => Just(Act::Remove), 1 => Just(Act::Restore)]
}

proptest! {
    /// A value goes only when a change came whose author had seen it.
    #[test]
    fn no_value_is_lost_that_nobody_has_seen(
        script in prop::collection::vec((any_act(), 0..4u128, 0..12u64, any::<bool>()), 1..12),
    ) {
        let mut last: SortedMap<u128, ChangeId> = SortedMap::new();
        let mut after = SortedMap::new();
        let mut came: Vec<(Change, Version, SortedSet<ChangeId>)> = Vec::new();
        let mut stored = None;
        for (version, (act, device, base, on_own)) in (1..).zip(script) {
            let number = device * 100 + u128::from(version);
            let mut change = change(number, None, act);
            change.after = if on_own { last.get(&device).copied() } else { None };
            let (base, lineage) = (base.min(version - 1), lineage(&after, &change));
            stored = Some(merge(stored, &change, base, &lineage, version).0);
            after.insert(change.id, change.after);
            last.insert(device, change.id);
            came.push((change, base, lineage));
        }
        let stored = stored.unwrap();
        for (at, (change, _, _)) in came.iter().enumerate() {
            let version = u64::try_from(at).unwrap() + 1;
            for (field, value) in wanted(&change.act) {
                let superseded = came[at + 1..].iter().any(|(later, base, lineage)| {
                    wanted(&later.act).contains_key(&field) && (*base >= version || lineage.contains(&change.id))
                });
                prop_assert!(superseded || said(&stored, &field).contains(&value.to_string()), "{field} {value}");
            }
        }
    }

    /// Where nobody else writes, the device's own view and the server's record are the same.
    #[test]
    fn laid_over_and_merged_agree_for_one_device(acts in prop::collection::vec(any_act(), 1..8)) {
        let (mut laid, mut changes) = (None, Vec::new());
        for (at, act) in (0..).zip(acts) {
            let change = change(100 + at, (at > 0).then(|| 99 + at), act);
            laid = Some(lay_over(laid, &change));
            changes.push((change, 0));
        }
        let (laid, stored) = (laid.unwrap(), arrive(&changes));
        prop_assert_eq!(laid.fields, stored.record.fields);
        prop_assert!(stored.record.parallel.is_empty());
    }
}
