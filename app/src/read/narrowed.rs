//! What is behind a number, as the address of its list: of which measure, from month to month, where. No log is read here.

use tsunagari_core::activity::Activity;
use tsunagari_core::calendar::Month;
use tsunagari_core::district::{District, successors};
use tsunagari_core::id::{DistrictId, MeasureId, PlaceId};
use tsunagari_core::query::serves::Serving;
use tsunagari_core::sorted::SortedMap;

/// The logs that were counted for a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Narrowed {
    /// What they serve.
    pub measure: MeasureId,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// Those of one district, and of the districts that became it.
    pub district: Option<DistrictId>,
    /// Those at one place.
    pub place: Option<PlaceId>,
}

const DISTRICT: &str = "district";
const PLACE: &str = "place";

impl Narrowed {
    /// `MEASURE/2026-04/2026-11`, behind it `district/ID` or `place/ID` where it is narrower.
    pub fn text(self) -> String {
        let Self { measure, from, to, district, place } = self;
        let district = district.map(|id| format!("/{DISTRICT}/{id}")).unwrap_or_default();
        let place = place.map(|id| format!("/{PLACE}/{id}")).unwrap_or_default();
        format!("{measure}/{from}/{to}{district}{place}")
    }

    /// Reads it; none where it says something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let measure = parts.next()?.parse().ok()?;
        let mut month = || Month::parse(parts.next()?).ok();
        let (from, to) = (month()?, month()?);
        let mut narrowed = Self { measure, from, to, district: None, place: None };
        while let Some(word) = parts.next() {
            let id = parts.next()?;
            match word {
                DISTRICT => narrowed.district = Some(id.parse().ok()?),
                PLACE => narrowed.place = Some(id.parse().ok()?),
                _ => return None,
            }
        }
        Some(narrowed)
    }

    /// Whether a log is one of those that were counted.
    pub fn holds(
        self,
        serving: &Serving,
        districts: &SortedMap<DistrictId, District>,
        log: &Activity,
    ) -> bool {
        let within = log.when.is_some_and(|when| (self.from..=self.to).contains(&when.month()));
        let here = |own| log.district.is_some_and(|id| successors(districts, id).contains(&own));
        within
            && log.held.is_done()
            && self.district.is_none_or(here)
            && self.place.is_none_or(|place| log.place == Some(place))
            && serving.of(log).contains(&self.measure)
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
        Narrowed { measure, from: month("2026-04"), to: month("2026-11"), district: None, place: None }
    }

    #[test]
    fn an_address_is_read_back_and_nothing_else() {
        let (district, place) = (Some(DistrictId::of(derived(&["d"]))), Some(PlaceId::of(derived(&["p"]))));
        for narrowed in [all(), Narrowed { district, ..all() }, Narrowed { place, district, ..all() }] {
            assert_eq!(Narrowed::parse(&narrowed.text()), Some(narrowed));
        }
        for wrong in ["", "x", "x/2026-04/2026-11", &format!("{}/district", all().text())] {
            assert_eq!(Narrowed::parse(wrong), None, "{wrong}");
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
            let fields = json!({ "what": what, "day": day, "held": held, "place": derived(&["hall"]) });
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
        let of = |name: &str| Narrowed { district: Some(DistrictId::of(derived(&[name]))), ..all() };
        assert!(holds(of("kita"), &salon), "of the district that it became");
        assert!(!holds(of("hinata"), &salon));
        let at = |name: &str| Narrowed { place: Some(PlaceId::of(derived(&[name]))), ..all() };
        assert!(holds(at("hall"), &salon) && !holds(at("park"), &salon));
    }
}
