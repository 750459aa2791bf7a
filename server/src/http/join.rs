//! `POST /api/v1/join` and `/api/v1/join/look`: from a link or a number to a session, and what a code is for.

use tsunagari_core::sorted::SortedSet;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::district::District;
use tsunagari_core::group::Group;
use tsunagari_core::id::{DistrictId, EpochId, GroupId, OfficeId, OrgId};
use tsunagari_core::kind::built_in;
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::Kind;
use tsunagari_core::sync::wire::ENVELOPE;

use super::App;
use super::answer::{Answer, with_cookie};
use super::body::Json;
use super::error::Fail;
use crate::join::{Asked, Code, NotJoined, find, join as join_with};
use crate::secret::{digits, number_hash, sha256};
use crate::storage::{Fault, Org, Tx};
use crate::{identity, platform};

/// The least and most signs of a device's key.
const KEY_SIGNS: std::ops::RangeInclusive<usize> = 22..=128;

#[derive(Deserialize)]
pub(super) struct JoinRequest {
    /// The ward that the address names, by slug.
    org: String,
    /// From a link.
    #[serde(default)]
    secret: Option<String>,
    /// Typed, as it was typed.
    #[serde(default)]
    number: Option<String>,
    /// Random text that the device keeps, 128 bits or more.
    key: String,
    name: String,
    #[serde(default)]
    district: Option<DistrictId>,
    #[serde(default)]
    groups: SortedSet<GroupId>,
}

#[derive(Serialize)]
struct JoinAnswer {
    envelope: &'static str,
    epoch: EpochId,
    time: WallTime,
    org: OrgLine,
    session: Session,
}

#[derive(Serialize)]
pub(super) struct OrgLine {
    pub(super) id: OrgId,
    pub(super) slug: String,
    pub(super) name: String,
}

impl From<&Org> for OrgLine {
    fn from(org: &Org) -> Self {
        Self { id: org.id, slug: org.slug.clone(), name: org.name.clone() }
    }
}

pub(super) async fn join(State(app): State<App>, Json(request): Json<JoinRequest>) -> Result<Response, Fail> {
    if !KEY_SIGNS.contains(&request.key.len()) {
        return Err(Fail::Value);
    }
    let org = app.org(&request.org).await?;
    let code = code(&app, org.id, request.secret.as_deref(), request.number.as_deref())?;
    paced(&app, org.id, code)?;
    let asked = Asked {
        code,
        key: sha256(request.key.as_bytes()),
        name: request.name,
        district: request.district,
        groups: request.groups,
    };
    let (id, now) = (org.id, platform::now());
    let joined = app
        .storage
        .write_in(id, move |tx| {
            Box::pin(async move { Ok((tx.epoch().await?, join_with(tx, id, now, &asked).await?)) })
        })
        .await;
    let (epoch, joined) = joined?;
    let joined = joined?;
    app.counts.joined();
    let answer = JoinAnswer {
        envelope: ENVELOPE,
        epoch,
        time: now,
        org: OrgLine::from(&org),
        session: joined.session,
    };
    Ok(with_cookie(&app, &joined.token, Answer(answer).into_response()))
}

#[derive(Deserialize)]
pub(super) struct LookRequest {
    org: String,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    number: Option<String>,
}

#[derive(Serialize)]
pub(super) struct LookAnswer {
    envelope: &'static str,
    org: OrgLine,
    /// The ward is made up.
    sample: bool,
    role: Role,
    office: Option<OfficeId>,
    /// The districts to choose from.
    districts: Vec<Choice>,
    /// Their groups, to tick one's own.
    groups: Vec<GroupChoice>,
    ends_at: WallTime,
}

#[derive(Serialize)]
struct Choice {
    id: DistrictId,
    name: String,
}

#[derive(Serialize)]
struct GroupChoice {
    id: GroupId,
    district: DistrictId,
    name: String,
}

pub(super) async fn look(
    State(app): State<App>,
    Json(request): Json<LookRequest>,
) -> Result<Answer<LookAnswer>, Fail> {
    let org = app.org(&request.org).await?;
    let code = code(&app, org.id, request.secret.as_deref(), request.number.as_deref())?;
    paced(&app, org.id, code)?;
    let (id, now) = (org.id, platform::now());
    let found = app
        .storage
        .write_in(id, move |tx| {
            Box::pin(async move {
                let invite = match find(tx, id, now, code).await? {
                    Ok(invite) => invite,
                    Err(no) => return Ok(Err(no)),
                };
                let reach = match &invite.reach {
                    Some(districts) => districts.clone(),
                    None => identity::all_districts(tx, id).await?,
                };
                let groups = groups(tx, id, &reach, invite.role, now.day()).await?;
                let districts = districts(tx, id, &reach).await?;
                let ward = tx.of_kind(id, Kind::Org, None).await?;
                let sample = ward.iter().any(|ward| ward.text("notice").is_some());
                Ok(Ok((invite, districts, groups, sample)))
            })
        })
        .await?;
    let (invite, districts, groups, sample) = found?;
    if invite.ends_at <= now {
        return Err(NotJoined::Ended.into());
    }
    Ok(Answer(LookAnswer {
        envelope: ENVELOPE,
        org: OrgLine::from(&org),
        sample,
        role: invite.role,
        office: invite.office,
        districts,
        groups,
        ends_at: invite.ends_at,
    }))
}

/// The districts of a code, in the ward's own order.
async fn districts(tx: &mut dyn Tx, org: OrgId, reach: &SortedSet<DistrictId>) -> Result<Vec<Choice>, Fault> {
    let mut found = Vec::new();
    for id in reach {
        if let Some(stored) = tx.record(org, id.record()).await? {
            found.push(District::read(&stored.record));
        }
    }
    found.sort_by(|one, other| {
        (one.number, &one.kana, &one.name).cmp(&(other.number, &other.kana, &other.name))
    });
    Ok(found.into_iter().map(|district| Choice { id: district.id, name: district.label() }).collect())
}

/// The groups of these districts that are there today, by name; those whose work only staff logs are theirs to tick.
async fn groups(
    tx: &mut dyn Tx,
    org: OrgId,
    reach: &SortedSet<DistrictId>,
    role: Role,
    today: Day,
) -> Result<Vec<GroupChoice>, Fault> {
    let records = tx.of_kind(org, Kind::Group, None).await?;
    let live = records.iter().filter(|record| !record.removed()).map(Group::read);
    let staffs =
        |group: &Group| group.what.as_deref().and_then(built_in).is_some_and(|kind| kind.staff_only());
    let live = live.filter(|group| role >= Role::Staff || !staffs(group));
    let mut found: Vec<_> = live
        .filter(|group| group.lives_on(today))
        .filter_map(|group| {
            Some((group.kana, group.district.filter(|id| reach.contains(id))?, group.id, group.name))
        })
        .collect();
    found.sort_by(|one, other| (&one.0, &one.3).cmp(&(&other.0, &other.3)));
    Ok(found.into_iter().map(|(_, district, id, name)| GroupChoice { id, district, name }).collect())
}

/// A link's secret goes before a number, since it is not counted.
fn code(app: &App, org: OrgId, secret: Option<&str>, number: Option<&str>) -> Result<Code, Fail> {
    if let Some(secret) = secret {
        return Ok(Code::Secret(sha256(secret.as_bytes())));
    }
    let typed = number.ok_or(Fail::Malformed)?;
    Ok(digits(typed).map_or(Code::Nonsense, |number| Code::Number(number_hash(&app.pepper, org, &number))))
}

/// Typed numbers share one pace for the ward; links, which nobody can guess, keep none.
fn paced(app: &App, org: OrgId, code: Code) -> Result<(), Fail> {
    match code {
        Code::Secret(_) => Ok(()),
        Code::Number(_) | Code::Nonsense => app.rates.take(org.uuid()).map_err(Fail::Often),
    }
}
