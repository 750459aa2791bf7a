//! A row of a plan of any kind, for what all kinds have in common; no wish, no rule.

use serde_json::Value;

use crate::id::{ItemId, MeasureId, NodeId, PlanId, RecordId, TargetId};
use crate::plan::measure::Measure;
use crate::plan::node::Node;
use crate::plan::relation::{Relation, RelationKind};
use crate::plan::target::Target;
use crate::plan::year_item::YearItem;
use crate::plan::{Period, Plan};
use crate::record::{Fields, Kind, Record};
use crate::text::Title;

/// A row, as a form left it.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// 計画.
    Plan(Box<Plan>),
    /// 見出し.
    Node(Node),
    /// 取組.
    Measure(Measure),
    /// 実施計画.
    Item(YearItem),
    /// 目標.
    Target(Target),
}

impl Row {
    /// Reads a record as a row of a plan; none where it is none.
    pub fn read(record: &Record) -> Option<Self> {
        Some(match record.kind {
            Kind::Plan => Self::Plan(Box::new(Plan::read(record))),
            Kind::Node => Self::Node(Node::read(record)),
            Kind::Measure => Self::Measure(Measure::read(record)),
            Kind::Item => Self::Item(YearItem::read(record)),
            Kind::Target => Self::Target(Target::read(record)),
            _ => return None,
        })
    }

    /// Its record.
    pub const fn id(&self) -> RecordId {
        match self {
            Self::Plan(row) => row.id.record(),
            Self::Node(row) => row.id.record(),
            Self::Measure(row) => row.id.record(),
            Self::Item(row) => row.id.record(),
            Self::Target(row) => row.id.record(),
        }
    }

    /// The same row as another record.
    pub(super) fn called(mut self, id: RecordId) -> Self {
        match &mut self {
            Self::Plan(row) => row.id = PlanId::of(id),
            Self::Node(row) => row.id = NodeId::of(id),
            Self::Measure(row) => row.id = MeasureId::of(id),
            Self::Item(row) => row.id = ItemId::of(id),
            Self::Target(row) => row.id = TargetId::of(id),
        }
        self
    }

    /// Its record's kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Plan(_) => Kind::Plan,
            Self::Node(_) => Kind::Node,
            Self::Measure(_) => Kind::Measure,
            Self::Item(_) => Kind::Item,
            Self::Target(_) => Kind::Target,
        }
    }

    /// As fields.
    pub fn fields(&self) -> Fields {
        match self {
            Self::Plan(row) => row.fields(),
            Self::Node(row) => row.fields(),
            Self::Measure(row) => row.fields(),
            Self::Item(row) => row.fields(),
            Self::Target(row) => row.fields(),
        }
    }

    /// Its plan.
    pub fn plan(&self) -> Option<PlanId> {
        match self {
            Self::Plan(row) => Some(row.id),
            Self::Node(row) => row.plan,
            Self::Measure(row) => row.plan,
            Self::Item(row) => row.plan,
            Self::Target(row) => row.plan,
        }
    }

    /// Its title.
    pub const fn title(&self) -> Option<&Title> {
        match self {
            Self::Plan(row) => row.title.as_ref(),
            Self::Node(row) => row.title.as_ref(),
            Self::Measure(row) => row.title.as_ref(),
            Self::Item(row) => row.title.as_ref(),
            Self::Target(_) => None,
        }
    }

    /// Its ties.
    pub(super) fn relations(&self) -> &[Relation] {
        match self {
            Self::Node(row) => &row.relations,
            Self::Measure(row) => &row.relations,
            Self::Item(row) => &row.relations,
            Self::Plan(_) | Self::Target(_) => &[],
        }
    }

    pub(super) const fn relations_mut(&mut self) -> Option<&mut Vec<Relation>> {
        match self {
            Self::Node(row) => Some(&mut row.relations),
            Self::Measure(row) => Some(&mut row.relations),
            Self::Item(row) => Some(&mut row.relations),
            Self::Plan(_) | Self::Target(_) => None,
        }
    }

    pub(super) const fn force_mut(&mut self) -> Option<&mut Period> {
        match self {
            Self::Node(row) => Some(&mut row.force),
            Self::Measure(row) => Some(&mut row.force),
            _ => None,
        }
    }

    /// What it came from.
    pub(super) fn earlier(&self) -> impl Iterator<Item = RecordId> + '_ {
        self.relations().iter().filter(|tie| tie.kind.lineage()).filter_map(|tie| tie.to)
    }

    /// 廃止 was said of it.
    pub fn ended(&self) -> bool {
        self.relations().iter().any(|tie| tie.kind == RelationKind::Ends)
    }

    /// Says 廃止, with the last year where it is not the plan's own.
    pub(super) fn end(&mut self, until: Option<crate::calendar::FiscalYear>, reason: Option<&str>) {
        if let Some(force) = self.force_mut() {
            force.last = until.or(force.last);
        }
        if let Some(ties) =
            self.relations_mut().filter(|ties| ties.iter().all(|tie| tie.kind != RelationKind::Ends))
        {
            ties.push(Relation { kind: RelationKind::Ends, to: None, reason: reason.map(str::to_owned) });
        }
    }
}

/// What must be set for fields to become others; null for what is gone. What a reading passes over stays as it is.
pub(super) fn changed(before: Fields, after: Fields) -> Fields {
    let gone = before.keys().filter(|field| !after.contains_key(*field));
    let gone: Fields = gone.map(|field| (field.clone(), Value::Null)).collect();
    let new = after.into_iter().filter(|(field, value)| before.get(field) != Some(value));
    new.chain(gone).collect()
}
