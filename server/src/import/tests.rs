//! Files good and bad: letters, books, bombs; and an import through the desk, twice.

use std::io::{Cursor, Write as _};

use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{OrgId, derived};
use tsunagari_core::import::Choices;
use tsunagari_core::record::Kind;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::ground::Ground;
use super::publish::{Deed, deeds, of_plan, publish};
use super::*;
use crate::storage::memory::Memory;
use crate::storage::{Org, Storage};

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
}

const DESCRIBED: &str = r#"
[plan]
key = "r3"
title = "見本の計画"
bodies = ["総務課", "区社協"]
[[layout]]
key = "page"
levels = ["基本目標", "取組"]
item_heading = "令和3年度実施計画"
body_heading = "実施主体"
"#;

const TABLE: &str =
    "基本目標,取組,令和3年度実施計画,実施主体\n1 参加,講座を開きます。,・講座,総務課\n,,・=1+1,\n";

fn org() -> Org {
    Org { id: OrgId::of(derived(&["org", "x"])), slug: "x".to_owned(), name: "見本区".to_owned() }
}

async fn grounds(storage: &Storage) -> Vec<Ground> {
    storage.read(|tx| Box::pin(async move { Ground::of_ward(tx, &org()).await })).await.unwrap()
}

/// Imports the table as the command does; gives how many rows were written.
async fn import(storage: &Storage) -> usize {
    let described = Ground::of_file("x.toml", DESCRIBED, &org(), &[]).unwrap();
    let known = grounds(storage).await.into_iter().find(|known| known.plan.id == described.plan.id);
    let ground = known.unwrap_or(described);
    let found = ground.read(&table(TABLE.as_bytes()).unwrap(), None, &Choices::default()).unwrap();
    let mut all = deeds(&ground.first, &[]);
    all.extend(of_plan(&ground, &found.reading));
    all.extend(found.said.writes.into_iter().map(Deed::from));
    let now = WallTime::from_millis(0);
    storage.write(move |tx| Box::pin(async move { publish(tx, org().id, &all, now).await })).await.unwrap()
}

#[tokio::test]
async fn an_import_is_whole_and_the_same_file_again_changes_nothing() {
    let storage = Storage::Memory(Memory::default());
    let (now, epoch) =
        (WallTime::from_millis(0), tsunagari_core::id::EpochId::from_uuid(uuid::Uuid::from_u128(1)));
    storage.write(move |tx| tx.begin_epoch(epoch, now)).await.unwrap();
    storage.write(move |tx| Box::pin(async move { tx.add_org(&org(), now).await })).await.unwrap();
    assert_eq!(import(&storage).await, 2 + 2 + 4, "bodies, the plan and its years, and its rows");
    let ground = grounds(&storage).await.remove(0);
    let texts: Vec<_> =
        ground.records.iter().filter(|row| row.kind == Kind::Item).map(|row| row.text("title")).collect();
    assert_eq!(texts, [Some("講座"), Some("=1+1")]);
    assert_eq!(ground.plan.items_year.map(|year| year.year()), Some(2021));
    assert_eq!(import(&storage).await, 0);
    // One row that does not fit undoes all.
    let bad = Deed {
        id: derived(&["bad"]),
        kind: Kind::Item,
        set: Some([("nonsense".to_owned(), 1.into())].into()),
    };
    let good = Deed {
        id: derived(&["good"]),
        kind: Kind::Item,
        set: Some([("title".to_owned(), "よい".into())].into()),
    };
    let both = vec![good, bad];
    let written =
        storage.write(move |tx| Box::pin(async move { publish(tx, org().id, &both, now).await })).await;
    assert!(written.is_err());
    assert_eq!(grounds(&storage).await.remove(0).records.len(), ground.records.len());
}

#[tokio::test]
async fn a_preview_has_a_line_for_each_item() {
    let ground = Ground::of_file("x.toml", DESCRIBED, &org(), &[]).unwrap();
    let found = ground.read(&table(TABLE.as_bytes()).unwrap(), None, &Choices::default()).unwrap();
    let lines: Vec<_> = preview::lines(&found.reading, &found.guide, &found.said).collect();
    assert_eq!(lines.len(), 2);
    let line = &lines[0];
    assert_eq!(line["path"][0]["title"], "参加");
    assert_eq!(
        (&line["path"][1]["level"], &line["path"][1]["title"]),
        (&"取組".into(), &"講座を開きます。".into())
    );
    assert_eq!(
        (&line["text"], &line["bodies"][0], &line["standing"]),
        (&"講座".into(), &"総務課".into(), &"new".into())
    );
    assert_eq!(
        (&lines[1]["asked"][0]["kind"], &lines[1]["maybe"][0]),
        (&"lost_bodies".into(), &"総務課".into())
    );
}

/// Every plan of the sample, out and in again.
#[test]
fn an_exported_plan_is_read_back_the_same() {
    let mut plans = 0;
    for ground in Ground::of_samples(None).unwrap() {
        let lines = sheet_file::lines(&ground);
        let csv = sheet_file::csv(&lines).into_bytes();
        let xlsx = sheet_file::xlsx(&lines).unwrap();
        for file in [csv, xlsx] {
            let table = table(&file).unwrap();
            assert!(sheet_file::is_plan(&table));
            let rows = sheet_file::rows(&table, &[]).unwrap();
            assert_eq!(rows.len() + 1, lines.len());
            let row = |id| rows.iter().find(|row| row.id == id).unwrap();
            for record in ground.records.iter().chain([&ground::plan_record(&ground.plan)]) {
                assert_eq!(row(record.id).fields, record.fields, "{} {:?}", ground.plan.key, record.kind);
                assert_eq!(row(record.id).kind, record.kind);
            }
            let mut known = ground.records.clone();
            known.push(ground::plan_record(&ground.plan));
            let of_plan: Vec<_> = rows.into_iter().filter(|row| row.kind != Kind::Body).collect();
            assert_eq!(deeds(&of_plan, &known), []);
        }
        plans += 1;
    }
    assert!(plans >= 4, "{plans}");
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

/// Every plan of the sample, out as its own file and in again.
#[test]
fn a_plans_own_file_is_read_back_the_same() {
    for ground in Ground::of_samples(None).unwrap() {
        let file = own_file::toml(&ground).unwrap();
        let org = Org { id: org().id, slug: ground.slug.clone(), name: "見本区".to_owned() };
        let read = Ground::of_file("export.toml", &file, &org, &ground.bodies).unwrap();
        assert_eq!(read.plan, ground.plan);
        assert_eq!(read.records.len(), ground.records.len());
        for record in &ground.records {
            let same = read.records.iter().find(|other| other.id == record.id).unwrap();
            assert_eq!(same.fields, record.fields, "{} {:?}", ground.plan.key, record.kind);
        }
    }
}
