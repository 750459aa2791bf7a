//! The ways to read a plan as rows, and a plan of the ward beside those of its districts.

use super::*;
use crate::read::ways::{Way, answered, answers, beside, by_body, by_target, by_year, part_of};
use tsunagari_core::plan::Plan;
use tsunagari_core::query::ways::Because;

fn with_district() -> Vec<Record> {
    let mut all = works();
    all.push(record(
        "alone",
        Kind::Measure,
        json!({"plan": id("hinata plan").to_string(), "order": 2, "title": "地区だけ"}),
    ));
    all
}

fn plan(book: &Book) -> &Plan {
    book.plans.get(&PlanId::of(id("plan"))).unwrap()
}

#[test]
fn each_way_has_an_address_of_its_own_that_leads_back_to_it() {
    let book = Book::read(&works());
    for way in Way::ALL {
        assert_eq!(Way::of_page(&book, way.page(plan(&book).id)), Some((plan(&book).id, way)));
    }
    assert_eq!(Way::of_page(&book, id("m1")), None);
    let empty = Plan::read(&record("empty", Kind::Plan, json!({})));
    let fit: Vec<_> = Way::ALL.into_iter().filter(|way| way.fits(&book, &empty)).collect();
    assert_eq!(fit, [Way::Contents, Way::District]);
}

#[test]
fn a_bodys_row_tells_where_it_stands_and_an_arrow_what_it_points_back_to() {
    let book = Book::read(&works());
    let bodies: Vec<_> = by_body(&book, plan(&book)).into_iter().map(|of| (of.name, of.rows.len())).collect();
    assert_eq!(bodies.first().unwrap(), &(Some("区社協".to_owned()), 1));
    let years = by_year(&book, plan(&book));
    let (year, rows) = years.get(1).unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| (row.mark.as_deref(), row.holds.as_deref(), row.under.as_deref())).collect();
    assert_eq!(year.unwrap().year(), 2027);
    assert_eq!(
        told,
        [
            (Some("→"), Some("調査\n視察"), Some("2 居場所")),
            (Some("検討・\n実施"), None, Some("（６） しくみ"))
        ]
    );
    let targets: Vec<_> =
        by_target(&book, plan(&book)).into_iter().map(|(row, _)| row.map(|row| row.to)).collect();
    assert_eq!(targets, [Some(id("m2"))]);
}

#[test]
fn a_district_reads_its_own_plan_and_what_of_the_wards_is_its_too() {
    let book = Book::read(&with_district());
    let part = part_of(&book, plan(&book), DistrictId::of(id("ひなた")));
    let own: Vec<_> = part.own.iter().map(|(_, title, rows)| (title.as_str(), rows.len())).collect();
    assert_eq!(own, [("地区の計画", 2)]);
    let why: Vec<_> = part.measures.iter().map(|(row, why)| (row.to, why.clone())).collect();
    assert_eq!(why, [(id("m2"), [Because::Everywhere].into()), (id("⑦"), [Because::Answered].into())]);
    assert_eq!(part.targets.len(), 1);
    assert!(part_of(&book, plan(&book), DistrictId::of(id("こもれび"))).own.is_empty());
}

#[test]
fn the_ward_and_its_districts_stand_beside_each_other_from_either_plan() {
    let book = Book::read(&with_district());
    let told = |of: &Plan| -> Vec<_> {
        beside(&book, of)
            .into_iter()
            .map(|row| {
                (
                    row.ward.map(|ward| ward.to),
                    row.answers.into_iter().map(|(name, row)| (name, row.to)).collect::<Vec<_>>(),
                )
            })
            .collect()
    };
    let hinata = || "ひなた地区".to_owned();
    let expected = [(Some(id("⑦")), vec![(hinata(), id("answer"))]), (None, vec![(hinata(), id("alone"))])];
    assert_eq!(told(plan(&book)), expected);
    assert_eq!(told(book.plans.get(&PlanId::of(id("hinata plan"))).unwrap()), expected);
}

#[test]
fn a_measure_of_the_ward_names_who_answers_who_does_not_and_who_has_no_plan() {
    let book = Book::read(&with_district());
    let of = answers(&book, MeasureId::of(id("⑦"))).unwrap();
    let names: Vec<_> = of.answered.iter().map(|(name, rows)| (name.as_str(), rows.len())).collect();
    assert_eq!((names, of.silent.len(), of.unplanned.len()), (vec![("ひなた地区", 1)], 0, 2));
    let of = answers(&book, MeasureId::of(id("m2"))).unwrap();
    assert_eq!((of.answered.len(), of.silent), (0, vec!["ひなた地区".to_owned()]));
    assert!(
        answers(&book, MeasureId::of(id("answer"))).is_none(),
        "a district's measure is answered by none"
    );
    let ward: Vec<_> = answered(&book, MeasureId::of(id("answer"))).into_iter().map(|row| row.to).collect();
    assert_eq!(ward, [id("⑦")]);
    assert!(answers(&Book::read(&ward_alone()), MeasureId::of(id("m2"))).is_none(), "no district has a plan");
}

fn ward_alone() -> Vec<Record> {
    ward()
}
