//! A heading of the plan's tree, with what is told under it; no measure, no result.

use serde::Serialize;

use super::field::{self, Writer, entries};
use super::relation::{self, Relation};
use crate::from_json;
use crate::id::{NodeId, PlanId};
use crate::json::{serde_through_json, word_from_json};
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
    /// A short name: 交流.
    pub tag: Option<String>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
    /// What is told under it, by place.
    pub blocks: SortedMap<String, Block>,
    /// How it stands to other headings.
    pub relations: Vec<Relation>,
}

/// A piece of what a plan tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The heading it stands under: 充実してきたこと.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The text.
    pub text: String,
    /// 要約: our own line, not the plan's sentence.
    pub summary: bool,
    /// Where a figure comes from: 区社協調べ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// 現状.
    Present,
    /// 課題.
    Issue,
    /// 成果.
    Outcome,
    /// A figure or photograph with its source.
    Figure,
    /// A word explained.
    Glossary,
    /// Told in words; also what this build does not know.
    #[default]
    Narrative,
}
word_from_json!(BlockKind {
    "present" => Present,
    "issue" => Issue,
    "outcome" => Outcome,
    "figure" => Figure,
    "glossary" => Glossary,
    _ => Narrative,
});
from_json! {
    Block { kind or BlockKind::Narrative, heading, text or String::new(), summary or false, source }
}
serde_through_json!(BlockKind Block);

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
            tag: field::text(record, "tag"),
            ask: field::text(record, "ask"),
            blocks: entries(record, "block"),
            relations: relation::read(record),
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
        to.text("tag", self.tag.as_deref());
        to.text("ask", self.ask.as_deref());
        to.entries("block", &self.blocks);
        relation::write(&mut to, &self.relations);
        to.fields()
    }
}
