//! Who a device is: the session that its cookie stands for, read anew from what is stored.

use tsunagari_core::sorted::SortedSet;

use tsunagari_core::id::{DistrictId, OfficeId, OrgId};
use tsunagari_core::office::Office;
use tsunagari_core::org::{Role, Session};
use tsunagari_core::person::{Person, confirmation_id};
use tsunagari_core::record::{Kind, Record, Scope};

use crate::storage::{Device, Fault, SignedIn, Tx};

/// The session of a device, with what its records say of its person now.
pub async fn session(tx: &mut dyn Tx, org: OrgId, device: &Device) -> Result<Session, Fault> {
    let (person, ticked) = (device.person.record(), confirmation_id(device.person));
    let mut found = tx.records(org, &[person, ticked].into()).await?;
    let districts = match device.reach {
        Some(_) => None,
        None => Some(all_districts(tx, org).await?),
    };
    Ok(session_of(&SignedIn {
        device: device.clone(),
        person: found.remove(&person).map(|it| it.record),
        along: found.remove(&ticked).map(|it| it.record),
        districts,
    }))
}

/// The session of a device that was found with its person's record and the one in which staff say that they know them.
pub fn session_of(found: &SignedIn) -> Session {
    let SignedIn { device, person, along, districts } = found;
    Session {
        device: device.id,
        person: device.person,
        role: device.role,
        office: device.office,
        body: device.body,
        districts: device.reach.as_ref().or(districts.as_ref()).cloned().unwrap_or_default(),
        confirmed: device.role >= Role::Staff || along.as_ref().is_some_and(confirms),
        groups: person.as_ref().map(|it| Person::read(it).groups).unwrap_or_default(),
    }
}

/// The ward's districts, as its records name them.
pub async fn all_districts(tx: &mut dyn Tx, org: OrgId) -> Result<SortedSet<DistrictId>, Fault> {
    let districts = tx.of_kind(org, Kind::District, Some(Scope::OrgAll)).await?;
    Ok(districts.iter().map(|district| DistrictId::of(district.id)).collect())
}

/// The districts that an office looks after, as either of them says.
pub async fn districts_of(
    tx: &mut dyn Tx,
    org: OrgId,
    office: OfficeId,
) -> Result<SortedSet<DistrictId>, Fault> {
    let mut districts = SortedSet::new();
    if let Some(stored) = tx.record(org, office.record()).await? {
        districts.extend(Office::read(&stored.record).districts);
    }
    let all = tx.of_kind(org, Kind::District, Some(Scope::OrgAll)).await?;
    let theirs = all.iter().filter(|district| district.link("office") == Some(office.record()));
    districts.extend(theirs.map(|district| DistrictId::of(district.id)));
    Ok(districts)
}

fn confirms(record: &Record) -> bool {
    record.flag("confirmed") && !record.removed()
}
