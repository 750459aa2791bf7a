//! The file come back: each row known by its id wherever it stands, what it would change, and what cannot be taken with why.
//! Nothing is written, and a row is taken whole or not at all.

use super::sheet::{over, parse_row_id};
use super::{Asked, Cell, Heads, Row, Section, Typed, Wrong, read};
use crate::book::Book;
use crate::id::{FigureId, ItemId};
use crate::import::{Line, Table};
use crate::intent::figure::FigureForm;
use crate::paper::{clean, unguarded};
use crate::plan::figure::Span;
use crate::text::fold;

/// Where what was counted stands in the file as it went out; its unit, its 出典 and the numbers come after it.
const WHAT: usize = 2;

/// What came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Rows that say something new, in the order of the file.
    pub proposed: Vec<Proposed>,
    /// Rows that say what is here already.
    pub same: usize,
    /// Rows without a number.
    pub empty: usize,
    /// Rows that cannot be taken.
    pub refused: Vec<Refused>,
    /// Rows with numbers that the file no longer has: they stay as they are.
    pub missing: usize,
    /// Whether no row of the file has an id: it is no such file.
    pub foreign: bool,
}

/// A row that changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Its line in the file.
    pub line: u32,
    /// What it becomes.
    pub form: FigureForm,
    /// What the row was called before, its unit and 出典; none of a row without numbers.
    pub before: Option<(String, String, String)>,
    /// Its numbers that change: before and after.
    pub cells: Vec<(Span, Option<u64>, Option<u64>)>,
}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its line in the file.
    pub line: u32,
    /// Why.
    pub why: Why,
    /// What stands in the cell that is wrong, else in the row.
    pub text: String,
}

/// Why a row cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// An item of another year.
    OtherYear,
    /// Another office's row.
    OtherOffice,
    /// An id that nobody knows.
    Unknown,
    /// Numbers in a row without an id.
    NoId,
    /// The row of an earlier line once more, saying something else.
    Doubled(u32),
    /// A cell has to be set right.
    Cell(Wrong),
}

/// Reads the file beside the rows that are here. `sections` are all of them, as the file went out.
pub fn read_back(table: &Table, book: &Book, sections: &[Section], asked: Asked, heads: &Heads) -> Answer {
    let mut reading = Reading { book, sections, asked, seen: Vec::new(), answer: Answer::default() };
    let mut ids = 0;
    for sheet in &table.sheets {
        let mut at = WHAT;
        let mut begun = false;
        for line in &sheet.lines {
            if let Some(found) = columns_of(line, heads, asked) {
                (at, begun) = (found, true);
                continue;
            }
            let known = reading.row(line, at);
            ids += usize::from(known);
            if !known && begun {
                reading.without_id(line, at);
            }
        }
    }
    reading.answer.foreign = ids == 0;
    reading.whole();
    reading.answer
}

/// The column of what was counted, where the line is that of the heads.
fn columns_of(line: &Line, heads: &Heads, asked: Asked) -> Option<usize> {
    let over = over(heads, asked.year);
    let same = |one: &String, other: &String| fold(one) == fold(other);
    let wanted = over.get(WHAT..WHAT + 3)?;
    let at = line
        .cells
        .windows(3)
        .position(|three| three.iter().zip(wanted).all(|(one, other)| same(one, other)))?;
    Some(at)
}

/// A row that the file had.
struct Seen {
    item: ItemId,
    figure: Option<FigureId>,
    /// What it is called there, and its unit.
    name: (String, String),
    line: u32,
    typed: Typed,
}

struct Reading<'a> {
    book: &'a Book,
    sections: &'a [Section],
    asked: Asked,
    seen: Vec<Seen>,
    answer: Answer,
}

impl Reading<'_> {
    /// Whether the line has an id.
    fn row(&mut self, line: &Line, at: usize) -> bool {
        let Some((item, office, figure)) = line.cells.iter().find_map(|cell| parse_row_id(cell)) else {
            return false;
        };
        let typed = self.typed(line, at);
        let told = typed.numbers.values().map(String::as_str).collect::<Vec<_>>().join(" ");
        let refuse = |reading: &mut Self, why, text: String| {
            // A row that says nothing need not be explained.
            if !typed.is_empty() {
                reading.answer.refused.push(Refused { line: line.number, why, text });
            }
        };
        let year = self.book.items.get(&item).map(|item| item.year);
        if let Some(year) = year.filter(|year| *year != Some(self.asked.year)) {
            let text = year.map(|year| year.text()).unwrap_or_default();
            refuse(self, Why::OtherYear, text);
            return true;
        }
        if office != self.asked.office {
            let text = office.and_then(|id| self.book.offices.get(&id)).map(|office| office.name.clone());
            refuse(self, Why::OtherOffice, text.unwrap_or(told));
            return true;
        }
        let Some(row) = self.find(item, figure, &typed) else {
            refuse(self, Why::Unknown, told);
            return true;
        };
        let named = (typed.title.trim().to_owned(), typed.unit.trim().to_owned());
        let same = |seen: &&Seen| {
            seen.item == item && seen.figure == figure && (figure.is_some() || seen.name == named)
        };
        if let Some(first) = self.seen.iter().find(same) {
            if first.typed != typed {
                let line = first.line;
                refuse(self, Why::Doubled(line), told);
            }
            return true;
        }
        let mine = (row.title.clone(), row.unit.clone());
        self.seen.push(Seen { item, figure, name: named, line: line.number, typed: typed.clone() });
        let others: Vec<(String, String)> = self
            .rows(item)
            .filter(|other| **other != row && !other.held.is_empty())
            .map(|other| (other.title.clone(), other.unit.clone()))
            .filter(|other| *other != mine)
            .collect();
        match read(&row, &typed, self.asked, &others) {
            Err(wrong) => {
                let text = match wrong.cell() {
                    Cell::Number(period) => typed.number(period).to_owned(),
                    Cell::Title => typed.title.clone(),
                    Cell::Unit | Cell::Source => told,
                };
                refuse(self, Why::Cell(wrong), text);
            }
            Ok(None) if typed.is_empty() => self.answer.empty += 1,
            Ok(None) => self.answer.same += 1,
            Ok(Some(form)) => self.propose(line.number, &row, form),
        }
        true
    }

    fn propose(&mut self, line: u32, row: &Row, form: FigureForm) {
        let now = |period: &Span| row.held.get(period).map(|held| held.number);
        let cells = form.numbers.iter().map(|(period, number)| (*period, now(period), *number));
        let cells = cells.filter(|(_, before, after)| before != after).collect();
        let before =
            (!row.held.is_empty()).then(|| (row.title.clone(), row.unit.clone(), row.source.clone()));
        self.answer.proposed.push(Proposed { line, form, before, cells });
    }

    /// A row below the heads with numbers and without an id.
    fn without_id(&mut self, line: &Line, at: usize) {
        let typed = self.typed(line, at);
        let numbers: Vec<&str> =
            typed.numbers.values().map(String::as_str).filter(|typed| !typed.is_empty()).collect();
        if !numbers.is_empty() {
            let text = [typed.title.as_str()].into_iter().chain(numbers).collect::<Vec<_>>().join(" ");
            self.answer.refused.push(Refused {
                line: line.number,
                why: Why::NoId,
                text: text.trim().to_owned(),
            });
        }
    }

    fn typed(&self, line: &Line, at: usize) -> Typed {
        let cell =
            |at: usize| unguarded(clean(line.cells.get(at).map_or("", String::as_str)).trim()).to_owned();
        let months = self.asked.year.months().map(Span::Month).chain([Span::Year(self.asked.year)]);
        let numbers: Vec<(Span, String)> = months
            .enumerate()
            .map(|(n, period)| (period, cell(at + 3 + n)))
            .filter(|(_, typed)| !typed.is_empty())
            .collect();
        let yearly = numbers.iter().any(|(period, _)| matches!(period, Span::Year(_)));
        let monthly = numbers.iter().any(|(period, _)| matches!(period, Span::Month(_)));
        Typed {
            title: cell(at),
            unit: cell(at + 1),
            source: cell(at + 2),
            monthly: monthly || !yearly,
            numbers: numbers.into_iter().map(|(period, typed)| (period.key(), typed)).collect(),
        }
    }

    fn rows(&self, item: ItemId) -> impl Iterator<Item = &Row> {
        self.sections.iter().filter(move |section| section.item == item).flat_map(|section| &section.rows)
    }

    /// The row that an id means: the one that has the number, else the one without an id that is called so, else an empty one.
    fn find(&self, item: ItemId, figure: Option<FigureId>, typed: &Typed) -> Option<Row> {
        if let Some(figure) = figure {
            let has = |row: &&Row| row.held.values().any(|held| held.id == figure);
            return self.rows(item).find(has).cloned();
        }
        let called = |row: &&Row| row.title == typed.title && row.unit == typed.unit;
        let first = self.rows(item).next()?;
        let blank = Row::blank(item, self.asked.office, first.monthly);
        Some(self.rows(item).find(called).cloned().unwrap_or(blank))
    }

    /// Rows with numbers that the whole file does not have.
    fn whole(&mut self) {
        let seen = |row: &Row| {
            self.seen.iter().any(|seen| {
                let by_id = seen.figure.is_some_and(|id| row.held.values().any(|held| held.id == id));
                let by_name = seen.figure.is_none() && seen.name == (row.title.clone(), row.unit.clone());
                seen.item == row.item && (by_id || by_name)
            })
        };
        let rows = self.sections.iter().flat_map(|section| &section.rows).filter(|row| !row.held.is_empty());
        self.answer.missing = rows.filter(|row| !seen(row)).count();
    }
}
