//! A row's cells as a log: what each number and day means, and in which cell something has to be set right.

use super::cells::{Cells, Column, columns};
use crate::activity::{Counts, Draft, When};
use crate::calendar::{Day, Month};
use crate::intent::MonthRow;
use crate::kind::{ActivityKind, COUNT_MAX, quantity_limit};
use crate::query::month::Row;
use crate::query::today::redate;
use crate::sorted::SortedMap;
use crate::text::{CountFault, count, nfkc};
use crate::view::View;

/// Why a row cannot be saved as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Letters, or nothing, where the day stands.
    NotADay,
    /// The month has no such day.
    NoSuchDay(u32),
    /// A day of another month than the sheet's.
    OtherMonth,
    /// Another row has the day.
    Twice(Day),
    /// The day is still to come, and it is not said to be called off.
    Ahead(Day),
    /// Letters where a number stands.
    NotANumber(Column),
    /// Below zero.
    Negative(Column),
    /// More than it may be.
    TooMany(Column, u64),
    /// The bands' sum is not what is typed as their sum.
    Sum {
        /// The bands together.
        bands: u64,
        /// As typed.
        total: u64,
    },
    /// A part (うち…) without the numbers that it is a part of.
    PartAlone(Column),
    /// A part that is more than what it is a part of.
    PartOver(Column),
    /// Called off, and numbers all the same.
    CountedThough,
    /// Neither a number nor 中止.
    NothingCounted,
}

impl Wrong {
    /// The cell to go back to.
    pub fn column(&self) -> Column {
        match self {
            Self::NotADay | Self::NoSuchDay(_) | Self::OtherMonth | Self::Twice(_) | Self::Ahead(_) => {
                Column::Day
            }
            Self::NotANumber(column)
            | Self::Negative(column)
            | Self::TooMany(column, _)
            | Self::PartAlone(column)
            | Self::PartOver(column) => column.clone(),
            Self::Sum { .. } => Column::Heads,
            Self::CountedThough => Column::Held,
            Self::NothingCounted => Column::Helpers,
        }
    }
}

/// What a row says, to be saved; none where it says nothing new. `others` are the days of the section's other rows.
///
/// Errors: [`Wrong`], the first from left to right.
pub fn read(
    view: &View<'_>,
    row: Option<&Row>,
    empty: &Draft,
    cells: &Cells,
    month: Month,
    today: Day,
    others: &[Day],
) -> Result<Option<MonthRow>, Wrong> {
    let base = row.map_or(empty, |row| &row.draft);
    let log = row.and_then(|row| row.log);
    let kind = view.kinds().get(&base.what);
    // A known date that nobody typed into, or a blank row.
    let untouched = row.is_some() || cells.day.trim().is_empty();
    if untouched && log.is_none() && cells.is_empty() {
        return Ok(None);
    }
    let mut draft = base.clone();
    draft.another = cells.another;
    if let When::Day(before) = base.when {
        let day = day_of(&cells.day, month)?;
        let chosen = log.is_none() || day != before;
        if chosen && others.contains(&day) && !cells.another {
            return Err(Wrong::Twice(day));
        }
        if day > today && cells.held.is_done() {
            return Err(Wrong::Ahead(day));
        }
        if day != before || row.is_none() {
            move_to(view, &mut draft, day, log.is_some());
        }
    }
    draft.held = cells.held;
    draft.about = cells.about || says_about(cells);
    let counts = counts_of(cells, &kind)?;
    if !cells.held.is_done() && !counts.is_empty() {
        return Err(Wrong::CountedThough);
    }
    if cells.held.is_done() && counts.is_empty() {
        return Err(Wrong::NothingCounted);
    }
    if counts != base.counts {
        draft.same_as_last = false;
        draft.counts = counts;
    }
    Ok((log.is_none() || draft != *base).then_some(MonthRow { log, draft }))
}

/// Another day: a new log names the meeting of that day, one that is there keeps its name.
fn move_to(view: &View<'_>, draft: &mut Draft, day: Day, there: bool) {
    if there || draft.session.is_none() {
        draft.when = When::Day(day);
    } else {
        redate(view, draft, day);
    }
}

/// A day of the sheet's month: 24, 24日, 11/24, １１月２４日, 2026-11-24.
///
/// Errors: [`Wrong::NotADay`], [`Wrong::OtherMonth`], [`Wrong::NoSuchDay`].
pub fn day_of(typed: &str, month: Month) -> Result<Day, Wrong> {
    let text: String = nfkc(typed).chars().filter(|letter| !letter.is_whitespace()).collect();
    let text = text.split('(').next().unwrap_or_default();
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut numbers = Vec::new();
    for piece in text.split(['/', '-', '.', '年', '月']) {
        let digits = !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit());
        numbers.push(if digits {
            piece.parse::<u32>().map_err(|_| Wrong::NotADay)?
        } else {
            return Err(Wrong::NotADay);
        });
    }
    let day = match numbers.as_slice() {
        [day] => *day,
        [of, day] if *of == month.number() => *day,
        [year, of, day] if i32::try_from(*year) == Ok(month.year()) && *of == month.number() => *day,
        [_, _] | [_, _, _] => return Err(Wrong::OtherMonth),
        _ => return Err(Wrong::NotADay),
    };
    Day::new(month.year(), month.number(), day).map_err(|_| Wrong::NoSuchDay(day))
}

/// 約30: a number that says of itself that it is about right.
const ABOUT: char = '約';

fn says_about(cells: &Cells) -> bool {
    cells.numbers.values().any(|typed| typed.trim().starts_with(ABOUT))
}

fn counts_of(cells: &Cells, kind: &ActivityKind<'_>) -> Result<Counts, Wrong> {
    let mut counts = Counts::default();
    for column in columns(kind).into_iter().filter(Column::is_number) {
        let limit = match &column {
            Column::Quantity { key, .. } => quantity_limit(key),
            _ => COUNT_MAX,
        };
        let typed = cells.number(&column).trim();
        let number = match count(typed.strip_prefix(ABOUT).unwrap_or(typed), limit) {
            Ok(None) => continue,
            Ok(Some(number)) => number,
            Err(CountFault::NotANumber) => return Err(Wrong::NotANumber(column)),
            Err(CountFault::Negative) => return Err(Wrong::Negative(column)),
            Err(CountFault::TooMany { limit }) => return Err(Wrong::TooMany(column, limit)),
        };
        match column {
            Column::Band { key, .. } => _ = counts.bands.insert(key.to_owned(), number),
            Column::Heads => counts.total = Some(number),
            Column::Helpers => counts.helpers = Some(number),
            Column::Quantity { key, .. } => _ = counts.quantities.insert(key.to_owned(), number),
            Column::Day | Column::Held | Column::About => {}
        }
    }
    bands_hold(&mut counts, kind)?;
    quantities_hold(&counts, kind)?;
    Ok(counts)
}

/// Bands and their sum: the sum alone, or bands that make it.
fn bands_hold(counts: &mut Counts, kind: &ActivityKind<'_>) -> Result<(), Wrong> {
    let whole = |counts: &Counts| {
        let mut heads = kind.whole_bands().filter_map(|band| counts.bands.get(band.key)).peekable();
        heads.peek().is_some().then(|| heads.fold(0_u64, |sum, heads| sum.saturating_add(*heads)))
    };
    let parts = kind.bands.iter().filter(|band| band.part);
    let parts = parts.filter_map(|band| {
        let column = Column::Band { key: band.key, label: band.label };
        Some((column, *counts.bands.get(band.key)?))
    });
    let parts: Vec<_> = parts.collect();
    let Some(bands) = whole(counts) else {
        return parts.into_iter().next().map_or(Ok(()), |(column, _)| Err(Wrong::PartAlone(column)));
    };
    if let Some(total) = counts.total.filter(|total| *total != bands) {
        return Err(Wrong::Sum { bands, total });
    }
    counts.total = None;
    match parts.into_iter().find(|(_, heads)| *heads > bands) {
        Some((column, _)) => Err(Wrong::PartOver(column)),
        None => Ok(()),
    }
}

fn quantities_hold(counts: &Counts, kind: &ActivityKind<'_>) -> Result<(), Wrong> {
    let main = kind.quantities.first().and_then(|main| counts.quantities.get(main.key)).copied();
    for part in kind.quantities.iter().filter(|quantity| quantity.part) {
        let column = Column::Quantity { key: part.key, label: part.label };
        match (counts.quantities.get(part.key), main) {
            (Some(_), None) => return Err(Wrong::PartAlone(column)),
            (Some(part), Some(main)) if *part > main => return Err(Wrong::PartOver(column)),
            _ => {}
        }
    }
    Ok(())
}

/// The sum of the bands that are typed, to be shown in grey where the sum itself is not.
pub fn sum_of(cells: &Cells, kind: &ActivityKind<'_>) -> Option<u64> {
    let numbers = kind.whole_bands().filter_map(|band| {
        let column = Column::Band { key: band.key, label: band.label };
        let typed = cells.number(&column).trim();
        count(typed.strip_prefix(ABOUT).unwrap_or(typed), COUNT_MAX).ok().flatten()
    });
    let numbers: SortedMap<usize, u64> = numbers.enumerate().collect();
    if numbers.is_empty() { None } else { Some(numbers.values().sum()) }
}
