//! The rows of one plan as they stand, or as wishes would leave them, and what does not fit among them; makes no wish.

use super::row::Row;
use crate::calendar::FiscalYear;
use crate::change::{Base, Change, PROTOCOL};
use crate::id::{ChangeId, ItemId, MeasureId, NodeId, PlanId, RecordId, TargetId};
use crate::intent::{Desk, Wish};
use crate::merge::lay_over;
use crate::plan::lineage::Lineage;
use crate::plan::measure::Measure;
use crate::plan::node::Node;
use crate::plan::relation::Relation;
use crate::plan::target::Target;
use crate::plan::tree;
use crate::plan::whole::{Fault, Rows, Whole};
use crate::plan::year_item::YearItem;
use crate::plan::{Plan, Status};
use crate::record::{Kind, Record};
use crate::sorted::SortedMap;
use crate::view::View;

/// A plan with its rows.
pub(super) struct Ground {
    pub(super) plan: Plan,
    pub(super) nodes: SortedMap<NodeId, Node>,
    pub(super) measures: SortedMap<MeasureId, Measure>,
    pub(super) items: SortedMap<ItemId, YearItem>,
    pub(super) targets: SortedMap<TargetId, Target>,
    /// Which heading stands under which, as it is read.
    pub(super) above: SortedMap<NodeId, Option<NodeId>>,
}

/// Records as wishes would leave them.
pub(super) type Laid = SortedMap<RecordId, Record>;

impl Ground {
    /// The plan's rows, with what is laid over them.
    pub(super) fn of(view: &View<'_>, laid: Option<&Laid>, plan: PlanId) -> Option<Self> {
        let record = laid.and_then(|laid| laid.get(&plan.record())).or_else(|| view.get(plan.record()));
        let read = Plan::read(record.filter(|record| record.kind == Kind::Plan && !record.removed())?);
        let rows =
            |kind: Kind| live(view, laid, kind).filter(move |row| row.link("plan") == Some(plan.record()));
        let nodes: SortedMap<NodeId, Node> =
            rows(Kind::Node).map(|row| (NodeId::of(row.id), Node::read(row))).collect();
        Some(Self {
            plan: read,
            above: tree::above(nodes.values()),
            nodes,
            measures: rows(Kind::Measure).map(|row| (MeasureId::of(row.id), Measure::read(row))).collect(),
            items: rows(Kind::Item).map(|row| (ItemId::of(row.id), YearItem::read(row))).collect(),
            targets: rows(Kind::Target).map(|row| (TargetId::of(row.id), Target::read(row))).collect(),
        })
    }

    /// What does not fit.
    pub(super) fn faults(self) -> Vec<Fault> {
        let rows = Rows {
            plan: self.plan,
            nodes: self.nodes.into_values().collect(),
            measures: self.measures.into_values().collect(),
            items: self.items.into_values().collect(),
            targets: self.targets.into_values().collect(),
        };
        Whole::parse(rows).err().unwrap_or_default()
    }

    pub(super) fn draft(&self) -> bool {
        self.plan.status == Some(Status::Draft)
    }

    /// The key of the kind of page that a heading stands on.
    pub(super) fn layout(&self, node: NodeId) -> Option<String> {
        let mut at = Some(node);
        while let Some(id) = at {
            if let Some(layout) = self.nodes.get(&id).and_then(|node| node.layout.clone()) {
                return Some(layout);
            }
            at = self.above.get(&id).copied().flatten();
        }
        None
    }

    /// Headings right under one, or at the top.
    pub(super) fn under(&self, node: Option<NodeId>) -> impl Iterator<Item = &Node> {
        self.nodes.values().filter(move |one| self.above.get(&one.id).copied().flatten() == node)
    }

    /// Measures right under a heading.
    pub(super) fn measures_of(&self, node: NodeId) -> impl Iterator<Item = &Measure> {
        self.measures.values().filter(move |measure| measure.node == Some(node))
    }

    /// All headings and measures below a row, what hangs lowest first; the row itself is not among them.
    pub(super) fn below(&self, row: RecordId) -> Vec<Row> {
        let node = NodeId::of(row);
        let mut rows: Vec<Row> = Vec::new();
        for child in self.under(Some(node)).filter(|_| self.nodes.contains_key(&node)) {
            rows.extend(self.below(child.id.record()));
            rows.push(Row::Node(child.clone()));
        }
        rows.extend(self.measures_of(node).cloned().map(Row::Measure));
        rows
    }

    /// Items and targets of a measure, and targets of those items.
    pub(super) fn parts_of(&self, measure: RecordId) -> Vec<Row> {
        let measure = MeasureId::of(measure);
        let items = || self.items.values().filter(move |item| item.measure == Some(measure));
        let hangs = |target: &&Target| {
            target.measure == Some(measure) || items().any(|item| target.item == Some(item.id))
        };
        let targets = self.targets.values().filter(hangs).cloned().map(Row::Target);
        targets.chain(items().cloned().map(Row::Item)).collect()
    }

    /// A heading or measure.
    pub(super) fn row(&self, id: RecordId) -> Option<Row> {
        let node = self.nodes.get(&NodeId::of(id)).cloned().map(Row::Node);
        node.or_else(|| self.measures.get(&MeasureId::of(id)).cloned().map(Row::Measure))
    }

    /// Every row that may have ties.
    pub(super) fn tied(&self) -> impl Iterator<Item = Row> {
        let nodes = self.nodes.values().cloned().map(Row::Node);
        let measures = self.measures.values().cloned().map(Row::Measure);
        nodes.chain(measures).chain(self.items.values().cloned().map(Row::Item))
    }

    /// The fiscal year of an item.
    pub(super) fn year(&self, item: &YearItem) -> Option<FiscalYear> {
        item.year.or(self.plan.items_year)
    }
}

fn live<'v>(view: &View<'v>, laid: Option<&'v Laid>, kind: Kind) -> impl Iterator<Item = &'v Record> {
    let own = laid.into_iter().flat_map(Laid::values).filter(|record| !record.removed());
    let stands = view.live(&kind).collect::<Vec<_>>().into_iter();
    let own = own.filter(move |record| record.kind == kind);
    stands.filter(move |record| laid.is_none_or(|laid| !laid.contains_key(&record.id))).chain(own)
}

/// The records that wishes touch, as they would be after them.
pub(super) fn laid(desk: &Desk<'_>, wishes: &[Wish]) -> Laid {
    let mut laid = Laid::new();
    for wish in wishes {
        let stands = laid.remove(&wish.record).or_else(|| desk.view.get(wish.record).cloned());
        let change = Change {
            id: ChangeId::from_uuid(wish.record.uuid()),
            protocol: PROTOCOL,
            device: None,
            record: wish.record,
            kind: wish.kind.clone(),
            scope: wish.scope,
            base: Base::NEW,
            after: None,
            act: wish.act.clone(),
            written_at: desk.now,
            by: None,
        };
        laid.insert(wish.record, lay_over(stands, &change));
    }
    laid
}

/// A row that would come from itself, through all plans of the ward.
pub(super) fn circle(view: &View<'_>, over: Option<&Laid>) -> Option<RecordId> {
    let rows = [Kind::Node, Kind::Measure].into_iter().flat_map(|kind| live(view, over, kind));
    let ties: Vec<(RecordId, Vec<Relation>)> =
        rows.filter_map(|row| Some((row.id, Row::read(row)?.relations().to_vec()))).collect();
    Lineage::of(ties.iter().map(|(id, ties)| (*id, ties.as_slice()))).circle()
}
