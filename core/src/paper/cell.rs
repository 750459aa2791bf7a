//! One cell: text or a whole number, how it looks, what it covers; nothing of its place.

use serde::{Serialize, Serializer};

use crate::from_json;
use crate::json::{FromJson, Value as Json, word_from_json};

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// What it says.
    pub value: Value,
    /// How it looks.
    pub style: Style,
    /// Rows that it covers below its own.
    pub down: u16,
    /// Columns that it covers to the right of its own.
    pub right: u16,
}

/// What a cell says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Text, of several lines where it has line ends. It is never a formula, whatever it begins with.
    Text(String),
    /// A whole number, which a sheet can add.
    Number(u64),
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// The sheet's name, large, without a frame.
    Title,
    /// Over a column.
    Head,
    /// A heading across: 重点項目.
    Heading,
    /// Text in a frame.
    #[default]
    Cell,
    /// A number in a frame, at the right.
    Number,
    /// Small words without a frame.
    Note,
    /// To be filled in by hand or in Excel.
    Input,
}

from_json! { Cell { value, style, down or 0, right or 0 } }
word_from_json!(Style {
    "title" => Title,
    "head" => Head,
    "heading" => Heading,
    "cell" => Cell,
    "number" => Number,
    "note" => Note,
    "input" => Input,
});

impl Cell {
    /// Text that looks so.
    pub fn text(style: Style, text: impl Into<String>) -> Self {
        let text = text.into();
        let value = if text.is_empty() { Value::Empty } else { Value::Text(text) };
        Self { value, style, ..Self::default() }
    }

    /// A number.
    pub const fn number(number: u64) -> Self {
        Self { value: Value::Number(number), style: Style::Number, down: 0, right: 0 }
    }

    /// An empty cell that looks so.
    pub const fn empty(style: Style) -> Self {
        Self { value: Value::Empty, style, down: 0, right: 0 }
    }

    /// Covers so many rows below.
    pub const fn down(mut self, rows: u16) -> Self {
        self.down = rows;
        self
    }

    /// Covers so many columns to the right.
    pub const fn right(mut self, columns: u16) -> Self {
        self.right = columns;
        self
    }
}

impl Value {
    /// As letters.
    pub fn letters(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => to.serialize_unit(),
            Self::Text(text) => to.serialize_str(text),
            Self::Number(number) => to.serialize_u64(*number),
        }
    }
}

impl FromJson for Value {
    fn from_json(json: Json) -> Option<Self> {
        match json {
            Json::Null => Some(Self::Empty),
            Json::String(text) => Some(Self::Text(text)),
            Json::Number(number) => number.as_u64().map(Self::Number),
            _ => None,
        }
    }
}
