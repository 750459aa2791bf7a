//! Tests of the schema: what the nouns write is accepted, all else is refused by name.

use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::activity::{Draft, When};
use crate::calendar::{Day, WallTime};
use crate::change::{Base, PROTOCOL};
use crate::district::{District, successors};
use crate::group::Group;
use crate::id::{ChangeId, DistrictId, GroupId, OfficeId, PersonId, PlaceId, derived};
use crate::kind::BUILT_IN;
use crate::office::{Office, OfficeKind};
use crate::person::Person;
use crate::place::{Place, Whereabouts};
use crate::record::Hand;
use crate::sorted::{SortedMap, SortedSet};

fn district() -> DistrictId {
    DistrictId::of(derived(&["hinata"]))
}

fn change(kind: Kind, scope: Scope, fields: Fields) -> Change {
    Change {
        id: ChangeId::from_uuid(Uuid::from_u128(1)),
        protocol: PROTOCOL,
        device: None,
        record: derived(&["r"]),
        kind,
        scope,
        base: Base::NEW,
        after: None,
        act: Act::Set(fields),
        written_at: WallTime::from_millis(0),
        by: None,
    }
}

fn record(kind: Kind, scope: Scope, fields: Fields) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    let id = derived(&["r"]);
    Record { id, kind, scope, version: 1, born: 1, made: hand, edited: hand, fields, parallel: Vec::new() }
}

fn log(what: &str, extra: &[(&str, Value)]) -> Fields {
    let extra = extra.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    [("what".to_owned(), json!(what))].into_iter().chain(extra).collect()
}

#[test]
fn what_a_form_makes_is_accepted_for_every_kind() {
    for kind in BUILT_IN {
        let mut draft = Draft::new(kind.key, Some(district()), When::Day(Day::parse("2026-11-24").unwrap()));
        draft.counts.bands = kind.bands.iter().map(|band| (band.key.to_owned(), 9_999)).collect();
        draft.counts.quantities = kind.quantities.iter().map(|qty| (qty.key.to_owned(), qty.limit)).collect();
        draft.counts.helpers = Some(5);
        draft.content = kind.chips.iter().map(|chip| chip.key.to_owned()).collect();
        draft.note = "一\n二😀".to_owned();
        draft.group = Some(GroupId::of(derived(&["g"])));
        draft.place = Some(PlaceId::of(derived(&["p"])));
        let scope = kind.scope(Some(district())).unwrap();
        let change = change(Kind::Activity, scope, draft.fields(kind).unwrap());
        assert_eq!(check(&change, None), Ok(()), "{}", kind.key);
    }
}

#[test]
fn a_number_out_of_range_is_refused_by_name() {
    let refused = |field: &str, value: Value| {
        let change = change(Kind::Activity, Scope::DistrictAll(district()), log("salon", &[(field, value)]));
        check(&change, None)
    };
    for (field, value) in [
        ("heads", json!(10_000)),
        ("heads", json!(-1)),
        ("heads", json!(1.5)),
        ("heads", json!("3")),
        ("head.child", json!(10_000)),
        ("qty.copies", json!(10_000_000)),
        ("qty.meals", json!(10_000)),
        ("heads", serde_json::from_str("1e300").unwrap()),
        ("heads", serde_json::from_str("99999999999999999999999").unwrap()),
        ("day", json!("2026-02-29")),
        ("slot", json!("25:00")),
        ("held", json!("flood")),
        ("group", json!("つくし")),
        ("group", json!("DCB8B9F2-2C5A-4B4E-8B1D-4A5B6C7D8E9F")),
        ("about", json!(false)),
        ("note", json!("あ".repeat(1_001))),
        ("note", json!("\u{7}")),
        ("note", json!({"a": [[[[1]]]]})),
        ("what", json!("Salon")),
    ] {
        assert_eq!(refused(field, value.clone()), Err(Refused::Value { field: field.to_owned() }), "{value}");
    }
    for field in
        ["removed", "heads.x", "head", "head.", "head.Child", "serves.x", "qty.", "", "later", "note "]
    {
        assert_eq!(
            refused(field, json!(1)),
            Err(Refused::UnknownField { field: field.to_owned() }),
            "{field}"
        );
    }
    assert_eq!(refused("heads", json!(9_999)), Ok(()));
    assert_eq!(refused("qty.copies", json!(9_999_999)), Ok(()));
    assert_eq!(refused("note", Value::Null), Ok(()));
}

#[test]
fn numbers_only_kinds_hold_nothing_else_whoever_sends_it() {
    let scope = Scope::DistrictAll(district());
    for (field, value) in [
        ("note", json!("気になる方")),
        ("place", json!(derived(&["p"]).to_string())),
        ("head.senior", json!(3)),
        ("content.song", json!(true)),
    ] {
        let fields = log("mimamori", &[(field, value)]);
        let refused = Err(Refused::Value { field: field.to_owned() });
        assert_eq!(check(&change(Kind::Activity, scope, fields.clone()), None), refused);
        // The kind alone is changed, under a note that is there.
        let mut salon = fields.clone();
        salon.insert("what".to_owned(), json!("salon"));
        let stored = record(Kind::Activity, scope, salon);
        assert_eq!(check(&change(Kind::Activity, scope, log("mimamori", &[])), Some(&stored)), refused);
        let cleared = log("mimamori", &[(field, Value::Null)]);
        assert_eq!(check(&change(Kind::Activity, scope, cleared), Some(&stored)), Ok(()));
    }
}

#[test]
fn a_log_lives_where_its_kind_does() {
    let at = |what, scope| check(&change(Kind::Activity, scope, log(what, &[])), None);
    assert_eq!(at("sodan", Scope::OrgStaff), Ok(()));
    assert_eq!(at("sodan", Scope::DistrictAll(district())), Err(Refused::Place));
    assert_eq!(at("homon", Scope::DistrictAll(district())), Err(Refused::Place));
    assert_eq!(at("salon", Scope::OrgStaff), Err(Refused::Place));
    assert_eq!(at("koza", Scope::OrgAll), Ok(()));
    assert_eq!(at("patrol", Scope::DistrictAll(district())), Ok(()), "a ward's own kind");
}

#[test]
fn a_record_never_changes_kind_or_scope() {
    let stored = record(Kind::Activity, Scope::OrgAll, Fields::new());
    let group = |scope| check(&change(Kind::Group, scope, [("name".to_owned(), json!("会"))].into()), None);
    assert_eq!(group(Scope::OrgAll), Ok(()), "the ward's own courses");
    assert_eq!(group(Scope::OrgStaff), Err(Refused::Place));

    let other = change(Kind::Activity, Scope::DistrictAll(district()), Fields::new());
    assert_eq!(check(&other, Some(&stored)), Err(Refused::Place));
    let later = change(Kind::Other("levy".to_owned()), Scope::OrgAll, Fields::new());
    assert_eq!(check(&later, None), Err(Refused::Kind));
    let summary = change(Kind::Summary, Scope::OrgAll, log("x", &[]));
    assert_eq!(check(&summary, None), Err(Refused::UnknownField { field: "what".to_owned() }));
}

#[test]
fn what_the_nouns_write_is_accepted_and_reads_back() {
    let all = Scope::DistrictAll(district());
    let accepted = |kind: Kind, scope, fields: Fields| {
        assert_eq!(check(&change(kind.clone(), scope, fields.clone()), None), Ok(()), "{kind:?}");
        record(kind, scope, fields)
    };
    let day = |text| Day::parse(text).ok();
    let group = Group {
        kana: Some("つくし".to_owned()),
        what: Some("salon".to_owned()),
        place: Some(PlaceId::of(derived(&["p"]))),
        office: Some(OfficeId::of(derived(&["o"]))),
        since: day("2020-04-01"),
        until: day("2027-03-31"),
        grant: Some(36),
        grant_of: Some("weekly".to_owned()),
        provisional: true,
        from: Some(derived(&["old"])),
        ..Group::named(GroupId::of(derived(&["r"])), district(), "つくしサロン".to_owned())
    };
    assert_eq!(Group::read(&accepted(Kind::Group, all, group.fields())), group);
    let place = Place {
        opened: day("2026-07-01"),
        runner: Some("地区社協".to_owned()),
        address: Some("ひなた町".to_owned()),
        phone: Some("000-000-0000（見本）".to_owned()),
        private: true,
        public: Some("だれでも".to_owned()),
        ..Place::named(
            PlaceId::of(derived(&["r"])),
            Some(district()),
            "ibasho".to_owned(),
            "まめのきハウス".to_owned(),
        )
    };
    assert_eq!(Place::read(&accepted(Kind::Place, Scope::OrgAll, place.fields())), place);
    let person = Person {
        id: PersonId::of(derived(&["r"])),
        district: Some(district()),
        name: "会計A".to_owned(),
        groups: [group.id].into(),
        posts: [(group.id, "会計".to_owned())].into(),
        since: [(group.id, Day::parse("2026-04-01").unwrap())].into(),
        past: [(group.id, ("代表".to_owned(), Day::parse("2026-03-31").ok()))].into(),
        office: None,
        left: false,
    };
    assert_eq!(Person::read(&accepted(Kind::Person, all, person.fields())), person);
    let office = Office {
        id: OfficeId::of(derived(&["r"])),
        name: "ひなた地域ケアプラザ".to_owned(),
        what: OfficeKind::Plaza,
        body: None,
        phone: Some("000".to_owned()),
        address: None,
        districts: [district()].into(),
    };
    assert_eq!(Office::read(&accepted(Kind::Office, Scope::OrgAll, office.fields())), office);
    let hinata = District {
        id: DistrictId::of(derived(&["r"])),
        name: "ひなた地区".to_owned(),
        kana: None,
        number: Some(1),
        office: Some(office.id),
        since: None,
        until: None,
        next: SortedSet::new(),
    };
    assert_eq!(District::read(&accepted(Kind::District, Scope::OrgAll, hinata.fields())), hinata);
}

#[test]
fn a_private_house_shows_its_district_alone_until_a_dated_consent() {
    let name = "まめのきハウス".to_owned();
    let mut place = Place::named(PlaceId::of(derived(&["p"])), Some(district()), "ibasho".to_owned(), name);
    place.address = Some("ひなた町".to_owned());
    place.private = true;
    assert_eq!(place.whereabouts(), Whereabouts::DistrictOnly);
    place.consent = Day::parse("2026-04-01").ok();
    assert_eq!(place.whereabouts(), Whereabouts::Open { address: Some("ひなた町"), phone: None });
}

#[test]
fn successors_take_over_and_a_circle_ends() {
    let id = |name: &str| DistrictId::of(derived(&[name]));
    let district = |name: &str, next: &[&str]| {
        let next = next.iter().map(|name| id(name)).collect();
        let record = record(Kind::District, Scope::OrgAll, Fields::new());
        (id(name), District { id: id(name), next, ..District::read(&record) })
    };
    let all: SortedMap<_, _> =
        [district("a", &["b", "c"]), district("c", &["d"]), district("x", &["y"]), district("y", &["x"])]
            .into();
    assert_eq!(successors(&all, id("a")), [id("b"), id("d")].into());
    assert_eq!(successors(&all, id("b")), [id("b")].into());
    assert!(successors(&all, id("x")).is_empty());
}

proptest! {
    #[test]
    fn any_field_and_value_is_judged_without_a_panic(field in ".{0,24}", number in any::<i64>(), text in ".{0,12}") {
        for kind in [Kind::Activity, Kind::Session, Kind::Place, Kind::Org, Kind::Plan] {
            for value in [json!(number), json!(text), json!([text]), json!({"name": text})] {
                let _ = check_field(&kind, &field, &value);
                let _ = check_field(&kind, &format!("kind.{field}"), &value);
                let _ = check_field(&kind, &format!("move.{field}"), &value);
            }
        }
    }
}

#[test]
fn the_ward_s_record_takes_a_grant_that_is_one() {
    let put = |name: &str, value| check_field(&Kind::Org, name, &value);
    assert_eq!(put("grant.weekly", json!({"name": "週1回型", "least": {"times": 36}})), Ok(()));
    assert_eq!(put("grant.weekly", Value::Null), Ok(()));
    assert!(matches!(put("grant.weekly", json!({"least": {}})), Err(Refused::Value { .. })));
    assert!(matches!(put("grant.Weekly", json!({"name": "x"})), Err(Refused::UnknownField { .. })));
}

#[test]
fn a_number_from_elsewhere_is_refused_without_its_source() {
    let figure = |extra: &[(&str, Value)]| -> Fields {
        let all = [
            ("number", json!(3)),
            ("unit", json!("件")),
            ("month", json!("2026-11")),
            ("source", json!("窓口集計")),
        ];
        let all = all.into_iter().chain(extra.iter().map(|(name, value)| (*name, value.clone())));
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    };
    let refused = |fields: Fields, stored: Option<&Record>| {
        check(&change(Kind::Figure, Scope::OrgStaff, fields), stored).err()
    };
    let value = |field: &str| Some(Refused::Value { field: field.to_owned() });
    assert_eq!(refused(figure(&[]), None), None);
    for empty in [json!(null), json!("")] {
        assert_eq!(refused(figure(&[("source", empty)]), None), value("source"));
    }
    assert_eq!(refused(figure(&[("number", json!(10_000_000))]), None), value("number"));
    assert_eq!(refused(figure(&[("number", json!(-1))]), None), value("number"));
    assert_eq!(refused(figure(&[("month", json!(null))]), None), value("year"));
    assert_eq!(refused(figure(&[("month", json!(null)), ("year", json!(2026))]), None), None);
    // An edit may not take it away either; one that leaves it is none about it.
    let stored = record(Kind::Figure, Scope::OrgStaff, figure(&[]));
    let edit = |field: &str, value: Value| -> Fields { [(field.to_owned(), value)].into() };
    assert_eq!(refused(edit("number", json!(4)), Some(&stored)), None);
    assert_eq!(refused(edit("source", json!(null)), Some(&stored)), value("source"));
}
