//! What figures tell of an item, added up over months and offices, each with its 出典; few cases of a matter like 相談 are
//! told as 少数 and never by district.

use crate::calendar::{FiscalYear, Month};
use crate::draft::{few, grouped, sensitive};
use crate::id::ItemId;
use crate::plan::figure::{Figure, Span, Sum};
use crate::sorted::SortedMap;

/// One number of an item. How much it is can be had with its 出典 alone ([`Told::said`]), so that no page or paper shows it
/// without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What was counted; none where the item says it.
    pub title: Option<String>,
    shown: String,
    /// Its unit.
    pub unit: String,
    source: String,
    /// The last month that it tells of, where it is told by the month.
    pub until: Option<Month>,
}

impl Told {
    /// 「31件※窓口集計」, 「少数※窓口集計」.
    pub fn said(&self) -> String {
        format!("{}※{}", self.shown, self.source)
    }
}

/// What was counted, in which unit, from where: added up, and the last month.
type Sums = SortedMap<(String, String, String), (Sum, Option<Month>)>;

/// The numbers of an item in a fiscal year; `called` is the item's own title.
pub fn told<'a>(
    figures: impl IntoIterator<Item = &'a Figure>,
    item: ItemId,
    called: &str,
    year: FiscalYear,
) -> Vec<Told> {
    let mut sums: Sums = SortedMap::new();
    for figure in figures.into_iter().filter(|figure| figure.item == Some(item)) {
        let (Some(number), Some(period)) = (figure.number, figure.period) else { continue };
        let title = figure.title.as_ref().map(ToString::to_string).unwrap_or_default();
        let hidden = figure.district.is_some() && (sensitive(&title) || sensitive(called));
        if period.fiscal_year() != year || figure.source.trim().is_empty() || hidden {
            continue;
        }
        let (sum, until) = sums.of((title, figure.unit.clone(), figure.source.clone()));
        sum.add(period, number, figure.office);
        if let Span::Month(month) = period {
            *until = (*until).max(Some(month));
        }
    }
    let one = |((title, unit, source), (sum, until)): ((String, String, String), (Sum, Option<Month>))| {
        let number = sum.total()?;
        let small = few(number, sensitive(&title) || sensitive(called));
        let shown = small.map_or_else(|| format!("{}{unit}", grouped(number)), str::to_owned);
        let title = Some(title).filter(|title| !title.is_empty());
        Some(Told { title, shown, unit, source, until })
    };
    sums.into_iter().filter_map(one).collect()
}
