//! The wire is frozen: each message has a golden file in `wire/`, added to and never edited, compared byte by byte.
//!
//! A new message: add it to [`golden`], run once with TSUNAGARI_GOLDEN=write, look at the file, commit it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a golden file that is missing or unreadable stops the test"
)]

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;
use tsunagari_core::sorted::SortedMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use serde_json::value::RawValue;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, Outcome, Refused};
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, EpochId, OfficeId, PersonId, RecordId};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Class, Fields, Hand, Kind, Parallel, Record, Scope};
use tsunagari_core::sync::cell;
use tsunagari_core::sync::wire::{
    Answered, Bundle, CellHead, CellMark, Cursor, ENVELOPE, Feed, Problem, SyncAnswer, SyncRequest,
};
use uuid::Uuid;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire").join(name)
}

/// Compares bytes with the golden file, which is made only on demand and only where there is none.
fn frozen(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path = file(name);
    if !path.exists() && std::env::var("TSUNAGARI_GOLDEN").is_ok_and(|word| word == "write") {
        fs::write(&path, bytes).unwrap();
    }
    let golden = fs::read(&path).unwrap_or_else(|_| panic!("there is no golden file {name}"));
    let (old, new) = (String::from_utf8_lossy(&golden), String::from_utf8_lossy(bytes));
    assert_eq!(old, new, "{name}: a phone that was offline for a season still speaks as the file says");
    golden
}

fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let bytes = frozen(name, serde_json::to_string(value).unwrap().as_bytes());
    assert_eq!(&serde_json::from_slice::<T>(&bytes).unwrap(), value, "{name} reads back");
}

fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn epoch() -> EpochId {
    EpochId::from_uuid(uuid(0xE))
}

fn district() -> Scope {
    Scope::DistrictAll(DistrictId::of(RecordId::from_uuid(uuid(0xD))))
}

fn fields(values: &[(&str, serde_json::Value)]) -> Fields {
    values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect()
}

fn change(act: Act) -> Change {
    Change {
        id: ChangeId::from_uuid(uuid(1)),
        protocol: 1,
        device: Some(DeviceId::from_uuid(uuid(2))),
        record: RecordId::from_uuid(uuid(3)),
        kind: Kind::Activity,
        scope: district(),
        base: Base { epoch: Some(epoch()), version: 41 },
        after: Some(ChangeId::from_uuid(uuid(4))),
        act,
        written_at: WallTime::from_millis(1_795_300_000_123),
        by: Some(PersonId::of(RecordId::from_uuid(uuid(5)))),
    }
}

fn record() -> Record {
    let by = Some(PersonId::of(RecordId::from_uuid(uuid(5))));
    Record {
        id: RecordId::from_uuid(uuid(3)),
        kind: Kind::Activity,
        scope: district(),
        version: 42,
        born: 7,
        made: Hand { by, at: WallTime::from_millis(1_795_300_000_123) },
        edited: Hand { by: None, at: WallTime::from_millis(-1) },
        fields: fields(&[("day", json!("2026-11-24")), ("head.adult", json!(4)), ("note", json!("歌と🎵"))]),
        parallel: Vec::new(),
    }
}

fn parallel() -> Record {
    let second = Parallel {
        field: "head.adult".to_owned(),
        value: json!(5),
        by: Some(PersonId::of(RecordId::from_uuid(uuid(6)))),
        change: ChangeId::from_uuid(uuid(7)),
        version: 42,
    };
    let cleared = Parallel { field: "note".to_owned(), value: json!(null), by: None, ..second.clone() };
    Record { parallel: vec![second, cleared], ..record() }
}

#[test]
fn a_change_of_each_act() {
    let set = fields(&[("head.adult", json!(4)), ("note", json!(null)), ("qty.meals", json!(38))]);
    golden("change-set.json", &change(Act::Set(set.clone())));
    golden("change-remove.json", &change(Act::Remove));
    golden("change-restore.json", &change(Act::Restore));
    let plain = Change { device: None, base: Base::NEW, after: None, by: None, ..change(Act::Set(set)) };
    golden("change-new.json", &plain);
}

#[test]
fn a_record_with_and_without_parallel_values() {
    golden("record.json", &record());
    golden("record-parallel.json", &parallel());
}

#[test]
fn a_record_of_a_newer_build_survives_a_round_trip() {
    let newer = fields(&[
        ("levy.of", json!({"each": [1, 2.5, "三"], "deep": {"er": null}})),
        ("name", json!("会費")),
    ]);
    golden("record-newer.json", &Record { kind: Kind::Other("levy".to_owned()), fields: newer, ..record() });
}

#[test]
fn each_outcome() {
    golden("outcome-applied.json", &Outcome::Applied { version: 42 });
    let fields = vec!["head.adult".to_owned(), "removed".to_owned()];
    golden("outcome-parallel.json", &Outcome::Parallel { version: 42, fields });
}

#[test]
fn each_refusal() {
    let field = || "head.cat".to_owned();
    let reasons = [
        ("malformed", Refused::Malformed),
        ("oversize", Refused::Oversize),
        ("other-bytes", Refused::OtherBytes),
        ("protocol", Refused::Protocol),
        ("scope", Refused::Scope),
        ("role", Refused::Role),
        ("kind", Refused::Kind),
        ("place", Refused::Place),
        ("unknown-field", Refused::UnknownField { field: field() }),
        ("value", Refused::Value { field: field() }),
        ("parent", Refused::Parent),
        ("cycle", Refused::Cycle),
        ("other", Refused::Other),
    ];
    for (name, reason) in reasons {
        golden(&format!("refused-{name}.json"), &Outcome::Refused { reason });
    }
}

#[test]
fn a_reason_that_this_build_does_not_know_is_a_refusal_all_the_same() {
    let newer = r#"{"outcome":"refused","reason":{"code":"moon_phase","until":"tomorrow"}}"#;
    let outcome: Outcome = serde_json::from_str(newer).unwrap();
    assert_eq!(outcome, Outcome::Refused { reason: Refused::Other });
}

#[test]
fn a_request_keeps_each_changes_exact_bytes() {
    // Bytes of another build: other order, blanks, a field that this one does not know.
    let foreign = r#"{ "id":"00000000-0000-0000-0000-000000000001", "mood" : "good",
  "set":{} }"#;
    let ours = change(Act::Remove).to_bytes().unwrap();
    let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
    let request = SyncRequest {
        protocol: 1,
        build: "2026.11.24-1".to_owned(),
        changes: vec![raw(&ours), raw(foreign)],
        cursors: SortedMap::from([
            (Scope::OrgAll, Cursor { epoch: epoch(), version: 9 }),
            (district(), Cursor { epoch: epoch(), version: 0 }),
        ]),
        feed: true,
    };
    let bytes = frozen("sync-request.json", serde_json::to_string(&request).unwrap().as_bytes());
    let read: SyncRequest = serde_json::from_slice(&bytes).unwrap();
    let texts: Vec<_> = read.changes.iter().map(|raw| raw.get()).collect();
    assert_eq!(texts, [ours.as_str(), foreign]);
    assert_eq!(read.cursors, request.cursors);
    let courier = SyncRequest { cursors: SortedMap::new(), feed: false, ..request };
    let bytes = frozen("courier.json", serde_json::to_string(&courier).unwrap().as_bytes());
    let read: SyncRequest = serde_json::from_slice(&bytes).unwrap();
    assert!(!read.feed && read.cursors.is_empty());
}

#[test]
fn a_request_says_little_and_is_read() {
    let request: SyncRequest = serde_json::from_str(r#"{"protocol":1,"tomorrow":[1]}"#).unwrap();
    assert!(request.changes.is_empty() && request.cursors.is_empty() && !request.feed);
}

fn session() -> Session {
    Session {
        device: DeviceId::from_uuid(uuid(2)),
        person: PersonId::of(RecordId::from_uuid(uuid(5))),
        role: Role::Staff,
        office: Some(OfficeId::of(RecordId::from_uuid(uuid(8)))),
        body: None,
        districts: [DistrictId::of(RecordId::from_uuid(uuid(0xD)))].into(),
        confirmed: true,
        groups: Default::default(),
    }
}

#[test]
fn an_answer() {
    let answered = |id: u128, outcome| Answered { id: Some(ChangeId::from_uuid(uuid(id))), outcome };
    let nameless = Answered { id: None, outcome: Outcome::Refused { reason: Refused::Malformed } };
    let next = Cursor { epoch: epoch(), version: 42 };
    let page = Feed { scope: district(), records: vec![record(), parallel()], next, more: true, load: false };
    let from_the_start = Cursor { epoch: epoch(), version: 0 };
    let load =
        Feed { scope: Scope::OrgStaff, records: Vec::new(), next: from_the_start, more: false, load: true };
    let answer = SyncAnswer {
        envelope: ENVELOPE.to_owned(),
        oldest_protocol: 1,
        epoch: epoch(),
        time: WallTime::from_millis(1_795_300_000_123),
        outcomes: vec![
            answered(1, Outcome::Applied { version: 41 }),
            answered(4, Outcome::Parallel { version: 42, fields: vec!["note".to_owned()] }),
            answered(7, Outcome::Refused { reason: Refused::Role }),
            nameless,
        ],
        feeds: vec![page, load],
        more: true,
        session: session(),
    };
    golden("sync-answer.json", &answer);
    let mut newer: serde_json::Value = serde_json::to_value(&answer).unwrap();
    newer["weather"] = json!("fine");
    newer["feeds"][0]["colour"] = json!(1);
    assert_eq!(serde_json::from_value::<SyncAnswer>(newer).unwrap(), answer, "what is new is passed over");
}

#[test]
fn a_bundle_of_cells() {
    let cells = [cell::to_lines(&[record()]), cell::to_lines(&[parallel(), record()])];
    let head = |index, records: &[Record], bytes: &[u8]| CellHead {
        bytes: u32::try_from(bytes.len()).unwrap(),
        ..cell::head(Class::Log, index, 50, records)
    };
    let bundle = Bundle {
        envelope: ENVELOPE.to_owned(),
        scope: district(),
        cursor: Cursor { epoch: epoch(), version: 50 },
        cells: vec![head(3, &[record()], &cells[0]), head(2, &[parallel(), record()], &cells[1])],
        next: Some(CellMark { class: Class::Log, below: 2 }),
    };
    golden("bundle-head.json", &bundle);
    let body = frozen("bundle.bin", &cell::join(&bundle, &cells));
    let (head, read) = cell::cut(&body).unwrap();
    assert_eq!(head, bundle);
    assert_eq!(read, cells);
    for end in 0..body.len() {
        assert!(cell::cut(&body[..end]).is_err(), "a bundle cut off after {end} bytes");
    }
    assert_eq!(cell::lines(read[1]).count(), 2);
}

#[test]
fn a_problem() {
    let problem = Problem {
        kind: "urn:tsunagari:busy".to_owned(),
        title: "ただいま混み合っています".to_owned(),
        status: 503,
        retry_after: Some(30),
    };
    golden("problem.json", &problem);
}
