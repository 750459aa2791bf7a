//! A file beside a plan: a ward's own table, or a whole plan as it was exported; what it would write, and what it lacks.

use tsunagari_core::id::RecordId;
use tsunagari_core::import::compare::Gone;
use tsunagari_core::import::{Choices, Table};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::body::Body;
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::plan::node::Node;
use tsunagari_core::plan::target::Target;
use tsunagari_core::plan::whole::{Fault, Rows, Whole};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sorted::SortedSet;

use super::{
    Deed, Found, Given, Ground, Refused, Row, deeds, of_plan, own_file, plan_record, record, sheet_file,
};

/// What a file brings to a plan.
#[derive(Debug, Clone)]
pub struct Brought {
    /// How the table was read; none where the file is a whole plan.
    pub found: Option<Found>,
    /// What is to be written.
    pub deeds: Vec<Deed>,
    /// Rows of the plan that the file does not have; nothing removes them unless somebody says so.
    pub gone: Vec<Gone>,
}

/// Lays a file beside a plan, whatever it is.
pub fn bring(
    given: &Given,
    ground: &Ground,
    layout: Option<&str>,
    choices: &Choices,
) -> Result<Brought, Refused> {
    match given {
        Given::Table(table) => bring_table(table, ground, layout, choices),
        Given::Own(text) => whole(own_file::rows(text, ground)?, Some(ground), &ground.bodies),
    }
}

/// Reads a table onto a plan.
pub fn bring_table(
    table: &Table,
    ground: &Ground,
    layout: Option<&str>,
    choices: &Choices,
) -> Result<Brought, Refused> {
    if sheet_file::is_plan(table) {
        let rows = sheet_file::rows(table, &ground.bodies)?;
        return whole(rows, Some(ground), &ground.bodies);
    }
    let found = ground.read(table, layout, choices)?;
    let mut deeds = deeds(&ground.first, &[]);
    deeds.extend(of_plan(ground, &found.reading));
    deeds.extend(found.said.writes.iter().cloned().map(Deed::from));
    let gone = found.said.gone.clone();
    Ok(Brought { found: Some(found), deeds, gone })
}

/// A whole plan as it shall be, with its bodies; `known` is the plan as it is, `bodies` are the ward's.
pub fn whole(rows: Vec<Row>, known: Option<&Ground>, bodies: &[Body]) -> Result<Brought, Refused> {
    let rows = with_known_bodies(rows, bodies);
    let plan = rows.iter().find(|row| row.kind == Kind::Plan).map(|row| row.id).ok_or(Refused::NoPlan)?;
    let other = |row: &Row| row.fields.get("plan").is_some_and(|of| *of != plan.to_string().as_str());
    if rows.iter().any(other) || known.is_some_and(|known| known.plan.id.record() != plan) {
        return Err(Refused::OtherPlan);
    }
    let mut records: Vec<Record> = known.map(|known| known.records.clone()).unwrap_or_default();
    records.retain(|record| !record.removed());
    let told: SortedSet<RecordId> = rows.iter().map(|row| row.id).collect();
    let lacks = |record: &&Record| !told.contains(&record.id);
    let gone = records.iter().filter(lacks).map(|record| Gone {
        id: record.id,
        kind: record.kind.clone(),
        title: record.text("title").or(record.text("printed")).unwrap_or_default().to_owned(),
    });
    let gone = gone.collect();
    records.extend(known.map(|known| plan_record(&known.plan)));
    fit(&rows, &records)?;
    // A ward's body stays as the ward has it.
    let new = |row: &&Row| row.kind != Kind::Body || bodies.iter().all(|body| body.id.record() != row.id);
    let rows: Vec<Row> = rows.iter().filter(new).cloned().collect();
    Ok(Brought { found: None, deeds: deeds(&rows, &records), gone })
}

/// Refuses a file by which a row would not fit into the plan that fitted before: a circle, a year outside, a body off the list.
fn fit(rows: &[Row], known: &[Record]) -> Result<(), Refused> {
    let before = faults(known);
    let mut after: Vec<Record> = rows.iter().map(record).collect();
    // What the file does not have stays.
    let told: SortedSet<RecordId> = rows.iter().map(|row| row.id).collect();
    after.extend(known.iter().filter(|old| !told.contains(&old.id)).cloned());
    match faults(&after).into_iter().find(|fault| !before.contains(fault)) {
        None => Ok(()),
        Some(Fault { row, misfit }) => {
            let text = after.iter().find(|record| record.id == row).and_then(|record| record.text("title"));
            Err(Refused::Misfit { text: text.unwrap_or_default().to_owned(), misfit })
        }
    }
}

fn faults(records: &[Record]) -> Vec<Fault> {
    let of = |kind: Kind| records.iter().filter(move |record| record.kind == kind);
    let Some(plan) = of(Kind::Plan).map(Plan::read).next() else { return Vec::new() };
    let rows = Rows {
        plan,
        nodes: of(Kind::Node).map(Node::read).collect(),
        measures: of(Kind::Measure).map(Measure::read).collect(),
        items: of(Kind::Item).map(YearItem::read).collect(),
        targets: of(Kind::Target).map(Target::read).collect(),
    };
    Whole::parse(rows).err().unwrap_or_default()
}

/// Sets of a row whose members are bodies.
const OF_BODIES: [&str; 3] = ["body.", "maybe.", "role."];

/// A body that the ward has under another id than the file's is that one: a name stands for one body of a ward.
pub fn with_known_bodies(mut rows: Vec<Row>, known: &[Body]) -> Vec<Row> {
    let of_name = |row: &Row| {
        let name = row.fields.get("name").and_then(|name| name.as_str())?;
        let same = known.iter().find(|body| body.name == name)?.id.record();
        (same != row.id && known.iter().all(|body| body.id.record() != row.id)).then_some((row.id, same))
    };
    let bodies = rows.iter().filter(|row| row.kind == Kind::Body);
    let others: Vec<_> = bodies.filter_map(of_name).map(|(from, to)| (from.to_string(), to)).collect();
    if others.is_empty() {
        return rows;
    }
    rows.retain(|row| others.iter().all(|(from, _)| *from != row.id.to_string()));
    for row in &mut rows {
        for (from, to) in &others {
            for set in OF_BODIES {
                if let Some(value) = row.fields.remove(&format!("{set}{from}")) {
                    row.fields.insert(format!("{set}{to}"), value);
                }
            }
        }
    }
    rows
}
