//! How far a target of kind coverage or places has come, from numbers and places given; reads no record, invents no whole.

use super::Period;
use super::target::{Over, PlacesCounted};
use crate::calendar::Day;
use crate::district::{District, successors};
use crate::id::{DistrictId, PlaceId};
use crate::place::Place;
use crate::sorted::{SortedMap, SortedSet};

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
pub struct Missing(pub SortedSet<DistrictId>);

/// The districts of 全地区 on a day, each with its logs; those of a district that ended go to every successor.
pub fn districts(
    all: &SortedMap<DistrictId, District>,
    day: Day,
    held: &SortedMap<DistrictId, u64>,
) -> (SortedSet<DistrictId>, SortedMap<DistrictId, u64>) {
    let list = all.values().filter(|district| district.lives_on(day)).map(|district| district.id).collect();
    let mut now = SortedMap::new();
    for (from, count) in held {
        for heir in successors(all, *from) {
            let sum: &mut u64 = now.of(heir);
            *sum = sum.saturating_add(*count);
        }
    }
    (list, now)
}

/// Counts the districts of the list that have a log. A count that is told as 少数 is at least one.
///
/// `held` are logs that took place, by district; a district off the list (of another ward, or closed) adds nothing.
pub fn coverage(list: &SortedSet<DistrictId>, held: &SortedMap<DistrictId, u64>) -> (Coverage, Missing) {
    if list.is_empty() {
        return (Coverage::NoList, Missing::default());
    }
    let done = |id: &&DistrictId| held.get(id).is_some_and(|count| *count > 0);
    let missing: SortedSet<DistrictId> = list.iter().filter(|id| !done(id)).copied().collect();
    (Coverage::Of { reached: list.len() - missing.len(), all: list.len() }, Missing(missing))
}

/// The places that count, so that a number opens to what is behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlacesReached {
    /// They count.
    pub counted: SortedSet<PlaceId>,
    /// Their first day is unknown, so they were not counted; staff are asked.
    pub unknown: SortedSet<PlaceId>,
}

/// Counts places as a target says, up to a day.
///
/// 新規開設 over the plan's years adds up from its first day, closed ones too: they were opened. Over a fiscal year
/// only that of the day counts. 開設中 counts what is open on the day. The staff's record of a private house stands
/// for its public one and adds nothing.
pub fn places<'a>(
    counts: PlacesCounted,
    kinds: &SortedSet<String>,
    over: Over,
    period: Period,
    day: Day,
    all: impl IntoIterator<Item = &'a Place>,
) -> PlacesReached {
    let mut reached = PlacesReached::default();
    let told = |place: &&Place| place.of.is_none() && (kinds.is_empty() || kinds.contains(&place.what));
    for place in all.into_iter().filter(told) {
        if counts == PlacesCounted::Opened && place.opened.is_none() {
            reached.unknown.insert(place.id);
        } else if counts_on(counts, over, period, day, place) {
            reached.counted.insert(place.id);
        }
    }
    reached
}

fn counts_on(counts: PlacesCounted, over: Over, period: Period, day: Day, place: &Place) -> bool {
    match (counts, over) {
        (PlacesCounted::Open, _) => place.open_on(day),
        (PlacesCounted::Opened, Over::Year) => place.opened_within(day.fiscal_year().first(), day),
        (PlacesCounted::Opened, Over::Plan) => {
            let last = period.last.map_or(day, |last| last.last().min(day));
            period.first.is_some_and(|first| place.opened_within(first.first(), last))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{FiscalYear, WallTime};
    use crate::id::derived;
    use crate::record::{Fields, Hand, Kind, Record, Scope};
    use serde_json::json;

    fn district(name: &str) -> DistrictId {
        DistrictId::of(derived(&[name]))
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn place(name: &str, opened: Option<&str>, closed: Option<&str>) -> Place {
        let mut place =
            Place::named(PlaceId::of(derived(&[name])), None, "ibasho".to_owned(), name.to_owned());
        place.opened = opened.map(day);
        place.closed = closed.map(day);
        place
    }

    fn count(counts: PlacesCounted, over: Over, places: &[Place]) -> (usize, usize) {
        let period = Period { first: FiscalYear::new(2026).ok(), last: FiscalYear::new(2030).ok() };
        let kinds = ["ibasho".to_owned()].into();
        let reached = super::places(counts, &kinds, over, period, day("2027-11-24"), places);
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
    fn a_district_that_ended_leaves_the_list_and_its_logs_to_its_successors() {
        let mut all = SortedMap::new();
        for (name, until, next) in
            [("old", Some("2027-03-31"), vec!["new"]), ("new", None, vec![]), ("other", None, vec![])]
        {
            let hand = Hand { by: None, at: WallTime::from_millis(0) };
            let mut fields: Fields =
                next.into_iter().map(|next| (format!("next.{}", district(next)), json!(true))).collect();
            fields.extend(until.map(|until| ("until".to_owned(), json!(until))));
            let id = district(name);
            let record = Record {
                id: id.record(),
                kind: Kind::District,
                scope: Scope::OrgAll,
                version: 1,
                born: 1,
                made: hand,
                edited: hand,
                fields,
                parallel: vec![],
            };
            all.insert(id, District::read(&record));
        }
        let held = [(district("old"), 5), (district("new"), 1)].into();
        let (list, now) = districts(&all, day("2027-11-24"), &held);
        assert_eq!(list, ["new", "other"].map(district).into());
        assert_eq!(now, [(district("new"), 6)].into());
        assert_eq!(coverage(&list, &now).0, Coverage::Of { reached: 1, all: 2 });
    }

    #[test]
    fn without_a_list_of_districts_no_share_is_said() {
        let (coverage, missing) = coverage(&SortedSet::new(), &[(district("hinata"), 3)].into());
        assert_eq!((coverage, coverage.met()), (Coverage::NoList, None));
        assert_eq!(missing, Missing::default());
    }

    #[test]
    fn new_places_add_up_over_the_plan_and_closed_ones_were_opened_too() {
        let all = [
            place("before", Some("2026-03-31"), None),
            place("first", Some("2026-04-01"), Some("2026-12-01")),
            place("now", Some("2027-11-24"), None),
            place("tomorrow", Some("2027-11-25"), None),
            place("unknown", None, None),
        ];
        assert_eq!(count(PlacesCounted::Opened, Over::Plan, &all), (2, 1));
        assert_eq!(count(PlacesCounted::Opened, Over::Year, &all), (1, 1));
    }

    #[test]
    fn open_places_are_those_open_on_the_day() {
        let all = [
            place("old", None, None),
            place("closed", Some("2020-05-01"), Some("2027-11-23")),
            place("now", Some("2027-11-24"), None),
            place("tomorrow", Some("2027-11-25"), None),
        ];
        assert_eq!(count(PlacesCounted::Open, Over::Plan, &all), (2, 0));
    }

    #[test]
    fn a_place_of_another_kind_and_a_house_told_twice_do_not_count() {
        let public = place("house", Some("2026-05-01"), None);
        let exact = Place { of: Some(public.id), ..place("house of staff", Some("2026-05-01"), None) };
        let hall = Place { what: "hall".to_owned(), ..place("hall", Some("2026-05-01"), None) };
        assert_eq!(count(PlacesCounted::Opened, Over::Plan, &[public, exact, hall]), (1, 0));
    }

    #[test]
    fn a_plan_whose_years_are_unknown_claims_no_new_place() {
        let all = [place("now", Some("2027-11-24"), None)];
        let reached = super::places(
            PlacesCounted::Opened,
            &SortedSet::new(),
            Over::Plan,
            Period::default(),
            day("2027-11-24"),
            &all,
        );
        assert_eq!(reached, PlacesReached::default());
    }
}
