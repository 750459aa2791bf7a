//! From one server's file to a PostgreSQL: everything comes along, letter by letter, and devices notice nothing.

use std::process::{Command, Output};

use serde_json::{Value, json};
use tsunagari_postgres::Cluster;
use tsunagari_tests::http1::Request;
use tsunagari_tests::place::Folder;
use tsunagari_tests::server::{Options, Server, program};

const KEY: &str = "00000000000000000000000000000000";

fn command(words: &[&str]) -> Output {
    Command::new(program().unwrap()).args(words).output().unwrap()
}

fn post(server: &Server, path: &str, cookie: &str, body: &Value) -> (Value, String) {
    let mut request = Request::json("POST", path, body);
    request.headers.set("origin", server.origin());
    request.headers.set("cookie", cookie);
    let response = server.ask(request).unwrap();
    assert_eq!(response.status, 200, "{}", response.text());
    let set = response.headers.get("set-cookie").map(|set| set.split(';').next().unwrap().to_owned());
    (serde_json::from_slice(&response.body).unwrap(), set.unwrap_or_default())
}

#[test]
fn a_moved_ward_is_the_same_ward_letter_by_letter_and_its_devices_go_on() {
    let origin = Some("http://localhost:9".to_owned());
    let mut server = Server::on_sample(Options { origin: origin.clone(), ..Options::default() }).unwrap();
    let invite = server.invite("staff").unwrap();
    let join = json!({ "org": "tsumugi", "number": invite.number, "key": KEY, "name": "タブ\t\\N" });
    let (joined, cookie) = post(&server, "/api/v1/join", "", &join);
    let scopes = joined["session"]["districts"].as_array().unwrap();
    let scope = format!("district/{}/all", scopes[0].as_str().unwrap());
    let change = json!({ "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "protocol": 1,
        "record": "7c9e6679-7425-40de-944b-e07fc1f90ae8", "kind": "activity", "scope": scope,
        "base": { "version": 0 }, "set": { "what": "salon", "day": "2026-11-24", "heads": 12,
        "note": "逆の斜線 \\ と \\N と「\"」" }, "written_at": 1 });
    let send = json!({ "protocol": 1, "changes": [change], "feed": true,
        "cursors": { &scope: { "epoch": joined["epoch"], "version": 0 } } });
    let (before, _) = post(&server, "/api/v1/sync", &cookie, &send);
    assert_eq!(before["outcomes"][0]["outcome"], "applied", "{before}");
    assert!(before["feeds"].as_array().unwrap().iter().any(|feed| feed["records"][0]["version"].is_u64()));
    let data = server.data().to_string_lossy().into_owned();
    let database = Cluster::shared().database().unwrap();
    let to = ["--data", &data, "--database", &database];
    let shift = || command(&[&["move"], &to[..]].concat());
    assert!(!shift().status.success(), "not while the server runs");
    server.stop().unwrap();
    let count = command(&["check", "--data", &data]);
    let moved = shift();
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
    let said = String::from_utf8(moved.stdout).unwrap();
    let records = said.lines().last().unwrap().strip_prefix("moved\t").unwrap().to_owned();
    assert!(String::from_utf8(count.stdout).unwrap().trim().ends_with(&records), "{records}");
    let line = said.lines().find(|line| line.starts_with("records ") && line.contains(&scope));
    assert_eq!(line.unwrap().split('\t').count(), 3, "rows and a fingerprint for each scope");
    let checked = command(&[&["check"], &to[..]].concat());
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert!(!shift().status.success(), "not into a database that has something");

    let options = Options { origin, no_sample: true, database: Some(database), ..Options::default() };
    let server = Server::over(Folder::copy_of(server.data(), "data").unwrap(), options).unwrap();
    let (after, _) = post(&server, "/api/v1/sync", &cookie, &send);
    for same in ["outcomes", "feeds", "epoch", "session"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    let (again, _) = post(&server, "/api/v1/join", "", &join);
    assert_eq!(again["session"]["device"], joined["session"]["device"], "the number and the key are known");
}

#[test]
fn what_a_shared_database_has_its_own_tools_for_is_said_in_words() {
    let database = Cluster::shared().database().unwrap();
    let data = Folder::new("words").unwrap();
    let data = data.path().to_string_lossy().into_owned();
    let to = ["--data", &data, "--database", &database];
    let said = |words: &[&str]| command(&[words, &to[..]].concat());
    for (words, tool) in [(&["backup"][..], "pg_dump"), (&["restore", "--from", "x"], "pg_restore")] {
        let refused = said(words);
        assert!(!refused.status.success());
        assert!(String::from_utf8_lossy(&refused.stderr).contains(tool), "{refused:?}");
    }
    let added = said(&["org", "add", "--slug", "yomogi", "--name", "よもぎ区"]);
    assert!(added.status.success(), "{added:?}");
    assert!(!said(&["org", "add", "--slug", "yomogi", "--name", "よもぎ区"]).status.success());
    let (list, epoch) = (said(&["org", "list"]), said(&["epoch", "new"]));
    assert!(String::from_utf8_lossy(&list.stdout).starts_with("yomogi\t"), "{list:?}");
    assert!(String::from_utf8_lossy(&epoch.stdout).starts_with("epoch\t"), "{epoch:?}");
    assert!(said(&["check"]).status.success());
    let nowhere = command(&["check", "--data", &data, "--database", "nowhere"]);
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("--database"), "{nowhere:?}");
}
