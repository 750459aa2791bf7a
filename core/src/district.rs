//! 地区: never deleted; successors take over the counting.

use serde_json::Value;

use crate::calendar::Day;
use crate::id::{DistrictId, OfficeId};
use crate::record::{Fields, Record};
use crate::sorted::{SortedMap, SortedSet};

/// A district as its record tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// Its id.
    pub id: DistrictId,
    /// Its name; empty where the ward's documents give only a number.
    pub name: String,
    /// よみ.
    pub kana: Option<String>,
    /// Its number in the ward's list.
    pub number: Option<u64>,
    /// The plaza in whose area it lies.
    pub office: Option<OfficeId>,
    /// Its first day.
    pub since: Option<Day>,
    /// Its last day.
    pub until: Option<Day>,
    /// The districts that it became.
    pub next: SortedSet<DistrictId>,
}

impl District {
    /// One of which nothing is known but its name.
    pub const fn named(id: DistrictId, name: String) -> Self {
        Self {
            id,
            name,
            kana: None,
            number: None,
            office: None,
            since: None,
            until: None,
            next: SortedSet::new(),
        }
    }

    /// Reads a record; never fails.
    pub fn read(record: &Record) -> Self {
        let day = |field: &str| record.text(field).and_then(|text| Day::parse(text).ok());
        let next = record.members("next").filter(|(_, value)| **value == Value::Bool(true));
        Self {
            id: DistrictId::of(record.id),
            name: record.text("name").unwrap_or_default().to_owned(),
            kana: record.text("kana").map(str::to_owned),
            number: record.number("number"),
            office: record.link("office").map(OfficeId::of),
            since: day("since"),
            until: day("until"),
            next: next.filter_map(|(id, _)| id.parse().ok()).collect(),
        }
    }

    /// The record's fields.
    pub fn fields(&self) -> Fields {
        let named = Some(self.name.as_str()).filter(|name| !name.is_empty());
        let fields = [
            ("name", named.map(Value::from)),
            ("kana", self.kana.as_deref().map(Value::from)),
            ("number", self.number.map(Value::from)),
            ("office", self.office.map(|id| Value::from(id.to_string()))),
            ("since", self.since.map(|day| Value::from(day.to_string()))),
            ("until", self.until.map(|day| Value::from(day.to_string()))),
        ];
        let next = self.next.iter().map(|id| (format!("next.{id}"), Value::Bool(true)));
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).chain(next).collect()
    }

    /// 「ひなた地区」, 「地区 3」.
    pub fn label(&self) -> String {
        match (self.name.is_empty(), self.number) {
            (false, _) => self.name.clone(),
            (true, Some(number)) => format!("地区 {number}"),
            (true, None) => "地区".to_owned(),
        }
    }

    /// Whether it exists, on a day.
    pub fn lives_on(&self, day: Day) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// The districts that count for a district now: itself, or those that took over, and those after them.
pub fn successors(districts: &SortedMap<DistrictId, District>, from: DistrictId) -> SortedSet<DistrictId> {
    let (mut seen, mut open, mut ends) = (SortedSet::new(), vec![from], SortedSet::new());
    while let Some(id) = open.pop() {
        // A circle ends where it began.
        if !seen.insert(id) {
            continue;
        }
        match districts.get(&id).map(|district| &district.next) {
            Some(next) if !next.is_empty() => open.extend(next),
            _ => {
                ends.insert(id);
            }
        }
    }
    ends
}
