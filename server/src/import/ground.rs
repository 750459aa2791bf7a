//! The plan that a table is read onto: from the storage, from a description given with the file, or from the sample.

use serde::Deserialize;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{BodyId, PlanId, RecordId};
use tsunagari_core::import::Guide;
use tsunagari_core::import::compare::{Comparison, Onto, compare};
use tsunagari_core::import::{Choices, Fault, Reading, Table, read};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::body::Body;
use tsunagari_core::record::{Hand, Kind, Record};

use crate::sample::org_file::{self, OrgFile};
use crate::sample::plan_file::{self, PlanFileError};
use crate::sample::{Row, wards};
use crate::storage::{self, Org, Tx};

/// Kinds of a plan's rows.
const ROWS: [Kind; 4] = [Kind::Node, Kind::Measure, Kind::Item, Kind::Target];

/// A plan with its rows and its ward's bodies.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The ward's slug.
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

    /// Every plan of a ward in the storage.
    pub async fn of_ward(tx: &mut dyn Tx, org: &Org) -> Result<Vec<Self>, storage::Fault> {
        let bodies: Vec<Body> = tx.of_kind(org.id, Kind::Body, None).await?.iter().map(Body::read).collect();
        let mut rows = Vec::new();
        for kind in ROWS {
            rows.extend(tx.of_kind(org.id, kind, None).await?);
        }
        let plans = tx.of_kind(org.id, Kind::Plan, None).await?;
        let of = |plan: &Record| {
            let own = rows.iter().filter(|row| row.link("plan") == Some(plan.id)).cloned().collect();
            Self::new(&org.slug, Plan::read(plan), bodies.clone(), own)
        };
        Ok(plans.iter().filter(|plan| !plan.removed()).map(of).collect())
    }

    /// The plans that ship with the program, for a look without any storage.
    pub fn of_samples(slug: Option<&str>) -> Result<Vec<Self>, PlanFileError> {
        let mut grounds = Vec::new();
        for ward in wards()?.iter().filter(|ward| slug.is_none_or(|slug| ward.org.org.slug == slug)) {
            let bodies = bodies_of(&ward.org);
            for plan in &ward.plans {
                grounds.extend(of_rows(&ward.org.org.slug, bodies.clone(), plan.id, &plan.rows));
            }
        }
        Ok(grounds)
    }

    /// A plan from its own file, or from the beginning of one: `[plan]` and its layouts are enough. Bodies that the
    /// ward has already keep their class.
    pub fn of_file(name: &str, text: &str, org: &Org, known: &[Body]) -> Result<Self, PlanFileError> {
        let named: Named = toml::from_str(text).map_err(|error| PlanFileError::toml(name, &error))?;
        let class =
            |key: &String| known.iter().find(|body| body.name == *key).and_then(|body| body.class.clone());
        let body = |key: String| org_file::Body { class: class(&key), key };
        // A district's plan names its district; whether there is one is not asked here, as with every reference.
        let district = named.plan.district.into_iter();
        let district = district.map(|key| org_file::District { name: key.clone(), key, office: None });
        let ward = OrgFile {
            org: org_file::Org {
                slug: org.slug.clone(),
                name: org.name.clone(),
                notice: None,
                sample: false,
                district_count: None,
            },
            body: named.plan.bodies.into_iter().map(body).collect(),
            office: Vec::new(),
            district: district.collect(),
        };
        let plan = plan_file::read(name, text, &ward)?;
        let mut ground = of_rows(&org.slug, bodies_of(&ward), plan.id, &plan.rows)
            .ok_or_else(|| PlanFileError::missing(name, "plan"))?;
        let new = |row: &Row| known.iter().all(|body| body.id.record() != row.id);
        let bodies = ward.rows().into_iter().filter(|row| row.kind == Kind::Body).filter(new);
        // Bodies stand in the ward's own order; these come after those that it has.
        let after = (known.len()..).zip(bodies).map(|(order, mut row)| {
            row.fields.insert("order".to_owned(), order.into());
            row
        });
        ground.first = after.chain(plan.rows.iter().filter(|row| row.kind == Kind::Plan).cloned()).collect();
        Ok(ground)
    }

    fn new(slug: &str, plan: Plan, bodies: Vec<Body>, records: Vec<Record>) -> Self {
        Self { slug: slug.to_owned(), plan, bodies, records, first: Vec::new() }
    }
}

/// The part of a plan's file that must be known before the rest can be read.
#[derive(Deserialize)]
struct Named {
    plan: NamedPlan,
}

#[derive(Deserialize)]
struct NamedPlan {
    bodies: Vec<String>,
    district: Option<String>,
}

fn bodies_of(ward: &OrgFile) -> Vec<Body> {
    ward.rows()
        .iter()
        .filter(|row| row.kind == Kind::Body)
        .map(record)
        .map(|record| Body::read(&record))
        .collect()
}

fn of_rows(slug: &str, bodies: Vec<Body>, plan: PlanId, rows: &[Row]) -> Option<Ground> {
    let records: Vec<Record> = rows.iter().map(record).collect();
    let noun = records.iter().find(|record| record.id == plan.record()).map(Plan::read)?;
    let rows = records.into_iter().filter(|record| ROWS.contains(&record.kind)).collect();
    Some(Ground::new(slug, noun, bodies, rows))
}

/// A row of a file as a record that no server has numbered.
pub(super) fn record(row: &Row) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    let (id, kind, scope, fields): (RecordId, _, _, _) =
        (row.id, row.kind.clone(), row.scope, row.fields.clone());
    Record { id, kind, scope, version: 0, born: 0, made: hand, edited: hand, fields, parallel: Vec::new() }
}

/// The plan's own record, for comparing.
pub fn plan_record(plan: &Plan) -> Record {
    record(&Row {
        id: plan.id.record(),
        kind: Kind::Plan,
        scope: tsunagari_core::record::Scope::OrgAll,
        fields: plan.fields(),
    })
}
