//! What an import would do, as JSON: one object per item, with its path, its text, its bodies, repairs and questions.

use serde_json::{Value, json};
use tsunagari_core::import::compare::{Comparison, Standing};
use tsunagari_core::import::{Guide, Place, Question, Reading, Repair};

/// A line of JSON for each item in the order of print; for each measure, where the plan has no items. What stands in a
/// line without an item goes with the next one. Lines are made one by one: all at once they would be many megabytes.
pub fn lines<'a>(
    reading: &'a Reading,
    guide: &'a Guide,
    said: &'a Comparison,
) -> impl Iterator<Item = Value> + 'a {
    let of_items = !reading.items.is_empty();
    let places: Vec<Place> = if of_items {
        reading.items.iter().map(|item| item.at).collect()
    } else {
        reading.measures.iter().map(|measure| measure.at).collect()
    };
    let repaired = Beside::new(&places, reading.repairs.iter().map(|repair| repair.at));
    let suggested = Beside::new(&places, reading.suggestions.iter().map(|repair| repair.at));
    let asked = Beside::new(&places, reading.questions.iter().map(|question| question.at));
    (0..places.len()).map(move |index| {
        let mut line =
            if of_items { item(reading, guide, said, index) } else { measure(reading, guide, said, index) };
        put(
            &mut line,
            "repaired",
            repaired.of(index).filter_map(|at| reading.repairs.get(at)).map(repair_value),
        );
        let suggestions = suggested.of(index).filter_map(|at| reading.suggestions.get(at));
        put(&mut line, "suggested", suggestions.map(repair_value));
        put(
            &mut line,
            "asked",
            asked.of(index).filter_map(|at| reading.questions.get(at)).map(question_value),
        );
        line
    })
}

/// What goes with which item: pairs of the item and the thing, in order.
struct Beside(Vec<(usize, usize)>);

impl Beside {
    /// Each goes with the first item at its line or below, else with the last.
    fn new(items: &[Place], things: impl Iterator<Item = Place>) -> Self {
        let row = |place: Place| (place.sheet, place.line);
        let last = items.len().saturating_sub(1);
        // Items stand in the order of print.
        let of = |at: Place| items.partition_point(|item| row(*item) < row(at)).min(last);
        let mut pairs: Vec<(usize, usize)> = things.map(of).zip(0..).collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    fn of(&self, item: usize) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|(of, _)| *of < item);
        let rest = self.0.get(from..).unwrap_or_default();
        rest.iter().take_while(move |(of, _)| *of == item).map(|(_, thing)| *thing)
    }
}

fn put(line: &mut Value, list: &str, values: impl Iterator<Item = Value>) {
    if let Some(fields) = line.as_object_mut() {
        fields.insert(list.to_owned(), values.collect());
    }
}

/// Rows of the plan that the table does not have, a line of JSON each.
pub fn gone(said: &Comparison) -> Vec<Value> {
    let line = |gone: &tsunagari_core::import::compare::Gone| json!({ "standing": "gone", "kind": gone.kind.as_str(), "id": gone.id.to_string(), "text": gone.title });
    said.gone.iter().map(line).collect()
}

fn item(reading: &Reading, guide: &Guide, said: &Comparison, index: usize) -> Value {
    let Some(item) = reading.items.get(index) else { return Value::Null };
    let measure = reading.measures.get(item.measure);
    let mut path = path(reading, guide, measure.and_then(|measure| measure.node));
    if let Some(measure) = measure {
        path.push(json!({ "level": guide.levels.last(), "number": null, "title": measure.title }));
    }
    json!({
        "sheet": item.at.sheet,
        "line": item.at.line,
        "path": path,
        "text": item.title,
        "detail": item.detail,
        "year": reading.year.map(|year| year.year()),
        "bodies": names(guide, &item.bodies),
        "maybe": names(guide, &item.maybe),
        "result": item.result,
        "standing": standing(said.items.get(index)),
        "ask": item.asks,
    })
}

fn measure(reading: &Reading, guide: &Guide, said: &Comparison, index: usize) -> Value {
    let Some(measure) = reading.measures.get(index) else { return Value::Null };
    let cells = measure.cells.iter().map(|(year, cell)| (year.year().to_string(), json!(cell)));
    json!({
        "sheet": measure.at.sheet,
        "line": measure.at.line,
        "path": path(reading, guide, measure.node),
        "text": measure.title,
        "detail": measure.detail,
        "cells": cells.collect::<serde_json::Map<_, _>>(),
        "undated": measure.undated,
        "bodies": names(guide, &measure.bodies),
        "maybe": names(guide, &measure.maybe),
        "standing": standing(said.measures.get(index)),
        "ask": measure.asks,
    })
}

fn path(reading: &Reading, guide: &Guide, node: Option<usize>) -> Vec<Value> {
    let mut path = Vec::new();
    let mut next = node;
    while let Some((index, node)) = next.and_then(|index| Some((index, reading.nodes.get(index)?))) {
        let level = node.level.checked_sub(1).and_then(|level| guide.levels.get(level));
        path.push(json!({ "level": level, "number": node.number, "title": node.title }));
        next = node.parent.filter(|parent| *parent < index);
    }
    path.reverse();
    path
}

fn names(guide: &Guide, bodies: &[usize]) -> Vec<String> {
    bodies.iter().filter_map(|body| guide.bodies.get(*body)).map(|body| body.name.clone()).collect()
}

fn standing<T>(said: Option<&(T, Option<Standing>)>) -> Option<&'static str> {
    said.and_then(|(_, standing)| *standing).map(Standing::code)
}

fn repair_value(repair: &Repair) -> Value {
    json!({
        "id": repair.id,
        "kind": repair.kind.code(),
        "line": repair.at.line,
        "column": repair.at.column,
        "before": repair.before,
        "after": repair.after,
        "made": repair.made,
    })
}

fn question_value(question: &Question) -> Value {
    json!({
        "id": question.id,
        "kind": question.kind.code(),
        "line": question.at.line,
        "question": question.text,
        "proposal": question.proposal,
        "accepted": question.accepted,
    })
}
