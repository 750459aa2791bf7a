//! Which measures a log serves, by its kind, group and place: computed when read, never stored; a person's override is not here.

use serde::Serialize;

use super::Period;
use crate::calendar::{Day, FiscalYear};
use crate::from_json;
use crate::id::{GroupId, MeasureId};
use crate::json::serde_through_json;
use crate::place::Place;
use crate::sorted::{SortedMap, SortedSet};

/// A rule of a plan: every condition that it states must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What it says, for people.
    pub title: String,
    /// Kinds of activity, by their names in a record; empty means any.
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub kinds: SortedSet<String>,
    /// One group's logs only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Only at places that this body runs: 地区社協.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runner: Option<String>,
    /// Only at places opened within the plan's years.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub opened_within_plan: bool,
    /// What such a log serves.
    pub measures: SortedSet<MeasureId>,
}

/// What a rule looks at in a log and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The kind of activity, by its name in a record.
    pub kind: &'a str,
    /// The group.
    pub group: Option<GroupId>,
    /// Who runs the place.
    pub runner: Option<&'a str>,
    /// The fiscal year in which the place opened.
    pub opened: Option<FiscalYear>,
}

impl<'a> Facts<'a> {
    /// Of a log's kind, group and place.
    pub fn of(kind: &'a str, group: Option<GroupId>, place: Option<&'a Place>) -> Self {
        let opened = place.and_then(|place| place.opened).map(Day::fiscal_year);
        Self { kind, group, runner: place.and_then(|place| place.runner.as_deref()), opened }
    }
}

from_json! {
    Rule {
        title or String::new(),
        kinds or SortedSet::new(),
        group,
        runner,
        opened_within_plan or false,
        measures or SortedSet::new(),
    }
}
serde_through_json!(Rule);

impl Rule {
    /// Whether it states any condition.
    pub fn asks(&self) -> bool {
        !self.kinds.is_empty() || self.group.is_some() || self.runner.is_some() || self.opened_within_plan
    }

    /// Whether the log falls under the rule. A rule without a condition, and one that an unknown leaves open, do not match.
    pub fn matches(&self, period: Period, facts: Facts<'_>) -> bool {
        self.asks()
            && (self.kinds.is_empty() || self.kinds.contains(facts.kind))
            && (self.group.is_none() || self.group == facts.group)
            && (self.runner.is_none() || self.runner.as_deref() == facts.runner)
            && (!self.opened_within_plan || facts.opened.and_then(|year| period.covers(year)) == Some(true))
    }
}

/// The measures that a log serves: those of every rule it falls under, each once.
pub fn serves(rules: &SortedMap<String, Rule>, period: Period, facts: Facts<'_>) -> SortedSet<MeasureId> {
    rules
        .values()
        .filter(|rule| rule.matches(period, facts))
        .flat_map(|rule| rule.measures.iter().copied())
        .collect()
}

/// The measures that a log serves after a person has said so against the rules: yes adds one, no takes it away.
pub fn served(rules: SortedSet<MeasureId>, said: &SortedMap<MeasureId, bool>) -> SortedSet<MeasureId> {
    let added = said.iter().filter(|(_, yes)| **yes).map(|(id, _)| *id);
    let stays = |id: &MeasureId| said.get(id) != Some(&false);
    rules.into_iter().chain(added).filter(stays).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::derived;

    fn measure(name: &str) -> MeasureId {
        MeasureId::of(derived(&[name]))
    }

    fn year(n: i32) -> FiscalYear {
        FiscalYear::new(n).unwrap()
    }

    fn period() -> Period {
        Period { first: Some(year(2026)), last: Some(year(2030)) }
    }

    fn ibasho() -> Rule {
        let measures = [measure("any")].into();
        Rule { kinds: ["ibasho".to_owned()].into(), measures, ..Rule::default() }
    }

    const LOG: Facts<'static> = Facts { kind: "ibasho", group: None, runner: None, opened: None };

    #[test]
    fn a_log_serves_the_measures_of_every_rule_it_falls_under_each_once() {
        let new =
            Rule { opened_within_plan: true, measures: [measure("new"), measure("any")].into(), ..ibasho() };
        let run =
            Rule { runner: Some("地区社協".to_owned()), measures: [measure("run")].into(), ..ibasho() };
        let rules = [("a".to_owned(), ibasho()), ("b".to_owned(), new), ("c".to_owned(), run)].into();
        let of = |facts| serves(&rules, period(), facts);
        assert_eq!(of(LOG), [measure("any")].into());
        assert_eq!(of(Facts { opened: Some(year(2027)), ..LOG }), [measure("any"), measure("new")].into());
        assert_eq!(of(Facts { runner: Some("地区社協"), ..LOG }), [measure("any"), measure("run")].into());
        assert_eq!(of(Facts { runner: Some("住民"), ..LOG }), [measure("any")].into());
        assert_eq!(of(Facts { kind: "salon", ..LOG }), SortedSet::new());
    }

    #[test]
    fn a_place_opened_before_the_plan_is_not_a_new_one() {
        let rule = Rule { opened_within_plan: true, ..ibasho() };
        assert!(!rule.matches(period(), Facts { opened: Some(year(2025)), ..LOG }));
        assert!(rule.matches(period(), Facts { opened: Some(year(2026)), ..LOG }));
        let unknown = Period { last: None, ..period() };
        assert!(
            !rule.matches(unknown, Facts { opened: Some(year(2027)), ..LOG }),
            "an unknown end claims nothing"
        );
    }

    #[test]
    fn a_rule_of_a_group_takes_that_group_alone() {
        let group = GroupId::of(derived(&["akachan"]));
        let rule = Rule { group: Some(group), ..ibasho() };
        assert!(rule.matches(period(), Facts { group: Some(group), ..LOG }));
        assert!(!rule.matches(period(), Facts { group: Some(GroupId::of(derived(&["other"]))), ..LOG }));
        assert!(!rule.matches(period(), LOG));
    }

    #[test]
    fn what_a_person_said_goes_before_the_rules() {
        let rules = ["a", "b"].map(measure).into();
        let said = [(measure("b"), false), (measure("c"), true)].into();
        assert_eq!(served(rules, &said), ["a", "c"].map(measure).into());
    }

    #[test]
    fn a_place_tells_who_runs_it_and_the_fiscal_year_it_opened_in() {
        let id = crate::id::PlaceId::of(derived(&["place"]));
        let mut place = Place::named(id, None, "ibasho".to_owned(), "わたぐもの家".to_owned());
        place.opened = Day::parse("2027-03-31").ok();
        place.runner = Some("地区社協".to_owned());
        let facts = Facts::of("ibasho", None, Some(&place));
        assert_eq!(facts, Facts { runner: Some("地区社協"), opened: Some(year(2026)), ..LOG });
        assert_eq!(Facts::of("ibasho", None, None), LOG);
    }

    #[test]
    fn a_rule_that_says_nothing_matches_nothing() {
        assert!(!Rule { measures: [measure("any")].into(), ..Rule::default() }.matches(period(), LOG));
    }
}
