//! Tests of intents: what each makes of a view, what is asked, what is refused, and that a repeat makes nothing.

use serde_json::json;

use super::*;
use crate::activity::{Activity, Held, When, id_for_group, id_for_session};
use crate::calendar::{Month, Slot};
use crate::change::{Base, Change, PROTOCOL};
use crate::id::{ChangeId, DeviceId, OfficeId, derived};
use crate::merge::lay_over;
use crate::org::Role;
use crate::query::{month, today};
use crate::record::{Hand, Parallel};
use crate::rights;
use crate::session::{OnHoliday, Rule};
use crate::sorted::SortedMap;

mod desk;
mod figure;
mod grant;
mod result;
mod rule;
mod ward;

const NOW: WallTime = WallTime::from_millis(1_795_446_000_000 + 19 * 3_600_000);

/// Records as a device shows them, and who looks at them.
struct World {
    records: SortedMap<RecordId, Record>,
    session: Session,
    ids: u128,
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn district() -> DistrictId {
    DistrictId::of(derived(&["hinata"]))
}

fn group() -> GroupId {
    GroupId::of(derived(&["tsukushi"]))
}

fn salon() -> SessionId {
    SessionId::of(derived(&["tsukushi-salon"]))
}

fn hall() -> PlaceId {
    PlaceId::of(derived(&["kaikan"]))
}

fn me() -> PersonId {
    PersonId::of(derived(&["me"]))
}

fn fields(list: &[(&str, Value)]) -> Fields {
    list.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

impl World {
    fn new(role: Role) -> Self {
        let session = Session {
            device: DeviceId::from_uuid(Uuid::from_u128(1)),
            person: me(),
            role,
            office: (role == Role::Staff).then(|| OfficeId::of(derived(&["plaza"]))),
            body: None,
            districts: [district()].into(),
            confirmed: true,
            groups: [group()].into(),
        };
        let mut world = Self { records: SortedMap::new(), session, ids: 100 };
        let all = Scope::DistrictAll(district());
        let named = Group::named(group(), district(), "つくしサロン".to_owned());
        world.put(group().record(), Kind::Group, all, named.fields());
        let meeting = GroupSession {
            id: salon(),
            group: Some(group()),
            name: None,
            what: "salon".to_owned(),
            place: Some(hall()),
            slot: Slot::parse("10:00").ok(),
            rule: Rule::parse("week tue").ok(),
            on_holiday: OnHoliday::Skip,
            months_off: SortedSet::new(),
            breaks: SortedSet::new(),
            moves: SortedMap::new(),
            dates: SortedSet::new(),
            since: None,
            until: None,
        };
        world.put(salon().record(), Kind::Session, all, meeting.fields());
        let place = Place::named(hall(), Some(district()), "hall".to_owned(), "ひなた会館".to_owned());
        world.put(hall().record(), Kind::Place, Scope::OrgAll, place.fields());
        world.put(me().record(), Kind::Person, all, fields(&[("name", json!("会計A"))]));
        world
    }

    fn put(&mut self, id: RecordId, kind: Kind, scope: Scope, fields: Fields) {
        let hand = Hand { by: Some(me()), at: NOW };
        let (version, born, parallel) = (1, 1, Vec::new());
        self.records.insert(
            id,
            Record { id, kind, scope, version, born, made: hand, edited: hand, fields, parallel },
        );
    }

    fn ask(&mut self, intent: Intent) -> Result<Vec<Wish>, Refusal> {
        self.ask_on(&[], intent)
    }

    /// Asks from a form that was opened on these records.
    fn ask_on(&mut self, opened: &[Record], intent: Intent) -> Result<Vec<Wish>, Refusal> {
        let view = View::new(self.records.values());
        let desk = Desk { now: NOW, view: &view, opened, session: &self.session };
        let mut ids = self.ids;
        let answer = desk.propose(intent, &mut || {
            ids += 1;
            Uuid::from_u128(ids)
        });
        self.ids = ids;
        answer
    }

    /// Asks, holds what comes of it against the rules of the server, and lays it over the records.
    fn done(&mut self, intent: Intent) -> Vec<Wish> {
        let wishes = self.ask(intent).unwrap();
        for wish in &wishes {
            self.ids += 1;
            let change = Change {
                id: ChangeId::from_uuid(Uuid::from_u128(self.ids)),
                protocol: PROTOCOL,
                device: None,
                record: wish.record,
                kind: wish.kind.clone(),
                scope: wish.scope,
                base: wish
                    .seen
                    .as_ref()
                    .map_or(Base::NEW, |seen| Base { epoch: None, version: seen.version }),
                after: None,
                act: wish.act.clone(),
                written_at: NOW,
                by: Some(self.session.person),
            };
            let stored = self.records.remove(&wish.record);
            assert_eq!(rights::may(&self.session, &change, stored.as_ref()), Ok(()), "{wish:?}");
            assert_eq!(schema::check(&change, stored.as_ref()), Ok(()), "{wish:?}");
            let mut laid = lay_over(stored, &change);
            laid.version += 1;
            self.records.insert(wish.record, laid);
        }
        wishes
    }

    fn draft(&self) -> Draft {
        let view = View::new(self.records.values());
        let mut draft = today::draft_of(&view, &view.session(salon()).unwrap(), day("2026-11-24"));
        draft.counts.bands = [("senior".to_owned(), 14), ("adult".to_owned(), 2)].into();
        draft.counts.helpers = Some(5);
        draft
    }

    fn log(&self, id: ActivityId) -> Activity {
        Activity::read(self.records.get(&id.record()).unwrap())
    }
}

fn today_id() -> ActivityId {
    id_for_session(salon(), day("2026-11-24"), 1)
}

fn set(wish: &Wish) -> &Fields {
    match &wish.act {
        Act::Set(fields) => fields,
        Act::Remove | Act::Restore => panic!("no fields: {wish:?}"),
    }
}

#[test]
fn a_log_of_a_meeting_has_the_meeting_s_id_and_a_second_one_is_that_one() {
    let mut world = World::new(Role::Volunteer);
    let wishes = world.done(Intent::Log(world.draft()));
    assert_eq!(wishes.len(), 1);
    assert_eq!(wishes[0].record, today_id().record());
    assert_eq!(wishes[0].seen, None);
    assert_eq!(world.log(today_id()).counts.helpers, Some(5));
    let again = world.ask(Intent::Log(world.draft()));
    assert_eq!(again, Err(Refusal::AlreadyLogged { log: today_id(), by: Some(me()), at: NOW }));
    let another = Draft { another: true, ..world.draft() };
    let wishes = world.done(Intent::Log(another.clone()));
    assert_eq!(wishes[0].record, id_for_session(salon(), day("2026-11-24"), 2).record());
    let wishes = world.done(Intent::Log(another));
    assert_eq!(wishes[0].record, id_for_session(salon(), day("2026-11-24"), 3).record());
}

#[test]
fn undo_removes_and_logging_again_brings_the_same_record_back() {
    let mut world = World::new(Role::Volunteer);
    world.done(Intent::Log(world.draft()));
    let undo = world.done(Intent::Remove(today_id().record()));
    assert_eq!(undo[0].act, Act::Remove);
    assert!(world.records[&today_id().record()].removed());
    assert!(world.ask(Intent::Remove(today_id().record())).unwrap().is_empty());
    let mut draft = world.draft();
    draft.counts.helpers = Some(6);
    let wishes = world.done(Intent::Log(draft));
    assert_eq!(wishes[0].act, Act::Restore);
    assert_eq!(set(&wishes[1]), &fields(&[("helpers", json!(6))]));
    assert!(!world.records[&today_id().record()].removed());
    assert!(world.ask(Intent::Restore(today_id().record())).unwrap().is_empty());
}

#[test]
fn an_edit_sets_only_what_differs_and_the_day_leaves_the_id() {
    let mut world = World::new(Role::Volunteer);
    world.done(Intent::Log(Draft { note: "歌".to_owned(), ..world.draft() }));
    let mut draft = Draft::of(&world.log(today_id()), day("2026-11-24"));
    let edit = |draft: &Draft| Intent::Edit { log: today_id(), draft: draft.clone(), reason: None };
    assert!(world.ask(edit(&draft)).unwrap().is_empty(), "nothing differs");
    draft.when = When::Day(day("2026-11-23"));
    draft.note = String::new();
    draft.counts.bands.insert("child".to_owned(), 3);
    let wishes = world.done(edit(&draft));
    assert_eq!(
        set(&wishes[0]),
        &fields(&[("day", json!("2026-11-23")), ("head.child", json!(3)), ("note", Value::Null)])
    );
    assert_eq!(wishes[0].record, today_id().record());
}

#[test]
fn an_edit_leaves_what_a_newer_build_wrote() {
    let mut world = World::new(Role::Volunteer);
    world.done(Intent::Log(world.draft()));
    let record = world.records.get_mut(&today_id().record()).unwrap();
    record.fields.insert("later".to_owned(), json!([1]));
    record.fields.insert("from".to_owned(), json!(derived(&["x"]).to_string()));
    let mut draft = Draft::of(&world.log(today_id()), day("2026-11-24"));
    draft.held = Held::Rain;
    let wishes = world.done(Intent::Edit { log: today_id(), draft, reason: None });
    let set = set(&wishes[0]);
    assert!(!set.contains_key("later") && !set.contains_key("from"));
    assert_eq!((set.get("held"), set.get("helpers")), (Some(&json!("rain")), Some(&Value::Null)));
}

#[test]
fn moving_is_removing_and_making_anew() {
    let mut world = World::new(Role::Staff);
    let other = DistrictId::of(derived(&["komorebi"]));
    world.session.districts.insert(other);
    world.done(Intent::Log(world.draft()));
    let draft = Draft { district: Some(other), ..Draft::of(&world.log(today_id()), day("2026-11-24")) };
    let wishes =
        world.done(Intent::Edit { log: today_id(), draft, reason: Some("地区のまちがい".to_owned()) });
    assert_eq!(wishes[0].act, Act::Remove);
    assert_eq!(wishes[1].scope, Scope::DistrictAll(other));
    assert_eq!(set(&wishes[1]).get("from"), Some(&json!(today_id().to_string())));
    assert_eq!((&wishes[2].kind, wishes[2].scope), (&Kind::Reason, Scope::DistrictStaff(district())));
}

#[test]
fn what_looks_odd_is_asked_once_and_then_saved() {
    let mut world = World::new(Role::Volunteer);
    let mut future = world.draft();
    future.when = When::Day(day("2026-11-25"));
    assert_eq!(
        world.ask(Intent::Log(future.clone())),
        Err(Refusal::Ask(vec![Doubt::Future { day: day("2026-11-25"), today: day("2026-11-24") }]))
    );
    assert!(world.ask(Intent::Log(Draft { sure: true, ..future })).is_ok());
    let mut empty = world.draft();
    empty.counts = Default::default();
    assert_eq!(world.ask(Intent::Log(empty.clone())), Err(Refusal::Ask(vec![Doubt::NoNumbers])));
    empty.held = Held::Heat;
    assert!(world.ask(Intent::Log(empty)).is_ok());
}

#[test]
fn three_times_the_usual_is_asked() {
    let mut world = World::new(Role::Volunteer);
    for date in ["2026-11-03", "2026-11-10", "2026-11-17"] {
        let mut draft = world.draft();
        (draft.scheduled, draft.when) = (Some(day(date)), When::Day(day(date)));
        world.done(Intent::Log(draft));
    }
    let mut draft = world.draft();
    draft.counts.bands = [("senior".to_owned(), 47)].into();
    assert!(world.ask(Intent::Log(draft.clone())).is_ok(), "less than three times 16");
    draft.counts.bands = [("senior".to_owned(), 48)].into();
    let asked = Doubt::Unusual { day: day("2026-11-24"), typed: 48, usual: 16 };
    assert_eq!(world.ask(Intent::Log(draft)), Err(Refusal::Ask(vec![asked])));
}

#[test]
fn limits_are_refused_with_what_the_words_need() {
    let mut world = World::new(Role::Volunteer);
    let mut draft = world.draft();
    draft.counts.total = Some(10_000);
    assert_eq!(
        world.ask(Intent::Log(draft)),
        Err(Refusal::TooMany { field: "heads".to_owned(), limit: 9_999, day: None })
    );
    let long = Draft { note: "😀".repeat(1_001), ..world.draft() };
    assert_eq!(
        world.ask(Intent::Log(long)),
        Err(Refusal::Text { field: "note".to_owned(), chars: 1_001, limit: 1_000 })
    );
    assert_eq!(world.ask(Intent::Log(Draft { district: None, ..world.draft() })), Err(Refusal::NoDistrict));
    let gone = derived(&["gone"]);
    assert_eq!(world.ask(Intent::Remove(gone)), Err(Refusal::NotHere(gone)));
}

#[test]
fn a_twin_without_a_session_is_asked_about() {
    let mut world = World::new(Role::Volunteer);
    let mut draft = Draft::new("aisatsu", Some(district()), When::Day(day("2026-11-24")));
    draft.place = Some(hall());
    draft.counts.helpers = Some(4);
    let first = world.done(Intent::Log(draft.clone()));
    let log = ActivityId::of(first[0].record);
    assert_eq!(
        world.ask(Intent::Log(draft.clone())),
        Err(Refusal::Ask(vec![Doubt::Twin { log, by: Some(me()), at: NOW }]))
    );
    let second = world.done(Intent::Log(Draft { another: true, ..draft }));
    assert_ne!(second[0].record, first[0].record);
    assert_eq!(set(&second[0]).get("another"), Some(&json!(true)));
}

fn sheet(world: &World) -> Vec<MonthRow> {
    let view = View::new(world.records.values());
    let session = view.session(salon()).unwrap();
    let rows = month::of_session(&view, &session, Month::parse("2026-11").unwrap(), day("2026-11-24"));
    rows.into_iter().map(|row| MonthRow { log: row.log, draft: row.draft }).collect()
}

#[test]
fn a_month_is_saved_in_one_press_and_a_second_press_changes_nothing() {
    let mut world = World::new(Role::Volunteer);
    world.done(Intent::Log(Draft { note: "歌".to_owned(), ..world.draft() }));
    let mut rows = sheet(&world);
    // 3 November is a holiday, which this session skips.
    let days: Vec<_> = rows.iter().map(|row| row.draft.when.last_day().to_string()).collect();
    assert_eq!(days, ["2026-11-10", "2026-11-17", "2026-11-24"]);
    assert_eq!(rows[2].log, Some(today_id()));
    rows[0].draft.counts.total = Some(12);
    rows[2].draft.counts.helpers = Some(6);
    let wishes = world.done(Intent::Month(rows.clone()));
    assert_eq!(wishes.len(), 2, "the empty line makes nothing");
    assert_eq!(set(&wishes[1]), &fields(&[("helpers", json!(6))]));
    assert!(world.done(Intent::Month(rows)).is_empty());
    assert!(world.done(Intent::Month(sheet(&world))).is_empty());
    assert_eq!(world.log(today_id()).note.as_deref(), Some("歌"));
}

#[test]
fn a_line_that_was_empty_when_it_was_written_on_takes_nothing_away() {
    let mut world = World::new(Role::Volunteer);
    let mut rows = sheet(&world);
    rows[2].draft.counts.total = Some(20);
    // Somebody logs the day while the sheet is open.
    world.done(Intent::Log(Draft { note: "歌".to_owned(), ..world.draft() }));
    let wishes = world.done(Intent::Month(rows));
    assert_eq!((set(&wishes[0]).get("heads"), set(&wishes[0]).get("note")), (Some(&json!(20)), None));
    assert!(wishes[0].seen.is_none(), "its author had not seen the other's log");
    assert_eq!(world.log(today_id()).note.as_deref(), Some("歌"));
}

#[test]
fn an_edit_says_only_what_its_author_changed_since_the_form_was_opened() {
    let mut world = World::new(Role::Volunteer);
    world.done(Intent::Log(Draft { note: "歌".to_owned(), ..world.draft() }));
    let opened = world.records[&today_id().record()].clone();
    let mut draft = Draft::of(&Activity::read(&opened), day("2026-11-24"));
    draft.counts.helpers = Some(9);
    // Somebody mends the note while the form is open, or while its draft lies for a day.
    let now = world.records.get_mut(&today_id().record()).unwrap();
    now.fields.insert("note".to_owned(), json!("体操"));
    now.version += 1;
    let wishes = world
        .ask_on(std::slice::from_ref(&opened), Intent::Edit { log: today_id(), draft, reason: None })
        .unwrap();
    assert_eq!(set(&wishes[0]), &fields(&[("helpers", json!(9))]));
    assert_eq!(wishes[0].seen.as_ref().map(|seen| seen.version), Some(opened.version));
}

#[test]
fn a_month_with_a_line_over_its_limit_saves_nothing() {
    let mut world = World::new(Role::Volunteer);
    let mut rows = sheet(&world);
    for row in &mut rows {
        row.draft.counts.total = Some(10);
    }
    rows[1].draft.counts.total = Some(10_000);
    let refused = Refusal::TooMany { field: "heads".to_owned(), limit: 9_999, day: Some(day("2026-11-17")) };
    assert_eq!(world.ask(Intent::Month(rows)), Err(refused));
    assert_eq!(world.records.len(), 4);
}

#[test]
fn a_month_s_total_is_one_record_for_a_group_kind_and_month() {
    let mut world = World::new(Role::Volunteer);
    let mut draft = Draft::new("mimamori", Some(district()), When::Month(Month::parse("2026-11").unwrap()));
    draft.group = Some(group());
    draft.counts.quantities = [("households".to_owned(), 30)].into();
    let wishes = world.done(Intent::Log(draft.clone()));
    assert_eq!(set(&wishes[0]).get("month"), Some(&json!("2026-11")));
    assert!(matches!(world.ask(Intent::Log(draft)), Err(Refusal::AlreadyLogged { .. })));
}

#[test]
fn off_schedule_the_first_chosen_day_names_the_log() {
    let mut world = World::new(Role::Volunteer);
    let mut draft = world.draft();
    (draft.session, draft.scheduled) = (None, None);
    let wishes = world.done(Intent::Log(draft));
    assert_eq!(wishes[0].record, id_for_group(group(), "salon", day("2026-11-24"), 1).record());
}

#[test]
fn staff_sign_what_they_enter_for_others_and_an_edit_keeps_it() {
    let mut world = World::new(Role::Staff);
    world.done(Intent::Log(world.draft()));
    let office = world.session.office;
    assert_eq!(world.log(today_id()).entered_by, office);
    world.session.office = None;
    let draft =
        Draft { entered_by: None, about: true, ..Draft::of(&world.log(today_id()), day("2026-11-24")) };
    let wishes = world.done(Intent::Edit { log: today_id(), draft, reason: None });
    assert_eq!(set(&wishes[0]), &fields(&[("about", json!(true))]));
}

#[test]
fn choosing_a_value_settles_even_with_what_stands_already() {
    let mut world = World::new(Role::Volunteer);
    world.done(Intent::Log(world.draft()));
    let record = world.records.get_mut(&today_id().record()).unwrap();
    let change = ChangeId::from_uuid(Uuid::from_u128(9));
    let (field, version) = ("helpers".to_owned(), record.version);
    record.parallel.push(Parallel { field: field.clone(), value: json!(6), by: None, change, version });
    let choose = |value: Value| Intent::Choose { record: today_id().record(), field: field.clone(), value };
    let wishes = world.done(choose(json!(5)));
    assert_eq!(set(&wishes[0]), &fields(&[("helpers", json!(5))]));
    assert!(world.records[&today_id().record()].parallel.is_empty());
    let removed =
        Intent::Choose { record: today_id().record(), field: REMOVED.to_owned(), value: json!(true) };
    assert_eq!(world.ask(removed).unwrap()[0].act, Act::Remove);
}

#[test]
fn naming_a_group_makes_it_and_belongs_to_it() {
    let mut world = World::new(Role::Volunteer);
    let name = |name: &str| Intent::NameGroup { district: district(), name: name.to_owned(), what: None };
    let wishes = world.done(name(" すみれ会 "));
    let id = wishes[0].record;
    assert_eq!(set(&wishes[0]), &fields(&[("name", json!("すみれ会")), ("provisional", json!(true))]));
    assert_eq!(set(&wishes[1]), &fields(&[(&format!("group.{id}"), json!(true))]));
    assert_eq!(world.ask(name(" ")), Err(Refusal::Text { field: "name".to_owned(), chars: 0, limit: 0 }));
    let leave = Intent::Belong { join: SortedSet::new(), leave: [GroupId::of(id)].into() };
    assert_eq!(world.done(leave.clone()).len(), 1);
    assert!(world.done(leave).is_empty(), "left already");
    assert_eq!(world.done(Intent::CallMe("代表B".to_owned())).len(), 1);
}

#[test]
fn staff_tick_people_and_settle_groups() {
    let mut world = World::new(Role::Staff);
    let confirm = |known| Intent::Confirm { person: me(), known };
    let wishes = world.done(confirm(true));
    assert_eq!(wishes[0].scope, Scope::DistrictStaff(district()));
    assert!(world.done(confirm(true)).is_empty());
    assert_eq!(set(&world.done(confirm(false))[0]), &fields(&[("confirmed", Value::Null)]));
    let all = Scope::DistrictAll(district());
    let id = GroupId::of(derived(&["sumire"]));
    world.put(
        id.record(),
        Kind::Group,
        all,
        fields(&[("name", json!("すみれ会")), ("provisional", json!(true))]),
    );
    let form =
        Group { what: Some("salon".to_owned()), ..Group::named(id, district(), "すみれ会".to_owned()) };
    let wishes = world.done(Intent::Group { id: Some(id), district: district(), form: form.clone() });
    assert_eq!(set(&wishes[0]), &fields(&[("provisional", Value::Null), ("what", json!("salon"))]));
    let wishes = world.done(Intent::Group { id: None, district: district(), form });
    assert_ne!(wishes[0].record, id.record());
}

#[test]
fn staff_change_a_session_field_by_field() {
    let mut world = World::new(Role::Staff);
    let mut form = GroupSession::read(&world.records[&salon().record()]);
    form.moves.insert(day("2026-11-24"), Some(day("2026-11-25")));
    form.rule = Rule::parse("month 2thu").ok();
    let wishes = world.done(Intent::Session { id: Some(salon()), district: district(), form });
    assert_eq!(
        set(&wishes[0]),
        &fields(&[("move.2026-11-24", json!("2026-11-25")), ("rule", json!("month 2thu"))])
    );
}

#[test]
fn a_private_house_gives_its_address_to_staff_alone() {
    let mut world = World::new(Role::Staff);
    let name = "まめのきハウス".to_owned();
    let mut form = Place::named(hall(), Some(district()), "ibasho".to_owned(), name);
    (form.private, form.address) = (true, Some("ひなた町".to_owned()));
    let wishes = world.done(Intent::Place { id: None, form: form.clone() });
    assert_eq!(wishes[0].scope, Scope::DistrictStaff(district()));
    assert_eq!(set(&wishes[0]).get("address"), Some(&json!("ひなた町")));
    assert_eq!(wishes[1].scope, Scope::OrgAll);
    assert!(!set(&wishes[1]).contains_key("address"));
    form.consent = Some(day("2026-04-01"));
    let wishes = world.done(Intent::Place { id: None, form });
    assert_eq!(set(&wishes[0]).get("address"), Some(&json!("ひなた町")));
}
