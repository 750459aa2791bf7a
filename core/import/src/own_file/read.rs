//! A plan's own file read for a ward: onto the plan as it is, or as a plan that the ward does not have yet.

use tsunagari_core::id::PlanId;
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::body::Body;
use tsunagari_core::record::{Kind, Record};

use crate::org_file::{self, OrgFile};
use crate::plan_file::{self, Head, PlanFileError};
use crate::{Ground, ROWS, Row, record, with_known_bodies};

/// What the file is called where nobody told its name.
const NAMELESS: &str = "計画のファイル";
/// The table that every plan's own file has.
const HEAD: &str = "[plan]";

/// Whether a text is a plan's own file and no table.
pub fn is_own(text: &str) -> bool {
    text.lines().any(|line| line.trim() == HEAD)
}

/// All rows of a plan's own file, which is of this plan of the ward: its bodies, the plan, what hangs under it.
pub fn rows(text: &str, ground: &Ground) -> Result<Vec<Row>, PlanFileError> {
    let read = of_text(NAMELESS, text, &ground.slug, &ground.bodies, &[&ground.plan])?;
    Ok(read.first.iter().cloned().chain(read.records.iter().map(row)).collect())
}

fn row(record: &Record) -> Row {
    Row { id: record.id, kind: record.kind.clone(), scope: record.scope, fields: record.fields.clone() }
}

/// A plan from its own file, or from the beginning of one: `[plan]` and its layouts are enough. Bodies that the ward has
/// already keep their class. A file with the key of one of the ward's plans is of that plan, whatever made it.
pub fn of_text(
    name: &str,
    text: &str,
    slug: &str,
    known: &[Body],
    plans: &[&Plan],
) -> Result<Ground, PlanFileError> {
    let file = plan_file::written(name, text)?;
    let known_plan = plans.iter().find(|plan| plan.key == file.plan.key).map(|plan| plan.id);
    let ward = ward(slug, &file.plan, known);
    let plan = plan_file::rows_of(name, &file, &ward, known_plan)?;
    let own = ward.rows().into_iter().filter(|row| row.kind == Kind::Body).chain(plan.rows);
    // A name stands for one body of a ward, whatever id the file's key would make.
    let rows = with_known_bodies(own.collect(), known);
    let listed = |body: &&Body| ward.body.iter().any(|listed| listed.key == body.name);
    let new = |row: &&Row| row.kind == Kind::Body && known.iter().all(|body| body.id.record() != row.id);
    let mut bodies: Vec<Body> = known.iter().filter(listed).cloned().collect();
    bodies.extend(rows.iter().filter(new).map(record).map(|record| Body::read(&record)));
    let mut ground =
        of_rows(slug, bodies, plan.id, &rows).ok_or_else(|| PlanFileError::missing(name, "plan"))?;
    // Bodies stand in the ward's own order; these come after those that it has.
    let after = (known.len()..).zip(rows.iter().filter(new)).map(|(order, row)| {
        let mut row = row.clone();
        row.fields.insert("order".to_owned(), order.into());
        row
    });
    ground.first = after.chain(rows.iter().filter(|row| row.kind == Kind::Plan).cloned()).collect();
    Ok(ground)
}

/// A plan's rows as the ground that a file is laid beside; none where the plan is not among them.
pub fn of_rows(slug: &str, bodies: Vec<Body>, plan: PlanId, rows: &[Row]) -> Option<Ground> {
    let records: Vec<Record> = rows.iter().map(record).collect();
    let noun = records.iter().find(|record| record.id == plan.record()).map(Plan::read)?;
    let rows = records.into_iter().filter(|record| ROWS.contains(&record.kind)).collect();
    Some(Ground::new(slug, noun, bodies, rows))
}

/// As much of the ward as the file speaks of.
fn ward(slug: &str, plan: &Head, known: &[Body]) -> OrgFile {
    let class =
        |key: &String| known.iter().find(|body| body.name == *key).and_then(|body| body.class.clone());
    let body = |key: &String| org_file::Body { class: class(key), key: key.clone() };
    // A district's plan names its district; whether there is one is not asked here, as with every reference.
    let district = plan.district.iter();
    let district =
        district.map(|key| org_file::District { name: key.clone(), key: key.clone(), office: None });
    OrgFile {
        org: org_file::Org {
            slug: slug.to_owned(),
            name: String::new(),
            notice: None,
            sample: false,
            district_count: None,
        },
        body: plan.bodies.iter().map(body).collect(),
        office: Vec::new(),
        district: district.collect(),
        grant: Vec::new(),
    }
}
