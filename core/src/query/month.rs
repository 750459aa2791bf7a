//! 1か月分をまとめて記録: the dates of a session or group in a month, each with its log or an empty form.

use crate::activity::{Activity, Draft, When, id_for_session};
use crate::calendar::{Day, Month};
use crate::id::{ActivityId, GroupId};
use crate::kind::Span;
use crate::query::today::{draft_of, open_on};
use crate::session::GroupSession;
use crate::sorted::{SortedSet, sort_by_key};
use crate::view::View;

/// Logs of one meeting that are looked for.
const SAME_MEETING: u32 = 3;

/// One line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The log that is there already.
    pub log: Option<ActivityId>,
    /// The form: of the log, or filled but for the numbers.
    pub draft: Draft,
    /// Whether the day is still to come.
    pub future: bool,
}

/// The sheet of a session: its meetings of the month, and what was logged beside them.
pub fn of_session(view: &View<'_>, session: &GroupSession, month: Month, today: Day) -> Vec<Row> {
    let mut shown = SortedSet::new();
    let mut rows = Vec::new();
    for meeting in session.dates(month) {
        let empty = draft_of(view, session, meeting.day);
        let mut logs = (1..=SAME_MEETING).map(|n| id_for_session(session.id, meeting.scheduled, n));
        let there = logs.find(|id| view.get(id.record()).is_some_and(|record| !record.removed()));
        shown.extend(there);
        rows.push(row(view, there, empty, today));
    }
    let beside = view.logs().filter(|(_, log)| {
        let of = log.session == Some(session.id)
            || (log.session.is_none()
                && log.group.is_some()
                && log.group == session.group
                && log.what == session.what);
        of && log.when.is_some_and(|when| when.month() == month) && !shown.contains(&log.id)
    });
    rows.extend(beside.map(|(_, log)| row(view, Some(log.id), Draft::of(&log, today), today)));
    sort_by_key(&mut rows, |row| (row.draft.when.last_day(), row.draft.slot));
    rows
}

/// The sheet of a group and kind without a session: its logs of the month; of a kind that is counted by the month,
/// one line for the month.
pub fn of_group(view: &View<'_>, group: GroupId, what: &str, month: Month, today: Day) -> Vec<Row> {
    let logs = view.logs().filter(|(_, log)| {
        log.group == Some(group) && log.what == what && log.when.is_some_and(|when| when.month() == month)
    });
    let mut rows: Vec<_> =
        logs.map(|(_, log)| row(view, Some(log.id), Draft::of(&log, today), today)).collect();
    let monthly = view.kinds().get(what).span == Span::DayOrMonth;
    if rows.is_empty() && monthly {
        rows.push(row(view, None, of_day(view, group, what, When::Month(month)), today));
    }
    sort_by_key(&mut rows, |row| row.draft.when.last_day());
    rows
}

/// 日を足す: an empty line for another day of a group.
pub fn of_day(view: &View<'_>, group: GroupId, what: &str, when: When) -> Draft {
    let known = view.group(group);
    let mut draft = Draft::new(what, known.as_ref().and_then(|group| group.district), when);
    draft.group = Some(group);
    draft.place = known.and_then(|group| group.place).filter(|id| open_on(view, *id, when.last_day()));
    draft
}

fn row(view: &View<'_>, log: Option<ActivityId>, empty: Draft, today: Day) -> Row {
    let there = log.and_then(|id| view.get(id.record())).map(Activity::read);
    let draft = there.map_or(empty, |log| Draft::of(&log, today));
    let future = draft.when.day().is_some_and(|day| day > today);
    Row { log, future, draft }
}
