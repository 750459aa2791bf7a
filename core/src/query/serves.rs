//! Which measures logs serve: the rules of plans, and a person's word against them.

use crate::activity::{Activity, Draft, When, said};
use crate::calendar::{FiscalYear, Month};
use crate::id::{GroupId, MeasureId, PlaceId, PlanId};
use crate::plan::measure::Measure;
use crate::plan::rule::{Facts, Rule, serves};
use crate::plan::{Period, Plan, Status};
use crate::query::ledger::Line;
use crate::record::Kind;
use crate::sorted::{SortedMap, SortedSet};
use crate::view::View;

/// The rules of all plans and what they ask of places, read once for many logs.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    plans: Vec<(PlanId, Period, SortedMap<String, Rule>)>,
    force: SortedMap<MeasureId, Period>,
    places: SortedMap<PlaceId, (Option<String>, Option<FiscalYear>)>,
}

impl Serving {
    /// Reads the plans and places of a view.
    pub fn new(view: &View<'_>) -> Self {
        let plans = view.live(&Kind::Plan).map(Plan::read).filter(|plan| plan.status != Some(Status::Draft));
        let plans = plans.map(|plan| (plan.id, plan.period, plan.rules));
        // Few have years of their own; the others are not read.
        let force =
            view.live(&Kind::Measure).filter(|row| row.number("since").or(row.number("until")).is_some());
        let force = force.map(|row| (MeasureId::of(row.id), Measure::read(row).force));
        let places = view.places().map(|place| {
            let opened = place.opened.map(crate::calendar::Day::fiscal_year);
            (place.id, (place.runner, opened))
        });
        Self { plans: plans.collect(), force: force.collect(), places: places.collect() }
    }

    /// The measures of the plans in force that a log serves; a person's word goes before the rules.
    ///
    /// A plan whose years are unknown, or do not hold the log's, has nothing of it; nor has one that is not decided yet.
    pub fn of(&self, log: &Activity) -> SortedSet<MeasureId> {
        log.serving(self.by_rule(&log.what, log.group, log.place, log.when))
    }

    /// The same by the rules alone, whatever a person said.
    pub fn by_rules(&self, log: &Activity) -> SortedSet<MeasureId> {
        self.by_rule(&log.what, log.group, log.place, log.when)
    }

    /// The same of a line of a month's ledger.
    pub fn of_line(&self, line: &Line, month: Month) -> SortedSet<MeasureId> {
        said(&line.serves, self.by_rule(&line.what, line.group, line.place, Some(When::Month(month))))
    }

    /// As it would be with a rule of a plan made, changed or taken away.
    #[must_use]
    pub fn with_rule(&self, plan: PlanId, key: &str, rule: Option<&Rule>) -> Self {
        let mut other = self.clone();
        for (_, _, rules) in other.plans.iter_mut().filter(|(id, ..)| *id == plan) {
            match rule {
                Some(rule) => drop(rules.insert(key.to_owned(), rule.clone())),
                None => drop(rules.remove(key)),
            }
        }
        other
    }

    /// The same of a log that is being written.
    pub fn of_draft(&self, draft: &Draft) -> SortedSet<MeasureId> {
        self.by_rule(&draft.what, draft.group, draft.place, Some(draft.when))
    }

    fn by_rule(
        &self,
        kind: &str,
        group: Option<GroupId>,
        place: Option<PlaceId>,
        when: Option<When>,
    ) -> SortedSet<MeasureId> {
        let place = place.and_then(|id| self.places.get(&id));
        let runner = place.and_then(|(runner, _)| runner.as_deref());
        let facts = Facts { kind, group, runner, opened: place.and_then(|(_, opened)| *opened) };
        let year = when.map(|when| when.month().fiscal_year());
        let in_force = |period: &Period| year.and_then(|year| period.covers(year)) == Some(true);
        let plans = self.plans.iter().filter(|(_, period, _)| in_force(period));
        let stands = |id: &MeasureId| {
            let force = self.force.get(id).copied().unwrap_or_default();
            year.is_some_and(|year| force.allows(year))
        };
        plans.flat_map(|(_, period, rules)| serves(rules, *period, facts)).filter(stands).collect()
    }
}

/// What the rules said of lines: they are asked once for each kind, group, place and year.
#[derive(Debug, Clone, Default)]
pub struct Known(SortedMap<String, SortedMap<Asked, SortedSet<MeasureId>>>);

type Asked = (Option<GroupId>, Option<PlaceId>, FiscalYear);

impl Known {
    /// The measures that a line of a month's ledger serves, by rules that stay the same from one question to the next.
    pub fn of_line(&mut self, serving: &Serving, line: &Line, month: Month) -> SortedSet<MeasureId> {
        if !line.serves.is_empty() {
            return serving.of_line(line, month);
        }
        let facts = (line.group, line.place, month.fiscal_year());
        if let Some(known) = self.0.get(&line.what).and_then(|known| known.get(&facts)) {
            return known.clone();
        }
        let found = serving.of_line(line, month);
        self.0.of(line.what.clone()).insert(facts, found.clone());
        found
    }
}

/// What another rule would do to the logs on this device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Preview {
    /// Logs that count for some measure more than they do.
    pub gain: usize,
    /// Logs that count for some measure less.
    pub lose: usize,
    /// Logs that count for other measures than they do: more, less, or both.
    pub change: usize,
}

/// How many logs of a view would count for other measures if a rule of a plan were so.
pub fn preview(view: &View<'_>, plan: PlanId, key: &str, rule: Option<&Rule>) -> Preview {
    let now = Serving::new(view);
    let then = now.with_rule(plan, key, rule);
    let mut found = Preview::default();
    for (_, log) in view.logs() {
        let (before, after) = (now.of(&log), then.of(&log));
        let gains = after.iter().any(|id| !before.contains(id));
        let loses = before.iter().any(|id| !after.contains(id));
        found.gain += usize::from(gains);
        found.lose += usize::from(loses);
        found.change += usize::from(gains || loses);
    }
    found
}
