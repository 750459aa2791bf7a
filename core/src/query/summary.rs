//! `Summary`: a district's month as everybody may read it: sums alone, small ones as 少数; written by the server alone.

use serde_json::Value;

use crate::activity::Activity;
use crate::calendar::Month;
use crate::id::{DistrictId, MeasureId, OrgId, RecordId, derived};
use crate::kind::{Home, Kinds};
use crate::query::totals::tally;
use crate::query::twin::counted;
use crate::record::{Fields, Record};
use crate::sorted::{SortedMap, SortedSet};

/// Up to this a count is 少数.
pub const FEW_MOST: u64 = 3;

/// As stored for 少数.
const FEW: &str = "few";

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
    /// `measures` says which measures a log serves, a person's override included.
    pub fn build<'a>(
        kinds: &Kinds,
        district: Option<DistrictId>,
        month: Month,
        logs: impl IntoIterator<Item = &'a Record>,
        places_open: u64,
        measures: &dyn Fn(&Activity) -> SortedSet<MeasureId>,
    ) -> Self {
        let of = |log: &Activity| {
            let here = if kinds.get(&log.what).home == Home::WardStaff { None } else { log.district };
            here == district && log.when.is_some_and(|when| when.month() == month)
        };
        let logs = logs.into_iter().filter(|record| !record.removed());
        let logs: Vec<_> =
            logs.map(|record| (record, Activity::read(record))).filter(|(_, log)| of(log)).collect();
        let mut served: SortedMap<MeasureId, u64> = SortedMap::new();
        for (_, log, _) in counted(logs.clone()) {
            for measure in measures(&log) {
                *served.of(measure) += 1;
            }
        }
        Self {
            district,
            month,
            kinds: tally(kinds, logs)
                .iter()
                .filter_map(|(what, tally)| kind_sum(kinds, what, tally))
                .collect(),
            measures: served.into_iter().map(|(measure, count)| (measure, Amount::of(count))).collect(),
            places_open,
        }
    }

    /// Reads a record; none where it names no month.
    pub fn read(record: &Record) -> Option<Self> {
        let month = Month::parse(record.text("month")?).ok()?;
        let mut kinds: SortedMap<String, KindSum> = SortedMap::new();
        let mut measures = SortedMap::new();
        for (field, value) in &record.fields {
            let Some(amount) = Amount::read(value) else { continue };
            let mut parts = field.splitn(3, '.');
            let (Some(set), Some(member), part) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            if set == "measure" {
                measures.extend(member.parse().ok().map(|id: MeasureId| (id, amount)));
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
        Some(Self { district, month, kinds, measures, places_open: record.number("places").unwrap_or(0) })
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
