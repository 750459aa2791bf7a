//! A plan written in its own format (`server/sample/README.md`), so that reading the file (`read`) gives the same records.
//!
//! Keys of a stored plan are not known any more, only ids; a key of the form `id:…` stands for the id itself.

use serde_json::{Map, Value, json};
use tsunagari_core::id::{BodyId, RecordId};
use tsunagari_core::plan::block::Block;
use tsunagari_core::plan::measure::{Measure, Owners, Scale};
use tsunagari_core::plan::node::Node;
use tsunagari_core::plan::relation::Relation;
use tsunagari_core::plan::target::{Goal, Target};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::plan::{EXPLICIT, Plan};
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sorted::{SortedMap, SortedSet, sort_by_key};

use super::Ground;
use super::plan_file::place;

mod read;

pub use read::{is_own, of_rows, of_text, rows};

/// Writes a plan as its file.
pub fn toml(ground: &Ground) -> Result<String, toml::ser::Error> {
    let mut writing = Writing { ground, tables: SortedMap::new(), rows: SortedMap::new() };
    writing.all();
    let mut file = toml::Table::new();
    file.insert("plan".to_owned(), toml::Value::try_from(bare(writing.plan()))?);
    for (table, rows) in writing.tables {
        let rows = rows.into_iter().map(|row| toml::Value::try_from(bare(row)));
        file.insert(table.to_owned(), toml::Value::Array(rows.collect::<Result<_, _>>()?));
    }
    toml::to_string(&file)
}

/// Without what is unknown.
fn bare(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let asked_for = |name: &str| ["bodies", "levels", "measures"].contains(&name);
            let empty = |value: &Value| *value == json!([]) || *value == json!({});
            let known = fields.into_iter().filter(|(name, value)| {
                !value.is_null() && *value != Value::Bool(false) && (asked_for(name) || !empty(value))
            });
            Value::Object(known.map(|(name, value)| (name, bare(value))).collect())
        }
        other => other,
    }
}

fn key(id: RecordId) -> String {
    format!("{EXPLICIT}{id}")
}

struct Writing<'a> {
    ground: &'a Ground,
    tables: SortedMap<&'static str, Vec<Value>>,
    /// The whole name of each row of the plan, for relations.
    rows: SortedMap<RecordId, String>,
}

impl Writing<'_> {
    fn all(&mut self) {
        let alive = |kind: Kind| {
            let rows = self.ground.records.iter().filter(|record| !record.removed() && record.kind == kind);
            let mut rows: Vec<&Record> = rows.collect();
            sort_by_key(&mut rows, |record| (record.number("order").unwrap_or(u64::MAX), record.id));
            rows
        };
        let (nodes, measures) = (alive(Kind::Node), alive(Kind::Measure));
        let (items, targets) = (alive(Kind::Item), alive(Kind::Target));
        for (table, rows) in [("node", &nodes), ("measure", &measures), ("item", &items)] {
            self.rows.extend(rows.iter().map(|row| (row.id, format!("{table}/{}", key(row.id)))));
        }
        self.head();
        (0..).zip(nodes).for_each(|(nth, row)| self.node(nth, &Node::read(row)));
        (0..).zip(measures).for_each(|(nth, row)| self.measure(nth, &Measure::read(row)));
        (0..).zip(items).for_each(|(nth, row)| self.item(nth, &YearItem::read(row)));
        targets.into_iter().for_each(|row| self.target(&Target::read(row)));
    }

    fn put(&mut self, table: &'static str, row: Value) {
        self.tables.of(table).push(row);
    }

    fn plan(&self) -> Value {
        let plan: &Plan = &self.ground.plan;
        json!({
            "key": plan.key,
            "title": plan.title,
            "term": plan.term,
            "section": plan.section,
            "edition": plan.edition,
            "status": plan.status.map(tsunagari_core::plan::Status::as_str),
            "first_year": plan.period.first,
            "last_year": plan.period.last,
            "columns": plan.columns,
            "items_year": plan.items_year,
            "result_state": plan.result_state,
            "bodies": names(self.ground, &plan.bodies),
            "previous": plan.previous.map(|plan| key(plan.record())),
            "previous_reason": plan.previous_reason,
            "district": plan.district.map(|district| key(district.record())),
            "ward_plan": plan.ward_plan.map(|plan| key(plan.record())),
            "district_plans": plan.district_plans,
            "ask": plan.ask,
        })
    }

    /// Layouts, headings, rules and what is told of the plan as a whole.
    fn head(&mut self) {
        let plan = self.ground.plan.clone();
        for (name, layout) in &plan.layouts {
            self.put("layout", keyed(name, json!(layout)));
        }
        let mut headings: Vec<_> = plan.headings.iter().collect();
        sort_by_key(&mut headings, |(_, heading)| heading.order);
        for (name, heading) in headings {
            let row =
                json!({ "title": heading.title, "layout": heading.layout, "expected": heading.expected });
            self.put("heading", keyed(name, row));
        }
        for (name, rule) in &plan.rules {
            let row = json!({
                "title": rule.title,
                "kinds": rule.kinds,
                "group": rule.group.map(|group| key(group.record())),
                "runner": rule.runner,
                "opened_within_plan": rule.opened_within_plan,
                "measures": rule.measures.iter().map(|id| key(id.record())).collect::<Vec<_>>(),
            });
            self.put("rule", keyed(name, row));
        }
        self.blocks("", "", &plan.blocks);
    }

    fn blocks(&mut self, of: &str, row: &str, blocks: &SortedMap<String, Block>) {
        for (nth, (key, block)) in blocks.iter().enumerate() {
            let block = if of.is_empty() { json!(block) } else { with(json!(block), of, json!(row)) };
            self.put("block", with(block, "place", keyed_anew(nth, key)));
        }
    }

    fn scales(&mut self, of: &str, row: &str, scales: &SortedMap<String, Scale>) {
        for (nth, (key, scale)) in scales.iter().enumerate() {
            let scale = with(json!(scale), of, json!(row));
            self.put("scale", with(scale, "place", keyed_anew(nth, key)));
        }
    }

    fn relations(&mut self, from: RecordId, relations: &[Relation]) {
        let name = |id: RecordId| self.rows.get(&id).cloned();
        let rows: Vec<Value> = relations
            .iter()
            .map(|relation| {
                let own = relation.to.and_then(name);
                let elsewhere = relation.to.filter(|_| own.is_none());
                json!({
                    "kind": relation.kind.printed(),
                    "from": name(from),
                    "to": own.or(elsewhere.map(|id| format!("row/{}", key(id)))),
                    "to_plan": elsewhere.map(key),
                    "reason": relation.reason,
                })
            })
            .collect();
        rows.into_iter().for_each(|row| self.put("relation", row));
    }

    fn node(&mut self, nth: u64, node: &Node) {
        let own = key(node.id.record());
        self.put(
            "node",
            json!({
                "key": own,
                "order": moved(nth, node.order),
                "parent": node.parent.map(|id| key(id.record())),
                "layout": node.layout,
                "level": node.level,
                "number": node.number,
                "mark": node.mark,
                "title": node.title,
                "subtitle": node.subtitle,
                "tag": node.tag,
                "wg": node.working_group,
                "since": node.force.first,
                "until": node.force.last,
                "ask": node.ask,
            }),
        );
        self.blocks("node", &own, &node.blocks);
        self.relations(node.id.record(), &node.relations);
    }

    fn measure(&mut self, nth: u64, measure: &Measure) {
        let own = key(measure.id.record());
        let cells = measure.schedule.years.iter();
        let cells = cells.map(|(year, cell)| (year.year().to_string(), json!(cell.printed())));
        let undated: Vec<String> = measure.schedule.undated.iter().map(|cell| cell.printed()).collect();
        let row = json!({
            "key": own,
            "order": moved(nth, measure.order),
            "node": measure.node.map(|id| key(id.record())),
            "heading": measure.heading,
            "number": measure.number,
            "mark": measure.mark,
            "title": measure.title,
            "detail": measure.detail,
            "role_class": measure.role_class,
            "wg": measure.working_group,
            "since": measure.force.first,
            "until": measure.force.last,
            "ask": measure.ask,
            "cells": cells.collect::<Map<_, _>>(),
            "undated": undated,
        });
        let row = self.owners(row, &measure.owners);
        self.put("measure", row);
        self.blocks("measure", &own, &measure.blocks);
        self.scales("measure", &own, &measure.scales);
        self.relations(measure.id.record(), &measure.relations);
    }

    fn item(&mut self, nth: u64, item: &YearItem) {
        let own = key(item.id.record());
        let row = json!({
            "key": own,
            "order": moved(nth, item.order),
            "measure": item.measure.map(|id| key(id.record())),
            "year": item.year,
            "title": item.title,
            "detail": item.detail,
            "ask": item.ask,
        });
        let row = self.owners(row, &item.owners);
        self.put("item", row);
        self.blocks("item", &own, &item.blocks);
        self.scales("item", &own, &item.scales);
        self.relations(item.id.record(), &item.relations);
    }

    fn owners(&self, row: Value, owners: &Owners) -> Value {
        let roles = owners.roles.iter().flat_map(|(body, role)| {
            names(self.ground, &[*body]).into_iter().map(move |name| (name, json!(role)))
        });
        let roles: Map<String, Value> = roles.collect();
        let maybe: Vec<BodyId> = owners.maybe.iter().copied().collect();
        let row = with(row, "bodies", json!(names(self.ground, &owners.bodies)));
        with(with(row, "maybe", json!(names(self.ground, &maybe))), "roles", Value::Object(roles))
    }

    fn target(&mut self, target: &Target) {
        let row = json!({
            "key": key(target.id.record()),
            "measure": target.measure.map(|id| key(id.record())),
            "item": target.item.map(|id| key(id.record())),
            "district": target.district.map(|id| key(id.record())),
            "over": target.over.as_str(),
            "printed": target.printed,
        });
        let goal = match &target.goal {
            Some(Goal::Count { number, unit }) => json!({ "kind": "count", "number": number, "unit": unit }),
            Some(Goal::Coverage { set }) => json!({ "kind": "coverage", "set": set.as_str() }),
            Some(Goal::Places { number, counts, kinds }) => json!({
                "kind": "places", "number": number, "counts": counts.as_str(), "place_kinds": kinds,
            }),
            Some(Goal::Frequency { times, per, places }) => json!({
                "kind": "frequency", "times": times, "per": per.as_str(), "places": places,
            }),
            None => json!({}),
        };
        let fields = goal.as_object().cloned().unwrap_or_default();
        let row = fields.into_iter().fold(row, |row, (name, value)| with(row, &name, value));
        self.put("target", row);
    }
}

/// A row's place, where the file's own order does not say it.
fn moved(nth: u64, order: u64) -> Option<u64> {
    (nth != order).then_some(order)
}

/// The same for the key of a block or a scale.
fn keyed_anew(nth: usize, key: &str) -> Value {
    if place(nth) == key { Value::Null } else { key.into() }
}

fn keyed(name: &str, row: Value) -> Value {
    with(row, "key", json!(name))
}

fn with(mut row: Value, name: &str, value: Value) -> Value {
    if let Some(fields) = row.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
    row
}

fn names(ground: &Ground, bodies: &[BodyId]) -> Vec<String> {
    let known = |id: &BodyId| ground.bodies.iter().find(|body| body.id == *id);
    let mut seen = SortedSet::new();
    let once = bodies.iter().filter(|id| seen.insert(**id)).filter_map(known);
    once.map(|body| body.name.clone()).collect()
}
