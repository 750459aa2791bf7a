//! The ledgers that drafts are made from, each with which of its lines serve which measure: another log changes one of them,
//! and only that is asked again.

use std::sync::Arc;

use super::tally::Piece;
use crate::calendar::{FiscalYear, Month};
use crate::id::MeasureId;
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

/// Of each measure whose drafts may say something else, the scopes whose lines do.
pub(super) type Touched = SortedMap<MeasureId, SortedSet<Scope>>;

/// The months of a year, and those of the year before.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheets {
    ledgers: Ledgers,
    /// The lines of the year by the measure that they serve.
    serving: SortedMap<MeasureId, Months>,
    /// Which measures the lines of a month serve.
    measures: SortedMap<(Scope, Month), SortedSet<MeasureId>>,
    /// The lines of the year before by their kind.
    kinds: SortedMap<String, Months>,
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
        same.then_some(touched)
    }

    /// The lines of the year that serve a measure, of some scopes.
    pub(super) fn serving(&self, measure: MeasureId, here: impl Fn(Scope) -> bool) -> Vec<Piece<'_>> {
        self.serving.get(&measure).map(|months| pieces(months, here).collect()).unwrap_or_default()
    }

    /// The lines of the year before of some kinds, of some scopes.
    pub(super) fn before(&self, kinds: &SortedSet<&str>, here: impl Fn(Scope) -> bool) -> Vec<Piece<'_>> {
        let months = kinds.iter().filter_map(|kind| self.kinds.get(*kind));
        months.flat_map(|months| pieces(months, &here)).collect()
    }

    /// Lays the lines of the year before by their kind.
    fn lay_before(&mut self, before: impl Fn(Month) -> bool) {
        self.kinds.clear();
        for (month, ledger) in self.ledgers.iter().filter(|((_, month), _)| before(*month)) {
            for (at, line) in ledger.lines.iter().enumerate() {
                if !self.kinds.contains_key(&line.what) {
                    self.kinds.insert(line.what.clone(), Months::new());
                }
                let months = self.kinds.get_mut(&line.what);
                months.into_iter().for_each(|months| months.of(*month).add(ledger, at));
            }
        }
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
            let months = self.serving.of(measure);
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
            self.serving.of(measure).insert(month, lines);
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

fn pieces<'a>(months: &'a Months, here: impl Fn(Scope) -> bool) -> impl Iterator<Item = Piece<'a>> {
    let mut last: Option<(Scope, bool)> = None;
    let months = months.iter().filter(move |((scope, _), _)| match last {
        Some((of, told)) if of == *scope => told,
        _ => {
            let told = here(*scope);
            last = Some((*scope, told));
            told
        }
    });
    months.flat_map(|((scope, month), lines)| {
        lines.iter().map(|line| Piece { scope: *scope, month: *month, line })
    })
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
