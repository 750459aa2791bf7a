//! The lists against the library's trees and sorts: whatever is put in, taken out and asked for, both say the same.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{SortedMap, SortedSet, sort_by, sort_by_key};

#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8),
    Take(u8),
    Count(u8),
    More(Vec<(u8, u8)>),
    Odd,
    Last,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<(u8, u8)>().prop_map(|(key, value)| Step::Put(key % 16, value)),
        any::<u8>().prop_map(|key| Step::Take(key % 16)),
        any::<u8>().prop_map(|key| Step::Count(key % 16)),
        prop::collection::vec((0..16u8, any::<u8>()), 0..9).prop_map(Step::More),
        Just(Step::Odd),
        Just(Step::Last),
    ]
}

proptest! {
    #[test]
    fn a_map_is_the_tree_after_every_step(steps in prop::collection::vec(step(), 0..60), from in 0..17u8, to in 0..17u8) {
        let (mut map, mut tree) = (SortedMap::new(), BTreeMap::new());
        for step in steps {
            match step {
                Step::Put(key, value) => prop_assert_eq!(map.insert(key, value), tree.insert(key, value)),
                Step::Take(key) => prop_assert_eq!(map.remove(&key), tree.remove(&key)),
                Step::Count(key) => {
                    *map.of(key) ^= 1;
                    *tree.entry(key).or_default() ^= 1;
                }
                Step::More(more) => {
                    map.extend(more.clone());
                    tree.extend(more);
                }
                Step::Odd => {
                    map.retain(|key, _| key % 2 == 1);
                    tree.retain(|key, _| key % 2 == 1);
                }
                Step::Last => prop_assert_eq!(map.pop_last(), tree.pop_last()),
            }
            prop_assert!(map.iter().eq(tree.iter()));
        }
        for key in 0..16 {
            prop_assert_eq!(map.get(&key), tree.get(&key));
        }
        let (from, to) = (from.min(to), from.max(to));
        prop_assert!(map.range(from..to).eq(tree.range(from..to)));
        prop_assert!(map.range(from..=to).rev().eq(tree.range(from..=to).rev()));
        let text = serde_json::to_string(&map).unwrap();
        prop_assert_eq!(&text, &serde_json::to_string(&tree).unwrap());
        prop_assert_eq!(serde_json::from_str::<SortedMap<u8, u8>>(&text).unwrap(), map);
    }

    #[test]
    fn a_set_is_the_tree(one in prop::collection::vec(0..20u8, 0..20), other in prop::collection::vec(0..20u8, 0..20)) {
        let (set, tree) = (one.iter().copied().collect::<SortedSet<_>>(), one.iter().copied().collect::<BTreeSet<_>>());
        let (second, second_tree) = (other.iter().copied().collect::<SortedSet<_>>(), other.iter().copied().collect::<BTreeSet<_>>());
        prop_assert!(set.iter().eq(tree.iter()));
        prop_assert!(set.difference(&second).eq(tree.difference(&second_tree)));
        prop_assert!(set.intersection(&second).eq(tree.intersection(&second_tree)));
        prop_assert_eq!(set.is_subset(&second), tree.is_subset(&second_tree));
        prop_assert_eq!(set.is_disjoint(&second), tree.is_disjoint(&second_tree));
    }

    #[test]
    fn a_sort_is_the_librarys_and_keeps_equals_in_order(items in prop::collection::vec((0..9u8, any::<u16>()), 0..80)) {
        let (mut ours, mut theirs) = (items.clone(), items);
        sort_by_key(&mut ours, |item| item.0);
        theirs.sort_by_key(|item| item.0);
        prop_assert_eq!(ours, theirs);
    }
}

#[test]
fn a_sorted_list_with_a_little_behind_it_is_merged_and_not_sorted_anew() {
    let mut items: Vec<u32> = (0..4_000).map(|n| n * 7).chain((0..100).map(|n| n * 6_151 % 28_000)).collect();
    let mut sorted = items.clone();
    sorted.sort_unstable();
    let compared = Cell::new(0);
    sort_by(&mut items, &|one, other| {
        compared.set(compared.get() + 1);
        one.cmp(other)
    });
    assert_eq!(items, sorted);
    assert!(compared.get() < 10_000, "{} comparisons", compared.get());
}
