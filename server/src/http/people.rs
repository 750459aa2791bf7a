//! `GET /api/v1/people`, `POST /api/v1/people/{id}/erase` and `/api/v1/devices/{id}/revoke`: who joined, with what, erasing a
//! person, shutting a device out.

use axum::extract::{Path, State};
use serde::Serialize;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{DeviceId, DistrictId, GroupId, OfficeId, OrgId, PersonId};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::person::Person;
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::wire::ENVELOPE;
use uuid::Uuid;

use super::App;
use super::answer::Answer;
use super::auth::Joined;
use super::error::Fail;
use super::invites::Done;
use crate::storage::{Device, Fault, Tx};
use crate::{identity, platform};

#[derive(Serialize)]
pub(super) struct People {
    envelope: &'static str,
    people: Vec<PersonLine>,
}

#[derive(Serialize)]
struct PersonLine {
    id: PersonId,
    name: String,
    role: Role,
    district: Option<DistrictId>,
    office: Option<OfficeId>,
    /// False while 確認待ち.
    confirmed: bool,
    groups: SortedSet<GroupId>,
    devices: Vec<DeviceLine>,
}

#[derive(Serialize)]
struct DeviceLine {
    id: DeviceId,
    /// The code by which they came.
    invite: Uuid,
    joined_at: WallTime,
    seen_at: WallTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<WallTime>,
}

/// The people whom the reader looks after, those who wait for a tick first.
pub(super) async fn people(State(app): State<App>, joined: Joined) -> Result<Answer<People>, Fail> {
    let (org, session) = (joined.org, joined.session);
    if session.role < Role::Staff {
        return Err(Fail::Role);
    }
    let mut people = app
        .storage
        .read(move |tx| {
            Box::pin(async move {
                let mut people = SortedMap::<PersonId, PersonLine>::new();
                for device in tx.devices(org).await? {
                    // Of whom nothing is known any more there is nothing to look after.
                    if !oversees(&session, &device) || device.name.is_empty() {
                        continue;
                    }
                    let line = DeviceLine {
                        id: device.id,
                        invite: device.invite,
                        joined_at: device.joined_at,
                        seen_at: device.seen_at,
                        revoked_at: device.revoked_at,
                    };
                    match people.get_mut(&device.person) {
                        Some(person) => person.devices.push(line),
                        None => {
                            let person = person(tx, org, &device, line).await?;
                            people.insert(device.person, person);
                        }
                    }
                }
                Ok(people.into_values().collect::<Vec<_>>())
            })
        })
        .await?;
    people.sort_by(|one, other| (one.confirmed, &one.name).cmp(&(other.confirmed, &other.name)));
    Ok(Answer(People { envelope: ENVELOPE, people }))
}

async fn person(tx: &mut dyn Tx, org: OrgId, device: &Device, line: DeviceLine) -> Result<PersonLine, Fault> {
    let session = identity::session(tx, org, device).await?;
    let record = tx.record(org, device.person.record()).await?.map(|stored| Person::read(&stored.record));
    Ok(PersonLine {
        id: device.person,
        name: record.map_or_else(|| device.name.clone(), |person| person.name),
        role: device.role,
        district: device.home,
        office: device.office,
        confirmed: session.confirmed,
        groups: session.groups,
        devices: vec![line],
    })
}

/// Staff look after the volunteers of their districts, an admin after everybody.
fn oversees(session: &Session, device: &Device) -> bool {
    let theirs = device.home.is_some_and(|home| session.districts.contains(&home));
    session.role == Role::Admin || (session.role == Role::Staff && device.role == Role::Volunteer && theirs)
}

/// Shuts a device out: from its next request on it is told so. One that is not there and one that is not theirs look
/// the same.
pub(super) async fn revoke(
    State(app): State<App>,
    joined: Joined,
    id: Result<Path<DeviceId>, axum::extract::rejection::PathRejection>,
) -> Result<Answer<Done>, Fail> {
    let Path(id) = id.map_err(|_| Fail::Absent)?;
    let (org, session, now) = (joined.org, joined.session, platform::now());
    if session.role < Role::Staff {
        return Err(Fail::Role);
    }
    let done = app
        .storage
        .write_in(org, move |tx| {
            Box::pin(async move {
                let Some(mut device) = tx.device(org, id).await? else { return Ok(false) };
                if !oversees(&session, &device) {
                    return Ok(false);
                }
                if device.revoked_at.is_none() {
                    device.revoked_at = Some(now);
                    tx.put_device(org, &device).await?;
                    tx.audit(org, now, Some(session.device), "revoke", &id.to_string()).await?;
                }
                Ok(true)
            })
        })
        .await?;
    if done { Ok(Answer(Done { envelope: ENVELOPE })) } else { Err(Fail::Absent) }
}

/// Erases a person, which cannot be undone: an admin's alone. It answers once nothing of them is in the files.
pub(super) async fn erase(
    State(app): State<App>,
    joined: Joined,
    id: Result<Path<PersonId>, axum::extract::rejection::PathRejection>,
) -> Result<Answer<Done>, Fail> {
    let (org, session, now) = (joined.org, joined.session, platform::now());
    if session.role < Role::Admin {
        return Err(Fail::Role);
    }
    let Path(id) = id.map_err(|_| Fail::Absent)?;
    let by = session.device;
    if id == session.person {
        return Err(Fail::Value);
    }
    let done = app
        .storage
        .write_in(org, move |tx| Box::pin(async move { crate::erase::erase(tx, org, now, id, by).await }))
        .await?;
    if !done {
        return Err(Fail::Absent);
    }
    app.storage.scrub().await?;
    Ok(Answer(Done { envelope: ENVELOPE }))
}
