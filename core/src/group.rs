//! 活動団体: who does it; who belongs to it stands in each person's record.

use serde_json::Value;

use crate::calendar::Day;
use crate::id::{DistrictId, GroupId, OfficeId, PlaceId, RecordId};
use crate::record::{Fields, Record};

/// A group as its record tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its district.
    pub district: Option<DistrictId>,
    /// Its name.
    pub name: String,
    /// よみ.
    pub kana: Option<String>,
    /// The kind that it usually does.
    pub what: Option<String>,
    /// Where it usually meets.
    pub place: Option<PlaceId>,
    /// The office that supports it.
    pub office: Option<OfficeId>,
    /// Its first day.
    pub since: Option<Day>,
    /// Its last day.
    pub until: Option<Day>,
    /// The number of times a year that was agreed with it; goes before the number that its grant asks of all.
    pub grant: Option<u64>,
    /// The grant that it applies for, by its key in the ward's list.
    pub grant_of: Option<String>,
    /// Named by somebody who joined; staff have not settled it yet.
    pub provisional: bool,
    /// The group that it was before.
    pub from: Option<RecordId>,
}

impl Group {
    /// A group with a name alone.
    pub const fn named(id: GroupId, district: DistrictId, name: String) -> Self {
        Self {
            id,
            district: Some(district),
            name,
            kana: None,
            what: None,
            place: None,
            office: None,
            since: None,
            until: None,
            grant: None,
            grant_of: None,
            provisional: false,
            from: None,
        }
    }

    /// Reads a record; never fails.
    pub fn read(record: &Record) -> Self {
        let day = |field: &str| record.text(field).and_then(|text| Day::parse(text).ok());
        Self {
            id: GroupId::of(record.id),
            district: record.scope.district(),
            name: record.text("name").unwrap_or_default().to_owned(),
            kana: record.text("kana").map(str::to_owned),
            what: record.text("what").map(str::to_owned),
            place: record.link("place").map(PlaceId::of),
            office: record.link("office").map(OfficeId::of),
            since: day("since"),
            until: day("until"),
            grant: record.number("grant"),
            grant_of: record.text("grant_of").map(str::to_owned),
            provisional: record.flag("provisional"),
            from: record.link("from"),
        }
    }

    /// The record's fields.
    pub fn fields(&self) -> Fields {
        let text = |text: &str| Value::from(text);
        let fields = [
            ("name", Some(text(&self.name))),
            ("kana", self.kana.as_deref().map(text)),
            ("what", self.what.as_deref().map(text)),
            ("place", self.place.map(|id| Value::from(id.to_string()))),
            ("office", self.office.map(|id| Value::from(id.to_string()))),
            ("since", self.since.map(|day| Value::from(day.to_string()))),
            ("until", self.until.map(|day| Value::from(day.to_string()))),
            ("grant", self.grant.map(Value::from)),
            ("grant_of", self.grant_of.as_deref().map(text)),
            ("provisional", self.provisional.then_some(Value::Bool(true))),
            ("from", self.from.map(|id| Value::from(id.to_string()))),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// Whether it goes on, on a day.
    pub fn lives_on(&self, day: Day) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}
