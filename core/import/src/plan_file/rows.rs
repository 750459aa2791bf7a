//! From the tables of a plan file to its records: every key stands once, every reference finds its row.

use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{BodyId, ItemId, MeasureId, NodeId, PlanId, RecordId};
use tsunagari_core::kind::built_in;
use tsunagari_core::plan::block::Block;
use tsunagari_core::plan::measure::{Measure, Owners, Scale};
use tsunagari_core::plan::node::Node;
use tsunagari_core::plan::relation::{Relation, RelationKind};
use tsunagari_core::plan::rule::Rule;
use tsunagari_core::plan::schedule::{Cell, Schedule};
use tsunagari_core::plan::target::Target;
use tsunagari_core::plan::whole::{Fault, Rows, Whole};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::plan::{Heading, Layout, Period, Plan, Status, row_id};
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::text::{Title, is_key};

use super::format::{self, PlanFile};
use super::{Elsewhere, OrgFile, PlanFileError, PlanRows, Problem, Row, place};
use crate::org_file::{known, once};

mod lookup;
mod targets;

type Result<T> = core::result::Result<T, PlanFileError>;

pub(super) fn rows(file: &str, plan: &PlanFile, org: &OrgFile, id: Option<PlanId>) -> Result<PlanRows> {
    Reader::new(file, plan, org, id)?.rows()
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
    fn new(file: &'a str, plan: &'a PlanFile, org: &'a OrgFile, id: Option<PlanId>) -> Result<Self> {
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
        let id = id.unwrap_or_else(|| PlanId::of(row_id(&org.org.slug, &plan.plan.key, "plan")));
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
        self.check_blocks_and_scales()?;
        let whole = Whole::parse(self.nouns()?).map_err(|faults| self.misfit(&faults))?;
        let Rows { plan, nodes, measures, items, targets } = whole.into_rows();
        let ties = nodes.iter().map(|node| (node.id.record(), node.relations.clone()));
        let ties = ties.chain(measures.iter().map(|row| (row.id.record(), row.relations.clone())));
        let ties = ties.collect();
        let rows = core::iter::once(Row::public(plan.id.record(), Kind::Plan, plan.fields()))
            .chain(nodes.iter().map(|node| Row::public(node.id.record(), Kind::Node, node.fields())))
            .chain(measures.iter().map(|row| Row::public(row.id.record(), Kind::Measure, row.fields())))
            .chain(items.iter().map(|item| Row::public(item.id.record(), Kind::Item, item.fields())))
            .chain(targets.iter().map(|row| Row::public(row.id.record(), Kind::Target, row.fields())))
            .collect();
        let tables = ["node", "measure", "item", "target"];
        let names =
            tables.iter().flat_map(|table| self.table(table).iter().map(move |key| format!("{table}/{key}")));
        Ok(PlanRows {
            id: self.id,
            key: self.plan.plan.key.clone(),
            file: self.file.to_owned(),
            rows,
            names: names.chain(["plan".to_owned()]).collect(),
            elsewhere: self.elsewhere.clone(),
            ties,
        })
    }

    fn nouns(&self) -> Result<Rows> {
        let nodes = (0..).zip(&self.plan.node).map(|(order, node)| self.node(order, node));
        let measures = (0..).zip(&self.plan.measure).map(|(order, measure)| self.measure(order, measure));
        let items = (0..).zip(&self.plan.item).map(|(order, item)| self.item(order, item));
        Ok(Rows {
            plan: self.plan_row()?,
            nodes: nodes.collect::<Result<_>>()?,
            measures: measures.collect::<Result<_>>()?,
            items: items.collect::<Result<_>>()?,
            targets: self.plan.target.iter().map(|target| self.target(target)).collect::<Result<_>>()?,
        })
    }

    /// The first row that does not fit, by its table and key.
    fn misfit(&self, faults: &[Fault]) -> PlanFileError {
        let fault = faults.first();
        let tables = ["node", "measure", "item", "target"].into_iter();
        let mut rows = tables.flat_map(|table| self.table(table).iter().map(move |key| (table, *key)));
        let row = fault.and_then(|fault| rows.find(|(table, key)| self.row(table, key) == fault.row));
        let (table, key) = row.unwrap_or(("plan", &self.plan.plan.key));
        let problem = fault.map_or(Problem::Missing("plan"), |fault| Problem::Misfit(fault.misfit));
        PlanFileError::new(self.file, table, key, problem)
    }

    fn plan_row(&self) -> Result<Plan> {
        let plan = &self.plan.plan;
        let at = At { table: "plan", key: &plan.key };
        let slug = &self.org.org.slug;
        let org_bodies: SortedSet<&str> = self.org.body.iter().map(|body| body.key.as_str()).collect();
        for body in &plan.bodies {
            known(self.file, "plan", &plan.key, &org_bodies, "body", body)?;
        }
        let status =
            plan.status.as_deref().map(|text| self.word(at, "status", text, Status::parse)).transpose()?;
        if let Some(key) = &plan.district {
            let districts: SortedSet<&str> = self.org.district.iter().map(|row| row.key.as_str()).collect();
            known(self.file, "plan", &plan.key, &districts, "district", key)?;
        }
        Ok(Plan {
            id: self.id,
            key: plan.key.clone(),
            title: self.titled(at, plan.title.as_deref())?,
            term: plan.term.clone(),
            section: plan.section.clone(),
            edition: plan.edition.clone(),
            status,
            period: self.period,
            columns: plan.columns.clone(),
            items_year: self.year(at, plan.items_year)?,
            result_state: plan.result_state.clone(),
            bodies: plan.bodies.iter().map(|body| self.org.body_id(body)).collect(),
            blocks: self
                .blocks(|block| block.node.is_none() && block.measure.is_none() && block.item.is_none())?,
            layouts: self.plan.layout.iter().map(layout).collect(),
            headings: self.headings()?,
            rules: self.plan.rule.iter().map(|rule| self.rule(rule)).collect::<Result<_>>()?,
            previous: plan.previous.as_deref().map(|key| PlanId::of(row_id(slug, key, "plan"))),
            previous_reason: plan.previous_reason.clone(),
            district: plan.district.as_deref().map(|key| self.org.district_id(key)),
            ward_plan: plan.ward_plan.as_deref().map(|key| PlanId::of(row_id(slug, key, "plan"))),
            district_plans: plan.district_plans,
            ask: plan.ask.clone(),
        })
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

    fn node(&self, order: u64, node: &'a format::Node) -> Result<Node> {
        let at = At { table: "node", key: &node.key };
        if let Some(layout) = &node.layout {
            self.known(at, "layout", layout)?;
        } else if node.parent.is_none() {
            return Err(self.wrong(at, Problem::Missing("layout")));
        }
        let parent = node.parent.as_deref().map(|key| self.refer(at, "node", key)).transpose()?;
        Ok(Node {
            id: NodeId::of(self.row("node", &node.key)),
            plan: Some(self.id),
            parent: parent.map(NodeId::of),
            layout: node.layout.clone(),
            level: node.level,
            order: node.order.unwrap_or(order),
            number: node.number.clone(),
            mark: node.mark.clone(),
            title: self.titled(at, node.title.as_deref())?,
            subtitle: node.subtitle.clone(),
            tag: node.tag.clone(),
            working_group: node.wg.clone(),
            ask: node.ask.clone(),
            blocks: self.blocks(|block| block.node.as_ref() == Some(&node.key))?,
            relations: self.relations_of(at),
            force: self.force(at, node.since, node.until)?,
        })
    }

    fn measure(&self, order: u64, measure: &'a format::Measure) -> Result<Measure> {
        let at = At { table: "measure", key: &measure.key };
        if let Some(heading) = &measure.heading {
            self.known(at, "heading", heading)?;
        }
        let scales = self.plan.scale.iter().filter(|scale| scale.measure.as_deref() == Some(at.key));
        let node = measure.node.as_deref().map(|key| self.refer(at, "node", key)).transpose()?;
        Ok(Measure {
            id: MeasureId::of(self.row("measure", &measure.key)),
            plan: Some(self.id),
            node: node.map(NodeId::of),
            heading: measure.heading.clone(),
            order: measure.order.unwrap_or(order),
            number: measure.number.clone(),
            mark: measure.mark.clone(),
            title: self.titled(at, measure.title.as_deref())?,
            detail: measure.detail.clone(),
            blocks: self.blocks(|block| block.measure.as_ref() == Some(&measure.key))?,
            role_class: measure.role_class.clone(),
            owners: self.owners(at, &measure.bodies, &measure.roles, &measure.maybe)?,
            schedule: self.schedule(at, measure)?,
            scales: numbered(scales.map(scale)),
            relations: self.relations_of(at),
            force: self.force(at, measure.since, measure.until)?,
            working_group: measure.wg.clone(),
            ask: measure.ask.clone(),
        })
    }

    fn force(&self, at: At<'_>, since: Option<i32>, until: Option<i32>) -> Result<Period> {
        Ok(Period { first: self.year(at, since)?, last: self.year(at, until)? })
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

    fn item(&self, order: u64, item: &'a format::Item) -> Result<YearItem> {
        let at = At { table: "item", key: &item.key };
        let scales = self.plan.scale.iter().filter(|scale| scale.item.as_deref() == Some(at.key));
        Ok(YearItem {
            id: ItemId::of(self.row("item", &item.key)),
            plan: Some(self.id),
            measure: Some(MeasureId::of(self.refer(at, "measure", &item.measure)?)),
            year: self.year(at, item.year.or(self.plan.plan.items_year))?,
            order: item.order.unwrap_or(order),
            title: Some(self.title(at, &item.title)?),
            detail: item.detail.clone(),
            blocks: self.blocks(|block| block.item.as_ref() == Some(&item.key))?,
            owners: self.owners(at, &item.bodies, &item.roles, &item.maybe)?,
            scales: numbered(scales.map(scale)),
            relations: self.relations_of(at),
            ask: item.ask.clone(),
        })
    }

    fn relation(&mut self, relation: &'a format::Relation) -> Result<()> {
        let at = At { table: "relation", key: &relation.from };
        let kind = self.word(at, "kind", &relation.kind, RelationKind::parse)?;
        self.named(at, &relation.from)?;
        let to = match (&relation.to, &relation.to_plan) {
            (None, None) if kind == RelationKind::Ends => None,
            // From that plan, of which nobody knows the row.
            (None, Some(plan)) if kind.lineage() => {
                let row = "plan".to_owned();
                self.elsewhere.push(Elsewhere { from: relation.from.clone(), plan: plan.clone(), row });
                Some(row_id(&self.org.org.slug, plan, "plan"))
            }
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

    fn check_blocks_and_scales(&self) -> Result<()> {
        for block in &self.plan.block {
            let at = At { table: "block", key: &block.text };
            let hangs = [("node", &block.node), ("measure", &block.measure), ("item", &block.item)];
            for (table, key) in hangs {
                if let Some(key) = key {
                    self.known(at, table, key)?;
                }
            }
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
}

fn layout(layout: &format::Layout) -> (String, Layout) {
    let noun = Layout {
        title: layout.title.clone(),
        levels: layout.levels.clone(),
        schedule_heading: layout.schedule_heading.clone(),
        item_heading: layout.item_heading.clone(),
        result_heading: layout.result_heading.clone(),
        body_heading: layout.body_heading.clone(),
        relation_heading: layout.relation_heading.clone(),
        role_classes: layout.role_classes.clone(),
        table: layout.table.clone(),
    };
    (layout.key.clone(), noun)
}

fn scale(scale: &format::Scale) -> (Option<String>, Scale) {
    let noun = Scale { name: scale.name.clone(), number: scale.number, unit: scale.unit.clone() };
    (scale.place.clone(), noun)
}

/// Keys with two digits, so that the order of names is the order of the file; or the key that the row says.
fn numbered<T>(all: impl Iterator<Item = (Option<String>, T)>) -> SortedMap<String, T> {
    (0..).zip(all).map(|(nth, (said, one))| (said.unwrap_or_else(|| place(nth)), one)).collect()
}
