//! A plan's own table for a year, as its document prints it: the layout's columns in their order, headings across, cells that
//! belong together as one; the same sheet for print, CSV and XLSX. What is told as a result comes from outside.

mod line;
mod page;
mod result;
mod row;

use std::sync::Arc;

use crate::calendar::FiscalYear;
use crate::id::{MeasureId, NodeId, PlanId};
use crate::paper::Sheet;
use crate::plan::year_item::YearItem;
use crate::sorted::{SortedMap, sort_by_key};

use super::Book;
use super::outline::{Branch, find, loose, outline};
use page::Page;

pub use result::told_of;

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Of which plan.
    pub plan: PlanId,
    /// Items of this year alone, and what was in force in it; none is all years, each item with its own.
    pub year: Option<FiscalYear>,
    /// Under this heading alone.
    pub under: Option<NodeId>,
    /// Whether results are filled in; without, the column stays empty for a pen.
    pub results: bool,
}

/// What one teller says was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Who tells it, where several do: 【区社協】.
    pub by: Option<String>,
    /// The text, its bullets line by line.
    pub text: String,
    /// How far it has come, where it is not 確定: 見込み, 下書き.
    pub state: Option<String>,
}

/// What is told of an item.
pub type Results<'a> = &'a dyn Fn(&YearItem) -> Vec<Told>;

/// The words that are ours and not the plan's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In place of a heading's lost title.
    pub untitled: String,
    /// Over measures, items, bodies and years, where the plan has no word.
    pub measure: String,
    /// See `measure`.
    pub items: String,
    /// See `measure`.
    pub bodies: String,
    /// See `measure`.
    pub years: String,
    /// Beside a mark whose year nobody knows.
    pub year_unknown: String,
    /// Before our own words in place of the plan's: 要約.
    pub summary: String,
    /// Before the name of a plan that is not decided: 案.
    pub draft: String,
    /// The foot of every page: whose, when, 基準日.
    pub foot: String,
}

/// The tables of a plan, one for each kind of page. Pages of one kind that follow one another are one table.
pub fn tables(book: &Book, choice: &Choice, said: &Said, results: Results<'_>) -> Vec<Sheet> {
    let Some(plan) = book.plans.get(&choice.plan) else { return Vec::new() };
    let items = Items::of(book, choice);
    let whole = outline(book, choice.plan);
    let branches = match choice.under {
        Some(under) => find(&whole, under).into_iter().collect(),
        None => whole,
    };
    let mut pages: Vec<(Option<&str>, Vec<Arc<Branch>>)> = Vec::new();
    for branch in branches {
        let key = book.layout_key(branch.id);
        match pages.last_mut().filter(|(last, _)| *last == key) {
            Some((_, page)) => page.push(branch),
            None => pages.push((key, vec![branch])),
        }
    }
    let page = |key: Option<&str>| {
        let layout = key.and_then(|key| plan.layouts.get(key));
        Page { book, plan, layout, choice, said, items: &items, results }
    };
    let mut sheets: Vec<Sheet> = pages.iter().map(|(key, branches)| page(*key).sheet(branches)).collect();
    let rest = loose(book, choice.plan);
    if choice.under.is_none() && !rest.is_empty() {
        sheets.extend(page(None).of_measures(&rest));
    }
    sheets
}

/// The chosen items by measure, in print order.
pub(super) struct Items<'a> {
    by_measure: SortedMap<MeasureId, Vec<&'a YearItem>>,
    /// Whether items of more than one year stand in the table, so that each must say its own.
    several: bool,
}

impl<'a> Items<'a> {
    fn of(book: &'a Book, choice: &Choice) -> Self {
        let plan_year = book.plans.get(&choice.plan).and_then(|plan| plan.items_year);
        let year = |item: &YearItem| item.year.or(plan_year);
        let mut items: Vec<&YearItem> = book
            .items
            .values()
            .filter(|item| item.plan == Some(choice.plan))
            .filter(|item| choice.year.is_none() || year(item) == choice.year)
            .collect();
        sort_by_key(&mut items, |item| (year(item), item.order, item.id));
        let first = items.first().map(|item| year(item));
        let several = items.iter().any(|item| Some(year(item)) != first);
        let mut by_measure: SortedMap<MeasureId, Vec<&YearItem>> = SortedMap::new();
        for item in items {
            if let Some(measure) = item.measure {
                by_measure.of(measure).push(item);
            }
        }
        Self { by_measure, several }
    }

    pub(super) fn under(&self, measure: MeasureId) -> &[&'a YearItem] {
        self.by_measure.get(&measure).map_or(&[], Vec::as_slice)
    }
}

/// The items of a year's table in the order of print, for whoever asks about each of them.
pub fn items_in_order<'a>(book: &'a Book, choice: &Choice) -> Vec<&'a YearItem> {
    let items = Items::of(book, choice);
    let mut measures: Vec<MeasureId> = Vec::new();
    outline(book, choice.plan).iter().for_each(|branch| page::gather(branch, &mut measures));
    measures.extend(loose(book, choice.plan).iter().map(|leaf| leaf.id));
    measures.into_iter().flat_map(|measure| items.under(measure).to_vec()).collect()
}

/// The measures under a heading, from the top.
pub fn measures_under(branch: &Branch) -> Vec<MeasureId> {
    let mut measures = Vec::new();
    page::gather(branch, &mut measures);
    measures
}

/// Whether a measure was in force in the chosen year.
pub(super) fn in_force(book: &Book, choice: &Choice, measure: MeasureId) -> bool {
    let force = book.measures.get(&measure).map(|measure| measure.force);
    choice.year.is_none_or(|year| force.is_none_or(|force| force.allows(year)))
}
