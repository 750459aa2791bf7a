//! A plan's rules as pages show them: what each asks for, by name, and what it counts for; no word of ours.

use tsunagari_core::id::{MeasureId, PlanId};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::plan::rule::Rule;
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::sort_by_key;
use tsunagari_core::text::Needle;
use tsunagari_core::view::View;

use super::book::sheet::named;

/// Measures that a search offers at a time.
const OFFERED: usize = 12;

/// A rule by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// Its key in the plan.
    pub key: String,
    /// The rule itself.
    pub rule: Rule,
    /// What it asks for.
    pub asks: Asks,
    /// What it counts for; none of a measure that is not there.
    pub measures: Vec<(MeasureId, Option<String>)>,
}

/// What a rule asks for; all of it must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asks {
    /// Kinds of activity, by key and name.
    pub kinds: Vec<(String, String)>,
    /// A group; an empty name where it is not on this phone.
    pub group: Option<String>,
    /// Who runs the place.
    pub runner: Option<String>,
    /// Only at places opened within the plan's years.
    pub opened: bool,
}

/// What a rule asks for, by name.
pub fn asks(view: &View<'_>, rule: &Rule) -> Asks {
    let kinds = view.kinds();
    Asks {
        kinds: rule.kinds.iter().map(|key| (key.clone(), kinds.get(key).short.to_owned())).collect(),
        group: rule.group.map(|id| view.group(id).map(|group| group.name).unwrap_or_default()),
        runner: rule.runner.clone(),
        opened: rule.opened_within_plan,
    }
}

/// The rules of a plan; those of one measure alone where it is named.
pub fn rules(view: &View<'_>, plan: PlanId, of: Option<MeasureId>) -> Vec<Ruled> {
    let Some(record) = view.get(plan.record()).filter(|record| !record.removed()) else { return Vec::new() };
    let rules = Plan::read(record).rules.into_iter();
    let rules = rules.filter(|(_, rule)| of.is_none_or(|measure| rule.measures.contains(&measure)));
    let title = |id: MeasureId| title(view, id);
    let ruled = rules.map(|(key, rule)| Ruled {
        key,
        asks: asks(view, &rule),
        measures: rule.measures.iter().map(|id| (*id, title(*id))).collect(),
        rule,
    });
    ruled.collect()
}

/// A measure by what is printed of it.
pub fn title(view: &View<'_>, id: MeasureId) -> Option<String> {
    named(&Measure::read(view.get(id.record()).filter(|record| !record.removed())?))
}

/// Measures of these plans that a search finds, in print order; the first few without a search.
pub fn offered(
    view: &View<'_>,
    plans: &[PlanId],
    search: &str,
    but: impl Fn(MeasureId) -> bool,
) -> Vec<(MeasureId, String)> {
    let needle = Needle::new(search);
    let measures = view.live(&Kind::Measure).map(Measure::read);
    let mut here: Vec<Measure> = measures
        .filter(|measure| measure.plan.is_some_and(|plan| plans.contains(&plan)) && !but(measure.id))
        .collect();
    sort_by_key(&mut here, |measure| (measure.plan, measure.order, measure.id));
    let found = here.iter().filter_map(|measure| Some((measure.id, named(measure)?)));
    found.filter(|(_, title)| needle.finds(title)).take(OFFERED).collect()
}

/// The plans that are in force in a fiscal year.
pub fn in_force(view: &View<'_>, year: tsunagari_core::calendar::FiscalYear) -> Vec<PlanId> {
    let plans = view.live(&Kind::Plan).map(Plan::read);
    plans.filter(|plan| plan.in_force(year)).map(|plan| plan.id).collect()
}
