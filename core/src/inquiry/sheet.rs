//! The sheet that goes out: how to fill it in, then a row for each item of the body, its answer empty, its id at the end.

use super::{Inquiry, row_id};
use crate::book::Book;
use crate::book::sheet::{call, named};
use crate::book::table::{Choice, items_in_order};
use crate::paper::{Cell, Column, Row, Sheet, Style};
use crate::plan::result::YearResult;

/// What stands over its columns, and how to fill it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads {
    /// The name of the sheet: 記入依頼.
    pub title: String,
    /// How it is filled in, line by line.
    pub how: Vec<String>,
    /// The headings above a measure.
    pub path: String,
    /// 取組.
    pub measure: String,
    /// 実施計画.
    pub item: String,
    /// 実施した取組結果: to be filled in.
    pub result: String,
    /// 実施なしの理由: to be filled in.
    pub not_done: String,
    /// The id, which nobody changes.
    pub id: String,
    /// The foot.
    pub foot: String,
}

const WIDTHS: [u16; 5] = [24, 28, 34, 46, 24];
const ID_WIDTH: u16 = 12;

/// The sheet; what is known of a result already stands in it, so that it is mended and not typed anew.
pub fn sheet(book: &Book, inquiry: &Inquiry, heads: &Heads, known: &[YearResult]) -> Sheet {
    let mut columns: Vec<Column> = WIDTHS.into_iter().map(Column::wide).collect();
    columns.push(Column { width: ID_WIDTH, hidden: true });
    let body = book.bodies.get(&inquiry.body).cloned().unwrap_or_default();
    let across = |cell: Cell| Row::of(vec![cell.right(u16::try_from(WIDTHS.len() - 1).unwrap_or(0))]);
    let title = format!("{}　{}　{body}", heads.title, inquiry.year.text());
    let mut rows = vec![across(Cell::text(Style::Title, title))];
    rows.extend(heads.how.iter().map(|line| across(Cell::text(Style::Note, line))));
    let over = [&heads.path, &heads.measure, &heads.item, &heads.result, &heads.not_done, &heads.id];
    rows.push(Row::of(over.map(|head| Cell::text(Style::Head, head)).to_vec()));
    let repeated = rows.len();
    let choice = Choice { plan: inquiry.plan, year: Some(inquiry.year), under: None, results: false };
    for item in items_in_order(book, &choice) {
        if !item.owners.bodies.contains(&inquiry.body) {
            continue;
        }
        let measure = item.measure.and_then(|id| book.measures.get(&id));
        let above = measure.and_then(|measure| measure.node).map(|node| book.above(node)).unwrap_or_default();
        let called = |node: &&crate::plan::node::Node| {
            let title = node.title.as_ref().map(ToString::to_string);
            call(node.number.as_deref(), node.mark.as_deref(), title)
        };
        let path: Vec<String> = above.iter().rev().map(called).filter(|name| !name.is_empty()).collect();
        let told = known.iter().find(|told| told.item == Some(item.id) && told.body == Some(inquiry.body));
        let word = told.filter(|told| told.office.is_none()).and_then(|told| told.word.as_ref());
        let (done, not_done) = match word {
            Some(word) if word.not_done => ("", word.text.as_str()),
            Some(word) => (word.text.as_str(), ""),
            None => ("", ""),
        };
        let title = item.title.as_ref().map(ToString::to_string).unwrap_or_default();
        rows.push(Row::of(vec![
            Cell::text(Style::Cell, path.join("\n")),
            Cell::text(Style::Cell, measure.and_then(named).unwrap_or_default()),
            Cell::text(Style::Cell, format!("・{title}")),
            Cell::text(Style::Input, done),
            Cell::text(Style::Input, not_done),
            Cell::text(Style::Cell, row_id(item.id, inquiry.body)),
        ]));
    }
    Sheet {
        name: format!("{} {body}", heads.title),
        lies: true,
        columns,
        rows,
        repeated,
        foot: heads.foot.clone(),
        notice: book.notice.clone(),
    }
}
