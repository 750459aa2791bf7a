//! Joining: the device's key is stored before it is asked, so that asking twice gives the same device; a lost session
//! is made anew in silence for a day; leaving is refused while something is unsent.

use serde::Serialize;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::device::keys;
use tsunagari_core::device::rows::{read, write};
use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use tsunagari_core::from_json;
use tsunagari_core::id::{DistrictId, GroupId};
use tsunagari_core::org::Session;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::sync::machine::Event;
use tsunagari_core::sync::reply::Failure;

use super::engine::Engine;
use super::host::Host;
use crate::net::{self, Net, No};
use crate::store::{Store, StoreFault};

/// In `meta`: the device's own key, random, made once.
const KEY: &str = "device_key";
/// In `meta`: the last joining, for the silent repeat.
const JOINED: &str = "joined";
/// The rows of `meta` by which a device proves who it is.
pub(super) const OWN: [&str; 2] = [KEY, JOINED];
/// How long the same code and key give the same device in silence, in milliseconds.
const REPEAT: i64 = 24 * 60 * 60 * 1000;
/// Where one joins.
const JOIN: &str = "/api/v1/join";
/// Where one asks what a code is for.
const LOOK: &str = "/api/v1/join/look";
/// Where the wards are.
const WARDS: &str = "/api/v1/orgs";

/// What a person hands over to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Joining {
    /// The ward, by its name in the address.
    pub org: String,
    /// The link's secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// 参加番号, its eight digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// 呼び名.
    pub name: String,
    /// Their district.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<DistrictId>,
    /// Their groups.
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub groups: SortedSet<GroupId>,
}

/// [`Joining`] with the device's key, as it is sent.
#[derive(Serialize)]
struct Asked<'a> {
    #[serde(flatten)]
    joining: &'a Joining,
    key: &'a str,
}

struct Answered {
    session: Session,
}

/// A ward of this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ward {
    /// Its name in the address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// It is made up.
    pub sample: bool,
}

struct Wards {
    orgs: Vec<Ward>,
}

/// A link's secret or a typed number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Code {
    /// The ward, by its name in the address.
    pub org: String,
    /// The link's secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// 参加番号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// What a code is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The ward.
    pub org: Ward,
    /// The ward is made up.
    pub sample: bool,
    /// The districts to choose from.
    pub districts: Vec<District>,
    /// Their groups.
    pub groups: Vec<Group>,
}

/// A district to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// Its id.
    pub id: DistrictId,
    /// Its name.
    pub name: String,
}

/// A group to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its district.
    pub district: DistrictId,
    /// Its name.
    pub name: String,
}

/// The wards of the server; none without a network.
pub async fn wards(net: &impl Net) -> Vec<Ward> {
    net::answer::<Wards>(net.get(WARDS).await).map(|wards| wards.orgs).unwrap_or_default()
}

/// What a code is for, before anybody joins with it.
pub async fn look(net: &impl Net, code: &Code) -> Result<Offer, No> {
    net::answer(net.post(LOOK, net::text(code)).await)
}

#[derive(Serialize)]
struct Last {
    joining: Joining,
    at: WallTime,
}

from_json! {
    Joining { org, secret, number, name, district, groups or SortedSet::new() }
    Answered { session }
    Wards { orgs }
    Ward { slug, name, sample or false }
    Offer { org, sample or false, districts, groups or Vec::new() }
    District { id, name }
    Group { id, district, name }
    Last { joining, at }
}

/// Why joining did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotJoined {
    /// The server's no, or none of its answers.
    No(No),
    /// The key could not be stored, so nobody was asked.
    Store(StoreFault),
}

/// Why the device cannot leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotLeft {
    /// So many changes are unsent.
    Unsent(usize),
    /// The store could not.
    Store(StoreFault),
}

impl<S: Store, N: Net, H: Host> Engine<S, N, H> {
    /// Joins. Repeating it with the same code does no harm.
    pub async fn join(&self, joining: Joining) -> Result<Session, NotJoined> {
        let key = self.key().await.map_err(NotJoined::Store)?;
        let session = self.ask_to_join(&joining, &key).await.map_err(NotJoined::No)?;
        let last = Last { joining, at: self.host().now() };
        let rows = vec![
            StoreOp::Put(Table::Meta, JOINED.to_owned(), write(&last)),
            StoreOp::Put(Table::Meta, keys::SESSION.to_owned(), write(&session)),
        ];
        self.put_rows(rows, Durability::Strict).await.map_err(NotJoined::Store)?;
        self.reread().await.map_err(NotJoined::Store)?;
        self.tell(Event::Joined);
        Ok(session)
    }

    /// After a 401: joins once more with the code of the last day, without a word. Whether there is a session again.
    pub async fn join_again(&self) -> bool {
        let Ok(Some(row)) = self.row(Table::Meta, JOINED).await else { return false };
        let Some(last) = read::<Last>(&row) else { return false };
        let past = self.host().now().millis().saturating_sub(last.at.millis());
        if !(0..REPEAT).contains(&past) {
            return false;
        }
        let Ok(key) = self.key().await else { return false };
        let joined = self.ask_to_join(&last.joining, &key).await.is_ok();
        if joined {
            self.tell(Event::Joined);
        }
        joined
    }

    /// Forgets who this device is and all that came from the server. Refused while something is unsent, unless the
    /// person has it in a file.
    pub async fn leave(&self, exported: bool) -> Result<(), NotLeft> {
        let unsent = self.device(|device| device.unsent());
        if unsent > 0 && !exported {
            return Err(NotLeft::Unsent(unsent));
        }
        let mut batch = self.device(|device| device.wipe());
        batch.extend(OWN.map(|key| StoreOp::Delete(Table::Meta, key.to_owned())));
        batch.extend(
            [Table::Draft, Table::Sent, Table::Queue]
                .map(|table| StoreOp::DeletePrefix(table, String::new())),
        );
        self.put_rows(batch, Durability::Strict).await.map_err(NotLeft::Store)?;
        self.reread().await.map_err(NotLeft::Store)
    }

    async fn key(&self) -> Result<String, StoreFault> {
        if let Some(row) = self.row(Table::Meta, KEY).await?
            && let Ok(key) = String::from_utf8(row)
        {
            return Ok(key);
        }
        let key = format!("{}{}", self.host().uuid().simple(), self.host().uuid().simple());
        let put = StoreOp::Put(Table::Meta, KEY.to_owned(), key.clone().into_bytes());
        self.put_rows(vec![put], Durability::Strict).await?;
        Ok(key)
    }

    async fn ask_to_join(&self, joining: &Joining, key: &str) -> Result<Session, No> {
        let body = net::text(&Asked { joining, key });
        let answered: Answered = net::answer(self.net().post(JOIN, body).await)?;
        Ok(answered.session)
    }
}

impl NotJoined {
    /// Whether trying again later may help.
    pub const fn is_no_network(&self) -> bool {
        matches!(self, Self::No(No { failure: Failure::Unreachable | Failure::NotOurs, .. }))
    }
}
