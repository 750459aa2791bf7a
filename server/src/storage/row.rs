//! The rows that are no records: wards, kept changes, devices, invites, and what is asked for and written at once; plain data.

use tsunagari_core::sorted::{SortedMap, SortedSet};

use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::Outcome;
use tsunagari_core::id::{
    BodyId, ChangeId, DeviceId, DistrictId, EpochId, OfficeId, OrgId, PersonId, RecordId,
};
use tsunagari_core::merge::Stored;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Record, Scope, Version};
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

/// What somebody asks of a ward at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Changes, of which the answers are asked.
    pub changes: SortedSet<ChangeId>,
    /// Records.
    pub records: SortedSet<RecordId>,
    /// Scopes, of which the counters are asked.
    pub scopes: SortedSet<Scope>,
}

/// What was there of it, by one moment's state.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The present epoch.
    pub epoch: EpochId,
    /// The fingerprints and outcomes of changes that were answered.
    pub answers: SortedMap<ChangeId, (Hash, Outcome)>,
    /// Records with their stamps.
    pub records: SortedMap<RecordId, Stored>,
    /// Counters; a scope in which nothing was ever written has none.
    pub versions: SortedMap<Scope, Version>,
}

/// What somebody writes into a ward at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written<'a> {
    /// Changes that are about to be answered.
    pub changes: &'a [KeptChange],
    /// Records as they are after them, each once.
    pub records: Vec<&'a Stored>,
    /// Counters likewise.
    pub versions: Vec<(Scope, Version)>,
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

/// Who stands behind a session, with what that session is told by.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// The device.
    pub device: Device,
    /// The record of its person.
    pub person: Option<Record>,
    /// The record that was asked for along with it.
    pub along: Option<Record>,
    /// The ward's districts, where the device reaches all of them.
    pub districts: Option<SortedSet<DistrictId>>,
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
