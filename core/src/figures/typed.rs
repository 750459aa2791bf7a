//! What is typed into a row of the grid, and what it means: a form to be saved, or which cell is to be set right.

use serde::Serialize;

use super::{Asked, Row};
use crate::from_json;
use crate::intent::figure::FigureForm;
use crate::plan::figure::{FIGURE_CHARS, FIGURE_MAX, Span};
use crate::sorted::SortedMap;
use crate::text::{CountFault, TITLE_CHARS, count};

/// A row as typed. Numbers are by the key of their time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Typed {
    /// What was counted.
    pub title: String,
    /// 件, 部.
    pub unit: String,
    /// 出典.
    pub source: String,
    /// Month by month, or the year's number alone.
    pub monthly: bool,
    /// What stands in the number cells.
    pub numbers: SortedMap<String, String>,
}

from_json! {
    Typed {
        title or String::new(),
        unit or String::new(),
        source or String::new(),
        monthly or false,
        numbers or SortedMap::new(),
    }
}

/// A cell of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// 何の数.
    Title,
    /// 単位.
    Unit,
    /// 出典.
    Source,
    /// A number.
    Number(Span),
}

/// Why a row cannot be saved as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// A number without 出典.
    NoSource,
    /// A number without a unit.
    NoUnit,
    /// Letters where a number stands.
    NotANumber(Span),
    /// Below zero.
    Negative(Span),
    /// More than it may be.
    TooMany(Span),
    /// Another row of the item is called so and has that unit.
    Twice,
    /// A text that is too long, and how long it may be, in characters.
    Long(Cell, usize),
}

impl Wrong {
    /// The cell to go back to.
    pub const fn cell(self) -> Cell {
        match self {
            Self::NoSource => Cell::Source,
            Self::NoUnit => Cell::Unit,
            Self::NotANumber(period) | Self::Negative(period) | Self::TooMany(period) => Cell::Number(period),
            Self::Twice => Cell::Title,
            Self::Long(cell, _) => cell,
        }
    }
}

impl Typed {
    /// A row's cells before anybody types.
    pub fn of(row: &Row) -> Self {
        let number = |(period, held): (&Span, &super::Held)| (period.key(), held.number.to_string());
        Self {
            title: row.title.clone(),
            unit: row.unit.clone(),
            source: row.source.clone(),
            monthly: row.monthly,
            numbers: row.held.iter().map(number).collect(),
        }
    }

    /// Whether no number is typed.
    pub fn is_empty(&self) -> bool {
        self.numbers.values().all(|typed| typed.trim().is_empty())
    }

    /// What stands in a number's cell.
    pub fn number(&self, period: Span) -> &str {
        self.numbers.get(&period.key()).map_or("", String::as_str)
    }
}

/// What a row says, to be saved; none where it says nothing new. `others` are what the item's other rows are called, and their units.
///
/// Errors: [`Wrong`], the first from left to right.
pub fn read(
    row: &Row,
    typed: &Typed,
    asked: Asked,
    others: &[(String, String)],
) -> Result<Option<FigureForm>, Wrong> {
    let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (title, unit, source) = (text(&typed.title), text(&typed.unit), text(&typed.source));
    let long = [
        (Cell::Title, &title, TITLE_CHARS),
        (Cell::Unit, &unit, FIGURE_CHARS),
        (Cell::Source, &source, FIGURE_CHARS),
    ];
    for (cell, text, limit) in long {
        if text.chars().count() > limit {
            return Err(Wrong::Long(cell, limit));
        }
    }
    let mut numbers: SortedMap<Span, Option<u64>> = SortedMap::new();
    let months = asked.year.months().map(Span::Month);
    for period in row.held.keys().copied().chain(months).chain([Span::Year(asked.year)]) {
        let cell = typed.number(period);
        let number = count(cell.strip_suffix(unit.as_str()).unwrap_or(cell), FIGURE_MAX).map_err(
            |fault| match fault {
                CountFault::NotANumber => Wrong::NotANumber(period),
                CountFault::Negative => Wrong::Negative(period),
                CountFault::TooMany { .. } => Wrong::TooMany(period),
            },
        )?;
        if number.is_some() || row.held.contains_key(&period) {
            numbers.insert(period, number);
        }
    }
    let any = numbers.values().any(Option::is_some);
    let fresh = title != row.title || unit != row.unit || row.held.is_empty();
    if any && fresh && others.iter().any(|(other, of)| *other == title && *of == unit) {
        return Err(Wrong::Twice);
    }
    if any && unit.is_empty() {
        return Err(Wrong::NoUnit);
    }
    if any && source.is_empty() {
        return Err(Wrong::NoSource);
    }
    let held =
        |(period, number): (&Span, &Option<u64>)| row.held.get(period).map(|held| held.number) == *number;
    let texts = title == row.title && unit == row.unit && source == row.source;
    if numbers.iter().all(held) && (texts || !any) {
        return Ok(None);
    }
    let known = row.held.iter().map(|(period, held)| (*period, held.id)).collect();
    Ok(Some(FigureForm { item: row.item, office: row.office, title, unit, source, numbers, known }))
}
