//! What was read of a table: headings, measures and items in the order of print, each with its place; no ids yet.

use super::fix::{Place, Question, Repair};
use crate::calendar::FiscalYear;
use crate::plan::measure::Scale;
use crate::plan::target::{Goal, Over};
use crate::sorted::SortedMap;

/// A table, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The title that its pages bear.
    pub title: Option<String>,
    /// 第4期.
    pub term: Option<String>,
    /// The fiscal year of its items.
    pub year: Option<FiscalYear>,
    /// The first year of the plan, where the table says which year of it this is.
    pub first_year: Option<FiscalYear>,
    /// 記入予定.
    pub result_state: Option<String>,
    /// The headings of its columns as printed: of items, results and bodies.
    pub item_heading: Option<String>,
    /// See `item_heading`.
    pub result_heading: Option<String>,
    /// See `item_heading`.
    pub body_heading: Option<String>,
    /// Headings, a parent before its children.
    pub nodes: Vec<NodeRead>,
    /// Measures.
    pub measures: Vec<MeasureRead>,
    /// Items.
    pub items: Vec<ItemRead>,
    /// What was repaired.
    pub repairs: Vec<Repair>,
    /// What looks misread in prose.
    pub suggestions: Vec<Repair>,
    /// What must be asked.
    pub questions: Vec<Question>,
}

/// A heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeRead {
    /// Where it stands first.
    pub at: Place,
    /// From 1 at the top.
    pub level: usize,
    /// The heading above, by its place in the list.
    pub parent: Option<usize>,
    /// As printed, or rebuilt from what follows.
    pub number: Option<String>,
    /// None where it was lost.
    pub title: Option<String>,
    /// What must be asked about it.
    pub asks: Vec<String>,
}

/// A measure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeasureRead {
    /// Where it stands first.
    pub at: Place,
    /// Its heading, by its place in the list.
    pub node: Option<usize>,
    /// The plan's column that it stands in.
    pub heading: Option<String>,
    /// None where it was lost.
    pub title: Option<String>,
    /// Who does it, by their places in the closed list.
    pub bodies: Vec<usize>,
    /// Who it might be.
    pub maybe: Vec<usize>,
    /// Year cells as printed.
    pub cells: SortedMap<FiscalYear, String>,
    /// Year cells whose year is not known.
    pub undated: Vec<String>,
    /// 目標.
    pub targets: Vec<TargetRead>,
    /// 規模.
    pub scales: Vec<Scale>,
    /// What other columns say.
    pub detail: Option<String>,
    /// What must be asked about it.
    pub asks: Vec<String>,
}

/// A target of a measure or an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRead {
    /// As printed.
    pub printed: String,
    /// None where nobody can say what it counts.
    pub goal: Option<Goal>,
    /// In which time.
    pub over: Over,
}

/// An item of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemRead {
    /// Where it stands.
    pub at: Place,
    /// Which item of its line it is, from 0.
    pub nth: usize,
    /// Its measure, by its place in the list.
    pub measure: usize,
    /// Its text.
    pub title: String,
    /// Who does it, by their places in the closed list.
    pub bodies: Vec<usize>,
    /// Who it might be besides.
    pub maybe: Vec<usize>,
    /// What the result column says.
    pub result: Option<String>,
    /// 目標.
    pub targets: Vec<TargetRead>,
    /// 規模.
    pub scales: Vec<Scale>,
    /// The item that this one prints a second time, by its place in the list.
    pub repeats: Option<usize>,
    /// What other columns say.
    pub detail: Option<String>,
    /// What must be asked about it.
    pub asks: Vec<String>,
}

impl Reading {
    /// A node's titles from the top; a lost one is its number alone, or 「？」.
    pub fn path(&self, node: Option<usize>) -> Vec<String> {
        let mut path = Vec::new();
        let mut next = node;
        // A parent stands before its children, so this ends.
        while let Some((index, node)) = next.and_then(|index| Some((index, self.nodes.get(index)?))) {
            let words = [node.number.as_deref(), node.title.as_deref()];
            let words: Vec<&str> = words.into_iter().flatten().collect();
            path.push(if words.is_empty() { "？".to_owned() } else { words.join(" ") });
            next = node.parent.filter(|parent| *parent < index);
        }
        path.reverse();
        path
    }
}
