//! The plan that a file is laid beside, with its rows and its ward's bodies; and a table read onto it.

use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{BodyId, PlanId, RecordId};
use tsunagari_core::import::compare::{Comparison, Onto, compare};
use tsunagari_core::import::{Choices, Fault, Guide, Reading, Table, read};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::body::Body;
use tsunagari_core::record::{Hand, Kind, Record, Scope};

use super::Row;

/// Kinds of a plan's rows.
pub const ROWS: [Kind; 4] = [Kind::Node, Kind::Measure, Kind::Item, Kind::Target];

/// A plan with its rows and its ward's bodies.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The ward's slug; empty where nobody asks for it.
    pub slug: String,
    /// The plan.
    pub plan: Plan,
    /// The ward's bodies.
    pub bodies: Vec<Body>,
    /// The plan's rows, removed ones too.
    pub records: Vec<Record>,
    /// What must be written before the table: the plan and its bodies, where the ward has them not.
    pub first: Vec<Row>,
}

/// A table read onto a plan.
#[derive(Debug, Clone)]
pub struct Found {
    /// The plan's words.
    pub guide: Guide,
    /// What was read.
    pub reading: Reading,
    /// What it changes.
    pub said: Comparison,
}

impl Ground {
    /// A plan with its ward's bodies and its rows.
    pub fn new(slug: &str, plan: Plan, bodies: Vec<Body>, records: Vec<Record>) -> Self {
        Self { slug: slug.to_owned(), plan, bodies, records, first: Vec::new() }
    }

    /// A plan out of a ward's records; none where it is not among them.
    pub fn of_records(plan: PlanId, records: Vec<Record>) -> Option<Self> {
        let noun =
            records.iter().find(|record| record.id == plan.record() && !record.removed()).map(Plan::read)?;
        let bodies = records.iter().filter(|record| record.kind == Kind::Body).map(Body::read).collect();
        let ward = records.iter().find(|record| record.kind == Kind::Org);
        let slug = ward.and_then(|ward| ward.text("slug")).unwrap_or_default().to_owned();
        let mut rows = records;
        rows.retain(|row| ROWS.contains(&row.kind) && row.link("plan") == Some(plan.record()));
        Some(Self::new(&slug, noun, bodies, rows))
    }

    /// Reads a table onto the plan.
    pub fn read(&self, table: &Table, layout: Option<&str>, choices: &Choices) -> Result<Found, Fault> {
        let guide = Guide::of_plan(&self.plan, layout, &self.bodies);
        let reading = read(table, &guide, choices)?;
        let id = |name: &str| self.bodies.iter().find(|body| body.name == name).map(|body| body.id);
        let bodies: Vec<BodyId> = guide.bodies.iter().filter_map(|body| id(&body.name)).collect();
        let alive: Vec<Record> = self.records.iter().filter(|record| !record.removed()).cloned().collect();
        let with_items = || self.plan.layouts.iter().find(|(_, layout)| layout.item_heading.is_some());
        let key = layout.or_else(|| {
            with_items().or_else(|| self.plan.layouts.iter().next()).map(|(key, _)| key.as_str())
        });
        let taken = self.records.iter().map(|record| record.id).collect();
        let onto = Onto { plan: self.plan.id, layout: key, records: &alive, taken, bodies: &bodies };
        let said = compare(&reading, &onto);
        Ok(Found { guide, reading, said })
    }
}

/// A row of a file as a record that no server has numbered.
pub fn record(row: &Row) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    let (id, kind, scope, fields): (RecordId, _, _, _) =
        (row.id, row.kind.clone(), row.scope, row.fields.clone());
    Record { id, kind, scope, version: 0, born: 0, made: hand, edited: hand, fields, parallel: Vec::new() }
}

/// The plan's own record, for comparing.
pub fn plan_record(plan: &Plan) -> Record {
    record(&Row { id: plan.id.record(), kind: Kind::Plan, scope: Scope::OrgAll, fields: plan.fields() })
}
