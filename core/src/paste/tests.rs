//! Tests of pasted lines: days, numbers, names, and that nothing anybody pastes is a panic.

use proptest::prelude::*;

use super::read::{Line, line};
use super::*;
use crate::calendar::WallTime;
use crate::group::Group;
use crate::id::{DistrictId, GroupId, PlaceId, SessionId, derived};
use crate::place::Place;
use crate::record::{Fields, Hand, Kind, Record, Scope};
use crate::session::GroupSession;
use crate::sorted::SortedMap;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn read_line(text: &str) -> Line {
    line(text, day("2026-11-24"))
}

#[test]
fn days_are_read_as_people_write_them() {
    for (text, expected) in [
        ("11/20 サロン 18人", "2026-11-20"),
        ("１１／２０　サロン", "2026-11-20"),
        ("11月20日（金）サロン", "2026-11-20"),
        ("2026/11/20 サロン", "2026-11-20"),
        ("2025年11月20日 サロン", "2025-11-20"),
        ("20日 サロン", "2026-11-20"),
        ("28日 サロン", "2026-10-28"),
        ("きのう サロン", "2026-11-23"),
        ("今日18人", "2026-11-24"),
        ("12/3 もちつき", "2026-12-03"),
        ("12/28 サロン", "2025-12-28"),
        ("3/31 サロン", "2026-03-31"),
        ("11-20", "2026-11-20"),
    ] {
        assert_eq!(read_line(text).day, Some(day(expected)), "{text}");
    }
    for text in ["サロン 18人", "18人", "13/40 サロン", "2/30 サロン", "", "18"] {
        assert_eq!(read_line(text).day, None, "{text}");
    }
}

#[test]
fn numbers_are_read_with_what_they_count() {
    let counts = |text| read_line(text).counts;
    let found = counts("11/20 となりの家 18人 スタッフ5");
    assert_eq!((found.total, found.helpers), (Some(18), Some(5)));
    let found = counts("11/20 となりの家 参加１８名・ボランティア５名");
    assert_eq!((found.total, found.helpers), (Some(18), Some(5)));
    let found = counts("11/20 65歳以上14、おとな2、子ども3、担い手5人");
    let bands: SortedMap<_, _> =
        [("senior", 14), ("adult", 2), ("child", 3)].map(|(key, n)| (key.to_owned(), n)).into();
    assert_eq!((found.bands, found.total, found.helpers), (bands.clone(), None, Some(5)));
    assert_eq!(counts("11/20 高齢者14大人2こども3").bands, bands);
    let found = counts("11/20 こども食堂 52食 スタッフ10");
    assert_eq!((found.quantities.get("meals"), found.helpers), (Some(&52), Some(10)));
    assert_eq!(counts("11/20 サロン 中止").total, None);
    assert!(counts("11/20 第2集会所").is_empty(), "a number that counts nothing");
}

#[test]
fn a_cancelled_meeting_says_why() {
    assert_eq!(read_line("11/20 サロン 雨で中止").held, Held::Rain);
    assert_eq!(read_line("11/20 サロンお休み（インフルエンザ）").held, Held::Infection);
    assert_eq!(read_line("11/20 サロン 中止").held, Held::Other);
    assert_eq!(read_line("11/20 雨のサロン 18人").held, Held::Done);
    assert!(read_line("11/20 サロン 約30人").about);
}

fn record(name: &str, kind: Kind, fields: Fields) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    let (id, scope) = (derived(&[name]), Scope::DistrictAll(DistrictId::of(derived(&["hinata"]))));
    Record { id, kind, scope, version: 1, born: 1, made: hand, edited: hand, fields, parallel: Vec::new() }
}

fn records() -> Vec<Record> {
    let district = DistrictId::of(derived(&["hinata"]));
    let group = |name: &str| GroupId::of(derived(&[name]));
    let named = |key: &str, name: &str, what: &str| {
        let named =
            Group { what: Some(what.to_owned()), ..Group::named(group(key), district, name.to_owned()) };
        record(key, Kind::Group, named.fields())
    };
    let session = record("s", Kind::Session, Fields::new());
    let mut session = GroupSession::read(&session);
    session.group = Some(group("tonari"));
    session.place = Some(PlaceId::of(derived(&["ie"])));
    session.what = "ibasho".to_owned();
    session.rule = crate::session::Rule::parse("week fri").ok();
    let place = Place::named(
        PlaceId::of(derived(&["ie"])),
        Some(district),
        "ibasho".to_owned(),
        "となりの家".to_owned(),
    );
    vec![
        named("tonari", "となりの会", "ibasho"),
        named("aisatsu", "正門のあいさつ", "aisatsu"),
        record("s", Kind::Session, session.fields()),
        record("ie", Kind::Place, place.fields()),
    ]
}

#[test]
fn a_line_is_placed_by_the_names_in_it() {
    let records = records();
    let view = View::new(&records);
    let text = "今月の記録です\n11/20 となりの家 18人 スタッフ5\n\n11/16 正門の挨拶 正門のあいさつ 4人\n11/19 しらない会 3人";
    let pasted = read(&view, day("2026-11-24"), text);
    assert_eq!(pasted.len(), 3);
    let draft = pasted[0].draft.as_ref().unwrap();
    assert_eq!(draft.session, Some(SessionId::of(derived(&["s"]))));
    assert_eq!(draft.scheduled, Some(day("2026-11-20")));
    assert_eq!((draft.counts.total, draft.counts.helpers), (Some(18), Some(5)));
    let greeting = pasted[1].draft.as_ref().unwrap();
    assert_eq!((greeting.counts.total, greeting.counts.helpers), (None, Some(4)), "only who helped");
    assert_eq!(pasted[2].draft, None);
    assert_eq!((pasted[2].day, pasted[2].rest.as_str()), (Some(day("2026-11-19")), "しらない会"));
}

#[test]
fn a_line_without_a_day_has_the_one_above() {
    let records = records();
    let pasted = read(&View::new(&records), day("2026-11-24"), "11/20（金）\nとなりの家 18人");
    assert_eq!(pasted[1].draft.as_ref().unwrap().when, When::Day(day("2026-11-20")));
}

proptest! {
    #[test]
    fn anything_may_be_pasted(text in ".{0,60}", japanese in "[0-9０-９/／月日年人名食（）約中止スタッフ参加 ・、65歳以上]{0,40}") {
        let records = records();
        let view = View::new(&records);
        let _ = read(&view, day("2026-11-24"), &text);
        let _ = read(&view, day("2026-11-24"), &japanese);
    }
}

#[test]
fn a_line_fills_the_form_that_is_open_and_leaves_it_whose_it_is() {
    let view = View::new([]);
    let group = GroupId::of(derived(&["group"]));
    let mut form = Draft::new("salon", None, When::Day(day("2026-11-24")));
    (form.group, form.note) = (Some(group), "晴れ".to_owned());
    let filled =
        into_form(&view, day("2026-11-24"), form.clone(), "よろしく\n11/20 となりの家 18人 スタッフ5")
            .unwrap();
    assert_eq!((filled.group, filled.note.as_str()), (Some(group), "晴れ"));
    assert_eq!(filled.when, When::Day(day("2026-11-20")));
    assert_eq!((filled.counts.total, filled.counts.helpers), (Some(18), Some(5)));
    assert_eq!(into_form(&view, day("2026-11-24"), form, "ありがとうございました"), None);
}
