//! What was done for each measure, by part of the ward and month: added up from ledgers, and from summaries where the
//! logs are not at hand. No target is known here.

use std::sync::Arc;

use crate::calendar::Month;
use crate::id::{DistrictId, GroupId, MeasureId, PlaceId};
use crate::kind::Kinds;
use crate::query::ledger::{Ledger, Ledgers, Line};
use crate::query::serves::{Known, Serving};
use crate::query::summary::{Amount, Summary};
use crate::record::Scope;
use crate::sorted::{SortedMap, SortedSet};

/// A district, or none for what is the whole ward's.
pub type Part = Option<DistrictId>;

/// What was done for one measure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deed {
    /// Logs that were held.
    pub times: u64,
    /// Days of the month on which any was, as bits: the lowest is the 1st.
    pub days: u32,
    /// The same as a number, where a summary tells no days.
    pub days_told: u64,
    /// 参加, 延べ.
    pub heads: u64,
    /// 担い手, 延べ.
    pub helpers: u64,
    /// 食, 組, 軒 … by key.
    pub quantities: SortedMap<String, u64>,
    /// Logs at each place.
    pub places: SortedMap<PlaceId, u64>,
    /// Logs of each group.
    pub groups: SortedMap<GroupId, u64>,
    /// Groups, where a summary does not name them.
    pub groups_told: u64,
    /// Logs whose numbers are およそ.
    pub about: u64,
    /// Logs that say 中止.
    pub cancelled: u64,
    /// Whether a part of it was told as 少数, so that the sums are the least.
    pub few: bool,
}

/// Of a month and part, the ledgers that it was added up from and what they come to.
#[derive(Debug, Clone, Default)]
struct Sheet {
    from: Vec<Arc<Ledger>>,
    deeds: SortedMap<MeasureId, Deed>,
}

/// What was done for all measures. Another log changes a month of one part, and only that is added up anew.
#[derive(Debug, Clone, Default)]
pub struct Deeds {
    serving: Serving,
    sheets: SortedMap<(Part, Month), Sheet>,
    told: SortedMap<(Part, Month), SortedMap<MeasureId, Deed>>,
    /// The parts all of whose scopes the reader has: of them summaries say nothing more.
    whole: SortedSet<Part>,
    known: Known,
}

impl Deeds {
    /// None yet; `whole` are the parts all of whose scopes the ledgers to come are of.
    pub fn new(serving: Serving, whole: SortedSet<Part>) -> Self {
        Self { serving, whole, ..Self::default() }
    }

    /// The parts all of whose logs are at hand.
    pub const fn whole(&self) -> &SortedSet<Part> {
        &self.whole
    }

    /// Takes ledgers: all of the months that they are about, of the scopes that the reader has.
    pub fn take(&mut self, ledgers: &Ledgers) {
        let mut by_part: SortedMap<(Part, Month), Vec<Arc<Ledger>>> = SortedMap::new();
        for ((scope, month), ledger) in ledgers {
            by_part.of((part_of(*scope), *month)).push(Arc::clone(ledger));
        }
        self.sheets.retain(|at, _| by_part.contains_key(at));
        for (at, ledgers) in by_part {
            let same = |sheet: &Sheet| {
                sheet.from.len() == ledgers.len()
                    && sheet.from.iter().zip(&ledgers).all(|(one, other)| Arc::ptr_eq(one, other))
            };
            if !self.sheets.get(&at).is_some_and(same) {
                let deeds = self.deeds(at.1, &ledgers);
                self.sheets.insert(at, Sheet { from: ledgers, deeds });
            }
        }
    }

    /// Takes what the server told of parts that the reader has not wholly.
    pub fn take_told(&mut self, summaries: impl IntoIterator<Item = Summary>) {
        self.told.clear();
        for summary in summaries.into_iter().filter(|summary| !self.whole.contains(&summary.district)) {
            let deeds =
                summary.measures.iter().map(|(measure, times)| (*measure, told(&summary, *measure, *times)));
            self.told.insert((summary.district, summary.month), deeds.collect());
        }
    }

    /// What was done for a measure, or for what it came from, from month to month: by part and month.
    pub fn of(
        &self,
        measures: &SortedSet<MeasureId>,
        from: Month,
        to: Month,
    ) -> SortedMap<(Part, Month), Deed> {
        let mut found: SortedMap<(Part, Month), Deed> = SortedMap::new();
        let within = |at: &(Part, Month)| (from..=to).contains(&at.1);
        for (at, sheet) in self.sheets.iter().filter(|(at, _)| within(at)) {
            for deed in measures.iter().filter_map(|measure| sheet.deeds.get(measure)) {
                found.of(*at).add(deed);
            }
        }
        for (at, deeds) in self.told.iter().filter(|(at, _)| within(at)) {
            for deed in measures.iter().filter_map(|measure| deeds.get(measure)) {
                found.of(*at).at_least(deed);
            }
        }
        found
    }

    fn deeds(&mut self, month: Month, ledgers: &[Arc<Ledger>]) -> SortedMap<MeasureId, Deed> {
        let mut deeds: SortedMap<MeasureId, Deed> = SortedMap::new();
        for line in ledgers.iter().flat_map(|ledger| &ledger.lines) {
            for measure in self.known.of_line(&self.serving, line, month) {
                deeds.of(measure).add_line(line);
            }
        }
        deeds
    }
}

impl Deed {
    /// How many days.
    pub fn day_count(&self) -> u64 {
        u64::from(self.days.count_ones()).max(self.days_told)
    }

    /// What one line of a ledger adds.
    pub fn add_line(&mut self, line: &Line) {
        self.times = self.times.saturating_add(line.times);
        self.days |= line.days;
        self.heads = self.heads.saturating_add(line.heads);
        self.helpers = self.helpers.saturating_add(line.helpers);
        for (key, number) in &line.quantities {
            let sum = self.quantities.of(key.clone());
            *sum = sum.saturating_add(*number);
        }
        if line.times > 0 {
            if let Some(place) = line.place {
                *self.places.of(place) += line.times;
            }
            if let Some(group) = line.group {
                *self.groups.of(group) += line.times;
            }
        }
        self.about = self.about.saturating_add(line.about);
        self.cancelled = self.cancelled.saturating_add(line.cancelled_in_all());
    }

    /// Adds what was done for another measure that this one came from.
    fn add(&mut self, other: &Self) {
        self.times = self.times.saturating_add(other.times);
        self.days |= other.days;
        self.days_told = self.days_told.saturating_add(other.days_told);
        self.heads = self.heads.saturating_add(other.heads);
        self.helpers = self.helpers.saturating_add(other.helpers);
        for (key, number) in &other.quantities {
            *self.quantities.of(key.clone()) += number;
        }
        for (place, times) in &other.places {
            *self.places.of(*place) += times;
        }
        for (group, times) in &other.groups {
            *self.groups.of(*group) += times;
        }
        self.groups_told = self.groups_told.saturating_add(other.groups_told);
        self.about = self.about.saturating_add(other.about);
        self.cancelled = self.cancelled.saturating_add(other.cancelled);
        self.few |= other.few;
    }

    /// Of two that tell of the same logs, one from those at hand and one from the server, the more of each.
    fn at_least(&mut self, told: &Self) {
        self.few |= told.few && told.times >= self.times;
        self.times = self.times.max(told.times);
        self.days |= told.days;
        self.days_told = self.days_told.max(told.days_told);
        self.heads = self.heads.max(told.heads);
        self.helpers = self.helpers.max(told.helpers);
        for (key, number) in &told.quantities {
            let sum = self.quantities.of(key.clone());
            *sum = (*sum).max(*number);
        }
        for (place, times) in &told.places {
            let sum = self.places.of(*place);
            *sum = (*sum).max(*times);
        }
        self.groups_told = self.groups_told.max(told.groups_told);
    }
}

/// Where the logs of a scope are counted.
pub const fn part_of(scope: Scope) -> Part {
    match scope {
        Scope::DistrictAll(district) | Scope::DistrictStaff(district) => Some(district),
        Scope::OrgAll | Scope::OrgStaff => None,
    }
}

/// The deeds of one month's ledger, as a summary tells them; what a kind of numbers alone may not tell is left out.
pub fn of_ledger(
    kinds: &Kinds,
    serving: &Serving,
    ledger: &Ledger,
    month: Month,
) -> SortedMap<MeasureId, Deed> {
    let mut deeds: SortedMap<MeasureId, Deed> = SortedMap::new();
    for line in &ledger.lines {
        let kind = kinds.get(&line.what);
        let mut line = line.clone();
        if kind.numbers_only {
            let main = kind.quantities.first().map(|quantity| quantity.key);
            line.quantities.retain(|key, _| Some(key.as_str()) == main);
            (line.heads, line.helpers) = (0, 0);
        }
        for measure in serving.of_line(&line, month) {
            deeds.of(measure).add_line(&line);
        }
    }
    deeds
}

fn told(summary: &Summary, measure: MeasureId, times: Amount) -> Deed {
    let sums = summary.sums.get(&measure);
    let mut deed = Deed { times: times.least(), few: times == Amount::Few, ..Deed::default() };
    let Some(sums) = sums else { return deed };
    let all = [sums.days, sums.heads, sums.groups].into_iter().flatten();
    let all = all.chain(sums.quantities.values().copied()).chain(sums.places.values().copied());
    deed.few |= sums.more_places;
    deed.few |= all.clone().any(|amount| amount == Amount::Few);
    let least = |amount: Option<Amount>| amount.map_or(0, Amount::least);
    deed.days = sums.dates;
    (deed.days_told, deed.heads, deed.groups_told) =
        (least(sums.days), least(sums.heads), least(sums.groups));
    deed.quantities = sums.quantities.iter().map(|(key, amount)| (key.clone(), amount.least())).collect();
    deed.places = sums.places.iter().map(|(place, amount)| (*place, amount.least())).collect();
    deed
}
