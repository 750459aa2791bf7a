//! One fiscal year's 実施計画 of a measure, a bullet each: the plan's text; the result written to it lives elsewhere.

use super::block::Block;
use super::field::{self, Writer, entries, year};
use super::measure::{Owners, Scale};
use super::relation::{self, Relation};
use crate::calendar::FiscalYear;
use crate::id::{ItemId, MeasureId, PlanId};
use crate::record::{Fields, Record};
use crate::sorted::SortedMap;
use crate::text::Title;

/// A bullet of a year's 実施計画.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearItem {
    /// Its record.
    pub id: ItemId,
    /// Its plan.
    pub plan: Option<PlanId>,
    /// Its measure.
    pub measure: Option<MeasureId>,
    /// Its fiscal year.
    pub year: Option<FiscalYear>,
    /// Its place among the plan's items.
    pub order: u64,
    /// Its title.
    pub title: Option<Title>,
    /// Names and other facts beside the title.
    pub detail: Option<String>,
    /// What is told under it, by place: 成果, 課題.
    pub blocks: SortedMap<String, Block>,
    /// 実施主体.
    pub owners: Owners,
    /// 規模.
    pub scales: SortedMap<String, Scale>,
    /// 再掲 and the like.
    pub relations: Vec<Relation>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
}

impl YearItem {
    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: ItemId::of(record.id),
            plan: record.link("plan").map(PlanId::of),
            measure: record.link("measure").map(MeasureId::of),
            year: year(record, "year"),
            order: record.number("order").unwrap_or(u64::MAX),
            title: field::title(record),
            detail: field::text(record, "detail"),
            blocks: entries(record, "block"),
            owners: Owners::read(record),
            scales: entries(record, "scale"),
            relations: relation::read(record),
            ask: field::text(record, "ask"),
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.link("plan", self.plan.map(PlanId::record));
        to.link("measure", self.measure.map(MeasureId::record));
        to.year("year", self.year);
        to.number("order", Some(self.order));
        to.text("title", self.title.as_ref().map(Title::as_str));
        to.text("detail", self.detail.as_deref());
        to.entries("block", &self.blocks);
        self.owners.write(&mut to);
        to.entries("scale", &self.scales);
        relation::write(&mut to, &self.relations);
        to.text("ask", self.ask.as_deref());
        to.fields()
    }
}
