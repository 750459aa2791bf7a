//! 助成金の条件: what a grant asks of a group's year, as the ward's own list in its record holds it; no log, no group.

use serde_json::{Map, Value, json};

use crate::record::Record;
use crate::sorted::{SortedMap, SortedSet};
use crate::text::{NAME_CHARS, TITLE_CHARS, is_clean, is_key};

/// The set in which the ward's record keeps its grants: `grant.<key>`.
pub const GRANTS: &str = "grant";
/// Grants of one ward, at most.
pub const GRANTS_MAX: usize = 50;
/// The most that a condition may ask for.
pub const LEAST_MAX: u64 = 9_999;
/// Months of a year.
const MONTHS: core::ops::RangeInclusive<u64> = 1..=12;

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// 年の回数.
    Times,
    /// 参加の月平均: 参加延べ, by the months that count.
    HeadsMonth,
    /// 参加の1回平均.
    HeadsTime,
    /// 担い手の月平均.
    HelpersMonth,
    /// 担い手の1回平均.
    HelpersTime,
}

impl Condition {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] =
        [Self::Times, Self::HeadsMonth, Self::HeadsTime, Self::HelpersMonth, Self::HelpersTime];

    /// As stored.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Times => "times",
            Self::HeadsMonth => "heads_month",
            Self::HeadsTime => "heads_time",
            Self::HelpersMonth => "helpers_month",
            Self::HelpersTime => "helpers_time",
        }
    }
}

/// A grant as the ward's list has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grant {
    /// What it is called: ふれあい助成金（週1回型）.
    pub name: String,
    /// The least that it asks for; a condition that is not named is not asked.
    pub least: SortedMap<Condition, u64>,
    /// The months that count, 1–12; none: all twelve.
    pub months: SortedSet<u32>,
    /// The kinds that count; none: what the group usually does.
    pub kinds: SortedSet<String>,
    /// What else it says, in words.
    pub words: Option<String>,
}

impl Grant {
    /// Reads one value of the list; none where it is no grant. What a newer build added is passed over.
    pub fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        let name = text(object, "name", NAME_CHARS)??;
        let mut least = SortedMap::new();
        for (key, number) in members(object, "least")? {
            let number = number.as_u64().filter(|number| (1..=LEAST_MAX).contains(number))?;
            let known = Condition::ALL.into_iter().find(|condition| condition.key() == key);
            least.extend(known.map(|known| (known, number)));
        }
        let month = |value: &Value| {
            value.as_u64().filter(|month| MONTHS.contains(month)).and_then(|month| u32::try_from(month).ok())
        };
        let kind = |value: &Value| value.as_str().filter(|key| is_key(key)).map(str::to_owned);
        let months = list(object, "months")?.iter().map(month).collect::<Option<_>>()?;
        let kinds = list(object, "kinds")?.iter().map(kind).collect::<Option<_>>()?;
        Some(Self { name, least, months, kinds, words: text(object, "words", TITLE_CHARS)? })
    }

    /// The value that the list keeps.
    pub fn value(&self) -> Value {
        let least: Map<String, Value> = self
            .least
            .iter()
            .map(|(condition, least)| (condition.key().to_owned(), Value::from(*least)))
            .collect();
        let mut value = json!({ "name": self.name, "least": least });
        let told = [
            ("months", (!self.months.is_empty()).then(|| json!(self.months))),
            ("kinds", (!self.kinds.is_empty()).then(|| json!(self.kinds))),
            ("words", self.words.as_ref().map(|words| json!(words))),
        ];
        if let Some(object) = value.as_object_mut() {
            object.extend(told.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        }
        value
    }

    /// Whether a month of the year (1–12) counts.
    pub fn counts_month(&self, month: u32) -> bool {
        self.months.is_empty() || self.months.contains(&month)
    }
}

/// The ward's grants by key; what is no grant is passed over.
pub fn grants(org: Option<&Record>) -> SortedMap<String, Grant> {
    let members = org.into_iter().flat_map(|org| org.members(GRANTS));
    members.filter_map(|(key, value)| Some((key.to_owned(), Grant::read(value)?))).collect()
}

/// A text that may be missing; none outside where it is no clean text of that length, or empty.
fn text(object: &Map<String, Value>, field: &str, limit: usize) -> Option<Option<String>> {
    match object.get(field) {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) if !text.is_empty() && is_clean(text, limit, false) => {
            Some(Some(text.clone()))
        }
        Some(_) => None,
    }
}

fn members<'a>(
    object: &'a Map<String, Value>,
    field: &str,
) -> Option<impl Iterator<Item = (&'a String, &'a Value)> + use<'a>> {
    let inner = match object.get(field) {
        None => None,
        Some(value) => Some(value.as_object()?),
    };
    Some(inner.into_iter().flatten())
}

fn list<'a>(object: &'a Map<String, Value>, field: &str) -> Option<&'a [Value]> {
    match object.get(field) {
        None => Some(&[]),
        Some(value) => value.as_array().map(Vec::as_slice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weekly() -> Grant {
        Grant {
            name: "ふれあい助成金（週1回型）".to_owned(),
            least: [(Condition::Times, 36), (Condition::HeadsMonth, 10)].into(),
            months: [4, 5, 6, 7, 9].into(),
            kinds: ["salon".to_owned()].into(),
            words: Some("担い手が5人以上いること".to_owned()),
        }
    }

    #[test]
    fn a_grant_comes_back_as_it_was() {
        for grant in [weekly(), Grant { name: "年12回".to_owned(), ..Grant::default() }] {
            assert_eq!(Grant::read(&grant.value()), Some(grant));
        }
    }

    #[test]
    fn what_a_newer_build_adds_is_passed_over_and_what_is_wrong_is_no_grant() {
        let mut newer = weekly().value();
        newer["least"]["members"] = json!(5);
        newer["until"] = json!("2028-03-31");
        assert_eq!(Grant::read(&newer), Some(weekly()));
        for (field, wrong) in [
            ("name", json!("")),
            ("name", json!("二\n行")),
            ("name", json!("あ".repeat(41))),
            ("name", json!(3)),
            ("least", json!({"times": 0})),
            ("least", json!({"times": 10_000})),
            ("least", json!([36])),
            ("months", json!([0])),
            ("months", json!([13])),
            ("months", json!("4")),
            ("kinds", json!(["サロン"])),
            ("words", json!("い".repeat(201))),
        ] {
            let mut value = weekly().value();
            value[field] = wrong.clone();
            assert_eq!(Grant::read(&value), None, "{field} {wrong}");
        }
        assert_eq!(Grant::read(&json!({"least": {}})), None, "without a name");
    }

    #[test]
    fn all_months_count_where_none_is_named() {
        assert!(weekly().counts_month(9) && !weekly().counts_month(8));
        assert!(Grant::default().counts_month(8));
    }
}
