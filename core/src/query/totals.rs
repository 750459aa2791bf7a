//! Totals of logs by kind: times or days, those who came, those who helped; twins count once, cancelled ones apart.

use crate::activity::{Activity, When};
use crate::calendar::{Day, Month};
use crate::id::{DistrictId, PlaceId};
use crate::kind::{ActivityKind, Kinds, Unit};
use crate::query::twin::{counted, not_held};
use crate::record::Record;
use crate::sorted::{SortedMap, SortedSet};
use crate::view::View;

/// What logs of one kind add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Logs that were held, twins once.
    pub times: u64,
    /// Logs among them that are a whole month's total.
    pub months: u64,
    /// Days on which any was held.
    pub days: SortedSet<Day>,
    /// Places at which any was held.
    pub places: SortedSet<PlaceId>,
    /// 参加, 延べ.
    pub heads: u64,
    /// 参加 by band, of the logs that know it.
    pub bands: SortedMap<String, u64>,
    /// Logs that know the bands.
    pub split: u64,
    /// Logs that know only a total.
    pub unsplit: u64,
    /// 担い手, 延べ.
    pub helpers: u64,
    /// 食, 組, 軒 … by key.
    pub quantities: SortedMap<String, u64>,
    /// Logs whose numbers are およそ.
    pub about: u64,
    /// Logs that say 中止.
    pub cancelled: u64,
}

impl Tally {
    /// What the kind counts its logs in: 回, or 日.
    pub fn counted(&self, unit: Unit) -> u64 {
        match unit {
            Unit::Times => self.times,
            Unit::Days => u64::try_from(self.days.len()).unwrap_or(u64::MAX),
        }
    }

    /// Adds one log that was held.
    pub(super) fn add(&mut self, log: &Activity, kind: &ActivityKind<'_>) {
        let more = |sum: &mut u64, number: u64| *sum = sum.saturating_add(number);
        more(&mut self.times, 1);
        more(&mut self.months, u64::from(matches!(log.when, Some(When::Month(_)))));
        self.days.extend(log.when.and_then(When::day));
        self.places.extend(log.place);
        more(&mut self.heads, log.counts.attendance(kind).unwrap_or(0));
        more(&mut self.helpers, log.counts.helpers.unwrap_or(0));
        if log.counts.is_split() {
            more(&mut self.split, 1);
            for (band, heads) in &log.counts.bands {
                more(self.bands.of(band.clone()), *heads);
            }
        } else if log.counts.total.is_some() {
            more(&mut self.unsplit, 1);
        }
        for (key, number) in &log.counts.quantities {
            more(self.quantities.of(key.clone()), *number);
        }
        more(&mut self.about, u64::from(log.about));
    }
}

/// Tallies by kind.
pub fn tally<'a>(
    kinds: &Kinds,
    logs: impl IntoIterator<Item = (&'a Record, Activity)>,
) -> SortedMap<String, Tally> {
    let (held, cancelled): (Vec<_>, Vec<_>) = logs.into_iter().partition(|(_, log)| log.held.is_done());
    let mut tallies: SortedMap<String, Tally> = SortedMap::new();
    for (_, log, _) in counted(held) {
        tallies.of(log.what.clone()).add(&log, &kinds.get(&log.what));
    }
    for (_, log) in not_held(cancelled) {
        tallies.of(log.what).cancelled += 1;
    }
    tallies
}

/// A district's month, by kind.
pub fn of_month(view: &View<'_>, district: DistrictId, month: Month) -> SortedMap<String, Tally> {
    let logs = view.logs().filter(|(_, log)| {
        log.district == Some(district) && log.when.is_some_and(|when| when.month() == month)
    });
    tally(view.kinds(), logs)
}

/// A line of きょう's summary of the district: あいさつ運動 6日（先月 7日）.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The kind's key.
    pub what: String,
    /// The kind's short name.
    pub name: String,
    /// 回 or 日.
    pub unit: Unit,
    /// This month.
    pub now: u64,
    /// The month before.
    pub before: u64,
}

/// A month and the one before it, by kind, in the order of the form; kinds without any are left out.
pub fn lines(view: &View<'_>, district: DistrictId, month: Month) -> Vec<Line> {
    let now = of_month(view, district, month);
    let before = month.previous().map(|month| of_month(view, district, month)).unwrap_or_default();
    let lines = view.kinds().all().map(|kind| {
        let count =
            |of: &SortedMap<String, Tally>| of.get(kind.key).map_or(0, |tally| tally.counted(kind.unit));
        Line {
            what: kind.key.to_owned(),
            name: kind.name.to_owned(),
            unit: kind.unit,
            now: count(&now),
            before: count(&before),
        }
    });
    lines.filter(|line| line.now > 0 || line.before > 0).collect()
}

/// 参加 延べ of all kinds together.
pub fn heads(tallies: &SortedMap<String, Tally>) -> u64 {
    tallies.values().map(|tally| tally.heads).fold(0, u64::saturating_add)
}
