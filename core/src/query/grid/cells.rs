//! The columns of the grid and what stands in a row's cells, as typed; reading them is beside it.

use serde::Serialize;

use crate::activity::{Draft, Held, When};
use crate::from_json;
use crate::json::serde_through_json;
use crate::kind::ActivityKind;
use crate::sorted::SortedMap;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// 日.
    Day,
    /// Those who came, of one band; a part (うち…) is never added.
    Band {
        /// The band's key.
        key: &'static str,
        /// As on the form.
        label: &'static str,
    },
    /// Those who came in all: instead of the bands, or to hold their sum against.
    Heads,
    /// 担い手.
    Helpers,
    /// 食, 組, 件.
    Quantity {
        /// The quantity's key.
        key: &'static str,
        /// As on the form.
        label: &'static str,
    },
    /// 中止, with why.
    Held,
    /// およそ.
    About,
}

impl Column {
    /// Names its cell in a draft and on the page.
    pub fn key(&self) -> String {
        match self {
            Self::Day => "day".to_owned(),
            Self::Band { key, .. } => format!("head.{key}"),
            Self::Heads => "heads".to_owned(),
            Self::Helpers => "helpers".to_owned(),
            Self::Quantity { key, .. } => format!("qty.{key}"),
            Self::Held => "held".to_owned(),
            Self::About => "about".to_owned(),
        }
    }

    /// Whether a number is typed there.
    pub const fn is_number(&self) -> bool {
        !matches!(self, Self::Day | Self::Held | Self::About)
    }
}

/// The columns of a kind, in the order in which they are gone through.
pub fn columns(kind: &ActivityKind<'_>) -> Vec<Column> {
    let bands = kind.bands.iter().map(|band| Column::Band { key: band.key, label: band.label });
    let quantities =
        kind.quantities.iter().map(|quantity| Column::Quantity { key: quantity.key, label: quantity.label });
    let mut all = vec![Column::Day];
    if kind.counts_heads {
        all.extend(bands);
        all.extend([Column::Heads, Column::Helpers]);
        all.extend(quantities);
    } else {
        all.extend(quantities);
        all.push(Column::Helpers);
    }
    all.extend([Column::Held, Column::About]);
    all
}

/// What stands in a row's cells. Kept as a draft, so an old build's must still be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Cells {
    /// 日, as typed.
    pub day: String,
    /// Numbers as typed, by column.
    pub numbers: SortedMap<String, String>,
    /// 中止.
    pub held: Held,
    /// およそ.
    pub about: bool,
    /// 別の回: another row of the same day.
    pub another: bool,
}

from_json! {
    Cells {
        day or String::new(),
        numbers or SortedMap::new(),
        held or Held::Done,
        about or false,
        another or false,
    }
}
serde_through_json!(Cells);

impl Cells {
    /// Of a blank row.
    pub fn blank() -> Self {
        Self::default()
    }

    /// Of a log, or of a date that waits for its numbers.
    pub fn of(draft: &Draft, columns: &[Column]) -> Self {
        let day = match draft.when {
            When::Day(day) => day.day_of_month().to_string(),
            When::Month(_) => String::new(),
        };
        let counts = &draft.counts;
        let numbers = columns.iter().filter_map(|column| {
            let number = match column {
                Column::Band { key, .. } if counts.total.is_none() => counts.bands.get(*key).copied(),
                Column::Heads => counts.total,
                Column::Helpers => counts.helpers,
                Column::Quantity { key, .. } => counts.quantities.get(*key).copied(),
                _ => None,
            };
            Some((column.key(), number?.to_string()))
        });
        let numbers = numbers.collect();
        Self { day, numbers, held: draft.held, about: draft.about, another: draft.another }
    }

    /// What is typed in a number's cell.
    pub fn number(&self, column: &Column) -> &str {
        self.numbers.get(&column.key()).map_or("", String::as_str)
    }

    /// Types into a number's cell.
    pub fn set_number(&mut self, column: &Column, typed: String) {
        self.numbers.insert(column.key(), typed);
    }

    /// Whether nothing is typed but, may be, the day.
    pub fn is_empty(&self) -> bool {
        self.numbers.values().all(|typed| typed.trim().is_empty()) && self.held.is_done() && !self.about
    }
}
