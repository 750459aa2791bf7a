//! 紙の記録を入れる: a district's or a group's month as a grid, a section for each meeting; nothing is saved here.

use crate::activity::{Activity, Draft, When};
use crate::calendar::{Day, Month};
use crate::id::{ActivityId, DistrictId, GroupId, SessionId};
use crate::intent::{Intent, MonthRow};
use crate::query::month::{self, Row};
use crate::query::today::draft_of;
use crate::sorted::{SortedSet, sort_by_key};
use crate::view::View;

mod cells;
mod reading;
#[cfg(test)]
mod tests;

pub use cells::{Cells, Column, columns};
pub use reading::{Wrong, day_of, read, sum_of};

/// Whose rows a section holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A regular meeting's.
    Session(SessionId),
    /// Those of a group without one, of the kind that it usually does.
    Group(GroupId, String),
}

impl Of {
    /// Names it in a form's draft and on the page.
    pub fn key(&self) -> String {
        match self {
            Self::Session(id) => id.to_string(),
            Self::Group(id, _) => id.to_string(),
        }
    }
}

/// The rows of one meeting, or of a group without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Whose.
    pub of: Of,
    /// The group.
    pub group: Option<GroupId>,
    /// What it is called.
    pub name: String,
    /// The kind's key; empty where the group has neither a meeting nor a usual kind: nothing can be typed then.
    pub what: String,
    /// Its dates of the month and what was logged beside them.
    pub rows: Vec<Row>,
}

/// The sections of a district's month, by the groups' names; of one group alone where it is said. A group of another
/// district is not among them.
pub fn sections(
    view: &View<'_>,
    district: DistrictId,
    group: Option<GroupId>,
    month: Month,
    today: Day,
) -> Vec<Section> {
    let mut groups: Vec<_> = view
        .groups()
        .filter(|one| one.district == Some(district) && group.is_none_or(|id| id == one.id))
        .filter(|one| one.since.is_none_or(|since| since <= month.last()))
        .filter(|one| one.until.is_none_or(|until| month.first() <= until))
        .collect();
    sort_by_key(&mut groups, |group| (group.kana.clone().unwrap_or_else(|| group.name.clone()), group.id));
    let mut shown = SortedSet::new();
    let mut all = Vec::new();
    for group in groups {
        let before = all.len();
        for session in view.sessions().filter(|session| session.group == Some(group.id)) {
            let lives = session.since.is_none_or(|since| since <= month.last())
                && session.until.is_none_or(|until| month.first() <= until);
            // A log without a meeting stands once, whichever of the group's meetings it might be of.
            let mut rows = month::of_session(view, &session, month, today);
            rows.retain(|row| row.log.is_none_or(|log| shown.insert(log)));
            if lives || rows.iter().any(|row| row.log.is_some()) {
                let name = view.name_of_session(&session);
                let name = if name == group.name { name } else { format!("{}（{name}）", group.name) };
                all.push(Section {
                    of: Of::Session(session.id),
                    group: Some(group.id),
                    name,
                    what: session.what.clone(),
                    rows,
                });
            }
        }
        if all.len() == before {
            let what = group.what.clone().unwrap_or_default();
            let rows = month::of_group(view, group.id, &what, month, today);
            let of = Of::Group(group.id, what.clone());
            all.push(Section { of, group: Some(group.id), name: group.name, what, rows });
        }
    }
    all
}

/// What a new row of a day begins with; none where the meeting is not here.
pub fn empty_row(view: &View<'_>, of: &Of, day: Day) -> Option<Draft> {
    Some(match of {
        Of::Session(id) => draft_of(view, &view.session(*id)?, day),
        Of::Group(id, what) => month::of_day(view, *id, what, When::Day(day)),
    })
}

/// The row of another day: what was logged then, to be edited, or an empty one.
pub fn row_of_day(view: &View<'_>, of: &Of, day: Day, today: Day) -> Option<Row> {
    let draft = empty_row(view, of, day)?;
    let live = |id: ActivityId| view.get(id.record()).filter(|record| !record.removed());
    let named = draft.id(1).filter(|id| live(*id).is_some());
    let beside = || {
        view.logs().map(|(_, log)| log).find(|log| {
            log.when == Some(When::Day(day))
                && match of {
                    Of::Session(id) => {
                        log.session == Some(*id)
                            || (log.session.is_none()
                                && log.group.is_some()
                                && log.group == draft.group
                                && log.what == draft.what)
                    }
                    Of::Group(id, what) => log.group == Some(*id) && log.what == *what,
                }
        })
    };
    // Of a moved meeting's day the log may name another meeting: the day on it is what the paper says.
    let log = named.or_else(|| beside().map(|log| log.id));
    let there = log.and_then(live).map(Activity::read);
    let draft = there.map_or(draft, |log| Draft::of(&log, today));
    Some(Row { log, draft, future: day > today })
}

/// What takes back a saved row: the log that it made is removed, the one that it changed says again what it said.
pub fn undo(log: ActivityId, before: Option<Draft>) -> Intent {
    match before {
        None => Intent::Remove(log.record()),
        Some(mut draft) => {
            draft.sure = true;
            Intent::Month(vec![MonthRow { log: Some(log), draft }])
        }
    }
}
