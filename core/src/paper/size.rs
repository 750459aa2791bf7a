//! How much room text takes, by counting: full-width letters are two half-width ones. For rows whose height must be told
//! beforehand; what a browser can measure is measured there.

/// Lines that a text takes in a column of so many half-width characters, at least one.
pub fn lines(text: &str, width: u16) -> usize {
    let width = usize::from(width.max(2));
    text.split('\n').map(|line| units(line).div_ceil(width).max(1)).sum::<usize>().max(1)
}

/// A line's length in half-width characters.
fn units(line: &str) -> usize {
    line.chars().map(|letter| if letter.is_ascii() || ('｡'..='ﾟ').contains(&letter) { 1 } else { 2 }).sum()
}

/// Columns of these widths, none hidden.
pub fn widths_told(widths: &[u16]) -> Vec<super::Column> {
    widths.iter().map(|width| super::Column::wide(*width)).collect()
}
