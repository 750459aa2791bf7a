//! The faults of the table that want figures of their own: replies lost again and again (F13), sessions that end over a
//! hundred unsent changes (F19), each reason for which a change goes nowhere (F21), restores one after another (F22),
//! stores of older builds or broken off while they were made over (F18), and a network that is back right after a try (F1).

#![expect(clippy::unwrap_used, reason = "a fault that cannot be set up stops the test")]

use serde_json::json;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, CHANGE_BYTES, Change, OLDEST_PROTOCOL, Outcome, PROTOCOL, Refused};
use tsunagari_core::device::keys::Turn;
use tsunagari_core::device::mend::Mending;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::{ChangeId, DistrictId, derived};
use tsunagari_core::org::Role;
use tsunagari_core::record::{Kind, Scope};
use tsunagari_core::sync::machine::{Effect, Event, Limits};
use tsunagari_core::sync::reply::Failure;
use tsunagari_core::sync::status::Why;
use tsunagari_core::sync::wire::SyncRequest;
use tsunagari_world::chance::Chance;
use tsunagari_world::house::{Fate, House, Phone, scope};
use tsunagari_world::law;
use tsunagari_world::ward::Letter;

const YEAR: i64 = 365 * 86_400_000;
/// Changes that wait while a session ends.
const UNSENT: usize = 100;

fn adults(count: u64) -> Act {
    Act::Set([("head.adult".to_owned(), json!(count))].into())
}

fn note(text: &str) -> Act {
    Act::Set([("note".to_owned(), json!(text))].into())
}

/// A phone that has written so many logs without a network.
fn waiting(house: &mut House, count: usize) -> (Phone, Vec<Change>) {
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    let changes: Vec<_> =
        (0..count).map(|at| phone.change(house, &format!("log {at}"), adults(at as u64))).collect();
    for change in &changes {
        phone.save(change);
    }
    (phone, changes)
}

/// F13: a thousand changes, each reply lost one to five times.
#[test]
fn replies_lost_one_to_five_times() {
    let (mut house, mut chance) = (House::default(), Chance::new(13));
    let mut phone = house.phone();
    house.go(&mut phone, Event::Opened);
    for at in 0..1_000 {
        let change = phone.change(&mut house, &format!("log {}", at % 50), adults(at));
        let batch = phone.press(&change);
        let lost = 1 + chance.below(5);
        house.fates.extend((0..lost).map(|_| Fate::Lost));
        assert_eq!(house.go(&mut phone, Event::Written(batch)).unsent, 1, "change {at}: no reply, no sent");
        for _ in 1..lost {
            assert_eq!(house.again(&mut phone).unsent, 1, "change {at}");
        }
        assert_eq!(house.again(&mut phone).unsent, 0, "change {at}: the first reply that came");
    }
    assert_eq!(house.ward.books.log.len(), 1_000, "each took effect once");
    assert_eq!(house.ward.books.counters[&scope()], 1_000);
    law::all(&house.ward);
}

/// F19: the session ends in some way over a hundred unsent changes: all are kept, nothing leaks, all are sent once it is
/// there again; the clock jumps meanwhile.
#[test]
fn a_session_that_ends_over_a_hundred_unsent() {
    for run in 0..50_u64 {
        let (mut house, mut chance) = (House::default(), Chance::new(run));
        let (mut phone, changes) = waiting(&mut house, UNSENT);
        phone.skew = (chance.below(21) as i64 - 10) * YEAR;
        let district = scope().district().unwrap();
        match run % 3 {
            0 => {
                let session = house.ward.sessions.remove(&phone.device).unwrap();
                for _ in 0..3 {
                    let status = house.again(&mut phone);
                    assert_eq!((status.why, status.unsent), (Some(Why::SignedOut), UNSENT), "run {run}");
                    phone.skew = (chance.below(21) as i64 - 10) * YEAR;
                }
                house.ward.sessions.insert(phone.device, session);
            }
            1 => {
                house.ward.revoked.insert(phone.device);
                let status = house.again(&mut phone);
                assert_eq!((status.why, status.unsent), (Some(Why::Revoked), UNSENT), "run {run}");
                let rows = [Table::Mirror, Table::Fresh, Table::Directory, Table::Totals];
                let rows = rows.map(|table| phone.disk.scan(table, "").count());
                assert_eq!(rows, [0; 4], "run {run}: nothing of the server's is left");
                house.ward.revoked.clear();
            }
            _ => {
                let other = DistrictId::of(derived(&["komorebi"]));
                let session = house.ward.sessions.get_mut(&phone.device).unwrap();
                session.districts = [other].into();
                let status = house.again(&mut phone);
                assert_eq!(
                    (status.unsent, status.attention),
                    (0, UNSENT),
                    "run {run}: kept for their author"
                );
                let file: SyncRequest =
                    serde_json::from_slice(&phone.machine.device().export_attention("test")).unwrap();
                assert_eq!(file.changes.len(), UNSENT, "run {run}: to be taken along as a file");
                assert_eq!(phone.disk.scan(Table::Mirror, &format!("{}/", scope())).count(), 0);
                let session = house.ward.sessions.get_mut(&phone.device).unwrap();
                session.districts = [district].into();
                house.again(&mut phone);
                for item in phone.machine.device().refused() {
                    let id = ChangeId::from_uuid(house.chance.uuid());
                    let at = WallTime::from_millis(house.now);
                    let mending = Mending { id, at, by: None, fields: Default::default() };
                    let (_, batch) = phone.machine.device().mend(&item, None, mending).unwrap();
                    phone.disk.write(&batch);
                    phone.open();
                }
            }
        }
        assert!(house.ward.books.log.is_empty(), "run {run}: nothing was taken without a session");
        phone.open();
        assert_eq!(house.go(&mut phone, Event::Joined).unsent, 0, "run {run}");
        assert_eq!(house.ward.books.log.len(), UNSENT, "run {run}");
        for change in &changes {
            assert!(house.ward.books.records.contains_key(&change.record), "run {run}: {}", change.id);
        }
        law::all(&house.ward);
    }
}

/// The bad one among a hundred: how its row lies in the queue, and what becomes of it.
fn bad(house: &mut House, phone: &Phone, reason: &Refused) -> (ChangeId, String) {
    let change = phone.change(house, "bad", adults(1));
    let id = change.id;
    let node = || Change { kind: Kind::Node, scope: Scope::OrgAll, ..change.clone() };
    let set = |field: &str, value| Act::Set([(field.to_owned(), value)].into());
    let change = match reason {
        Refused::Malformed => return (id, format!(r#"{{"id":"{id}","protocol":1,"what":"nobody knows"}}"#)),
        Refused::Other => return (id, format!(r#"{{"id":"{id}","protocol":1,"newer":[{{}}]}}"#)),
        Refused::Oversize => Change { act: note(&"あ".repeat(CHANGE_BYTES / 3)), ..change },
        Refused::OtherBytes | Refused::Parent => change,
        Refused::Protocol => Change { protocol: PROTOCOL + 1, ..change },
        Refused::Scope => {
            Change { scope: Scope::DistrictAll(DistrictId::of(derived(&["elsewhere"]))), ..change }
        }
        Refused::Role => Change { kind: Kind::Target, ..change },
        Refused::Kind => Change { kind: Kind::Other("levy".to_owned()), ..change },
        Refused::Place => Change { kind: Kind::Place, ..change },
        Refused::UnknownField { .. } => Change { act: set("mood", json!("good")), ..change },
        Refused::Value { .. } => Change { act: set("head.adult", json!(-1)), ..change },
        Refused::Cycle => Change { act: set("parent", json!(derived(&["bad"]).to_string())), ..node() },
    };
    (id, serde_json::to_string(&change).unwrap())
}

/// F21: one bad among a hundred, for each reason there is: the others are sent, the bad one is kept and told.
#[test]
fn each_reason_for_which_one_of_a_hundred_goes_nowhere() {
    let field = || "head.adult".to_owned();
    let reasons = [
        Refused::Malformed,
        Refused::Oversize,
        Refused::OtherBytes,
        Refused::Protocol,
        Refused::Scope,
        Refused::Role,
        Refused::Kind,
        Refused::Place,
        Refused::UnknownField { field: "mood".to_owned() },
        Refused::Value { field: field() },
        Refused::Parent,
        Refused::Cycle,
        Refused::Other,
    ];
    for reason in reasons {
        let mut house = House::default();
        let (mut phone, changes) = waiting(&mut house, UNSENT - 1);
        // Rights are asked first, and only an admin may move a heading or write what nobody knows.
        if matches!(reason, Refused::Cycle | Refused::Kind) {
            house.ward.sessions.get_mut(&phone.device).unwrap().role = Role::Admin;
        }
        let (id, bytes) = bad(&mut house, &phone, &reason);
        if reason == Refused::OtherBytes {
            let first = bytes.replace(":1}", ":2}");
            let body = format!(r#"{{"protocol":1,"changes":[{first}]}}"#);
            let now = WallTime::from_millis(house.now);
            house.ward.sync(phone.device, &body, now, false);
        }
        if reason == Refused::Parent {
            // What it stands on was refused.
            let first = Change { kind: Kind::Place, ..phone.change(&mut house, "bad", adults(3)) };
            phone.save(&first);
            let second = Change { kind: Kind::Place, ..phone.change(&mut house, "bad", adults(4)) };
            assert_eq!(second.after, Some(first.id));
            phone.save(&second);
        } else {
            // In the middle of the queue, as a former or a later build may have left it there.
            let turn = Turn { count: 50, change: id };
            phone.disk.write(&[StoreOp::Put(Table::Queue, turn.to_string(), bytes.into_bytes())]);
        }
        phone.open();
        let before = house.ward.books.log.len();
        house.go(&mut phone, Event::Opened);
        let told = phone.machine.status();
        assert_eq!(told.unsent, 0, "{reason:?} holds up the queue");
        assert_eq!(told.attention, 1, "{reason:?} is not told");
        assert_eq!(house.ward.books.log.len() - before, UNSENT - 1, "{reason:?}");
        for change in &changes {
            assert!(matches!(house.outcome(change), Outcome::Applied { .. }), "{reason:?}");
        }
        let kept = phone.disk.scan(Table::Sent, "refused/").map(|(_, row)| String::from_utf8_lossy(row));
        let code = serde_json::to_value(&reason).unwrap()["code"].as_str().unwrap().to_owned();
        // What nobody can read is malformed to this server, whatever a newer one would call it.
        let code = if reason == Refused::Other { "malformed".to_owned() } else { code };
        let kept: Vec<_> = kept.filter(|row| row.contains(&format!(r#""code":"{code}""#))).collect();
        assert_eq!(kept.len(), 1, "{reason:?} is not kept with its reason");
        let file: SyncRequest =
            serde_json::from_slice(&phone.machine.device().export_attention("test")).unwrap();
        assert!(!file.changes.is_empty(), "{reason:?} cannot be taken along");
    }
}

/// F21, as far as the server cannot even answer: 400, 413 and 500 for one of a hundred.
#[test]
fn one_of_a_hundred_that_the_server_cannot_meet() {
    for code in ["400", "413", "500"] {
        let mut house = House::default();
        let (mut phone, _) = waiting(&mut house, UNSENT - 1);
        let poison = phone.change(&mut house, "bad", note(&format!("poison {code}")));
        phone.save(&poison);
        let mut tries = 0;
        while phone.machine.status().unsent > 1 || phone.machine.device().alone().is_empty() {
            tries += 1;
            assert!(tries < 60, "{code}: {:?}", phone.machine.status());
            house.again(&mut phone);
        }
        assert_eq!(phone.machine.status().attention, 1, "{code}");
        assert_eq!(house.ward.books.log.len(), UNSENT - 1, "{code}");
    }
}

/// What the server cannot meet holds up the others for minutes, not for the hours that its own waits would add up to.
#[test]
fn the_others_do_not_wait_for_hours() {
    let mut house = House::default();
    let (mut phone, _) = waiting(&mut house, UNSENT - 1);
    let poison = phone.change(&mut house, "bad", note("poison 500"));
    phone.save(&poison);
    let (began, mut wait, mut event) = (house.now, 0, Event::Opened);
    while house.ward.books.log.len() < UNSENT - 1 {
        wait = house.waits(&mut phone, event, u32::MAX / 2).unwrap_or(wait);
        house.now += wait;
        event = Event::Woken;
        assert!(
            house.now - began < 30 * 60_000,
            "half an hour, and {} were sent",
            house.ward.books.log.len()
        );
    }
}

/// F22: ten restores, each from a backup some changes old: every device notices, offers again what is missing, and all end
/// alike; each change took effect once.
#[test]
fn restores_one_after_another() {
    for run in 0..10_u64 {
        let (mut house, mut chance) = (House::default(), Chance::new(run));
        let mut phones = [house.phone(), house.phone(), house.phone()];
        let mut saved = Vec::new();
        for phone in &mut phones {
            house.go(phone, Event::Opened);
        }
        for _ in 0..10 {
            for step in 0..12 {
                if step == chance.below(12) {
                    house.ward.backup();
                }
                let phone = &mut phones[chance.index(3)];
                let change =
                    phone.change(&mut house, &format!("log {}", chance.below(8)), adults(chance.below(9)));
                saved.push(change.id);
                match chance.below(3) {
                    0 => phone.save(&change),
                    _ => {
                        let batch = phone.press(&change);
                        house.go(phone, Event::Written(batch));
                    }
                }
            }
            house.ward.restore(&mut chance);
        }
        for _ in 0..3 {
            for phone in &mut phones {
                phone.open();
                house.again(phone);
            }
        }
        law::all(&house.ward);
        for id in &saved {
            assert!(house.ward.books.taken.contains_key(id), "run {run}: {id} was lost with a restore");
        }
        let mut records: Vec<_> = house.ward.records(scope()).cloned().collect();
        records.sort_by_key(|record| record.id);
        for phone in &phones {
            let mut shown = phone.view();
            shown.sort_by_key(|record| record.id);
            assert_eq!(shown, records, "run {run}");
            assert_eq!(phone.machine.status().unsent, 0, "run {run}");
        }
    }
}

/// A phone with something in every table: cells, fresh records, sent, pending, refused and unsent changes.
fn full(house: &mut House) -> (Phone, Vec<Change>) {
    let mut phone = house.phone();
    (phone.limits, house.poison) = (Limits { changes: 6, fresh: 4, cell: 4 }, false);
    phone.open();
    house.go(&mut phone, Event::Opened);
    let mut changes = Vec::new();
    for at in 0..14 {
        let change = phone.change(house, &format!("log {at}"), adults(at));
        let batch = phone.press(&change);
        house.go(&mut phone, Event::Written(batch));
        changes.push(change);
    }
    for at in 10..17 {
        let change = phone.change(house, &format!("log {at}"), note("歌"));
        phone.save(&change);
        changes.push(change);
    }
    (phone, changes)
}

/// F18: the tables of a store are made in their order. However far a former build's store goes, whatever of it is there is
/// read, and whatever is not there comes again; what was saved is never lost, for the queue is made first.
#[test]
fn a_store_of_which_only_the_first_tables_were_made() {
    for made in 0..=Table::ALL.len() {
        let mut house = House::default();
        let (mut phone, changes) = full(&mut house);
        for table in &Table::ALL[made..] {
            phone.disk.write(&[StoreOp::DeletePrefix(*table, String::new())]);
        }
        // Meanwhile others went on.
        let mut other = house.phone();
        house.go(&mut other, Event::Opened);
        for at in 0..17 {
            let change = other.change(&mut house, &format!("log {at}"), note("体操"));
            let batch = other.press(&change);
            house.go(&mut other, Event::Written(batch));
        }
        phone.open();
        house.go(&mut phone, Event::Opened);
        house.again(&mut phone);
        house.again(&mut other);
        let lost = changes.iter().filter(|change| !house.ward.books.taken.contains_key(&change.id)).count();
        assert_eq!(
            lost,
            if made == 0 { 7 } else { 0 },
            "{made} tables: only the queue holds what was not sent"
        );
        law::all(&house.ward);
        let sorted = |phone: &Phone| {
            let mut shown = phone.view();
            shown.sort_by_key(|record| record.id);
            shown
        };
        assert_eq!(sorted(&phone), sorted(&other), "{made} tables");
    }
}

/// F18: a store that was emptied gets its own rows back; broken off before or after, it is the emptied one or the whole.
#[test]
fn a_rescue_that_is_broken_off() {
    for written in [false, true] {
        let mut house = House::default();
        let (mut phone, changes) = full(&mut house);
        let rescue = phone.machine.device().rescue();
        phone.disk = Default::default();
        if written {
            phone.disk.write(&rescue);
        }
        let memory = phone.machine.device().clone();
        phone.open();
        if !written {
            // It died before: the window that still runs tries again.
            phone.disk.write(&memory.rescue());
            phone.open();
        }
        house.go(&mut phone, Event::Opened);
        house.again(&mut phone);
        assert!(changes.iter().all(|change| house.ward.books.taken.contains_key(&change.id)));
        assert_eq!(phone.view().len(), house.ward.records(scope()).count());
        law::all(&house.ward);
    }
}

/// F18: rows of the queue as every build wrote them are read alike, tidied or not.
#[test]
fn rows_of_the_queue_of_former_builds() {
    let mut house = House::default();
    let (mut phone, changes) = full(&mut house);
    let rows: Vec<_> =
        phone.disk.scan(Table::Queue, "").map(|(key, row)| (key.clone(), row.clone())).collect();
    for (at, (key, row)) in rows.into_iter().enumerate() {
        // A former build knew of nothing behind the change.
        if at % 2 == 0 {
            let plain = row.split(|byte| *byte == b'\n').next().unwrap().to_vec();
            phone.disk.write(&[StoreOp::Put(Table::Queue, key, plain)]);
        }
    }
    phone.open();
    assert_eq!(house.again(&mut phone).unsent, 0);
    assert!(changes.iter().all(|change| house.ward.books.taken.contains_key(&change.id)));
    assert_eq!(phone.view().len(), house.ward.records(scope()).count());
}

/// The last two protocols are taken, and what is older or newer is refused and kept (there is one protocol so far).
#[test]
fn protocols_old_and_new() {
    for protocol in OLDEST_PROTOCOL.saturating_sub(1)..=PROTOCOL + 1 {
        let mut house = House::default();
        let mut phone = house.phone();
        house.go(&mut phone, Event::Opened);
        let change = Change { protocol, ..phone.change(&mut house, "log", adults(4)) };
        phone.save(&change);
        let status = house.go(&mut phone, Event::Opened);
        let taken = (OLDEST_PROTOCOL..=PROTOCOL).contains(&protocol);
        assert_eq!((status.unsent, status.attention), (0, usize::from(!taken)), "protocol {protocol}");
    }
    // A server that has gone on tells it, and the queue waits for the next build.
    let mut house = House::default();
    let (mut phone, _) = waiting(&mut house, 3);
    house.fates.push_back(Fate::Instead(Letter::problem(426, "urn:tsunagari:update", None)));
    let before = house.ward.clone();
    let status = house.go(&mut phone, Event::Opened);
    house.ward = before;
    assert_eq!((status.why, status.unsent), (Some(Why::Update), 3));
    assert_eq!(house.again(&mut phone).unsent, 0);
}

/// F1: who leaves the cellar a second after the phone's last try does not wait a quarter of an hour.
#[test]
fn a_network_that_is_back_right_after_a_try_is_not_waited_for() {
    let mut house = House::default();
    let (mut phone, _) = waiting(&mut house, 1);
    house.down = true;
    for failures in 1..10 {
        let planned = house.waits(&mut phone, Event::Woken, 0).unwrap();
        house.now += 1_000;
        let hinted = house.waits(&mut phone, Event::Hint, 0);
        assert_eq!(
            hinted,
            (failures > 1).then_some(4_000),
            "after {failures} failures, {planned} ms planned"
        );
        assert!(hinted.unwrap_or(5_000) <= planned);
        house.now += 1_000;
        assert_eq!(house.waits(&mut phone, Event::Hint, 0), hinted.map(|_| 3_000), "the same moment");
        house.now += planned;
    }
    house.down = false;
    assert!(house.waits(&mut phone, Event::Woken, 0).is_some());
    assert_eq!(phone.machine.status().unsent, 0);
    assert_eq!(house.waits(&mut phone, Event::Hint, 0), None, "there is nothing to make up for");
}

/// The same where it is back while a request still waits for its end.
#[test]
fn a_network_that_is_back_while_a_try_fails_is_not_waited_for() {
    for hinted in [false, true] {
        let mut house = House::default();
        let (mut phone, _) = waiting(&mut house, 1);
        house.down = true;
        for _ in 0..9 {
            house.waits(&mut phone, Event::Woken, 0);
            house.now += 3_600_000;
        }
        let mut step = |event| phone.machine.step(WallTime::from_millis(house.now), 0, event);
        assert!(step(Event::Woken).contains(&Effect::Lock));
        let sent = step(Event::Locked(None));
        let number = sent.iter().find_map(|effect| match effect {
            Effect::Send { number, .. } => Some(*number),
            _ => None,
        });
        if hinted {
            step(Event::Hint);
        }
        let failed = step(Event::Answered { number: number.unwrap(), result: Err(Failure::Unreachable) });
        assert!(failed.contains(&Effect::Wake(if hinted { 5_000 } else { 15 * 60_000 })), "{failed:?}");
    }
}

/// A server that asked to be left alone is, whatever the system says of the network.
#[test]
fn a_hint_does_not_shorten_what_the_server_asked_for() {
    let mut house = House::default();
    let (mut phone, _) = waiting(&mut house, 1);
    for _ in 0..3 {
        house.fates.push_back(Fate::Instead(Letter::problem(503, "urn:tsunagari:busy", Some(120))));
        assert!(house.waits(&mut phone, Event::Woken, 0).is_some_and(|after| after >= 120_000));
        for _ in 0..9 {
            house.now += 1_000;
            assert_eq!(house.waits(&mut phone, Event::Hint, 0), None);
        }
        house.now += 300_000;
    }
}
