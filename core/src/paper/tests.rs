//! What leaves the app leaves as text, at its place, in a form that comes back.

use super::*;
use crate::import::separated;
use crate::json;

fn text(text: &str) -> Cell {
    Cell::text(Style::Cell, text)
}

fn sheet(rows: Vec<Vec<Cell>>, columns: usize) -> Sheet {
    let columns = (0..columns).map(|_| Column::wide(10)).collect();
    Sheet { columns, rows: rows.into_iter().map(Row::of).collect(), ..Sheet::default() }
}

fn csv(sheet: &Sheet) -> String {
    String::from_utf8(to_csv(core::slice::from_ref(sheet))).unwrap()
}

#[test]
fn a_merged_cell_covers_its_places_and_the_cells_of_later_rows_pass_over_them() {
    let rows = vec![
        vec![text("a").down(1), text("b").right(1)],
        vec![text("c"), text("d")],
        vec![text("e"), text("f"), text("g"), text("too far")],
    ];
    let sheet = sheet(rows, 3);
    let at: Vec<_> = places(&sheet)
        .iter()
        .map(|at| (at.cell.value.letters(), at.row, at.column, at.bottom, at.last))
        .collect();
    let said = |text: &str, row, column, bottom, last| (text.to_owned(), row, column, bottom, last);
    assert_eq!(
        at,
        [
            said("a", 0, 0, 1, 0),
            said("b", 0, 1, 0, 2),
            said("c", 1, 1, 1, 1),
            said("d", 1, 2, 1, 2),
            said("e", 2, 0, 2, 0),
            said("f", 2, 1, 2, 1),
            said("g", 2, 2, 2, 2),
        ]
    );
}

#[test]
fn a_merged_cell_that_reaches_past_the_sheet_or_over_another_ends_before_it() {
    let rows = vec![vec![text("a"), text("b").down(7), text("c")], vec![text("d").right(5), text("e")]];
    let sheet = sheet(rows, 3);
    let at: Vec<_> = places(&sheet).iter().map(|at| (at.row, at.column, at.bottom, at.last)).collect();
    assert_eq!(at, [(0, 0, 0, 0), (0, 1, 1, 1), (0, 2, 0, 2), (1, 0, 1, 0), (1, 2, 1, 2)]);
}

#[test]
fn csv_has_a_bom_and_crlf_and_repeats_what_is_merged_down() {
    let rows = vec![vec![text("取組").down(1), text("一,二")], vec![Cell::number(3)], vec![text("\"引用\"")]];
    let mut sheet = sheet(rows, 2);
    sheet.foot = "基準日 令和8年11月24日".to_owned();
    sheet.notice = Some("見本データ".to_owned());
    assert_eq!(
        csv(&sheet),
        "\u{feff}取組,\"一,二\"\r\n取組,3\r\n\"\"\"引用\"\"\",\r\n［つながり帳］基準日 令和8年11月24日\r\n［つながり帳］見本データ\r\n"
    );
}

#[test]
fn what_looks_like_a_formula_leaves_as_text() {
    for formula in ["=1+1", "+81", "-2", "@SUM(A1)", "＝HYPERLINK(1)", "－１"] {
        assert_eq!(csv(&sheet(vec![vec![text(formula)]], 1)), format!("\u{feff}'{formula}\r\n"));
    }
    for mark in ["－", "-", "→", "◎", "・=1"] {
        assert_eq!(csv(&sheet(vec![vec![text(mark)]], 1)), format!("\u{feff}{mark}\r\n"));
    }
    assert_eq!(csv(&sheet(vec![vec![text("\t=1+1\u{7}")]], 1)), "\u{feff}\" =1+1\"\r\n", "a blank before it");
}

#[test]
fn control_characters_go_and_every_letter_stays() {
    assert_eq!(clean("a\u{0}b\u{1b}[0m\u{7f}c\u{ffff}d"), "ab[0mcd");
    assert_eq!(clean("一\r\n二\r三\u{2028}四\n五\t六"), "一\n二\n三\n四\n五 六");
    let letters = "👨‍👩‍👧‍👦🏳️‍🌈 髙﨑 渡邉 吉\u{e0100} 𠮷野家 ㊤ ☺︎";
    assert_eq!(clean(letters), letters);
}

#[test]
fn a_cell_longer_than_excel_holds_is_cut_and_says_so() {
    assert_eq!(cut_at(&"あ".repeat(CELL_UNITS), CELL_UNITS), None);
    let cut = cut_at(&"あ".repeat(CELL_UNITS + 1), CELL_UNITS).unwrap();
    assert!(cut.encode_utf16().count() == CELL_UNITS && cut.ends_with("ここで切れています）"));
    let pairs = cut_at(&format!("あ{}", "𠮷".repeat(CELL_UNITS)), CELL_UNITS).unwrap();
    assert!(pairs.encode_utf16().count() <= CELL_UNITS, "a letter of two units is not torn");
}

#[test]
fn csv_is_read_back_as_it_was_but_for_the_quote() {
    let said = "一\n「二」, \"三\" 👩‍🦳 髙";
    let csv = csv(&sheet(vec![vec![text("a"), text(said)], vec![text("b"), text("c")]], 2));
    let back = separated::table(&csv);
    let cells: Vec<_> =
        back.sheets.iter().flat_map(|sheet| &sheet.lines).map(|line| line.cells.clone()).collect();
    assert_eq!(cells, [["a", said], ["b", "c"]]);
}

#[test]
fn a_sheet_passes_through_json() {
    let rows = vec![vec![text("a").down(1).right(1), Cell::number(12)], vec![Cell::empty(Style::Input)]];
    let mut sheet = sheet(rows, 3);
    sheet.columns.push(Column { width: 3, hidden: true });
    sheet.notice = Some("見本".to_owned());
    sheet.rows.first_mut().unwrap().depth = Some(2);
    let written = serde_json::to_vec(&sheet).unwrap();
    assert_eq!(json::read::<Sheet>(&written), Some(sheet));
}

#[test]
fn text_takes_the_lines_that_its_letters_need() {
    assert_eq!(lines("", 10), 1);
    assert_eq!(lines("あいうえお", 10), 1);
    assert_eq!(lines("あいうえおか", 10), 2);
    assert_eq!(lines("abcdefghij\nｱｲｳ", 10), 2);
}
