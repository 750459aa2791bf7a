//! An import written as changes, all of them or none, through the same desk as every change.

use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, Outcome, PROTOCOL};
use tsunagari_core::id::{ChangeId, OrgId};
use tsunagari_core::org::Session;
use tsunagari_core::record::Scope;
use tsunagari_import::Deed;

use crate::desk::{Carrier, settle_all};
use crate::platform;
use crate::sample::seed::hand;
use crate::storage::{Fault, Tx};

/// A row that the rules refuse, in words for whoever brought it.
const REFUSED: &str = "取り込めない行がありました。何も書いていません";

/// Who imports: a person who joined, or whoever runs the command.
#[derive(Debug, Clone)]
pub struct Importer {
    /// The ward.
    pub org: OrgId,
    /// The person's session; none for the command.
    pub session: Option<Session>,
    /// By the server's clock.
    pub now: WallTime,
}

/// Writes all deeds; one that is refused undoes them all. Whether the importer may is asked before: an import writes what
/// only an admin's changes may.
pub async fn publish(tx: &mut dyn Tx, importer: &Importer, deeds: &[Deed]) -> Result<usize, Fault> {
    let Importer { org, session, now } = importer;
    let epoch = tx.epoch().await?;
    let hand = hand(tx, *org).await?;
    let (by, device) = session.as_ref().map_or((None, None), |own| (Some(own.person), Some(own.device)));
    let session =
        Session { person: by.unwrap_or(hand.person), device: device.unwrap_or(hand.device), ..hand };
    let carrier = Carrier { org: *org, session, now: *now };
    for deed in deeds {
        let stored = tx.record(*org, deed.id).await?;
        // A row that was removed and is in the table again comes back.
        let removed = stored.as_ref().is_some_and(|stored| stored.record.removed());
        let base =
            stored.map_or(Base::NEW, |stored| Base { epoch: Some(epoch), version: stored.record.version });
        let mut change = Change {
            id: ChangeId::from_uuid(platform::random_uuid()),
            protocol: PROTOCOL,
            device,
            record: deed.id,
            kind: deed.kind.clone(),
            scope: Scope::OrgAll,
            base,
            after: None,
            act: deed.set.as_ref().map_or(Act::Remove, |set| Act::Set(set.clone())),
            written_at: *now,
            by,
        };
        if removed && deed.set.is_some() {
            let restore = Change {
                id: ChangeId::from_uuid(platform::random_uuid()),
                act: Act::Restore,
                ..change.clone()
            };
            settle(tx, &carrier, &restore).await?;
            let stored = tx.record(*org, deed.id).await?;
            change.base.version = stored.map_or(base.version, |stored| stored.record.version);
        }
        settle(tx, &carrier, &change).await?;
    }
    Ok(deeds.len())
}

async fn settle(tx: &mut dyn Tx, carrier: &Carrier, change: &Change) -> Result<(), Fault> {
    let raw = serde_json::value::to_raw_value(change).map_err(|_| Fault::Unreadable("change"))?;
    for answered in settle_all(tx, carrier, &[raw]).await? {
        if let Outcome::Refused { reason } = answered.outcome {
            tracing::error!(?reason, record = %change.record, kind = change.kind.as_str(), "a row of the import was refused");
            return Err(Fault::Not(REFUSED));
        }
    }
    Ok(())
}
