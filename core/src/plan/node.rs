//! A heading of the plan's tree, with what is told under it; no measure, no result.

use super::Period;
pub use super::block::{Block, BlockKind};
use super::field::{self, Writer, entries, year};
use super::relation::{self, Relation};
use crate::id::{NodeId, PlanId};
use crate::record::{Fields, Record};
use crate::sorted::SortedMap;
use crate::text::Title;

/// A goal, pillar or other heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its record.
    pub id: NodeId,
    /// Its plan.
    pub plan: Option<PlanId>,
    /// The heading above it; none at the top.
    pub parent: Option<NodeId>,
    /// The kind of page, said at the top only.
    pub layout: Option<String>,
    /// From 1 at the top; its name is the layout's.
    pub level: u64,
    /// Its place among the plan's headings.
    pub order: u64,
    /// The number as printed; it may run through the whole plan.
    pub number: Option<String>,
    /// The mark as printed: ○, ●.
    pub mark: Option<String>,
    /// None where the title was lost or never printed.
    pub title: Option<Title>,
    /// What is printed beneath the title: the second line of a 基本理念.
    pub subtitle: Option<String>,
    /// A short name: 交流.
    pub tag: Option<String>,
    /// The working group that the heading's measures belong to: 第2WG.
    pub working_group: Option<String>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
    /// What is told under it, by place.
    pub blocks: SortedMap<String, Block>,
    /// How it stands to other headings.
    pub relations: Vec<Relation>,
    /// The years in which it is in force, where these are not all of its plan's.
    pub force: Period,
}

impl Node {
    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: NodeId::of(record.id),
            plan: record.link("plan").map(PlanId::of),
            parent: record.link("parent").map(NodeId::of),
            layout: field::text(record, "layout"),
            level: record.number("level").unwrap_or(1),
            order: record.number("order").unwrap_or(u64::MAX),
            number: field::text(record, "number"),
            mark: field::text(record, "mark"),
            title: field::title(record),
            subtitle: field::text(record, "subtitle"),
            tag: field::text(record, "tag"),
            working_group: field::text(record, "wg"),
            ask: field::text(record, "ask"),
            blocks: entries(record, "block"),
            relations: relation::read(record),
            force: Period { first: year(record, "since"), last: year(record, "until") },
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.link("plan", self.plan.map(PlanId::record));
        to.link("parent", self.parent.map(NodeId::record));
        to.text("layout", self.layout.as_deref());
        to.number("level", Some(self.level));
        to.number("order", Some(self.order));
        to.text("number", self.number.as_deref());
        to.text("mark", self.mark.as_deref());
        to.text("title", self.title.as_ref().map(Title::as_str));
        to.text("subtitle", self.subtitle.as_deref());
        to.text("tag", self.tag.as_deref());
        to.text("wg", self.working_group.as_deref());
        to.text("ask", self.ask.as_deref());
        to.entries("block", &self.blocks);
        relation::write(&mut to, &self.relations);
        to.year("since", self.force.first);
        to.year("until", self.force.last);
        to.fields()
    }
}
