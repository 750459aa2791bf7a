//! A small ward with one plan of two pages, read as pages read it.

use serde_json::json;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::id::{DistrictId, MeasureId, NodeId, PlanId, RecordId, derived};
use tsunagari_core::record::{Fields, Hand, Kind, Record, Scope};
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::view::View;

use super::book::Book;
use super::counted::counted;
use super::find::{Found, Index};
use super::naming::named;
use super::outline::{loose, outline};
use super::progress::{Of, Progress, progress};
use super::sheet::sheet;

fn id(row: &str) -> RecordId {
    derived(&["test", row])
}

fn record(row: &str, kind: Kind, fields: serde_json::Value) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(1_795_500_000_000) };
    let fields: Fields = serde_json::from_value(fields).unwrap();
    Record {
        id: id(row),
        kind,
        scope: Scope::OrgAll,
        version: 1,
        born: 1,
        made: hand,
        edited: hand,
        fields,
        parallel: vec![],
    }
}

fn ward() -> Vec<Record> {
    let plan = id("plan").to_string();
    let body = id("区社協");
    let mut all = vec![
        record("org", Kind::Org, json!({"name": "つむぎ区（架空）", "notice": "見本データ"})),
        record("区社協", Kind::Body, json!({"name": "区社協"})),
        record(
            "plan",
            Kind::Plan,
            json!({
                "key": "5", "title": "つながりプラン", "term": "第5期", "first_year": 2026, "last_year": 2030,
                "columns": ["令和8", "9", "10", "11", "12"],
                "layout.theme": {"levels": ["テーマ", "基本目標"], "schedule_heading": "推進のスケジュール（年度）"},
                "heading.a": {"title": "期待される取組（例）", "expected": true, "order": 0},
                "heading.b": {"title": "計画期間中に取り組むこと", "order": 1},
                "rule.ibasho": {"kinds": ["ibasho"], "measures": [id("m2").to_string()]},
            }),
        ),
        record(
            "n1",
            Kind::Node,
            json!({"plan": plan, "layout": "theme", "level": 1, "order": 1, "title": "つながり"}),
        ),
        record(
            "n2",
            Kind::Node,
            json!({"plan": plan, "parent": id("n1").to_string(), "level": 2, "order": 3, "number": "2", "title": "居場所"}),
        ),
        record(
            "n3",
            Kind::Node,
            json!({"plan": plan, "parent": id("n1").to_string(), "level": 2, "order": 2, "number": "1"}),
        ),
        record(
            "m1",
            Kind::Measure,
            json!({"plan": plan, "node": id("n2").to_string(), "heading": "a", "order": 1, "title": "こどもの見守り"}),
        ),
        record(
            "m2",
            Kind::Measure,
            json!({
                "plan": plan, "node": id("n2").to_string(), "heading": "b", "order": 2, "title": "居場所の立ち上げ支援",
                format!("body.{body}"): 0, "cell.2026": "調査\n視察", "cell.2027": "→",
            }),
        ),
        record("m3", Kind::Measure, json!({"plan": plan, "order": 3, "title": "行き場のない取組"})),
        record(
            "i1",
            Kind::Item,
            json!({"plan": plan, "measure": id("m2").to_string(), "year": 2026, "order": 1, "title": "取り組み報告会"}),
        ),
        record(
            "t1",
            Kind::Target,
            json!({"plan": plan, "measure": id("m2").to_string(), "goal": "coverage", "set": "district", "over": "year"}),
        ),
    ];
    all.extend(
        ["ひなた", "こもれび", "どんぐり"]
            .map(|name| record(name, Kind::District, json!({"name": format!("{name}地区")}))),
    );
    all
}

fn day() -> Day {
    Day::parse("2026-11-24").unwrap()
}

#[test]
fn a_plan_is_a_tree_in_print_order_and_in_its_own_words() {
    let book = Book::read(&ward());
    let tree = outline(&book, PlanId::of(id("plan")));
    let top = tree.first().unwrap();
    assert_eq!((top.level.as_deref(), top.title.as_deref()), (Some("テーマ"), Some("つながり")));
    let below: Vec<_> =
        top.branches.iter().map(|branch| (branch.number.as_deref(), branch.title.as_deref())).collect();
    assert_eq!(below, [(Some("1"), None), (Some("2"), Some("居場所"))], "an unknown title stays unknown");
    let columns = &top.branches.get(1).unwrap().columns;
    let headings: Vec<_> =
        columns.iter().map(|column| (column.heading.as_deref(), column.expected)).collect();
    assert_eq!(headings, [(Some("期待される取組（例）"), true), (Some("計画期間中に取り組むこと"), false)]);
}

#[test]
fn a_measure_without_a_heading_is_never_out_of_sight() {
    let book = Book::read(&ward());
    let loose = loose(&book, PlanId::of(id("plan")));
    assert_eq!(loose.into_iter().map(|leaf| leaf.id).collect::<Vec<_>>(), [MeasureId::of(id("m3"))]);
}

#[test]
fn removed_records_are_not_in_the_book() {
    let mut all = ward();
    all.iter_mut().filter(|record| record.id == id("m1")).for_each(|record| {
        record.fields.insert("removed".to_owned(), json!(true));
    });
    assert!(!Book::read(&all).measures.contains_key(&MeasureId::of(id("m1"))));
}

#[test]
fn a_measures_page_says_what_is_unknown() {
    let book = Book::read(&ward());
    let page = sheet(&book, MeasureId::of(id("m1"))).unwrap();
    assert!(page.expected && page.hands.known.is_empty() && page.cells.is_none());
    let page = sheet(&book, MeasureId::of(id("m2"))).unwrap();
    assert_eq!(page.path, ["つながり", "2 居場所"]);
    assert_eq!(page.hands.known, [("区社協".to_owned(), None)]);
    let cells = page.cells.unwrap();
    assert_eq!(cells.heading.as_deref(), Some("推進のスケジュール（年度）"));
    let printed: Vec<_> =
        cells.years.iter().map(|cell| (cell.column.as_deref().unwrap(), cell.lines.join("/"))).collect();
    let none = String::new;
    assert_eq!(
        printed,
        [
            ("令和8", "調査/視察".to_owned()),
            ("9", "→".to_owned()),
            ("10", none()),
            ("11", none()),
            ("12", none())
        ]
    );
}

#[test]
fn search_folds_spellings_and_finds_headings_measures_items_and_bodies() {
    let index = Index::of(&Book::read(&ward()), PlanId::of(id("plan")));
    let found = |query: &str| index.find(query).first.into_iter().map(|hit| hit.what).collect::<Vec<_>>();
    let m2 = MeasureId::of(id("m2"));
    assert_eq!(found("取組報告"), [Found::Item(m2)]);
    assert_eq!(found("子ども"), [Found::Measure(MeasureId::of(id("m1")))]);
    assert_eq!(found("いばしょ"), [Found::Node(NodeId::of(id("n2"))), Found::Measure(m2)]);
    assert_eq!(found("社会福祉協議会"), [Found::Measure(m2)], "a synonym of the body's name");
    assert_eq!(found("　"), []);
}

#[test]
fn a_target_is_drawn_as_the_districts_it_counts() {
    let book = Book::read(&ward());
    let held = SortedMap::from([(DistrictId::of(id("ひなた")), 3), (DistrictId::of(id("こもれび")), 1)]);
    let Progress::Boxes { on, all, of, missing, .. } =
        progress(&book, book.targets.first().unwrap(), day(), &held)
    else {
        panic!("no boxes");
    };
    assert_eq!((on, all, of), (2, 3, Of::Districts));
    assert_eq!(missing, ["どんぐり地区"]);
}

#[test]
fn without_a_list_of_districts_no_share_is_drawn() {
    let all: Vec<_> = ward().into_iter().filter(|record| record.kind != Kind::District).collect();
    let book = Book::read(&all);
    let drawn = progress(&book, book.targets.first().unwrap(), day(), &SortedMap::new());
    assert_eq!(drawn, Progress::NoList);
}

#[test]
fn a_number_counts_the_servers_sums_and_own_logs_that_it_has_not_seen() {
    let hinata = DistrictId::of(id("ひなた"));
    let mut all = ward();
    let sum = |month: &str, logs: serde_json::Value| json!({"month": month, "district": hinata.to_string(), format!("measure.{}", id("m2")): logs});
    all.push(record("s1", Kind::Summary, sum("2026-10", json!(12))));
    all.push(record("s2", Kind::Summary, sum("2026-11", json!("few"))));
    all.push(record("s3", Kind::Summary, sum("2025-11", json!(40))));
    let own = |row: &str, what: &str, version| {
        let mut log = record(row, Kind::Activity, json!({"what": what, "day": "2026-11-20"}));
        log.scope = Scope::DistrictAll(DistrictId::of(id("こもれび")));
        log.version = version;
        log
    };
    let logs = [own("l1", "ibasho", 0), own("l2", "salon", 0), own("l3", "ibasho", 9)];
    let book = Book::read(&all);
    let view = View::new(all.iter().chain(&logs));
    let counted = counted(&view, &book, book.targets.first().unwrap(), day());
    assert_eq!(
        (counted.logs, counted.own, counted.few),
        (15, 1, true),
        "last year's month is not this year's"
    );
    assert_eq!(counted.held, [(hinata, 13), (DistrictId::of(id("こもれび")), 2)].into());
}

#[test]
fn what_waits_is_named_once_by_group_and_day() {
    let group = record("g", Kind::Group, json!({"name": "つくし会"}));
    let log = record(
        "l",
        Kind::Activity,
        json!({"what": "salon", "day": "2026-11-24", "group": id("g").to_string()}),
    );
    let rows = named(&[id("l"), id("l"), id("nobody")], &[group], &[log]);
    assert_eq!(rows.len(), 2);
    let first = rows.first().unwrap();
    assert_eq!((first.name.as_str(), first.day.as_deref()), ("つくし会", Some("11月24日（火）")));
}
