//! What the server refused, record by record, and how a person mends it: by one new change with the sum of the chain.

use crate::calendar::WallTime;
use crate::change::{Act, Change, Oversize, PROTOCOL, Refused};
use crate::device::keys::{self, Turn};
use crate::device::tables::{StoreOp, Table};
use crate::device::{Device, Returned};
use crate::id::{ChangeId, PersonId, RecordId};
use crate::record::{Fields, Kind, Record, Scope};
use crate::sorted::SortedSet;

/// One item that needs a person: all refused changes of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Its scope.
    pub scope: Scope,
    /// Why the first of its changes was refused; those behind it were refused with it.
    pub reason: Refused,
    /// When, by the server's clock.
    pub at: WallTime,
    /// What the person wanted, all changes taken together.
    pub sum: Act,
    /// The changes.
    pub turns: Vec<Turn>,
}

/// What a mending change needs from outside.
#[derive(Debug, Clone)]
pub struct Mending {
    /// A fresh id.
    pub id: ChangeId,
    /// Now, by the device's clock.
    pub at: WallTime,
    /// Who mends.
    pub by: Option<PersonId>,
    /// Fields that the person set right, over what they had wanted.
    pub fields: Fields,
}

impl Device {
    /// What needs a person, one item a record, in the order of their first changes.
    pub fn refused(&self) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for (turn, Returned { refusal, change }) in &self.refused {
            let Some(change) = change.clone() else { continue };
            if let Some(item) = items.iter_mut().find(|item| item.record == change.record) {
                item.sum = add(item.sum.clone(), change.act);
                item.turns.push(*turn);
                // 「この前の記録が」 says nothing to a person, where the cause is known.
                if item.reason == Refused::Parent {
                    item.reason = refusal.reason.clone();
                }
            } else {
                items.push(Item {
                    record: change.record,
                    kind: change.kind,
                    scope: change.scope,
                    reason: refusal.reason.clone(),
                    at: refusal.at,
                    sum: change.act,
                    turns: vec![*turn],
                });
            }
        }
        items
    }

    /// How many things need a person: refused records, and changes that wait alone.
    pub fn attention(&self) -> usize {
        let changes = || self.refused.values().map(|returned| &returned.change);
        let records: SortedSet<_> = changes().flatten().map(|change| change.record).collect();
        let unread = changes().filter(|change| change.is_none()).count();
        let alone = self.alone.keys().filter(|turn| self.queue.contains_key(turn)).count();
        records.len() + unread + alone
    }

    /// The change that mends an item, and the batch that saves it and lets go of the refused ones. `seen` is the
    /// record as it is on the screen now, if there is one.
    pub fn mend(
        &self,
        item: &Item,
        seen: Option<&Record>,
        mending: Mending,
    ) -> Result<(Change, Vec<StoreOp>), Oversize> {
        let (base, after) = self.stand(item.record, seen);
        let act = if mending.fields.is_empty() {
            item.sum.clone()
        } else {
            add(item.sum.clone(), Act::Set(mending.fields))
        };
        let change = Change {
            id: mending.id,
            protocol: PROTOCOL,
            device: self.session.as_ref().map(|session| session.device),
            record: item.record,
            kind: item.kind.clone(),
            scope: item.scope,
            base,
            after,
            act,
            written_at: mending.at,
            by: mending.by,
        };
        let seen: Vec<_> = seen.cloned().into_iter().collect();
        let mut batch = self.save(std::slice::from_ref(&change), &seen, None)?;
        batch.extend(self.let_go(item));
        Ok((change, batch))
    }

    /// The batch that throws an item away, because the person said so.
    pub fn let_go(&self, item: &Item) -> Vec<StoreOp> {
        let gone = item.turns.iter();
        gone.map(|turn| StoreOp::Delete(Table::Sent, format!("{}{turn}", keys::REFUSED))).collect()
    }
}

/// Two acts as one: who removes at last wants nothing else, and writing again takes a removal back.
fn add(first: Act, second: Act) -> Act {
    match (first, second) {
        (Act::Set(mut fields), Act::Set(more)) => {
            fields.extend(more);
            Act::Set(fields)
        }
        (Act::Set(fields), Act::Restore) => Act::Set(fields),
        (_, second) => second,
    }
}
