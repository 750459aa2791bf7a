//! The ledgers that drafts are made from: which of their lines serve which measure, and what a scope's lines add up to over
//! the year. Another log changes one month of one scope, and only that is asked and added up again.

use std::sync::Arc;

use super::tally::Piece;
use crate::calendar::{FiscalYear, Month};
use crate::id::{GroupId, MeasureId, OfficeId, PlaceId};
use crate::query::ledger::{Ledger, Ledgers, Line, take_changed};
use crate::query::serves::{Known, Serving};
use crate::record::Scope;
use crate::sorted::{SortedMap, SortedSet};

/// Some lines of a month of one scope, by their place.
#[derive(Debug, Clone, Default)]
struct Lines {
    ledger: Arc<Ledger>,
    at: Vec<usize>,
}

/// Such lines by their month.
type Months = SortedMap<(Scope, Month), Lines>;

/// What the lines of one kind, group and place add up to over a year; the line's own days are none.
#[derive(Debug, Clone, Default)]
pub(super) struct Sum {
    pub(super) line: Line,
    /// Days on which any was held, as bits by their month.
    pub(super) days: SortedMap<Month, u32>,
}

/// The sums of each scope.
type Sums = SortedMap<Scope, Vec<Sum>>;

/// What the lines of a sum have in common. Of several offices at one log a line tells no more than each one's number, so
/// lines of different offices stand apart, and those of several by month.
type Key<'a> = (&'a str, Option<GroupId>, Option<PlaceId>, Option<OfficeId>, Option<Month>);

/// Of each measure whose drafts may say something else, the scopes whose lines do.
pub(super) type Touched = SortedMap<MeasureId, SortedSet<Scope>>;

/// The months of a year, and those of the year before.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheets {
    ledgers: Ledgers,
    /// The lines of the year by the measure that they serve.
    months: SortedMap<MeasureId, Months>,
    /// What they add up to.
    serving: SortedMap<MeasureId, Sums>,
    /// Which measures the lines of a month serve.
    measures: SortedMap<(Scope, Month), SortedSet<MeasureId>>,
    /// What the lines of the year before add up to, by their kind.
    kinds: SortedMap<String, Sums>,
    known: Known,
}

impl Sheets {
    /// Takes ledgers in place of those before: what the lines of changed months serve, or served; none where the year before
    /// changed.
    pub(super) fn take(
        &mut self,
        ledgers: &Ledgers,
        serving: &Serving,
        year: FiscalYear,
        until: Month,
    ) -> Option<Touched> {
        let changed = take_changed(&mut self.ledgers, ledgers);
        let before = |month: Month| Some(month.fiscal_year()) == year.previous();
        let same = !changed.iter().any(|((_, month), _)| before(*month));
        if !same {
            self.lay_before(before);
        }
        let mut touched = Touched::new();
        let now = |month: Month| month.fiscal_year() == year && month <= until;
        for (at, ledger) in changed.into_iter().filter(|((_, month), _)| now(*month)) {
            let by_measure = ledger.map(|ledger| self.by_measure(&ledger, at.1, serving)).unwrap_or_default();
            for measure in self.lay(at, by_measure) {
                touched.of(measure).insert(at.0);
            }
        }
        for (measure, scopes) in &touched {
            let months = self.months.get(measure);
            for scope in scopes {
                let sums = months.map(|months| added_up(months, *scope)).unwrap_or_default();
                self.serving.of(*measure).insert(*scope, sums);
            }
        }
        same.then_some(touched)
    }

    /// What the lines of the year that serve a measure add up to, of some scopes.
    pub(super) fn serving(&self, measure: MeasureId, here: impl Fn(Scope) -> bool) -> Vec<Piece<'_>> {
        self.serving.get(&measure).map(|sums| pieces(sums, here).collect()).unwrap_or_default()
    }

    /// The same of the year before, of some kinds.
    pub(super) fn before(&self, kinds: &SortedSet<&str>, here: impl Fn(Scope) -> bool) -> Vec<Piece<'_>> {
        let sums = kinds.iter().filter_map(|kind| self.kinds.get(*kind));
        sums.flat_map(|sums| pieces(sums, &here)).collect()
    }

    /// Adds up the lines of the year before by their kind.
    fn lay_before(&mut self, before: impl Fn(Month) -> bool) {
        let mut kinds: SortedMap<String, Months> = SortedMap::new();
        for (month, ledger) in self.ledgers.iter().filter(|((_, month), _)| before(*month)) {
            for (at, line) in ledger.lines.iter().enumerate() {
                if !kinds.contains_key(&line.what) {
                    kinds.insert(line.what.clone(), Months::new());
                }
                let months = kinds.get_mut(&line.what);
                months.into_iter().for_each(|months| months.of(*month).add(ledger, at));
            }
        }
        let sums = |months: Months| -> Sums {
            let scopes: SortedSet<Scope> = months.keys().map(|(scope, _)| *scope).collect();
            scopes.into_iter().map(|scope| (scope, added_up(&months, scope))).collect()
        };
        self.kinds = kinds.into_iter().map(|(kind, months)| (kind, sums(months))).collect();
    }

    /// Lays a month's lines in place of those before: the measures of which they say something else.
    fn lay(
        &mut self,
        month: (Scope, Month),
        mut by_measure: SortedMap<MeasureId, Lines>,
    ) -> SortedSet<MeasureId> {
        let mut touched: SortedSet<MeasureId> = by_measure.keys().copied().collect();
        let former = core::mem::replace(self.measures.of(month), touched.clone());
        for measure in former {
            let months = self.months.of(measure);
            let (old, new) = (months.remove(&month), by_measure.remove(&measure));
            let (was, is) = (old.iter().flat_map(Lines::iter), new.iter().flat_map(Lines::iter));
            // Lines that say the same as before change no draft.
            if was.eq(is) {
                touched.remove(&measure);
            } else {
                touched.insert(measure);
            }
            months.extend(new.map(|lines| (month, lines)));
        }
        for (measure, lines) in by_measure {
            self.months.of(measure).insert(month, lines);
        }
        touched
    }

    fn by_measure(
        &mut self,
        ledger: &Arc<Ledger>,
        month: Month,
        serving: &Serving,
    ) -> SortedMap<MeasureId, Lines> {
        let mut by_measure: SortedMap<MeasureId, Lines> = SortedMap::new();
        for (at, line) in ledger.lines.iter().enumerate() {
            for measure in self.known.of_line(serving, line, month) {
                by_measure.of(measure).add(ledger, at);
            }
        }
        by_measure
    }
}

fn pieces<'a>(sums: &'a Sums, here: impl Fn(Scope) -> bool) -> impl Iterator<Item = Piece<'a>> {
    let sums = sums.iter().filter(move |(scope, _)| here(**scope));
    sums.flat_map(|(scope, sums)| {
        sums.iter().map(|sum| Piece { scope: *scope, line: &sum.line, days: &sum.days })
    })
}

/// What a scope's lines add up to.
fn added_up(months: &Months, scope: Scope) -> Vec<Sum> {
    let mut sums: SortedMap<Key<'_>, Sum> = SortedMap::new();
    for ((_, month), lines) in months.iter().filter(|((of, _), _)| *of == scope) {
        for line in lines.iter() {
            let mut offices = line.support.keys();
            let (first, second) = (offices.next().copied(), offices.next());
            let key = (line.what.as_str(), line.group, line.place, first, second.map(|_| *month));
            sums.of(key).add(*month, line);
        }
    }
    sums.into_values().collect()
}

impl Sum {
    fn add(&mut self, month: Month, line: &Line) {
        self.line.add_month(line);
        if line.days > 0 {
            *self.days.of(month) |= line.days;
        }
    }
}

impl Lines {
    /// Adds one; all are of the same ledger.
    fn add(&mut self, ledger: &Arc<Ledger>, at: usize) {
        if self.at.is_empty() {
            self.ledger = Arc::clone(ledger);
        }
        self.at.push(at);
    }

    fn iter(&self) -> impl Iterator<Item = &Line> {
        self.at.iter().filter_map(|at| self.ledger.lines.get(*at))
    }
}
