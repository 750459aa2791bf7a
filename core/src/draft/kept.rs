//! The drafts of a year, kept from one log to the next: only drafts of those to whom the log belongs are written anew.

use core::cell::RefCell;

use super::{Draft, Drafter};
use crate::id::ItemId;
use crate::plan::result::Teller;
use crate::plan::year_item::YearItem;
use crate::query::ledger::Ledgers;
use crate::sorted::SortedMap;

/// The drafts of a year as far as they were asked for, and what they are made from.
#[derive(Debug, Clone)]
pub struct Drafts {
    drafter: Drafter,
    kept: RefCell<SortedMap<(ItemId, Teller), Slot>>,
}

/// One draft's place: of which of the items, told by whom, and the draft once somebody asked for it.
#[derive(Debug, Clone)]
struct Slot {
    item: usize,
    teller: Teller,
    draft: Option<Draft>,
}

impl Drafts {
    /// None is written yet.
    pub fn new(drafter: Drafter) -> Self {
        let slots = |(at, item): (usize, &YearItem)| {
            let slot = |teller| ((item.id, teller), Slot { item: at, teller, draft: None });
            drafter.tellers(item).into_iter().map(slot).collect::<Vec<_>>()
        };
        let kept = RefCell::new(drafter.items().iter().enumerate().flat_map(slots).collect());
        Self { drafter, kept }
    }

    /// Takes ledgers in place of those before: how many drafts went.
    pub fn take(&mut self, ledgers: &Ledgers) -> usize {
        let due = self.drafter.take(ledgers);
        if due.is_none() {
            return 0;
        }
        let mut gone = 0;
        let items = self.drafter.items();
        for slot in self.kept.get_mut().values_mut().filter(|slot| slot.draft.is_some()) {
            let item = items.get(slot.item);
            if item.is_some_and(|item| self.drafter.is_due(&due, item, slot.teller)) {
                slot.draft = None;
                gone += 1;
            }
        }
        gone
    }

    /// What is drafted of an item for whoever tells it; nothing where the year has no such item, or it is not theirs.
    pub fn of(&self, item: ItemId, teller: Teller) -> Draft {
        let mut kept = self.kept.borrow_mut();
        kept.get_mut(&(item, teller)).map(|slot| slot.written(&self.drafter).clone()).unwrap_or_default()
    }

    /// Writes those that nobody has asked for yet: how many there are in all.
    pub fn write_all(&self) -> usize {
        let mut kept = self.kept.borrow_mut();
        for slot in kept.values_mut() {
            slot.written(&self.drafter);
        }
        kept.len()
    }

    /// What they are made from.
    pub const fn drafter(&self) -> &Drafter {
        &self.drafter
    }
}

impl Slot {
    fn written(&mut self, drafter: &Drafter) -> &Draft {
        let item = drafter.items().get(self.item);
        self.draft.get_or_insert_with(|| item.map(|item| drafter.of(item, self.teller)).unwrap_or_default())
    }
}
