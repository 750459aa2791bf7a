//! Files good and bad: letters, books, bombs.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="一覧" r:id="rId1"/><sheet name="控え" state="hidden" r:id="rId2"/></sheets></workbook>"#;
const RELS: &str = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;
const STRINGS: &str = r#"<sst><si><t>取組</t></si><si><r><t>担い</t></r><r><t>手 &amp; 仲間</t></r><rPh><t>ニナイテ</t></rPh></si><si/></sst>"#;

fn book(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn with_sheet(sheet: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
    let empty = "<worksheet><sheetData/></worksheet>";
    book(&[
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/worksheets/sheet2.xml", empty),
    ])
}

fn cells(table: &Table) -> Vec<(u32, bool, Vec<&str>)> {
    let lines = table.sheets.iter().flat_map(|sheet| &sheet.lines);
    lines.map(|line| (line.number, line.hidden, line.cells.iter().map(String::as_str).collect())).collect()
}

#[test]
fn text_is_read_in_each_code_that_a_ward_uses() {
    let text = "取組,高齢・障害支援課\n";
    let (sjis, ..) = encoding_rs::SHIFT_JIS.encode(text);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), marked.as_bytes(), &sjis, &utf16] {
        assert_eq!(cells(&table(bytes).unwrap()), [(1, false, vec!["取組", "高齢・障害支援課"])]);
    }
}

#[test]
fn what_is_no_text_is_refused_in_words() {
    let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1];
    let cases: &[(&[u8], &str)] = &[
        (&[0x83, 0xff, 0x41], "文字コード"),
        (b"\x7fELF\0\0", "表のファイルではありません"),
        (&old, "古いExcelの形式"),
        (b"PK\x03\x04broken", "こわれています"),
        (&vec![b'a'; FILE_BYTES + 1], "大きすぎます（5 MiBまで）"),
    ];
    for (bytes, said) in cases {
        let refused = table(bytes).unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
    let inside = book(&[("plan.xlsx", "PK")]);
    assert_eq!(table(&inside), Err(Refused::NoBook), "a zip in a zip is not opened");
    assert!(Refused::NoBook.to_string().contains("zipの中のファイルは、取り出してから"));
}

#[test]
fn a_book_is_read_as_it_is_shown() {
    let rows = r#"
        <row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" s="3"/></row>
        <row r="4" hidden="1"><c r="B4" t="inlineStr"><is><t>中</t></is></c></row>
        <row><c><v>3.0</v></c><c t="str"><f>A1&amp;"x"</f><v>式の値</v></c></row>
        <row r="1048576"><c r="XFD1048576" s="1"/></row>"#;
    let sheet = format!(
        "{rows}</sheetData><mergeCells><mergeCell ref=\"A2:B4\"/><mergeCell ref=\"B1\"/></mergeCells><sheetData>"
    );
    let table = table(&with_sheet(&sheet)).unwrap();
    assert_eq!(
        cells(&table),
        [
            (2, false, vec!["取組", "", "担い手 & 仲間"]),
            (4, true, vec!["", "中"]),
            (5, false, vec!["3", "式の値"]),
        ]
    );
    let merge = table.sheets[0].merges[0];
    assert_eq!((merge.top, merge.bottom, merge.left, merge.right), (2, 4, 0, 1));
    assert_eq!(table.sheets[0].name, "一覧");
}

#[test]
fn what_a_book_hides_or_lost_is_said() {
    let cases = [
        (r#"<row r="3"><c r="D3"><f>SUM(A1)</f></c></row>"#, "D3：式の値がありません"),
        (r#"<row r="3"><c r="D3" t="e"><f>A1</f><v>#REF!</v></c></row>"#, "#REF!"),
        (r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#, "XFD1048576：表から遠い"),
        (r#"<row r="1"><c r="A1" t="s"><v>9</v></c></row>"#, "共有文字列"),
        (r#"<row r="1"><c r="A1"></row>"#, "XML"),
    ];
    for (rows, said) in cases {
        let refused = table(&with_sheet(rows)).unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
    let dtd = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;\">]><sst/>";
    let trap = book(&[
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/sharedStrings.xml", dtd),
    ]);
    assert_eq!(table(&trap), Err(Refused::Broken("XML")));
}

#[test]
fn bombs_are_refused_whatever_they_declare() {
    let megabytes = |n: usize| "あ".repeat(n * 1024 * 1024 / 3);
    let strings = format!("<sst><si><t>{}</t></si></sst>", megabytes(20));
    let honest = book(&[
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/sharedStrings.xml", &strings),
    ]);
    assert!(honest.len() < FILE_BYTES / 10, "{}", honest.len());
    assert_eq!(table(&honest), Err(Refused::Inflated));
    // The same, but it says that it is small.
    let size = u32::try_from(strings.len()).unwrap().to_le_bytes();
    let mut lying = honest;
    let places: Vec<usize> =
        lying.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let refused = table(&lying).unwrap_err();
    assert!(matches!(refused, Refused::Inflated | Refused::Broken(_)), "{refused}");
    // One long text in very many cells.
    let strings = format!("<sst><si><t>{}</t></si></sst>", "あ".repeat(1000));
    let rows: String = (1..=9_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let many = [
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/sharedStrings.xml", &strings),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    assert_eq!(table(&book(&many)), Err(Refused::Inflated));
    let rows = "<row><c><v>1</v></c></row>".repeat(tsunagari_core::import::ROWS_MOST + 1);
    assert_eq!(table(&with_sheet(&rows)), Err(Refused::Rows));
    assert_eq!(Refused::Rows.to_string(), "行が多すぎます（25000行まで）");
    assert!(Refused::Inflated.to_string().contains("ひろげて16 MiBまで"));
}

#[test]
fn what_looks_like_a_formula_leaves_as_text() {
    let lines: Vec<Vec<String>> =
        ["=1+1", "+81", "-", "@a", "'", "'=x", "a=b", "二\n行,\""].map(|cell| vec![cell.to_owned()]).to_vec();
    let csv = sheet_file::csv(&lines);
    let formula = |cell: &str| cell.trim_start_matches(['\u{feff}', '"']).starts_with(['=', '+', '-', '@']);
    assert!(!csv.split("\r\n").any(formula), "{csv}");
    let book = sheet_file::xlsx(&lines).unwrap();
    let read = table(&book).unwrap();
    assert_eq!(cells(&read)[0].2, ["=1+1"], "text, and no formula");
}

#[test]
fn headings_in_two_rows_and_merged_ones_are_one_table() {
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = [
        vec![cell("A1", "基本目標"), cell("B1", "取組"), cell("C1", "年次計画"), cell("E1", "実施主体")],
        vec![cell("C2", "令和3年度"), cell("D2", "令和4年度")],
        vec![
            cell("A3", "1 参加"),
            cell("B3", "講座"),
            cell("C3", "検討"),
            cell("D3", "実施"),
            cell("E3", "区社協"),
        ],
        vec![cell("B4", "冊子"), cell("C4", "－"), cell("D4", "◎")],
    ];
    let rows: String =
        (1..).zip(rows).map(|(row, cells)| format!("<row r=\"{row}\">{}</row>", cells.concat())).collect();
    let merges = ["C1:D1", "A1:A2", "B1:B2", "E1:E2", "A3:A4", "E3:E4"]
        .map(|area| format!("<mergeCell ref=\"{area}\"/>"));
    let sheet = format!("{rows}</sheetData><mergeCells>{}</mergeCells><sheetData>", merges.concat());
    let table = table(&with_sheet(&sheet)).unwrap();
    let guide = tsunagari_core::import::Guide {
        levels: ["基本目標", "取組"].map(str::to_owned).to_vec(),
        body_heading: Some("実施主体".to_owned()),
        bodies: vec![tsunagari_core::import::GuideBody { name: "区社協".to_owned(), class: None }],
        ..Default::default()
    };
    let read = tsunagari_core::import::read(&table, &guide, &Default::default()).unwrap();
    let told: Vec<_> = read
        .measures
        .iter()
        .map(|measure| {
            (
                measure.title.as_deref().unwrap(),
                measure.cells.values().cloned().collect::<Vec<_>>(),
                measure.bodies.len(),
            )
        })
        .collect();
    let cells = |one: &str, two: &str| vec![one.to_owned(), two.to_owned()];
    assert_eq!(told, [("講座", cells("検討", "実施"), 1), ("冊子", cells("－", "◎"), 1)]);
    assert_eq!((read.nodes.len(), read.questions.len()), (1, 0), "{:?}", read.questions);
}

#[test]
fn a_body_that_the_ward_has_under_another_id_is_that_one() {
    use tsunagari_core::id::{BodyId, derived};
    use tsunagari_core::plan::body::Body;
    use tsunagari_core::record::Kind;

    let id = |name: &str| derived(&[name]);
    let known = Body { id: BodyId::of(id("old")), name: "区社協".to_owned(), class: None, order: 0 };
    let name = |text: &str| ("name".to_owned(), text.into());
    let measure =
        [(format!("body.{}", id("new")), 0.into()), (format!("maybe.{}", id("other")), true.into())];
    let rows = vec![
        Row::public(id("new"), Kind::Body, [name("区社協")].into()),
        Row::public(id("other"), Kind::Body, [name("総務課")].into()),
        Row::public(id("m"), Kind::Measure, measure.into()),
    ];
    let rows = with_known_bodies(rows, &[known]);
    assert_eq!(rows.len(), 2, "no second body of the name");
    let fields: Vec<&String> = rows[1].fields.keys().collect();
    assert_eq!(fields, [&format!("body.{}", id("old")), &format!("maybe.{}", id("other"))]);
}

#[test]
fn a_whole_plans_file_tells_where_each_row_stands_and_what_is_another() {
    let own = |title: &str, body: &str, cell: &str, mark: &str| {
        format!(
            "[plan]\nkey = \"1\"\nfirst_year = 2026\nlast_year = 2030\nbodies = [\"区社協\", \"総務課\"]\n\
             [[layout]]\nkey = \"page\"\nlevels = [\"基本目標\", \"取組\"]\n\
             [[node]]\nkey = \"1\"\nlayout = \"page\"\nlevel = 1\ntitle = \"参加\"\nmark = \"{mark}\"\n\
             [[measure]]\nkey = \"a\"\nnode = \"1\"\ntitle = \"{title}\"\nbodies = [\"{body}\"]\ncells = {{ 2026 = \"{cell}\" }}\n\
             [[item]]\nkey = \"i\"\nmeasure = \"a\"\nyear = 2026\ntitle = \"{title}の講座\"\n"
        )
    };
    let ground = own_file::of_text("x", &own("居場所", "区社協", "◎", "●"), "x", &[], &[]).unwrap();
    let told = |text: String| {
        let given = given(text.as_bytes()).unwrap();
        let brought = bring(&given, &ground, None, &Default::default()).unwrap();
        let rows = report(&brought, &ground).rows.into_iter();
        let bodies = |bodies: Vec<String>| bodies.join("・");
        rows.map(|row| {
            let before = row.before.map(|before| format!("{}（{}）", before.text, bodies(before.bodies)));
            (row.path, before.unwrap_or_default(), format!("{}（{}）", row.text, bodies(row.bodies)))
        })
        .collect::<Vec<_>>()
    };
    let row = |path: &str, before: &str, after: &str| (path.to_owned(), before.to_owned(), after.to_owned());
    assert_eq!(told(own("居場所", "区社協", "◎", "●")), []);
    assert_eq!(
        told(own("居場所", "総務課", "◎", "○")),
        [row("", "参加（）", "参加（印 ● → ○）（）"), row("参加", "居場所（区社協）", "居場所（総務課）"),]
    );
    assert_eq!(
        told(own("縁側", "区社協", "→", "●")),
        [
            row("参加", "居場所（区社協）", "縁側（区社協）"),
            row("参加 ▸ 縁側", "居場所の講座（）", "縁側の講座（）"),
        ]
    );
    assert_eq!(
        told(own("居場所", "区社協", "→", "●")),
        [row("参加", "居場所（区社協）", "居場所（2026年度のます ◎ → →）（区社協）")]
    );
}
