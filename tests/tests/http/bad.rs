//! Bad input: every one a clear 4xx or a refused change, never a 5xx, never a panic, and nothing lost.

use std::io::Write as _;

use serde_json::{Value, json};
use tsunagari_core::change::{Outcome, Refused};
use tsunagari_core::id::derived;
use tsunagari_core::org::Role;
use tsunagari_core::sync::wire::REQUEST_BYTES;
use tsunagari_tests::http1::{Request, Response};

use crate::house::{House, Phone, district};

fn is_problem(response: &Response) -> bool {
    response.headers.get("content-type") == Some("application/problem+json")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn coded(phone: &Phone<'_>, coding: &str, body: &[u8]) -> Response {
    let mut request = phone.house.posting("/api/v1/sync", Some(&phone.cookie), body);
    request.headers.set("content-encoding", coding);
    phone.house.ask(request)
}

#[test]
fn a_body_that_is_no_request_is_a_clear_400() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let deep = format!("{{\"protocol\":1,\"changes\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies = [
        "",
        "{",
        "[]",
        "null",
        "7",
        "\"text\"",
        "{\"protocol\":\"1\"}",
        "{\"protocol\":-1}",
        "{\"protocol\":1e99}",
        "{\"protocol\":1,\"changes\":{}}",
        "{\"protocol\":1,\"cursors\":{\"nowhere\":{}}}",
        "{\"protocol\":1,\"cursors\":[]}",
        "{\"protocol\":1,\"protocol\":1}",
        "\u{feff}{\"protocol\":1}",
        "{\"protocol\":1}{\"protocol\":1}",
        "{\"protocol\":18446744073709551616}",
    ];
    for body in bodies {
        let response = phone.ask(body);
        assert!(
            response.status == 400 && is_problem(&response),
            "{body}: {} {}",
            response.status,
            response.text()
        );
    }
    let response = phone.ask(&deep);
    assert!([200, 400].contains(&response.status), "{}", response.status);
    let bytes = house.ask(house.posting(
        "/api/v1/sync",
        Some(&phone.cookie),
        b"{\"protocol\":1,\"build\":\"\xff\xfe\"}",
    ));
    assert_eq!(bytes.status, 400);
    assert_eq!(
        phone.ask("{\"protocol\":1,\"unknown\":{\"a\":[1,2]}}").status,
        200,
        "a newer app may say more"
    );
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read_whole() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let padded = |bytes: usize| format!("{{\"protocol\":1,\"build\":\"{}\"}}", "x".repeat(bytes - 25));
    assert_eq!(padded(1_000).len(), 1_000);
    assert_eq!(phone.ask(&padded(REQUEST_BYTES)).status, 200);
    let over = phone.ask(&padded(REQUEST_BYTES + 1));
    assert!(over.status == 413 && is_problem(&over), "{}", over.status);
    let many = format!("{{\"protocol\":1,\"changes\":[{}]}}", vec!["1"; 201].join(","));
    assert_eq!(phone.ask(&many).status, 413);

    assert_eq!(coded(&phone, "gzip", &gzip(padded(REQUEST_BYTES).as_bytes())).status, 200);
    let bomb = gzip(padded(64 * 1024 * 1024).as_bytes());
    assert!(bomb.len() < REQUEST_BYTES, "{}", bomb.len());
    let response = coded(&phone, "gzip", &bomb);
    assert!(response.status == 413 && is_problem(&response), "{}", response.status);
    assert_eq!(coded(&phone, "gzip", b"not gzip at all").status, 400);
    let unknown = coded(&phone, "zip", b"{\"protocol\":1}");
    assert!(unknown.status == 415 && is_problem(&unknown), "{} {}", unknown.status, unknown.text());
}

#[test]
fn a_bad_change_is_refused_with_its_reason_and_those_around_it_go_on() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let good = |name: &str| phone.log(name, 1, 3);
    let with = |name: &str, field: &str, value: Value| {
        let mut change = serde_json::to_value(good(name)).unwrap();
        change["set"][field] = value;
        change.to_string()
    };
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let told = |name: &str, heads: &str| {
        good(name).to_bytes().unwrap().replace("\"heads\":3", &format!("\"heads\":{heads}"))
    };
    let value = |field: &str| Refused::Value { field: field.to_owned() };
    let changes = [
        (with("a", "heads", json!(-1)), Some(value("heads"))),
        (with("b", "heads", json!(10_000)), Some(value("heads"))),
        (with("c", "heads", json!(3.5)), Some(value("heads"))),
        (with("d", "heads", json!("18")), Some(value("heads"))),
        (with("e", "note", json!("あ".repeat(1_001))), Some(value("note"))),
        (with("f", "note", json!("👵🏻👨‍👩‍👧‍👦 𠮷野家")), None),
        (with("g", "mood", json!(1)), Some(Refused::UnknownField { field: "mood".to_owned() })),
        (told("i", &deep), Some(Refused::Malformed)),
        (told("j", "1e999"), Some(Refused::Malformed)),
        (told("k", "99999999999999999999999999"), Some(value("heads"))),
        (with("h", &"n".repeat(65), json!(1)), Some(Refused::Oversize)),
        (good("behind").to_bytes().unwrap(), None),
    ];
    let bytes: Vec<_> = changes.iter().map(|(bytes, _)| bytes.clone()).collect();
    let outcomes = phone.sync(&bytes, None).outcomes;
    for (n, (answered, (bytes, expected))) in outcomes.iter().zip(&changes).enumerate() {
        let shown: String = bytes.chars().take(200).collect();
        match (&answered.outcome, expected) {
            (Outcome::Refused { reason }, Some(expected)) => assert_eq!(reason, expected, "{n} {shown}"),
            (Outcome::Applied { .. }, None) => {}
            (other, expected) => panic!("{n} {shown}: {other:?} for {expected:?}"),
        }
    }
}

#[test]
fn a_change_over_its_limit_is_refused_alone() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let mut large = serde_json::to_value(phone.log("large", 1, 3)).unwrap();
    large["set"]["note"] = json!("x".repeat(140 * 1024));
    let behind = phone.log("behind", 1, 3).to_bytes().unwrap();
    let outcomes = phone.sync(&[large.to_string(), behind], None).outcomes;
    assert_eq!(outcomes[0].outcome, Outcome::Refused { reason: Refused::Oversize });
    assert!(outcomes[1].outcome.version().is_some());
}

#[test]
fn ids_and_scopes_of_another_district_give_nothing() {
    let house = House::new();
    let (phone, far) = (house.phone(Role::Volunteer, &[1]), house.phone(Role::Volunteer, &[3]));
    let theirs = far.log("theirs", 3, 9);
    far.send_one(&theirs);
    let mut swapped = phone.log("swapped", 1, 1);
    swapped.record = theirs.record;
    assert_eq!(
        phone.send_one(&swapped),
        Outcome::Refused { reason: Refused::Place },
        "their record, my scope"
    );
    let outcome = phone.send_one(&phone.edit(&theirs, 0, json!({ "heads": 1 })));
    assert_eq!(outcome, Outcome::Refused { reason: Refused::Scope });
    let cursor = json!({ "protocol": 1, "feed": true, "cursors": {
        format!("district/{}/all", district(3)): { "epoch": house.epoch(), "version": 0 } } });
    let answer = phone.ask(&cursor.to_string());
    assert!(!answer.text().contains(&theirs.record.to_string()));
    assert!(!answer.text().contains(&district(3).to_string()));
    assert_eq!(far.record(&theirs).number("heads"), Some(9));
}

/// A generator that gives the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }
}

/// F24: mutated bodies, headers, methods, paths.
#[test]
fn a_thousand_malformed_requests_are_answered_4xx_and_the_server_goes_on() {
    let house = House::new();
    let phones: Vec<_> = (0..8).map(|_| house.phone(Role::Staff, &[1, 2])).collect();
    let log = phones[0].log("seed", 1, 3);
    phones[0].send_one(&log);
    let mut dice = Dice(0x7473_756e_6167_6172);
    let paths = [
        "/api/v1/sync",
        "/api/v1/join",
        "/api/v1/join/look",
        "/api/v1/invites",
        "/api/v1/people",
        "/api/v1/cells?scope=org/all",
        "/api/v1/cells",
        "/api/v1/cells?scope=org/all&class=log&below=99999999999",
        "/api/v1/plans/%ff",
        "/api/v1/plans/x",
        "/api/v1/records/%00/history",
        "/api/v1/devices/../revoke",
        "/api/v1/invites/%f0%9f/end",
        "/o/%e3/manifest.webmanifest",
        "/api/v1/plans?org=%ff&org=2",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/o/..%2f..%2f",
        "/api/v1/cells?scope=%ff&below=-1",
        "//",
        "/api//v1",
    ];
    let bodies = [
        log.to_bytes().unwrap(),
        json!({ "protocol": 1, "feed": true, "changes": [log], "cursors": {} }).to_string(),
        json!({ "org": house.org.slug, "number": "1234-5678", "key": "0".repeat(32), "name": "A" })
            .to_string(),
        json!({ "role": "volunteer", "uses": 3, "districts": [district(1)] }).to_string(),
    ];
    let codings = ["gzip", "br", "deflate", "zstd", "identity", "gzip, gzip", "x"];
    let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW"];
    let (mut failed, mut refused) = (Vec::new(), 0);
    for n in 0..1_000 {
        let phone = dice.pick(&phones);
        let mut body = dice.pick(&bodies).clone().into_bytes();
        for _ in 0..dice.roll(6) {
            let place = dice.roll(body.len());
            match dice.roll(5) {
                0 => body[place] = u8::try_from(dice.roll(256)).unwrap(),
                1 => body.truncate(place.max(1)),
                2 => body.insert(place, *dice.pick(b"{}[]\",:\\\0\xff9e-")),
                3 => drop(body.splice(place..place, b"[".repeat(dice.roll(3_000)))),
                _ => drop(body.splice(place..place, b"18446744073709551616e308".iter().copied())),
            }
        }
        let path = *dice.pick(&paths);
        let mut request = house.posting(path, Some(&phone.cookie), &body);
        if dice.roll(3) == 0 {
            request.method = (*dice.pick(&methods)).to_owned();
        }
        match dice.roll(12) {
            0 => request.headers.set("content-encoding", *dice.pick(&codings)),
            1 => request.headers.set("cookie", "tsunagari_1=.;;=;tsunagari=\u{1f600}"),
            2 => request.headers.set("content-type", "application/json;;;"),
            3 => request.headers.set("accept-encoding", "br;q=nan, gzip;q=99999, *;q="),
            4 => request.headers.set("if-none-match", "W/\"\",,,\"x"),
            _ => {}
        }
        let what = format!("{n}: {} {}", request.method, request.path);
        let response = request.send(house.port).unwrap_or_else(|error| panic!("{what}: {error}"));
        match response.status {
            // Without the app's files a page of ours says so.
            503 if response.headers.get("content-type") == Some("text/html; charset=utf-8") => {}
            500.. => failed.push(format!("{what}: {} {}", response.status, response.text())),
            400..500 => refused += 1,
            _ => {}
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(refused > 300, "{refused} were refused");
    assert_eq!(phones[0].record(&log).number("heads"), Some(3));
    assert_eq!(house.get("/health", None).status, 200);
    let absent = Request::new("GET", &format!("/api/v1/records/{}/history", derived(&["x"])));
    assert_eq!(house.ask(absent).status, 401);
}
