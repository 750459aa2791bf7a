//! The tables of the plans against the documents' own: the same columns in the same order, no row left out; and a year's
//! table as a book comes back as the plan that it was made of.

use tsunagari_core::book::Book;
use tsunagari_core::book::table::{Choice, Said, Told, tables};
use tsunagari_core::calendar::Day;
use tsunagari_core::import::Choices;
use tsunagari_core::paper::{Cell, Sheet, Style, Value, places};
use tsunagari_import::bring_table;

use super::*;
use crate::import::ground::of_samples;

pub(super) fn said() -> Said {
    let said = |text: &str| text.to_owned();
    Said {
        untitled: said("（題名はわかりません）"),
        measure: said("取組"),
        items: said("実施計画"),
        bodies: said("実施主体"),
        years: said("年度"),
        year_unknown: said("年度はわかりません"),
        summary: said("要約"),
        draft: said("案"),
        foot: said("見本区　令和3年11月24日に印刷"),
    }
}

/// The book of a ward and the id of one of its plans.
pub(super) fn book(name: &str) -> (Book, tsunagari_core::id::PlanId, Read) {
    let (folder, key) = name.split_once('/').unwrap();
    let wards = wards().unwrap();
    let ward = wards.iter().find(|ward| ward.plans.iter().any(|plan| plan.file.starts_with(folder))).unwrap();
    let rows = ward.plans.iter().flat_map(|plan| &plan.rows).map(record);
    let mut records: Vec<Record> = rows.collect();
    records.extend(ward.org.rows().iter().map(record));
    let book = Book::read(&records);
    let read = plans().remove(name).unwrap();
    assert_eq!(read.plan.key, key);
    (book, read.plan.id, read)
}

fn made(name: &str, year: Option<i32>) -> Vec<Sheet> {
    let (book, plan, _) = book(name);
    let year = year.map(|year| FiscalYear::new(year).unwrap());
    let choice = Choice { plan, year, under: None, results: true };
    tables(&book, &choice, &said(), &|_| Vec::new())
}

/// The heads of a sheet's columns from the left, a head over others before what stands under it.
pub(super) fn heads(sheet: &Sheet) -> Vec<String> {
    let mut heads = Vec::new();
    let mut rows: Vec<usize> =
        places(sheet).iter().filter(|at| at.cell.style == Style::Head).map(|at| at.row).collect();
    rows.dedup();
    // Those of the last group, where several have their own.
    let last =
        rows.len().saturating_sub(if sheet.rows[*rows.last().unwrap()].cells.len() < sheet.columns.len() {
            2
        } else {
            1
        });
    for column in 0..sheet.columns.len() {
        for at in places(sheet) {
            if rows[last..].contains(&at.row) && at.cell.style == Style::Head && at.column == column {
                heads.push(at.cell.value.letters());
            }
        }
    }
    heads
}

#[test]
fn the_columns_of_each_plan_are_its_documents_in_their_order() {
    let of = |name: &str, year: Option<i32>| heads(made(name, year).first().unwrap());
    let whole = ["行動計画", "取組", "令和3年度実施計画", "実施した取組結果", "実施主体"];
    assert_eq!(of("izumi/003", Some(2021)), whole);
    let years = ["22", "23", "24", "25", "26", "27"];
    let theme =
        [&["誰が", "計画期間中に取り組むこと【目標】", "推進のスケジュール（年度）"][..], &years].concat();
    assert_eq!(of("izumi/000", None), theme);
    let years = ["2019 年度", "2020 年度", "2021 年度", "2022 年度", "2023 年度"];
    let works = [&["取組事業", "年次計画スケジュール"][..], &years, &["関連する取組事業"]].concat();
    assert_eq!(of("kita/002", None), works);
    assert_eq!(of("midori/2", None), ["基本目標", "小目標", "具体的な取り組み／活動内容等"]);
    assert_eq!(of("totsuka/004", None), ["主な取組", "推進主体"]);
    let five: Vec<Vec<String>> = made("tsumugi/5", Some(2026)).iter().map(heads).collect();
    let next = ["行動計画", "取組", "令和8年度実施計画", "実施した取組結果", "実施主体"];
    assert!(five.iter().any(|heads| *heads == next), "{five:#?}");
    assert_eq!(five.len(), 5, "a table for each kind of page");
    let four: Vec<Vec<String>> = made("tsumugi/4", Some(2023)).iter().map(heads).collect();
    assert!(four.iter().any(|heads| heads[2..3] == ["令和5年度実施計画"]), "{four:#?}");
}

#[test]
fn the_documents_themselves_print_these_columns_in_this_order() {
    let text = |number| documents::document(number);
    // The heads stand in one line of 003, and in the reading order of the others' text.
    let Some(of_003) = text("003") else { return };
    let head = of_003.lines().find(|line| line.starts_with("行動計画")).unwrap();
    assert_eq!(
        head.trim().split('\t').collect::<Vec<_>>(),
        heads(made("izumi/003", Some(2021)).first().unwrap())
    );
    let title = made("izumi/003", Some(2021)).first().unwrap().rows[0].cells[0].value.letters();
    let printed = of_003.lines().find(|line| line.contains("実施計画一覧")).unwrap();
    assert_eq!(title.replace("（2021年度）", "").split('　').next_back(), Some(printed.trim()));
    for (number, name, year) in [("000", "izumi/000", None), ("002", "kita/002", None)] {
        let (text, heads) = (text(number).unwrap(), heads(made(name, year).first().unwrap()));
        for head in &heads {
            assert!(text.contains(head.as_str()), "{number}: {head}");
        }
    }
    let of_002 = text("002").unwrap();
    let line = of_002.lines().find(|line| line.starts_with("2019")).unwrap();
    assert_eq!(line, heads(made("kita/002", None).first().unwrap())[2..7].join(" "));
    let of_000 = text("000").unwrap();
    assert!(of_000.contains("22 23 24 25 26 27"));
    // 【主な取組】 1 title, then 推進主体／ …
    let of_004 = text("004").unwrap();
    let at = |word: &str| of_004.find(word).unwrap();
    assert!(at("【主な取組】") < at("推進主体／"));
    let of_001 = text("001").unwrap();
    let at = |word: &str| of_001.find(word).unwrap();
    assert!(at("＜基本目標＞") < at("＜小目標＞") && of_001.contains("具体的な取り組み／活動内容等"));
}

#[test]
fn no_measure_item_body_or_mark_of_any_plan_is_left_out() {
    for name in plans().keys() {
        let (book, plan, read) = book(name);
        let choice = Choice { plan, year: None, under: None, results: false };
        let sheets = tables(&book, &choice, &said(), &|_| Vec::new());
        let all: Vec<String> = sheets.iter().flat_map(places).map(|at| at.cell.value.letters()).collect();
        let all = all.join("\n");
        for measure in read.measures.iter().filter_map(|measure| measure.title.as_ref()) {
            assert!(all.contains(measure.as_str()), "{name}: {measure}");
        }
        for item in read.items.iter().filter_map(|item| item.title.as_ref()) {
            assert!(all.contains(item.as_str()), "{name}: {item}");
        }
        let items = read.items.len();
        assert!(all.matches("・").count() >= items, "{name}");
        let marks: usize = read
            .measures
            .iter()
            .map(|measure| {
                let cells = measure.schedule.years.values().chain(&measure.schedule.undated);
                cells.filter(|cell| cell.printed().contains('◎')).count()
            })
            .sum();
        assert_eq!(all.matches('◎').count(), marks, "{name}");
        assert!(sheets.iter().all(|sheet| sheet.notice.is_some() || !name.starts_with("tsumugi")));
    }
}

#[test]
fn one_heading_alone_and_a_year_with_its_results() {
    let (book, plan, read) = book("izumi/003");
    let under = read.nodes.iter().find(|node| node.level == 2).unwrap().id;
    let year = FiscalYear::new(2021).ok();
    let choice = Choice { plan, year, under: Some(under), results: true };
    let told = |item: &YearItem| {
        let told =
            Told { by: Some("区社協".to_owned()), text: format!("・{}回", item.order), state: None };
        vec![Told { by: Some("総務課".to_owned()), state: Some("下書き".to_owned()), ..told.clone() }, told]
    };
    let sheets = tables(&book, &choice, &said(), &told);
    let all: Vec<Cell> = places(sheets.first().unwrap()).into_iter().map(|at| at.cell.clone()).collect();
    let results = all.iter().filter(|cell| cell.value.letters().starts_with("【総務課】\n・")).count();
    assert!(results > 30 && results < read.items.len(), "{results}");
    assert!(all.iter().any(|cell| cell.value.letters().contains("回（下書き）\n【区社協】\n・")));
    let empty = Choice { results: false, ..choice };
    let without = tables(&book, &empty, &said(), &told);
    assert!(without.first().unwrap().columns.len() == 5, "the column stays");
    assert!(!format!("{without:?}").contains("区社協】"));
    let other = Choice { year: FiscalYear::new(2022).ok(), ..choice };
    let next = format!("{:?}", tables(&book, &other, &said(), &told));
    assert!(next.contains("令和4年度実施計画") && next.contains("計画2年目") && !next.contains("総務課】"));
}

#[test]
fn the_years_table_as_a_book_and_as_csv_comes_back_as_the_same_plan() {
    for (name, slug, key, year) in [
        ("izumi/003", "izumi", "003", 2021),
        ("tsumugi/5", "tsumugi", "5", 2026),
        ("tsumugi/4", "tsumugi", "4", 2025),
    ] {
        let grounds = of_samples(Some(slug)).unwrap();
        let ground = grounds.iter().find(|ground| ground.plan.key == key).unwrap();
        let sheets = made(name, Some(year));
        let own: Vec<Sheet> = sheets
            .into_iter()
            .filter(|sheet| heads(sheet).first().is_some_and(|head| head == "行動計画"))
            .collect();
        assert_eq!(own.len(), 1, "{name}");
        let layout = ground
            .plan
            .layouts
            .iter()
            .find(|(_, layout)| layout.item_heading.is_some())
            .map(|(key, _)| key.clone());
        let book = tsunagari_export::to_xlsx(&own, Day::new(2026, 11, 24).unwrap()).unwrap().bytes;
        let csv = tsunagari_export::to_csv(&own);
        for file in [book, csv] {
            let table = tsunagari_import::table(&file).unwrap();
            let brought = bring_table(&table, ground, layout.as_deref(), &Choices::default()).unwrap();
            let told: Vec<_> = brought.deeds.iter().map(|deed| (&deed.kind, &deed.set)).collect();
            assert_eq!(told, [], "{name}");
            assert_eq!(brought.gone.len(), 0, "{name}: {:?}", brought.gone);
        }
    }
}

#[test]
fn a_cell_that_is_empty_stays_a_place() {
    let sheets = made("izumi/003", Some(2021));
    let sheet = sheets.first().unwrap();
    let covered: usize =
        places(sheet).iter().map(|at| (at.bottom + 1 - at.row) * (at.last + 1 - at.column)).sum();
    assert_eq!(covered, sheet.rows.len() * sheet.columns.len(), "every place is in one cell");
    assert!(places(sheet).iter().any(|at| at.cell.value == Value::Empty));
}
