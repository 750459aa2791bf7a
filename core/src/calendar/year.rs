//! Fiscal years (年度): from 1 April, named in both eras; a bare two-digit year is a question, not a year.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use thiserror::Error;

use super::{Day, Era, EraYear, Month};
use crate::json::{FromJson, Value};
use crate::text::nfkc;

/// 年度, by the western year in which it begins; on the wire that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FiscalYear(i32);

/// Why a text names no fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum YearText {
    /// A number such as 22, which a person must give an era.
    #[error("the year {0} needs an era")]
    NeedsEra(i32),
    /// Nothing that this calendar knows.
    #[error("not a fiscal year")]
    NotAYear,
}

impl FiscalYear {
    /// The fiscal year that begins in April of a western year.
    pub fn new(year: i32) -> Result<Self, YearText> {
        let known = (Day::FIRST.year()..Day::LAST.year()).contains(&year);
        if known { Ok(Self(year)) } else { Err(YearText::NotAYear) }
    }

    /// Reads `2021`, `2021年度`, `令和3年度`, `平成31年度`, `令和元年`, in any width.
    pub fn read(text: &str) -> Result<Self, YearText> {
        let text: String = nfkc(text).chars().filter(|letter| !letter.is_whitespace()).collect();
        let text = text.strip_suffix("年度").or_else(|| text.strip_suffix('年')).unwrap_or(&text);
        for era in Era::ALL {
            if let Some(year) = text.strip_prefix(era.text()) {
                return Self::in_era(era, year);
            }
        }
        match number(text) {
            Some(year) if year < 100 => Err(YearText::NeedsEra(year)),
            Some(year) => Self::new(year),
            None => Err(YearText::NotAYear),
        }
    }

    fn in_era(era: Era, year: &str) -> Result<Self, YearText> {
        let year = if year == "元" { Some(1) } else { number(year).filter(|year| *year > 0) };
        let year = year.ok_or(YearText::NotAYear)?;
        let found = Self::new(era.first_year().saturating_add(year).saturating_sub(1))?;
        if found.names().any(|name| name.era == era) { Ok(found) } else { Err(YearText::NotAYear) }
    }

    pub(super) const fn containing(month: Month) -> Self {
        Self(if month.number() < 4 { month.year() - 1 } else { month.year() })
    }

    /// The western year in which it begins.
    pub const fn year(self) -> i32 {
        self.0
    }

    /// 1 April.
    pub fn first(self) -> Day {
        Day::new(self.0, 4, 1).unwrap_or(Day::FIRST)
    }

    /// 31 March.
    pub fn last(self) -> Day {
        Day::new(self.0 + 1, 3, 31).unwrap_or(Day::LAST)
    }

    /// April to March.
    pub fn months(self) -> impl Iterator<Item = Month> {
        let year = self.0;
        (0..12).filter_map(move |n| Month::new(if n < 9 { year } else { year + 1 }, (n + 3) % 12 + 1).ok())
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        day.fiscal_year() == self
    }

    /// The year after.
    pub fn next(self) -> Option<Self> {
        Self::new(self.0 + 1).ok()
    }

    /// The year before.
    pub fn previous(self) -> Option<Self> {
        Self::new(self.0 - 1).ok()
    }

    /// 「令和3年度」; where the era changed after April and within the calendar year, both: 「平成31年度/令和元年度」.
    pub fn era_text(self) -> String {
        let names: Vec<_> =
            self.names().map(|name| format!("{}{}年度", name.era.text(), name.number_text())).collect();
        names.join("/")
    }

    /// 「令和3年度（2021年度）」.
    pub fn text(self) -> String {
        format!("{}（{}年度）", self.era_text(), self.0)
    }

    /// The era in which it began, and the one whose first year it also is.
    fn names(self) -> impl Iterator<Item = EraYear> {
        let began = EraYear::of(self.first());
        let second = began.era.next().filter(|era| era.first_year() == self.0);
        core::iter::once(began).chain(second.map(|era| EraYear { era, year: 1 }))
    }
}

impl<'de> Deserialize<'de> for FiscalYear {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(i32::deserialize(from)?).map_err(D::Error::custom)
    }
}

impl FromJson for FiscalYear {
    fn from_json(json: Value) -> Option<Self> {
        json.as_i64().and_then(|year| i32::try_from(year).ok()).and_then(|year| Self::new(year).ok())
    }
}

fn number(text: &str) -> Option<i32> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}
