//! What looks odd in a draft and is asked once, beside the number, never refused: the future, far more than usual.

use serde::{Deserialize, Serialize};

use crate::activity::Draft;
use crate::calendar::{Day, WallTime};
use crate::id::{ActivityId, PersonId};
use crate::query::twin::twin_of;
use crate::query::usual::usual;
use crate::view::View;

/// Times the usual number from which a person is asked.
const UNUSUAL_TIMES: u64 = 3;
/// Below this nobody is asked, whatever is usual: three where there was one is no surprise.
const UNUSUAL_LEAST: u64 = 10;

/// Something that looks odd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// The day is still to come.
    Future {
        /// The chosen day.
        day: Day,
        /// Today, by the phone's clock.
        today: Day,
    },
    /// Three times the usual number, or more.
    Unusual {
        /// The day.
        day: Day,
        /// What was typed.
        typed: u64,
        /// What is usual.
        usual: u64,
    },
    /// Neither a number nor a reason for not having been held.
    NoNumbers,
    /// Somebody logged the same kind at the same place and time.
    Twin {
        /// Their log.
        log: ActivityId,
        /// Who.
        by: Option<PersonId>,
        /// When, by their clock.
        at: WallTime,
    },
}

/// What to ask about a draft; empty once the person is sure. `editing` is the log that the draft edits.
pub fn doubts(now: WallTime, view: &View<'_>, draft: &Draft, editing: Option<ActivityId>) -> Vec<Doubt> {
    if draft.sure {
        return Vec::new();
    }
    let (today, day) = (now.day(), draft.when.last_day());
    let future = (draft.when.day().is_some() && day > today).then_some(Doubt::Future { day, today });
    let empty = (draft.held.is_done() && draft.counts.is_empty()).then_some(Doubt::NoNumbers);
    let twin = if editing.is_none() && !draft.another { twin_of(view, draft) } else { None };
    let twin = twin.map(|(record, log)| Doubt::Twin { log: log.id, by: record.made.by, at: record.made.at });
    future.into_iter().chain(unusual(view, draft, editing)).chain(empty).chain(twin).collect()
}

fn unusual(view: &View<'_>, draft: &Draft, editing: Option<ActivityId>) -> Option<Doubt> {
    let kind = view.kinds().get(&draft.what);
    let typed = draft.counts.size(&kind).filter(|_| draft.held.is_done())?;
    let usual = usual(view, draft, editing)?;
    let odd = typed >= UNUSUAL_LEAST && typed >= usual.saturating_mul(UNUSUAL_TIMES);
    odd.then_some(Doubt::Unusual { day: draft.when.last_day(), typed, usual })
}
