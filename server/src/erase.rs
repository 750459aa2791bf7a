//! Erasing a person who asks for it: the record is bare at once, its history too, the devices are shut out. Who may ask for it
//! is not decided here.

use serde_json::Value;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{ChangeId, DeviceId, OrgId, PersonId};
use tsunagari_core::record::{Kind, REMOVED, Record};

use crate::desk::write_own;
use crate::storage::{Fault, Tx};
use crate::{cells, platform};

/// The field that says a record was erased: nothing is ever written into it again.
pub const ERASED: &str = "erased";

/// Whether a record was erased.
pub fn erased(record: &Record) -> bool {
    record.flag(ERASED)
}

/// Makes a person bare: their record, what was done to it, the cell that it is packed in, the names of their devices. Their
/// logs stay, by somebody who is nobody now. False where there is no such person. Doing it again changes nothing more.
pub async fn erase(
    tx: &mut dyn Tx,
    org: OrgId,
    now: WallTime,
    person: PersonId,
    by: DeviceId,
) -> Result<bool, Fault> {
    let Some(stored) = tx.record(org, person.record()).await? else { return Ok(false) };
    if stored.record.kind != Kind::Person {
        return Ok(false);
    }
    if !erased(&stored.record) {
        make_bare(tx, org, now, &stored.record).await?;
        tx.audit(org, now, Some(by), "erase", &person.to_string()).await?;
    }
    tx.forget(org, person.record()).await?;
    for mut device in tx.devices(org).await?.into_iter().filter(|device| device.person == person) {
        device.name.clear();
        device.revoked_at = device.revoked_at.or(Some(now));
        tx.put_device(org, &device).await?;
    }
    let class = stored.record.kind.class();
    cells::renew(tx, org, stored.record.scope, class, stored.record.born).await?;
    Ok(true)
}

/// Removes the record as every removal is done, so that all phones hear of it, and leaves nothing in it.
async fn make_bare(tx: &mut dyn Tx, org: OrgId, now: WallTime, record: &Record) -> Result<(), Fault> {
    let removing = Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: None,
        record: record.id,
        kind: record.kind.clone(),
        scope: record.scope,
        base: Base::NEW,
        after: None,
        act: Act::Remove,
        written_at: now,
        by: None,
    };
    write_own(tx, org, now, &removing).await?;
    let bare = tx.record(org, record.id).await?;
    let mut bare = bare.ok_or(Fault::Unreadable("a person's record"))?;
    let said = [REMOVED, ERASED].map(|field| (field.to_owned(), Value::Bool(true)));
    bare.record.fields = said.into();
    bare.record.parallel.clear();
    bare.stamps.retain(|field, _| field == REMOVED);
    tx.put_record(org, &bare).await
}
