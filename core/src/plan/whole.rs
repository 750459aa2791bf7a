//! A plan with all its rows, read as one: what no row can know alone. Done at the door, never to what is stored already.

use thiserror::Error;

use super::lineage::Lineage;
use super::measure::{Measure, Owners};
use super::node::Node;
use super::relation::{Relation, RelationKind};
use super::target::{Goal, Target};
use super::year_item::YearItem;
use super::{Layout, Period, Plan};
use crate::calendar::FiscalYear;
use crate::id::{BodyId, NodeId, PlanId, RecordId};
use crate::sorted::{SortedMap, SortedSet};

/// The rows of one plan as they came.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// 計画.
    pub plan: Plan,
    /// 見出し.
    pub nodes: Vec<Node>,
    /// 取組.
    pub measures: Vec<Measure>,
    /// 実施計画.
    pub items: Vec<YearItem>,
    /// 目標.
    pub targets: Vec<Target>,
}

/// Rows that make a plan. There is no other way to one than [`Whole::parse`].
#[derive(Debug, Clone, PartialEq)]
pub struct Whole(Rows);

/// A row that does not fit into the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{row}: {misfit}")]
pub struct Fault {
    /// Which.
    pub row: RecordId,
    /// How.
    pub misfit: Misfit,
}

/// How a row does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Misfit {
    /// It names another plan as its own, or none.
    #[error("it is not a row of this plan")]
    OtherPlan,
    /// The heading, measure or item that it hangs under is not in the plan.
    #[error("what it hangs under is not in the plan")]
    HangsLoose,
    /// Headings that stand above one another in a circle.
    #[error("its headings make a circle")]
    Circle,
    /// A top heading without a layout of the plan.
    #[error("its kind of page is not in the plan")]
    NoLayout,
    /// Its level is not one below the heading above, or has no name in its layout.
    #[error("its level has no name in its kind of page")]
    Level,
    /// A measure in a column that its kind of page does not have.
    #[error("its column is not one of its kind of page")]
    OtherHeading,
    /// A measure of a 役割区分 that is not in the layout's list.
    #[error("its role class is not in the list")]
    RoleClass,
    /// A body off the plan's closed list.
    #[error("a body is not in the plan's list")]
    NotItsBody,
    /// A cell or an item of a year that the plan does not have.
    #[error("a year lies outside the plan")]
    Year,
    /// A target of which nothing is to be reached.
    #[error("its target is zero")]
    Nought,
    /// 継承, 改訂, 分割 or 統合 that leads back to the row itself.
    #[error("it would come from itself")]
    OwnLineage,
    /// 横断 or 再掲 of a row that is not in the plan.
    #[error("what it repeats or runs through is not in the plan")]
    Elsewhere,
    /// A relation without its other row; only 廃止 has none.
    #[error("a relation has no other row")]
    NoOther,
    /// A 地区別計画 without its ward's plan, or the ward's own plan with one.
    #[error("a district's plan names the ward's plan, no other plan does")]
    WardPlan,
}

impl Whole {
    /// Reads the rows as one plan, or says of each row that does not fit how.
    pub fn parse(rows: Rows) -> Result<Self, Vec<Fault>> {
        let faults = Reading::of(&rows).faults();
        if faults.is_empty() { Ok(Self(rows)) } else { Err(faults) }
    }

    /// Its rows.
    pub const fn rows(&self) -> &Rows {
        &self.0
    }

    /// Its rows, to be stored.
    pub fn into_rows(self) -> Rows {
        self.0
    }
}

struct Reading<'a> {
    rows: &'a Rows,
    nodes: SortedMap<NodeId, &'a Node>,
    all: SortedSet<RecordId>,
    bodies: SortedSet<BodyId>,
    lineage: Lineage,
    faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    fn of(rows: &'a Rows) -> Self {
        let ids = rows.nodes.iter().map(|node| node.id.record());
        let ids = ids.chain(rows.measures.iter().map(|measure| measure.id.record()));
        Self {
            nodes: rows.nodes.iter().map(|node| (node.id, node)).collect(),
            all: ids.chain(rows.items.iter().map(|item| item.id.record())).collect(),
            lineage: lineage(rows),
            bodies: rows.plan.bodies.iter().copied().collect(),
            faults: Vec::new(),
            rows,
        }
    }

    fn faults(mut self) -> Vec<Fault> {
        let rows = self.rows;
        let plan = rows.plan.id.record();
        self.hold(plan, Misfit::WardPlan, rows.plan.district.is_some() == rows.plan.ward_plan.is_some());
        for node in &rows.nodes {
            self.node(node);
        }
        for measure in &rows.measures {
            self.measure(measure);
        }
        for item in &rows.items {
            self.item(item);
        }
        for target in &rows.targets {
            let hangs = target.measure.map(|id| id.record()).or(target.item.map(|id| id.record()));
            self.own(target.id.record(), target.plan);
            self.hold(target.id.record(), Misfit::HangsLoose, hangs.is_some_and(|id| self.all.contains(&id)));
            let nought = target.goal.as_ref().is_some_and(Goal::is_nought);
            self.hold(target.id.record(), Misfit::Nought, !nought);
        }
        self.faults
    }

    fn hold(&mut self, row: RecordId, misfit: Misfit, holds: bool) {
        if !holds {
            self.faults.push(Fault { row, misfit });
        }
    }

    fn own(&mut self, row: RecordId, plan: Option<PlanId>) {
        self.hold(row, Misfit::OtherPlan, plan == Some(self.rows.plan.id));
    }

    fn node(&mut self, node: &Node) {
        let row = node.id.record();
        self.own(row, node.plan);
        self.relations(row, &node.relations);
        self.hold(row, Misfit::Year, self.holds_force(node.force));
        let above = node.parent.map(|id| self.nodes.get(&id).copied());
        let Some(way) = self.way(node.id) else { return self.hold(row, Misfit::Circle, false) };
        match above {
            Some(None) => return self.hold(row, Misfit::HangsLoose, false),
            Some(Some(above)) => self.hold(row, Misfit::Level, above.level + 1 == node.level),
            None => self.hold(row, Misfit::Level, node.level == 1),
        }
        match self.layout(&way) {
            Some(layout) => self.hold(row, Misfit::Level, layout.level(node.level).is_some()),
            None => self.hold(row, Misfit::NoLayout, false),
        }
    }

    fn measure(&mut self, measure: &Measure) {
        let row = measure.id.record();
        self.own(row, measure.plan);
        self.relations(row, &measure.relations);
        self.owners(row, &measure.owners);
        let years = measure.schedule.years.keys().all(|year| self.holds_year(*year));
        self.hold(row, Misfit::Year, years && self.holds_force(measure.force));
        // One without a heading is known by its number alone: it stands in another part of the book.
        let Some(node) = measure.node else { return };
        if !self.nodes.contains_key(&node) {
            return self.hold(row, Misfit::HangsLoose, false);
        }
        let Some(way) = self.way(node) else { return };
        if let Some(key) = &measure.heading {
            let heading = self.rows.plan.headings.get(key);
            let fits = |of: &String| self.layout_key(&way) == Some(of.as_str());
            let fits = heading.is_some_and(|heading| heading.layout.as_ref().is_none_or(fits));
            self.hold(row, Misfit::OtherHeading, fits);
        }
        if let Some(class) = &measure.role_class {
            let listed = self.layout(&way).is_some_and(|layout| layout.role_classes.contains(class));
            self.hold(row, Misfit::RoleClass, listed);
        }
    }

    fn item(&mut self, item: &YearItem) {
        let row = item.id.record();
        self.own(row, item.plan);
        self.relations(row, &item.relations);
        self.owners(row, &item.owners);
        self.hold(row, Misfit::Year, item.year.is_none_or(|year| self.holds_year(year)));
        let hangs = item.measure.is_some_and(|id| self.all.contains(&id.record()));
        self.hold(row, Misfit::HangsLoose, hangs);
    }

    fn owners(&mut self, row: RecordId, owners: &Owners) {
        let mut all = owners.bodies.iter().chain(owners.roles.keys()).chain(owners.maybe.iter());
        let listed = all.all(|body| self.bodies.contains(body));
        self.hold(row, Misfit::NotItsBody, listed);
    }

    fn relations(&mut self, row: RecordId, relations: &[Relation]) {
        for relation in relations {
            let here = relation.to.is_some_and(|id| self.all.contains(&id));
            match relation.kind {
                RelationKind::Ends => {}
                _ if relation.to.is_none() => self.hold(row, Misfit::NoOther, false),
                kind if kind.lineage() => {
                    let itself =
                        here && relation.to.is_some_and(|to| self.lineage.ancestors(to).contains(&row));
                    self.hold(row, Misfit::OwnLineage, !itself);
                }
                RelationKind::Crosses | RelationKind::Repeats => self.hold(row, Misfit::Elsewhere, here),
                _ => {}
            }
        }
    }

    /// A year is outside only where the plan's years are known to leave it out.
    fn holds_year(&self, year: FiscalYear) -> bool {
        self.rows.plan.period.covers(year) != Some(false)
    }

    fn holds_force(&self, force: Period) -> bool {
        let within = force.first.into_iter().chain(force.last).all(|year| self.holds_year(year));
        within && (force.first.is_none() || force.last.is_none() || force.first <= force.last)
    }

    /// The heading and those above it, the nearest first; none where they make a circle.
    fn way(&self, node: NodeId) -> Option<Vec<&'a Node>> {
        let (mut way, mut next) = (Vec::new(), Some(node));
        while let Some(node) = next.and_then(|id| self.nodes.get(&id).copied()) {
            if way.len() > self.nodes.len() {
                return None;
            }
            way.push(node);
            next = node.parent;
        }
        Some(way)
    }

    fn layout_key(&self, way: &[&'a Node]) -> Option<&'a str> {
        way.iter().find_map(|node| node.layout.as_deref())
    }

    fn layout(&self, way: &[&'a Node]) -> Option<&'a Layout> {
        self.layout_key(way).and_then(|key| self.rows.plan.layouts.get(key))
    }
}

/// What the rows themselves tell of where they came from.
fn lineage(rows: &Rows) -> Lineage {
    let nodes = rows.nodes.iter().map(|node| (node.id.record(), node.relations.as_slice()));
    let measures = rows.measures.iter().map(|measure| (measure.id.record(), measure.relations.as_slice()));
    Lineage::of(nodes.chain(measures))
}

#[cfg(test)]
mod tests;
