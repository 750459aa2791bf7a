//! What is behind one number of a draft, for whoever opens it: groups, places, figures with their own numbers.

use super::Drafter;
use super::pen::{grouped, sensitive};
use crate::calendar::Month;
use crate::id::{DistrictId, GroupId, PlaceId};
use crate::plan::figure::Figure;
use crate::plan::result::{Source, Teller};
use crate::plan::year_item::YearItem;
use crate::sorted::{SortedMap, SortedSet};

/// Rows that are told at most; the rest are counted.
pub const BEHIND_MOST: usize = 60;

/// One thing that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// A group, place, figure or kind.
    pub name: String,
    /// 「11回・延べ160人」, 「31件※窓口集計」; empty where the name is all.
    pub value: String,
    /// The logs that were counted; none for places and figures, and where they cannot be told apart from others.
    pub logs: Option<Logs>,
}

/// Which logs were counted; an empty set narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logs {
    /// The first and the last month.
    pub months: (Month, Month),
    /// Of these kinds.
    pub kinds: SortedSet<String>,
    /// Of these groups.
    pub groups: SortedSet<GroupId>,
    /// At these places.
    pub places: SortedSet<PlaceId>,
    /// Of these districts.
    pub districts: SortedSet<DistrictId>,
}

/// What was counted under one name.
#[derive(Debug, Default)]
struct Counted {
    times: u64,
    heads: u64,
    off: u64,
    kinds: SortedSet<String>,
    /// None of lines that name no group, and likewise of places and districts.
    groups: SortedSet<Option<GroupId>>,
    places: SortedSet<Option<PlaceId>>,
    districts: SortedSet<Option<DistrictId>>,
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
                logs: None,
            };
            return places.map(|place| row(&place.name, place.opened)).collect();
        }
        self.logs_behind(item, teller, source)
    }

    fn logs_behind(&self, item: &YearItem, teller: Teller, source: &Source) -> Vec<Behind> {
        let tally = self.tally(item, teller, &mut super::Pen::new());
        let pieces = if source.year.is_some() { &tally.before } else { &tally.pieces };
        let mut all: SortedMap<String, Counted> = SortedMap::new();
        let year = source.year.unwrap_or(self.year);
        let last = if source.year.is_some() { year.last() } else { self.as_of.min(year.last()) };
        let months = (year.first().month(), last.month());
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
            let own = all.of(name);
            own.times += line.times;
            own.heads += line.heads;
            own.off += line.cancelled_in_all();
            own.kinds.insert(line.what.clone());
            own.groups.insert(line.group);
            own.places.insert(line.place);
            own.districts.insert(piece.scope.district());
        }
        let mut rows: Vec<(u64, Behind)> = all
            .into_iter()
            .filter(|(_, own)| !source.cancelled || own.off > 0)
            .map(|(name, own)| {
                let Counted { times, heads, off, .. } = own;
                let heads = if heads > 0 { format!("・延べ{}人", grouped(heads)) } else { String::new() };
                let value = if source.cancelled {
                    format!("中止{off}回")
                } else {
                    format!("{}回{heads}", grouped(times))
                };
                // What was not held is no log that counts.
                let logs = (times > 0 && !source.cancelled).then(|| own.logs(months)).flatten();
                (times, Behind { name, value, logs })
            })
            .collect();
        crate::sorted::sort_by_key(&mut rows, |(times, row)| (u64::MAX - times, row.name.clone()));
        rows.truncate(BEHIND_MOST);
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

impl Counted {
    /// Its logs, by group where all have one, else by place, else by district.
    fn logs(self, months: (Month, Month)) -> Option<Logs> {
        let (groups, places) = (whole(self.groups), whole(self.places));
        let places = if groups.is_some() { None } else { places };
        let districts = whole(self.districts);
        if groups.is_none() && places.is_none() && districts.is_none() {
            return None;
        }
        Some(Logs {
            months,
            kinds: self.kinds,
            groups: groups.unwrap_or_default(),
            places: places.unwrap_or_default(),
            districts: districts.unwrap_or_default(),
        })
    }
}

/// The ids, where every line has one.
fn whole<T: Ord + Copy>(all: SortedSet<Option<T>>) -> Option<SortedSet<T>> {
    all.iter().copied().collect::<Option<Vec<T>>>().map(|all| all.into_iter().collect())
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
    Behind { name: format!("{name} {when}").trim().to_owned(), value, logs: None }
}
