//! A test for each of the rules R1–R16, and what happens where a rule leaves nothing to say.

use super::*;
use crate::draft::check::{Gap, Parts, numbers, sum};
use crate::draft::merge::{Lines, Told};
use crate::plan::result::{State, Word, YearResult};

/// 区社協's course with so many times and heads.
fn course(times: u64, heads: u64) -> World {
    let mut world = World::new(&["ひなた", "こもれび", "どんぐり"]);
    world.item("ボランティア講座の開催", &["seiso"]);
    world.group("ボランティア講座", json!({"what": "koza"}));
    world
        .rule(json!({"title": "", "group": text(id("ボランティア講座")), "measures": [text(id("measure"))]}));
    world.line(None, "2026-06", by("ボランティア講座", held("koza", times, heads)));
    world
}

/// Six salons that 区社協 visited.
fn salons() -> World {
    let mut world = World::new(&["ひなた", "こもれび", "どんぐり"]);
    world.item("サロンの運営支援", &["salon", "homon"]);
    for (n, district) in ["ひなた", "こもれび"].iter().enumerate() {
        let line = by(&format!("salon{n}"), held("salon", 10, 150));
        world.line(Some(district), "2026-06", at(&format!("hall{n}"), line));
    }
    world.line_in(Scope::DistrictStaff(DistrictId::of(id("ひなた"))), "2026-06", held("homon", 4, 0));
    world
}

fn bullets(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn r1_bullets_begin_with_a_dot_and_people_are_counted_again_and_again_unless_it_was_one_event() {
    assert_eq!(course(1, 14).draft().text, "・ボランティア講座を1回開催（14人）");
    let mut world = course(3, 42);
    for name in ["一", "二", "三", "四"] {
        world.group(name, json!({}));
        world.rule(json!({"title": "", "group": text(id(name)), "measures": [text(id("measure"))]}));
        world.line(None, "2026-06", by(name, held("koza", 2, 20)));
    }
    let text = world.draft().text;
    assert_eq!(bullets(&text).len(), 3, "{text}");
    assert!(bullets(&text).iter().all(|line| line.starts_with('・') && line.chars().count() <= 80), "{text}");
    assert!(bullets(&text)[0].contains("延べ42人") && !text.contains("が実施") && !text.contains("区社協"));
}

#[test]
fn r1_what_does_not_fit_into_a_bullet_begins_another() {
    let mut world = World::new(&["ひなた"]);
    world.item("サロンと認知症カフェの支援", &["salon", "ninchisho_cafe"]);
    for (kind, heads) in [("salon", 1_896), ("ninchisho_cafe", 1_070)] {
        let support = [(OfficeId::of(id("office")), 29)].into();
        world.line(Some("ひなた"), "2026-06", at(kind, Line { support, about: 1, ..held(kind, 124, heads) }));
    }
    let text = world.draft().text;
    assert_eq!(bullets(&text).len(), 2, "{text}");
    assert!(bullets(&text).iter().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn r2_what_was_cancelled_is_no_time_and_places_and_days_count_once() {
    let mut world = World::new(&["ひなた", "こもれび"]);
    world.item("全地区でのあいさつ運動", &["aisatsu"]);
    world.target(json!({"goal": "coverage", "set": "district"}));
    for gate in ["正門", "東門"] {
        let line = Line {
            days: days(3),
            helpers: 12,
            cancelled: [("rain".to_owned(), 1)].into(),
            ..held("aisatsu", 3, 0)
        };
        world.line(Some("ひなた"), "2026-05", at(gate, line.clone()));
        world.line(Some("ひなた"), "2026-06", at(gate, line));
    }
    // Two gates on the same three days of a month are three days, not six.
    let text = world.draft().text;
    assert!(text.contains("計6日、2か所、担い手 延べ48人"), "{text}");
}

#[test]
fn r2_the_same_day_of_two_months_is_two_days() {
    let mut world = World::new(&["ひなた", "こもれび"]);
    world.item("全地区でのあいさつ運動", &["aisatsu"]);
    world.target(json!({"goal": "coverage", "set": "district"}));
    for month in ["2026-05", "2026-06"] {
        let line = Line { days: days(3), ..held("aisatsu", 3, 0) };
        world.line(Some("ひなた"), month, at("正門", line.clone()));
        world.line(Some("ひなた"), month, at("東門", line));
    }
    assert!(world.draft().text.contains("計6日、2か所"), "{}", world.draft().text);
}

#[test]
fn r3_times_take_kei_and_never_nobe() {
    for world in [course(3, 42), salons()] {
        let text = world.draft().text;
        let wrong = text.match_indices("延べ").any(|(at, _)| {
            let rest: String = text[at + "延べ".len()..]
                .chars()
                .skip_while(|c| c.is_ascii_digit() || *c == ',')
                .take(1)
                .collect();
            rest == "回"
        });
        assert!(!wrong, "{text}");
    }
    assert!(salons().draft().text.contains("計20回"));
}

#[test]
fn r4_those_who_came_and_those_who_helped_are_never_one_number() {
    let mut world = World::new(&["ひなた"]);
    world.item("地域の清掃", &["seiso"]);
    world.put_item("item", "地域の清掃", "jumin");
    world.line(Some("ひなた"), "2026-06", at("公園", Line { helpers: 25, ..held("seiso", 2, 50) }));
    let jumin = Teller::Body(Some(BodyId::of(id("jumin"))));
    let text = world.draft_of(jumin, "item", END).text;
    assert!(text.contains("延べ50人、担い手 延べ25人") && !text.contains("75"), "{text}");
}

#[test]
fn r5_digits_are_plain_and_about_is_said_only_where_a_log_says_so() {
    let text = course(40, 1_482).draft().text;
    assert!(text.contains("延べ1,482人") && !text.contains('約'), "{text}");
    let mut world = course(40, 1_482);
    world.line(None, "2026-07", by("ボランティア講座", Line { about: 1, ..held("koza", 1, 18) }));
    assert!(world.draft().text.contains("延べ約1,500人"));
}

#[test]
fn r6_a_part_is_told_of_the_logs_that_know_it() {
    let mut world = salons();
    let bands = || [("child".to_owned(), 90), ("senior".to_owned(), 60)].into();
    world.line(
        Some("ひなた"),
        "2026-07",
        at("hall0", Line { bands: bands(), split: 48, told: 50, ..held("salon", 50, 150) }),
    );
    let text = world.draft().text;
    assert!(text.contains("うちこども90人、") || text.contains("うちこども90人）"), "{text}");
    world.line(
        Some("ひなた"),
        "2026-08",
        at("hall0", Line { bands: bands(), split: 0, told: 50, ..held("salon", 50, 150) }),
    );
    let text = world.draft().text;
    assert!(text.contains("うちこども180人（内訳の記録がある68回では）"), "{text}");
}

#[test]
fn r7_the_year_before_stands_beside_only_where_it_can_be_compared() {
    let mut world = course(3, 42);
    assert!(!world.draft().text.contains("前年度"), "there is none");
    world.line(None, "2025-06", by("ボランティア講座", held("koza", 58, 1_102)));
    let open = world.draft();
    assert!(!open.text.contains("前年度") && open.notes == [Note::NotCompared], "it is not closed");
    world.closed(2025);
    assert!(world.draft().text.contains("（延べ42人、前年度 58回、延べ1,102人）"));
    let mut other = salons();
    other.closed(2025);
    other.line(Some("ひなた"), "2025-06", by("another", held("salon", 10, 150)));
    let text = other.draft().text;
    assert!(!text.contains("前年度") && !text.contains("増加") && !text.contains('%'), "{text}");
}

#[test]
fn r8_cancelled_times_are_told_with_their_reasons_and_never_blank() {
    let mut world = course(3, 42);
    let none =
        Line { cancelled: [("heat".to_owned(), 2), ("hands".to_owned(), 1)].into(), ..held("koza", 0, 0) };
    world.line(None, "2026-08", by("ボランティア講座", none.clone()));
    assert!(world.draft().text.ends_with("。中止3回（猛暑2、人手不足1）"));
    let mut never = course(0, 0);
    never.line(None, "2026-08", by("ボランティア講座", none));
    assert_eq!(never.draft().text, "・ボランティア講座は実施なし（中止3回（猛暑2、人手不足1））");
}

#[test]
fn r9_up_to_three_new_places_are_named() {
    let mut world = World::new(&["ひなた"]);
    world.item("居場所の立ち上げ支援", &["ibasho"]);
    world.target(json!({"goal": "places", "number": 6, "counts": "opened", "over": "plan"}));
    for n in 1..=5 {
        world.place(&format!("家{n}"), "ibasho", json!({"opened": format!("2026-0{}-01", n + 3)}));
    }
    assert!(world.draft().text.contains("5か所を新規開設（家1、家2、家3ほか2か所）"));
}

#[test]
fn r10_own_support_comes_first_and_without_it_residents_work_is_not_claimed() {
    assert_eq!(
        salons().draft().text,
        "・サロンの運営を2か所で支援（訪問 計4回）。（参考：開催 計20回、参加 延べ300人）"
    );
    let mut world = salons();
    world.ledgers.retain(|(scope, _), _| !matches!(scope, Scope::DistrictStaff(_)));
    let draft = world.draft();
    assert_eq!((draft.text.as_str(), draft.notes), ("", vec![Note::NoSupport]));
    assert!(draft.from.is_empty());
}

#[test]
fn r10_offices_that_were_there_are_counted_log_by_log_whichever_of_them_it_was() {
    let mut world = World::new(&["ひなた"]);
    world.item("認知症カフェの支援", &["ninchisho_cafe"]);
    world.put_item("item", "認知症カフェの支援", "cp");
    world.put("second", Kind::Office, json!({"name": "つきよ", "what": "plaza", "body": text(id("cp"))}));
    let [plaza, second] = ["plaza", "second"].map(|name| OfficeId::of(id(name)));
    // One log with both, one more of the first, three of the second in another month, one of the first in a third.
    let months =
        [vec![(plaza, 2), (second, 1)], vec![(second, 3)], vec![(plaza, 1)], vec![(plaza, 1), (second, 1)]];
    for (month, there) in ["2026-05", "2026-06", "2026-07", "2026-08"].into_iter().zip(months) {
        let line = Line { support: there.into_iter().collect(), ..held("ninchisho_cafe", 4, 20) };
        world.line(Some("ひなた"), month, at("cafe", line));
    }
    let text = world.draft_of(Teller::Body(Some(BodyId::of(id("cp")))), "item", END).text;
    assert!(text.contains("計16回のうち同席7回"), "{text}");
}

#[test]
fn r11_no_draft_praises() {
    let all = [course(3, 42).draft().text, salons().draft().text];
    for word in ["充実", "活性化", "好評", "定着", "大幅", "により"] {
        assert!(all.iter().all(|text| !text.contains(word)), "{word}");
    }
}

#[test]
fn r12_an_unfinished_year_says_until_when_and_silent_groups_are_named_to_staff() {
    let mut world = salons();
    world.group("もとからの会", json!({"what": "salon"}));
    world.line(Some("ひなた"), "2025-06", by("もとからの会", held("salon", 10, 150)));
    world.line(Some("ひなた"), "2027-02", at("hall0", held("salon", 10, 150)));
    let draft = world.draft_of(shakyo(), "item", "2027-01-31");
    let tail = "（1月末現在、記録のある2団体）";
    assert!(draft.text.ends_with(tail) && draft.text.contains("計20回"), "{}", draft.text);
    assert!(draft.notes.contains(&Note::Silent(vec![GroupId::of(id("もとからの会"))])));
    assert!(!draft.text.contains("もとからの会"));
}

#[test]
fn r12_of_how_many_groups_the_numbers_are_is_said_unless_all_have_told() {
    let mut world = salons();
    let all = world.draft_of(shakyo(), "item", END);
    assert!(!all.text.contains("記録のある"), "{}", all.text);
    world.group("もとからの会", json!({"what": "salon"}));
    world.line(Some("ひなた"), "2025-06", by("もとからの会", held("salon", 10, 150)));
    let draft = world.draft();
    assert!(draft.text.contains("記録のある2団体"), "{}", draft.text);
    assert!(draft.from.iter().any(|source| source.shown == "記録のある2団体"), "it opens to them");
    let expected = world.draft_of(shakyo(), "item", "2027-01-31");
    assert!(expected.text.contains("1月末現在、記録のある2団体"), "{}", expected.text);
    for text in [&draft.text, &expected.text] {
        assert!(
            bullets(text).len() <= 3 && bullets(text).iter().all(|one| one.chars().count() <= 80),
            "{text}"
        );
    }
}

#[test]
fn r13_what_is_printed_twice_counts_once() {
    let mut world = course(3, 42);
    let item = world.records.iter().find(|record| record.id == id("item")).unwrap().clone();
    let mut again = record(id("again"), Kind::Item, item.fields);
    again.fields.insert(format!("relation.repeats.{}", id("item")), json!(true));
    world.records.push(again);
    assert_eq!(world.draft_of(shakyo(), "again", END).text, "・再掲（1-3）");
    assert!(world.draft().text.contains("3回"));
}

#[test]
fn r14_small_numbers_of_consultation_are_few_and_never_a_district_s() {
    let mut world = World::new(&["ひなた"]);
    world.item("窓口での相談", &["sodan"]);
    let cases = |n: u64| Line { quantities: [("cases".to_owned(), n)].into(), ..held("sodan", 1, 0) };
    world.line_in(Scope::OrgStaff, "2026-06", cases(3));
    assert_eq!(world.draft().text, "・相談を少数実施");
    world.line_in(Scope::OrgStaff, "2026-07", cases(9));
    assert_eq!(world.draft().text, "・相談を延べ12件実施");
    world.figure("虐待の相談", YEAR, 2, "件", "窓口集計");
    assert!(world.draft().text.ends_with("虐待の相談 少数※窓口集計"));
    let mut figure = world.records.pop().unwrap();
    figure.fields.insert("district".to_owned(), text(id("ひなた")));
    world.records.push(figure);
    assert!(!world.draft().text.contains("虐待"));
}

#[test]
fn r15_a_figure_shows_its_source_and_one_without_is_left_out() {
    let mut world = World::new(&["ひなた"]);
    world.item("広報紙の発行", &[]);
    for month in ["2026-04", "2026-10"] {
        let fields = json!({"item": text(id("item")), "title": "発行部数", "month": month, "number": 6_000, "unit": "部", "source": "発行部数表"});
        world.put(month, Kind::Figure, fields);
    }
    let draft = world.draft();
    assert_eq!(draft.text, "・発行部数 12,000部※発行部数表");
    assert_eq!(draft.from[0].figures, [figure_id("2026-04"), figure_id("2026-10")].into());
    let mut world = World::new(&["ひなた"]);
    world.item("広報紙の発行", &[]);
    world.figure("発行部数", YEAR, 6_000, "部", " ");
    let draft = world.draft();
    assert_eq!((draft.text.as_str(), draft.notes), ("", vec![Note::NoSource]));
}

#[test]
fn r16_districts_add_up_to_what_is_printed_or_the_gap_is_shown() {
    let said = |text: &str| -> Vec<(String, u64, String)> { numbers(text) };
    let one = |label: &str, number: u64, unit: &str| (label.to_owned(), number, unit.to_owned());
    assert_eq!(
        said("開催 計1,482回（参加 延べ17人、3か所）"),
        [one("開催 計", 1_482, "回"), one("参加 延べ", 17, "人"), one("", 3, "か所")]
    );
    assert_eq!(sum([150, 150], 300), Ok(()));
    assert_eq!(sum([150, 150], 304), Err(Gap { sum: 300, printed: 304 }), "368 printed as 372");

    let world = salons();
    let whole = world.draft().text;
    let check = |text: &str| world.check(shakyo(), text, None);
    assert_eq!(check(&whole), [], "what was drafted adds up: {whole}");
    let wrong = whole.replace("計20回", "計24回");
    assert!(wrong != whole, "{whole}");
    let found = check(&wrong);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].parts, &found[0].gap), (Parts::Logs, &Gap { sum: 20, printed: 24 }));
    assert_eq!(found[0].each.iter().map(|(_, number)| *number).sum::<u64>(), 20, "{:?}", found[0].each);
    let named = check("・サロンを開催（ひなた地区3回、こもれび地区5回、合計9回）");
    assert_eq!((named[0].parts, &named[0].gap), (Parts::Named, &Gap { sum: 8, printed: 9 }));
    assert_eq!(check("・サロンを開催（ひなた地区3回、こもれび地区5回、合計8回）"), []);
    assert_eq!(check("・令和8年度に20回の計画を見直し"), [], "what is no sum is let be");
}

#[test]
fn r16_a_body_s_number_is_what_its_offices_handed_in() {
    let mut world = salons();
    world.put("plaza2", Kind::Office, json!({"name": "そよかぜ地域ケアプラザ", "body": text(id("cp"))}));
    let line = |name: &str, said: &str| {
        let teller = office(name);
        let word = Word { state: State::Submitted, ..Word::draft(said.to_owned()) };
        let item = ItemId::of(id("item"));
        YearResult { word: Some(word), ..YearResult::blank(None, item, year(YEAR), teller) }
    };
    let lines = |one: &str, other: &str| Lines {
        item: ItemId::of(id("item")),
        body: Some(BodyId::of(id("cp"))),
        lines: [("plaza", one), ("plaza2", other)]
            .into_iter()
            .map(|(name, said)| (OfficeId::of(id(name)), Some(line(name, said))))
            .collect(),
        merged: None,
    };
    let body = Teller::Body(Some(BodyId::of(id("cp"))));
    let both = lines("・講座を計120回開催（計画100回）", "・講座を計109回開催（計画100回）");
    assert_eq!(world.check(body, "・講座を計229回開催（計画100回）", Some(&both)), []);
    let found = world.check(body, "・講座を計230回開催", Some(&both));
    assert_eq!((found[0].parts, &found[0].gap), (Parts::Offices, &Gap { sum: 229, printed: 230 }));
    assert_eq!(found[0].each.len(), 2);
    let silent = lines("・講座を計120回開催", "・講座を開催");
    assert_eq!(
        world.check(body, "・講座を計230回開催", Some(&silent)),
        [],
        "one of them says no such number"
    );
}

#[test]
fn what_cannot_be_drafted_is_empty_and_says_why() {
    let mut world = World::new(&["ひなた"]);
    world.put("measure", Kind::Measure, json!({"plan": text(id("plan")), "title": "検討"}));
    world.put_item("item", "支援体制の検討", "shakyo");
    let draft = world.draft();
    assert_eq!((draft.text.as_str(), draft.notes), ("", vec![Note::NoRule]));
    world.rule(json!({"title": "", "kinds": ["salon"], "measures": [text(id("measure"))]}));
    let draft = world.draft();
    assert_eq!((draft.text.as_str(), draft.notes), ("", vec![Note::NoLogs]), "a district with no logs");
    world.item("サロン", &["salon", "homon"]);
    world.put_item("second", "居場所とサロン", "shakyo");
    world.line(Some("ひなた"), "2026-06", held("kaishoku", 3, 30));
    world.rule(json!({"title": "", "kinds": ["kaishoku"], "measures": [text(id("measure"))]}));
    let draft = world.draft();
    assert_eq!((draft.text.as_str(), draft.notes), ("", vec![Note::WhichItem]));
    let mut none = World::new(&[]);
    none.item("全地区でのあいさつ運動", &["aisatsu"]);
    none.target(json!({"goal": "coverage", "set": "district"}));
    none.line(None, "2026-05", held("aisatsu", 3, 0));
    assert!(none.draft().notes.contains(&Note::NoDistricts));
}

#[test]
fn an_office_tells_of_its_own_districts_and_a_body_of_all_its_offices() {
    let mut world = salons();
    world.put_item("item", "サロンの運営支援", "cp");
    world.line(Some("どんぐり"), "2026-06", at("hall9", held("salon", 5, 50)));
    let own = world.draft_of(office("plaza"), "item", END);
    assert!(own.text.contains("2か所で支援（訪問 計4回）") && own.text.contains("計20回"), "{}", own.text);
    assert_eq!(own.from[0].districts, ["ひなた", "こもれび"].map(|name| DistrictId::of(id(name))).into());
    // 区社協 beside plazas tells of the ward's own alone.
    let mut both = world;
    let body = format!("body.{}", id("shakyo"));
    let item = both.records.iter_mut().find(|record| record.id == id("item")).unwrap();
    item.fields.insert(body, json!(1));
    assert_eq!(both.draft().notes, [Note::NoLogs]);
}

#[test]
fn lines_of_a_body_are_drafted_anew_unless_a_person_wrote_one() {
    let mut world = salons();
    world.put_item("item", "サロンの運営支援", "cp");
    let view = View::new(&world.records);
    let ledgers: Ledgers = world.ledgers.iter().map(|(key, all)| (*key, Arc::new(all.clone()))).collect();
    let drafter = Drafter::new(&view, &ledgers, year(YEAR), Day::parse(END).unwrap());
    let item = drafter.items()[0].clone();
    let now = crate::calendar::WallTime::from_millis(0);
    let line = |text: &str, drafted: &str, state| YearResult {
        word: Some(Word { state, ..Word::draft(text.to_owned()) }),
        drafted: Some(crate::plan::result::Drafted { at: now, text: drafted.to_owned(), from: vec![] }),
        ..YearResult::blank(None, item.id, year(YEAR), office("plaza"))
    };
    let merged = |line: YearResult| {
        let told = Told::new([line]);
        let lines = drafter.lines(&item, &told);
        let first = lines.first().unwrap();
        (drafter.merged(&item, first, now).0.text, first.missing().count())
    };
    let (text, missing) = merged(line("・一", "・一", State::Submitted));
    assert!(text.starts_with("・サロンの運営を2か所で支援"), "{text}");
    assert_eq!(missing, 0);
    assert_eq!(merged(line("・直した", "・一", State::Submitted)), ("・直した".to_owned(), 0));
    assert_eq!(merged(line("・直した", "・一", State::Draft)).1, 1, "not handed in");
}

#[test]
fn every_item_of_a_ward_is_drafted_at_once() {
    let world = salons();
    let view = View::new(&world.records);
    let ledgers: Ledgers = world.ledgers.iter().map(|(key, all)| (*key, Arc::new(all.clone()))).collect();
    let drafter = Drafter::new(&view, &ledgers, year(YEAR), Day::parse(END).unwrap());
    let all = drafter.all();
    let tellers: Vec<Teller> = all.iter().map(|(_, teller, _)| *teller).collect();
    assert_eq!(tellers, [office("office"), shakyo()]);
    let mine = |told: &Told| drafter.unfilled(told, OfficeId::of(id("office")));
    let item = drafter.items()[0].id;
    let line = |state| YearResult {
        word: Some(Word { state, ..Word::draft("・一".to_owned()) }),
        ..YearResult::blank(None, item, year(YEAR), office("office"))
    };
    assert_eq!(mine(&Told::default()), [item]);
    assert_eq!(mine(&Told::new([line(State::Returned)])), [item]);
    assert_eq!(mine(&Told::new([line(State::Submitted)])), []);
    assert_eq!(drafter.unfilled(&Told::default(), OfficeId::of(id("plaza"))), []);
}

#[test]
fn each_number_opens_to_what_is_behind_it() {
    let mut world = salons();
    world.group("salon0", json!({"name": "つくしサロン"}));
    world.figure("参加申込", YEAR, 31, "団体", "参加申込票");
    let view = View::new(&world.records);
    let ledgers: Ledgers = world.ledgers.iter().map(|(key, all)| (*key, Arc::new(all.clone()))).collect();
    let drafter = Drafter::new(&view, &ledgers, year(YEAR), Day::parse(END).unwrap());
    let item = drafter.items()[0].clone();
    let draft = drafter.of(&item, shakyo());
    let open = |shown: &str| {
        let source = draft.from.iter().find(|source| source.shown == shown).unwrap();
        let rows = drafter.behind(&item, shakyo(), source);
        rows.into_iter().map(|row| format!("{} {}", row.name, row.value)).collect::<Vec<_>>()
    };
    assert_eq!(open("計20回"), ["つくしサロン 10回・延べ150人", "高齢者サロン 10回・延べ150人"]);
    assert_eq!(open("計4回"), ["訪問・同席支援 4回"]);
    assert_eq!(open("31団体"), ["参加申込 令和8年度 31団体※参加申込票"]);
}

#[test]
fn another_log_writes_anew_only_the_drafts_of_what_it_serves() {
    let mut world = salons();
    world.put(
        "other",
        Kind::Measure,
        json!({"plan": text(id("plan")), "title": "こども食堂", "number": "2-1"}),
    );
    let body = format!("body.{}", id("shakyo"));
    world.put(
        "food",
        Kind::Item,
        json!({"plan": text(id("plan")), "measure": text(id("other")), "year": YEAR, "title": "こども食堂", body: 0}),
    );
    world.rule(json!({"title": "", "kinds": ["kodomo_shokudo"], "measures": [text(id("other"))]}));
    let view = View::new(&world.records);
    let mut ledgers: Ledgers = world.ledgers.iter().map(|(key, all)| (*key, Arc::new(all.clone()))).collect();
    let drafter = || Drafter::without_logs(&view, year(YEAR), Day::parse(END).unwrap());
    let at_once = |ledgers: &Ledgers| {
        let mut drafts = kept::Drafts::new(drafter());
        drafts.take(ledgers);
        texts(&drafts)
    };
    let mut drafts = kept::Drafts::new(drafter());
    drafts.take(&ledgers);
    drafts.write_all();
    assert_eq!(drafts.take(&ledgers), 0, "nothing changed");
    let month = Month::parse("2026-09").unwrap();
    let at = (Scope::DistrictAll(DistrictId::of(id("ひなた"))), month);
    let old = ledgers.get(&at).map(|ledger| ledger.as_ref().clone()).unwrap_or_default();
    for (line, anew) in
        [(held("kodomo_shokudo", 1, 30), 2), (held("salon", 2, 20), 2), (held("kaigi", 1, 4), 0)]
    {
        let mut ledger = old.clone();
        ledger.lines.push(line);
        ledgers.insert(at, Arc::new(ledger));
        // As it was, then with another log.
        drafts.write_all();
        drafts.take(&[(at, Arc::new(old.clone()))].into_iter().chain(without(&ledgers, at)).collect());
        drafts.write_all();
        assert_eq!(drafts.take(&ledgers), anew);
        assert_eq!(texts(&drafts), at_once(&ledgers), "as if written at once");
    }
    // A log of the year before may be compared with anything.
    let before = (at.0, Month::parse("2025-09").unwrap());
    ledgers.insert(before, Arc::new(Ledger { lines: vec![held("salon", 1, 9)], ..Ledger::default() }));
    assert_eq!(drafts.take(&ledgers), 4);
    // A month that is gone takes its drafts with it.
    let left: Ledgers = without(&ledgers, at).collect();
    drafts.take(&left);
    assert_eq!(texts(&drafts), at_once(&left));
}

#[test]
fn another_log_writes_anew_only_the_drafts_of_those_who_tell_of_its_district() {
    let mut world = World::new(&["ひなた", "つばき", "さくら"]);
    let sakura = format!("district.{}", id("さくら"));
    let plaza =
        json!({"name": "さくら地域ケアプラザ", "what": "plaza", "body": text(id("cp")), sakura: true});
    world.put("other plaza", Kind::Office, plaza);
    world.put(
        "measure",
        Kind::Measure,
        json!({"plan": text(id("plan")), "title": "集まる場", "number": "1-3"}),
    );
    world.put_item("item", "高齢者サロンの開催", "cp");
    world.put_item("meals", "会食の開催", "cp");
    world.rule(json!({"title": "", "kinds": ["salon", "kaishoku"], "measures": [text(id("measure"))]}));
    world.line(Some("ひなた"), "2026-05", held("salon", 2, 20));
    world.line(Some("さくら"), "2026-05", held("salon", 3, 30));
    let view = View::new(&world.records);
    let mut ledgers: Ledgers = world.ledgers.iter().map(|(key, all)| (*key, Arc::new(all.clone()))).collect();
    let drafter = || Drafter::without_logs(&view, year(YEAR), Day::parse(END).unwrap());
    let mut drafts = kept::Drafts::new(drafter());
    drafts.take(&ledgers);
    assert_eq!(drafts.write_all(), 6, "two items, each of two plazas and of both");
    let at = (Scope::DistrictAll(DistrictId::of(id("さくら"))), Month::parse("2026-05").unwrap());
    // Of each item さくら's plaza and all plazas; then all, since whose the logs are has changed.
    for (line, anew) in [(held("salon", 1, 9), 4), (held("kaishoku", 1, 12), 6), (held("kaishoku", 1, 5), 4)]
    {
        let mut ledger = ledgers[&at].as_ref().clone();
        ledger.lines.push(line);
        ledgers.insert(at, Arc::new(ledger));
        assert_eq!(drafts.take(&ledgers), anew);
        let mut at_once = kept::Drafts::new(drafter());
        at_once.take(&ledgers);
        assert_eq!(texts(&drafts), texts(&at_once), "as if written at once");
        drafts.write_all();
    }
}

fn without(ledgers: &Ledgers, at: (Scope, Month)) -> impl Iterator<Item = ((Scope, Month), Arc<Ledger>)> {
    ledgers.iter().filter(move |(key, _)| **key != at).map(|(key, ledger)| (*key, Arc::clone(ledger)))
}

fn texts(drafts: &kept::Drafts) -> Vec<Draft> {
    let mut all = Vec::new();
    for item in drafts.drafter().items() {
        for teller in drafts.drafter().tellers(item) {
            all.push(drafts.of(item.id, teller));
        }
    }
    all
}

#[test]
fn a_figure_s_number_stands_nowhere_without_its_source() {
    use crate::figures::told;
    use crate::paper::places;
    use crate::query::{district_year::district_year, plaza_year::plaza_year};
    use crate::report::{DistrictPaper, PlazaPaper, district_sheet, plaza_sheet};

    let mut world = World::new(&["ひなた"]);
    world.item("身近な相談窓口の周知", &["koza"]);
    world.figure("広報紙", YEAR, 4_321, "部", "発行部数");
    world.figure("広報紙", YEAR - 1, 4_210, "部", "発行部数");
    world.figure("ちらし", YEAR, 8_765, "枚", " ");
    world.closed(YEAR - 1);
    let course = json!({"what": "koza", "day": "2026-05-20", "held": "done", "total": 15});
    let mut course =
        record(id("course"), Kind::Activity, course.as_object().unwrap().clone().into_iter().collect());
    course.scope = Scope::DistrictAll(DistrictId::of(id("ひなた")));
    world.records.push(course);

    let draft = world.draft();
    let view = View::new(&world.records);
    let book = crate::book::Book::read(&world.records);
    let drafter = Drafter::without_logs(&view, year(YEAR), Day::parse(END).unwrap());
    let item = drafter.items().iter().find(|of| of.id.record() == id("item")).unwrap();
    let (district, made) = (DistrictId::of(id("ひなた")), Day::parse(END).unwrap());
    let kinds = district_year(&view, district, year(YEAR));
    let events = plaza_year(&view, OfficeId::of(id("plaza")), year(YEAR));
    let of =
        DistrictPaper { district: "ひなた地区", year: year(YEAR), kinds: &kinds, made, notice: None };
    let of_plaza = PlazaPaper { office: "ひなた", year: year(YEAR), events: &events, made, notice: None };
    let sheets = [district_sheet(&view, of).unwrap(), plaza_sheet(&view, of_plaza)];
    let cells = sheets.iter().flat_map(places).map(|place| place.cell.value.letters());

    let mut said: Vec<String> = draft.text.lines().map(str::to_owned).chain(cells).collect();
    said.extend(told(&book.figures, item.id, "", year(YEAR)).iter().map(crate::figures::Told::said));
    let behind = draft.from.iter().flat_map(|source| drafter.behind(item, shakyo(), source));
    said.extend(behind.map(|row| row.value));
    let with = |number: &str| said.iter().filter(|text| text.contains(number)).collect::<Vec<_>>();
    assert_eq!(with("4,321").len(), 3, "the draft, what is behind it, and the item: {said:?}");
    for text in with("4,321").into_iter().chain(with("4321")) {
        assert!(text.contains("※発行部数"), "{text}");
    }
    assert_eq!((with("8,765"), with("8765")), (vec![], vec![]), "without 出典 it is told nowhere");
}
