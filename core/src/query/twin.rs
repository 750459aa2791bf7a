//! Two logs of one event by two people who had no session to name it: they count once until somebody settles it.

use crate::activity::{Activity, Draft, Held, When};
use crate::calendar::{Day, Slot};
use crate::id::{ActivityId, DistrictId, GroupId, PlaceId};
use crate::record::Record;
use crate::sorted::{SortedMap, SortedSet, sort_by, sort_by_key};
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
    sort_by_key(&mut logs, |(record, log)| (log.session.is_none(), born(record), record.id));
    // Those that look the same lie together: a year may have a hundred thousand logs.
    let looks = logs.iter().enumerate().filter_map(|(at, (_, log))| Some((Look::of(log)?, at)));
    let mut looks: Vec<(Look, usize)> = looks.collect();
    sort_by(&mut looks, &|one, other| one.cmp(other));
    let mut again: SortedMap<usize, usize> = SortedMap::new();
    let mut events: Vec<Event> = Vec::new();
    let mut repeats: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<&Look> = None;
    for (look, at) in &looks {
        if last != Some(look) {
            events.clear();
            last = Some(look);
        }
        let log = logs.get(*at).map(|(_, log)| log);
        repeats.extend(log.and_then(|log| Event::join(&mut events, log, *at)).map(|first| (*at, first)));
    }
    again.extend(repeats);
    let mut kept: Vec<(&Record, Activity, Vec<ActivityId>)> = Vec::new();
    let mut places: Vec<usize> = Vec::with_capacity(logs.len());
    for (at, (record, log)) in logs.into_iter().enumerate() {
        places.push(kept.len());
        let first = again.get(&at).and_then(|first| places.get(*first)).copied();
        match first.and_then(|first| kept.get_mut(first)) {
            Some((_, _, again)) => again.push(log.id),
            None => kept.push((record, log, Vec::new())),
        }
    }
    kept
}

/// What makes two logs of what was not held say the same.
type Off = (Option<DistrictId>, String, Option<GroupId>, When, Option<Slot>, Option<PlaceId>);

/// Of logs that say 中止 each date once, however many people said so of one group and place. A session's is one record
/// already, and 別の回 is another one.
pub fn not_held<'a>(logs: impl IntoIterator<Item = (&'a Record, Activity)>) -> Vec<(&'a Record, Activity)> {
    let mut logs: Vec<_> = logs.into_iter().filter(|(_, log)| !log.held.is_done()).collect();
    sort_by_key(&mut logs, |(record, log)| (log.session.is_none(), born(record), record.id));
    let off = |log: &Activity| -> Option<Off> {
        Some((log.district, log.what.clone(), log.group, log.when?, log.slot, log.place))
    };
    let mut offs: Vec<(Option<Off>, usize)> =
        logs.iter().enumerate().map(|(at, (_, log))| (off(log), at)).collect();
    sort_by(&mut offs, &|one, other| one.cmp(other));
    let mut last: Option<&Off> = None;
    let mut fresh: SortedSet<usize> = SortedSet::new();
    let first = offs.iter().filter_map(|(off, at)| {
        let new = off.as_ref().filter(|off| last != Some(*off));
        last = off.as_ref();
        new.map(|_| *at)
    });
    fresh.extend(first.collect::<Vec<_>>());
    let mut at = 0..logs.len();
    logs.retain(|(_, log)| {
        let fresh = at.next().is_some_and(|at| fresh.contains(&at));
        log.when.is_some() && (fresh || log.session.is_some() || log.another)
    });
    logs
}

/// What only this device knows came last.
const fn born(record: &Record) -> u64 {
    if record.born == 0 { u64::MAX } else { record.born }
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
    /// The first log of the event that the log says again; none where it is a new one.
    fn join(seen: &mut Vec<Self>, log: &Activity, next: usize) -> Option<usize> {
        let again = !log.another && log.session.is_none();
        let mut events = if again { seen.iter_mut() } else { [].iter_mut() };
        match events.find(|event| one_group(event.group, log.group)) {
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
