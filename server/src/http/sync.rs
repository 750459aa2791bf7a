//! `POST /api/v1/sync`: changes in, outcomes and feeds out.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{OLDEST_PROTOCOL, PROTOCOL};
use tsunagari_core::id::EpochId;
use tsunagari_core::sync::wire::{
    Answered, ENVELOPE, Feed, REQUEST_BYTES, REQUEST_CHANGES, SyncAnswer, SyncRequest,
};

use super::App;
use super::answer::{Answer, with_cookie};
use super::auth::Joined;
use super::body::Json;
use super::error::Fail;
use crate::desk::{Carrier, settle_in_epoch};
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
    let (epoch, outcomes) = settle(&app, &joined, &request, now).await?;
    let (epoch, feeds) = told(&app, &joined, request, epoch).await?;
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
    request: &SyncRequest,
    now: WallTime,
) -> Result<(Option<EpochId>, Vec<Answered>), Fail> {
    if request.changes.is_empty() && !joined.unseen {
        return Ok((None, Vec::new()));
    }
    let carrier = Carrier { org: joined.org, session: joined.session.clone(), now };
    let (changes, unseen) = (request.changes.clone(), joined.unseen);
    let (epoch, outcomes) = app
        .storage
        .write_in(joined.org, move |tx| {
            Box::pin(async move {
                if unseen && let Some(mut device) = tx.device(carrier.org, carrier.session.device).await? {
                    device.seen_at = now;
                    tx.put_device(carrier.org, &device).await?;
                }
                settle_in_epoch(tx, &carrier, &changes).await
            })
        })
        .await?;
    Ok((Some(epoch), outcomes))
}

/// The feeds after what was written, with their epoch. Who wants none is told the epoch of the write, and reads no more.
async fn told(
    app: &App,
    joined: &Joined,
    request: SyncRequest,
    written: Option<EpochId>,
) -> Result<(EpochId, Vec<Feed>), Fail> {
    let (org, wanted) = (joined.org, request.feed);
    if let Some(epoch) = written.filter(|_| !wanted) {
        return Ok((epoch, Vec::new()));
    }
    let (session, cursors) = (joined.session.clone(), request.cursors);
    let read = app.storage.read(move |tx| {
        Box::pin(async move {
            if wanted {
                return feed::pages(tx, org, &session, &cursors).await;
            }
            Ok((tx.epoch().await?, Vec::new()))
        })
    });
    Ok(read.await?)
}
