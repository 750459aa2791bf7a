//! What stands behind a target's number: the server's sums by district and month, and this device's own unsent logs.

use std::collections::BTreeMap;

use tsunagari_core::activity::Activity;
use tsunagari_core::calendar::{Day, Month, WallTime};
use tsunagari_core::id::{DistrictId, MeasureId};
use tsunagari_core::plan::rule::{Facts, served, serves};
use tsunagari_core::plan::target::{Over, Target};
use tsunagari_core::query::summary::{Amount, Summary};
use tsunagari_core::record::Record;

use super::book::Book;

/// Logs of a measure, by district.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// At least so many in each district.
    pub held: BTreeMap<DistrictId, u64>,
    /// In all, the ward's own included.
    pub logs: u64,
    /// Whether a part of it is told as 少数, so that the sum is the least.
    pub few: bool,
    /// This device's own among them that the server does not have yet.
    pub own: u64,
    /// Until when the server had counted.
    pub until: Option<WallTime>,
}

/// Counts a target's logs up to a day: of its fiscal year, or of the plan's years so far. `logs` are those that the
/// device holds; only what the server has never seen is taken from them, since the rest is in its sums.
pub fn counted(book: &Book, target: &Target, day: Day, logs: &[Record]) -> Counted {
    let mut counted = Counted::default();
    let item = target.item.and_then(|item| book.items.get(&item));
    let Some(measure) = target.measure.or(item.and_then(|item| item.measure)) else { return counted };
    let months = months(book, target, day);
    for record in &book.summaries {
        let Some(summary) = Summary::read(record).filter(|summary| months.holds(summary.month)) else { continue };
        counted.until = counted.until.max(Some(record.edited.at));
        if let Some(amount) = summary.measures.get(&measure) {
            counted.take(summary.district, amount.least(), matches!(amount, Amount::Few));
        }
    }
    for record in logs.iter().filter(|record| record.version == 0 && !record.removed()) {
        let log = Activity::read(record);
        let within = log.when.is_some_and(|when| months.holds(when.month()));
        if within && log.held.is_done() && serves_measure(book, target, &log, measure) {
            counted.take(log.district, 1, false);
            counted.own += 1;
        }
    }
    counted
}

impl Counted {
    fn take(&mut self, district: Option<DistrictId>, logs: u64, few: bool) {
        self.logs = self.logs.saturating_add(logs);
        self.few |= few;
        if let Some(district) = district {
            let sum = self.held.entry(district).or_default();
            *sum = sum.saturating_add(logs);
        }
    }
}

/// The first and last month that a target counts.
struct Months(Month, Month);

impl Months {
    fn holds(&self, month: Month) -> bool {
        self.0 <= month && month <= self.1
    }
}

fn months(book: &Book, target: &Target, day: Day) -> Months {
    let period = target.plan.and_then(|plan| book.plans.get(&plan)).map(|plan| plan.period).unwrap_or_default();
    let last = period.last.map_or(day, |last| last.last().min(day));
    let first = match target.over {
        Over::Year => last.fiscal_year().first(),
        Over::Plan => period.first.map_or(Day::FIRST, |first| first.first()),
    };
    Months(first.month(), last.month())
}

fn serves_measure(book: &Book, target: &Target, log: &Activity, measure: MeasureId) -> bool {
    let Some(plan) = target.plan.and_then(|plan| book.plans.get(&plan)) else { return false };
    let place = log.place.and_then(|place| book.places.get(&place));
    let ruled = serves(&plan.rules, plan.period, Facts::of(&log.what, log.group, place));
    served(ruled, &log.serves).contains(&measure)
}
