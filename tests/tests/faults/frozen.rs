//! F17: what a build of 2026-11-25 (66f02fe) left behind, against today's: its server's file, a phone's store with a queue
//! that was never sent, what it says and what it was answered. `frozen/66f02fe` is added to and never edited.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Row as _};
use tsunagari_core::change::Outcome;
use tsunagari_core::device::tables::{StoreOp, Table};
use tsunagari_core::id::ChangeId;
use tsunagari_core::record::{Class, Kind, Record, Scope};
use tsunagari_core::sync::cell;
use tsunagari_core::sync::machine::Event;
use tsunagari_core::sync::status::Why;
use tsunagari_core::sync::wire::SyncAnswer;
use tsunagari_server::command::serve::DATABASE;
use tsunagari_tests::faults::device::{Device, carrier};
use tsunagari_tests::http1::Response;
use tsunagari_tests::place::Folder;
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::small::Member;
use tsunagari_world::disk::Disk;

/// What it said and heard, and what its phones held.
struct Frozen(Value);

fn read(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/66f02fe").join(name);
    let mut bytes = Vec::new();
    GzDecoder::new(File::open(&path).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn told<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

/// Today's server over its file.
fn server() -> Server {
    let data = Folder::new("frozen").unwrap();
    fs::write(data.path().join(DATABASE), read("tsunagari.db.gz")).unwrap();
    Server::over(data, Options { no_sample: true, ..Options::default() }).unwrap()
}

/// What a phone shows, by scope and class; what the server sums up anew at its start apart.
type Shown = BTreeMap<(Scope, Class), Vec<Record>>;

fn shown(all: &Value) -> Shown {
    let of = |part: &Value| {
        let (scope, class) = (told(&part["scope"]), told(&part["class"]));
        ((scope, class), sorted(told(&part["records"])))
    };
    all.as_array().unwrap().iter().map(of).collect()
}

fn shows(device: &Device) -> Shown {
    let both = device.scopes().into_iter().flat_map(|scope| [(scope, Class::Registry), (scope, Class::Log)]);
    both.map(|(scope, class)| ((scope, class), sorted(device.view(scope, class)))).collect()
}

fn sorted(mut records: Vec<Record>) -> Vec<Record> {
    records.retain(|record| record.kind != Kind::Summary);
    records.sort_by_key(|record| record.id);
    records
}

impl Frozen {
    fn read() -> Self {
        Self(serde_json::from_slice(&read("spoken.json.gz")).unwrap())
    }

    fn member(&self, n: usize) -> Member {
        let member = &self.0["members"][n];
        Member {
            token: told(&member["token"]),
            session: told(&member["session"]),
            district: told(&member["district"]),
        }
    }

    /// The phone with a queue, as today's core opens its store.
    fn phone(&self) -> Device {
        let mut disk = Disk::default();
        for table in Table::ALL {
            let rows = self.0["phone"]["store"][table.name()].as_object().unwrap();
            let put = |(key, value): (&String, &Value)| StoreOp::Put(table, key.clone(), bytes(value));
            disk.write(&rows.iter().map(put).collect::<Vec<_>>());
        }
        Device::over(self.member(0), disk, 5)
    }

    fn letters(&self) -> &[Value] {
        self.0["load"]["letters"].as_array().unwrap()
    }
}

fn answer(letter: &Value) -> Response {
    let status = u16::try_from(letter["status"].as_u64().unwrap()).unwrap();
    Response::new(status, letter["kind"].as_str().unwrap(), bytes(&letter["body"]))
}

fn drained(device: &mut Device, server: &Server) {
    let mut carry = carrier(&device.member, server.port(), &server.origin());
    device.drained(&mut carry).unwrap();
}

#[test]
fn an_old_servers_file_is_the_same_ward_to_todays_server() {
    let (frozen, server) = (Frozen::read(), server());
    let mut phone = Device::new(frozen.member(1), 1);
    drained(&mut phone, &server);
    let before = shown(&frozen.0["load"]["shown"]);
    assert!(before.values().map(Vec::len).sum::<usize>() > 300, "a ward worth the name");
    assert!(before.values().flatten().any(|record| !record.parallel.is_empty()), "with two values");
    assert_eq!(shows(&phone), with_what_came(before, &frozen, &phone));
    server.check().unwrap();
}

/// What the phone in the drawer sent last was taken after the others had loaded.
fn with_what_came(mut before: Shown, frozen: &Frozen, phone: &Device) -> Shown {
    let late: ChangeId = told(&frozen.0["phone"]["answered"]);
    for ((scope, class), records) in &mut before {
        let known: BTreeSet<_> = records.iter().map(|record| record.id).collect();
        let new = phone.view(*scope, *class).into_iter().filter(|record| !known.contains(&record.id));
        let new: Vec<_> = new.filter(|record| record.kind != Kind::Summary).collect();
        assert!(new.len() <= 1, "besides {late}, {new:?}");
        records.extend(new);
        records.sort_by_key(|record| record.id);
    }
    before
}

#[test]
fn an_old_phone_is_opened_with_all_that_it_had_and_sends_what_was_never_sent() {
    let (frozen, server) = (Frozen::read(), server());
    let mut phone = frozen.phone();
    let queued: BTreeSet<ChangeId> = told(&frozen.0["phone"]["queued"]);
    assert_eq!(queued.len(), 12, "logs, edits of edits, a removal, and one whose answer was lost");
    assert_eq!(phone.queued(), queued);
    assert_eq!(shows(&phone), shown(&frozen.0["phone"]["shown"]), "it shows what it showed");

    // The server that it knew is too new for it: the queue is kept.
    let outdated = answer(&frozen.0["outdated"]);
    assert_eq!(outdated.status, 426);
    phone.go(Event::Opened, &mut |_, _, _| Some(outdated.clone()));
    assert_eq!((phone.why(), phone.queued()), (Some(Why::Update), queued.clone()));

    let sent = phone.said();
    drained(&mut phone, &server);
    assert_eq!(phone.unsent(), 0);
    drained(&mut phone, &server);
    let kept = kept(&server);
    for (id, bytes) in &sent {
        assert_eq!(kept.get(id), Some(bytes), "letter by letter as the old build wrote it");
    }
    assert_eq!(sent.len(), queued.len());
    let mut fresh = Device::new(frozen.member(0), 2);
    drained(&mut fresh, &server);
    assert_eq!(phone.hashes(), fresh.hashes());
    phone.killed_and_opened(&mut |_, _, _| None);
    assert_eq!(phone.hashes(), fresh.hashes(), "old rows and new ones lie side by side");
    let draft = phone.row(Table::Draft, "person/log").unwrap();
    assert!(String::from_utf8_lossy(&draft).contains("salon"), "what was typed lies there still");
}

/// Each change's bytes as the server keeps them.
fn kept(server: &Server) -> BTreeMap<ChangeId, String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rows = runtime.block_on(async {
        let file = server.data().join(DATABASE);
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        sqlx::query("select id, bytes from changes").fetch_all(&mut connection).await.unwrap()
    });
    let id = |row: &sqlx::sqlite::SqliteRow| {
        ChangeId::from_uuid(uuid::Uuid::from_slice(&row.get::<Vec<u8>, _>(0)).unwrap())
    };
    rows.iter().map(|row| (id(row), row.get(1))).collect()
}

#[test]
fn an_old_app_is_understood_and_finds_in_the_answers_all_that_it_knows() {
    let (frozen, server) = (Frozen::read(), server());
    let ask = |member: &Member, letter: &Value| {
        let mut carry = carrier(member, server.port(), &server.origin());
        let method = if letter["method"] == "POST" { "POST" } else { "GET" };
        carry(method, told(&letter["path"]), told(&letter["asked"])).unwrap()
    };
    for letter in frozen.letters() {
        let (old, new) = (answer(letter), ask(&frozen.member(1), letter));
        assert_eq!((new.status, new.headers.get("content-type")), (200, old.headers.get("content-type")));
        let heads = |answer: &Response| match letter["method"] == "POST" {
            true => serde_json::from_slice(&answer.body).unwrap(),
            false => serde_json::to_value(cell::cut(&answer.body).unwrap().0).unwrap(),
        };
        has_all_of("", &heads(&old), &heads(&new));
    }
    let unheard = &frozen.0["unheard"];
    for _ in 0..2 {
        let said = ask(&frozen.member(2), unheard);
        let said: SyncAnswer = serde_json::from_slice(&said.body).unwrap();
        let applied: BTreeSet<_> = said
            .outcomes
            .iter()
            .filter(|answered| matches!(answered.outcome, Outcome::Applied { .. }))
            .filter_map(|answered| answered.id)
            .collect();
        assert_eq!(applied, told(&frozen.0["unheard_changes"]), "once, and the same to a repeat");
    }
}

/// Every name that the old answer has is in the new one, with a value of the same shape; lists by their first.
fn has_all_of(place: &str, old: &Value, new: &Value) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in old {
                let here = format!("{place}.{name}");
                has_all_of(&here, value, new.get(name).unwrap_or_else(|| panic!("{here} is gone")));
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            for (old, new) in old.iter().zip(new).take(1) {
                has_all_of(place, old, new);
            }
        }
        _ => assert_eq!(std::mem::discriminant(old), std::mem::discriminant(new), "{place}"),
    }
}

#[test]
fn todays_app_reads_what_an_old_server_answers() {
    let frozen = Frozen::read();
    let mut phone = Device::new(frozen.member(1), 1);
    let mut heard = 0;
    let mut carry = |method: &'static str, path: String, _: Option<String>| {
        let mut same =
            frozen.letters().iter().filter(|it| it["method"] == method && it["path"] == path.as_str());
        let letter = match method {
            "POST" => {
                heard += 1;
                same.clone().nth(heard - 1).or_else(|| same.next_back())
            }
            _ => same.next(),
        };
        Some(answer(letter.unwrap_or_else(|| panic!("{method} {path} was never asked"))))
    };
    phone.drained(&mut carry).unwrap();
    assert_eq!(shows(&phone), shown(&frozen.0["load"]["shown"]));
}
