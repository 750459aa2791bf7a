//! A TOML file as one tree of tables, whose fields are taken out one by one through the door that JSON has; what a field
//! means is not known here.
//!
//! A reader that serde derives is written out anew for every table; these few lines are shared by all.

use core::ops::Range;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};
use tsunagari_core::json::FromJson;

use crate::plan_file::{PlanFileError, Problem};

type Result<T> = core::result::Result<T, PlanFileError>;

/// The fields that a row may be called by in a fault, the first one that it has.
const CALLED: [&str; 5] = ["key", "slug", "from", "name", "text"];
/// How much of a wrong value a fault shows, in letters.
const SHOWN_CHARS: usize = 40;

/// A table of a file, or the whole file.
pub(crate) struct Table<'a> {
    source: Source<'a>,
    /// `node`; none is the file.
    name: Option<&'static str>,
    fields: DeTable<'a>,
    /// What faults call it.
    called: String,
}

#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

/// What is read out of a table.
pub(crate) trait FromTable: Sized {
    fn from_table(table: &mut Table<'_>) -> Result<Self>;
}

/// Reads a file; a field or table that nobody takes is a fault.
pub(crate) fn read<T: FromTable>(file: &str, text: &str) -> Result<T> {
    let source = Source { file, text };
    let fields = DeTable::parse(text).map_err(|error| source.broken(&error))?;
    Table::new(source, None, &fields.span(), fields.into_inner()).whole()
}

impl<'a> Table<'a> {
    fn new(source: Source<'a>, name: Option<&'static str>, at: &Range<usize>, fields: DeTable<'a>) -> Self {
        let text = |field: &&str| fields.get(*field).and_then(|value| value.get_ref().as_str());
        let called = CALLED.iter().find_map(text);
        let called = called.map_or_else(|| format!("（{}行目）", source.line(at)), str::to_owned);
        Self { source, name, fields, called }
    }

    fn whole<T: FromTable>(mut self) -> Result<T> {
        let noun = T::from_table(&mut self)?;
        match self.fields.iter().next() {
            None => Ok(noun),
            Some((field, _)) => Err(self.unknown(field.get_ref(), &field.span())),
        }
    }

    /// A field; a fault where it says something else, or is missing and must be there.
    pub(crate) fn take<T: FromJson>(&mut self, field: &'static str) -> Result<T> {
        match self.fields.remove(field) {
            Some(value) => self.said(field, value),
            None => T::absent().ok_or_else(|| self.missing(field)),
        }
    }

    /// A field, or what stands for it where it is missing.
    pub(crate) fn or<T: FromJson>(&mut self, field: &'static str, missing: T) -> Result<T> {
        self.fields.remove(field).map_or(Ok(missing), |value| self.said(field, value))
    }

    fn said<T: FromJson>(&self, field: &'static str, value: Spanned<DeValue<'a>>) -> Result<T> {
        let at = value.span();
        json(value.into_inner()).and_then(T::from_json).ok_or_else(|| self.unreadable(field, &at))
    }

    /// `[NAME]`
    pub(crate) fn one<T: FromTable>(&mut self, name: &'static str) -> Result<T> {
        match self.fields.remove(name) {
            Some(table) => self.under(name, table)?.whole(),
            None => Err(PlanFileError::missing(self.source.file, name)),
        }
    }

    /// Each `[[NAME]]`, in the order of the file.
    pub(crate) fn each<T: FromTable>(&mut self, name: &'static str) -> Result<Vec<T>> {
        let Some(rows) = self.fields.remove(name) else { return Ok(Vec::new()) };
        let at = rows.span();
        let DeValue::Array(rows) = rows.into_inner() else { return Err(self.unreadable(name, &at)) };
        rows.into_iter().map(|row| self.under(name, row)?.whole()).collect()
    }

    fn under(&self, name: &'static str, table: Spanned<DeValue<'a>>) -> Result<Self> {
        let at = table.span();
        match table.into_inner() {
            DeValue::Table(fields) => Ok(Self::new(self.source, Some(name), &at, fields)),
            _ => Err(self.unreadable(name, &at)),
        }
    }

    fn missing(&self, field: &'static str) -> PlanFileError {
        self.wrong(Problem::Missing(field))
    }

    fn unknown(&self, field: &str, at: &Range<usize>) -> PlanFileError {
        self.wrong(Problem::Unknown { line: self.source.line(at), field: field.to_owned() })
    }

    fn unreadable(&self, field: &'static str, at: &Range<usize>) -> PlanFileError {
        let value = self.source.text.get(at.clone()).unwrap_or_default();
        let value = value.chars().take(SHOWN_CHARS).collect();
        self.wrong(Problem::Value { line: self.source.line(at), field, value })
    }

    fn wrong(&self, problem: Problem) -> PlanFileError {
        match self.name {
            Some(name) => PlanFileError::new(self.source.file, name, &self.called, problem),
            None => PlanFileError::whole(self.source.file, problem),
        }
    }
}

impl Source<'_> {
    /// Counted from one.
    fn line(&self, at: &Range<usize>) -> usize {
        1 + self.text.get(..at.start).unwrap_or_default().matches('\n').count()
    }

    fn broken(&self, error: &Error) -> PlanFileError {
        let line = self.line(&error.span().unwrap_or_default());
        PlanFileError::whole(self.file, Problem::Toml { line, why: error.message().to_owned() })
    }
}

/// None for what no field of ours is: a fraction, a date, a number beyond all.
fn json(value: DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok()?.into(),
        DeValue::Boolean(yes) => Value::Bool(yes),
        DeValue::Array(members) => {
            let members = members.into_iter().map(|member| json(member.into_inner()));
            Value::Array(members.collect::<Option<_>>()?)
        }
        DeValue::Table(fields) => {
            let mut object = Map::new();
            for (name, value) in fields {
                object.insert(name.into_inner().into_owned(), json(value.into_inner())?);
            }
            Value::Object(object)
        }
        DeValue::Float(_) | DeValue::Datetime(_) => return None,
    })
}

/// Reads a struct field by field. A field is called as in Rust, or `as "NAME"`; where it may be missing without being an
/// `Option`, `or VALUE` stands for it; `one` and `each` are tables.
macro_rules! from_table {
    (@ $table:ident $field:ident) => { $table.take(stringify!($field))? };
    (@ $table:ident $field:ident as $name:literal) => { $table.take($name)? };
    (@ $table:ident $field:ident or $missing:expr) => { $table.or(stringify!($field), $missing)? };
    (@ $table:ident $field:ident one) => { $table.one(stringify!($field))? };
    (@ $table:ident $field:ident each) => { $table.each(stringify!($field))? };
    ($($noun:ident {
        $($field:ident $(as $name:literal)? $(or $missing:expr)? $(; $many:ident)?),+ $(,)?
    })+) => {$(
        impl $crate::tables::FromTable for $noun {
            fn from_table(
                table: &mut $crate::tables::Table<'_>,
            ) -> Result<Self, $crate::plan_file::PlanFileError> {
                Ok(Self {
                    $($field: $crate::tables::from_table!(@ table $field $(as $name)? $(or $missing)? $($many)?)),+
                })
            }
        }
    )+};
}
pub(crate) use from_table;
