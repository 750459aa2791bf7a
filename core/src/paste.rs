//! LINEの文をはる: lines such as 「11/20 となりの家 18人 スタッフ5」 read into drafts that a person checks; saves nothing.

use crate::activity::{Counts, Draft, Held, When};
use crate::calendar::Day;
use crate::kind::COUNT_MAX;
use crate::query::today::{draft_of, redate};
use crate::text::{fold, nfkc};
use crate::view::View;

mod read;
#[cfg(test)]
mod tests;

/// Lines that are read of one text; the rest is left to be pasted again.
pub const LINES_MOST: usize = 100;

/// One line, as far as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The line as it was pasted.
    pub text: String,
    /// The form, where day and session or group were found.
    pub draft: Option<Draft>,
    /// The day that was read.
    pub day: Option<Day>,
    /// What was not understood, for the person to place.
    pub rest: String,
}

/// Reads a text line by line; empty lines and lines without any number or day are passed over. A line without a day
/// has the day of the line above.
pub fn read(view: &View<'_>, today: Day, text: &str) -> Vec<Pasted> {
    let mut day = None;
    let mut pasted = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(LINES_MOST) {
        let found = read::line(line, today);
        day = found.day.or(day);
        if found.day.is_none() && found.counts.is_empty() && found.held.is_done() {
            continue;
        }
        pasted.push(place(view, line, day, found));
    }
    pasted
}

/// Fills a form that is open from the first line that says anything; whose log it is stays what the form says.
pub fn into_form(view: &View<'_>, today: Day, mut draft: Draft, text: &str) -> Option<Draft> {
    let lines = text.lines().take(LINES_MOST).map(|line| read::line(line, today));
    let mut said =
        lines.filter(|found| found.day.is_some() || !found.counts.is_empty() || !found.held.is_done());
    let found = said.next()?;
    if let Some(day) = found.day {
        redate(view, &mut draft, day);
    }
    draft.same_as_last = false;
    Some(fill(view, draft, found.counts, found.held, found.about))
}

/// Finds the session or group that the words name, and fills its form.
fn place(view: &View<'_>, line: &str, day: Option<Day>, found: read::Line) -> Pasted {
    let words = fold(&found.words);
    let named = |name: &str| {
        let name = fold(name);
        // A name of one letter is in every line.
        (name.chars().count() > 1 && words.contains(&name)).then(|| name.chars().count())
    };
    let sessions = view.sessions().filter_map(|session| {
        let own = named(&view.name_of_session(&session));
        let place = session.place.and_then(|id| view.place(id)).and_then(|place| named(&place.name));
        // The session of that weekday is meant, where a group has several.
        let meets = day.is_some_and(|day| session.on(day).is_some());
        own.max(place).map(|length| (length, meets, session))
    });
    let session = sessions.max_by_key(|(length, meets, session)| (*length, *meets, session.id));
    let groups = view.groups().filter_map(|group| named(&group.name).map(|length| (length, group)));
    let group = groups.max_by_key(|(length, group)| (*length, group.id));
    let draft = day.and_then(|day| match (session, group) {
        (Some((_, _, session)), _) => Some(draft_of(view, &session, day)),
        (None, Some((_, group))) => {
            let mut draft = Draft::new(group.what.as_deref()?, group.district, When::Day(day));
            (draft.group, draft.place) = (Some(group.id), group.place);
            Some(draft)
        }
        (None, None) => None,
    });
    let draft = draft.map(|draft| fill(view, draft, found.counts, found.held, found.about));
    Pasted { text: line.trim().to_owned(), draft, day, rest: found.words }
}

fn fill(view: &View<'_>, mut draft: Draft, mut counts: Counts, held: Held, about: bool) -> Draft {
    let kind = view.kinds().get(&draft.what);
    counts.bands.retain(|band, _| kind.band(band).is_some());
    if !counts.bands.is_empty() {
        counts.total = None;
    }
    // 「18食」 of a kind that counts no meals is still eighteen people's.
    counts.quantities.retain(|key, _| kind.quantity(key).is_some());
    if !kind.counts_heads {
        // あいさつ運動 counts only who helped.
        let heads = counts.total.take();
        counts.helpers = counts.helpers.or(heads);
        counts.bands.clear();
    }
    counts.helpers = counts.helpers.map(|helpers| helpers.min(COUNT_MAX));
    (draft.counts, draft.held, draft.about) = (counts, held, about);
    draft
}

/// Width, and the signs that people put between words, so that the reader sees plain words.
fn plain(line: &str) -> String {
    nfkc(line)
        .chars()
        .map(|letter| if "、,。:;/・|()[]【】「」=\t".contains(letter) { ' ' } else { letter })
        .collect()
}
