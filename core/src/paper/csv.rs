//! A sheet as CSV that Excel in Japan opens: UTF-8 with BOM, CRLF, every field as text; columns for machines are in it too.

use super::{Sheet, Value, clean, places};
use crate::import::OWN_NOTE;

/// Excel takes a file for UTF-8 by it alone.
const BOM: &str = "\u{feff}";
const END: &str = "\r\n";
/// A field that begins with one of these is a formula to some program, so a quote goes before it.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The sheets one under the other, a blank line between. What a merged cell says stands in each row that it covers, so
/// that the rows can be sorted; across it stands once.
pub fn to_csv(sheets: &[Sheet]) -> Vec<u8> {
    let mut text = BOM.to_owned();
    for (number, sheet) in sheets.iter().enumerate() {
        if number > 0 {
            text.push_str(END);
        }
        write(sheet, &mut text);
    }
    text.into_bytes()
}

fn write(sheet: &Sheet, text: &mut String) {
    let mut rows: Vec<Vec<String>> = sheet.rows.iter().map(|_| Vec::new()).collect();
    for place in places(sheet) {
        let field = field(&place.cell.value);
        for row in rows.iter_mut().take(place.bottom + 1).skip(place.row) {
            if row.len() <= place.column {
                row.resize(place.column + 1, String::new());
            }
            if let Some(here) = row.get_mut(place.column) {
                here.clone_from(&field);
            }
        }
    }
    for mut row in rows {
        row.resize(sheet.columns.len().max(row.len()), String::new());
        text.push_str(&row.join(","));
        text.push_str(END);
    }
    for line in
        [Some(&sheet.foot).filter(|foot| !foot.is_empty()), sheet.notice.as_ref()].into_iter().flatten()
    {
        text.push_str(&quoted(&format!("{OWN_NOTE}{}", clean(line))));
        text.push_str(END);
    }
}

/// A field as it was before a quote went before what some program would take for a formula.
pub fn unguarded(field: &str) -> &str {
    field.strip_prefix('\'').filter(|inside| inside.starts_with(FORMULA)).unwrap_or(field)
}

fn field(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted(&clean(text)),
    }
}

fn quoted(text: &str) -> String {
    // A mark that stands alone (－: none) is no formula.
    let formula = text.starts_with(FORMULA) && text.chars().nth(1).is_some();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\"").replace('\n', END))
    } else {
        text
    }
}
