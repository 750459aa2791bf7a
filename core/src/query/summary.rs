//! `Summary`: a district's month as everybody may read it: sums alone, small ones as 少数; written by the server alone.

use core::cmp::Reverse;

use serde_json::Value;

use crate::activity::Activity;
use crate::calendar::Month;
use crate::id::{DistrictId, MeasureId, OrgId, PlaceId, RecordId, derived};
use crate::kind::{Home, Kinds};
use crate::plan::unit::Sum;
use crate::query::deed::{Deed, of_ledger};
use crate::query::ledger::{Ledger, Line};
use crate::query::serves::Serving;
use crate::query::totals::tally;
use crate::record::{Fields, Record};
use crate::sorted::{SortedMap, SortedSet, sort_by_key};

/// Up to this a count is 少数.
pub const FEW_MOST: u64 = 3;

/// The most places of a measure and month that are told; of the others only that there are some.
const PLACES_MOST: usize = 64;

/// As stored for 少数.
const FEW: &str = "few";
/// Stands behind the places where there are more.
const MORE: &str = "more";
/// Before a measure: the places at which it was served, in one field, since the ids of both are too long for a name.
const AT: &str = "m_at.";

/// A count that does not tell small numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Just so many.
    Exactly(u64),
    /// 少数: one to [`FEW_MOST`].
    Few,
}

impl Amount {
    /// Of an exact count.
    pub const fn of(count: u64) -> Self {
        if count > 0 && count <= FEW_MOST { Self::Few } else { Self::Exactly(count) }
    }

    /// The least that it may be: 少数 is one at least.
    pub const fn least(self) -> u64 {
        match self {
            Self::Exactly(count) => count,
            Self::Few => 1,
        }
    }

    /// The most that it may be.
    pub const fn most(self) -> u64 {
        match self {
            Self::Exactly(count) => count,
            Self::Few => FEW_MOST,
        }
    }

    /// 「18」, 「少数」.
    pub fn text(self) -> String {
        match self {
            Self::Exactly(count) => count.to_string(),
            Self::Few => "少数".to_owned(),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Exactly(count) => Value::from(count),
            Self::Few => Value::from(FEW),
        }
    }

    fn letters(self) -> String {
        match self {
            Self::Exactly(count) => count.to_string(),
            Self::Few => FEW.to_owned(),
        }
    }

    fn read(value: &Value) -> Option<Self> {
        if value.as_str() == Some(FEW) { Some(Self::Few) } else { value.as_u64().map(Self::Exactly) }
    }
}

/// What a month of one kind adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KindSum {
    /// Logs that were held.
    pub times: Option<Amount>,
    /// Days on which any was.
    pub days: Option<Amount>,
    /// 参加, 延べ.
    pub heads: Option<Amount>,
    /// 参加 by band.
    pub bands: SortedMap<String, Amount>,
    /// 担い手, 延べ.
    pub helpers: Option<Amount>,
    /// 食, 組, 軒 … by key.
    pub quantities: SortedMap<String, Amount>,
}

/// What a measure's month adds up to, as far as a target asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MeasureSum {
    /// Days on which a log serves it.
    pub days: Option<Amount>,
    /// 参加, 延べ.
    pub heads: Option<Amount>,
    /// Groups, each once.
    pub groups: Option<Amount>,
    /// 食, 組 … by key.
    pub quantities: SortedMap<String, Amount>,
    /// On which days of the month a log serves it, as bits: the lowest is the 1st.
    pub dates: u32,
    /// Logs at each place. Places are public, so no number is hidden.
    pub places: SortedMap<PlaceId, Amount>,
    /// Whether there are more places than are told.
    pub more_places: bool,
}

/// What targets ask of measures besides how often.
pub type Needs = SortedMap<MeasureId, SortedSet<Sum>>;

/// A month of a district, or of what is the whole ward's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The district; none for the ward's own row: what no district did, and 相談.
    pub district: Option<DistrictId>,
    /// The month.
    pub month: Month,
    /// By kind.
    pub kinds: SortedMap<String, KindSum>,
    /// Logs that serve each measure.
    pub measures: SortedMap<MeasureId, Amount>,
    /// What else is told of measures, as far as a target asks for it.
    pub sums: SortedMap<MeasureId, MeasureSum>,
    /// 居場所, サロン … open at the month's end. Places are public, so no number is hidden.
    pub places_open: u64,
}

/// The one record of a district and month.
pub fn summary_id(org: OrgId, district: Option<DistrictId>, month: Month) -> RecordId {
    let district = district.map_or_else(|| "ward".to_owned(), |id| id.to_string());
    derived(&["summary", &org.to_string(), &district, &month.to_string()])
}

impl Summary {
    /// Sums up logs. Those of another district or month, removed ones and 相談 in a district are passed over.
    ///
    /// `serving` says which measures a log serves, a person's override included, `needs` what is asked of them.
    pub fn build<'a>(
        kinds: &Kinds,
        (district, month): (Option<DistrictId>, Month),
        logs: impl IntoIterator<Item = &'a Record>,
        places_open: u64,
        serving: &Serving,
        needs: &Needs,
    ) -> Self {
        let of = |log: &Activity| {
            let here = if kinds.get(&log.what).home == Home::WardStaff { None } else { log.district };
            here == district && log.when.is_some_and(|when| when.month() == month)
        };
        let logs = logs.into_iter().filter(|record| !record.removed());
        let logs: Vec<_> =
            logs.map(|record| (record, Activity::read(record))).filter(|(_, log)| of(log)).collect();
        let ledger = Ledger::build(kinds, logs.iter().map(|(record, log)| (*record, log.clone())));
        let deeds = of_ledger(kinds, serving, &ledger, month);
        let measures = deeds.iter().filter(|(_, deed)| deed.times > 0);
        let dates = dates(kinds, serving, &ledger, month);
        let sums = deeds.iter().filter_map(|(measure, deed)| {
            let needs = needs.get(measure)?;
            let mut sum = MeasureSum::of(deed, needs);
            if needs.contains(&Sum::Dates) {
                sum.dates = dates.get(measure).copied().unwrap_or(0);
            }
            Some((*measure, sum)).filter(|(_, sum)| *sum != MeasureSum::default())
        });
        Self {
            district,
            month,
            sums: sums.collect(),
            measures: measures.map(|(measure, deed)| (*measure, Amount::of(deed.times))).collect(),
            kinds: tally(kinds, logs)
                .iter()
                .filter_map(|(what, tally)| kind_sum(kinds, what, tally))
                .collect(),
            places_open,
        }
    }

    /// Reads a record; none where it names no month.
    pub fn read(record: &Record) -> Option<Self> {
        let month = Month::parse(record.text("month")?).ok()?;
        let mut kinds: SortedMap<String, KindSum> = SortedMap::new();
        let mut measures = SortedMap::new();
        let mut sums: SortedMap<MeasureId, MeasureSum> = SortedMap::new();
        for (field, value) in &record.fields {
            let at = field.strip_prefix(AT).and_then(|measure| measure.parse::<MeasureId>().ok());
            if let (Some(measure), Some(text)) = (at, value.as_str()) {
                let sum = sums.of(measure);
                sum.places = text.split(' ').filter_map(read_place).collect();
                sum.more_places = text.split(' ').any(|word| word == MORE);
                continue;
            }
            let Some(amount) = Amount::read(value) else { continue };
            let mut parts = field.splitn(3, '.');
            let (Some(set), Some(member), part) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            if set == "measure" {
                measures.extend(member.parse().ok().map(|id: MeasureId| (id, amount)));
                continue;
            }
            if let Some(measure) = member.parse().ok().filter(|_| MeasureSum::SETS.contains(&set)) {
                sums.of(measure).read(set, part, amount);
                continue;
            }
            // A set of a newer build is no kind.
            if !KindSum::SETS.contains(&set) {
                continue;
            }
            let sum = kinds.of(member.to_owned());
            match (set, part) {
                ("times", None) => sum.times = Some(amount),
                ("days", None) => sum.days = Some(amount),
                ("heads", None) => sum.heads = Some(amount),
                ("helpers", None) => sum.helpers = Some(amount),
                ("head", Some(band)) => _ = sum.bands.insert(band.to_owned(), amount),
                ("qty", Some(key)) => _ = sum.quantities.insert(key.to_owned(), amount),
                _ => {}
            }
        }
        let district = record.link("district").map(DistrictId::of);
        let places_open = record.number("places").unwrap_or(0);
        Some(Self { district, month, kinds, measures, sums, places_open })
    }

    /// The record's fields.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.insert("month".to_owned(), Value::from(self.month.to_string()));
        if let Some(district) = self.district {
            fields.insert("district".to_owned(), Value::from(district.to_string()));
        }
        fields.insert("places".to_owned(), Value::from(self.places_open));
        let measures = self.measures.iter().map(|(id, amount)| (format!("measure.{id}"), amount.value()));
        fields.extend(measures);
        for (measure, sum) in &self.sums {
            fields.extend(sum.fields(*measure));
        }
        for (what, sum) in &self.kinds {
            let numbers =
                [("times", sum.times), ("days", sum.days), ("heads", sum.heads), ("helpers", sum.helpers)];
            let numbers = numbers
                .into_iter()
                .filter_map(|(set, amount)| Some((format!("{set}.{what}"), amount?.value())));
            let bands =
                sum.bands.iter().map(|(band, amount)| (format!("head.{what}.{band}"), amount.value()));
            let quantities =
                sum.quantities.iter().map(|(key, amount)| (format!("qty.{what}.{key}"), amount.value()));
            fields.extend(numbers.chain(bands).chain(quantities));
        }
        fields
    }
}

impl MeasureSum {
    /// The sets of fields in which it is stored, each `set.MEASURE` or `set.MEASURE.PART`.
    const SETS: [&str; 5] = ["m_days", "m_heads", "m_groups", "m_qty", "m_dates"];

    fn of(deed: &Deed, needs: &SortedSet<Sum>) -> Self {
        let any = |sum: Sum, count: u64| (needs.contains(&sum) && count > 0).then(|| Amount::of(count));
        let mut places: Vec<_> = deed.places.iter().filter(|_| needs.contains(&Sum::Places)).collect();
        let more_places = places.len() > PLACES_MOST;
        // The most frequent: those that a target at each of so many places may have reached.
        sort_by_key(&mut places, |(place, times)| (Reverse(**times), **place));
        places.truncate(PLACES_MOST);
        let places = places.into_iter();
        let asked = |key: &str| needs.iter().any(|sum| sum.is_quantity(key));
        let quantities = deed.quantities.iter().filter(|(key, count)| **count > 0 && asked(key));
        Self {
            days: any(Sum::Days, deed.day_count()),
            heads: any(Sum::Heads, deed.heads),
            groups: any(Sum::Groups, u64::try_from(deed.groups.len()).unwrap_or(u64::MAX)),
            quantities: quantities.map(|(key, count)| (key.clone(), Amount::of(*count))).collect(),
            dates: 0,
            places: places.map(|(place, times)| (*place, Amount::Exactly(*times))).collect(),
            more_places,
        }
    }

    fn read(&mut self, set: &str, part: Option<&str>, amount: Amount) {
        match (set, part) {
            ("m_days", None) => self.days = Some(amount),
            ("m_heads", None) => self.heads = Some(amount),
            ("m_groups", None) => self.groups = Some(amount),
            ("m_dates", None) => self.dates = u32::try_from(amount.least()).unwrap_or(0),
            ("m_qty", Some(key)) => _ = self.quantities.insert(key.to_owned(), amount),
            _ => {}
        }
    }

    fn fields(&self, measure: MeasureId) -> Vec<(String, Value)> {
        let numbers = [("m_days", self.days), ("m_heads", self.heads), ("m_groups", self.groups)];
        let numbers = numbers
            .into_iter()
            .filter_map(|(set, amount)| Some((format!("{set}.{measure}"), amount?.value())));
        let quantities =
            self.quantities.iter().map(|(key, amount)| (format!("m_qty.{measure}.{key}"), amount.value()));
        let places = self.places.iter().map(|(place, amount)| format!("{place}={}", amount.letters()));
        let places = places.chain(self.more_places.then(|| MORE.to_owned()));
        let places = places.collect::<Vec<_>>().join(" ");
        let dates = (self.dates > 0).then(|| (format!("m_dates.{measure}"), Value::from(self.dates)));
        let places = (!places.is_empty()).then(|| (format!("{AT}{measure}"), Value::from(places)));
        numbers.chain(quantities).chain(dates).chain(places).collect()
    }
}

impl KindSum {
    /// The sets of fields in which it is stored, each `set.KIND` or `set.KIND.PART`.
    const SETS: [&str; 6] = ["times", "days", "heads", "helpers", "head", "qty"];
}

/// On which days logs serve each measure; those of kinds that tell numbers alone, and of staff, are told to nobody.
fn dates(kinds: &Kinds, serving: &Serving, ledger: &Ledger, month: Month) -> SortedMap<MeasureId, u32> {
    let mut all: SortedMap<MeasureId, u32> = SortedMap::new();
    let open = |line: &&Line| {
        let kind = kinds.get(&line.what);
        !kind.numbers_only && !kind.staff_only()
    };
    for line in ledger.lines.iter().filter(open) {
        for measure in serving.of_line(line, month) {
            *all.of(measure) |= line.days;
        }
    }
    all
}

/// A place and how many logs: `ID=4`, `ID=few`.
fn read_place(text: &str) -> Option<(PlaceId, Amount)> {
    let (place, amount) = text.split_once('=')?;
    let amount = if amount == FEW { Amount::Few } else { Amount::Exactly(amount.parse().ok()?) };
    Some((place.parse().ok()?, amount))
}

/// A kind's sums as everybody may read them; of a numbers-only kind its one main number and nothing else.
fn kind_sum(kinds: &Kinds, what: &str, tally: &crate::query::totals::Tally) -> Option<(String, KindSum)> {
    if tally.times == 0 {
        return None;
    }
    let kind = kinds.get(what);
    let main = kind.quantities.first().map(|quantity| quantity.key);
    let shown = |key: &str| !kind.numbers_only || main == Some(key);
    let quantities = tally.quantities.iter().filter(|(key, _)| shown(key));
    let quantities = quantities.map(|(key, count)| (key.clone(), Amount::of(*count))).collect();
    let sum = if kind.numbers_only {
        KindSum { quantities, ..KindSum::default() }
    } else {
        let any = |count: u64| (count > 0).then(|| Amount::of(count));
        KindSum {
            times: any(tally.times),
            days: any(tally.counted(crate::kind::Unit::Days)),
            heads: any(tally.heads),
            bands: tally.bands.iter().map(|(band, heads)| (band.clone(), Amount::of(*heads))).collect(),
            helpers: any(tally.helpers),
            quantities,
        }
    };
    Some((what.to_owned(), sum))
}
