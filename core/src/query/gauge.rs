//! あと何回: how far a group's year has come by what its grant asks; numbers alone, never a verdict on the group.

use crate::grant::{Condition, Grant};
use crate::group::Group;
use crate::kind::Kinds;
use crate::query::group_year::{GroupYear, KindYear};
use crate::sorted::SortedMap;

/// A sum shared out: 参加延べ by months, by times. Nothing is rounded but what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The sum.
    pub sum: u64,
    /// Among so many; with none it is nothing yet.
    pub among: u64,
}

impl Share {
    /// Whether it is so much or more.
    pub const fn reaches(self, least: u64) -> bool {
        self.among > 0 && self.sum >= least.saturating_mul(self.among)
    }

    /// 「12.3」: cut after the first decimal, so that it never claims more than there is; 「—」 without a share.
    pub fn text(self) -> String {
        match self.sum.saturating_mul(10).checked_div(self.among) {
            Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
            None => "—".to_owned(),
        }
    }
}

/// One condition and how far the year has come by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// What is asked.
    pub condition: Condition,
    /// How much of it, at least.
    pub least: u64,
    /// How much there is; of [`Condition::Times`] among one.
    pub now: Share,
    /// 回, 日 or か月.
    pub unit: &'static str,
}

impl Reach {
    /// Whether it is reached.
    pub const fn reached(self) -> bool {
        self.now.reaches(self.least)
    }

    /// あと何回: what is left of the times.
    pub const fn left(self) -> u64 {
        self.least.saturating_sub(self.now.sum)
    }
}

/// What a group's grant asks, by the ward's list and the group's own agreement; none where it applies for none.
pub fn asked_of(grants: &SortedMap<String, Grant>, group: &Group) -> Option<Grant> {
    let named = group.grant_of.as_ref().and_then(|key| grants.get(key)).cloned();
    let own = group.grant.filter(|times| *times > 0);
    if named.is_none() && own.is_none() {
        return None;
    }
    let mut grant = named.unwrap_or_default();
    grant.least.extend(own.map(|times| (Condition::Times, times)));
    Some(grant)
}

/// How far a group's year has come, a line per condition; of the kinds and months that count for the grant.
///
/// Kinds are counted together only where the grant names several of them.
pub fn reach(kinds: &Kinds, grant: &Grant, group: &Group, year: &GroupYear) -> Vec<Reach> {
    let counting: Vec<&KindYear> = year.kinds.iter().filter(|it| counts(grant, group, year, it)).collect();
    let mut basis = Basis::default();
    for kind in &counting {
        basis.add(kinds, grant, kind);
    }
    // Months are the year's, whatever kind they are read from.
    basis.months = counting.iter().map(|kind| months(grant, kind)).max().unwrap_or(0);
    grant.least.iter().map(|(condition, least)| basis.reach(*condition, *least)).collect()
}

/// Whether a kind counts: one that the grant names, else what the group usually does, else whatever it does.
fn counts(grant: &Grant, group: &Group, year: &GroupYear, kind: &KindYear) -> bool {
    if !grant.kinds.is_empty() {
        return grant.kinds.contains(&kind.what);
    }
    match &group.what {
        Some(usual) if year.kinds.iter().any(|it| it.what == *usual) => kind.what == *usual,
        _ => true,
    }
}

fn months(grant: &Grant, kind: &KindYear) -> u64 {
    let counted = kind.months.iter().filter(|it| it.counts && grant.counts_month(it.month.number()));
    u64::try_from(counted.count()).unwrap_or(u64::MAX)
}

/// What the conditions are measured by.
#[derive(Default)]
struct Basis {
    times: u64,
    /// Meetings that heads and helpers are shared among.
    meetings: u64,
    heads: u64,
    helpers: u64,
    months: u64,
    unit: Option<&'static str>,
}

impl Basis {
    fn add(&mut self, kinds: &Kinds, grant: &Grant, year: &KindYear) {
        let kind = kinds.get(&year.what);
        let (_, unit) = year.times(&kind);
        // Of kinds that are counted differently nothing but 回 can be said.
        self.unit = Some(if self.unit.is_none_or(|known| known == unit) { unit } else { "回" });
        for month in year.months.iter().filter(|it| grant.counts_month(it.month.number())) {
            self.times = self.times.saturating_add(month.sum.counted(kind.unit));
            self.meetings = self.meetings.saturating_add(month.sum.times);
            self.heads = self.heads.saturating_add(month.sum.heads);
            self.helpers = self.helpers.saturating_add(month.sum.helpers);
        }
    }

    fn reach(&self, condition: Condition, least: u64) -> Reach {
        let now = match condition {
            Condition::Times => Share { sum: self.times, among: 1 },
            Condition::HeadsMonth => Share { sum: self.heads, among: self.months },
            Condition::HeadsTime => Share { sum: self.heads, among: self.meetings },
            Condition::HelpersMonth => Share { sum: self.helpers, among: self.months },
            Condition::HelpersTime => Share { sum: self.helpers, among: self.meetings },
        };
        Reach { condition, least, now, unit: self.unit.unwrap_or("回") }
    }
}
