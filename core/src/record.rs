//! Records as they are now, their scopes, kinds and classes; no rule about who may change them, no typed noun.

use serde::{Serialize, Serializer};
use serde_json::Value;
use thiserror::Error;

use crate::calendar::WallTime;
use crate::from_json;
use crate::id::{ChangeId, DistrictId, PersonId, RecordId};
use crate::json::{serde_through_json, text_from_json, word_from_json};
use crate::sorted::SortedMap;

/// Longest field name, in bytes: a word and the member's UUID.
pub const FIELD_NAME_BYTES: usize = 64;
/// Longest kind name, in bytes.
pub const KIND_BYTES: usize = 32;
/// The field that says a record was removed.
pub const REMOVED: &str = "removed";
/// The field that holds a record's day, `2026-11-24`.
pub const DAY: &str = "day";
/// The field that holds the month of a record which counts for all of one, `2026-11`.
pub const MONTH: &str = "month";

/// A counter of one scope; a record's version is the counter's value at its last change. 0 means "never seen".
pub type Version = u64;
/// A field's name: `note`, or `head.child`, `support.<office>` for a member of a set.
pub type FieldName = String;
/// Field values by name.
pub type Fields = SortedMap<FieldName, Value>;

/// What a device reads as a whole, and what a counter of versions belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everyone of the ward.
    OrgAll,
    /// The ward's staff.
    OrgStaff,
    /// Everyone who joined the district.
    DistrictAll(DistrictId),
    /// The staff who look after the district.
    DistrictStaff(DistrictId),
}

/// The text names no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a scope")]
pub struct NotAScope;

impl Scope {
    /// Reads `org/all`, `org/staff`, `district/ID/all`, `district/ID/staff`.
    pub fn parse(text: &str) -> Result<Self, NotAScope> {
        match text {
            "org/all" => return Ok(Self::OrgAll),
            "org/staff" => return Ok(Self::OrgStaff),
            _ => {}
        }
        let rest = text.strip_prefix("district/").ok_or(NotAScope)?;
        let (id, side) = rest.split_once('/').ok_or(NotAScope)?;
        let id = DistrictId::parse(id).map_err(|_| NotAScope)?;
        match side {
            "all" => Ok(Self::DistrictAll(id)),
            "staff" => Ok(Self::DistrictStaff(id)),
            _ => Err(NotAScope),
        }
    }

    /// The district, where the scope is a district's.
    pub const fn district(self) -> Option<DistrictId> {
        match self {
            Self::DistrictAll(id) | Self::DistrictStaff(id) => Some(id),
            Self::OrgAll | Self::OrgStaff => None,
        }
    }
}

impl core::fmt::Display for Scope {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::OrgAll => f.write_str("org/all"),
            Self::OrgStaff => f.write_str("org/staff"),
            Self::DistrictAll(id) => write!(f, "district/{id}/all"),
            Self::DistrictStaff(id) => write!(f, "district/{id}/staff"),
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

text_from_json!(Scope);
serde_through_json!(Scope);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $class:ident;)+) => {
        /// What a record is. A name that this build does not know is kept as it is.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $name,)+
            /// A kind of a newer build.
            Other(String),
        }

        impl Kind {
            /// The name on the wire.
            pub fn as_str(&self) -> &str {
                match self { $(Self::$name => $text,)+ Self::Other(name) => name }
            }
            /// Reads a name; any short text is a kind, known or not.
            pub fn parse(text: &str) -> Result<Self, NotAKind> {
                match text {
                    $($text => Ok(Self::$name),)+
                    "" => Err(NotAKind),
                    other if other.len() <= KIND_BYTES => Ok(Self::Other(other.to_owned())),
                    _ => Err(NotAKind),
                }
            }
            /// Which cells hold it.
            pub const fn class(&self) -> Class {
                match self { $(Self::$name => Class::$class,)+ Self::Other(_) => Class::Log }
            }
        }
    };
}

kinds! {
    /// 区.
    Org = "org", Registry;
    /// 実施主体.
    Body = "body", Registry;
    /// 事業所・課.
    Office = "office", Registry;
    /// 地区.
    District = "district", Registry;
    /// 計画.
    Plan = "plan", Registry;
    /// 計画の見出し.
    Node = "node", Registry;
    /// 取組.
    Measure = "measure", Registry;
    /// 年度ごとの実施計画.
    Item = "item", Registry;
    /// 目標.
    Target = "target", Registry;
    /// 実績数: a number from elsewhere, with its source.
    Figure = "figure", Registry;
    /// 年度のしめ.
    Close = "close", Registry;
    /// 活動団体.
    Group = "group", Registry;
    /// 定例の活動.
    Session = "session", Registry;
    /// 場所.
    Place = "place", Registry;
    /// 人.
    Person = "person", Registry;
    /// Monthly numbers of a district, written by the server alone.
    Summary = "summary", Registry;
    /// That staff know the person who joined.
    Confirmation = "confirmation", Registry;
    /// 記録.
    Activity = "activity", Log;
    /// Why staff corrected a record.
    Reason = "reason", Log;
    /// 実施した取組結果, filed under the first day of its year: a start reads none of the years gone by.
    Result = "result", Log;
}

/// The text cannot be a kind's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a kind")]
pub struct NotAKind;

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

text_from_json!(Kind);
serde_through_json!(Kind);

/// Which cells hold a record: a phone opens the registry without reading a year of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// What changes seldom and is needed at every start.
    Registry,
    /// What grows every day.
    Log,
}

word_from_json!(Class { "registry" => Registry, "log" => Log });

/// Who made or last edited a record, and when by their own clock; shown, never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hand {
    /// The person, by the device's word; none for what the server wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The device's clock.
    pub at: WallTime,
}

/// A value that came second: the one in the record stands, this one waits beside it until somebody chooses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parallel {
    /// The field.
    pub field: FieldName,
    /// The value that arrived; null where the field was cleared.
    pub value: Value,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The change that brought it.
    pub change: ChangeId,
    /// The record's version when it was put here; an edit based on less has not seen it.
    pub version: Version,
}

/// A record as it is now: what the feed carries, what cells hold, what the view shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// Its id, for ever.
    pub id: RecordId,
    /// What it is, for ever.
    pub kind: Kind,
    /// Where it lives, for ever.
    pub scope: Scope,
    /// The scope's counter at its last change; 0 while only this device knows it.
    pub version: Version,
    /// The scope's counter at its first change; 0 likewise.
    pub born: Version,
    /// Who made it.
    pub made: Hand,
    /// Who touched it last.
    pub edited: Hand,
    /// Its values. Fields of newer builds stay as they came.
    pub fields: Fields,
    /// Values that wait for a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parallel: Vec<Parallel>,
}

from_json! {
    Hand { by, at }
    Parallel { field, value, by, change, version }
    Record { id, kind, scope, version, born, made, edited, fields, parallel or Vec::new() }
}
serde_through_json!(Class Hand Parallel Record);

impl Record {
    /// Whether it was removed. A removed record stays in the feed.
    pub fn removed(&self) -> bool {
        self.fields.get(REMOVED).is_some_and(|value| value == &Value::Bool(true))
    }

    /// A text field, where there is one.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    /// The day that it is filed under: its own, or the first of its month.
    pub fn day(&self) -> Option<String> {
        let day = self.text(DAY).map(str::to_owned);
        day.or_else(|| self.text(MONTH).map(|month| format!("{month}-01"))).filter(|day| is_day(day))
    }

    /// A whole number, where there is one.
    pub fn number(&self, field: &str) -> Option<u64> {
        self.fields.get(field).and_then(Value::as_u64)
    }

    /// A yes, where there is one; anything else is no.
    pub fn flag(&self, field: &str) -> bool {
        self.fields.get(field) == Some(&Value::Bool(true))
    }

    /// A field that names another record.
    pub fn link(&self, field: &str) -> Option<RecordId> {
        self.text(field).and_then(|text| RecordId::parse(text).ok())
    }

    /// The members of a set: the fields `prefix.MEMBER`, with MEMBER and value.
    pub fn members<'a>(&'a self, prefix: &str) -> std::vec::IntoIter<(&'a str, &'a Value)> {
        let member = |(name, value): (&'a FieldName, &'a Value)| {
            Some((name.strip_prefix(prefix)?.strip_prefix('.')?, value))
        };
        self.fields.iter().filter_map(member).collect::<Vec<_>>().into_iter()
    }
}

/// Whether the text has the shape of a day, so that days compare as texts.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_back_from_its_text() {
        let district = DistrictId::of(crate::id::derived(&["hinata"]));
        for scope in
            [Scope::OrgAll, Scope::OrgStaff, Scope::DistrictAll(district), Scope::DistrictStaff(district)]
        {
            assert_eq!(Scope::parse(&scope.to_string()), Ok(scope));
        }
        for wrong in ["", "org", "org/all/", "district//all", "district/x/all", "ORG/ALL"] {
            assert_eq!(Scope::parse(wrong), Err(NotAScope), "{wrong}");
        }
    }

    #[test]
    fn a_kind_of_a_newer_build_survives() {
        let kind: Kind = serde_json::from_str("\"levy\"").unwrap();
        assert_eq!(kind, Kind::Other("levy".to_owned()));
        assert_eq!(serde_json::to_string(&kind).unwrap(), "\"levy\"");
    }
}
