//! Which row of the plan a row of the table is: the same words, the same number, or words much alike.

use core::cmp::Ordering;

use crate::id::RecordId;
use crate::sorted::sort_by;
use crate::text::fold;

/// Comparisons of texts that one table is worth; beyond them only the same words are found.
const COMPARISONS: usize = 500_000;
/// Pairs of letters, in a hundred, that two texts must share to be one that was changed.
const ALIKE_PERCENT: usize = 55;
/// The same for two headings of one number.
const ALIKE_NUMBERED_PERCENT: usize = 80;

/// A row, as far as it is known again by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Like {
    /// The level and the row above.
    pub(super) under: (u64, Option<RecordId>),
    pub(super) number: Option<String>,
    pub(super) title: String,
}

struct Known {
    like: Like,
    folded: String,
    found: bool,
}

/// The rows of a plan, each to be found once.
pub(super) struct Finder {
    known: Vec<Known>,
    /// Rows in the order of their words, and of what they stand under: sorted once, for a map grown row by row is slow.
    by_title: Vec<usize>,
    by_place: Vec<usize>,
    comparisons: usize,
}

impl Finder {
    pub(super) fn new(known: impl Iterator<Item = Like>) -> Self {
        let known: Vec<Known> =
            known.map(|like| Known { folded: fold(&like.title), like, found: false }).collect();
        let order = |compare: &dyn Fn(&Known, &Known) -> Ordering| {
            let mut order: Vec<usize> = (0..known.len()).collect();
            sort_by(&mut order, &|one, other| match (known.get(*one), known.get(*other)) {
                (Some(one), Some(other)) => compare(one, other),
                _ => Ordering::Equal,
            });
            order
        };
        let by_title = order(&|one, other| one.folded.cmp(&other.folded));
        let by_place = order(&|one, other| one.like.under.cmp(&other.like.under));
        Self { known, by_title, by_place, comparisons: 0 }
    }

    /// The part of an order whose rows compare as equal.
    fn equal<'a>(&self, order: &'a [usize], compare: impl Fn(&Known) -> Ordering) -> &'a [usize] {
        let of = |at: &usize| self.known.get(*at).map_or(Ordering::Less, &compare);
        let from = order.partition_point(|at| of(at).is_lt());
        let rest = order.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|at| of(at).is_eq())).unwrap_or_default()
    }

    /// The rows that are meant, each given once: first those of the same words, so that none is taken by a row that is
    /// only like it.
    pub(super) fn find_all(&mut self, likes: &[Like]) -> Vec<Option<usize>> {
        let folded: Vec<String> = likes.iter().map(|like| fold(&like.title)).collect();
        let mut found = Vec::with_capacity(likes.len());
        for (like, folded) in likes.iter().zip(&folded) {
            let same = self.same_words(like, folded);
            self.take(same);
            found.push(same);
        }
        for ((like, folded), found) in likes.iter().zip(&folded).zip(&mut found) {
            if found.is_none() {
                *found = self.same_place(like, folded);
                self.take(*found);
            }
        }
        found
    }

    fn take(&mut self, found: Option<usize>) {
        if let Some(known) = found.and_then(|found| self.known.get_mut(found)) {
            known.found = true;
        }
    }

    pub(super) fn is_found(&self, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| known.found)
    }

    fn free(&self, at: &[usize]) -> impl Iterator<Item = (usize, &Known)> {
        let free = at.iter().filter_map(|at| self.known.get(*at).map(|known| (*at, known)));
        free.filter(|(_, known)| !known.found).collect::<Vec<_>>().into_iter()
    }

    /// The same words under the same heading, else under another if they stand there alone.
    fn same_words(&self, like: &Like, folded: &str) -> Option<usize> {
        if folded.is_empty() {
            return None;
        }
        let same: Vec<(usize, &Known)> =
            self.free(self.equal(&self.by_title, |known| known.folded.as_str().cmp(folded))).collect();
        let here = same.iter().find(|(_, known)| known.like.under == like.under);
        if let Some((at, _)) = here {
            return Some(*at);
        }
        let level = |known: &Known| known.like.under.0 == like.under.0;
        match same.as_slice() {
            [(at, known)] if level(known) => Some(*at),
            _ => None,
        }
    }

    /// Under the same heading: the words that are most alike, and less alike with the same number.
    fn same_place(&mut self, like: &Like, folded: &str) -> Option<usize> {
        let here = self.equal(&self.by_place, |known| known.like.under.cmp(&like.under));
        let here: Vec<usize> = self.free(here).map(|(at, _)| at).collect();
        self.comparisons = self.comparisons.saturating_add(here.len());
        if self.comparisons > COMPARISONS {
            return None;
        }
        let pairs = pairs(folded);
        let mut best = None;
        for at in here {
            let Some(known) = self.known.get(at) else { continue };
            let numbered = like.number.is_some() && known.like.number == like.number;
            let both_lost = folded.is_empty() && known.folded.is_empty() && known.like.number == like.number;
            let lost = both_lost || (numbered && (folded.is_empty() || known.folded.is_empty()));
            let percent = if lost { 100 } else { alike(&pairs, &known.folded) };
            let least = if numbered { ALIKE_NUMBERED_PERCENT } else { ALIKE_PERCENT };
            let percent = percent.saturating_add(if numbered { ALIKE_PERCENT } else { 0 });
            if percent >= least && best.is_none_or(|(most, _)| percent > most) {
                best = Some((percent, at));
            }
        }
        best.map(|(_, at)| at)
    }
}

fn pairs(text: &str) -> Vec<(char, char)> {
    text.chars().zip(text.chars().skip(1)).collect()
}

/// Pairs of letters that two texts share, in a hundred of both.
fn alike(pairs_of_one: &[(char, char)], other: &str) -> usize {
    let mut left = pairs(other);
    let all = pairs_of_one.len() + left.len();
    let mut shared = 0_usize;
    for pair in pairs_of_one {
        if let Some(at) = left.iter().position(|other| other == pair) {
            left.swap_remove(at);
            shared += 1;
        }
    }
    (shared * 200).checked_div(all).unwrap_or(0)
}
