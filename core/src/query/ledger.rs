//! `Ledger`: a month of one scope added up by kind, group and place, so that targets, drafts and reports read no log.
//!
//! It knows no plan: which measures a line serves is asked of [`Serving`](crate::query::serves::Serving) when it is read,
//! so that another rule makes no ledger stale. The phone keeps one for each scope and month, the server makes the same.

use std::sync::Arc;

use serde::Serialize;

use crate::activity::{Activity, When};
use crate::calendar::{Day, Month};
use crate::from_json;
use crate::id::{GroupId, MeasureId, OfficeId, PlaceId, RecordId};
use crate::json::serde_through_json;
use crate::kind::Kinds;
use crate::query::twin::{counted, not_held};
use crate::record::{Record, Scope};
use crate::sorted::SortedMap;

/// Ledgers, by scope and month; a month without logs has none. While a month's logs stay as they are, so does its ledger.
pub type Ledgers = SortedMap<(Scope, Month), Arc<Ledger>>;

/// A month of which another ledger is told than before, or none any more.
pub type Changed = ((Scope, Month), Option<Arc<Ledger>>);

/// Takes ledgers in place of those that are held: the months that changed.
pub fn take_changed(held: &mut Ledgers, ledgers: &Ledgers) -> Vec<Changed> {
    let mut changed = Vec::new();
    {
        let mut old = held.iter().peekable();
        for (at, ledger) in ledgers {
            while let Some((gone, _)) = old.next_if(|(of, _)| *of < at) {
                changed.push((*gone, None));
            }
            let same = old.next_if(|(of, _)| *of == at).is_some_and(|(_, old)| Arc::ptr_eq(old, ledger));
            if !same {
                changed.push((*at, Some(Arc::clone(ledger))));
            }
        }
        changed.extend(old.map(|(gone, _)| (*gone, None)));
    }
    for (at, ledger) in &changed {
        match ledger {
            Some(ledger) => _ = held.insert(*at, Arc::clone(ledger)),
            None => _ = held.remove(at),
        }
    }
    changed
}

/// A month of one scope.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Ledger {
    /// By what the lines are of; no two are of the same.
    pub lines: Vec<Line>,
    /// Logs whose id was made of another day than theirs: who logs that day anew makes the same record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<RecordId>,
}

/// What the logs of one kind, group and place add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Line {
    /// The kind's key.
    pub what: String,
    /// The group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceId>,
    /// What a person said of them against the rules; logs of another word stand in another line.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub serves: SortedMap<MeasureId, bool>,
    /// Logs that were held, twins once.
    pub times: u64,
    /// Days on which any was held, as bits: the lowest is the 1st. A month's total has none.
    pub days: u32,
    /// 参加, 延べ.
    pub heads: u64,
    /// Logs that tell how many came.
    pub told: u64,
    /// 参加 by band, of the logs that know it.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub bands: SortedMap<String, u64>,
    /// Logs that know the bands.
    pub split: u64,
    /// 担い手, 延べ.
    pub helpers: u64,
    /// 食, 組, 軒 … by key.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub quantities: SortedMap<String, u64>,
    /// Logs whose numbers are およそ.
    pub about: u64,
    /// Logs that say 前回と同じ人数.
    pub same: u64,
    /// Logs that say 中止, each date once, by the stored word of the reason.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub cancelled: SortedMap<String, u64>,
    /// Held logs at which an office was there or supported it.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub support: SortedMap<OfficeId, u64>,
}

from_json! {
    Ledger { lines, moved or Vec::new() }
    Line {
        what,
        group,
        place,
        serves or SortedMap::new(),
        times,
        days,
        heads,
        told,
        bands or SortedMap::new(),
        split,
        helpers,
        quantities or SortedMap::new(),
        about,
        same,
        cancelled or SortedMap::new(),
        support or SortedMap::new(),
    }
}
serde_through_json!(Ledger Line);

mod row;

type Key = (String, Option<GroupId>, Option<PlaceId>, Vec<(MeasureId, bool)>);

impl Ledger {
    /// Adds up the logs of one scope and month; which those are is the caller's to say. Removed ones are passed over.
    pub fn build<'a>(kinds: &Kinds, logs: impl IntoIterator<Item = (&'a Record, Activity)>) -> Self {
        let logs: Vec<_> = logs.into_iter().filter(|(record, _)| !record.removed()).collect();
        let moved = logs.iter().filter(|(_, log)| log.is_moved()).map(|(record, _)| record.id).collect();
        let (held, cancelled): (Vec<_>, Vec<_>) = logs.into_iter().partition(|(_, log)| log.held.is_done());
        let mut lines: SortedMap<Key, Line> = SortedMap::new();
        for (_, log, _) in counted(held) {
            lines.of(key(&log)).add(kinds, &log);
        }
        for (_, log) in not_held(cancelled) {
            *lines.of(key(&log)).cancelled.of(log.held.key().to_owned()) += 1;
        }
        let named = |((what, group, place, serves), line): (Key, Line)| Line {
            what,
            group,
            place,
            serves: serves.into_iter().collect(),
            ..line
        };
        Self { lines: lines.into_iter().map(named).collect(), moved }
    }
}

impl Ledger {
    /// As a device keeps it: a line each, the parts apart by tabs. None where a word holds what keeps them apart.
    pub fn to_lines(&self) -> Option<String> {
        let lines: Option<Vec<_>> = self.lines.iter().map(row::write).collect();
        Some(lines?.concat() + &row::write_moved(&self.moved))
    }

    /// Reads it; none where a line says something else.
    pub fn read_lines(text: &str) -> Option<Self> {
        let (mut lines, mut moved) = (Vec::new(), Vec::new());
        for line in text.lines() {
            match row::read_moved(line) {
                Some(ids) => moved = ids?,
                None => lines.push(row::read(line)?),
            }
        }
        Some(Self { lines, moved })
    }
}

impl Line {
    /// How many days bear a log.
    pub const fn day_count(&self) -> u32 {
        self.days.count_ones()
    }

    /// Logs that say 中止, whatever the reason.
    pub fn cancelled_in_all(&self) -> u64 {
        self.cancelled.values().copied().fold(0, u64::saturating_add)
    }

    /// Adds what a line of another month comes to, of the same kind, group and place. Days and a person's word are a month's
    /// own and stay out of it.
    pub(crate) fn add_month(&mut self, other: &Self) {
        let more = |sum: &mut u64, number: u64| *sum = sum.saturating_add(number);
        let each = |sums: &mut SortedMap<String, u64>, others: &SortedMap<String, u64>| {
            for (key, number) in others {
                match sums.get_mut(key) {
                    Some(sum) => more(sum, *number),
                    None => _ = sums.insert(key.clone(), *number),
                }
            }
        };
        if self.what.is_empty() {
            (self.what, self.group, self.place) = (other.what.clone(), other.group, other.place);
        }
        more(&mut self.times, other.times);
        more(&mut self.heads, other.heads);
        more(&mut self.told, other.told);
        each(&mut self.bands, &other.bands);
        more(&mut self.split, other.split);
        more(&mut self.helpers, other.helpers);
        each(&mut self.quantities, &other.quantities);
        more(&mut self.about, other.about);
        more(&mut self.same, other.same);
        each(&mut self.cancelled, &other.cancelled);
        for (office, times) in &other.support {
            more(self.support.of(*office), *times);
        }
    }

    /// Whether it stands before another one of its ledger.
    pub(crate) fn order(&self, other: &Self) -> core::cmp::Ordering {
        let of = |line: &Self| (line.group, line.place);
        let serves = || self.serves.iter().cmp(&other.serves);
        self.what.cmp(&other.what).then_with(|| of(self).cmp(&of(other))).then_with(serves)
    }

    fn add(&mut self, kinds: &Kinds, log: &Activity) {
        let more = |sum: &mut u64, number: u64| *sum = sum.saturating_add(number);
        more(&mut self.times, 1);
        self.days |= log.when.and_then(When::day).map_or(0, bit);
        let came = log.counts.attendance(&kinds.get(&log.what));
        more(&mut self.heads, came.unwrap_or(0));
        more(&mut self.told, u64::from(came.is_some()));
        more(&mut self.helpers, log.counts.helpers.unwrap_or(0));
        if log.counts.is_split() {
            more(&mut self.split, 1);
            for (band, heads) in &log.counts.bands {
                more(self.bands.of(band.clone()), *heads);
            }
        }
        for (key, number) in &log.counts.quantities {
            more(self.quantities.of(key.clone()), *number);
        }
        more(&mut self.about, u64::from(log.about));
        more(&mut self.same, u64::from(log.same_as_last));
        for office in &log.support {
            more(self.support.of(*office), 1);
        }
    }
}

fn key(log: &Activity) -> Key {
    let serves = log.serves.iter().map(|(id, yes)| (*id, *yes)).collect();
    (log.what.clone(), log.group, log.place, serves)
}

fn bit(day: Day) -> u32 {
    day.day_of_month().checked_sub(1).and_then(|shift| 1_u32.checked_shl(shift)).unwrap_or(0)
}
