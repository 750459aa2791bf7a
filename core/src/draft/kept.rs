//! The drafts of a year, kept from one log to the next: only drafts of measures that the log serves are written anew.

use core::cell::RefCell;

use super::{Draft, Drafter};
use crate::id::ItemId;
use crate::plan::result::Teller;
use crate::query::ledger::Ledgers;
use crate::sorted::{SortedMap, SortedSet};

/// The drafts of a year as far as they were asked for, and what they are made from.
#[derive(Debug, Clone)]
pub struct Drafts {
    drafter: Drafter,
    kept: RefCell<SortedMap<(ItemId, Teller), Draft>>,
}

impl Drafts {
    /// None is written yet.
    pub const fn new(drafter: Drafter) -> Self {
        Self { drafter, kept: RefCell::new(SortedMap::new()) }
    }

    /// Takes ledgers in place of those before: how many drafts went.
    pub fn take(&mut self, ledgers: &Ledgers) -> usize {
        let touched = self.drafter.take(ledgers);
        let kept = self.kept.get_mut();
        let held = kept.len();
        match touched {
            None => kept.clear(),
            Some(touched) if touched.is_empty() => {}
            Some(touched) => {
                let items = self.drafter.items().iter();
                let items = items.filter(|item| item.measure.is_some_and(|id| touched.contains(&id)));
                let items: SortedSet<ItemId> = items.map(|item| item.id).collect();
                kept.retain(|(item, _), _| !items.contains(item));
            }
        }
        held - kept.len()
    }

    /// What is drafted of an item for whoever tells it; nothing where the year has no such item.
    pub fn of(&self, item: ItemId, teller: Teller) -> Draft {
        if let Some(kept) = self.kept.borrow().get(&(item, teller)) {
            return kept.clone();
        }
        let found = self.drafter.items().iter().find(|of| of.id == item);
        let draft = found.map(|item| self.drafter.of(item, teller)).unwrap_or_default();
        self.kept.borrow_mut().insert((item, teller), draft.clone());
        draft
    }

    /// Writes those that nobody has asked for yet: how many there are in all.
    pub fn write_all(&self) -> usize {
        let tellers = |item| self.drafter.tellers(item).into_iter();
        let all = self.drafter.items().iter();
        let all = all.flat_map(|item| tellers(item).map(move |teller| (item, teller)));
        let missing = all.filter(|(item, teller)| !self.kept.borrow().contains_key(&(item.id, *teller)));
        let written: Vec<_> =
            missing.map(|(item, teller)| ((item.id, teller), self.drafter.of(item, teller))).collect();
        let mut kept = self.kept.borrow_mut();
        kept.extend(written);
        kept.len()
    }

    /// What they are made from.
    pub const fn drafter(&self) -> &Drafter {
        &self.drafter
    }
}
