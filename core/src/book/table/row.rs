//! A measure's lines, one for each of its items; what each cell says.

use std::sync::Arc;

use super::line::{Line, Owner, across};
use super::page::{Lines, Pillar};
use crate::book::outline::Branch;
use crate::book::sheet::{call, hands, named};
use crate::book::ties::own;
use crate::book::told::{self, told};
use crate::book::{Book, text};
use crate::calendar::FiscalYear;
use crate::id::MeasureId;
use crate::paper::{Cell, Row, Style};
use crate::plan::measure::{Measure, Owners};
use crate::plan::relation::RelationKind;
use crate::plan::template::Slot;
use crate::plan::year_item::YearItem;

impl Lines<'_> {
    pub(super) fn measure(&mut self, id: MeasureId, levels: &[Arc<Branch>]) {
        let Some(measure) = self.page.book.measures.get(&id) else { return };
        let items = self.page.items.under(id);
        if items.is_empty() {
            self.line(levels, Some(measure), None);
        }
        for item in items {
            self.line(levels, Some(measure), Some(item));
        }
    }

    /// A heading in a column with nothing under it.
    pub(super) fn empty(&mut self, levels: &[Arc<Branch>]) {
        self.line(levels, None, None);
    }

    fn line(&mut self, levels: &[Arc<Branch>], measure: Option<&Measure>, item: Option<&YearItem>) {
        let undated = measure.filter(|measure| measure.schedule.years.is_empty() && self.has_years());
        if let Some(measure) = undated {
            self.undated(measure);
            return;
        }
        let cells = self.pillars.iter().map(|pillar| self.cell(pillar, levels, measure, item));
        let line = Line::Cells(cells.collect());
        self.lines.push(line);
    }

    fn has_years(&self) -> bool {
        self.pillars.iter().any(|pillar| pillar.slot == Slot::Years)
    }

    /// A measure whose marks stand under no year that anybody knows: one cell over all of them, or its text over them.
    fn undated(&mut self, measure: &Measure) {
        let years = self.pillars.iter().filter(|pillar| pillar.slot == Slot::Years).count();
        let marks: Vec<String> = measure.schedule.undated.iter().map(|cell| cell.printed()).collect();
        let mut first = true;
        let mut cells = Vec::new();
        for pillar in self.pillars {
            let cell = self.cell(pillar, &[], Some(measure), None).1;
            match pillar.slot {
                Slot::Years if marks.is_empty() => {}
                Slot::Years if first => {
                    first = false;
                    let told =
                        format!("{}（{}）", marks.join("\n").replace('\n', " "), self.page.said.year_unknown);
                    cells.push(across(Cell::text(Style::Cell, told), years));
                }
                Slot::Years => {}
                Slot::Measure if marks.is_empty() => cells.push(across(cell, years + 1)),
                _ => cells.push(cell),
            }
        }
        self.lines.push(Line::Whole(Row::of(cells)));
    }

    fn cell(
        &self,
        pillar: &Pillar,
        levels: &[Arc<Branch>],
        measure: Option<&Measure>,
        item: Option<&YearItem>,
    ) -> (Owner, Cell) {
        let plain = |text: String| Cell::text(Style::Cell, text);
        let alone = |text: String| (Owner::Alone, plain(text));
        let page = self.page;
        match pillar.slot {
            Slot::Level(_) => {
                let at = self.pillars.iter().filter(|other| matches!(other.slot, Slot::Level(_)));
                let at = at.take_while(|other| other.slot != pillar.slot).count();
                match levels.get(at) {
                    Some(branch) => {
                        (Owner::Record(branch.id.record()), plain(heading(branch, &page.said.untitled)))
                    }
                    None => alone(String::new()),
                }
            }
            Slot::Measure => match measure {
                Some(measure) => (Owner::Record(measure.id.record()), plain(self.said(measure))),
                None => alone(String::new()),
            },
            Slot::Items => alone(item.map(|item| self.item(item)).unwrap_or_default()),
            Slot::Result => alone(item.map(|item| self.result(item)).unwrap_or_default()),
            Slot::Years => alone(year_cell(measure, pillar.year)),
            Slot::Related => {
                let ties = measure.map(|it| own(page.book, &it.relations, it.plan)).unwrap_or_default();
                let related = ties.into_iter().filter(|tie| tie.kind == RelationKind::Related);
                alone(related.filter_map(|tie| tie.title).collect::<Vec<_>>().join("\n"))
            }
            Slot::Bodies => {
                let owners = item.map(|item| &item.owners).or_else(|| measure.map(|it| &it.owners));
                let text = owners.map(|owners| bodies(page.book, owners)).unwrap_or_default();
                let before = self.pillars.iter().position(|other| other.slot == Slot::Measure);
                let leads = self.pillars.iter().position(|other| other.slot == Slot::Bodies) < before;
                let owner = if leads && !text.is_empty() { Owner::Text(text.clone()) } else { Owner::Alone };
                (owner, plain(text))
            }
        }
    }

    /// The measure: in a table of items its title alone, else with all that the plan prints of it.
    fn said(&self, measure: &Measure) -> String {
        let page = self.page;
        let title = named(measure).unwrap_or_default();
        let tabled = page.layout.is_some_and(|layout| layout.item_heading.is_some());
        let detail = measure.detail.clone().filter(|detail| !title.contains(detail.as_str()));
        let targets = page.book.targets.iter().filter(|target| target.measure == Some(measure.id));
        let mut parts = vec![title];
        parts.extend(detail);
        parts.extend(targets.filter_map(|target| target.printed.clone()));
        if !tabled {
            parts.extend(measure.role_class.clone());
            parts.push(told_text(&told(&measure.blocks), &page.said.summary));
        }
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    fn item(&self, item: &YearItem) -> String {
        let page = self.page;
        let year = item.year.or(page.plan.items_year).filter(|_| page.items.several);
        let title = text(item.title.as_ref()).unwrap_or_else(|| page.said.untitled.clone());
        let title = match year {
            Some(year) => format!("・{}：{title}", year.era_text()),
            None => format!("・{title}"),
        };
        [Some(title), item.detail.clone()].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn result(&self, item: &YearItem) -> String {
        let page = self.page;
        if !page.choice.results {
            return String::new();
        }
        let told = (page.results)(item);
        if told.is_empty() {
            // As the documents say it: 令和3年度末記入予定.
            let end = page.choice.year.map(|year| format!("{}末", year.era_text())).unwrap_or_default();
            return page.plan.result_state.as_ref().map(|state| format!("{end}{state}")).unwrap_or_default();
        }
        let several = told.len() > 1;
        let one = |told: &super::Told| {
            let by = told.by.as_ref().filter(|_| several).map(|by| format!("【{by}】\n")).unwrap_or_default();
            let state = told.state.as_ref().map(|state| format!("（{state}）")).unwrap_or_default();
            format!("{by}{}{state}", told.text)
        };
        told.iter().map(one).collect::<Vec<_>>().join("\n")
    }
}

fn heading(branch: &Branch, untitled: &str) -> String {
    let title = branch.title.clone().unwrap_or_else(|| untitled.to_owned());
    call(branch.number.as_deref(), branch.mark.as_deref(), Some(title))
}

fn year_cell(measure: Option<&Measure>, year: Option<FiscalYear>) -> String {
    let cell = year.and_then(|year| measure?.schedule.years.get(&year));
    cell.map(|cell| cell.printed().to_owned()).unwrap_or_default()
}

fn bodies(book: &Book, owners: &Owners) -> String {
    let known = hands(book, owners).known.into_iter();
    let named = known.map(|(name, role)| match role {
        Some(role) => format!("{role} {name}"),
        None => name,
    });
    named.collect::<Vec<_>>().join("\n")
}

/// Blocks as lines, under their headings; our own words say that they are.
pub(super) fn told_text(all: &[told::Told], summary: &str) -> String {
    let mut lines = Vec::new();
    for told in all {
        lines.extend(told.heading.as_ref().map(|heading| format!("〔{heading}〕")));
        for line in &told.lines {
            let ours = line.summary.then(|| format!("（{summary}）"));
            let parts =
                [line.mark.clone(), Some(line.text.clone()), line.number.clone(), line.source.clone()];
            let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            lines.push(format!("{}{text}", ours.unwrap_or_default()));
        }
    }
    lines.join("\n")
}
