//! Every route, every role, own and other district: the same refusal for what is not theirs and what is not there.

use serde_json::{Value, json};
use tsunagari_core::id::derived;
use tsunagari_core::org::Role;
use tsunagari_core::record::Scope;
use tsunagari_server::platform;
use tsunagari_tests::http1::{Request, Response};

use crate::house::{House, Phone, district};

/// Who knocks.
const ROLES: [Option<Role>; 4] = [None, Some(Role::Volunteer), Some(Role::Staff), Some(Role::Admin)];

struct Knock<'a> {
    method: &'static str,
    path: String,
    body: &'a str,
    /// The status for nobody, a volunteer, staff, an admin.
    expected: [u16; 4],
}

fn knocks<'a>(
    house: &House,
    own_log: &str,
    other_log: &str,
    own: &Phone<'_>,
    other: &Phone<'_>,
) -> Vec<Knock<'a>> {
    let cells = |scope: Scope| format!("/api/v1/cells?scope={scope}");
    let knock = |method, path: &str, expected| Knock { method, path: path.to_owned(), body: "{}", expected };
    let get = |path: &str, expected| knock("GET", path, expected);
    let post = |path: &str, expected| knock("POST", path, expected);
    vec![
        get("/health", [200; 4]),
        get("/api/v1/orgs", [200; 4]),
        get("/api/v1/plans", [200; 4]),
        get("/api/v1/openapi.json", [200; 4]),
        get(&format!("/o/{}/manifest.webmanifest", house.org.slug), [200; 4]),
        get(&cells(Scope::OrgAll), [401, 200, 200, 200]),
        get(&cells(Scope::OrgStaff), [401, 404, 200, 200]),
        get(&cells(Scope::DistrictAll(district(1))), [401, 200, 200, 200]),
        get(&cells(Scope::DistrictStaff(district(1))), [401, 404, 200, 200]),
        get(&cells(Scope::DistrictAll(district(3))), [401, 404, 404, 200]),
        get(&cells(Scope::DistrictStaff(district(3))), [401, 404, 404, 200]),
        get(&cells(Scope::DistrictAll(district(99))), [401, 404, 404, 404]),
        get(&format!("/api/v1/records/{own_log}/history"), [401, 200, 200, 200]),
        get(&format!("/api/v1/records/{other_log}/history"), [401, 404, 404, 200]),
        get(&format!("/api/v1/records/{}/history", derived(&["none"])), [401, 404, 404, 404]),
        get("/api/v1/people", [401, 403, 200, 200]),
        get("/api/v1/invites", [401, 403, 200, 200]),
        post("/api/v1/invites", [401, 400, 400, 400]),
        Knock {
            body: "{\"role\":\"volunteer\",\"uses\":1}",
            ..post("/api/v1/invites", [401, 403, 200, 200])
        },
        Knock { body: "{\"role\":\"staff\",\"uses\":1}", ..post("/api/v1/invites", [401, 403, 403, 200]) },
        Knock { body: "{\"role\":\"admin\",\"uses\":1}", ..post("/api/v1/invites", [401, 403, 403, 200]) },
        post(&format!("/api/v1/invites/{}/end", platform::random_uuid()), [401, 403, 404, 404]),
        post(&format!("/api/v1/people/{}/erase", platform::random_uuid()), [401, 403, 403, 404]),
        post(&format!("/api/v1/devices/{}/revoke", platform::random_uuid()), [401, 403, 404, 404]),
        post(&format!("/api/v1/devices/{}/revoke", other.session.device), [401, 403, 404, 200]),
        post(&format!("/api/v1/devices/{}/revoke", own.session.device), [401, 403, 200, 200]),
        Knock { body: "{\"protocol\":1}", ..post("/api/v1/sync", [401, 200, 200, 200]) },
        post("/api/v1/sync", [401, 400, 400, 400]),
        get("/api/v1/nothing", [404; 4]),
        get("/api/v1/sync", [405; 4]),
    ]
}

#[test]
pub(crate) fn every_door_opens_to_those_whom_it_is_for() {
    let house = House::new();
    let (volunteer, staff, admin) = (
        house.phone(Role::Volunteer, &[1]),
        house.phone(Role::Staff, &[1, 2]),
        house.phone(Role::Admin, &[]),
    );
    let (own, other) = (house.phone(Role::Volunteer, &[1]), house.phone(Role::Volunteer, &[3]));
    let (own_log, other_log) = (own.log("own", 1, 3), other.log("other", 3, 3));
    own.send_one(&own_log);
    other.send_one(&other_log);
    let (own_log, other_log) = (own_log.record.to_string(), other_log.record.to_string());
    let cookie = |role: Option<Role>| match role {
        None => None,
        Some(Role::Volunteer) => Some(volunteer.cookie.as_str()),
        Some(Role::Staff) => Some(staff.cookie.as_str()),
        Some(Role::Admin) => Some(admin.cookie.as_str()),
    };
    let (mut wrong, mut absent) = (Vec::new(), None::<Vec<u8>>);
    for knock in knocks(&house, &own_log, &other_log, &own, &other) {
        for (role, expected) in ROLES.into_iter().zip(knock.expected) {
            let response = match knock.method {
                "GET" => house.get(&knock.path, cookie(role)),
                _ => house.post(&knock.path, cookie(role), knock.body),
            };
            if response.status != expected {
                wrong.push(format!(
                    "{} {} as {role:?}: {} for {expected}",
                    knock.method, knock.path, response.status
                ));
            }
            if response.status == 404 {
                assert_eq!(
                    absent.get_or_insert_with(|| response.body.clone()),
                    &response.body,
                    "{}",
                    knock.path
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
pub(crate) fn a_session_of_one_ward_is_nobody_in_another() {
    let house = House::new();
    let phone = house.phone(Role::Admin, &[]);
    let other = crate::house::org_named("yomogi");
    house.furnish(&other);
    let (name, value) = phone.cookie.split_once('=').unwrap();
    let (_, secret) = value.split_once('.').unwrap();
    let forged = format!("{name}={}.{secret}", other.id.uuid().simple());
    assert_eq!(house.get("/api/v1/people", Some(&forged)).status, 401);
    assert_eq!(house.get("/api/v1/people", Some(&phone.cookie)).status, 200);
}

#[test]
fn what_writes_comes_from_our_own_page_and_is_json() {
    let house = House::new();
    let phone = house.phone(Role::Volunteer, &[1]);
    let with = |change: &dyn Fn(&mut Request)| -> Response {
        let mut request = house.posting("/api/v1/sync", Some(&phone.cookie), b"{\"protocol\":1}");
        change(&mut request);
        house.ask(request)
    };
    assert_eq!(with(&|_| {}).status, 200);
    assert_eq!(with(&|request| request.headers.remove("origin")).status, 403);
    for origin in ["https://evil.example", "null", "", "http://localhost", "http://127.0.0.1:1"] {
        assert_eq!(with(&|request| request.headers.set("origin", origin)).status, 403, "{origin}");
    }
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(with(&|request| request.headers.set("sec-fetch-site", site)).status, 403, "{site}");
    }
    assert_eq!(with(&|request| request.headers.set("sec-fetch-site", "same-origin")).status, 200);
    for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        assert_eq!(with(&|request| request.headers.set("content-type", media)).status, 415, "{media}");
    }
    let utf8 = "application/json; charset=utf-8";
    assert_eq!(with(&|request| request.headers.set("content-type", utf8)).status, 200);
}

#[test]
pub(crate) fn plans_are_read_without_joining_and_without_names() {
    let house = House::new();
    let admin = house.phone(Role::Admin, &[]);
    let plan = derived(&["plan"]);
    let make = |kind, name: &str, said: Value| {
        let act = tsunagari_core::change::Act::Set(crate::house::fields(said));
        admin.change(derived(&[name]), kind, Scope::OrgAll, act)
    };
    use tsunagari_core::record::Kind;
    let outcomes = admin.send(&[
        &make(Kind::Plan, "plan", json!({ "title": "ひなたプラン" })),
        &make(Kind::Node, "node", json!({ "title": "見守り", "plan": plan })),
        &make(Kind::Node, "foreign", json!({ "title": "ほか", "plan": derived(&["another plan"]) })),
    ]);
    assert!(outcomes.iter().all(|outcome| outcome.version().is_some()), "{outcomes:?}");
    let plans: Value = serde_json::from_slice(&house.get("/api/v1/plans?org=tsukushi", None).body).unwrap();
    assert_eq!(plans["plans"][0]["id"], plan.to_string());
    let nowhere: Value = serde_json::from_slice(&house.get("/api/v1/plans?org=nowhere", None).body).unwrap();
    assert_eq!(nowhere["plans"], json!([]));
    let whole = house.get(&format!("/api/v1/plans/{plan}"), None);
    let whole: Value = serde_json::from_slice(&whole.body).unwrap();
    let records = whole["records"].as_array().unwrap();
    let has = |name: &str| records.iter().any(|record| record["id"] == derived(&[name]).to_string());
    assert!(has("plan") && has("node") && !has("foreign"));
    assert!(records.iter().all(|record| record["made"].get("by").is_none()));
    assert_eq!(house.get(&format!("/api/v1/plans/{}", derived(&["none"])), None).status, 404);
}

#[test]
fn metrics_are_for_an_admin_or_this_machine() {
    let house = House::new();
    assert_eq!(house.get("/metrics", None).status, 200, "from loopback");
    let brought = |cookie: Option<&str>| {
        let mut request = Request::new("GET", "/metrics");
        request.headers.set("x-forwarded-for", "203.0.113.9");
        if let Some(cookie) = cookie {
            request.headers.set("cookie", cookie);
        }
        house.ask(request).status
    };
    assert_eq!(brought(None), 404);
    assert_eq!(brought(Some(&house.phone(Role::Staff, &[1]).cookie)), 404);
    assert_eq!(brought(Some(&house.phone(Role::Admin, &[]).cookie)), 200);
}

#[test]
fn one_device_too_often_is_told_when_to_come_again() {
    let house = House::new();
    let (busy, calm) = (house.phone(Role::Volunteer, &[1]), house.phone(Role::Volunteer, &[1]));
    let response =
        (0..5_000).map(|_| busy.get("/api/v1/records/x/history")).find(|response| response.status == 429);
    let response = response.unwrap();
    assert!(response.headers.get("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
    assert_eq!(calm.ask("{\"protocol\":1}").status, 200, "others go on");
}
