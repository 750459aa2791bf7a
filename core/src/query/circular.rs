//! 回覧板: a district's next month first, then what was done in the last one; it names no person and no private house.

use crate::calendar::{Day, Month, Slot};
use crate::id::{DistrictId, PlaceId};
use crate::kind::{ActivityKind, Kinds, Unit};
use crate::query::coming;
use crate::query::totals::{Tally, of_month};
use crate::session::GroupSession;
use crate::view::View;

/// Kinds that are no invitation to residents: who meets there is asked to.
const NOT_FOR_RESIDENTS: &[&str] = &["kaigi", "shuchi", "kaishoku", "service_b"];

/// Both halves of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circular {
    /// The month that is announced.
    pub next: Month,
    /// What is to come in it, by day and time.
    pub coming: Vec<Coming>,
    /// The month that is told of.
    pub last: Month,
    /// What was done in it, by kind in the order of the form.
    pub told: Vec<Told>,
}

/// One date to come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coming {
    /// Its day.
    pub day: Day,
    /// When on the day; what has no time comes first.
    pub slot: Option<Slot>,
    /// つくしサロン.
    pub name: String,
    /// Where; none where the public may not read it, or nobody said: one asks the plaza.
    pub place: Option<String>,
}

/// What comes again in the month, told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// つくしサロン.
    pub name: String,
    /// Its days, from the first.
    pub days: Vec<Day>,
    /// When on the day.
    pub slot: Option<Slot>,
    /// Where; none where one asks the plaza.
    pub place: Option<String>,
}

/// What one kind came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The kind's key.
    pub what: String,
    /// The kind's name.
    pub name: String,
    /// 回 or 日.
    pub unit: Unit,
    /// How many of it.
    pub count: u64,
    /// 参加 延べ; none where the kind counts nobody who comes.
    pub heads: Option<u64>,
    /// 担い手 延べ.
    pub helpers: u64,
    /// Not held.
    pub cancelled: u64,
    /// Whether any number is およそ.
    pub about: bool,
}

impl Circular {
    /// The sheet of a district, with a month to announce; the one before it is told of.
    ///
    /// `today` decides what may be read of a private house.
    pub fn of(view: &View<'_>, district: DistrictId, next: Month, today: Day) -> Self {
        let last = next.previous().unwrap_or(next);
        let tallies = of_month(view, district, last);
        let told = view.kinds().all().filter(|kind| !kind.numbers_only && !kind.staff_only());
        let told = told.filter_map(|kind| told_of(kind, tallies.get(kind.key)?)).collect();
        Self { next, coming: announced(view, district, next, today), last, told }
    }
}

impl Circular {
    /// What is to come, each activity once with its days, by its first day: a busy district's month is one page of letters
    /// that can be read.
    pub fn gathered(&self) -> Vec<Gathered> {
        let mut all: Vec<Gathered> = Vec::new();
        for one in &self.coming {
            let same = |other: &&mut Gathered| {
                (&other.name, other.slot, &other.place) == (&one.name, one.slot, &one.place)
            };
            match all.iter_mut().find(same) {
                Some(other) => other.days.push(one.day),
                None => all.push(Gathered {
                    name: one.name.clone(),
                    days: vec![one.day],
                    slot: one.slot,
                    place: one.place.clone(),
                }),
            }
        }
        all
    }
}

impl Gathered {
    /// 「1日・8日・15日（火）」; days of several weekdays each with its own.
    pub fn days_text(&self) -> String {
        let first = self.days.first();
        let same = self.days.iter().all(|day| first.is_some_and(|first| first.weekday() == day.weekday()));
        let number = |day: &Day| format!("{}日", day.day_of_month());
        let own = |day: &Day| format!("{}（{}）", number(day), day.weekday().text());
        match first.filter(|_| same) {
            Some(first) => {
                let days = self.days.iter().map(number).collect::<Vec<_>>().join("・");
                format!("{days}（{}）", first.weekday().text())
            }
            None => self.days.iter().map(own).collect::<Vec<_>>().join("・"),
        }
    }
}

/// What is to come in a month for whoever lives in the district.
fn announced(view: &View<'_>, district: DistrictId, month: Month, today: Day) -> Vec<Coming> {
    let here = |session: &GroupSession| {
        let group = session.group.and_then(|id| view.group(id));
        group.is_some_and(|group| group.district == Some(district)) && invites(view.kinds(), session)
    };
    let told = |one: coming::Coming| Coming {
        day: one.day,
        slot: one.slot,
        place: one.place.and_then(|id| shown_place(view, id, today)),
        name: one.name,
    };
    coming::of_month(view, month, &here).into_iter().map(told).collect()
}

/// Whether residents may come, or meet it on their way.
fn invites(kinds: &Kinds, session: &GroupSession) -> bool {
    let kind = kinds.get(&session.what);
    !kind.numbers_only && !kind.staff_only() && !NOT_FOR_RESIDENTS.contains(&kind.key)
}

/// A room of everybody's by its name; a private house only as the public reads it.
fn shown_place(view: &View<'_>, id: PlaceId, today: Day) -> Option<String> {
    let place = view.place(id)?;
    let open = !place.private || place.shown(today)?.name.is_some();
    Some(place.name).filter(|name| open && !name.is_empty())
}

fn told_of(kind: ActivityKind<'_>, tally: &Tally) -> Option<Told> {
    let count = tally.counted(kind.unit);
    (count > 0 || tally.cancelled > 0).then(|| Told {
        what: kind.key.to_owned(),
        name: kind.name.to_owned(),
        unit: kind.unit,
        count,
        heads: kind.counts_heads.then_some(tally.heads),
        helpers: tally.helpers,
        cancelled: tally.cancelled,
        about: tally.about > 0,
    })
}
