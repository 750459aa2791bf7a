//! What a body's offices told, put together: one text from the logs of all where nobody wrote by hand, else their lines under
//! each other; and where numbers do not add up. Nothing is saved here.

use super::{Draft, Drafter};
use crate::calendar::WallTime;
use crate::id::{BodyId, ItemId, OfficeId, ResultId};
use crate::plan::result::{Drafted, Source, State, Teller, YearResult, result_id};
use crate::plan::year_item::YearItem;
use crate::sorted::SortedMap;

/// A body's item with the lines of its offices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The item.
    pub item: ItemId,
    /// The body; none where nobody knows whose the item is.
    pub body: Option<BodyId>,
    /// Each office with its line.
    pub lines: Vec<(OfficeId, Option<YearResult>)>,
    /// What an admin wrote of them.
    pub merged: Option<YearResult>,
}

impl Lines {
    /// Offices that have not handed in yet.
    pub fn missing(&self) -> impl Iterator<Item = OfficeId> {
        let handed = |line: &YearResult| matches!(line.state(), Some(State::Submitted | State::Confirmed));
        let missing = self.lines.iter().filter(move |(_, line)| !line.as_ref().is_some_and(handed));
        missing.map(|(office, _)| *office)
    }

    /// The lines that were handed in.
    pub fn handed(&self) -> impl Iterator<Item = &YearResult> {
        let lines = self.lines.iter().filter_map(|(_, line)| line.as_ref());
        lines.filter(|line| matches!(line.state(), Some(State::Submitted | State::Confirmed)))
    }

    /// Their ids.
    pub fn ids(&self) -> Vec<ResultId> {
        self.lines.iter().filter_map(|(_, line)| line.as_ref().map(|line| line.id)).collect()
    }
}

/// Results by who tells them.
#[derive(Debug, Clone, Default)]
pub struct Told(pub SortedMap<ResultId, YearResult>);

impl Told {
    /// Of these results; copies for all stand apart.
    pub fn new(all: impl IntoIterator<Item = YearResult>) -> Self {
        Self(
            all.into_iter()
                .filter(|result| result.copy.is_none())
                .map(|result| (result.id, result))
                .collect(),
        )
    }

    /// What somebody told of an item.
    pub fn of(&self, item: ItemId, teller: Teller) -> Option<&YearResult> {
        self.0.get(&result_id(item, teller))
    }
}

impl Drafter {
    /// わたしの事業所・課の未記入: the items of which an office has handed nothing in, in their order.
    pub fn unfilled(&self, told: &Told, office: OfficeId) -> Vec<ItemId> {
        let teller = Teller::Office(office);
        let open = |item: &&YearItem| {
            let state = told.of(item.id, teller).and_then(YearResult::state);
            let handed = matches!(state, Some(State::Submitted | State::Confirmed));
            !handed && Self::repeats(item).is_none() && self.tellers(item).contains(&teller)
        };
        self.items().iter().filter(open).map(|item| item.id).collect()
    }

    /// Every body of an item with its offices' lines.
    pub fn lines(&self, item: &YearItem, told: &Told) -> Vec<Lines> {
        let bodies: Vec<Option<BodyId>> = match self.bodies(item) {
            [] => vec![None],
            some => some.iter().copied().map(Some).collect(),
        };
        let of = |body: Option<BodyId>| {
            let offices = self.offices.iter().filter(|office| body.is_some() && office.body == body);
            let line = |office: OfficeId| (office, told.of(item.id, Teller::Office(office)).cloned());
            Lines {
                item: item.id,
                body,
                lines: offices.map(|office| line(office.id)).collect(),
                merged: told.of(item.id, Teller::Body(body)).cloned(),
            }
        };
        bodies.into_iter().map(of).collect()
    }

    /// A text for the body: drafted from the logs of all offices where none of them wrote by hand, else what they wrote,
    /// each once, under each other.
    pub fn merged(&self, item: &YearItem, lines: &Lines, now: WallTime) -> (Draft, Drafted) {
        let handed: Vec<&YearResult> = lines.handed().collect();
        let by_hand = handed.iter().any(|line| line.by_hand());
        let draft = if by_hand || handed.is_empty() && lines.lines.is_empty() {
            joined(&handed)
        } else {
            self.of(item, Teller::Body(lines.body))
        };
        let draft = if draft.text.is_empty() && !handed.is_empty() { joined(&handed) } else { draft };
        let drafted = Drafted { at: now, text: draft.text.clone(), from: draft.from.clone() };
        (draft, drafted)
    }
}

/// What the offices wrote, each text once, in their order.
fn joined(handed: &[&YearResult]) -> Draft {
    let mut texts: Vec<String> = Vec::new();
    let mut from: Vec<Source> = Vec::new();
    for line in handed {
        let Some(text) = line.word.as_ref().map(crate::plan::result::Word::printed) else { continue };
        if !texts.contains(&text) {
            texts.push(text);
        }
        from.extend(line.drafted.iter().flat_map(|drafted| drafted.from.iter().cloned()));
    }
    Draft { text: texts.join("\n"), from, notes: Vec::new() }
}
