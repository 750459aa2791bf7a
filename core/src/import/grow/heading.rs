//! Headings as they come: new ones, the same again on the next page, late ones, lost ones.

use super::Grower;
use crate::import::fix::{Place, QuestionKind as Q, RepairKind as R};
use crate::import::name::distance;
use crate::import::reading::NodeRead;
use crate::import::title::{LevelLine, joined, ordinal};
use crate::import::words;
use crate::text::fold;

/// Letters of a title for each that may differ between two pages.
const LETTERS_PER_SLIP: usize = 8;

impl Grower<'_> {
    /// A heading that names its level: 重点項目2：題.
    pub(super) fn level_line(&mut self, at: Place, line: &LevelLine) {
        let title = line.title.as_deref().map(|title| self.without_spaces(at, title));
        if self.same_again(at, line.level, Some(&line.number), title.as_deref()) {
            return;
        }
        let parent = self.parent(at, line.level);
        let known = self.reading.nodes.iter().position(|node| {
            let number = node.number.as_deref().map(fold);
            node.level == line.level + 1 && node.parent == parent && number == Some(fold(&line.number))
        });
        // One that is open was tried already.
        let open = self.path.get(line.level).copied().flatten();
        match known.filter(|known| Some(*known) != open) {
            Some(known) if self.fill(at, known, title.as_deref()) => self.open(line.level, known),
            _ => self.add(at, line.level, parent, Some(line.number.clone()), title, None),
        }
    }

    /// A heading that only its number marks, at the lowest level or the one of its column.
    pub(super) fn numbered(&mut self, at: Place, level: usize, number: &str, title: &str) {
        let title = self.without_spaces(at, title);
        if self.same_again(at, level, Some(number), Some(&title)) {
            return;
        }
        let last = self.open_at(level).and_then(|node| ordinal(node.number.as_deref()?));
        let (ask, here) = (ordinal(number), ordinal(number));
        if let (Some(last), Some(here)) = (last, here)
            && here <= last
        {
            self.lost_above(at, level);
        }
        let parent = self.parent(at, level);
        self.add(at, level, parent, Some(number.to_owned()), Some(title), None);
        if let (Some(last), Some(here)) = (last, ask)
            && here > last + 1
        {
            let text = words::skipped(last, here);
            self.fixes.ask(Q::Number, at, text.clone(), None);
            if let Some(node) = self.reading.nodes.last_mut() {
                node.asks.push(text);
            }
        }
    }

    /// A heading without a number, which its column alone tells.
    pub(super) fn plain(&mut self, at: Place, level: usize, title: &str) {
        let title = self.without_spaces(at, title);
        if !self.same_again(at, level, None, Some(&title)) {
            let parent = self.parent(at, level);
            self.add(at, level, parent, None, Some(title), None);
        }
    }

    /// The title without the spaces of a narrow column.
    fn without_spaces(&mut self, at: Place, title: &str) -> String {
        let whole = joined(title);
        if whole == title || self.fixes.repair(R::Space, at, title, &whole) {
            whole
        } else {
            title.to_owned()
        }
    }

    fn open_at(&self, level: usize) -> Option<&NodeRead> {
        let index = self.path.get(level).copied().flatten()?;
        self.reading.nodes.get(index)
    }

    /// Whether the open heading of the level is meant once more, as on the next page.
    fn same_again(&mut self, at: Place, level: usize, number: Option<&str>, title: Option<&str>) -> bool {
        let Some(open) = self.open_at(level) else { return false };
        if open.number.as_deref().map(fold) != number.map(fold) {
            return false;
        }
        let index = self.path.get(level).copied().flatten();
        match (open.title.clone(), title) {
            (Some(known), Some(title)) if alike(&known, title) => {
                // Pages repeat what names its level as a matter of course; a row's own heading goes on.
                if level + 1 == self.path.len() {
                    let before = format!("{} {title}", number.unwrap_or_default());
                    return self.fixes.repair(R::Continued, at, before.trim(), &known);
                }
                true
            }
            (Some(_), Some(_)) if number.is_none() || level + 1 == self.path.len() => false,
            (Some(_), Some(title)) => {
                let text = words::other_title(title);
                self.fixes.ask(Q::OtherTitle, at, text.clone(), None);
                if let Some(node) = index.and_then(|index| self.reading.nodes.get_mut(index)) {
                    node.asks.push(text);
                }
                true
            }
            (None, Some(title)) => index.is_some_and(|index| self.fill(at, index, Some(title))),
            (_, None) => number.is_some(),
        }
    }

    /// Gives a lost heading the title that comes late.
    fn fill(&mut self, at: Place, index: usize, title: Option<&str>) -> bool {
        let Some(node) = self.reading.nodes.get_mut(index) else { return false };
        let (Some(title), None) = (title, &node.title) else { return true };
        if !self.fixes.repair(R::Late, at, "", title) {
            return false;
        }
        node.title = Some(title.to_owned());
        let lost = core::mem::take(&mut node.asks);
        self.fixes.questions.retain(|question| question.at != node.at || !lost.contains(&question.text));
        true
    }

    /// The numbers begin anew: a heading above was lost. Its number is the next.
    fn lost_above(&mut self, at: Place, level: usize) {
        let Some(above) = level.checked_sub(1) else { return };
        let number = self.open_at(above).and_then(|node| ordinal(node.number.as_deref()?));
        let parent = self.parent(at, above);
        let ask = if number.is_some() { words::LOST_HEADING } else { words::LOST_TITLE };
        let number = number.map(|number| number.saturating_add(1).to_string());
        self.add(at.row(), above, parent, number, None, Some(ask));
    }

    /// The open heading above a level; where there is none, one that was lost.
    fn parent(&mut self, at: Place, level: usize) -> Option<usize> {
        let above = level.checked_sub(1)?;
        if let Some(open) = self.path.get(above).copied().flatten() {
            return Some(open);
        }
        let parent = self.parent(at, above);
        self.add(at.row(), above, parent, None, None, Some(words::LOST_TITLE));
        self.path.get(above).copied().flatten()
    }

    /// The open heading that a measure hangs under.
    pub(super) fn lowest(&mut self, at: Place) -> Option<usize> {
        let deepest = self.path.iter().rev().find_map(|open| *open);
        if deepest.is_some() || self.path.is_empty() {
            return deepest;
        }
        self.add(at.row(), 0, None, None, None, Some(words::LOST_TITLE));
        self.path.first().copied().flatten()
    }

    fn add(
        &mut self,
        at: Place,
        level: usize,
        parent: Option<usize>,
        number: Option<String>,
        title: Option<String>,
        ask: Option<&str>,
    ) {
        if let Some(ask) = ask {
            self.fixes.ask(Q::LostHeading, at, ask.to_owned(), None);
        }
        let asks = ask.map(str::to_owned).into_iter().collect();
        let index = self.reading.nodes.len();
        self.reading.nodes.push(NodeRead { at, level: level + 1, parent, number, title, asks });
        self.open(level, index);
    }

    fn open(&mut self, level: usize, index: usize) {
        for (of, open) in self.path.iter_mut().enumerate().skip(level) {
            *open = (of == level).then_some(index);
        }
        self.measure = None;
    }
}

/// Whether two titles are one, but for spaces and a misread letter in a long one.
fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    if one == other {
        return true;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let slips = one.len().min(other.len()) / LETTERS_PER_SLIP;
    distance(&one, &other, slips.min(2)).is_some()
}
