//! Tests of rights as a table: every kind, in every scope it lives in, by every role, own district or not, ticked or not.

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::calendar::WallTime;
use crate::id::{DeviceId, PersonId, derived};
use crate::record::Hand;
use crate::schema::lives_in;
use crate::sorted::SortedSet;

const KINDS: [Kind; 20] = [
    Kind::Org,
    Kind::Body,
    Kind::Office,
    Kind::District,
    Kind::Plan,
    Kind::Node,
    Kind::Measure,
    Kind::Item,
    Kind::Target,
    Kind::Group,
    Kind::Session,
    Kind::Place,
    Kind::Person,
    Kind::Summary,
    Kind::Confirmation,
    Kind::Activity,
    Kind::Reason,
    Kind::Figure,
    Kind::Result,
    Kind::Close,
];

fn own() -> DistrictId {
    DistrictId::of(derived(&["own"]))
}

fn other() -> DistrictId {
    DistrictId::of(derived(&["other"]))
}

fn me() -> PersonId {
    PersonId::of(derived(&["me"]))
}

fn somebody() -> PersonId {
    PersonId::of(derived(&["somebody"]))
}

fn mine() -> GroupId {
    GroupId::of(derived(&["tsukushi"]))
}

fn session(role: Role, confirmed: bool) -> Session {
    Session {
        device: DeviceId::from_uuid(Uuid::from_u128(1)),
        person: me(),
        role,
        office: None,
        body: None,
        districts: if role == Role::Admin { [own(), other()].into() } else { [own()].into() },
        confirmed,
        groups: [mine()].into(),
    }
}

fn change(record: &Record, base: u64, act: Act) -> Change {
    Change {
        id: ChangeId::from_uuid(Uuid::from_u128(2)),
        protocol: PROTOCOL,
        device: None,
        record: record.id,
        kind: record.kind.clone(),
        scope: record.scope,
        base: Base { epoch: None, version: base },
        after: None,
        act,
        written_at: WallTime::from_millis(0),
        by: Some(me()),
    }
}

fn record(kind: Kind, scope: Scope, by: PersonId, fields: &[(&str, Value)]) -> Record {
    let hand = Hand { by: Some(by), at: WallTime::from_millis(0) };
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let id = derived(&["r"]);
    Record { id, kind, scope, version: 3, born: 1, made: hand, edited: hand, fields, parallel: Vec::new() }
}

fn edit(record: &Record, fields: &[(&str, Value)]) -> Change {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    change(record, 3, Act::Set(fields))
}

/// What a role may do to a record that somebody else made, of a kind and scope, with no group.
fn expected(role: Role, kind: &Kind, scope: Scope) -> Result<(), Refused> {
    let reads = match scope {
        Scope::OrgAll => true,
        Scope::OrgStaff => role >= Role::Staff,
        Scope::DistrictAll(id) => id == own() || role == Role::Admin,
        Scope::DistrictStaff(id) => (id == own() && role == Role::Staff) || role == Role::Admin,
    };
    if !reads {
        return Err(Refused::Scope);
    }
    let may = match role {
        Role::Admin => {
            let copies = matches!(kind, Kind::Figure | Kind::Result) && scope == Scope::OrgAll;
            *kind != Kind::Summary && !copies
        }
        Role::Staff => {
            matches!(
                kind,
                Kind::Activity
                    | Kind::Group
                    | Kind::Session
                    | Kind::Person
                    | Kind::Confirmation
                    | Kind::Reason
            ) || (*kind == Kind::Place && scope == Scope::DistrictStaff(own()))
        }
        Role::Volunteer => false,
    };
    if may { Ok(()) } else { Err(Refused::Role) }
}

#[test]
fn every_kind_by_every_role_in_every_scope_is_as_the_table_says() {
    let scopes = [
        Scope::OrgAll,
        Scope::OrgStaff,
        Scope::DistrictAll(own()),
        Scope::DistrictAll(other()),
        Scope::DistrictStaff(own()),
        Scope::DistrictStaff(other()),
    ];
    let mut cases = 0;
    for kind in KINDS {
        for scope in scopes.into_iter().filter(|scope| lives_in(&kind, *scope)) {
            for role in [Role::Volunteer, Role::Staff, Role::Admin] {
                for confirmed in [false, true] {
                    let stored = record(kind.clone(), scope, somebody(), &[]);
                    for act in [Act::Set(Fields::new()), Act::Remove, Act::Restore] {
                        let change = change(&stored, 3, act);
                        let got = may(&session(role, confirmed), &change, Some(&stored));
                        assert_eq!(
                            got,
                            expected(role, &kind, scope),
                            "{kind:?} {scope} {role:?} {confirmed}"
                        );
                        cases += 1;
                    }
                }
            }
        }
    }
    assert!(cases > 400, "{cases}");
}

#[test]
fn a_volunteer_edits_own_logs_and_once_ticked_the_groups() {
    let scope = Scope::DistrictAll(own());
    let group = json!(mine().to_string());
    let strange = json!(GroupId::of(derived(&["sumire"])).to_string());
    let table = [
        // made by, group, confirmed → may
        (me(), &strange, false, true),
        (me(), &strange, true, true),
        (somebody(), &group, false, false),
        (somebody(), &group, true, true),
        (somebody(), &strange, true, false),
        (somebody(), &strange, false, false),
    ];
    for (by, group, confirmed, allowed) in table {
        let stored = record(Kind::Activity, scope, by, &[("group", group.clone())]);
        for act in [Act::Set(Fields::new()), Act::Remove, Act::Restore] {
            let got = may(&session(Role::Volunteer, confirmed), &change(&stored, 3, act), Some(&stored));
            assert_eq!(got.is_ok(), allowed, "{by} {group} {confirmed}");
        }
        assert_eq!(may_edit(&session(Role::Volunteer, confirmed), &stored), allowed);
    }
}

#[test]
fn a_volunteer_logs_in_the_own_district_even_where_somebody_did_already() {
    let stored = record(Kind::Activity, Scope::DistrictAll(own()), somebody(), &[]);
    let create = |scope| {
        let mut create = change(&stored, 0, Act::Set([("what".to_owned(), json!("salon"))].into()));
        create.scope = scope;
        create
    };
    let volunteer = session(Role::Volunteer, false);
    assert_eq!(may(&volunteer, &create(Scope::DistrictAll(own())), None), Ok(()));
    assert_eq!(may(&volunteer, &create(Scope::DistrictAll(own())), Some(&stored)), Ok(()));
    assert_eq!(may(&volunteer, &create(Scope::DistrictAll(other())), None), Err(Refused::Scope));
    assert_eq!(may(&volunteer, &create(Scope::DistrictStaff(own())), None), Err(Refused::Scope));
    assert_eq!(may(&volunteer, &create(Scope::OrgAll), None), Err(Refused::Role));
    // Removing is no creating, whatever was seen.
    let remove = change(&stored, 0, Act::Remove);
    assert_eq!(may(&volunteer, &remove, Some(&stored)), Err(Refused::Role));
    // Nor is going on from a change of one's own.
    let mut after = create(Scope::DistrictAll(own()));
    after.after = Some(ChangeId::from_uuid(Uuid::from_u128(9)));
    assert_eq!(may(&volunteer, &after, Some(&stored)), Err(Refused::Role));
}

#[test]
fn support_and_staff_kinds_are_staffs() {
    let stored = record(Kind::Activity, Scope::DistrictAll(own()), me(), &[]);
    let office = format!("support.{}", derived(&["plaza"]));
    for fields in [[(office.as_str(), json!(true))], [("what", json!("homon"))], [("entered_by", json!("x"))]]
    {
        let edit = edit(&stored, &fields);
        assert_eq!(
            may(&session(Role::Volunteer, true), &edit, Some(&stored)),
            Err(Refused::Role),
            "{fields:?}"
        );
        assert_eq!(may(&session(Role::Staff, true), &edit, Some(&stored)), Ok(()));
    }
}

#[test]
fn a_volunteer_keeps_the_own_person_record() {
    let mut stored = record(Kind::Person, Scope::DistrictAll(own()), somebody(), &[]);
    let volunteer = session(Role::Volunteer, false);
    let group = format!("group.{}", mine());
    let fields = [("name", json!("花子")), (group.as_str(), json!(true))];
    assert_eq!(may(&volunteer, &edit(&stored, &fields), Some(&stored)), Err(Refused::Role));
    stored.id = me().record();
    assert_eq!(may(&volunteer, &edit(&stored, &fields), Some(&stored)), Ok(()));
    assert_eq!(may(&volunteer, &edit(&stored, &[("office", json!("x"))]), Some(&stored)), Err(Refused::Role));
}

#[test]
fn a_volunteer_names_a_group_that_staff_have_yet_to_settle() {
    let scope = Scope::DistrictAll(own());
    let stored =
        record(Kind::Group, scope, me(), &[("name", json!("すみれ会")), ("provisional", json!(true))]);
    let volunteer = session(Role::Volunteer, false);
    let name = [("name", json!("すみれの会"))];
    let named = [("name", json!("すみれ会")), ("provisional", json!(true))];
    assert_eq!(may(&volunteer, &edit(&stored, &named), None), Ok(()));
    assert_eq!(may(&volunteer, &edit(&stored, &name), None), Err(Refused::Role));
    assert_eq!(may(&volunteer, &edit(&stored, &name), Some(&stored)), Ok(()));
    assert_eq!(
        may(&volunteer, &edit(&stored, &[("provisional", Value::Null)]), Some(&stored)),
        Err(Refused::Role)
    );
    let settled = record(Kind::Group, scope, me(), &[]);
    assert_eq!(may(&volunteer, &edit(&settled, &name), Some(&settled)), Err(Refused::Role));
    let anothers = record(Kind::Group, scope, somebody(), &[("provisional", json!(true))]);
    assert_eq!(may(&volunteer, &edit(&anothers, &name), Some(&anothers)), Err(Refused::Role));
}

#[test]
fn staff_keep_the_places_and_targets_of_their_districts() {
    let staff = session(Role::Staff, true);
    for kind in [Kind::Place, Kind::Target] {
        let at = |id: DistrictId| [("district", json!(id.to_string()))];
        let ours = record(kind.clone(), Scope::OrgAll, somebody(), &at(own()));
        let theirs = record(kind.clone(), Scope::OrgAll, somebody(), &at(other()));
        let nobodys = record(kind, Scope::OrgAll, somebody(), &[]);
        assert_eq!(may(&staff, &edit(&ours, &at(own())), None), Ok(()));
        assert_eq!(may(&staff, &edit(&ours, &at(other())), None), Err(Refused::Role));
        assert_eq!(may(&staff, &edit(&ours, &[]), None), Err(Refused::Role));
        assert_eq!(may(&staff, &edit(&ours, &[("name", json!("x"))]), Some(&ours)), Ok(()));
        assert_eq!(may(&staff, &edit(&ours, &at(other())), Some(&ours)), Err(Refused::Role));
        assert_eq!(may(&staff, &edit(&ours, &[("district", Value::Null)]), Some(&ours)), Err(Refused::Role));
        assert_eq!(may(&staff, &change(&ours, 3, Act::Remove), Some(&ours)), Ok(()));
        assert_eq!(may(&staff, &edit(&theirs, &at(own())), Some(&theirs)), Err(Refused::Role));
        assert_eq!(may(&staff, &edit(&nobodys, &at(own())), Some(&nobodys)), Err(Refused::Role));
    }
}

#[test]
fn scope_comes_from_the_session_never_from_the_change() {
    let stored = record(Kind::Activity, Scope::DistrictAll(other()), me(), &[]);
    let mut staff = session(Role::Staff, true);
    assert_eq!(may(&staff, &edit(&stored, &[]), Some(&stored)), Err(Refused::Scope));
    staff.districts = SortedSet::new();
    assert_eq!(may(&staff, &edit(&stored, &[]), Some(&stored)), Err(Refused::Scope));
}

#[test]
fn staff_say_which_logs_count_for_a_plan_and_nothing_else_of_it() {
    let at = |id: DistrictId| [("district", json!(id.to_string()))];
    let ward = record(Kind::Plan, Scope::OrgAll, somebody(), &[]);
    let ours = record(Kind::Plan, Scope::OrgAll, somebody(), &at(own()));
    let theirs = record(Kind::Plan, Scope::OrgAll, somebody(), &at(other()));
    let rule = [("rule.salon", json!({}))];
    let staff = session(Role::Staff, true);
    for (plan, allowed) in [(&ward, true), (&ours, true), (&theirs, false)] {
        assert_eq!(may(&staff, &edit(plan, &rule), Some(plan)).is_ok(), allowed);
        assert_eq!(may_keep_rules(&staff, plan), allowed);
    }
    for more in [("title", json!("x")), ("district", Value::Null), ("status", json!("決定"))] {
        let both = edit(&ward, &[rule[0].clone(), more]);
        assert_eq!(may(&staff, &both, Some(&ward)), Err(Refused::Role));
    }
    assert_eq!(may(&staff, &edit(&ward, &rule), None), Err(Refused::Role), "staff make no plan");
    assert_eq!(may(&session(Role::Volunteer, true), &edit(&ward, &rule), Some(&ward)), Err(Refused::Role));
    assert!(may_keep_rules(&session(Role::Admin, true), &theirs));
}

#[test]
fn staff_keep_the_figures_of_their_own_office_and_nobody_the_ward_s_copies() {
    let at = |key: &str| [("office", json!(derived(&[key]).to_string()))];
    let mut staff = session(Role::Staff, true);
    staff.office = Some(OfficeId::of(derived(&["plaza"])));
    let ours = record(Kind::Figure, Scope::OrgStaff, somebody(), &at("plaza"));
    let theirs = record(Kind::Figure, Scope::OrgStaff, somebody(), &at("council"));
    let number = [("number", json!(31))];
    assert_eq!(may(&staff, &edit(&ours, &at("plaza")), None), Ok(()));
    assert_eq!(may(&staff, &edit(&ours, &number), Some(&ours)), Ok(()));
    assert_eq!(may(&staff, &edit(&ours, &at("council")), Some(&ours)), Err(Refused::Role));
    assert_eq!(may(&staff, &edit(&theirs, &number), Some(&theirs)), Err(Refused::Role));
    assert_eq!(may(&staff, &edit(&ours, &number), None), Err(Refused::Role), "a figure is somebody's");
    let copy = record(Kind::Figure, Scope::OrgAll, somebody(), &at("plaza"));
    for role in [Role::Staff, Role::Admin] {
        assert_eq!(may(&session(role, true), &edit(&copy, &number), Some(&copy)), Err(Refused::Role));
    }
}

#[test]
fn staff_keep_the_ward_s_grants_and_nothing_else_of_its_record() {
    let ward = record(Kind::Org, Scope::OrgAll, somebody(), &[("name", json!("つむぎ区"))]);
    let grant = [("grant.weekly", json!({"name": "週1回型"}))];
    let staff = session(Role::Staff, false);
    assert_eq!(may(&staff, &edit(&ward, &grant), Some(&ward)), Ok(()));
    assert_eq!(may(&staff, &edit(&ward, &grant), None), Err(Refused::Role), "staff make no ward");
    for other in [("name", json!("x")), ("grants", json!({})), ("kind.patrol", Value::Null)] {
        let both = edit(&ward, &[grant[0].clone(), other.clone()]);
        assert_eq!(may(&staff, &both, Some(&ward)), Err(Refused::Role), "{other:?}");
    }
    assert_eq!(may(&staff, &edit(&ward, &[]), Some(&ward)), Err(Refused::Role));
    let volunteer = session(Role::Volunteer, true);
    assert!(may_keep_grants(&staff, &ward) && !may_keep_grants(&volunteer, &ward));
}

#[test]
fn a_volunteer_whom_staff_know_says_which_grant_an_own_group_applies_for() {
    let mut stored = record(Kind::Group, Scope::DistrictAll(own()), somebody(), &[("name", json!("つくし"))]);
    let applies = [("grant_of", json!("weekly")), ("grant", json!(36))];
    let volunteer = session(Role::Volunteer, true);
    assert_eq!(may(&volunteer, &edit(&stored, &applies), Some(&stored)), Err(Refused::Role), "not hers");
    stored.id = mine().record();
    assert_eq!(may(&volunteer, &edit(&stored, &applies), Some(&stored)), Ok(()));
    assert!(may_apply(&volunteer, &stored) && !may_apply(&session(Role::Volunteer, false), &stored));
    let more = [applies[0].clone(), ("name", json!("x"))];
    assert_eq!(may(&volunteer, &edit(&stored, &more), Some(&stored)), Err(Refused::Role));
    assert_eq!(may(&volunteer, &edit(&stored, &applies), None), Err(Refused::Role), "it makes no group");
}

#[test]
fn an_office_writes_its_own_line_up_to_submitted_and_an_admin_goes_on() {
    let word = |state: &str| ("word", json!({"text": "・一", "state": state}));
    let at = |key: &str| ("office", json!(derived(&[key]).to_string()));
    let mut staff = session(Role::Staff, true);
    staff.office = Some(OfficeId::of(derived(&["plaza"])));
    let line = |office: &str, state: &str| {
        record(Kind::Result, Scope::OrgStaff, somebody(), &[at(office), word(state)])
    };
    for (office, before, after, allowed) in [
        ("plaza", "draft", "draft", true),
        ("plaza", "draft", "submitted", true),
        ("plaza", "returned", "submitted", true),
        ("plaza", "submitted", "draft", true),
        ("plaza", "submitted", "confirmed", false),
        ("plaza", "submitted", "returned", false),
        ("plaza", "confirmed", "draft", false),
        ("council", "draft", "submitted", false),
    ] {
        let stored = line(office, before);
        let change = edit(&stored, &[word(after)]);
        assert_eq!(may(&staff, &change, Some(&stored)).is_ok(), allowed, "{office} {before} {after}");
        assert_eq!(may(&session(Role::Admin, true), &change, Some(&stored)), Ok(()));
        assert!(may(&session(Role::Volunteer, true), &change, Some(&stored)).is_err());
    }
    let new = line("plaza", "submitted");
    assert_eq!(may(&staff, &edit(&new, &[at("plaza"), word("submitted")]), None), Ok(()));
    assert!(may(&staff, &edit(&new, &[word("draft")]), None).is_err(), "a merged result is an admin's");
    let other = edit(&new, &[("as_of", json!("2027-01-31"))]);
    assert_eq!(may(&staff, &other, Some(&line("plaza", "draft"))), Ok(()));
    assert!(may(&staff, &other, Some(&line("plaza", "confirmed"))).is_err());
    assert!(may(&staff, &change(&new, 3, Act::Remove), Some(&new)).is_err(), "nothing is taken away");
    let copy = record(Kind::Result, Scope::OrgAll, somebody(), &[at("plaza")]);
    assert!(may(&session(Role::Admin, true), &edit(&copy, &[word("draft")]), Some(&copy)).is_err());
    let close = record(Kind::Close, Scope::OrgAll, somebody(), &[]);
    let closes = edit(&close, &[("closed", json!(true))]);
    assert_eq!(may(&session(Role::Admin, true), &closes, None), Ok(()));
    assert!(may(&staff, &closes, None).is_err());
}
