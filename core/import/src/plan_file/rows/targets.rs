//! A plan file's targets: which kind each is, and what that kind must say.

use tsunagari_core::id::TargetId;
use tsunagari_core::plan::target::{Goal, Over, Per, PlacesCounted, Set};

use super::*;

impl<'a> Reader<'a> {
    pub(super) fn target(&self, target: &'a format::Target) -> Result<Target> {
        let at = At { table: "target", key: &target.key };
        if target.measure.is_none() && target.item.is_none() {
            return Err(self.wrong(at, Problem::Missing("measure")));
        }
        let measure = target.measure.as_deref().map(|key| self.refer(at, "measure", key)).transpose()?;
        let item = target.item.as_deref().map(|key| self.refer(at, "item", key)).transpose()?;
        Ok(Target {
            id: TargetId::of(self.row("target", &target.key)),
            plan: Some(self.id),
            measure: measure.map(MeasureId::of),
            item: item.map(ItemId::of),
            district: target.district.as_deref().map(|key| self.org.district_id(key)),
            goal: target.kind.as_deref().map(|kind| self.goal(at, kind, target)).transpose()?,
            over: self.word(at, "over", &target.over, Over::parse)?,
            printed: target.printed.clone(),
        })
    }

    fn goal(&self, at: At<'_>, kind: &str, target: &format::Target) -> Result<Goal> {
        let text = |field, value: &Option<String>| self.need(at, field, value.clone());
        Ok(match kind {
            "count" => Goal::Count {
                number: self.need(at, "number", target.number)?,
                unit: text("unit", &target.unit)?,
            },
            "coverage" => {
                Goal::Coverage { set: self.word(at, "set", &text("set", &target.set)?, Set::parse)? }
            }
            "places" => Goal::Places {
                number: self.need(at, "number", target.number)?,
                counts: self.word(at, "counts", &text("counts", &target.counts)?, PlacesCounted::parse)?,
                kinds: target.place_kinds.clone(),
            },
            "frequency" => Goal::Frequency {
                times: self.need(at, "times", target.times)?,
                per: self.word(at, "per", &text("per", &target.per)?, Per::parse)?,
                places: target.places,
            },
            other => return Err(self.wrong(at, Problem::Word { field: "kind", value: other.to_owned() })),
        })
    }
}
