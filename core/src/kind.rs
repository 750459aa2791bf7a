//! Kinds of activity: what each counts and in which words, the built-in ones and a ward's own; no log of one.

use serde_json::Value;

use crate::id::DistrictId;
use crate::record::{Record, Scope};
use crate::sorted::SortedMap;
use crate::text::{NAME_CHARS, is_clean, is_key};

mod table;

pub use table::BUILT_IN;

/// Heads of one log, or any other number of it, at most.
pub const COUNT_MAX: u64 = 9_999;
/// 部 of one log, at most.
pub const COPIES_MAX: u64 = 9_999_999;
/// Bands of one kind, parts not counted, at most.
pub const BANDS_MAX: usize = 5;

/// What one log of a kind is called when logs are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 回: each that was held.
    Times,
    /// 日: each day on which any was held.
    Days,
}

impl Unit {
    /// 「回」, 「日」.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Times => "回",
            Self::Days => "日",
        }
    }
}

/// A part of the people who came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// As in the field `head.<key>`.
    pub key: &'static str,
    /// As on the form.
    pub label: &'static str,
    /// うち: contained in the others and never added.
    pub part: bool,
}

/// Another thing that a kind counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// As in the field `qty.<key>`.
    pub key: &'static str,
    /// As on the form.
    pub label: &'static str,
    /// 食, 組, 軒 …
    pub unit: &'static str,
    /// うち: contained in the kind's first quantity and never added to it.
    pub part: bool,
    /// The most that one log may hold.
    pub limit: u64,
}

/// What a log of the kind is about in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// One day.
    Day,
    /// A day or a whole month.
    DayOrMonth,
}

/// Where logs of the kind live and who makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// The district; of the whole ward where staff say so.
    District,
    /// The district's staff.
    DistrictStaff,
    /// The ward's staff, never by district.
    WardStaff,
}

/// A kind of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityKind<'a> {
    /// As in the field `what`.
    pub key: &'a str,
    /// Its whole name.
    pub name: &'a str,
    /// Its name where there is little room.
    pub short: &'a str,
    /// What its logs are counted in.
    pub unit: Unit,
    /// Whether those who came are counted at all; あいさつ運動 counts only who helped.
    pub counts_heads: bool,
    /// The parts of those who came, in the form's order; none: only a total.
    pub bands: &'a [Band],
    /// What else is counted, in the form's order; the first is the main one.
    pub quantities: &'a [Quantity],
    /// Day, or day and month.
    pub span: Span,
    /// Where it lives.
    pub home: Home,
    /// Numbers alone: no place, no band, no content, no note.
    pub numbers_only: bool,
    /// What was done, to be ticked.
    pub chips: &'static [Chip],
}

/// Something that was done at an activity, to be ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chip {
    /// As in the field `content.<key>`.
    pub key: &'static str,
    /// As on the form.
    pub label: &'static str,
}

impl<'a> ActivityKind<'a> {
    /// Where a log of this kind lives: in the district, or of the whole ward where there is none. None where the kind
    /// needs a district.
    pub const fn scope(&self, district: Option<DistrictId>) -> Option<Scope> {
        match (self.home, district) {
            (Home::WardStaff, _) => Some(Scope::OrgStaff),
            (Home::DistrictStaff, Some(id)) => Some(Scope::DistrictStaff(id)),
            (Home::DistrictStaff, None) => None,
            (Home::District, Some(id)) => Some(Scope::DistrictAll(id)),
            (Home::District, None) => Some(Scope::OrgAll),
        }
    }

    /// Whether a log of this kind may live in the scope.
    pub const fn lives_in(&self, scope: Scope) -> bool {
        match self.home {
            Home::District => matches!(scope, Scope::DistrictAll(_) | Scope::OrgAll),
            Home::DistrictStaff => matches!(scope, Scope::DistrictStaff(_)),
            Home::WardStaff => matches!(scope, Scope::OrgStaff),
        }
    }

    /// Whether only staff log it.
    pub const fn staff_only(&self) -> bool {
        !matches!(self.home, Home::District)
    }

    /// Whether a month's total may be logged.
    pub const fn takes_month(&self) -> bool {
        matches!(self.span, Span::DayOrMonth)
    }

    /// The bands that are added to a total.
    pub fn whole_bands(&self) -> impl Iterator<Item = &'a Band> {
        self.bands.iter().filter(|band| !band.part)
    }

    /// One of its bands.
    pub fn band(&self, key: &str) -> Option<&'a Band> {
        self.bands.iter().find(|band| band.key == key)
    }

    /// One of its quantities.
    pub fn quantity(&self, key: &str) -> Option<&'a Quantity> {
        self.quantities.iter().find(|quantity| quantity.key == key)
    }

    /// A kind that no table here knows: shown by its key, counted in 回, with a total.
    pub const fn unknown(key: &'a str) -> Self {
        Self { key, name: key, short: key, ..table::PLAIN }
    }
}

/// Finds a built-in kind.
pub fn built_in(key: &str) -> Option<ActivityKind<'static>> {
    BUILT_IN.iter().copied().find(|kind| kind.key == key)
}

/// The kinds that a ward uses: the built-in ones, then its own.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    own: SortedMap<String, OwnKind>,
}

/// A kind that a ward made for itself, from the bands and quantities that there are.
#[derive(Debug, Clone)]
struct OwnKind {
    name: String,
    short: String,
    unit: Unit,
    bands: Vec<Band>,
    quantities: Vec<Quantity>,
}

impl OwnKind {
    fn named<'a>(&'a self, key: &'a str) -> ActivityKind<'a> {
        ActivityKind {
            key,
            name: &self.name,
            short: &self.short,
            unit: self.unit,
            bands: &self.bands,
            quantities: &self.quantities,
            ..table::PLAIN
        }
    }
}

/// The most of anything counted, whichever kind counts it: what the server holds a number against.
pub fn quantity_limit(key: &str) -> u64 {
    if key == table::COPIES { COPIES_MAX } else { COUNT_MAX }
}

impl Kinds {
    /// Of a ward without own ones.
    pub const NONE: Self = Self { own: SortedMap::new() };

    /// Reads a ward's own kinds from its record's fields `kind.<key>`: each an object with `name`, and as it needs
    /// `short`, `unit` (回 or 日), `bands` (any of a built-in kind's) and `qty` likewise.
    pub fn read(org: Option<&Record>) -> Self {
        let members = org.into_iter().flat_map(|org| org.members("kind"));
        let own = members.filter_map(|(key, value)| Some((key.to_owned(), own_kind(key, value)?)));
        Self { own: own.collect() }
    }

    /// All of them, in the order of the form.
    pub fn all(&self) -> impl Iterator<Item = ActivityKind<'_>> {
        let own = self.own.iter().map(|(key, kind)| kind.named(key));
        BUILT_IN.iter().copied().chain(own)
    }

    /// One of them; what is unknown is taken as it is.
    pub fn get<'a>(&'a self, key: &'a str) -> ActivityKind<'a> {
        let own = || self.own.get(key).map(|kind| kind.named(key));
        built_in(key).or_else(own).unwrap_or(ActivityKind::unknown(key))
    }

    /// A number that is another one where the ward's own kinds count otherwise; no proof against ill will.
    pub fn mark(&self) -> u64 {
        let bands = |kind: &OwnKind| {
            let parts = kind.bands.iter().flat_map(|band| [band.key, if band.part { "+" } else { "-" }]);
            parts.collect::<Vec<_>>().join(" ")
        };
        let text: String = self.own.iter().map(|(key, kind)| format!("{key} {}\n", bands(kind))).collect();
        // FNV-1a.
        let start = 0xcbf2_9ce4_8422_2325;
        text.bytes().fold(start, |mark, byte| (mark ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    }

    /// Whether the kind is one of them.
    pub fn knows(&self, key: &str) -> bool {
        built_in(key).is_some() || self.own.contains_key(key)
    }
}

/// Whether a value of `kind.<key>` in the ward's record makes a kind.
pub fn is_own_kind(key: &str, value: &Value) -> bool {
    built_in(key).is_none() && own_kind(key, value).is_some()
}

fn own_kind(key: &str, value: &Value) -> Option<OwnKind> {
    let text = |field: &str| {
        value
            .get(field)
            .and_then(Value::as_str)
            .filter(|text| is_clean(text, NAME_CHARS, false))
            .map(str::to_owned)
    };
    let name = text("name").filter(|name| !name.is_empty() && is_key(key))?;
    let short = text("short").unwrap_or_else(|| name.clone());
    let unit = if text("unit").as_deref() == Some("日") { Unit::Days } else { Unit::Times };
    let keys = |field: &str| {
        value.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    };
    let bands = keys("bands").filter_map(table::known_band).take(BANDS_MAX).collect();
    let quantities = keys("qty").filter_map(table::known_quantity).collect();
    Some(OwnKind { name, short, unit, bands, quantities })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::WallTime;
    use crate::id::derived;
    use crate::record::{Hand, Kind};
    use serde_json::json;

    #[test]
    fn every_built_in_kind_is_whole() {
        for kind in BUILT_IN {
            assert!(is_key(kind.key), "{}", kind.key);
            assert!(kind.whole_bands().count() <= BANDS_MAX);
            assert!(!kind.numbers_only || (kind.bands.is_empty() && kind.chips.is_empty()), "{}", kind.key);
            assert!(kind.bands.is_empty() || kind.counts_heads);
            assert!(!kind.takes_month() || kind.numbers_only, "{}", kind.key);
            assert_eq!(BUILT_IN.iter().filter(|other| other.key == kind.key).count(), 1, "{}", kind.key);
            for name in
                kind.bands.iter().map(|band| band.key).chain(kind.quantities.iter().map(|qty| qty.key))
            {
                assert!(is_key(name), "{name}");
            }
        }
    }

    #[test]
    fn kinds_live_where_the_design_says() {
        let district = DistrictId::of(derived(&["hinata"]));
        let scope = |key: &str, district| built_in(key).unwrap().scope(district);
        assert_eq!(scope("salon", Some(district)), Some(Scope::DistrictAll(district)));
        assert_eq!(scope("koza", None), Some(Scope::OrgAll));
        assert_eq!(scope("homon", Some(district)), Some(Scope::DistrictStaff(district)));
        assert_eq!(scope("homon", None), None);
        assert_eq!(scope("sodan", Some(district)), Some(Scope::OrgStaff));
        assert!(built_in("sodan").unwrap().staff_only() && !built_in("mimamori").unwrap().staff_only());
    }

    #[test]
    fn numbers_only_are_the_three_that_the_field_names() {
        let keys: Vec<_> = BUILT_IN.iter().filter(|kind| kind.numbers_only).map(|kind| kind.key).collect();
        assert_eq!(keys, ["mimamori", "seikatsu_shien", "sodan"]);
    }

    #[test]
    fn a_part_is_never_one_of_the_whole_bands() {
        let service = built_in("service_b").unwrap();
        assert_eq!(service.whole_bands().map(|band| band.label).collect::<Vec<_>>(), ["利用"]);
        assert_eq!(service.bands.len(), 2);
    }

    #[test]
    fn a_ward_has_its_own_kinds() {
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        let org = Record {
            id: derived(&["org"]),
            kind: Kind::Org,
            scope: Scope::OrgAll,
            version: 1,
            born: 1,
            made: hand,
            edited: hand,
            fields: [
                (
                    "kind.patrol".to_owned(),
                    json!({"name": "防犯パトロール", "unit": "日", "bands": ["adult", "x"]}),
                ),
                ("kind.broken".to_owned(), json!(3)),
                ("kind.salon".to_owned(), json!({"name": "にせのサロン"})),
            ]
            .into(),
            parallel: Vec::new(),
        };
        let kinds = Kinds::read(Some(&org));
        let patrol = kinds.get("patrol");
        assert_eq!((patrol.name, patrol.unit, patrol.bands.len()), ("防犯パトロール", Unit::Days, 1));
        assert!(kinds.knows("patrol") && !kinds.knows("broken"));
        assert_eq!(kinds.get("salon").name, "高齢者サロン");
        assert_eq!(kinds.get("later").name, "later");
    }
}
