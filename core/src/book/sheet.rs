//! A measure's own page: where it hangs, who does it, its cells, its items by year, its relations; no progress.

use crate::calendar::FiscalYear;
use crate::figures;
use crate::id::{ItemId, MeasureId};
use crate::plan::measure::{Measure, Owners, Scale, working_group};
use crate::plan::schedule::Schedule;
use crate::plan::target::Target;
use crate::plan::year_item::YearItem;
use crate::plan::{Period, Plan};
use crate::sorted::{SortedMap, sort_by_key};

use super::ties::{Tie, both, own};
use super::told::{Told, told};
use super::{Book, text};

/// All that the page shows of the plan's own text.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The headings above it, from the top; one without a title is told by its number or mark.
    pub path: Vec<String>,
    /// Its column as printed.
    pub heading: Option<String>,
    /// Hoped for from residents: never a score.
    pub expected: bool,
    /// With its mark and number as printed; none where unknown.
    pub title: Option<String>,
    /// Facts beside the title.
    pub detail: Option<String>,
    /// The years in which it is in force, where these are not all of its plan's.
    pub force: Period,
    /// What is told under it, by heading.
    pub told: Vec<Told>,
    /// 役割区分.
    pub role_class: Option<String>,
    /// The working group, its own or that of a heading above.
    pub working_group: Option<String>,
    /// The plan's word for 実施主体.
    pub body_heading: Option<String>,
    /// Who does it.
    pub hands: Hands,
    /// Its year cells; none where the plan prints none for it.
    pub cells: Option<Cells>,
    /// 規模, apart from every goal.
    pub scales: Vec<Scale>,
    /// What the plan calls the year's items.
    pub item_heading: Option<String>,
    /// Items by fiscal year, the newest first, unknown years last.
    pub years: Vec<(Option<FiscalYear>, Vec<Item>)>,
    /// The plan's word for what it is related to: 関連する取組事業.
    pub relation_heading: Option<String>,
    /// How it stands to other rows.
    pub ties: Vec<Tie>,
    /// Its targets and those of its items.
    pub targets: Vec<Target>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
}

impl Sheet {
    /// Whether its items alone say who does it, so that it is not unknown.
    pub fn hands_below(&self) -> bool {
        let mut items = self.years.iter().flat_map(|(_, items)| items);
        self.hands == Hands::default() && items.any(|item| !item.hands.known.is_empty())
    }
}

/// 実施主体 by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hands {
    /// Known, in print order, with their part where the plan says one. Empty means unknown.
    pub known: Vec<(String, Option<String>)>,
    /// Who it might be.
    pub maybe: Vec<String>,
}

/// The year cells as a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// 推進のスケジュール（年度）.
    pub heading: Option<String>,
    /// Each year of the plan's period, with what is printed in its cell, line by line.
    pub years: Vec<CellOf>,
    /// Cells whose year nobody knows.
    pub undated: Vec<String>,
}

/// One year's cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellOf {
    /// The year.
    pub year: FiscalYear,
    /// The column's head as printed; none where the plan's columns do not fit its years.
    pub column: Option<String>,
    /// The cell as printed; empty where none is.
    pub lines: Vec<String>,
}

/// A bullet of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its record.
    pub id: ItemId,
    /// None where unknown.
    pub title: Option<String>,
    /// Facts beside the title.
    pub detail: Option<String>,
    /// What is told of it: 成果, 課題.
    pub told: Vec<Told>,
    /// Who does it.
    pub hands: Hands,
    /// 規模.
    pub scales: Vec<Scale>,
    /// Printed targets.
    pub targets: Vec<String>,
    /// 実績数 of its year, each with its 出典.
    pub figures: Vec<figures::Told>,
    /// How it stands to other rows.
    pub ties: Vec<Tie>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
}

/// The page of a measure; none where the book has no such measure.
pub fn sheet(book: &Book, id: MeasureId) -> Option<Sheet> {
    let measure = book.measures.get(&id)?;
    let plan = measure.plan.and_then(|plan| book.plans.get(&plan));
    let above = measure.node.map(|node| book.above(node)).unwrap_or_default();
    let layout = measure.node.and_then(|node| book.layout_key(node));
    let layout = layout.and_then(|key| plan?.layouts.get(key));
    let heading = measure.heading.as_deref();
    let items = items_of(book, id);
    Some(Sheet {
        path: above
            .iter()
            .rev()
            .map(|node| call(node.number.as_deref(), node.mark.as_deref(), text(node.title.as_ref())))
            .collect(),
        heading: heading.and_then(|key| plan?.headings.get(key)).map(|heading| heading.title.clone()),
        expected: plan.is_some_and(|plan| plan.expected(heading)),
        title: named(measure),
        detail: measure.detail.clone(),
        force: measure.force,
        told: told(&measure.blocks),
        role_class: measure.role_class.clone(),
        working_group: working_group(measure, above.iter().copied()).map(str::to_owned),
        body_heading: layout.and_then(|layout| layout.body_heading.clone()),
        hands: hands(book, &measure.owners),
        cells: cells(plan, &measure.schedule, layout.and_then(|layout| layout.schedule_heading.clone())),
        scales: scales(&measure.scales),
        item_heading: layout.and_then(|layout| layout.item_heading.clone()),
        years: by_year(book, &items),
        relation_heading: layout.and_then(|layout| layout.relation_heading.clone()),
        ties: both(book, id.record(), &measure.relations, measure.plan),
        targets: targets(book, id, &items),
        ask: measure.ask.clone(),
    })
}

/// A measure by what is printed of it; where no title is known, by the facts beside it.
pub fn named(measure: &Measure) -> Option<String> {
    let title = text(measure.title.as_ref()).or_else(|| measure.detail.clone());
    let called = call(measure.number.as_deref(), measure.mark.as_deref(), title);
    (!called.is_empty()).then_some(called)
}

/// A heading by what is printed of it.
pub fn call(number: Option<&str>, mark: Option<&str>, title: Option<String>) -> String {
    let parts = [mark.map(str::to_owned), number.map(str::to_owned), title];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn items_of(book: &Book, measure: MeasureId) -> Vec<&YearItem> {
    let mut items: Vec<&YearItem> =
        book.items.values().filter(|item| item.measure == Some(measure)).collect();
    sort_by_key(&mut items, |item| (item.order, item.id));
    items
}

fn by_year(book: &Book, items: &[&YearItem]) -> Vec<(Option<FiscalYear>, Vec<Item>)> {
    let mut years: SortedMap<Option<FiscalYear>, Vec<Item>> = SortedMap::new();
    for item in items {
        years.of(item.year).push(view(book, item));
    }
    years.into_iter().rev().collect()
}

fn view(book: &Book, item: &YearItem) -> Item {
    let targets = book.targets.iter().filter(|target| target.item == Some(item.id));
    Item {
        id: item.id,
        title: text(item.title.as_ref()),
        detail: item.detail.clone(),
        told: told(&item.blocks),
        hands: hands(book, &item.owners),
        scales: scales(&item.scales),
        targets: targets.filter_map(|target| target.printed.clone()).collect(),
        figures: item
            .year
            .map(|year| {
                let called = item.title.as_ref().map(ToString::to_string).unwrap_or_default();
                figures::told(&book.figures, item.id, &called, year)
            })
            .unwrap_or_default(),
        ties: own(book, &item.relations, item.plan),
        ask: item.ask.clone(),
    }
}

/// 実施主体 by name.
pub fn hands(book: &Book, owners: &Owners) -> Hands {
    let name = |body| book.bodies.get(body).cloned();
    let known = owners.bodies.iter();
    Hands {
        known: known.filter_map(|body| Some((name(body)?, owners.roles.get(body).cloned()))).collect(),
        maybe: owners.maybe.iter().filter_map(name).collect(),
    }
}

fn scales(scales: &SortedMap<String, Scale>) -> Vec<Scale> {
    scales.values().cloned().collect()
}

/// The year cells of a schedule of a plan; none where it has none.
pub fn cells(plan: Option<&Plan>, schedule: &Schedule, heading: Option<String>) -> Option<Cells> {
    if schedule.is_empty() {
        return None;
    }
    let undated = schedule.undated.iter().map(|cell| cell.printed()).collect();
    let years = span(plan, schedule);
    let columns = plan.map(|plan| plan.columns.as_slice()).filter(|columns| columns.len() == years.len());
    let years = years.iter().enumerate().map(|(n, year)| CellOf {
        year: *year,
        column: columns.and_then(|columns| columns.get(n).cloned()),
        lines: schedule.years.get(year).map(|cell| lines(&cell.printed())).unwrap_or_default(),
    });
    Some(Cells { heading, years: years.collect(), undated })
}

fn lines(printed: &str) -> Vec<String> {
    printed.lines().map(str::to_owned).collect()
}

/// The plan's years where both ends are known, else the years that have a cell.
fn span(plan: Option<&Plan>, schedule: &Schedule) -> Vec<FiscalYear> {
    let period = plan.map(|plan| plan.period).unwrap_or_default();
    if schedule.years.is_empty() {
        return Vec::new();
    }
    let (Some(first), Some(last)) = (period.first, period.last) else {
        return schedule.years.keys().copied().collect();
    };
    core::iter::successors(Some(first), |year| year.next()).take_while(|year| *year <= last).collect()
}

fn targets(book: &Book, measure: MeasureId, items: &[&YearItem]) -> Vec<Target> {
    let own = |target: &&Target| {
        target.measure == Some(measure) || items.iter().any(|item| target.item == Some(item.id))
    };
    book.targets.iter().filter(own).cloned().collect()
}
