//! From the tables of a plan file to its records: every key stands once, every reference finds its row.

use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{BodyId, ItemId, MeasureId, NodeId, PlanId, RecordId, TargetId};
use tsunagari_core::kind::built_in;
use tsunagari_core::plan::measure::{Measure, Owners, Scale};
use tsunagari_core::plan::node::{Block, Node};
use tsunagari_core::plan::relation::{Relation, RelationKind};
use tsunagari_core::plan::rule::Rule;
use tsunagari_core::plan::schedule::{Cell, Schedule};
use tsunagari_core::plan::target::{Goal, Over, Per, PlacesCounted, Set, Target};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::plan::{Heading, Layout, Period, Plan, Status, row_id};
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::text::{Title, is_key};

use super::super::org_file::{known, once};
use super::format::{self, PlanFile};
use super::{Elsewhere, OrgFile, PlanFileError, PlanRows, Problem, Row};

type Result<T> = core::result::Result<T, PlanFileError>;

pub(super) fn rows(file: &str, plan: &PlanFile, org: &OrgFile) -> Result<PlanRows> {
    Reader::new(file, plan, org)?.rows()
}

struct Reader<'a> {
    file: &'a str,
    plan: &'a PlanFile,
    org: &'a OrgFile,
    id: PlanId,
    period: Period,
    keys: SortedMap<&'static str, SortedSet<&'a str>>,
    relations: SortedMap<&'a str, Vec<Relation>>,
    elsewhere: Vec<Elsewhere>,
}

/// The row that is being read, for errors.
#[derive(Clone, Copy)]
struct At<'a> {
    table: &'static str,
    key: &'a str,
}

impl<'a> Reader<'a> {
    fn new(file: &'a str, plan: &'a PlanFile, org: &'a OrgFile) -> Result<Self> {
        let keys = [
            ("layout", once(file, "layout", plan.layout.iter().map(|row| row.key.as_str()))?),
            ("heading", once(file, "heading", plan.heading.iter().map(|row| row.key.as_str()))?),
            ("node", once(file, "node", plan.node.iter().map(|row| row.key.as_str()))?),
            ("measure", once(file, "measure", plan.measure.iter().map(|row| row.key.as_str()))?),
            ("item", once(file, "item", plan.item.iter().map(|row| row.key.as_str()))?),
            ("target", once(file, "target", plan.target.iter().map(|row| row.key.as_str()))?),
            ("rule", once(file, "rule", plan.rule.iter().map(|row| row.key.as_str()))?),
            ("body", once(file, "plan", plan.plan.bodies.iter().map(String::as_str))?),
        ];
        // These three are names of fields.
        for (table, keys) in keys.iter().filter(|(table, _)| ["layout", "heading", "rule"].contains(table)) {
            if let Some(key) = keys.iter().find(|key| !is_key(key)) {
                return Err(PlanFileError::new(file, table, key, Problem::Key));
            }
        }
        let id = PlanId::of(row_id(&org.org.slug, &plan.plan.key, "plan"));
        let mut reader = Self {
            file,
            plan,
            org,
            id,
            period: Period::default(),
            keys: keys.into(),
            relations: SortedMap::new(),
            elsewhere: Vec::new(),
        };
        let at = At { table: "plan", key: &plan.plan.key };
        reader.period = Period {
            first: reader.year(at, plan.plan.first_year)?,
            last: reader.year(at, plan.plan.last_year)?,
        };
        for relation in &plan.relation {
            reader.relation(relation)?;
        }
        Ok(reader)
    }

    fn rows(self) -> Result<PlanRows> {
        let mut rows = vec![self.plan_row()?];
        for (order, node) in (0..).zip(&self.plan.node) {
            rows.push(self.node(order, node)?);
        }
        for (order, measure) in (0..).zip(&self.plan.measure) {
            rows.push(self.measure(order, measure)?);
        }
        for (order, item) in (0..).zip(&self.plan.item) {
            rows.push(self.item(order, item)?);
        }
        for target in &self.plan.target {
            rows.push(self.target(target)?);
        }
        self.check_blocks_and_scales()?;
        let tables = ["node", "measure", "item", "target"];
        let names =
            tables.iter().flat_map(|table| self.table(table).iter().map(move |key| format!("{table}/{key}")));
        Ok(PlanRows {
            id: self.id,
            key: self.plan.plan.key.clone(),
            file: self.file.to_owned(),
            rows,
            names: names.collect(),
            elsewhere: self.elsewhere.clone(),
        })
    }

    fn plan_row(&self) -> Result<Row> {
        let plan = &self.plan.plan;
        let at = At { table: "plan", key: &plan.key };
        let slug = &self.org.org.slug;
        let org_bodies: SortedSet<&str> = self.org.body.iter().map(|body| body.key.as_str()).collect();
        for body in &plan.bodies {
            known(self.file, "plan", &plan.key, &org_bodies, "body", body)?;
        }
        let status =
            plan.status.as_deref().map(|text| self.word(at, "status", text, Status::parse)).transpose()?;
        let noun = Plan {
            id: self.id,
            key: plan.key.clone(),
            title: Some(self.title(at, &plan.title)?),
            term: plan.term.clone(),
            section: plan.section.clone(),
            status,
            period: self.period,
            columns: plan.columns.clone(),
            items_year: self.year(at, plan.items_year)?,
            result_state: plan.result_state.clone(),
            bodies: plan.bodies.iter().map(|body| self.org.body_id(body)).collect(),
            layouts: self.plan.layout.iter().map(layout).collect(),
            headings: self.headings()?,
            rules: self.plan.rule.iter().map(|rule| self.rule(rule)).collect::<Result<_>>()?,
            previous: plan.previous.as_deref().map(|key| PlanId::of(row_id(slug, key, "plan"))),
            previous_reason: plan.previous_reason.clone(),
        };
        Ok(Row::public(self.id.record(), Kind::Plan, noun.fields()))
    }

    fn headings(&self) -> Result<SortedMap<String, Heading>> {
        let mut headings = SortedMap::new();
        for (order, heading) in (0..).zip(&self.plan.heading) {
            self.known(At { table: "heading", key: &heading.key }, "layout", &heading.layout)?;
            let (title, layout) = (heading.title.clone(), Some(heading.layout.clone()));
            headings
                .insert(heading.key.clone(), Heading { title, layout, expected: heading.expected, order });
        }
        Ok(headings)
    }

    fn rule(&self, rule: &format::Rule) -> Result<(String, Rule)> {
        let at = At { table: "rule", key: &rule.key };
        for kind in &rule.kinds {
            self.word(at, "kinds", kind, built_in)?;
        }
        let measures = rule.measures.iter().map(|key| self.refer(at, "measure", key).map(MeasureId::of));
        let noun = Rule {
            title: rule.title.clone(),
            kinds: rule.kinds.clone(),
            group: rule.group.as_deref().map(|key| self.org.group_id(key)),
            runner: rule.runner.clone(),
            opened_within_plan: rule.opened_within_plan,
            measures: measures.collect::<Result<_>>()?,
        };
        Ok((rule.key.clone(), noun))
    }

    fn node(&self, order: u64, node: &'a format::Node) -> Result<Row> {
        let at = At { table: "node", key: &node.key };
        if let Some(layout) = &node.layout {
            self.known(at, "layout", layout)?;
        } else if node.parent.is_none() {
            return Err(self.wrong(at, Problem::Missing("layout")));
        }
        let blocks = self.plan.block.iter().filter(|block| block.node == node.key).map(block);
        let parent = node.parent.as_deref().map(|key| self.refer(at, "node", key)).transpose()?;
        let noun = Node {
            id: NodeId::of(self.row("node", &node.key)),
            plan: Some(self.id),
            parent: parent.map(NodeId::of),
            layout: node.layout.clone(),
            level: node.level,
            order,
            number: node.number.clone(),
            mark: node.mark.clone(),
            title: node.title.as_deref().map(|title| self.title(at, title)).transpose()?,
            tag: node.tag.clone(),
            ask: node.ask.clone(),
            blocks: numbered(blocks),
            relations: self.relations_of(at),
        };
        Ok(Row::public(noun.id.record(), Kind::Node, noun.fields()))
    }

    fn measure(&self, order: u64, measure: &'a format::Measure) -> Result<Row> {
        let at = At { table: "measure", key: &measure.key };
        if let Some(heading) = &measure.heading {
            self.known(at, "heading", heading)?;
        }
        let scales = self.plan.scale.iter().filter(|scale| scale.measure.as_deref() == Some(at.key));
        let noun = Measure {
            id: MeasureId::of(self.row("measure", &measure.key)),
            plan: Some(self.id),
            node: Some(NodeId::of(self.refer(at, "node", &measure.node)?)),
            heading: measure.heading.clone(),
            order,
            title: Some(self.title(at, &measure.title)?),
            detail: measure.detail.clone(),
            owners: self.owners(at, &measure.bodies, &measure.roles, &measure.maybe)?,
            schedule: self.schedule(at, measure)?,
            scales: numbered(scales.map(scale)),
            relations: self.relations_of(at),
            working_group: measure.wg.clone(),
            ask: measure.ask.clone(),
        };
        Ok(Row::public(noun.id.record(), Kind::Measure, noun.fields()))
    }

    fn schedule(&self, at: At<'_>, measure: &format::Measure) -> Result<Schedule> {
        let mut schedule = Schedule::default();
        let cell = |field, text: &str| self.word(at, field, text, Cell::parse);
        for (year, text) in &measure.cells {
            let number = self.word(at, "cells", year, |text| text.parse::<i32>().ok())?;
            let year =
                self.year(at, Some(number))?.ok_or_else(|| self.wrong(at, Problem::Missing("cells")))?;
            if self.period.covers(year) == Some(false) {
                return Err(self.wrong(at, Problem::Year(number.into())));
            }
            schedule.years.insert(year, cell("cells", text)?);
        }
        for text in &measure.undated {
            schedule.undated.push(cell("undated", text)?);
        }
        Ok(schedule)
    }

    fn item(&self, order: u64, item: &'a format::Item) -> Result<Row> {
        let at = At { table: "item", key: &item.key };
        let scales = self.plan.scale.iter().filter(|scale| scale.item.as_deref() == Some(at.key));
        let noun = YearItem {
            id: ItemId::of(self.row("item", &item.key)),
            plan: Some(self.id),
            measure: Some(MeasureId::of(self.refer(at, "measure", &item.measure)?)),
            year: self.year(at, item.year.or(self.plan.plan.items_year))?,
            order,
            title: Some(self.title(at, &item.title)?),
            detail: item.detail.clone(),
            owners: self.owners(at, &item.bodies, &item.roles, &item.maybe)?,
            scales: numbered(scales.map(scale)),
            relations: self.relations_of(at),
            ask: item.ask.clone(),
        };
        Ok(Row::public(noun.id.record(), Kind::Item, noun.fields()))
    }

    fn target(&self, target: &'a format::Target) -> Result<Row> {
        let at = At { table: "target", key: &target.key };
        if target.measure.is_none() && target.item.is_none() {
            return Err(self.wrong(at, Problem::Missing("measure")));
        }
        let measure = target.measure.as_deref().map(|key| self.refer(at, "measure", key)).transpose()?;
        let item = target.item.as_deref().map(|key| self.refer(at, "item", key)).transpose()?;
        let noun = Target {
            id: TargetId::of(self.row("target", &target.key)),
            plan: Some(self.id),
            measure: measure.map(MeasureId::of),
            item: item.map(ItemId::of),
            district: None,
            goal: Some(self.goal(at, target)?),
            over: self.word(at, "over", &target.over, Over::parse)?,
            printed: target.printed.clone(),
        };
        Ok(Row::public(noun.id.record(), Kind::Target, noun.fields()))
    }

    fn goal(&self, at: At<'_>, target: &format::Target) -> Result<Goal> {
        let text = |field, value: &Option<String>| self.need(at, field, value.clone());
        Ok(match target.kind.as_str() {
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

    fn relation(&mut self, relation: &'a format::Relation) -> Result<()> {
        let at = At { table: "relation", key: &relation.from };
        let kind = self.word(at, "kind", &relation.kind, RelationKind::parse)?;
        self.named(at, &relation.from)?;
        let to = match (&relation.to, &relation.to_plan) {
            (None, _) if kind == RelationKind::Ends => None,
            (None, _) => return Err(self.wrong(at, Problem::Missing("to"))),
            (Some(row), None) => {
                self.named(at, row)?;
                Some(row_id(&self.org.org.slug, &self.plan.plan.key, row))
            }
            (Some(row), Some(plan)) => {
                let there = Elsewhere { from: relation.from.clone(), plan: plan.clone(), row: row.clone() };
                self.elsewhere.push(there);
                Some(row_id(&self.org.org.slug, plan, row))
            }
        };
        let noun = Relation { kind, to, reason: relation.reason.clone() };
        self.relations.of(&relation.from).push(noun);
        Ok(())
    }

    fn relations_of(&self, at: At<'_>) -> Vec<Relation> {
        self.relations.get(format!("{}/{}", at.table, at.key).as_str()).cloned().unwrap_or_default()
    }

    fn owners(
        &self,
        at: At<'_>,
        bodies: &[String],
        roles: &SortedMap<String, String>,
        maybe: &[String],
    ) -> Result<Owners> {
        let body = |name: &String| self.body(at, name);
        let role = |(name, role): (&String, &String)| Ok((self.body(at, name)?, role.clone()));
        Ok(Owners {
            bodies: bodies.iter().map(body).collect::<Result<_>>()?,
            roles: roles.iter().map(role).collect::<Result<_>>()?,
            maybe: maybe.iter().map(body).collect::<Result<_>>()?,
        })
    }

    fn body(&self, at: At<'_>, name: &str) -> Result<BodyId> {
        if self.table("body").contains(name) {
            return Ok(self.org.body_id(name));
        }
        Err(self.wrong(at, Problem::NotItsBody(name.to_owned())))
    }

    fn check_blocks_and_scales(&self) -> Result<()> {
        for block in &self.plan.block {
            self.known(At { table: "block", key: &block.text }, "node", &block.node)?;
        }
        for scale in &self.plan.scale {
            let at = At { table: "scale", key: &scale.name };
            match (&scale.measure, &scale.item) {
                (Some(key), None) => self.known(at, "measure", key)?,
                (None, Some(key)) => self.known(at, "item", key)?,
                _ => return Err(self.wrong(at, Problem::Missing("item"))),
            }
        }
        Ok(())
    }

    /// A row of this plan by its whole name, `measure/1-b1`.
    fn named(&self, at: At<'_>, name: &str) -> Result<()> {
        let found = ["node", "measure", "item"].into_iter().any(|table| {
            name.strip_prefix(table)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|key| self.table(table).contains(key))
        });
        if found {
            Ok(())
        } else {
            Err(self.wrong(at, Problem::NoSuch { table: "row", key: name.to_owned() }))
        }
    }

    fn refer(&self, at: At<'_>, table: &'static str, key: &str) -> Result<RecordId> {
        self.known(at, table, key)?;
        Ok(self.row(table, key))
    }

    fn known(&self, at: At<'_>, table: &'static str, key: &str) -> Result<()> {
        known(self.file, at.table, at.key, self.table(table), table, key)
    }

    fn table(&self, table: &str) -> &SortedSet<&'a str> {
        static NONE: SortedSet<&str> = SortedSet::new();
        self.keys.get(table).unwrap_or(&NONE)
    }

    fn row(&self, table: &str, key: &str) -> RecordId {
        row_id(&self.org.org.slug, &self.plan.plan.key, &format!("{table}/{key}"))
    }

    fn title(&self, at: At<'_>, text: &str) -> Result<Title> {
        Title::parse(text).map_err(|problem| self.wrong(at, Problem::Title(problem)))
    }

    fn year(&self, at: At<'_>, year: Option<i32>) -> Result<Option<FiscalYear>> {
        let read = |year: i32| FiscalYear::new(year).map_err(|_| self.wrong(at, Problem::Year(year.into())));
        year.map(read).transpose()
    }

    fn word<T>(
        &self,
        at: At<'_>,
        field: &'static str,
        text: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T> {
        parse(text).ok_or_else(|| self.wrong(at, Problem::Word { field, value: text.to_owned() }))
    }

    fn need<T>(&self, at: At<'_>, field: &'static str, value: Option<T>) -> Result<T> {
        value.ok_or_else(|| self.wrong(at, Problem::Missing(field)))
    }

    fn wrong(&self, at: At<'_>, problem: Problem) -> PlanFileError {
        PlanFileError::new(self.file, at.table, at.key, problem)
    }
}

fn layout(layout: &format::Layout) -> (String, Layout) {
    let noun = Layout {
        title: layout.title.clone(),
        levels: layout.levels.clone(),
        schedule_heading: layout.schedule_heading.clone(),
        item_heading: layout.item_heading.clone(),
        result_heading: layout.result_heading.clone(),
        body_heading: layout.body_heading.clone(),
        role_classes: layout.role_classes.clone(),
    };
    (layout.key.clone(), noun)
}

fn block(block: &format::Block) -> Block {
    let (heading, text, source) = (block.heading.clone(), block.text.clone(), block.source.clone());
    Block { kind: block.kind, heading, text, summary: block.summary, source }
}

fn scale(scale: &format::Scale) -> Scale {
    Scale { name: scale.name.clone(), number: scale.number, unit: scale.unit.clone() }
}

/// Keys with two digits, so that the order of names is the order of the file.
fn numbered<T>(all: impl Iterator<Item = T>) -> SortedMap<String, T> {
    (0..).zip(all).map(|(n, one): (u32, T)| (format!("n{n:02}"), one)).collect()
}
