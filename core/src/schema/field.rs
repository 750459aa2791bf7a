//! What a field's name and value may look like; which kind has which field is beside it.

use serde_json::Value;

use crate::calendar::{Day, Month, Slot};
use crate::grant::Grant;
use crate::id::RecordId;
use crate::kind::is_own_kind;
use crate::plan::result::is_word;
use crate::session::{Break, Rule, is_move};
use crate::text::{is_clean, is_key};

/// A field of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name, or the set of which it is a member.
    pub name: Name,
    /// What its value may be.
    pub shape: Shape,
}

/// How a field is called.
#[derive(Debug, Clone, Copy)]
pub enum Name {
    /// By this name.
    One(&'static str),
    /// `set.member`.
    In(&'static str, Member),
    /// Any name that is not empty.
    Any,
}

/// What the members of a set are named by.
#[derive(Debug, Clone, Copy)]
pub enum Member {
    /// A record's id.
    Id,
    /// A key of small letters.
    Key,
    /// A day.
    Day,
    /// 1–12.
    MonthNumber,
    /// A western year, for a plan's cells.
    Year,
    /// `12-25_01-07`.
    Break,
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// One line of so many characters at most.
    Text(usize),
    /// Several lines of so many characters at most.
    Lines(usize),
    /// A whole number from 0 to this.
    Number(u64),
    /// `2026-11-24`.
    Day,
    /// `2026-11`.
    Month,
    /// `10:00`, `am` …
    Slot,
    /// A record's id.
    Id,
    /// Yes; no is null.
    Flag,
    /// Yes or no.
    Bool,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A key of small letters.
    Key,
    /// A session's rule.
    Rule,
    /// Where a meeting was moved to.
    Move,
    /// A ward's own kind of activity.
    OwnKind,
    /// What a grant asks for.
    Grant,
    /// A result's text with its state.
    Word,
    /// Any JSON whose text has so many bytes at most.
    Json(usize),
}

/// A field with a name of its own.
pub(super) const fn one(name: &'static str, shape: Shape) -> Field {
    Field { name: Name::One(name), shape }
}

/// The members of a set.
pub(super) const fn set(name: &'static str, member: Member, shape: Shape) -> Field {
    Field { name: Name::In(name, member), shape }
}

impl Name {
    /// The name of the field, or of the set.
    pub const fn stem(&self) -> &'static str {
        match self {
            Self::One(name) | Self::In(name, _) => name,
            Self::Any => "",
        }
    }

    /// Whether a field is called so.
    pub fn is(&self, field: &str) -> bool {
        match self {
            Self::One(name) => *name == field,
            Self::In(set, member) => {
                let rest = field.strip_prefix(set).and_then(|rest| rest.strip_prefix('.'));
                rest.is_some_and(|rest| member.names(rest))
            }
            Self::Any => !field.is_empty(),
        }
    }
}

impl Member {
    fn names(self, text: &str) -> bool {
        let number = |least: u32, most: u32| {
            text.parse::<u32>()
                .is_ok_and(|number| (least..=most).contains(&number) && number.to_string() == text)
        };
        match self {
            Self::Id => is_id(text),
            Self::Key => is_key(text),
            Self::Day => Day::parse(text).is_ok(),
            Self::MonthNumber => number(1, 12),
            Self::Year => number(1868, 2199),
            Self::Break => Break::parse(text).is_some_and(|stretch| stretch.to_string() == text),
        }
    }
}

impl Shape {
    /// Whether a value, not null, is of this shape.
    pub fn fits(&self, field: &str, value: &Value) -> bool {
        let text = |test: &dyn Fn(&str) -> bool| value.as_str().is_some_and(test);
        match self {
            Self::Text(limit) => text(&|text| !text.is_empty() && is_clean(text, *limit, false)),
            Self::Lines(limit) => text(&|text| !text.is_empty() && is_clean(text, *limit, true)),
            Self::Number(most) => value.as_u64().is_some_and(|number| number <= *most),
            Self::Day => text(&|text| Day::parse(text).is_ok()),
            Self::Month => text(&|text| Month::parse(text).is_ok()),
            Self::Slot => text(&|text| Slot::parse(text).is_ok()),
            Self::Id => text(&is_id),
            Self::Flag => *value == Value::Bool(true),
            Self::Bool => value.is_boolean(),
            Self::OneOf(words) => text(&|text| words.contains(&text)),
            Self::Key => text(&is_key),
            Self::Rule => text(&|text| Rule::parse(text).is_ok()),
            Self::Move => is_move(value),
            Self::OwnKind => field.split_once('.').is_some_and(|(_, key)| is_own_kind(key, value)),
            Self::Grant => Grant::read(value).is_some(),
            Self::Word => is_word(value),
            Self::Json(bytes) => value.to_string().len() <= *bytes,
        }
    }
}

/// A record's id as this app writes it: one record has one name.
fn is_id(text: &str) -> bool {
    RecordId::parse(text).is_ok_and(|id| id.to_string() == text)
}
