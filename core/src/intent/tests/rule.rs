//! Rules of a plan and a person's word against them: made, changed, taken away, refused, and what they do to logs.

use super::*;

use crate::plan::Plan;
use crate::plan::rule::Rule as Counting;
use crate::query::serves::{Preview, Serving, preview};

fn plan() -> PlanId {
    PlanId::of(derived(&["plan"]))
}

fn measure(name: &str) -> MeasureId {
    MeasureId::of(derived(&[name]))
}

/// A ward with a plan of two measures, a measure of another plan, one that was removed, and a salon's log.
fn ward(role: Role) -> World {
    let mut world = World::new(role);
    let years = [("first_year", json!(2026)), ("last_year", json!(2030)), ("status", json!("決定"))];
    world.put(plan().record(), Kind::Plan, Scope::OrgAll, fields(&years));
    let former = [("first_year", json!(2021)), ("last_year", json!(2025)), ("status", json!("決定"))];
    world.put(derived(&["former"]), Kind::Plan, Scope::OrgAll, fields(&former));
    for (name, of) in [("a", "plan"), ("b", "plan"), ("old", "former")] {
        let of = [("plan", json!(derived(&[of]).to_string())), ("title", json!(name))];
        world.put(derived(&[name]), Kind::Measure, Scope::OrgAll, fields(&of));
    }
    let gone = [("plan", json!(plan().to_string())), ("removed", json!(true))];
    world.put(derived(&["gone"]), Kind::Measure, Scope::OrgAll, fields(&gone));
    let said =
        [("what", json!("salon")), ("day", json!("2026-11-24")), ("group", json!(group().to_string()))];
    world.put(log().record(), Kind::Activity, Scope::DistrictAll(district()), fields(&said));
    world
}

fn log() -> ActivityId {
    ActivityId::of(derived(&["log"]))
}

fn salon_rule(measures: &[&str]) -> Counting {
    let kinds = ["salon".to_owned()].into();
    Counting { kinds, measures: measures.iter().map(|name| measure(name)).collect(), ..Counting::default() }
}

fn make(form: Counting) -> Intent {
    Intent::Rule { plan: plan(), key: None, form: Some(form) }
}

fn serves(world: &World) -> Vec<MeasureId> {
    let view = View::new(world.records.values());
    let log = Activity::read(view.get(log().record()).unwrap());
    Serving::new(&view).of(&log).into_iter().collect()
}

fn rules(world: &World) -> SortedMap<String, Counting> {
    Plan::read(world.records.get(&plan().record()).unwrap()).rules
}

#[test]
fn staff_make_change_and_take_away_a_rule_and_logs_follow_at_once() {
    let mut world = ward(Role::Staff);
    assert_eq!(serves(&world), []);
    world.done(make(salon_rule(&["a"])));
    assert_eq!(serves(&world), [measure("a")]);
    let key = rules(&world).keys().next().unwrap().clone();
    let other = Counting { runner: Some(" 地区社協 ".to_owned()), ..salon_rule(&["b"]) };
    let change = Intent::Rule { plan: plan(), key: Some(key.clone()), form: Some(other) };
    let wishes = world.done(change.clone());
    let [Wish { act: Act::Set(set), .. }] = wishes.as_slice() else { panic!("{wishes:?}") };
    assert_eq!(set.keys().collect::<Vec<_>>(), [&format!("rule.{key}")], "nothing else of the plan");
    assert_eq!(rules(&world).get(&key).unwrap().runner.as_deref(), Some("地区社協"));
    assert_eq!(serves(&world), [], "the hall is run by nobody of that name");
    assert_eq!(world.ask(change), Ok(vec![]), "a repeat makes nothing");
    world.done(Intent::Rule { plan: plan(), key: Some(key), form: None });
    assert!(rules(&world).is_empty());
}

#[test]
fn a_rule_that_cannot_be_is_refused_with_its_reason() {
    let mut world = ward(Role::Admin);
    let refused = |world: &mut World, form| match world.ask(make(form)) {
        Err(Refusal::Rule(fault)) => fault,
        other => panic!("{other:?}"),
    };
    let empty = Counting { measures: [measure("a")].into(), ..Counting::default() };
    assert_eq!(refused(&mut world, empty), RuleFault::NoCondition);
    assert_eq!(refused(&mut world, salon_rule(&[])), RuleFault::NoMeasure);
    for name in ["old", "gone", "never"] {
        assert_eq!(refused(&mut world, salon_rule(&["a", name])), RuleFault::Measure(measure(name)));
    }
    let kind = Counting { kinds: ["chess".to_owned()].into(), ..salon_rule(&["a"]) };
    assert_eq!(refused(&mut world, kind), RuleFault::Kind);
    let many: Vec<String> = (0..=RULE_MEASURES).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(refused(&mut world, salon_rule(&many)), RuleFault::TooMany(RULE_MEASURES));
    let gone = Intent::Rule { plan: PlanId::of(derived(&["none"])), key: None, form: None };
    assert_eq!(world.ask(gone), Err(Refusal::NotHere(derived(&["none"]))));
}

#[test]
fn a_preview_tells_how_many_logs_of_the_phone_would_count_otherwise() {
    let mut world = ward(Role::Staff);
    world.done(make(salon_rule(&["a"])));
    let key = rules(&world).keys().next().unwrap().clone();
    let view = View::new(world.records.values());
    let of = |rule: Option<&Counting>| preview(&view, plan(), &key, rule);
    assert_eq!(of(Some(&salon_rule(&["a"]))), Preview::default());
    assert_eq!(of(Some(&salon_rule(&["a", "b"]))), Preview { gain: 1, lose: 0, change: 1 });
    assert_eq!(of(Some(&salon_rule(&["b"]))), Preview { gain: 1, lose: 1, change: 1 });
    assert_eq!(of(None), Preview { gain: 0, lose: 1, change: 1 });
}

#[test]
fn a_person_says_what_a_log_counts_for_and_takes_it_back() {
    let mut world = ward(Role::Volunteer);
    world.session.role = Role::Staff;
    world.done(make(salon_rule(&["a"])));
    world.session.role = Role::Volunteer;
    let say = |name: &str, yes| Intent::Serve { log: log(), measure: measure(name), yes };
    world.done(say("a", false));
    world.done(say("b", true));
    assert_eq!(serves(&world), [measure("b")]);
    let draft = Draft::of(&Activity::read(world.records.get(&log().record()).unwrap()), day("2026-11-24"));
    assert_eq!(draft.serves, [(measure("a"), false), (measure("b"), true)].into(), "the form keeps it");
    assert_eq!(world.ask(say("b", true)), Ok(vec![]));
    world.done(say("a", true));
    let kept = &world.records.get(&log().record()).unwrap().fields;
    assert!(!kept.contains_key(&format!("serves.{}", measure("a"))), "what the rules say needs no word");
    assert_eq!(world.ask(say("old", true)), Err(Refusal::Rule(RuleFault::Years)));
    assert_eq!(world.ask(say("gone", true)), Err(Refusal::Rule(RuleFault::Measure(measure("gone")))));
}
