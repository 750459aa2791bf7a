//! 会の実績: a group's fiscal year by kind: twelve months, every date, what was not held. No memo unless asked, no layout.

use crate::activity::{Activity, Counts, Held, When, id_for_session};
use crate::calendar::{Day, FiscalYear, Month, Slot};
use crate::group::Group;
use crate::id::{ActivityId, GroupId, PlaceId, SessionId};
use crate::kind::{ActivityKind, Kinds, Unit};
use crate::query::totals::Tally;
use crate::query::twin::{self, counted};
use crate::record::Record;
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::view::View;

#[cfg(test)]
mod tests;

/// Logs of one meeting that are looked for.
const SAME_MEETING: u32 = 3;

/// What is asked of a group's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The group.
    pub group: GroupId,
    /// The year.
    pub year: FiscalYear,
    /// Today: months that have not begun count for nothing.
    pub today: Day,
    /// Whether the memos are wanted too; they may hold names.
    pub memo: bool,
}

/// A group's fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupYear {
    /// The year.
    pub year: FiscalYear,
    /// The kinds of which there is a log, in the order of the form.
    pub kinds: Vec<KindYear>,
}

/// One kind of what a group does; kinds are never added to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindYear {
    /// The kind's key.
    pub what: String,
    /// April to March.
    pub months: Vec<MonthYear>,
    /// All of it.
    pub sum: Tally,
    /// What was held, by day.
    pub held: Vec<Date>,
    /// What was not held, by day.
    pub not_held: Vec<NotHeld>,
}

/// A month of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthYear {
    /// Which.
    pub month: Month,
    /// Whether it has a share in an average: it has ended, or something was held in it, while the group lives.
    pub counts: bool,
    /// What was held in it, and how much was not.
    pub sum: Tally,
}

/// One date on which something was held, or a month's total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// Its log.
    pub log: ActivityId,
    /// When.
    pub when: When,
    /// When on the day.
    pub slot: Option<Slot>,
    /// Where.
    pub place: Option<PlaceId>,
    /// The numbers.
    pub counts: Counts,
    /// およそ.
    pub about: bool,
    /// 内容: the chips' words, in the form's order.
    pub content: Vec<&'static str>,
    /// ひとことメモ, where it was asked for.
    pub memo: Option<String>,
}

/// One date on which nothing was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotHeld {
    /// Its log.
    pub log: ActivityId,
    /// When it would have been.
    pub when: When,
    /// Why not.
    pub why: Held,
}

/// A group's year, of the logs that the view holds.
///
/// It takes the logs of the group and of what the group was before, of the kinds that are not staff's alone. Twins
/// count once; the order of the logs does not matter.
pub fn group_year(view: &View<'_>, asked: Asked) -> GroupYear {
    let of = lineage(view, asked.group);
    let group = view.group(asked.group);
    let mut by_kind: SortedMap<String, Vec<(&Record, Activity)>> = SortedMap::new();
    for (record, log) in view.logs() {
        let year = log.when.map(|when| when.month().fiscal_year());
        let ours = log.group.is_some_and(|id| of.contains(&id)) && year == Some(asked.year);
        if ours && !view.kinds().get(&log.what).staff_only() {
            by_kind.of(log.what.clone()).push((record, log));
        }
    }
    let order = in_order(view.kinds(), by_kind.keys());
    let kinds = order.into_iter().filter_map(|what| {
        let logs = by_kind.remove(&what)?;
        Some(kind_year(view.kinds(), what, logs, group.as_ref(), asked))
    });
    GroupYear { year: asked.year, kinds: kinds.collect() }
}

/// The group, and the groups that it was before.
pub fn lineage(view: &View<'_>, group: GroupId) -> SortedSet<GroupId> {
    let mut all = SortedSet::new();
    let mut next = Some(group);
    // A circle ends where it began.
    while let Some(id) = next.filter(|id| all.insert(*id)) {
        next = view.group(id).and_then(|group| group.from).map(GroupId::of);
    }
    all
}

/// Keys of kinds in the order of the form; those that no table knows come last.
pub(super) fn in_order<'a>(kinds: &Kinds, keys: impl Iterator<Item = &'a String>) -> Vec<String> {
    let form: Vec<String> = kinds.all().map(|kind| kind.key.to_owned()).collect();
    let place = |key: &String| form.iter().position(|known| known == key).unwrap_or(form.len());
    let mut keys: Vec<String> = keys.cloned().collect();
    sort_by_key(&mut keys, place);
    keys
}

fn kind_year(
    kinds: &Kinds,
    what: String,
    logs: Vec<(&Record, Activity)>,
    group: Option<&Group>,
    asked: Asked,
) -> KindYear {
    let kind = kinds.get(&what);
    let (held, cancelled): (Vec<_>, Vec<_>) = logs.into_iter().partition(|(_, log)| log.held.is_done());
    let held: Vec<Activity> = counted(held).into_iter().map(|(_, log, _)| log).collect();
    let not_held = not_held(cancelled);
    let months =
        asked.year.months().map(|month| month_year(&kind, month, &held, &not_held, group, asked.today));
    let months: Vec<_> = months.collect();
    let sum = tally(&kind, held.iter(), not_held.len());
    let held = dates(&kind, held, asked.memo);
    KindYear { what, months, sum, held, not_held }
}

fn month_year(
    kind: &ActivityKind<'_>,
    month: Month,
    held: &[Activity],
    not_held: &[NotHeld],
    group: Option<&Group>,
    today: Day,
) -> MonthYear {
    let within = |when: When| when.month() == month;
    let sum = tally(
        kind,
        held.iter().filter(|log| log.when.is_some_and(within)),
        not_held.iter().filter(|it| within(it.when)).count(),
    );
    let lives = group.is_none_or(|group| {
        group.since.is_none_or(|since| since <= month.last())
            && group.until.is_none_or(|until| month.first() <= until)
    });
    MonthYear { month, counts: sum.times > 0 || (lives && month.last() < today), sum }
}

fn tally<'a>(kind: &ActivityKind<'_>, held: impl Iterator<Item = &'a Activity>, not_held: usize) -> Tally {
    let mut sum = Tally { cancelled: u64::try_from(not_held).unwrap_or(u64::MAX), ..Tally::default() };
    held.for_each(|log| sum.add(log, kind));
    sum
}

/// What was not held, by day.
pub(super) fn not_held(logs: Vec<(&Record, Activity)>) -> Vec<NotHeld> {
    let mut logs = twin::not_held(logs);
    sort_by_key(&mut logs, |(record, log)| (log.day(), log.slot, record.id));
    let each = |(_, log): (&Record, Activity)| Some(NotHeld { log: log.id, when: log.when?, why: log.held });
    logs.into_iter().filter_map(each).collect()
}

fn dates(kind: &ActivityKind<'_>, mut logs: Vec<Activity>, memo: bool) -> Vec<Date> {
    sort_by_key(&mut logs, |log| (log.day(), log.slot, log.id));
    let date = |log: Activity| {
        Some(Date {
            log: log.id,
            when: log.when?,
            slot: log.slot,
            place: log.place,
            content: chips(kind, &log.content),
            memo: log.note.filter(|_| memo),
            about: log.about,
            counts: log.counts,
        })
    };
    logs.into_iter().filter_map(date).collect()
}

fn chips(kind: &ActivityKind<'_>, content: &SortedSet<String>) -> Vec<&'static str> {
    kind.chips.iter().filter(|chip| content.contains(chip.key)).map(|chip| chip.label).collect()
}

impl KindYear {
    /// How often it was held, in the kind's own unit: 回, 日, or か月 where only months' totals are logged.
    pub fn times(&self, kind: &ActivityKind<'_>) -> (u64, &'static str) {
        match kind.unit {
            Unit::Days => (self.sum.counted(Unit::Days), Unit::Days.text()),
            Unit::Times if self.sum.times > 0 && self.sum.months == self.sum.times => {
                (self.sum.months, "か月")
            }
            Unit::Times => (self.sum.times, Unit::Times.text()),
        }
    }

    /// The months that have a share in an average.
    pub fn months_counted(&self) -> u64 {
        self.months.iter().map(|month| u64::from(month.counts)).sum()
    }
}

/// Meetings of a group's sessions up to today that nobody has logged, by day.
pub fn unlogged(view: &View<'_>, asked: Asked) -> Vec<(SessionId, Day)> {
    let until = asked.today.min(asked.year.last());
    let sessions = view.sessions().filter(|session| session.group == Some(asked.group));
    let group = view.group(asked.group);
    let lives = |day: Day| group.as_ref().is_none_or(|group| group.lives_on(day));
    let mut missing = Vec::new();
    for session in sessions {
        for meeting in asked.year.months().flat_map(|month| session.dates(month)) {
            let mut logs = (1..=SAME_MEETING).map(|n| id_for_session(session.id, meeting.scheduled, n));
            let logged = logs.any(|id| view.get(id.record()).is_some_and(|record| !record.removed()));
            if meeting.day < until && lives(meeting.day) && !logged {
                missing.push((session.id, meeting.day));
            }
        }
    }
    sort_by_key(&mut missing, |(session, day)| (*day, *session));
    missing
}
