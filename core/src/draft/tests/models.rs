//! The twelve models: the same form, the same numbers. Where a model tells what only a figure knows, its ※出典 is added.

use super::*;

const TWELVE: [&str; 12] = [
    "ひなた",
    "こもれび",
    "そよかぜ",
    "みちくさ",
    "ゆうなぎ",
    "あさつゆ",
    "ほしぞら",
    "かざぐるま",
    "わたぐも",
    "しろつめ",
    "ななかまど",
    "どんぐり",
];
const MONTHS: [&str; 6] = ["2026-05", "2026-06", "2026-07", "2026-09", "2026-10", "2026-11"];

#[test]
fn model_1_all_districts() {
    let mut world = World::new(&TWELVE);
    world.item("あいさつ運動の支援", &["aisatsu"]);
    world.put_item("item", "全地区でのあいさつ運動", "shakyo");
    world.target(json!({"goal": "coverage", "set": "district"}));
    // 31 gates in 11 districts; of each district the days of a month, however many gates it has.
    let (gates, day) = (shared(31, 11), shared(179, 11));
    let mut helpers = shared(3_127, 31).into_iter();
    for (n, district) in TWELVE[..11].iter().enumerate() {
        for gate in 0..gates[n] {
            let line =
                Line { days: days(day[n] as u32), helpers: helpers.next().unwrap(), ..held("aisatsu", 5, 0) };
            world.line(Some(district), "2026-05", at(&format!("{district}{gate}"), line));
        }
    }
    assert_eq!(
        world.draft().text,
        "・12地区中11地区であいさつ運動を実施（計179日、31か所、担い手 延べ3,127人）。未実施：どんぐり地区"
    );
}

#[test]
fn model_2_new_places() {
    let mut world = World::new(&["わたぐも"]);
    world.item("居場所の立ち上げ支援", &["ibasho"]);
    world.target(
        json!({"goal": "places", "number": 6, "counts": "opened", "place_kinds": ["ibasho"], "over": "plan"}),
    );
    world.place("わたぐもの家", "ibasho", json!({"opened": "2026-07-01"}));
    world.place("みちくさ広場", "ibasho", json!({"opened": "2026-11-01"}));
    world.place("ひなた文庫", "ibasho", json!({"opened": "2019-06-01"}));
    assert_eq!(
        world.draft().text,
        "・居場所の立ち上げを支援し、2か所を新規開設（わたぐもの家、みちくさ広場）。計画期間の累計 2か所（目標6か所）"
    );
}

#[test]
fn model_3_support_with_visits() {
    let mut world = World::new(&TWELVE);
    world.item("対象を限定しない居場所の運営支援", &["ibasho", "homon"]);
    let (times, heads, children) = (shared(229, 6), shared(3_664, 6), shared(1_088, 6));
    for n in 0..6 {
        let bands = [("child".to_owned(), children[n]), ("senior".to_owned(), heads[n] - children[n])].into();
        let line = Line { bands, ..held("ibasho", times[n], heads[n]) };
        world.line(Some(TWELVE[n]), MONTHS[n], at(&format!("place{n}"), line));
    }
    world.line_in(Scope::DistrictStaff(DistrictId::of(id("ひなた"))), "2026-06", held("homon", 41, 0));
    assert_eq!(
        world.draft().text,
        "・対象を限定しない居場所の運営を6か所で支援（訪問 計41回）。（参考：開催 計229回、参加 延べ3,664人、うちこども1,088人）"
    );
}

#[test]
fn model_4_an_event_and_attendance() {
    let mut world = World::new(&TWELVE);
    world.item("サロンと認知症カフェの支援", &["ninchisho_cafe"]);
    world.group("サロン交流会", json!({}));
    world.rule(json!({"title": "", "group": text(id("サロン交流会")), "measures": [text(id("measure"))]}));
    world.line(None, "2026-10", by("サロン交流会", held("koza", 1, 40)));
    world.line(None, "2027-02", by("サロン交流会", held("koza", 1, 34)));
    let (times, heads, there) = (shared(64, 6), shared(832, 6), shared(27, 6));
    for n in 0..6 {
        let support = [(OfficeId::of(id("office")), there[n])].into();
        let line = Line { support, ..held("ninchisho_cafe", times[n], heads[n]) };
        world.line(Some(TWELVE[n]), MONTHS[n], at(&format!("cafe{n}"), line));
    }
    assert_eq!(
        world.draft().text,
        "・サロン交流会を2回開催（延べ74人）。認知症カフェ6か所の運営を支援（計64回のうち同席27回。参加 延べ832人）"
    );
    // The number of groups that came is no log's.
    world.figure("参加団体", YEAR, 31, "団体", "参加申込票");
    assert!(world.draft().text.ends_with("参加団体 31団体※参加申込票"));
}

#[test]
fn model_5_service_b() {
    let mut world = World::new(&TWELVE);
    world.item("サービスBの支援", &["service_b", "homon"]);
    world.group("説明会", json!({}));
    world.rule(json!({"title": "", "group": text(id("説明会")), "measures": [text(id("measure"))]}));
    let (times, heads) = (shared(268, 6), shared(3_216, 6));
    for n in 0..6 {
        world.line(Some(TWELVE[n]), MONTHS[n], by(&format!("b{n}"), held("service_b", times[n], heads[n])));
    }
    world.line_in(Scope::DistrictStaff(DistrictId::of(id("ひなた"))), "2026-06", held("homon", 24, 0));
    world.line(None, "2026-05", by("説明会", held("koza", 1, 14)));
    assert_eq!(
        world.draft().text,
        "・サービスB 6団体を支援（訪問 計24回、説明会1回・14人）。（参考：活動 計268回、利用 延べ3,216人）"
    );
}

#[test]
fn model_6_new_groups() {
    let mut world = World::new(&TWELVE);
    world.item("元気づくりステーションの支援", &["taiso", "homon"]);
    world.closed(2025);
    for n in 0..36 {
        let name = format!("taiso{n}");
        let since =
            if n < 2 { json!({"since": "2026-06-01", "what": "taiso"}) } else { json!({"what": "taiso"}) };
        world.group(&name, since);
        world.line(Some(TWELVE[n % 12]), "2026-06", by(&name, held("taiso", 4, 60)));
        if n >= 2 {
            world.line(Some(TWELVE[n % 12]), "2025-06", by(&name, held("taiso", 4, 60)));
        }
    }
    world.line_in(Scope::DistrictStaff(DistrictId::of(id("ひなた"))), "2026-06", held("homon", 96, 0));
    assert_eq!(
        world.draft().text,
        "・元気づくりステーションを新たに2グループ立ち上げ、計36グループ（前年度34）。継続支援の訪問 計96回"
    );
}

#[test]
fn model_7_own_events_with_a_plan() {
    let mut world = World::new(&TWELVE);
    world.item("赤ちゃん教室の開催", &["seiso"]);
    world.group("赤ちゃん教室", json!({}));
    world.rule(json!({"title": "", "group": text(id("赤ちゃん教室")), "measures": [text(id("measure"))]}));
    world.target(json!({"goal": "frequency", "times": 10, "per": "year", "places": 10}));
    let (times, families) = (shared(97, 10), shared(1_164, 10));
    for n in 0..10 {
        let quantities = [("families".to_owned(), families[n])].into();
        let mut line = Line { quantities, ..held("oyako", times[n], families[n] * 2) };
        if n < 2 {
            line.cancelled = [("rain".to_owned(), 1)].into();
        } else if n == 2 {
            line.cancelled = [("infection".to_owned(), 1)].into();
        }
        world.line(None, "2026-05", at(&format!("kaijo{n}"), by("赤ちゃん教室", line)));
    }
    assert_eq!(
        world.draft().text,
        "・区内10か所で赤ちゃん教室を計97回開催（計画100回、延べ1,164組）。中止3回（荒天2、感染症1）"
    );
}

#[test]
fn model_8_a_counter_s_figures() {
    let mut world = World::new(&["ひなた"]);
    world.item("専門職による予約制の面談", &[]);
    world.target(json!({"goal": "frequency", "times": 2, "per": "month"}));
    world.figure("相談", YEAR, 31, "件", "窓口集計");
    world.figure("専門職による面談", YEAR, 24, "回", "窓口集計");
    assert_eq!(world.draft().text, "・専門職による面談を月2回、計24回実施（相談 延べ31件）※窓口集計");
}

#[test]
fn model_9_grants_beside_the_year_before() {
    let mut world = World::new(&["ひなた"]);
    world.item("ふれあい助成金・地区社協助成金", &[]);
    world.closed(2025);
    for (at, groups) in [(2025, 55), (YEAR, 58)] {
        world.figure("ふれあい助成金", at, groups, "団体", "助成決定一覧");
        world.figure("地区社協助成金", at, 12, "地区", "助成決定一覧");
    }
    assert_eq!(
        world.draft().text,
        "・ふれあい助成金を58団体、地区社協助成金を12地区に交付（前年度 55団体、12地区）※助成決定一覧"
    );
}

#[test]
fn model_10_schools() {
    let mut world = World::new(&TWELVE);
    world.item("各学校での福祉教育", &["seiso"]);
    world.group("小中学校の福祉教育", json!({}));
    world.rule(
        json!({"title": "", "group": text(id("小中学校の福祉教育")), "measures": [text(id("measure"))]}),
    );
    let (times, heads, helpers) = (shared(21, 12), shared(1_482, 12), shared(163, 12));
    for n in 0..12 {
        let school = format!("{}{}", TWELVE[n], if n < 9 { "小" } else { "中" });
        world.place(&school, "school", json!({}));
        let line = Line { helpers: helpers[n], ..held("koza", times[n], heads[n]) };
        world.line(None, "2026-06", at(&school, by("小中学校の福祉教育", line)));
    }
    assert_eq!(
        world.draft().text,
        "・小学校9校、中学校3校で福祉教育を計21回実施（児童生徒 延べ1,482人、担い手 延べ163人）"
    );
}

#[test]
fn model_11_not_done() {
    use crate::plan::result::Word;
    let word = Word {
        not_done: true, ..Word::draft("会場改修のため。令和9年度に実施予定".to_owned())
    };
    assert_eq!(word.printed(), "・実施なし（会場改修のため。令和9年度に実施予定）");
}

#[test]
fn model_12_visits_to_places() {
    let mut world = World::new(&["ひなた"]);
    world.item("集まれる場所づくりの検討", &["seiso"]);
    world.group("集まれる場所の視察", json!({}));
    world.rule(
        json!({"title": "", "group": text(id("集まれる場所の視察")), "measures": [text(id("measure"))]}),
    );
    for (n, heads) in [8, 7, 7].into_iter().enumerate() {
        world.line(None, "2026-06", at(&format!("p{n}"), by("集まれる場所の視察", held("koza", 1, heads))));
    }
    world.figure("開設候補を検討中", YEAR, 2, "か所", "検討会記録");
    assert_eq!(world.draft().text, "・集まれる場所を3か所視察（延べ22人）。開設候補2か所を検討中※検討会記録");
}
