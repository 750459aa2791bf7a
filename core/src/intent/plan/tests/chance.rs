//! Any sequence of edits: the plan stays whole after every change, no word is lost, every act can be taken back.

use super::*;

/// Numbers by chance, the same for the same seed.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (n as u64).max(1)).unwrap()
    }

    pub(super) fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).cloned()
    }
}

/// An act by chance; one that is refused is none.
pub(super) fn act(ward: &Ward, chance: &mut Chance, n: usize) -> Option<Edit> {
    let nodes: Vec<Row> =
        ward.live(Kind::Node).into_iter().filter(|row| row.plan() == Some(plan_id())).collect();
    let measures: Vec<Row> =
        ward.live(Kind::Measure).into_iter().filter(|row| row.plan() == Some(plan_id())).collect();
    let all: Vec<Row> = nodes.iter().chain(&measures).cloned().collect();
    let from = Some(year(2027 + i32::try_from(chance.below(4)).unwrap()));
    let succeed = |old: Vec<Row>, parts: usize, takes: SortedSet<RecordId>| {
        let part = |k: usize| Part {
            title: title(&format!("新{n}の{k}")),
            takes: if k == 1 { takes.clone() } else { SortedSet::new() },
        };
        Edit::Succeed(Succession {
            old: old.iter().map(Row::id).collect(),
            parts: (0..parts).map(part).collect(),
            from,
            reason: None,
        })
    };
    let at = match chance.below(3) {
        0 => At::First,
        1 => At::Last,
        _ => At::After(chance.one(&all)?.id()),
    };
    let heading = chance.one(&nodes).map(|row| NodeId::of(row.id()));
    Some(match chance.below(9) {
        0 => {
            let under = heading.filter(|_| chance.below(4) > 0);
            Edit::Move { row: chance.one(&nodes)?.id(), under, heading: None, at }
        }
        1 => Edit::Move {
            row: chance.one(&measures)?.id(),
            under: heading,
            heading: Some("do".to_owned()),
            at,
        },
        2 => succeed(
            vec![chance.one(&all)?],
            1 + chance.below(3),
            chance.one(&all).iter().map(Row::id).collect(),
        ),
        3 => succeed(vec![chance.one(&measures)?, chance.one(&measures)?], 1, SortedSet::new()),
        4 => succeed(vec![chance.one(&nodes)?, chance.one(&nodes)?], 1, SortedSet::new()),
        5 => Edit::Retire { row: chance.one(&all)?.id(), until: from?, reason: None, sure: true },
        6 => {
            let items = ward.live(Kind::Item).iter().map(Row::id).filter(|_| chance.below(2) == 0).collect();
            Edit::OpenYear {
                plan: plan_id(),
                year: from?,
                items,
                arrows: measures.iter().map(|row| MeasureId::of(row.id())).collect(),
            }
        }
        7 => {
            let node = Node {
                plan: Some(plan_id()),
                parent: heading,
                title: Some(title(&format!("加{n}"))),
                ..empty("x", Kind::Node, Node::read)
            };
            Edit::Make { row: Row::Node(node), at }
        }
        _ => {
            let measure = Measure {
                plan: Some(plan_id()),
                node: heading,
                title: Some(title(&format!("加{n}"))),
                ..empty("x", Kind::Measure, Measure::read)
            };
            Edit::Make { row: Row::Measure(measure), at }
        }
    })
}

#[test]
fn any_sequence_of_edits_keeps_the_plan_whole_and_every_word() {
    let mut done = 0;
    for seed in 1..=40_u64 {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut ward = if seed % 2 == 0 { Ward::new() } else { Ward::draft() };
        for n in 0..10 {
            let Some(edit) = act(&ward, &mut chance, n) else { continue };
            let words = ward.words();
            let renamed = match &edit {
                // A draft's own row is put into the new words; what it was called is in its history.
                Edit::Succeed(to) => {
                    to.old.first().map(|id| ward.records[id].text("title").unwrap_or_default().to_owned())
                }
                _ => None,
            };
            if ward.ask(edit.clone()).is_err() {
                continue;
            }
            let before = ward.clone();
            let touched: Vec<RecordId> = ward.done(edit.clone()).iter().map(|wish| wish.record).collect();
            done += 1;
            assert_eq!(ward.faults(), [], "seed {seed}: {edit:?}");
            let now = ward.words();
            let lost: Vec<_> =
                words.difference(&now).filter(|word| Some(*word) != renamed.as_ref()).collect();
            assert!(lost.is_empty(), "seed {seed}: {lost:?} after {edit:?}");
            if chance.below(3) == 0 {
                undone(&mut ward, &before, &touched);
            }
        }
    }
    assert!(done > 150, "{done} acts were done");
}

/// Taking an act back leaves every record as it was.
fn undone(ward: &mut Ward, before: &Ward, touched: &[RecordId]) {
    let all = |ward: &Ward| ward.records.values().cloned().collect::<Vec<_>>();
    let steps = steps(touched, &all(before), &all(ward));
    for wish in ward.ask(Edit::Undo(steps)).unwrap() {
        ward.lay(&wish);
    }
    for record in ward.records.values() {
        match before.records.get(&record.id) {
            None => assert!(record.removed(), "{record:?}"),
            Some(was) => assert_eq!(record.fields, was.fields),
        }
    }
}
