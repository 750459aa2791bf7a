//! A group's year: sums of months are the year's, twins count once, edges of the year, what moved, memos stay.

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::activity::Draft;
use crate::calendar::WallTime;
use crate::grant::{Condition, Grant};
use crate::id::RecordId;
use crate::id::{DistrictId, PersonId, derived};
use crate::query::gauge::{Share, asked_of, reach};
use crate::record::{Fields, Hand, Kind, REMOVED, Scope};
use crate::session::{GroupSession, Rule};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

fn district() -> DistrictId {
    DistrictId::of(derived(&["hinata"]))
}

fn group(key: &str) -> GroupId {
    GroupId::of(derived(&["group", key]))
}

fn place(key: &str) -> PlaceId {
    PlaceId::of(derived(&["place", key]))
}

#[derive(Default)]
struct World {
    records: Vec<Record>,
}

impl World {
    fn put(&mut self, id: RecordId, kind: Kind, fields: Fields) -> &mut Record {
        let hand = Hand { by: Some(PersonId::of(derived(&["a"]))), at: WallTime::from_millis(0) };
        let born = self.records.len() as u64 + 1;
        let (scope, parallel) = (Scope::DistrictAll(district()), Vec::new());
        let record =
            Record { id, kind, scope, version: born, born, made: hand, edited: hand, fields, parallel };
        self.records.push(record);
        self.records.last_mut().unwrap()
    }

    /// つくし, a salon.
    fn new() -> Self {
        let mut world = Self::default();
        world.group("tsukushi", "salon");
        world
    }

    fn group(&mut self, key: &str, what: &str) -> &mut Record {
        let name = key.to_owned();
        let named = Group { what: Some(what.to_owned()), ..Group::named(group(key), district(), name) };
        self.put(group(key).record(), Kind::Group, named.fields())
    }

    fn log(&mut self, draft: &Draft) -> &mut Record {
        let id = ActivityId::from_uuid(Uuid::from_u128(self.records.len() as u128 + 1));
        let fields = draft.fields(&Kinds::default().get(&draft.what)).unwrap();
        self.put(id.record(), Kind::Activity, fields)
    }

    fn salon(&mut self, date: &str, heads: u64, helpers: u64) -> &mut Record {
        self.log(&salon(date, heads, helpers))
    }

    fn year(&self, today: &str) -> GroupYear {
        group_year(&View::new(&self.records), asked(today))
    }
}

fn asked(today: &str) -> Asked {
    Asked { group: group("tsukushi"), year: year(), today: day(today), memo: false }
}

fn salon(date: &str, heads: u64, helpers: u64) -> Draft {
    let mut draft = Draft::new("salon", Some(district()), When::Day(day(date)));
    draft.group = Some(group("tsukushi"));
    draft.place = Some(place("hall"));
    (draft.counts.total, draft.counts.helpers) = (Some(heads), Some(helpers));
    draft
}

/// A small generator (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % end
    }
}

/// A year rolled by chance: salons split and unsplit, cancelled ones, greetings at two gates, months' totals, twins.
fn rolled(seed: u64) -> World {
    let mut chance = Chance(seed);
    let mut world = World::new();
    for _ in 0..chance.below(120) {
        let date = year().first().plus(i64::try_from(chance.below(400)).unwrap() - 20);
        let what = ["salon", "ibasho", "aisatsu", "mimamori", "kodomo_shokudo"][chance.below(5) as usize];
        let when = if what == "mimamori" { When::Month(date.month()) } else { When::Day(date) };
        let mut draft = Draft::new(what, Some(district()), when);
        draft.group = Some(group("tsukushi"));
        draft.place = Some(place(["hall", "gate"][chance.below(2) as usize]));
        draft.held = if chance.below(6) == 0 { Held::Rain } else { Held::Done };
        draft.about = chance.below(8) == 0;
        draft.counts.helpers = (chance.below(3) > 0).then(|| chance.below(9));
        match what {
            "mimamori" => draft.counts.quantities = [("households".to_owned(), chance.below(50))].into(),
            "aisatsu" => {}
            _ if chance.below(3) == 0 => draft.counts.total = Some(chance.below(40)),
            _ => {
                let bands = ["senior", "child"].map(|band| (band.to_owned(), chance.below(20)));
                draft.counts.bands = bands.into();
            }
        }
        world.log(&draft);
    }
    world
}

fn add(all: &mut Tally, one: &Tally) {
    all.times += one.times;
    all.months += one.months;
    all.days.extend(one.days.iter().copied());
    all.places.extend(one.places.iter().copied());
    all.heads += one.heads;
    all.split += one.split;
    all.unsplit += one.unsplit;
    all.helpers += one.helpers;
    all.about += one.about;
    all.cancelled += one.cancelled;
    for (band, heads) in &one.bands {
        *all.bands.of(band.clone()) += *heads;
    }
    for (key, number) in &one.quantities {
        *all.quantities.of(key.clone()) += *number;
    }
}

#[test]
fn whatever_the_logs_the_months_add_up_to_the_year_and_bands_to_no_more_than_the_heads() {
    let kinds = Kinds::default();
    for seed in 0..60 {
        for year in rolled(seed).year("2027-03-31").kinds {
            let mut sum = Tally::default();
            year.months.iter().for_each(|month| add(&mut sum, &month.sum));
            assert_eq!(sum, year.sum, "seed {seed}, {}", year.what);
            assert_eq!(year.months.len(), 12);
            assert_eq!(year.held.len() as u64, year.sum.times, "every date stands in the list");
            assert_eq!(year.not_held.len() as u64, year.sum.cancelled);
            let kind = kinds.get(&year.what);
            let heads: u64 = year.held.iter().filter_map(|date| date.counts.attendance(&kind)).sum();
            assert_eq!(heads, year.sum.heads);
            let whole = year.sum.bands.iter().filter(|(key, _)| kind.band(key).is_some_and(|it| !it.part));
            assert!(whole.map(|(_, heads)| heads).sum::<u64>() <= year.sum.heads, "seed {seed}");
            let within = |it: &MonthYear| it.sum.days.iter().all(|day| it.month.contains(*day));
            assert!(year.months.iter().all(within));
        }
    }
}

#[test]
fn the_order_of_the_logs_does_not_matter() {
    for seed in 0..20 {
        let mut world = rolled(seed);
        let told = world.year("2026-12-10");
        world.records.reverse();
        assert_eq!(world.year("2026-12-10"), told, "seed {seed}");
    }
}

#[test]
fn kinds_of_one_group_stand_apart_in_the_order_of_the_form() {
    let mut world = World::new();
    let mut meal = salon("2026-06-02", 30, 8);
    meal.what = "kaishoku".to_owned();
    meal.counts.quantities = [("meals".to_owned(), 38)].into();
    world.log(&meal);
    world.salon("2026-06-02", 12, 3);
    let year = world.year("2026-06-30");
    let told: Vec<_> = year.kinds.iter().map(|kind| (kind.what.as_str(), kind.sum.heads)).collect();
    assert_eq!(told, [("salon", 12), ("kaishoku", 30)]);
    assert_eq!(year.kinds[1].sum.quantities["meals"], 38);
}

#[test]
fn the_year_ends_on_31_march_and_begins_on_1_april() {
    let mut world = World::new();
    for (date, heads) in [("2026-03-31", 1), ("2026-04-01", 10), ("2027-03-31", 100), ("2027-04-01", 1000)] {
        world.salon(date, heads, 1);
    }
    assert_eq!(world.year("2027-04-01").kinds[0].sum.heads, 110);
}

#[test]
fn a_group_without_logs_has_an_empty_year() {
    let world = World::new();
    assert!(world.year("2026-11-24").kinds.is_empty());
    let before = Asked { year: FiscalYear::new(1990).unwrap(), ..asked("2026-11-24") };
    assert!(group_year(&View::new(&world.records), before).kinds.is_empty());
    let unknown = Asked { group: group("nobody"), ..asked("2026-11-24") };
    assert!(group_year(&View::new(&world.records), unknown).kinds.is_empty());
}

#[test]
fn what_was_not_held_is_told_with_its_reason_and_once() {
    let mut world = World::new();
    world.salon("2026-06-02", 12, 3);
    for (date, why) in [("2026-08-04", Held::Heat), ("2026-06-09", Held::Rain), ("2026-06-09", Held::Rain)] {
        let mut off = salon(date, 0, 0);
        off.held = why;
        world.log(&off);
    }
    let kind = &world.year("2026-11-24").kinds[0];
    let told: Vec<_> = kind.not_held.iter().map(|it| (it.when.last_day().to_string(), it.why)).collect();
    assert_eq!(told, [("2026-06-09".to_owned(), Held::Rain), ("2026-08-04".to_owned(), Held::Heat)]);
    assert_eq!((kind.sum.times, kind.sum.cancelled), (1, 2));
}

#[test]
fn twins_count_once_and_another_meeting_twice() {
    let mut world = World::new();
    world.salon("2026-06-02", 12, 3);
    world.salon("2026-06-02", 13, 3);
    assert_eq!(world.year("2026-06-30").kinds[0].sum.times, 1);
    let mut another = salon("2026-06-02", 5, 1);
    another.another = true;
    world.log(&another);
    let kind = &world.year("2026-06-30").kinds[0];
    assert_eq!((kind.sum.times, kind.sum.heads, kind.held.len()), (2, 17, 2));
}

#[test]
fn a_log_counts_for_the_group_that_it_names_now() {
    let mut world = World::new();
    world.group("midori", "salon");
    let moved = world.salon("2026-06-02", 12, 3);
    moved.fields.insert("group".to_owned(), json!(group("midori").to_string()));
    let gone = world.salon("2026-06-09", 9, 3);
    gone.fields.insert(REMOVED.to_owned(), json!(true));
    assert!(world.year("2026-06-30").kinds.is_empty());
    let midori = Asked { group: group("midori"), ..asked("2026-06-30") };
    assert_eq!(group_year(&View::new(&world.records), midori).kinds[0].sum.heads, 12);
}

#[test]
fn what_a_group_was_before_counts_and_a_circle_ends() {
    let mut world = World::new();
    world.group("old", "salon").fields.insert("from".to_owned(), json!(group("tsukushi").to_string()));
    let mut before = salon("2026-05-12", 7, 2);
    before.group = Some(group("old"));
    world.log(&before);
    world.salon("2026-06-02", 12, 3);
    assert_eq!(world.year("2026-06-30").kinds[0].sum.heads, 12);
    let now = world.records.iter_mut().find(|record| record.id == group("tsukushi").record()).unwrap();
    now.fields.insert("from".to_owned(), json!(group("old").to_string()));
    assert_eq!(world.year("2026-06-30").kinds[0].sum.heads, 19);
}

#[test]
fn staffs_own_kinds_are_no_part_of_a_group_s_report() {
    let mut world = World::new();
    let mut visit = salon("2026-06-02", 1, 1);
    visit.what = "homon".to_owned();
    world.log(&visit);
    assert!(world.year("2026-06-30").kinds.is_empty());
}

#[test]
fn a_month_counts_once_it_has_ended_or_something_was_held_while_the_group_lives() {
    let mut world = World::new();
    world.salon("2026-04-07", 10, 2);
    let counted = |world: &World, today: &str| world.year(today).kinds[0].months_counted();
    assert_eq!(counted(&world, "2026-06-15"), 2, "June has not ended");
    assert_eq!(counted(&world, "2026-06-30"), 2, "nor on its last day");
    assert_eq!(counted(&world, "2026-07-01"), 3);
    world.salon("2026-06-02", 10, 2);
    assert_eq!(counted(&world, "2026-06-15"), 3, "something was held in June");
    assert_eq!(counted(&world, "2027-08-01"), 12);
    let group = world.records.first_mut().unwrap();
    group.fields.insert("since".to_owned(), json!("2026-06-01"));
    group.fields.insert("until".to_owned(), json!("2026-09-10"));
    assert_eq!(
        counted(&world, "2027-08-01"),
        5,
        "June to September, and April, in which it met all the same"
    );
}

#[test]
fn chips_are_told_and_a_memo_only_where_it_is_asked_for() {
    let mut world = World::new();
    let mut log = salon("2026-06-02", 12, 3);
    log.content = ["tea".to_owned(), "gym".to_owned()].into();
    log.note = "やまださんが来た".to_owned();
    world.log(&log);
    let date = &world.year("2026-06-30").kinds[0].held[0];
    assert_eq!((date.content.as_slice(), &date.memo), (["体操", "茶話"].as_slice(), &None));
    assert!(!format!("{:?}", world.year("2026-06-30")).contains("やまだ"));
    let asked = Asked { memo: true, ..asked("2026-06-30") };
    let year = group_year(&View::new(&world.records), asked);
    assert_eq!(year.kinds[0].held[0].memo.as_deref(), Some("やまださんが来た"));
}

#[test]
fn times_are_days_of_greetings_months_of_watching_and_else_times() {
    let mut world = World::new();
    for (date, at) in [("2026-06-01", "hall"), ("2026-06-01", "gate"), ("2026-06-08", "hall")] {
        let mut gate = salon(date, 0, 6);
        (gate.what, gate.place) = ("aisatsu".to_owned(), Some(place(at)));
        world.log(&gate);
    }
    for month in ["2026-05", "2026-06"] {
        let mut watch = salon("2026-06-01", 0, 9);
        (watch.what, watch.when) = ("mimamori".to_owned(), When::Month(Month::parse(month).unwrap()));
        world.log(&watch);
    }
    world.salon("2026-06-02", 12, 3);
    let kinds = Kinds::default();
    let year = world.year("2026-06-30");
    let told: Vec<_> = year.kinds.iter().map(|it| it.times(&kinds.get(&it.what))).collect();
    assert_eq!(told, [(2, "日"), (1, "回"), (2, "か月")]);
}

fn weekly() -> Grant {
    let least = [(Condition::Times, 36), (Condition::HeadsMonth, 10), (Condition::HelpersTime, 3)];
    Grant { name: "週1回型".to_owned(), least: least.into(), ..Grant::default() }
}

fn reached(world: &World, grant: &Grant, today: &str) -> Vec<(Condition, Share, bool)> {
    let view = View::new(&world.records);
    let group = view.group(group("tsukushi")).unwrap();
    let found = reach(view.kinds(), grant, &group, &world.year(today));
    found.into_iter().map(|it| (it.condition, it.now, it.reached())).collect()
}

#[test]
fn a_gauge_tells_how_far_the_year_has_come_by_each_condition() {
    let mut world = World::new();
    assert!(reached(&world, &weekly(), "2026-06-30").iter().all(|(_, _, reached)| !reached));
    for date in ["2026-04-07", "2026-04-14", "2026-05-12", "2026-06-02"] {
        world.salon(date, 11, 3);
    }
    let told = reached(&world, &weekly(), "2026-06-30");
    assert_eq!(
        told,
        [
            (Condition::Times, Share { sum: 4, among: 1 }, false),
            (Condition::HeadsMonth, Share { sum: 44, among: 3 }, true),
            (Condition::HelpersTime, Share { sum: 12, among: 4 }, true),
        ]
    );
    assert_eq!((told[1].1.text().as_str(), told[2].1.text().as_str()), ("14.6", "3.0"));
}

#[test]
fn what_is_shown_never_claims_more_than_there_is() {
    let share = Share { sum: 1199, among: 12 };
    assert_eq!((share.text().as_str(), share.reaches(100)), ("99.9", false));
    assert_eq!(Share { sum: 0, among: 0 }.text(), "—");
    assert!(!Share { sum: 0, among: 0 }.reaches(1));
    assert!(Share { sum: 1200, among: 12 }.reaches(100));
}

#[test]
fn a_grant_s_months_and_kinds_alone_count() {
    let mut world = World::new();
    for date in ["2026-07-07", "2026-08-04"] {
        world.salon(date, 20, 3);
    }
    let mut meal = salon("2026-07-14", 30, 8);
    meal.what = "kaishoku".to_owned();
    world.log(&meal);
    let times = |grant: &Grant| reached(&world, grant, "2026-09-01")[0].1.sum;
    assert_eq!(times(&weekly()), 2, "what the group usually does");
    let not_august = Grant { months: [4, 5, 6, 7, 9].into(), ..weekly() };
    assert_eq!(times(&not_august), 1);
    let both = Grant { kinds: ["salon".to_owned(), "kaishoku".to_owned()].into(), ..weekly() };
    assert_eq!(times(&both), 3);
    let share = reached(&world, &not_august, "2026-09-01")[1].1;
    assert_eq!(share, Share { sum: 20, among: 4 }, "April to July");
}

#[test]
fn a_group_s_own_agreement_goes_before_the_list() {
    let list = [("weekly".to_owned(), weekly())].into();
    let mut group = Group::named(group("tsukushi"), district(), "つくし".to_owned());
    assert_eq!(asked_of(&list, &group), None);
    group.grant = Some(24);
    let own = asked_of(&list, &group).unwrap();
    assert_eq!((own.name.as_str(), own.least), ("", [(Condition::Times, 24)].into()));
    group.grant_of = Some("weekly".to_owned());
    let both = asked_of(&list, &group).unwrap();
    assert_eq!((both.name.as_str(), both.least[&Condition::Times]), ("週1回型", 24));
    group.grant = None;
    assert_eq!(asked_of(&list, &group), Some(weekly()));
    group.grant_of = Some("gone".to_owned());
    assert_eq!(asked_of(&list, &group), None, "a grant that is not on the list any more");
}

#[test]
fn a_meeting_that_nobody_logged_is_found() {
    let mut world = World::new();
    let session = SessionId::of(derived(&["session"]));
    let empty = world.put(session.record(), Kind::Session, Fields::new()).clone();
    let weekly = GroupSession {
        group: Some(group("tsukushi")),
        what: "salon".to_owned(),
        rule: Rule::parse("week tue").ok(),
        since: Some(day("2026-04-10")),
        ..GroupSession::read(&empty)
    };
    world.records.last_mut().unwrap().fields = weekly.fields();
    let logged = id_for_session(session, day("2026-04-21"), 1);
    let fields = salon("2026-04-22", 9, 2).fields(&Kinds::default().get("salon")).unwrap();
    world.put(logged.record(), Kind::Activity, fields);
    let missing: Vec<_> = unlogged(&View::new(&world.records), asked("2026-05-05"))
        .into_iter()
        .map(|(_, day)| day.to_string())
        .collect();
    assert_eq!(missing, ["2026-04-14", "2026-04-28"], "held on another day is logged; today is not over");
}
