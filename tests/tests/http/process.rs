//! The binary as a process: killed at any moment, stopped, backed up, put back.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{ChangeId, DistrictId, derived};
use tsunagari_core::record::{Kind, Scope};
use tsunagari_server::platform;
use tsunagari_tests::http1::Request;
use tsunagari_tests::server::{Options, Server, program};

use crate::house::fields;

struct Joined {
    cookie: String,
    district: DistrictId,
}

fn ask(server: &Server, path: &str, cookie: Option<&str>, body: &str) -> Option<Value> {
    let mut request = Request::new("POST", path);
    request.headers.set("origin", server.origin());
    request.headers.set("content-type", "application/json");
    if let Some(cookie) = cookie {
        request.headers.set("cookie", cookie);
    }
    request.body = body.as_bytes().to_vec();
    let response = request.send(server.port()).ok().filter(|response| response.status == 200)?;
    let mut answer: Value = serde_json::from_slice(&response.body).ok()?;
    if let Some(set) = response.headers.get("set-cookie") {
        answer["cookie"] = json!(set.split(';').next());
    }
    Some(answer)
}

fn join(server: &Server) -> Joined {
    let invite = server.invite("volunteer").unwrap();
    let number = json!({ "org": "tsumugi", "number": invite.number });
    let look = ask(server, "/api/v1/join/look", None, &number.to_string()).unwrap();
    let district = look["districts"][0]["id"].as_str().unwrap().to_owned();
    let body = json!({ "org": "tsumugi", "number": invite.number, "key": "0".repeat(32), "name": "会計A", "district": district });
    let answer = ask(server, "/api/v1/join", None, &body.to_string()).unwrap();
    Joined { cookie: answer["cookie"].as_str().unwrap().to_owned(), district: district.parse().unwrap() }
}

fn log(joined: &Joined, n: usize) -> String {
    let change = Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: None,
        record: derived(&["killed", &n.to_string()]),
        kind: Kind::Activity,
        scope: Scope::DistrictAll(joined.district),
        base: Base::NEW,
        after: None,
        act: Act::Set(fields(json!({ "what": "salon", "day": "2026-11-24", "heads": n }))),
        written_at: platform::now(),
        by: None,
    };
    change.to_bytes().unwrap()
}

fn sync(server: &Server, joined: &Joined, changes: &[String]) -> Option<Value> {
    let body = format!("{{\"protocol\":1,\"changes\":[{}]}}", changes.join(","));
    ask(server, "/api/v1/sync", Some(&joined.cookie), &body).map(|answer| answer["outcomes"].clone())
}

fn command(words: &[&str]) -> Output {
    Command::new(program().unwrap()).args(words).output().unwrap()
}

fn database(server: &Server) -> String {
    server.data().to_string_lossy().into_owned()
}

#[test]
fn killed_at_any_moment_every_change_takes_effect_exactly_once() {
    let mut server = Server::sample().unwrap();
    let joined = join(&server);
    let mut sent: Vec<String> = Vec::new();
    let mut answered: Vec<(String, Value)> = Vec::new();
    for round in 0..6 {
        let batch: Vec<_> = (0..20).map(|n| log(&joined, round * 20 + n)).collect();
        sent.extend(batch.iter().cloned());
        // The request and the kill race; each round gives the request a little longer.
        let outcome = std::thread::scope(|scope| {
            let server = &server;
            let request = scope.spawn(|| sync(server, &joined, &batch));
            let pid = server.pid().unwrap();
            for _ in 0..round {
                let _ = Request::new("GET", "/health").send(server.port());
            }
            tsunagari_tests::place::kill(&[pid]);
            request.join().unwrap()
        });
        if let Some(outcomes) = outcome {
            answered.extend(batch.iter().cloned().zip(outcomes.as_array().unwrap().iter().cloned()));
        }
        server.kill();
        server.again().unwrap();
    }
    let mut again = Vec::new();
    for batch in sent.chunks(60) {
        again.extend(sync(&server, &joined, batch).unwrap().as_array().unwrap().iter().cloned());
    }
    for (bytes, first) in &answered {
        let place = sent.iter().position(|one| one == bytes).unwrap();
        assert_eq!(&again[place], first, "what was answered stays answered");
    }
    let versions: std::collections::BTreeSet<_> =
        again.iter().map(|outcome| outcome["version"].as_u64().unwrap()).collect();
    assert_eq!(versions.len(), sent.len(), "each once");
    assert!(again.iter().all(|outcome| outcome["outcome"] == "applied"));
    server.stop().unwrap();
    let data = database(&server);
    let checked = command(&["check", "--data", &data]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn a_stop_finishes_what_was_begun_and_leaves_the_database_whole() {
    let mut server = Server::sample().unwrap();
    let joined = join(&server);
    let batch: Vec<_> = (0..100).map(|n| log(&joined, n)).collect();
    let outcome = std::thread::scope(|scope| {
        let request = {
            let (server, joined, batch) = (&server, &joined, &batch);
            let body = format!("{{\"protocol\":1,\"changes\":[{}]}}", batch.join(","));
            let (port, origin) = (server.port(), server.origin());
            scope.spawn(move || {
                let mut request = Request::new("POST", "/api/v1/sync");
                request.headers.set("origin", origin);
                request.headers.set("content-type", "application/json");
                request.headers.set("cookie", &joined.cookie);
                request.body = body.into_bytes();
                request.send(port).ok().map(|response| response.status)
            })
        };
        server.ask(Request::new("GET", "/health")).unwrap();
        request.join().unwrap()
    });
    assert_eq!(outcome, Some(200));
    server.stop().unwrap();
    let data = database(&server);
    assert!(command(&["check", "--data", &data]).status.success());
    server.again().unwrap();
    let again = sync(&server, &joined, &batch).unwrap();
    assert!(again.as_array().unwrap().iter().all(|outcome| outcome["outcome"] == "applied"));
}

#[test]
fn a_backup_comes_back_in_a_new_epoch_and_what_came_after_it_is_offered_again() {
    let mut server = Server::start(Options::default()).unwrap();
    let joined = join(&server);
    let (early, late) = (log(&joined, 1), log(&joined, 2));
    let first = sync(&server, &joined, std::slice::from_ref(&early)).unwrap();
    let data = database(&server);
    let to = format!("{data}/copies");
    let made = command(&["backup", "--data", &data, "--to", &to]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let copy: PathBuf = std::fs::read_dir(&to).unwrap().next().unwrap().unwrap().path();
    sync(&server, &joined, std::slice::from_ref(&late)).unwrap();
    let epoch = |server: &Server| {
        ask(server, "/api/v1/sync", Some(&joined.cookie), "{\"protocol\":1}").unwrap()["epoch"].clone()
    };
    let before = epoch(&server);
    let copy = copy.to_string_lossy().into_owned();
    let refused = command(&["restore", "--data", &data, "--from", &copy]);
    assert!(!refused.status.success(), "not while the server runs");
    server.stop().unwrap();
    let restored = command(&["restore", "--data", &data, "--from", &copy]);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    assert!(command(&["check", "--data", &data]).status.success());
    server.again().unwrap();
    assert_ne!(epoch(&server), before);
    let again = sync(&server, &joined, &[early, late]).unwrap();
    assert_eq!(again[0], first[0], "what the backup held is known");
    assert_eq!(again[1]["outcome"], "applied", "what it did not is taken anew");
    server.stop().unwrap();
    let now = command(&["epoch", "new", "--data", &data]);
    assert!(now.status.success());
    server.again().unwrap();
    assert_ne!(epoch(&server), before);
}

#[test]
fn a_ward_is_added_at_the_machine_and_its_first_admin_joins_by_the_link() {
    let mut server = Server::start(Options { no_sample: true, ..Options::default() }).unwrap();
    let (data, origin) = (database(&server), server.origin());
    let add = || {
        command(&[
            "org",
            "add",
            "--data",
            &data,
            "--origin",
            &origin,
            "--slug",
            "yomogi",
            "--name",
            "よもぎ区",
        ])
    };
    let added = add();
    let link = String::from_utf8(added.stdout).unwrap();
    let secret = link.trim().strip_prefix(&format!("{origin}/o/yomogi/join#")).unwrap().to_owned();
    let body = json!({ "org": "yomogi", "secret": secret, "key": "0".repeat(32), "name": "管理者" });
    let answer = ask(&server, "/api/v1/join", None, &body.to_string()).unwrap();
    assert_eq!(answer["session"]["role"], "admin");
    assert!(!add().status.success(), "a slug is given once");
    let invite = command(&["invite", "--data", &data, "--origin", &origin, "--org", "yomogi"]);
    let line = String::from_utf8(invite.stdout).unwrap();
    assert_eq!(line.trim().rsplit('\t').next().unwrap().len(), 9, "{line}");
    assert!(!command(&["org", "add", "--data", &data, "--slug", "Ä", "--name", "x"]).status.success());
    server.stop().unwrap();
}
