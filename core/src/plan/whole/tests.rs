//! Each rule of a whole plan: the plan that keeps them all is one, and the row that breaks one is named.

use super::*;
use crate::id::{DistrictId, ItemId, MeasureId, derived};
use crate::plan::Heading;
use crate::plan::schedule::Cell;
use crate::record::{Fields, Kind, Record};

fn id(name: &str) -> RecordId {
    derived(&[name])
}

fn record(name: &str, kind: Kind) -> Record {
    crate::plan::tests::record(id(name), kind, Fields::new())
}

fn year(n: i32) -> FiscalYear {
    FiscalYear::new(n).unwrap()
}

/// 基本目標 ▸ 取組方針 ▸ 取組事業 with a year's item and a target.
fn rows() -> Rows {
    let plan = Some(PlanId::of(id("plan")));
    let layout = Layout {
        levels: ["基本目標", "取組方針", "取組事業"].map(str::to_owned).into(),
        role_classes: vec!["地区の支援".to_owned()],
        table: Vec::new(),
        ..Layout::default()
    };
    let heading = |layout: &str| Heading { layout: Some(layout.to_owned()), ..Heading::default() };
    let node = |name: &str| Node { plan, ..Node::read(&record(name, Kind::Node)) };
    let body = BodyId::of(id("区社協"));
    let measure = Measure {
        plan,
        node: Some(NodeId::of(id("policy"))),
        heading: Some("b".to_owned()),
        role_class: Some("地区の支援".to_owned()),
        owners: Owners { bodies: vec![body], ..Owners::default() },
        ..Measure::read(&record("measure", Kind::Measure))
    };
    let far = Measure { plan, node: None, ..Measure::read(&record("⑮", Kind::Measure)) };
    Rows {
        plan: Plan {
            period: Period { first: Some(year(2019)), last: Some(year(2023)) },
            bodies: vec![body],
            layouts: [("page".to_owned(), layout), ("other".to_owned(), Layout::default())].into(),
            headings: [("b".to_owned(), heading("page")), ("o".to_owned(), heading("other"))].into(),
            ..Plan::read(&record("plan", Kind::Plan))
        },
        nodes: vec![
            Node { layout: Some("page".to_owned()), level: 1, ..node("goal") },
            Node { parent: Some(NodeId::of(id("goal"))), level: 2, ..node("policy") },
        ],
        measures: vec![measure, far],
        items: vec![YearItem {
            plan,
            measure: Some(MeasureId::of(id("measure"))),
            year: Some(year(2019)),
            ..YearItem::read(&record("item", Kind::Item))
        }],
        targets: vec![Target {
            plan,
            item: Some(ItemId::of(id("item"))),
            ..Target::read(&record("target", Kind::Target))
        }],
    }
}

fn tie(kind: RelationKind, to: Option<&str>) -> Relation {
    Relation { kind, to: to.map(id), reason: None }
}

/// The faults of the plan after something was done to it.
fn after(act: impl FnOnce(&mut Rows)) -> Vec<(RecordId, Misfit)> {
    let mut rows = rows();
    act(&mut rows);
    let faults = Whole::parse(rows).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.row, fault.misfit)).collect()
}

/// The first of the plan's measures.
fn measure(rows: &mut Rows) -> &mut Measure {
    rows.measures.first_mut().unwrap()
}

#[test]
fn a_target_of_nothing_is_refused_and_so_is_one_of_a_year_outside_the_plan() {
    use crate::plan::target::{Goal, Per, PlacesCounted};
    let goal = |goal: Goal| after(|rows| rows.targets[0].goal = Some(goal));
    let nought = [(id("target"), Misfit::Nought)];
    let count = |number| Goal::Count { number, unit: "回".to_owned() };
    let places =
        |number| Goal::Places { number, counts: PlacesCounted::Open, kinds: crate::sorted::SortedSet::new() };
    let often = |times, places| Goal::Frequency { times, per: Per::Month, places };
    for none in [count(0), places(0), often(0, None), often(2, Some(0))] {
        assert_eq!(goal(none.clone()), nought, "{none:?}");
    }
    for some in [count(1), places(6), often(2, None), often(10, Some(10))] {
        assert_eq!(goal(some.clone()), [], "{some:?}");
    }
    assert_eq!(after(|rows| rows.items[0].year = Some(year(2024))), [(id("item"), Misfit::Year)]);
}

#[test]
fn a_plan_that_keeps_every_rule_is_whole() {
    let whole = Whole::parse(rows()).unwrap();
    assert_eq!(whole.rows(), &rows());
    assert_eq!(whole.into_rows(), rows());
}

#[test]
fn a_row_of_another_plan_is_not_this_plans() {
    let other = Some(PlanId::of(id("other plan")));
    assert_eq!(after(|rows| measure(rows).plan = other), [(id("measure"), Misfit::OtherPlan)]);
    assert_eq!(after(|rows| rows.nodes[1].plan = None), [(id("policy"), Misfit::OtherPlan)]);
    assert_eq!(after(|rows| rows.items[0].plan = other), [(id("item"), Misfit::OtherPlan)]);
    assert_eq!(after(|rows| rows.targets[0].plan = other), [(id("target"), Misfit::OtherPlan)]);
}

#[test]
fn what_a_row_hangs_under_is_in_the_plan() {
    let gone = || Some(NodeId::of(id("gone")));
    assert_eq!(after(|rows| measure(rows).node = gone()), [(id("measure"), Misfit::HangsLoose)]);
    assert_eq!(after(|rows| rows.nodes[1].parent = gone())[0], (id("policy"), Misfit::HangsLoose));
    assert_eq!(after(|rows| rows.items[0].measure = None), [(id("item"), Misfit::HangsLoose)]);
    let gone = Some(ItemId::of(id("gone")));
    assert_eq!(after(|rows| rows.targets[0].item = gone), [(id("target"), Misfit::HangsLoose)]);
    assert_eq!(after(|rows| measure(rows).node = None), [], "its place in the book may be unknown");
}

#[test]
fn headings_do_not_stand_above_themselves() {
    let round = after(|rows| rows.nodes[0].parent = Some(NodeId::of(id("policy"))));
    assert_eq!(round, [(id("goal"), Misfit::Circle), (id("policy"), Misfit::Circle)]);
}

#[test]
fn every_heading_has_a_level_that_its_kind_of_page_names() {
    assert_eq!(after(|rows| rows.nodes[0].layout = None)[0], (id("goal"), Misfit::NoLayout));
    assert_eq!(after(|rows| rows.nodes[1].level = 3), [(id("policy"), Misfit::Level)]);
    assert_eq!(after(|rows| rows.nodes[0].level = 2)[0], (id("goal"), Misfit::Level));
    let deep = after(|rows| {
        let deep = |name: &str, above: &str, level| Node {
            id: NodeId::of(id(name)),
            parent: Some(NodeId::of(id(above))),
            level,
            ..rows.nodes[1].clone()
        };
        let deep = [deep("third", "policy", 3), deep("fourth", "third", 4)];
        rows.nodes.extend(deep);
    });
    assert_eq!(deep, [(id("fourth"), Misfit::Level)], "the plan names three levels");
}

#[test]
fn a_measure_stands_in_a_column_of_its_own_kind_of_page() {
    for key in ["o", "nowhere"] {
        let wrong = after(|rows| measure(rows).heading = Some(key.to_owned()));
        assert_eq!(wrong, [(id("measure"), Misfit::OtherHeading)], "{key}");
    }
    assert_eq!(after(|rows| measure(rows).heading = None), [], "区分なし: a plan may print no column");
}

#[test]
fn a_role_class_is_one_of_the_layouts() {
    let wrong = after(|rows| measure(rows).role_class = Some("ほか".to_owned()));
    assert_eq!(wrong, [(id("measure"), Misfit::RoleClass)]);
    assert_eq!(after(|rows| measure(rows).role_class = None), []);
}

#[test]
fn every_body_is_of_the_closed_list_the_possible_ones_too() {
    let stranger = BodyId::of(id("町会"));
    let known = after(|rows| measure(rows).owners.bodies.push(stranger));
    assert_eq!(known, [(id("measure"), Misfit::NotItsBody)]);
    let maybe = after(|rows| assert!(rows.items[0].owners.maybe.insert(stranger)));
    assert_eq!(maybe, [(id("item"), Misfit::NotItsBody)]);
    let role = after(|rows| drop(measure(rows).owners.roles.insert(stranger, "協力".to_owned())));
    assert_eq!(role, [(id("measure"), Misfit::NotItsBody)]);
}

#[test]
fn cells_and_items_lie_in_the_plans_years_where_these_are_known() {
    let cell = |rows: &mut Rows| drop(measure(rows).schedule.years.insert(year(2024), Cell::Continues));
    assert_eq!(after(cell), [(id("measure"), Misfit::Year)]);
    assert_eq!(after(|rows| rows.items[0].year = Some(year(2018))), [(id("item"), Misfit::Year)]);
    let open = after(|rows| {
        rows.plan.period.last = None;
        cell(rows);
    });
    assert_eq!(open, [], "an unknown end leaves no year out");
    assert_eq!(after(|rows| rows.items[0].year = None), []);
    let force = |first: i32, last: i32| Period { first: Some(year(first)), last: Some(year(last)) };
    assert_eq!(after(|rows| measure(rows).force = force(2020, 2021)), []);
    assert_eq!(after(|rows| measure(rows).force = force(2022, 2024)), [(id("measure"), Misfit::Year)]);
    assert_eq!(after(|rows| measure(rows).force = force(2022, 2021)), [(id("measure"), Misfit::Year)]);
}

#[test]
fn lineage_never_leads_back_and_what_is_repeated_stands_in_this_one() {
    let with = |relation: Relation| after(|rows| measure(rows).relations.push(relation));
    for kind in RelationKind::ALL.iter().filter(|kind| kind.lineage()) {
        assert_eq!(with(tie(*kind, Some("measure"))), [(id("measure"), Misfit::OwnLineage)], "{kind:?}");
        assert_eq!(with(tie(*kind, Some("⑮"))), [], "{kind:?} within the plan's years");
        assert_eq!(with(tie(*kind, Some("a row of the former plan"))), []);
        let round = after(|rows| {
            rows.measures[0].relations.push(tie(*kind, Some("⑮")));
            rows.measures[1].relations.push(tie(RelationKind::Continues, Some("measure")));
        });
        assert_eq!(round, [(id("measure"), Misfit::OwnLineage), (id("⑮"), Misfit::OwnLineage)]);
    }
    for kind in [RelationKind::Crosses, RelationKind::Repeats] {
        assert_eq!(with(tie(kind, Some("elsewhere"))), [(id("measure"), Misfit::Elsewhere)], "{kind:?}");
        assert_eq!(with(tie(kind, Some("goal"))), []);
    }
    for kind in [RelationKind::Related, RelationKind::District] {
        assert_eq!(with(tie(kind, Some("elsewhere"))), [], "{kind:?} may lead out of the plan");
    }
}

#[test]
fn only_what_ends_has_no_other_row() {
    for kind in RelationKind::ALL {
        let alone = after(|rows| rows.nodes[0].relations.push(tie(*kind, None)));
        let ends = *kind == RelationKind::Ends;
        let expected: &[_] = if ends { &[] } else { &[(id("goal"), Misfit::NoOther)] };
        assert_eq!(alone, expected, "{kind:?}");
    }
}

#[test]
fn a_districts_plan_names_the_wards_and_no_other_plan_does() {
    let district = Some(DistrictId::of(id("hinata")));
    let ward = Some(PlanId::of(id("ward plan")));
    assert_eq!(after(|rows| rows.plan.district = district), [(id("plan"), Misfit::WardPlan)]);
    assert_eq!(after(|rows| rows.plan.ward_plan = ward), [(id("plan"), Misfit::WardPlan)]);
    let both = after(|rows| {
        rows.plan.district = district;
        rows.plan.ward_plan = ward;
    });
    assert_eq!(both, []);
}
