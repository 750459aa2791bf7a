//! Adding up months: which ledgers are kept in `totals` and still hold good, which months must be read, what is kept of
//! that. No log stays in memory, no plan is known here.
//!
//! A kept ledger tells what the server gave; the device's own unsettled logs are never in it, and a month that they
//! touch is read anew each time. A row holds the months of a scope's fiscal year, since rows are what reading costs; each
//! month in it says of which epoch it is and how far the scope was read. What changes a month's logs leaves a mark with its
//! version in the same transaction, so that a ledger which was added up from what was there before, and written late or
//! by another window, is known to be old. A window that writes a row without what another has just put there costs only
//! another adding up.

use std::collections::VecDeque;
use std::sync::Arc;

mod given;

pub use given::Given;

use crate::activity::Activity;
use crate::calendar::{Day, FiscalYear, Month};
use crate::change::{Act, Change};
use crate::device::Device;
use crate::device::keys::{self, CopyKey};
use crate::device::reading::Ask;
use crate::device::rows::{read, write};
use crate::device::tables::{StoreOp, Table};
use crate::id::RecordId;
use crate::kind::Kinds;
use crate::planted::{self, Bug};
use crate::query::ledger::{Ledger, Ledgers};
use crate::record::{Class, DAY, Kind, MONTH, Record, Scope, Version};
use crate::sorted::{SortedMap, SortedSet};
use crate::sync::wire::Cursor;

/// What a kept ledger is added up like; another number makes all that is kept old.
const FORMAT: u64 = 3;
/// Stands before each month of a row; no word of a ledger's line holds it.
const NEXT_MONTH: char = '\u{1e}';
/// Months that are read at one go.
const MONTHS_AT_ONCE: usize = 12;
/// Months of which a window keeps the logs that the server gave: those in which one writes.
const GIVEN_MOST: usize = 4;
/// Stretches of keys that are read apart: beyond that all between the first and the last is read at once.
const SPANS_APART: usize = 4;
/// Letters of a day that say its month: `2026-11`.
const MONTH_LETTERS: usize = 7;
/// Logs that may become records at one time, as far as the heads of the cells tell: beyond that a month is read alone.
const LOGS_AT_ONCE: u64 = 5_000;

/// The months of some scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Months {
    /// The scopes; those of which the device holds nothing add only its own changes.
    pub scopes: Vec<Scope>,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
}

/// Ledgers that a window holds in memory from one question to the next: of what the server gave, months without logs too.
#[derive(Debug, Clone, Default)]
pub struct Known {
    mark: u64,
    ledgers: Ledgers,
    given: SortedMap<(Scope, Month), Arc<Given>>,
}

impl Known {
    /// Takes over what was found out; what is known of kinds that counted otherwise goes.
    pub fn learn(&mut self, found: Self) {
        if self.mark != found.mark {
            self.ledgers.clear();
            self.given.clear();
        }
        self.mark = found.mark;
        self.ledgers.extend(found.ledgers);
        let new = found.given.keys().filter(|at| !self.given.contains_key(*at)).count();
        if self.given.len() + new > GIVEN_MOST {
            self.given.clear();
        }
        self.given.extend(found.given);
    }

    /// How many months are held.
    pub const fn len(&self) -> usize {
        self.ledgers.len()
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.ledgers.is_empty()
    }

    /// Forgets what a batch changes.
    pub fn forget(&mut self, batch: &[StoreOp]) {
        for op in batch {
            match op {
                StoreOp::Put(Table::Totals, key, _) if keys::is_mark(key) => {
                    self.ledgers
                        .retain(|(scope, month), _| keys::month_mark(*scope, &month.to_string()) != *key);
                    self.given.clear();
                }
                StoreOp::DeletePrefix(Table::Totals, prefix) => {
                    self.ledgers.retain(|(scope, _), _| !keys::of_scope(*scope).starts_with(prefix));
                    self.given.clear();
                }
                _ => {}
            }
        }
    }
}

/// A stretch of months of one scope that is read at one go.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// What to read.
    pub ask: Ask,
    /// Whether the device's own changes are laid over it; then it is not kept.
    pub own: bool,
    /// Whether own changes can be laid over what the server gave of this month alone: then that is read, and given to
    /// [`Counting::take_given`].
    pub plain: bool,
    /// The same where the window holds it: nothing need be read.
    pub given: Option<Arc<Given>>,
    scope: Scope,
    months: Vec<Month>,
}

/// An adding up in the making: the host reads [`Counting::spans`] of `totals` and gives the rows to [`Counting::take_kept`],
/// then reads [`Counting::read_next`] until there is none and gives the records to [`Counting::take`].
#[derive(Debug)]
pub struct Counting {
    kinds: Kinds,
    mark: u64,
    wanted: SortedSet<(Scope, Month)>,
    touched: SortedSet<(Scope, Month)>,
    /// New logs of this device of which nobody knows whether the server has one of the same id.
    fresh: SortedSet<RecordId>,
    /// Months of which a row was missing when they were read.
    unsure: SortedSet<(Scope, Month)>,
    /// How far each whole scope was read when this began.
    ground: SortedMap<Scope, Cursor>,
    /// Logs of the cells by scope: from month, to month, how many.
    cells: SortedMap<Scope, Vec<(Month, Month, u64)>>,
    /// What the window holds.
    held: Ledgers,
    found: Ledgers,
    /// The rows that were read, as far as they are good, and what was added up since: each month's text.
    years: SortedMap<(Scope, FiscalYear), SortedMap<Month, String>>,
    /// Scopes whose own changes lie over what is at hand.
    plain: SortedSet<Scope>,
    given: SortedMap<(Scope, Month), Arc<Given>>,
    left: VecDeque<Stretch>,
}

impl Device {
    /// Begins to add up months.
    pub fn count(&self, kinds: &Kinds, asked: &Months) -> Counting {
        let all = months(asked.from, asked.to);
        let mut counting = Counting {
            kinds: kinds.clone(),
            mark: kinds.mark(),
            wanted: SortedSet::new(),
            touched: SortedSet::new(),
            fresh: SortedSet::new(),
            unsure: SortedSet::new(),
            ground: SortedMap::new(),
            cells: SortedMap::new(),
            held: SortedMap::new(),
            found: SortedMap::new(),
            years: SortedMap::new(),
            plain: SortedSet::new(),
            given: SortedMap::new(),
            left: VecDeque::new(),
        };
        let mut wanted = Vec::new();
        for scope in asked.scopes.iter().copied().collect::<SortedSet<_>>() {
            let touched = self.touched(scope, &all);
            counting.fresh.extend(self.unknown(scope));
            counting.plain.extend(self.is_plain(scope).then_some(scope));
            let held = self.logs_of(scope);
            let has = |month: &Month| held.iter().any(|(from, to, _)| (from..=to).contains(&month));
            let of_scope = all.iter().filter(|month| touched.contains(month) || has(month));
            wanted.extend(of_scope.map(|month| (scope, *month)));
            counting.touched.extend(touched.into_iter().map(|month| (scope, month)));
            counting.cells.insert(scope, held);
            let live = self.holdings.get(&scope).and_then(|holding| holding.live);
            counting.ground.extend(live.map(|live| (scope, live.cursor)));
        }
        counting.wanted = wanted.into_iter().collect();
        counting
    }

    /// The months of a scope that own unsettled changes touch, of those asked.
    fn touched(&self, scope: Scope, asked: &[Month]) -> SortedSet<Month> {
        let mut touched = SortedSet::new();
        for change in self.own_logs(scope) {
            let seen = self.seen_by(change);
            let fresh = self.generation(scope).and_then(|generation| {
                self.fresh_key(CopyKey { scope, generation, class: Class::Log }, change.record)
            });
            // Offered again after a restore: nobody kept where the record lies.
            if seen.is_none() && fresh.is_none() && change.base.version > 0 {
                return asked.iter().copied().collect();
            }
            touched.extend(seen.and_then(Record::day).as_deref().and_then(month_of));
            touched.extend(fresh.and_then(|key| key.day.as_deref()).and_then(month_of));
            touched.extend(set_month(change));
        }
        touched.retain(|month| asked.contains(month));
        touched
    }

    /// New logs of own unsettled changes that may be records of the server's all the same: their ids were made of a day.
    fn unknown(&self, scope: Scope) -> impl Iterator<Item = RecordId> {
        let copy = self.generation(scope).map(|generation| CopyKey { scope, generation, class: Class::Log });
        self.own_logs(scope).map(|change| change.record).filter(move |id| {
            let lies = copy.is_some_and(|copy| self.fresh_key(copy, *id).is_some());
            id.is_derived() && !self.seen.contains_key(id) && !lies
        })
    }

    /// Where logs of a scope may lie: a stretch of months for each cell and fresh row, and how many.
    fn logs_of(&self, scope: Scope) -> Vec<(Month, Month, u64)> {
        let Some(generation) = self.generation(scope) else { return Vec::new() };
        let copy = CopyKey { scope, generation, class: Class::Log };
        let cells = self.cells(copy).filter_map(|(_, head)| {
            let (from, to) = (head.day_from.as_deref()?, head.day_to.as_deref()?);
            let (first, last) = (Day::FIRST.month(), Day::LAST.month());
            Some((month_of(from).unwrap_or(first), month_of(to).unwrap_or(last), u64::from(head.count)))
        });
        // Rows by the letters of their month, so that each month is read once and not each row's day.
        let mut fresh: SortedMap<&str, u64> = SortedMap::new();
        let days = self.fresh.get(&copy).into_iter().flat_map(SortedMap::values);
        for month in days.filter_map(|key| key.day.as_deref()?.get(..MONTH_LETTERS)) {
            *fresh.of(month) += 1;
        }
        let fresh = fresh.into_iter().filter_map(|(month, rows)| Some((Month::parse(month).ok()?, rows)));
        cells.chain(fresh.map(|(month, rows)| (month, month, rows))).collect()
    }
}

impl Counting {
    /// The stretches of keys of `totals` to read, each from one up to another: of each scope the marks, then the years.
    pub fn spans(&self) -> Vec<(String, String)> {
        let kept = self.wanted.iter().filter(|at| !self.touched.contains(at));
        let kept = kept.filter(|(scope, _)| self.ground.contains_key(scope));
        let mut scopes: SortedMap<Scope, (Month, Month)> = SortedMap::new();
        for (scope, month) in kept {
            let to = scopes.get(scope).map_or((*month, *month), |(from, _)| (*from, *month));
            scopes.insert(*scope, to);
        }
        let spans = scopes.into_iter().flat_map(|(scope, (from, to))| {
            let marks = (keys::all_months_mark(scope), keys::after_marks(scope));
            [
                marks,
                (
                    keys::totals(scope, from.fiscal_year()),
                    format!("{}~", keys::totals(scope, to.fiscal_year())),
                ),
            ]
        });
        let mut spans: Vec<_> = spans.collect();
        if spans.len() > SPANS_APART {
            let first = spans.iter().map(|(from, _)| from.clone()).min().unwrap_or_default();
            let last = spans.iter().map(|(_, to)| to.clone()).max().unwrap_or_default();
            spans = vec![(first, last)];
        }
        spans
    }

    /// Takes what the window knows; before [`Counting::spans`] is asked, so that it is not read.
    pub fn take_known(&mut self, known: &Known) {
        if known.mark == self.mark {
            self.given = known.given.clone();
            let mut held = Vec::new();
            let mut all = known.ledgers.iter().peekable();
            self.wanted.retain(|at| {
                while all.next_if(|(of, _)| *of < at).is_some() {}
                let found = all.next_if(|(of, _)| *of == at).filter(|_| !self.touched.contains(at));
                held.extend(found.map(|(at, ledger)| (*at, Arc::clone(ledger))));
                found.is_none()
            });
            self.held = held.into_iter().collect();
        }
    }

    /// Takes the rows that were kept.
    pub fn take_kept(&mut self, rows: &SortedMap<String, Vec<u8>>) {
        let version = |key: &str| rows.get(key).and_then(|row| read::<Version>(row)).unwrap_or(0);
        let wanted = std::mem::take(&mut self.wanted);
        let years: SortedSet<_> = wanted.iter().map(|(scope, month)| (*scope, month.fiscal_year())).collect();
        for (scope, year) in years {
            let row = rows.get(&keys::totals(scope, year)).and_then(|row| core::str::from_utf8(row).ok());
            let least = version(&keys::all_months_mark(scope));
            let months = row.into_iter().flat_map(|row| row.split(NEXT_MONTH)).filter_map(|text| {
                let month = Month::parse(text.split(' ').next()?).ok()?;
                let mark = version(&keys::month_mark(scope, &month.to_string()));
                self.is_good(scope, least.max(mark), text).then(|| (month, text.to_owned()))
            });
            let months = months.collect();
            self.years.insert((scope, year), months);
        }
        for (scope, month) in wanted {
            let kept = self.years.get(&(scope, month.fiscal_year())).and_then(|months| months.get(&month));
            let kept = kept.filter(|_| !self.touched.contains(&(scope, month)));
            match kept.and_then(|text| Ledger::read_lines(text.split_once('\n')?.1)) {
                Some(ledger) => _ = self.found.insert((scope, month), Arc::new(ledger)),
                None => _ = self.wanted.insert((scope, month)),
            }
        }
        self.left = self.stretches();
    }

    /// What to read next; none when all is added up.
    pub fn read_next(&mut self) -> Option<Stretch> {
        if self.left.is_empty() {
            self.reread_moved();
        }
        self.left.pop_front()
    }

    /// A log that somebody moved into a month lies there under the id of the day that it was made of: where this device
    /// made that id anew, the month is read with its own changes.
    fn reread_moved(&mut self) {
        let own = |(at, ledger): (&(Scope, Month), &Arc<Ledger>)| {
            let moved = ledger.moved.iter().any(|id| self.fresh.contains(id));
            (moved && !self.touched.contains(at)).then_some(*at)
        };
        let again: Vec<_> = self.held.iter().chain(&self.found).filter_map(own).collect();
        for (scope, month) in again {
            self.touched.insert((scope, month));
            self.held.remove(&(scope, month));
            self.found.remove(&(scope, month));
            self.left.push_back(self.own_stretch(scope, month));
        }
    }

    fn own_stretch(&self, scope: Scope, month: Month) -> Stretch {
        let plain = self.plain.contains(&scope);
        let given = self.given.get(&(scope, month)).filter(|_| plain).map(Arc::clone);
        Stretch { ask: ask(scope, month, month), own: true, plain, given, scope, months: vec![month] }
    }

    /// Takes what the server gave of a plain stretch with own changes; where the window held it, nothing was read.
    pub fn take_given(&mut self, device: &Device, stretch: &Stretch, read: Option<(Vec<Record>, bool)>) {
        let Some(month) = stretch.months.first().copied() else { return };
        let at = (stretch.scope, month);
        let given = match (&stretch.given, read) {
            (Some(given), _) => Arc::clone(given),
            (None, Some((records, whole))) => {
                let given = Arc::new(Given::new(&self.kinds, month, records));
                if whole && self.ground.contains_key(&stretch.scope) {
                    self.given.insert(at, Arc::clone(&given));
                }
                given
            }
            (None, None) => return,
        };
        self.found.insert(at, device.lay_over_month(&self.kinds, at, &given));
    }

    /// Takes what was read for a stretch, and gives the rows to keep. `whole` says that no row which the reading asked
    /// for was missing: where one was, another window was at work, and what was read is shown but not kept.
    pub fn take(&mut self, stretch: &Stretch, records: &[Record], whole: bool) -> Vec<StoreOp> {
        let mut by_month: SortedMap<Month, Vec<(&Record, Activity)>> = SortedMap::new();
        for record in records.iter().filter(|record| record.kind == Kind::Activity) {
            let log = Activity::read(record);
            if let Some(when) = log.when {
                by_month.of(when.month()).push((record, log));
            }
        }
        let mut years = SortedSet::new();
        for month in &stretch.months {
            let logs = by_month.remove(month).unwrap_or_default();
            let ledger = Ledger::build(&self.kinds, logs);
            if whole && !stretch.own {
                let year = (stretch.scope, month.fiscal_year());
                years.extend(self.text(stretch.scope, *month, &ledger).map(|text| {
                    self.years.of(year).insert(*month, text);
                    year
                }));
            }
            self.found.insert((stretch.scope, *month), Arc::new(ledger));
            if !whole {
                self.unsure.insert((stretch.scope, *month));
            }
        }
        years.into_iter().filter_map(|year| self.row(year)).collect()
    }

    /// The ledgers, and what the window may hold in memory if nothing was written meanwhile.
    pub fn finish(self) -> (Ledgers, Known) {
        let sure = |at: &(Scope, Month)| {
            self.ground.contains_key(&at.0) && !self.touched.contains(at) && !self.unsure.contains(at)
        };
        let ledgers = self.found.iter().filter(|(at, _)| sure(at));
        let known = Known {
            mark: self.mark,
            ledgers: ledgers.map(|(at, one)| (*at, Arc::clone(one))).collect(),
            given: self.given,
        };
        let all = self.held.into_iter().chain(self.found);
        (all.filter(|(_, ledger)| !ledger.lines.is_empty()).collect(), known)
    }

    /// Whether a month of a row still holds, by the words before its lines: month, epoch, format, version and mark.
    fn is_good(&self, scope: Scope, least: Version, text: &str) -> bool {
        let good = || {
            let ground = self.ground.get(&scope)?;
            let mut words = text.split_once('\n')?.0.split(' ').skip(1);
            let epoch = words.next()?;
            let mut number = || words.next()?.parse::<u64>().ok();
            let (format, version, mark) = (number()?, number()?, number()?);
            // What another window has read further, this one reads when it has caught up.
            let read = (least..=ground.version).contains(&version) && epoch == ground.epoch.to_string();
            Some(read && format == FORMAT && mark == self.mark)
        };
        good() == Some(true)
    }

    fn text(&self, scope: Scope, month: Month, ledger: &Ledger) -> Option<String> {
        let Cursor { epoch, version } = self.ground.get(&scope)?;
        Some(format!("{month} {epoch} {FORMAT} {version} {}\n{}", self.mark, ledger.to_lines()?))
    }

    fn row(&self, (scope, year): (Scope, FiscalYear)) -> Option<StoreOp> {
        let months = self.years.get(&(scope, year))?.values();
        let row = months.fold(String::new(), |mut row, text| {
            row.extend((!row.is_empty()).then_some(NEXT_MONTH));
            row + text
        });
        Some(StoreOp::Put(Table::Totals, keys::totals(scope, year), row.into_bytes()))
    }

    /// What is wanted, in stretches: those of own changes month by month, the others as long as they may be.
    fn stretches(&self) -> VecDeque<Stretch> {
        let mut all: VecDeque<Stretch> = VecDeque::new();
        for (scope, month) in &self.wanted {
            let own = self.touched.contains(&(*scope, *month));
            let joined =
                all.back_mut().filter(|last| !own && !last.own && self.reaches(last, *scope, *month));
            match joined {
                Some(last) => {
                    last.months.push(*month);
                    last.ask = ask(*scope, last.months.first().copied().unwrap_or(*month), *month);
                }
                None if own => all.push_back(self.own_stretch(*scope, *month)),
                None => {
                    let ask = ask(*scope, *month, *month);
                    let months = vec![*month];
                    all.push_back(Stretch { ask, own, plain: false, given: None, scope: *scope, months });
                }
            }
        }
        all
    }

    fn reaches(&self, last: &Stretch, scope: Scope, month: Month) -> bool {
        let follows = last.months.last().and_then(|last| last.next()) == Some(month);
        let from = last.months.first().copied().unwrap_or(month);
        let cells = self.cells.get(&scope).into_iter().flatten();
        let logs: u64 =
            cells.filter(|(least, most, _)| *least <= month && *most >= from).map(|cell| cell.2).sum();
        last.scope == scope && follows && last.months.len() < MONTHS_AT_ONCE && logs <= LOGS_AT_ONCE
    }
}

/// The row that a page's change of a month leaves: from which version on there may be a ledger.
pub(super) fn drop_month(scope: Scope, month: &str, version: Version, batch: &mut Vec<StoreOp>) {
    if planted::on(Bug::TotalsStale) {
        return;
    }
    batch.push(StoreOp::Put(Table::Totals, keys::month_mark(scope, month), write(&version)));
}

/// The same of all months of a scope, of which a new copy begins to be read.
pub(super) fn drop_all_months(scope: Scope, version: Version, batch: &mut Vec<StoreOp>) {
    batch.push(StoreOp::DeletePrefix(Table::Totals, keys::of_scope(scope)));
    batch.push(StoreOp::Put(Table::Totals, keys::all_months_mark(scope), write(&version)));
}

/// The months from one to another, both counted in.
pub fn months(from: Month, to: Month) -> Vec<Month> {
    let next = |month: &Month| month.next().filter(|next| *next <= to);
    core::iter::successors(Some(from).filter(|from| *from <= to), next).collect()
}

fn ask(scope: Scope, from: Month, to: Month) -> Ask {
    Ask::logs(scope, &from.first().to_string(), &to.last().to_string(), usize::MAX)
}

fn month_of(day: &str) -> Option<Month> {
    Day::parse(day).ok().map(Day::month)
}

fn set_month(change: &Change) -> impl Iterator<Item = Month> {
    let fields = if let Act::Set(fields) = &change.act { Some(fields) } else { None };
    let text = |field: &str| fields?.get(field)?.as_str();
    let day = text(DAY).and_then(month_of);
    let month = text(MONTH).and_then(|month| Month::parse(month).ok());
    day.into_iter().chain(month).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests;
