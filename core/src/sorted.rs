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
    let mut order = order(items.len(), &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    // Circle by circle: what stood at a place goes on along its circle until its own place is free.
    for first in 0..items.len() {
        let mut place = first;
        while let Some(from) = order.get_mut(place).map(|from| std::mem::replace(from, place))
            && from != first
        {
            items.swap(place, from);
            place = from;
        }
    }
}

/// The places in order, by merging the stretches that are sorted already: most lists are one sorted list with a little
/// behind it.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(len);
    // Where the sorted stretches begin. Each is longer than twice the next, so that a long one is merged seldom.
    let mut begins: Vec<usize> = Vec::new();
    for place in 0..len {
        if order.last().is_none_or(|last| compare(*last, place).is_gt()) {
            while let [.., former, last] = *begins
                && last - former <= 2 * (place - last)
            {
                merge(&mut order, former, last, compare);
                begins.pop();
            }
            begins.push(place);
        }
        order.push(place);
    }
    while let [.., former, last] = *begins {
        merge(&mut order, former, last, compare);
        begins.pop();
    }
    order
}

/// Merges the last two sorted stretches of a list.
fn merge(order: &mut Vec<usize>, former: usize, last: usize, compare: &dyn Fn(usize, usize) -> Ordering) {
    let both = order.split_off(former);
    let (mut left, mut right) = both.split_at(last - former);
    while let ([one, ..], [other, ..]) = (left, right) {
        let first = if compare(*one, *other).is_le() { &mut left } else { &mut right };
        order.extend(first.split_off_first());
    }
    order.extend_from_slice(left);
    order.extend_from_slice(right);
}
