//! A table as it leaves the app: one model for print, CSV and XLSX, with merged cells and the rows that each page repeats;
//! it knows no plan and no log, and no format but CSV.

mod cell;
mod clean;
mod csv;
mod grid;
mod pages;
mod size;

#[cfg(test)]
mod tests;

use serde::Serialize;

pub use cell::{Cell, Style, Value};
pub use clean::{CELL_UNITS, clean, cut_at};
pub use csv::{to_csv, unguarded};
pub use grid::{Place, places};
pub use pages::pages;
pub use size::{lines, widths_told};

use crate::from_json;

/// Columns of a sheet, at most: what an import reads back.
pub const COLUMNS_MOST: usize = crate::import::COLUMNS_MOST;
/// Rows of a sheet, at most: what an import reads back.
pub const ROWS_MOST: usize = crate::import::ROWS_MOST;
/// The name of a sheet, in characters; Excel's limit.
pub const NAME_CHARS: usize = 31;

/// One table on A4.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// The name of its tab.
    pub name: String,
    /// Whether it lies across the page (landscape).
    pub lies: bool,
    /// From the left.
    pub columns: Vec<Column>,
    /// From the top.
    pub rows: Vec<Row>,
    /// How many rows at the top stand on every page.
    pub repeated: usize,
    /// What stands at the foot of every page, before its number: where it is from, when, 案, 基準日.
    pub foot: String,
    /// The sample's line, on every page and at the end of every file.
    pub notice: Option<String>,
}

/// A column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Column {
    /// In half-width characters, as Excel counts; on paper it is a share of the whole.
    pub width: u16,
    /// For machines, not for people: never on paper.
    pub hidden: bool,
}

/// A row: its cells from the left. A place that a cell of a row above covers is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// A heading of this depth, from 1: on a page that begins below it, it stands again with 「（続き）」.
    pub depth: Option<u16>,
    /// Whether a page begins with it.
    pub breaks: bool,
}

from_json! {
    Sheet {
        name,
        lies,
        columns,
        rows,
        repeated,
        foot,
        notice or None,
    }
    Column { width, hidden or false }
    Row { cells, depth or None, breaks or false }
}

impl Column {
    /// A column that people see.
    pub const fn wide(width: u16) -> Self {
        Self { width, hidden: false }
    }
}

impl Row {
    /// A row of cells.
    pub const fn of(cells: Vec<Cell>) -> Self {
        Self { cells, depth: None, breaks: false }
    }
}
