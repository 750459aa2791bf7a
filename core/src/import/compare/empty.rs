//! A record of which nothing is known yet but its id, for reading an empty noun out of it.

use crate::calendar::WallTime;
use crate::id::RecordId;
use crate::record::{Fields, Hand, Kind, Record, Scope};

pub(super) fn empty(id: RecordId, kind: Kind) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    Record {
        id,
        kind,
        scope: Scope::OrgAll,
        version: 0,
        born: 0,
        made: hand,
        edited: hand,
        fields: Fields::new(),
        parallel: Vec::new(),
    }
}
