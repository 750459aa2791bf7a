//! A small ward with one plan of two pages, read as pages read it.

use std::sync::Arc;

use serde_json::json;
use tsunagari_core::activity::Activity;
use tsunagari_core::calendar::{Day, Month, WallTime};
use tsunagari_core::id::{DistrictId, ItemId, MeasureId, NodeId, PlanId, RecordId, derived};
use tsunagari_core::query::deed::Deeds;
use tsunagari_core::query::ledger::{Ledger, Ledgers};
use tsunagari_core::query::serves::Serving;
use tsunagari_core::query::standing::{Ground, Why, standing};
use tsunagari_core::query::summary::Summary;
use tsunagari_core::record::{Fields, Hand, Kind, Record, Scope};
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::view::View;

use super::book::Book;
use super::find::{Found, Index, Laying};
use super::naming::named;
use super::outline::{loose, outline};
use super::progress::{Drawn, Of, Progress, progress};
use super::sheet::sheet;

mod find;
mod paper;
mod ways;

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
fn who_does_a_measure_is_not_unknown_where_its_items_say() {
    let mut all = ward();
    let below = |all: &[Record]| sheet(&Book::read(all), MeasureId::of(id("m1"))).unwrap().hands_below();
    let item = json!({"plan": id("plan").to_string(), "measure": id("m1").to_string(), "year": 2026, "title": "見守りの会"});
    all.push(record("i2", Kind::Item, item));
    assert!(!below(&all), "its item says nobody");
    let own = |all: &mut [Record], row: &str| {
        let named = all.iter_mut().filter(|record| record.id == id(row));
        named.for_each(|record| drop(record.fields.insert(format!("body.{}", id("区社協")), json!(0))));
    };
    own(&mut all, "i2");
    assert!(below(&all), "its item alone says who");
    own(&mut all, "m1");
    assert!(!below(&all), "it says so itself");
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

/// A kind of page with policies, works by number, and a district's plan beside it.
fn works() -> Vec<Record> {
    let (plan, other) = (id("plan").to_string(), id("hinata plan").to_string());
    let [goal, policy, work, answer] = ["goal", "policy", "⑦", "answer"].map(|row| id(row).to_string());
    let mut all = ward();
    all.extend([
        record(
            "goal",
            Kind::Node,
            json!({
                "plan": plan, "layout": "theme", "level": 1, "order": 8, "number": "4", "subtitle": "副題", "tag": "場",
                "block.n00": {"kind": "issue", "heading": "現状と課題", "mark": "■", "text": "場が足りない", "summary": true},
                "block.n01": {"kind": "evidence", "heading": "現状と課題", "text": "手助けしたい人", "summary": false,
                    "value": "84.5", "unit": "％", "source": "区民意識調査", "year": 2019},
                format!("relation.crosses.{}", id("n1")): true,
                format!("relation.continues.{plan}"): true, format!("why.continues.{plan}"): "概ね継承",
            }),
        ),
        record(
            "policy",
            Kind::Node,
            json!({"plan": plan, "parent": goal, "level": 2, "order": 9, "number": "（６）", "title": "しくみ", "wg": "第2WG"}),
        ),
        record(
            "⑦",
            Kind::Measure,
            json!({
                "plan": plan, "node": policy, "order": 9, "number": "⑦", "mark": "●", "title": "見守りのできる人づくり",
                "role_class": "地区の支援", "cell.2026": "－", "cell.2027": "検討・\n実施", "cell.2028": "→",
                "block.n00": {"kind": "photo", "text": "研修会のようす", "summary": false},
            }),
        ),
        record("⑮", Kind::Measure, json!({"plan": plan, "order": 10, "detail": "記載予定"})),
        record(
            "hinata plan",
            Kind::Plan,
            json!({"key": "5-h", "title": "地区の計画", "district": id("ひなた").to_string(), "ward_plan": plan}),
        ),
        record(
            "answer",
            Kind::Measure,
            json!({"plan": other, "order": 1, "title": "門に立つ日", format!("relation.district.{work}"): true}),
        ),
    ]);
    assert!(all.iter().any(|record| record.id.to_string() == answer));
    all
}

#[test]
fn a_heading_tells_its_blocks_its_working_group_and_its_ties_from_both_ends() {
    let book = Book::read(&works());
    let tree = outline(&book, PlanId::of(id("plan")));
    let [theme, goal] = tree.as_slice() else { panic!("two tops") };
    assert_eq!((goal.subtitle.as_deref(), goal.tag.as_deref()), (Some("副題"), Some("場")));
    let told = goal.told.first().unwrap();
    assert_eq!((goal.told.len(), told.heading.as_deref()), (1, Some("現状と課題")), "one heading, two lines");
    let lines: Vec<_> = told
        .lines
        .iter()
        .map(|line| (line.mark.as_deref(), line.summary, line.number.as_deref(), line.source.as_deref()))
        .collect();
    let source = Some("平成31年度/令和元年度（2019年度） 区民意識調査");
    assert_eq!(lines, [(Some("■"), true, None, None), (None, false, Some("84.5％"), source)]);
    let ties: Vec<_> =
        goal.ties.iter().map(|tie| (tie.kind.printed(), tie.title.as_deref(), tie.to)).collect();
    let plan = ("継承", Some("つながりプラン"), Some(id("plan")));
    assert_eq!(ties, [plan, ("横断", Some("つながり"), Some(id("n1")))]);
    let back: Vec<_> = theme.ties.iter().map(|tie| (tie.from_other, tie.to)).collect();
    assert_eq!(back, [(true, Some(id("goal")))]);
    assert_eq!(goal.branches.first().unwrap().working_group.as_deref(), Some("第2WG"));
}

#[test]
fn a_work_is_told_with_its_number_group_and_the_districts_that_answer_it() {
    let book = Book::read(&works());
    let page = sheet(&book, MeasureId::of(id("⑦"))).unwrap();
    assert_eq!(page.title.as_deref(), Some("● ⑦ 見守りのできる人づくり"));
    assert_eq!(
        (page.working_group.as_deref(), page.role_class.as_deref()),
        (Some("第2WG"), Some("地区の支援"))
    );
    let cells: Vec<_> = page.cells.unwrap().years.into_iter().map(|cell| cell.lines.join("/")).collect();
    assert_eq!(cells, ["－", "検討・/実施", "→", "", ""]);
    assert_eq!(page.told.first().unwrap().lines.first().unwrap().text, "研修会のようす");
    let ties: Vec<_> =
        page.ties.iter().map(|tie| (tie.title.as_deref(), tie.plan.as_deref(), tie.to)).collect();
    assert_eq!(ties, [(Some("門に立つ日"), Some("ひなた地区"), Some(id("answer")))]);
    let answer = sheet(&book, MeasureId::of(id("answer"))).unwrap();
    let ward: Vec<_> = answer.ties.iter().map(|tie| (tie.plan.as_deref(), tie.to)).collect();
    assert_eq!(ward, [(Some("第5期"), Some(id("⑦")))]);
}

#[test]
fn a_work_that_is_still_to_come_says_so_in_place_of_a_title() {
    let book = Book::read(&works());
    let loose: Vec<_> = loose(&book, PlanId::of(id("plan"))).into_iter().map(|leaf| leaf.title).collect();
    assert_eq!(loose, [Some("行き場のない取組".to_owned()), Some("記載予定".to_owned())]);
}

#[test]
fn search_finds_what_is_told_and_numbers_as_printed() {
    let index = Index::of(Arc::new(Book::read(&works())), PlanId::of(id("plan")));
    let found = |query: &str| index.find(query).first.into_iter().map(|hit| hit.what).collect::<Vec<_>>();
    let work = Found::Measure(MeasureId::of(id("⑦")));
    assert_eq!(found("⑦"), [work]);
    assert_eq!(found("研修会のようす"), [work]);
    assert_eq!(found("手助け"), [Found::Node(NodeId::of(id("goal")))]);
    assert_eq!(found("第2WG"), [Found::Node(NodeId::of(id("policy")))]);
}

#[test]
fn search_folds_spellings_and_finds_headings_measures_items_and_bodies() {
    let index = Index::of(Arc::new(Book::read(&ward())), PlanId::of(id("plan")));
    let found = |query: &str| index.find(query).first.into_iter().map(|hit| hit.what).collect::<Vec<_>>();
    let m2 = MeasureId::of(id("m2"));
    assert_eq!(found("取組報告"), [Found::Item(ItemId::of(id("i1")))]);
    assert_eq!(found("子ども"), [Found::Measure(MeasureId::of(id("m1")))]);
    assert_eq!(found("いばしょ"), [Found::Node(NodeId::of(id("n2"))), Found::Measure(m2)]);
    assert_eq!(found("社会福祉協議会"), [Found::Measure(m2)], "a synonym of the body's name");
    assert_eq!(found("　"), []);
}

/// A target of the ward as it is drawn from the server's sums, and from the logs of districts that are wholly at hand.
fn told(all: &[Record], logs: &[Record]) -> Progress {
    let book = Book::read(all);
    let view = View::new(all.iter().chain(logs));
    let mut deeds = Deeds::new(Serving::new(&view), SortedSet::new());
    deeds.take_told(all.iter().filter(|row| row.kind == Kind::Summary).filter_map(Summary::read));
    let mut ledgers = Ledgers::new();
    for log in logs {
        let month = Month::parse("2026-11").unwrap();
        let ledger = Ledger::build(view.kinds(), [(log, Activity::read(log))]);
        ledgers.insert((log.scope, month), Arc::new(ledger));
    }
    deeds.take(&ledgers);
    let target = book.targets.first().unwrap();
    let ground = Ground { book: &book, deeds: &deeds, cut: None, today: day() };
    progress(&book, target, standing(ground, target))
}

fn sum_of(row: &str, district: &str, month: &str, logs: serde_json::Value) -> Record {
    let district = DistrictId::of(id(district)).to_string();
    let fields = json!({"month": month, "district": district, format!("measure.{}", id("m2")): logs});
    record(row, Kind::Summary, fields)
}

#[test]
fn a_target_is_drawn_as_the_districts_it_counts() {
    let mut all = ward();
    all.push(sum_of("s1", "ひなた", "2026-10", json!(12)));
    all.push(sum_of("s2", "ひなた", "2026-11", json!("few")));
    all.push(sum_of("s3", "ひなた", "2025-11", json!(40)));
    let mut log = record("l1", Kind::Activity, json!({"what": "ibasho", "day": "2026-11-20"}));
    log.scope = Scope::DistrictAll(DistrictId::of(id("こもれび")));
    let told = told(&all, &[log]);
    let Drawn::Boxes { on, all, of, missing, .. } = &told.drawn else { panic!("no boxes") };
    assert_eq!((*on, *all, *of), (2, 3, Of::Districts));
    assert_eq!(*missing, ["どんぐり地区"]);
    assert_eq!((told.logs, told.few), (14, true), "last year's month is not this year's");
    assert_eq!(told.districts.len(), 3, "in the ward's order, those without any too");
}

#[test]
fn without_a_list_of_districts_no_share_is_drawn() {
    let all: Vec<_> = ward().into_iter().filter(|record| record.kind != Kind::District).collect();
    assert_eq!(told(&all, &[]).drawn, Drawn::Untold(Why::NoList));
}

#[test]
fn what_waits_is_named_once_by_group_and_day() {
    let group = record("g", Kind::Group, json!({"name": "つくし会"}));
    let log = record(
        "l",
        Kind::Activity,
        json!({"what": "salon", "day": "2026-11-24", "group": id("g").to_string()}),
    );
    let rows = named(&[id("l"), id("l"), id("nobody")], [group].iter(), [log].iter());
    assert_eq!(rows.len(), 2);
    let first = rows.first().unwrap();
    assert_eq!((first.name.as_str(), first.day.as_deref()), ("つくし会", Some("11月24日（火）")));
}
