//! The server's end: what becomes of one change, from facts that the storage looked up; no storage, no transaction.

use crate::change::{Act, Base, Change, OLDEST_PROTOCOL, Outcome, PROTOCOL, Refused};
use crate::id::{ChangeId, EpochId, RecordId};
use crate::merge::{Stored, merge};
use crate::org::Session;
use crate::planted::{self, Bug};
use crate::record::Version;
use crate::sorted::SortedSet;
use crate::{rights, schema};

/// The field by which records of a plan hang under one another.
pub const PARENT: &str = "parent";

/// What the storage knows about a change that it has not seen before. The same id with the same bytes never comes
/// here: its first outcome is the answer; with other bytes it is [`Refused::OtherBytes`].
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The record as it is.
    pub stored: Option<Stored>,
    /// What became of `after`, where the change names one and the storage knows it.
    pub after: Option<Outcome>,
    /// The change's ancestors by `after`, as far as the storage knows them.
    pub lineage: SortedSet<ChangeId>,
    /// `base` in this epoch: see [`base_in_epoch`].
    pub base: Version,
    /// The next value of the scope's counter.
    pub next: Version,
    /// The parents of the record that [`PARENT`] would name, up to the root; read under the org's lock.
    pub above: SortedSet<RecordId>,
}

/// What became of a change, and the record to write.
#[derive(Debug, Clone)]
pub struct Settled {
    /// To be stored with the change's id and answered, now and to every repeat.
    pub outcome: Outcome,
    /// The record after it; none where it was refused: then the scope's counter stays.
    pub stored: Option<Stored>,
}

/// Decides one change: rights, then schema, then merging.
pub fn settle(session: &Session, change: &Change, facts: Facts) -> Settled {
    match refusal(session, change, &facts) {
        Some(reason) => Settled { outcome: Outcome::Refused { reason }, stored: None },
        None => {
            let (stored, outcome) = merge(facts.stored, change, facts.base, &facts.lineage, facts.next);
            Settled { outcome, stored: Some(stored) }
        }
    }
}

/// The version that a change was based on, in the server's present epoch.
///
/// `epochs` are the server's epochs in order, each with the scope's version when it began (0 for the first). Up to
/// there it tells the same story as the one before; what came after was lost with the restore, and whoever saw it has
/// not seen what came instead. Of an epoch that the server does not know, nothing is taken as seen.
pub fn base_in_epoch(base: Base, epochs: &[(EpochId, Version)]) -> Version {
    let Some(epoch) = base.epoch else { return 0 };
    let later = epochs.iter().rev().take_while(|(known, _)| *known != epoch).map(|(_, fork)| *fork);
    let known = epochs.iter().any(|(known, _)| *known == epoch);
    if planted::on(Bug::EpochIgnored) {
        return base.version;
    }
    if known { later.fold(base.version, Version::min) } else { 0 }
}

fn refusal(session: &Session, change: &Change, facts: &Facts) -> Option<Refused> {
    if !(OLDEST_PROTOCOL..=PROTOCOL).contains(&change.protocol) {
        return Some(Refused::Protocol);
    }
    if matches!(facts.after, Some(Outcome::Refused { .. })) && !planted::on(Bug::ParentForgotten) {
        return Some(Refused::Parent);
    }
    let stored = facts.stored.as_ref().map(|stored| &stored.record);
    rights::may(session, change, stored)
        .and_then(|()| schema::check(change, stored))
        .err()
        .or_else(|| cycle(change, facts))
}

fn cycle(change: &Change, facts: &Facts) -> Option<Refused> {
    let Act::Set(fields) = &change.act else { return None };
    let parent = RecordId::parse(fields.get(PARENT)?.as_str()?).ok()?;
    (parent == change.record || facts.above.contains(&change.record)).then_some(Refused::Cycle)
}
