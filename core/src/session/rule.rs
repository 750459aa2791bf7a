//! On which days a session meets, as one short text that people can read: `month 2thu 4fri in odd`; no holidays here.

use thiserror::Error;

use crate::calendar::{Day, Weekday};
use crate::sorted::SortedSet;

/// A rule's text, in bytes.
pub const RULE_BYTES: usize = 120;

/// 毎週, 第n曜, n日, or only days that are named one by one; in all months or in some.
///
/// | text | means |
/// |---|---|
/// | `week tue fri` | 毎週 火・金 |
/// | `month 2thu 4fri` | 第2木・第4金 |
/// | `month lastsat` | 最終土 |
/// | `month 3thu in odd` | 奇数月の第3木 |
/// | `month 1sun in 5 9 1` | 年3回 |
/// | `days 1 15` | 1日と15日 |
/// | `weekdays 8 18 28` | 8のつく日、土日を除く |
/// | `named` | 決まりなし（日を一つずつ） |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    every: Every,
    /// Empty: all.
    months: SortedSet<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Every {
    Week(SortedSet<Weekday>),
    Month(SortedSet<Nth>),
    Days(SortedSet<u32>),
    Weekdays(SortedSet<u32>),
    Named,
}

/// The n-th of a weekday in its month; 0 for the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Nth {
    n: u32,
    weekday: Weekday,
}

/// The text is no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a rule")]
pub struct NotARule;

impl Rule {
    /// Reads the text.
    pub fn parse(text: &str) -> Result<Self, NotARule> {
        if text.len() > RULE_BYTES {
            return Err(NotARule);
        }
        let (every, months) = match text.split_once(" in ") {
            Some((every, months)) => (every, months_of(months).ok_or(NotARule)?),
            None => (text, SortedSet::new()),
        };
        let every = Every::parse(every).ok_or(NotARule)?;
        Ok(Self { every, months })
    }

    /// Whether the rule sets a meeting on the day.
    pub fn sets(&self, day: Day) -> bool {
        (self.months.is_empty() || self.months.contains(&day.month_number())) && self.every.sets(day)
    }

    /// 「毎週 火・金」, 「奇数月の第3木」.
    pub fn told(&self) -> String {
        let every = self.every.told();
        if self.months.is_empty() {
            return every;
        }
        let months = if self.months == odd() {
            "奇数月".to_owned()
        } else if self.months == even() {
            "偶数月".to_owned()
        } else {
            let months: Vec<_> = self.months.iter().map(u32::to_string).collect();
            format!("{}月", months.join("・"))
        };
        format!("{months}の{every}")
    }
}

impl Every {
    fn parse(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let pieces = || rest.split(' ').filter(|piece| !piece.is_empty());
        match word {
            "week" => all(pieces().map(Weekday::parse)).map(Self::Week),
            "month" => all(pieces().map(Nth::parse)).map(Self::Month),
            "days" => all(pieces().map(|piece| within(piece, 31))).map(Self::Days),
            "weekdays" => all(pieces().map(|piece| within(piece, 31))).map(Self::Weekdays),
            "named" if rest.is_empty() => Some(Self::Named),
            _ => None,
        }
    }

    fn sets(&self, day: Day) -> bool {
        match self {
            Self::Week(weekdays) => weekdays.contains(&day.weekday()),
            Self::Month(nths) => nths.iter().any(|nth| nth.is(day)),
            Self::Days(days) => days.contains(&day.day_of_month()),
            Self::Weekdays(days) => days.contains(&day.day_of_month()) && !day.weekday().is_weekend(),
            Self::Named => false,
        }
    }

    fn told(&self) -> String {
        let join = |words: Vec<String>| words.join("・");
        match self {
            Self::Week(days) => {
                format!("毎週{}曜", join(days.iter().map(|day| day.text().to_owned()).collect()))
            }
            Self::Month(nths) => join(nths.iter().map(|nth| nth.told()).collect()),
            Self::Days(days) => join(days.iter().map(|day| format!("{day}日")).collect()),
            Self::Weekdays(days) => {
                format!("{}（土日を除く）", join(days.iter().map(|day| format!("{day}日")).collect()))
            }
            Self::Named => "決めた日".to_owned(),
        }
    }

    fn words(&self) -> Vec<String> {
        let numbers = |word: &str, days: &SortedSet<u32>| {
            core::iter::once(word.to_owned()).chain(days.iter().map(u32::to_string)).collect()
        };
        match self {
            Self::Week(days) => core::iter::once("week".to_owned())
                .chain(days.iter().map(|day| day.key().to_owned()))
                .collect(),
            Self::Month(nths) => {
                core::iter::once("month".to_owned()).chain(nths.iter().map(|nth| nth.word())).collect()
            }
            Self::Days(days) => numbers("days", days),
            Self::Weekdays(days) => numbers("weekdays", days),
            Self::Named => vec!["named".to_owned()],
        }
    }
}

impl Nth {
    fn parse(text: &str) -> Option<Self> {
        if let Some(weekday) = text.strip_prefix("last") {
            return Some(Self { n: 0, weekday: Weekday::parse(weekday)? });
        }
        let n = within(text.get(..1)?, 5)?;
        Some(Self { n, weekday: Weekday::parse(text.get(1..)?)? })
    }

    fn is(self, day: Day) -> bool {
        let right = if self.n == 0 { day.plus(7).month() != day.month() } else { day.nth() == self.n };
        right && day.weekday() == self.weekday
    }

    fn told(self) -> String {
        match self.n {
            0 => format!("最終{}曜", self.weekday.text()),
            n => format!("第{n}{}曜", self.weekday.text()),
        }
    }

    fn word(self) -> String {
        match self.n {
            0 => format!("last{}", self.weekday.key()),
            n => format!("{n}{}", self.weekday.key()),
        }
    }
}

impl core::fmt::Display for Rule {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.every.words().join(" "))?;
        if self.months.is_empty() {
            Ok(())
        } else if self.months == odd() {
            f.write_str(" in odd")
        } else if self.months == even() {
            f.write_str(" in even")
        } else {
            f.write_str(" in")?;
            self.months.iter().try_for_each(|month| write!(f, " {month}"))
        }
    }
}

fn months_of(text: &str) -> Option<SortedSet<u32>> {
    match text {
        "odd" => Some(odd()),
        "even" => Some(even()),
        list => all(list.split(' ').map(|month| within(month, 12))),
    }
}

fn odd() -> SortedSet<u32> {
    (1..=12).step_by(2).collect()
}

fn even() -> SortedSet<u32> {
    (2..=12).step_by(2).collect()
}

/// All of them, where each was readable and there is any.
fn all<T: Ord>(pieces: impl Iterator<Item = Option<T>>) -> Option<SortedSet<T>> {
    pieces.collect::<Option<SortedSet<T>>>().filter(|set| !set.is_empty())
}

fn within(text: &str, most: u32) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().ok().filter(|number| *number <= most) } else { None }
}
