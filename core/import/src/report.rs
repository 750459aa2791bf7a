//! What an import would do, told to a page: counts, rows that are new or changed, repairs, questions.

use serde_json::Value;
use tsunagari_core::id::{BodyId, RecordId};
use tsunagari_core::import::compare::{Former, Standing};
use tsunagari_core::import::report::{Before, Count, FixTold, GoneTold, QuestionTold, Report, RowTold};
use tsunagari_core::import::{Question, Repair};
use tsunagari_core::record::{Fields, Kind, Record};
use tsunagari_core::sorted::SortedMap;

use super::{Brought, Deed, Found, Ground, plan_record, sheet_file};

/// Between the titles of a path.
const BELOW: &str = " ▸ ";
/// Titles of a path, at most: a circle ends there.
const PATH_MOST: usize = 12;
/// Changed fields that are told of a row.
const CHANGES_TOLD: usize = 3;

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
    let whole = Whole {
        ground,
        known,
        set: deeds.iter().filter_map(|deed| Some((deed.id, deed.set.as_ref()?))).collect(),
    };
    let own = plan_record(&ground.plan);
    for deed in deeds {
        let Some(set) = &deed.set else { continue };
        let of_plan = (deed.id == ground.plan.id.record()).then_some(&own);
        let record = whole.known.get(&deed.id).copied().or(of_plan).filter(|record| !record.removed());
        count(
            &mut report.counts,
            &deed.kind,
            if record.is_none() { Standing::New } else { Standing::Changed },
        );
        let now = |field: &str| set.get(field).or_else(|| record?.fields.get(field));
        let said = record.map(|record| title(&record.fields)).unwrap_or_default();
        let text = Some(title(set)).filter(|text| !text.is_empty()).unwrap_or_else(|| said.clone());
        let bodies = whole.bodies(
            &|field| now(field),
            record.into_iter().flat_map(|it| it.fields.keys()).chain(set.keys()),
        );
        let before = record.map(|record| Before {
            text: said.clone(),
            bodies: whole.bodies(&|field| record.fields.get(field), record.fields.keys()),
        });
        // Else the two would read alike.
        let same = before.as_ref().is_some_and(|before| before.text == text && before.bodies == bodies);
        let text = if same { format!("{text}（{}）", changes(record, set)) } else { text };
        let path = whole.path(&deed.kind, deed.id);
        report.rows.push(RowTold { kind: deed.kind.clone(), path, text, bodies, before });
    }
}

/// A whole plan as it is, and as the file says it.
struct Whole<'a> {
    ground: &'a Ground,
    known: SortedMap<RecordId, &'a Record>,
    set: SortedMap<RecordId, &'a Fields>,
}

impl Whole<'_> {
    fn field(&self, row: RecordId, field: &str) -> Option<&Value> {
        let set = self.set.get(&row).and_then(|set| set.get(field));
        set.or_else(|| self.known.get(&row)?.fields.get(field))
    }

    /// The titles above a row, from the top.
    fn path(&self, kind: &Kind, row: RecordId) -> String {
        let mut titles = Vec::new();
        let (mut kind, mut row) = (kind.clone(), row);
        for _ in 0..PATH_MOST {
            let (field, next) = match kind {
                Kind::Target | Kind::Item => ("measure", Kind::Measure),
                Kind::Measure => ("node", Kind::Node),
                Kind::Node => ("parent", Kind::Node),
                _ => break,
            };
            let above =
                self.field(row, field).and_then(Value::as_str).and_then(|id| RecordId::parse(id).ok());
            let Some(above) = above else { break };
            titles.extend(self.field(above, "title").and_then(Value::as_str).map(str::to_owned));
            (kind, row) = (next, above);
        }
        titles.reverse();
        titles.join(BELOW)
    }

    /// Who does it, by the fields that it has.
    fn bodies<'f>(
        &self,
        field: &dyn Fn(&str) -> Option<&'f Value>,
        names: impl Iterator<Item = &'f String>,
    ) -> Vec<String> {
        let order = |name: &str| field(name).and_then(Value::as_u64);
        let id = |name: &String| BodyId::parse(name.strip_prefix("body.")?).ok();
        let mut found: Vec<(u64, BodyId)> =
            names.filter_map(|name| Some((order(name)?, id(name)?))).collect();
        found.sort_unstable();
        found.dedup();
        names_of(self.ground, &found)
    }
}

fn names_of(ground: &Ground, found: &[(u64, BodyId)]) -> Vec<String> {
    names(ground, &found.iter().map(|(_, body)| *body).collect::<Vec<_>>())
}

/// What of a row is set anew, in words: 順 3 → 4.
fn changes(record: Option<&Record>, set: &Fields) -> String {
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "なし".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => "…".to_owned(),
    };
    let one = |(field, value): (&String, &Value)| {
        let before = record.and_then(|record| record.fields.get(field));
        format!("{} {} → {}", sheet_file::heading(field), text(before), text(Some(value)))
    };
    let more = if set.len() > CHANGES_TOLD { "、ほか" } else { "" };
    set.iter().take(CHANGES_TOLD).map(one).collect::<Vec<_>>().join("、") + more
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
