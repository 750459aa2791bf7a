//! The plans that a file is laid beside: from the storage, from a description given with the file, or from the sample.

use serde::Deserialize;
use tsunagari_core::id::{OrgId, PlanId};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::body::Body;
use tsunagari_core::record::{Kind, Record};
use tsunagari_import::{Ground, ROWS, record, with_known_bodies};

use crate::sample::org_file::{self, OrgFile};
use crate::sample::plan_file::{self, PlanFileError};
use crate::sample::{Row, wards};
use crate::storage::{self, Org, Tx};

/// Every plan of a ward in the storage.
pub async fn of_ward(tx: &mut dyn Tx, org: &Org) -> Result<Vec<Ground>, storage::Fault> {
    let bodies: Vec<Body> = tx.of_kind(org.id, Kind::Body, None).await?.iter().map(Body::read).collect();
    let mut rows = Vec::new();
    for kind in ROWS {
        rows.extend(tx.of_kind(org.id, kind, None).await?);
    }
    let plans = tx.of_kind(org.id, Kind::Plan, None).await?;
    let of = |plan: &Record| {
        let own = rows.iter().filter(|row| row.link("plan") == Some(plan.id)).cloned().collect();
        Ground::new(&org.slug, Plan::read(plan), bodies.clone(), own)
    };
    Ok(plans.iter().filter(|plan| !plan.removed()).map(of).collect())
}

/// One plan of a ward; none where there is no such plan.
pub async fn of_plan(tx: &mut dyn Tx, org: OrgId, plan: PlanId) -> Result<Option<Ground>, storage::Fault> {
    let stored = tx.record(org, plan.record()).await?.map(|stored| stored.record);
    let Some(stored) = stored.filter(|record| record.kind == Kind::Plan && !record.removed()) else {
        return Ok(None);
    };
    let bodies: Vec<Body> = tx.of_kind(org, Kind::Body, None).await?.iter().map(Body::read).collect();
    let mut rows = Vec::new();
    for kind in ROWS {
        rows.extend(
            tx.of_kind(org, kind, None).await?.into_iter().filter(|row| row.link("plan") == Some(stored.id)),
        );
    }
    Ok(Some(Ground::new("", Plan::read(&stored), bodies, rows)))
}

/// The plans that ship with the program, for a look without any storage.
pub fn of_samples(slug: Option<&str>) -> Result<Vec<Ground>, PlanFileError> {
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
pub fn of_file(name: &str, text: &str, org: &Org, known: &[Body]) -> Result<Ground, PlanFileError> {
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
        grant: Vec::new(),
    };
    let plan = plan_file::read(name, text, &ward)?;
    let own = ward.rows().into_iter().filter(|row| row.kind == Kind::Body).chain(plan.rows);
    // A name stands for one body of a ward, whatever id the file's key would make.
    let rows = with_known_bodies(own.collect(), known);
    let listed = |body: &&Body| ward.body.iter().any(|listed| listed.key == body.name);
    let new = |row: &&Row| row.kind == Kind::Body && known.iter().all(|body| body.id.record() != row.id);
    let mut bodies: Vec<Body> = known.iter().filter(listed).cloned().collect();
    bodies.extend(rows.iter().filter(new).map(record).map(|record| Body::read(&record)));
    let mut ground =
        of_rows(&org.slug, bodies, plan.id, &rows).ok_or_else(|| PlanFileError::missing(name, "plan"))?;
    // Bodies stand in the ward's own order; these come after those that it has.
    let after = (known.len()..).zip(rows.iter().filter(new)).map(|(order, row)| {
        let mut row = row.clone();
        row.fields.insert("order".to_owned(), order.into());
        row
    });
    ground.first = after.chain(rows.iter().filter(|row| row.kind == Kind::Plan).cloned()).collect();
    Ok(ground)
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
