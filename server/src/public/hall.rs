//! Where the shelves of all wards stand: read anew once a ward has changed, few pages drawn at a time, wards that are closed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore};
use tsunagari_core::id::EpochId;
use tsunagari_core::record::{Class, Kind, Record, Scope, Version};

use super::address::Address;
use super::shelf::Shelf;
use super::{Drawn, draw};
use crate::platform::{self, Tick};
use crate::secret::{hex, sha256};
use crate::storage::{Fault, Org, Storage};

/// Records of a ward's registry, at most, that its pages are made from.
const REGISTRY_RECORDS: usize = 50_000;
/// A ward is not asked again whether it has changed for so long: a crowd of readers costs one question.
const FRESH: Duration = Duration::from_secs(1);
/// Meetings are not looked at again for so long.
const MEETINGS_FRESH: Duration = Duration::from_secs(60);
/// Wards whose shelves are kept.
const WARDS_KEPT: usize = 64;
/// Pages that are drawn at the same time, so that whoever saves a log always finds the machine free.
const DRAWN_AT_ONCE: usize = 1;
/// Requests that may wait for a page; more are told to come again.
const WAITING: usize = 64;
/// What closes every ward.
const ALL: &str = "all";

/// The public pages of all wards.
#[derive(Debug)]
pub struct Hall {
    closed: Vec<String>,
    shelves: Mutex<BTreeMap<String, Held>>,
    drawing: Semaphore,
    seats: Semaphore,
}

#[derive(Debug)]
struct Held {
    shelf: Arc<Shelf>,
    version: Stand,
    asked: Tick,
    /// When the districts' meetings were last looked at.
    met: Tick,
}

/// At which version a ward's records were read: of the ward, and, made one, of its districts' meetings.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stand {
    epoch: EpochId,
    ward: Version,
    meetings: String,
}

/// Too many wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crowded;

impl Hall {
    /// With wards, by slug, that show nothing; `all` closes every one.
    pub fn new(closed: Vec<String>) -> Self {
        Self {
            closed,
            shelves: Mutex::default(),
            drawing: Semaphore::new(DRAWN_AT_ONCE),
            seats: Semaphore::new(WAITING),
        }
    }

    /// Whether a ward shows its pages.
    pub fn shows(&self, slug: &str) -> bool {
        !self.closed.iter().any(|closed| closed == slug || closed == ALL)
    }

    /// Whether any ward may.
    pub fn shows_any(&self) -> bool {
        !self.closed.iter().any(|closed| closed == ALL)
    }

    /// The wards that show their pages.
    pub async fn wards(&self, storage: &Storage) -> Result<Vec<Org>, Fault> {
        let orgs = storage.read(|tx| tx.orgs()).await?;
        Ok(orgs.into_iter().filter(|org| self.shows(&org.slug)).collect())
    }

    /// A place among those who wait.
    pub fn seat(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Crowded> {
        self.seats.try_acquire().map_err(|_| Crowded)
    }

    /// A ward as it is; none where there is no such ward or it shows nothing.
    pub async fn shelf(&self, storage: &Storage, slug: &str) -> Result<Option<Arc<Shelf>>, Fault> {
        if !self.shows(slug) {
            return Ok(None);
        }
        let mut shelves = self.shelves.lock().await;
        let (now, clock) = (platform::tick(), platform::now());
        let held = shelves.get(slug).filter(|held| held.shelf.today == clock.day());
        if let Some(held) = held.filter(|held| now.since(held.asked) < FRESH) {
            return Ok(Some(Arc::clone(&held.shelf)));
        }
        // Every log moves its district on, and none of them moves a date: meetings are looked at now and then.
        let fresh = held.filter(|held| now.since(held.met) < MEETINGS_FRESH);
        let known = fresh.map(|held| held.version.clone());
        let met = fresh.map_or(now, |held| held.met);
        let Some(ward) = read(storage, slug.to_owned(), known).await? else {
            shelves.remove(slug);
            return Ok(None);
        };
        let Ward { org, version, records } = ward;
        if let Some(held) = shelves.get_mut(slug)
            && held.shelf.today == clock.day()
            && held.version == version
        {
            (held.asked, held.met) = (now, met);
            return Ok(Some(Arc::clone(&held.shelf)));
        }
        let stamp = format!("{} {} {}", version.epoch, version.ward, version.meetings);
        let (all, meetings) = records.unwrap_or_default();
        let made = move || Shelf::new(org, &all, &meetings, clock, &stamp);
        let made = tokio::task::spawn_blocking(made).await.map_err(|_| Fault::Panicked)?;
        let shelf = Arc::new(made);
        if shelves.len() >= WARDS_KEPT {
            shelves.pop_first();
        }
        let held = Held { shelf: Arc::clone(&shelf), version, asked: now, met };
        shelves.insert(slug.to_owned(), held);
        Ok(Some(shelf))
    }

    /// A page: kept from before, or drawn when it is its turn.
    pub async fn page(&self, shelf: Arc<Shelf>, address: Address, origin: String) -> Result<Drawn, Fault> {
        let path = address.path();
        if let Some(drawn) = shelf.kept(&path) {
            return Ok(drawn);
        }
        let _turn = self.drawing.acquire().await.map_err(|_| Fault::Busy)?;
        let work = move || {
            let drawn = draw(&shelf, &address, &origin);
            shelf.keep(path, &drawn);
            drawn
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Panicked)
    }
}

/// A ward as it is read.
struct Ward {
    org: Org,
    version: Stand,
    /// Its records and its meetings; none where they are those that are known.
    records: Option<(Vec<Record>, Vec<Record>)>,
}

/// A ward with its version, and its records unless `known` says that they are those that are known.
async fn read(storage: &Storage, slug: String, known: Option<Stand>) -> Result<Option<Ward>, Fault> {
    let work = storage.read(move |tx| {
        Box::pin(async move {
            let Some(org) = tx.orgs().await?.into_iter().find(|org| org.slug == slug) else {
                return Ok(None);
            };
            let (epoch, ward) = (tx.epoch().await?, tx.version(org.id, Scope::OrgAll).await?);
            if let Some(known) = known.filter(|known| known.epoch == epoch && known.ward == ward) {
                return Ok(Some(Ward { org, version: known, records: None }));
            }
            let mut all = tx.born_from(org.id, Scope::OrgAll, Class::Registry, 0, REGISTRY_RECORDS).await?;
            all.extend(tx.of_kind(org.id, Kind::Result, Some(Scope::OrgAll)).await?);
            let mut meetings = tx.of_kind(org.id, Kind::Group, None).await?;
            meetings.extend(tx.of_kind(org.id, Kind::Session, None).await?);
            let version = Stand { epoch, ward, meetings: stamp(&meetings) };
            Ok(Some(Ward { org, version, records: Some((all, meetings)) }))
        })
    });
    work.await
}

/// The same as long as no group and no meeting has changed.
fn stamp(meetings: &[Record]) -> String {
    let told: Vec<String> = meetings.iter().map(|it| format!("{} {}", it.id, it.version)).collect();
    hex(sha256(told.join("\n").as_bytes()).get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_has_so_many_seats_and_those_who_leave_make_room() {
        let hall = Hall::new(vec!["izumi".to_owned()]);
        let mut seats: Vec<_> = (0..WAITING).map_while(|_| hall.seat().ok()).collect();
        assert_eq!(seats.len(), WAITING);
        assert_eq!(hall.seat().err(), Some(Crowded));
        seats.pop();
        assert!(hall.seat().is_ok());
        assert!(!hall.shows("izumi") && hall.shows("midori") && hall.shows_any());
    }
}
