//! 推進協議会の資料: a page for each heading that the plan prints across its table (重点項目), with its part of the year's
//! table and how far its targets have come; the words for that come from outside.

use std::sync::Arc;

use crate::id::{MeasureId, NodeId};
use crate::paper::{Cell, Row, Sheet, Style, Value};
use crate::plan::target::Target;
use crate::plan::template::{Slot, template};
use crate::query::standing::measure_of;

use super::Book;
use super::outline::{Branch, find, outline};
use super::table::{Choice, Results, Said, measures_under, tables};

/// The words that are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Before a page's title: 推進協議会資料.
    pub title: String,
    /// Over the targets: 目標.
    pub target: String,
    /// Over how far they have come: いま（11月24日）.
    pub now: String,
}

/// The pages, from the plan's first heading; all of them, or those under the chosen one. `told` says of a target what it is
/// and how far it has come.
pub fn handouts(
    book: &Book,
    choice: &Choice,
    said: &Said,
    results: Results<'_>,
    words: &Words,
    told: &dyn Fn(&Target) -> (String, String),
) -> Vec<Sheet> {
    let whole = outline(book, choice.plan);
    let chosen = match choice.under {
        Some(under) => find(&whole, under).into_iter().collect(),
        None => whole,
    };
    let mut pages: Vec<Arc<Branch>> = Vec::new();
    chosen.iter().for_each(|branch| gather(book, choice, branch, &mut pages));
    let page = |branch: &Arc<Branch>| {
        let own = Choice { under: Some(branch.id), ..*choice };
        let measures = measures_under(branch);
        let targets: Vec<_> = of(book, &measures).map(told).collect();
        let mut sheets = tables(book, &own, said, results);
        for sheet in &mut sheets {
            named(sheet, branch, &words.title);
        }
        if let Some(last) = sheets.last_mut().filter(|_| !targets.is_empty()) {
            last.rows.extend(target_rows(words, targets, last.columns.len()));
        }
        sheets
    };
    pages.iter().flat_map(page).collect()
}

/// Headings of which each is a page: those under which the plan prints none across any more.
fn gather(book: &Book, choice: &Choice, branch: &Arc<Branch>, pages: &mut Vec<Arc<Branch>>) {
    let below = |under: &Arc<Branch>| is_across(book, choice, under.id);
    if branch.columns.is_empty() && branch.branches.iter().any(below) {
        branch.branches.iter().for_each(|under| gather(book, choice, under, pages));
    } else {
        pages.push(Arc::clone(branch));
    }
}

fn is_across(book: &Book, choice: &Choice, node: NodeId) -> bool {
    let plan = book.plans.get(&choice.plan);
    let layout = book.layout_key(node).and_then(|key| plan?.layouts.get(key));
    let depth = u64::try_from(book.above(node).len()).unwrap_or(0);
    !template(layout).contains(&Slot::Level(depth))
}

fn of<'a>(book: &'a Book, measures: &'a [MeasureId]) -> impl Iterator<Item = &'a Target> {
    let here = move |target: &&Target| measure_of(book, target).is_some_and(|id| measures.contains(&id));
    book.targets.iter().filter(here)
}

fn named(sheet: &mut Sheet, branch: &Branch, title: &str) {
    let parts = [&branch.number, &branch.mark, &branch.title];
    let name: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
    if !name.is_empty() {
        sheet.name = name.join(" ");
    }
    let first = sheet.rows.first_mut().and_then(|row| row.cells.first_mut());
    if let Some(cell) = first.filter(|cell| cell.style == Style::Title) {
        cell.value = Value::Text(format!("{title}　{}", cell.value.letters()));
    }
}

/// Below the items, over the same columns: the target at the left, how far it has come at the right.
fn target_rows(words: &Words, targets: Vec<(String, String)>, columns: usize) -> Vec<Row> {
    let left = (columns * 2 / 5).max(1);
    let over = |cell: Cell, columns: usize| cell.right(u16::try_from(columns.saturating_sub(1)).unwrap_or(0));
    let row = |style, (target, now): (String, String)| {
        if columns < 2 {
            return Row::of(vec![Cell::text(style, format!("{target}\n{now}"))]);
        }
        Row::of(vec![over(Cell::text(style, target), left), over(Cell::text(style, now), columns - left)])
    };
    let head = row(Style::Head, (words.target.clone(), words.now.clone()));
    // A page that goes on with targets alone says over them what they are.
    let head = Row { depth: Some(TARGETS_DEPTH), ..head };
    core::iter::once(head).chain(targets.into_iter().map(|it| row(Style::Cell, it))).collect()
}

/// Deeper than any heading, so that the headings above stand again with it.
const TARGETS_DEPTH: u16 = 99;
