//! `POST /api/v1/plans/{id}/import`: a file laid beside a plan and written, all of it or nothing; the same again changes
//! nothing. The phone has shown it with the same rules; what it was shown is read anew here, on the plan as it is now.

use axum::extract::{Path, State};
use tsunagari_core::base64;
use tsunagari_core::id::PlanId;
use tsunagari_core::import::report::{Decided, Done, REQUEST_BYTES, Request};
use tsunagari_core::org::Role;
use tsunagari_core::sync::wire::ENVELOPE;
use tsunagari_import::{Deed, Given, Refused, bring, given};

use super::App;
use super::answer::Answer;
use super::auth::Joined;
use super::body::Json;
use super::error::Fail;
use crate::import::ground;
use crate::import::publish::{Importer, publish};
use crate::platform;
use crate::storage::{Fault, Tx};

/// A request is read up to this many bytes, inflated.
pub(super) const BODY_BYTES: usize = REQUEST_BYTES;

/// Why nothing was written.
enum Not {
    Absent,
    Role,
    Refused(Refused),
}

pub(super) async fn import(
    State(app): State<App>,
    joined: Joined,
    id: Result<Path<PlanId>, axum::extract::rejection::PathRejection>,
    Json(request): Json<Request>,
) -> Result<Answer<Done>, Fail> {
    let Path(plan) = id.map_err(|_| Fail::Absent)?;
    let Request { file, decided } = request;
    // Staff bring a year's table; to take rows away is an admin's.
    let role = joined.session.role;
    if role < Role::Staff || (role < Role::Admin && !decided.remove.is_empty()) {
        return Err(Fail::Role);
    }
    // Files are large: one after another, so that two at once need no more room than one.
    let _turn = app.imports.acquire().await.map_err(|_| Fail::Ours)?;
    let read = tokio::task::spawn_blocking(move || {
        let bytes = base64::decode(&file).ok_or(Fail::Malformed)?;
        drop(file);
        given(&bytes).map_err(|refused| Fail::Import(refused.to_string()))
    });
    let given = read.await.map_err(|_| Fail::Ours)??;
    let importer = Importer { org: joined.org, session: Some(joined.session), now: platform::now() };
    let written = app
        .storage
        .write_in(importer.org, move |tx| {
            Box::pin(async move { onto(tx, &importer, plan, &given, &decided).await })
        })
        .await;
    match written {
        Ok(Ok(written)) => Ok(Answer(Done { envelope: ENVELOPE.to_owned(), written })),
        Ok(Err(Not::Absent)) => Err(Fail::Absent),
        Ok(Err(Not::Role)) => Err(Fail::Role),
        Ok(Err(Not::Refused(refused))) => Err(Fail::Import(refused.to_string())),
        Err(Fault::Not(why)) => Err(Fail::Import(why.to_owned())),
        Err(fault) => Err(fault.into()),
    }
}

async fn onto(
    tx: &mut dyn Tx,
    importer: &Importer,
    plan: PlanId,
    given: &Given,
    decided: &Decided,
) -> Result<Result<usize, Not>, Fault> {
    let Some(ground) = ground::of_plan(tx, importer.org, plan).await? else { return Ok(Err(Not::Absent)) };
    let brought = match bring(given, &ground, decided.layout.as_deref(), &decided.choices()) {
        Ok(brought) => brought,
        Err(refused) => return Ok(Err(Not::Refused(refused))),
    };
    let admin = importer.session.as_ref().is_none_or(|session| session.role >= Role::Admin);
    if brought.found.is_none() && !admin {
        return Ok(Err(Not::Role));
    }
    let gone = brought.gone.into_iter().filter(|gone| decided.remove.contains(&gone.id));
    let mut deeds = brought.deeds;
    deeds.extend(gone.map(|gone| Deed { id: gone.id, kind: gone.kind, set: None }));
    publish(tx, importer, &deeds).await.map(Ok)
}
