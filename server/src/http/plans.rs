//! `GET /api/v1/orgs`, `/api/v1/plans` and `/api/v1/plans/{id}`: what anybody may read without joining.

use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_http::CompressionLevel;
use tsunagari_core::id::{PlanId, RecordId};
use tsunagari_core::record::{Class, Fields, Kind, Record, Scope, Version};
use tsunagari_core::sync::wire::{Cursor, ENVELOPE};

use super::App;
use super::answer::Answer;
use super::error::Fail;
use super::join::OrgLine;
use crate::storage::Org;

/// Registry records of a ward, at most, that one plan's answer is read from.
const REGISTRY_RECORDS: usize = 50_000;
/// How hard a plan's answer is packed: it is by far the largest that anybody may ask for, and asked for once.
pub(super) const QUALITY: CompressionLevel = CompressionLevel::Precise(9);
/// The field by which a plan's records name their plan.
const PLAN: &str = "plan";

#[derive(Serialize)]
pub(super) struct Orgs {
    envelope: &'static str,
    orgs: Vec<OrgLine>,
}

pub(super) async fn orgs(State(app): State<App>) -> Result<Answer<Orgs>, Fail> {
    let orgs = app.storage.read(|tx| tx.orgs()).await?;
    Ok(Answer(Orgs { envelope: ENVELOPE, orgs: orgs.iter().map(OrgLine::from).collect() }))
}

#[derive(Deserialize)]
pub(super) struct Asked {
    org: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Plans {
    envelope: &'static str,
    plans: Vec<PlanLine>,
}

#[derive(Serialize)]
struct PlanLine {
    org: OrgLine,
    id: PlanId,
    version: Version,
    fields: Fields,
}

/// The plans of one ward, or of all.
pub(super) async fn plans(
    State(app): State<App>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Answer<Plans>, Fail> {
    let Query(asked) = asked.map_err(|_| Fail::Malformed)?;
    let plans = app
        .storage
        .read(move |tx| {
            Box::pin(async move {
                let mut lines = Vec::new();
                for org in tx.orgs().await? {
                    if asked.org.as_ref().is_some_and(|slug| *slug != org.slug) {
                        continue;
                    }
                    let plans = tx.of_kind(org.id, Kind::Plan, Some(Scope::OrgAll)).await?;
                    lines.extend(
                        plans.into_iter().filter(|plan| !plan.removed()).map(|plan| line(&org, plan)),
                    );
                }
                Ok(lines)
            })
        })
        .await?;
    Ok(Answer(Plans { envelope: ENVELOPE, plans }))
}

fn line(org: &Org, plan: Record) -> PlanLine {
    PlanLine { org: OrgLine::from(org), id: PlanId::of(plan.id), version: plan.version, fields: plan.fields }
}

#[derive(Serialize)]
pub(super) struct Plan {
    envelope: &'static str,
    org: OrgLine,
    cursor: Cursor,
    records: Vec<Record>,
}

/// All that a reader needs of one plan: its records, and the ward's bodies, offices, districts, places and summaries.
pub(super) async fn plan(
    State(app): State<App>,
    id: Result<Path<PlanId>, axum::extract::rejection::PathRejection>,
) -> Result<Answer<Plan>, Fail> {
    let Path(id) = id.map_err(|_| Fail::Absent)?;
    let found = app
        .storage
        .read(move |tx| {
            Box::pin(async move {
                let epoch = tx.epoch().await?;
                for org in tx.orgs().await? {
                    let plan = tx.record(org.id, id.record()).await?.map(|stored| stored.record);
                    if plan.is_none_or(|plan| plan.kind != Kind::Plan || plan.removed()) {
                        continue;
                    }
                    let version = tx.version(org.id, Scope::OrgAll).await?;
                    let all =
                        tx.born_from(org.id, Scope::OrgAll, Class::Registry, 0, REGISTRY_RECORDS).await?;
                    let records = all.into_iter().filter(|record| belongs(record, id)).map(bare).collect();
                    let cursor = Cursor { epoch, version };
                    return Ok(Some((org, cursor, records)));
                }
                Ok(None)
            })
        })
        .await?;
    let (org, cursor, records) = found.ok_or(Fail::Absent)?;
    Ok(Answer(Plan { envelope: ENVELOPE, org: OrgLine::from(&org), cursor, records }))
}

/// A record of another plan does not belong; one that names no plan is the ward's.
fn belongs(record: &Record, plan: PlanId) -> bool {
    let other = |id: Option<RecordId>| id.is_some_and(|id| id != plan.record());
    !record.removed()
        && !other(record.link(PLAN))
        && (record.kind != Kind::Plan || record.id == plan.record())
}

/// Without who wrote it and what waits beside it.
fn bare(mut record: Record) -> Record {
    record.made.by = None;
    record.edited.by = None;
    record.parallel.clear();
    record.fields.retain(|_, value| *value != Value::Null);
    record
}
