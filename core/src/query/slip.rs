//! 記録票: a month's paper slip of a group: its dates as lines to fill by hand, with what each line opens on a phone.

use crate::calendar::{Day, Month, Slot};
use crate::id::{GroupId, SessionId};
use crate::kind::ActivityKind;
use crate::session::GroupSession;
use crate::view::View;

/// Empty lines below the dates, for what is added.
pub const SPARE_LINES: usize = 4;

/// The slip of one session, or of a group without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The group.
    pub group: GroupId,
    /// つくしサロン.
    pub name: String,
    /// The kind's key.
    pub what: String,
    /// Where it usually meets.
    pub place: Option<String>,
    /// The month.
    pub month: Month,
    /// Its dates.
    pub lines: Vec<SlipLine>,
    /// What is written into each line, after day and before the note.
    pub columns: Vec<String>,
}

/// One date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    /// The day.
    pub day: Day,
    /// When on it.
    pub slot: Option<Slot>,
    /// The session whose form its QR opens.
    pub session: SessionId,
}

/// The slips of a group for a month: one for each session that lives then; one without dates where it has none.
pub fn slips(view: &View<'_>, group: GroupId, month: Month) -> Vec<Slip> {
    let Some(known) = view.group(group) else { return Vec::new() };
    let of = |session: &GroupSession| session.group == Some(group) && lives_in(session, month);
    let sessions: Vec<GroupSession> = view.sessions().filter(of).collect();
    let named = |id| view.place(id).map(|place| place.name);
    if sessions.is_empty() {
        let what = known.what.clone().unwrap_or_default();
        let columns = columns(&view.kinds().get(&what));
        let place = known.place.and_then(named);
        return vec![Slip { group, name: known.name, what, place, month, lines: Vec::new(), columns }];
    }
    let slip = |session: &GroupSession| Slip {
        group,
        name: view.name_of_session(session),
        what: session.what.clone(),
        place: session.place.or(known.place).and_then(named),
        month,
        lines: lines(session, month),
        columns: columns(&view.kinds().get(&session.what)),
    };
    sessions.iter().map(slip).collect()
}

fn lives_in(session: &GroupSession, month: Month) -> bool {
    session.lives_on(month.first()) || session.lives_on(month.last())
}

fn lines(session: &GroupSession, month: Month) -> Vec<SlipLine> {
    let line = |day| SlipLine { day, slot: session.slot, session: session.id };
    session.dates(month).into_iter().map(|meeting| line(meeting.day)).collect()
}

/// What a kind asks for, as the heads of the slip's columns: bands, else a total; then the helpers, then the rest.
fn columns(kind: &ActivityKind<'_>) -> Vec<String> {
    let bands = kind.bands.iter().map(|band| band.label.to_owned());
    let total = (kind.counts_heads && kind.bands.is_empty()).then(|| "参加".to_owned());
    let quantities = kind.quantities.iter().map(|quantity| quantity.label.to_owned());
    bands.chain(total).chain([HELPERS.to_owned()]).chain(quantities).collect()
}

/// The column of those who helped, which is never one with those who came.
const HELPERS: &str = "担い手";
