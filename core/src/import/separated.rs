//! Cells from a text: commas of a CSV, tabs of what Excel copies, or lines of a PDF; decoding is the caller's.

use super::table::{CELLS_MOST, COLUMNS_MOST, Line, ROWS_MOST, Table};

/// A text whose cells are parted by commas, or by tabs where its lines have any.
pub fn table(text: &str) -> Table {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = if text.contains('\t') { '\t' } else { ',' };
    if separator == ',' && !looks_like_csv(text) {
        return Table::of_lines(lines_alone(text));
    }
    Table::of_lines(lines(text, separator))
}

/// Whether commas part cells: most lines that have one have as many, or cells are quoted. A sentence has one by chance.
fn looks_like_csv(text: &str) -> bool {
    let filled = || text.lines().filter(|line| !line.trim().is_empty());
    let with = filled().filter(|line| line.contains(',')).count();
    with * 2 > filled().count()
}

fn lines_alone(text: &str) -> Vec<Line> {
    let numbered = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let numbered = numbered.take(ROWS_MOST + 1);
    numbered.map(|(number, line)| Line { number, hidden: false, cells: vec![line.to_owned()] }).collect()
}

/// The lines, with quoted cells that may hold separators and line ends. A quote that is never closed is a letter. Nothing is
/// read behind what makes the table too large: its limits say so.
fn lines(text: &str, separator: char) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    let mut all = 0;
    let mut number = 1_u32;
    let mut begins = 1_u32;
    let mut rest = text;
    loop {
        let (cell, after) = quoted(rest, separator).unwrap_or_else(|| plain(rest, separator));
        let passed = rest.get(..rest.len() - after.len()).unwrap_or_default();
        number = number.saturating_add(u32::try_from(passed.matches('\n').count()).unwrap_or(u32::MAX));
        cells.push(cell);
        let over = cells.len() > COLUMNS_MOST;
        if let Some(next) = after.strip_prefix(separator).filter(|_| !over) {
            rest = next;
            continue;
        }
        if over || cells.iter().any(|cell| !cell.trim().is_empty()) {
            all += cells.len();
            lines.push(Line { number: begins, hidden: false, cells: core::mem::take(&mut cells) });
        }
        cells.clear();
        if over || all > CELLS_MOST || lines.len() > ROWS_MOST {
            break;
        }
        let Some(next) = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])) else {
            break;
        };
        number = number.saturating_add(1);
        begins = number;
        rest = next;
    }
    lines
}

/// A cell in quotes, and what follows.
fn quoted(text: &str, separator: char) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut cell = String::new();
    loop {
        let (inside, after) = rest.split_once('"')?;
        cell.push_str(inside);
        if let Some(again) = after.strip_prefix('"') {
            cell.push('"');
            rest = again;
            continue;
        }
        let ends = after.is_empty() || after.starts_with([separator, '\n', '\r']);
        return ends.then(|| (cell.replace("\r\n", "\n"), after));
    }
}

fn plain(text: &str, separator: char) -> (String, &str) {
    let end = text.find([separator, '\n', '\r']).unwrap_or(text.len());
    let (cell, after) = text.split_at(end);
    (cell.to_owned(), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u32, Vec<String>)> {
        let table = table(text);
        let lines = table.sheets.into_iter().flat_map(|sheet| sheet.lines);
        lines.map(|line| (line.number, line.cells)).collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn cells_and_lines_are_counted_as_they_stand() {
        assert_eq!(
            cells("\u{feff}a,b\r\n\r\nc,\"d,\n\"\"e\"\"\"\r\nf,g"),
            [row(1, &["a", "b"]), row(3, &["c", "d,\n\"e\""]), row(5, &["f", "g"]),]
        );
        assert_eq!(cells("a\tb,c\n\td\t\n"), [row(1, &["a", "b,c"]), row(2, &["", "d", ""])]);
    }

    #[test]
    fn a_quote_that_never_closes_is_a_letter() {
        assert_eq!(cells("\"a,b\nc,d"), [row(1, &["\"a", "b"]), row(2, &["c", "d"])]);
        assert_eq!(cells("\"a\"x,b\nc,d"), [row(1, &["\"a\"x", "b"]), row(2, &["c", "d"])]);
    }

    #[test]
    fn lines_of_a_pdf_are_cells() {
        assert_eq!(
            cells("一\n\n二、三, 四\n五"),
            [row(1, &["一"]), row(3, &["二、三, 四"]), row(4, &["五"])]
        );
    }
}
