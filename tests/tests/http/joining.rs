//! Joining: links, numbers, their limits; devices that come back; shutting one out; ticking a name.

use serde_json::{Value, json};
use tsunagari_core::change::Act;
use tsunagari_core::org::Role;
use tsunagari_core::person::confirmation_id;
use tsunagari_core::record::{Kind, Scope};
use tsunagari_server::join::{INVITE_LASTS, WRONG_NUMBERS};
use tsunagari_server::platform;

use crate::house::{House, district, fields, org_named};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const KEY2: &str = "fedcba9876543210fedcba9876543210";

fn with_number(house: &House, number: &str, key: &str) -> Value {
    json!({ "org": house.org.slug, "number": number, "key": key, "name": "会計A", "district": district(1) })
}

fn kind(response: &tsunagari_tests::http1::Response) -> String {
    assert_eq!(response.headers.get("content-type"), Some("application/problem+json"), "{}", response.text());
    let problem: Value = serde_json::from_slice(&response.body).unwrap();
    assert!(!problem["title"].as_str().unwrap().is_ascii(), "words for the reader");
    problem["type"].as_str().unwrap().to_owned()
}

#[test]
pub(crate) fn a_number_is_typed_as_people_type_it_and_makes_a_person() {
    let house = House::new();
    let made = house.invite(House::wanted(Role::Volunteer, &[1, 2]));
    let number = made.number.unwrap();
    let typed = format!("{}-{}", &number[..4], &number[4..]);
    let phone = house.join(&with_number(&house, &typed, KEY)).unwrap_or_else(|no| panic!("{}", no.text()));
    assert_eq!(phone.session.role, Role::Volunteer);
    assert_eq!(phone.session.districts, [district(1)].into());
    assert!(!phone.session.confirmed, "確認待ち");
    let feed = phone.feed(Scope::DistrictAll(district(1)), 0);
    let person = feed.records.iter().find(|record| record.id == phone.session.person.record()).unwrap();
    assert_eq!((person.text("name"), person.made.by), (Some("会計A"), Some(phone.session.person)));
    assert!(phone.send_one(&phone.log("a", 1, 3)).version().is_some(), "and can log meanwhile");
}

#[test]
pub(crate) fn a_code_tells_what_it_is_for_before_one_joins() {
    let house = House::new();
    let made = house.invite(House::wanted(Role::Volunteer, &[1, 2]));
    let look = house.post(
        "/api/v1/join/look",
        None,
        &json!({ "org": house.org.slug, "secret": made.secret }).to_string(),
    );
    let look: Value = serde_json::from_slice(&look.body).unwrap();
    assert_eq!((&look["role"], look["districts"].as_array().unwrap().len()), (&json!("volunteer"), 2));
    assert_eq!(look["districts"][0]["name"].as_str().unwrap().chars().count(), 4);
}

#[test]
pub(crate) fn joining_again_gives_the_same_device_and_person() {
    let house = House::new();
    let made =
        house.invite(tsunagari_server::join::Wanted { uses: 1, ..House::wanted(Role::Volunteer, &[1]) });
    let body = with_number(&house, made.number.as_deref().unwrap(), KEY);
    let first = house.join(&body).ok().unwrap();
    let again = house.join(&body).ok().unwrap();
    assert_eq!(first.session, again.session, "the same code and key within a day, though it is used up");
    assert_ne!(first.cookie, again.cookie);
    let other = house.join(&with_number(&house, made.number.as_deref().unwrap(), KEY2)).err().unwrap();
    assert_eq!((other.status, kind(&other).as_str()), (410, "urn:tsunagari:used-code"));
    let later = house.invite(House::wanted(Role::Volunteer, &[1, 2]));
    let back = house.join(&with_number(&house, later.number.as_deref().unwrap(), KEY)).ok().unwrap();
    assert_eq!((first.session.device, first.session.person), (back.session.device, back.session.person));
    assert_eq!(back.feed(Scope::DistrictAll(district(1)), 0).records.len(), 1, "one person, not two");
}

#[test]
pub(crate) fn wrong_ended_and_foreign_codes_are_told_apart_only_where_that_gives_nothing_away() {
    let house = House::new();
    let made = house.invite(House::wanted(Role::Volunteer, &[1]));
    let wrong = if made.number.as_deref() == Some("00000000") { "00000001" } else { "00000000" };
    let response = house.join(&with_number(&house, wrong, KEY)).err().unwrap();
    assert_eq!((response.status, kind(&response).as_str()), (422, "urn:tsunagari:wrong-code"));
    let secret = json!({ "org": house.org.slug, "secret": "0".repeat(32), "key": KEY, "name": "A", "district": district(1) });
    assert_eq!(kind(&house.join(&secret).err().unwrap()), "urn:tsunagari:wrong-code");
    let other = org_named("yomogi");
    house.furnish(&other);
    let theirs = house.invite_to(&other, House::wanted(Role::Volunteer, &[1]));
    let response = house.join(&with_number(&house, theirs.number.as_deref().unwrap(), KEY)).err().unwrap();
    assert_eq!(kind(&response), "urn:tsunagari:wrong-code", "a number of another ward is no number here");
    let nowhere = json!({ "org": "nowhere", "number": wrong, "key": KEY, "name": "A" });
    assert_eq!(house.join(&nowhere).err().unwrap().status, 404);

    let (org, now) = (house.org.id, platform::now());
    house
        .block(house.storage.write(move |tx| {
            Box::pin(async move {
                for mut invite in tx.invites(org, now).await? {
                    invite.ends_at = now.plus(-INVITE_LASTS);
                    tx.put_invite(org, &invite).await?;
                }
                Ok(())
            })
        }))
        .unwrap();
    let response = house.join(&with_number(&house, made.number.as_deref().unwrap(), KEY)).err().unwrap();
    assert_eq!((response.status, kind(&response).as_str()), (410, "urn:tsunagari:ended-code"));
}

#[test]
pub(crate) fn after_sixty_wrong_numbers_typed_ones_wait_and_links_go_on() {
    let house = House::new();
    let made = house.invite(House::wanted(Role::Volunteer, &[1]));
    let right = made.number.clone().unwrap();
    for n in 0..WRONG_NUMBERS {
        let wrong = format!("{:08}", (right.parse::<u32>().unwrap() + n + 1) % 100_000_000);
        let response = house.join(&with_number(&house, &wrong, KEY)).err().unwrap();
        assert_eq!(response.status, 422, "{n}: {}", response.text());
    }
    let response = house.join(&with_number(&house, &right, KEY)).err().unwrap();
    assert_eq!((response.status, kind(&response).as_str()), (429, "urn:tsunagari:numbers-wait"));
    let wait: u32 = response.headers.get("retry-after").unwrap().parse().unwrap();
    assert!((1..=3_600).contains(&wait), "{wait}");
    let link = json!({ "org": house.org.slug, "secret": made.secret, "key": KEY, "name": "A", "district": district(1) });
    assert!(house.join(&link).is_ok());
}

#[test]
pub(crate) fn a_name_and_a_district_that_fit_are_asked_for() {
    let house = House::new();
    let made = house.invite(House::wanted(Role::Volunteer, &[1, 2]));
    let with = |name: &str, district: Value| {
        let body = json!({ "org": house.org.slug, "secret": made.secret, "key": KEY, "name": name, "district": district });
        house.join(&body).err().map(|no| kind(&no))
    };
    assert_eq!(with("", json!(district(1))).as_deref(), Some("urn:tsunagari:name"));
    assert_eq!(with(&"あ".repeat(41), json!(district(1))).as_deref(), Some("urn:tsunagari:name"));
    assert_eq!(with("A", Value::Null).as_deref(), Some("urn:tsunagari:district"));
    assert_eq!(with("A", json!(district(3))).as_deref(), Some("urn:tsunagari:district"));
    assert_eq!(with("👵🏻会計", json!(district(2))), None);
}

#[test]
pub(crate) fn a_device_that_is_shut_out_is_told_so_and_cannot_come_back() {
    let house = House::new();
    let made = house.invite(House::wanted(Role::Volunteer, &[1]));
    let body = with_number(&house, made.number.as_deref().unwrap(), KEY);
    let phone = house.join(&body).ok().unwrap();
    let staff = house.phone(Role::Staff, &[1, 2]);
    let path = format!("/api/v1/devices/{}/revoke", phone.session.device);
    let done = house.post(&path, Some(&staff.cookie), "{}");
    assert_eq!(done.status, 200, "{}", done.text());
    let told = phone.ask("{\"protocol\":1}");
    assert_eq!((told.status, kind(&told).as_str()), (401, "urn:tsunagari:revoked"));
    let back = house.join(&body).err().unwrap();
    assert_eq!((back.status, kind(&back).as_str()), (403, "urn:tsunagari:revoked"));
}

#[test]
pub(crate) fn staff_tick_a_name_by_a_change_like_any_other() {
    let house = House::new();
    let (phone, staff) = (house.phone(Role::Volunteer, &[1]), house.phone(Role::Staff, &[1, 2]));
    let waiting: Value = staff.get_json("/api/v1/people");
    let line = |people: &Value| {
        let people = people["people"].as_array().unwrap().clone();
        people.into_iter().find(|person| person["id"] == phone.session.person.to_string()).unwrap()
    };
    assert_eq!(line(&waiting)["confirmed"], false);
    assert_eq!(line(&waiting)["devices"].as_array().unwrap().len(), 1);
    let said = fields(json!({ "person": phone.session.person, "confirmed": true }));
    let tick = staff.change(
        confirmation_id(phone.session.person),
        Kind::Confirmation,
        Scope::DistrictStaff(district(1)),
        Act::Set(said),
    );
    assert!(staff.send_one(&tick).version().is_some());
    assert!(phone.sync(&[], None).session.confirmed);
    assert_eq!(line(&staff.get_json("/api/v1/people"))["confirmed"], true);
}

#[test]
pub(crate) fn invites_are_made_by_those_who_may() {
    let house = House::new();
    let (staff, admin) = (house.phone(Role::Staff, &[1, 2]), house.phone(Role::Admin, &[]));
    let ask = |cookie: &str, body: Value| house.post("/api/v1/invites", Some(cookie), &body.to_string());
    let made = ask(&staff.cookie, json!({ "role": "volunteer", "districts": [district(1)] }));
    let made: Value = serde_json::from_slice(&made.body).unwrap();
    let link = made["link"].as_str().unwrap();
    assert!(link.starts_with(&format!("{}/o/{}/join#", house.origin, house.org.slug)), "{link}");
    assert_eq!((made["number"].as_str().unwrap().len(), &made["uses"]), (9, &json!(30)));
    let secret = link.split_once('#').unwrap().1.split('.').next().unwrap();
    let joined = house.join(&json!({ "org": house.org.slug, "secret": secret, "key": KEY, "name": "代表B" }));
    assert_eq!(joined.ok().unwrap().session.districts, [district(1)].into());
    assert_eq!(ask(&staff.cookie, json!({ "role": "volunteer", "districts": [district(3)] })).status, 403);
    assert_eq!(ask(&staff.cookie, json!({ "role": "staff" })).status, 403);
    assert_eq!(ask(&staff.cookie, json!({ "role": "volunteer", "uses": 51 })).status, 422);
    let made = ask(&admin.cookie, json!({ "role": "staff", "office": crate::house::office() }));
    let made: Value = serde_json::from_slice(&made.body).unwrap();
    assert!(made.get("number").is_none(), "a number gives at most volunteer");
    let secret = made["link"].as_str().unwrap().split_once('#').unwrap().1;
    let joined = house
        .join(&json!({ "org": house.org.slug, "secret": secret, "key": KEY2, "name": "職員" }))
        .ok()
        .unwrap();
    assert_eq!(joined.session.districts, [district(1), district(2)].into(), "the plaza's area");
    let end = |cookie: &str, id: &Value| {
        house.post(&format!("/api/v1/invites/{}/end", id.as_str().unwrap()), Some(cookie), "{}")
    };
    assert_eq!(end(&staff.cookie, &made["id"]).status, 404, "not theirs");
    assert_eq!(end(&admin.cookie, &made["id"]).status, 200);
    let list: Value = staff.get_json("/api/v1/invites");
    assert!(list["invites"].as_array().unwrap().iter().all(|invite| invite["role"] == "volunteer"));
}

#[test]
pub(crate) fn at_most_twenty_numbers_are_alive() {
    let house = House::new();
    let admin = house.phone(Role::Admin, &[]);
    let ask = || house.post("/api/v1/invites", Some(&admin.cookie), "{\"role\":\"volunteer\"}").status;
    let statuses: Vec<_> = (0..21).map(|_| ask()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 19, "one is the admin's own");
    assert_eq!(statuses.last(), Some(&409));
}
