//! Two logs of one event by two people who had no session to name it: they count once until somebody settles it.

use crate::activity::{Activity, Draft, Held};
use crate::calendar::{Day, Slot};
use crate::id::{ActivityId, DistrictId, GroupId, PlaceId};
use crate::record::Record;
use crate::sorted::{SortedMap, sort_by_key};
use crate::view::View;

/// What makes two logs look the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    district: Option<DistrictId>,
    what: String,
    place: PlaceId,
    day: Day,
    slot: Option<Slot>,
}

impl Look {
    fn of(log: &Activity) -> Option<Self> {
        let (place, day) = (log.place?, log.when?.day()?);
        Some(Self { district: log.district, what: log.what.clone(), place, day, slot: log.slot })
    }
}

/// Each log that counts, with those that only say the same again. Cancelled ones are not looked at.
///
/// Twins are of one district, kind, place, day and slot, at most one of them of a session, none of them said to be
/// 別の回, and of one group where both name one. A session's log counts before the others, then the one that came first.
pub fn counted<'a>(
    logs: impl IntoIterator<Item = (&'a Record, Activity)>,
) -> Vec<(&'a Record, Activity, Vec<ActivityId>)> {
    let mut logs: Vec<_> = logs.into_iter().filter(|(_, log)| log.held.is_done()).collect();
    sort_by_key(&mut logs, |(record, log)| {
        // What only this device knows came last.
        let born = if record.born == 0 { u64::MAX } else { record.born };
        (log.session.is_none(), born, record.id)
    });
    let mut kept: Vec<(&Record, Activity, Vec<ActivityId>)> = Vec::new();
    let mut events: SortedMap<Look, Vec<Event>> = SortedMap::new();
    for (record, log) in logs {
        let seen = Look::of(&log).map(|look| events.of(look));
        let twin = seen.and_then(|seen| Event::join(seen, &log, kept.len()));
        match twin.and_then(|at| kept.get_mut(at)) {
            Some((_, _, again)) => again.push(log.id),
            None => kept.push((record, log, Vec::new())),
        }
    }
    kept
}

/// Two logs that look like one event, the one that counts first: to be laid side by side before somebody who knows.
pub fn suspected<'a>(
    logs: impl IntoIterator<Item = (&'a Record, Activity)>,
) -> Vec<(ActivityId, ActivityId)> {
    let counted = counted(logs).into_iter();
    counted.flat_map(|(_, log, again)| again.into_iter().map(move |other| (log.id, other))).collect()
}

/// One event among those that look the same: whose it is, as soon as any log of it says so, and where it is kept.
struct Event {
    group: Option<GroupId>,
    kept: usize,
}

impl Event {
    /// Where the event is kept that the log says again; none where it is a new one.
    fn join(seen: &mut Vec<Self>, log: &Activity, next: usize) -> Option<usize> {
        let again = !log.another && log.session.is_none();
        match seen.iter_mut().find(|event| again && one_group(event.group, log.group)) {
            Some(event) => {
                event.group = event.group.or(log.group);
                Some(event.kept)
            }
            None => {
                seen.push(Self { group: log.group, kept: next });
                None
            }
        }
    }
}

/// The log that a draft without a session would repeat.
pub fn twin_of<'a>(view: &View<'a>, draft: &Draft) -> Option<(&'a Record, Activity)> {
    let (place, day) = (draft.place?, draft.when.day()?);
    if draft.session.is_some() || draft.another || draft.held != Held::Done {
        return None;
    }
    view.logs().find(|(_, log)| {
        log.held.is_done()
            && log.place == Some(place)
            && log.when.and_then(crate::activity::When::day) == Some(day)
            && log.district == draft.district
            && log.what == draft.what
            && log.slot == draft.slot
            && one_group(log.group, draft.group)
    })
}

fn one_group(one: Option<GroupId>, other: Option<GroupId>) -> bool {
    one.is_none() || other.is_none() || one == other
}
