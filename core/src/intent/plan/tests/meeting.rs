//! Two admins, both without a network: whatever they do and in whatever order it arrives, no heading is lost, no circle stands.

use super::chance::{Chance, act};
use super::*;
use crate::change::{Base, Change, Outcome, PROTOCOL, Refused};
use crate::id::ChangeId;
use crate::merge::{Stored, lay_over};
use crate::plan::tree;
use crate::sync::desk::{Facts, PARENT, settle};

/// A server that holds one plan.
struct Server {
    stored: SortedMap<RecordId, Stored>,
    version: u64,
}

impl Server {
    fn of(ward: &Ward) -> Self {
        let stored =
            |record: &Record| (record.id, Stored { record: record.clone(), stamps: SortedMap::new() });
        Self { stored: ward.records.values().map(stored).collect(), version: 1 }
    }

    fn settle(&mut self, change: &Change) -> Outcome {
        let mut above = SortedSet::new();
        let named = |fields: &Fields| fields.get(PARENT).and_then(|id| RecordId::parse(id.as_str()?).ok());
        let mut next = match &change.act {
            Act::Set(fields) => named(fields),
            _ => None,
        };
        while let Some(id) = next.filter(|id| above.insert(*id)) {
            next = self.stored.get(&id).and_then(|stored| named(&stored.record.fields));
        }
        let stored = self.stored.get(&change.record).cloned();
        let facts =
            Facts { stored, base: change.base.version, next: self.version + 1, above, ..Facts::default() };
        let settled = settle(&admin(), change, facts);
        if let Some(stored) = settled.stored {
            self.version += 1;
            self.stored.insert(change.record, stored);
        }
        settled.outcome
    }

    fn ward(&self) -> Ward {
        Ward {
            records: self.stored.iter().map(|(id, stored)| (*id, stored.record.clone())).collect(),
            ids: 1,
        }
    }
}

fn changes(wishes: &[Wish], n: u128) -> Vec<Change> {
    let change = |(at, wish): (u128, &Wish)| Change {
        id: ChangeId::from_uuid(Uuid::from_u128(n + at)),
        protocol: PROTOCOL,
        device: None,
        record: wish.record,
        kind: wish.kind.clone(),
        scope: wish.scope,
        base: Base { epoch: None, version: u64::from(wish.seen.is_some()) },
        after: None,
        act: wish.act.clone(),
        written_at: NOW,
        by: None,
    };
    (0..).zip(wishes).map(change).collect()
}

fn parents(ward: &Ward) -> SortedMap<NodeId, Option<NodeId>> {
    let nodes: Vec<Node> = ward
        .live(Kind::Node)
        .into_iter()
        .filter_map(|row| match row {
            Row::Node(node) => Some(node),
            _ => None,
        })
        .collect();
    tree::above(&nodes)
}

/// Every heading is reached from the top.
fn sound(ward: &Ward) {
    let above = parents(ward);
    assert_eq!(above.len(), ward.live(Kind::Node).len());
    for node in above.keys() {
        assert!(tree::depth(&above, *node) <= above.len() as u64);
    }
}

/// Three headings of one level each, so that any may go under any other.
fn flat() -> Ward {
    let mut ward = Ward::new();
    let plan = ward.records.get_mut(&id("plan")).unwrap();
    plan.fields.insert("layout.page".to_owned(), json!({ "levels": ["一", "二", "三"] }));
    for name in ["a1", "a2", "b1"] {
        ward.done(Edit::Move { row: id(name), under: None, heading: None, at: At::Last });
    }
    for record in ward.records.values_mut() {
        record.version = 1;
    }
    ward
}

#[test]
fn two_moves_that_make_a_circle_together_are_one_move_and_a_refusal() {
    for turned in [false, true] {
        let ward = flat();
        let mut server = Server::of(&ward);
        let one = changes(&ward.clone().done(shift("a1", Some("a2"), At::Last)), 1);
        let two = changes(&ward.clone().done(shift("a2", Some("a1"), At::Last)), 100);
        let (first, second) = if turned { (two, one) } else { (one, two) };
        assert!(first.iter().all(|change| matches!(server.settle(change), Outcome::Applied { .. })));
        // Until its answer comes the second device shows both, and neither heading is out of sight.
        let mut shown = server.ward();
        for change in &second {
            let laid = lay_over(shown.records.remove(&change.record), change);
            shown.records.insert(change.record, laid);
        }
        sound(&shown);
        assert_eq!(parents(&shown).values().filter(|above| above.is_none()).count(), 4);
        assert_eq!(server.settle(&second[0]), Outcome::Refused { reason: Refused::Cycle });
        assert_eq!(server.ward().faults(), []);
    }
}

#[test]
fn whatever_two_do_apart_no_circle_stands_and_no_heading_is_lost() {
    let mut met = 0;
    for seed in 1..=60_u64 {
        let mut chance = Chance(seed.wrapping_mul(0xD1B5_4A32_D192_ED03));
        let start = flat();
        let mut server = Server::of(&start);
        let mut queues = [Vec::new(), Vec::new()];
        for (device, queue) in queues.iter_mut().enumerate() {
            let mut ward = Ward { ids: 10_000 * (device as u128 + 1), ..start.clone() };
            for n in 0..3 {
                // They begin by moving headings of one level, which is where circles come from.
                let tops = ["a", "a1", "a2", "b", "b1"];
                let edit = match (n, chance.one(&tops), chance.one(&tops)) {
                    (0, Some(row), Some(under)) => Some(shift(row, Some(under), At::Last)),
                    _ => act(&ward, &mut chance, n),
                };
                let Some(edit) = edit else { continue };
                if ward.ask(edit.clone()).is_ok() {
                    let from = u128::from(seed) * 1_000_000 + device as u128 * 100_000 + n as u128 * 10_000;
                    queue.extend(changes(&ward.done(edit), from));
                }
            }
            queue.reverse();
        }
        while queues.iter().any(|queue| !queue.is_empty()) {
            if let Some(change) = queues[chance.below(2)].pop() {
                met += usize::from(matches!(
                    server.settle(&change),
                    Outcome::Parallel { .. } | Outcome::Refused { .. }
                ));
                let ward = server.ward();
                assert!(ward.faults().iter().all(|fault| fault.misfit != Misfit::Circle), "seed {seed}");
                sound(&ward);
            }
        }
        // Two values of one field wait side by side; neither is gone.
        let ward = server.ward();
        let waiting: usize = ward.records.values().map(|record| record.parallel.len()).sum();
        met += waiting;
    }
    assert!(met > 50, "they met {met} times");
}
