//! How high each row of an Excel sheet must be, in points: Excel measures a row by its own cells when a book is opened, and
//! never by those that are merged.

use tsunagari_core::paper::{Sheet, Style, lines, places};

/// One line, in points, at [`super::look::TEXT_POINTS`], in the fonts of Windows and their stand-ins.
const LINE_POINTS: f64 = 16.0;
/// A title's line.
const TITLE_POINTS: f64 = 24.0;
/// Above and below the text.
const AROUND_POINTS: f64 = 4.0;
/// Excel's limit for a row.
const MOST_POINTS: f64 = 409.0;
/// A row of parts: low enough that a page of paper is filled to its foot.
const PART_POINTS: f64 = 200.0;

/// How high each row is, in rows of Excel's from the top: one, or as many as a text takes that is longer than Excel's highest
/// row; its cells are merged over them, so that all of it is read and printed.
pub(super) fn parts(sheet: &Sheet) -> Vec<Vec<f64>> {
    heights(sheet).into_iter().map(parted).collect()
}

fn parted(height: f64) -> Vec<f64> {
    if height <= MOST_POINTS {
        return vec![height];
    }
    let mut parts = Vec::new();
    let mut left = height;
    while left > PART_POINTS {
        parts.push(PART_POINTS);
        left -= PART_POINTS;
    }
    parts.push(left.max(LINE_POINTS));
    parts
}

/// The rows' heights, however high.
fn heights(sheet: &Sheet) -> Vec<f64> {
    let mut heights = vec![LINE_POINTS + AROUND_POINTS; sheet.rows.len()];
    let mut merged = Vec::new();
    for place in places(sheet) {
        let across = sheet.columns.iter().skip(place.column).take(place.last + 1 - place.column);
        let width = across.map(|column| if column.hidden { 0 } else { column.width }).sum();
        if width == 0 {
            continue;
        }
        let line = if place.cell.style == Style::Title { TITLE_POINTS } else { LINE_POINTS };
        let text = place.cell.value.letters();
        let needed = f64::from(u32::try_from(lines(&text, width)).unwrap_or(u32::MAX)) * line + AROUND_POINTS;
        if place.bottom == place.row {
            if let Some(height) = heights.get_mut(place.row) {
                *height = height.max(needed);
            }
        } else {
            merged.push((place.row, place.bottom, needed));
        }
    }
    for (top, bottom, needed) in merged {
        let have: f64 = heights.iter().skip(top).take(bottom + 1 - top).sum();
        if let Some(last) = heights.get_mut(bottom).filter(|_| have < needed) {
            *last += needed - have;
        }
    }
    heights
}
