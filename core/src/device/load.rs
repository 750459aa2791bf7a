//! Filling a copy of a scope from bundles of cells, offering `sent` again after a restore, dropping a scope; no fetching.

use crate::change::Change;
use crate::device::Device;
use crate::device::counting::drop_all_months;
use crate::device::keys::{self, CopyKey, Generation, PackKey};
use crate::device::rows::{Again, Holding, Live, Loading, Sent, write, write_heads};
use crate::device::tables::{StoreOp, Table};
use crate::id::EpochId;
use crate::planted::{self, Bug};
use crate::record::{Scope, Version};
use crate::sorted::SortedMap;
use crate::sync::reply::Cells;
use crate::sync::wire::{CellHead, CellMark};

impl Device {
    /// The next bundle to fetch: an unfinished copy, the ward's before the districts', and where to go on in it.
    pub fn wanted(&self) -> Option<(Scope, Option<CellMark>)> {
        self.holdings.iter().find_map(|(scope, holding)| Some((*scope, holding.loading?.next)))
    }

    /// A scope whose sent changes wait to be offered again, and the keys of their packs in `sent`.
    pub fn to_offer(&self) -> Option<(Scope, Vec<String>)> {
        let scope = *self.holdings.iter().find(|(_, holding)| holding.again.is_some())?.0;
        let packs = self.packs.iter().filter(|pack| pack.scope == scope);
        Some((scope, packs.map(PackKey::to_string).collect()))
    }

    /// The batch that puts the sent changes of a scope back into their old turns of the queue, given the packs that
    /// [`Device::to_offer`] named. What the server still has, it answers with the first outcome; the rest it merges.
    pub fn offer(&self, scope: Scope, packs: &[(String, Vec<u8>)]) -> Vec<StoreOp> {
        let Some(holding) = self.holdings.get(&scope) else { return Vec::new() };
        let Some(again) = holding.again else { return Vec::new() };
        let mut batch = Vec::new();
        for (key, value) in packs {
            let Some(sent) = Sent::read_pack(value) else { continue };
            let (back, stay): (Vec<_>, Vec<_>) =
                sent.into_iter().partition(|sent| again.all || sent.epoch != again.epoch);
            for sent in back {
                let (turn, bytes) = (sent.turn(), sent.change.get().as_bytes().to_vec());
                batch.push(StoreOp::Put(Table::Queue, turn.to_string(), bytes));
                batch.push(StoreOp::Delete(Table::Sent, format!("{}{turn}", keys::PENDING)));
            }
            batch.push(match stay.is_empty() {
                true => StoreOp::Delete(Table::Sent, key.clone()),
                false => StoreOp::Put(Table::Sent, key.clone(), write(&stay)),
            });
        }
        batch.push(match (holding.live, holding.loading) {
            (None, None) => StoreOp::Delete(Table::Meta, format!("{}{scope}", keys::HOLDING)),
            _ => put_holding(scope, &Holding { again: None, ..holding.clone() }),
        });
        batch
    }

    /// Nothing is held of a scope but that its sent changes wait to be offered again.
    pub(super) fn offer_later(&self, scope: Scope, again: Option<Again>, batch: &mut Vec<StoreOp>) {
        let sent = self.packs.iter().any(|pack| pack.scope == scope);
        if again.is_some() && sent {
            batch.push(put_holding(scope, &Holding { again, ..Holding::default() }));
        }
    }

    /// The batch that stores a bundle as it came. The scope's cursor is set with the last one, to the least of all
    /// their cursors; then the new copy is read and the old one goes.
    pub fn bundle(&self, scope: Scope, cells: &Cells) -> Vec<StoreOp> {
        let Some(holding) = self.holdings.get(&scope) else { return Vec::new() };
        let Some(loading) = holding.loading else { return Vec::new() };
        let (bundle, mut batch) = (&cells.bundle, self.tidy());
        if bundle.cursor.epoch != loading.epoch {
            self.load(scope, bundle.cursor.epoch, false, &mut batch);
            return batch;
        }
        let mut loading = loading;
        let mut heads: SortedMap<CopyKey, Vec<CellHead>> = SortedMap::new();
        for (head, bytes) in bundle.cells.iter().zip(&cells.cells) {
            let copy = CopyKey { scope, generation: loading.generation, class: head.class };
            batch.push(StoreOp::Put(Table::Mirror, copy.cell(head.index).to_string(), bytes.clone()));
            heads.of(copy).push(head.clone());
            loading.cells = loading.cells.saturating_add(1);
            loading.records = loading.records.saturating_add(head.count);
        }
        for (copy, new) in heads {
            batch.push(put_heads(copy, with_heads(self.heads(copy), new)));
        }
        let mut least = loading.cursor.filter(|cursor| cursor.version < bundle.cursor.version);
        if planted::on(Bug::CellsOlder) {
            least = loading.cursor.filter(|cursor| cursor.version > bundle.cursor.version);
        }
        let cursor = least.unwrap_or(bundle.cursor);
        loading.cursor = Some(cursor);
        loading.next = bundle.next;
        if bundle.next.is_some() {
            batch.push(put_holding(scope, &Holding { loading: Some(loading), ..holding.clone() }));
        } else {
            drop_old(scope, holding, cursor.version, &mut batch);
            self.forget_seen_in(scope, &mut batch);
            let live = Some(Live { generation: loading.generation, cursor });
            batch.push(put_holding(scope, &Holding { live, loading: None, again: holding.again }));
        }
        batch
    }

    /// Begins to fill a new copy of a scope, unless that is under way. What is held stays readable meanwhile.
    pub(super) fn load(&self, scope: Scope, epoch: EpochId, all: bool, batch: &mut Vec<StoreOp>) {
        let holding = self.holdings.get(&scope).cloned().unwrap_or_default();
        if holding.loading.is_some_and(|loading| loading.epoch == epoch) {
            return;
        }
        let live = holding.live.map_or(0, |live| live.generation);
        let broken = holding.loading.map_or(0, |loading| loading.generation);
        if broken > 0 {
            drop_rows(&keys::of_generation(scope, broken), batch);
        }
        let known = live.max(broken);
        // Where nothing is known of a scope, nothing lies there, unless the rows that told of it were lost.
        if known == 0 {
            drop_rows(&keys::of_scope(scope), batch);
        }
        let copies = u64::from(known).max(self.copies).saturating_add(1);
        batch.push(StoreOp::Put(Table::Meta, keys::COPIES.to_owned(), write(&copies)));
        // Kept as wide as the turn, for whose width there is a reader and a writer already; no phone drops four billion copies.
        let generation = copies as Generation;
        let loading = Loading { generation, epoch, cursor: None, next: None, cells: 0, records: 0 };
        let mut again = Some(Again { epoch, all: all && holding.live.is_some() });
        if planted::on(Bug::SentNotOffered) {
            again = None;
        }
        self.forget_seen_in(scope, batch);
        batch.push(put_holding(scope, &Holding { live: holding.live, loading: Some(loading), again }));
    }

    /// Drops what is held of a scope. The device's own changes stay, but for those that only waited to be shown.
    pub(super) fn drop_scope(&self, scope: Scope, batch: &mut Vec<StoreOp>) {
        let prefix = keys::of_scope(scope);
        drop_rows(&prefix, batch);
        batch.push(StoreOp::DeletePrefix(Table::Totals, prefix));
        batch.push(StoreOp::Delete(Table::Meta, format!("{}{scope}", keys::HOLDING)));
        for (turn, _) in self.pending.iter().filter(|(_, pending)| pending.change.scope == scope) {
            batch.push(StoreOp::Delete(Table::Sent, format!("{}{turn}", keys::PENDING)));
        }
        self.forget_seen_in(scope, batch);
        if planted::on(Bug::ScopeDropsQueue) {
            self.drop_queue(|change| change.scope == scope, batch);
        }
    }

    /// Only a planted bug does that.
    fn drop_queue(&self, gone: impl Fn(&Change) -> bool, batch: &mut Vec<StoreOp>) {
        let gone = self.queue.iter().filter(|(_, queued)| queued.change.as_ref().is_some_and(&gone));
        batch.extend(gone.map(|(turn, _)| StoreOp::Delete(Table::Queue, turn.to_string())));
    }

    /// Lets go of the records that the screen showed: what is read from here on may tell another day of them.
    fn forget_seen_in(&self, scope: Scope, batch: &mut Vec<StoreOp>) {
        for (record, _) in self.seen.iter().filter(|(_, seen)| seen.scope == scope) {
            batch.push(StoreOp::Delete(Table::Meta, format!("{}{record}", keys::SEEN)));
        }
    }

    /// The batch of a device that was revoked: all that came from the server goes, nothing that was written here.
    pub fn wipe(&self) -> Vec<StoreOp> {
        let mut batch = self.tidy();
        for scope in self.holdings.keys() {
            self.drop_scope(*scope, &mut batch);
        }
        batch.push(StoreOp::Delete(Table::Meta, keys::SESSION.to_owned()));
        if planted::on(Bug::RevokedDropsQueue) {
            self.drop_queue(|_| true, &mut batch);
        }
        batch
    }
}

/// The row of a copy's heads.
pub(super) fn put_heads(copy: CopyKey, heads: Vec<CellHead>) -> StoreOp {
    StoreOp::Put(Table::Directory, copy.to_string(), write_heads(&heads))
}

/// New heads among those that are there, each in the place of the one with its index.
pub(super) fn with_heads(there: &[CellHead], new: Vec<CellHead>) -> Vec<CellHead> {
    let all = there.iter().cloned().chain(new).map(|head| (head.index, head));
    all.collect::<SortedMap<_, _>>().into_values().collect()
}

/// The row that says how much of a scope is held.
pub(super) fn put_holding(scope: Scope, holding: &Holding) -> StoreOp {
    StoreOp::Put(Table::Meta, format!("{}{scope}", keys::HOLDING), write(holding))
}

fn drop_old(scope: Scope, holding: &Holding, version: Version, batch: &mut Vec<StoreOp>) {
    if let Some(live) = holding.live {
        drop_rows(&keys::of_generation(scope, live.generation), batch);
    }
    drop_all_months(scope, version, batch);
}

fn drop_rows(prefix: &str, batch: &mut Vec<StoreOp>) {
    for table in [Table::Mirror, Table::Directory, Table::Fresh] {
        batch.push(StoreOp::DeletePrefix(table, prefix.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{DistrictId, derived};

    #[test]
    fn a_copy_that_was_dropped_gives_its_number_to_no_other() {
        let scope = Scope::DistrictAll(DistrictId::of(derived(&["hinata"])));
        let epoch = EpochId::from_uuid(derived(&["epoch"]).uuid());
        let mut device = Device::default();
        let mut numbers = Vec::new();
        for _ in 0..3 {
            let mut batch = Vec::new();
            device.load(scope, epoch, false, &mut batch);
            device.absorb(&batch);
            numbers.push(device.generation(scope));
            let mut batch = Vec::new();
            device.drop_scope(scope, &mut batch);
            device.absorb(&batch);
            assert_eq!(device.generation(scope), None);
        }
        assert_eq!(numbers, [Some(1), Some(2), Some(3)]);
    }
}
