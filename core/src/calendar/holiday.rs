//! Public holidays of Japan by the law's rules as they stand from 2007 on; earlier years answer by the rules of 2007.

use super::{Day, Weekday};

/// The holiday's name, substitute and in-between holidays included.
pub fn holiday(day: Day) -> Option<&'static str> {
    named(day).or_else(|| substitute(day)).or_else(|| between(day))
}

/// Whether the day is a public holiday.
pub fn is_holiday(day: Day) -> bool {
    holiday(day).is_some()
}

/// The holidays that the law names.
fn named(day: Day) -> Option<&'static str> {
    let (year, month, date) = (day.year(), day.month_number(), day.day_of_month());
    special(year, month, date).or_else(|| fixed(year, month, date)).or_else(|| monday(day)).or_else(|| {
        match month {
            3 if date == spring(year) => Some("春分の日"),
            9 if date == autumn(year) => Some("秋分の日"),
            _ => None,
        }
    })
}

/// Days of a single year: the accession of 2019, and the moves for the games of 2020 and 2021.
const fn special(year: i32, month: u32, date: u32) -> Option<&'static str> {
    Some(match (year, month, date) {
        (2019, 5, 1) => "天皇の即位の日",
        (2019, 10, 22) => "即位礼正殿の儀の行われる日",
        (2020, 7, 23) | (2021, 7, 22) => "海の日",
        (2020, 7, 24) | (2021, 7, 23) => "スポーツの日",
        (2020, 8, 10) | (2021, 8, 8) => "山の日",
        _ => return None,
    })
}

const fn fixed(year: i32, month: u32, date: u32) -> Option<&'static str> {
    Some(match (month, date) {
        (1, 1) => "元日",
        (2, 11) => "建国記念の日",
        (2, 23) if year >= 2020 => "天皇誕生日",
        (4, 29) => "昭和の日",
        (5, 3) => "憲法記念日",
        (5, 4) => "みどりの日",
        (5, 5) => "こどもの日",
        (8, 11) if year >= 2016 && !moved(year) => "山の日",
        (11, 3) => "文化の日",
        (11, 23) => "勤労感謝の日",
        (12, 23) if year <= 2018 => "天皇誕生日",
        _ => return None,
    })
}

/// Holidays on the n-th Monday.
fn monday(day: Day) -> Option<&'static str> {
    if day.weekday() != Weekday::Mon {
        return None;
    }
    let year = day.year();
    Some(match (day.month_number(), day.nth()) {
        (1, 2) => "成人の日",
        (7, 3) if !moved(year) => "海の日",
        (9, 3) => "敬老の日",
        (10, 2) if year >= 2020 && !moved(year) => "スポーツの日",
        (10, 2) if year < 2020 => "体育の日",
        _ => return None,
    })
}

/// The years in which three holidays were moved.
const fn moved(year: i32) -> bool {
    matches!(year, 2020 | 2021)
}

/// The next day that is none already, after a holiday that fell on a Sunday.
fn substitute(day: Day) -> Option<&'static str> {
    let mut before = day.plus(-1);
    while named(before).is_some() {
        if before.weekday() == Weekday::Sun {
            return Some("振替休日");
        }
        before = before.plus(-1);
    }
    None
}

/// A day between two named holidays.
fn between(day: Day) -> Option<&'static str> {
    let both = named(day.plus(-1)).is_some() && named(day.plus(1)).is_some();
    both.then_some("国民の休日")
}

/// The day of March on which the sun crosses the equator (approximation for 1980–2199).
const fn spring(year: i32) -> u32 {
    equinox(year, if year < 2100 { 208_431 } else { 218_510 })
}

/// The day of September, likewise.
const fn autumn(year: i32) -> u32 {
    equinox(year, if year < 2100 { 232_488 } else { 242_488 })
}

/// The usual formula in ten-thousandths of a day, each leap day since 1980 taken back.
const fn equinox(year: i32, start: i64) -> u32 {
    let years = (year as i64) - 1980;
    // 0.242194 days a year, in millionths so that nothing is rounded.
    let millionths = start * 100 + years * 242_194;
    let date = millionths.div_euclid(1_000_000) - years.div_euclid(4);
    date.unsigned_abs() as u32
}
