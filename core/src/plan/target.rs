//! 目標 of a plan, as printed and as something that can be counted; how far it has come is computed in `progress`.

use super::field::{self, Writer};
use crate::id::{DistrictId, ItemId, MeasureId, PlanId, TargetId};
use crate::record::{Fields, Record};
use crate::sorted::SortedSet;

/// A target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its record.
    pub id: TargetId,
    /// Its plan.
    pub plan: Option<PlanId>,
    /// The measure it is printed at.
    pub measure: Option<MeasureId>,
    /// Or the year's item.
    pub item: Option<ItemId>,
    /// One district's own; none is ward-wide.
    pub district: Option<DistrictId>,
    /// What is to be reached; none where this build cannot count it.
    pub goal: Option<Goal>,
    /// In which time.
    pub over: Over,
    /// As printed: 【目標：６か所】.
    pub printed: Option<String>,
}

/// What is to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// So many of a unit: 12回.
    Count {
        /// How many.
        number: u64,
        /// 回, 人, 団体.
        unit: String,
    },
    /// In every member of a set: 全地区.
    Coverage {
        /// Which set.
        set: Set,
    },
    /// So many places.
    Places {
        /// How many.
        number: u64,
        /// Which of them count.
        counts: PlacesCounted,
        /// Kinds of place by their names in a record; empty means any.
        kinds: SortedSet<String>,
    },
    /// So often: 月2回; 10か所で各10回.
    Frequency {
        /// How often.
        times: u64,
        /// In which time.
        per: Per,
        /// At each of so many places.
        places: Option<u64>,
    },
}

/// A set that a target names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Set {
    /// 全地区.
    Districts,
    /// Another set by its name: 包括エリア, 学校, 単位自治会.
    Named(String),
}

/// Which places count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacesCounted {
    /// 新規開設.
    Opened,
    /// 開設中.
    Open,
}

/// How long one time of a frequency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// 週.
    Week,
    /// 月.
    Month,
    /// 年度.
    Year,
}

/// Over which time a target runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// 年度.
    Year,
    /// 計画期間.
    Plan,
}

impl Goal {
    /// Whether nothing is to be reached: such a target is reached before anybody begins.
    pub const fn is_nought(&self) -> bool {
        matches!(
            self,
            Self::Count { number: 0, .. }
                | Self::Places { number: 0, .. }
                | Self::Frequency { times: 0, .. }
                | Self::Frequency { places: Some(0), .. }
        )
    }
}

impl Set {
    /// Reads `district` or a set's own name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" => None,
            "district" => Some(Self::Districts),
            name => Some(Self::Named(name.to_owned())),
        }
    }

    /// Its word in a record and a plan file.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Districts => "district",
            Self::Named(name) => name,
        }
    }
}

macro_rules! words {
    ($($name:ident { $($arm:ident = $text:literal),+ })+) => {$(
        impl $name {
            /// Reads its word in a record or a plan file.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$arm),)+ _ => None }
            }
            /// Its word in a record and a plan file.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$arm => $text),+ }
            }
        }
    )+};
}

words! {
    PlacesCounted { Opened = "opened", Open = "open" }
    Per { Week = "week", Month = "month", Year = "year" }
    Over { Year = "year", Plan = "plan" }
}

impl Target {
    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: TargetId::of(record.id),
            plan: record.link("plan").map(PlanId::of),
            measure: record.link("measure").map(MeasureId::of),
            item: record.link("item").map(ItemId::of),
            district: record.link("district").map(DistrictId::of),
            goal: Goal::read(record),
            over: record.text("over").and_then(Over::parse).unwrap_or(Over::Plan),
            printed: field::text(record, "printed"),
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.link("plan", self.plan.map(PlanId::record));
        to.link("measure", self.measure.map(MeasureId::record));
        to.link("item", self.item.map(ItemId::record));
        to.link("district", self.district.map(DistrictId::record));
        if let Some(goal) = &self.goal {
            goal.write(&mut to);
        }
        to.text("over", Some(self.over.as_str()));
        to.text("printed", self.printed.as_deref());
        to.fields()
    }
}

impl Goal {
    fn read(record: &Record) -> Option<Self> {
        let number = record.number("number");
        match record.text("goal")? {
            "count" => Some(Self::Count { number: number?, unit: record.text("unit")?.to_owned() }),
            "coverage" => Some(Self::Coverage { set: Set::parse(record.text("set")?)? }),
            "places" => Some(Self::Places {
                number: number?,
                counts: PlacesCounted::parse(record.text("counts")?)?,
                kinds: field::texts(record, "place_kinds").into_iter().collect(),
            }),
            "frequency" => Some(Self::Frequency {
                times: record.number("times")?,
                per: Per::parse(record.text("per")?)?,
                places: record.number("places"),
            }),
            _ => None,
        }
    }

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Count { number, unit } => {
                to.text("goal", Some("count"));
                to.number("number", Some(*number));
                to.text("unit", Some(unit));
            }
            Self::Coverage { set } => {
                to.text("goal", Some("coverage"));
                to.text("set", Some(set.as_str()));
            }
            Self::Places { number, counts, kinds } => {
                to.text("goal", Some("places"));
                to.number("number", Some(*number));
                to.text("counts", Some(counts.as_str()));
                to.texts("place_kinds", &kinds.iter().cloned().collect::<Vec<_>>());
            }
            Self::Frequency { times, per, places } => {
                to.text("goal", Some("frequency"));
                to.number("times", Some(*times));
                to.text("per", Some(per.as_str()));
                to.number("places", *places);
            }
        }
    }
}
