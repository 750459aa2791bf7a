//! How the plan's nouns stand in a record's fields: sets, orders, years and small objects; no meaning of any one noun.

use serde::Serialize;
use serde_json::Value;

use crate::calendar::FiscalYear;
use crate::id::RecordId;
use crate::json::FromJson;
use crate::record::{Fields, Record};
use crate::sorted::{SortedMap, sort_by};
use crate::text::{TITLE_CHARS, Title};

/// A text that is there and not empty.
pub(super) fn text(record: &Record, field: &str) -> Option<String> {
    record.text(field).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A title; one that a newer build let be longer is shown cut.
pub(super) fn title(record: &Record) -> Option<Title> {
    let text = record.text("title")?;
    let cut = |_| Title::parse(&text.chars().take(TITLE_CHARS - 1).chain(['…']).collect::<String>());
    if text.trim().is_empty() { None } else { Title::parse(text).or_else(cut).ok() }
}

/// A list of texts; what is not text is passed over.
pub(super) fn texts(record: &Record, field: &str) -> Vec<String> {
    let list = record.fields.get(field).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A fiscal year.
pub(super) fn year(record: &Record, field: &str) -> Option<FiscalYear> {
    record.number(field).and_then(|year| i32::try_from(year).ok()).and_then(|year| FiscalYear::new(year).ok())
}

/// The members of a set of ids, in the order that their values number.
pub(super) fn ordered(record: &Record, set: &str) -> Vec<RecordId> {
    let mut members: Vec<(u64, RecordId)> = record
        .members(set)
        .filter(|(_, value)| !matches!(value, Value::Null | Value::Bool(false)))
        .filter_map(|(id, value)| Some((value.as_u64().unwrap_or(u64::MAX), RecordId::parse(id).ok()?)))
        .collect();
    sort_by(&mut members, &Ord::cmp);
    members.into_iter().map(|(_, id)| id).collect()
}

/// Small objects by key; one that cannot be read is passed over.
pub(super) fn entries<T: FromJson>(record: &Record, set: &str) -> SortedMap<String, T> {
    record
        .members(set)
        .filter(|(_, value)| !value.is_null())
        .filter_map(|(key, value)| Some((key.to_owned(), T::from_json(value.clone())?)))
        .collect()
}

/// Gathers fields; what is unknown is not written.
#[derive(Default)]
pub(super) struct Writer(Fields);

impl Writer {
    pub(super) fn value(&mut self, field: &str, value: Value) {
        self.0.insert(field.to_owned(), value);
    }

    pub(super) fn text(&mut self, field: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.value(field, Value::from(text));
        }
    }

    pub(super) fn texts(&mut self, field: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.value(field, Value::from(texts));
        }
    }

    pub(super) fn number(&mut self, field: &str, number: Option<u64>) {
        if let Some(number) = number {
            self.value(field, Value::from(number));
        }
    }

    pub(super) fn year(&mut self, field: &str, year: Option<FiscalYear>) {
        self.number(field, year.and_then(|year| u64::try_from(year.year()).ok()));
    }

    pub(super) fn link(&mut self, field: &str, id: Option<RecordId>) {
        if let Some(id) = id {
            self.value(field, Value::from(id.to_string()));
        }
    }

    pub(super) fn ordered(&mut self, set: &str, ids: impl Iterator<Item = RecordId>) {
        for (order, id) in ids.enumerate() {
            self.value(&format!("{set}.{id}"), Value::from(order));
        }
    }

    pub(super) fn entries<T: Serialize>(&mut self, set: &str, entries: &SortedMap<String, T>) {
        for (key, entry) in entries {
            if let Ok(value) = serde_json::to_value(entry) {
                self.value(&format!("{set}.{key}"), value);
            }
        }
    }

    pub(super) fn fields(self) -> Fields {
        self.0
    }
}
