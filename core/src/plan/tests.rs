//! What is written as fields is read back, and what is missing or strange never fails.

use serde_json::json;

use super::block::BlockKind;
use super::measure::{Measure, Owners, Scale, working_group};
use super::node::Node;
use super::relation::{Relation, RelationKind};
use super::schedule::{Cell, Schedule};
use super::target::{Goal, Over, Per, PlacesCounted, Set, Target};
use super::year_item::YearItem;
use super::*;
use crate::calendar::WallTime;
use crate::id::{ItemId, MeasureId, NodeId, TargetId};
use crate::record::{Hand, Kind, Scope};
use crate::text::TITLE_CHARS;

pub(crate) fn record(id: RecordId, kind: Kind, fields: Fields) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    Record {
        id,
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

/// The noun's fields in a record, each of them one that a change may set.
fn written(id: RecordId, kind: Kind, fields: Fields) -> Record {
    for (field, value) in &fields {
        assert_eq!(crate::schema::check_field(&kind, field, value), Ok(()), "{kind:?} {field} {value}");
    }
    record(id, kind, fields)
}

fn id(row: &str) -> RecordId {
    row_id("tsumugi", "5", row)
}

fn title(text: &str) -> Option<Title> {
    Some(Title::parse(text).unwrap())
}

fn owners() -> Owners {
    // Two that sort the other way round than they are printed.
    let mut bodies = [BodyId::of(id("a")), BodyId::of(id("b"))];
    bodies.sort();
    bodies.reverse();
    let [first, second] = bodies;
    let maybe = [BodyId::of(id("c"))].into();
    Owners { bodies: vec![first, second], roles: [(second, "協力".to_owned())].into(), maybe }
}

fn scales() -> SortedMap<String, Scale> {
    [("n00".to_owned(), Scale { name: "放課後キッズクラブ".to_owned(), number: 16, unit: "校".to_owned() })]
        .into()
}

fn relations() -> Vec<Relation> {
    let with_other = RelationKind::ALL.iter().filter(|kind| **kind != RelationKind::Ends);
    let mut all: Vec<Relation> =
        with_other.map(|kind| Relation { kind: *kind, to: Some(id(kind.code())), reason: None }).collect();
    all.push(Relation {
        kind: RelationKind::Ends, to: None, reason: Some("ほかの取組で行う".to_owned())
    });
    all
}

/// A number with its source, a figure and a mark, each of its own kind.
fn blocks() -> SortedMap<String, Block> {
    let block = |kind, text: &str| Block { kind, text: text.to_owned(), ..Block::default() };
    let evidence = Block {
        value: Some("84.5".to_owned()),
        unit: Some("％".to_owned()),
        source: Some("区民意識調査".to_owned()),
        year: FiscalYear::new(2019).ok(),
        ..block(BlockKind::Evidence, "手助けをしたい人")
    };
    let issue = Block {
        mark: Some("■".to_owned()),
        heading: Some("現状と課題".to_owned()),
        summary: true,
        ask: Some("どの取組方針か".to_owned()),
        ..block(BlockKind::Issue, "場が足りない")
    };
    let others = [BlockKind::Present, BlockKind::Outcome, BlockKind::Vision, BlockKind::Figure];
    let others = others.into_iter().chain([BlockKind::Photo, BlockKind::Glossary, BlockKind::Narrative]);
    let all = [evidence, issue].into_iter().chain(others.map(|kind| block(kind, "見本")));
    (0..).zip(all).map(|(n, block): (u32, Block)| (format!("n{n:02}"), block)).collect()
}

fn sorted(mut relations: Vec<Relation>) -> Vec<(RelationKind, Option<RecordId>, Option<String>)> {
    relations.sort_by_key(|relation| (relation.kind, relation.to));
    relations.into_iter().map(|relation| (relation.kind, relation.to, relation.reason)).collect()
}

#[test]
fn a_plan_reads_back_as_it_was_written() {
    let layout = Layout {
        levels: vec!["推進の柱".to_owned(), "重点項目".to_owned()],
        relation_heading: Some("関連する取組事業".to_owned()),
        role_classes: vec!["地区の支援".to_owned()],
        table: Vec::new(),
        ..Layout::default()
    };
    let heading =
        Heading { title: "期待される取組（例）".to_owned(), expected: true, ..Heading::default() };
    let rule = Rule {
        kinds: ["aisatsu".to_owned()].into(),
        measures: [MeasureId::of(id("m"))].into(),
        ..Rule::default()
    };
    let plan = Plan {
        id: PlanId::of(id("plan")),
        key: "5".to_owned(),
        title: title("つむぎ つながりプラン"),
        term: Some("第5期".to_owned()),
        section: Some("第２節".to_owned()),
        edition: Some("区計画基本案".to_owned()),
        status: Some(Status::Draft),
        period: Period { first: FiscalYear::new(2026).ok(), last: FiscalYear::new(2030).ok() },
        columns: vec!["令和8".to_owned(), "9".to_owned()],
        items_year: FiscalYear::new(2026).ok(),
        result_state: Some("記入予定".to_owned()),
        bodies: owners().bodies,
        blocks: blocks(),
        layouts: [("pillar".to_owned(), layout)].into(),
        headings: [("a".to_owned(), heading)].into(),
        rules: [("aisatsu".to_owned(), rule)].into(),
        previous: Some(PlanId::of(row_id("tsumugi", "4", "plan"))),
        previous_reason: Some("計画期間の満了".to_owned()),
        district: Some(DistrictId::of(id("hinata"))),
        ward_plan: Some(PlanId::of(row_id("tsumugi", "5", "plan"))),
        district_plans: Some(11),
        ask: Some("計画の名前".to_owned()),
    };
    let read = Plan::read(&written(id("plan"), Kind::Plan, plan.fields()));
    assert_eq!(read, plan);
    assert!(read.expected(Some("a")) && !read.expected(Some("b")) && !read.expected(None));
    let layout = read.layouts.get("pillar").unwrap();
    assert_eq!((layout.level(1), layout.level(3), layout.level(0)), (Some("推進の柱"), None, None));
}

#[test]
fn a_node_reads_back_as_it_was_written() {
    let node = Node {
        id: NodeId::of(id("n")),
        plan: Some(PlanId::of(id("plan"))),
        parent: Some(NodeId::of(id("p"))),
        layout: Some("theme".to_owned()),
        level: 2,
        order: 3,
        number: Some("⑦".to_owned()),
        mark: Some("●".to_owned()),
        title: title("交流の場づくり"),
        subtitle: Some("一人ひとりが主役".to_owned()),
        tag: Some("交流".to_owned()),
        working_group: Some("第2WG".to_owned()),
        ask: Some("題名は不明".to_owned()),
        blocks: blocks(),
        relations: relations().into_iter().filter(|one| one.kind != RelationKind::Repeats).collect(),
        force: Period { first: FiscalYear::new(2027).ok(), last: FiscalYear::new(2029).ok() },
    };
    let read = Node::read(&written(id("n"), Kind::Node, node.fields()));
    assert_eq!(sorted(read.relations.clone()), sorted(node.relations.clone()));
    assert_eq!(Node { relations: node.relations.clone(), ..read }, node);
}

#[test]
fn a_measure_reads_back_as_it_was_written_bodies_in_their_order() {
    let cells = [(2026, "◎\n実施"), (2027, "→"), (2028, "－"), (2029, "実施"), (2030, "検討\n話し合い")];
    let years = cells.map(|(year, cell)| (FiscalYear::new(year).unwrap(), Cell::parse(cell).unwrap())).into();
    let measure = Measure {
        id: MeasureId::of(id("m")),
        plan: Some(PlanId::of(id("plan"))),
        node: Some(NodeId::of(id("n"))),
        heading: Some("b".to_owned()),
        order: 7,
        number: Some("⑦".to_owned()),
        mark: Some("●".to_owned()),
        title: title("居場所の立ち上げ支援"),
        detail: Some("他地域での取組事例など".to_owned()),
        blocks: blocks(),
        role_class: Some("地区の支援".to_owned()),
        owners: owners(),
        schedule: Schedule { years, undated: vec![Cell::Mark(vec!["実施".to_owned()]), Cell::Done] },
        scales: scales(),
        relations: relations(),
        force: Period { first: None, last: FiscalYear::new(2029).ok() },
        working_group: Some("第2WG".to_owned()),
        ask: Some("「誰が」の欄が離れている".to_owned()),
    };
    let read = Measure::read(&written(id("m"), Kind::Measure, measure.fields()));
    assert_eq!(sorted(read.relations.clone()), sorted(measure.relations.clone()));
    assert_eq!(Measure { relations: measure.relations.clone(), ..read }, measure);
}

#[test]
fn an_item_reads_back_as_it_was_written() {
    let item = YearItem {
        id: ItemId::of(id("i")),
        plan: Some(PlanId::of(id("plan"))),
        measure: Some(MeasureId::of(id("m"))),
        year: FiscalYear::new(2021).ok(),
        order: 12,
        title: title("放課後キッズクラブなどの運営支援"),
        detail: None,
        blocks: blocks(),
        owners: owners(),
        scales: scales(),
        relations: vec![Relation { kind: RelationKind::Repeats, to: Some(id("j")), reason: None }],
        ask: None,
    };
    assert_eq!(YearItem::read(&written(id("i"), Kind::Item, item.fields())), item);
}

#[test]
fn a_target_of_every_kind_reads_back_as_it_was_written() {
    let goals = [
        Goal::Count { number: 12, unit: "回".to_owned() },
        Goal::Coverage { set: Set::Districts },
        Goal::Coverage { set: Set::Named("包括エリア".to_owned()) },
        Goal::Places { number: 6, counts: PlacesCounted::Opened, kinds: ["ibasho".to_owned()].into() },
        Goal::Frequency { times: 2, per: Per::Month, places: None },
        Goal::Frequency { times: 10, per: Per::Year, places: Some(10) },
    ];
    for goal in goals {
        let target = Target {
            id: TargetId::of(id("t")),
            plan: Some(PlanId::of(id("plan"))),
            measure: Some(MeasureId::of(id("m"))),
            item: None,
            district: None,
            goal: Some(goal),
            over: Over::Plan,
            printed: Some("【目標：６か所】".to_owned()),
        };
        assert_eq!(Target::read(&written(id("t"), Kind::Target, target.fields())), target);
    }
}

#[test]
fn an_empty_record_reads_as_a_noun_of_which_nothing_is_known() {
    let empty = |kind| record(id("x"), kind, Fields::new());
    let plan = Plan::read(&empty(Kind::Plan));
    assert_eq!((plan.title, plan.status, plan.period), (None, None, Period::default()));
    assert_eq!(Node::read(&empty(Kind::Node)).title, None);
    let measure = Measure::read(&empty(Kind::Measure));
    assert!(measure.owners.unknown() && measure.schedule.is_empty());
    assert_eq!(YearItem::read(&empty(Kind::Item)).year, None);
    assert_eq!(Target::read(&empty(Kind::Target)).goal, None);
}

#[test]
fn strange_values_are_passed_over_and_the_rest_is_read() {
    let strange = json!({
        "title": 7, "plan": "not an id", "order": -1, "node": null,
        "body.nobody": true, "cell.2026": 5, "cell.soon": "◎", "cell.2027": "実施",
        "scale.00": "many", "relation.levies.x": true, "relation.continues.x": true, "a_newer_field": [1, 2],
    });
    let fields: Fields = serde_json::from_value(strange).unwrap();
    let measure = Measure::read(&record(id("m"), Kind::Measure, fields));
    assert_eq!((measure.title, measure.plan, measure.node), (None, None, None));
    assert!(measure.owners.unknown() && measure.scales.is_empty() && measure.relations.is_empty());
    assert_eq!(measure.schedule.years.into_values().collect::<Vec<_>>(), [Cell::Done]);

    let fields = serde_json::from_value(json!({"goal": "levy", "number": 3, "over": "century"})).unwrap();
    let target = Target::read(&record(id("t"), Kind::Target, fields));
    assert_eq!((target.goal, target.over), (None, Over::Plan));

    let block: Block = serde_json::from_value(json!({"kind": "song", "text": "歌"})).unwrap();
    assert_eq!((block.kind, block.text.as_str()), (BlockKind::Narrative, "歌"));
}

#[test]
fn a_longer_title_of_a_newer_build_is_shown_cut() {
    let fields: Fields = [("title".to_owned(), json!("あ".repeat(TITLE_CHARS + 9)))].into();
    let title = Node::read(&record(id("n"), Kind::Node, fields)).title.unwrap();
    assert_eq!((title.as_str().chars().count(), title.as_str().chars().last()), (TITLE_CHARS, Some('…')));
}

#[test]
fn a_member_set_to_no_is_a_member_no_more() {
    let owners = owners();
    let mut measure = Fields::new();
    for body in &owners.bodies {
        measure.insert(format!("body.{body}"), json!(false));
    }
    assert!(Measure::read(&record(id("m"), Kind::Measure, measure)).owners.unknown());
}

#[test]
fn a_period_with_an_unknown_end_is_sure_only_of_what_lies_before_it() {
    let year = |n| FiscalYear::new(n).unwrap();
    let whole = Period { first: Some(year(2026)), last: Some(year(2030)) };
    assert_eq!(
        [2025, 2026, 2030, 2031].map(|n| whole.covers(year(n))),
        [Some(false), Some(true), Some(true), Some(false)]
    );
    let open = Period { last: None, ..whole };
    assert_eq!([2025, 2026].map(|n| open.covers(year(n))), [Some(false), None]);
    assert_eq!(Period::default().covers(year(2026)), None);
}

#[test]
fn the_words_of_relations_are_the_plans() {
    for kind in RelationKind::ALL {
        assert_eq!(RelationKind::parse(kind.printed()), Some(*kind));
    }
    assert!(RelationKind::Splits.lineage() && !RelationKind::Related.lineage());
}

#[test]
fn a_number_is_told_with_its_unit_as_it_was_printed() {
    let told: Vec<_> = blocks().values().filter_map(Block::number).collect();
    assert_eq!(told, ["84.5％"]);
}

#[test]
fn a_measure_belongs_to_the_nearest_working_group() {
    let node = |wg: Option<&str>| Node {
        working_group: wg.map(str::to_owned),
        ..Node::read(&record(id("n"), Kind::Node, Fields::new()))
    };
    let above = [node(None), node(Some("第2WG")), node(Some("第3WG"))];
    let mut measure = Measure::read(&record(id("m"), Kind::Measure, Fields::new()));
    assert_eq!(working_group(&measure, &above), Some("第2WG"));
    assert_eq!(working_group(&measure, &[]), None);
    measure.working_group = Some("第1WG".to_owned());
    assert_eq!(working_group(&measure, &above), Some("第1WG"));
}

#[test]
fn only_a_decided_plan_is_in_force_in_the_years_it_is_known_to_hold() {
    let year = |n| FiscalYear::new(n).unwrap();
    let plan = |status, last: Option<i32>| Plan {
        status,
        period: Period { first: Some(year(2026)), last: last.map(year) },
        ..Plan::read(&record(id("plan"), Kind::Plan, Fields::new()))
    };
    assert!(plan(Some(Status::Decided), Some(2030)).in_force(year(2030)));
    assert!(plan(None, Some(2030)).in_force(year(2026)), "a plan that does not say is no draft");
    assert!(!plan(Some(Status::Draft), Some(2030)).in_force(year(2026)), "案");
    assert!(!plan(Some(Status::Decided), Some(2030)).in_force(year(2031)));
    assert!(!plan(Some(Status::Decided), None).in_force(year(2026)));
}

#[test]
fn the_words_of_a_status_are_the_plans() {
    for status in [Status::Draft, Status::Decided] {
        assert_eq!(Status::parse(status.as_str()), Some(status));
    }
    assert_eq!(Status::parse("基本案"), None, "which version of a draft it is, the edition tells");
}
