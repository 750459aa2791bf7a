//! Months that own unsent logs touch: what the server gave of them is kept in the window's memory, so that the next log reads
//! no cell, and only kinds at places that own changes are of are added up anew. No store is known here.

use std::sync::Arc;

use crate::activity::Activity;
use crate::calendar::Month;
use crate::change::{Act, Change};
use crate::device::Device;
use crate::device::keys::CopyKey;
use crate::device::reading::Ask;
use crate::id::PlaceId;
use crate::kind::Kinds;
use crate::query::ledger::{Ledger, Line};
use crate::record::{Class, Kind, Record, Scope};
use crate::sorted::{SortedMap, SortedSet, sort_by};

/// A kind at a place: logs of two of them are in no line together, and none of them says the same as one of another.
type Spot = (String, Option<PlaceId>);

/// A month as the server gave it: its logs by kind and place, and what they add up to.
#[derive(Debug, Default)]
pub struct Given {
    by_spot: SortedMap<Spot, Vec<Record>>,
    ledger: Ledger,
}

impl Given {
    /// Of a month's logs.
    pub fn new(kinds: &Kinds, month: Month, records: Vec<Record>) -> Self {
        let mut by_spot: SortedMap<Spot, Vec<Record>> = SortedMap::new();
        let ledger = add_up(kinds, month, &records);
        for record in records {
            by_spot.of(spot(&record)).push(record);
        }
        Self { by_spot, ledger }
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
        let (mut kinds_anew, mut places_anew) = (SortedSet::new(), SortedSet::new());
        let mut anew = |(what, place): Spot| {
            kinds_anew.insert(what);
            places_anew.insert(place);
        };
        let hit = |records: &[Record]| records.iter().any(|record| touched.contains(&record.id));
        given.by_spot.iter().filter(|(_, all)| hit(all)).for_each(|(spot, _)| anew(spot.clone()));
        let seen = self.seen.iter().filter(|(id, _)| touched.contains(id));
        seen.for_each(|(_, record)| anew(spot(record)));
        self.own_logs(scope).filter_map(set_spot).for_each(anew);
        // Lines of other kinds and places stay as they were.
        let anew =
            |what: &String, place: &Option<PlaceId>| kinds_anew.contains(what) && places_anew.contains(place);
        let ask = Ask::logs(scope, &month.first().to_string(), &month.last().to_string(), usize::MAX);
        let records = given.by_spot.iter().filter(|((what, place), _)| anew(what, place));
        let records = self.read(ask, &|_| true).over(records.flat_map(|(_, records)| records));
        let own = add_up(kinds, month, &records);
        let kept = given.ledger.lines.iter().filter(|line| !anew(&line.what, &line.place)).cloned();
        let mut lines: Vec<_> = kept.chain(own.lines).collect();
        sort_by(&mut lines, &Line::order);
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

fn spot(record: &Record) -> Spot {
    (record.text("what").unwrap_or_default().to_owned(), record.text("place").and_then(place))
}

/// Of what a change sets; what it leaves as it was is found at the record.
fn set_spot(change: &Change) -> Option<Spot> {
    let Act::Set(fields) = &change.act else { return None };
    let text = |field: &str| fields.get(field)?.as_str();
    Some((text("what").unwrap_or_default().to_owned(), text("place").and_then(place)))
}

fn place(id: &str) -> Option<PlaceId> {
    PlaceId::parse(id).ok()
}
