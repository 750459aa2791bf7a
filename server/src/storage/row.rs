//! The rows that are no records: wards, kept changes, devices, invites; plain data.

use tsunagari_core::sorted::SortedSet;

use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::Outcome;
use tsunagari_core::id::{BodyId, ChangeId, DeviceId, DistrictId, OfficeId, OrgId, PersonId, RecordId};
use tsunagari_core::org::Role;
use uuid::Uuid;

use crate::secret::Hash;

/// A ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
}

/// A change with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptChange {
    /// Its id.
    pub id: ChangeId,
    /// The fingerprint of its bytes.
    pub sha256: Hash,
    /// What became of it.
    pub outcome: Outcome,
    /// The record, where the change could be read.
    pub record: Option<RecordId>,
    /// The exact bytes.
    pub bytes: String,
    /// The change before it.
    pub after: Option<ChangeId>,
    /// Who made it, by the device's word.
    pub person: Option<PersonId>,
    /// What it was made on, by the device's word.
    pub device: Option<DeviceId>,
    /// Who brought it, for certain.
    pub carrier: DeviceId,
    /// By the server's clock.
    pub received_at: WallTime,
}

/// One thing that was done to a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The change's bytes.
    pub bytes: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Who brought it.
    pub carrier: DeviceId,
    /// By the server's clock.
    pub received_at: WallTime,
}

/// What a device or an invite reaches: the whole ward where there is no list.
pub(crate) type Reach = Option<SortedSet<DistrictId>>;

/// A device that has joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// The fingerprint of the key that it made for itself.
    pub key: Hash,
    /// The person who joined with it.
    pub person: PersonId,
    /// The name that they gave.
    pub name: String,
    /// The district that their person record lives in.
    pub home: Option<DistrictId>,
    /// What they may do.
    pub role: Role,
    /// A staff member's office.
    pub office: Option<OfficeId>,
    /// That office's body.
    pub body: Option<BodyId>,
    /// The districts.
    pub reach: Reach,
    /// The invite that it last joined by.
    pub invite: Uuid,
    /// When it last joined.
    pub joined_at: WallTime,
    /// When it was last seen, to the hour.
    pub seen_at: WallTime,
    /// When it was shut out.
    pub revoked_at: Option<WallTime>,
}

/// A link, and perhaps a number, to join with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// Its id.
    pub id: Uuid,
    /// The fingerprint of the link's secret.
    pub secret: Hash,
    /// The fingerprint of the number.
    pub number: Option<Hash>,
    /// What who joins may do.
    pub role: Role,
    /// The office that they join.
    pub office: Option<OfficeId>,
    /// That office's body.
    pub body: Option<BodyId>,
    /// The districts: all that staff get, the choice that a volunteer has.
    pub reach: Reach,
    /// How often it can be used.
    pub uses: u32,
    /// How often it was.
    pub used: u32,
    /// The device that made it; none for the command line.
    pub made_by: Option<DeviceId>,
    /// When.
    pub made_at: WallTime,
    /// When it ends.
    pub ends_at: WallTime,
}

/// Wrong numbers since an hour began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// When it began.
    pub since: WallTime,
    /// How many.
    pub wrong: u32,
}
