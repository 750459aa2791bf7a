//! A table of text as a reader outside made it: sheets, lines, cells, merged areas, and its limits; nothing is understood.

use serde::Serialize;

use super::Fault;
use crate::from_json;

/// What the program that reads files is asked for a table alone, without a plan.
pub const TABLE: &str = "table";

/// Before a line of our own under a table that we made: whose it is, the sample's notice. No row of a plan begins so.
pub const OWN_NOTE: &str = "［つながり帳］";

/// Lines of a table, at most.
pub const ROWS_MOST: usize = 25_000;
/// Columns of a table, at most.
pub const COLUMNS_MOST: usize = 100;
/// Cells of all sheets together, those that stand empty before a filled one counted in.
pub const CELLS_MOST: usize = 1_000_000;
/// A cell's length, in characters.
pub const CELL_CHARS: usize = 4_000;
/// All cells together, in bytes of UTF-8.
pub const TEXT_BYTES: usize = 16 * 1024 * 1024;

/// The sheets of a book; text and CSV are one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// In their order.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Its name; empty where the source has none.
    pub name: String,
    /// Lines that say anything, from the top.
    pub lines: Vec<Line>,
    /// Areas that are shown as one cell.
    pub merges: Vec<Merge>,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its number in the source, from 1.
    pub number: u32,
    /// Not shown in the source.
    pub hidden: bool,
    /// Its cells from the left.
    pub cells: Vec<String>,
}

/// An area that is shown as one cell; its text stands in the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Merge {
    /// The first line, from 1.
    pub top: u32,
    /// The last line.
    pub bottom: u32,
    /// The first column, from 0.
    pub left: usize,
    /// The last column.
    pub right: usize,
}

from_json! {
    Table { sheets }
    Sheet { name, lines, merges }
    Line { number, hidden, cells }
    Merge { top, bottom, left, right }
}

impl Table {
    /// A table of one sheet without a name.
    pub fn of_lines(lines: Vec<Line>) -> Self {
        Self { sheets: vec![Sheet { name: String::new(), lines, merges: Vec::new() }] }
    }

    /// Holds the table to its limits, whoever made it.
    pub(super) fn within_limits(&self) -> Result<(), Fault> {
        let (mut bytes, mut lines, mut cells) = (0_usize, 0_usize, 0_usize);
        for line in self.sheets.iter().flat_map(|sheet| &sheet.lines) {
            lines += 1;
            if lines > ROWS_MOST {
                return Err(Fault::Rows);
            }
            if line.cells.len() > COLUMNS_MOST {
                return Err(Fault::Columns { line: line.number });
            }
            cells += line.cells.len();
            if cells > CELLS_MOST {
                return Err(Fault::Cells);
            }
            for cell in &line.cells {
                bytes = bytes.saturating_add(cell.len());
                // A character has four bytes at most, so most cells need no counting.
                if cell.len() > CELL_CHARS && cell.chars().count() > CELL_CHARS {
                    return Err(Fault::Cell { line: line.number });
                }
            }
        }
        if bytes > TEXT_BYTES { Err(Fault::Text) } else { Ok(()) }
    }
}

impl Sheet {
    /// For each line, the text that a merged area above brings into its blank cells, by column.
    pub(super) fn brought_down(&self) -> Vec<Vec<(usize, String)>> {
        let mut brought: Vec<Vec<(usize, String)>> = self.lines.iter().map(|_| Vec::new()).collect();
        // Areas of a well-made sheet do not overlap; a hostile one must not make this a square.
        let mut steps = ROWS_MOST.saturating_mul(COLUMNS_MOST);
        for merge in self.merges.iter().filter(|merge| merge.bottom > merge.top) {
            let from = self.lines.partition_point(|line| line.number < merge.top);
            let Some(first) = self.lines.get(from).filter(|line| line.number == merge.top) else { continue };
            let Some(text) = first.cells.get(merge.left).filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            let below = self.lines.iter().zip(&mut brought).skip(from + 1);
            for (_, cells) in below.take_while(|(line, _)| line.number <= merge.bottom) {
                steps = steps.saturating_sub(1);
                if steps > 0 && cells.len() < COLUMNS_MOST {
                    cells.push((merge.left, text.clone()));
                }
            }
            if steps == 0 {
                break;
            }
        }
        brought
    }
}
