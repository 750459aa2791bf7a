//! A sheet cut into pages: no row is torn, a page begins with the headings that it stands under and with the text of a merged
//! cell that goes on, and no heading is the last line of a page. Whether rows fit is asked of whoever can measure.

use super::{Cell, Place, Row, Sheet, Style, Value, places};

/// A row that fits on no page is parted so many times at most.
const PARTS_MOST: usize = 200;
/// What is left of a row's text for its first part, in hundredths, tried one after the other.
const SHARES: [usize; 6] = [75, 50, 33, 20, 10, 4];

/// The pages, each its own rows below the sheet's repeated ones; merged cells end with their page. `goes_on` stands behind
/// what is said again: 「（続き）」. `fits` tells whether a page may hold these rows.
pub fn pages(sheet: &Sheet, goes_on: &str, fits: &mut dyn FnMut(&[Row]) -> bool) -> Vec<Vec<Row>> {
    let mut sheet = sheet.clone();
    let mut pages = Vec::new();
    let (mut from, mut parts) = (sheet.repeated, 0);
    while from < sheet.rows.len() {
        let cut = Cut::of(&sheet, goes_on);
        let again = cut.headings(from);
        let page = |to: usize| [again.clone(), cut.rows(from, to)].concat();
        let mut to = from + 1;
        let end = |at: usize| cut.breaks(at);
        while to < sheet.rows.len() && !end(to) && fits(&page(to + 1)) {
            to += 1;
        }
        if to == from + 1 && parts < PARTS_MOST && !fits(&page(to)) {
            let apart = |share: usize| {
                let mut rest = sheet.clone();
                part(&mut rest, from, share, goes_on);
                let page = [again.clone(), Cut::of(&rest, goes_on).rows(from, from + 1)].concat();
                (rest, page)
            };
            let fitting = SHARES.into_iter().map(apart).find(|(_, page)| fits(page));
            if let Some((rest, _)) = fitting {
                sheet = rest;
                parts += 1;
                continue;
            }
        }
        // A heading goes with what it heads.
        let mut last = to;
        while last > from + 1 && last < sheet.rows.len() && cut.is_heading(last - 1) {
            last -= 1;
        }
        let to = if cut.is_heading(last - 1) { to } else { last };
        pages.push(page(to));
        from = to;
    }
    pages
}

/// A sheet's cells by row, for cutting.
struct Cut<'a> {
    sheet: &'a Sheet,
    places: Vec<Place<'a>>,
    goes_on: &'a str,
}

impl<'a> Cut<'a> {
    fn of(sheet: &'a Sheet, goes_on: &'a str) -> Self {
        Self { sheet, places: places(sheet), goes_on }
    }

    fn row(&self, at: usize) -> Option<&'a Row> {
        self.sheet.rows.get(at)
    }

    fn breaks(&self, at: usize) -> bool {
        self.row(at).is_some_and(|row| row.breaks)
    }

    fn is_heading(&self, at: usize) -> bool {
        self.row(at).is_some_and(|row| row.depth.is_some())
    }

    /// The headings above a row, from the top.
    fn headings(&self, at: usize) -> Vec<Row> {
        let mut open: Vec<(u16, usize)> = Vec::new();
        for above in self.sheet.repeated..=at {
            if let Some(depth) = self.row(above).and_then(|row| row.depth) {
                open.retain(|(other, _)| *other < depth);
                if above < at {
                    open.push((depth, above));
                }
            }
        }
        let again = |cell: &Cell| Cell { value: self.again(&cell.value, cell.style), ..cell.clone() };
        let rows = open.into_iter().filter_map(|(_, above)| self.row(above));
        rows.map(|row| Row { cells: row.cells.iter().map(again).collect(), ..row.clone() }).collect()
    }

    /// The rows from one up to another, with what goes on from above said again.
    fn rows(&self, from: usize, to: usize) -> Vec<Row> {
        let mut rows: Vec<Vec<(usize, Cell)>> = (from..to).map(|_| Vec::new()).collect();
        let first = self.places.partition_point(|place| place.row < from);
        // Cells of the repeated rows never reach below them.
        let above = self.places.iter().take(first).filter(|place| place.bottom >= from);
        let own = self.places.iter().skip(first).take_while(|place| place.row < to);
        for place in above.chain(own) {
            let row = place.row.max(from);
            let mut cell = place.cell.clone();
            if place.row < from {
                cell.value = self.again(&cell.value, cell.style);
            }
            cell.down =
                u16::try_from(place.bottom.min(to.saturating_sub(1)).saturating_sub(row)).unwrap_or(0);
            if let Some(cells) = rows.get_mut(row - from) {
                cells.push((place.column, cell));
            }
        }
        let made = rows.into_iter().zip(from..).map(|(mut cells, at)| {
            crate::sorted::sort_by_key(&mut cells, |(column, _)| *column);
            let told = self.row(at).cloned().unwrap_or_default();
            Row { cells: cells.into_iter().map(|(_, cell)| cell).collect(), ..told }
        });
        made.collect()
    }

    fn again(&self, value: &Value, style: Style) -> Value {
        match value {
            Value::Text(text) if style != Style::Head && !text.ends_with(self.goes_on) => {
                Value::Text(format!("{text}{}", self.goes_on))
            }
            other => other.clone(),
        }
    }
}

/// Makes two rows of one: of each of its long texts so many hundredths, then the rest.
fn part(sheet: &mut Sheet, at: usize, share: usize, goes_on: &str) {
    // What covers the row from above, or begins with it and goes on, covers both.
    let over: Vec<usize> = places(sheet)
        .into_iter()
        .filter(|place| place.row < at && place.bottom >= at)
        .map(|place| place.row)
        .collect();
    for row in over {
        let reach = u16::try_from(at - row).unwrap_or(u16::MAX);
        let cells = sheet.rows.get_mut(row).map(|row| row.cells.iter_mut()).into_iter().flatten();
        cells.filter(|cell| cell.down >= reach).for_each(|cell| cell.down = cell.down.saturating_add(1));
    }
    let Some(row) = sheet.rows.get_mut(at) else { return };
    let mut rest = Row { cells: Vec::new(), depth: row.depth, breaks: false };
    for cell in &mut row.cells {
        if cell.down > 0 {
            cell.down = cell.down.saturating_add(1);
            continue;
        }
        let mut after = cell.clone();
        after.value = Value::Empty;
        if let Value::Text(text) = &cell.value {
            let chars = text.chars().count();
            let kept = (chars * share / 100).max(1);
            if chars > 40 {
                let tail: String = text.chars().skip(kept).collect();
                after.value = Value::Text(format!("{goes_on}{tail}"));
                cell.value = Value::Text(text.chars().take(kept).collect());
            }
        }
        rest.cells.push(after);
    }
    sheet.rows.insert(at + 1, rest);
}

#[cfg(test)]
mod tests {
    use super::super::{Column, lines};
    use super::*;

    fn cell(text: &str) -> Cell {
        Cell::text(Style::Cell, text)
    }

    fn row(cells: Vec<Cell>) -> Row {
        Row::of(cells)
    }

    fn heading(depth: u16, text: &str) -> Row {
        Row { cells: vec![Cell::text(Style::Heading, text).right(1)], depth: Some(depth), breaks: false }
    }

    fn sheet(rows: Vec<Row>) -> Sheet {
        Sheet { columns: vec![Column::wide(20); 2], rows, repeated: 1, ..Sheet::default() }
    }

    /// Rows of one line each, so many to a page.
    fn most(rows: usize) -> impl FnMut(&[Row]) -> bool {
        move |page| {
            let high =
                |row: &Row| row.cells.iter().map(|cell| lines(&cell.value.letters(), 20)).max().unwrap_or(1);
            page.iter().map(high).sum::<usize>() <= rows
        }
    }

    fn said(pages: &[Vec<Row>]) -> Vec<Vec<String>> {
        let row = |row: &Row| {
            row.cells.iter().map(|cell| format!("{}/{}", cell.value.letters(), cell.down)).collect::<Vec<_>>()
        };
        pages.iter().map(|page| page.iter().map(|one| row(one).join(" ")).collect()).collect()
    }

    #[test]
    fn a_page_says_its_headings_and_merged_cells_again() {
        let rows = vec![
            row(vec![cell("head"), cell("head")]),
            heading(1, "柱"),
            heading(2, "重点"),
            row(vec![cell("取組").down(3), cell("一")]),
            row(vec![cell("二")]),
            row(vec![cell("三")]),
            row(vec![cell("四")]),
            heading(2, "次"),
            row(vec![cell("a"), cell("b")]),
        ];
        let pages = pages(&sheet(rows), "（続き）", &mut most(4));
        assert_eq!(
            said(&pages),
            [
                vec!["柱/0", "重点/0", "取組/1 一/0", "二/0"],
                vec!["柱（続き）/0", "重点（続き）/0", "取組（続き）/1 三/0", "四/0"],
                vec!["柱（続き）/0", "次/0", "a/0 b/0"],
            ]
        );
    }

    #[test]
    fn a_heading_is_never_the_last_line_and_a_page_begins_where_it_is_told_to() {
        let rows = vec![
            row(vec![cell("head"), cell("head")]),
            heading(1, "一"),
            row(vec![cell("a"), cell("b")]),
            heading(1, "二"),
            row(vec![cell("c"), cell("d")]),
            Row { breaks: true, ..heading(1, "三") },
            row(vec![cell("e"), cell("f")]),
        ];
        let pages = pages(&sheet(rows), "（続き）", &mut most(3));
        assert_eq!(said(&pages), [vec!["一/0", "a/0 b/0"], vec!["二/0", "c/0 d/0"], vec!["三/0", "e/0 f/0"]]);
    }

    #[test]
    fn a_row_longer_than_a_page_goes_on_over_pages_and_nothing_of_it_is_lost() {
        let long: String = (0..200).map(|n| char::from_u32(0x4e00 + n).unwrap()).collect();
        let rows = vec![
            row(vec![cell("head"), cell("head")]),
            row(vec![cell("取組").down(1), cell(&long)]),
            row(vec![cell("次")]),
        ];
        let pages = pages(&sheet(rows), "（続き）", &mut most(6));
        assert!(pages.len() > 3, "{}", pages.len());
        assert!(pages.iter().all(|page| most(6)(page)));
        let all: String = pages
            .iter()
            .flatten()
            .filter_map(|row| row.cells.last())
            .map(|cell| cell.value.letters())
            .collect();
        assert_eq!(all.replace("（続き）", ""), format!("{long}次"));
        assert!(pages.iter().all(|page| page[0].cells[0].value.letters().starts_with("取組")));
    }

    #[test]
    fn what_fits_nowhere_is_still_printed() {
        let rows = vec![row(vec![cell("head"), cell("head")]), row(vec![cell("a"), cell("b")])];
        assert_eq!(said(&pages(&sheet(rows), "", &mut |_| false)), [["a/0 b/0"]]);
        assert!(pages(&sheet(vec![row(vec![cell("head"), cell("head")])]), "", &mut |_| true).is_empty());
    }
}
