//! きょう: my groups' sessions by name, today's first and filled, each with what is to be logged next.

use crate::activity::{Activity, Counts, Draft, Held, When, id_for_session};
use crate::calendar::{Day, Slot};
use crate::id::{ActivityId, GroupId, PlaceId};
use crate::kind::Span;
use crate::query::usual::last_time;
use crate::session::{GroupSession, Meeting};
use crate::sorted::{SortedSet, sort_by};
use crate::view::View;

/// How far back a meeting that nobody logged is still offered, in days.
const MISSED_DAYS: i64 = 31;
/// How many days a meeting may be moved on the form and still be that meeting.
const MOVED_DAYS: i64 = 7;

/// A session, or a group without one, as きょう shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What it is called.
    pub name: String,
    /// The kind's key.
    pub what: String,
    /// Its place's name.
    pub place: Option<String>,
    /// When on the day.
    pub slot: Option<Slot>,
    /// Whether it meets today.
    pub today: bool,
    /// Today's log, where there is one.
    pub logged: Option<ActivityId>,
    /// 前回.
    pub last: Option<Last>,
    /// The form, filled but for the numbers.
    pub draft: Draft,
}

/// 前回: 「11/16（月） 担い手 4人」.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// Its day.
    pub day: Day,
    /// Its numbers, for the grey figures and for 前回と同じ人数.
    pub counts: Counts,
    /// 「参加 18人・担い手 4人」.
    pub line: String,
}

/// The cards of some groups: today's that wait, by time; today's that are logged; then those met last.
pub fn cards(view: &View<'_>, groups: &SortedSet<GroupId>, today: Day) -> Vec<Card> {
    let mine = |group: Option<GroupId>| group.is_some_and(|id| groups.contains(&id));
    let sessions: Vec<_> =
        view.sessions().filter(|session| mine(session.group) && session.lives_on(today)).collect();
    let met: SortedSet<_> = sessions.iter().filter_map(|session| session.group).collect();
    let regular = sessions.iter().map(|session| of_session(view, session, today));
    let loose = groups.iter().filter(|id| !met.contains(id)).filter_map(|id| of_group(view, *id, today));
    let mut cards: Vec<_> = regular.chain(loose).collect();
    sort_by(&mut cards, &|one, other| rank(one).cmp(&rank(other)));
    cards
}

type Rank<'a> = (bool, bool, Option<Slot>, core::cmp::Reverse<Option<Day>>, &'a str);

fn rank(card: &Card) -> Rank<'_> {
    let last = core::cmp::Reverse(card.last.as_ref().map(|last| last.day));
    let slot = if card.today { card.slot } else { None };
    (!card.today, card.logged.is_some(), slot, last, &card.name)
}

fn of_session(view: &View<'_>, session: &GroupSession, today: Day) -> Card {
    let meeting = session.on(today);
    let next = meeting.or_else(|| missed(view, session, today));
    let draft = draft_of(view, session, next.map_or(today, |meeting| meeting.day));
    Card {
        name: view.name_of_session(session),
        what: session.what.clone(),
        place: session.place.and_then(|id| view.place(id)).map(|place| place.name),
        slot: session.slot,
        today: meeting.is_some(),
        logged: meeting.and_then(|meeting| log_of(view, session, meeting)),
        last: last(view, &draft, today),
        draft,
    }
}

fn of_group(view: &View<'_>, id: GroupId, today: Day) -> Option<Card> {
    let group = view.group(id).filter(|group| group.lives_on(today))?;
    let what = group.what.clone().unwrap_or_default();
    let kind = view.kinds().get(&what);
    let when = if kind.span == Span::DayOrMonth { When::Month(today.month()) } else { When::Day(today) };
    let mut draft = Draft::new(&what, group.district, when);
    draft.group = Some(id);
    draft.place = group.place.filter(|id| open_on(view, *id, today));
    let logged = draft.id(1).filter(|id| view.get(id.record()).is_some_and(|record| !record.removed()));
    let place = group.place.and_then(|id| view.place(id)).map(|place| place.name);
    let last = last(view, &draft, today);
    Some(Card { name: group.name, what, place, slot: None, today: false, logged, last, draft })
}

fn last(view: &View<'_>, draft: &Draft, today: Day) -> Option<Last> {
    let (day, counts) = last_time(view, &draft.what, draft.group, draft.session, today)?;
    let line = counts.line(&view.kinds().get(&draft.what), false);
    Some(Last { day, counts, line })
}

/// The last meeting that nobody logged, if it is not long ago.
fn missed(view: &View<'_>, session: &GroupSession, today: Day) -> Option<Meeting> {
    let last = session.last_before(today)?;
    let recent = today.since(last.day) <= MISSED_DAYS;
    (recent && log_of(view, session, last).is_none()).then_some(last)
}

/// The log of a meeting: the first one that is there.
pub fn log_of(view: &View<'_>, session: &GroupSession, meeting: Meeting) -> Option<ActivityId> {
    let id = id_for_session(session.id, meeting.scheduled, 1);
    view.get(id.record()).filter(|record| !record.removed()).map(|_| id)
}

/// The form for a session on a day, filled but for the numbers. On a day of its rule it names that meeting.
pub fn draft_of(view: &View<'_>, session: &GroupSession, day: Day) -> Draft {
    let district = session.group.and_then(|id| view.group(id)).and_then(|group| group.district);
    let district =
        district.or_else(|| view.get(session.id.record()).and_then(|record| record.scope.district()));
    let mut draft = Draft::new(&session.what, district, When::Day(day));
    draft.group = session.group;
    draft.session = Some(session.id);
    draft.scheduled = session.on(day).map(|meeting| meeting.scheduled);
    draft.place = session.place.filter(|id| open_on(view, *id, day));
    draft.slot = session.slot;
    draft
}

/// Whether a new log may be put there: not into a place that was closed that day. What is not known here is not closed.
pub fn open_on(view: &View<'_>, place: PlaceId, day: Day) -> bool {
    view.place(place).is_none_or(|place| place.closed.is_none_or(|closed| day <= closed))
}

/// Another day on the form. Another day of the rule is another meeting; a day near by is the same one, held then.
pub fn redate(view: &View<'_>, draft: &mut Draft, day: Day) {
    let session = draft.session.and_then(|id| view.session(id));
    let meeting = session.and_then(|session| session.on(day)).map(|meeting| meeting.scheduled);
    let near = draft.scheduled.filter(|scheduled| day.since(*scheduled).abs() <= MOVED_DAYS);
    draft.scheduled = meeting.or(near);
    draft.when = When::Day(day);
}

/// 前回と同じ人数: takes over the numbers of the last time, and says so.
pub fn same_as_last(draft: &mut Draft, last: &Last) {
    draft.counts = last.counts.clone();
    draft.same_as_last = true;
    draft.held = Held::Done;
}

/// The log that 記録 shows under a card once it is saved.
pub fn logged(view: &View<'_>, card: &Card) -> Option<Activity> {
    card.logged.and_then(|id| view.get(id.record())).map(Activity::read)
}
