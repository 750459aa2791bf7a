//! What an import would do, as JSON: one object per item, with its path, its text, its bodies, repairs and questions.

use serde_json::{Value, json};
use tsunagari_core::import::compare::{Comparison, Standing};
use tsunagari_core::import::{Guide, Place, Question, Reading, Repair};

/// A line of JSON for each item in the order of print; for each measure, where the plan has no items. What stands in a
/// line without an item goes with the next one.
pub fn lines(reading: &Reading, guide: &Guide, said: &Comparison) -> Vec<Value> {
    let places: Vec<Place> = if reading.items.is_empty() {
        reading.measures.iter().map(|measure| measure.at).collect()
    } else {
        reading.items.iter().map(|item| item.at).collect()
    };
    let mut lines: Vec<Value> = if reading.items.is_empty() {
        (0..reading.measures.len()).map(|index| measure(reading, guide, said, index)).collect()
    } else {
        (0..reading.items.len()).map(|index| item(reading, guide, said, index)).collect()
    };
    for (name, all) in [("repaired", &reading.repairs), ("suggested", &reading.suggestions)] {
        for repair in all {
            put(&mut lines, &places, name, repair.at, repair_value(repair));
        }
    }
    for question in &reading.questions {
        put(&mut lines, &places, "asked", question.at, question_value(question));
    }
    lines
}

/// Rows of the plan that the table does not have, a line of JSON each.
pub fn gone(said: &Comparison) -> Vec<Value> {
    let line = |gone: &tsunagari_core::import::compare::Gone| json!({ "standing": "gone", "kind": gone.kind.as_str(), "id": gone.id.to_string(), "text": gone.title });
    said.gone.iter().map(line).collect()
}

/// Puts something into the first item at its line or below, else into the last.
fn put(lines: &mut [Value], places: &[Place], list: &str, at: Place, value: Value) {
    let row = |place: Place| (place.sheet, place.line);
    // Items stand in the order of print.
    let index = places.partition_point(|place| row(*place) < row(at)).min(lines.len().saturating_sub(1));
    let list = lines.get_mut(index).and_then(|line| line.get_mut(list)).and_then(Value::as_array_mut);
    if let Some(list) = list {
        list.push(value);
    }
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
        "repaired": [],
        "suggested": [],
        "asked": [],
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
        "repaired": [],
        "suggested": [],
        "asked": [],
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
