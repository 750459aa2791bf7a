//! The ledgers that drafts are made from, each with which of its lines serve which measure: another log changes one of them,
//! and only that is asked again.

use std::sync::Arc;

use super::tally::Piece;
use crate::calendar::{FiscalYear, Month};
use crate::id::MeasureId;
use crate::query::ledger::{Ledger, Ledgers, Line};
use crate::query::serves::{Known, Serving};
use crate::record::Scope;
use crate::sorted::{SortedMap, SortedSet, sort_by_key};

/// Some lines of a month of one scope, by their place.
#[derive(Debug, Clone, Default)]
struct Lines {
    ledger: Arc<Ledger>,
    at: Vec<usize>,
}

/// Such lines by their month.
type Months = SortedMap<(Scope, Month), Lines>;

/// The months of a year, and those of the year before.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheets {
    now: SortedMap<(Scope, Month), Arc<Ledger>>,
    /// The lines of these by the measure that they serve.
    serving: SortedMap<MeasureId, Months>,
    before: SortedMap<(Scope, Month), Arc<Ledger>>,
    /// The lines of these by their kind.
    kinds: SortedMap<String, Months>,
    known: Known,
}

impl Sheets {
    /// Takes ledgers in place of those before: which measures the lines of changed months serve, or served; none where the
    /// year before changed.
    pub(super) fn take(
        &mut self,
        ledgers: &Ledgers,
        serving: &Serving,
        year: FiscalYear,
        until: Month,
    ) -> Option<SortedSet<MeasureId>> {
        let same = self.take_before(ledgers, year);
        let mut touched = SortedSet::new();
        let gone: Vec<_> = self.now.keys().filter(|at| !ledgers.contains_key(at)).copied().collect();
        for at in gone {
            self.now.remove(&at);
            touched.extend(self.lay(at, SortedMap::new()));
        }
        let now = |month: Month| month.fiscal_year() == year && month <= until;
        for (at, ledger) in ledgers.iter().filter(|((_, month), _)| now(*month)) {
            if !self.now.get(at).is_some_and(|held| Arc::ptr_eq(held, ledger)) {
                let by_measure = self.by_measure(ledger, at.1, serving);
                touched.extend(self.lay(*at, by_measure));
                self.now.insert(*at, Arc::clone(ledger));
            }
        }
        same.then_some(touched)
    }

    /// The lines of the year that serve a measure, of some scopes.
    pub(super) fn serving(&self, measure: MeasureId, here: impl Fn(Scope) -> bool) -> Vec<Piece<'_>> {
        self.serving.get(&measure).map(|months| pieces(months, here).collect()).unwrap_or_default()
    }

    /// The lines of the year before of some kinds, of some scopes, month by month.
    pub(super) fn before(&self, kinds: &SortedSet<&str>, here: impl Fn(Scope) -> bool) -> Vec<Piece<'_>> {
        let months = kinds.iter().filter_map(|kind| self.kinds.get(*kind));
        let mut all: Vec<_> = months.flat_map(|months| pieces(months, &here)).collect();
        sort_by_key(&mut all, |piece| (piece.scope, piece.month));
        all
    }

    /// Takes the year before, and says whether it is the same as it was.
    fn take_before(&mut self, ledgers: &Ledgers, year: FiscalYear) -> bool {
        let before = |month: Month| Some(month.fiscal_year()) == year.previous();
        let of_year = || ledgers.iter().filter(|((_, month), _)| before(*month));
        let mut held = self.before.iter();
        let same = of_year()
            .all(|(at, ledger)| held.next().is_some_and(|(of, held)| at == of && Arc::ptr_eq(held, ledger)));
        if same && held.next().is_none() {
            return true;
        }
        self.before = of_year().map(|(at, ledger)| (*at, Arc::clone(ledger))).collect();
        self.kinds.clear();
        for (month, ledger) in &self.before {
            for (at, line) in ledger.lines.iter().enumerate() {
                if !self.kinds.contains_key(&line.what) {
                    self.kinds.insert(line.what.clone(), Months::new());
                }
                let months = self.kinds.get_mut(&line.what);
                months.into_iter().for_each(|months| months.of(*month).add(ledger, at));
            }
        }
        false
    }

    /// Lays a month's lines in place of those before: the measures of which they say something else.
    fn lay(
        &mut self,
        month: (Scope, Month),
        mut by_measure: SortedMap<MeasureId, Lines>,
    ) -> SortedSet<MeasureId> {
        let mut touched = SortedSet::new();
        self.serving.retain(|measure, months| {
            let (old, new) = (months.remove(&month), by_measure.remove(measure));
            let (was, is) = (old.iter().flat_map(Lines::iter), new.iter().flat_map(Lines::iter));
            // Lines that say the same as before change no draft.
            if !was.eq(is) {
                touched.insert(*measure);
            }
            months.extend(new.map(|lines| (month, lines)));
            !months.is_empty()
        });
        for (measure, lines) in by_measure {
            touched.insert(measure);
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
