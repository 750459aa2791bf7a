//! 取組: what a plan says will be done, by whom, in which years; no result, no log.

use serde::Serialize;
use serde_json::Value;

use super::Period;
use super::block::Block;
use super::field::{self, Writer, entries, ordered, year};
use super::node::Node;
use super::relation::{self, Relation};
use super::schedule::Schedule;
use crate::from_json;
use crate::id::{BodyId, MeasureId, NodeId, PlanId};
use crate::json::serde_through_json;
use crate::record::{Fields, Record};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::Title;

/// A measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its record.
    pub id: MeasureId,
    /// Its plan.
    pub plan: Option<PlanId>,
    /// The heading it hangs under.
    pub node: Option<NodeId>,
    /// The key of the plan's column it stands in; none where the plan prints no such column.
    pub heading: Option<String>,
    /// Its place among the plan's measures.
    pub order: u64,
    /// The number as printed; it may run through the whole plan: ⑦.
    pub number: Option<String>,
    /// The mark as printed: ●, ○.
    pub mark: Option<String>,
    /// Its title.
    pub title: Option<Title>,
    /// Names and other facts beside the title.
    pub detail: Option<String>,
    /// What is told under it, by place.
    pub blocks: SortedMap<String, Block>,
    /// 役割区分, one of its layout's: what the ward's plan takes on beside the districts'.
    pub role_class: Option<String>,
    /// 実施主体.
    pub owners: Owners,
    /// The year cells.
    pub schedule: Schedule,
    /// 規模.
    pub scales: SortedMap<String, Scale>,
    /// How it stands to other rows.
    pub relations: Vec<Relation>,
    /// The years in which it is in force, where these are not all of its plan's: made or ended between.
    pub force: Period,
    /// Its own working group: 第2WG. One that stands at a heading above is that heading's.
    pub working_group: Option<String>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
}

/// Who does it: known, or only who it might be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owners {
    /// Known, in the order of print; empty means unknown.
    pub bodies: Vec<BodyId>,
    /// Their parts, where the plan says them.
    pub roles: SortedMap<BodyId, String>,
    /// Who it might be besides; never shown as fact.
    pub maybe: SortedSet<BodyId>,
}

impl Owners {
    /// Whether nobody is known.
    pub const fn unknown(&self) -> bool {
        self.bodies.is_empty()
    }

    pub(super) fn read(record: &Record) -> Self {
        let role = |(id, value): (&str, &Value)| Some((BodyId::parse(id).ok()?, value.as_str()?.to_owned()));
        Self {
            bodies: ordered(record, "body").into_iter().map(BodyId::of).collect(),
            roles: record.members("role").filter_map(role).collect(),
            maybe: ordered(record, "maybe").into_iter().map(BodyId::of).collect(),
        }
    }

    pub(super) fn write(&self, to: &mut Writer) {
        to.ordered("body", self.bodies.iter().map(|id| id.record()));
        for (body, role) in &self.roles {
            to.text(&format!("role.{body}"), Some(role));
        }
        for body in &self.maybe {
            to.value(&format!("maybe.{body}"), Value::Bool(true));
        }
    }
}

/// 規模: how much of something there is (16校). Not a goal: it would stay 0 of 16 for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Scale {
    /// Of what.
    pub name: String,
    /// How many.
    pub number: u64,
    /// 校, か所.
    pub unit: String,
}

from_json! { Scale { name or String::new(), number or 0, unit or String::new() } }
serde_through_json!(Scale);

impl Measure {
    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: MeasureId::of(record.id),
            plan: record.link("plan").map(PlanId::of),
            node: record.link("node").map(NodeId::of),
            heading: field::text(record, "heading"),
            order: record.number("order").unwrap_or(u64::MAX),
            number: field::text(record, "number"),
            mark: field::text(record, "mark"),
            title: field::title(record),
            detail: field::text(record, "detail"),
            blocks: entries(record, "block"),
            role_class: field::text(record, "role_class"),
            owners: Owners::read(record),
            schedule: Schedule::read(record),
            scales: entries(record, "scale"),
            relations: relation::read(record),
            force: Period { first: year(record, "since"), last: year(record, "until") },
            working_group: field::text(record, "wg"),
            ask: field::text(record, "ask"),
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.link("plan", self.plan.map(PlanId::record));
        to.link("node", self.node.map(NodeId::record));
        to.text("heading", self.heading.as_deref());
        to.number("order", Some(self.order));
        to.text("number", self.number.as_deref());
        to.text("mark", self.mark.as_deref());
        to.text("title", self.title.as_ref().map(Title::as_str));
        to.text("detail", self.detail.as_deref());
        to.entries("block", &self.blocks);
        to.text("role_class", self.role_class.as_deref());
        self.owners.write(&mut to);
        self.schedule.write(&mut to);
        to.entries("scale", &self.scales);
        relation::write(&mut to, &self.relations);
        to.year("since", self.force.first);
        to.year("until", self.force.last);
        to.text("wg", self.working_group.as_deref());
        to.text("ask", self.ask.as_deref());
        to.fields()
    }
}

/// The working group that a measure belongs to: its own, or that of the nearest heading above it which has one.
pub fn working_group<'a>(measure: &'a Measure, above: impl IntoIterator<Item = &'a Node>) -> Option<&'a str> {
    let headings = above.into_iter().find_map(|node| node.working_group.as_deref());
    measure.working_group.as_deref().or(headings)
}
