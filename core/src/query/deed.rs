//! What was done for each measure, by part of the ward and month: added up from ledgers, and from summaries where the
//! logs are not at hand. No target is known here.

use std::sync::Arc;

use crate::calendar::Month;
use crate::id::{DistrictId, GroupId, MeasureId, PlaceId};
use crate::kind::Kinds;
use crate::query::ledger::{Ledger, Ledgers, Line, take_changed};
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

/// What was done for some measures, by part and month.
pub type Found = SortedMap<(Part, Month), Arc<Deed>>;

/// What was done for all measures. Another log changes a month of one part, and only that is added up anew.
#[derive(Debug, Clone, Default)]
pub struct Deeds {
    serving: Serving,
    ledgers: Ledgers,
    deeds: SortedMap<MeasureId, Found>,
    /// For which measures there are any, by part and month.
    measures: SortedMap<(Part, Month), SortedSet<MeasureId>>,
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
        let changed = take_changed(&mut self.ledgers, ledgers);
        let changed: SortedSet<_> =
            changed.iter().map(|((scope, month), _)| (part_of(*scope), *month)).collect();
        for at in &changed {
            let anew = self.add_up(*at);
            let measures = anew.keys().copied().collect();
            let former = core::mem::replace(self.measures.of(*at), measures);
            for measure in former.iter().filter(|measure| !anew.contains_key(*measure)) {
                self.deeds.of(*measure).remove(at);
            }
            for (measure, deed) in anew {
                self.deeds.of(measure).insert(*at, Arc::new(deed));
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

    /// What was done for a measure, or for what it came from, from month to month.
    pub fn of(&self, measures: &SortedSet<MeasureId>, from: Month, to: Month) -> Found {
        let within = |at: &(Part, Month)| (from..=to).contains(&at.1);
        let mut all = measures.iter().filter_map(|measure| self.deeds.get(measure));
        let mut found: Found =
            all.next().into_iter().flatten().filter(|(at, _)| within(at)).map(shared).collect();
        for (at, deed) in all.flatten().filter(|(at, _)| within(at)) {
            Arc::make_mut(found.of(*at)).add(deed);
        }
        for (at, deeds) in self.told.iter().filter(|(at, _)| within(at)) {
            for deed in measures.iter().filter_map(|measure| deeds.get(measure)) {
                Arc::make_mut(found.of(*at)).at_least(deed);
            }
        }
        found
    }

    /// What a part's ledgers of a month come to.
    fn add_up(&mut self, (part, month): (Part, Month)) -> SortedMap<MeasureId, Deed> {
        let scopes = match part {
            Some(district) => [Scope::DistrictAll(district), Scope::DistrictStaff(district)],
            None => [Scope::OrgAll, Scope::OrgStaff],
        };
        let mut deeds: SortedMap<MeasureId, Deed> = SortedMap::new();
        let ledgers = scopes.iter().filter_map(|scope| self.ledgers.get(&(*scope, month)));
        for line in ledgers.flat_map(|ledger| &ledger.lines) {
            for measure in self.known.of_line(&self.serving, line, month) {
                deeds.of(measure).add_line(line);
            }
        }
        deeds
    }
}

fn shared<K: Copy>((at, deed): (&K, &Arc<Deed>)) -> (K, Arc<Deed>) {
    (*at, Arc::clone(deed))
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
