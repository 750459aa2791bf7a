//! 予定: the meetings that are to come, of some sessions, by day; what was held is not looked at.

use crate::calendar::{Day, Month, Slot};
use crate::id::{GroupId, PlaceId, SessionId};
use crate::session::GroupSession;
use crate::sorted::sort_by_key;
use crate::view::View;

/// Months in which a next meeting is looked for: a year, and one for what is moved.
const MONTHS_AHEAD: usize = 13;

/// A meeting to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// The session.
    pub session: SessionId,
    /// Its group.
    pub group: Option<GroupId>,
    /// What it is called.
    pub name: String,
    /// Where.
    pub place: Option<PlaceId>,
    /// The day on which it is held.
    pub day: Day,
    /// The day on which the rule sets it.
    pub scheduled: Day,
    /// When on the day.
    pub slot: Option<Slot>,
}

/// The meetings of a month, by day and time; those of groups that go on then, at places that are open.
pub fn of_month(view: &View<'_>, month: Month, keep: &dyn Fn(&GroupSession) -> bool) -> Vec<Coming> {
    let mut all: Vec<Coming> = view
        .sessions()
        .filter(|session| keep(session))
        .flat_map(|session| of_session(view, &session, month))
        .collect();
    sort_by_key(&mut all, |one| (one.day, one.slot, one.name.clone(), one.session));
    all
}

/// The first meetings on or after a day.
pub fn next(view: &View<'_>, from: Day, count: usize, keep: &dyn Fn(&GroupSession) -> bool) -> Vec<Coming> {
    let months = core::iter::successors(Some(from.month()), |month| month.next()).take(MONTHS_AHEAD);
    let all = months.flat_map(|month| of_month(view, month, keep));
    all.filter(|one| one.day >= from).take(count).collect()
}

fn of_session(view: &View<'_>, session: &GroupSession, month: Month) -> Vec<Coming> {
    let group = session.group.and_then(|id| view.group(id));
    let place = session.place.and_then(|id| view.place(id));
    let name = view.name_of_session(session);
    let held = |day: Day| {
        group.as_ref().is_none_or(|group| group.lives_on(day))
            && place.as_ref().is_none_or(|place| place.open_on(day))
    };
    let meetings = session.dates(month).into_iter().filter(|meeting| held(meeting.day));
    let coming = meetings.map(|meeting| Coming {
        session: session.id,
        group: session.group,
        name: name.clone(),
        place: session.place,
        day: meeting.day,
        scheduled: meeting.scheduled,
        slot: session.slot,
    });
    coming.collect()
}
