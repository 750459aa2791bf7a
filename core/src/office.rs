//! 事業所・課: an office of a body: where it is, what it looks after, and where one telephones.

use serde_json::Value;

use crate::district::District;
use crate::id::{BodyId, DistrictId, OfficeId};
use crate::record::{Fields, Record};
use crate::sorted::SortedSet;

/// What an office is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfficeKind {
    /// 地域ケアプラザ.
    Plaza,
    /// 区役所の課.
    Ward,
    /// 区社協.
    Council,
    /// その他.
    Other,
}

impl OfficeKind {
    /// In the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Plaza, Self::Ward, Self::Council, Self::Other];
    /// As stored.
    pub const KEYS: [&str; 4] = ["plaza", "ward", "council", "other"];

    /// As stored.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plaza => "plaza",
            Self::Ward => "ward",
            Self::Council => "council",
            Self::Other => "other",
        }
    }

    /// From its key; another word is その他.
    pub fn read(text: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|kind| Some(kind.key()) == text).unwrap_or(Self::Other)
    }
}

/// An office as its record tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its id.
    pub id: OfficeId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub what: OfficeKind,
    /// The body of the plans that it is an office of.
    pub body: Option<BodyId>,
    /// Its telephone, as printed.
    pub phone: Option<String>,
    /// Where it is.
    pub address: Option<String>,
    /// The districts in its area.
    pub districts: SortedSet<DistrictId>,
}

impl Office {
    /// One of which nothing is known but its name and what it is.
    pub const fn named(id: OfficeId, what: OfficeKind, name: String) -> Self {
        Self { id, name, what, body: None, phone: None, address: None, districts: SortedSet::new() }
    }

    /// Whether a district is in its area, as either of the two says.
    pub fn looks_after(&self, district: &District) -> bool {
        district.office == Some(self.id) || self.districts.contains(&district.id)
    }

    /// Reads a record; never fails.
    pub fn read(record: &Record) -> Self {
        let area = record.members("district").filter(|(_, value)| **value == Value::Bool(true));
        Self {
            id: OfficeId::of(record.id),
            name: record.text("name").unwrap_or_default().to_owned(),
            what: OfficeKind::read(record.text("what")),
            body: record.link("body").map(BodyId::of),
            phone: record.text("phone").map(str::to_owned),
            address: record.text("address").map(str::to_owned),
            districts: area.filter_map(|(id, _)| id.parse().ok()).collect(),
        }
    }

    /// The record's fields.
    pub fn fields(&self) -> Fields {
        let fields = [
            ("name", Some(Value::from(self.name.as_str()))),
            ("what", Some(Value::from(self.what.key()))),
            ("body", self.body.map(|id| Value::from(id.to_string()))),
            ("phone", self.phone.as_deref().map(Value::from)),
            ("address", self.address.as_deref().map(Value::from)),
        ];
        let area = self.districts.iter().map(|id| (format!("district.{id}"), Value::Bool(true)));
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).chain(area).collect()
    }
}
