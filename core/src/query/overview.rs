//! 今月のようす: districts side by side, and by group what was held, what was expected and is not logged, who has been
//! quiet for long. Nothing is ranked, nothing is called late.

use crate::activity::{Activity, When, id_for_session};
use crate::calendar::{Day, Month};
use crate::id::{ActivityId, DistrictId, GroupId, SessionId};
use crate::query::totals::{Tally, heads, tally};
use crate::query::twin;
use crate::record::Record;
use crate::session::{GroupSession, Meeting};
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::text::{Suspicion, personal};
use crate::view::View;

/// From more days than this without a log on, a group is said to be quiet.
pub const QUIET_DAYS: i64 = 60;
/// Logs of one meeting that are looked for.
const SAME_MEETING: u32 = 3;

/// A district's month in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictMonth {
    /// The district.
    pub district: DistrictId,
    /// Logs that were held, twins once.
    pub times: u64,
    /// 参加, 延べ.
    pub heads: u64,
    /// Logs that were held the month before.
    pub before: u64,
    /// Meetings that were expected and are not logged.
    pub unlogged: usize,
    /// Groups that have been quiet for long.
    pub quiet: usize,
    /// Logs that took over the numbers of the last time, and those that were counted at all.
    pub same_as_last: (u64, u64),
}

/// A group's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMonth {
    /// The group.
    pub group: GroupId,
    /// Its name.
    pub name: String,
    /// What was held, by kind.
    pub held: SortedMap<String, Tally>,
    /// How often it was held the month before, all kinds together.
    pub before: u64,
    /// The month's logs, by day.
    pub logs: Vec<ActivityId>,
    /// What was expected up to yesterday and is not logged.
    pub unlogged: Vec<Unlogged>,
    /// Whether it has been quiet for long, and since when.
    pub quiet: Option<Quiet>,
}

/// A meeting that was expected and is not logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlogged {
    /// The session.
    pub session: SessionId,
    /// When it would have been held.
    pub meeting: Meeting,
}

/// How long a group has been quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quiet {
    /// Since its last log.
    Since(Day),
    /// No log of it is known here.
    NoLog,
}

/// What a district's logs are looked at with: read once for all of its groups.
pub struct Months<'v, 'a> {
    view: &'v View<'a>,
    month: Month,
    today: Day,
    logs: Vec<(&'a Record, Activity)>,
}

impl<'v, 'a> Months<'v, 'a> {
    /// Reads the logs once. `today` is the last day that could have been logged.
    pub fn new(view: &'v View<'a>, month: Month, today: Day) -> Self {
        Self { view, month, today, logs: view.logs().collect() }
    }

    /// A district in a line.
    pub fn district(&self, district: DistrictId) -> DistrictMonth {
        let groups = self.groups(district);
        let now = tally(self.view.kinds(), self.within(district, self.month));
        let before = self.month.previous().map(|month| self.within(district, month)).unwrap_or_default();
        let before = tally(self.view.kinds(), before);
        let counted = self.within(district, self.month);
        let counted = counted.iter().filter(|(_, log)| log.held.is_done() && !log.counts.is_empty());
        let (mut same, mut all) = (0, 0);
        for (_, log) in counted {
            all += 1;
            same += u64::from(log.same_as_last);
        }
        DistrictMonth {
            district,
            times: times(&now),
            heads: heads(&now),
            before: times(&before),
            unlogged: groups.iter().map(|group| group.unlogged.len()).sum(),
            quiet: groups.iter().filter(|group| group.quiet.is_some()).count(),
            same_as_last: (same, all),
        }
    }

    /// A district's groups that go on in the month, by name.
    pub fn groups(&self, district: DistrictId) -> Vec<GroupMonth> {
        let (first, last) = (self.month.first(), self.month.last());
        let mut groups: Vec<_> = self
            .view
            .groups()
            .filter(|group| group.district == Some(district))
            .filter(|group| group.since.is_none_or(|since| since <= last))
            .filter(|group| group.until.is_none_or(|until| first <= until))
            .collect();
        sort_by_key(&mut groups, |group| {
            (group.kana.clone().unwrap_or_else(|| group.name.clone()), group.id)
        });
        let sessions: Vec<_> = self.view.sessions().collect();
        let mut by_group: SortedMap<GroupId, Vec<&(&Record, Activity)>> = SortedMap::new();
        for log in &self.logs {
            if let Some(group) = log.1.group {
                by_group.of(group).push(log);
            }
        }
        let of = |group: crate::group::Group| {
            let logs = by_group.get(&group.id).map_or(&[][..], Vec::as_slice);
            let mine = sessions.iter().filter(|session| session.group == Some(group.id));
            let in_month = |month: Month| {
                logs.iter().filter(move |(_, log)| log.when.is_some_and(|when| when.month() == month))
            };
            let tallied = |month: Month| {
                tally(self.view.kinds(), in_month(month).map(|(record, log)| (*record, log.clone())))
            };
            let mut ids: Vec<_> = in_month(self.month).map(|(_, log)| (log.day(), log.id)).collect();
            sort_by_key(&mut ids, |one| *one);
            GroupMonth {
                group: group.id,
                name: group.name.clone(),
                held: tallied(self.month),
                before: self.month.previous().map_or(0, |month| times(&tallied(month))),
                logs: ids.into_iter().map(|(_, id)| id).collect(),
                unlogged: mine.flat_map(|session| self.unlogged(session, logs)).collect(),
                quiet: self.quiet(&group, logs),
            }
        };
        groups.into_iter().map(of).collect()
    }

    fn within(&self, district: DistrictId, month: Month) -> Vec<(&'a Record, Activity)> {
        let of = |log: &Activity| {
            log.district == Some(district) && log.when.is_some_and(|when| when.month() == month)
        };
        self.logs.iter().filter(|(_, log)| of(log)).map(|(record, log)| (*record, log.clone())).collect()
    }

    /// Meetings up to yesterday of which nothing is logged, neither that they were held nor that they were not.
    fn unlogged(&self, session: &GroupSession, logs: &[&(&Record, Activity)]) -> Vec<Unlogged> {
        let logged = |meeting: &Meeting| {
            let named: SortedSet<_> =
                (1..=SAME_MEETING).map(|n| id_for_session(session.id, meeting.scheduled, n)).collect();
            logs.iter().any(|(_, log)| {
                named.contains(&log.id)
                    || (log.what == session.what && log.when == Some(When::Day(meeting.day)))
            })
        };
        let meetings = session.dates(self.month).into_iter();
        let due = meetings.filter(|meeting| meeting.day < self.today && !logged(meeting));
        due.map(|meeting| Unlogged { session: session.id, meeting }).collect()
    }

    fn quiet(&self, group: &crate::group::Group, logs: &[&(&Record, Activity)]) -> Option<Quiet> {
        let begun = group.since.is_none_or(|since| self.today.since(since) > QUIET_DAYS);
        let last = logs.iter().filter_map(|(_, log)| log.day()).filter(|day| *day <= self.today).max();
        match last {
            _ if !begun || !group.lives_on(self.today) => None,
            None => Some(Quiet::NoLog),
            Some(last) => (self.today.since(last) > QUIET_DAYS).then_some(Quiet::Since(last)),
        }
    }

    /// Logs of the month that look like one event, of some districts.
    pub fn twins(&self, districts: &SortedSet<DistrictId>) -> Vec<(ActivityId, ActivityId)> {
        twin::suspected(self.of(districts).map(|(record, log)| (*record, log.clone())))
    }

    /// Logs of the month whose memo may name somebody.
    pub fn memos(&self, districts: &SortedSet<DistrictId>) -> Vec<(ActivityId, Suspicion)> {
        let found = self.of(districts).filter_map(|(_, log)| Some((log.id, personal(log.note.as_deref()?)?)));
        found.collect()
    }

    fn of<'s>(
        &'s self,
        districts: &'s SortedSet<DistrictId>,
    ) -> impl Iterator<Item = &'s (&'a Record, Activity)> {
        self.logs.iter().filter(move |(_, log)| {
            log.when.is_some_and(|when| when.month() == self.month)
                && log.district.is_some_and(|district| districts.contains(&district))
        })
    }
}

fn times(tallies: &SortedMap<String, Tally>) -> u64 {
    tallies.values().map(|tally| tally.times).fold(0, u64::saturating_add)
}
