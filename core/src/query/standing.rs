//! How far targets have come, on a phone as on the server: from what was done for their measures, with what is behind each
//! number. Missing districts stand apart, since screens name them to staff alone; no word, no screen.

use std::sync::Arc;

use crate::book::Book;
use crate::calendar::{Day, FiscalYear, Month};
use crate::district::successors;
use crate::id::{DistrictId, GroupId, MeasureId, PlaceId};
use crate::plan::Period;
use crate::plan::lineage::Lineage;
use crate::plan::progress::{Coverage, Missing, PlacesReached, coverage, districts, places};
use crate::plan::target::{Goal, Over, Per, Set, Target};
use crate::plan::unit::Sum;
use crate::query::deed::{Deed, Deeds, Found, Part};
use crate::query::summary::Needs;
use crate::sorted::{SortedMap, SortedSet};

/// How far a target has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What was reached.
    pub reached: Reached,
    /// From which day to which it counts.
    pub days: (Day, Day),
    /// What is behind the number.
    pub behind: Behind,
    /// The same days of the year before.
    pub before: Before,
    /// 期待される取組: it is never late.
    pub expected: bool,
}

/// What was reached of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// So many of a unit.
    Number {
        /// So many.
        done: u64,
        /// Of so many.
        goal: u64,
        /// 回, 人.
        unit: String,
    },
    /// So many of the districts.
    Districts(Coverage, Missing),
    /// So many of the places, opened or open.
    Places {
        /// Which.
        places: PlacesReached,
        /// Of so many.
        goal: u64,
    },
    /// So often in each month, week or year that is over, and the one that runs where it has come far enough.
    Often {
        /// How often is wanted.
        times: u64,
        /// In what.
        per: Per,
        /// The first day of each, and how often.
        spans: Vec<(Day, u64)>,
    },
    /// So often at each of so many places.
    Each {
        /// How often is wanted at each, over the whole time.
        times: u64,
        /// At how many places.
        goal: u64,
        /// How often at which.
        places: SortedMap<PlaceId, u64>,
    },
    /// It cannot be told.
    Untold(Why),
}

/// Why a target cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A set whose members nobody has listed.
    NoList,
    /// A unit that logs cannot give.
    NoUnit,
    /// Neither a measure nor a way to count is known.
    NoGoal,
    /// The number to be reached is zero.
    Zero,
    /// Its year lies outside the plan's years.
    OutsidePlan,
    /// Its time has not begun.
    NotBegun,
    /// Logs are there, and none tells where.
    NoPlace,
    /// Logs are there, and none tells on which day: months' totals.
    NoDay,
}

/// What is behind a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// Logs that were counted.
    pub logs: u64,
    /// Whether a part of it was told as 少数, so that the number is the least.
    pub few: bool,
    /// Logs whose numbers are およそ.
    pub about: u64,
    /// In the target's unit, or logs where it has none, by part; those of a district that ended stand with its successors.
    pub parts: SortedMap<Part, u64>,
    /// The same by month.
    pub months: SortedMap<Month, u64>,
    /// Logs at each place.
    pub places: SortedMap<PlaceId, u64>,
    /// Logs of each group.
    pub groups: SortedMap<GroupId, u64>,
}

/// The same days of the year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It cannot be compared: nothing was logged then, or by other groups, or what was counted is not at hand.
    Incomparable,
    /// So many of the same unit.
    Number(u64),
}

/// What standings are read from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The plans.
    pub book: &'a Book,
    /// What was done.
    pub deeds: &'a Deeds,
    /// What was done in the month of a year ago, up to the day; none where it is not at hand.
    pub cut: Option<&'a Deeds>,
    /// Today.
    pub today: Day,
}

/// What targets ask of measures besides how often: what a summary must tell for them.
pub fn needs(book: &Book) -> Needs {
    let mut needs = Needs::new();
    for target in &book.targets {
        let sum = match &target.goal {
            Some(Goal::Count { unit, .. }) => Sum::of(unit),
            Some(Goal::Frequency { places: Some(_), .. }) => Some(Sum::Places),
            Some(Goal::Frequency { per: Per::Week, places: None, .. }) => Some(Sum::Dates),
            _ => None,
        };
        if let (Some(sum), Some(measure)) = (sum, measure_of(book, target)) {
            needs.of(measure).insert(sum);
        }
    }
    needs
}

/// The first and last month of which targets want ledgers: of all plans in force, and of the year before.
pub fn months(book: &Book, today: Day) -> (Month, Month) {
    let year = today.fiscal_year();
    let before = year.previous().unwrap_or(year).first().month();
    let running = book.targets.iter().filter_map(|target| period_of(book, target).first);
    let first = running.map(|first| first.first().month()).min().unwrap_or(before);
    (first.min(before), today.month())
}

/// How far one target has come.
pub fn standing(ground: Ground<'_>, target: &Target) -> Standing {
    let Ground { book, deeds, today, .. } = ground;
    let measure = measure_of(book, target);
    let expected = measure.and_then(|id| book.measures.get(&id)).is_some_and(|row| {
        let plan = row.plan.and_then(|plan| book.plans.get(&plan));
        plan.is_some_and(|plan| plan.expected(row.heading.as_deref()))
    });
    let untold = |why, days| Standing {
        reached: Reached::Untold(why),
        days,
        behind: Behind::default(),
        before: Before::Incomparable,
        expected,
    };
    let days = match days(book, target, today) {
        Ok(days) => days,
        Err(why) => return untold(why, (today, today)),
    };
    let Some(goal) = &target.goal else { return untold(Why::NoGoal, days) };
    let found: Found = match measure {
        Some(measure) => of_target(book, target, deeds.of(&[measure].into(), days.0.month(), days.1.month())),
        None if matches!(goal, Goal::Places { .. }) => Found::new(),
        None => return untold(Why::NoGoal, days),
    };
    let sum = match goal {
        Goal::Count { unit, .. } => match Sum::of(unit) {
            Some(sum) => sum,
            None => return untold(Why::NoUnit, days),
        },
        _ => Sum::Times,
    };
    let reached = match reached(ground, target, goal, days, sum, &found) {
        Ok(reached) => reached,
        Err(why) => return untold(why, days),
    };
    let before =
        measure.map_or(Before::Incomparable, |measure| before(ground, target, measure, days, sum, &found));
    Standing { reached, days, behind: behind(book, &found, sum), before, expected }
}

/// The measure that a target is printed at, or that its item is of.
pub fn measure_of(book: &Book, target: &Target) -> Option<MeasureId> {
    let item = target.item.and_then(|item| book.items.get(&item));
    target.measure.or(item.and_then(|item| item.measure))
}

fn period_of(book: &Book, target: &Target) -> Period {
    target.plan.and_then(|plan| book.plans.get(&plan)).map(|plan| plan.period).unwrap_or_default()
}

/// From which day to which a target counts, up to today.
fn days(book: &Book, target: &Target, today: Day) -> Result<(Day, Day), Why> {
    let period = period_of(book, target);
    let last = period.last.map_or(today, |last| last.last().min(today));
    let year = target.item.and_then(|item| book.items.get(&item)).and_then(|item| item.year);
    let (from, to) = match (target.over, year) {
        (Over::Year, Some(year)) if period.covers(year) == Some(false) => return Err(Why::OutsidePlan),
        (Over::Year, Some(year)) => (year.first(), year.last().min(today)),
        (Over::Year, None) => (last.fiscal_year().first(), last),
        (Over::Plan, _) => (period.first.map_or(Day::FIRST, FiscalYear::first), last),
    };
    let begun = period.first.is_none_or(|first| first.first() <= today) && from <= to;
    if begun { Ok((from, to)) } else { Err(Why::NotBegun) }
}

/// Of a district's own target the logs of that district, and of those that it took over from.
fn of_target(book: &Book, target: &Target, mut found: Found) -> Found {
    if let Some(own) = target.district {
        let here = |part: Part| part.is_some_and(|part| successors(&book.districts, part).contains(&own));
        found.retain(|(part, _), _| here(*part));
    }
    found
}

fn reached(
    ground: Ground<'_>,
    target: &Target,
    goal: &Goal,
    days: (Day, Day),
    sum: Sum,
    found: &Found,
) -> Result<Reached, Why> {
    let Ground { book, today, .. } = ground;
    Ok(match goal {
        goal if goal.is_nought() => return Err(Why::Zero),
        Goal::Count { number, unit } => {
            Reached::Number { done: total(book, found, sum), goal: *number, unit: unit.clone() }
        }
        Goal::Coverage { set: Set::Named(_) } => return Err(Why::NoList),
        Goal::Coverage { set: Set::Districts } => {
            let mut held: SortedMap<DistrictId, u64> = SortedMap::new();
            for ((part, _), deed) in found {
                if let Some(district) = part {
                    *held.of(*district) += deed.times;
                }
            }
            let (mut list, held) = districts(&book.districts, days.1, &held);
            list.retain(|id| target.district.is_none_or(|own| own == *id));
            match coverage(&list, &held) {
                (Coverage::NoList, _) => return Err(Why::NoList),
                (share, missing) => Reached::Districts(share, missing),
            }
        }
        Goal::Places { number, counts, kinds } => {
            let here =
                |place: &&crate::place::Place| target.district.is_none_or(|own| place.district == Some(own));
            let all = book.places.values().filter(here);
            let period = period_of(book, target);
            Reached::Places {
                places: places(*counts, kinds, target.over, period, days.1, all),
                goal: *number,
            }
        }
        Goal::Frequency { times, per, places: Some(goal) } => {
            let spans = match per {
                Per::Week => 52,
                Per::Month => 12,
                Per::Year => 1,
            };
            let mut at: SortedMap<PlaceId, u64> = SortedMap::new();
            for deed in found.values() {
                for (place, times) in &deed.places {
                    *at.of(*place) += times;
                }
            }
            if at.is_empty() && found.values().any(|deed| deed.times > 0) {
                return Err(Why::NoPlace);
            }
            Reached::Each { times: times.saturating_mul(spans), goal: *goal, places: at }
        }
        Goal::Frequency { times, per, places: None } => {
            let held = || found.values().filter(|deed| deed.times > 0);
            if *per == Per::Week && held().next().is_some() && held().all(|deed| deed.days == 0) {
                return Err(Why::NoDay);
            }
            Reached::Often { times: *times, per: *per, spans: spans(*per, *times, days, today, found) }
        }
    })
}

/// How often in each month, week or year. The one that runs is not over: it is told once it has come far enough.
fn spans(per: Per, wanted: u64, (from, to): (Day, Day), today: Day, found: &Found) -> Vec<(Day, u64)> {
    let mut spans: Vec<(Day, u64)> = Vec::new();
    let mut first = from;
    while first <= to && spans.len() < SPANS_MOST {
        let (last, next) = match per {
            Per::Week => (first.plus(6), first.plus(7)),
            Per::Month => (first.month().last(), first.month().last().plus(1)),
            Per::Year => (first.fiscal_year().last(), first.fiscal_year().last().plus(1)),
        };
        let times: u64 = match per {
            Per::Week => (0..7).map(|day| logged(first.plus(day), found)).sum(),
            Per::Month | Per::Year => {
                let within = |month: &Month| (first.month()..=last.month()).contains(month);
                found.iter().filter(|((_, month), _)| within(month)).map(|(_, deed)| deed.times).sum()
            }
        };
        if last < today || times >= wanted {
            spans.push((first, times));
        }
        if next <= first {
            break;
        }
        first = next;
    }
    spans
}

/// The most weeks or months that one target is told by.
const SPANS_MOST: usize = 600;

/// In how many parts a log was held on a day.
fn logged(day: Day, found: &Found) -> u64 {
    let bit = day.day_of_month().checked_sub(1).and_then(|shift| 1_u32.checked_shl(shift)).unwrap_or(0);
    let on =
        |((_, month), deed): &(&(Part, Month), &Arc<Deed>)| *month == day.month() && deed.days & bit != 0;
    u64::try_from(found.iter().filter(on).count()).unwrap_or(u64::MAX)
}

/// What deeds add up to in a unit.
fn total(book: &Book, found: &Found, sum: Sum) -> u64 {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    match sum {
        Sum::Times => found.values().map(|deed| deed.times).fold(0, u64::saturating_add),
        Sum::Days | Sum::Dates => found.values().map(|deed| deed.day_count()).fold(0, u64::saturating_add),
        Sum::Heads => found.values().map(|deed| deed.heads).fold(0, u64::saturating_add),
        Sum::Quantity(key) => {
            let all = found.values().filter_map(|deed| deed.quantities.get(key)).copied();
            all.fold(0, u64::saturating_add)
        }
        Sum::Places => {
            count(found.values().flat_map(|deed| deed.places.keys()).collect::<SortedSet<_>>().len())
        }
        Sum::Groups => groups(found),
        Sum::Districts => {
            let held = found.iter().filter(|(_, deed)| deed.times > 0).filter_map(|((part, _), _)| *part);
            count(held.flat_map(|part| successors(&book.districts, part)).collect::<SortedSet<_>>().len())
        }
    }
}

/// Groups, each once, in however many districts it logs. Where a summary tells only how many, a part has at least those of
/// its fullest month.
fn groups(found: &Found) -> u64 {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let mut parts: SortedMap<Part, (SortedSet<GroupId>, u64)> = SortedMap::new();
    let mut all: SortedSet<GroupId> = SortedSet::new();
    for ((part, _), deed) in found {
        let (named, told) = parts.of(*part);
        named.extend(deed.groups.keys().copied());
        all.extend(deed.groups.keys().copied());
        *told = (*told).max(deed.groups_told);
    }
    let unnamed = parts.values().map(|(named, told)| told.saturating_sub(count(named.len())));
    unnamed.fold(count(all.len()), u64::saturating_add)
}

fn behind(book: &Book, found: &Found, sum: Sum) -> Behind {
    let mut behind = Behind { logs: total(book, found, Sum::Times), ..Behind::default() };
    let mut parts: SortedMap<Part, Found> = SortedMap::new();
    let mut months: SortedMap<Month, Found> = SortedMap::new();
    for ((part, month), deed) in found {
        behind.few |= deed.few;
        behind.about = behind.about.saturating_add(deed.about);
        for heir in heirs(book, *part) {
            parts.of(heir).insert((*part, *month), Arc::clone(deed));
        }
        months.of(*month).insert((*part, *month), Arc::clone(deed));
        for (place, times) in &deed.places {
            *behind.places.of(*place) += times;
        }
        for (group, times) in &deed.groups {
            *behind.groups.of(*group) += times;
        }
    }
    behind.parts = parts.iter().map(|(part, found)| (*part, total(book, found, sum))).collect();
    behind.months = months.iter().map(|(month, found)| (*month, total(book, found, sum))).collect();
    behind
}

fn heirs(book: &Book, part: Part) -> Vec<Part> {
    match part {
        Some(district) => successors(&book.districts, district).into_iter().map(Some).collect(),
        None => vec![None],
    }
}

/// The same days of the year before: only of a year's target, where the same groups logged then as now.
fn before(
    ground: Ground<'_>,
    target: &Target,
    measure: MeasureId,
    (from, to): (Day, Day),
    sum: Sum,
    now: &Found,
) -> Before {
    let Ground { book, deeds, cut: Some(cut), today } = ground else { return Before::Incomparable };
    let then = |day: Day| FiscalYear::new(day.fiscal_year().year() - 1).ok();
    if target.over != Over::Year || to != today || now.values().any(|deed| deed.few) {
        return Before::Incomparable;
    }
    let (Some(year), Some(month)) = (then(from), year_ago(to)) else { return Before::Incomparable };
    let measures = in_year(book, target, measure, year);
    let mut found = match month.previous().filter(|whole| *whole >= year.first().month()) {
        Some(whole) => deeds.of(&measures, year.first().month(), whole),
        None => Found::new(),
    };
    found.extend(cut.of(&measures, month, month));
    let found = of_target(book, target, found);
    let who = |found: &Found| -> SortedSet<(Part, GroupId)> {
        // Where districts were merged, a group logs in another one than then.
        let each = found.iter().flat_map(|((part, _), deed)| {
            let parts = heirs(book, *part).into_iter();
            parts.flat_map(|part| deed.groups.keys().map(move |group| (part, *group)))
        });
        each.collect()
    };
    let told = found.values().any(|deed| deed.few) || total(book, &found, Sum::Times) == 0;
    if told || who(&found) != who(now) {
        return Before::Incomparable;
    }
    Before::Number(total(book, &found, sum))
}

/// The month of a year ago.
pub fn year_ago(day: Day) -> Option<Month> {
    Month::new(day.year() - 1, day.month_number()).ok()
}

/// The rows that a measure was in a year: itself where its plan holds it, else what it came from.
fn in_year(book: &Book, target: &Target, measure: MeasureId, year: FiscalYear) -> SortedSet<MeasureId> {
    if period_of(book, target).covers(year) == Some(true) {
        return [measure].into();
    }
    let rows = book.measures.values().map(|row| (row.id.record(), row.relations.as_slice()));
    let lineage = Lineage::of(rows);
    lineage.before(measure.record()).map(|step| MeasureId::of(step.earlier)).collect()
}

#[cfg(test)]
mod tests;
