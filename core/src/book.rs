//! The ward's plans as one book, and what pages show of it, on a phone as on the server: plain data, no word of ours, no HTML.
//!
//! A page may be drawn at any time, so everything here is total: what is missing is told as missing.

pub mod handout;
pub mod outline;
pub mod sheet;
pub mod table;
pub mod ties;
pub mod told;

use crate::district::District;
use crate::id::{
    BodyId, DistrictId, FigureId, ItemId, MeasureId, NodeId, OfficeId, PlaceId, PlanId, RecordId,
};
use crate::office::Office;
use crate::place::Place;
use crate::plan::Plan;
use crate::plan::figure::Figure;
use crate::plan::measure::Measure;
use crate::plan::node::Node;
use crate::plan::target::Target;
use crate::plan::year_item::YearItem;
use crate::record::{Kind, Record};
use crate::sorted::{SortedMap, SortedSet, sort_by};

use sheet::call;

/// All that the plans' pages read. Removed records are not in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// The ward's name.
    pub ward: Option<String>,
    /// The line that stands on every page of the ward: 見本データ….
    pub notice: Option<String>,
    /// 計画.
    pub plans: SortedMap<PlanId, Plan>,
    /// 見出し.
    pub nodes: SortedMap<NodeId, Node>,
    /// 取組.
    pub measures: SortedMap<MeasureId, Measure>,
    /// 実施計画.
    pub items: SortedMap<ItemId, YearItem>,
    /// 目標.
    pub targets: Vec<Target>,
    /// 実施主体.
    pub bodies: SortedMap<BodyId, String>,
    /// 事業所・課 with their bodies.
    pub offices: SortedMap<OfficeId, Office>,
    /// 地区 that are open today.
    pub districts: SortedMap<DistrictId, District>,
    /// Public places.
    pub places: SortedMap<PlaceId, Place>,
    /// 実績数, each once: whoever sees the figure itself needs no copy of it.
    pub figures: Vec<Figure>,
}

impl Book {
    /// Reads the registry. Kinds that are none of a plan's are passed over.
    pub fn read<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut book = Self::default();
        for record in records.into_iter().filter(|record| !record.removed()) {
            book.take(record);
        }
        let own: SortedSet<FigureId> = book.figures.iter().map(|figure| figure.id).collect();
        book.figures.retain(|figure| !figure.of.is_some_and(|of| own.contains(&of)));
        book
    }

    fn take(&mut self, record: &Record) {
        let id = record.id;
        match record.kind {
            Kind::Org => {
                self.ward = name(record);
                self.notice = record.text("notice").filter(|text| !text.is_empty()).map(str::to_owned);
            }
            Kind::Plan => drop(self.plans.insert(PlanId::of(id), Plan::read(record))),
            Kind::Node => drop(self.nodes.insert(NodeId::of(id), Node::read(record))),
            Kind::Measure => drop(self.measures.insert(MeasureId::of(id), Measure::read(record))),
            Kind::Item => drop(self.items.insert(ItemId::of(id), YearItem::read(record))),
            Kind::Target => self.targets.push(Target::read(record)),
            Kind::Body => drop(self.bodies.insert(BodyId::of(id), name(record).unwrap_or_default())),
            Kind::Office => drop(self.offices.insert(OfficeId::of(id), Office::read(record))),
            Kind::District => drop(self.districts.insert(DistrictId::of(id), District::read(record))),
            Kind::Figure => self.figures.push(Figure::read(record)),
            Kind::Place => drop(self.places.insert(PlaceId::of(id), Place::read(record))),
            _ => {}
        }
    }

    /// Plans by their first year, the newest first; those of unknown years last.
    pub fn shelf(&self) -> Vec<&Plan> {
        let mut plans: Vec<&Plan> = self.plans.values().collect();
        sort_by(&mut plans, &|a, b| {
            let newest = b.period.first.cmp(&a.period.first);
            newest.then_with(|| a.key.cmp(&b.key)).then_with(|| a.id.cmp(&b.id))
        });
        plans
    }

    /// The layout that a heading stands in: its own, or that of the nearest heading above it which names one.
    pub fn layout_key(&self, node: NodeId) -> Option<&str> {
        self.above(node).into_iter().find_map(|node| node.layout.as_deref())
    }

    /// The heading and those above it, the nearest first. A circle ends where it closes.
    pub fn above(&self, node: NodeId) -> Vec<&Node> {
        let mut seen = SortedSet::new();
        let mut path = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next.filter(|id| seen.insert(*id)).and_then(|id| self.nodes.get(&id)) {
            path.push(node);
            next = node.parent;
        }
        path
    }

    /// A plan by its district, else its term, else its title.
    pub fn plan_name(&self, plan: PlanId) -> Option<String> {
        let plan = self.plans.get(&plan)?;
        let district = plan.district.and_then(|id| self.districts.get(&id)).map(District::label);
        district.or_else(|| plan.term.clone()).or_else(|| text(plan.title.as_ref()))
    }

    /// What a relation's other end is called, and which plan it stands in.
    pub fn called(&self, id: RecordId) -> Option<Called> {
        if let Some(node) = self.nodes.get(&NodeId::of(id)) {
            return Some(Called { plan: node.plan, title: text(node.title.as_ref()), page: id });
        }
        if let Some(measure) = self.measures.get(&MeasureId::of(id)) {
            let title =
                call(measure.number.as_deref(), measure.mark.as_deref(), text(measure.title.as_ref()));
            return Some(Called { plan: measure.plan, title: Some(title), page: id });
        }
        if let Some(plan) = self.plans.get(&PlanId::of(id)) {
            return Some(Called { plan: Some(plan.id), title: text(plan.title.as_ref()), page: id });
        }
        let item = self.items.get(&ItemId::of(id))?;
        let page = item.measure.map_or(id, MeasureId::record);
        Some(Called { plan: item.plan, title: text(item.title.as_ref()), page })
    }
}

/// What another row is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// Its plan.
    pub plan: Option<PlanId>,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// What the address of its page names.
    pub page: RecordId,
}

fn name(record: &Record) -> Option<String> {
    record.text("name").filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A noun's text as a page holds it.
pub fn text<T: ToString>(title: Option<&T>) -> Option<String> {
    title.map(ToString::to_string)
}
