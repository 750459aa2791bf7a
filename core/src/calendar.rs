//! Days as Japan counts them: JST day, month, fiscal year, both eras, and a wall clock's reading; never asks what time it is.

use chrono::{Datelike as _, Days, NaiveDate};
use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

use crate::json::{FromJson, Value, serde_through_json, text_from_json};

mod era;
mod holiday;
mod slot;
#[cfg(test)]
mod tests;
mod year;

pub use era::{Era, EraYear};
pub use holiday::{holiday, is_holiday};
pub use slot::{NotASlot, Slot};
pub use year::{FiscalYear, YearText};

/// A wall clock's reading, in milliseconds since 1970-01-01 UTC. Shown to people; decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct WallTime(i64);

impl FromJson for WallTime {
    fn from_json(json: Value) -> Option<Self> {
        json.as_i64().map(Self)
    }
}

/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;
/// A day, in minutes.
const DAY_MINUTES: i64 = 24 * 60;
/// JST is this many minutes ahead of UTC, all year.
const JST_MINUTES: i64 = 9 * 60;

impl WallTime {
    /// From milliseconds since 1970-01-01 UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This much later, stopping at the end of time.
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The day in Japan. A clock beyond [`Day::FIRST`] or [`Day::LAST`] reads as that day.
    pub fn day(self) -> Day {
        Day::from_number(self.jst_minutes().div_euclid(DAY_MINUTES))
    }

    /// Hour and minute in Japan.
    pub fn clock(self) -> (u8, u8) {
        let minute = self.jst_minutes().rem_euclid(DAY_MINUTES);
        (u8::try_from(minute / 60).unwrap_or(0), u8::try_from(minute % 60).unwrap_or(0))
    }

    /// 「14:03」.
    pub fn clock_text(self) -> String {
        let (hour, minute) = self.clock();
        format!("{hour}:{minute:02}")
    }

    const fn jst_minutes(self) -> i64 {
        self.0.div_euclid(MINUTE) + JST_MINUTES
    }
}

/// 曜日.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days of the week explain themselves")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// Monday first.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// 「火」.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Mon => "月",
            Self::Tue => "火",
            Self::Wed => "水",
            Self::Thu => "木",
            Self::Fri => "金",
            Self::Sat => "土",
            Self::Sun => "日",
        }
    }

    /// `tue`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    /// Reads `tue`.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.key() == key)
    }

    /// 土・日.
    pub const fn is_weekend(self) -> bool {
        matches!(self, Self::Sat | Self::Sun)
    }

    const fn of(day: chrono::Weekday) -> Self {
        match day {
            chrono::Weekday::Mon => Self::Mon,
            chrono::Weekday::Tue => Self::Tue,
            chrono::Weekday::Wed => Self::Wed,
            chrono::Weekday::Thu => Self::Thu,
            chrono::Weekday::Fri => Self::Fri,
            chrono::Weekday::Sat => Self::Sat,
            chrono::Weekday::Sun => Self::Sun,
        }
    }
}

/// A civil day in Japan, between [`Day::FIRST`] and [`Day::LAST`]; on the wire `2026-11-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

/// The text or numbers name no day that this calendar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a day")]
pub struct NotADay;

/// The text or numbers name no month that this calendar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a month")]
pub struct NotAMonth;

/// `FIRST` in days since 1970-01-01.
const FIRST_NUMBER: i64 = -37_231;
/// `LAST` in days since 1970-01-01.
const LAST_NUMBER: i64 = 84_005;

impl Day {
    /// The first day of 明治, from which eras are told.
    pub const FIRST: Self = match NaiveDate::from_ymd_opt(1868, 1, 25) {
        Some(date) => Self(date),
        None => Self(NaiveDate::MIN),
    };
    /// Far enough, and far from every overflow.
    pub const LAST: Self = match NaiveDate::from_ymd_opt(2199, 12, 31) {
        Some(date) => Self(date),
        None => Self(NaiveDate::MAX),
    };

    /// A day by its numbers.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, NotADay> {
        let date = NaiveDate::from_ymd_opt(year, month, day).map(Self).ok_or(NotADay)?;
        if date < Self::FIRST || date > Self::LAST { Err(NotADay) } else { Ok(date) }
    }

    /// Reads `2026-11-24`, and nothing else.
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        let [year, month, day] = parts::<3>(text, &[4, 2, 2]).ok_or(NotADay)?;
        Self::new(i32::try_from(year).map_err(|_| NotADay)?, month, day)
    }

    /// Western year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 1–12.
    pub fn month_number(self) -> u32 {
        self.0.month()
    }

    /// 1–31.
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    /// Its month.
    pub fn month(self) -> Month {
        Month { year: self.0.year(), month: self.0.month() }
    }

    /// Its fiscal year (年度).
    pub fn fiscal_year(self) -> FiscalYear {
        self.month().fiscal_year()
    }

    /// 曜日.
    pub fn weekday(self) -> Weekday {
        Weekday::of(self.0.weekday())
    }

    /// So many days later (earlier for a negative number), stopping at the calendar's ends.
    pub fn plus(self, days: i64) -> Self {
        Self::from_number(self.number().saturating_add(days))
    }

    /// Days from the other day to this one.
    pub fn since(self, other: Self) -> i64 {
        self.number() - other.number()
    }

    /// Whether it is the n-th (1–5) of its weekday in its month.
    pub fn nth(self) -> u32 {
        self.day_of_month().div_ceil(7)
    }

    /// Year in the Japanese era of that very day.
    pub fn era_year(self) -> EraYear {
        EraYear::of(self)
    }

    /// 「令和8年（2026年）11月24日」.
    pub fn both_text(self) -> String {
        format!("{}（{}年）{}", self.era_year(), self.year(), self.text())
    }

    /// 「11月24日」.
    pub fn text(self) -> String {
        format!("{}月{}日", self.0.month(), self.0.day())
    }

    /// 「11月24日（火）」.
    pub fn text_with_weekday(self) -> String {
        format!("{}（{}）", self.text(), self.weekday().text())
    }

    /// 「11/24（火）」, for rows.
    pub fn short_text(self) -> String {
        format!("{}/{}（{}）", self.0.month(), self.0.day(), self.weekday().text())
    }

    /// 「令和8年11月24日」.
    pub fn era_text(self) -> String {
        format!("{}{}", self.era_year(), self.text())
    }

    /// 「令和8年11月24日（火）」.
    pub fn era_text_with_weekday(self) -> String {
        format!("{}{}", self.era_year(), self.text_with_weekday())
    }

    /// The moment at which it begins in Japan.
    pub fn begins(self) -> WallTime {
        WallTime((self.number() * DAY_MINUTES - JST_MINUTES) * MINUTE)
    }

    /// Days since 1970-01-01.
    fn number(self) -> i64 {
        self.0.signed_duration_since(NaiveDate::default()).num_days()
    }

    fn from_number(number: i64) -> Self {
        let number = number.clamp(FIRST_NUMBER, LAST_NUMBER);
        let days = Days::new(number.unsigned_abs());
        let epoch = NaiveDate::default();
        let date = if number < 0 { epoch.checked_sub_days(days) } else { epoch.checked_add_days(days) };
        date.map_or(Self::LAST, Self)
    }
}

impl core::fmt::Display for Day {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A month of the western calendar; on the wire `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// A month by its numbers.
    pub fn new(year: i32, month: u32) -> Result<Self, NotAMonth> {
        let known = (Day::FIRST.year()..=Day::LAST.year()).contains(&year) && (1..=12).contains(&month);
        if known { Ok(Self { year, month }) } else { Err(NotAMonth) }
    }

    /// Reads `2026-11`, and nothing else.
    pub fn parse(text: &str) -> Result<Self, NotAMonth> {
        let [year, month] = parts::<2>(text, &[4, 2]).ok_or(NotAMonth)?;
        Self::new(i32::try_from(year).map_err(|_| NotAMonth)?, month)
    }

    /// Western year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1–12.
    pub const fn number(self) -> u32 {
        self.month
    }

    /// Its first day, within the calendar.
    pub fn first(self) -> Day {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).map_or(Day::FIRST, |date| Day(date).max(Day::FIRST))
    }

    /// Its last day.
    pub fn last(self) -> Day {
        match self.next() {
            Some(next) => next.first().plus(-1),
            None => Day::LAST,
        }
    }

    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        let first = self.first();
        (0..=self.last().since(first)).map(move |n| first.plus(n))
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        day.month() == self
    }

    /// The month after; none beyond the calendar.
    pub fn next(self) -> Option<Self> {
        if self.month == 12 {
            Self::new(self.year + 1, 1).ok()
        } else {
            Self::new(self.year, self.month + 1).ok()
        }
    }

    /// The month before; none beyond the calendar.
    pub fn previous(self) -> Option<Self> {
        if self.month == 1 {
            Self::new(self.year - 1, 12).ok()
        } else {
            Self::new(self.year, self.month - 1).ok()
        }
    }

    /// Its fiscal year (年度).
    pub const fn fiscal_year(self) -> FiscalYear {
        FiscalYear::containing(self)
    }

    /// 「11月」.
    pub fn text(self) -> String {
        format!("{}月", self.month)
    }

    /// 「令和8年（2026年）11月」, by the era of the month's last day.
    pub fn both_text(self) -> String {
        format!("{}（{}年）{}", self.last().era_year(), self.year, self.text())
    }

    /// 「令和8年11月」, by the era of the month's last day.
    pub fn era_text(self) -> String {
        format!("{}{}", self.last().era_year(), self.text())
    }
}

impl core::fmt::Display for Month {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Numbers of exactly so many digits each, with hyphens between.
fn parts<const N: usize>(text: &str, widths: &[usize; N]) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    let mut pieces = text.split('-');
    for (number, width) in numbers.iter_mut().zip(widths) {
        let piece = pieces.next()?;
        let digits = piece.len() == *width && piece.bytes().all(|byte| byte.is_ascii_digit());
        *number = if digits { piece.parse().ok()? } else { return None };
    }
    pieces.next().is_none().then_some(numbers)
}

macro_rules! as_text {
    ($($name:ident)+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

    )+};
}

as_text!(Day Month Slot);
text_from_json!(Day Month Slot);
serde_through_json!(WallTime Day Month Slot);
