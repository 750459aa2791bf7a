//! Where the cells of a sheet stand: rows leave out what a merged cell above covers, as in HTML; nothing is drawn.

use super::{Cell, Sheet};

/// A cell and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Its row, from 0.
    pub row: usize,
    /// Its column, from 0.
    pub column: usize,
    /// Its last row; no further than the sheet's last.
    pub bottom: usize,
    /// Its last column; no further than the sheet's last.
    pub last: usize,
    /// What it says.
    pub cell: &'a Cell,
}

/// The cells of a sheet at their places, row by row. What reaches past the sheet's last column is left out.
pub fn places(sheet: &Sheet) -> Vec<Place<'_>> {
    let columns = sheet.columns.len();
    let end = sheet.rows.len().saturating_sub(1);
    // For each column, the last row that something covers.
    let mut covered: Vec<Option<usize>> = vec![None; columns];
    let mut places = Vec::new();
    for (row, cells) in sheet.rows.iter().map(|row| &row.cells).enumerate() {
        let free = |covered: &[Option<usize>], column: usize| {
            covered.get(column).is_some_and(|until| until.is_none_or(|until| until < row))
        };
        let mut column = 0;
        for cell in cells {
            while column < columns && !free(&covered, column) {
                column += 1;
            }
            if column >= columns {
                break;
            }
            let wanted = column.saturating_add(usize::from(cell.right)).min(columns - 1);
            let last = (column..=wanted).take_while(|at| free(&covered, *at)).last().unwrap_or(column);
            let bottom = row.saturating_add(usize::from(cell.down)).min(end);
            covered.iter_mut().take(last + 1).skip(column).for_each(|until| *until = Some(bottom));
            places.push(Place { row, column, bottom, last, cell });
            column = last + 1;
        }
    }
    places
}
