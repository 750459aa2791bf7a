//! The line that names a table's columns: which column holds what; two such lines are one.

use super::guide::Guide;
use super::title::leading_year;
use crate::calendar::{FiscalYear, YearText};
use crate::text::fold;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// Headings of a level from 0.
    Level(usize),
    /// Measures, under a heading of the plan where it has some.
    Measure(Option<String>),
    /// Items, with the year that the heading says.
    Item(Option<FiscalYear>),
    /// Results.
    Result,
    /// Bodies.
    Body,
    /// Year cells.
    Year(FiscalYear),
    /// Year cells whose heading tells no era.
    BareYear(String),
    /// Targets.
    Target,
    /// 規模.
    Size,
    /// Nothing that a plan has.
    Other(String),
}

/// A table's columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// From the left; none where the heading is blank.
    pub(super) columns: Vec<Option<Column>>,
    /// The headings as printed.
    pub(super) printed: Vec<String>,
}

/// A heading's length, in characters.
const HEADING_CHARS: usize = 40;
/// Words for the bodies' column, folded, besides the plan's own.
const BODY_WORDS: &[&str] = &["推進主体", "誰が", "だれが", "担当", "担当課", "所管", "所管課", "実施機関"];

/// Words for a column of targets, and for one of sizes.
const TARGET_WORDS: [&str; 4] = ["目標", "数値目標", "目標値", "達成目標"];
const SIZE_WORD: &str = "規模";

/// A plan's headings as they are looked up, folded once for all lines of a table.
#[derive(Debug)]
pub(super) struct Headings {
    levels: Vec<String>,
    /// Key and title.
    measures: Vec<(String, String)>,
    bodies: Vec<String>,
    result: Option<String>,
    /// Of items, without the year.
    item: Option<String>,
    bare_years: Vec<String>,
}

impl Headings {
    pub(super) fn new(guide: &Guide) -> Self {
        let of_bodies = guide.body_heading.iter().map(String::as_str).chain(BODY_WORDS.iter().copied());
        Self {
            levels: guide.levels.iter().map(|level| fold(level)).collect(),
            measures: guide.headings.iter().map(|(key, title)| (key.clone(), fold(title))).collect(),
            bodies: of_bodies.map(fold).collect(),
            result: guide.result_heading.as_deref().map(fold),
            item: guide.item_heading.as_deref().map(|heading| fold(leading_year(heading).1)),
            bare_years: guide.columns.iter().map(|label| fold(label)).collect(),
        }
    }

    fn depth(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }
}

impl Header {
    /// Reads a line whose cells are headings, most of them known.
    pub(super) fn read(cells: &[String], guide: &Headings) -> Option<Self> {
        let filled: Vec<&String> = cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
        // Nearly every line of a table is none, and is told by its first look.
        let long = |cell: &&&String| cell.chars().count() > HEADING_CHARS;
        let item = |cell: &&&String| cell.trim_start().starts_with(['・', '･']);
        if filled.len() < 2 || filled.iter().any(|cell| long(&cell) || item(&cell)) {
            return None;
        }
        let columns: Vec<Option<Column>> = cells.iter().map(|cell| column(cell, guide)).collect();
        let known = columns.iter().flatten().count();
        if known < 2 || known * 2 < filled.len() {
            return None;
        }
        let other = |(known, text): (Option<Column>, &String)| {
            let text = text.trim();
            known.or_else(|| (!text.is_empty()).then(|| Column::Other(text.to_owned())))
        };
        let columns = columns.into_iter().zip(cells).map(other).collect();
        Some(Self { columns, printed: cells.iter().map(|cell| cell.trim().to_owned()).collect() })
    }

    /// A second line of headings right below: what it leaves blank is as above.
    pub(super) fn above(mut self, below: Self) -> Self {
        let wide = self.columns.len().max(below.columns.len());
        self.columns.resize(wide, None);
        self.printed.resize(wide, String::new());
        for (mine, new) in self.columns.iter_mut().zip(below.columns) {
            *mine = new.or_else(|| mine.take());
        }
        for (mine, new) in self.printed.iter_mut().zip(below.printed) {
            if !new.is_empty() {
                *mine = new;
            }
        }
        self
    }

    /// What a column holds.
    pub(super) fn at(&self, index: usize) -> Option<&Column> {
        self.columns.get(index).and_then(Option::as_ref)
    }

    /// The heading of a column as printed.
    pub(super) fn name(&self, index: usize) -> &str {
        self.printed.get(index).map_or("", String::as_str)
    }

    /// Whether any column is of this sort.
    pub(super) fn has(&self, is: impl Fn(&Column) -> bool) -> bool {
        self.columns.iter().flatten().any(is)
    }
}

fn column(text: &str, guide: &Headings) -> Option<Column> {
    let folded = fold(text);
    if folded.is_empty() {
        return None;
    }
    if let Some(level) = guide.levels.iter().position(|level| *level == folded) {
        return Some(if level < guide.depth() { Column::Level(level) } else { Column::Measure(None) });
    }
    if let Some((key, _)) = guide.measures.iter().find(|(_, title)| *title == folded) {
        return Some(Column::Measure(Some(key.clone())));
    }
    if guide.bodies.contains(&folded) {
        return Some(Column::Body);
    }
    if guide.result.as_ref() == Some(&folded) || folded.ends_with("結果") || folded.ends_with("実績") {
        return Some(Column::Result);
    }
    if TARGET_WORDS.iter().any(|word| folded == fold(word)) {
        return Some(Column::Target);
    }
    if folded == fold(SIZE_WORD) {
        return Some(Column::Size);
    }
    let plain = crate::text::nfkc(text.trim());
    let (year, rest) = leading_year(&plain);
    let rest = fold(rest);
    if !rest.is_empty() && (guide.item.as_ref() == Some(&rest) || rest == "実施計画") {
        return Some(Column::Item(year));
    }
    if guide.bare_years.contains(&folded) && FiscalYear::read(text).is_err() {
        return Some(Column::BareYear(text.trim().to_owned()));
    }
    match FiscalYear::read(text) {
        Ok(year) if plain.contains('年') || (1900..2200).contains(&year.year()) => Some(Column::Year(year)),
        Err(YearText::NeedsEra(_)) => Some(Column::BareYear(text.trim().to_owned())),
        _ => None,
    }
}
