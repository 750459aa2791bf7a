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
