//! A plan as it goes on paper: a table per kind of page with the plan's own columns, its headings as rows across.

use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{MeasureId, PlanId};
use tsunagari_core::plan::{Layout, Plan};
use tsunagari_core::sorted::SortedSet;

use super::book::Book;
use super::outline::{Branch, Leaf, loose, outline};
use super::sheet::{CellOf, Hands, Item, Sheet, call, sheet};
use super::ties::Tie;
use super::told::Told;

/// A table with more columns than this lies across the page.
const UPRIGHT_COLUMNS_MAX: usize = 4;

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The page's own title.
    pub title: Option<String>,
    /// What stands over the columns.
    pub columns: Vec<Column>,
    /// From the top.
    pub lines: Vec<Line>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// 取組; the plan's word where it has one.
    Measure(Option<String>),
    /// 令和3年度実施計画.
    Items(Option<String>),
    /// 実施した取組結果.
    Result(String),
    /// A year, as printed where the columns fit the plan's years.
    Year(FiscalYear, Option<String>),
    /// Cells of years that nobody knows.
    Undated,
    /// 実施主体.
    Bodies(Option<String>),
    /// 関連する取組事業.
    Related(String),
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A heading, across.
    Heading {
        /// From 1 at the top.
        depth: usize,
        /// The plan's name for its level.
        level: Option<String>,
        /// As printed; none where the title is unknown and nothing stands before it.
        title: Option<String>,
        /// What is told under it.
        told: Vec<Told>,
    },
    /// The column that the measures below stand in, across: 期待される取組（例）.
    Under(String),
    /// Cells, each line by line, one per column.
    Cells(Vec<Vec<String>>),
}

impl Table {
    /// Whether it needs the page's long side.
    pub const fn lies(&self) -> bool {
        self.columns.len() > UPRIGHT_COLUMNS_MAX
    }
}

/// The tables of a plan. Pages of one kind that follow one another are one table.
pub fn tables(book: &Book, id: PlanId) -> Vec<Table> {
    let Some(plan) = book.plans.get(&id) else { return Vec::new() };
    let mut pages: Vec<(Option<&str>, Vec<std::sync::Arc<Branch>>)> = Vec::new();
    for branch in outline(book, id) {
        let key = book.nodes.get(&branch.id).and_then(|node| node.layout.as_deref());
        match pages.last_mut().filter(|(last, _)| *last == key) {
            Some((_, page)) => page.push(branch),
            None => pages.push((key, vec![branch])),
        }
    }
    let mut tables: Vec<Table> = pages
        .into_iter()
        .map(|(key, page)| {
            let layout = key.and_then(|key| plan.layouts.get(key));
            Page::of(book, plan, layout, &page).table(&page)
        })
        .collect();
    let rest = loose(book, id);
    if !rest.is_empty() {
        let page = Page::over(book, plan, None, rest.iter().map(|leaf| leaf.id).collect());
        let mut lines = Vec::new();
        rest.iter().for_each(|leaf| page.measure(leaf, &mut lines));
        tables.push(Table { title: None, columns: page.columns.clone(), lines });
    }
    tables
}

/// What the rows of one table have in common.
struct Page<'a> {
    book: &'a Book,
    layout: Option<&'a Layout>,
    columns: Vec<Column>,
    /// Whether items of more than one year stand in it, so that each must say its own.
    years: bool,
}

impl<'a> Page<'a> {
    fn of(
        book: &'a Book,
        plan: &'a Plan,
        layout: Option<&'a Layout>,
        branches: &[std::sync::Arc<Branch>],
    ) -> Self {
        let mut measures = Vec::new();
        branches.iter().for_each(|branch| gather(branch, &mut measures));
        Self::over(book, plan, layout, measures)
    }

    fn over(book: &'a Book, plan: &'a Plan, layout: Option<&'a Layout>, measures: Vec<MeasureId>) -> Self {
        let here: SortedSet<MeasureId> = measures.into_iter().collect();
        let measures = || here.iter().filter_map(|id| book.measures.get(id));
        let items = || book.items.values().filter(|item| item.measure.is_some_and(|id| here.contains(&id)));
        let dated = measures().any(|measure| !measure.schedule.years.is_empty());
        let undated = measures().any(|measure| !measure.schedule.undated.is_empty());
        let has_items = items().next().is_some();
        let word = |word: Option<&String>| word.cloned();
        // The level below the last heading is that of the measures themselves.
        let depth = measures().filter_map(|it| Some(book.above(it.node?).len())).max().unwrap_or(0);
        let name = layout.and_then(|layout| layout.level(depth as u64 + 1)).map(str::to_owned);
        let mut headings = measures().map(|it| plan.headings.get(it.heading.as_deref()?));
        let same = headings.next().flatten().filter(|first| headings.all(|other| other == Some(*first)));
        let mut columns = vec![Column::Measure(name.or_else(|| same.map(|heading| heading.title.clone())))];
        if has_items {
            columns.push(Column::Items(word(layout.and_then(|layout| layout.item_heading.as_ref()))));
        }
        columns.extend(
            layout.and_then(|layout| layout.result_heading.clone()).filter(|_| has_items).map(Column::Result),
        );
        if dated {
            let first = measures().find(|measure| !measure.schedule.years.is_empty());
            let cells = first.and_then(|measure| sheet(book, measure.id)).and_then(|sheet| sheet.cells);
            let years = cells.into_iter().flat_map(|cells| cells.years);
            columns.extend(years.map(|cell| Column::Year(cell.year, cell.column)));
        }
        if undated {
            columns.push(Column::Undated);
        }
        let owners = measures().map(|it| &it.owners).chain(items().map(|it| &it.owners));
        let body = layout.and_then(|layout| layout.body_heading.clone());
        if body.is_some() || owners.into_iter().any(|owners| !owners.unknown() || !owners.maybe.is_empty()) {
            columns.push(Column::Bodies(body));
        }
        columns.extend(layout.and_then(|layout| layout.relation_heading.clone()).map(Column::Related));
        let all: SortedSet<Option<FiscalYear>> = items().map(|item| item.year).collect();
        Self { book, layout, columns, years: all.iter().count() > 1 }
    }

    fn table(&self, branches: &[std::sync::Arc<Branch>]) -> Table {
        let mut lines = Vec::new();
        branches.iter().for_each(|branch| self.branch(branch, 1, &mut lines));
        let title = self.layout.and_then(|layout| layout.title.clone());
        Table { title, columns: self.columns.clone(), lines }
    }

    fn branch(&self, branch: &Branch, depth: usize, lines: &mut Vec<Line>) {
        let title = call(branch.number.as_deref(), branch.mark.as_deref(), branch.title.clone());
        let beside = [&branch.subtitle, &branch.tag, &branch.working_group];
        let beside: Vec<&str> = beside.into_iter().filter_map(Option::as_deref).collect();
        let title =
            [title].into_iter().chain((!beside.is_empty()).then(|| format!("（{}）", beside.join("・"))));
        let title: String = title.collect();
        lines.push(Line::Heading {
            depth,
            level: branch.level.clone(),
            title: (!title.is_empty()).then_some(title),
            told: branch.told.clone(),
        });
        for column in &branch.columns {
            let head = column.heading.clone();
            let over = self.columns.first() == Some(&Column::Measure(head.clone()));
            lines.extend(head.filter(|_| !over).map(Line::Under));
            column.measures.iter().for_each(|leaf| self.measure(leaf, lines));
        }
        branch.branches.iter().for_each(|branch| self.branch(branch, depth + 1, lines));
    }

    /// A row, or one for each of its items; the measure stands in the first.
    fn measure(&self, leaf: &Leaf, lines: &mut Vec<Line>) {
        let Some(sheet) = sheet(self.book, leaf.id) else { return };
        let items = sheet.years.iter().rev().flat_map(|(year, items)| items.iter().map(|item| (*year, item)));
        let items: Vec<(Option<FiscalYear>, &Item)> = items.collect();
        if items.is_empty() {
            lines.push(self.cells(&sheet, true, None));
        }
        for (n, item) in items.into_iter().enumerate() {
            lines.push(self.cells(&sheet, n == 0, Some(item)));
        }
    }

    fn cells(&self, sheet: &Sheet, first: bool, item: Option<(Option<FiscalYear>, &Item)>) -> Line {
        let once = |lines: Vec<String>| if first { lines } else { Vec::new() };
        let cell = |column: &Column| match column {
            Column::Measure(_) => once(said(sheet)),
            Column::Items(_) => item.map(|(year, item)| self.item(year, item)).unwrap_or_default(),
            Column::Result(_) => Vec::new(),
            Column::Year(year, _) => {
                let cells = sheet.cells.iter().flat_map(|cells| &cells.years);
                let mut of = cells.filter(|cell: &&CellOf| cell.year == *year);
                once(of.next().map(|cell| cell.lines.clone()).unwrap_or_default())
            }
            Column::Undated => {
                once(sheet.cells.iter().flat_map(|cells| cells.undated.iter().cloned()).collect())
            }
            Column::Bodies(_) => match item {
                Some((_, item)) => bodies(&item.hands),
                None => bodies(&sheet.hands),
            },
            Column::Related(_) => once(sheet.ties.iter().filter_map(related).collect()),
        };
        Line::Cells(self.columns.iter().map(cell).collect())
    }

    fn item(&self, year: Option<FiscalYear>, item: &Item) -> Vec<String> {
        let title = item.title.clone().map(|title| match year.filter(|_| self.years) {
            Some(year) => format!("{}：{title}", year.text()),
            None => format!("・{title}"),
        });
        title.into_iter().chain(item.detail.clone()).chain(item.targets.iter().cloned()).collect()
    }
}

fn gather(branch: &Branch, measures: &mut Vec<MeasureId>) {
    measures.extend(branch.columns.iter().flat_map(|column| &column.measures).map(|leaf| leaf.id));
    branch.branches.iter().for_each(|branch| gather(branch, measures));
}

fn said(sheet: &Sheet) -> Vec<String> {
    let targets = sheet.targets.iter().filter(|target| target.measure.is_some());
    let targets = targets.filter_map(|target| target.printed.clone());
    let told = sheet.told.iter().flat_map(|told| &told.lines);
    let told =
        told.map(|line| if line.summary { format!("（要約）{}", line.text) } else { line.text.clone() });
    let title = sheet.title.clone();
    let detail = sheet.detail.clone().filter(|detail| Some(detail) != title.as_ref());
    title.into_iter().chain(detail).chain(targets).chain(sheet.role_class.clone()).chain(told).collect()
}

fn bodies(hands: &Hands) -> Vec<String> {
    hands
        .known
        .iter()
        .map(|(name, role)| role.as_ref().map_or_else(|| name.clone(), |role| format!("{role} {name}")))
        .collect()
}

fn related(tie: &Tie) -> Option<String> {
    use tsunagari_core::plan::relation::RelationKind;
    if tie.kind == RelationKind::Related && !tie.from_other { tie.title.clone() } else { None }
}
