//! What is behind a number, as the address of its list: of which measure, from month to month, of what and where. No log is
//! read here.

use tsunagari_core::activity::Activity;
use tsunagari_core::calendar::Month;
use tsunagari_core::district::{District, successors};
use tsunagari_core::id::{DistrictId, GroupId, MeasureId, PlaceId};
use tsunagari_core::query::serves::Serving;
use tsunagari_core::sorted::{SortedMap, SortedSet};

/// The logs that were counted; an empty set narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowed {
    /// What they serve; none where they were counted for themselves.
    pub measure: Option<MeasureId>,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// Of these kinds.
    pub kinds: SortedSet<String>,
    /// Of these groups.
    pub groups: SortedSet<GroupId>,
    /// Of these districts, and of the districts that became them.
    pub districts: SortedSet<DistrictId>,
    /// At these places.
    pub places: SortedSet<PlaceId>,
}

/// In the place of a measure.
const ALL: &str = "all";
const KIND: &str = "kind";
const GROUP: &str = "group";
const DISTRICT: &str = "district";
const PLACE: &str = "place";

impl Narrowed {
    /// All that was counted in these months, for a measure or for itself.
    pub const fn new(measure: Option<MeasureId>, from: Month, to: Month) -> Self {
        Self {
            measure,
            from,
            to,
            kinds: SortedSet::new(),
            groups: SortedSet::new(),
            districts: SortedSet::new(),
            places: SortedSet::new(),
        }
    }

    /// `MEASURE/2026-04/2026-11` or `all/2026-04/2026-11`, behind it `kind/KEY`, `group/ID`, `district/ID` and `place/ID`, as
    /// often as it is narrowed.
    pub fn text(&self) -> String {
        let measure = self.measure.map_or_else(|| ALL.to_owned(), |id| id.to_string());
        let mut text = format!("{measure}/{}/{}", self.from, self.to);
        let mut add = |word: &str, name: &str| {
            for part in ["/", word, "/", name] {
                text.push_str(part);
            }
        };
        self.kinds.iter().for_each(|key| add(KIND, key));
        self.groups.iter().for_each(|id| add(GROUP, &id.to_string()));
        self.districts.iter().for_each(|id| add(DISTRICT, &id.to_string()));
        self.places.iter().for_each(|id| add(PLACE, &id.to_string()));
        text
    }

    /// Reads it; none where it says something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let measure = match parts.next()? {
            ALL => None,
            id => Some(id.parse().ok()?),
        };
        let mut month = || Month::parse(parts.next()?).ok();
        let mut narrowed = Self::new(measure, month()?, month()?);
        while let Some(word) = parts.next() {
            let name = parts.next().filter(|name| !name.is_empty())?;
            match word {
                KIND => narrowed.kinds.insert(name.to_owned()),
                GROUP => narrowed.groups.insert(name.parse().ok()?),
                DISTRICT => narrowed.districts.insert(name.parse().ok()?),
                PLACE => narrowed.places.insert(name.parse().ok()?),
                _ => return None,
            };
        }
        Some(narrowed)
    }

    /// Whether a log is one of those that were counted.
    pub fn holds(
        &self,
        serving: &Serving,
        districts: &SortedMap<DistrictId, District>,
        log: &Activity,
    ) -> bool {
        let within = log.when.is_some_and(|when| (self.from..=self.to).contains(&when.month()));
        let heirs = |id| successors(districts, id).into_iter().any(|own| self.districts.contains(&own));
        let of = |none: bool, is: bool| none || is;
        within
            && log.held.is_done()
            && of(self.kinds.is_empty(), self.kinds.contains(&log.what))
            && of(self.groups.is_empty(), log.group.is_some_and(|id| self.groups.contains(&id)))
            && of(self.places.is_empty(), log.place.is_some_and(|id| self.places.contains(&id)))
            && of(self.districts.is_empty(), log.district.is_some_and(heirs))
            && self.measure.is_none_or(|measure| serving.of(log).contains(&measure))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tsunagari_core::calendar::WallTime;
    use tsunagari_core::id::derived;
    use tsunagari_core::record::{Hand, Kind, Record, Scope};
    use tsunagari_core::view::View;

    use super::*;

    fn record(name: &str, kind: Kind, scope: Scope, fields: serde_json::Value) -> Record {
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        let fields = fields.as_object().cloned().unwrap_or_default().into_iter().collect();
        let id = derived(&[name]);
        Record { id, kind, scope, version: 1, born: 1, made: hand, edited: hand, fields, parallel: vec![] }
    }

    fn all() -> Narrowed {
        let month = |text| Month::parse(text).unwrap();
        let measure = MeasureId::of(derived(&["m"]));
        Narrowed::new(Some(measure), month("2026-04"), month("2026-11"))
    }

    #[test]
    fn an_address_is_read_back_and_nothing_else() {
        let districts: SortedSet<_> = ["d", "e"].map(|name| DistrictId::of(derived(&[name]))).into();
        let places = [PlaceId::of(derived(&["p"]))].into();
        let groups = [GroupId::of(derived(&["g"]))].into();
        let kinds = ["salon".to_owned()].into();
        for narrowed in [
            all(),
            Narrowed { measure: None, ..all() },
            Narrowed { districts: districts.clone(), ..all() },
            Narrowed { kinds, groups, places, districts, ..all() },
        ] {
            assert_eq!(Narrowed::parse(&narrowed.text()), Some(narrowed));
        }
        let whole = all().text();
        for wrong in ["", "x", "x/2026-04/2026-11"]
            .map(str::to_owned)
            .into_iter()
            .chain(["district", "district/x", "kind", "kind/", "sum/1"].map(|more| format!("{whole}/{more}")))
        {
            assert_eq!(Narrowed::parse(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn it_holds_what_was_counted_and_no_more() {
        let rule = json!({ "kinds": ["salon"], "measures": [derived(&["m"])] });
        let plan = json!({ "status": "決定", "first_year": 2026, "last_year": 2030, "rule.a": rule });
        let next = format!("next.{}", derived(&["kita"]));
        let registry = [
            record("plan", Kind::Plan, Scope::OrgAll, plan),
            record("donguri", Kind::District, Scope::OrgAll, json!({ "name": "どんぐり", next: true })),
            record("kita", Kind::District, Scope::OrgAll, json!({ "name": "きた" })),
        ];
        let view = View::new(&registry);
        let serving = Serving::new(&view);
        let districts = view.districts().map(|district| (district.id, district)).collect();
        let log = |what: &str, day: &str, held: &str| {
            let scope = Scope::DistrictAll(DistrictId::of(derived(&["donguri"])));
            let group = derived(&["tsukushi"]);
            let fields = json!({ "what": what, "day": day, "held": held, "place": derived(&["hall"]), "group": group });
            Activity::read(&record("log", Kind::Activity, scope, fields))
        };
        let holds = |narrowed: Narrowed, log: &Activity| narrowed.holds(&serving, &districts, log);
        let salon = log("salon", "2026-05-11", "done");
        assert!(holds(all(), &salon));
        for other in [
            log("salon", "2026-05-11", "rain"),
            log("salon", "2026-12-01", "done"),
            log("salon", "2026-03-31", "done"),
            log("koza", "2026-05-11", "done"),
        ] {
            assert!(!holds(all(), &other), "{other:?}");
        }
        let of = |name: &str| {
            let districts = [DistrictId::of(derived(&[name]))].into();
            Narrowed { districts, ..all() }
        };
        assert!(holds(of("kita"), &salon), "of the district that it became");
        assert!(!holds(of("hinata"), &salon));
        let at = |name: &str| {
            let places = [PlaceId::of(derived(&[name]))].into();
            Narrowed { places, ..all() }
        };
        assert!(holds(at("hall"), &salon) && !holds(at("park"), &salon));
        let by = |name: &str| {
            let groups = [GroupId::of(derived(&[name]))].into();
            Narrowed { groups, ..all() }
        };
        assert!(holds(by("tsukushi"), &salon) && !holds(by("hagi"), &salon));
        let what = |key: &str| Narrowed { kinds: [key.to_owned()].into(), ..all() };
        assert!(holds(what("salon"), &salon) && !holds(what("koza"), &salon));
        let other = log("koza", "2026-05-11", "done");
        assert!(holds(Narrowed { measure: None, ..all() }, &other), "counted for itself");
    }
}
