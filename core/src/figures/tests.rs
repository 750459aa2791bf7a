//! 実績数: which rows a year's grid has, what is typed, the file out and back: new, changed, gone, twice, of another year, unknown,
//! without 出典; and formulas that are none.

use serde_json::{Value, json};

use super::*;
use crate::book::Book;
use crate::calendar::{FiscalYear, Month};
use crate::id::{FigureId, ItemId, OfficeId, PlanId, RecordId, derived};
use crate::import::separated;
use crate::paper::to_csv;
use crate::plan::figure::{Figure, Span, figure_id};
use crate::plan::tests::record as made;
use crate::record::{Fields, Kind, Record, Scope};
use crate::sorted::SortedSet;
use crate::view::View;

fn id(name: &str) -> RecordId {
    derived(&[name])
}

fn record(name: &str, kind: Kind, fields: Value) -> Record {
    let Value::Object(fields) = fields else { panic!("an object") };
    made(id(name), kind, fields.into_iter().collect::<Fields>())
}

fn item(name: &str, year: u64, measure: &str, body: &str) -> Record {
    let mut fields =
        json!({"plan": id("plan"), "measure": id(measure), "year": year, "order": 1, "title": name});
    fields[format!("body.{}", id(body))] = 0.into();
    record(&format!("{name}{year}"), Kind::Item, fields)
}

/// Two measures: logs are counted for one of them; the council's office tells of three items.
fn registry() -> Vec<Record> {
    let rule = json!({"title": "", "kinds": ["salon"], "measures": [id("counted")]});
    vec![
        record(
            "plan",
            Kind::Plan,
            json!({"title": "計画", "first_year": 2025, "last_year": 2029, "rule.r": rule}),
        ),
        record("n", Kind::Node, json!({"plan": id("plan"), "level": 1, "number": "1", "title": "参加"})),
        record("m", Kind::Measure, json!({"plan": id("plan"), "node": id("n"), "order": 1, "title": "助成"})),
        record(
            "counted",
            Kind::Measure,
            json!({"plan": id("plan"), "node": id("n"), "order": 2, "title": "サロン"}),
        ),
        record("council", Kind::Body, json!({"name": "区社協"})),
        record("ward", Kind::Body, json!({"name": "総務課"})),
        record("office", Kind::Office, json!({"name": "区社協", "what": "council", "body": id("council")})),
        item("助成金の交付", 2026, "m", "council"),
        item("助成金の交付", 2025, "m", "council"),
        item("よその項目", 2026, "m", "ward"),
        item("サロンの支援", 2026, "counted", "council"),
    ]
}

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

fn asked() -> Asked {
    Asked { year: year(), office: Some(OfficeId::of(id("office"))) }
}

fn grant(year: u16) -> ItemId {
    ItemId::of(id(&format!("助成金の交付{year}")))
}

fn april() -> Span {
    Span::Month(Month::parse("2026-04").unwrap())
}

fn figure(item: ItemId, period: Span, number: u64) -> Record {
    let office = asked().office;
    let figure = Figure {
        id: figure_id(item, office, "", "団体", period),
        plan: Some(PlanId::of(id("plan"))),
        item: Some(item),
        measure: None,
        office,
        district: None,
        title: None,
        period: Some(period),
        number: Some(number),
        unit: "団体".to_owned(),
        source: "助成決定一覧".to_owned(),
        of: None,
    };
    Record { scope: Scope::OrgStaff, ..made(figure.id.record(), Kind::Figure, figure.fields()) }
}

fn all(figures: Vec<Record>) -> Vec<Record> {
    registry().into_iter().chain(figures).collect()
}

fn of(records: &[Record]) -> (Book, Vec<Section>) {
    let book = Book::read(records);
    let sections = sections(&book, &View::new(records), asked(), &SortedSet::new());
    (book, sections)
}

fn row(records: &[Record]) -> Row {
    of(records).1.remove(0).rows.remove(0)
}

fn typed(source: &str, numbers: &[(Span, &str)]) -> Typed {
    let numbers = numbers.iter().map(|(period, typed)| (period.key(), (*typed).to_owned())).collect();
    let monthly = !matches!(numbers, ref all if crate::sorted::SortedMap::contains_key(all, "2026"));
    Typed { unit: "団体".to_owned(), source: source.to_owned(), monthly, numbers, ..Typed::default() }
}

fn heads() -> Heads {
    let said = |text: &str| text.to_owned();
    Heads {
        title: said("実績数"),
        office: said("区社協"),
        how: vec![said("黄色のますに書いて、読みこんでください")],
        measure: said("取組"),
        item: said("実施計画"),
        what: said("何の数"),
        unit: said("単位"),
        source: said("出典"),
        year: said("年の数"),
        id: said("行番号（変えないでください）"),
        foot: String::new(),
        notice: None,
    }
}

fn file(records: &[Record]) -> Vec<String> {
    let sheet = sheet(&of(records).1, asked(), &heads());
    String::from_utf8(to_csv(&[sheet])).unwrap().lines().map(str::to_owned).collect()
}

fn back(lines: &[String], records: &[Record]) -> Answer {
    let (book, sections) = of(records);
    read_back(&separated::table(&lines.join("\r\n")), &book, &sections, asked(), &heads())
}

/// The file's only row with these cells after its item.
fn filled(records: &[Record], cells: &str) -> Vec<String> {
    let mut lines = file(records);
    let row = lines.pop().unwrap();
    let (head, number) =
        (row.split(',').take(2).collect::<Vec<_>>().join(","), row.rsplit(',').next().unwrap());
    lines.push(format!("{head},{cells},{number}"));
    lines
}

/// An empty year's cells with a number for April and one for the year.
fn cells(what: &str, unit: &str, source: &str, april: &str, year: &str) -> String {
    format!("{what},{unit},{source},{april},,,,,,,,,,,,{year}")
}

#[test]
fn the_grid_has_items_that_no_log_counts_and_last_year_s_rows_without_their_numbers() {
    let records = all(vec![figure(grant(2025), Span::Year(FiscalYear::new(2025).unwrap()), 55)]);
    let (book, found) = of(&records);
    let titles: Vec<&str> = found.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["助成金の交付"], "neither the other office's item nor one that logs are counted for");
    let row = &found[0].rows[0];
    assert_eq!((row.unit.as_str(), row.source.as_str(), row.before), ("団体", "助成決定一覧", Some(55)));
    assert!(row.held.is_empty() && !row.monthly);
    let salon = ItemId::of(id("サロンの支援2026"));
    let added = sections(&book, &View::new(&records), asked(), &[salon].into());
    assert_eq!(added.len(), 2, "whoever wants adds a number all the same");
    let ward = Asked { office: None, ..asked() };
    assert_eq!(
        sections(&book, &View::new(&records), ward, &SortedSet::new()).len(),
        2,
        "the ward as a whole"
    );
}

#[test]
fn a_number_without_its_source_or_unit_is_refused_and_what_is_not_new_is_none() {
    let records = all(vec![]);
    let row = row(&records);
    let of = |typed: &Typed| read(&row, typed, asked(), &[]);
    assert_eq!(of(&typed(" ", &[(april(), "3")])), Err(Wrong::NoSource));
    assert_eq!(of(&Typed { unit: String::new(), ..typed("一覧", &[(april(), "3")]) }), Err(Wrong::NoUnit));
    assert_eq!(of(&typed("一覧", &[(april(), "多数")])), Err(Wrong::NotANumber(april())));
    assert_eq!(of(&typed("一覧", &[(april(), "−3")])), Err(Wrong::Negative(april())));
    assert_eq!(of(&typed("一覧", &[(april(), "10000000")])), Err(Wrong::TooMany(april())));
    let long = typed(&"あ".repeat(201), &[(april(), "3")]);
    assert_eq!(of(&long), Err(Wrong::Long(Cell::Source, 200)));
    let twice = read(&row, &typed("一覧", &[(april(), "3")]), asked(), &[(String::new(), "団体".to_owned())]);
    assert_eq!(twice, Err(Wrong::Twice));
    assert_eq!(of(&typed("一覧", &[])), Ok(None), "texts without a number are nothing");
    let form = of(&typed("一覧", &[(april(), "１，２００団体")])).unwrap().unwrap();
    assert_eq!(form.numbers.get(&april()), Some(&Some(1_200)));
    let kept = self::row(&all(vec![figure(grant(2026), april(), 3)]));
    assert_eq!(read(&kept, &Typed::of(&kept), asked(), &[]), Ok(None));
    let gone = read(&kept, &typed("助成決定一覧", &[]), asked(), &[]).unwrap().unwrap();
    assert_eq!(gone.numbers.get(&april()), Some(&None), "an emptied cell takes the number away");
}

#[test]
fn the_file_comes_back_new_changed_gone_and_the_same_twice() {
    let records = all(vec![]);
    assert!(file(&records)[0].starts_with('\u{feff}'));
    let answer = back(&file(&records), &records);
    assert_eq!((answer.proposed.len(), answer.empty, answer.foreign), (0, 1, false));
    let lines = filled(&records, &cells("", "団体", "助成決定一覧", "", "58"));
    let answer = back(&lines, &records);
    let year = Span::Year(year());
    assert_eq!(answer.proposed[0].cells, [(year, None, Some(58))]);
    let kept = all(vec![figure(grant(2026), year, 58)]);
    let again = back(&lines, &kept);
    assert_eq!(
        (again.proposed.len(), again.same, again.missing),
        (0, 1, 0),
        "the same file once more: {again:?}"
    );
    let changed = back(&filled(&kept, &cells("", "団体", "助成決定一覧", "", "60")), &kept);
    assert_eq!(changed.proposed[0].cells, [(year, Some(58), Some(60))]);
    let gone = back(&filled(&kept, &cells("", "団体", "助成決定一覧", "", "")), &kept);
    assert_eq!(gone.proposed[0].cells, [(year, Some(58), None)]);
    let called = back(&filled(&kept, &cells("ふれあい助成金", "団体", "助成決定一覧", "", "58")), &kept);
    assert_eq!(called.proposed[0].cells, []);
    assert_eq!(called.proposed[0].before.as_ref().map(|before| before.0.as_str()), Some(""));
    let mut short = file(&kept);
    short.pop();
    let short = back(&short, &kept);
    assert!(short.foreign && short.missing == 1 && short.proposed.is_empty(), "{short:?}");
}

#[test]
fn a_row_that_cannot_be_taken_says_why_and_nothing_of_it_is_proposed() {
    let records = all(vec![]);
    let why = |lines: &[String]| back(lines, &records).refused.first().map(|refused| refused.why);
    let good = filled(&records, &cells("", "団体", "一覧", "3", ""));
    let swapped = |from: String, to: String| -> Vec<String> {
        good.iter().map(|line| line.replace(&from, &to)).collect()
    };
    assert_eq!(why(&good), None);
    assert_eq!(why(&filled(&records, &cells("", "団体", "", "3", ""))), Some(Why::Cell(Wrong::NoSource)));
    let bad = back(&filled(&records, &cells("", "団体", "一覧", "3", "多数")), &records);
    assert_eq!(bad.refused[0].why, Why::Cell(Wrong::NotANumber(Span::Year(year()))));
    assert_eq!(
        (bad.refused[0].text.as_str(), bad.proposed.len()),
        ("多数", 0),
        "April's number is not taken alone"
    );
    assert_eq!(why(&swapped(grant(2026).to_string(), grant(2025).to_string())), Some(Why::OtherYear));
    assert_eq!(why(&swapped(grant(2026).to_string(), id("だれも").to_string())), Some(Why::Unknown));
    assert_eq!(why(&swapped(id("office").to_string(), id("other").to_string())), Some(Why::OtherOffice));
    let row = format!("{}/{}/-", grant(2026), id("office"));
    assert_eq!(
        why(&swapped(row.clone(), row.replace("/-", &format!("/{}", id("gone"))))),
        Some(Why::Unknown)
    );
    assert_eq!(why(&swapped(row, String::new())), Some(Why::NoId));
    let mut twice = good.clone();
    twice.push(good.last().unwrap().replace(",3,", ",4,"));
    let twice = back(&twice, &records);
    let first = twice.proposed[0].line;
    assert_eq!((twice.refused[0].why, twice.proposed.len()), (Why::Doubled(first), 1));
    let moved: Vec<String> = good.iter().rev().cloned().collect();
    assert_eq!(back(&moved, &records).proposed.len(), 1, "wherever the row stands");
    assert!(back(&["a,b".to_owned()], &records).foreign);
}

#[test]
fn what_looks_like_a_formula_goes_out_and_comes_back_as_text() {
    for text in ["=1+1", "+ひなた", "-3", "@団体", "=HYPERLINK(\"a\")", "廣瀬會😀"] {
        let mut record = figure(grant(2026), Span::Year(year()), 58);
        record.fields.insert("title".to_owned(), json!(text));
        let records = all(vec![record]);
        let lines = file(&records);
        let told = lines.last().unwrap();
        assert!(!told.contains(&format!(",{text}")) || !text.starts_with(['=', '+', '-', '@']), "{told}");
        let answer = back(&lines, &records);
        assert_eq!((answer.same, answer.proposed.len()), (1, 0), "{text}: {answer:?}");
    }
}

#[test]
fn what_is_told_adds_up_with_its_source_and_few_cases_are_few() {
    let may = Span::Month(Month::parse("2026-05").unwrap());
    let figures = [figure(grant(2026), april(), 3), figure(grant(2026), may, 4)];
    let figures: Vec<Figure> = figures.iter().map(Figure::read).collect();
    let all = told(&figures, grant(2026), "助成金の交付", year());
    assert_eq!(all[0].said(), "7団体※助成決定一覧");
    assert_eq!(all[0].until, Month::parse("2026-05").ok());
    let small = told(&figures[..1], grant(2026), "虐待の相談", year());
    assert_eq!(small[0].said(), "少数※助成決定一覧");
    let bare = Figure { source: " ".to_owned(), id: FigureId::of(id("x")), ..figures[0].clone() };
    assert!(told(&[bare], grant(2026), "助成", year()).is_empty(), "no number without its source");
}
