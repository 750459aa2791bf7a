//! A plan as a tree in its own words: headings by print order, what is told under them, measures by column.

use std::sync::Arc;

use crate::id::{MeasureId, NodeId, PlanId};
use crate::plan::measure::Measure;
use crate::plan::node::Node;
use crate::plan::tree;
use crate::plan::{Period, Plan};
use crate::sorted::{SortedMap, sort_by_key};

use super::sheet::named;
use super::ties::{Tie, both};
use super::told::{Told, told};
use super::{Book, text};

/// How deep a tree is followed.
const DEPTH_MAX: usize = 12;

/// A heading with all that hangs under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The heading.
    pub id: NodeId,
    /// The plan's name for its level: 推進の柱. None where the plan names none.
    pub level: Option<String>,
    /// As printed.
    pub number: Option<String>,
    /// As printed: ○, ●.
    pub mark: Option<String>,
    /// None where the title is unknown.
    pub title: Option<String>,
    /// Beneath the title.
    pub subtitle: Option<String>,
    /// Its short name: 人材・担い手.
    pub tag: Option<String>,
    /// Its working group.
    pub working_group: Option<String>,
    /// The years in which it is in force, where these are not all of its plan's.
    pub force: Period,
    /// What is told under it, by heading.
    pub told: Vec<Told>,
    /// How it stands to other headings, of this plan and others.
    pub ties: Vec<Tie>,
    /// Measures by column.
    pub columns: Vec<Column>,
    /// Headings under it.
    pub branches: Vec<Arc<Self>>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
}

/// Measures of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As printed: 計画期間中に取り組むこと. None where the plan prints no column.
    pub heading: Option<String>,
    /// Hoped for from residents; never a score.
    pub expected: bool,
    /// The measures in print order.
    pub measures: Vec<Leaf>,
}

/// A measure as a line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The measure.
    pub id: MeasureId,
    /// Mark, number and title as printed, or what is said where a title is still to come; none where nothing is known.
    pub title: Option<String>,
    /// 実施主体, known ones alone.
    pub bodies: Vec<String>,
    /// Targets as printed.
    pub targets: Vec<String>,
    /// The years in which it is in force, where these are not all of its plan's.
    pub force: Period,
}

/// The tree of a plan.
pub fn outline(book: &Book, plan: PlanId) -> Vec<Arc<Branch>> {
    let Some(plan) = book.plans.get(&plan) else { return Vec::new() };
    let shape = Shape::of(book, plan);
    shape.under(None, None, 0)
}

/// A heading anywhere in a tree.
pub fn find(branches: &[Arc<Branch>], id: NodeId) -> Option<Arc<Branch>> {
    branches.iter().find_map(|branch| {
        if branch.id == id { Some(Arc::clone(branch)) } else { find(&branch.branches, id) }
    })
}

/// Measures whose heading is not in the plan, so that none is ever out of sight.
pub fn loose(book: &Book, plan: PlanId) -> Vec<Leaf> {
    let mut loose: Vec<&Measure> = book
        .measures
        .values()
        .filter(|measure| measure.plan == Some(plan))
        .filter(|measure| {
            let node = measure.node.and_then(|node| book.nodes.get(&node));
            node.is_none_or(|node| node.plan != Some(plan))
        })
        .collect();
    sort_by_key(&mut loose, |measure| (measure.order, measure.id));
    loose.into_iter().map(|measure| leaf(book, measure)).collect()
}

/// The plan's rows by what they hang under.
struct Shape<'a> {
    book: &'a Book,
    plan: &'a Plan,
    nodes: SortedMap<Option<NodeId>, Vec<&'a Node>>,
    measures: SortedMap<NodeId, Vec<&'a Measure>>,
}

impl<'a> Shape<'a> {
    fn of(book: &'a Book, plan: &'a Plan) -> Self {
        let mut nodes: SortedMap<Option<NodeId>, Vec<&Node>> = SortedMap::new();
        let all = || book.nodes.values().filter(|node| node.plan == Some(plan.id));
        let above = tree::above(all());
        for node in all() {
            nodes.of(above.get(&node.id).copied().flatten()).push(node);
        }
        let mut measures: SortedMap<NodeId, Vec<&Measure>> = SortedMap::new();
        for measure in book.measures.values().filter(|measure| measure.plan == Some(plan.id)) {
            if let Some(node) = measure.node {
                measures.of(node).push(measure);
            }
        }
        nodes.values_mut().for_each(|list| sort_by_key(list, |node| (node.order, node.id)));
        measures.values_mut().for_each(|list| sort_by_key(list, |measure| (measure.order, measure.id)));
        Self { book, plan, nodes, measures }
    }

    fn under(&self, parent: Option<NodeId>, layout: Option<&str>, depth: usize) -> Vec<Arc<Branch>> {
        if depth >= DEPTH_MAX {
            return Vec::new();
        }
        let nodes = self.nodes.get(&parent).into_iter().flatten();
        nodes.map(|node| self.branch(node, node.layout.as_deref().or(layout), depth)).collect()
    }

    fn branch(&self, node: &Node, layout: Option<&str>, depth: usize) -> Arc<Branch> {
        let words = layout.and_then(|key| self.plan.layouts.get(key));
        Arc::new(Branch {
            id: node.id,
            level: words.and_then(|layout| layout.level(node.level)).map(str::to_owned),
            number: node.number.clone(),
            mark: node.mark.clone(),
            title: text(node.title.as_ref()),
            subtitle: node.subtitle.clone(),
            tag: node.tag.clone(),
            working_group: node.working_group.clone(),
            force: node.force,
            told: told(&node.blocks),
            ties: both(self.book, node.id.record(), &node.relations, node.plan),
            columns: self.columns(node.id),
            branches: self.under(Some(node.id), layout, depth + 1),
            ask: node.ask.clone(),
        })
    }

    fn columns(&self, node: NodeId) -> Vec<Column> {
        let mut columns: SortedMap<(u64, Option<&str>), Vec<Leaf>> = SortedMap::new();
        for measure in self.measures.get(&node).into_iter().flatten() {
            let key = measure.heading.as_deref();
            let heading = key.and_then(|key| self.plan.headings.get(key));
            let order = heading.map_or(u64::MAX, |heading| heading.order);
            columns.of((order, key)).push(leaf(self.book, measure));
        }
        let heading = |key: Option<&str>| key.and_then(|key| self.plan.headings.get(key));
        columns
            .into_iter()
            .map(|((_, key), measures)| Column {
                heading: heading(key).map(|heading| heading.title.clone()),
                expected: self.plan.expected(key),
                measures,
            })
            .collect()
    }
}

fn leaf(book: &Book, measure: &Measure) -> Leaf {
    let targets = book.targets.iter().filter(|target| target.measure == Some(measure.id));
    Leaf {
        id: measure.id,
        title: named(measure),
        bodies: measure.owners.bodies.iter().filter_map(|body| book.bodies.get(body).cloned()).collect(),
        targets: targets.filter_map(|target| target.printed.clone()).collect(),
        force: measure.force,
    }
}
