//! Lines of a table before it is one: each cell says what it belongs to, and neighbours that belong together become one cell.

use crate::id::RecordId;
use crate::paper::{Cell, Row, Style};

/// What a cell belongs to; cells of one owner under one another are one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// A cell of its own.
    Alone,
    /// A heading's or a measure's.
    Record(RecordId),
    /// The same bodies.
    Text(String),
}

/// A line.
pub(super) enum Line {
    /// Across, or over columns.
    Whole(Row),
    /// A cell for each column.
    Cells(Vec<(Owner, Cell)>),
}

impl Line {
    /// A heading across, of a depth from 1.
    pub(super) fn heading(depth: usize, text: &str, columns: usize, breaks: bool) -> Self {
        let cell = across(Cell::text(Style::Heading, text), columns);
        Self::Whole(Row { cells: vec![cell], depth: u16::try_from(depth).ok(), breaks })
    }
}

/// A cell over so many columns.
pub(super) fn across(cell: Cell, columns: usize) -> Cell {
    cell.right(u16::try_from(columns.saturating_sub(1)).unwrap_or(0))
}

/// Rows, with the cells that belong together as one. What stands to the right of a cell that ends, ends with it.
pub(super) fn rows(lines: Vec<Line>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    // For each column: who the open cell belongs to, its row and its place there.
    let mut open: Vec<Option<(Owner, usize, usize)>> = Vec::new();
    for line in lines {
        let cells = match line {
            Line::Whole(row) => {
                open.clear();
                rows.push(row);
                continue;
            }
            Line::Cells(cells) => cells,
        };
        open.resize(cells.len(), None);
        let here = rows.len();
        let mut row = Row::default();
        // Whether every column to the left goes on.
        let mut goes_on = true;
        for ((owner, cell), open) in cells.into_iter().zip(&mut open) {
            let same = goes_on && owner != Owner::Alone && open.as_ref().is_some_and(|(of, ..)| *of == owner);
            let above = open.as_ref().filter(|_| same).map(|(_, row, at)| (*row, *at));
            match above.and_then(|(row, at)| rows.get_mut(row)?.cells.get_mut(at)) {
                Some(above) => above.down = above.down.saturating_add(1),
                None => {
                    *open = Some((owner, here, row.cells.len()));
                    row.cells.push(cell);
                    goes_on = false;
                }
            }
        }
        rows.push(row);
    }
    rows
}
