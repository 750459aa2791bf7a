//! `POST /api/v1/sync`: changes in, outcomes and feeds out.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde_json::value::RawValue;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{OLDEST_PROTOCOL, PROTOCOL};
use tsunagari_core::id::EpochId;
use tsunagari_core::record::Scope;
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::sync::wire::{
    Answered, Cursor, ENVELOPE, Feed, REQUEST_BYTES, REQUEST_CHANGES, SyncAnswer, SyncRequest,
};

use super::App;
use super::answer::{Answer, with_cookie};
use super::auth::Joined;
use super::body::Json;
use super::error::Fail;
use crate::desk::{Brought, Carrier, settle_together};
use crate::{feed, platform};

/// A request is read up to this many bytes, inflated.
pub(super) const BODY_BYTES: usize = REQUEST_BYTES;

pub(super) async fn sync(
    State(app): State<App>,
    joined: Joined,
    Json(request): Json<SyncRequest>,
) -> Result<Response, Fail> {
    if !(OLDEST_PROTOCOL..=PROTOCOL).contains(&request.protocol) {
        return Err(Fail::Update);
    }
    if request.changes.len() > REQUEST_CHANGES {
        return Err(Fail::TooLarge);
    }
    let now = platform::now();
    let SyncRequest { changes, cursors, feed, .. } = request;
    let (epoch, outcomes) = settle(&app, &joined, changes, now).await?;
    let (epoch, feeds) = told(&app, &joined, feed.then_some(cursors), epoch).await?;
    app.counts.synced(outcomes.len());
    let answer = Answer(SyncAnswer {
        envelope: ENVELOPE.to_owned(),
        oldest_protocol: OLDEST_PROTOCOL,
        epoch,
        time: now,
        outcomes,
        more: feeds.iter().any(|feed: &Feed| feed.more),
        feeds,
        session: joined.session.clone(),
    });
    let response = answer.into_response();
    Ok(if joined.unseen { with_cookie(&app, &joined.token, response) } else { response })
}

/// What became of the changes, and the epoch in which they were answered; none where there is nothing to write.
async fn settle(
    app: &App,
    joined: &Joined,
    changes: Vec<Box<RawValue>>,
    now: WallTime,
) -> Result<(Option<EpochId>, Vec<Answered>), Fail> {
    if changes.is_empty() && !joined.unseen {
        return Ok((None, Vec::new()));
    }
    let carrier = Carrier { org: joined.org, session: joined.session.clone(), now };
    let brought = Brought::read(carrier, changes);
    if !joined.unseen {
        let (epoch, outcomes) = app.line.settle(joined.org, brought).await?;
        return Ok((Some(epoch), outcomes));
    }
    let (org, id) = (joined.org, joined.session.device);
    let (epoch, outcomes) = app
        .storage
        .write_in(org, move |tx| {
            Box::pin(async move {
                if let Some(mut device) = tx.device(org, id).await? {
                    device.seen_at = now;
                    tx.put_device(org, &device).await?;
                }
                settle_together(tx, org, &[brought]).await
            })
        })
        .await?;
    Ok((Some(epoch), outcomes.into_iter().flatten().collect()))
}

/// The feeds after what was written, with their epoch. Who wants none is told the epoch of the write, and reads no more.
async fn told(
    app: &App,
    joined: &Joined,
    wanted: Option<SortedMap<Scope, Cursor>>,
    written: Option<EpochId>,
) -> Result<(EpochId, Vec<Feed>), Fail> {
    if let (None, Some(epoch)) = (&wanted, written) {
        return Ok((epoch, Vec::new()));
    }
    let (org, session) = (joined.org, joined.session.clone());
    let read = app.storage.read(move |tx| {
        Box::pin(async move {
            match wanted {
                Some(cursors) => feed::pages(tx, org, &session, &cursors).await,
                None => Ok((tx.epoch().await?, Vec::new())),
            }
        })
    });
    Ok(read.await?)
}
