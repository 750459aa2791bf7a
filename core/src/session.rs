//! 定例の活動: a group's regular meeting: its rule, its days off, the days it meets; no log of what happened.

use serde_json::Value;

use crate::calendar::{Day, Month, Slot, is_holiday};
use crate::id::{GroupId, PlaceId, SessionId};
use crate::record::{Fields, Record};
use crate::sorted::{SortedMap, SortedSet};

mod rule;
#[cfg(test)]
mod tests;

pub use rule::{NotARule, RULE_BYTES, Rule};

/// How far ahead the next meeting is looked for, in months: a year, and one for what is moved.
const AHEAD_MONTHS: usize = 14;

/// What happens to a meeting that falls on a public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnHoliday {
    /// It is held all the same.
    #[default]
    Keep,
    /// It is left out.
    Skip,
    /// It is held a week later.
    NextWeek,
}

impl OnHoliday {
    /// As stored.
    pub const KEYS: [&str; 3] = ["keep", "skip", "next"];

    /// As stored.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Skip => "skip",
            Self::NextWeek => "next",
        }
    }

    fn read(text: Option<&str>) -> Self {
        match text {
            Some("skip") => Self::Skip,
            Some("next") => Self::NextWeek,
            _ => Self::Keep,
        }
    }
}

/// A stretch of every year without meetings: 12-25 to 01-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    from: (u32, u32),
    to: (u32, u32),
}

impl Break {
    /// Reads `12-25_01-07`, as in the field `off.12-25_01-07`.
    pub fn parse(text: &str) -> Option<Self> {
        let date = |text: &str| {
            // A leap year, so that 29 February may be named.
            let day = Day::parse(&format!("2024-{text}")).ok()?;
            Some((day.month_number(), day.day_of_month()))
        };
        let (from, to) = text.split_once('_')?;
        Some(Self { from: date(from)?, to: date(to)? })
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        let date = (day.month_number(), day.day_of_month());
        if self.from <= self.to {
            self.from <= date && date <= self.to
        } else {
            self.from <= date || date <= self.to
        }
    }
}

impl core::fmt::Display for Break {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let ((from_month, from_day), (to_month, to_day)) = (self.from, self.to);
        write!(f, "{from_month:02}-{from_day:02}_{to_month:02}-{to_day:02}")
    }
}

/// One meeting of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Meeting {
    /// The day on which it is held.
    pub day: Day,
    /// The day on which the rule sets it; names the log.
    pub scheduled: Day,
}

/// A group's regular meeting, as its record tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSession {
    /// Its id.
    pub id: SessionId,
    /// The group.
    pub group: Option<GroupId>,
    /// A name of its own, where the group's does not do: 正門のあいさつ.
    pub name: Option<String>,
    /// The kind of activity.
    pub what: String,
    /// Where.
    pub place: Option<PlaceId>,
    /// When on the day.
    pub slot: Option<Slot>,
    /// On which days; none where it is not known or of a newer build.
    pub rule: Option<Rule>,
    /// Public holidays.
    pub on_holiday: OnHoliday,
    /// Months without meetings, 1–12.
    pub months_off: SortedSet<u32>,
    /// Stretches of the year without meetings.
    pub breaks: SortedSet<Break>,
    /// Single meetings that are held on another day, or not at all, by the day on which the rule sets them.
    pub moves: SortedMap<Day, Option<Day>>,
    /// Meetings beside the rule: 年1回, the greeting days of a school.
    pub dates: SortedSet<Day>,
    /// Its first day.
    pub since: Option<Day>,
    /// Its last day.
    pub until: Option<Day>,
}

impl GroupSession {
    /// Reads a record; never fails.
    pub fn read(record: &Record) -> Self {
        let day = |field: &str| record.text(field).and_then(|text| Day::parse(text).ok());
        let flagged = |set: &'static str| {
            record.members(set).filter(|(_, value)| **value == Value::Bool(true)).map(|(member, _)| member)
        };
        Self {
            id: SessionId::of(record.id),
            group: record.link("group").map(GroupId::of),
            name: record.text("name").map(str::to_owned),
            what: record.text("what").unwrap_or_default().to_owned(),
            place: record.link("place").map(PlaceId::of),
            slot: record.text("slot").and_then(|text| Slot::parse(text).ok()),
            rule: record.text("rule").and_then(|text| Rule::parse(text).ok()),
            on_holiday: OnHoliday::read(record.text("holiday")),
            months_off: flagged("off_month").filter_map(|month| month.parse().ok()).collect(),
            breaks: flagged("off").filter_map(Break::parse).collect(),
            moves: record
                .members("move")
                .filter_map(|(from, to)| Some((Day::parse(from).ok()?, moved(to)?)))
                .collect(),
            dates: flagged("date").filter_map(|day| Day::parse(day).ok()).collect(),
            since: day("since"),
            until: day("until"),
        }
    }

    /// The record's fields.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        let mut put = |field: &str, value: Option<String>| {
            if let Some(value) = value {
                fields.insert(field.to_owned(), Value::from(value));
            }
        };
        put("group", self.group.map(|id| id.to_string()));
        put("name", self.name.clone());
        put("what", Some(self.what.clone()));
        put("place", self.place.map(|id| id.to_string()));
        put("slot", self.slot.map(|slot| slot.to_string()));
        put("rule", self.rule.as_ref().map(Rule::to_string));
        put("holiday", Some(self.on_holiday.key().to_owned()));
        put("since", self.since.map(|day| day.to_string()));
        put("until", self.until.map(|day| day.to_string()));
        for (from, to) in &self.moves {
            put(&format!("move.{from}"), Some(to.map_or_else(|| NOT_HELD.to_owned(), |day| day.to_string())));
        }
        let flags = self
            .months_off
            .iter()
            .map(|month| format!("off_month.{month}"))
            .chain(self.breaks.iter().map(|stretch| format!("off.{stretch}")))
            .chain(self.dates.iter().map(|day| format!("date.{day}")));
        fields.extend(flags.map(|field| (field, Value::Bool(true))));
        fields
    }

    /// Its meetings in a month, by day, moved ones where they are held.
    pub fn dates(&self, month: Month) -> Vec<Meeting> {
        // A meeting near a month's end may be held in the next one, or moved from anywhere.
        let months = [month.previous(), Some(month)].into_iter().flatten();
        let mut found: SortedSet<Meeting> = months.flat_map(|month| self.regular(month)).collect();
        found.extend(
            self.dates
                .iter()
                .filter(|day| !self.moves.contains_key(day))
                .map(|day| Meeting { day: *day, scheduled: *day }),
        );
        found.extend(
            self.moves.iter().filter_map(|(from, to)| Some(Meeting { day: (*to)?, scheduled: *from })),
        );
        found
            .into_iter()
            .filter(|meeting| month.contains(meeting.day) && self.lives_on(meeting.day))
            .collect()
    }

    /// Its meeting on a day.
    pub fn on(&self, day: Day) -> Option<Meeting> {
        self.dates(day.month()).into_iter().find(|meeting| meeting.day == day)
    }

    /// Its first meeting after a day.
    pub fn next_after(&self, day: Day) -> Option<Meeting> {
        let months = core::iter::successors(Some(day.month()), |month| month.next()).take(AHEAD_MONTHS);
        months.flat_map(|month| self.dates(month)).find(|meeting| meeting.day > day)
    }

    /// Its last meeting before a day.
    pub fn last_before(&self, day: Day) -> Option<Meeting> {
        let months = core::iter::successors(Some(day.month()), |month| month.previous()).take(AHEAD_MONTHS);
        months.flat_map(|month| self.dates(month).into_iter().rev()).find(|meeting| meeting.day < day)
    }

    /// Whether it has begun and not ended.
    pub fn lives_on(&self, day: Day) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether the session's own rule keeps the day free.
    pub fn is_off(&self, day: Day) -> bool {
        self.months_off.contains(&day.month_number())
            || self.breaks.iter().any(|stretch| stretch.contains(day))
    }

    /// The meetings that the rule sets in a month, none of them moved by hand.
    fn regular(&self, month: Month) -> impl Iterator<Item = Meeting> {
        let days = month.days().filter(|day| self.rule.as_ref().is_some_and(|rule| rule.sets(*day)));
        days.filter(|day| !self.is_off(*day) && !self.moves.contains_key(day))
            .filter_map(|day| self.around_holidays(day))
    }

    fn around_holidays(&self, scheduled: Day) -> Option<Meeting> {
        let kept = Meeting { day: scheduled, scheduled };
        match self.on_holiday {
            OnHoliday::Keep => Some(kept),
            _ if !is_holiday(scheduled) => Some(kept),
            OnHoliday::Skip => None,
            OnHoliday::NextWeek => {
                let day = scheduled.plus(7);
                // A weekly meeting is held then anyway, and a day off stays off.
                let free = !is_holiday(day)
                    && !self.is_off(day)
                    && !self.rule.as_ref().is_some_and(|rule| rule.sets(day));
                free.then_some(Meeting { day, scheduled })
            }
        }
    }
}

/// The value of `move.<day>` for a meeting that is not held.
pub const NOT_HELD: &str = "off";

/// Where a meeting was moved to; none within for "not held".
fn moved(value: &Value) -> Option<Option<Day>> {
    match value.as_str()? {
        NOT_HELD => Some(None),
        text => Day::parse(text).ok().map(Some),
    }
}

/// Whether a value of `move.<day>` says where the meeting went.
pub fn is_move(value: &Value) -> bool {
    moved(value).is_some()
}
