//! `/api/v1/invites`: staff make links and numbers for volunteers of their districts, admins for everybody.

use tsunagari_core::sorted::SortedSet;

use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{BodyId, DeviceId, DistrictId, OfficeId};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::sync::wire::ENVELOPE;
use uuid::Uuid;

use super::App;
use super::answer::Answer;
use super::auth::Joined;
use super::body::Json;
use super::error::Fail;
use crate::join::{INVITE_USES, VOLUNTEER_USES, Wanted, invite};
use crate::storage::Invite;
use crate::{identity, platform, secret};

#[derive(Deserialize)]
pub(super) struct InviteRequest {
    role: Role,
    /// For staff.
    #[serde(default)]
    office: Option<OfficeId>,
    /// None for all that the maker has.
    #[serde(default)]
    districts: Option<SortedSet<DistrictId>>,
    #[serde(default)]
    uses: Option<u32>,
}

#[derive(Serialize)]
pub(super) struct InviteMade {
    envelope: &'static str,
    id: Uuid,
    link: String,
    /// 4-4; none where only a link may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    uses: u32,
    ends_at: WallTime,
    /// The link as a QR, row by row: `1` is dark.
    qr: Vec<String>,
}

pub(super) async fn make(
    State(app): State<App>,
    joined: Joined,
    Json(request): Json<InviteRequest>,
) -> Result<Answer<InviteMade>, Fail> {
    let (org, session) = (joined.org, &joined.session);
    let uses = request.uses.unwrap_or(if request.role == Role::Volunteer { VOLUNTEER_USES } else { 1 });
    if !(1..=INVITE_USES).contains(&uses) {
        return Err(Fail::Value);
    }
    let reach = reach(session, &request)?;
    let by = Some(session.device);
    let number = request.role == Role::Volunteer || app.sample;
    let office = request.office;
    let (now, pepper) = (platform::now(), app.pepper);
    let made =
        app.storage
            .write_in(org, move |tx| {
                Box::pin(async move {
                    let record = match office {
                        Some(office) => tx.record(org, office.record()).await?,
                        None => None,
                    };
                    let body = record.and_then(|stored| stored.record.link("body")).map(BodyId::of);
                    let reach = match (reach, office) {
                        (None, Some(office)) => Some(identity::districts_of(tx, org, office).await?)
                            .filter(|area| !area.is_empty()),
                        (reach, _) => reach,
                    };
                    let wanted = Wanted { role: request.role, office, body, reach, uses, number, by };
                    let slug = tx.orgs().await?.into_iter().find(|known| known.id == org).map(|org| org.slug);
                    Ok((invite(tx, org, now, &pepper, &wanted).await?, slug.unwrap_or_default()))
                })
            })
            .await?;
    let (Some(made), slug) = made else { return Err(Fail::Numbers) };
    let tail = made.number.as_ref().map(|number| format!(".{number}")).unwrap_or_default();
    let link = format!("{}/o/{slug}/join#{}{tail}", app.origin.as_str(), made.secret);
    Ok(Answer(InviteMade {
        envelope: ENVELOPE,
        id: made.id,
        qr: qr(&link),
        link,
        number: made.number.as_deref().map(secret::spaced),
        uses,
        ends_at: made.ends_at,
    }))
}

/// A text as a QR, row by row; empty where it is too long for one.
fn qr(text: &str) -> Vec<String> {
    let Ok(code) = fast_qr::QRBuilder::new(text).build() else { return Vec::new() };
    let sign = |module: &fast_qr::Module| if module.value() { '1' } else { '0' };
    code.data.chunks(code.size).take(code.size).map(|row| row.iter().map(sign).collect()).collect()
}

/// Staff invite volunteers of their own districts; an admin anybody anywhere in the ward.
fn reach(session: &Session, request: &InviteRequest) -> Result<Option<SortedSet<DistrictId>>, Fail> {
    match session.role {
        Role::Volunteer => Err(Fail::Role),
        Role::Staff if request.role > Role::Volunteer || request.office.is_some() => Err(Fail::Role),
        Role::Staff => match &request.districts {
            None => Ok(Some(session.districts.clone())),
            Some(districts) if districts.is_empty() => Err(Fail::Value),
            Some(districts) if districts.is_subset(&session.districts) => Ok(Some(districts.clone())),
            Some(_) => Err(Fail::Role),
        },
        Role::Admin => match &request.districts {
            Some(districts) if !districts.is_subset(&session.districts) => Err(Fail::Value),
            districts => Ok(districts.clone()),
        },
    }
}

#[derive(Serialize)]
pub(super) struct Invites {
    envelope: &'static str,
    invites: Vec<InviteLine>,
}

#[derive(Serialize)]
struct InviteLine {
    id: Uuid,
    role: Role,
    office: Option<OfficeId>,
    districts: Option<SortedSet<DistrictId>>,
    number: bool,
    uses: u32,
    used: u32,
    made_by: Option<DeviceId>,
    made_at: WallTime,
    ends_at: WallTime,
}

/// The invites that can still be used, as far as the reader could have made them. Secrets are not known any more.
pub(super) async fn list(State(app): State<App>, joined: Joined) -> Result<Answer<Invites>, Fail> {
    let (org, session) = (joined.org, joined.session);
    if session.role < Role::Staff {
        return Err(Fail::Role);
    }
    let now = platform::now();
    let alive = app.storage.read(move |tx| tx.invites(org, now)).await?;
    let invites = alive.into_iter().filter(|invite| oversees(&session, invite)).map(line).collect();
    Ok(Answer(Invites { envelope: ENVELOPE, invites }))
}

fn oversees(session: &Session, invite: &Invite) -> bool {
    let within = invite.reach.as_ref().is_some_and(|districts| districts.is_subset(&session.districts));
    session.role == Role::Admin || (invite.role == Role::Volunteer && within)
}

fn line(invite: Invite) -> InviteLine {
    InviteLine {
        id: invite.id,
        role: invite.role,
        office: invite.office,
        districts: invite.reach,
        number: invite.number.is_some(),
        uses: invite.uses,
        used: invite.used,
        made_by: invite.made_by,
        made_at: invite.made_at,
        ends_at: invite.ends_at,
    }
}

#[derive(Serialize)]
pub(super) struct Done {
    pub(super) envelope: &'static str,
}

/// Ends an invite. One that is not there and one that is not theirs look the same.
pub(super) async fn end(
    State(app): State<App>,
    joined: Joined,
    id: Result<Path<Uuid>, axum::extract::rejection::PathRejection>,
) -> Result<Answer<Done>, Fail> {
    let Path(id) = id.map_err(|_| Fail::Absent)?;
    let (org, session, now) = (joined.org, joined.session, platform::now());
    if session.role < Role::Staff {
        return Err(Fail::Role);
    }
    let ended = app
        .storage
        .write_in(org, move |tx| {
            Box::pin(async move {
                let alive = tx.invites(org, now).await?;
                let found = alive.into_iter().find(|invite| invite.id == id && oversees(&session, invite));
                let Some(mut invite) = found else { return Ok(false) };
                invite.ends_at = now;
                tx.put_invite(org, &invite).await?;
                tx.audit(org, now, Some(session.device), "invite.end", &id.to_string()).await?;
                Ok(true)
            })
        })
        .await?;
    if ended { Ok(Answer(Done { envelope: ENVELOPE })) } else { Err(Fail::Absent) }
}
