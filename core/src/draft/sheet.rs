//! The ledgers that drafts are made from, each with which of its lines serve which measure: another log changes one of them,
//! and only that is asked again.

use std::sync::Arc;

use super::tally::Piece;
use crate::calendar::{FiscalYear, Month};
use crate::id::MeasureId;
use crate::query::ledger::{Ledger, Ledgers, Line};
use crate::query::serves::{Known, Serving};
use crate::record::Scope;
use crate::sorted::{SortedMap, SortedSet};

/// A month of one scope.
#[derive(Debug, Clone)]
struct Sheet {
    ledger: Arc<Ledger>,
    /// Lines by the measure that they serve, by their place.
    serving: SortedMap<MeasureId, Vec<usize>>,
}

/// The months of a year, and those of the year before.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheets {
    now: SortedMap<(Scope, Month), Sheet>,
    before: SortedMap<(Scope, Month), Arc<Ledger>>,
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
        let now = |month: Month| month.fiscal_year() == year && month <= until;
        let before = ledgers.iter().filter(|((_, month), _)| Some(month.fiscal_year()) == year.previous());
        let before: SortedMap<_, _> = before.map(|(at, ledger)| (*at, Arc::clone(ledger))).collect();
        let same = self.before.len() == before.len()
            && self
                .before
                .iter()
                .zip(&before)
                .all(|(one, other)| one.0 == other.0 && Arc::ptr_eq(one.1, other.1));
        self.before = before;
        let mut touched = SortedSet::new();
        self.now.retain(|at, sheet| {
            let stays = ledgers.contains_key(at);
            if !stays {
                touched.extend(sheet.serving.keys().copied());
            }
            stays
        });
        for (at, ledger) in ledgers.iter().filter(|((_, month), _)| now(*month)) {
            if self.now.get(at).is_some_and(|sheet| Arc::ptr_eq(&sheet.ledger, ledger)) {
                continue;
            }
            let sheet = self.sheet(ledger, at.1, serving);
            let old = self.now.get(at);
            for measure in sheet.serving.keys().chain(old.into_iter().flat_map(|old| old.serving.keys())) {
                // Lines that say the same as before change no draft.
                if old.is_none_or(|old| !old.lines(*measure).eq(sheet.lines(*measure))) {
                    touched.insert(*measure);
                }
            }
            self.now.insert(*at, sheet);
        }
        same.then_some(touched)
    }

    /// The lines of the year that serve a measure, of some scopes.
    pub(super) fn serving(&self, measure: MeasureId, here: impl Fn(Scope) -> bool) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        for ((scope, month), sheet) in self.now.iter().filter(|((scope, _), _)| here(*scope)) {
            let piece = |line| Piece { scope: *scope, month: *month, line };
            pieces.extend(sheet.lines(measure).map(piece));
        }
        pieces
    }

    /// The lines of the year before of some kinds, of some scopes.
    pub(super) fn before(&self, kinds: &SortedSet<&str>, here: impl Fn(Scope) -> bool) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        for ((scope, month), ledger) in self.before.iter().filter(|((scope, _), _)| here(*scope)) {
            for kind in kinds {
                // Lines stand by their kind.
                let from = ledger.lines.partition_point(|line| line.what.as_str() < *kind);
                let lines = ledger.lines.iter().skip(from).take_while(|line| line.what == *kind);
                pieces.extend(lines.map(|line| Piece { scope: *scope, month: *month, line }));
            }
        }
        pieces
    }

    fn sheet(&mut self, ledger: &Arc<Ledger>, month: Month, serving: &Serving) -> Sheet {
        let mut by_measure: SortedMap<MeasureId, Vec<usize>> = SortedMap::new();
        for (at, line) in ledger.lines.iter().enumerate() {
            for measure in self.known.of_line(serving, line, month) {
                by_measure.of(measure).push(at);
            }
        }
        Sheet { ledger: Arc::clone(ledger), serving: by_measure }
    }
}

impl Sheet {
    fn lines(&self, measure: MeasureId) -> impl Iterator<Item = &Line> {
        let at = self.serving.get(&measure).into_iter().flatten();
        at.filter_map(|at| self.ledger.lines.get(*at))
    }
}
