//! Tests of a session's days: each way of setting them, days off, moves, and the law that no day off is ever given.

use proptest::prelude::*;

use super::*;
use crate::calendar::{WallTime, Weekday};
use crate::id::derived;
use crate::record::{Hand, Kind, Scope};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn session(rule: &str) -> GroupSession {
    GroupSession {
        id: SessionId::of(derived(&["s"])),
        group: Some(GroupId::of(derived(&["g"]))),
        name: None,
        what: "salon".to_owned(),
        place: None,
        slot: None,
        rule: Some(Rule::parse(rule).unwrap()),
        on_holiday: OnHoliday::Keep,
        months_off: SortedSet::new(),
        breaks: SortedSet::new(),
        moves: SortedMap::new(),
        dates: SortedSet::new(),
        since: None,
        until: None,
    }
}

fn days(session: &GroupSession, text: &str) -> Vec<u32> {
    session.dates(month(text)).into_iter().map(|meeting| meeting.day.day_of_month()).collect()
}

#[test]
fn each_rule_sets_its_days() {
    assert_eq!(days(&session("week tue"), "2026-11"), [3, 10, 17, 24]);
    assert_eq!(days(&session("month 2thu 4fri"), "2026-11"), [12, 27]);
    assert_eq!(days(&session("month lastsat"), "2026-11"), [28]);
    assert_eq!(days(&session("month lastsat"), "2026-10"), [31]);
    assert_eq!(days(&session("month 3thu in odd"), "2026-11"), [19]);
    assert!(days(&session("month 3thu in odd"), "2026-12").is_empty());
    assert_eq!(days(&session("month 3thu in even"), "2026-12"), [17]);
    assert_eq!(days(&session("month 1sun in 5 9 1"), "2027-01"), [3]);
    assert_eq!(days(&session("days 1 15"), "2026-11"), [1, 15]);
    assert_eq!(days(&session("weekdays 8 18 28"), "2026-11"), [18]);
    assert!(days(&session("named"), "2026-11").is_empty());
    assert!(days(&session("month 5tue"), "2026-11").is_empty());
}

#[test]
fn a_rule_is_told_in_words_and_reads_back() {
    for (text, told) in [
        ("week tue fri", "毎週火・金曜"),
        ("month 2thu 4fri", "第2木曜・第4金曜"),
        ("month lastsat", "最終土曜"),
        ("month 3thu in odd", "奇数月の第3木曜"),
        ("month 1sun in 1 5 9", "1・5・9月の第1日曜"),
        ("weekdays 8 18", "8日・18日（土日を除く）"),
        ("named", "決めた日"),
    ] {
        let rule = Rule::parse(text).unwrap();
        assert_eq!(rule.told(), told);
        assert_eq!(rule.to_string(), text);
    }
    for wrong in [
        "",
        "week",
        "week xxx",
        "month 6mon",
        "month 0mon",
        "month 2",
        "days 32",
        "days 0",
        "days 01",
        "named 3",
        "week mon in",
        "week mon in 13",
        "weekly mon",
        "month あmon",
    ] {
        assert_eq!(Rule::parse(wrong), Err(NotARule), "{wrong}");
    }
}

#[test]
fn holidays_are_kept_left_out_or_put_off() {
    // 3 November 2026 is a Tuesday and a holiday; the first Tuesday.
    let mut session = session("month 1tue");
    assert_eq!(days(&session, "2026-11"), [3]);
    session.on_holiday = OnHoliday::Skip;
    assert!(days(&session, "2026-11").is_empty());
    session.on_holiday = OnHoliday::NextWeek;
    assert_eq!(
        session.dates(month("2026-11")),
        [Meeting { day: day("2026-11-10"), scheduled: day("2026-11-03") }]
    );
    assert_eq!(session.on(day("2026-11-10")).unwrap().scheduled, day("2026-11-03"));
    session.months_off = [11].into();
    assert!(days(&session, "2026-11").is_empty());
}

#[test]
fn a_meeting_put_off_over_a_month_s_end_is_in_the_next_month() {
    // 29 April 2026 is a Wednesday and a holiday; a week later is a holiday too, and the one of 2027 a Thursday.
    let mut session = session("month 5wed");
    session.on_holiday = OnHoliday::NextWeek;
    assert!(days(&session, "2026-05").is_empty());
    let mut session = self::session("month lastmon");
    session.on_holiday = OnHoliday::NextWeek;
    // 31 December 2029 is a Monday and no holiday; 30 April 2029 is a substitute holiday.
    assert_eq!(days(&session, "2029-04"), [] as [u32; 0]);
    assert_eq!(session.dates(month("2029-05")).first().unwrap().scheduled, day("2029-04-30"));
}

#[test]
fn a_single_meeting_can_be_moved_or_left_out() {
    let mut session = session("week tue");
    session.moves = [
        (day("2026-11-10"), Some(day("2026-12-02"))),
        (day("2026-11-17"), None),
        (day("2026-11-24"), Some(day("2026-11-25"))),
    ]
    .into();
    assert_eq!(days(&session, "2026-11"), [3, 25]);
    assert_eq!(days(&session, "2026-12"), [1, 2, 8, 15, 22, 29]);
    assert_eq!(session.on(day("2026-12-02")).unwrap().scheduled, day("2026-11-10"));
    assert_eq!(session.on(day("2026-11-24")), None);
}

#[test]
fn named_days_and_the_school_year_need_no_rule() {
    let mut session = session("weekdays 8");
    session.breaks = [Break::parse("12-25_01-07").unwrap(), Break::parse("03-26_04-05").unwrap()].into();
    session.dates = [day("2026-04-06")].into();
    assert_eq!(days(&session, "2026-04"), [6, 8]);
    assert!(session.is_off(day("2026-12-31")) && session.is_off(day("2027-01-07")));
    assert!(!session.is_off(day("2027-01-08")));
    for wrong in ["", "12-25", "12-25_13-01", "1-5_2-5", "12-25_01-07_"] {
        assert_eq!(Break::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_next_and_the_last_meeting_are_found() {
    let mut session = session("month 3thu in 5");
    assert_eq!(session.next_after(day("2026-05-21")).unwrap().day, day("2027-05-20"));
    assert_eq!(session.last_before(day("2026-05-21")).unwrap().day, day("2025-05-15"));
    session.until = Some(day("2026-12-31"));
    assert_eq!(session.next_after(day("2026-05-21")), None);
    session.since = Some(day("2026-01-01"));
    assert_eq!(session.last_before(day("2026-05-21")), None);
}

#[test]
fn a_session_comes_back_from_its_fields() {
    let mut session = session("month 2thu 4fri in odd");
    session.name = Some("正門のあいさつ".to_owned());
    session.slot = Some(Slot::parse("07:40").unwrap());
    session.on_holiday = OnHoliday::Skip;
    session.months_off = [8].into();
    session.breaks = [Break::parse("12-25_01-07").unwrap()].into();
    session.moves = [(day("2026-11-12"), Some(day("2026-11-13"))), (day("2026-11-27"), None)].into();
    session.dates = [day("2026-04-06")].into();
    session.since = Some(day("2020-04-01"));
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    let record = Record {
        id: session.id.record(),
        kind: Kind::Session,
        scope: Scope::OrgAll,
        version: 1,
        born: 1,
        made: hand,
        edited: hand,
        fields: session.fields(),
        parallel: Vec::new(),
    };
    assert_eq!(GroupSession::read(&record), session);
}

fn rules() -> impl Strategy<Value = String> {
    let weekday = || prop::sample::select(&Weekday::ALL[..]).prop_map(|day| day.key().to_owned());
    let every = prop_oneof![
        prop::collection::vec(weekday(), 1..3).prop_map(|days| format!("week {}", days.join(" "))),
        (1..6u32, weekday()).prop_map(|(n, day)| format!("month {n}{day}")),
        weekday().prop_map(|day| format!("month last{day}")),
        prop::collection::btree_set(1..32u32, 1..4).prop_map(|days| format!(
            "weekdays {}",
            days.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
        )),
    ];
    (every, prop::sample::select(vec!["", " in odd", " in even", " in 4 8 12"]))
        .prop_map(|(every, months)| every + months)
}

proptest! {
    #[test]
    fn no_day_off_is_ever_given(
        rule in rules(),
        off in prop::collection::btree_set(1..13u32, 0..3),
        next_week in any::<bool>(),
        year in 2020..2032i32,
        number in 1..13u32,
    ) {
        let mut session = session(&rule);
        session.months_off = off.into_iter().collect();
        session.breaks = [Break::parse("12-25_01-07").unwrap()].into();
        session.on_holiday = if next_week { OnHoliday::NextWeek } else { OnHoliday::Skip };
        let month = Month::new(year, number).unwrap();
        let meetings = session.dates(month);
        for meeting in &meetings {
            prop_assert!(month.contains(meeting.day));
            prop_assert!(!session.is_off(meeting.day), "{}", meeting.day);
            prop_assert!(!is_holiday(meeting.day), "{}", meeting.day);
            prop_assert!(session.rule.as_ref().unwrap().sets(meeting.scheduled));
            prop_assert_eq!(session.on(meeting.day).map(|found| found.day), Some(meeting.day));
        }
        let held: SortedSet<_> = meetings.iter().map(|meeting| meeting.day).collect();
        prop_assert_eq!(held.len(), meetings.len(), "two meetings on one day");
    }

    #[test]
    fn the_next_meeting_is_the_first_one_after(rule in rules(), offset in 0..4000i64) {
        let session = session(&rule);
        let from = day("2020-01-01").plus(offset);
        if let Some(next) = session.next_after(from) {
            prop_assert!(next.day > from);
            prop_assert!((1..next.day.since(from)).all(|n| session.on(from.plus(n)).is_none()));
        }
    }

    #[test]
    fn any_rule_reads_back(rule in rules()) {
        let rule = Rule::parse(&rule).unwrap();
        prop_assert_eq!(Rule::parse(&rule.to_string()), Ok(rule));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in ".{0,40}") {
        let _ = (Rule::parse(&text), Break::parse(&text));
    }
}
