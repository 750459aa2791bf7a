//! The ward's plan as it is printed: its own levels, headings, years, bodies and rules; no result, no log, no screen.
//!
//! A plan owns its words. `levels` and headings belong to a [`Layout`] (a kind of page), because one plan may print
//! several; a top [`node::Node`] names the layout of all that hangs under it. Every noun is read tolerantly: what a
//! field does not say is unknown and stays so. What a person types or a file brings passes [`Title::parse`] and the
//! like once, at the door.

pub mod block;
pub mod body;
pub mod close;
pub mod district_plan;
mod field;
pub mod figure;
pub mod lineage;
pub mod measure;
pub mod node;
pub mod progress;
pub mod relation;
pub mod result;
pub mod rule;
pub mod schedule;
pub mod target;
pub mod template;
pub mod tree;
pub mod unit;
pub mod whole;
pub mod year_item;

use serde::Serialize;

use crate::calendar::FiscalYear;
use crate::from_json;
use crate::id::{BodyId, DistrictId, PlanId, RecordId, derived};
use crate::json::serde_through_json;
use crate::record::{Fields, Record};
use crate::sorted::SortedMap;
use crate::text::Title;
use block::Block;
use field::{Writer, entries, ordered, year};
use rule::Rule;

/// The beginning of a key that is an id itself, in a file written from stored records: their keys are not known.
pub const EXPLICIT: &str = "id:";

/// The id that a key is, where it is one.
pub fn explicit_id(key: &str) -> Option<RecordId> {
    key.strip_prefix(EXPLICIT).and_then(|id| RecordId::parse(id).ok())
}

/// The id of a row of a plan, `measure/1-b1` for one: the same org, plan and row are the same record for ever.
pub fn row_id(org_slug: &str, plan_key: &str, row: &str) -> RecordId {
    let key = if row == "plan" { plan_key } else { row.split_once('/').map_or(row, |(_, key)| key) };
    if let Some(id) = explicit_id(key) {
        return id;
    }
    derived(&[org_slug, "plan", plan_key, row])
}

/// 計画.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its record.
    pub id: PlanId,
    /// Its key in its file, `5`.
    pub key: String,
    /// 愛称.
    pub title: Option<Title>,
    /// 第N期, as printed.
    pub term: Option<String>,
    /// The section that was printed, where the plan is a part of a book: 第２節.
    pub section: Option<String>,
    /// Which version of its text this is, as printed: 区計画基本案.
    pub edition: Option<String>,
    /// 案 or 決定; none where nobody said.
    pub status: Option<Status>,
    /// Its fiscal years.
    pub period: Period,
    /// The headings of the year columns as printed; "22" tells no era.
    pub columns: Vec<String>,
    /// The fiscal year of its 実施計画 where items do not say.
    pub items_year: Option<FiscalYear>,
    /// What the result column says while it is empty: 記入予定.
    pub result_state: Option<String>,
    /// 実施主体: the closed list, in the order of print.
    pub bodies: Vec<BodyId>,
    /// What is told of the plan as a whole, by place.
    pub blocks: SortedMap<String, Block>,
    /// Kinds of page by key.
    pub layouts: SortedMap<String, Layout>,
    /// Columns that measures stand in, by key.
    pub headings: SortedMap<String, Heading>,
    /// What turns a log into a measure's work, by key.
    pub rules: SortedMap<String, Rule>,
    /// The plan before it.
    pub previous: Option<PlanId>,
    /// Why it follows.
    pub previous_reason: Option<String>,
    /// 地区別計画: the district whose plan it is; none of the ward's own.
    pub district: Option<DistrictId>,
    /// Of a 地区別計画: the ward's plan beside it.
    pub ward_plan: Option<PlanId>,
    /// How many 地区別計画 stand beside it, where only their number is known.
    pub district_plans: Option<u64>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
}

/// How far the plan has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 案.
    Draft,
    /// 決定.
    Decided,
}

impl Status {
    /// Reads 案 or 決定.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "案" => Some(Self::Draft),
            "決定" => Some(Self::Decided),
            _ => None,
        }
    }

    /// As printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "案",
            Self::Decided => "決定",
        }
    }
}

/// The fiscal years of a plan; either end may be unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub first: Option<FiscalYear>,
    /// The last.
    pub last: Option<FiscalYear>,
}

impl Period {
    /// Whether the year lies in the period; none where an unknown end leaves it open.
    pub fn covers(self, year: FiscalYear) -> Option<bool> {
        if self.first.is_some_and(|first| year < first) || self.last.is_some_and(|last| year > last) {
            return Some(false);
        }
        (self.first.is_some() && self.last.is_some()).then_some(true)
    }

    /// Whether nothing that is known leaves the year out.
    pub fn allows(self, year: FiscalYear) -> bool {
        self.covers(year) != Some(false)
    }
}

/// A kind of page: its names for levels and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Layout {
    /// The page's own title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// From the top: 推進の柱, 重点項目, 行動計画, 取組.
    pub levels: Vec<String>,
    /// 推進のスケジュール（年度）.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_heading: Option<String>,
    /// 令和3年度実施計画.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_heading: Option<String>,
    /// 実施した取組結果.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_heading: Option<String>,
    /// 実施主体, 誰が, 推進主体.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_heading: Option<String>,
    /// The plan's word for what a measure is related to: 関連する取組事業.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation_heading: Option<String>,
    /// 役割区分, the closed list that its measures choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role_classes: Vec<String>,
    /// The columns of its table in the order of print ([`template`]); empty where they follow from its headings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<String>,
}

from_json! {
    Layout {
        title,
        levels or Vec::new(),
        schedule_heading,
        item_heading,
        result_heading,
        body_heading,
        relation_heading,
        role_classes or Vec::new(),
        table or Vec::new(),
    }
    Heading { title or String::new(), layout, expected or false, order or 0 }
}
serde_through_json!(Layout Heading);

impl Layout {
    /// The plan's name for a level, counted from 1.
    pub fn level(&self, level: u64) -> Option<&str> {
        let index = usize::try_from(level).ok()?.checked_sub(1)?;
        self.levels.get(index).map(String::as_str)
    }
}

/// The column that measures stand in: 計画期間中に取り組むこと, 期待される取組（例）, 主な取組.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// As printed.
    pub title: String,
    /// The layout it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// Hoped for from residents: never late and never a score.
    pub expected: bool,
    /// Its place among the headings of the layout.
    pub order: u64,
}

impl Plan {
    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: PlanId::of(record.id),
            key: record.text("key").unwrap_or_default().to_owned(),
            title: field::title(record),
            term: field::text(record, "term"),
            section: field::text(record, "section"),
            edition: field::text(record, "edition"),
            status: record.text("status").and_then(Status::parse),
            period: Period { first: year(record, "first_year"), last: year(record, "last_year") },
            columns: field::texts(record, "columns"),
            items_year: year(record, "items_year"),
            result_state: field::text(record, "result_state"),
            bodies: ordered(record, "body").into_iter().map(BodyId::of).collect(),
            blocks: entries(record, "block"),
            layouts: entries(record, "layout"),
            headings: entries(record, "heading"),
            rules: entries(record, "rule"),
            previous: record.link("previous").map(PlanId::of),
            previous_reason: field::text(record, "previous_reason"),
            district: record.link("district").map(DistrictId::of),
            ward_plan: record.link("ward_plan").map(PlanId::of),
            district_plans: record.number("district_plans"),
            ask: field::text(record, "ask"),
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.text("key", Some(&self.key));
        to.text("title", self.title.as_ref().map(Title::as_str));
        to.text("term", self.term.as_deref());
        to.text("section", self.section.as_deref());
        to.text("edition", self.edition.as_deref());
        to.text("status", self.status.map(Status::as_str));
        to.year("first_year", self.period.first);
        to.year("last_year", self.period.last);
        to.texts("columns", &self.columns);
        to.year("items_year", self.items_year);
        to.text("result_state", self.result_state.as_deref());
        to.ordered("body", self.bodies.iter().map(|id| id.record()));
        to.entries("block", &self.blocks);
        to.entries("layout", &self.layouts);
        to.entries("heading", &self.headings);
        to.entries("rule", &self.rules);
        to.link("previous", self.previous.map(PlanId::record));
        to.text("previous_reason", self.previous_reason.as_deref());
        to.link("district", self.district.map(DistrictId::record));
        to.link("ward_plan", self.ward_plan.map(PlanId::record));
        to.number("district_plans", self.district_plans);
        to.text("ask", self.ask.as_deref());
        to.fields()
    }

    /// Whether logs of a fiscal year are counted for it: it is not a draft, and its years are known to hold that year.
    pub fn in_force(&self, year: FiscalYear) -> bool {
        self.status != Some(Status::Draft) && self.period.covers(year) == Some(true)
    }

    /// Whether a measure's heading is one of hopes, which are never scored.
    pub fn expected(&self, heading: Option<&str>) -> bool {
        heading.and_then(|key| self.headings.get(key)).is_some_and(|heading| heading.expected)
    }
}

#[cfg(test)]
pub(crate) mod tests;
