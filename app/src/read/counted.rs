//! What stands behind a target's number: the server's sums by district and month, and this device's own unsent logs.

use tsunagari_core::calendar::{Day, Month, WallTime};
use tsunagari_core::id::{DistrictId, MeasureId};
use tsunagari_core::plan::target::{Over, Target};
use tsunagari_core::query::serves::{Serving, by_district};
use tsunagari_core::query::summary::{Amount, Summary};
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::view::View;

use super::book::Book;

/// Logs of a measure, by district.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// At least so many in each district.
    pub held: SortedMap<DistrictId, u64>,
    /// In all, the ward's own included.
    pub logs: u64,
    /// Whether a part of it is told as 少数, so that the sum is the least.
    pub few: bool,
    /// This device's own among them that the server does not have yet.
    pub own: u64,
    /// Until when the server had counted.
    pub until: Option<WallTime>,
}

/// Counts a target's logs up to a day: of its fiscal year, or of the plan's years so far.
pub fn counted(view: &View<'_>, book: &Book, target: &Target, day: Day) -> Counted {
    let item = target.item.and_then(|item| book.items.get(&item));
    let Some(measure) = target.measure.or(item.and_then(|item| item.measure)) else {
        return Counted::default();
    };
    let (from, to) = months(book, target, day);
    let serving = Serving::new(view);
    let held = by_district(view, &serving, measure, from, to);
    let mut counted = Counted { logs: held.values().sum(), held, ..Counted::default() };
    for record in view.live(&Kind::Summary) {
        let Some(summary) = Summary::read(record).filter(|summary| (from..=to).contains(&summary.month))
        else {
            continue;
        };
        counted.until = counted.until.max(Some(record.edited.at));
        counted.add(&summary, measure);
    }
    let own = view.logs().filter(|(record, log)| {
        let within = log.when.is_some_and(|when| (from..=to).contains(&when.month()));
        record.version == 0 && within && log.held.is_done() && serving.of(log).contains(&measure)
    });
    counted.own = u64::try_from(own.count()).unwrap_or(u64::MAX);
    counted
}

impl Counted {
    /// What no district did is the ward's own and stands in a row of its own.
    fn add(&mut self, summary: &Summary, measure: MeasureId) {
        let Some(amount) = summary.measures.get(&measure) else { return };
        self.few |= *amount == Amount::Few;
        if summary.district.is_none() {
            self.logs = self.logs.saturating_add(amount.least());
        }
    }
}

/// The first and last month that a target counts.
fn months(book: &Book, target: &Target, day: Day) -> (Month, Month) {
    let period =
        target.plan.and_then(|plan| book.plans.get(&plan)).map(|plan| plan.period).unwrap_or_default();
    let last = period.last.map_or(day, |last| last.last().min(day));
    let first = match target.over {
        Over::Year => last.fiscal_year().first(),
        Over::Plan => period.first.map_or(Day::FIRST, |first| first.first()),
    };
    (first.month(), last.month())
}
