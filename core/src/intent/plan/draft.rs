//! Ending rows of a plan in force, taking rows out of a draft, and deciding the draft.

use serde_json::Value;

use super::Why;
use super::ground::{Ground, circle};
use super::row::Row;
use crate::calendar::FiscalYear;
use crate::change::Act;
use crate::id::{ItemId, MeasureId, PlanId, RecordId};
use crate::intent::{Desk, Proposal, Refusal, Wish};
use crate::plan::{Plan, Status};
use crate::record::{Fields, Kind};
use crate::sorted::SortedSet;

impl Desk<'_> {
    /// What hangs lowest ends first, so that a half of it leaves nothing in force under what has ended.
    pub(super) fn retire(
        &self,
        row: RecordId,
        until: FiscalYear,
        reason: Option<&str>,
        sure: bool,
    ) -> Proposal {
        let ground = self.ground_of(row)?;
        if ground.draft() {
            return Err(Why::Draft.into());
        }
        let own = ground.row(row).ok_or(Refusal::NotHere(row))?;
        let mut rows = ground.below(row);
        rows.retain(|row| !row.ended());
        ask(&rows, sure)?;
        rows.push(own);
        let end = |before: Row| {
            let mut after = before.clone();
            after.end(Some(until), reason);
            self.become_row(&before, &after)
        };
        Ok(rows.into_iter().filter_map(end).collect())
    }

    /// First nobody names the rows any more, then they go, what hangs lowest first.
    pub(super) fn drop_row(&self, row: RecordId, reason: Option<&str>, sure: bool) -> Proposal {
        let ground = self.ground_of(row)?;
        // A year's item or a target is no row that counts: it goes from a decided plan too.
        let part = self.view.get(row).is_some_and(|row| matches!(row.kind, Kind::Item | Kind::Target));
        if !ground.draft() && !part {
            return Err(Why::Decided.into());
        }
        let mut rows = ground.below(row);
        ask(&rows, sure)?;
        rows.extend(ground.row(row));
        let mut all: Vec<Row> = Vec::new();
        for row in rows {
            if matches!(row, Row::Measure(_)) {
                all.extend(ground.parts_of(row.id()));
            }
            all.push(row);
        }
        if all.is_empty() {
            let of_item = ground.targets.values().filter(|target| target.item == Some(ItemId::of(row)));
            all.extend(of_item.cloned().map(Row::Target));
            all.extend(self.view.get(row).and_then(Row::read));
        }
        let gone: SortedSet<RecordId> = all.iter().map(Row::id).collect();
        let mut wishes = self.forget(&ground, &gone);
        if let Some(reason) = reason {
            wishes.extend(self.end_former(&all, &gone, reason));
        }
        let removed = all.iter().filter_map(|row| self.view.get(row.id()));
        wishes.extend(removed.map(|record| Wish::on(record, Act::Remove)));
        Ok(wishes)
    }

    /// Ties and rules that name rows which go.
    fn forget(&self, ground: &Ground, gone: &SortedSet<RecordId>) -> Vec<Wish> {
        let rows = ground.tied().filter(|row| !gone.contains(&row.id()));
        let untie = |before: Row| {
            let mut after = before.clone();
            after.relations_mut()?.retain(|tie| tie.to.is_none_or(|to| !gone.contains(&to)));
            self.become_row(&before, &after)
        };
        let mut wishes: Vec<Wish> = rows.filter_map(untie).collect();
        let before = Row::Plan(Box::new(ground.plan.clone()));
        let mut plan = ground.plan.clone();
        for rule in plan.rules.values_mut() {
            rule.measures.retain(|measure| !gone.contains(&measure.record()));
        }
        wishes.extend(self.become_row(&before, &Row::Plan(Box::new(plan))));
        wishes
    }

    /// What the rows came from ends with its own plan, unless something else goes on from it.
    fn end_former(&self, rows: &[Row], gone: &SortedSet<RecordId>, reason: &str) -> Vec<Wish> {
        let kinds = [Kind::Node, Kind::Measure];
        let others = kinds.iter().flat_map(|kind| self.view.live(kind)).filter(|row| !gone.contains(&row.id));
        let others: Vec<Row> = others.filter_map(Row::read).collect();
        let goes_on = |id: &RecordId| others.iter().any(|row| row.earlier().any(|earlier| earlier == *id));
        let former: SortedSet<RecordId> =
            rows.iter().flat_map(Row::earlier).filter(|id| !goes_on(id)).collect();
        let end = |id: &RecordId| {
            let before = self.view.get(*id).filter(|record| !record.removed()).and_then(Row::read)?;
            let mut after = before.clone();
            after.end(None, Some(reason).filter(|reason| !reason.is_empty()));
            self.become_row(&before, &after)
        };
        former.iter().filter_map(end).collect()
    }

    pub(super) fn decide(&self, plan: PlanId, decided: bool, sure: bool) -> Proposal {
        let ground = self.ground(plan)?;
        let status = if decided { Status::Decided } else { Status::Draft };
        if decided {
            let period = ground.plan.period;
            let (Some(first), Some(last)) = (period.first, period.last) else {
                return Err(Why::NoYears.into());
            };
            if let Some(other) = self.overlaps(&ground.plan, first, last).filter(|_| !sure) {
                return Err(Why::Overlap(other).into());
            }
            let faults = ground.faults().len() + usize::from(circle(self.view, None).is_some());
            if faults > 0 {
                return Err(Why::Unfit(faults).into());
            }
        }
        let set = Fields::from([("status".to_owned(), Value::from(status.as_str()))]);
        Ok(self.set(plan.record(), set).into_iter().collect())
    }

    /// Another plan of the same ward or district that counts logs of these years.
    fn overlaps(&self, plan: &Plan, first: FiscalYear, last: FiscalYear) -> Option<PlanId> {
        let others = self.view.live(&Kind::Plan).map(Plan::read);
        let mut others = others.filter(|other| {
            other.id != plan.id && other.district == plan.district && other.status != Some(Status::Draft)
        });
        let shares = |other: &Plan| {
            other.period.covers(first) == Some(true)
                || other.period.covers(last) == Some(true)
                || other
                    .period
                    .first
                    .is_some_and(|year| first <= year && year <= last && other.in_force(year))
        };
        others.find(shares).map(|other| other.id)
    }

    /// The rules of a plan, so that what served some measures serves others too.
    pub(super) fn rules_reach(&self, ground: &Ground, old: &[MeasureId], new: &[MeasureId]) -> Option<Wish> {
        let before = Row::Plan(Box::new(ground.plan.clone()));
        let mut plan = ground.plan.clone();
        for rule in plan.rules.values_mut() {
            if old.iter().any(|id| rule.measures.contains(id)) {
                rule.measures.extend(new.iter().copied());
            }
        }
        self.become_row(&before, &Row::Plan(Box::new(plan)))
    }
}

/// What concerns more than the row itself is asked once, with the numbers.
fn ask(rows: &[Row], sure: bool) -> Result<(), Refusal> {
    let headings = rows.iter().filter(|row| matches!(row, Row::Node(_))).count();
    let measures = rows.len() - headings;
    if sure || rows.is_empty() { Ok(()) } else { Err(Why::Below { headings, measures }.into()) }
}
