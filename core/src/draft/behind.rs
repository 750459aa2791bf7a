//! What is behind one number of a draft, for whoever opens it: groups, places, figures with their own numbers.

use super::Drafter;
use super::pen::{grouped, sensitive};
use crate::plan::figure::Figure;
use crate::plan::result::{Source, Teller};
use crate::plan::year_item::YearItem;
use crate::sorted::SortedMap;

/// Rows that are told at most; the rest are counted.
pub const BEHIND_MOST: usize = 60;

/// One thing that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// A group, place, figure or kind.
    pub name: String,
    /// 「11回・延べ160人」, 「31件※窓口集計」; empty where the name is all.
    pub value: String,
}

impl Drafter {
    /// What was counted for a number, by name; the largest first.
    pub fn behind(&self, item: &YearItem, teller: Teller, source: &Source) -> Vec<Behind> {
        if source.figures.iter().next().is_some() {
            let figures = self.figures.iter().filter(|figure| source.figures.contains(&figure.id));
            return figures.map(of_figure).collect();
        }
        if source.places.iter().next().is_some() {
            let places = source.places.iter().filter_map(|id| self.places.get(id));
            let row = |name: &String, day: Option<crate::calendar::Day>| Behind {
                name: name.clone(),
                value: day.map(|day| format!("{}から", day.both_text())).unwrap_or_default(),
            };
            return places.map(|place| row(&place.name, place.opened)).collect();
        }
        self.logs_behind(item, teller, source)
    }

    fn logs_behind(&self, item: &YearItem, teller: Teller, source: &Source) -> Vec<Behind> {
        let tally = self.tally(item, teller, &mut super::Pen::new());
        let pieces = if source.year.is_some() { &tally.before } else { &tally.pieces };
        let mut all: SortedMap<String, (u64, u64, u64)> = SortedMap::new();
        let homon = source.kinds.contains("homon");
        for piece in pieces {
            let line = piece.line;
            let visit = homon && line.what == "homon";
            if !visit && !source.kinds.contains(&line.what) {
                continue;
            }
            let kind = self.kinds.get(&line.what);
            let group = line.group.and_then(|id| self.groups.get(&id)).map(|(name, ..)| name.clone());
            let place = || line.place.and_then(|id| self.places.get(&id)).map(|place| place.name.clone());
            // Of 相談 and the like nothing is told by group.
            let name = group
                .filter(|_| !sensitive(kind.name))
                .or_else(place)
                .unwrap_or_else(|| kind.name.to_owned());
            let (times, heads, off) = all.of(name);
            *times += line.times;
            *heads += line.heads;
            *off += line.cancelled_in_all();
        }
        let mut rows: Vec<(u64, Behind)> = all
            .into_iter()
            .filter(|(_, (_, _, off))| !source.cancelled || *off > 0)
            .map(|(name, (times, heads, off))| {
                let heads = if heads > 0 { format!("・延べ{}人", grouped(heads)) } else { String::new() };
                let value = if source.cancelled {
                    format!("中止{off}回")
                } else {
                    format!("{}回{heads}", grouped(times))
                };
                (times, Behind { name, value })
            })
            .collect();
        crate::sorted::sort_by_key(&mut rows, |(times, row)| (u64::MAX - times, row.name.clone()));
        rows.truncate(BEHIND_MOST);
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

fn of_figure(figure: &Figure) -> Behind {
    use crate::plan::figure::Span;
    let when = match figure.period {
        Some(Span::Month(month)) => month.text(),
        Some(Span::Year(year)) => year.era_text(),
        None => String::new(),
    };
    let number = figure.number.map(grouped).unwrap_or_default();
    let name = figure.title.as_ref().map(ToString::to_string).unwrap_or_default();
    let value = format!("{number}{}※{}", figure.unit, figure.source);
    Behind { name: format!("{name} {when}").trim().to_owned(), value }
}
