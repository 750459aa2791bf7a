//! The grid as a file, its own rows with their ids: how to fill it in, then a row for each of the grid's.

use super::{Asked, Row, Section};
use crate::calendar::FiscalYear;
use crate::id::{FigureId, ItemId, OfficeId};
use crate::paper::{Cell, Column, Row as Line, Sheet, Style};
use crate::plan::figure::Span;

/// What stands over its columns, and how it is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads {
    /// The name of the sheet: 実績数.
    pub title: String,
    /// Whose they are.
    pub office: String,
    /// How it is filled in, line by line.
    pub how: Vec<String>,
    /// 取組.
    pub measure: String,
    /// 実施計画.
    pub item: String,
    /// 何の数.
    pub what: String,
    /// 単位.
    pub unit: String,
    /// 出典.
    pub source: String,
    /// 年の数.
    pub year: String,
    /// The id, which nobody changes.
    pub id: String,
    /// The foot.
    pub foot: String,
    /// The sample's line.
    pub notice: Option<String>,
}

/// The months of a fiscal year.
const MONTHS: usize = 12;
const WIDTHS: [u16; 5] = [24, 34, 18, 8, 20];
const NUMBER_WIDTH: u16 = 7;
const ID_WIDTH: u16 = 12;

/// The sheet of an office's year.
pub fn sheet(sections: &[Section], asked: Asked, heads: &Heads) -> Sheet {
    let mut columns: Vec<Column> = WIDTHS.into_iter().map(Column::wide).collect();
    columns.extend([Column::wide(NUMBER_WIDTH); MONTHS + 1]);
    let last = u16::try_from(columns.len() - 1).unwrap_or(0);
    columns.push(Column { width: ID_WIDTH, hidden: true });
    let across = |cell: Cell| Line::of(vec![cell.right(last)]);
    let title = format!("{}　{}　{}", heads.title, asked.year.text(), heads.office);
    let mut rows = vec![across(Cell::text(Style::Title, title.trim()))];
    rows.extend(heads.how.iter().map(|line| across(Cell::text(Style::Note, line))));
    rows.push(Line::of(over(heads, asked.year).iter().map(|head| Cell::text(Style::Head, head)).collect()));
    let repeated = rows.len();
    rows.extend(
        sections.iter().flat_map(|section| section.rows.iter().map(|row| line(section, row, asked.year))),
    );
    Sheet {
        name: heads.title.clone(),
        lies: true,
        columns,
        rows,
        repeated,
        foot: heads.foot.clone(),
        notice: heads.notice.clone(),
    }
}

/// What stands over the columns, from the left.
pub(super) fn over(heads: &Heads, year: FiscalYear) -> Vec<String> {
    let before = [&heads.measure, &heads.item, &heads.what, &heads.unit, &heads.source];
    let months = year.months().map(|month| format!("{}月", month.first().month_number()));
    before.into_iter().cloned().chain(months).chain([heads.year.clone(), heads.id.clone()]).collect()
}

fn line(section: &Section, row: &Row, year: FiscalYear) -> Line {
    let text = |text: &str| Cell::text(Style::Cell, text);
    let typed = |text: &str| Cell::text(Style::Input, text);
    let detail = section.detail.as_ref().map(|detail| format!("（{detail}）")).unwrap_or_default();
    let number = |period: Span| match row.held.get(&period) {
        Some(held) => Cell { style: Style::Input, ..Cell::number(held.number) },
        None => Cell::empty(Style::Input),
    };
    let cells = [
        text(&section.measure),
        text(&format!("{}{detail}", section.title)),
        typed(&row.title),
        typed(&row.unit),
        typed(&row.source),
    ];
    let numbers = year.months().map(Span::Month).chain([Span::Year(year)]).map(number);
    Line::of(cells.into_iter().chain(numbers).chain([text(&row_id(row))]).collect())
}

/// The id of a row: the item, the office and one of its numbers.
pub(super) fn row_id(row: &Row) -> String {
    let office = row.office.map_or_else(|| "-".to_owned(), |office| office.to_string());
    let first = row.held.values().next().map_or_else(|| "-".to_owned(), |held| held.id.to_string());
    format!("{}/{office}/{first}", row.item)
}

/// Reads the id of a row; none of what is no id.
pub(super) fn parse_row_id(text: &str) -> Option<(ItemId, Option<OfficeId>, Option<FigureId>)> {
    let mut parts = text.trim().split('/');
    let item = ItemId::parse(parts.next()?).ok()?;
    let (office, figure) = (parts.next()?, parts.next()?);
    let office = if office == "-" { None } else { Some(OfficeId::parse(office).ok()?) };
    let figure = if figure == "-" { None } else { Some(FigureId::parse(figure).ok()?) };
    parts.next().is_none().then_some((item, office, figure))
}
