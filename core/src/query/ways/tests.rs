//! A plan of three measures, read every way.

use serde_json::{Value, json};

use super::*;
use crate::id::{PlanId, RecordId, derived};
use crate::plan::tests::record as plan_record;
use crate::record::{Kind, Record};

fn id(name: &str) -> RecordId {
    derived(&["ways", name])
}

fn record(name: &str, kind: Kind, fields: Value) -> Record {
    plan_record(id(name), kind, serde_json::from_value(fields).unwrap())
}

struct Nouns {
    plan: Plan,
    measures: Vec<Measure>,
    items: Vec<YearItem>,
    targets: Vec<Target>,
}

impl Nouns {
    fn rows(&self) -> Rows<'_> {
        Rows::of(&self.plan, &self.measures, &self.items, &self.targets)
    }
}

fn body(name: &str) -> String {
    format!("body.{}", id(name))
}

fn nouns() -> Nouns {
    let plan = id("plan").to_string();
    let measure = |name: &str, fields: Value| Measure::read(&record(name, Kind::Measure, fields));
    let target = |name: &str, fields: Value| Target::read(&record(name, Kind::Target, fields));
    let role = format!("role.{}", id("ward"));
    let maybe = format!("maybe.{}", id("plaza"));
    Nouns {
        plan: Plan::read(&record(
            "plan",
            Kind::Plan,
            json!({"first_year": 2026, "last_year": 2028, body("ward"): 0, body("plaza"): 1, body("police"): 2}),
        )),
        measures: vec![
            measure("m3", json!({"plan": plan, "order": 3, "title": "ひなた地区の支援", "undated.n00": "◎"})),
            measure(
                "m1",
                json!({"plan": plan, "order": 1, "title": "あいさつ", body("ward"): 0, role: "◎", maybe: true,
                    "cell.2026": "検討", "cell.2027": "→", "cell.2028": "－"}),
            ),
            measure("m2", json!({"plan": plan, "order": 2, "title": "場づくり"})),
            measure("other", json!({"plan": id("elsewhere").to_string(), "order": 0, body("police"): 0})),
        ],
        items: vec![
            YearItem::read(&record(
                "i1",
                Kind::Item,
                json!({"plan": plan, "measure": id("m2").to_string(), "year": 2026, "order": 1, "title": "各地区で説明",
                    body("visitor"): 0}),
            )),
            YearItem::read(&record(
                "i2",
                Kind::Item,
                json!({"plan": plan, "measure": id("m2").to_string(), "order": 2, "title": "年度のない項目"}),
            )),
        ],
        targets: vec![
            target(
                "t-places",
                json!({"plan": plan, "measure": id("m2").to_string(), "goal": "places", "number": 6}),
            ),
            target(
                "t-all",
                json!({"plan": plan, "measure": id("m1").to_string(), "goal": "coverage", "set": "district"}),
            ),
            target(
                "t-other",
                json!({"plan": plan, "measure": id("m3").to_string(), "district": id("komorebi").to_string()}),
            ),
        ],
    }
}

fn row(name: &str) -> Row {
    if name.starts_with('i') {
        Row::Item(ItemId::of(id(name)))
    } else {
        Row::Measure(MeasureId::of(id(name)))
    }
}

#[test]
fn every_body_of_the_list_is_found_with_its_part_and_a_possible_one_is_told_as_possible() {
    let nouns = nouns();
    let all = nouns.rows().by_body();
    let works = |works: &[Work]| -> Vec<(Row, Option<String>, bool)> {
        works.iter().map(|work| (work.row, work.role.clone(), work.sure)).collect()
    };
    let told: Vec<_> = all.iter().map(|of| (of.body.map(BodyId::record), works(&of.works))).collect();
    assert_eq!(
        told,
        [
            (Some(id("ward")), vec![(row("m1"), Some("◎".to_owned()), true)]),
            (Some(id("plaza")), vec![(row("m1"), None, false)]),
            (Some(id("police")), vec![]),
            (Some(id("visitor")), vec![(row("i1"), None, true)]),
            (None, vec![(row("m3"), None, true), (row("i2"), None, true)]),
        ],
        "m2 is no question: its items say who does each"
    );
}

#[test]
fn every_cell_and_item_is_under_one_year_or_where_the_year_is_unknown() {
    let nouns = nouns();
    let all = nouns.rows().by_year();
    let years: Vec<_> =
        all.years.iter().map(|(year, of)| (year.year(), of.cells.len(), of.items.len())).collect();
    assert_eq!(years, [(2026, 1, 1), (2027, 1, 0), (2028, 1, 0)]);
    let arrow = all.years.get(&FiscalYear::new(2027).unwrap()).unwrap().cells.first().unwrap();
    assert_eq!((arrow.printed.as_str(), arrow.holds.as_deref()), ("→", Some("検討")));
    assert_eq!((all.unknown.cells.len(), all.unknown.items.len()), (1, 1));
}

#[test]
fn targets_stand_in_the_order_of_their_measures() {
    let nouns = nouns();
    let order: Vec<_> = nouns.rows().targets().iter().map(|target| target.id.record()).collect();
    assert_eq!(order, ["t-all", "t-places", "t-other"].map(id));
}

#[test]
fn a_districts_part_is_what_names_every_district_or_it_and_what_its_plan_answers() {
    let nouns = nouns();
    let district =
        |name: &str, called: &str| District::read(&record(name, Kind::District, json!({"name": called})));
    let hinata = district("hinata", "ひなた地区");
    let tie = Tie { ward: MeasureId::of(id("m3")), district: hinata.id, answer: MeasureId::of(id("h1")) };
    let part = nouns.rows().part_of(&hinata, &[tie]);
    let measures: Vec<_> = part
        .measures
        .iter()
        .map(|(id, why)| (id.record(), why.iter().copied().collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        measures,
        [
            (id("m1"), vec![Because::Everywhere]),
            (id("m2"), vec![Because::Named]),
            (id("m3"), vec![Because::Answered, Because::Named]),
        ]
    );
    assert_eq!(part.targets.len(), 2, "another district's target is none of ours");
    let part = nouns.rows().part_of(&district("komorebi", "こもれび地区"), &[tie]);
    assert_eq!(part.measures.last().unwrap().1, [Because::OwnTarget].into());
    assert_eq!(part.targets.len(), 3);
    let unnamed = nouns.rows().part_of(&district("x", ""), &[]);
    assert_eq!(unnamed.measures.len(), 2, "a district without a name is named by nothing");
}

#[test]
fn an_empty_plan_has_its_years_and_bodies_and_nothing_else() {
    let plan = Plan::read(&record("plan", Kind::Plan, json!({})));
    assert_eq!(plan.id, PlanId::of(id("plan")));
    let rows = Rows::of(&plan, [], [], []);
    assert_eq!((rows.by_body(), rows.by_year()), (vec![], ByYear::default()));
}
