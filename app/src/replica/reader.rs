//! The public plans for whoever has not joined: read once with a network, kept, and then there without one.

use leptos::prelude::*;
use tsunagari_core::device::rows::{read, write};
use tsunagari_core::device::tables::{Durability, StoreOp, Table};
use tsunagari_core::from_json;
use tsunagari_core::id::{PlanId, RecordId};
use tsunagari_core::record::Record;
use tsunagari_core::sorted::sort_by_key;

use super::Replica;
use crate::net::{self, Net as _, No};

/// In `meta`: what a reader was last given.
const READ: &str = "reader";

struct Plans {
    plans: Vec<PlanLine>,
}

struct PlanLine {
    id: PlanId,
}

struct Plan {
    records: Vec<Record>,
}

from_json! {
    Plans { plans }
    PlanLine { id }
    Plan { records }
}

impl Replica {
    /// Shows what was read before, then what the server has now. A device that has joined has all this already.
    pub async fn read_public(self, slug: &str) -> Result<(), No> {
        let Some(engine) = self.engine() else { return Ok(()) };
        if self.board.session.get_untracked().is_some() {
            return Ok(());
        }
        if let Ok(Some(row)) = engine.row(Table::Meta, READ).await
            && let Some(records) = read::<Vec<Record>>(&row)
        {
            self.show(records);
        }
        let listed: Plans = net::answer(engine.net().get(&format!("/api/v1/plans?org={slug}")).await)?;
        let mut all: Vec<Record> = Vec::new();
        for line in listed.plans {
            let plan: Plan = net::answer(engine.net().get(&format!("/api/v1/plans/{}", line.id)).await)?;
            all.extend(plan.records);
        }
        // The ward's own records come with each of its plans.
        sort_by_key(&mut all, |record| record.id);
        all.dedup_by_key(|record: &mut Record| -> RecordId { record.id });
        let put = StoreOp::Put(Table::Meta, READ.to_owned(), write(&all));
        // Where there is no room the plans are still shown, and asked for again next time.
        let _ = engine.put_rows(vec![put], Durability::Relaxed).await;
        self.show(all);
        Ok(())
    }

    fn show(self, records: Vec<Record>) {
        if self.board.session.get_untracked().is_none() {
            self.board.registry.set(records.into());
        }
    }
}
