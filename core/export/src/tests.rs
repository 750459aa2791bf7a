//! A book is read back by the import's own reader: text as text, numbers as numbers, merges and names as they were.

use tsunagari_core::calendar::Day;
use tsunagari_core::paper::CELL_UNITS;

use super::*;

fn sheet(rows: Vec<Vec<Cell>>, columns: usize) -> Sheet {
    let columns = (0..columns).map(|_| Column::wide(12)).collect();
    Sheet {
        name: "表".to_owned(),
        columns,
        rows: rows.into_iter().map(Row::of).collect(),
        ..Sheet::default()
    }
}

fn text(text: &str) -> Cell {
    Cell::text(Style::Cell, text)
}

fn made(sheets: &[Sheet]) -> Made {
    to_xlsx(sheets, Day::new(2026, 11, 24).unwrap()).unwrap()
}

/// A part of the book as it stands in the zip.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

#[test]
fn cells_come_back_at_their_places_with_their_merges() {
    let rows =
        vec![vec![text("取組").down(1), text("計画").right(1)], vec![Cell::number(12), text("二\n行")]];
    let made = made(&[sheet(rows, 3)]);
    let table = tsunagari_import::table(&made.bytes).unwrap();
    let back = table.sheets.first().unwrap();
    let cells: Vec<_> = back.lines.iter().map(|line| (line.number, line.cells.clone())).collect();
    assert_eq!(
        cells,
        [
            (1, vec!["取組".to_owned(), "計画".to_owned()]),
            (2, vec![String::new(), "12".to_owned(), "二\n行".to_owned()]),
        ]
    );
    let merges: Vec<_> = back.merges.iter().map(|at| (at.top, at.bottom, at.left, at.right)).collect();
    assert_eq!(merges, [(1, 2, 0, 0), (1, 1, 1, 2)]);
}

#[test]
fn text_is_text_whatever_it_begins_with() {
    let wild =
        ["=1+1", "+81", "-2", "@A1", "＝1", "=HYPERLINK(\"x\")", "https://example.jp", "_x0041_", "<b>&amp;"];
    let letters = ["👩‍🦳", "髙﨑 𠮷 吉\u{e0100}", "a\u{7}b\u{0}"];
    let rows = wild.iter().chain(&letters).map(|wild| vec![text(wild)]).collect();
    let made = made(&[sheet(rows, 1)]);
    let xml = part(&made.bytes, "xl/worksheets/sheet1.xml");
    assert!(!xml.contains("<f>") && !xml.contains("hyperlink"));
    let table = tsunagari_import::table(&made.bytes).unwrap();
    let back: Vec<_> = table.sheets.first().unwrap().lines.iter().map(|line| line.cells.concat()).collect();
    let whole = wild.iter().map(|wild| if *wild == "_x0041_" { "_x005F_x0041_" } else { wild });
    let whole: Vec<_> = whole.chain(["👩‍🦳", "髙﨑 𠮷 吉\u{e0100}", "ab"]).collect();
    assert_eq!(back, whole);
}

#[test]
fn a_cell_of_more_letters_than_excel_holds_is_cut_and_counted() {
    let made = made(&[sheet(vec![vec![text(&"あ".repeat(CELL_UNITS + 9)), text("b")]], 2)]);
    assert_eq!(made.cut, 1);
    assert!(part(&made.bytes, "xl/sharedStrings.xml").contains("ここで切れています"));
}

#[test]
fn the_page_lies_repeats_its_heads_and_numbers_its_pages() {
    let mut sheet = sheet(vec![vec![text("a")], vec![text("b")], vec![text("c")]], 1);
    (sheet.lies, sheet.repeated) = (true, 2);
    (sheet.foot, sheet.notice) = ("A&B 基準日".to_owned(), Some("見本データ".to_owned()));
    let made = made(core::slice::from_ref(&sheet));
    let xml = part(&made.bytes, "xl/worksheets/sheet1.xml");
    for told in [
        "orientation=\"landscape\"",
        "paperSize=\"9\"",
        "fitToHeight=\"0\"",
        "A&amp;&amp;B 基準日\n見本データ",
        "&amp;P / &amp;N",
    ] {
        assert!(xml.contains(told), "{told}: {xml}");
    }
    assert!(part(&made.bytes, "xl/workbook.xml").contains("!$1:$2"));
    assert!(
        part(&made.bytes, "docProps/core.xml").contains("2026-11-24"),
        "the day is ours, not the clock's"
    );
    assert_eq!(
        to_xlsx(&[sheet], Day::new(2026, 11, 24).unwrap()).unwrap(),
        made,
        "the same sheets, the same bytes"
    );
}

#[test]
fn names_are_made_fit_and_no_two_are_alike() {
    let named = |name: &str| Sheet { name: name.to_owned(), ..sheet(vec![vec![text("a")]], 1) };
    let long = "あ".repeat(40);
    let made = made(&[
        named("A/B:[1]"),
        named("a b1"),
        named("ab1"),
        named(""),
        named("History"),
        named(&long),
        named(&long),
    ]);
    let table = tsunagari_import::table(&made.bytes).unwrap();
    let names: Vec<_> = table.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let (first, second) = ("あ".repeat(31), format!("{}（2）", "あ".repeat(28)));
    assert_eq!(names, ["AB1", "a b1", "ab1（2）", "表", "表（2）", &first, &second]);
}

#[test]
fn a_hidden_column_is_in_the_book_and_not_on_the_screen() {
    let mut sheet = sheet(vec![vec![text("a"), text("id")]], 1);
    sheet.columns.push(Column { width: 4, hidden: true });
    let made = made(&[sheet]);
    assert!(part(&made.bytes, "xl/worksheets/sheet1.xml").contains("hidden=\"1\""));
    let table = tsunagari_import::table(&made.bytes).unwrap();
    assert_eq!(table.sheets.first().unwrap().lines.first().unwrap().cells, ["a", "id"]);
}

#[test]
fn more_rows_than_come_back_are_refused_in_words() {
    let rows = (0..=tsunagari_core::paper::ROWS_MOST).map(|_| vec![text("a")]).collect();
    let fault = to_xlsx(&[sheet(rows, 1)], Day::new(2026, 11, 24).unwrap()).unwrap_err();
    assert!(fault.to_string().contains("行か列が多すぎます"));
}

#[test]
fn a_text_longer_than_excel_s_highest_row_stands_in_merged_rows_and_comes_back_as_one() {
    // 40 lines of 12 half-width characters: 16 points each, where a row of Excel's has 409.
    let long = "長い文です。".repeat(40);
    let rows = vec![
        vec![text("重点").down(1), text("一"), text("短い")],
        vec![text("二"), text(&long)],
        vec![text("三"), text("四"), text("五")],
    ];
    let made = made(&[sheet(rows, 3)]);
    let xml = part(&made.bytes, "xl/worksheets/sheet1.xml");
    let heights = xml.split(" ht=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
    let heights: Vec<f64> = heights.collect();
    assert!(heights.iter().all(|height| *height <= 409.0), "{heights:?}");
    assert!(heights.iter().sum::<f64>() >= 40.0 * 16.0, "{heights:?}");
    let table = tsunagari_import::table(&made.bytes).unwrap();
    let back = table.sheets.first().unwrap();
    let cells: Vec<_> = back.lines.iter().map(|line| line.cells.clone()).collect();
    let said = |cells: &[&str]| cells.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
    assert_eq!(
        cells,
        [said(&["重点", "一", "短い"]), said(&["", "二", &long]), said(&["三", "四", "五"])],
        "the rows below it say nothing of their own"
    );
    let last = back.lines.last().map(|line| line.number).unwrap_or_default();
    assert!(
        back.merges.iter().any(|at| at.left == 2 && at.bottom + 1 == last && at.top == 2),
        "{:?}",
        back.merges
    );
}

/// What people and others may type into any field.
const HOSTILE: [&str; 10] = [
    "=HYPERLINK(\"https://x.example\",\"a\")",
    "+81 90",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    "一\u{7}二\u{1b}[31m\u{0}三",
    "👨‍👩‍👧‍👦 会",
    "髙﨑・渡邉・吉\u{e0100}・𠮷野",
    "\"引用\" <b>&amp;",
];

#[test]
fn whatever_stands_in_a_cell_of_any_look_leaves_as_plain_text() {
    const LOOKS: [Style; 7] =
        [Style::Title, Style::Head, Style::Heading, Style::Cell, Style::Number, Style::Note, Style::Input];
    for said in HOSTILE {
        let rows = LOOKS.map(|style| vec![Cell::text(style, said)]).into();
        let mut sheet = sheet(rows, 1);
        (sheet.name, sheet.foot, sheet.notice) = (said.to_owned(), said.to_owned(), Some(said.to_owned()));
        let made = made(&[sheet]);
        let xml = part(&made.bytes, "xl/worksheets/sheet1.xml");
        assert!(!xml.contains("<f>") && !xml.contains("hyperlink") && !xml.contains('\0'), "{said:?}: {xml}");
        let table = tsunagari_import::table(&made.bytes).unwrap();
        let lines = &table.sheets.first().unwrap().lines;
        let back: Vec<String> = lines.iter().take(LOOKS.len()).map(|line| line.cells.concat()).collect();
        let stays = tsunagari_core::paper::clean(said);
        assert_eq!(back, LOOKS.map(|_| stays.trim_end().to_owned()), "{said:?}");
    }
}
