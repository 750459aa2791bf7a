//! 会の実績, 地区社協の事業報告, 自主企画事業実績 and 受付名簿 as sheets of paper; what they count is worked out elsewhere.

mod district;
mod group;
mod plaza;
mod reached;
mod roster;
#[cfg(test)]
mod tests;

pub use district::{DistrictPaper, district_sheet};
pub use group::{GroupPaper, group_sheets};
pub use plaza::{PlazaPaper, plaza_sheet};
pub use reached::{month_spans, reached_text};
pub use roster::{ROSTER_ROWS, RosterPaper, roster_sheet};

use crate::calendar::{Day, FiscalYear};
use crate::paper::{Cell, Row, Style};

/// Half-width characters that a page held upright has room for.
const UPRIGHT: u16 = 92;

/// What stands at the foot of every page: whose it is, the year, when it was made.
fn foot(of: &str, year: FiscalYear, made: Day) -> String {
    format!("{of}　{}　{}作成", year.text(), made.era_text())
}

/// Words over the whole width.
fn across(style: Style, text: impl Into<String>, columns: usize) -> Row {
    Row::of(vec![wide(Cell::text(style, text), columns)])
}

/// A cell over so many columns.
fn wide(cell: Cell, columns: usize) -> Cell {
    cell.right(u16::try_from(columns.saturating_sub(1)).unwrap_or(0))
}

/// A number, marked where it is およそ: then it is text, for no sheet may add it as if it were exact.
fn number(number: u64, about: bool) -> Cell {
    if about {
        Cell::text(Style::Number, format!("約{}", with_commas(number)))
    } else {
        Cell::number(number)
    }
}

/// 「1,482」.
pub fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn maybe(of: Option<u64>, about: bool) -> Cell {
    of.map_or_else(|| Cell::empty(Style::Number), |of| number(of, about))
}
