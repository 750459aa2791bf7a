//! What is usual for a session or group, from its own last logs: for the grey numbers and for asking about odd ones.

use crate::activity::{Activity, Counts, Draft};
use crate::calendar::Day;
use crate::id::{ActivityId, GroupId, SessionId};
use crate::sorted::{sort_by, sort_by_key};
use crate::view::View;

/// How many logs make the usual.
const LOGS: usize = 8;

/// The logs of a session, or of a group and kind off schedule, that were held, the latest first.
pub fn history(
    view: &View<'_>,
    what: &str,
    group: Option<GroupId>,
    session: Option<SessionId>,
) -> Vec<(Day, Activity)> {
    if group.is_none() && session.is_none() {
        return Vec::new();
    }
    let of = |log: &Activity| match session {
        Some(session) => log.session == Some(session),
        None => log.group == group && log.what == what,
    };
    let mut logs: Vec<_> = view
        .logs()
        .map(|(_, log)| log)
        .filter(|log| log.held.is_done() && of(log))
        .filter_map(|log| Some((log.day()?, log)))
        .collect();
    sort_by_key(&mut logs, |(day, log)| (core::cmp::Reverse(*day), log.id));
    logs
}

/// The middle one of the last numbers of the draft's session or group; none without any.
pub fn usual(view: &View<'_>, draft: &Draft, editing: Option<ActivityId>) -> Option<u64> {
    let kind = view.kinds().get(&draft.what);
    let history = history(view, &draft.what, draft.group, draft.session);
    let others = history.iter().filter(|(_, log)| Some(log.id) != editing);
    let mut sizes: Vec<u64> = others.filter_map(|(_, log)| log.counts.size(&kind)).take(LOGS).collect();
    sort_by(&mut sizes, &Ord::cmp);
    sizes.get(sizes.len() / 2).copied().filter(|usual| *usual > 0)
}

/// 前回: the last log before a day that has numbers, which wait in grey.
pub fn last_time(
    view: &View<'_>,
    what: &str,
    group: Option<GroupId>,
    session: Option<SessionId>,
    before: Day,
) -> Option<(Day, Counts)> {
    let history = history(view, what, group, session);
    history
        .into_iter()
        .find(|(day, log)| *day < before && !log.counts.is_empty())
        .map(|(day, log)| (day, log.counts))
}
