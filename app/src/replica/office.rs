//! What staff ask of the server while there is a network: devices, numbers and links. Nothing of it is kept here.

use serde::Serialize;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Change, Outcome};
use tsunagari_core::from_json;
use tsunagari_core::id::{DeviceId, DistrictId, OfficeId, PersonId, RecordId};
use tsunagari_core::json::{FromJson, Object, Value};
use tsunagari_core::org::Role;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::sync::reply::Failure;
use uuid::Uuid;

use super::Replica;
use crate::net::{self, Net as _};

pub use crate::net::No;

const PEOPLE: &str = "/api/v1/people";
const INVITES: &str = "/api/v1/invites";

/// A phone, tablet or PC that has joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinedDevice {
    /// Which.
    pub device: DeviceId,
    /// Whose, by 呼び名.
    pub name: String,
    /// When it last asked the server for anything.
    pub seen: WallTime,
    /// Whether it was made unusable.
    pub revoked: bool,
}

/// Whom an invite is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inviting {
    /// The role.
    pub role: Role,
    /// The districts; none for all that the maker has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub districts: Option<SortedSet<DistrictId>>,
    /// A staff member's office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeId>,
    /// How many may join with it.
    pub uses: u32,
}

/// An invite as it is shown once, to whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// The whole address to open.
    pub link: String,
    /// 参加番号, 4-4; none where the role joins by link alone.
    pub number: Option<String>,
    /// Until when.
    pub ends_at: WallTime,
    /// The link as a QR, row by row: `1` is dark.
    pub qr: Vec<String>,
}

/// An invite that can still be used, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveInvite {
    /// Which.
    pub id: Uuid,
    /// The role.
    pub role: Role,
    /// Its districts; none for all.
    pub districts: Option<SortedSet<DistrictId>>,
    /// Uses so far.
    pub used: u32,
    /// Uses in all.
    pub uses: u32,
    /// Until when.
    pub ends_at: WallTime,
}

struct People {
    people: Vec<PersonLine>,
}

struct PersonLine {
    name: String,
    devices: Vec<DeviceLine>,
}

struct DeviceLine {
    id: DeviceId,
    seen_at: WallTime,
    revoked_at: Option<WallTime>,
}

struct Invites {
    invites: Vec<LiveInvite>,
}

struct History {
    changes: Vec<Step>,
}

/// One change of a record, as its author sent it, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The change.
    pub change: Change,
    /// What became of it.
    pub outcome: Outcome,
}

/// An answer of which only that it came is of use.
struct Done;

from_json! {
    Invite { link, number, ends_at, qr or Vec::new() }
    LiveInvite { id, role, districts, used, uses, ends_at }
    People { people }
    PersonLine { name, devices }
    DeviceLine { id, seen_at, revoked_at }
    Invites { invites }
    History { changes }
    Step { change, outcome from outcome }
}

fn outcome(step: &mut Object) -> Option<Outcome> {
    Outcome::of(step)
}

impl FromJson for Done {
    fn from_json(json: Value) -> Option<Self> {
        Object::of(json).map(|_| Self)
    }
}

impl Replica {
    /// Devices of the people whom the session looks after.
    pub async fn devices(self) -> Result<Vec<JoinedDevice>, No> {
        let all: People = self.read(PEOPLE).await?;
        let devices = all.people.into_iter().flat_map(|person| {
            let name = person.name;
            person.devices.into_iter().map(move |line| JoinedDevice {
                device: line.id,
                name: name.clone(),
                seen: line.seen_at,
                revoked: line.revoked_at.is_some(),
            })
        });
        Ok(devices.collect())
    }

    /// Makes a device unusable.
    pub async fn revoke(self, device: DeviceId) -> Result<(), No> {
        self.post::<Done>(&format!("/api/v1/devices/{device}/revoke"), &Nothing {}).await.map(|_| ())
    }

    /// Erases a person: nothing brings them back.
    pub async fn erase(self, person: PersonId) -> Result<(), No> {
        self.post::<Done>(&format!("{PEOPLE}/{person}/erase"), &Nothing {}).await.map(|_| ())
    }

    /// Invites that can still be used.
    pub async fn invites(self) -> Result<Vec<LiveInvite>, No> {
        self.read::<Invites>(INVITES).await.map(|all| all.invites)
    }

    /// Makes an invite.
    pub async fn invite(self, inviting: &Inviting) -> Result<Invite, No> {
        self.post(INVITES, inviting).await
    }

    /// Ends an invite.
    pub async fn end_invite(self, invite: Uuid) -> Result<(), No> {
        self.post::<Done>(&format!("{INVITES}/{invite}/end"), &Nothing {}).await.map(|_| ())
    }

    /// All that was done to a record, the oldest first, as the server has it.
    pub async fn history(self, record: RecordId) -> Result<Vec<Step>, No> {
        self.read::<History>(&format!("/api/v1/records/{record}/history")).await.map(|all| all.changes)
    }

    async fn read<T: FromJson>(self, path: &str) -> Result<T, No> {
        let Some(engine) = self.engine() else { return Err(nowhere()) };
        net::answer(engine.net().get(path).await)
    }

    async fn post<T: FromJson>(self, path: &str, body: &impl Serialize) -> Result<T, No> {
        let Some(engine) = self.engine() else { return Err(nowhere()) };
        net::answer(engine.net().post(path, net::text(body)).await)
    }
}

/// A body that says nothing.
#[derive(Serialize)]
struct Nothing {}

const fn nowhere() -> No {
    No { failure: Failure::Unreachable, problem: None }
}

impl No {
    /// Whether there was no way to the server: nothing was done, and trying where there is one helps.
    pub const fn is_no_network(&self) -> bool {
        matches!(self.failure, Failure::Unreachable | Failure::NotOurs)
    }

    /// Whether asking the same again cannot help: neither the line, nor the server's state, nor joining again is to blame.
    pub const fn is_final(&self) -> bool {
        matches!(self.failure, Failure::Status { code, .. } if code < 500 && !matches!(code, 401 | 426 | 429))
    }
}
