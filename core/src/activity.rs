//! 記録: one thing that was done, or a month's total, as read from a record; its id and its words. Nothing is saved here.

use serde::Serialize;
use serde_json::Value;

use crate::calendar::{Day, Month, Slot};
use crate::id::{
    ActivityId, DistrictId, GroupId, MeasureId, OfficeId, PlaceId, RecordId, SessionId, derived,
};
use crate::json::{FromJson, Object, serde_through_json, word_from_json};
use crate::kind::ActivityKind;
use crate::record::Record;
use crate::sorted::{SortedMap, SortedSet};

mod counts;
mod draft;
#[cfg(test)]
mod tests;

pub use counts::Counts;
pub use draft::{Draft, DraftFault};

/// The day or month that a log is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// One day.
    Day(Day),
    /// A whole month's total.
    Month(Month),
}

impl FromJson for When {
    fn from_json(json: Value) -> Option<Self> {
        let mut object = Object::of(json)?;
        let day: Option<Day> = object.take("day")?;
        let month: Option<Month> = object.take("month")?;
        day.map(Self::Day).or(month.map(Self::Month))
    }
}

impl When {
    /// The month that it counts in.
    pub fn month(self) -> Month {
        match self {
            Self::Day(day) => day.month(),
            Self::Month(month) => month,
        }
    }

    /// The day, where it is one.
    pub const fn day(self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(day),
            Self::Month(_) => None,
        }
    }

    /// The last day of it, for ordering and for "not yet".
    pub fn last_day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Month(month) => month.last(),
        }
    }

    /// 「11月24日（火）」, 「11月の合計」.
    pub fn text(self) -> String {
        match self {
            Self::Day(day) => day.text_with_weekday(),
            Self::Month(month) => format!("{}の合計", month.text()),
        }
    }
}

/// Whether it was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Held {
    /// 実施.
    #[default]
    Done,
    /// 中止: 雨.
    Rain,
    /// 中止: 感染症.
    Infection,
    /// 中止: 暑さ.
    Heat,
    /// 中止: 人手.
    Hands,
    /// 中止: その他.
    Other,
}

word_from_json!(Held {
    "done" => Done,
    "rain" => Rain,
    "infection" => Infection,
    "heat" => Heat,
    "hands" => Hands,
    "other" => Other,
});
serde_through_json!(When Held);

impl Held {
    /// All of them; done first.
    pub const ALL: [Self; 6] =
        [Self::Done, Self::Rain, Self::Infection, Self::Heat, Self::Hands, Self::Other];
    /// As stored.
    pub const KEYS: [&str; 6] = ["done", "rain", "infection", "heat", "hands", "other"];

    /// As stored.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Rain => "rain",
            Self::Infection => "infection",
            Self::Heat => "heat",
            Self::Hands => "hands",
            Self::Other => "other",
        }
    }

    /// Reads the stored word; a reason of a newer build is some other reason.
    pub fn read(text: Option<&str>) -> Self {
        match text {
            None | Some("done") => Self::Done,
            Some(text) => Self::ALL.into_iter().find(|held| held.key() == text).unwrap_or(Self::Other),
        }
    }

    /// Whether it took place.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done)
    }

    /// 「雨」 …; none where it took place.
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::Done => None,
            Self::Rain => Some("雨"),
            Self::Infection => Some("感染症"),
            Self::Heat => Some("暑さ"),
            Self::Hands => Some("人手"),
            Self::Other => Some("その他"),
        }
    }
}

/// A log as its record tells it. What the record does not say is none; what this build does not know stays there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// The district; none for the whole ward's.
    pub district: Option<DistrictId>,
    /// The kind's key.
    pub what: String,
    /// The group.
    pub group: Option<GroupId>,
    /// The session that it is a meeting of.
    pub session: Option<SessionId>,
    /// Where.
    pub place: Option<PlaceId>,
    /// When; none where the record does not say it in a way that this build reads.
    pub when: Option<When>,
    /// When on the day.
    pub slot: Option<Slot>,
    /// Whether it was held.
    pub held: Held,
    /// How many.
    pub counts: Counts,
    /// およそ.
    pub about: bool,
    /// 前回と同じ人数.
    pub same_as_last: bool,
    /// What was done.
    pub content: SortedSet<String>,
    /// ひとことメモ.
    pub note: Option<String>,
    /// Offices that were there or supported it.
    pub support: SortedSet<OfficeId>,
    /// Measures that a person said it serves, or does not, against the rule.
    pub serves: SortedMap<MeasureId, bool>,
    /// The office that entered it for those who use paper.
    pub entered_by: Option<OfficeId>,
    /// 別の回: said to be another one than what looks the same.
    pub another: bool,
    /// The record that it was moved from.
    pub from: Option<RecordId>,
}

impl Activity {
    /// Reads a record; never fails.
    pub fn read(record: &Record) -> Self {
        let day = record.text("day").and_then(|text| Day::parse(text).ok()).map(When::Day);
        let month = record.text("month").and_then(|text| Month::parse(text).ok()).map(When::Month);
        Self {
            id: ActivityId::of(record.id),
            district: record.scope.district(),
            what: record.text("what").unwrap_or_default().to_owned(),
            group: record.link("group").map(GroupId::of),
            session: record.link("session").map(SessionId::of),
            place: record.link("place").map(PlaceId::of),
            when: day.or(month),
            slot: record.text("slot").and_then(|text| Slot::parse(text).ok()),
            held: Held::read(record.text("held")),
            counts: Counts::read(record),
            about: record.flag("about"),
            same_as_last: record.flag("same_as_last"),
            content: ticked(record, "content").map(str::to_owned).collect(),
            note: record.text("note").map(str::to_owned),
            support: ticked(record, "support").filter_map(|id| id.parse().ok()).collect(),
            serves: record
                .members("serves")
                .filter_map(|(id, value)| Some((id.parse().ok()?, value.as_bool()?)))
                .collect(),
            entered_by: record.link("entered_by").map(OfficeId::of),
            another: record.flag("another"),
            from: record.link("from"),
        }
    }

    /// Whether its id was made of another day than its own, as far as that can be told; a random id is of no day.
    pub fn is_moved(&self) -> bool {
        if !self.id.record().is_derived() {
            return false;
        }
        let made = |n: u32| match (self.session, self.group, self.when) {
            (Some(session), _, Some(When::Day(day))) => Some(id_for_session(session, day, n)),
            (None, Some(group), Some(When::Day(day))) => Some(id_for_group(group, &self.what, day, n)),
            (_, Some(group), Some(When::Month(month))) => Some(id_for_month(group, &self.what, month)),
            _ => None,
        };
        !(1..=OF_A_DAY).any(|n| made(n) == Some(self.id))
    }

    /// The day on which it stands in a list.
    pub fn day(&self) -> Option<Day> {
        self.when.map(When::last_day)
    }

    /// The measures that it serves: those of the rules, and a person's word before them.
    pub fn serving(&self, by_rule: SortedSet<MeasureId>) -> SortedSet<MeasureId> {
        said(&self.serves, by_rule)
    }

    /// 「参加 19人・担い手 5人」, 「約30人 …」, 「中止（雨）」; empty where nothing was counted.
    pub fn line(&self, kind: &ActivityKind<'_>) -> String {
        match self.held.reason() {
            Some(reason) => format!("中止（{reason}）"),
            None => self.counts.line(kind, self.about),
        }
    }
}

/// A person's word on single measures laid over what the rules say.
pub(crate) fn said(
    serves: &SortedMap<MeasureId, bool>,
    by_rule: SortedSet<MeasureId>,
) -> SortedSet<MeasureId> {
    let yes = serves.iter().filter(|(_, serves)| **serves).map(|(measure, _)| *measure);
    by_rule.into_iter().chain(yes).filter(|measure| serves.get(measure) != Some(&false)).collect()
}

/// The members of a set that are ticked.
fn ticked<'a>(record: &'a Record, set: &'a str) -> impl Iterator<Item = &'a str> {
    record.members(set).filter(|(_, value)| **value == Value::Bool(true)).map(|(member, _)| member)
}

/// Logs of one meeting or group and day that are looked for.
const OF_A_DAY: u32 = 3;

/// The id of the n-th log of a session's meeting: of the day on which the rule set it, wherever it was moved.
pub fn id_for_session(session: SessionId, scheduled: Day, n: u32) -> ActivityId {
    id(&["activity", "session", &session.to_string(), &scheduled.to_string(), &n.to_string()])
}

/// The id of the n-th log of a group and kind off schedule: of the day that was chosen first.
pub fn id_for_group(group: GroupId, kind: &str, first_chosen: Day, n: u32) -> ActivityId {
    id(&["activity", "group", &group.to_string(), kind, &first_chosen.to_string(), &n.to_string()])
}

/// The id of a month's total of a group and kind.
pub fn id_for_month(group: GroupId, kind: &str, month: Month) -> ActivityId {
    id(&["activity", "month", &group.to_string(), kind, &month.to_string()])
}

fn id(parts: &[&str]) -> ActivityId {
    ActivityId::of(derived(parts))
}
