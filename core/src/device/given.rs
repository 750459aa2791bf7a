//! What a batch gives the pages to show, so that little is read for little that is new; how it is shown is not known here.

use crate::device::Device;
use crate::device::keys::{Generation, Turn};
use crate::device::rows::read;
use crate::device::tables::{StoreOp, Table};
use crate::id::RecordId;
use crate::org::Session;
use crate::planted::{self, Bug};
use crate::record::{Record, Scope};
use crate::sorted::SortedSet;

/// What an answer stands on, besides the records that the server gave: where it is another, so may be all of the answer.
#[derive(Debug, Clone)]
pub struct Ground {
    session: Option<Session>,
    /// Of each scope, the copy that is read, and of one that is being filled one more than the cells so far.
    copies: Vec<(Scope, Option<Generation>, u32)>,
    own: Vec<(Turn, RecordId)>,
}

impl Device {
    /// What answers stand on now.
    pub fn ground(&self) -> Ground {
        let copies = self.holdings.iter().map(|(scope, holding)| {
            let cells = holding.loading.map_or(0, |loading| loading.cells.saturating_add(1));
            (*scope, self.generation(*scope), cells)
        });
        let own = self.unsettled().map(|(turn, change)| (*turn, change.record));
        Ground { session: self.session.clone(), copies: copies.collect(), own: own.collect() }
    }

    /// The records that the server gave with a batch, once that was taken in, where these alone are other than before;
    /// unsettled changes of this device are to be laid over them. None where anything may be: then all is read anew.
    pub fn given(&self, before: &Ground, batch: &[StoreOp]) -> Option<Vec<Record>> {
        let now = self.ground();
        let rows = batch.iter().filter_map(|op| match op {
            StoreOp::Put(Table::Fresh, _, row) => Some(read::<Record>(row)),
            _ => None,
        });
        let records = rows.collect::<Option<Vec<_>>>()?;
        let turns = |ground: &Ground| ground.own.iter().map(|(turn, _)| *turn).collect::<SortedSet<_>>();
        let (were, are) = (turns(before), turns(&now));
        let same = now.session == before.session && now.copies == before.copies;
        let known = are.iter().all(|turn| were.contains(turn));
        // A change that is no longer laid over its record was given with it, or was refused.
        let told = |(turn, record): &(Turn, RecordId)| {
            are.contains(turn)
                || planted::on(Bug::GivenShort)
                || records.iter().any(|given| given.id == *record)
        };
        (same && known && before.own.iter().all(told)).then_some(records)
    }
}

/// Given records with those that were given after them: of each record the later one.
pub fn followed(mut before: Vec<Record>, after: Vec<Record>) -> Vec<Record> {
    before.retain(|old| !after.iter().any(|new| new.id == old.id));
    before.extend(after);
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::WallTime;
    use crate::id::{DistrictId, derived};
    use crate::record::{Hand, Kind};

    fn record(name: &str, version: u64) -> Record {
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        Record {
            id: derived(&[name]),
            kind: Kind::Activity,
            scope: Scope::DistrictAll(DistrictId::of(derived(&["hinata"]))),
            version,
            born: 1,
            made: hand,
            edited: hand,
            fields: [("day".to_owned(), format!("2026-11-{:02}", 10 + version).into())].into(),
            parallel: Vec::new(),
        }
    }

    /// Both would be shown: they stand at different days.
    #[test]
    fn of_a_record_that_is_given_twice_the_later_one_counts() {
        let both = followed(vec![record("a", 1), record("b", 2)], vec![record("a", 3), record("c", 4)]);
        assert_eq!(both, [record("b", 2), record("a", 3), record("c", 4)]);
    }
}
