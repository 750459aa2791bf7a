//! A target as a page draws it: boxes, numbers, names, what stands behind them; what is missing is named apart.

use tsunagari_core::book::Book;
use tsunagari_core::calendar::{Day, Month};
use tsunagari_core::figures::{Told, told};
use tsunagari_core::id::{DistrictId, PlaceId};
use tsunagari_core::plan::progress::{Coverage, Missing};
use tsunagari_core::plan::target::{Goal, Per, PlacesCounted, Target};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::query::deed::Part;
use tsunagari_core::query::standing::{Before, Behind, Reached, Standing, Why};

/// How far a target has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is drawn.
    pub drawn: Drawn,
    /// From which day to which it counts.
    pub days: (Day, Day),
    /// The unit of its number: 回, 人; none where boxes say it.
    pub unit: Option<String>,
    /// Logs that were counted.
    pub logs: u64,
    /// Whether a part is told as 少数, so that the number is the least.
    pub few: bool,
    /// Whether a number is およそ.
    pub about: bool,
    /// The same days of the year before, where they can be compared.
    pub before: Option<u64>,
    /// 期待される取組: nothing is missing of it.
    pub expected: bool,
    /// By district, in the ward's order: for staff alone, for a district without any is named by it.
    pub districts: Vec<(DistrictId, String, u64)>,
    /// By month.
    pub months: Vec<(Month, u64)>,
    /// Logs at each place that may be named.
    pub places: Vec<(PlaceId, String, u64)>,
    /// 実績数 in the target's own unit, of the year in which it counts: beside the number, never added to it.
    pub figures: Vec<Told>,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// So many of so many, as boxes.
    Boxes {
        /// Filled.
        on: u64,
        /// All.
        all: u64,
        /// Districts or places.
        of: Of,
        /// Names of what is filled, where they may be told.
        names: Vec<String>,
        /// Names of what is missing: for staff alone.
        missing: Vec<String>,
        /// Places that were not counted, since nobody knows when they opened.
        unknown: usize,
    },
    /// So many of a unit.
    Number {
        /// So many.
        done: u64,
        /// Of so many.
        goal: u64,
    },
    /// So often in each month, week or year.
    Often {
        /// How often is wanted.
        times: u64,
        /// In what.
        per: Per,
        /// The first day of each, and how often.
        spans: Vec<(Day, u64)>,
    },
    /// So often at each place.
    Each {
        /// How often is wanted at each.
        times: u64,
        /// At how many.
        goal: u64,
        /// How often in all.
        done: u64,
        /// Places that have come so far.
        full: u64,
    },
    /// It cannot be told.
    Untold(Why),
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// 地区.
    Districts,
    /// か所, newly opened.
    Opened,
    /// か所, open.
    Open,
}

/// What figures tell of a target's items in its unit.
fn figures(book: &Book, target: &Target, day: Day) -> Vec<Told> {
    let Some(Goal::Count { unit, .. }) = &target.goal else { return Vec::new() };
    let of = |item: &&YearItem| match target.item {
        Some(id) => item.id == id,
        None => target.measure.is_some() && item.measure == target.measure,
    };
    let items = book.items.values().filter(|item| item.year == Some(day.fiscal_year())).filter(of);
    let told_of = |item: &YearItem| {
        let called = item.title.as_ref().map(ToString::to_string).unwrap_or_default();
        told(&book.figures, item.id, &called, day.fiscal_year())
    };
    items.flat_map(told_of).filter(|told| told.unit == *unit).collect()
}

/// A standing with the names of what it counts.
pub fn progress(book: &Book, target: &Target, standing: Standing) -> Progress {
    let Standing { reached, days, behind, before, expected } = standing;
    let unit = match &reached {
        Reached::Number { unit, .. } => Some(unit.clone()),
        _ => None,
    };
    let Behind { logs, few, about, .. } = behind;
    let places = behind.places.iter().filter_map(|(id, times)| Some((*id, place(book, id)?, *times)));
    Progress {
        unit,
        days,
        logs,
        few,
        about: about > 0,
        before: if let Before::Number(number) = before { Some(number) } else { None },
        expected,
        districts: by_district(book, days.1, &behind),
        months: behind.months.iter().map(|(month, number)| (*month, *number)).collect(),
        places: places.collect(),
        figures: figures(book, target, days.1),
        drawn: drawn(book, target, reached),
    }
}

fn drawn(book: &Book, target: &Target, reached: Reached) -> Drawn {
    match reached {
        Reached::Number { done, goal, .. } => Drawn::Number { done, goal },
        Reached::Districts(Coverage::NoList, _) => Drawn::Untold(Why::NoList),
        Reached::Districts(Coverage::Of { reached, all }, Missing(missing)) => Drawn::Boxes {
            on: reached as u64,
            all: all as u64,
            of: Of::Districts,
            names: vec![],
            missing: missing.iter().filter_map(|id| district(book, id)).collect(),
            unknown: 0,
        },
        Reached::Places { places, goal } => {
            let opened = matches!(target.goal, Some(Goal::Places { counts: PlacesCounted::Opened, .. }));
            Drawn::Boxes {
                on: places.counted.len() as u64,
                all: goal,
                of: if opened { Of::Opened } else { Of::Open },
                names: places.counted.iter().filter_map(|id| place(book, id)).collect(),
                missing: vec![],
                unknown: places.unknown.len(),
            }
        }
        Reached::Often { times, per, spans } => Drawn::Often { times, per, spans },
        Reached::Each { times, goal, places } => Drawn::Each {
            times,
            goal,
            done: places.values().copied().fold(0, u64::saturating_add),
            full: places.values().filter(|held| **held >= times).count() as u64,
        },
        Reached::Untold(why) => Drawn::Untold(why),
    }
}

/// Every district that lives on the day, and the ward's own where it has any.
fn by_district(book: &Book, day: Day, behind: &Behind) -> Vec<(DistrictId, String, u64)> {
    let of = |part: Part| behind.parts.get(&part).copied().unwrap_or(0);
    let mut rows: Vec<_> = book.districts.values().filter(|one| one.lives_on(day)).collect();
    tsunagari_core::sorted::sort_by_key(&mut rows, |one| (one.number, one.id));
    rows.into_iter().map(|one| (one.id, one.label(), of(Some(one.id)))).collect()
}

fn district(book: &Book, id: &DistrictId) -> Option<String> {
    book.districts.get(id).map(|district| district.name.clone())
}

fn place(book: &Book, id: &PlaceId) -> Option<String> {
    book.places.get(id).map(|place| place.name.clone())
}
