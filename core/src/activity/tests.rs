//! Tests of a log: reading tolerantly, what each kind takes, limits, ids.

use serde_json::json;

use super::*;
use crate::calendar::WallTime;
use crate::kind::{COPIES_MAX, COUNT_MAX, built_in};
use crate::record::{Fields, Hand, Kind, Scope};
use crate::text::TextFault;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn district() -> DistrictId {
    DistrictId::of(derived(&["hinata"]))
}

fn draft(what: &str) -> Draft {
    Draft::new(what, Some(district()), When::Day(day("2026-11-24")))
}

fn record(fields: Fields) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    Record {
        id: derived(&["log"]),
        kind: Kind::Activity,
        scope: Scope::DistrictAll(district()),
        version: 1,
        born: 1,
        made: hand,
        edited: hand,
        fields,
        parallel: Vec::new(),
    }
}

fn full(what: &str) -> Draft {
    let mut draft = draft(what);
    draft.group = Some(GroupId::of(derived(&["tsukushi"])));
    draft.place = Some(PlaceId::of(derived(&["kaikan"])));
    draft.slot = Some(Slot::parse("10:00").unwrap());
    draft.counts.bands = [("senior".to_owned(), 14), ("adult".to_owned(), 2), ("child".to_owned(), 3)].into();
    draft.counts.helpers = Some(5);
    draft.content = ["song".to_owned()].into();
    draft.note = " 歌いました ".to_owned();
    draft.support = [OfficeId::of(derived(&["plaza"]))].into();
    draft.serves = [(MeasureId::of(derived(&["m"])), false)].into();
    draft
}

#[test]
fn what_a_form_holds_comes_back_from_the_record() {
    let kind = built_in("salon").unwrap();
    let draft = full("salon");
    let read = Activity::read(&record(draft.fields(&kind).unwrap()));
    assert_eq!(read.note.as_deref(), Some("歌いました"));
    assert_eq!(read.line(&kind), "参加 19人・担い手 5人");
    let again = Draft { note: "歌いました".to_owned(), ..draft };
    assert_eq!(Draft::of(&read, day("2000-01-01")), again);
}

#[test]
fn numbers_only_kinds_keep_nothing_else() {
    for what in ["mimamori", "seikatsu_shien", "sodan"] {
        let mut draft = full(what);
        draft.counts.quantities = [("cases".to_owned(), 7)].into();
        let fields = draft.fields(&built_in(what).unwrap()).unwrap();
        for hidden in ["place", "note", "slot", "heads", "head.senior", "content.song"] {
            assert!(!fields.contains_key(hidden), "{what} {hidden}");
        }
        assert_eq!(fields.get("qty.cases"), Some(&json!(7)));
    }
}

#[test]
fn a_greeting_counts_only_who_helped() {
    let kind = built_in("aisatsu").unwrap();
    let fields = full("aisatsu").fields(&kind).unwrap();
    assert!(!fields.keys().any(|field| field.starts_with("head")));
    assert_eq!(Activity::read(&record(fields)).line(&kind), "担い手 5人");
}

#[test]
fn a_total_stands_for_the_bands() {
    let kind = built_in("salon").unwrap();
    let mut draft = full("salon");
    draft.counts.total = Some(20);
    draft.about = true;
    let fields = draft.fields(&kind).unwrap();
    assert!(!fields.contains_key("head.senior"));
    assert_eq!(Activity::read(&record(fields)).line(&kind), "参加 約20人・担い手 5人");
}

#[test]
fn a_part_is_never_added() {
    let mut draft = draft("service_b");
    draft.counts.bands = [("user".to_owned(), 12), ("frail".to_owned(), 5)].into();
    let kind = built_in("service_b").unwrap();
    assert_eq!(draft.counts.attendance(&kind), Some(12));
    draft.counts.bands = [("frail".to_owned(), 5)].into();
    assert_eq!(draft.counts.attendance(&kind), None);
}

#[test]
fn what_was_cancelled_has_no_numbers() {
    let mut draft = full("salon");
    draft.held = Held::Rain;
    let fields = draft.fields(&built_in("salon").unwrap()).unwrap();
    assert!(!fields.keys().any(|field| field.starts_with("head") || field == "helpers"));
    assert_eq!(Activity::read(&record(fields)).line(&built_in("salon").unwrap()), "中止（雨）");
}

#[test]
fn limits_hold_at_their_edges() {
    let salon = built_in("salon").unwrap();
    let mut draft = draft("salon");
    draft.counts.total = Some(COUNT_MAX);
    assert!(draft.fields(&salon).is_ok());
    draft.counts.total = Some(COUNT_MAX + 1);
    assert_eq!(
        draft.fields(&salon),
        Err(DraftFault::TooMany { field: "heads".to_owned(), limit: COUNT_MAX })
    );
    let shuchi = built_in("shuchi").unwrap();
    let mut draft = self::draft("shuchi");
    draft.counts.quantities = [("copies".to_owned(), COPIES_MAX), ("places".to_owned(), COUNT_MAX)].into();
    assert!(draft.fields(&shuchi).is_ok());
    draft.counts.quantities = [("copies".to_owned(), COPIES_MAX + 1)].into();
    assert!(draft.fields(&shuchi).is_err());
    let mut draft = self::draft("salon");
    draft.note = "あ".repeat(1_001);
    assert_eq!(
        draft.fields(&salon),
        Err(DraftFault::Note(TextFault::TooLong { chars: 1_001, limit: 1_000 }))
    );
}

#[test]
fn a_month_is_only_for_the_kinds_that_take_it() {
    let when = When::Month(Month::parse("2026-11").unwrap());
    let fields = |what: &str| Draft::new(what, Some(district()), when).fields(&built_in(what).unwrap());
    assert_eq!(fields("salon"), Err(DraftFault::NoMonth));
    assert_eq!(fields("mimamori").unwrap().get("month"), Some(&json!("2026-11")));
}

#[test]
fn a_log_s_id_is_what_it_is_of() {
    let (group, session) = (GroupId::of(derived(&["g"])), SessionId::of(derived(&["s"])));
    let mut draft = draft("salon");
    assert_eq!(draft.id(1), None);
    draft.group = Some(group);
    assert_eq!(draft.id(1), Some(id_for_group(group, "salon", day("2026-11-24"), 1)));
    assert_ne!(draft.id(1), draft.id(2));
    draft.session = Some(session);
    draft.scheduled = Some(day("2026-11-23"));
    assert_eq!(draft.id(1), Some(id_for_session(session, day("2026-11-23"), 1)));
    let moved = Draft { when: When::Day(day("2026-11-25")), ..draft.clone() };
    assert_eq!(moved.id(1), draft.id(1), "the chosen day does not change the id");
}

#[test]
fn a_record_of_any_shape_is_read() {
    let odd = record(
        [
            ("what".to_owned(), json!(3)),
            ("day".to_owned(), json!("昨日")),
            ("head.senior".to_owned(), json!(-1)),
            ("heads".to_owned(), json!(1.5)),
            ("held".to_owned(), json!("flood")),
            ("group".to_owned(), json!("x")),
            ("serves.x".to_owned(), json!(true)),
            ("later".to_owned(), json!({"deep": [1]})),
        ]
        .into(),
    );
    let read = Activity::read(&odd);
    assert_eq!((read.when, read.held, read.counts.is_empty()), (None, Held::Other, true));
}
