//! Tests of the calendar: every day of 1868–2100, eras, fiscal years, holidays against the official lists.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn every_day_from_1868_to_2100_comes_back_from_its_text_and_follows_the_day_before() {
    let mut day = Day::FIRST;
    let end = Day::new(2100, 12, 31).unwrap();
    let mut weekday = Weekday::Sat;
    while day <= end {
        assert_eq!(Day::parse(&day.to_string()), Ok(day));
        assert_eq!(day.weekday(), weekday, "{day}");
        assert_eq!(day.plus(1).plus(-1), day);
        assert_eq!(day.plus(1).since(day), 1);
        let year = day.era_year();
        assert_eq!(year.day(day.month_number(), day.day_of_month()), Ok(day));
        let year = day.fiscal_year();
        assert!(year.first() <= day && day <= year.last(), "{day}");
        assert!(day.month().contains(day));
        let next = Weekday::ALL.iter().position(|other| *other == weekday).unwrap() + 1;
        weekday = Weekday::ALL[next % 7];
        day = day.plus(1);
    }
}

#[test]
fn the_calendar_ends_where_it_says() {
    assert_eq!(Day::FIRST.to_string(), "1868-01-25");
    assert_eq!(Day::LAST.to_string(), "2199-12-31");
    assert_eq!(Day::from_number(FIRST_NUMBER), Day::FIRST);
    assert_eq!(Day::from_number(LAST_NUMBER), Day::LAST);
    assert_eq!(Day::LAST.plus(i64::MAX), Day::LAST);
    assert_eq!(Day::FIRST.plus(i64::MIN), Day::FIRST);
    assert_eq!(WallTime::from_millis(i64::MAX).day(), Day::LAST);
    assert_eq!(WallTime::from_millis(i64::MIN).day(), Day::FIRST);
}

#[test]
fn only_real_days_in_full_form_are_read() {
    for wrong in [
        "",
        "2026-2-1",
        "2026-02-29",
        "2026-13-01",
        "1868-01-24",
        "2200-01-01",
        "2026-11-24 ",
        "２０２６-11-24",
        "2026-11-24-",
        "+026-11-24",
    ] {
        assert_eq!(Day::parse(wrong), Err(NotADay), "{wrong}");
    }
    for wrong in ["2026-00", "2026-13", "2026-1", "26-11", "2026-11-01"] {
        assert_eq!(Month::parse(wrong), Err(NotAMonth), "{wrong}");
    }
}

#[test]
fn the_day_turns_at_midnight_in_japan() {
    // 2026-11-24 00:00 JST is 15:00 UTC of the day before.
    let midnight = WallTime::from_millis(1_795_446_000_000);
    assert_eq!(midnight.day(), day("2026-11-24"));
    assert_eq!(midnight.clock(), (0, 0));
    assert_eq!(midnight.plus(-1).day(), day("2026-11-23"));
    assert_eq!(midnight.plus(-1).clock(), (23, 59));
    assert_eq!(midnight.plus((14 * 60 + 3) * 60_000).clock_text(), "14:03");
}

#[test]
fn days_are_told_as_people_tell_them() {
    let day = day("2026-11-24");
    assert_eq!(day.text_with_weekday(), "11月24日（火）");
    assert_eq!(day.short_text(), "11/24（火）");
    assert_eq!(day.era_text(), "令和8年11月24日");
    assert_eq!(Day::parse("2019-05-01").unwrap().era_text(), "令和元年5月1日");
    assert_eq!(Day::parse("2019-04-30").unwrap().era_text(), "平成31年4月30日");
    assert_eq!(Day::parse("1989-01-07").unwrap().era_text(), "昭和64年1月7日");
    assert_eq!(Day::parse("1926-12-25").unwrap().era_text(), "昭和元年12月25日");
    assert_eq!(Day::parse("1912-07-29").unwrap().era_text(), "明治45年7月29日");
    assert_eq!(Month::parse("2026-11").unwrap().era_text(), "令和8年11月");
    assert_eq!(Month::parse("2026-11").unwrap().both_text(), "令和8年（2026年）11月");
    assert_eq!(day.both_text(), "令和8年（2026年）11月24日");
}

#[test]
fn a_fiscal_year_is_told_in_both_eras() {
    let text = |year| FiscalYear::new(year).unwrap().text();
    assert_eq!(text(2021), "令和3年度（2021年度）");
    assert_eq!(text(2019), "平成31年度/令和元年度（2019年度）");
    assert_eq!(text(2018), "平成30年度（2018年度）");
    assert_eq!(text(1988), "昭和63年度（1988年度）");
    assert_eq!(text(1989), "平成元年度（1989年度）");
    assert_eq!(text(1926), "大正15年度/昭和元年度（1926年度）");
    assert_eq!(text(1912), "明治45年度/大正元年度（1912年度）");
}

#[test]
fn a_fiscal_year_is_read_in_every_way_it_is_printed() {
    let year = |year| FiscalYear::new(year);
    for text in ["2019", "平成31年度", "令和元年度", "令和1年度", "令和 元年度", "２０１９年度"]
    {
        assert_eq!(FiscalYear::read(text), year(2019), "{text}");
    }
    assert_eq!(FiscalYear::read("令和３年度"), year(2021));
    assert_eq!(FiscalYear::read("22"), Err(YearText::NeedsEra(22)));
    for wrong in ["", "年度", "平成32年度", "昭和64年度", "令和0年度", "99999", "三年度"] {
        assert_eq!(FiscalYear::read(wrong), Err(YearText::NotAYear), "{wrong}");
    }
    for known in 1869..2199 {
        let known = year(known).unwrap();
        for name in known.era_text().split('/') {
            assert_eq!(FiscalYear::read(name), Ok(known));
        }
    }
}

#[test]
fn a_fiscal_year_runs_from_april_to_march() {
    let year = FiscalYear::new(2026).unwrap();
    assert_eq!(day("2026-04-01").fiscal_year(), year);
    assert_eq!(day("2027-03-31").fiscal_year(), year);
    assert_eq!(day("2027-04-01").fiscal_year(), year.next().unwrap());
    let months: Vec<_> = year.months().map(|month| month.to_string()).collect();
    assert_eq!(months.first().unwrap(), "2026-04");
    assert_eq!(months.last().unwrap(), "2027-03");
    assert_eq!(months.len(), 12);
    assert!(year.months().all(|month| month.fiscal_year() == year));
}

/// As the Cabinet Office lists them.
const HOLIDAYS: &[(i32, &str)] = &[
    (2007, "1/1 1/8 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 7/16 9/17 9/23 9/24 10/8 11/3 11/23 12/23 12/24"),
    (2015, "1/1 1/12 2/11 3/21 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23"),
    (
        2019,
        "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23",
    ),
    (2020, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23"),
    (2021, "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23"),
    (2025, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24"),
    (2026, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23"),
    (2027, "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"),
];

#[test]
fn holidays_are_those_of_the_official_lists() {
    for (year, list) in HOLIDAYS {
        let year_days = (0..366).map(|n| Day::new(*year, 1, 1).unwrap().plus(n));
        let found: Vec<_> = year_days
            .filter(|day| day.year() == *year && is_holiday(*day))
            .map(|day| format!("{}/{}", day.month_number(), day.day_of_month()))
            .collect();
        assert_eq!(found.join(" "), *list, "{year}");
    }
    assert_eq!(holiday(day("2026-09-22")), Some("国民の休日"));
    assert_eq!(holiday(day("2026-05-06")), Some("振替休日"));
}

#[test]
fn a_slot_is_read_and_told() {
    for (text, told) in
        [("10:00", "10時"), ("13:30", "13時30分"), ("am", "午前"), ("pm", "午後"), ("night", "夜")]
    {
        let slot = Slot::parse(text).unwrap();
        assert_eq!(slot.to_string(), text);
        assert_eq!(slot.text(), told);
    }
    for wrong in ["", "24:00", "10:60", "9:00", "10時", "10:00:00", "１０:00"] {
        assert_eq!(Slot::parse(wrong), Err(NotASlot), "{wrong}");
    }
    let parse = |text| Slot::parse(text).unwrap();
    assert!(parse("09:30") < parse("10:00") && parse("10:00") < parse("am") && parse("am") < parse("13:00"));
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in ".{0,24}") {
        let _ = (Day::parse(&text), Month::parse(&text), Slot::parse(&text), FiscalYear::read(&text));
    }

    #[test]
    fn any_clock_has_a_day(millis in any::<i64>()) {
        let time = WallTime::from_millis(millis);
        let (hour, minute) = time.clock();
        prop_assert!(hour < 24 && minute < 60);
        prop_assert_eq!(Day::parse(&time.day().to_string()), Ok(time.day()));
    }
}

#[test]
fn the_year_turns_at_midnight_in_japan_wherever_the_device_is() {
    // 2027-04-01T00:00:00+09:00 is the afternoon of 31 March in Europe and the morning of it in America.
    let turn = 1_806_505_200_000;
    for (millis, day, year) in [(turn - 1_000, "2027-03-31", 2026), (turn, "2027-04-01", 2027)] {
        let found = WallTime::from_millis(millis).day();
        assert_eq!((found.to_string().as_str(), found.fiscal_year().year()), (day, year));
    }
    assert_eq!(Day::parse("2027-04-01").unwrap().begins(), WallTime::from_millis(turn));
    assert_eq!(WallTime::from_millis(turn - 1_000).clock_text(), "23:59");
}
