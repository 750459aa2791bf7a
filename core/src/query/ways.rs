//! Ways to read one plan besides its tree: by body, by year, by target, and what of it is a district's; no words, no logs.

use crate::calendar::FiscalYear;
use crate::district::District;
use crate::id::{BodyId, ItemId, MeasureId, TargetId};
use crate::plan::Plan;
use crate::plan::district_plan::Tie;
use crate::plan::measure::{Measure, Owners};
use crate::plan::schedule::Cell;
use crate::plan::target::{Goal, Set, Target};
use crate::plan::year_item::YearItem;
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::text::fold;

/// What a plan says where it means each of the ward's districts.
const EVERY_DISTRICT: [&str; 2] = ["全地区", "各地区"];

/// A plan's rows in the order of print.
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    plan: &'a Plan,
    measures: Vec<&'a Measure>,
    items: Vec<&'a YearItem>,
    targets: Vec<&'a Target>,
}

/// A row that a way leads to: a measure, or an item of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Row {
    /// 取組.
    Measure(MeasureId),
    /// 実施計画の一項目.
    Item(ItemId),
}

/// What a body has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfBody {
    /// The body; none gathers the rows whose body nobody knows.
    pub body: Option<BodyId>,
    /// Its rows.
    pub works: Vec<Work>,
}

/// A body's part in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// The row.
    pub row: Row,
    /// Its part as printed: ◎, ●, ○ or a word.
    pub role: Option<String>,
    /// Whether it is known, or only possible.
    pub sure: bool,
}

/// What is planned in a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfYear {
    /// Cells of measures.
    pub cells: Vec<CellOf>,
    /// Items.
    pub items: Vec<ItemId>,
}

/// A measure's cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellOf {
    /// The measure.
    pub measure: MeasureId,
    /// As printed.
    pub printed: String,
    /// What an arrow points back to, as printed there.
    pub holds: Option<String>,
}

/// A plan year by year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByYear {
    /// Every year of the plan's period, and others that a row names.
    pub years: SortedMap<FiscalYear, OfYear>,
    /// What is in no year that anybody knows.
    pub unknown: OfYear,
}

/// Why a measure of the ward's plan is a district's too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// A target counts every district.
    Everywhere,
    /// A target is the district's own.
    OwnTarget,
    /// The district's plan answers it.
    Answered,
    /// Its words name every district, or this one.
    Named,
}

/// What of the ward's plan is a district's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Measures with every reason, in the order of print.
    pub measures: Vec<(MeasureId, SortedSet<Because>)>,
    /// Targets that the district has a share in: its own, those of every district and of the ward as a whole.
    pub targets: Vec<TargetId>,
}

impl<'a> Rows<'a> {
    /// The plan's own among all rows.
    pub fn of(
        plan: &'a Plan,
        measures: impl IntoIterator<Item = &'a Measure>,
        items: impl IntoIterator<Item = &'a YearItem>,
        targets: impl IntoIterator<Item = &'a Target>,
    ) -> Self {
        let own = Some(plan.id);
        let mut measures: Vec<&Measure> =
            measures.into_iter().filter(|measure| measure.plan == own).collect();
        sort_by_key(&mut measures, |measure| (measure.order, measure.id));
        let mut items: Vec<&YearItem> = items.into_iter().filter(|item| item.plan == own).collect();
        sort_by_key(&mut items, |item| (item.order, item.id));
        let mut rows = Self { plan, measures, items, targets: Vec::new() };
        let mut targets: Vec<&Target> = targets.into_iter().filter(|target| target.plan == own).collect();
        sort_by_key(&mut targets, |target| (rows.place(target), target.id));
        rows.targets = targets;
        rows
    }

    /// The measures in the order of print.
    pub fn measures(&self) -> &[&'a Measure] {
        &self.measures
    }

    /// The targets in the order of the measures that they are printed at.
    pub fn targets(&self) -> &[&'a Target] {
        &self.targets
    }

    /// The measure that a target is printed at, itself or through one of its items.
    pub fn measure_of(&self, target: &Target) -> Option<MeasureId> {
        let item = target.item.and_then(|id| self.items.iter().find(|item| item.id == id));
        target.measure.or_else(|| item.and_then(|item| item.measure))
    }

    fn place(&self, target: &Target) -> usize {
        let measure = self.measure_of(target);
        let place = self.measures.iter().position(|one| Some(one.id) == measure);
        place.unwrap_or(usize::MAX)
    }

    fn owners(&self) -> impl Iterator<Item = (Row, &'a Owners)> + use<'_, 'a> {
        let measures = self.measures.iter().map(|measure| (Row::Measure(measure.id), &measure.owners));
        measures.chain(self.items.iter().map(|item| (Row::Item(item.id), &item.owners)))
    }

    /// Every body of the plan's closed list in its order, then such as only a row names, then nobody knows whom.
    pub fn by_body(&self) -> Vec<OfBody> {
        let mut works: SortedMap<Option<BodyId>, Vec<Work>> = SortedMap::new();
        // A measure whose items say who does each is no question of its own.
        let told: SortedSet<MeasureId> = self.items.iter().filter_map(|item| item.measure).collect();
        for (row, owners) in self.owners() {
            for body in &owners.bodies {
                let role = owners.roles.get(body).cloned();
                works.of(Some(*body)).push(Work { row, role, sure: true });
            }
            for body in owners.maybe.iter().filter(|body| !owners.bodies.contains(body)) {
                works.of(Some(*body)).push(Work { row, role: None, sure: false });
            }
            let by_items = matches!(row, Row::Measure(id) if told.contains(&id));
            if owners.unknown() && !by_items {
                works.of(None).push(Work { row, role: None, sure: true });
            }
        }
        let listed = self.plan.bodies.iter().copied().map(Some);
        let mut all: Vec<OfBody> =
            listed.map(|body| OfBody { body, works: works.remove(&body).unwrap_or_default() }).collect();
        let unknown = works.remove(&None);
        all.extend(works.into_iter().map(|(body, works)| OfBody { body, works }));
        all.extend(unknown.map(|works| OfBody { body: None, works }));
        all
    }

    /// Every cell and item under exactly one year, or where the year is unknown.
    pub fn by_year(&self) -> ByYear {
        let mut all = ByYear::default();
        if let (Some(first), Some(last)) = (self.plan.period.first, self.plan.period.last) {
            let years = core::iter::successors(Some(first), |year| year.next());
            all.years =
                years.take_while(|year| *year <= last).map(|year| (year, OfYear::default())).collect();
        }
        for measure in &self.measures {
            let schedule = &measure.schedule;
            for (year, cell) in &schedule.years {
                let before = (*cell == Cell::Continues).then(|| schedule.in_year(*year)).flatten();
                let holds = before.map(Cell::printed);
                let cell = CellOf { measure: measure.id, printed: cell.printed(), holds };
                all.years.of(*year).cells.push(cell);
            }
            let undated = schedule.undated.iter();
            let undated =
                undated.map(|cell| CellOf { measure: measure.id, printed: cell.printed(), holds: None });
            all.unknown.cells.extend(undated);
        }
        for item in &self.items {
            let year = match item.year {
                Some(year) => all.years.of(year),
                None => &mut all.unknown,
            };
            year.items.push(item.id);
        }
        all
    }

    /// What of the plan is a district's. `ties` are those of the ward's measures and the districts'.
    pub fn part_of(&self, district: &District, ties: &[Tie]) -> Part {
        let mut why: SortedMap<MeasureId, SortedSet<Because>> = SortedMap::new();
        let mut part = Part::default();
        for target in &self.targets {
            let because = match (&target.goal, target.district) {
                (_, Some(own)) if own == district.id => Some(Because::OwnTarget),
                (_, Some(_)) => continue,
                (Some(Goal::Coverage { set: Set::Districts }), None) => Some(Because::Everywhere),
                (_, None) => None,
            };
            part.targets.push(target.id);
            if let (Some(because), Some(measure)) = (because, self.measure_of(target)) {
                why.of(measure).insert(because);
            }
        }
        for tie in ties.iter().filter(|tie| tie.district == district.id) {
            why.of(tie.ward).insert(Because::Answered);
        }
        let names: Vec<String> = EVERY_DISTRICT
            .iter()
            .copied()
            .chain(Some(district.name.as_str()).filter(|name| !name.is_empty()))
            .map(fold)
            .collect();
        let named = |words: &str| names.iter().any(|name| words.contains(name.as_str()));
        for item in &self.items {
            let title = item.title.as_ref().map_or("", |title| title.as_str());
            let words = fold(&format!("{title} {}", item.detail.as_deref().unwrap_or_default()));
            if let Some(measure) = item.measure.filter(|_| named(&words)) {
                why.of(measure).insert(Because::Named);
            }
        }
        for measure in &self.measures {
            if named(&said(measure)) {
                why.of(measure.id).insert(Because::Named);
            }
            part.measures.extend(why.remove(&measure.id).map(|why| (measure.id, why)));
        }
        part
    }
}

/// A measure's own words, folded: its title, what stands beside it, its cells.
fn said(measure: &Measure) -> String {
    let title = measure.title.as_ref().map_or("", |title| title.as_str());
    let cells = measure.schedule.years.values().chain(&measure.schedule.undated);
    let cells: Vec<String> = cells.map(Cell::printed).collect();
    fold(&format!("{title} {} {}", measure.detail.as_deref().unwrap_or_default(), cells.join(" ")))
}

#[cfg(test)]
mod tests;
