//! The public pages: every link leads somewhere, nobody's name or house is told, old links say what became of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tsunagari_core::change::{Act, Base};
use tsunagari_core::id::{RecordId, derived};
use tsunagari_core::org::Role;
use tsunagari_core::plan::row_id;
use tsunagari_core::record::{Kind, Scope};
use tsunagari_server::public::hall::Hall;
use tsunagari_server::sample::{Row, seed, wards};
use tsunagari_tests::http1::{Request, Response};
use tsunagari_tests::wait;

use crate::house::{House, district, fields};

/// What no public page may hold.
const SECRETS: [&str; 6] =
    ["山田花子", "山田さんの家", "ひなた町9-8-7", "045-111-2222", "角の青い屋根", "会計Q"];
/// Bytes of one page, at most, before it is packed.
const PAGE_BYTES: usize = 700_000;

fn write(house: &House, rows: Vec<Row>) {
    house.block(seed::write(&house.storage, &house.org, rows)).unwrap();
}

fn row(name: &str, kind: Kind, said: Value) -> Row {
    Row { id: derived(&["public", name]), kind, scope: Scope::OrgAll, fields: fields(said) }
}

fn id(name: &str) -> String {
    derived(&["public", name]).to_string()
}

/// A plan in force with one heading and two measures, and the plan before it, of which one measure was retired.
fn plans(house: &House) {
    let first = json!({"key": "1", "title": "前のプラン", "term": "第1期", "status": "決定", "first_year": 2021, "last_year": 2025});
    let second = json!({"key": "2", "title": "つくしプラン", "term": "第2期", "status": "決定", "first_year": 2026, "last_year": 2030,
        "layout.a": {"levels": ["目標"], "schedule_heading": "スケジュール"}, "columns": ["令和8", "9", "10", "11", "12"]});
    let draft =
        json!({"key": "3", "title": "案のプラン", "status": "案", "first_year": 2031, "last_year": 2035});
    write(
        house,
        vec![
            row("p1", Kind::Plan, first),
            row("p2", Kind::Plan, second),
            row("p3", Kind::Plan, draft),
            row("n", Kind::Node, json!({"plan": id("p2"), "level": 1, "layout": "a", "title": "つながる"})),
            row("old", Kind::Measure, json!({"plan": id("p1"), "title": "古い取組"})),
            row(
                "new",
                Kind::Measure,
                json!({"plan": id("p2"), "node": id("n"), "title": "<b>\"居場所\" & サロン</b>", "cell.2026": "◎\n実施",
                    "cell.2027": "→", (format!("relation.continues.{}", id("old"))): true}),
            ),
            row("later", Kind::Measure, json!({"plan": id("p3"), "title": "案の取組"})),
        ],
    );
}

/// Places and people, of whom most is nobody's business.
fn people(house: &House) {
    let near = district(3).to_string(); // of no other plaza
    let place = |more: Value| {
        let mut said = json!({"what": "ibasho", "district": near, "opened": "2024-04-01"});
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        said
    };
    let secret = json!({"private": true, "name": "山田さんの家", "kana": "やまださん", "address": "ひなた町9-8-7",
        "phone": "045-111-2222", "public": "角の青い屋根"});
    let mut agreed = secret.clone();
    agreed.as_object_mut().unwrap().extend(
        json!({"name": "みちくさ亭", "address": "ひなた町1-1", "phone": "045-222-3333", "public": "どなたでも",
            "consent": "2026-01-01"})
        .as_object()
        .unwrap()
        .clone(),
    );
    let person = json!({"name": "会計Q"});
    write(
        house,
        vec![
            row("house", Kind::Place, place(secret)),
            row("agreed", Kind::Place, place(agreed)),
            row("hall", Kind::Place, json!({"what": "home", "name": "山田花子", "district": near})),
            Row { scope: Scope::DistrictAll(district(1)), ..row("q", Kind::Person, person) },
            row(
                "plaza",
                Kind::Office,
                json!({"what": "plaza", "name": "つくし地域ケアプラザ", "phone": "045-333-4444",
                (format!("district.{near}")): true}),
            ),
        ],
    );
}

fn furnished() -> House {
    let house = House::new();
    plans(&house);
    people(&house);
    house
}

fn links(page: &str) -> Vec<String> {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.map(|href| href.replace("&amp;", "&")).collect()
}

/// Every page that can be reached from the list of wards and the sitemap, by path.
fn crawl(house: &House) -> BTreeMap<String, Response> {
    let map = house.get("/sitemap.xml", None).text();
    let locations = map.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
    let mut open: Vec<String> =
        locations.map(|url| url.strip_prefix(&house.origin).unwrap().to_owned()).collect();
    open.push("/p/".to_owned());
    let mut seen = BTreeMap::new();
    while let Some(path) = open.pop() {
        if seen.contains_key(&path) {
            continue;
        }
        let response = house.get(&path, None);
        if let Some(to) = response.headers.get("location") {
            open.push(to.split('#').next().unwrap().to_owned());
        }
        let found = links(&response.text()).into_iter().filter(|href| href.starts_with("/p/"));
        open.extend(found.map(|href| href.split('#').next().unwrap().to_owned()));
        seen.insert(path, response);
    }
    seen
}

#[test]
fn every_public_page_of_the_sample_is_whole_and_tells_nobodys_name_or_house() {
    let house = furnished();
    let invite = house.invite(House::wanted(Role::Volunteer, &[1]));
    let mut measures = 0;
    for ward in wards().unwrap() {
        house.settle(&ward);
        measures += ward.rows().iter().filter(|row| row.kind == Kind::Measure).count();
    }
    let pages = crawl(&house);
    let number = invite.number.unwrap_or_default();
    let mut drawn = 0;
    for (path, response) in &pages {
        let page = response.text();
        assert!([200, 302].contains(&response.status), "{path}: {}", response.status);
        for secret in SECRETS.iter().copied().chain([invite.secret.as_str(), number.as_str()]) {
            assert!(!page.contains(secret), "{path} tells {secret}");
        }
        if response.status == 302 {
            continue;
        }
        if path.ends_with(".ics") {
            assert!(page.starts_with("BEGIN:VCALENDAR\r\n") && page.contains("\r\nUID:"), "{path}");
            continue;
        }
        drawn += usize::from(path.contains("/plan/"));
        assert!(page.len() <= PAGE_BYTES, "{path}: {} bytes", page.len());
        assert!(!page.contains("<script") && !page.contains(" style="), "{path}");
        assert!(!page.contains("目標：【目標"), "{path} says twice that a target is one");
        for part in
            ["<html lang=\"ja\">", "<title>", "name=\"description\"", "rel=\"canonical\"", "og:title", "<h1>"]
        {
            assert!(page.contains(part), "{path}: {part}");
        }
        let ids: BTreeSet<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for href in links(&page) {
            let ours = href.starts_with('/') || href.starts_with('#') || href.starts_with(&house.origin);
            assert!(
                ours || href.starts_with("https://line.me/R/share?text=") || href.starts_with("tel:"),
                "{href}"
            );
            if let Some(anchor) = href.strip_prefix('#') {
                assert!(ids.contains(anchor), "{path}: nothing is called {anchor}");
            }
        }
    }
    assert!(drawn > measures, "{drawn} pages of plans for {measures} measures");
    println!("{} addresses, {measures} measures", pages.len());
}

#[test]
fn a_private_house_shows_its_district_and_the_plazas_telephone_until_there_is_a_consent() {
    let house = furnished();
    let page = house.get(&format!("/p/tsukushi/places/{}", id("house")), None).text();
    for part in ["居場所（個人の家）", "第3地区", "つくし地域ケアプラザ", "045-333-4444", "noindex"]
    {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let agreed = house.get(&format!("/p/tsukushi/places/{}", id("agreed")), None).text();
    for part in ["みちくさ亭", "ひなた町1-1", "045-222-3333", "令和6年4月1日（2024年）"] {
        assert!(agreed.contains(part), "{part}");
    }
    assert_eq!(house.get(&format!("/p/tsukushi/places/{}", id("hall")), None).status, 404);
    assert_eq!(house.get(&format!("/p/tsukushi/places/{}", id("q")), None).status, 404);
    let map = house.get("/sitemap.xml", None).text();
    assert!(map.contains(&id("agreed")) && !map.contains(&id("house")));
}

#[test]
fn a_place_tells_its_next_dates_and_nobodys_group() {
    let house = furnished();
    let group = json!({"name": "山田花子の会", "what": "ibasho"});
    let meets = |at: &str| {
        json!({"group": id("group"), "name": "会計Q", "what": "ibasho", "place": id(at), "rule": "week tue",
            "slot": "13:30"})
    };
    let scope = Scope::DistrictAll(district(3));
    write(
        &house,
        vec![
            Row { scope, ..row("group", Kind::Group, group) },
            Row { scope, ..row("open", Kind::Session, meets("agreed")) },
            Row { scope, ..row("shut", Kind::Session, meets("house")) },
        ],
    );
    let page = house.get(&format!("/p/tsukushi/places/{}", id("agreed")), None).text();
    for part in ["これからの予定", "（火）", "13時30分", ".ics\""] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let file = house.get(&format!("/p/tsukushi/places/{}.ics", id("agreed")), None);
    assert_eq!(file.headers.get("content-type"), Some("text/calendar; charset=utf-8"));
    let text = file.text();
    assert!(text.contains("T133000\r\n") && text.contains("SUMMARY:みちくさ亭\r\n"), "{text}");
    for secret in SECRETS {
        assert!(!page.contains(secret) && !text.contains(secret), "{secret}");
    }
    let house_page = house.get(&format!("/p/tsukushi/places/{}", id("house")), None).text();
    assert!(!house_page.contains("これからの予定"));
    assert_eq!(house.get(&format!("/p/tsukushi/places/{}.ics", id("house")), None).status, 404);
    assert_eq!(house.get("/p/tsukushi/places/x.ics", None).status, 404);
}

#[test]
fn a_measures_page_says_what_the_plan_says_and_can_be_sent() {
    let house = furnished();
    let path = format!("/p/tsukushi/plan/{}", id("new"));
    let response = house.get(&path, None);
    let page = response.text();
    assert!(!page.contains("<b>\"居場所\""), "{page}");
    for part in [
        "&lt;b&gt;&quot;居場所&quot; &amp; サロン&lt;/b&gt;",
        "◎",
        "令和8年度（2026年度）",
        "前の計画から続いています",
        "不明",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{}{path}\">", house.origin)));
    assert!(page.contains("https://line.me/R/share?text=%3Cb%3E"), "{page}");
    assert_eq!(response.headers.get("content-type"), Some("text/html; charset=utf-8"));
    let policy = response.headers.get("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    let heading = house.get(&format!("/p/tsukushi/plan/{}", id("n")), None);
    let to = format!("/p/tsukushi/plan/{}#n-{}", id("p2"), id("n"));
    assert_eq!((heading.status, heading.headers.get("location")), (302, Some(to.as_str())));
    // The way down is told to search engines too, in what people read.
    assert!(page.contains("itemtype=\"https://schema.org/BreadcrumbList\""), "{page}");
    assert!(page.contains("<meta itemprop=\"position\" content=\"3\">"), "{page}");
    let item = json!({"plan": id("p2"), "measure": id("new"), "year": 2026, "title": "講座"});
    write(&house, vec![row("lesson", Kind::Item, item)]);
    let to = format!("{path}#i-{}", id("lesson"));
    wait::until("the item's address to lead to its place", || {
        let item = house.get(&format!("/p/tsukushi/plan/{}", id("lesson")), None);
        ((item.status, item.headers.get("location")) == (302, Some(to.as_str()))).then_some(())
    })
    .unwrap();
    assert!(house.get(&path, None).text().contains(&format!("id=\"i-{}\"", id("lesson"))));
    let sheet = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let sheet = house.get(sheet, None);
    assert_eq!(sheet.headers.get("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(sheet.headers.get("content-type"), Some("text/css; charset=utf-8"));
}

#[test]
fn a_page_that_is_known_is_not_sent_again_until_the_ward_changes() {
    let house = furnished();
    let path = format!("/p/tsukushi/plan/{}", id("p2"));
    let ask = |tag: Option<&str>| {
        let mut request = Request::new("GET", &path);
        request.headers.set("accept-encoding", "br");
        if let Some(tag) = tag {
            request.headers.set("if-none-match", tag);
        }
        house.ask(request)
    };
    let first = ask(None);
    let tag = first.headers.get("etag").unwrap().to_owned();
    assert_eq!((first.status, first.headers.get("content-encoding")), (200, Some("br")));
    assert_eq!((ask(Some(&tag)).status, ask(Some("W/\"other\"")).status), (304, 200));
    let read = first.headers.get("last-modified").unwrap().to_owned();
    let since = |since: &str, tag: Option<&str>| {
        let mut request = Request::new("GET", &path);
        request.headers.set("if-modified-since", since);
        if let Some(tag) = tag {
            request.headers.set("if-none-match", tag);
        }
        house.ask(request).status
    };
    assert_eq!((since(&read, None), since("Thu, 01 Jan 1970 00:00:00 GMT", None)), (304, 200));
    assert_eq!(since(&read, Some("W/\"other\"")), 200, "the tag goes before the time");
    write(
        &house,
        vec![row("more", Kind::Measure, json!({"plan": id("p2"), "node": id("n"), "title": "新しい取組"}))],
    );
    wait::until("the page to tell of the new measure", || {
        let now = house.get(&path, None);
        now.text().contains("新しい取組").then_some(())
    })
    .unwrap();
    assert_eq!(ask(Some(&tag)).status, 200);
}

#[test]
fn a_removed_measure_is_gone_and_says_who_went_on_with_it() {
    let house = furnished();
    let path = format!("/p/tsukushi/plan/{}", id("old"));
    let standing = house.get(&path, None);
    assert_eq!(standing.status, 200);
    assert!(standing.text().contains("次の計画で続きます"));
    let admin = house.phone(Role::Admin, &[]);
    let record = RecordId::parse(&id("old")).unwrap();
    let feed = admin.feed(Scope::OrgAll, 0);
    let version = feed.records.iter().find(|one| one.id == record).unwrap().version;
    let mut change = admin.change(record, Kind::Measure, Scope::OrgAll, Act::Remove);
    change.base = Base { epoch: Some(house.epoch()), version };
    admin.send_one(&change);
    let gone = wait::until("the measure to be gone", || {
        Some(house.get(&path, None)).filter(|answer| answer.status != 200)
    })
    .unwrap();
    assert_eq!(gone.status, 410);
    let page = gone.text();
    for part in
        ["この取組は、いまはありません", "古い取組", "引き継がれました", &id("new"), "第2期", "noindex"]
    {
        assert!(page.contains(part), "{part}\n{page}");
    }
    for path in ["/p/tsukushi/plan/x", "/p/tsukushi/nothing", "/p/nowhere/"] {
        let absent = house.get(path, None);
        assert_eq!(absent.status, 404, "{path}");
        assert!(absent.text().contains("見つかりません"));
    }
    assert_eq!(house.get(&format!("/p/tsukushi/plan/{}", derived(&["never"])), None).status, 404);
}

#[test]
fn a_draft_is_marked_and_never_found_by_search() {
    let house = furnished();
    for name in ["p3", "later"] {
        let page = house.get(&format!("/p/tsukushi/plan/{}", id(name)), None).text();
        assert!(page.contains("案　決定までに変わることがあります") && page.contains("noindex"), "{page}");
    }
    assert!(!house.get(&format!("/p/tsukushi/plan/{}", id("new")), None).text().contains("noindex"));
    let map = house.get("/sitemap.xml", None);
    assert_eq!(map.headers.get("content-type"), Some("application/xml; charset=utf-8"));
    let map = map.text();
    assert!(map.contains(&id("new")) && !map.contains(&id("later")) && !map.contains(&id("p3")));
    let robots = house.get("/robots.txt", None).text();
    assert!(robots.contains(&format!("Sitemap: {}/sitemap.xml", house.origin)), "{robots}");
    for ward in wards().unwrap().iter().filter(|ward| ward.org.org.notice.is_some()) {
        house.settle(ward);
        let slug = &ward.org.org.slug;
        assert!(!house.get("/sitemap.xml", None).text().contains(&format!("/p/{slug}/")), "made-up data");
        let page = house.get(&format!("/p/{slug}/"), None).text();
        assert!(page.contains("noindex") && page.contains("見本データ"));
        // The id of a row of a plan's file is the same at every import, and so is its link.
        let plan = row_id(slug, "5", "plan");
        assert_eq!(house.get(&format!("/p/{slug}/plan/{plan}"), None).status, 200);
    }
}

#[test]
fn a_ward_that_does_not_want_them_has_no_public_pages() {
    let house = House::with_public(Hall::new(vec!["tsukushi".to_owned()]));
    plans(&house);
    for path in ["/p/tsukushi/".to_owned(), format!("/p/tsukushi/plan/{}", id("new"))] {
        let response = house.get(&path, None);
        assert_eq!(response.status, 404, "{path}");
        assert!(!response.text().contains("つくしプラン"));
    }
    assert!(!house.get("/p/", None).text().contains("tsukushi"));
    assert!(!house.get("/sitemap.xml", None).text().contains("tsukushi"));
    let closed = House::with_public(Hall::new(vec!["all".to_owned()]));
    assert!(closed.get("/robots.txt", None).text().contains("Disallow: /\n"));
}

#[test]
fn a_long_plan_falls_into_parts_and_loses_no_row() {
    let house = House::new();
    plans(&house);
    let many = 1_300;
    let measure = |n: usize| {
        let said =
            json!({"plan": id("p2"), "node": id("n"), "order": n, "title": format!("長い計画の取組 {n}番")});
        row(&format!("m{n}"), Kind::Measure, said)
    };
    write(&house, (0..many).map(measure).collect());
    let path = format!("/p/tsukushi/plan/{}", id("p2"));
    let parts: Vec<String> =
        (1..=3).map(|part| house.get(&format!("{path}?part={part}"), None).text()).collect();
    for n in 0..many {
        let shown = parts.iter().filter(|page| page.contains(&format!("長い計画の取組 {n}番<"))).count();
        assert_eq!(shown, 1, "{n}");
    }
    assert_eq!(house.get(&format!("{path}?part=4"), None).status, 404);
}
