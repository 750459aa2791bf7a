//! The sheet come back: rows are known by their ids, wherever they stand; what is not taken is told with its text.

use super::{Heads, Inquiry, parse_row_id};
use crate::book::Book;
use crate::book::table::{Choice, items_in_order};
use crate::calendar::{Day, FiscalYear};
use crate::id::{BodyId, ItemId};
use crate::import::{Line, Table};
use crate::intent::result::Form;
use crate::paper::{clean, unguarded};
use crate::plan::result::{Stage, State, Teller, Word, YearResult, result_id};
use crate::sorted::SortedMap;
use crate::text::{RESULT_CHARS, fold};

/// Where the answers and the id stand in the sheet as it went out.
const RESULT: usize = 3;
const NOT_DONE: usize = 4;

/// What came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// What is told, in the order of the file.
    pub proposed: Vec<Proposed>,
    /// What a person should look at.
    pub remarks: Vec<Remark>,
    /// Rows that are still empty.
    pub empty: usize,
}

/// A row that tells something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Its line in the file.
    pub line: u32,
    /// The item.
    pub item: ItemId,
    /// Who tells it.
    pub body: BodyId,
    /// What is told, as a text that is handed on.
    pub word: Word,
    /// How it stands to what is here.
    pub standing: Standing,
}

/// How a told text stands to what is here already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is here.
    New,
    /// The same is here: a file read twice.
    Same,
    /// Another text is here, which a person should see before it is changed.
    Other(String),
    /// 確定: what is told now is not taken without a person.
    Settled(String),
}

/// A row of the file with its text, so that nothing of it is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line.
    pub line: u32,
    /// What was told.
    pub text: String,
}

/// What a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Rows stand in another order than they went out: read by their ids all the same.
    Moved,
    /// The file has no row of this item.
    Missing(ItemId),
    /// A second row of an item says something else; the first was taken.
    Doubled(Row, u32),
    /// An item of another year or another plan.
    OtherYear(Row),
    /// Another body's row.
    OtherBody(Row),
    /// An id that nobody knows, or none.
    Unknown(Row),
    /// Longer than a result may be, in characters.
    Long(Row, usize),
    /// Both a result and a reason why nothing was done.
    Both(Row),
    /// No row of the file has an id: it is no 記入依頼.
    NoIds,
}

/// Of whom a file asks: the body of its first row with an id that is known, and that item's plan. None of what is no 記入依頼.
pub fn asked_of(table: &Table, book: &Book, year: FiscalYear) -> Option<Inquiry> {
    let cells = table.sheets.iter().flat_map(|sheet| &sheet.lines).flat_map(|line| &line.cells);
    let known = |(item, body)| Some(Inquiry { plan: book.items.get(&item)?.plan?, year, body });
    cells.filter_map(|cell| parse_row_id(cell)).find_map(known)
}

impl Answer {
    /// What may go in at once: rows of which nothing is here. What differs from a text that is here goes in one by one.
    pub fn fresh(&self) -> Vec<&Proposed> {
        self.proposed.iter().filter(|told| told.standing == Standing::New).collect()
    }
}

impl Proposed {
    /// Whether a person may take it in as it is: it says something else than what is here, and that is not 確定.
    pub const fn can_go_in(&self) -> bool {
        matches!(self.standing, Standing::New | Standing::Other(_))
    }

    /// The body's result as handed in.
    pub fn form(&self, as_of: Day, stage: Stage) -> Form {
        Form {
            item: self.item,
            teller: Teller::Body(Some(self.body)),
            text: self.word.text.clone(),
            not_done: self.word.not_done,
            submit: true,
            as_of: Some(as_of),
            stage: Some(stage),
            drafted: None,
        }
    }
}

/// Reads the file beside the plan. `known` are the results that are here.
pub fn read(table: &Table, book: &Book, inquiry: &Inquiry, heads: &Heads, known: &[YearResult]) -> Answer {
    let choice = Choice { plan: inquiry.plan, year: Some(inquiry.year), under: None, results: false };
    let asked: Vec<ItemId> = items_in_order(book, &choice)
        .into_iter()
        .filter(|item| item.owners.bodies.contains(&inquiry.body))
        .map(|item| item.id)
        .collect();
    let mut reading =
        Reading { book, inquiry, known, asked: &asked, seen: SortedMap::new(), answer: Answer::default() };
    let mut ids = 0;
    for lines in table.sheets.iter().map(|sheet| &sheet.lines) {
        let mut columns = (RESULT, NOT_DONE);
        for line in lines {
            if let Some(found) = columns_of(line, heads) {
                columns = found;
                continue;
            }
            ids += usize::from(reading.row(line, columns));
        }
    }
    if ids == 0 {
        reading.answer.remarks.push(Remark::NoIds);
    } else {
        reading.whole();
    }
    reading.answer
}

/// The columns of the answers, where the line is that of the heads.
fn columns_of(line: &Line, heads: &Heads) -> Option<(usize, usize)> {
    let at = |head: &str| line.cells.iter().position(|cell| fold(cell) == fold(head));
    Some((at(&heads.result)?, at(&heads.not_done)?))
}

struct Reading<'a> {
    book: &'a Book,
    inquiry: &'a Inquiry,
    known: &'a [YearResult],
    asked: &'a [ItemId],
    /// Each item's line, its place among the rows, and its text.
    seen: SortedMap<ItemId, (u32, usize, String)>,
    answer: Answer,
}

impl Reading<'_> {
    /// Whether the line has an id.
    fn row(&mut self, line: &Line, (result, not_done): (usize, usize)) -> bool {
        let cell =
            |at: usize| unguarded(clean(line.cells.get(at).map_or("", String::as_str)).trim()).to_owned();
        let (done, why) = (cell(result), cell(not_done));
        let text = [done.as_str(), why.as_str()].into_iter().filter(|text| !text.is_empty());
        let text = text.collect::<Vec<_>>().join("\n");
        let row = Row { line: line.number, text };
        let Some((item, body)) = line.cells.iter().find_map(|cell| parse_row_id(cell)) else {
            // Below the rows people write what they please; above them stands how to fill it in.
            if !row.text.is_empty() && !self.seen.is_empty() {
                self.answer.remarks.push(Remark::Unknown(row));
            }
            return false;
        };
        if body != self.inquiry.body {
            self.remark(row, Remark::OtherBody);
        } else if !self.asked.contains(&item) {
            self.strange(row, item);
        } else if let Some((first, _, before)) = self.seen.get(&item) {
            let (first, same) = (*first, *before == row.text);
            if !same {
                self.answer.remarks.push(Remark::Doubled(row, first));
            }
        } else {
            self.seen.insert(item, (row.line, self.seen.len(), row.text.clone()));
            self.take(row, item, done, why);
        }
        true
    }

    fn take(&mut self, row: Row, item: ItemId, done: String, why: String) {
        let chars = row.text.chars().count();
        if row.text.is_empty() {
            self.answer.empty += 1;
        } else if !done.is_empty() && !why.is_empty() {
            self.answer.remarks.push(Remark::Both(row));
        } else if chars > RESULT_CHARS {
            self.answer.remarks.push(Remark::Long(row, chars));
        } else {
            let word = Word { text: row.text, state: State::Submitted, not_done: done.is_empty(), why: None };
            let body = self.inquiry.body;
            let standing = self.standing(item, &word);
            self.answer.proposed.push(Proposed { line: row.line, item, body, word, standing });
        }
    }

    fn standing(&self, item: ItemId, word: &Word) -> Standing {
        let id = result_id(item, Teller::Body(Some(self.inquiry.body)));
        let here = self.known.iter().find(|known| known.id == id).and_then(|known| known.word.as_ref());
        match here {
            None => Standing::New,
            Some(here) if here.text == word.text && here.not_done == word.not_done => Standing::Same,
            Some(here) if here.state == State::Confirmed => Standing::Settled(here.printed()),
            Some(here) => Standing::Other(here.printed()),
        }
    }

    /// An item that was not asked for.
    fn strange(&mut self, row: Row, item: ItemId) {
        let of_plan = self.book.items.get(&item).map(|known| (known.plan, known.year));
        let remark = match of_plan {
            // The item is of this year; the body is no longer one of those that do it.
            Some((plan, year)) if plan == Some(self.inquiry.plan) && year == Some(self.inquiry.year) => {
                Remark::OtherBody
            }
            Some(_) => Remark::OtherYear,
            None => Remark::Unknown,
        };
        self.remark(row, remark);
    }

    fn remark(&mut self, row: Row, remark: fn(Row) -> Remark) {
        if !row.text.is_empty() {
            self.answer.remarks.push(remark(row));
        }
    }

    /// What only the whole file tells: rows that are not there, and rows that were moved.
    fn whole(&mut self) {
        let place = |item: &ItemId| self.seen.get(item).map(|(_, place, _)| *place);
        let places: Vec<usize> = self.asked.iter().filter_map(place).collect();
        let moved = places.windows(2).any(|two| matches!(two, [one, next] if one > next));
        let missing = self.asked.iter().filter(|item| self.seen.get(*item).is_none());
        let missing: Vec<Remark> = missing.map(|item| Remark::Missing(*item)).collect();
        self.answer.remarks.extend(missing);
        self.answer.remarks.extend(moved.then_some(Remark::Moved));
    }
}
