//! Joining by a link or a number: which invite, which device, which person; and making invites.

use tsunagari_core::sorted::SortedSet;

use serde_json::{Value, json};
use thiserror::Error;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{BodyId, ChangeId, DeviceId, DistrictId, GroupId, OfficeId, OrgId, PersonId};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Fields, Kind, Scope};
use tsunagari_core::text::Name;
use uuid::Uuid;

use crate::desk::{Carrier, settle_all};
use crate::secret::{Hash, Token, sha256};
use crate::storage::{Device, Fault, Invite, Tries, Tx};
use crate::{identity, platform, secret};

/// How long an invite can be used, in milliseconds: 72 hours.
pub const INVITE_LASTS: i64 = 72 * HOUR;
/// How long the same code and key give the same device without counting as a use, in milliseconds: 24 hours.
pub const REPEAT_LASTS: i64 = 24 * HOUR;
/// Most uses of an invite.
pub const INVITE_USES: u32 = 50;
/// Uses of a volunteers' invite unless somebody says otherwise.
pub const VOLUNTEER_USES: u32 = 30;
/// Numbers of a ward that can be used at one time.
pub const NUMBERS_ALIVE: usize = 20;
/// Wrong numbers in an hour before typed numbers wait.
pub const WRONG_NUMBERS: u32 = 60;
/// Most groups that one ticks when joining.
pub const JOIN_GROUPS: usize = 50;
const HOUR: i64 = 60 * 60 * 1000;

/// What a person hands over to join.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The link's secret, or the number's fingerprint.
    pub code: Code,
    /// The fingerprint of the device's own key.
    pub key: Hash,
    /// What they want to be called.
    pub name: String,
    /// Their district.
    pub district: Option<DistrictId>,
    /// Their groups.
    pub groups: SortedSet<GroupId>,
}

/// A link's secret or a typed number, as fingerprints.
#[derive(Debug, Clone, Copy)]
pub enum Code {
    /// From a link.
    Secret(Hash),
    /// Typed.
    Number(Hash),
    /// Typed, and no number at all.
    Nonsense,
}

/// Why somebody did not join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotJoined {
    /// No such link or number in this ward.
    #[error("wrong code")]
    Wrong,
    /// Its 72 hours are over.
    #[error("the code has ended")]
    Ended,
    /// It was used as often as it can be.
    #[error("the code is used up")]
    UsedUp,
    /// Too many wrong numbers; wait this many seconds. Links go on.
    #[error("numbers wait")]
    Wait(u32),
    /// The device was shut out.
    #[error("revoked")]
    Revoked,
    /// No name, or too long.
    #[error("name")]
    Name,
    /// No district, or one that the invite does not reach.
    #[error("district")]
    District,
}

/// A device that has joined, with its new session.
#[derive(Clone)]
pub struct Joined {
    /// For the cookie.
    pub token: Token,
    /// For the answer.
    pub session: Session,
}

/// Joins, or says why not. Repeating it is harmless: the same code and key give the same device.
pub async fn join(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    asked: &Asked,
) -> Result<Result<Joined, NotJoined>, Fault> {
    let Ok(name) = Name::parse(&asked.name) else { return Ok(Err(NotJoined::Name)) };
    let mut invite = match find(tx, org, now, asked.code).await? {
        Ok(invite) => invite,
        Err(no) => return Ok(Err(no)),
    };
    let known = tx.device_with_key(org, asked.key).await?;
    if known.as_ref().is_some_and(|device| device.revoked_at.is_some()) {
        return Ok(Err(NotJoined::Revoked));
    }
    if let Some(device) = known.as_ref().filter(|device| repeats(device, &invite, now)) {
        return opened(tx, org, now, device).await.map(Ok);
    }
    if invite.ends_at <= now {
        return Ok(Err(NotJoined::Ended));
    }
    if invite.used >= invite.uses {
        return Ok(Err(NotJoined::UsedUp));
    }
    let Some((home, reach)) = place(tx, org, &invite, asked.district, known.as_ref()).await? else {
        return Ok(Err(NotJoined::District));
    };
    invite.used += 1;
    tx.put_invite(org, &invite).await?;
    let device = Device {
        id: known.as_ref().map_or_else(|| DeviceId::from_uuid(platform::random_uuid()), |device| device.id),
        key: asked.key,
        person: known
            .as_ref()
            .map_or_else(|| PersonId::from_uuid(platform::random_uuid()), |device| device.person),
        name: name.into_string(),
        home: known.as_ref().and_then(|device| device.home).or(home),
        role: invite.role,
        office: invite.office,
        body: invite.body,
        reach,
        invite: invite.id,
        joined_at: now,
        seen_at: now,
        revoked_at: None,
    };
    tx.put_device(org, &device).await?;
    tx.audit(org, now, Some(device.id), "join", &invite.id.to_string()).await?;
    if known.is_none() {
        write_person(tx, org, now, &device, &asked.groups).await?;
    }
    opened(tx, org, now, &device).await.map(Ok)
}

/// The invite that a code stands for, alive or not; a wrong number is counted.
pub async fn find(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    code: Code,
) -> Result<Result<Invite, NotJoined>, Fault> {
    if let Code::Secret(hash) = code {
        return Ok(tx.invite_with_secret(org, hash).await?.ok_or(NotJoined::Wrong));
    }
    let mut tries = tx.tries(org).await?;
    if tries.since.plus(HOUR) <= now || tries.since > now {
        tries = Tries { since: now, wrong: 0 };
    }
    if tries.wrong >= WRONG_NUMBERS {
        let left = tries.since.plus(HOUR).millis() - now.millis();
        return Ok(Err(NotJoined::Wait(u32::try_from(left / 1000).unwrap_or(0).saturating_add(1))));
    }
    if let Code::Number(hash) = code {
        let found = tx.invites_with_number(org, hash).await?;
        if let Some(invite) = found.into_iter().max_by_key(|invite| invite.ends_at) {
            return Ok(Ok(invite));
        }
    }
    tries.wrong += 1;
    tx.put_tries(org, tries).await?;
    Ok(Err(NotJoined::Wrong))
}

fn repeats(device: &Device, invite: &Invite, now: WallTime) -> bool {
    device.invite == invite.id && now < device.joined_at.plus(REPEAT_LASTS)
}

type Reach = Option<SortedSet<DistrictId>>;

/// Where the person belongs and what the device reaches; none where the district does not fit the invite.
async fn place(
    tx: &mut dyn Tx,
    org: OrgId,
    invite: &Invite,
    wanted: Option<DistrictId>,
    known: Option<&Device>,
) -> Result<Option<(Option<DistrictId>, Reach)>, Fault> {
    let open = match &invite.reach {
        Some(districts) => districts.clone(),
        None => identity::all_districts(tx, org).await?,
    };
    if wanted.is_some_and(|district| !open.contains(&district)) {
        return Ok(None);
    }
    let only = open.first().copied().filter(|_| open.len() == 1);
    if invite.role >= Role::Staff {
        let first = invite.reach.as_ref().and_then(|districts| districts.first().copied());
        return Ok(Some((wanted.or(first), invite.reach.clone())));
    }
    let home = known.and_then(|device| device.home).filter(|home| open.contains(home));
    Ok(wanted.or(only).or(home).map(|district| (Some(district), Some([district].into()))))
}

async fn opened(tx: &mut dyn Tx, org: OrgId, now: WallTime, device: &Device) -> Result<Joined, Fault> {
    let token = Token::new(org);
    tx.put_session(org, token.hash(), device.id, now).await?;
    Ok(Joined { token, session: identity::session(tx, org, device).await? })
}

/// The person's record, made by the server in their name, through the same desk as every change.
async fn write_person(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    device: &Device,
    groups: &SortedSet<GroupId>,
) -> Result<(), Fault> {
    let mut fields: Fields = [("name".to_owned(), json!(device.name))].into();
    if let Some(office) = device.office {
        fields.insert("office".to_owned(), json!(office.to_string()));
    }
    fields.extend(groups.iter().take(JOIN_GROUPS).map(|group| (format!("group.{group}"), Value::Bool(true))));
    let change = Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: Some(device.id),
        record: device.person.record(),
        kind: Kind::Person,
        scope: device.home.map_or(Scope::OrgStaff, Scope::DistrictAll),
        base: Base::NEW,
        after: None,
        act: Act::Set(fields),
        written_at: now,
        by: Some(device.person),
    };
    let raw = serde_json::value::to_raw_value(&change).map_err(|_| Fault::Unreadable("change"))?;
    let carrier = Carrier { org, session: server_session(device), now };
    let answers = settle_all(tx, &carrier, &[raw]).await?;
    let refused = answers.iter().any(|answered| answered.outcome.version().is_none());
    if refused { Err(Fault::Not("a person's record")) } else { Ok(()) }
}

/// What the server does in a joining person's name it may do.
fn server_session(device: &Device) -> Session {
    Session {
        device: device.id,
        person: device.person,
        role: Role::Admin,
        office: None,
        body: None,
        districts: device.home.into_iter().collect(),
        confirmed: true,
        groups: SortedSet::new(),
    }
}

/// What an invite is to be for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What who joins may do.
    pub role: Role,
    /// A staff member's office.
    pub office: Option<OfficeId>,
    /// That office's body.
    pub body: Option<BodyId>,
    /// The districts; none for the whole ward.
    pub reach: Reach,
    /// How often it can be used.
    pub uses: u32,
    /// Whether it gets a number beside the link.
    pub number: bool,
    /// The device that makes it.
    pub by: Option<DeviceId>,
}

/// A new invite with its secrets, which are told once and kept only as fingerprints.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
    /// The link's secret.
    pub secret: String,
    /// The number, 8 digits.
    pub number: Option<String>,
    /// When it ends.
    pub ends_at: WallTime,
}

/// Makes an invite; none where too many numbers are alive.
pub async fn invite(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    pepper: &[u8],
    wanted: &Wanted,
) -> Result<Option<Made>, Fault> {
    let alive = tx.invites(org, now).await?;
    let numbers = alive.iter().filter(|invite| invite.number.is_some() && invite.used < invite.uses).count();
    if wanted.number && numbers >= NUMBERS_ALIVE {
        return Ok(None);
    }
    let number = if wanted.number { Some(free_number(tx, org, pepper).await?) } else { None };
    let made = Made {
        id: platform::random_uuid(),
        secret: secret::link_secret(),
        number,
        ends_at: now.plus(INVITE_LASTS),
    };
    let invite = Invite {
        id: made.id,
        secret: sha256(made.secret.as_bytes()),
        number: made.number.as_deref().map(|number| secret::number_hash(pepper, org, number)),
        role: wanted.role,
        office: wanted.office,
        body: wanted.body,
        reach: wanted.reach.clone(),
        uses: wanted.uses.clamp(1, INVITE_USES),
        used: 0,
        made_by: wanted.by,
        made_at: now,
        ends_at: made.ends_at,
    };
    tx.put_invite(org, &invite).await?;
    tx.audit(org, now, wanted.by, "invite", &made.id.to_string()).await?;
    Ok(Some(made))
}

/// A number that no other invite of the ward has had.
async fn free_number(tx: &mut dyn Tx, org: OrgId, pepper: &[u8]) -> Result<String, Fault> {
    loop {
        let number = secret::number();
        let taken = tx.invites_with_number(org, secret::number_hash(pepper, org, &number)).await?;
        if taken.is_empty() {
            return Ok(number);
        }
    }
}
