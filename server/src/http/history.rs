//! `GET /api/v1/records/{id}/history`: what was done to a record, for who may read its scope.

use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::value::RawValue;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::Outcome;
use tsunagari_core::id::{DeviceId, RecordId};
use tsunagari_core::org::Role;
use tsunagari_core::sync::wire::ENVELOPE;

use super::App;
use super::answer::Answer;
use super::auth::Joined;
use super::error::Fail;
use crate::storage::Past;

#[derive(Serialize)]
pub(super) struct History {
    envelope: &'static str,
    record: RecordId,
    changes: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    /// The change, byte for byte as it was made.
    change: Box<RawValue>,
    #[serde(flatten)]
    outcome: Outcome,
    received_at: WallTime,
    /// Who brought it; staff see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<DeviceId>,
}

pub(super) async fn history(
    State(app): State<App>,
    joined: Joined,
    id: Result<Path<RecordId>, axum::extract::rejection::PathRejection>,
) -> Result<Answer<History>, Fail> {
    let Path(id) = id.map_err(|_| Fail::Absent)?;
    let (org, session) = (joined.org, joined.session);
    let staff = session.role >= Role::Staff;
    let past = app
        .storage
        .read(move |tx| {
            Box::pin(async move {
                let stored = tx.record(org, id).await?;
                if stored.is_none_or(|stored| !session.reads(stored.record.scope)) {
                    return Ok(None);
                }
                tx.history(org, id).await.map(Some)
            })
        })
        .await?
        .ok_or(Fail::Absent)?;
    let changes = past.into_iter().filter_map(|past| step(past, staff)).collect();
    Ok(Answer(History { envelope: ENVELOPE, record: id, changes }))
}

fn step(past: Past, staff: bool) -> Option<Step> {
    Some(Step {
        change: RawValue::from_string(past.bytes).ok()?,
        outcome: past.outcome,
        received_at: past.received_at,
        carrier: staff.then_some(past.carrier),
    })
}
