//! What can be typed of a plan is found: cells, blocks, bodies, numbers as printed, names of the plan before.

use super::*;

fn index(records: &[Record]) -> Index {
    Index::of(Arc::new(Book::read(records)), PlanId::of(id("plan")))
}

fn found(index: &Index, query: &str) -> Vec<Found> {
    index.find(query).first.into_iter().map(|hit| hit.what).collect()
}

fn measure(row: &str) -> Found {
    Found::Measure(MeasureId::of(id(row)))
}

#[test]
fn cells_are_found_as_one_text_and_half_width_and_kana_are_folded() {
    let index = index(&works());
    assert_eq!(found(&index, "検討・実施"), [measure("⑦")]);
    assert_eq!(found(&index, "ﾐﾏﾓﾘノデキル"), [] as [Found; 0], "kanji are not read aloud");
    assert_eq!(found(&index, "調査視察"), [measure("m2")]);
    assert_eq!(found(&index, "しくみ"), found(&index, "シクミ"));
    assert_eq!(found(&index, "ｼｸﾐ"), found(&index, "シクミ"));
}

#[test]
fn what_is_laid_out_step_by_step_is_what_is_laid_out_at_once() {
    let book = Arc::new(Book::read(&works()));
    let at_once = Index::of(Arc::clone(&book), PlanId::of(id("plan")));
    let mut laying = Laying::begin(book, PlanId::of(id("plan")));
    let mut steps = 0;
    let index = loop {
        steps += 1;
        if let Some(index) = laying.step(1) {
            break index;
        }
    };
    assert!(steps > 3, "{steps}");
    assert!(index.texts().eq(at_once.texts()));
    assert_eq!(index.find("場"), at_once.find("場"));
}

#[test]
fn what_is_numbered_as_typed_comes_first_though_others_have_the_sign_too() {
    let mut all = works();
    all.push(record(
        "m7",
        Kind::Measure,
        json!({"plan": id("plan").to_string(), "order": 0, "title": "7日間の取組"}),
    ));
    let index = index(&all);
    assert_eq!(found(&index, "⑦").first(), Some(&measure("⑦")));
    assert_eq!(found(&index, "7").first(), Some(&measure("m7")), "a title before a number elsewhere");
    assert_eq!(found(&index, "4-（６）-⑦"), [measure("⑦")], "the numbers from the top");
}

#[test]
fn a_name_of_the_plan_before_leads_to_what_follows_it() {
    let mut all = works();
    let link = |to: &str| format!("relation.revises.{}", id(to));
    let old = id("old plan").to_string();
    all.push(record("o2", Kind::Measure, json!({"plan": old, "title": "ふれあいの家", link("o1"): true})));
    all.push(record("o1", Kind::Measure, json!({"plan": id("older").to_string(), "title": "茶の間"})));
    all.push(record(
        "new",
        Kind::Measure,
        json!({"plan": id("plan").to_string(), "order": 50, "title": "場", link("o2"): true}),
    ));
    let index = index(&all);
    let hits = index.find("ふれあいの家");
    assert_eq!(
        hits.first.first().map(|hit| (hit.what, hit.was.as_deref())),
        Some((measure("new"), Some("ふれあいの家")))
    );
    assert_eq!(found(&index, "茶の間"), [measure("new")]);
}

#[test]
fn a_body_of_the_list_is_a_result_of_its_own() {
    let mut all = ward();
    let body = id("区社協");
    for record in all.iter_mut().filter(|record| record.kind == Kind::Plan) {
        record.fields.insert(format!("body.{body}"), json!(0));
    }
    let found = found(&index(&all), "区社協");
    assert_eq!(found, [Found::Body(PlanId::of(id("plan"))), measure("m2")]);
}

#[test]
fn nothing_is_found_across_two_texts_of_a_row() {
    assert_eq!(found(&index(&works()), "地区の支援－"), [] as [Found; 0]);
}

#[test]
fn no_more_is_listed_than_a_page_holds_and_the_rest_is_counted() {
    let mut all = ward();
    for n in 0..70 {
        let title = format!("見守り{n}");
        all.push(record(
            &title,
            Kind::Measure,
            json!({"plan": id("plan").to_string(), "order": n, "title": title}),
        ));
    }
    let hits = index(&all).find("見守り");
    assert_eq!((hits.first.len(), hits.all), (50, 71));
}
