//! Japanese eras from 明治 to 令和, by the day on which each began; no fiscal years.

use super::{Day, NotADay};

/// 元号.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// 明治, from 25 January 1868.
    Meiji,
    /// 大正, from 30 July 1912.
    Taisho,
    /// 昭和, from 25 December 1926.
    Showa,
    /// 平成, from 8 January 1989.
    Heisei,
    /// 令和, from 1 May 2019.
    Reiwa,
}

impl Era {
    /// The latest first.
    pub const ALL: [Self; 5] = [Self::Reiwa, Self::Heisei, Self::Showa, Self::Taisho, Self::Meiji];

    /// 「令和」.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// Year, month and day of its beginning.
    pub(super) const fn began(self) -> (i32, u32, u32) {
        match self {
            Self::Meiji => (1868, 1, 25),
            Self::Taisho => (1912, 7, 30),
            Self::Showa => (1926, 12, 25),
            Self::Heisei => (1989, 1, 8),
            Self::Reiwa => (2019, 5, 1),
        }
    }

    /// The western year of its first year.
    pub const fn first_year(self) -> i32 {
        self.began().0
    }

    /// The era of a day.
    pub fn of(day: Day) -> Self {
        let date = (day.year(), day.month_number(), day.day_of_month());
        Self::ALL.into_iter().find(|era| era.began() <= date).unwrap_or(Self::Meiji)
    }

    /// The era after it.
    pub(super) const fn next(self) -> Option<Self> {
        match self {
            Self::Meiji => Some(Self::Taisho),
            Self::Taisho => Some(Self::Showa),
            Self::Showa => Some(Self::Heisei),
            Self::Heisei => Some(Self::Reiwa),
            Self::Reiwa => None,
        }
    }
}

/// A year within an era; printed 「令和8年」, the first 「令和元年」.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EraYear {
    /// The era.
    pub era: Era,
    /// 1 for 元年.
    pub year: i32,
}

impl EraYear {
    /// The era's year of a day.
    pub fn of(day: Day) -> Self {
        let era = Era::of(day);
        Self { era, year: day.year() - era.first_year() + 1 }
    }

    /// The day with this month and day in this year of the era, if that day was of this era.
    pub fn day(self, month: u32, day: u32) -> Result<Day, NotADay> {
        let found = Day::new(self.era.first_year() + self.year - 1, month, day)?;
        if Era::of(found) == self.era { Ok(found) } else { Err(NotADay) }
    }

    /// 「8」, 「元」.
    pub(super) fn number_text(self) -> String {
        if self.year == 1 { "元".to_owned() } else { self.year.to_string() }
    }
}

impl core::fmt::Display for EraYear {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}{}年", self.era.text(), self.number_text())
    }
}
