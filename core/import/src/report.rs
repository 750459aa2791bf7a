//! What an import would do, told to a page: counts, rows that are new or changed, repairs, questions.

use serde_json::Value;
use tsunagari_core::id::{BodyId, RecordId};
use tsunagari_core::import::compare::{Former, Standing};
use tsunagari_core::import::report::{Before, Count, FixTold, GoneTold, QuestionTold, Report, RowTold};
use tsunagari_core::import::{Question, Repair};
use tsunagari_core::record::{Fields, Kind, Record};
use tsunagari_core::sorted::SortedMap;

use super::{Brought, Deed, Found, Ground};

/// Between the titles of a path.
const BELOW: &str = " ▸ ";

/// Tells what a file would do to a plan.
pub fn report(brought: &Brought, ground: &Ground) -> Report {
    let gone = brought.gone.iter().map(|gone| GoneTold {
        id: gone.id,
        kind: gone.kind.clone(),
        text: gone.title.clone(),
    });
    let mut report = Report {
        whole: brought.found.is_none(),
        year: None,
        writes: brought.deeds.len(),
        counts: Vec::new(),
        rows: Vec::new(),
        gone: gone.collect(),
        repairs: Vec::new(),
        suggestions: Vec::new(),
        questions: Vec::new(),
    };
    match &brought.found {
        Some(found) => of_table(&mut report, found, ground),
        None => of_whole(&mut report, &brought.deeds, ground),
    }
    report
}

fn of_table(report: &mut Report, found: &Found, ground: &Ground) {
    let Found { reading, said, guide } = found;
    report.year = reading.year;
    let formers: SortedMap<RecordId, &Former> =
        said.formers.iter().map(|former| (former.id, former)).collect();
    let before = |id: RecordId| {
        let former = formers.get(&id)?;
        Some(Before { text: former.title.clone(), bodies: names(ground, &former.bodies) })
    };
    let of_guide = |bodies: &[usize]| -> Vec<String> {
        bodies.iter().filter_map(|body| guide.bodies.get(*body)).map(|body| body.name.clone()).collect()
    };
    let nodes = reading.nodes.iter().zip(&said.nodes).map(|(node, (id, standing))| {
        let (path, text) = (reading.path(node.parent).join(BELOW), node.title.clone().unwrap_or_default());
        (Kind::Node, *id, *standing, path, text, Vec::new())
    });
    let measures = reading.measures.iter().zip(&said.measures).map(|(measure, (id, standing))| {
        let text = measure.title.clone().unwrap_or_default();
        (
            Kind::Measure,
            *id,
            *standing,
            reading.path(measure.node).join(BELOW),
            text,
            of_guide(&measure.bodies),
        )
    });
    let items = reading.items.iter().zip(&said.items).map(|(item, (id, standing))| {
        let measure = reading.measures.get(item.measure);
        let mut path = reading.path(measure.and_then(|measure| measure.node));
        path.extend(measure.and_then(|measure| measure.title.clone()));
        (Kind::Item, *id, *standing, path.join(BELOW), item.title.clone(), of_guide(&item.bodies))
    });
    for (kind, id, standing, path, text, bodies) in nodes.chain(measures).chain(items) {
        let Some(standing) = standing else { continue };
        count(&mut report.counts, &kind, standing);
        if standing != Standing::Same {
            report.rows.push(RowTold { kind, path, text, bodies, before: before(id) });
        }
    }
    for (id, standing, text) in &said.targets {
        let Some(standing) = *standing else { continue };
        count(&mut report.counts, &Kind::Target, standing);
        if standing != Standing::Same {
            let (path, before, text) = (String::new(), before(*id), text.clone());
            report.rows.push(RowTold { kind: Kind::Target, path, text, bodies: Vec::new(), before });
        }
    }
    report.repairs = reading.repairs.iter().map(fix).collect();
    report.suggestions = reading.suggestions.iter().map(fix).collect();
    report.questions = reading.questions.iter().map(question).collect();
}

fn of_whole(report: &mut Report, deeds: &[Deed], ground: &Ground) {
    let known: SortedMap<RecordId, &Record> =
        ground.records.iter().map(|record| (record.id, record)).collect();
    for deed in deeds {
        let Some(set) = &deed.set else { continue };
        let record = known.get(&deed.id).filter(|record| !record.removed());
        let fresh = record.is_none() && deed.id != ground.plan.id.record();
        count(&mut report.counts, &deed.kind, if fresh { Standing::New } else { Standing::Changed });
        let said = record.map(|record| title(&record.fields)).unwrap_or_default();
        let text = Some(title(set)).filter(|text| !text.is_empty()).unwrap_or_else(|| said.clone());
        let before = (!fresh).then(|| Before { text: said, bodies: Vec::new() });
        report.rows.push(RowTold {
            kind: deed.kind.clone(),
            path: String::new(),
            text,
            bodies: Vec::new(),
            before,
        });
    }
}

fn title(fields: &Fields) -> String {
    let text = |field: &str| fields.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    text("title").or_else(|| text("name")).or_else(|| text("printed")).unwrap_or_default().to_owned()
}

fn count(counts: &mut Vec<Count>, kind: &Kind, standing: Standing) {
    let at = counts.iter().position(|count| count.kind == *kind).unwrap_or_else(|| {
        counts.push(Count { kind: kind.clone(), new: 0, changed: 0, same: 0 });
        counts.len() - 1
    });
    if let Some(count) = counts.get_mut(at) {
        match standing {
            Standing::New => count.new += 1,
            Standing::Changed => count.changed += 1,
            Standing::Same => count.same += 1,
        }
    }
}

fn names(ground: &Ground, bodies: &[BodyId]) -> Vec<String> {
    let name = |id: &BodyId| ground.bodies.iter().find(|body| body.id == *id).map(|body| body.name.clone());
    bodies.iter().filter_map(name).collect()
}

fn fix(repair: &Repair) -> FixTold {
    FixTold {
        id: repair.id.clone(),
        what: repair.kind.code().to_owned(),
        line: repair.at.line,
        before: repair.before.clone(),
        after: repair.after.clone(),
        made: repair.made,
    }
}

fn question(question: &Question) -> QuestionTold {
    QuestionTold {
        id: question.id.clone(),
        line: question.at.line,
        text: question.text.clone(),
        proposal: question.proposal.clone(),
        accepted: question.accepted,
    }
}
