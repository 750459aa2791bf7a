//! What a plan's rows came from and where they went, through the plans of a ward; no row is changed, no screen.

use super::relation::{Relation, RelationKind};
use crate::id::RecordId;
use crate::sorted::{SortedMap, SortedSet};

/// How a row came from an earlier one. The earlier one may be a whole plan, where nobody knows which row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The row of the later plan.
    pub later: RecordId,
    /// 継承, 改訂, 分割 or 統合.
    pub kind: RelationKind,
    /// The row of the earlier plan.
    pub earlier: RecordId,
    /// Why, where somebody said.
    pub reason: Option<String>,
}

/// The lineage of all plans of a ward.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lineage {
    steps: Vec<Step>,
}

impl Lineage {
    /// Gathers the lineage that rows tell of; their other relations are passed over.
    pub fn of<'a>(rows: impl IntoIterator<Item = (RecordId, &'a [Relation])>) -> Self {
        let step = |later: RecordId, relation: &Relation| {
            let earlier = relation.to.filter(|_| relation.kind.lineage())?;
            Some(Step { later, kind: relation.kind, earlier, reason: relation.reason.clone() })
        };
        let rows = rows.into_iter();
        let steps = rows.flat_map(|(id, relations)| relations.iter().filter_map(move |one| step(id, one)));
        Self { steps: steps.collect() }
    }

    /// What a row came from: one, or several that were put together.
    pub fn before(&self, row: RecordId) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.later == row)
    }

    /// What became of a row: one, or several that it was split into.
    pub fn after(&self, row: RecordId) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.earlier == row)
    }

    /// The row and all that it came from, through every plan before.
    pub fn ancestors(&self, row: RecordId) -> SortedSet<RecordId> {
        let (mut seen, mut open) = (SortedSet::new(), vec![row]);
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(self.before(id).map(|step| step.earlier));
            }
        }
        seen
    }

    /// A row that would come from itself; none where the lineage is sound.
    pub fn circle(&self) -> Option<RecordId> {
        let mut earlier: SortedMap<RecordId, Vec<RecordId>> = SortedMap::new();
        for step in &self.steps {
            earlier.of(step.later).push(step.earlier);
        }
        // A row is sound once all that it came from is.
        let mut left: SortedSet<RecordId> = earlier.keys().copied().collect();
        loop {
            let sound: Vec<RecordId> = left
                .iter()
                .filter(|id| earlier.get(id).into_iter().flatten().all(|before| !left.contains(before)))
                .copied()
                .collect();
            if sound.is_empty() {
                return left.iter().next().copied();
            }
            for id in sound {
                left.remove(&id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::derived;

    fn id(name: &str) -> RecordId {
        derived(&[name])
    }

    fn tie(kind: RelationKind, to: &str, reason: Option<&str>) -> Relation {
        Relation { kind, to: Some(id(to)), reason: reason.map(str::to_owned) }
    }

    fn lineage(rows: &[(&str, Vec<Relation>)]) -> Lineage {
        Lineage::of(rows.iter().map(|(row, relations)| (id(row), relations.as_slice())))
    }

    #[test]
    fn a_row_knows_what_it_came_from_what_became_of_it_and_why() {
        use RelationKind::{Continues, Related, Revises, Splits};
        let of = lineage(&[
            ("place", vec![tie(Splits, "both", Some("居場所と社会参加を分けた"))]),
            ("work", vec![tie(Splits, "both", None), tie(Related, "place", None)]),
            ("both", vec![tie(Continues, "first", None), tie(Revises, "second", None)]),
        ]);
        let after: Vec<_> = of.after(id("both")).map(|step| (step.later, step.reason.as_deref())).collect();
        assert_eq!(after, [(id("place"), Some("居場所と社会参加を分けた")), (id("work"), None)]);
        let before: Vec<_> = of.before(id("both")).map(|step| (step.kind, step.earlier)).collect();
        assert_eq!(before, [(Continues, id("first")), (Revises, id("second"))]);
        assert_eq!(of.ancestors(id("work")), ["work", "both", "first", "second"].map(id).into());
        assert_eq!(of.before(id("first")).count(), 0);
        assert_eq!(of.circle(), None);
    }

    #[test]
    fn a_row_that_comes_from_itself_is_found_through_any_number_of_plans() {
        use RelationKind::Continues;
        let round = lineage(&[
            ("a", vec![tie(Continues, "b", None)]),
            ("b", vec![tie(Continues, "c", None)]),
            ("c", vec![tie(Continues, "a", None)]),
            ("d", vec![tie(Continues, "a", None)]),
        ]);
        assert!(round.circle().is_some());
        assert_eq!(round.ancestors(id("d")).len(), 4, "a circle ends where it closes");
        let own = lineage(&[("a", vec![tie(Continues, "a", None)])]);
        assert_eq!(own.circle(), Some(id("a")));
        let joined = lineage(&[
            ("a", vec![tie(Continues, "b", None), tie(Continues, "c", None)]),
            ("b", vec![tie(Continues, "d", None)]),
            ("c", vec![tie(Continues, "d", None)]),
        ]);
        assert_eq!(joined.circle(), None, "two ways to one row are no circle");
    }
}
