//! 地区別計画 beside the ward's plan: which of a district's measures answers which of the ward's; no screen, no log.

use super::Plan;
use super::measure::Measure;
use super::relation::RelationKind;
use crate::id::{DistrictId, MeasureId, PlanId};
use crate::sorted::SortedMap;

/// A measure of the ward and one of a district that are tied, whichever of the two says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// The ward's measure.
    pub ward: MeasureId,
    /// The district.
    pub district: DistrictId,
    /// Its measure.
    pub answer: MeasureId,
}

/// The ties of all measures, each once, in the order of the measures given. One between two plans of the ward, or of
/// which one end is not there, is none.
pub fn ties<'a>(
    plans: &SortedMap<PlanId, Plan>,
    measures: impl IntoIterator<Item = &'a Measure>,
) -> Vec<Tie> {
    let all: Vec<&Measure> = measures.into_iter().collect();
    let district = |measure: &Measure| {
        let plan = measure.plan.and_then(|id| plans.get(&id))?;
        Some((measure.id, plan.district))
    };
    let of: SortedMap<MeasureId, Option<DistrictId>> = all.iter().copied().filter_map(district).collect();
    let mut ties: Vec<Tie> = Vec::new();
    for measure in all {
        let own = measure.relations.iter().filter(|relation| relation.kind == RelationKind::District);
        for other in own.filter_map(|relation| relation.to).map(MeasureId::of) {
            let tie = match (of.get(&measure.id), of.get(&other)) {
                (Some(None), Some(Some(district))) => {
                    Tie { ward: measure.id, district: *district, answer: other }
                }
                (Some(Some(district)), Some(None)) => {
                    Tie { ward: other, district: *district, answer: measure.id }
                }
                _ => continue,
            };
            if !ties.contains(&tie) {
                ties.push(tie);
            }
        }
    }
    ties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{RecordId, derived};
    use crate::plan::relation::Relation;
    use crate::record::{Fields, Kind, Record};

    fn id(name: &str) -> RecordId {
        derived(&[name])
    }

    fn record(name: &str, kind: Kind) -> Record {
        crate::plan::tests::record(id(name), kind, Fields::new())
    }

    fn plan(name: &str, district: Option<&str>) -> (PlanId, Plan) {
        let plan = Plan {
            district: district.map(|name| DistrictId::of(id(name))),
            ..Plan::read(&record(name, Kind::Plan))
        };
        (plan.id, plan)
    }

    fn measure(name: &str, plan: &str, to: &[(RelationKind, &str)]) -> Measure {
        let relations = to.iter().map(|(kind, to)| Relation { kind: *kind, to: Some(id(to)), reason: None });
        Measure {
            plan: Some(PlanId::of(id(plan))),
            relations: relations.collect(),
            ..Measure::read(&record(name, Kind::Measure))
        }
    }

    #[test]
    fn a_tie_is_seen_from_both_ends_and_counts_once_though_both_tell_it() {
        use RelationKind::{District, Related};
        let plans = [plan("ward", None), plan("old", None), plan("hinata plan", Some("hinata"))].into();
        let measures = [
            measure("w1", "ward", &[(District, "h1"), (District, "gone"), (Related, "h2")]),
            measure("w2", "ward", &[(District, "o1")]),
            measure("o1", "old", &[]),
            measure("h1", "hinata plan", &[(District, "w1")]),
            measure("h2", "hinata plan", &[(District, "w1"), (District, "h1")]),
        ];
        let hinata = DistrictId::of(id("hinata"));
        let tie = |answer| Tie {
            ward: MeasureId::of(id("w1")),
            district: hinata,
            answer: MeasureId::of(id(answer)),
        };
        assert_eq!(ties(&plans, &measures), [tie("h1"), tie("h2")]);
    }
}
