//! Maps, sets and sorting as plain sorted lists: no rule of the domain. The library's trees and sorts are written out
//! once for every type and were a fifth of what a phone downloads; a list's few functions are not.

use core::cmp::Ordering;

mod map;
mod set;
#[cfg(test)]
mod tests;

pub use map::{Iter, SortedMap};
pub use set::SortedSet;

/// Sorts by a key; equals stay in their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, &|one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison; equals stay in their order. What is sorted is the list of places, so that one sort serves
/// all types.
pub fn sort_by<T>(items: &mut [T], compare: &dyn Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    for (place, from) in order.iter().enumerate() {
        // What stood there may have been moved on already: follow it.
        let mut from = *from;
        while from < place {
            from = order.get(from).copied().unwrap_or(place);
        }
        items.swap(place, from);
    }
}

/// The places in order, by merging what is sorted already.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    if order.is_sorted_by(|one, other| compare(*one, *other).is_le()) {
        return order;
    }
    let mut sorted = 1;
    while sorted < len {
        let mut merged = Vec::with_capacity(len);
        for pair in order.chunks(sorted * 2) {
            let (mut left, mut right) = pair.split_at(sorted.min(pair.len()));
            while let ([one, ..], [other, ..]) = (left, right) {
                let first = if compare(*one, *other).is_le() { &mut left } else { &mut right };
                merged.extend(first.split_off_first());
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        (order, sorted) = (merged, sorted * 2);
    }
    order
}
