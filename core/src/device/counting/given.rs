//! Months that own unsent logs touch: what the server gave of them is kept in the window's memory, so that the next log reads
//! no cell, and only the kinds that own changes are of are added up anew. No store is known here.

use std::sync::Arc;

use crate::activity::Activity;
use crate::calendar::Month;
use crate::change::{Act, Change};
use crate::device::Device;
use crate::device::keys::CopyKey;
use crate::device::reading::Ask;
use crate::kind::Kinds;
use crate::query::ledger::Ledger;
use crate::record::{Class, Kind, Record, Scope};
use crate::sorted::{SortedMap, SortedSet, sort_by};

/// A month as the server gave it: its logs by kind, and what they add up to.
#[derive(Debug, Default)]
pub struct Given {
    by_kind: SortedMap<String, Vec<Record>>,
    ledger: Ledger,
}

impl Given {
    /// Of a month's logs.
    pub fn new(kinds: &Kinds, month: Month, records: Vec<Record>) -> Self {
        let mut by_kind: SortedMap<String, Vec<Record>> = SortedMap::new();
        let ledger = add_up(kinds, month, &records);
        for record in records {
            by_kind.of(what(&record).to_owned()).push(record);
        }
        Self { by_kind, ledger }
    }
}

impl Device {
    /// Whether what own changes of a scope's logs lie over is at hand, wherever it lies: then a month can be told from what
    /// the server gave of that month alone.
    pub(super) fn is_plain(&self, scope: Scope) -> bool {
        let Some(generation) = self.generation(scope) else { return true };
        let copy = CopyKey { scope, generation, class: Class::Log };
        self.own_logs(scope).all(|change| {
            let known = self.seen.contains_key(&change.record) || change.base.version == 0;
            known && self.fresh_key(copy, change.record).is_none()
        })
    }

    /// The own changes of a scope's logs that the mirror does not show yet.
    pub(super) fn own_logs(&self, scope: Scope) -> impl Iterator<Item = &Change> {
        let own = self.unsettled().map(|(_, change)| change);
        own.filter(move |change| change.scope == scope && change.kind.class() == Class::Log)
    }

    /// A month with own changes laid over what was given.
    pub fn lay_over_month(
        &self,
        kinds: &Kinds,
        (scope, month): (Scope, Month),
        given: &Given,
    ) -> Arc<Ledger> {
        let touched: SortedSet<_> = self.own_logs(scope).map(|change| change.record).collect();
        // Lines of other kinds stay as they were.
        let mut anew: SortedSet<String> = self.own_logs(scope).filter_map(set_what).collect();
        let seen = self.seen.iter().filter(|(id, _)| touched.contains(id));
        anew.extend(seen.map(|(_, record)| what(record).to_owned()));
        let hit = |records: &[Record]| records.iter().any(|record| touched.contains(&record.id));
        anew.extend(given.by_kind.iter().filter(|(_, all)| hit(all)).map(|(what, _)| what.clone()));
        let ask = Ask::logs(scope, &month.first().to_string(), &month.last().to_string(), usize::MAX);
        let records = anew.iter().filter_map(|what| given.by_kind.get(what)).flatten();
        let records = self.read(ask, |_| true).over(records);
        let own = add_up(kinds, month, &records);
        let kept = given.ledger.lines.iter().filter(|line| !anew.contains(&line.what)).cloned();
        let mut lines: Vec<_> = kept.chain(own.lines).collect();
        sort_by(&mut lines, &|one, other| one.what.cmp(&other.what));
        let moved = given.ledger.moved.iter().filter(|id| !touched.contains(*id) && !own.moved.contains(id));
        let moved = moved.copied().chain(own.moved.iter().copied()).collect();
        Arc::new(Ledger { lines, moved })
    }
}

fn add_up(kinds: &Kinds, month: Month, records: &[Record]) -> Ledger {
    let logs = records.iter().filter(|record| record.kind == Kind::Activity);
    let logs = logs.map(|record| (record, Activity::read(record)));
    Ledger::build(kinds, logs.filter(|(_, log)| log.when.is_some_and(|when| when.month() == month)))
}

fn what(record: &Record) -> &str {
    record.text("what").unwrap_or_default()
}

fn set_what(change: &Change) -> Option<String> {
    let Act::Set(fields) = &change.act else { return None };
    fields.get("what")?.as_str().map(str::to_owned)
}
