//! Each act once: what becomes of the plan, what is refused.

use super::*;
use crate::activity::Draft;
use crate::activity::When;
use crate::calendar::Day;
use crate::id::DistrictId;
use crate::query::serves::Serving;

fn set(wish: &Wish) -> &Fields {
    match &wish.act {
        Act::Set(fields) => fields,
        other => panic!("{other:?}"),
    }
}

/// What a salon of a day counts for.
fn served(ward: &Ward, day: &str) -> SortedSet<MeasureId> {
    let day = Day::parse(day).unwrap();
    let draft = Draft::new("salon", Some(DistrictId::of(id("hinata"))), When::Day(day));
    Serving::new(&ward.view()).of_draft(&draft)
}

fn titled(ward: &Ward, text: &str) -> Row {
    let rows = ward.live(Kind::Measure).into_iter().chain(ward.live(Kind::Node));
    let mut rows = rows.filter(|row| row.title().is_some_and(|title| title.as_str() == text));
    rows.next().unwrap()
}

#[test]
fn a_form_says_only_what_its_author_changed() {
    let mut ward = Ward::new();
    let later = ward.records.get_mut(&id("m1")).unwrap();
    later.fields.insert("block.later".to_owned(), json!(["of a newer build"]));
    let form = Measure { title: Some(title("サロンの応援")), detail: None, ..ward.measure(id("m1")) };
    let wishes = ward.done(Edit::Put(Row::Measure(form.clone())));
    assert_eq!(
        set(&wishes[0]),
        &Fields::from([("detail".to_owned(), json!(null)), ("title".to_owned(), json!("サロンの応援"))])
    );
    assert!(ward.records.get(&id("m1")).unwrap().fields.contains_key("block.later"));
    assert!(ward.done(Edit::Put(Row::Measure(form))).is_empty(), "a second press");
}

#[test]
fn a_new_row_stands_where_it_is_put_and_the_others_make_room() {
    let mut ward = Ward::new();
    let plan = Some(plan_id());
    let new = |parent: Option<&str>, layout: Option<&str>| {
        Row::Node(Node {
            plan,
            parent: parent.map(node_id),
            layout: layout.map(str::to_owned),
            title: Some(title("新しい見出し")),
            ..empty("x", Kind::Node, Node::read)
        })
    };
    ward.done(Edit::Make { row: new(Some("a"), None), at: At::After(id("a1")) });
    let Row::Node(made) = titled(&ward, "新しい見出し") else { panic!() };
    assert_eq!((made.level, made.layout.as_deref()), (2, None));
    assert!(ward.node("a1").order < made.order && made.order < ward.node("a2").order);
    assert_eq!(
        ward.why(Edit::Make { row: new(None, None), at: At::Last }),
        Why::Misfit(Fault { row: RecordId::from_uuid(Uuid::from_u128(ward.ids)), misfit: Misfit::NoLayout })
    );
    ward.done(Edit::Make { row: new(None, Some("page")), at: At::First });
    let measure = Measure {
        plan,
        node: Some(made.id),
        title: Some(title("新しい取組")),
        ..empty("x", Kind::Measure, Measure::read)
    };
    ward.done(Edit::Make { row: Row::Measure(measure), at: At::Last });
    assert_eq!(ward.faults(), []);
}

#[test]
fn a_heading_moves_with_what_hangs_under_it_and_never_under_itself() {
    let mut ward = Ward::new();
    ward.done(shift("a1", Some("b"), At::First));
    assert_eq!(ward.node("a1").parent, Some(node_id("b")));
    assert!(ward.node("a1").order < ward.node("b1").order);
    assert_eq!(ward.measure(id("m1")).node, Some(node_id("a1")));
    ward.done(shift("m3", Some("b1"), At::After(id("m4"))));
    assert_eq!(ward.measure(id("m3")).order, ward.measure(id("m4")).order + 1);
    // A pillar under its own self is a circle.
    let misfit = |row, misfit| Why::Misfit(Fault { row: id(row), misfit });
    // a1 hangs under b by now, and a third level has no name.
    assert_eq!(ward.why(shift("b", Some("a"), At::Last)), misfit("a1", Misfit::Level));
    assert_eq!(ward.why(shift("a2", Some("a2"), At::Last)), misfit("a2", Misfit::Circle));
    assert_eq!(
        ward.why(shift("a2", Some("b1"), At::Last)),
        misfit("a2", Misfit::Level),
        "no third level has a name"
    );
}

#[test]
fn a_heading_comes_to_another_level_with_all_below_it_where_the_layout_has_the_levels() {
    let mut ward = Ward::new();
    let mut plan = ward.plan();
    plan.layouts.get_mut("page").unwrap().levels = ["柱", "重点項目", "行動計画"].map(str::to_owned).to_vec();
    ward.put(&Row::Plan(Box::new(plan)));
    ward.done(shift("b", Some("a"), At::After(id("a1"))));
    let shape = |ward: &Ward, name: &str| {
        let node = ward.node(name);
        (node.parent, node.level, node.layout)
    };
    assert_eq!(shape(&ward, "b"), (Some(node_id("a")), 2, None));
    assert_eq!(shape(&ward, "b1"), (Some(node_id("b")), 3, None));
    assert_eq!(ward.measure(id("m4")).node, Some(node_id("b1")));
    ward.done(shift("b", None, At::Last));
    assert_eq!(shape(&ward, "b"), (None, 1, Some("page".to_owned())));
    assert_eq!(shape(&ward, "b1"), (Some(node_id("b")), 2, None));
    assert_eq!(ward.faults(), []);
}

#[test]
fn retiring_and_succeeding_keep_what_the_years_gone_by_counted() {
    let mut ward = Ward::new();
    assert_eq!(served(&ward, "2027-06-01"), [measure_id("m1"), measure_id("m2")].into());
    ward.done(split("m1", &["朝のサロン", "夜のサロン"], Some(2028)));
    let (early, late) = (titled(&ward, "朝のサロン"), titled(&ward, "夜のサロン"));
    assert_eq!(
        served(&ward, "2028-03-31"),
        [measure_id("m1"), measure_id("m2")].into(),
        "令和9年度 as it was"
    );
    assert_eq!(
        served(&ward, "2028-04-01"),
        [MeasureId::of(early.id()), MeasureId::of(late.id()), measure_id("m2")].into()
    );
    let old = ward.measure(id("m1"));
    assert_eq!(old.force.last, Some(year(2027)));
    let splits =
        Relation { kind: RelationKind::Splits, to: Some(id("m1")), reason: Some("見直し".to_owned()) };
    assert_eq!(early.relations(), [splits]);
    assert_eq!(
        YearItem::read(&ward.records[&id("i1")]).measure,
        Some(measure_id("m1")),
        "what was planned for then"
    );
    ward.done(Edit::Retire { row: id("m2"), until: year(2026), reason: None, sure: false });
    assert_eq!(served(&ward, "2026-06-01"), [measure_id("m1"), measure_id("m2")].into());
    assert_eq!(served(&ward, "2027-06-01"), [measure_id("m1")].into());
}

#[test]
fn what_is_to_come_goes_along_with_the_part_that_takes_it() {
    let mut ward = Ward::new();
    let items = ["i1", "i2"].map(id).into();
    ward.done(Edit::OpenYear { plan: plan_id(), year: year(2027), items, arrows: SortedSet::new() });
    let next = |ward: &Ward, n: i32| {
        ward.live(Kind::Item)
            .into_iter()
            .filter_map(|row| match row {
                Row::Item(item) if item.year == Some(year(n)) => Some(item),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    let takes: SortedSet<RecordId> = [next(&ward, 2027)[0].id.record(), id("t1")].into();
    let parts =
        vec![Part { title: title("一"), takes: SortedSet::new() }, Part { title: title("二"), takes }];
    ward.done(Edit::Succeed(Succession { old: vec![id("m1")], parts, from: Some(year(2027)), reason: None }));
    let (one, two) = (titled(&ward, "一").id(), titled(&ward, "二").id());
    let items: Vec<_> = next(&ward, 2027).iter().map(|item| item.measure.map(MeasureId::record)).collect();
    assert_eq!(items, [Some(two), Some(one)]);
    assert_eq!(Target::read(&ward.records[&id("t1")]).measure, Some(MeasureId::of(two)));
    assert_eq!(
        ward.measure(one).schedule.years.get(&year(2027)),
        Some(&Cell::parse("◎\nm1").unwrap()),
        "an arrow is told"
    );
}

#[test]
fn several_become_one_with_every_word() {
    let mut ward = Ward::draft();
    let words = ward.words();
    ward.done(join(&["m1", "m2"], &["サロンと居場所"], None));
    let lost: Vec<_> = words.difference(&ward.words()).cloned().collect();
    assert_eq!(lost, ["取組m1"], "but for what was put into new words");
    let one = ward.measure(id("m1"));
    let merged = one.relations.iter().filter(|tie| tie.kind == RelationKind::Merges).count();
    assert_eq!((merged, ward.records[&id("m2")].removed()), (2, true));
    assert_eq!(ward.plan().rules["salon"].measures, [measure_id("m1")].into());
    let mut tied = ward.node("a2");
    tied.relations = vec![tie(RelationKind::Crosses, "b")];
    ward.put(&Row::Node(tied));
    ward.done(join(&["a1", "a2"], &["ひとつの見出し"], None));
    let crosses = |tie: &Relation| (tie.kind, tie.to) == (RelationKind::Crosses, Some(id("b")));
    assert!(ward.node("a1").relations.iter().any(crosses), "ties are taken in too");
    assert_eq!(ward.measure(id("m3")).node, Some(node_id("a1")));
    let mut ward = Ward::new();
    ward.done(join(&["m1", "m2"], &["サロンと居場所"], Some(2029)));
    let one = titled(&ward, "サロンと居場所");
    assert_eq!(one.earlier().collect::<SortedSet<_>>(), ["m1", "m2"].map(id).into());
    assert_eq!(served(&ward, "2029-04-01"), [MeasureId::of(one.id())].into());
    assert_eq!(ward.why(join(&["m1", "a1"], &["x"], Some(2029))), Why::Mixed);
    assert_eq!(ward.why(join(&["m3", "m3"], &["x"], Some(2029))), Why::Mixed);
}

#[test]
fn a_heading_that_is_split_hands_on_what_hangs_under_it() {
    let mut ward = Ward::new();
    let parts = vec![
        Part { title: title("前"), takes: SortedSet::new() },
        Part { title: title("後"), takes: [id("m2")].into() },
    ];
    ward.done(Edit::Succeed(Succession { old: vec![id("a1")], parts, from: Some(year(2027)), reason: None }));
    assert_eq!(ward.measure(id("m1")).node.map(NodeId::record), Some(titled(&ward, "前").id()));
    assert_eq!(ward.measure(id("m2")).node.map(NodeId::record), Some(titled(&ward, "後").id()));
    assert_eq!(served(&ward, "2026-06-01").len(), 2, "the measures are the same ones");
    assert!(Row::Node(ward.node("a1")).ended());
}

#[test]
fn ending_a_heading_is_asked_once_with_how_many_and_ends_all_below() {
    let mut ward = Ward::new();
    let retire =
        |sure| Edit::Retire { row: id("a"), until: year(2027), reason: Some("終わり".to_owned()), sure };
    assert_eq!(ward.why(retire(false)), Why::Below { headings: 2, measures: 3 });
    assert_eq!(ward.done(retire(true)).len(), 6);
    assert_eq!(ward.measure(id("m3")).force.last, Some(year(2027)));
    assert_eq!(ward.measure(id("m4")).force.last, None);
    let outside = Edit::Retire { row: id("m4"), until: year(2031), reason: None, sure: true };
    assert_eq!(ward.why(outside), Why::Misfit(Fault { row: id("m4"), misfit: Misfit::Year }));
}

#[test]
fn a_draft_is_cleared_and_what_its_rows_came_from_ends() {
    let mut ward = Ward::draft();
    let drop =
        |row: &str, sure| Edit::Drop { row: id(row), reason: Some("役目を終えた".to_owned()), sure };
    assert_eq!(ward.why(drop("a", false)), Why::Below { headings: 2, measures: 3 });
    ward.done(drop("m1", true));
    assert!(["m1", "i1", "i2", "t1"].iter().all(|name| ward.records[&id(name)].removed()));
    let old = Row::read(&ward.records[&id("old m1")]).unwrap();
    assert!(old.ended());
    assert_eq!(ward.plan().rules["salon"].measures, [measure_id("m2")].into());
    ward.done(drop("a", true));
    assert_eq!(ward.live(Kind::Node).len(), 2);
    let mut ward = Ward::new();
    assert_eq!(ward.why(drop("m1", true)), Why::Decided);
}

#[test]
fn the_next_year_is_opened_with_the_items_that_go_on_and_twice_is_once() {
    let mut ward = Ward::new();
    let open = |items: &[&str], n: i32| Edit::OpenYear {
        plan: plan_id(),
        year: year(n),
        items: items.iter().map(|name| id(name)).collect(),
        arrows: [measure_id("m3")].into(),
    };
    assert_eq!(ward.why(open(&["i1"], 2031)), Why::Misfit(Fault { row: id("plan"), misfit: Misfit::Year }));
    ward.done(open(&["i1", "i2"], 2028));
    let of = |n: i32| {
        ward.live(Kind::Item)
            .into_iter()
            .filter(|row| matches!(row, Row::Item(item) if item.year == Some(year(n))))
            .collect::<Vec<_>>()
    };
    let ids: SortedSet<RecordId> = of(2028).iter().map(Row::id).collect();
    assert_eq!((of(2026).len(), ids.len()), (2, 2));
    let repeats = of(2028).iter().flat_map(|row| row.relations().to_vec()).collect::<Vec<_>>();
    assert!(repeats.len() == 1 && ids.contains(&repeats[0].to.unwrap()), "再掲 of the same year's");
    assert_eq!(ward.measure(id("m3")).schedule.years.get(&year(2028)), Some(&Cell::Continues));
    assert!(ward.done(open(&["i1", "i2"], 2028)).is_empty());
    ward.done(open(&["i2"], 2029));
    assert_eq!(ward.live(Kind::Item).len(), 5);
}

fn next(leave: &[&str]) -> Edit {
    Edit::Next(NextPlan {
        plan: plan_id(),
        title: Some(title("次の計画")),
        term: Some("第5期".to_owned()),
        period: Period { first: Some(year(2031)), last: Some(year(2035)) },
        reason: None,
        leave: leave.iter().map(|name| id(name)).collect(),
        why_left: Some("達成した".to_owned()),
    })
}

#[test]
fn the_next_plan_goes_on_from_each_row_and_counts_nothing_before_it_is_decided() {
    let mut ward = Ward::new();
    let before = served(&ward, "2031-06-01");
    assert_eq!(before.len(), 0, "between the plans");
    ward.done(next(&["b"]));
    let new = PlanId::of(derived(&["next", &id("plan").to_string()]));
    let plan = Plan::read(&ward.records[&new.record()]);
    assert_eq!((plan.key.as_str(), plan.status, plan.previous), ("5", Some(Status::Draft), Some(plan_id())));
    let rows: Vec<Row> = ward
        .live(Kind::Node)
        .into_iter()
        .chain(ward.live(Kind::Measure))
        .filter(|row| row.plan() == Some(new))
        .collect();
    assert_eq!(rows.len(), 6, "three headings, three measures");
    assert!(rows.iter().all(|row| row.earlier().count() == 1));
    assert!(Row::Measure(ward.measure(id("m4"))).ended() && ward.measure(id("m4")).force.last.is_none());
    assert_eq!(served(&ward, "2031-06-01").len(), 0, "still 案");
    assert_eq!(ward.why(next(&[])), Why::HasNext(new));
    ward.done(Edit::Decide { plan: new, decided: true, sure: false });
    assert_eq!(served(&ward, "2031-06-01").len(), 2, "a log made meanwhile is found by rule");
    assert_eq!(served(&ward, "2030-06-01").len(), 2);
}

#[test]
fn a_plan_is_decided_when_all_fits_and_its_years_are_known() {
    let mut ward = Ward::draft();
    let decide = |sure| Edit::Decide { plan: plan_id(), decided: true, sure };
    assert_eq!(served(&ward, "2026-06-01").len(), 0);
    let mut other = ward.plan();
    (other.id, other.status) = (PlanId::of(id("other")), Some(Status::Decided));
    ward.put(&Row::Plan(Box::new(other)));
    assert_eq!(ward.why(decide(false)), Why::Overlap(PlanId::of(id("other"))));
    ward.records.get_mut(&id("m1")).unwrap().fields.insert("heading".to_owned(), json!("gone"));
    assert_eq!(ward.why(decide(true)), Why::Unfit(1));
    let misfit = Edit::Put(Row::Measure(Measure { detail: None, ..ward.measure(id("m1")) }));
    assert!(ward.ask(misfit).is_ok(), "what did not fit before may still be edited");
    ward.records.get_mut(&id("plan")).unwrap().fields.remove("last_year");
    assert_eq!(ward.why(decide(true)), Why::NoYears);
}

#[test]
fn a_year_outside_the_plan_and_a_circle_of_lineage_are_refused() {
    let mut ward = Ward::new();
    let mut form = ward.measure(id("m1"));
    form.schedule.years.insert(year(2031), Cell::Done);
    assert_eq!(
        ward.why(Edit::Put(Row::Measure(form))),
        Why::Misfit(Fault { row: id("m1"), misfit: Misfit::Year })
    );
    let mut plan = ward.plan();
    plan.period.last = Some(year(2026));
    assert!(matches!(
        ward.why(Edit::Put(Row::Plan(Box::new(plan)))),
        Why::Misfit(Fault { misfit: Misfit::Year, .. })
    ));
    let mut far = empty("far", Kind::Measure, Measure::read);
    (far.plan, far.relations) =
        (Some(PlanId::of(id("older plan"))), vec![tie(RelationKind::Continues, "m1")]);
    ward.put(&Row::Measure(far));
    let mut form = ward.measure(id("m1"));
    form.relations = vec![tie(RelationKind::Revises, "far")];
    assert!(matches!(
        ward.why(Edit::Put(Row::Measure(form))),
        Why::Misfit(Fault { misfit: Misfit::OwnLineage, .. })
    ));
    let long = Measure { detail: Some("長".repeat(201)), ..ward.measure(id("m1")) };
    assert_eq!(ward.why(Edit::Put(Row::Measure(long))), Why::Value("detail"));
}
