//! 推進協議会資料 of the real plans: a page for each 重点項目, each in the document's own columns under its own headings, all of
//! the year's items on exactly one of them, targets below.

use tsunagari_core::book::handout::{Words, handouts};
use tsunagari_core::book::table::Choice;
use tsunagari_core::paper::{Sheet, Style, places};

use super::table::{book, heads, said};
use super::*;

fn words() -> Words {
    Words { title: "推進協議会資料".to_owned(), target: "目標".to_owned(), now: "いま".to_owned() }
}

fn made(name: &str, year: i32) -> (Vec<Sheet>, Read) {
    let (book, plan, read) = book(name);
    let choice = Choice { plan, year: FiscalYear::new(year).ok(), under: None, results: true };
    let told = |target: &Target| (target.printed.clone().unwrap_or_default(), "■■□".to_owned());
    (handouts(&book, &choice, &said(), &|_| Vec::new(), &words(), &told), read)
}

fn letters(sheet: &Sheet) -> Vec<String> {
    places(sheet).into_iter().map(|at| at.cell.value.letters()).collect()
}

#[test]
fn each_heading_is_a_page_in_the_documents_columns_under_its_pillar() {
    let (sheets, read) = made("izumi/003", 2021);
    let headings = read.nodes.iter().filter(|node| node.level == 2).count();
    assert!(headings > 3);
    assert_eq!(sheets.len(), headings);
    let columns = ["行動計画", "取組", "令和3年度実施計画", "実施した取組結果", "実施主体"];
    for sheet in &sheets {
        assert_eq!(sheet.columns.len(), 5, "{}", sheet.name);
        assert!(letters(sheet).first().unwrap().starts_with("推進協議会資料　"), "{}", sheet.name);
        let across: Vec<String> = places(sheet)
            .into_iter()
            .filter(|at| at.cell.style == Style::Heading)
            .map(|at| at.cell.value.letters())
            .collect();
        assert_eq!(across.len(), 2, "its pillar and itself: {across:?}");
        assert!(across[0].starts_with("推進の柱") && across[1].starts_with("重点項目"), "{across:?}");
        // 行動計画 has its own column here too, and is not left empty in it.
        let plans = places(sheet).into_iter().filter(|at| at.column == 0 && at.row >= sheet.repeated);
        let empty = plans.filter(|at| at.cell.style == Style::Cell && at.cell.value.letters().is_empty());
        assert_eq!(empty.count(), 0, "{}", sheet.name);
    }
    assert_eq!(heads(sheets.first().unwrap()), columns);
    let all: Vec<Vec<String>> = sheets.iter().map(letters).collect();
    for item in &read.items {
        let title = format!("・{}", item.title.as_ref().unwrap());
        let on =
            all.iter().filter(|said| said.iter().any(|cell| cell.lines().next() == Some(&title))).count();
        assert!(on >= 1, "{title} is on no page");
    }
}

#[test]
fn the_targets_of_a_page_stand_below_its_items() {
    let (sheets, read) = made("tsumugi/5", 2026);
    assert!(sheets.len() > 5, "{}", sheets.len());
    let with: Vec<&Sheet> =
        sheets.iter().filter(|sheet| letters(sheet).iter().any(|cell| cell == "■■□")).collect();
    let told: usize =
        with.iter().map(|sheet| letters(sheet).iter().filter(|cell| *cell == "■■□").count()).sum();
    assert!(!with.is_empty() && told > 3 && !read.items.is_empty(), "{told}");
    for sheet in with {
        let rows = places(sheet);
        let head = rows.iter().find(|at| at.cell.value.letters() == "目標").unwrap().row;
        let now = rows.iter().filter(|at| at.cell.value.letters() == "■■□");
        assert!(now.into_iter().all(|at| at.row > head));
        let covered: usize = rows.iter().map(|at| (at.bottom + 1 - at.row) * (at.last + 1 - at.column)).sum();
        assert_eq!(covered, sheet.rows.len() * sheet.columns.len(), "every place is in one cell");
    }
}
