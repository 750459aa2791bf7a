//! Targets of the four kinds over a small ward: each number from logs laid down here, to be added up by hand.

use serde_json::json;

use super::*;
use crate::activity::Activity;
use crate::calendar::WallTime;
use crate::id::{ItemId, PlanId, RecordId, TargetId, derived};
use crate::kind::Kinds;
use crate::query::ledger::{Ledger, Ledgers};
use crate::query::serves::Serving;
use crate::query::summary::Summary;
use crate::record::{Fields, Hand, Kind, Record, Scope};
use crate::view::View;

fn id(name: &str) -> RecordId {
    derived(&[name])
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[derive(Default)]
struct Ward {
    records: Vec<Record>,
}

impl Ward {
    fn put(&mut self, name: &str, kind: Kind, scope: Scope, fields: serde_json::Value) {
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        let fields: Fields = serde_json::from_value(fields).unwrap();
        let born = self.records.len() as u64 + 1;
        let parallel = Vec::new();
        let record = Record {
            id: id(name),
            kind,
            scope,
            version: born,
            born,
            made: hand,
            edited: hand,
            fields,
            parallel,
        };
        self.records.push(record);
    }

    /// Two districts, a plan of 令和8–12年度 and one of 令和3–7年度 before it, あいさつ and salons counted for a measure each.
    fn new() -> Self {
        let mut ward = Self::default();
        for name in ["hinata", "donguri"] {
            ward.put(name, Kind::District, Scope::OrgAll, json!({ "name": name }));
        }
        for (plan, first, last) in [("4", 2021, 2025), ("5", 2026, 2030)] {
            let rule = |kind: &str| json!({ "kinds": [kind], "measures": [id(&format!("{plan}{kind}"))] });
            ward.put(
                plan,
                Kind::Plan,
                Scope::OrgAll,
                json!({
                    "status": "決定", "first_year": first, "last_year": last,
                    "rule.a": rule("aisatsu"), "rule.s": rule("salon"), "rule.o": rule("oyako"),
                }),
            );
            for kind in ["aisatsu", "salon", "oyako"] {
                let before = format!("relation.continues.{}", id(&format!("4{kind}")));
                let mut fields = json!({ "plan": id(plan) });
                if plan == "5" {
                    fields[before] = json!(true);
                }
                ward.put(&format!("{plan}{kind}"), Kind::Measure, Scope::OrgAll, fields);
            }
        }
        ward
    }

    fn log(&mut self, district: &str, kind: &str, date: &str, at: &str, more: serde_json::Value) {
        let mut fields =
            json!({ "what": kind, "day": date, "place": id(at), "group": id(&format!("{at}会")) });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let scope = Scope::DistrictAll(crate::id::DistrictId::of(id(district)));
        let name = format!("log {}", self.records.len());
        self.put(&name, Kind::Activity, scope, fields);
    }

    fn ledgers(&self, until: Day) -> Ledgers {
        let kinds = Kinds::default();
        let mut by: SortedMap<(Scope, Month), Vec<(&Record, Activity)>> = SortedMap::new();
        for record in self.records.iter().filter(|record| record.kind == Kind::Activity) {
            let log = Activity::read(record);
            if let Some(when) = log.when.filter(|when| when.last_day() <= until) {
                by.of((record.scope, when.month())).push((record, log));
            }
        }
        by.into_iter().map(|(at, logs)| (at, Arc::new(Ledger::build(&kinds, logs)))).collect()
    }

    fn deeds(&self, until: &str) -> Deeds {
        let mut deeds = Deeds::new(Serving::new(&View::new(self.records.iter())), self.parts());
        deeds.take(&self.ledgers(day(until)));
        deeds
    }

    fn parts(&self) -> SortedSet<Part> {
        ["hinata", "donguri", "kita"]
            .map(|name| Some(DistrictId::of(id(name))))
            .into_iter()
            .chain([None])
            .collect()
    }

    fn book(&self) -> Book {
        Book::read(self.records.iter())
    }

    fn standing(&self, target: &Target, today: &str) -> Standing {
        let (book, deeds) = (self.book(), self.deeds(today));
        let year_before = day(today).plus(-365);
        let cut = self.deeds(&year_before.to_string());
        standing(Ground { book: &book, deeds: &deeds, cut: Some(&cut), today: day(today) }, target)
    }
}

fn target(measure: &str, goal: Goal) -> Target {
    Target {
        id: TargetId::of(id("target")),
        plan: Some(PlanId::of(id(&measure[..1]))),
        measure: Some(MeasureId::of(id(measure))),
        item: None,
        district: None,
        goal: Some(goal),
        over: Over::Year,
        printed: None,
    }
}

fn count(number: u64, unit: &str) -> Goal {
    Goal::Count { number, unit: unit.to_owned() }
}

fn done(ward: &Ward, measure: &str, unit: &str, today: &str) -> u64 {
    match ward.standing(&target(measure, count(100, unit)), today).reached {
        Reached::Number { done, .. } => done,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_unit_is_the_sum_that_the_table_says() {
    let mut ward = Ward::new();
    ward.log(
        "hinata",
        "oyako",
        "2026-05-12",
        "会館",
        json!({ "head.adult": 9, "head.child": 10, "qty.families": 9, "helpers": 4 }),
    );
    ward.log("hinata", "oyako", "2026-05-12", "集会所", json!({ "heads": 5, "qty.families": 2 }));
    ward.log("donguri", "oyako", "2026-06-09", "公園", json!({ "heads": 7, "held": "done" }));
    ward.log("donguri", "oyako", "2026-06-16", "公園", json!({ "held": "rain" }));
    let done = |unit| done(&ward, "5oyako", unit, "2026-11-24");
    let found = ["回", "日", "人", "団体", "か所", "地区", "組"].map(done);
    assert_eq!(found, [3, 2, 31, 3, 3, 2, 11], "中止 counts for nothing, 担い手 are never among 人");
    let standing = ward.standing(&target("5oyako", count(100, "人")), "2026-11-24");
    assert_eq!((standing.behind.logs, standing.behind.parts.values().sum::<u64>()), (3, 31));
    assert_eq!(standing.behind.months.values().copied().collect::<Vec<_>>(), [24, 7]);
    let strange = ward.standing(&target("5oyako", count(10, "校")), "2026-11-24");
    assert_eq!(strange.reached, Reached::Untold(Why::NoUnit));
}

#[test]
fn bad_goals_are_told_and_not_scored() {
    let mut ward = Ward::new();
    let why = |ward: &Ward, target: &Target, today: &str| match ward.standing(target, today).reached {
        Reached::Untold(why) => Some(why),
        _ => None,
    };
    assert_eq!(why(&ward, &target("5salon", count(0, "回")), "2026-11-24"), Some(Why::Zero));
    assert_eq!(why(&ward, &target("5salon", count(9, "回")), "2026-03-31"), Some(Why::NotBegun));
    let named = Goal::Coverage { set: Set::Named("学校".to_owned()) };
    assert_eq!(why(&ward, &target("5salon", named), "2026-11-24"), Some(Why::NoList));
    ward.put(
        "item",
        Kind::Item,
        Scope::OrgAll,
        json!({ "plan": id("5"), "measure": id("5salon"), "year": 2035 }),
    );
    let of_item =
        Target { measure: None, item: Some(ItemId::of(id("item"))), ..target("5salon", count(9, "回")) };
    assert_eq!(why(&ward, &of_item, "2026-11-24"), Some(Why::OutsidePlan));
    let nothing = ward.standing(&target("5salon", count(9, "回")), "2026-11-24");
    assert_eq!(nothing.reached, Reached::Number { done: 0, goal: 9, unit: "回".to_owned() });
    assert_eq!(nothing.behind, Behind::default());
}

#[test]
fn the_year_ends_on_31_march_of_the_day_that_a_person_chose() {
    let mut ward = Ward::new();
    ward.log("hinata", "salon", "2027-03-31", "会館", json!({}));
    ward.log("hinata", "salon", "2027-04-01", "会館", json!({}));
    let last = WallTime::from_millis(1_806_505_199_000); // 2027-03-31 23:59:59 in Japan
    assert_eq!((last.day(), last.plus(1000).day()), (day("2027-03-31"), day("2027-04-01")));
    assert_eq!(done(&ward, "5salon", "回", &last.day().to_string()), 1);
    assert_eq!(done(&ward, "5salon", "回", &last.plus(1000).day().to_string()), 1);
    assert_eq!(done(&ward, "5salon", "回", "2028-03-31"), 1, "only 令和9年度's");
    let over = Target { over: Over::Plan, ..target("5salon", count(9, "回")) };
    let Reached::Number { done, .. } = ward.standing(&over, "2028-03-31").reached else { panic!() };
    assert_eq!(done, 2);
}

#[test]
fn all_districts_names_those_without_a_log_and_successors_take_over() {
    let mut ward = Ward::new();
    ward.log("hinata", "aisatsu", "2026-05-11", "正門", json!({ "helpers": 7 }));
    let all = target("5aisatsu", Goal::Coverage { set: Set::Districts });
    let Reached::Districts(share, missing) = ward.standing(&all, "2026-11-24").reached else { panic!() };
    assert_eq!(share, Coverage::Of { reached: 1, all: 2 });
    assert_eq!(missing.0, [DistrictId::of(id("donguri"))].into());
    // ひなた becomes きた on 1 October: its logs are きた's, and it is asked for no more.
    ward.records.retain(|record| record.id != id("hinata"));
    let next = format!("next.{}", id("kita"));
    ward.put(
        "hinata",
        Kind::District,
        Scope::OrgAll,
        json!({ "name": "ひなた", "until": "2026-09-30", next: true }),
    );
    ward.put("kita", Kind::District, Scope::OrgAll, json!({ "name": "きた", "since": "2026-10-01" }));
    let standing = ward.standing(&all, "2026-11-24");
    let Reached::Districts(share, missing) = &standing.reached else { panic!() };
    assert_eq!((*share, missing.0.len()), (Coverage::Of { reached: 1, all: 2 }, 1));
    assert_eq!(standing.behind.parts, [(Some(DistrictId::of(id("kita"))), 1)].into());
    let own = Target { district: Some(DistrictId::of(id("kita"))), ..target("5aisatsu", count(3, "回")) };
    let Reached::Number { done, .. } = ward.standing(&own, "2026-11-24").reached else { panic!() };
    assert_eq!(done, 1);
}

#[test]
fn twice_a_month_is_told_by_month_and_ten_at_each_of_two_by_place() {
    let mut ward = Ward::new();
    for date in ["2026-04-07", "2026-04-21", "2026-05-12", "2026-06-02", "2026-06-16"] {
        ward.log("hinata", "salon", date, "会館", json!({}));
    }
    ward.log("donguri", "salon", "2026-06-09", "公園", json!({}));
    let often = Goal::Frequency { times: 2, per: Per::Month, places: None };
    let spans = |today: &str| match ward.standing(&target("5salon", often.clone()), today).reached {
        Reached::Often { spans, .. } => spans.iter().map(|(_, times)| *times).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(spans("2026-05-20"), [2], "May is not over, and has not come to two");
    assert_eq!(spans("2026-06-16"), [2, 1, 3], "June is not over, and has");
    let weekly = Goal::Frequency { times: 1, per: Per::Week, places: None };
    let Reached::Often { spans: weeks, .. } = ward.standing(&target("5salon", weekly), "2026-06-30").reached
    else {
        panic!()
    };
    assert_eq!((weeks.len(), weeks.iter().filter(|(_, times)| *times > 0).count()), (12, 6));
    let each = Goal::Frequency { times: 10, per: Per::Year, places: Some(2) };
    let Reached::Each { times, goal, places } = ward.standing(&target("5salon", each), "2026-11-24").reached
    else {
        panic!()
    };
    assert_eq!((times, goal), (10, 2));
    assert_eq!(places, [(PlaceId::of(id("会館")), 5), (PlaceId::of(id("公園")), 1)].into());
}

#[test]
fn logs_that_tell_no_place_are_not_told_as_nought_at_each() {
    let mut ward = Ward::new();
    let each = Goal::Frequency { times: 10, per: Per::Year, places: Some(2) };
    let reached = |ward: &Ward| ward.standing(&target("5salon", each.clone()), "2026-11-24").reached;
    assert_eq!(reached(&ward), Reached::Each { times: 10, goal: 2, places: SortedMap::new() });
    ward.log("hinata", "salon", "2026-04-07", "会館", json!({ "place": null }));
    assert_eq!(reached(&ward), Reached::Untold(Why::NoPlace));
}

#[test]
fn the_year_before_is_told_to_the_same_day_and_only_of_the_same_groups() {
    let mut ward = Ward::new();
    for date in ["2025-05-13", "2025-11-04", "2025-11-25", "2026-05-12", "2026-11-10"] {
        ward.log("hinata", "salon", date, "会館", json!({ "heads": 10 }));
    }
    let before = |ward: &Ward, unit| ward.standing(&target("5salon", count(9, unit)), "2026-11-24").before;
    assert_eq!(before(&ward, "回"), Before::Number(2), "of the measure that it came from; not the 25th");
    assert_eq!(before(&ward, "人"), Before::Number(20));
    ward.log("donguri", "salon", "2026-06-09", "公園", json!({ "heads": 7 }));
    assert_eq!(before(&ward, "回"), Before::Incomparable, "another group logs now");
}

#[test]
fn a_year_in_which_a_district_was_merged_or_renamed_compares_with_the_year_before() {
    let mut ward = Ward::new();
    for date in ["2025-05-13", "2025-11-04", "2025-11-25", "2026-05-12"] {
        ward.log("donguri", "salon", date, "公園", json!({ "heads": 10 }));
    }
    // どんぐり becomes きた on 1 October, and its group logs there.
    ward.records.retain(|record| record.id != id("donguri"));
    let next = format!("next.{}", id("kita"));
    let ended = json!({ "name": "どんぐり", "until": "2026-09-30", next: true });
    ward.put("donguri", Kind::District, Scope::OrgAll, ended);
    ward.put("kita", Kind::District, Scope::OrgAll, json!({ "name": "きた", "since": "2026-10-01" }));
    ward.log("kita", "salon", "2026-10-20", "公園", json!({ "heads": 10 }));
    let own =
        |name: &str| Target { district: Some(DistrictId::of(id(name))), ..target("5salon", count(9, "回")) };
    for target in [own("kita"), target("5salon", count(9, "回"))] {
        let told = ward.standing(&target, "2026-11-24");
        assert_eq!(told.reached, Reached::Number { done: 2, goal: 9, unit: "回".to_owned() });
        assert_eq!(told.before, Before::Number(2), "to the same day, of the district that it came from");
    }
    assert_eq!(ward.standing(&own("hinata"), "2026-11-24").before, Before::Incomparable);
    // Another name is the same district.
    let kita = ward.records.iter_mut().find(|record| record.id == id("kita")).unwrap();
    kita.fields.insert("name".to_owned(), json!("きたの杜"));
    assert_eq!(ward.standing(&own("kita"), "2026-11-24").before, Before::Number(2));
}

#[test]
fn a_group_of_several_districts_is_one_group() {
    let mut ward = Ward::new();
    ward.log("hinata", "salon", "2026-05-11", "会館", json!({}));
    ward.log("donguri", "salon", "2026-05-12", "会館", json!({}));
    assert_eq!(done(&ward, "5salon", "団体", "2026-11-24"), 1);
    assert_eq!(done(&ward, "5salon", "地区", "2026-11-24"), 2);
}

#[test]
fn a_district_without_logs_is_told_and_breaks_nothing() {
    let ward = Ward::new();
    for goal in [count(9, "回"), count(9, "人"), count(9, "団体"), Goal::Coverage { set: Set::Districts }]
    {
        let own = Target { district: Some(DistrictId::of(id("donguri"))), ..target("5salon", goal) };
        let told = ward.standing(&own, "2026-11-24");
        match told.reached {
            Reached::Number { done, .. } => assert_eq!(done, 0),
            Reached::Districts(share, _) => assert_eq!(share, Coverage::Of { reached: 0, all: 1 }),
            other => panic!("{other:?}"),
        }
        assert_eq!((told.behind, told.before), (Behind::default(), Before::Incomparable));
    }
    let view = View::new(ward.records.iter());
    let year = day("2026-11-24").fiscal_year();
    let district = DistrictId::of(id("donguri"));
    assert_eq!(crate::query::district_year::district_year(&view, district, year), []);
}

#[test]
fn a_reader_of_summaries_sees_the_same_number_where_none_is_small() {
    let mut ward = Ward::new();
    for date in ["2026-05-11", "2026-05-12", "2026-05-13", "2026-05-14"] {
        ward.log("hinata", "salon", date, "会館", json!({ "heads": 10 }));
    }
    ward.log("donguri", "salon", "2026-05-11", "公園", json!({ "heads": 2 }));
    ward.put("t", Kind::Target, Scope::OrgAll, json!({
        "plan": id("5"), "measure": id("5salon"), "goal": "count", "number": 9, "unit": "人", "over": "year"
    }));
    let book = ward.book();
    let serving = Serving::new(&View::new(ward.records.iter()));
    let month = Month::parse("2026-05").unwrap();
    let all: Vec<_> = ["hinata", "donguri"]
        .into_iter()
        .map(|name| {
            let part = Some(DistrictId::of(id(name)));
            let logs = ward.records.iter().filter(|record| record.kind == Kind::Activity);
            Summary::build(&Kinds::default(), (part, month), logs, 0, &serving, &needs(&book))
        })
        .collect();
    let mut deeds = Deeds::new(serving, SortedSet::new());
    deeds.take_told(all);
    let ground = Ground { book: &book, deeds: &deeds, cut: None, today: day("2026-11-24") };
    let told = standing(ground, &target("5salon", count(9, "人")));
    assert_eq!(
        told.reached,
        Reached::Number { done: 41, goal: 9, unit: "人".to_owned() },
        "40, and 少数 is at least one"
    );
    assert!(told.behind.few);
    assert_eq!(told.behind.logs, 5);
}

#[test]
fn at_each_place_and_by_weeks_a_reader_of_summaries_sees_what_the_logs_say() {
    let mut ward = Ward::new();
    for date in ["2026-04-07", "2026-04-14", "2026-05-11", "2026-05-20", "2026-06-01"] {
        ward.log("hinata", "salon", date, "会館", json!({}));
    }
    ward.log("donguri", "salon", "2026-04-09", "公園", json!({}));
    for (name, goal) in [
        ("each", json!({ "goal": "frequency", "times": 10, "per": "year", "places": 2 })),
        ("week", json!({ "goal": "frequency", "times": 1, "per": "week" })),
    ] {
        let mut fields = json!({ "plan": id("5"), "measure": id("5salon"), "over": "year" });
        fields.as_object_mut().unwrap().extend(goal.as_object().unwrap().clone());
        ward.put(name, Kind::Target, Scope::OrgAll, fields);
    }
    let book = ward.book();
    let serving = Serving::new(&View::new(ward.records.iter()));
    let parts = ["hinata", "donguri"].map(|name| Some(DistrictId::of(id(name))));
    let months = ["2026-04", "2026-05", "2026-06"].map(|month| Month::parse(month).unwrap());
    let all = parts.into_iter().flat_map(|part| months.map(|month| (part, month)));
    let all = all.map(|at| {
        let logs = ward.records.iter().filter(|record| record.kind == Kind::Activity);
        Summary::build(&Kinds::default(), at, logs, 0, &serving, &needs(&book))
    });
    let mut told = Deeds::new(serving.clone(), SortedSet::new());
    told.take_told(all.collect::<Vec<_>>());
    let logged = ward.deeds("2026-11-24");
    let reached = |deeds: &Deeds, target: &Target| {
        standing(Ground { book: &book, deeds, cut: None, today: day("2026-06-30") }, target).reached
    };
    for target in &book.targets {
        assert_eq!(reached(&told, target), reached(&logged, target), "{target:?}");
    }
    let each = book.targets.iter().find(|target| target.id.record() == id("each")).unwrap();
    let Reached::Each { places, .. } = reached(&told, each) else { panic!() };
    assert_eq!(places, [(PlaceId::of(id("会館")), 5), (PlaceId::of(id("公園")), 1)].into(), "each exactly");
}

#[test]
fn months_totals_are_not_told_as_nought_a_week() {
    let mut ward = Ward::new();
    let weekly = Goal::Frequency { times: 1, per: Per::Week, places: None };
    ward.log("hinata", "salon", "2026-05-11", "会館", json!({ "day": null, "month": "2026-05" }));
    let reached = ward.standing(&target("5salon", weekly), "2026-06-30").reached;
    assert_eq!(reached, Reached::Untold(Why::NoDay));
}

#[test]
fn another_log_of_a_month_makes_the_same_as_counting_all_anew() {
    let mut ward = Ward::new();
    ward.log("hinata", "salon", "2026-05-11", "会館", json!({ "heads": 10 }));
    ward.log("donguri", "salon", "2026-05-12", "公園", json!({ "heads": 3 }));
    let mut deeds = ward.deeds("2026-11-24");
    let mut ledgers = ward.ledgers(day("2026-11-24"));
    ward.log("hinata", "salon", "2026-05-18", "会館", json!({ "heads": 5 }));
    let anew = ward.ledgers(day("2026-11-24"));
    let changed = (Scope::DistrictAll(DistrictId::of(id("hinata"))), Month::parse("2026-05").unwrap());
    ledgers.insert(changed, Arc::clone(&anew[&changed]));
    deeds.take(&ledgers);
    let of = |deeds: &Deeds| deeds.of(&[MeasureId::of(id("5salon"))].into(), changed.1, changed.1);
    assert_eq!(of(&deeds), of(&ward.deeds("2026-11-24")));
    assert_eq!(of(&deeds).values().map(|deed| deed.heads).sum::<u64>(), 18);
}
