//! The rows of the sync contract, each as two phones and a server show it.

use serde_json::{Value, json};
use tsunagari_core::change::{Act, Base, Change, Outcome, Refused};
use tsunagari_core::id::{ChangeId, EpochId, derived};
use tsunagari_core::org::Role;
use tsunagari_core::record::{Kind, Scope};
use tsunagari_core::sync::cell;
use tsunagari_core::sync::wire::{ANSWER_TYPE, CELL_RECORDS, Cursor, ENVELOPE, REQUEST_CHANGES};
use tsunagari_server::cells::CELL_LAG;
use tsunagari_server::platform;

use crate::house::{House, at, district, fields};

const APPLIED: fn(u64) -> Outcome = |version| Outcome::Applied { version };

fn refused(reason: Refused) -> Outcome {
    Outcome::Refused { reason }
}

fn parallel(version: u64, named: &[&str]) -> Outcome {
    Outcome::Parallel { version, fields: named.iter().map(|name| (*name).to_owned()).collect() }
}

#[test]
pub(crate) fn exactly_once_a_repeat_gets_the_first_outcome_and_changes_nothing() {
    let house = House::new();
    let (phone, other) = (house.phone(Role::Volunteer, &[1]), house.phone(Role::Volunteer, &[1]));
    let log = phone.log("a", 1, 18);
    let first = phone.send_one(&log);
    assert!(first.version().is_some(), "{first:?}");
    let before = phone.feed(log.scope, 0).next.version;
    assert_eq!(phone.send_one(&log), first);
    assert_eq!(phone.send(&[&log, &log]), vec![first.clone(), first.clone()]);
    assert_eq!(other.send_one(&log), first, "a copied device does no harm");
    assert_eq!(phone.feed(log.scope, 0).next.version, before);
    // An id may have those digits too.
    let bytes = log.to_bytes().unwrap().replace(":18", ":19");
    let outcome = phone.sync(&[bytes], None).outcomes.remove(0).outcome;
    assert_eq!(outcome, refused(Refused::OtherBytes));
    assert_eq!(phone.record(&log).number("heads"), Some(18));
    let changes = phone.get_json::<Value>(&format!("/api/v1/records/{}/history", log.record));
    assert_eq!(changes["changes"].as_array().unwrap().len(), 1);
}

#[test]
pub(crate) fn one_outcome_each_and_a_refused_change_blocks_none_behind_it() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let (good, behind) = (phone.log("a", 1, 18), phone.log("b", 1, 9));
    let far = phone.log("c", 2, 5);
    let outcomes = phone.send(&[&good, &far, &behind]);
    assert!(matches!(outcomes[0], Outcome::Applied { .. }));
    assert_eq!(outcomes[1], refused(Refused::Scope));
    assert_eq!(outcomes[2].version(), outcomes[0].version().map(|version| version + 1));
}

#[test]
pub(crate) fn parallel_edits_keep_both_values_and_a_later_edit_settles_them() {
    let house = House::new();
    let (one, two) = (house.phone(Role::Volunteer, &[1]), house.phone(Role::Volunteer, &[1]));
    let (first, second) = (one.log("same", 1, 18), two.log("same", 1, 21));
    let v = one.send_one(&first).version().unwrap();
    assert_eq!(two.send_one(&second), parallel(v + 1, &["heads"]), "a create whose record exists is an edit");
    let record = two.record(&first);
    assert_eq!(record.number("heads"), Some(18), "the value on the server stands");
    assert_eq!(record.parallel.len(), 1);
    assert_eq!((&record.parallel[0].value, record.parallel[0].by), (&json!(21), Some(two.session.person)));
    let staff = house.phone(Role::Staff, &[1, 2]);
    let settled = staff.edit(&first, record.version, json!({ "heads": 21 }));
    assert_eq!(staff.send_one(&settled), APPLIED(record.version + 1));
    let record = staff.record(&first);
    assert_eq!((record.number("heads"), record.parallel.len()), (Some(21), 0));
}

#[test]
pub(crate) fn different_fields_merge_in_silence() {
    let house = House::new();
    let (one, two) = (house.phone(Role::Staff, &[1, 2]), house.phone(Role::Staff, &[1, 2]));
    let log = one.log("a", 1, 18);
    let v = one.send_one(&log).version().unwrap();
    let (note, helpers) =
        (one.edit(&log, v, json!({ "note": "歌" })), two.edit(&log, v, json!({ "helpers": 6 })));
    assert_eq!(one.send_one(&note), APPLIED(v + 1));
    assert_eq!(two.send_one(&helpers), APPLIED(v + 2));
    let record = one.record(&log);
    assert_eq!((record.text("note"), record.number("helpers")), (Some("歌"), Some(6)));
}

#[test]
pub(crate) fn a_devices_own_changes_in_a_row_do_not_stand_against_each_other() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let create = phone.log("a", 1, 18);
    let act = Act::Set(fields(json!({ "heads": 20 })));
    let second =
        Change { after: Some(create.id), ..phone.change(create.record, Kind::Activity, create.scope, act) };
    let act = Act::Set(fields(json!({ "heads": 22 })));
    let third =
        Change { after: Some(second.id), ..phone.change(create.record, Kind::Activity, create.scope, act) };
    let outcomes = phone.send(&[&create, &second, &third]);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Applied { .. })), "{outcomes:?}");
    assert_eq!(phone.record(&create).number("heads"), Some(22));
}

#[test]
pub(crate) fn no_clock_decides_anything() {
    let house = House::new();
    let (one, two) = (house.phone(Role::Staff, &[1, 2]), house.phone(Role::Staff, &[1, 2]));
    let late = Change { written_at: at(4_102_444_800_000), ..one.log("a", 1, 18) };
    let v = one.send_one(&late).version().unwrap();
    let early = Change { written_at: at(0), ..two.edit(&late, v, json!({ "heads": 19 })) };
    assert_eq!(two.send_one(&early), APPLIED(v + 1));
    assert_eq!(two.record(&late).number("heads"), Some(19));
}

#[test]
pub(crate) fn a_removed_record_stays_in_the_feed_and_an_edit_of_it_is_kept() {
    let house = House::new();
    let (one, two) = (house.phone(Role::Staff, &[1, 2]), house.phone(Role::Staff, &[1, 2]));
    let log = one.log("a", 1, 18);
    let v = one.send_one(&log).version().unwrap();
    let epoch = Some(house.epoch());
    let remove = Change {
        base: Base { epoch, version: v },
        ..one.change(log.record, Kind::Activity, log.scope, Act::Remove)
    };
    assert_eq!(one.send_one(&remove), APPLIED(v + 1));
    assert_eq!(two.send_one(&two.edit(&log, v, json!({ "note": "歌" }))), parallel(v + 2, &["removed"]));
    let record = one.record(&log);
    assert!(record.removed());
    assert_eq!(record.text("note"), Some("歌"));
    let restore = Change {
        base: Base { epoch, version: v + 2 },
        ..two.change(log.record, Kind::Activity, log.scope, Act::Restore)
    };
    assert_eq!(two.send_one(&restore), APPLIED(v + 3));
    assert!(!one.record(&log).removed());
}

#[test]
pub(crate) fn a_record_never_changes_scope_or_kind() {
    let house = House::new();
    let staff = house.phone(Role::Staff, &[1, 2]);
    let log = staff.log("a", 1, 18);
    staff.send_one(&log);
    let moved =
        Change { scope: Scope::DistrictAll(district(2)), ..staff.edit(&log, 1, json!({ "heads": 1 })) };
    assert_eq!(staff.send_one(&moved), refused(Refused::Place));
    let other = Change { kind: Kind::Group, ..staff.edit(&log, 1, json!({ "name": "会" })) };
    assert_eq!(staff.send_one(&other), refused(Refused::Place));
}

#[test]
pub(crate) fn references_are_not_checked_but_a_refused_parent_refuses_its_child_and_a_circle_is_refused() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let mut log = phone.log("a", 1, 18);
    if let Act::Set(set) = &mut log.act {
        set.insert("group".to_owned(), json!(derived(&["nowhere"])));
    }
    assert!(phone.send_one(&log).version().is_some());
    let far = phone.log("b", 2, 18);
    let child = Change { after: Some(far.id), ..phone.edit(&far, 0, json!({ "heads": 19 })) };
    assert_eq!(phone.send(&[&far, &child]), vec![refused(Refused::Scope), refused(Refused::Parent)]);

    let admin = house.phone(Role::Admin, &[]);
    let node = |name: &str, parent: &str| {
        let said = fields(json!({ "title": name, "parent": derived(&["node", parent]) }));
        admin.change(derived(&["node", name]), Kind::Node, Scope::OrgAll, Act::Set(said))
    };
    let outcomes = admin.send(&[&node("a", "root"), &node("b", "a"), &node("c", "b")]);
    assert!(outcomes.iter().all(|outcome| outcome.version().is_some()), "{outcomes:?}");
    let back = admin.edit(&node("a", "root"), 9_999, json!({ "parent": derived(&["node", "c"]) }));
    assert_eq!(admin.send_one(&back), refused(Refused::Cycle));
}

#[test]
pub(crate) fn a_load_from_the_start_is_cells_and_the_feed_goes_on_from_their_cursor() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let scope = Scope::DistrictAll(district(1));
    let first = phone.sync(&[], Some(&[].into()));
    assert!(first.feeds.iter().all(|feed| feed.load && feed.records.is_empty()));
    let logs: Vec<_> = (0..600).map(|n| phone.log(&format!("log {n}"), 1, 10)).collect();
    for some in logs.chunks(REQUEST_CHANGES) {
        phone.send(&some.iter().collect::<Vec<_>>());
    }
    let response = phone.get(&format!("/api/v1/cells?scope={scope}"));
    assert_eq!(response.status, 200);
    let (bundle, cells) = cell::cut(&response.body).unwrap();
    let records: usize = cells.iter().map(|bytes| inflated(bytes).len()).sum();
    assert_eq!(records, 601, "the logs and the person");
    assert_eq!(bundle.cells.iter().map(|head| head.count).max(), u32::try_from(CELL_RECORDS).ok());
    assert_eq!(bundle.cells[0].class, tsunagari_core::record::Class::Registry, "the registry comes first");
    assert!(bundle.cells[1].index > bundle.cells[2].index, "then the newest");
    assert!(bundle.cells.iter().all(|head| head.class != tsunagari_core::record::Class::Log
        || head.day_from.as_deref() == Some("2026-11-24")));

    let staff = house.phone(Role::Staff, &[1, 2]);
    staff.send_one(&staff.edit(&logs[0], bundle.cursor.version, json!({ "heads": 11 })));
    let feed = phone.feed(scope, bundle.cursor.version);
    assert!(
        feed.records.iter().any(|record| record.id == logs[0].record && record.number("heads") == Some(11))
    );
    let again = phone.get(&format!("/api/v1/cells?scope={scope}"));
    let (second, _) = cell::cut(&again.body).unwrap();
    assert!(second.cursor.version >= bundle.cursor.version, "a near cell is sent as it is");
    let missed = phone.feed(scope, second.cursor.version);
    assert!(missed.records.iter().any(|record| record.id == logs[0].record), "and the feed tells the rest");
}

#[test]
pub(crate) fn a_cell_that_lags_too_far_is_built_anew() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let scope = Scope::DistrictAll(district(1));
    let first = phone.log("first", 1, 10);
    phone.send_one(&first);
    phone.get(&format!("/api/v1/cells?scope={scope}"));
    let lag = usize::try_from(CELL_LAG).unwrap();
    let logs: Vec<_> = (0..=lag).map(|n| phone.log(&format!("log {n}"), 1, 10)).collect();
    for some in logs.chunks(REQUEST_CHANGES) {
        phone.send(&some.iter().collect::<Vec<_>>());
    }
    let response = phone.get(&format!("/api/v1/cells?scope={scope}"));
    let (bundle, _) = cell::cut(&response.body).unwrap();
    let now = phone.feed(scope, 0).next;
    let version = phone
        .sync(&[], Some(&[(scope, now)].into()))
        .feeds
        .iter()
        .find(|feed| feed.scope == scope)
        .unwrap()
        .next
        .version;
    assert!(version - bundle.cursor.version <= CELL_LAG, "{version} {}", bundle.cursor.version);
}

fn inflated(bytes: &[u8]) -> Vec<tsunagari_core::record::Record> {
    use std::io::Read as _;
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    cell::lines(&text).collect()
}

#[test]
pub(crate) fn a_feed_is_paged_and_misses_nothing() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let scope = Scope::DistrictAll(district(1));
    let logs: Vec<_> = (0..1_100).map(|n| phone.log(&format!("log {n}"), 1, 10)).collect();
    for some in logs.chunks(REQUEST_CHANGES) {
        phone.send(&some.iter().collect::<Vec<_>>());
    }
    let (mut version, mut seen, mut pages) = (0, std::collections::BTreeSet::new(), 0);
    loop {
        let feed = phone.feed(scope, version);
        assert!(feed.records.windows(2).all(|two| two[0].version < two[1].version));
        seen.extend(feed.records.iter().map(|record| record.id));
        (version, pages) = (feed.next.version, pages + 1);
        if !feed.more {
            break;
        }
    }
    assert!(pages > 1);
    assert!(logs.iter().all(|log| seen.contains(&log.record)));
}

#[test]
pub(crate) fn an_answer_is_known_by_its_type_and_envelope() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let response = phone.ask("{\"protocol\":1}");
    assert_eq!(response.headers.get("content-type"), Some(ANSWER_TYPE));
    assert_eq!(response.headers.get("cache-control"), Some("no-store"));
    let answer: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(answer["envelope"], ENVELOPE);
    assert_eq!(answer["session"]["device"], phone.session.device.to_string());
}

#[test]
pub(crate) fn a_new_epoch_has_every_scope_loaded_again_and_cuts_bases_to_the_fork() {
    let house = House::new();
    let (one, two) = (house.phone(Role::Staff, &[1, 2]), house.phone(Role::Staff, &[1, 2]));
    let scope = Scope::DistrictAll(district(1));
    let log = one.log("a", 1, 18);
    let v = one.send_one(&log).version().unwrap();
    let old = house.epoch();
    let epoch = EpochId::from_uuid(platform::random_uuid());
    house.block(house.storage.write(move |tx| tx.begin_epoch(epoch, platform::now()))).unwrap();
    let held = Cursor { epoch: old, version: v };
    let answer = one.sync(&[], Some(&[(scope, held)].into()));
    assert_eq!(answer.epoch, epoch);
    assert!(answer.feeds.iter().find(|feed| feed.scope == scope).unwrap().load);
    assert_eq!(
        one.send_one(&log),
        APPLIED(v),
        "what was sent before is offered again and answered as before"
    );
    let since = two.edit(&log, v, json!({ "heads": 20 }));
    assert_eq!(two.send_one(&since), APPLIED(v + 1));
    let lost = Base { epoch: Some(old), version: v + 50 };
    let stale = Change { base: lost, ..one.edit(&log, 0, json!({ "heads": 25 })) };
    assert_eq!(one.send_one(&stale), parallel(v + 2, &["heads"]), "nobody saw the lost versions");
    let known = Base { epoch: Some(old), version: v };
    let fine = Change { base: known, ..one.edit(&log, 0, json!({ "note": "歌" })) };
    assert_eq!(one.send_one(&fine), APPLIED(v + 3));
}

#[test]
pub(crate) fn a_cursor_beyond_the_scope_loads_again() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let scope = Scope::DistrictAll(district(1));
    for version in [1_000, u64::MAX] {
        let feed = phone.feed(scope, version);
        assert!(feed.load && feed.records.is_empty() && feed.next.version == 0, "{version}");
    }
}

#[test]
pub(crate) fn a_malformed_change_among_two_hundred_is_refused_by_its_place_and_the_rest_go_on() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let mut changes: Vec<_> =
        (0..REQUEST_CHANGES).map(|n| phone.log(&format!("log {n}"), 1, 10).to_bytes().unwrap()).collect();
    changes[77] = "{\"no\":\"change\"}".to_owned();
    let id = ChangeId::from_uuid(platform::random_uuid());
    changes[78] = format!("{{\"id\":\"{id}\",\"record\":7}}");
    let outcomes = phone.sync(&changes, None).outcomes;
    assert_eq!(outcomes.len(), REQUEST_CHANGES);
    for (n, answered) in outcomes.iter().enumerate() {
        match n {
            77 => assert_eq!((answered.id, &answered.outcome), (None, &refused(Refused::Malformed))),
            78 => assert_eq!((answered.id, &answered.outcome), (Some(id), &refused(Refused::Malformed))),
            _ => assert!(answered.outcome.version().is_some(), "{n}: {answered:?}"),
        }
    }
}

#[test]
pub(crate) fn old_and_new_apps_are_told_what_the_server_does_not_know() {
    let house = House::new();
    let phone = house.phone(Role::Staff, &[1, 2]);
    let newer = Change { protocol: 99, ..phone.log("a", 1, 1) };
    assert_eq!(phone.send_one(&newer), refused(Refused::Protocol));
    let kind = Change { kind: Kind::Other("levy".to_owned()), ..phone.log("b", 1, 1) };
    let outcome = phone.send_one(&kind);
    assert!(outcome == refused(Refused::Kind) || outcome == refused(Refused::Role), "{outcome:?}");
    let mut field = phone.log("c", 1, 1);
    if let Act::Set(set) = &mut field.act {
        set.insert("mood".to_owned(), json!("good"));
    }
    assert_eq!(phone.send_one(&field), refused(Refused::UnknownField { field: "mood".to_owned() }));
    assert_eq!(phone.ask("{\"protocol\":99}").status, 426);
    assert_eq!(phone.ask("{\"protocol\":0}").status, 426);
}

#[test]
pub(crate) fn rights_and_scopes_are_the_sessions_and_a_courier_brings_what_others_wrote() {
    let house = House::new();
    let (author, courier) = (house.phone(Role::Volunteer, &[1]), house.phone(Role::Staff, &[1, 2]));
    let (near, far) = (author.log("a", 1, 18), author.log("b", 3, 18));
    let outcomes = courier.send(&[&near, &far]);
    assert!(outcomes[0].version().is_some());
    assert_eq!(outcomes[1], refused(Refused::Scope), "rights are the carrier's");
    let history: Value = courier.get_json(&format!("/api/v1/records/{}/history", near.record));
    let step = &history["changes"][0];
    assert_eq!(step["change"]["by"], author.session.person.to_string());
    assert_eq!(step["carrier"], courier.session.device.to_string());
    let seen: Value = author.get_json(&format!("/api/v1/records/{}/history", near.record));
    assert!(seen["changes"][0].get("carrier").is_none());
}

#[test]
pub(crate) fn nobody_reads_a_district_that_is_not_theirs() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let scopes: Vec<_> = phone.sync(&[], Some(&[].into())).feeds.iter().map(|feed| feed.scope).collect();
    assert_eq!(scopes, vec![Scope::OrgAll, Scope::DistrictAll(district(1))]);
    let staff = house.phone(Role::Staff, &[1, 2]);
    let scopes: Vec<_> = staff.sync(&[], Some(&[].into())).feeds.iter().map(|feed| feed.scope).collect();
    assert_eq!(scopes.len(), 6);
    let admin = house.phone(Role::Admin, &[]);
    let scopes: Vec<_> = admin.sync(&[], Some(&[].into())).feeds.iter().map(|feed| feed.scope).collect();
    assert_eq!(scopes.len(), 8, "all three districts and the ward");
}
