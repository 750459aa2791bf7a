//! How many came, helped and were reached by one log; participants and helpers are never one number.

use serde::Serialize;
use serde_json::Value;

use crate::from_json;
use crate::json::serde_through_json;
use crate::kind::ActivityKind;
use crate::record::Record;
use crate::sorted::SortedMap;

/// The numbers of one log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Heads by band.
    pub bands: SortedMap<String, u64>,
    /// Heads in all, where the bands are unknown or the kind has none.
    pub total: Option<u64>,
    /// 担い手.
    pub helpers: Option<u64>,
    /// 食, 組, 軒 … by key.
    pub quantities: SortedMap<String, u64>,
}

from_json! {
    Counts { bands or SortedMap::new(), total, helpers, quantities or SortedMap::new() }
}
serde_through_json!(Counts);

impl Counts {
    /// Reads a record's numbers.
    pub fn read(record: &Record) -> Self {
        let numbers = |set: &str| -> SortedMap<String, u64> {
            let members = record.members(set);
            members.filter_map(|(key, value)| Some((key.to_owned(), Value::as_u64(value)?))).collect()
        };
        Self {
            bands: numbers("head"),
            total: record.number("heads"),
            helpers: record.number("helpers"),
            quantities: numbers("qty"),
        }
    }

    /// Whether nothing at all was counted.
    pub fn is_empty(&self) -> bool {
        self.bands.is_empty() && self.total.is_none() && self.helpers.is_none() && self.quantities.is_empty()
    }

    /// 参加: the total, or the sum of the bands without those that are part of others. None where none was counted.
    pub fn attendance(&self, kind: &ActivityKind<'_>) -> Option<u64> {
        if self.total.is_some() {
            return self.total;
        }
        let part = |key: &str| kind.band(key).is_some_and(|band| band.part);
        let mut whole = self.bands.iter().filter(|(key, _)| !part(key)).map(|(_, heads)| *heads).peekable();
        whole.peek()?;
        Some(whole.fold(0, u64::saturating_add))
    }

    /// Whether the bands are known.
    pub fn is_split(&self) -> bool {
        self.total.is_none() && !self.bands.is_empty()
    }

    /// The number that shows how large the log was: 参加, else the main quantity, else 担い手.
    pub fn size(&self, kind: &ActivityKind<'_>) -> Option<u64> {
        let main = || kind.quantities.first().and_then(|quantity| self.quantities.get(quantity.key)).copied();
        self.attendance(kind).or_else(main).or(self.helpers)
    }

    /// 「参加 19人・担い手 5人」, 「38食・担い手 10人」.
    pub fn line(&self, kind: &ActivityKind<'_>, about: bool) -> String {
        let about = if about { "約" } else { "" };
        let came = self.attendance(kind).map(|heads| format!("参加 {about}{heads}人"));
        let reached = kind.quantities.iter().filter(|quantity| !quantity.part).filter_map(|quantity| {
            let number = self.quantities.get(quantity.key)?;
            Some(format!("{about}{number}{}", quantity.unit))
        });
        let helped = self.helpers.map(|heads| format!("担い手 {heads}人"));
        came.into_iter().chain(reached).chain(helped).collect::<Vec<_>>().join("・")
    }
}
