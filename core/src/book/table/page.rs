//! One table: its columns and their heads, its headings, and the lines under them.

use std::sync::Arc;

use super::line::{Line, across, rows};
use super::{Choice, Items, Results, Said, in_force};
use crate::book::Book;
use crate::book::outline::{Branch, Column as Group, Leaf, find, outline};
use crate::book::sheet::call;
use crate::calendar::FiscalYear;
use crate::id::MeasureId;
use crate::paper::{Cell, Column, Row, Sheet, Style};
use crate::plan::template::{Slot, template};
use crate::plan::{Layout, Plan, Status};

/// A table wider than this, in half-width characters, lies across the page.
const UPRIGHT_UNITS: u16 = 92;
/// Cells of a year with no more letters than this are marks.
const MARK_CHARS: usize = 4;

/// What the rows of one table have in common.
pub(super) struct Page<'a> {
    pub(super) book: &'a Book,
    pub(super) plan: &'a Plan,
    pub(super) layout: Option<&'a Layout>,
    pub(super) choice: &'a Choice,
    pub(super) said: &'a Said,
    pub(super) items: &'a Items<'a>,
    pub(super) results: Results<'a>,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pillar {
    pub(super) slot: Slot,
    /// Of a year.
    pub(super) year: Option<FiscalYear>,
    head: String,
    width: u16,
}

impl Page<'_> {
    pub(super) fn sheet(&self, branches: &[Arc<Branch>]) -> Sheet {
        let mut measures = Vec::new();
        branches.iter().for_each(|branch| gather(branch, &mut measures));
        let pillars = self.pillars(&measures);
        // Where measures stand in several columns of the plan, each has its own head.
        let single = self.single(&measures);
        let mut lines = self.top(&pillars);
        if single {
            lines.extend(self.heads(&pillars, None, 0));
        }
        let repeated = lines.len();
        let (mut all, mut levels) = (Lines { page: self, pillars: &pillars, single, lines }, Vec::new());
        for (at, branch) in branches.iter().enumerate() {
            let depth = all.above(branch, &mut levels);
            all.branch(branch, depth, at > 0, &mut levels);
            levels.clear();
        }
        let name = self.layout.and_then(|layout| layout.title.clone());
        let name = name.or_else(|| branches.first().and_then(|branch| branch.title.clone()));
        self.made(name, &pillars, all.lines, repeated)
    }

    /// Measures under no heading.
    pub(super) fn of_measures(&self, leaves: &[Leaf]) -> Option<Sheet> {
        let measures: Vec<MeasureId> = leaves.iter().map(|leaf| leaf.id).collect();
        let pillars = self.pillars(&measures);
        let mut lines = self.top(&pillars);
        lines.extend(self.heads(&pillars, None, 0));
        let repeated = lines.len();
        let mut all = Lines { page: self, pillars: &pillars, single: true, lines };
        measures.iter().for_each(|measure| all.measure(*measure, &[]));
        (all.lines.len() > repeated).then(|| self.made(None, &pillars, all.lines, repeated))
    }

    fn made(&self, name: Option<String>, pillars: &[Pillar], lines: Vec<Line>, repeated: usize) -> Sheet {
        let columns: Vec<Column> = pillars.iter().map(|pillar| Column::wide(pillar.width)).collect();
        let name = name.or_else(|| self.plan.title.as_ref().map(ToString::to_string)).unwrap_or_default();
        Sheet {
            name: self.for_year(&name, false),
            lies: columns.iter().map(|column| column.width).sum::<u16>() > UPRIGHT_UNITS,
            columns,
            rows: rows(lines),
            repeated,
            foot: self.said.foot.clone(),
            notice: self.book.notice.clone(),
        }
    }

    /// The plan's name, the page's title and the year in both eras, 案 where it is one.
    fn top(&self, pillars: &[Pillar]) -> Vec<Line> {
        let plan = self.plan;
        let title = plan.title.as_ref().map(ToString::to_string);
        let page = self.layout.and_then(|layout| layout.title.clone());
        let year = |year: FiscalYear| {
            let told =
                page.as_ref().is_some_and(|page| self.for_year(page, false).contains(&year.era_text()));
            if told { None } else { Some(year.text()) }
        };
        let page = page.as_ref().map(|page| self.for_year(page, true));
        let parts = [title, plan.term.clone(), plan.section.clone(), plan.edition.clone(), page.clone()];
        let mut parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.extend(self.choice.year.and_then(year));
        if plan.status == Some(Status::Draft) {
            parts.insert(0, format!("【{}】", self.said.draft));
        }
        let cell = across(Cell::text(Style::Title, parts.join("　")), pillars.len());
        vec![Line::Whole(Row::of(vec![cell]))]
    }

    /// A heading of the layout with the chosen year in place of the one that it was printed for: 令和3年度実施計画.
    fn for_year(&self, text: &str, both: bool) -> String {
        let Some(printed) = self.plan.items_year else { return text.to_owned() };
        let year = self.choice.year.unwrap_or(printed);
        let (era, shown) = (printed.era_text(), if both { year.text() } else { year.era_text() });
        let nth = |year: FiscalYear| {
            self.plan.period.first.map(|first| format!("計画{}年目", year.year() - first.year() + 1))
        };
        let text = text.replacen(&era, &shown, 1);
        match (nth(printed), nth(year)) {
            (Some(before), Some(now)) => text.replacen(&before, &now, 1),
            _ => text,
        }
    }

    fn pillars(&self, measures: &[MeasureId]) -> Vec<Pillar> {
        let pillar = |slot, head: Option<String>, width| Pillar {
            slot,
            year: None,
            head: head.unwrap_or_default(),
            width,
        };
        let has_items = measures.iter().any(|measure| !self.items.under(*measure).is_empty());
        let owned = || {
            let own =
                measures.iter().filter_map(|measure| self.book.measures.get(measure)).map(|it| &it.owners);
            own.chain(measures.iter().flat_map(|measure| self.items.under(*measure)).map(|item| &item.owners))
                .any(|owners| !owners.unknown())
        };
        let layout = self.layout;
        let word = |word: Option<&String>, ours: &String| Some(word.unwrap_or(ours).clone());
        let mut pillars = Vec::new();
        for slot in template(layout) {
            match slot {
                Slot::Level(level) => {
                    let name = layout.and_then(|layout| layout.level(level)).map(str::to_owned);
                    pillars.push(pillar(slot, name, 18));
                }
                Slot::Measure => pillars.push(pillar(slot, Some(self.measure_head(measures)), 36)),
                Slot::Items if layout.is_some() || has_items => {
                    let head = word(layout.and_then(|it| it.item_heading.as_ref()), &self.said.items);
                    pillars.push(pillar(slot, head.map(|head| self.for_year(&head, false)), 34));
                }
                Slot::Result => {
                    pillars.push(pillar(slot, layout.and_then(|layout| layout.result_heading.clone()), 42));
                }
                Slot::Bodies if layout.is_some() || owned() => {
                    let head = word(layout.and_then(|it| it.body_heading.as_ref()), &self.said.bodies);
                    pillars.push(pillar(slot, head, 26));
                }
                Slot::Years => pillars.extend(self.years(measures)),
                Slot::Related => {
                    pillars.push(pillar(slot, layout.and_then(|it| it.relation_heading.clone()), 30));
                }
                Slot::Items | Slot::Bodies => {}
            }
        }
        pillars
    }

    /// A column for each year of the plan, as printed.
    fn years(&self, measures: &[MeasureId]) -> Vec<Pillar> {
        let schedules = measures.iter().filter_map(|id| self.book.measures.get(id)).map(|it| &it.schedule);
        let texts = || schedules.clone().flat_map(|it| it.years.values()).map(|cell| cell.printed());
        let long = texts().any(|cell| cell.lines().any(|line| line.chars().count() > MARK_CHARS));
        let width = if long { 16 } else { 7 };
        let dated = schedules.clone().find(|schedule| !schedule.years.is_empty());
        let cells = dated.and_then(|schedule| crate::book::sheet::cells(Some(self.plan), schedule, None));
        let column = |head: String, year| Pillar { slot: Slot::Years, year, head, width };
        match cells {
            Some(cells) => cells
                .years
                .into_iter()
                .map(|cell| column(cell.column.unwrap_or_else(|| cell.year.text()), Some(cell.year)))
                .collect(),
            // Years that are printed and nobody can say which they are.
            None => self.plan.columns.iter().map(|head| column(head.clone(), None)).collect(),
        }
    }

    /// The plan's word for its measures, where all stand under one.
    fn measure_head(&self, measures: &[MeasureId]) -> String {
        let own = |id: &MeasureId| {
            let heading = self.book.measures.get(id)?.heading.as_deref()?;
            self.plan.headings.get(heading).map(|heading| heading.title.clone())
        };
        let levels = self.layout.map(|layout| layout.levels.as_slice()).unwrap_or_default();
        let column = self.single(measures).then(|| measures.iter().find_map(own)).flatten();
        column.or_else(|| levels.last().cloned()).unwrap_or_else(|| self.said.measure.clone())
    }

    fn single(&self, measures: &[MeasureId]) -> bool {
        let mut headings = measures.iter().filter_map(|id| self.book.measures.get(id)).map(|it| &it.heading);
        let first = headings.next();
        headings.all(|heading| Some(heading) == first)
    }

    /// The heads of the columns, in two rows where years have a head of their own; `group` is the head of the measures.
    /// With a depth they stand within the table, and again where a page begins below them.
    pub(super) fn heads(&self, pillars: &[Pillar], group: Option<&str>, depth: u16) -> Vec<Line> {
        let years = pillars.iter().filter(|pillar| pillar.slot == Slot::Years).count();
        let over = self.layout.and_then(|layout| layout.schedule_heading.as_ref());
        let two = years > 0;
        let mut first = Vec::new();
        let mut second = Vec::new();
        for pillar in pillars {
            if pillar.slot == Slot::Years {
                if second.is_empty() {
                    let over = over.unwrap_or(&self.said.years);
                    first.push(across(Cell::text(Style::Head, over.clone()), years));
                }
                second.push(Cell::text(Style::Head, pillar.head.clone()));
                continue;
            }
            let head =
                if pillar.slot == Slot::Measure { group.unwrap_or(&pillar.head) } else { &pillar.head };
            first.push(Cell::text(Style::Head, head).down(u16::from(two)));
        }
        let row = |cells, deeper: u16| {
            let depth = (depth > 0).then_some(depth.saturating_add(deeper));
            Line::Whole(Row { cells, depth, breaks: false })
        };
        let mut lines = vec![row(first, 0)];
        lines.extend(two.then(|| row(second, 1)));
        lines
    }

    /// The same over measures without any year: what they say reaches over the years' columns.
    fn heads_without_years(&self, pillars: &[Pillar], group: Option<&str>, depth: u16) -> Line {
        let years = pillars.iter().filter(|pillar| pillar.slot == Slot::Years).count();
        let kept = pillars.iter().filter(|pillar| pillar.slot != Slot::Years);
        let cells = kept.map(|pillar| match pillar.slot {
            Slot::Measure => across(Cell::text(Style::Head, group.unwrap_or(&pillar.head)), years + 1),
            _ => Cell::text(Style::Head, pillar.head.clone()),
        });
        Line::Whole(Row { cells: cells.collect(), depth: Some(depth), breaks: false })
    }

    /// A heading as it stands across: its level's name, number and title.
    fn called(&self, branch: &Branch) -> String {
        let nameless = branch.mark.is_none() && branch.number.is_none();
        let title = branch.title.clone().or_else(|| nameless.then(|| self.said.untitled.clone()));
        let beside = [&branch.subtitle, &branch.tag, &branch.working_group];
        let beside: Vec<&str> = beside.into_iter().filter_map(Option::as_deref).collect();
        let level = branch.level.clone().unwrap_or_default();
        // 「推進の柱1」, where a pillar has a number and no title, or none that is known.
        let bare = branch.number.is_some() && branch.title.is_none();
        let said = call(branch.number.as_deref(), branch.mark.as_deref(), title);
        let gap = if bare || level.is_empty() { "" } else { "　" };
        let beside = if beside.is_empty() { String::new() } else { format!("（{}）", beside.join("・")) };
        format!("{level}{gap}{said}{beside}")
    }
}

/// Gathers the lines of a page.
pub(super) struct Lines<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) pillars: &'a [Pillar],
    single: bool,
    pub(super) lines: Vec<Line>,
}

impl Lines<'_> {
    /// One heading alone stands under those that it hangs under; gives its own depth.
    fn above(&mut self, branch: &Branch, levels: &mut Vec<Arc<Branch>>) -> usize {
        let book = self.page.book;
        let above = book.above(branch.id);
        let whole = if above.len() > 1 { outline(book, self.page.plan.id) } else { Vec::new() };
        let from_top = above.iter().skip(1).rev().filter_map(|node| find(&whole, node.id));
        for (depth, one) in (1..).zip(from_top) {
            if self.in_column(depth) {
                levels.push(Arc::new(Branch { branches: Vec::new(), ..(*one).clone() }));
            } else {
                let title = self.page.called(&one);
                self.lines.push(Line::heading(depth, &title, self.pillars.len(), false));
            }
        }
        above.len().max(1)
    }

    fn in_column(&self, depth: usize) -> bool {
        let level = Slot::Level(u64::try_from(depth).unwrap_or(0));
        self.pillars.iter().any(|pillar| pillar.slot == level)
    }

    /// A heading and what hangs under it. `levels` are the headings above that have columns.
    fn branch(&mut self, branch: &Branch, depth: usize, breaks: bool, levels: &mut Vec<Arc<Branch>>) {
        let in_column = self.in_column(depth);
        if in_column {
            levels.push(Arc::new(Branch { branches: Vec::new(), ..branch.clone() }));
        } else {
            let title = self.page.called(branch);
            self.lines.push(Line::heading(depth, &title, self.pillars.len(), breaks));
            self.told(branch);
        }
        for group in &branch.columns {
            self.group(group, depth, levels);
        }
        if in_column && branch.columns.is_empty() && branch.branches.is_empty() {
            self.empty(levels);
        }
        branch.branches.iter().for_each(|under| self.branch(under, depth + 1, false, levels));
        if in_column {
            levels.pop();
        }
    }

    fn group(&mut self, group: &Group, depth: usize, levels: &[Arc<Branch>]) {
        let page = self.page;
        let measures = group.measures.iter().map(|leaf| leaf.id);
        let measures: Vec<MeasureId> = measures.filter(|id| in_force(page.book, page.choice, *id)).collect();
        if measures.is_empty() {
            return;
        }
        if !self.single {
            let depth = u16::try_from(depth + 1).unwrap_or(u16::MAX);
            let head = group.heading.as_deref();
            let planned =
                |id: &MeasureId| page.book.measures.get(id).is_some_and(|it| !it.schedule.is_empty());
            if measures.iter().any(planned) {
                self.lines.extend(page.heads(self.pillars, head, depth));
            } else {
                self.lines.push(page.heads_without_years(self.pillars, head, depth));
            }
        }
        measures.into_iter().for_each(|measure| self.measure(measure, levels));
    }

    /// What is told under a heading; a table of items prints none of it.
    fn told(&mut self, branch: &Branch) {
        if self.page.layout.is_some_and(|layout| layout.item_heading.is_some()) {
            return;
        }
        let text = super::row::told_text(&branch.told, &self.page.said.summary);
        if !text.is_empty() {
            let cell = across(Cell::text(Style::Cell, text), self.pillars.len());
            self.lines.push(Line::Whole(Row::of(vec![cell])));
        }
    }
}

/// The measures under a heading, from the top.
pub(super) fn gather(branch: &Branch, measures: &mut Vec<MeasureId>) {
    measures.extend(branch.columns.iter().flat_map(|column| &column.measures).map(|leaf| leaf.id));
    branch.branches.iter().for_each(|branch| gather(branch, measures));
}
