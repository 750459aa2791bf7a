//! The rules of a plan, and a person's word against them on one log: which measures a log counts for. No other field of a plan.

use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;

use super::{Desk, Refusal, Wish};
use crate::activity::Activity;
use crate::change::Act;
use crate::id::{ActivityId, MeasureId, PlanId};
use crate::plan::Plan;
use crate::plan::measure::Measure;
use crate::plan::rule::Rule;
use crate::query::serves::Serving;
use crate::record::Kind;
use crate::text::{Name, Title};

/// Rules of one plan, at most.
pub const RULES: usize = 200;
/// Measures of one rule, at most.
pub const RULE_MEASURES: usize = 50;
/// The set that a plan keeps its rules in.
const SET: &str = "rule";

/// Why a rule, or a person's word, was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RuleFault {
    /// It asks for nothing, and so would take no log.
    #[error("a rule without a condition")]
    NoCondition,
    /// It names no measure.
    #[error("a rule without a measure")]
    NoMeasure,
    /// A measure is not in the plan, or was removed.
    #[error("no such measure in the plan")]
    Measure(MeasureId),
    /// A kind of activity that the ward does not have.
    #[error("no such kind of activity")]
    Kind,
    /// The plan has as many rules, or the rule as many measures, as there may be.
    #[error("at most {0}")]
    TooMany(usize),
    /// The measure's plan is not in force on the log's day.
    #[error("not a plan of that year")]
    Years,
}

impl Desk<'_> {
    /// Makes a rule of a plan, changes one, or takes one away (no form).
    pub(super) fn rule(
        &self,
        plan: PlanId,
        key: Option<String>,
        form: Option<Rule>,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        let id = plan.record();
        let seen = self.seen(id).filter(|seen| seen.kind == Kind::Plan && !seen.removed());
        let seen = seen.ok_or(Refusal::NotHere(id))?;
        let value = match form {
            None => Value::Null,
            Some(form) => json!(self.sound(plan, form)?),
        };
        let rules = Plan::read(seen).rules;
        if key.is_none() && rules.len() >= RULES {
            return Err(Refusal::Rule(RuleFault::TooMany(RULES)));
        }
        let key = key.unwrap_or_else(|| format!("r{}", fresh().simple()).chars().take(16).collect());
        let field = format!("{SET}.{key}");
        if seen.fields.get(&field).unwrap_or(&Value::Null) == &value {
            return Ok(Vec::new());
        }
        Ok(vec![Wish::on(seen, Act::Set([(field, value)].into()))])
    }

    /// The rule as it is kept: it asks for something, and all that it names is there.
    fn sound(&self, plan: PlanId, mut rule: Rule) -> Result<Rule, Refusal> {
        if !rule.title.trim().is_empty() {
            let title = Title::parse(&rule.title).map_err(|fault| Refusal::of_text("title", fault))?;
            rule.title = title.into_string();
        } else {
            rule.title.clear();
        }
        let runner = rule.runner.take().filter(|runner| !runner.trim().is_empty());
        let name = |runner: String| Name::parse(&runner).map(Name::into_string);
        rule.runner = runner.map(name).transpose().map_err(|fault| Refusal::of_text("runner", fault))?;
        let fault = if !rule.asks() {
            Some(RuleFault::NoCondition)
        } else if rule.measures.is_empty() {
            Some(RuleFault::NoMeasure)
        } else if rule.measures.iter().count() > RULE_MEASURES {
            Some(RuleFault::TooMany(RULE_MEASURES))
        } else if rule.kinds.iter().any(|kind| !self.view.kinds().knows(kind)) {
            Some(RuleFault::Kind)
        } else {
            rule.measures.iter().find(|id| self.plan_of(**id) != Some(plan)).map(|id| RuleFault::Measure(*id))
        };
        fault.map_or(Ok(rule), |fault| Err(Refusal::Rule(fault)))
    }

    fn plan_of(&self, measure: MeasureId) -> Option<PlanId> {
        let record = self.view.get(measure.record())?;
        let there = record.kind == Kind::Measure && !record.removed();
        if there { Measure::read(record).plan } else { None }
    }

    /// 「この記録を数える取組」: what the rules say already needs no word.
    pub(super) fn serve(&self, log: ActivityId, measure: MeasureId, yes: bool) -> Result<Vec<Wish>, Refusal> {
        let seen = self.view.get(log.record()).filter(|seen| !seen.removed());
        let seen = seen.ok_or(Refusal::NotHere(log.record()))?;
        let plan = self.plan_of(measure).and_then(|plan| self.view.get(plan.record()));
        let plan = plan.ok_or(Refusal::Rule(RuleFault::Measure(measure)))?;
        let read = Activity::read(seen);
        let year = read.when.map(|when| when.month().fiscal_year());
        if yes && !year.is_some_and(|year| Plan::read(plan).in_force(year)) {
            return Err(Refusal::Rule(RuleFault::Years));
        }
        let ruled = Serving::new(self.view).by_rules(&read).contains(&measure);
        let word = if ruled == yes { Value::Null } else { Value::Bool(yes) };
        let field = format!("serves.{measure}");
        if seen.fields.get(&field).unwrap_or(&Value::Null) == &word {
            return Ok(Vec::new());
        }
        Ok(vec![Wish::on(seen, Act::Set([(field, word)].into()))])
    }
}
