//! Two logs of one event by two people who had no session to name it: they count once until somebody settles it.

use std::collections::BTreeMap;

use crate::activity::{Activity, Draft, Held};
use crate::calendar::{Day, Slot};
use crate::id::{ActivityId, DistrictId, GroupId, PlaceId};
use crate::record::Record;
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
    logs.sort_by_key(|(record, log)| {
        // What only this device knows came last.
        let born = if record.born == 0 { u64::MAX } else { record.born };
        (log.session.is_none(), born, record.id)
    });
    let mut kept: Vec<(&Record, Activity, Vec<ActivityId>)> = Vec::new();
    let mut looks: BTreeMap<Look, Vec<usize>> = BTreeMap::new();
    for (record, log) in logs {
        let look = Look::of(&log);
        let same = look.as_ref().and_then(|look| looks.get(look)).into_iter().flatten();
        let twin = same.copied().find(|at| kept.get(*at).is_some_and(|(_, other, _)| twins(other, &log)));
        match twin.and_then(|at| kept.get_mut(at)) {
            Some((_, _, again)) => again.push(log.id),
            None => {
                if let Some(look) = look {
                    looks.entry(look).or_default().push(kept.len());
                }
                kept.push((record, log, Vec::new()));
            }
        }
    }
    kept
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

/// Of two that look the same.
fn twins(counts: &Activity, other: &Activity) -> bool {
    !other.another && other.session.is_none() && one_group(counts.group, other.group)
}

fn one_group(one: Option<GroupId>, other: Option<GroupId>) -> bool {
    one.is_none() || other.is_none() || one == other
}
