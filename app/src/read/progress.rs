//! A target as the places it counts: boxes, names, what is missing; says nothing where it cannot count.

use tsunagari_core::calendar::Day;
use tsunagari_core::id::{DistrictId, PlaceId};
use tsunagari_core::plan::progress::{Coverage, coverage, districts, places};
use tsunagari_core::plan::target::{Goal, PlacesCounted, Set, Target};
use tsunagari_core::sorted::SortedMap;

use super::book::Book;

/// How far a target has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// So many of so many, drawn as boxes.
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
    /// A set is meant whose members nobody has listed.
    NoList,
    /// The ward's numbers have not arrived: what this device alone holds would be told as the whole.
    NotYet,
    /// This build does not compute this kind of target.
    Untold,
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

/// Computes a target on a day from the districts' counts of the measure and the public places.
pub fn progress(book: &Book, target: &Target, day: Day, held: &SortedMap<DistrictId, u64>) -> Progress {
    match &target.goal {
        Some(Goal::Coverage { set: Set::Districts }) => all_districts(book, day, held),
        Some(Goal::Coverage { set: Set::Named(_) }) => Progress::NoList,
        Some(Goal::Places { number, counts, kinds }) => {
            let period = target.plan.and_then(|plan| book.plans.get(&plan)).map(|plan| plan.period);
            let period = period.unwrap_or_default();
            let reached = places(*counts, kinds, target.over, period, day, book.places.values());
            let named = |id: &PlaceId| book.places.get(id).map(|place| place.name.clone());
            Progress::Boxes {
                on: reached.counted.len() as u64,
                all: *number,
                of: if *counts == PlacesCounted::Opened { Of::Opened } else { Of::Open },
                names: reached.counted.iter().filter_map(named).collect(),
                missing: vec![],
                unknown: reached.unknown.len(),
            }
        }
        Some(Goal::Count { .. } | Goal::Frequency { .. }) | None => Progress::Untold,
    }
}

fn all_districts(book: &Book, day: Day, held: &SortedMap<DistrictId, u64>) -> Progress {
    let (list, held) = districts(&book.districts, day, held);
    let (coverage, missing) = coverage(&list, &held);
    let Coverage::Of { reached, all } = coverage else { return Progress::NoList };
    let named = |id: &DistrictId| book.districts.get(id).map(|district| district.name.clone());
    Progress::Boxes {
        on: reached as u64,
        all: all as u64,
        of: Of::Districts,
        names: vec![],
        missing: missing.0.iter().filter_map(named).collect(),
        unknown: 0,
    }
}
