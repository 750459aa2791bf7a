//! 次の年度をひらく: the items of the year before carried over or not, one by one, and cells that go on.

use super::row::Row;
use super::{Why, made};
use crate::calendar::FiscalYear;
use crate::change::Act;
use crate::id::{ItemId, MeasureId, PlanId, RecordId, derived};
use crate::intent::{Desk, Proposal, Wish};
use crate::plan::block::BlockKind;
use crate::plan::relation::RelationKind;
use crate::plan::schedule::Cell;
use crate::plan::whole::{Fault, Misfit};
use crate::plan::year_item::YearItem;
use crate::record::Fields;
use crate::sorted::SortedSet;

impl Desk<'_> {
    pub(super) fn open_year(
        &self,
        plan: PlanId,
        year: FiscalYear,
        items: &SortedSet<RecordId>,
        arrows: &SortedSet<MeasureId>,
    ) -> Proposal {
        let ground = self.ground(plan)?;
        if !ground.plan.period.allows(year) {
            return Err(Why::Misfit(Fault { row: plan.record(), misfit: Misfit::Year }).into());
        }
        let chosen = ground.items.values().filter(|item| items.contains(&item.id.record()));
        let mut wishes = Vec::new();
        let mut repeats = Vec::new();
        for item in chosen.filter(|item| ground.year(item).is_some_and(|of| of < year)) {
            let mut copy = carried(item, year);
            let again = core::mem::take(&mut copy.relations);
            let kept = again.into_iter().filter_map(|mut tie| {
                if tie.kind == RelationKind::Repeats {
                    let to = tie.to.filter(|to| items.contains(to))?;
                    let other = ground.items.get(&ItemId::of(to))?;
                    tie.to = Some(next_id(other.id, year).record());
                }
                Some(tie)
            });
            let tied = Row::Item(YearItem { relations: kept.collect(), ..copy.clone() });
            let copy = Row::Item(copy);
            let brought = self.bring(&copy);
            // What it repeats must be there first. One that was carried over before is as people left it since.
            if !brought.is_empty() {
                repeats.extend(self.add(&copy, &tied));
            }
            wishes.extend(brought);
        }
        wishes.extend(repeats);
        let open = ground.measures.values().filter(|one| arrows.contains(&one.id) && one.force.allows(year));
        for measure in open.filter(|measure| !measure.schedule.years.contains_key(&year)) {
            let mut after = measure.clone();
            after.schedule.years.insert(year, Cell::Continues);
            wishes.extend(self.become_row(&Row::Measure(measure.clone()), &Row::Measure(after)));
        }
        Ok(wishes)
    }

    /// Makes a record that has its id from what it is: one that is there already is left as it is, one that was removed
    /// comes back as it would be made.
    pub(super) fn bring(&self, row: &Row) -> Vec<Wish> {
        let Some(seen) = self.view.get(row.id()) else { return vec![made(row)] };
        if !seen.removed() {
            return Vec::new();
        }
        let before = Row::read(seen).map(|row| row.fields()).unwrap_or_default();
        let set = super::row::changed(before, row.fields());
        let set = (!set.is_empty()).then(|| Wish::on(seen, Act::Set(set)));
        set.into_iter().chain([Wish::on(seen, Act::Restore)]).collect()
    }

    /// What a row says besides, once the others are there.
    pub(super) fn add(&self, row: &Row, more: &Row) -> Option<Wish> {
        let act = Act::Set(super::row::changed(row.fields(), more.fields()));
        let seen = self.view.get(row.id());
        (act != Act::Set(Fields::new())).then(|| match seen {
            Some(seen) => Wish::on(seen, act),
            None => Wish { act, ..made(row) },
        })
    }
}

/// The same item of the same year is the same record, whoever carries it over.
fn next_id(item: ItemId, year: FiscalYear) -> ItemId {
    ItemId::of(derived(&["item", &item.to_string(), &year.year().to_string()]))
}

/// What came of the year before stays with that year.
fn carried(item: &YearItem, year: FiscalYear) -> YearItem {
    let mut copy = YearItem { id: next_id(item.id, year), year: Some(year), ..item.clone() };
    copy.blocks.retain(|_, block| {
        !matches!(block.kind, BlockKind::Outcome | BlockKind::Issue | BlockKind::Evidence)
    });
    copy
}
