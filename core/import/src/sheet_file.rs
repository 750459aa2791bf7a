//! A whole plan as one table, a line for each record: what export writes as CSV and XLSX, and import reads back the same.
//!
//! People edit the columns with words; what has no column stands as JSON in the last. The id keeps each row itself.

use std::io::{Cursor, Write as _};

use serde_json::{Map, Value};
use tsunagari_core::id::{RecordId, derived};
use tsunagari_core::import::Table;
use tsunagari_core::plan::body::Body;
use tsunagari_core::record::{Fields, Kind, Record, Scope};
use tsunagari_core::sorted::sort_by_key;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Ground, Refused, Row, plan_record};

/// The headings. The first tells that the table is one of these.
const HEADINGS: [&str; 12] = [
    "つながり帳の計画",
    "id",
    "上の行",
    "順",
    "番号",
    "印",
    "題名",
    "補い",
    "年度",
    "実施主体",
    "たずねること",
    "ほか",
];
/// Between two bodies in a cell.
const BETWEEN: &str = "／";
/// Signs by which a spreadsheet takes a cell for a formula.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// The lines of a plan: bodies, the plan, its rows.
pub fn lines(ground: &Ground) -> Vec<Vec<String>> {
    let own = |body: &&Body| ground.plan.bodies.contains(&body.id);
    let bodies = ground.bodies.iter().filter(own).map(|body| Record {
        kind: Kind::Body,
        id: body.id.record(),
        fields: body.fields(),
        ..plan_record(&ground.plan)
    });
    let mut rows: Vec<&Record> = ground.records.iter().filter(|record| !record.removed()).collect();
    let kind = |record: &&Record| match record.kind {
        Kind::Node => 0,
        Kind::Measure => 1,
        Kind::Item => 2,
        _ => 3,
    };
    sort_by_key(&mut rows, |record| (kind(record), record.number("order").unwrap_or(u64::MAX), record.id));
    let first: Vec<Record> = bodies.chain([plan_record(&ground.plan)]).collect();
    let all = first.iter().chain(rows).map(|record| line(record, &ground.bodies));
    core::iter::once(HEADINGS.map(str::to_owned).to_vec()).chain(all).collect()
}

fn above(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Node => Some("parent"),
        Kind::Measure => Some("node"),
        Kind::Item => Some("measure"),
        _ => None,
    }
}

/// The field of each column with words, `None` for what is not one field.
fn field_of(kind: &Kind, column: usize) -> Option<&'static str> {
    match column {
        2 => above(kind),
        3 => Some("order"),
        4 => Some("number"),
        5 => Some("mark"),
        6 => Some(if *kind == Kind::Body { "name" } else { "title" }),
        7 => Some("detail"),
        8 => Some("year"),
        10 => Some("ask"),
        _ => None,
    }
}

/// What a field is called in the table's head.
pub(super) fn heading(field: &str) -> String {
    if let Some(year) = field.strip_prefix("cell.") {
        return format!("{year}年度のます");
    }
    let kinds = [Kind::Node, Kind::Measure, Kind::Item];
    let column = (2..HEADINGS.len()).find(|at| kinds.iter().any(|kind| field_of(kind, *at) == Some(field)));
    column.and_then(|at| HEADINGS.get(at)).unwrap_or(&"ほか").to_string()
}

fn line(record: &Record, bodies: &[Body]) -> Vec<String> {
    let mut rest: Map<String, Value> = Map::new();
    let mut cells = vec![String::new(); HEADINGS.len()];
    let mut named: Vec<(u64, String, &str)> = Vec::new();
    for (field, value) in &record.fields {
        let column =
            (2..HEADINGS.len()).find(|column| field_of(&record.kind, *column) == Some(field.as_str()));
        let text = match value {
            Value::String(text) if !is_number(field) && !text.is_empty() => Some(text.clone()),
            Value::Number(number) if is_number(field) => Some(number.to_string()),
            _ => None,
        };
        let body = field.strip_prefix("body.").and_then(|id| name_of(id, bodies)).zip(value.as_u64());
        if let (Some(cell), Some(text)) = (column.and_then(|column| cells.get_mut(column)), text) {
            *cell = text;
        } else if let Some((name, order)) = body {
            named.push((order, field.clone(), name));
        } else {
            rest.insert(field.clone(), value.clone());
        }
    }
    sort_by_key(&mut named, |(order, ..)| *order);
    // Names stand for their ids where their places tell their order.
    if named.iter().zip(0..).all(|((order, ..), place)| *order == place) {
        set(&mut cells, 9, named.iter().map(|(.., name)| *name).collect::<Vec<_>>().join(BETWEEN));
    } else {
        rest.extend(named.into_iter().map(|(order, field, _)| (field, order.into())));
    }
    set(&mut cells, 0, record.kind.as_str().to_owned());
    set(&mut cells, 1, record.id.to_string());
    if !rest.is_empty() {
        set(&mut cells, 11, Value::Object(rest).to_string());
    }
    cells
}

fn set(cells: &mut [String], column: usize, text: String) {
    if let Some(cell) = cells.get_mut(column) {
        *cell = text;
    }
}

fn is_number(field: &str) -> bool {
    matches!(field, "order" | "year")
}

/// The name that means this body and no other.
fn name_of<'a>(id: &str, bodies: &'a [Body]) -> Option<&'a str> {
    let body = bodies.iter().find(|body| body.id.to_string() == id)?;
    let alone = bodies.iter().filter(|other| other.name == body.name).count() == 1;
    (alone && !body.name.contains(BETWEEN) && !body.name.is_empty()).then_some(body.name.as_str())
}

/// Whether a table is a whole plan and not a ward's own table.
pub fn is_plan(table: &Table) -> bool {
    let first = table.sheets.first().and_then(|sheet| sheet.lines.first());
    first.and_then(|line| line.cells.first()).is_some_and(|cell| cell.trim() == HEADINGS[0])
}

/// The records of such a table. A row without an id is a new one.
pub fn rows(table: &Table, known: &[Body]) -> Result<Vec<Row>, Refused> {
    let lines = || table.sheets.iter().flat_map(|sheet| &sheet.lines).skip(1);
    let mut bodies: Vec<(String, RecordId)> = Vec::new();
    for line in lines().filter(|line| line.cells.first().is_some_and(|cell| cell == Kind::Body.as_str())) {
        let id = id(&line.cells).ok_or(Refused::Line { line: line.number, what: "id" })?;
        bodies.push((unguarded(line.cells.get(6)), id));
    }
    bodies.extend(known.iter().map(|body| (body.name.clone(), body.id.record())));
    lines().map(|line| row(line.number, &line.cells, &bodies)).collect()
}

fn row(number: u32, cells: &[String], bodies: &[(String, RecordId)]) -> Result<Row, Refused> {
    let wrong = |what| Refused::Line { line: number, what };
    let kinds = [Kind::Body, Kind::Plan, Kind::Node, Kind::Measure, Kind::Item, Kind::Target];
    let kind = cells.first().and_then(|cell| kinds.into_iter().find(|kind| kind.as_str() == cell.trim()));
    let kind = kind.ok_or(wrong(HEADINGS[0]))?;
    let rest = unguarded(cells.get(11));
    let mut fields: Fields = Fields::new();
    if !rest.is_empty() {
        let rest: Map<String, Value> = serde_json::from_str(&rest).map_err(|_| wrong("ほか"))?;
        fields.extend(rest);
    }
    for column in 2..HEADINGS.len() {
        let text = unguarded(cells.get(column));
        let Some(field) = field_of(&kind, column).filter(|_| !text.is_empty()) else { continue };
        let value = if is_number(field) {
            text.parse::<u64>().map_err(|_| wrong("数"))?.into()
        } else {
            Value::from(text)
        };
        fields.insert(field.to_owned(), value);
    }
    let named = unguarded(cells.get(9));
    for (order, name) in named.split(BETWEEN).filter(|name| !name.trim().is_empty()).enumerate() {
        let found = bodies.iter().find(|(known, _)| known == name.trim());
        let (_, body) = found.ok_or(wrong("実施主体"))?;
        fields.insert(format!("body.{body}"), order.into());
    }
    // The same new row twice is the same record.
    let id = id(cells).unwrap_or_else(|| derived(&["import", kind.as_str(), &cells.join("\u{1f}")]));
    Ok(Row { id, kind, scope: Scope::OrgAll, fields })
}

fn id(cells: &[String]) -> Option<RecordId> {
    cells.get(1).and_then(|cell| RecordId::parse(cell.trim()).ok())
}

fn guarded(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

fn unguarded(cell: Option<&String>) -> String {
    let cell = cell.map_or("", String::as_str);
    let inside = cell.strip_prefix('\'').filter(|inside| inside.starts_with(FORMULA));
    inside.unwrap_or(cell).to_owned()
}

/// The lines as CSV with the mark by which Excel knows UTF-8. What would be a formula leaves as text.
pub fn csv(lines: &[Vec<String>]) -> String {
    let cell = |cell: &String| {
        let cell = guarded(cell);
        let quoted = cell.contains([',', '"', '\n', '\r']);
        if quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
    };
    let line = |cells: &Vec<String>| cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n";
    core::iter::once("\u{feff}".to_owned()).chain(lines.iter().map(line)).collect()
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="計画" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// The lines as an Excel book; every cell is text and none a formula.
pub fn xlsx(lines: &[Vec<String>]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut sheet = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for cells in lines {
        sheet.push_str("<row>");
        for cell in cells {
            // Text is text in a book; only a quote that reading would take away needs another.
            let cell = if cell.starts_with('\'') { guarded(cell) } else { cell.clone() };
            let text = quick_xml::escape::escape(cell.as_str());
            sheet.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            sheet.push_str(&text);
            sheet.push_str("</t></is></c>");
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
