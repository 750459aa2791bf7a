//! A year's table over HTTP: by staff and nobody below, whole or not at all, twice the same; bad files refused in words.

use std::io::Write as _;

use serde_json::{Value, json};
use tsunagari_core::base64;
use tsunagari_core::import::report::REQUEST_BYTES;
use tsunagari_core::org::Role;
use tsunagari_server::import::ground::of_file;
use tsunagari_server::import::publish::{Importer, publish};
use tsunagari_server::import::{FILE_BYTES, deeds};
use tsunagari_server::platform;
use tsunagari_tests::http1::Response;

use crate::house::{House, Phone};

const PLAN: &str = r#"
[plan]
key = "r3"
title = "見本の計画"
first_year = 2021
last_year = 2025
bodies = ["総務課", "区社協"]
[[layout]]
key = "page"
levels = ["基本目標", "取組"]
item_heading = "令和3年度実施計画"
body_heading = "実施主体"
"#;
const TABLE: &str =
    "基本目標,取組,令和4年度実施計画,実施主体\n1 参加,講座を開きます。,・講座,総務課\n,,・冊子,区社協\n";

/// A ward with a plan of no rows; gives the plan's address.
fn planned(house: &House) -> String {
    let ground = of_file("r3.toml", PLAN, &house.org, &[]).unwrap();
    let all = deeds(&ground.first, &[]);
    let importer = Importer { org: house.org.id, session: None, now: platform::now() };
    let written = house.storage.write(move |tx| Box::pin(async move { publish(tx, &importer, &all).await }));
    house.block(written).unwrap();
    format!("/api/v1/plans/{}", ground.plan.id)
}

fn brings(phone: &Phone<'_>, plan: &str, file: &[u8], decided: &Value) -> Response {
    let body = json!({ "file": base64::encode(file), "decided": decided }).to_string();
    phone.house.ask(phone.house.posting(&format!("{plan}/import"), Some(&phone.cookie), body.as_bytes()))
}

fn rows(house: &House, plan: &str) -> Vec<Value> {
    let answer: Value = serde_json::from_slice(&house.get(plan, None).body).unwrap();
    let rows = answer["records"].as_array().unwrap().iter();
    rows.filter(|row| ["node", "measure", "item"].contains(&row["kind"].as_str().unwrap())).cloned().collect()
}

fn written(response: &Response) -> u64 {
    let answer: Value = serde_json::from_slice(&response.body).unwrap();
    answer["written"].as_u64().unwrap()
}

fn says(response: &Response) -> String {
    let problem: Value = serde_json::from_slice(&response.body).unwrap();
    problem["title"].as_str().unwrap().to_owned()
}

#[test]
pub(crate) fn staff_bring_a_years_table_and_the_same_again_changes_nothing() {
    let house = House::new();
    let plan = planned(&house);
    let staff = house.phone(Role::Staff, &[1]);
    let first = brings(&staff, &plan, TABLE.as_bytes(), &json!({}));
    assert_eq!((first.status, written(&first)), (200, 5), "{}", first.text());
    assert_eq!(rows(&house, &plan).len(), 4);
    let again = brings(&staff, &plan, TABLE.as_bytes(), &json!({}));
    assert_eq!((again.status, written(&again)), (200, 0), "{}", again.text());
    let next = TABLE.replace("令和4", "令和5").replace("・冊子", "・動画");
    assert_eq!(written(&brings(&staff, &plan, next.as_bytes(), &json!({}))), 2);
    let titles: Vec<String> = rows(&house, &plan)
        .iter()
        .filter(|row| row["kind"] == "item")
        .map(|row| format!("{} {}", row["fields"]["year"], row["fields"]["title"].as_str().unwrap()))
        .collect();
    assert_eq!(titles, ["2022 講座", "2022 冊子", "2023 講座", "2023 動画"], "each year keeps its own");
}

#[test]
pub(crate) fn what_was_taken_back_is_not_made_and_only_an_admin_takes_rows_away() {
    let house = House::new();
    let plan = planned(&house);
    let (staff, admin) = (house.phone(Role::Staff, &[1]), house.phone(Role::Admin, &[]));
    let tagged = TABLE.replace("・講座", "・<b>講座</b>");
    let taken_back = json!({ "taken_back": ["tags:2.3"] });
    assert_eq!(brings(&staff, &plan, tagged.as_bytes(), &taken_back).status, 200);
    let all = rows(&house, &plan);
    assert!(all.iter().any(|row| row["fields"]["title"] == "<b>講座</b>"), "{all:?}");
    let gone = all.iter().find(|row| row["fields"]["title"] == "冊子").unwrap()["id"].clone();
    let less: String = TABLE.lines().take(2).map(|line| format!("{line}\n")).collect();
    let remove = json!({ "remove": [gone] });
    assert_eq!(brings(&staff, &plan, less.as_bytes(), &remove).status, 403);
    assert_eq!(brings(&admin, &plan, less.as_bytes(), &remove).status, 200);
    assert!(rows(&house, &plan).iter().all(|row| row["id"] != gone));
}

#[test]
pub(crate) fn a_plans_own_file_is_an_admins_and_goes_in_whole_or_not_at_all() {
    let house = House::new();
    let plan = planned(&house);
    let (staff, admin) = (house.phone(Role::Staff, &[1]), house.phone(Role::Admin, &[]));
    assert_eq!(brings(&staff, &plan, TABLE.as_bytes(), &json!({})).status, 200);
    let own = format!(
        "{}\n[[node]]\nkey = \"1\"\nlayout = \"page\"\nlevel = 1\ntitle = \"参加\"\n\
         [[measure]]\nkey = \"1-1\"\nnode = \"1\"\ntitle = \"居場所\"\nbodies = [\"区社協\"]\n\
         [[item]]\nkey = \"a\"\nmeasure = \"1-1\"\nyear = 2022\ntitle = \"見学\"\n\
         [[target]]\nkey = \"t\"\nmeasure = \"1-1\"\nkind = \"count\"\nnumber = 6\nunit = \"回\"\nover = \"plan\"\n",
        PLAN.trim_end()
    );
    assert_eq!(brings(&staff, &plan, own.as_bytes(), &json!({})).status, 403, "staff bring a year's table");
    let bad = own.replace("bodies = [\"区社協\"]", "bodies = [\"町会\"]");
    let refused = brings(&admin, &plan, bad.as_bytes(), &json!({}));
    assert_eq!(
        (refused.status, says(&refused).contains("実施主体「町会」")),
        (422, true),
        "{}",
        refused.text()
    );
    let title = |rows: &[Value], title: &str| rows.iter().any(|row| row["fields"]["title"] == title);
    assert!(!title(&rows(&house, &plan), "見学"));
    let first = brings(&admin, &plan, own.as_bytes(), &json!({}));
    assert_eq!(first.status, 200, "{}", first.text());
    let all = rows(&house, &plan);
    assert!(title(&all, "見学") && title(&all, "講座"), "what the file does not have stays: {all:?}");
    let again = brings(&admin, &plan, own.as_bytes(), &json!({}));
    assert_eq!((again.status, written(&again)), (200, 0), "{}", again.text());
    let gone: Vec<Value> =
        all.iter().filter(|row| row["fields"]["title"] == "講座").map(|row| row["id"].clone()).collect();
    assert_eq!(brings(&admin, &plan, own.as_bytes(), &json!({ "remove": gone })).status, 200);
    assert!(!title(&rows(&house, &plan), "講座"));
}

#[test]
pub(crate) fn nobody_below_staff_and_no_file_that_cannot_be_read_writes_anything() {
    let house = House::new();
    let plan = planned(&house);
    let staff = house.phone(Role::Staff, &[1]);
    let volunteer = house.phone(Role::Volunteer, &[1]);
    assert_eq!(brings(&volunteer, &plan, TABLE.as_bytes(), &json!({})).status, 403);
    let body = json!({ "file": base64::encode(TABLE.as_bytes()) }).to_string();
    assert_eq!(house.ask(house.posting(&format!("{plan}/import"), None, body.as_bytes())).status, 401);
    let elsewhere = format!("/api/v1/plans/{}", uuid::Uuid::from_u128(7));
    assert_eq!(brings(&staff, &elsewhere, TABLE.as_bytes(), &json!({})).status, 404);
    for body in ["{}", "{\"file\":\"***\"}", "{\"file\":1}", "[]"] {
        let request = house.posting(&format!("{plan}/import"), Some(&staff.cookie), body.as_bytes());
        assert_eq!(house.ask(request).status, 400, "{body}");
    }
    let outside = TABLE.replace("令和4", "令和9");
    let long = format!("{TABLE},,・{},区社協\n", "あ".repeat(500));
    let whole = "つながり帳の計画,id,上の行,順,番号,印,題名,補い,年度,実施主体,たずねること,ほか\nplan,,,,,,よその計画,,,,,\n";
    let cases: [(&[u8], u16, &str); 6] = [
        (b"a,b\n1,2\n", 422, "計画の表として読めません"),
        (&[0x83, 0xff, 0x41], 422, "文字コード"),
        (b"PK\x03\x04broken", 422, "こわれています"),
        (outside.as_bytes(), 422, "期間"),
        (long.as_bytes(), 422, "題名が長すぎます"),
        (whole.as_bytes(), 422, "ほかの計画"),
    ];
    for (file, status, said) in cases {
        let answer = brings(&staff, &plan, file, &json!({}));
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(says(&answer).contains(said), "{}", says(&answer));
    }
    assert_eq!(brings(&staff, &plan, &vec![b'a'; FILE_BYTES + 1], &json!({})).status, 422, "over 5 MiB");
    // A small body that inflates to a large one.
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![b' '; 2 * REQUEST_BYTES]).unwrap();
    let mut bomb = house.posting(&format!("{plan}/import"), Some(&staff.cookie), &gzip.finish().unwrap());
    bomb.headers.set("content-encoding", "gzip");
    assert_eq!(house.ask(bomb).status, 413);
    assert_eq!(rows(&house, &plan).len(), 0, "nothing of all that was written");
}
