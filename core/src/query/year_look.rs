//! A fiscal year to be looked at: months by kind, ages, districts side by side in the ward's order. Read out of ledgers, so
//! no log is read; nothing is ranked, no shape, no word.

use crate::calendar::{FiscalYear, Month};
use crate::id::DistrictId;
use crate::kind::{Kinds, Unit};
use crate::query::group_year::in_order;
use crate::query::ledger::{Ledgers, Line};
use crate::record::Scope;
use crate::sorted::SortedMap;

/// A year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YearLook {
    /// April to March.
    pub months: Vec<Month>,
    /// What was held, in the order of the form; kinds without any are left out.
    pub kinds: Vec<KindMonths>,
    /// 参加 by age.
    pub ages: Ages,
    /// Each district that was asked for, in the order in which it was asked for.
    pub districts: Vec<DistrictSum>,
}

/// One kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindMonths {
    /// Its key.
    pub what: String,
    /// Its name.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// How often in each month.
    pub months: Vec<u64>,
}

/// 参加 by age, of the logs that know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ages {
    /// Label and 延べ, in the form's order.
    pub bands: Vec<(&'static str, u64)>,
    /// 参加 of logs that know only a total.
    pub unsplit: u64,
    /// Logs that know the ages.
    pub split: u64,
    /// Logs that tell how many came.
    pub told: u64,
}

/// One district's year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DistrictSum {
    /// Logs that were held.
    pub times: u64,
    /// 参加, 延べ.
    pub heads: u64,
    /// 担い手, 延べ.
    pub helpers: u64,
}

/// The year of some districts. What is staff's alone lives elsewhere and is not in it.
pub fn year_look(kinds: &Kinds, ledgers: &Ledgers, districts: &[DistrictId], year: FiscalYear) -> YearLook {
    let months: Vec<Month> = year.months().collect();
    let mut by_kind: SortedMap<String, Vec<u64>> = SortedMap::new();
    let mut ages = Gathered::default();
    let mut sums = Vec::new();
    for district in districts {
        let mut sum = DistrictSum::default();
        for (at, month) in months.iter().enumerate() {
            let Some(ledger) = ledgers.get(&(Scope::DistrictAll(*district), *month)) else { continue };
            let mut days: SortedMap<&str, u32> = SortedMap::new();
            for line in &ledger.lines {
                let kind = kinds.get(&line.what);
                *days.of(kind.key) |= line.days;
                sum.take(line);
                ages.take(line);
                let held = by_kind.of(line.what.clone());
                held.resize(months.len(), 0);
                if let Some(held) = held.get_mut(at).filter(|_| kind.unit == Unit::Times) {
                    *held = held.saturating_add(line.times);
                }
            }
            // On one day, however many were out at however many gates.
            for (what, days) in days.into_iter().filter(|(what, _)| kinds.get(what).unit == Unit::Days) {
                if let Some(held) = by_kind.of(what.to_owned()).get_mut(at) {
                    *held = held.saturating_add(u64::from(days.count_ones()));
                }
            }
        }
        sums.push(sum);
    }
    by_kind.retain(|_, months| months.iter().any(|held| *held > 0));
    let order = in_order(kinds, by_kind.keys());
    let made = order.into_iter().filter_map(|what| {
        let months = by_kind.remove(&what)?;
        let kind = kinds.get(&what);
        Some(KindMonths { name: kind.name.to_owned(), unit: kind.unit, months, what: what.clone() })
    });
    let made = made.collect();
    YearLook { months, kinds: made, ages: ages.told(kinds), districts: sums }
}

impl DistrictSum {
    fn take(&mut self, line: &Line) {
        let more = |sum: &mut u64, number: u64| *sum = sum.saturating_add(number);
        more(&mut self.times, line.times);
        more(&mut self.heads, line.heads);
        more(&mut self.helpers, line.helpers);
    }
}

#[derive(Default)]
struct Gathered {
    bands: SortedMap<String, u64>,
    heads: u64,
    split: u64,
    told: u64,
}

impl Gathered {
    fn take(&mut self, line: &Line) {
        for (band, heads) in &line.bands {
            *self.bands.of(band.clone()) += heads;
        }
        self.heads = self.heads.saturating_add(line.heads);
        self.split = self.split.saturating_add(line.split);
        self.told = self.told.saturating_add(line.told);
    }

    /// The bands that are ages; those who use サービスB have none.
    fn told(self, kinds: &Kinds) -> Ages {
        let ages = kinds.all().find(|kind| kind.whole_bands().count() == AGES);
        let labels = ages.into_iter().flat_map(|kind| kind.bands.iter().filter(|band| !band.part));
        let bands = labels.map(|band| (band.label, self.bands.get(band.key).copied().unwrap_or(0)));
        let bands: Vec<_> = bands.collect();
        let known: u64 =
            bands.iter().map(|(_, heads)| heads).fold(0, |sum, heads| sum.saturating_add(*heads));
        Ages { unsplit: self.heads.saturating_sub(known), bands, split: self.split, told: self.told }
    }
}

/// 65歳以上, おとな, こども.
const AGES: usize = 3;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::id::derived;
    use crate::query::ledger::Ledger;

    fn line(what: &str, times: u64, days: u32) -> Line {
        Line { what: what.to_owned(), times, days, ..Line::default() }
    }

    #[test]
    fn a_year_adds_up_by_kind_age_and_district_and_keeps_the_asked_order() {
        let kinds = Kinds::read(None);
        let [near, far] = ["near", "far"].map(|name| DistrictId::of(derived(&[name])));
        let year = FiscalYear::new(2026).unwrap();
        let (april, march) = (year.first().month(), year.last().month());
        let mut salon = line("salon", 3, 0b111);
        salon.bands = [("senior".to_owned(), 30), ("child".to_owned(), 2)].into();
        (salon.heads, salon.told, salon.split, salon.helpers) = (40, 3, 2, 9);
        let ledger = |lines: Vec<Line>| Arc::new(Ledger { lines, ..Ledger::default() });
        let ledgers: Ledgers = [
            // The same two days at two gates are two days.
            (
                (Scope::DistrictAll(near), april),
                ledger(vec![line("aisatsu", 2, 0b11), line("aisatsu", 2, 0b11)]),
            ),
            ((Scope::DistrictAll(far), march), ledger(vec![salon])),
            ((Scope::DistrictAll(far), march.next().unwrap()), ledger(vec![line("salon", 9, 1)])),
        ]
        .into();
        let look = year_look(&kinds, &ledgers, &[far, near], year);
        assert_eq!(look.months.len(), 12);
        let told: Vec<_> = look.kinds.iter().map(|kind| (kind.what.as_str(), kind.months.clone())).collect();
        let mut first = vec![0; 12];
        let mut last = first.clone();
        (first[0], last[11]) = (2, 3);
        assert_eq!(told, [("aisatsu", first), ("salon", last)]);
        assert_eq!(look.ages.bands, [("65歳以上", 30), ("おとな", 0), ("こども", 2)]);
        assert_eq!((look.ages.unsplit, look.ages.split, look.ages.told), (8, 2, 3));
        let sums =
            [DistrictSum { times: 3, heads: 40, helpers: 9 }, DistrictSum { times: 4, ..Default::default() }];
        assert_eq!(look.districts, sums, "as asked for, never by size");
    }

    #[test]
    fn a_district_without_logs_stands_with_noughts() {
        let near = DistrictId::of(derived(&["near"]));
        let year = FiscalYear::new(2026).unwrap();
        let look = year_look(&Kinds::read(None), &Ledgers::new(), &[near], year);
        assert_eq!(look.districts, [DistrictSum::default()]);
        assert_eq!(look.kinds, []);
    }
}
