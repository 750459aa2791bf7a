//! 次の計画をはじめる: a new plan, 案, with the headings and measures of the one before, each 継承.

use super::Why;
use super::row::Row;
use crate::id::{MeasureId, NodeId, PlanId, RecordId, derived};
use crate::intent::{Desk, Proposal, Wish};
use crate::plan::block::{Block, BlockKind};
use crate::plan::measure::Measure;
use crate::plan::node::Node;
use crate::plan::relation::{Relation, RelationKind};
use crate::plan::schedule::Schedule;
use crate::plan::{Period, Plan, Status};
use crate::record::Kind;
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::text::{NAME_CHARS, Title};

/// How the next plan begins.
#[derive(Debug, Clone, PartialEq)]
pub struct NextPlan {
    /// The plan before.
    pub plan: PlanId,
    /// 愛称.
    pub title: Option<Title>,
    /// 第N期.
    pub term: Option<String>,
    /// Its fiscal years.
    pub period: Period,
    /// Why it follows.
    pub reason: Option<String>,
    /// Headings and measures that are not carried over, with all below them: they end with their plan.
    pub leave: SortedSet<RecordId>,
    /// Why they are not.
    pub why_left: Option<String>,
}

/// The plan that follows another; one follows each.
pub(super) fn next_id(plan: PlanId) -> PlanId {
    PlanId::of(next_row(plan.record()))
}

fn next_row(row: RecordId) -> RecordId {
    derived(&["next", &row.to_string()])
}

impl Desk<'_> {
    /// First the plan, then headings from the top, then measures, then what ties them: each has what it hangs on.
    pub(super) fn next_plan(&self, next: &NextPlan) -> Proposal {
        let ground = self.ground(next.plan)?;
        let follows = |plan: &Plan| plan.previous == Some(next.plan);
        if let Some(other) = self.view.live(&Kind::Plan).map(Plan::read).find(follows) {
            return Err(Why::HasNext(other.id).into());
        }
        let (Some(first), Some(last)) = (next.period.first, next.period.last) else {
            return Err(Why::NoYears.into());
        };
        if first > last || ground.plan.period.last.is_some_and(|before| first <= before) {
            return Err(Why::Value("first_year").into());
        }
        let mut left: SortedSet<RecordId> = next.leave.clone();
        for row in &next.leave {
            left.extend(ground.below(*row).iter().map(Row::id));
        }
        let goes = |row: &Row| !row.ended() && !left.contains(&row.id());
        let mut nodes: Vec<&Node> =
            ground.nodes.values().filter(|node| goes(&Row::Node((*node).clone()))).collect();
        sort_by_key(&mut nodes, |node| {
            (crate::plan::tree::depth(&ground.above, node.id), node.order, node.id)
        });
        let mut measures: Vec<&Measure> =
            ground.measures.values().filter(|one| goes(&Row::Measure((*one).clone()))).collect();
        sort_by_key(&mut measures, |measure| (measure.order, measure.id));
        let new: SortedMap<RecordId, RecordId> = nodes
            .iter()
            .map(|node| node.id.record())
            .chain(measures.iter().map(|measure| measure.id.record()))
            .map(|row| (row, next_row(row)))
            .collect();
        let plan = next_id(next.plan);
        let rows = nodes.iter().map(|node| Row::Node(carried_node(node, plan, &new)));
        let rows = rows.chain(measures.iter().map(|measure| Row::Measure(carried(measure, plan, &new))));
        let mut wishes = self.bring(&Row::Plan(Box::new(self.head(&ground.plan, next, &new))));
        let mut ties = Vec::new();
        for row in rows {
            let brought = self.bring(&row);
            let old = ground.tied().find(|old| new.get(&old.id()) == Some(&row.id()));
            ties.extend(old.filter(|_| !brought.is_empty()).and_then(|old| self.tie(&row, &old, &new)));
            wishes.extend(brought);
        }
        wishes.extend(ties);
        wishes.extend(self.end_left(&left, next.why_left.as_deref()));
        Ok(wishes)
    }

    fn head(&self, old: &Plan, next: &NextPlan, new: &SortedMap<RecordId, RecordId>) -> Plan {
        let ward_plan = old.ward_plan.map(|ward| {
            let after = self.view.live(&Kind::Plan).map(Plan::read).find(|plan| plan.previous == Some(ward));
            after.map_or(ward, |plan| plan.id)
        });
        let mut plan = Plan {
            id: next_id(old.id),
            key: self.key_after(&old.key),
            title: next.title.clone(),
            term: next.term.clone(),
            section: None,
            edition: None,
            status: Some(Status::Draft),
            period: next.period,
            columns: Vec::new(),
            items_year: None,
            blocks: told(&old.blocks),
            previous: Some(old.id),
            previous_reason: next.reason.clone(),
            ward_plan,
            ask: None,
            ..old.clone()
        };
        for rule in plan.rules.values_mut() {
            let carried = rule.measures.iter().filter_map(|id| new.get(&id.record()));
            rule.measures = carried.copied().map(MeasureId::of).collect();
        }
        plan
    }

    /// 5 after 4; else the old key with a number that no plan has.
    fn key_after(&self, key: &str) -> String {
        let keys: Vec<String> = self.view.live(&Kind::Plan).map(|plan| Plan::read(plan).key).collect();
        let counted = key.parse::<u32>().ok().and_then(|n| n.checked_add(1)).map(|n| n.to_string());
        let stem: String = key.chars().take(NAME_CHARS - 5).collect();
        let named = (2..9_999).map(|n| format!("{stem}-{n}"));
        counted.into_iter().chain(named).find(|key| !keys.contains(key)).unwrap_or(stem)
    }

    /// 関連, 横断 and 再掲 among rows that are carried over, and 関連 that leads out of the plan.
    fn tie(&self, row: &Row, old: &Row, new: &SortedMap<RecordId, RecordId>) -> Option<Wish> {
        let mut tied = row.clone();
        let stay = |tie: &Relation| {
            let to = tie.to?;
            let inside = new.get(&to).copied();
            let leads_out = || (tie.kind == RelationKind::Related && self.elsewhere(to, row)).then_some(to);
            let kind =
                matches!(tie.kind, RelationKind::Related | RelationKind::Crosses | RelationKind::Repeats);
            Some(Relation { to: Some(inside.or_else(leads_out)?), ..tie.clone() }).filter(|_| kind)
        };
        let ties: Vec<Relation> = old.relations().iter().filter_map(stay).collect();
        tied.relations_mut()?.extend(ties);
        self.add(row, &tied)
    }

    /// Whether a row stands in a plan that is neither the old nor the new one.
    fn elsewhere(&self, row: RecordId, of: &Row) -> bool {
        let previous =
            self.view.live(&Kind::Plan).find(|plan| Some(next_id(PlanId::of(plan.id))) == of.plan());
        let plan = self.view.get(row).and_then(|record| record.link("plan"));
        plan.is_some() && plan != previous.map(|plan| plan.id)
    }

    fn end_left(&self, left: &SortedSet<RecordId>, why: Option<&str>) -> Vec<Wish> {
        let end = |id: &RecordId| {
            let before = self.view.get(*id).and_then(Row::read)?;
            let mut after = before.clone();
            after.end(None, why);
            self.become_row(&before, &after)
        };
        left.iter().filter_map(end).collect()
    }
}

fn goes_on(row: RecordId) -> Vec<Relation> {
    vec![Relation { kind: RelationKind::Continues, to: Some(row), reason: None }]
}

/// What tells of the years gone by stays with them.
fn told(blocks: &SortedMap<String, Block>) -> SortedMap<String, Block> {
    let lasting = [BlockKind::Vision, BlockKind::Narrative, BlockKind::Glossary];
    let kept = blocks.iter().filter(|(_, block)| lasting.contains(&block.kind));
    kept.map(|(key, block)| (key.clone(), block.clone())).collect()
}

fn carried_node(node: &Node, plan: PlanId, new: &SortedMap<RecordId, RecordId>) -> Node {
    let parent = node.parent.and_then(|id| new.get(&id.record())).copied();
    Node {
        id: NodeId::of(next_row(node.id.record())),
        plan: Some(plan),
        parent: parent.map(NodeId::of),
        blocks: told(&node.blocks),
        relations: goes_on(node.id.record()),
        force: Period::default(),
        ..node.clone()
    }
}

/// Year cells and targets are the old plan's; the new one's are not known yet.
fn carried(measure: &Measure, plan: PlanId, new: &SortedMap<RecordId, RecordId>) -> Measure {
    let node = measure.node.and_then(|id| new.get(&id.record())).copied();
    Measure {
        id: MeasureId::of(next_row(measure.id.record())),
        plan: Some(plan),
        node: node.map(NodeId::of),
        blocks: told(&measure.blocks),
        schedule: Schedule::default(),
        relations: goes_on(measure.id.record()),
        force: Period::default(),
        ..measure.clone()
    }
}
