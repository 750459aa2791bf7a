//! The sync contract, row by row: a test named after each row of its table in ARCHITECTURE.md.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, Outcome, PROTOCOL, Refused};
use tsunagari_core::device::keys;
use tsunagari_core::device::mend::Mending;
use tsunagari_core::device::tables::Table;
use tsunagari_core::id::{ChangeId, EpochId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Fields, Hand, Kind, Record, Scope};
use tsunagari_core::sync::desk::{Facts, base_in_epoch, settle};
use tsunagari_core::sync::machine::{Effect, Event, Limits, Machine};
use tsunagari_core::sync::status::Why;
use tsunagari_core::sync::wire::{SyncAnswer, SyncRequest};
use tsunagari_world::house::{Fate, House, NOON, Phone, scope};
use tsunagari_world::ward::Letter;

const DAY: i64 = 86_400_000;
const YEAR: i64 = 365 * DAY;

fn set(values: &[(&str, Value)]) -> Act {
    Act::Set(values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect::<Fields>())
}

fn adults(count: u64) -> Act {
    set(&[("head.adult", json!(count))])
}

#[test]
fn exactly_once() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let change = phone.change(&mut house, "log", adults(4));
    let batch = phone.press(&change);
    house.fates.extend([Fate::Lost, Fate::Lost, Fate::Lost]);
    assert_eq!(house.go(&mut phone, Event::Written(batch)).unsent, 1);
    for _ in 0..2 {
        assert_eq!(house.again(&mut phone).unsent, 1, "no reply, no sent");
    }
    assert_eq!(house.again(&mut phone).unsent, 0);
    assert_eq!(house.ward.books.log.len(), 1, "four requests, one effect");
    assert_eq!(house.record(change.record).version, 1);
    let other = change.to_bytes().unwrap().replace(":4", ":5");
    let body = format!(r#"{{"protocol":1,"changes":[{other}]}}"#);
    let letter = house.ward.sync(phone.device, &body, WallTime::from_millis(NOON), true);
    let answer: SyncAnswer = serde_json::from_slice(&letter.body).unwrap();
    assert_eq!(answer.outcomes[0].outcome, Outcome::Refused { reason: Refused::OtherBytes });
    assert_eq!(house.record(change.record).number("head.adult"), Some(4));
}

#[test]
fn one_outcome_each() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let first = phone.change(&mut house, "one", adults(1));
    let wrong = Change { kind: Kind::Other("levy".to_owned()), ..phone.change(&mut house, "two", adults(2)) };
    let last = phone.change(&mut house, "three", adults(3));
    for change in [&first, &wrong, &last] {
        phone.write_offline(&mut house, change);
    }
    let status = house.again(&mut phone);
    assert_eq!((status.unsent, status.attention), (0, 1));
    assert_eq!(house.outcome(&first), Outcome::Applied { version: 1 });
    assert!(matches!(house.outcome(&wrong), Outcome::Refused { .. }));
    assert_eq!(house.outcome(&last), Outcome::Applied { version: 2 }, "a refused change blocks nothing");
}

#[test]
fn parallel_edits() {
    let mut house = House::default();
    let (mut one, mut two) = (house.phone(), house.phone());
    house.go(&mut one, Event::Opened);
    house.go(&mut two, Event::Opened);
    let first = one.change(&mut house, "log", set(&[("head.adult", json!(4)), ("note", json!("歌"))]));
    let second = two.change(&mut house, "log", set(&[("head.adult", json!(5)), ("slot", json!("10:00"))]));
    one.write_offline(&mut house, &first);
    two.write_offline(&mut house, &second);
    house.again(&mut one);
    house.again(&mut two);
    house.again(&mut one);
    assert_eq!(
        house.outcome(&second),
        Outcome::Parallel { version: 2, fields: vec!["head.adult".to_owned()] }
    );
    for phone in [&one, &two] {
        let shown = phone.shows("log").unwrap();
        assert_eq!(shown.number("head.adult"), Some(4), "the value on the server stands");
        assert_eq!(shown.parallel.len(), 1);
        assert_eq!((&shown.parallel[0].value, shown.parallel[0].by), (&json!(5), second.by));
        assert_eq!((shown.text("slot"), shown.text("note")), (Some("10:00"), Some("歌")), "in silence");
    }
    let choice = one.change(&mut house, "log", adults(5));
    let batch = one.press(&choice);
    house.go(&mut one, Event::Written(batch));
    assert_eq!(house.outcome(&choice), Outcome::Applied { version: 3 });
    assert!(house.record(choice.record).parallel.is_empty(), "any later edit of the field settles it");
}

#[test]
fn a_field() {
    let mut house = House::default();
    let (mut one, mut two) = (house.phone(), house.phone());
    house.go(&mut one, Event::Opened);
    house.go(&mut two, Event::Opened);
    let first =
        one.change(&mut house, "log", set(&[("head.adult", json!(4)), ("content.song", json!(true))]));
    let second =
        two.change(&mut house, "log", set(&[("head.child", json!(5)), ("content.tea", json!(true))]));
    one.write_offline(&mut house, &first);
    two.write_offline(&mut house, &second);
    house.again(&mut one);
    house.again(&mut two);
    let record = house.record(first.record);
    assert!(record.parallel.is_empty(), "bands and members are fields of their own");
    assert_eq!(record.members("head").count(), 2);
    assert_eq!(record.members("content").count(), 2);
}

#[test]
fn time() {
    let mut house = House::default();
    let (mut early, mut late) = (house.phone(), house.phone());
    (early.skew, late.skew) = (-10 * YEAR, 10 * YEAR);
    for phone in [&mut late, &mut early] {
        house.go(phone, Event::Opened);
        let change = phone.change(&mut house, "log", adults(if phone.skew > 0 { 4 } else { 5 }));
        phone.write_offline(&mut house, &change);
    }
    let off = house.again(&mut late).clock_off;
    assert_eq!(off, Some(10 * YEAR), "the app can warn");
    assert_eq!(house.again(&mut early).clock_off, Some(-10 * YEAR));
    let record = house.record(derived(&["log"]));
    assert_eq!(record.number("head.adult"), Some(4), "what came first stands, whatever the clocks said");
    assert_eq!(record.made.at, WallTime::from_millis(NOON).plus(10 * YEAR), "and is shown as it was");
    let mut right = house.phone();
    right.skew = 9 * 60_000;
    assert_eq!(house.go(&mut right, Event::Opened).clock_off, None);
}

#[test]
fn removing() {
    let mut house = House::default();
    let (mut one, mut two) = (house.phone(), house.phone());
    house.go(&mut one, Event::Opened);
    let make = one.change(&mut house, "log", adults(4));
    let batch = one.press(&make);
    house.go(&mut one, Event::Written(batch));
    house.go(&mut two, Event::Opened);
    let edit = two.change(&mut house, "log", adults(5));
    two.write_offline(&mut house, &edit);
    let remove = one.change(&mut house, "log", Act::Remove);
    let batch = one.press(&remove);
    house.go(&mut one, Event::Written(batch));
    house.again(&mut two);
    assert_eq!(house.outcome(&edit), Outcome::Parallel { version: 3, fields: vec!["removed".to_owned()] });
    let shown = two.shows("log").unwrap();
    assert!(shown.removed(), "a removed record stays in the feed");
    assert_eq!(shown.number("head.adult"), Some(5), "the edit is kept");
    let restore = two.change(&mut house, "log", Act::Restore);
    let batch = two.press(&restore);
    house.go(&mut two, Event::Written(batch));
    assert_eq!(house.outcome(&restore), Outcome::Applied { version: 4 });
    assert!(!two.shows("log").unwrap().removed());
}

#[test]
fn moving() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let make = phone.change(&mut house, "log", adults(4));
    let batch = phone.press(&make);
    house.go(&mut phone, Event::Written(batch));
    let elsewhere = Change { scope: Scope::OrgAll, ..phone.change(&mut house, "log", adults(5)) };
    let batch = phone.press(&elsewhere);
    house.go(&mut phone, Event::Written(batch));
    assert_eq!(house.outcome(&elsewhere), Outcome::Refused { reason: Refused::Place });
    assert_eq!(house.record(make.record).scope, scope());
}

#[test]
fn references() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let dangling =
        phone.change(&mut house, "log", set(&[("group", json!(derived(&["nobody"]).to_string()))]));
    phone.write_offline(&mut house, &dangling);
    let wrong = set(&[("head.adult", json!(-4)), ("note", json!("歌"))]);
    let wrong = phone.change(&mut house, "wrong", wrong);
    phone.write_offline(&mut house, &wrong);
    let later = phone.change(&mut house, "wrong", set(&[("note", json!("体操"))]));
    assert_eq!(later.after, Some(wrong.id));
    phone.write_offline(&mut house, &later);
    let status = house.again(&mut phone);
    assert_eq!(house.outcome(&dangling), Outcome::Applied { version: 1 }, "never checked for existence");
    assert!(matches!(house.outcome(&wrong), Outcome::Refused { reason: Refused::Value { .. } }));
    assert_eq!(house.outcome(&later), Outcome::Refused { reason: Refused::Parent });
    assert_eq!(status.attention, 1, "the person sees one item");
    let item = phone.machine.device().refused().remove(0);
    assert_eq!(item.sum, set(&[("head.adult", json!(-4)), ("note", json!("体操"))]));
    assert!(matches!(item.reason, Refused::Value { .. }), "the reason is the first one's");
    let mending = Mending {
        id: ChangeId::from_uuid(house.chance.uuid()),
        at: WallTime::from_millis(house.now),
        by: None,
        fields: [("head.adult".to_owned(), json!(4))].into(),
    };
    let (mended, batch) = phone.machine.device().mend(&item, None, mending).unwrap();
    phone.disk.write(&batch);
    let status = house.go(&mut phone, Event::Written(batch));
    assert_eq!((status.unsent, status.attention), (0, 0));
    assert_eq!(house.outcome(&mended), Outcome::Applied { version: 2 }, "one new change with the sum");
    assert_eq!(house.record(wrong.record).text("note"), Some("体操"));
    let session = house.ward.sessions[&phone.device].clone();
    let session = Session { role: Role::Admin, ..session };
    let child = derived(&["child"]);
    let circle = Change {
        record: derived(&["parent"]),
        kind: Kind::Node,
        scope: Scope::OrgAll,
        act: set(&[("parent", json!(child.to_string()))]),
        ..mended
    };
    let facts = Facts { above: [circle.record].into(), next: 1, ..Facts::default() };
    assert_eq!(settle(&session, &circle, facts).outcome, Outcome::Refused { reason: Refused::Cycle });
}

#[test]
fn feed_and_cells() {
    let mut house = House::default();
    let mut writer = house.phone();
    house.go(&mut writer, Event::Opened);
    for at in 0..23 {
        let change = writer.change(&mut house, &format!("log {at}"), adults(at));
        let batch = writer.press(&change);
        house.go(&mut writer, Event::Written(batch));
    }
    let mut early = house.phone();
    house.go(&mut early, Event::Opened);
    let edit = writer.change(&mut house, "log 3", adults(99));
    let batch = writer.press(&edit);
    house.go(&mut writer, Event::Written(batch));
    let mut reader = house.phone();
    house.go(&mut reader, Event::Opened);
    house.again(&mut early);
    let cells = reader.disk.scan(Table::Mirror, "").count();
    assert!(cells >= 4, "loads from 0 come as cells: {cells}");
    let by_id =
        |phone: &Phone| phone.view().into_iter().map(|shown| (shown.id, shown)).collect::<BTreeMap<_, _>>();
    assert_eq!(by_id(&reader), by_id(&writer));
    assert_eq!(by_id(&early), by_id(&writer));
    assert_eq!(reader.shows("log 3").unwrap().number("head.adult"), Some(99));
}

#[test]
fn view() {
    let mut house = House::default();
    let (mut phone, mut other) = (house.phone(), house.phone());
    house.go(&mut phone, Event::Opened);
    house.go(&mut other, Event::Opened);
    let change = phone.change(&mut house, "log", adults(4));
    phone.write_offline(&mut house, &change);
    assert_eq!(phone.shows("log").unwrap().number("head.adult"), Some(4), "from the press");
    phone.machine = Machine::new(phone.disk.open(), "test");
    assert_eq!(phone.shows("log").unwrap().number("head.adult"), Some(4), "over a restart");
    // The answer names the outcome, and its page has not got so far: other devices' records fill it.
    for at in 0..9 {
        let filler = other.change(&mut house, &format!("filler {at}"), adults(at));
        let batch = other.press(&filler);
        house.go(&mut other, Event::Written(batch));
    }
    let mut batches = 0;
    let mut events = VecDeque::from([Event::Opened]);
    while let Some(event) = events.pop_front() {
        batches += usize::from(matches!(event, Event::Stored(true)));
        for effect in phone.machine.step(WallTime::from_millis(house.now), 0, event) {
            assert_eq!(phone.shows("log").unwrap().number("head.adult"), Some(4), "between ack and feed");
            events.extend(house.perform(&mut phone, effect));
        }
    }
    assert!(batches >= 2, "{batches} batches");
    assert!(phone.machine.device().pending().is_empty());
    assert_eq!(phone.shows("log").unwrap().version, 10, "until the feed brought it back");
}

#[test]
fn acknowledged() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let change = phone.change(&mut house, "log", adults(4));
    phone.write_offline(&mut house, &change);
    let ours = tsunagari_core::sync::wire::ANSWER_TYPE;
    let letter = |status, content_type, body: &[u8]| Letter {
        status,
        content_type,
        retry_after: None,
        body: body.to_vec(),
    };
    let mut nobody = house.ward.clone();
    let empty = nobody.sync(phone.device, r#"{"protocol":1}"#, WallTime::from_millis(NOON), true).body;
    let other = String::from_utf8(empty.clone()).unwrap().replace(
        r#""outcomes":[]"#,
        &format!(
            r#""outcomes":[{{"id":"{}","outcome":"applied","version":1}}]"#,
            ChangeId::from_uuid(house.chance.uuid()),
        ),
    );
    let strangers = [
        letter(200, "text/html", b"<html>Please sign in</html>"),
        letter(302, "text/html", b""),
        letter(511, "text/html", b"<html>"),
        letter(200, "application/json", &empty),
        letter(200, ours, b"{}"),
        letter(200, ours, b"<html>"),
        letter(200, ours, &empty[..empty.len() / 2]),
        letter(
            200,
            ours,
            String::from_utf8(empty.clone()).unwrap().replace("tsunagari/1", "portal/1").as_bytes(),
        ),
        letter(200, ours, &empty),
        letter(200, ours, other.as_bytes()),
        letter(201, ours, other.as_bytes()),
    ];
    for stranger in strangers {
        let told = format!("{stranger:?}");
        let before = house.ward.clone();
        house.fates.push_back(Fate::Instead(stranger));
        let status = house.again(&mut phone);
        assert_eq!(status.unsent, 1, "taken for an answer: {told}");
        assert!(status.why.is_some() && status.last_sent.is_none());
        house.ward = before;
        house.fates.clear();
    }
    assert_eq!(house.again(&mut phone).unsent, 0);
}

#[test]
fn after_the_ack() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let change = phone.change(&mut house, "log", adults(4));
    let batch = phone.press(&change);
    let status = house.go(&mut phone, Event::Written(batch));
    assert_eq!((status.unsent, status.last_sent), (0, Some(WallTime::from_millis(house.now))));
    let packs = |phone: &Phone| phone.disk.scan(Table::Sent, keys::PACK).count();
    assert_eq!((phone.disk.scan(Table::Queue, "").count(), packs(&phone)), (0, 1));
    phone.skew = 30 * YEAR;
    house.again(&mut phone);
    assert_eq!(packs(&phone), 1, "the phone's own clock clears nothing");
    house.now += 89 * DAY;
    house.again(&mut phone);
    assert_eq!(packs(&phone), 1);
    house.now += 2 * DAY;
    house.again(&mut phone);
    assert_eq!(packs(&phone), 0, "after 90 days");
}

#[test]
fn epoch() {
    let mut house = House::default();
    let (mut phone, mut other) = (house.phone(), house.phone());
    house.go(&mut phone, Event::Opened);
    let kept = phone.change(&mut house, "kept", adults(1));
    let batch = phone.press(&kept);
    house.go(&mut phone, Event::Written(batch));
    house.ward.backup();
    let lost = phone.change(&mut house, "lost", adults(2));
    let batch = phone.press(&lost);
    house.go(&mut phone, Event::Written(batch));
    house.go(&mut other, Event::Opened);
    assert!(other.shows("lost").is_some());
    house.ward.restore(&mut house.chance);
    assert!(!house.ward.books.records.contains_key(&lost.record));
    // The first answer in the new epoch: the old rows stay readable, what was sent is offered again.
    house.again(&mut phone);
    assert!(house.ward.books.records.contains_key(&lost.record), "offered again");
    assert_eq!(house.ward.books.log.len(), 2, "and what the server still had did not happen twice");
    house.again(&mut other);
    assert_eq!(phone.shows("lost").unwrap().number("head.adult"), Some(2));
    assert_eq!(other.shows("lost"), phone.shows("lost"));
    assert_eq!(phone.machine.status().unsent, 0);
    // Versions of a lost time count only up to where it parted.
    let (old, new, never) = (1, 2, 3);
    let id = |number: u128| EpochId::from_uuid(uuid::Uuid::from_u128(number));
    let epochs = [(id(old), 0), (id(new), 10), (id(4), 20)];
    let base = |number, version| base_in_epoch(Base { epoch: Some(id(number)), version }, &epochs);
    assert_eq!((base(old, 7), base(old, 12), base(new, 12), base(new, 30), base(4, 30)), (7, 10, 12, 20, 30));
    assert_eq!(base(never, 7), 0);
}

#[test]
fn epoch_old_rows_stay_readable() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    for at in 0..12 {
        let change = phone.change(&mut house, &format!("log {at}"), adults(at));
        let batch = phone.press(&change);
        house.go(&mut phone, Event::Written(batch));
    }
    house.ward.backup();
    house.ward.restore(&mut house.chance);
    let mut events = VecDeque::from([Event::Opened]);
    let mut fetched = 0;
    while let Some(event) = events.pop_front() {
        for effect in phone.machine.step(WallTime::from_millis(house.now), 0, event) {
            fetched += usize::from(matches!(effect, Effect::Fetch { .. }));
            assert_eq!(phone.view().len(), 12, "nothing is missing meanwhile");
            events.extend(house.perform(&mut phone, effect));
        }
    }
    assert!(fetched >= 2);
    assert_eq!(phone.view().len(), 12);
}

#[test]
fn poison() {
    for (note, code) in [("poison 400", 400), ("poison 413", 413), ("poison 500", 500)] {
        let mut house = House::default();
        let mut phone = house.phone();
        house.go(&mut phone, Event::Opened);
        for at in 0..20 {
            let note = if at == 7 { note } else { "歌" };
            let change = phone.change(&mut house, &format!("log {at}"), set(&[("note", json!(note))]));
            phone.write_offline(&mut house, &change);
        }
        let poisoned = derived(&["log 7"]);
        let after = phone.change(&mut house, "log 7", set(&[("head.adult", json!(1))]));
        phone.write_offline(&mut house, &after);
        let mut tries = 0;
        while phone.machine.status().unsent > 2 || phone.machine.device().alone().is_empty() {
            tries += 1;
            assert!(tries < 40, "{code}: the queue is stuck: {:?}", phone.machine.status());
            house.again(&mut phone);
        }
        let status = house.again(&mut phone);
        assert_eq!(
            (status.unsent, status.attention),
            (2, 1),
            "{code}: it waits alone, with what stands on it"
        );
        assert_eq!(house.ward.books.log.len(), 19, "{code}: the rest went on");
        assert!(phone.view().iter().any(|shown| shown.id == poisoned), "{code}: its author sees it");
        let file: SyncRequest =
            serde_json::from_slice(&phone.machine.device().export_attention("test")).unwrap();
        assert_eq!(file.changes.len(), 1, "{code}: it can be exported");
        phone.machine = Machine::new(phone.disk.open(), "test");
        let requests = phone.sent.len();
        house.go(&mut phone, Event::Opened);
        assert_eq!(phone.sent.len(), requests + 1, "{code}: a restart remembers");
        house.poison = false;
        assert_eq!(house.go(&mut phone, Event::Asked).unsent, 0, "{code}: 「いま送る」 tries it again");
    }
}

#[test]
fn poison_is_not_seen_where_the_server_itself_fails() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let change = phone.change(&mut house, "log", adults(4));
    phone.write_offline(&mut house, &change);
    for _ in 0..20 {
        house.fates.push_back(Fate::Instead(Letter::problem(500, "urn:tsunagari:fault", None)));
        let before = house.ward.clone();
        let status = house.again(&mut phone);
        house.ward = before;
        assert_eq!((status.unsent, status.attention, status.why), (1, 0, Some(Why::Failing(500))));
    }
    assert_eq!(house.again(&mut phone).unsent, 0);
}

#[test]
fn poison_retry_after_is_obeyed() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    for code in [429, 503] {
        house.fates.push_back(Fate::Instead(Letter::problem(code, "urn:tsunagari:busy", Some(120))));
        let change = phone.change(&mut house, "log", adults(4));
        let batch = phone.press(&change);
        let asked_for = house.waits(&mut phone, Event::Written(batch), u32::MAX / 2);
        assert!(asked_for.is_some_and(|after| (120_000..=150_000).contains(&after)), "{asked_for:?}");
        let requests = phone.sent.len();
        house.now += 60_000;
        for hint in [Event::Hint, Event::Asked, Event::Opened] {
            house.go(&mut phone, hint);
        }
        assert_eq!(phone.sent.len(), requests, "{code}: not before");
        house.now += 120_000;
        assert_eq!(house.go(&mut phone, Event::Woken).why, None);
    }
}

#[test]
fn old_and_new_apps() {
    let mut house = House::default();
    let mut phone = house.phone();
    let hand = Hand { by: None, at: WallTime::from_millis(NOON) };
    let newer = Record {
        id: derived(&["newer"]),
        kind: Kind::Other("levy".to_owned()),
        scope: scope(),
        version: 0,
        born: 0,
        made: hand,
        edited: hand,
        fields: [("levy.of".to_owned(), json!({"each": [1, 2]}))].into(),
        parallel: Vec::new(),
    };
    house.ward.write(newer.clone());
    let log = Record { id: derived(&["log"]), kind: Kind::Activity, ..newer };
    house.ward.write(log);
    house.go(&mut phone, Event::Opened);
    assert_eq!(phone.shows("newer").unwrap().kind, Kind::Other("levy".to_owned()), "kept and shown around");
    let edit = phone.change(&mut house, "log", adults(4));
    let batch = phone.press(&edit);
    house.go(&mut phone, Event::Written(batch));
    let record = house.record(edit.record);
    assert_eq!(record.fields["levy.of"], json!({"each": [1, 2]}), "an old app destroys nothing");
    let unknown = phone.change(&mut house, "log", set(&[("mood", json!("good"))]));
    let batch = phone.press(&unknown);
    house.go(&mut phone, Event::Written(batch));
    assert!(matches!(house.outcome(&unknown), Outcome::Refused { reason: Refused::UnknownField { .. } }));
    let future = Change { protocol: PROTOCOL + 1, ..phone.change(&mut house, "log", adults(5)) };
    let batch = phone.press(&future);
    house.go(&mut phone, Event::Written(batch));
    assert_eq!(house.outcome(&future), Outcome::Refused { reason: Refused::Protocol });
    let change = phone.change(&mut house, "log", adults(6));
    phone.write_offline(&mut house, &change);
    house.fates.push_back(Fate::Instead(Letter::problem(426, "urn:tsunagari:update", None)));
    let before = house.ward.clone();
    let status = house.again(&mut phone);
    assert_eq!((status.why, status.unsent), (Some(Why::Update), 1), "the queue is kept");
    house.ward = before;
    assert_eq!(house.again(&mut phone).unsent, 0);
}

#[test]
fn scopes_change() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let sent = phone.change(&mut house, "sent", adults(1));
    let batch = phone.press(&sent);
    house.go(&mut phone, Event::Written(batch));
    let unsent = phone.change(&mut house, "unsent", adults(2));
    phone.write_offline(&mut house, &unsent);
    let district = scope().district().unwrap();
    house.ward.sessions.get_mut(&phone.device).unwrap().districts.remove(&district);
    let status = house.again(&mut phone);
    assert_eq!(house.outcome(&unsent), Outcome::Refused { reason: Refused::Scope });
    assert_eq!((status.unsent, status.attention), (0, 1), "kept");
    assert!(phone.view().is_empty(), "the mirror is dropped");
    for table in [Table::Mirror, Table::Directory, Table::Fresh, Table::Totals] {
        assert_eq!(phone.disk.scan(table, &keys::of_scope(scope())).count(), 0);
    }
    let file: SyncRequest = serde_json::from_slice(&phone.machine.device().export_attention("test")).unwrap();
    assert_eq!(file.changes.len(), 1, "exportable");
}

#[test]
fn scopes_change_revoked_wipes_the_mirror_and_never_the_queue() {
    let mut house = House::default();
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let sent = phone.change(&mut house, "sent", adults(1));
    let batch = phone.press(&sent);
    house.go(&mut phone, Event::Written(batch));
    let unsent = phone.change(&mut house, "unsent", adults(2));
    phone.write_offline(&mut house, &unsent);
    let session = house.ward.sessions.remove(&phone.device).unwrap();
    let status = house.again(&mut phone);
    assert_eq!((status.why, status.unsent), (Some(Why::SignedOut), 1), "401 never deletes");
    assert_eq!(phone.view().len(), 2);
    house.ward.sessions.insert(phone.device, session);
    house.ward.revoked.insert(phone.device);
    let status = house.again(&mut phone);
    assert_eq!((status.why, status.unsent), (Some(Why::Revoked), 1));
    assert_eq!(phone.disk.scan(Table::Mirror, "").count() + phone.disk.scan(Table::Fresh, "").count(), 0);
    house.ward.revoked.clear();
    assert_eq!(house.go(&mut phone, Event::Joined).unsent, 0, "sent as it is under the new session");
}

#[test]
fn courier() {
    let mut house = House::default();
    let (mut phone, mut carrier) = (house.phone(), house.phone());
    house.go(&mut phone, Event::Opened);
    house.go(&mut carrier, Event::Opened);
    for at in 0..3 {
        let change = phone.change(&mut house, &format!("log {at}"), adults(at));
        phone.write_offline(&mut house, &change);
    }
    let file = phone.machine.device().export("test");
    let request: SyncRequest = serde_json::from_slice(&file).unwrap();
    assert!(request.cursors.is_empty() && !request.feed, "the request without cursors");
    let batch = carrier.machine.device().carry(&file).unwrap();
    carrier.disk.write(&batch);
    assert_eq!(house.go(&mut carrier, Event::Written(batch)).unsent, 0);
    let record = house.record(derived(&["log 2"]));
    assert_eq!(record.made.by, Some(phone.person), "the author's, whoever carries it");
    house.again(&mut phone);
    assert_eq!((phone.machine.status().unsent, house.ward.books.log.len()), (0, 3), "once, by either way");
    assert!(carrier.machine.device().carry(b"not a file").is_err());
    assert!(carrier.machine.device().carry(&file[..file.len() - 9]).is_err(), "cut off");
}

#[test]
fn limits_of_a_request() {
    let mut house = House::default();
    let mut phone = house.phone();
    phone.machine = Machine::with_limits(phone.disk.open(), "test", Limits::APP);
    house.go(&mut phone, Event::Opened);
    let long = "あ".repeat(20_000);
    for at in 0..10 {
        let what = set(&[("what", json!("salon")), ("content.song", json!(long))]);
        let change = phone.change(&mut house, &format!("long {at}"), what);
        phone.write_offline(&mut house, &change);
    }
    for at in 0..230 {
        let change = phone.change(&mut house, &format!("short {at}"), adults(1));
        phone.write_offline(&mut house, &change);
    }
    phone.sent.clear();
    assert_eq!(house.again(&mut phone).unsent, 0);
    let counts: Vec<_> = phone.sent.iter().map(|request| request.changes.len()).collect();
    assert!(counts.iter().all(|count| *count <= 200), "{counts:?}");
    assert!(counts.iter().filter(|count| **count > 0).count() >= 4, "{counts:?}");
}
