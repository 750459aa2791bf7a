//! Tests of the read models over one small district: today, month, list, totals, twins, summary.

use serde_json::json;
use uuid::Uuid;

use crate::activity::{Activity, Draft, Held, When};
use crate::calendar::{Day, FiscalYear, Month, Slot, WallTime};
use crate::change::Refused;
use crate::group::Group;
use crate::id::{
    ActivityId, ChangeId, DistrictId, GroupId, MeasureId, OrgId, PersonId, PlaceId, PlanId, RecordId,
    SessionId, derived,
};
use crate::kind::Kinds;
use crate::place::Place;
use crate::plan::rule::Rule as RuleOfPlan;
use crate::plan::unit::Sum;
use crate::plan::{Period, Plan, Status};
use crate::query::circular::Circular;
use crate::query::ledger::{Ledger, Line};
use crate::query::list::{Filter, Marks, State, rows};
use crate::query::serves::Serving;
use crate::query::slip;
use crate::query::summary::{Amount, KindSum, Summary, summary_id};
use crate::query::{month, today, totals, twin, usual};
use crate::record::{Fields, Hand, Kind, Parallel, REMOVED, Record, Scope};
use crate::session::{GroupSession, Rule};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::Needle;
use crate::view::View;

mod desk;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

fn district() -> DistrictId {
    DistrictId::of(derived(&["hinata"]))
}

fn group(key: &str) -> GroupId {
    GroupId::of(derived(&["group", key]))
}

fn session(key: &str) -> SessionId {
    SessionId::of(derived(&["session", key]))
}

fn place(key: &str) -> PlaceId {
    PlaceId::of(derived(&["place", key]))
}

fn person(key: &str) -> PersonId {
    PersonId::of(derived(&["person", key]))
}

#[derive(Default)]
struct World {
    records: SortedMap<RecordId, Record>,
    born: u64,
}

impl World {
    fn put(&mut self, id: RecordId, kind: Kind, scope: Scope, fields: Fields) -> &mut Record {
        self.born += 1;
        let hand = Hand { by: Some(person("a")), at: WallTime::from_millis(0) };
        let (version, born, parallel) = (self.born, self.born, Vec::new());
        let record = Record { id, kind, scope, version, born, made: hand, edited: hand, fields, parallel };
        self.records.insert(id, record);
        self.records.get_mut(&id).unwrap()
    }

    fn group(&mut self, key: &str, name: &str, what: &str, rule: &str, slot: &str, at: &str) {
        let all = Scope::DistrictAll(district());
        let named =
            Group { what: Some(what.to_owned()), ..Group::named(group(key), district(), name.to_owned()) };
        self.put(group(key).record(), Kind::Group, all, named.fields());
        let hall = Place::named(place(at), Some(district()), "hall".to_owned(), at.to_owned());
        self.put(place(at).record(), Kind::Place, Scope::OrgAll, hall.fields());
        if !rule.is_empty() {
            let empty = self.put(session(key).record(), Kind::Session, all, Fields::new()).clone();
            let meeting = GroupSession {
                group: Some(group(key)),
                what: what.to_owned(),
                place: Some(place(at)),
                slot: Slot::parse(slot).ok(),
                rule: Rule::parse(rule).ok(),
                ..GroupSession::read(&empty)
            };
            self.put(session(key).record(), Kind::Session, all, meeting.fields());
        }
    }

    /// つくし meets on Tuesdays at ten, みどり on Tuesdays at eight, わたぐも on Fridays; すみれ has no session.
    fn small() -> Self {
        let mut world = Self::default();
        world.group("tsukushi", "つくしサロン", "salon", "week tue", "10:00", "ひなた会館");
        world.group("midori", "正門のあいさつ", "aisatsu", "week tue", "08:00", "正門");
        world.group("watagumo", "わたぐもの家", "ibasho", "week fri", "13:00", "わたぐも");
        world.group("sumire", "すみれ会", "mimamori", "", "", "すみれ");
        world
    }

    fn view(&self) -> View<'_> {
        View::new(self.records.values())
    }

    fn draft(&self, key: &str, date: &str) -> Draft {
        let view = self.view();
        today::draft_of(&view, &view.session(session(key)).unwrap(), day(date))
    }

    fn log(&mut self, draft: &Draft, id: Option<ActivityId>) -> ActivityId {
        let id = id.or_else(|| draft.id(1)).unwrap();
        let kinds = Kinds::default();
        let kind = kinds.get(&draft.what);
        let scope = kind.scope(draft.district).unwrap();
        self.put(id.record(), Kind::Activity, scope, draft.fields(&kind).unwrap());
        id
    }

    /// A plan of 令和8–12年度 whose rules are of a kind and for a measure each.
    fn rules(&mut self, rules: &[(&str, &str)]) -> PlanId {
        let id = derived(&["plan"]);
        let empty = self.put(id, Kind::Plan, Scope::OrgAll, Fields::new()).clone();
        let mut plan = Plan::read(&empty);
        plan.status = Some(Status::Decided);
        plan.period = Period { first: FiscalYear::new(2026).ok(), last: FiscalYear::new(2030).ok() };
        for (kind, to) in rules {
            let (kinds, measures) = ([(*kind).to_owned()].into(), [measure(to)].into());
            plan.rules.insert(format!("{kind}{to}"), RuleOfPlan { kinds, measures, ..RuleOfPlan::default() });
        }
        self.put(id, Kind::Plan, Scope::OrgAll, plan.fields());
        PlanId::of(id)
    }

    fn salon(&mut self, date: &str, total: u64) -> ActivityId {
        let mut draft = self.draft("tsukushi", date);
        draft.counts.total = Some(total);
        draft.counts.helpers = Some(5);
        self.log(&draft, None)
    }
}

fn all_groups() -> SortedSet<GroupId> {
    ["tsukushi", "midori", "watagumo", "sumire"].map(group).into()
}

#[test]
fn todays_sessions_come_first_and_filled() {
    let mut world = World::small();
    world.salon("2026-11-17", 19);
    let view = world.view();
    let cards = today::cards(&view, &all_groups(), day("2026-11-24"));
    let names: Vec<_> = cards.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["正門のあいさつ", "つくしサロン", "すみれ会", "わたぐもの家"]);
    let salon = &cards[1];
    assert_eq!((salon.today, salon.place.as_deref()), (true, Some("ひなた会館")));
    assert_eq!(salon.draft.id(1), world.draft("tsukushi", "2026-11-24").id(1));
    assert!(salon.draft.counts.is_empty(), "numbers wait in grey, they are not filled in");
    let last = salon.last.as_ref().unwrap();
    assert_eq!((last.day, last.line.as_str()), (day("2026-11-17"), "参加 19人・担い手 5人"));
    // Friday's meeting was logged by nobody: the form opens on it.
    assert_eq!(cards[3].draft.when, When::Day(day("2026-11-20")));
    assert_eq!(cards[2].draft.when, When::Month(november()));
    let mut draft = salon.draft.clone();
    today::same_as_last(&mut draft, last);
    assert_eq!((draft.counts.total, draft.same_as_last), (Some(19), true));
}

#[test]
fn a_logged_session_of_today_goes_behind_those_that_wait() {
    let mut world = World::small();
    let mut draft = world.draft("midori", "2026-11-24");
    draft.counts.helpers = Some(4);
    let id = world.log(&draft, None);
    let view = world.view();
    let cards = today::cards(&view, &all_groups(), day("2026-11-24"));
    let names: Vec<_> = cards.iter().take(2).map(|card| (card.name.as_str(), card.logged)).collect();
    assert_eq!(names, [("つくしサロン", None), ("正門のあいさつ", Some(id))]);
    assert_eq!(today::logged(&view, &cards[1]).unwrap().counts.helpers, Some(4));
    assert!(today::cards(&view, &SortedSet::new(), day("2026-11-24")).is_empty(), "no group, no card");
}

#[test]
fn another_day_on_the_form_is_another_meeting_or_the_same_one_held_then() {
    let world = World::small();
    let view = world.view();
    let mut draft = world.draft("tsukushi", "2026-11-24");
    today::redate(&view, &mut draft, day("2026-11-25"));
    assert_eq!((draft.scheduled, draft.when), (Some(day("2026-11-24")), When::Day(day("2026-11-25"))));
    today::redate(&view, &mut draft, day("2026-11-17"));
    assert_eq!(draft.scheduled, Some(day("2026-11-17")));
    today::redate(&view, &mut draft, day("2026-10-01"));
    assert_eq!(draft.scheduled, None);
}

#[test]
fn the_month_s_sheet_lists_the_dates_and_what_was_logged_beside_them() {
    let mut world = World::small();
    let regular = world.salon("2026-11-17", 19);
    let mut extra = world.draft("tsukushi", "2026-11-21");
    (extra.session, extra.counts.total) = (None, Some(8));
    let extra = world.log(&extra, None);
    let mut moved = world.draft("tsukushi", "2026-11-10");
    (moved.when, moved.counts.total) = (When::Day(day("2026-11-11")), Some(7));
    let moved = world.log(&moved, None);
    let view = world.view();
    let rows =
        month::of_session(&view, &view.session(session("tsukushi")).unwrap(), november(), day("2026-11-20"));
    let shown: Vec<_> =
        rows.iter().map(|row| (row.draft.when.last_day().to_string(), row.log, row.future)).collect();
    let row = |date: &str, log, future| (date.to_owned(), log, future);
    assert_eq!(
        shown,
        [
            row("2026-11-03", None, false),
            row("2026-11-11", Some(moved), false),
            row("2026-11-17", Some(regular), false),
            row("2026-11-21", Some(extra), true),
            row("2026-11-24", None, true),
        ]
    );
    let rows = month::of_group(&view, group("sumire"), "mimamori", november(), day("2026-11-20"));
    assert_eq!((rows.len(), rows[0].draft.when), (1, When::Month(november())));
}

#[test]
fn twins_count_once_until_somebody_says_otherwise() {
    let mut world = World::small();
    let gate = |another: bool, group: Option<GroupId>| {
        let mut draft = Draft::new("aisatsu", Some(district()), When::Day(day("2026-11-24")));
        (draft.place, draft.slot, draft.group) = (Some(place("正門")), Slot::parse("08:00").ok(), group);
        (draft.counts.helpers, draft.another) = (Some(4), another);
        draft
    };
    let id = |n| Some(ActivityId::from_uuid(Uuid::from_u128(n)));
    let times = |world: &World| {
        totals::of_month(&world.view(), district(), november()).get("aisatsu").map_or(0, |tally| tally.times)
    };
    world.log(&gate(false, None), id(1));
    world.log(&gate(false, None), id(2));
    assert_eq!(times(&world), 1);
    // The session's own log is that event too.
    let mut regular = world.draft("midori", "2026-11-24");
    regular.counts.helpers = Some(6);
    let regular = world.log(&regular, None);
    assert_eq!(times(&world), 1);
    let view = world.view();
    let counted = twin::counted(view.logs());
    assert_eq!((counted[0].1.id, counted[0].2.len()), (regular, 2), "the session's counts");
    assert!(twin::twin_of(&view, &gate(false, None)).is_some());
    world.log(&gate(true, None), id(3));
    assert_eq!(times(&world), 2, "別の回");
    world.log(&gate(false, Some(group("sumire"))), id(4));
    assert_eq!(times(&world), 2, "one group named, the other not");
    world.log(&gate(false, Some(group("tsukushi"))), id(5));
    assert_eq!(times(&world), 3, "two groups at one gate are two");
}

#[test]
fn a_district_s_month_is_told_by_kind() {
    let mut world = World::small();
    world.salon("2026-11-17", 19);
    world.salon("2026-11-10", 12);
    world.salon("2026-10-27", 9);
    let mut rain = world.draft("tsukushi", "2026-11-24");
    rain.held = Held::Rain;
    world.log(&rain, None);
    for (n, at) in [(1, "正門"), (2, "東門")] {
        let mut draft = Draft::new("aisatsu", Some(district()), When::Day(day("2026-11-16")));
        (draft.place, draft.counts.helpers) = (Some(place(at)), Some(3));
        world.log(&draft, Some(ActivityId::from_uuid(Uuid::from_u128(n))));
    }
    let mut helped = world.draft("watagumo", "2026-11-20");
    helped.counts.bands = [("senior".to_owned(), 8), ("child".to_owned(), 5), ("first".to_owned(), 2)].into();
    let gone = world.log(&helped, None);
    let view = world.view();
    let month = totals::of_month(&view, district(), november());
    let salon = &month["salon"];
    assert_eq!((salon.times, salon.heads, salon.helpers, salon.cancelled, salon.unsplit), (2, 31, 10, 1, 2));
    assert_eq!((month["ibasho"].heads, month["ibasho"].split), (13, 1), "a part is not added");
    assert_eq!(totals::heads(&month), 44);
    let lines: Vec<_> = totals::lines(&view, district(), november())
        .into_iter()
        .map(|line| (line.what, line.now, line.before))
        .collect();
    let line = |what: &str, now, before| (what.to_owned(), now, before);
    assert_eq!(
        lines,
        [line("aisatsu", 1, 0), line("salon", 2, 1), line("ibasho", 1, 0)],
        "two gates, one day"
    );
    world.records.get_mut(&gone.record()).unwrap().fields.insert(REMOVED.to_owned(), json!(true));
    assert!(!totals::of_month(&world.view(), district(), november()).contains_key("ibasho"));
}

#[test]
fn usual_is_the_middle_of_the_last_ones() {
    let mut world = World::small();
    let draft = world.draft("tsukushi", "2026-11-24");
    assert_eq!(usual::usual(&world.view(), &draft, None), None);
    for (date, total) in [("2026-11-03", 10), ("2026-11-10", 200), ("2026-11-17", 14)] {
        world.salon(date, total);
    }
    let view = world.view();
    assert_eq!(usual::usual(&view, &draft, None), Some(14));
    let editing = world.draft("tsukushi", "2026-11-17").id(1);
    assert_eq!(usual::usual(&view, &draft, editing), Some(200), "of 10 and 200, the upper");
}

#[test]
fn the_list_is_filtered_searched_and_says_what_became_of_each() {
    let mut world = World::small();
    let old = world.salon("2026-10-27", 9);
    let sent = world.salon("2026-11-10", 12);
    let unsent = world.salon("2026-11-17", 19);
    let mut note = world.draft("watagumo", "2026-11-20");
    (note.counts.total, note.note) = (Some(18), "子どもが来た".to_owned());
    let differs = world.log(&note, None);
    let other = Parallel {
        field: "heads".to_owned(),
        value: json!(20),
        by: None,
        change: ChangeId::from_uuid(Uuid::from_u128(1)),
        version: 9,
    };
    world.records.get_mut(&differs.record()).unwrap().parallel.push(other);
    world.records.get_mut(&old.record()).unwrap().made.by = Some(person("b"));
    let marks = Marks {
        unsent: [unsent.record()].into(),
        refused: [(old.record(), Refused::Role)].into(),
        sent: [(sent.record(), WallTime::from_millis(5))].into(),
    };
    let view = world.view();
    let logs: Vec<&Record> = world.records.values().collect();
    let found = |filter: &Filter| -> Vec<_> {
        rows(&view, &marks, filter, &logs, usize::MAX)
            .0
            .into_iter()
            .map(|row| (ActivityId::of(row.id), row.state))
            .collect()
    };
    let ids = |filter: &Filter| -> Vec<_> { found(filter).into_iter().map(|(id, _)| id).collect() };
    assert_eq!(
        found(&Filter::default()),
        [
            (differs, State::Differs(vec!["heads".to_owned()])),
            (unsent, State::Unsent),
            (sent, State::Sent(Some(WallTime::from_millis(5)))),
            (old, State::Mend(Refused::Role)),
        ]
    );
    let mine = Some((person("a"), SortedSet::new()));
    assert_eq!(ids(&Filter { mine, ..Filter::default() }), [differs, unsent, sent]);
    let mine = Some((person("c"), [group("tsukushi")].into()));
    assert_eq!(ids(&Filter { mine, ..Filter::default() }), [unsent, sent, old]);
    let month = Some(november());
    assert_eq!(ids(&Filter { month, what: Some("salon".to_owned()), ..Filter::default() }), [unsent, sent]);
    let needle = |query| Filter { needle: Needle::new(query), ..Filter::default() };
    assert_eq!(ids(&needle("こども")), [differs]);
    assert_eq!(ids(&needle("ﾂｸｼ 11月17日")), [unsent]);
    assert!(ids(&needle("ない言葉")).is_empty());
    assert!(ids(&Filter { removed: true, ..Filter::default() }).is_empty());
    assert!(ids(&Filter { district: Some(DistrictId::of(derived(&["x"]))), ..Filter::default() }).is_empty());
}

fn measure(key: &str) -> MeasureId {
    MeasureId::of(derived(&["measure", key]))
}

#[test]
fn a_summary_tells_sums_alone_and_small_ones_as_few() {
    let mut world = World::small();
    for (date, total) in [("2026-11-03", 10), ("2026-11-10", 12), ("2026-11-17", 14), ("2026-11-24", 16)] {
        world.salon(date, total);
    }
    let mut help = Draft::new("seikatsu_shien", Some(district()), When::Month(november()));
    help.group = Some(group("sumire"));
    help.counts.quantities = [("cases".to_owned(), 7), ("trash".to_owned(), 5)].into();
    help.counts.helpers = Some(4);
    help.serves = [(measure("b"), false)].into();
    world.log(&help, None);
    let mut watch = Draft { what: "mimamori".to_owned(), ..help.clone() };
    watch.counts.quantities = [("households".to_owned(), 3)].into();
    world.log(&watch, None);
    let mut consult = Draft { what: "sodan".to_owned(), ..help };
    consult.counts.quantities = [("cases".to_owned(), 9)].into();
    world.log(&consult, None);
    world.rules(&[("salon", "a"), ("seikatsu_shien", "b"), ("mimamori", "b"), ("sodan", "b")]);
    let serving = Serving::new(&world.view());
    let needs = [(measure("a"), [Sum::Heads, Sum::Places, Sum::Groups, Sum::Days].into())].into();
    let build = |district| {
        Summary::build(
            &Kinds::default(),
            (district, november()),
            world.records.values().filter(|r| r.kind == Kind::Activity),
            6,
            &serving,
            &needs,
        )
    };
    let summary = build(Some(district()));
    let salon = &summary.kinds["salon"];
    assert_eq!(
        (salon.times, salon.heads, salon.helpers),
        (Some(Amount::Exactly(4)), Some(Amount::Exactly(52)), Some(Amount::Exactly(20)))
    );
    let quantity = |what: &str, key: &str| summary.kinds[what].quantities.get(key).copied();
    assert_eq!(quantity("seikatsu_shien", "cases"), Some(Amount::Exactly(7)));
    let only = KindSum { quantities: [("households".to_owned(), Amount::Few)].into(), ..KindSum::default() };
    assert_eq!(summary.kinds["mimamori"], only, "one number and nothing else");
    assert_eq!(quantity("seikatsu_shien", "trash"), None);
    assert!(!summary.kinds.contains_key("sodan"), "never by district");
    assert_eq!(
        summary.measures,
        [(measure("a"), Amount::Exactly(4))].into(),
        "the person's word goes before the rule"
    );
    let sums = &summary.sums[&measure("a")];
    assert_eq!((sums.heads, sums.groups), (Some(Amount::Exactly(52)), Some(Amount::Few)));
    assert_eq!(sums.places, [(place("ひなた会館"), Amount::Exactly(4))].into());
    assert!(!sums.more_places && sums.dates == 0, "which days is not asked for");
    assert_eq!(summary.sums.len(), 1, "what no target asks for is not told");
    let ward = build(None);
    assert_eq!(ward.kinds.keys().collect::<Vec<_>>(), ["sodan"]);
    for summary in [summary, ward] {
        let id = summary_id(OrgId::of(derived(&["org"])), summary.district, november());
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        let fields = summary.fields();
        assert!(fields.values().all(|value| value.is_u64() || value.is_string()), "no text, no person");
        assert!(fields.keys().all(|field| field.len() <= crate::record::FIELD_NAME_BYTES));
        let record = Record {
            id,
            kind: Kind::Summary,
            scope: Scope::OrgAll,
            version: 1,
            born: 1,
            made: hand,
            edited: hand,
            fields,
            parallel: Vec::new(),
        };
        assert_eq!(Summary::read(&record), Some(summary));
    }
}

#[test]
fn a_meeting_that_two_people_say_was_not_held_is_not_held_once() {
    let mut world = World::default();
    let log = |more: serde_json::Value| -> Fields {
        let mut fields = json!({ "what": "salon", "day": "2026-11-10", "held": "rain", "group": derived(&["g"]).to_string() });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fields.as_object().unwrap().clone().into_iter().collect()
    };
    let scope = Scope::DistrictAll(district());
    for (name, more) in [
        ("a", json!({})),
        ("b", json!({})),
        ("other group", json!({ "group": derived(&["h"]).to_string() })),
        ("said to be another", json!({ "another": true })),
        ("another day", json!({ "day": "2026-11-17" })),
    ] {
        world.put(derived(&[name]), Kind::Activity, scope, log(more));
    }
    let view = world.view();
    let ledger = Ledger::build(view.kinds(), view.logs());
    assert_eq!(ledger.lines.iter().map(Line::cancelled_in_all).sum::<u64>(), 4);
    assert_eq!(
        crate::query::totals::of_month(&view, district(), november())["salon"].cancelled,
        4,
        "the same in every sum"
    );
}

#[test]
fn few_is_one_to_three() {
    let told: Vec<_> = [0, 1, 3, 4].into_iter().map(|count| Amount::of(count).text()).collect();
    assert_eq!(told, ["0", "少数", "少数", "4"]);
    assert_eq!((Amount::Few.least(), Amount::Few.most()), (1, 3));
}

/// A plan of the fiscal years 2026–2030 whose rule takes salons for the measure `a`.
fn plan(world: &mut World) {
    let rule = json!({"title": "サロン", "kinds": ["salon"], "measures": [measure("a").to_string()]});
    let runner = json!({"title": "居場所", "kinds": ["ibasho"], "runner": "地区社協", "measures": [measure("b").to_string()]});
    let fields = [
        ("first_year".to_owned(), json!(2026)),
        ("last_year".to_owned(), json!(2030)),
        ("rule.salon".to_owned(), rule),
        ("rule.ibasho".to_owned(), runner),
    ];
    world.put(derived(&["plan"]), Kind::Plan, Scope::OrgAll, fields.into());
}

#[test]
fn a_log_serves_what_the_rules_of_its_year_s_plan_say_and_a_person_s_word_goes_before() {
    let mut world = World::small();
    plan(&mut world);
    let serves = |world: &World, draft: &Draft| {
        let kinds = Kinds::default();
        let mut other = World { records: world.records.clone(), born: 0 };
        let id = ActivityId::from_uuid(Uuid::from_u128(77));
        let fields = draft.fields(&kinds.get(&draft.what)).unwrap();
        let record = other.put(id.record(), Kind::Activity, Scope::DistrictAll(district()), fields);
        let log = Activity::read(record);
        Serving::new(&world.view()).of(&log)
    };
    let mut salon = world.draft("tsukushi", "2026-11-24");
    assert_eq!(serves(&world, &salon), [measure("a")].into());
    salon.when = When::Day(day("2026-03-31"));
    assert!(serves(&world, &salon).is_empty(), "before the plan");
    salon.when = When::Day(day("2026-11-24"));
    salon.serves = [(measure("a"), false), (measure("c"), true)].into();
    assert_eq!(serves(&world, &salon), [measure("c")].into());
    let ibasho = world.draft("watagumo", "2026-11-20");
    assert!(serves(&world, &ibasho).is_empty());
    let house = world.records.get_mut(&place("わたぐも").record()).unwrap();
    house.fields.insert("runner".to_owned(), json!("地区社協"));
    assert_eq!(serves(&world, &ibasho), [measure("b")].into());
    let mut status = |word: &str| {
        let plan = world.records.get_mut(&derived(&["plan"])).unwrap();
        plan.fields.insert("status".to_owned(), json!(word));
        serves(&world, &ibasho)
    };
    assert!(status("案").is_empty(), "nothing is done for a plan that is not decided");
    assert_eq!(status("決定"), [measure("b")].into());
}

#[test]
fn a_ledger_adds_up_to_what_the_logs_do_and_reads_itself_back() {
    let mut world = World::small();
    for (date, total) in [("2026-11-10", 12), ("2026-11-17", 19)] {
        world.salon(date, total);
    }
    let mut rain = world.draft("midori", "2026-11-24");
    rain.held = Held::Rain;
    world.log(&rain, None);
    let mut visit = world.draft("watagumo", "2026-11-20");
    visit.counts.bands = [("senior".to_owned(), 8), ("child".to_owned(), 5)].into();
    world.log(&visit, None);
    let view = world.view();
    let ledger = Ledger::build(view.kinds(), view.logs());
    let of = |what: &str| ledger.lines.iter().find(|line| line.what == what).unwrap();
    let salon = of("salon");
    assert_eq!((salon.times, salon.day_count(), salon.heads, salon.helpers), (2, 2, 31, 10));
    assert_eq!(
        (salon.days, salon.group, salon.place),
        (1 << 9 | 1 << 16, Some(group("tsukushi")), Some(place("ひなた会館")))
    );
    assert_eq!((of("aisatsu").times, of("aisatsu").cancelled_in_all()), (0, 1));
    assert_eq!((of("ibasho").heads, of("ibasho").split), (13, 1));
    let tallies = totals::of_month(&view, district(), november());
    for line in &ledger.lines {
        let tally = tallies.get(&line.what).unwrap();
        assert_eq!((tally.times, tally.heads, tally.helpers), (line.times, line.heads, line.helpers));
    }
    let text = serde_json::to_string(&ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), ledger);
    let rows = ledger.to_lines().unwrap();
    assert_eq!(Ledger::read_lines(&rows), Some(ledger.clone()), "{rows}");
    assert_eq!(Ledger::read_lines(&rows.replacen('\t', "\tx", 2)), None);
    let mut odd = ledger;
    odd.lines[0].what = "a\tb".to_owned();
    assert_eq!(odd.to_lines(), None, "what would not be read back is not kept");
}

#[test]
fn a_person_s_word_stands_in_a_line_of_its_own() {
    let mut world = World::small();
    let measure = MeasureId::of(derived(&["measure"]));
    world.salon("2026-11-10", 12);
    let other = world.salon("2026-11-17", 19);
    let said = format!("serves.{measure}");
    world.records.get_mut(&other.record()).unwrap().fields.insert(said, json!(true));
    let view = world.view();
    let ledger = Ledger::build(view.kinds(), view.logs());
    assert_eq!(ledger.lines.len(), 2);
    let serving = Serving::new(&view);
    let heads = |line: &&Line| serving.of_line(line, november()).contains(&measure);
    assert_eq!(ledger.lines.iter().filter(heads).map(|line| line.heads).sum::<u64>(), 19);
}

#[test]
fn a_circular_announces_the_next_month_and_tells_of_the_last_one() {
    let mut world = World::small();
    world.salon("2026-11-10", 12);
    world.salon("2026-11-17", 19);
    let view = world.view();
    let today = day("2026-11-24");
    let circular = Circular::of(&view, district(), Month::parse("2026-12").unwrap(), today);
    assert_eq!(circular.last, november());
    let salon = &circular.told[0];
    assert_eq!(
        (salon.name.as_str(), salon.count, salon.heads, salon.helpers),
        ("高齢者サロン", 2, Some(31), 10)
    );
    let first = &circular.coming[0];
    assert_eq!(
        (first.day, first.name.as_str()),
        (day("2026-12-01"), "正門のあいさつ"),
        "by day, then by time"
    );
    assert_eq!(circular.coming[1].place.as_deref(), Some("ひなた会館"));
    assert!(circular.coming.iter().all(|coming| coming.day.month() == circular.next));
    assert!(circular.coming.iter().any(|coming| coming.name == "わたぐもの家"));
    let gathered = circular.gathered();
    let days: usize = gathered.iter().map(|one| one.days.len()).sum();
    assert_eq!(days, circular.coming.len(), "no day is lost");
    assert!(gathered.iter().any(|one| one.days.len() > 1) && gathered.is_sorted_by_key(|one| one.days[0]));
    let day = |day: u32| Day::new(2026, 12, day).unwrap();
    let mut one = gathered[0].clone();
    one.days = vec![day(1), day(8), day(15)];
    assert_eq!(one.days_text(), "1日・8日・15日（火）");
    one.days = vec![day(3), day(9)];
    assert_eq!(one.days_text(), "3日（木）・9日（水）");
}

#[test]
fn a_circular_hides_a_private_house_and_what_is_no_invitation() {
    let mut world = World::small();
    world.group("yamada", "やまだ会", "ibasho", "week mon", "", "山田さんの家");
    world.group("yakuin", "役員会", "kaigi", "week mon", "", "ひなた会館");
    let house = world.records.get_mut(&place("山田さんの家").record()).unwrap();
    house.fields.insert("private".to_owned(), json!(true));
    house.fields.insert("what".to_owned(), json!("ibasho"));
    let december = Month::parse("2026-12").unwrap();
    let coming = |world: &World| Circular::of(&world.view(), district(), december, day("2026-11-24")).coming;
    let of =
        |all: &[crate::query::circular::Coming], name: &str| all.iter().find(|one| one.name == name).cloned();
    assert_eq!(of(&coming(&world), "やまだ会").unwrap().place, None);
    assert_eq!(of(&coming(&world), "役員会"), None);
    let house = world.records.get_mut(&place("山田さんの家").record()).unwrap();
    house.fields.insert("consent".to_owned(), json!("2026-04-01"));
    assert_eq!(of(&coming(&world), "やまだ会").unwrap().place.as_deref(), Some("山田さんの家"));
}

#[test]
fn a_slip_lists_a_session_s_dates_and_what_its_kind_asks_for() {
    let world = World::small();
    let view = world.view();
    let slips = slip::slips(&view, group("tsukushi"), november());
    assert_eq!(slips.len(), 1);
    let days: Vec<_> = slips[0].lines.iter().map(|line| line.day.day_of_month()).collect();
    assert_eq!(days, [3, 10, 17, 24]);
    assert_eq!(slips[0].columns, ["65歳以上", "おとな", "こども", "担い手"]);
    assert_eq!(slips[0].place.as_deref(), Some("ひなた会館"));
    let loose = slip::slips(&view, group("sumire"), november());
    assert_eq!((loose.len(), loose[0].lines.len()), (1, 0));
    assert_eq!(loose[0].columns, ["担い手", "軒数"]);
    assert!(slip::slips(&view, group("nobody"), november()).is_empty());
}
