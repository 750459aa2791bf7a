//! The plans that a file is laid beside: from the storage, from a description given with the file, or from the sample.

use tsunagari_core::id::{OrgId, PlanId};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::body::Body;
use tsunagari_core::record::{Kind, Record};
use tsunagari_import::own_file::{self, of_rows};
use tsunagari_import::{Ground, ROWS, record};

use crate::sample::org_file::OrgFile;
use crate::sample::plan_file::PlanFileError;
use crate::sample::wards;
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
    let slug = tx.orgs().await?.into_iter().find(|known| known.id == org).map(|org| org.slug);
    Ok(Some(Ground::new(&slug.unwrap_or_default(), Plan::read(&stored), bodies, rows)))
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

/// A plan from its own file, or from the beginning of one.
pub fn of_file(name: &str, text: &str, org: &Org, known: &[Body]) -> Result<Ground, PlanFileError> {
    own_file::of_text(name, text, &org.slug, known, &[])
}

fn bodies_of(ward: &OrgFile) -> Vec<Body> {
    ward.rows()
        .iter()
        .filter(|row| row.kind == Kind::Body)
        .map(record)
        .map(|record| Body::read(&record))
        .collect()
}
