//! Who does what: each row's bodies given to its items, lost ones proposed from the rows beside it and asked.

use super::fix::{Fixes, Place, QuestionKind as Q, RepairKind as R};
use super::guide::Guide;
use super::reading::Reading;
use super::words;

/// Ways to cut one cell of bodies that are looked at, at most.
const CUTS_MOST: usize = 200;

/// A row as it was read.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) at: Place,
    pub(super) bodies_at: Place,
    /// The measure of its items.
    pub(super) measure: Option<usize>,
    /// Measures that begin in it.
    pub(super) measures: Vec<usize>,
    pub(super) items: Vec<usize>,
    /// The bodies' cell as it stands there.
    pub(super) text: String,
    /// In the order of print; one may stand twice where rows are glued.
    pub(super) bodies: Vec<usize>,
    /// Whether there was such a cell.
    pub(super) known: bool,
}

/// Gives every row's bodies to whom they belong.
pub(super) fn settle(
    reading: &mut Reading,
    rows: &mut [Row],
    guide: &Guide,
    fixes: &mut Fixes<'_>,
    has_items: bool,
) {
    let mut settling = Settling { reading, guide, fixes };
    let told = rows.iter().any(|row| row.known);
    for index in 0..rows.len() {
        let Some(row) = rows.get(index) else { continue };
        if !has_items || (row.items.is_empty() && !row.measures.is_empty()) {
            settling.measures(row, told);
        } else if row.items.is_empty() {
            settling.alone(rows.get(..index).unwrap_or_default(), row);
        } else if row.known && !row.bodies.is_empty() {
            settling.shared(rows, index);
        } else if told && !row.known {
            settling.lost(rows, index);
        }
    }
    if has_items {
        settling.empty();
    }
}

struct Settling<'a, 'b> {
    reading: &'a mut Reading,
    guide: &'a Guide,
    fixes: &'a mut Fixes<'b>,
}

impl Settling<'_, '_> {
    fn measures(&mut self, row: &Row, told: bool) {
        let of_row =
            if row.measures.is_empty() { row.measure.into_iter().collect() } else { row.measures.clone() };
        for index in of_row {
            let Some(measure) = self.reading.measures.get_mut(index) else { continue };
            for body in &row.bodies {
                if !measure.bodies.contains(body) {
                    measure.bodies.push(*body);
                }
            }
            if told && !row.known && measure.bodies.is_empty() && self.reading.body_heading.is_some() {
                let text = words::EDGE.to_owned();
                measure.asks.push(text.clone());
                self.fixes.ask(Q::LostBodies, row.at, text, None);
            }
        }
    }

    /// A row of nothing but bodies: perhaps a second set of the item above.
    fn alone(&mut self, above: &[Row], row: &Row) {
        let Some(item) = above.iter().rev().find_map(|row| row.items.last().copied()) else {
            return;
        };
        let text = words::alone(&row.text);
        let Some(read) = self.reading.items.get_mut(item) else { return };
        let mut new = row.bodies.clone();
        new.retain(|body| !read.bodies.contains(body));
        let names = join(self.guide, &new);
        if self.fixes.ask(Q::BodiesAlone, row.at, text.clone(), (!new.is_empty()).then_some(names)) {
            read.bodies.extend(new);
        } else {
            read.maybe = new;
            read.asks.push(text);
        }
    }

    /// A row that names its bodies.
    fn shared(&mut self, rows: &[Row], index: usize) {
        let Some(row) = rows.get(index) else { return };
        let (items, all) = (row.items.len(), once(&row.bodies));
        if items == 1 {
            return self.give(row, &[all]);
        }
        if all.len() < row.bodies.len() {
            return self.glued(rows, row);
        }
        let beside = |other: &Row| other.measure == row.measure && other.bodies == row.bodies;
        let before = index.checked_sub(1).and_then(|at| rows.get(at)).is_some_and(beside);
        let after = rows.get(index + 1).is_some_and(beside);
        if all.len() == items && !before && !after {
            self.one_each(row, &all);
        } else {
            self.give(row, &vec![all; items]);
        }
    }

    /// A body that stands twice tells that rows were glued. The cut is known where all its sets stand alone elsewhere.
    fn glued(&mut self, rows: &[Row], row: &Row) {
        let items = row.items.len();
        let stands = |set: &[usize]| rows.iter().any(|other| other.at != row.at && other.bodies == set);
        let mut cuts = Vec::new();
        cut(&row.bodies, items, &mut Vec::new(), &mut cuts);
        cuts.retain(|sets| sets.iter().all(|set| stands(set)));
        if let [sets] = cuts.as_slice() {
            return self.split(row, sets);
        }
        let text = words::uneven(items);
        self.fixes.ask(Q::WhoseBodies, row.bodies_at, text.clone(), None);
        self.propose(row, &vec![once(&row.bodies); items], &text);
    }

    /// As many bodies as items: one each, or all of all?
    fn one_each(&mut self, row: &Row, bodies: &[usize]) {
        let text = words::one_each(row.items.len(), bodies.len());
        let sets: Vec<Vec<usize>> = bodies.iter().map(|body| vec![*body]).collect();
        let proposal = self.printed(&sets);
        if self.fixes.ask(Q::WhoseBodies, row.bodies_at, text.clone(), Some(proposal)) {
            self.give(row, &sets);
        } else {
            self.propose(row, &sets, &text);
        }
    }

    /// A body that stands twice begins a second set; the sets are the items' in their order.
    fn split(&mut self, row: &Row, sets: &[Vec<usize>]) {
        let after = self.printed(sets);
        if !self.fixes.repair(R::Split, row.bodies_at, &row.text, &after) {
            return self.give(row, &vec![once(&row.bodies); row.items.len()]);
        }
        self.give(row, sets);
        let text = words::split(row.items.len(), sets.len());
        if !self.fixes.ask(Q::WhoseBodies, row.bodies_at, text.clone(), Some(after)) {
            self.note(row, &text);
        }
    }

    /// A row without bodies: those of the row above or below in the same measure are proposed, never taken.
    fn lost(&mut self, rows: &[Row], index: usize) {
        let Some(row) = rows.get(index) else { return };
        let beside = |other: &&Row| other.measure == row.measure && row.measure.is_some();
        let told = |other: &&Row| other.known && !other.items.is_empty();
        let above = rows.iter().take(index).rev().take_while(beside).find(told);
        let below = || rows.iter().skip(index + 1).take_while(beside).find(told);
        let (bodies, text) = match above {
            Some(above) => (above.bodies.clone(), words::ABOVE),
            None => below().map_or((Vec::new(), words::EDGE), |below| (below.bodies.clone(), words::BELOW)),
        };
        let proposal = (!bodies.is_empty()).then(|| join(self.guide, &bodies));
        let of_all = vec![bodies; row.items.len()];
        if self.fixes.ask(Q::LostBodies, row.at, text.to_owned(), proposal) {
            self.give(row, &of_all);
        } else {
            self.propose(row, &of_all, text);
        }
    }

    fn give(&mut self, row: &Row, sets: &[Vec<usize>]) {
        for (item, set) in row.items.iter().zip(sets) {
            if let Some(item) = self.reading.items.get_mut(*item) {
                item.bodies.clone_from(set);
            }
        }
    }

    fn propose(&mut self, row: &Row, sets: &[Vec<usize>], text: &str) {
        for (item, set) in row.items.iter().zip(sets) {
            if let Some(item) = self.reading.items.get_mut(*item) {
                item.maybe.clone_from(set);
            }
        }
        self.note(row, text);
    }

    fn note(&mut self, row: &Row, text: &str) {
        for item in &row.items {
            if let Some(item) = self.reading.items.get_mut(*item) {
                item.asks.push(text.to_owned());
            }
        }
    }

    fn printed(&self, sets: &[Vec<usize>]) -> String {
        sets.iter().map(|set| join(self.guide, set)).collect::<Vec<_>>().join("｜")
    }

    /// Measures under which nothing stands.
    fn empty(&mut self) {
        let mut full = vec![false; self.reading.measures.len()];
        for item in &self.reading.items {
            if let Some(full) = full.get_mut(item.measure) {
                *full = true;
            }
        }
        for (measure, _) in self.reading.measures.iter_mut().zip(full).filter(|(_, full)| !full) {
            measure.asks.push(words::EMPTY.to_owned());
            self.fixes.ask(Q::Empty, measure.at, words::EMPTY.to_owned(), None);
        }
    }
}

/// The bodies without those that come again.
fn once(bodies: &[usize]) -> Vec<usize> {
    let mut once: Vec<usize> = Vec::new();
    for body in bodies {
        if !once.contains(body) {
            once.push(*body);
        }
    }
    once
}

/// Ways to cut a list of bodies into so many sets without one twice in a set.
fn cut(bodies: &[usize], sets: usize, before: &mut Vec<Vec<usize>>, cuts: &mut Vec<Vec<Vec<usize>>>) {
    if cuts.len() >= CUTS_MOST {
        return;
    }
    if sets <= 1 {
        if sets == 1 && !bodies.is_empty() && once(bodies).len() == bodies.len() {
            cuts.push(before.iter().cloned().chain([bodies.to_vec()]).collect());
        }
        return;
    }
    for len in 1..bodies.len() {
        let (set, rest) = bodies.split_at(len);
        if once(set).len() < set.len() {
            break;
        }
        before.push(set.to_vec());
        cut(rest, sets - 1, before, cuts);
        before.pop();
    }
}

fn join(guide: &Guide, bodies: &[usize]) -> String {
    let names = bodies.iter().filter_map(|body| guide.bodies.get(*body));
    names.map(|body| body.name.as_str()).collect::<Vec<_>>().join(" ")
}
