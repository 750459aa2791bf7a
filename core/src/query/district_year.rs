//! 地区社協の事業報告: a district's fiscal year by kind and group: times, heads, helpers, places. No layout, no memo.

use crate::activity::Activity;
use crate::calendar::FiscalYear;
use crate::district::successors;
use crate::id::{ActivityId, DistrictId, GroupId};
use crate::query::group_year::{in_order, not_held};
use crate::query::totals::Tally;
use crate::query::twin::counted;
use crate::record::Record;
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::view::View;

/// One kind of what was done in a district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRows {
    /// The kind's key.
    pub what: String,
    /// Its groups by name; what names no group comes last.
    pub rows: Vec<GroupRow>,
    /// All of it.
    pub sum: Tally,
}

/// One group's year of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// The group; none for what nobody's group is named for.
    pub group: Option<GroupId>,
    /// Its numbers and places.
    pub sum: Tally,
}

type Logs<'a> = Vec<(&'a Record, Activity)>;

/// A district's year, of the logs that the view holds; also of the districts that became this one.
///
/// Twins count once over the whole district, for the group that any of them names. What is staff's alone is left out.
pub fn district_year(view: &View<'_>, district: DistrictId, year: FiscalYear) -> Vec<KindRows> {
    let here = predecessors(view, district);
    let mut by_kind: SortedMap<String, Logs<'_>> = SortedMap::new();
    for (record, log) in view.logs() {
        let ours = log.district.is_some_and(|id| here.contains(&id));
        let now = log.when.map(|when| when.month().fiscal_year()) == Some(year);
        if ours && now && !view.kinds().get(&log.what).staff_only() {
            by_kind.of(log.what.clone()).push((record, log));
        }
    }
    let order = in_order(view.kinds(), by_kind.keys());
    order.into_iter().filter_map(|what| Some(rows(view, by_kind.remove(&what)?, what))).collect()
}

/// The districts whose counting this one has taken over, and itself.
pub fn predecessors(view: &View<'_>, district: DistrictId) -> SortedSet<DistrictId> {
    let all: SortedMap<_, _> = view.districts().map(|district| (district.id, district)).collect();
    let heirs = |id: &DistrictId| *id == district || successors(&all, *id).contains(&district);
    all.keys().copied().filter(heirs).chain([district]).collect()
}

fn rows(view: &View<'_>, logs: Logs<'_>, what: String) -> KindRows {
    let kind = view.kinds().get(&what);
    let named: SortedMap<ActivityId, GroupId> =
        logs.iter().filter_map(|(_, log)| Some((log.id, log.group?))).collect();
    let (held, off): (Vec<_>, Vec<_>) = logs.into_iter().partition(|(_, log)| log.held.is_done());
    let mut by_group: SortedMap<Option<GroupId>, Tally> = SortedMap::new();
    let mut sum = Tally::default();
    for (_, log, again) in counted(held) {
        let group = log.group.or_else(|| again.iter().find_map(|id| named.get(id).copied()));
        by_group.of(group).add(&log, &kind);
        sum.add(&log, &kind);
    }
    let mut off_by_group: SortedMap<Option<GroupId>, Logs<'_>> = SortedMap::new();
    for (record, log) in off {
        off_by_group.of(log.group).push((record, log));
    }
    for (group, off) in off_by_group {
        let times = u64::try_from(not_held(off).len()).unwrap_or(u64::MAX);
        by_group.of(group).cancelled = times;
        sum.cancelled = sum.cancelled.saturating_add(times);
    }
    let mut rows: Vec<_> = by_group.into_iter().map(|(group, sum)| GroupRow { group, sum }).collect();
    let name = |id: GroupId| view.group(id).map(|group| group.name);
    sort_by_key(&mut rows, |row| (row.group.is_none(), row.group.and_then(name), row.group));
    KindRows { rows, sum, what }
}
