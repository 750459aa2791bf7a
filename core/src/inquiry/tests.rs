//! A 記入依頼 out and back: moved, deleted, doubled, of another year, unknown, twice.

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::book::Book;
use crate::calendar::{Day, WallTime};
use crate::change::Act;
use crate::id::derived;
use crate::id::{DeviceId, PersonId};
use crate::import::separated;
use crate::intent::result::Asked;
use crate::intent::{Desk, Intent, Wish};
use crate::org::{Role, Session};
use crate::paper::{Value, to_csv};
use crate::plan::result::{Stage, State, Teller, Word, YearResult};
use crate::plan::tests::record as made;
use crate::record::{Fields, Kind, Record};
use crate::view::View;

fn id(name: &str) -> RecordId {
    derived(&[name])
}

fn record(name: &str, kind: Kind, fields: serde_json::Value) -> Record {
    let fields: Fields =
        fields.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    made(id(name), kind, fields)
}

fn item(name: &str, year: u64, order: u64, body: &str) -> Record {
    let mut fields =
        json!({"plan": id("plan"), "measure": id("m"), "year": year, "order": order, "title": name});
    fields[format!("body.{}", id(body))] = 0.into();
    record(name, Kind::Item, fields)
}

fn book() -> Book {
    Book::read(&registry())
}

fn registry() -> Vec<Record> {
    vec![
        record("plan", Kind::Plan, json!({"title": "計画", "items_year": 2026})),
        record("n", Kind::Node, json!({"plan": id("plan"), "level": 1, "number": "1", "title": "参加"})),
        record("m", Kind::Measure, json!({"plan": id("plan"), "node": id("n"), "order": 1, "title": "取組"})),
        record("police", Kind::Body, json!({"name": "見本警察"})),
        record("ward", Kind::Body, json!({"name": "総務課"})),
        item("一", 2026, 1, "police"),
        item("二", 2026, 2, "police"),
        item("三", 2026, 3, "police"),
        item("よその", 2026, 4, "ward"),
        item("前年度", 2025, 1, "police"),
    ]
}

fn inquiry() -> Inquiry {
    let year = FiscalYear::new(2026).unwrap();
    Inquiry { plan: PlanId::of(id("plan")), year, body: BodyId::of(id("police")) }
}

fn heads() -> Heads {
    let said = |text: &str| text.to_owned();
    Heads {
        title: said("記入依頼"),
        how: vec![said("黄色のますに書いて、返してください")],
        path: said("重点項目"),
        measure: said("取組"),
        item: said("実施計画"),
        result: said("実施した取組結果"),
        not_done: said("実施なしの理由"),
        id: said("行番号（変えないでください）"),
        foot: String::new(),
    }
}

/// The sheet with answers by item, as lines of CSV.
fn filled(answers: &[(&str, &str, &str)]) -> Vec<String> {
    let mut sheet = sheet(&book(), &inquiry(), &heads(), &[]);
    for (name, done, why) in answers {
        let row = sheet
            .rows
            .iter_mut()
            .find(|row| row.cells.iter().any(|cell| cell.value.letters() == format!("・{name}")));
        let row = row.unwrap();
        row.cells[3].value = Value::Text((*done).to_owned());
        row.cells[4].value = Value::Text((*why).to_owned());
    }
    String::from_utf8(to_csv(&[sheet])).unwrap().lines().map(str::to_owned).collect()
}

fn back(lines: &[String], known: &[YearResult]) -> Answer {
    read(&separated::table(&lines.join("\r\n")), &book(), &inquiry(), &heads(), known)
}

fn texts(answer: &Answer) -> Vec<(&str, bool)> {
    answer.proposed.iter().map(|told| (told.word.text.as_str(), told.word.not_done)).collect()
}

fn of(name: &str) -> ItemId {
    ItemId::of(id(name))
}

#[test]
fn the_sheet_asks_the_bodys_items_of_the_year_alone_and_hides_their_ids() {
    let sheet = sheet(&book(), &inquiry(), &heads(), &[]);
    let items: Vec<String> =
        sheet.rows.iter().skip(sheet.repeated).map(|row| row.cells[2].value.letters()).collect();
    assert_eq!(items, ["・一", "・二", "・三"]);
    assert!(sheet.columns.last().unwrap().hidden && sheet.repeated == 3);
}

#[test]
fn what_is_told_comes_back_by_row_and_twice_does_no_harm() {
    let lines = filled(&[("一", "講座を2回開催", ""), ("三", "", "会場改修のため")]);
    let answer = back(&lines, &[]);
    assert_eq!(texts(&answer), [("講座を2回開催", false), ("会場改修のため", true)]);
    assert_eq!((answer.empty, answer.remarks.as_slice()), (1, &[][..]));
    let year = inquiry().year;
    let kept: Vec<YearResult> = answer
        .proposed
        .iter()
        .map(|told| {
            let teller = Teller::Body(Some(told.body));
            YearResult {
                word: Some(told.word.clone()),
                ..YearResult::blank(Some(inquiry().plan), told.item, year, teller)
            }
        })
        .collect();
    let again = back(&lines, &kept);
    assert!(again.proposed.iter().all(|told| told.standing == Standing::Same));
    let other = back(&filled(&[("一", "講座を3回開催", "")]), &kept);
    assert_eq!(other.proposed[0].standing, Standing::Other("講座を2回開催".to_owned()));
    let settled = Word { state: State::Confirmed, ..kept[0].word.clone().unwrap() };
    let settled = [YearResult { word: Some(settled), ..kept[0].clone() }];
    let late = back(&filled(&[("一", "講座を3回開催", "")]), &settled);
    assert_eq!(late.proposed[0].standing, Standing::Settled("講座を2回開催".to_owned()));
}

#[test]
fn rows_moved_deleted_and_doubled_are_each_told() {
    let mut lines = filled(&[("一", "a", ""), ("二", "b", ""), ("三", "c", "")]);
    let (first, last) = (3, 5);
    lines.swap(first, last);
    let answer = back(&lines, &[]);
    assert_eq!(texts(&answer), [("c", false), ("b", false), ("a", false)]);
    assert_eq!(answer.remarks, [Remark::Moved]);
    lines.swap(first, last);
    let whole = lines.clone();
    lines.remove(4);
    assert_eq!(back(&lines, &[]).remarks, [Remark::Missing(of("二"))]);
    let mut doubled = whole.clone();
    doubled.push(whole[3].clone());
    assert_eq!(back(&doubled, &[]), back(&whole, &[]), "the same row twice is one");
    doubled.push(whole[3].replacen(",a,", ",別の文,", 1));
    let text = "別の文".to_owned();
    assert_eq!(back(&doubled, &[]).remarks, [Remark::Doubled(Row { line: 8, text }, 4)]);
}

#[test]
fn another_years_another_bodys_and_unknown_rows_keep_their_text() {
    let whole = filled(&[("一", "a", "")]);
    let ours = row_id(of("一"), inquiry().body);
    let with =
        |id: &str, text: &str| whole[3].replacen(&ours, id, 1).replacen(",a,", &format!(",{text},"), 1);
    let mut lines = whole.clone();
    lines.push(with(&row_id(of("前年度"), inquiry().body), "前"));
    lines.push(with(&row_id(of("一"), BodyId::of(id("ward"))), "他"));
    lines.push(with(&row_id(of("ない"), inquiry().body), "謎"));
    lines.push(with("消した", "番号なし"));
    let answer = back(&lines, &[]);
    let row = |line, text: &str| Row { line, text: text.to_owned() };
    assert_eq!(
        answer.remarks,
        [
            Remark::OtherYear(row(7, "前")),
            Remark::OtherBody(row(8, "他")),
            Remark::Unknown(row(9, "謎")),
            Remark::Unknown(row(10, "番号なし")),
        ]
    );
    assert_eq!(texts(&answer), [("a", false)]);
}

#[test]
fn what_is_too_long_or_says_both_is_not_taken_and_not_lost() {
    let long = "あ".repeat(crate::text::RESULT_CHARS + 1);
    let answer = back(&filled(&[("一", &long, ""), ("二", "した", "していない")]), &[]);
    assert_eq!(answer.proposed, []);
    let [Remark::Long(row, chars), Remark::Both(both)] = answer.remarks.as_slice() else {
        panic!("{answer:?}")
    };
    assert_eq!((row.text.as_str(), *chars), (long.as_str(), 2_001));
    assert_eq!(both.text, "した\nしていない");
}

#[test]
fn a_file_without_ids_is_no_inquiry() {
    let answer = back(&["a,b".to_owned(), "c,d".to_owned()], &[]);
    assert_eq!(answer.remarks, [Remark::NoIds]);
}

#[test]
fn what_came_back_becomes_results_in_one_act_and_the_second_time_none() {
    let mut records = registry();
    let session = Session {
        device: DeviceId::from_uuid(Uuid::from_u128(1)),
        person: PersonId::of(id("me")),
        role: Role::Admin,
        office: None,
        body: None,
        districts: [].into(),
        confirmed: true,
        groups: [].into(),
    };
    let lines = filled(&[("一", "講座を2回開催", ""), ("三", "", "会場改修のため")]);
    let table = separated::table(&lines.join("\r\n"));
    let found = asked_of(&table, &book(), inquiry().year).unwrap();
    assert_eq!(found, inquiry());
    assert_eq!(asked_of(&separated::table("a,b"), &book(), inquiry().year), None);
    let as_of = Day::parse("2027-03-31").unwrap();
    let put_in = |records: &[Record]| -> (Answer, Vec<Wish>) {
        let known: Vec<YearResult> =
            records.iter().filter(|record| record.kind == Kind::Result).map(YearResult::read).collect();
        let answer = read(&table, &book(), &found, &heads(), &known);
        let forms = answer.fresh().into_iter().map(|told| told.form(as_of, Stage::Final)).collect();
        let view = View::new(records);
        let desk = Desk { now: WallTime::from_millis(0), view: &view, opened: &[], session: &session };
        let wishes = desk.propose(Intent::Result(Asked::Write(forms)), &mut || Uuid::from_u128(9)).unwrap();
        (answer, wishes)
    };
    let (answer, wishes) = put_in(&records);
    assert_eq!((answer.fresh().len(), wishes.len()), (2, 2));
    for wish in &wishes {
        let Act::Set(fields) = &wish.act else { panic!("{wish:?}") };
        records.push(made(wish.record, wish.kind.clone(), fields.clone()));
    }
    let told: Vec<YearResult> = wishes
        .iter()
        .filter_map(|wish| records.iter().find(|record| record.id == wish.record))
        .map(YearResult::read)
        .collect();
    assert!(told.iter().all(|told| told.state() == Some(State::Submitted)));
    assert_eq!(told[1].word.as_ref().unwrap().printed(), "・実施なし（会場改修のため）");
    let (again, wishes) = put_in(&records);
    assert!(wishes.is_empty() && again.proposed.iter().all(|told| told.standing == Standing::Same));
    assert!(!again.proposed[0].can_go_in());
}
