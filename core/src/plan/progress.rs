//! How far a target of kind coverage or places has come, from numbers and places given; reads no record, invents no whole.

use std::collections::{BTreeMap, BTreeSet};

use super::Period;
use super::target::{Over, PlacesCounted};
use crate::calendar::FiscalYear;
use crate::id::{DistrictId, PlaceId};

/// How many of a set were reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// 12地区中11地区.
    Of {
        /// With at least one log.
        reached: usize,
        /// Of so many.
        all: usize,
    },
    /// 地区の一覧がありません: the whole is unknown, so no share can be said.
    NoList,
}

impl Coverage {
    /// Whether the whole set was reached; none where the whole is unknown.
    pub const fn met(self) -> Option<bool> {
        match self {
            Self::Of { reached, all } => Some(reached == all),
            Self::NoList => None,
        }
    }
}

/// The districts that were not reached. Apart from the number, because screens name them to staff alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing(pub BTreeSet<DistrictId>);

/// Counts the districts of the list that have a log. A count that is told as 少数 is at least one.
///
/// `held` are logs that took place, by district; a district off the list (of another ward, or closed) adds nothing.
pub fn coverage(list: &BTreeSet<DistrictId>, held: &BTreeMap<DistrictId, u64>) -> (Coverage, Missing) {
    if list.is_empty() {
        return (Coverage::NoList, Missing::default());
    }
    let done = |id: &&DistrictId| held.get(id).is_some_and(|count| *count > 0);
    let missing: BTreeSet<DistrictId> = list.iter().filter(|id| !done(id)).copied().collect();
    (Coverage::Of { reached: list.len() - missing.len(), all: list.len() }, Missing(missing))
}

/// What a target of places looks at in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceFacts<'a> {
    /// The place.
    pub id: PlaceId,
    /// Its kind, by its name in a record.
    pub kind: &'a str,
    /// The fiscal year in which it opened; none where nobody knows.
    pub opened: Option<FiscalYear>,
    /// The fiscal year in which it closed; none while it is open.
    pub closed: Option<FiscalYear>,
}

/// The places that count, so that a number opens to what is behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlacesReached {
    /// They count.
    pub counted: BTreeSet<PlaceId>,
    /// Their opening year is unknown, so they were not counted; staff are asked.
    pub unknown: BTreeSet<PlaceId>,
}

/// Counts places as a target says, up to the fiscal year `year`.
///
/// 新規開設 over the plan's years adds up from the first to `year`, closed ones too: they were opened. Over a fiscal
/// year only that year's count. 開設中 counts what is open in `year`.
pub fn places<'a>(
    counts: PlacesCounted,
    kinds: &BTreeSet<String>,
    over: Over,
    period: Period,
    year: FiscalYear,
    all: impl IntoIterator<Item = PlaceFacts<'a>>,
) -> PlacesReached {
    let mut reached = PlacesReached::default();
    for place in all.into_iter().filter(|place| kinds.is_empty() || kinds.contains(place.kind)) {
        let counted = match counts {
            PlacesCounted::Opened => place.opened.map(|opened| opened_in(over, period, year, opened)),
            PlacesCounted::Open => Some(
                place.opened.is_none_or(|opened| opened <= year)
                    && place.closed.is_none_or(|closed| closed > year),
            ),
        };
        match counted {
            Some(true) => reached.counted.insert(place.id),
            Some(false) => false,
            None => reached.unknown.insert(place.id),
        };
    }
    reached
}

fn opened_in(over: Over, period: Period, year: FiscalYear, opened: FiscalYear) -> bool {
    match over {
        Over::Year => opened == year,
        Over::Plan => {
            opened <= year
                && period.first.is_some_and(|first| opened >= first)
                && period.last.is_none_or(|last| opened <= last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::derived;

    fn district(name: &str) -> DistrictId {
        DistrictId::of(derived(&[name]))
    }

    fn year(n: i32) -> FiscalYear {
        FiscalYear::new(n).unwrap()
    }

    fn place(name: &str, opened: Option<i32>, closed: Option<i32>) -> PlaceFacts<'static> {
        let id = PlaceId::of(derived(&[name]));
        PlaceFacts { id, kind: "ibasho", opened: opened.map(year), closed: closed.map(year) }
    }

    fn count(counts: PlacesCounted, over: Over, places: &[PlaceFacts<'static>]) -> (usize, usize) {
        let period = Period { first: Some(year(2026)), last: Some(year(2030)) };
        let kinds = ["ibasho".to_owned()].into();
        let reached = super::places(counts, &kinds, over, period, year(2027), places.iter().copied());
        (reached.counted.len(), reached.unknown.len())
    }

    #[test]
    fn coverage_counts_districts_of_the_list_with_a_log() {
        let list = ["hinata", "komorebi", "donguri"].map(district).into();
        let held = [
            (district("hinata"), 36),
            (district("komorebi"), 1),
            (district("donguri"), 0),
            (district("x"), 9),
        ];
        let (coverage, missing) = coverage(&list, &held.into());
        assert_eq!(coverage, Coverage::Of { reached: 2, all: 3 });
        assert_eq!(coverage.met(), Some(false));
        assert_eq!(missing, Missing([district("donguri")].into()));
    }

    #[test]
    fn without_a_list_of_districts_no_share_is_said() {
        let (coverage, missing) = coverage(&BTreeSet::new(), &[(district("hinata"), 3)].into());
        assert_eq!((coverage, coverage.met()), (Coverage::NoList, None));
        assert_eq!(missing, Missing::default());
    }

    #[test]
    fn new_places_add_up_over_the_plan_and_closed_ones_were_opened_too() {
        let all = [
            place("before", Some(2025), None),
            place("first", Some(2026), Some(2026)),
            place("now", Some(2027), None),
            place("later", Some(2028), None),
            place("unknown", None, None),
        ];
        assert_eq!(count(PlacesCounted::Opened, Over::Plan, &all), (2, 1));
        assert_eq!(count(PlacesCounted::Opened, Over::Year, &all), (1, 1));
    }

    #[test]
    fn open_places_are_those_open_in_the_year() {
        let all = [
            place("old", None, None),
            place("closed", Some(2020), Some(2026)),
            place("now", Some(2027), None),
            place("later", Some(2028), None),
        ];
        assert_eq!(count(PlacesCounted::Open, Over::Plan, &all), (2, 0));
    }

    #[test]
    fn a_place_of_another_kind_does_not_count() {
        let hall = PlaceFacts { kind: "hall", ..place("hall", Some(2026), None) };
        assert_eq!(count(PlacesCounted::Opened, Over::Plan, &[hall]), (0, 0));
    }
}
