//! F33: a person who was erased is in no file of the server, in no new backup and on no page; their logs stay.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Row as _};
use tsunagari_core::change::{Act, Base, Change};
use tsunagari_core::id::{ChangeId, derived};
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sync::wire::SyncAnswer;
use tsunagari_tests::http1::Response;
use tsunagari_tests::place::Folder;
use tsunagari_tests::server::{Options, Server, program};
use tsunagari_tests::small::{Member, Small, base, fields};

/// Names that nothing else can hold.
const NAMES: [&str; 3] = ["消えるさん甲乙丙", "べつの呼び名でした", "ならべて書いた名"];

fn post(server: &Server, member: &Member, path: &str) -> Response {
    server.ask(member.posting(server, path, "{}")).unwrap()
}

/// A change of a person's own name.
fn named(member: &Member, of: &Member, seen: Base, name: &str, id: &str) -> Change {
    let act = Act::Set(fields(json!({ "name": name })));
    let id = ChangeId::from_uuid(derived(&["name", id]).uuid());
    Change { kind: Kind::Person, ..member.change(id, of.session.person.record(), seen, act) }
}

fn push(server: &Server, member: &Member, change: &Change) -> Value {
    let answer = member.push(server, &[&change.to_bytes().unwrap()]).unwrap();
    serde_json::from_slice::<Value>(&answer.body).unwrap()["outcomes"][0].clone()
}

/// How often a name stands in the files of a folder, and in the cells of its database once they are inflated.
fn found(folder: &Path, runtime: &tokio::runtime::Runtime) -> usize {
    let mut times = 0;
    for file in fs::read_dir(folder).unwrap().flatten().filter(|file| file.path().is_file()) {
        times += of(&fs::read(file.path()).unwrap());
        if file.path().extension().is_some_and(|end| end == "db") {
            let cells = async {
                let mut connection =
                    SqliteConnectOptions::new().filename(file.path()).connect().await.unwrap();
                let rows = sqlx::query("select bytes from cells").fetch_all(&mut connection).await.unwrap();
                rows.iter().map(|row| row.get::<Vec<u8>, _>(0)).collect::<Vec<_>>()
            };
            let cells = runtime.block_on(cells);
            assert!(!cells.is_empty(), "no cell was ever built");
            for cell in cells {
                let mut plain = Vec::new();
                flate2::read::GzDecoder::new(cell.as_slice()).read_to_end(&mut plain).unwrap();
                times += of(&plain);
            }
        }
    }
    times
}

fn of(bytes: &[u8]) -> usize {
    NAMES.iter().map(|name| bytes.windows(name.len()).filter(|some| *some == name.as_bytes()).count()).sum()
}

fn record(server: &Server, reader: &Member, of: &Member) -> Record {
    let epoch = serde_json::from_slice::<SyncAnswer>(&reader.push(server, &[]).unwrap().body).unwrap().epoch;
    let cursor = json!({ reader.scope().to_string(): { "epoch": epoch, "version": 400 } });
    let body = json!({ "protocol": 1, "feed": true, "cursors": cursor }).to_string();
    let answer = server.ask(reader.posting(server, "/api/v1/sync", body)).unwrap();
    let feeds = serde_json::from_slice::<SyncAnswer>(&answer.body).unwrap().feeds;
    let all = feeds.into_iter().flat_map(|feed| feed.records);
    all.into_iter().find(|record| record.id == of.session.person.record()).unwrap()
}

#[test]
fn an_erased_person_is_in_no_file_and_no_new_backup_and_their_logs_stay() {
    let small = Small::made(1, 3).unwrap();
    let options = Options { no_sample: true, ..Options::default() };
    let mut server = Server::over(small.copy().unwrap(), options).unwrap();
    let [gone, other, reader] = &small.members[..] else { panic!("three phones") };
    let runtime = tokio::runtime::Runtime::new().unwrap();

    let seen = base(small.epoch, u64::MAX >> 12);
    // The name lies in the record, in its history, beside it as another value, and in a cell.
    assert_eq!(push(&server, gone, &named(gone, gone, seen, NAMES[0], "0"))["outcome"], "applied");
    assert_eq!(
        push(&server, &small.admin, &named(&small.admin, gone, Base::NEW, NAMES[1], "1"))["outcome"],
        "parallel"
    );
    let log = gone.log(ChangeId::from_uuid(derived(&["log"]).uuid()), derived(&["log"]), 18);
    assert_eq!(push(&server, gone, &log)["outcome"], "applied");
    let noise: Vec<_> = (0..510)
        .map(|n| {
            reader.log(
                ChangeId::from_uuid(derived(&["c", &n.to_string()]).uuid()),
                derived(&["l", &n.to_string()]),
                n,
            )
        })
        .collect();
    for some in noise.chunks(100) {
        let bytes: Vec<_> = some.iter().map(|change| change.to_bytes().unwrap()).collect();
        let bytes: Vec<_> = bytes.iter().map(String::as_str).collect();
        assert_eq!(reader.push(&server, &bytes).unwrap().status, 200);
    }
    let cells = format!("/api/v1/cells?scope={}", reader.scope());
    assert_eq!(server.ask(reader.getting(&server, &cells)).unwrap().status, 200);
    assert!(found(server.data(), &runtime) >= 4, "it is looked for where it is");

    let path = format!("/api/v1/people/{}/erase", gone.session.person);
    assert_eq!(post(&server, other, &path).status, 403);
    assert_eq!(
        post(&server, &small.admin, &format!("/api/v1/people/{}/erase", small.admin.session.person)).status,
        422
    );
    let erased = post(&server, &small.admin, &path);
    assert_eq!(erased.status, 200, "{}", erased.text());
    assert_eq!(found(server.data(), &runtime), 0, "while the server runs");

    let bare = record(&server, reader, gone);
    assert!(bare.removed() && bare.text("name").is_none() && bare.parallel.is_empty(), "{bare:?}");
    let people = server.ask(small.admin.getting(&server, "/api/v1/people")).unwrap();
    assert!(!people.text().contains(&gone.session.person.to_string()));
    assert_eq!(gone.push(&server, &[]).unwrap().status, 401, "their phone is shut out");
    // What somebody still had in their queue does not bring it back.
    assert_eq!(
        push(&server, &small.admin, &named(&small.admin, gone, seen, NAMES[2], "2"))["outcome"],
        "refused"
    );
    assert_eq!(push(&server, gone, &log), Value::Null);
    assert_eq!(post(&server, &small.admin, &path).status, 200, "once more does no harm");

    let copies = Folder::new("erased").unwrap();
    let mut backup = Command::new(program().unwrap());
    backup.arg("backup").arg("--data").arg(server.data()).arg("--to").arg(copies.path());
    assert!(backup.output().unwrap().status.success());
    assert_eq!(found(copies.path(), &runtime), 0, "a new backup is clean");
    server.stop().unwrap();
    assert_eq!(found(server.data(), &runtime), 0, "and what lies there once it has stopped");
    server.check().unwrap();
    server.again().unwrap();
    let history = server
        .ask(reader.getting(&server, &format!("/api/v1/records/{}/history", derived(&["log"]))))
        .unwrap();
    assert!(history.text().contains("\"heads\":18"), "their log stays: {}", history.text());
}
