//! Tests of the grid: what a district's month shows, what a row says, and what is told where it cannot be saved.

use serde_json::Value;

use super::*;
use crate::activity::{Held, id_for_session};
use crate::calendar::{Slot, WallTime};
use crate::group::Group;
use crate::id::{PlaceId, RecordId, derived};
use crate::json;
use crate::place::Place;
use crate::record::{Fields, Hand, Kind, Record, Scope};
use crate::session::{GroupSession, OnHoliday, Rule};
use crate::sorted::SortedMap;

const NUMBERS: [&str; 3] = ["head.senior", "head.adult", "head.child"];

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn today() -> Day {
    day("2026-11-24")
}

fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

fn district(key: &str) -> DistrictId {
    DistrictId::of(derived(&["district", key]))
}

fn group(key: &str) -> GroupId {
    GroupId::of(derived(&["group", key]))
}

fn session(key: &str) -> SessionId {
    SessionId::of(derived(&["session", key]))
}

fn hall() -> PlaceId {
    PlaceId::of(derived(&["hall"]))
}

#[derive(Default)]
struct World {
    records: Vec<Record>,
}

impl World {
    fn put(&mut self, id: RecordId, kind: Kind, scope: Scope, fields: Fields) {
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        let born = 1 + self.records.len() as u64;
        let (version, parallel) = (born, Vec::new());
        self.records.push(Record {
            id,
            kind,
            scope,
            version,
            born,
            made: hand,
            edited: hand,
            fields,
            parallel,
        });
    }

    /// つくしサロン on Tuesdays; a group of another district; one that watches over and meets nowhere.
    fn new() -> Self {
        let mut world = Self::default();
        world.group("tsukushi", "hinata", "salon");
        world.group("momo", "komorebi", "salon");
        world.group("mimamori", "hinata", "mimamori");
        let place = Place {
            closed: Some(day("2026-11-20")),
            ..Place::named(hall(), Some(district("hinata")), "hall".to_owned(), "会館".to_owned())
        };
        world.put(hall().record(), Kind::Place, Scope::OrgAll, place.fields());
        let meeting = GroupSession {
            id: session("tsukushi"),
            group: Some(group("tsukushi")),
            name: None,
            what: "salon".to_owned(),
            place: Some(hall()),
            slot: Slot::parse("10:00").ok(),
            rule: Rule::parse("week tue").ok(),
            on_holiday: OnHoliday::Keep,
            months_off: SortedSet::new(),
            breaks: SortedSet::new(),
            moves: SortedMap::new(),
            dates: SortedSet::new(),
            since: None,
            until: None,
        };
        let all = Scope::DistrictAll(district("hinata"));
        world.put(session("tsukushi").record(), Kind::Session, all, meeting.fields());
        world
    }

    fn group(&mut self, key: &str, at: &str, what: &str) {
        let named = Group {
            what: Some(what.to_owned()),
            ..Group::named(group(key), district(at), format!("{key}の会"))
        };
        self.put(group(key).record(), Kind::Group, Scope::DistrictAll(district(at)), named.fields());
    }

    fn logged(&mut self, scheduled: &str, list: &[(&str, u64)]) -> ActivityId {
        let id = id_for_session(session("tsukushi"), day(scheduled), 1);
        let mut fields: Fields =
            list.iter().map(|(name, number)| ((*name).to_owned(), Value::from(*number))).collect();
        for (name, value) in [
            ("what", "salon".to_owned()),
            ("day", scheduled.to_owned()),
            ("group", group("tsukushi").to_string()),
            ("session", session("tsukushi").to_string()),
        ] {
            fields.insert(name.to_owned(), Value::from(value));
        }
        self.put(id.record(), Kind::Activity, Scope::DistrictAll(district("hinata")), fields);
        id
    }

    fn view(&self) -> View<'_> {
        View::new(&self.records)
    }
}

fn salon() -> Of {
    Of::Session(session("tsukushi"))
}

/// The row of a day, with numbers typed into it.
fn typed(world: &World, on: &str, list: &[(&str, &str)]) -> (Row, Cells) {
    let view = world.view();
    let row = row_of_day(&view, &salon(), day(on), today()).unwrap();
    let mut cells = Cells::of(&row.draft, &columns(&view.kinds().get("salon")));
    for (key, number) in list {
        cells.numbers.insert((*key).to_owned(), (*number).to_owned());
    }
    (row, cells)
}

fn said(world: &World, row: &Row, cells: &Cells, others: &[Day]) -> Result<Option<MonthRow>, Wrong> {
    read(&world.view(), Some(row), &row.draft, cells, november(), today(), others)
}

#[test]
fn a_district_shows_its_own_groups_dates_and_no_others() {
    let mut world = World::new();
    let log = world.logged("2026-11-10", &[("heads", 19)]);
    let view = world.view();
    let all = sections(&view, district("hinata"), None, november(), today());
    assert_eq!(all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["mimamoriの会", "tsukushiの会"]);
    let salon = &all[1];
    let days: Vec<_> =
        salon.rows.iter().map(|row| (row.draft.when.last_day().day_of_month(), row.log)).collect();
    assert_eq!(days, [(3, None), (10, Some(log)), (17, None), (24, None)]);
    assert_eq!(all[0].rows.len(), 1, "a month's total waits");
    assert!(sections(&view, district("hinata"), Some(group("momo")), november(), today()).is_empty());
    let one = sections(&view, district("hinata"), Some(group("tsukushi")), november(), today());
    assert_eq!(one.len(), 1);
}

#[test]
fn a_known_date_takes_bands_or_a_total_in_any_width() {
    let world = World::new();
    let (row, cells) =
        typed(&world, "2026-11-17", &[("head.senior", "１５"), ("head.adult", "2人"), ("helpers", "5")]);
    let saved = said(&world, &row, &cells, &[]).unwrap().unwrap();
    assert_eq!((saved.log, saved.draft.scheduled), (None, Some(day("2026-11-17"))));
    assert_eq!(saved.draft.counts.bands.get("senior"), Some(&15));
    assert_eq!((saved.draft.counts.total, saved.draft.counts.helpers), (None, Some(5)));
    let (row, cells) = typed(&world, "2026-11-17", &[("heads", "約19"), ("helpers", "５")]);
    let saved = said(&world, &row, &cells, &[]).unwrap().unwrap();
    assert_eq!((saved.draft.counts.total, saved.draft.about), (Some(19), true));
    let (row, cells) = typed(&world, "2026-11-17", &[]);
    assert_eq!(said(&world, &row, &cells, &[]), Ok(None), "a date that nobody typed into is no log");
}

#[test]
fn a_sum_beside_its_bands_is_held_against_them() {
    let world = World::new();
    let bands = [(NUMBERS[0], "15"), (NUMBERS[1], "2"), (NUMBERS[2], "0")];
    let with = |total| [&bands[..], &[("heads", total)]].concat();
    let (row, cells) = typed(&world, "2026-11-17", &with("18"));
    assert_eq!(said(&world, &row, &cells, &[]), Err(Wrong::Sum { bands: 17, total: 18 }));
    let (row, cells) = typed(&world, "2026-11-17", &with("17"));
    assert_eq!(said(&world, &row, &cells, &[]).unwrap().unwrap().draft.counts.total, None);
    assert_eq!(sum_of(&cells, &world.view().kinds().get("salon")), Some(17));
}

#[test]
fn what_cannot_be_names_its_cell() {
    let world = World::new();
    let wrong = |list: &[(&str, &str)]| {
        let (row, cells) = typed(&world, "2026-11-17", list);
        said(&world, &row, &cells, &[]).unwrap_err()
    };
    let senior = Column::Band { key: "senior", label: "65歳以上" };
    assert_eq!(wrong(&[("head.senior", "10000")]), Wrong::TooMany(senior.clone(), 9_999));
    assert_eq!(wrong(&[("head.senior", "十五")]), Wrong::NotANumber(senior));
    assert_eq!(wrong(&[("helpers", "-3")]).column(), Column::Helpers);
    let (row, mut cells) = typed(&world, "2026-11-17", &[("heads", "19")]);
    cells.held = Held::Rain;
    assert_eq!(said(&world, &row, &cells, &[]), Err(Wrong::CountedThough));
    cells.numbers = SortedMap::new();
    assert_eq!(said(&world, &row, &cells, &[]).unwrap().unwrap().draft.held, Held::Rain);
}

#[test]
fn a_part_needs_what_it_is_a_part_of() {
    let world = World::new();
    let view = world.view();
    let draft = Draft::new("service_b", Some(district("hinata")), When::Day(day("2026-11-17")));
    let row = Row { log: None, draft, future: false };
    let read = |list: &[(&str, &str)]| {
        let mut cells = Cells::of(&row.draft, &columns(&view.kinds().get("service_b")));
        cells.numbers.extend(list.iter().map(|(key, number)| ((*key).to_owned(), (*number).to_owned())));
        read(&view, Some(&row), &row.draft, &cells, november(), today(), &[])
    };
    let frail = Column::Band { key: "frail", label: "うち要支援" };
    assert_eq!(read(&[("head.frail", "5"), ("heads", "12")]), Err(Wrong::PartAlone(frail.clone())));
    assert_eq!(read(&[("head.frail", "5"), ("head.user", "3")]), Err(Wrong::PartOver(frail)));
    assert!(read(&[("head.frail", "5"), ("head.user", "12")]).unwrap().is_some());
}

#[test]
fn a_day_is_read_as_people_write_it_and_only_of_the_sheets_month() {
    for typed in ["24", "２４", "24日", "11/24", "１１月２４日", "2026-11-24", " 24（火） "] {
        assert_eq!(day_of(typed, november()), Ok(day("2026-11-24")), "{typed}");
    }
    assert_eq!(day_of("31", november()), Err(Wrong::NoSuchDay(31)));
    assert_eq!(day_of("0", november()), Err(Wrong::NoSuchDay(0)));
    assert_eq!(day_of("10/24", november()), Err(Wrong::OtherMonth));
    assert_eq!(day_of("2025-11-24", november()), Err(Wrong::OtherMonth));
    for typed in ["", "火", "11/", "24.5日x", "99999999999"] {
        assert_eq!(day_of(typed, november()), Err(Wrong::NotADay), "{typed}");
    }
}

#[test]
fn a_blank_row_adds_a_day_once_and_never_one_to_come() {
    let world = World::new();
    let view = world.view();
    let empty = empty_row(&view, &salon(), november().first()).unwrap();
    let read = |cells: &Cells, others: &[Day]| read(&view, None, &empty, cells, november(), today(), others);
    assert_eq!(read(&Cells::blank(), &[]), Ok(None));
    let mut cells = Cells { day: "19".to_owned(), ..Cells::blank() };
    assert_eq!(read(&cells, &[]), Err(Wrong::NothingCounted));
    cells.numbers.insert("heads".to_owned(), "9".to_owned());
    let saved = read(&cells, &[day("2026-11-17")]).unwrap().unwrap();
    assert_eq!((saved.draft.when, saved.draft.scheduled), (When::Day(day("2026-11-19")), None));
    assert_eq!(read(&cells, &[day("2026-11-19")]), Err(Wrong::Twice(day("2026-11-19"))));
    cells.another = true;
    assert!(read(&cells, &[day("2026-11-19")]).unwrap().unwrap().draft.another);
    cells.day = "25".to_owned();
    assert_eq!(read(&cells, &[]), Err(Wrong::Ahead(day("2026-11-25"))));
}

#[test]
fn a_date_that_is_logged_shows_its_numbers_and_becomes_an_edit() {
    let mut world = World::new();
    let log = world.logged("2026-11-17", &[("head.senior", 15), ("helpers", 4)]);
    let (row, mut cells) = typed(&world, "2026-11-17", &[]);
    assert_eq!((row.log, cells.numbers.get("head.senior").map(String::as_str)), (Some(log), Some("15")));
    assert_eq!(said(&world, &row, &cells, &[]), Ok(None), "nothing was changed");
    cells.numbers.insert("helpers".to_owned(), "5".to_owned());
    let saved = said(&world, &row, &cells, &[day("2026-11-17")]).unwrap().unwrap();
    assert_eq!((saved.log, saved.draft.counts.helpers), (Some(log), Some(5)), "two logs of one day stay two");
    let Intent::Month(rows) = undo(log, Some(row.draft.clone())) else { panic!("an edit") };
    assert_eq!((rows[0].log, rows[0].draft.counts.helpers, rows[0].draft.sure), (Some(log), Some(4), true));
    assert_eq!(undo(log, None), Intent::Remove(log.record()));
}

#[test]
fn a_new_log_is_not_put_into_a_closed_place() {
    let world = World::new();
    let place = |on: &str| row_of_day(&world.view(), &salon(), day(on), today()).unwrap().draft.place;
    assert_eq!((place("2026-11-17"), place("2026-11-24")), (Some(hall()), None));
}

#[test]
fn what_is_typed_outlives_the_page() {
    let mut cells = Cells { day: "24".to_owned(), held: Held::Heat, about: true, ..Cells::blank() };
    cells.numbers.insert("heads".to_owned(), "１9".to_owned());
    let kept = serde_json::to_vec(&cells).unwrap();
    assert_eq!(json::read::<Cells>(&kept), Some(cells));
    assert_eq!(json::read::<Cells>(b"{}"), Some(Cells::blank()));
}

#[test]
fn a_months_total_has_no_day_to_type() {
    let world = World::new();
    let view = world.view();
    let all = sections(&view, district("hinata"), None, november(), today());
    let row = &all[0].rows[0];
    let mut cells = Cells::of(&row.draft, &columns(&view.kinds().get("mimamori")));
    assert_eq!(cells.day, "");
    cells.numbers.insert("qty.households".to_owned(), "40".to_owned());
    let saved = read(&view, Some(row), &row.draft, &cells, november(), today(), &[]).unwrap().unwrap();
    assert_eq!(saved.draft.when, When::Month(november()));
}
