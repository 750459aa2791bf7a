//! Cells and bundles of them as bytes: how records are packed, and how a bundle is cut; no compression, no store.

use thiserror::Error;

use crate::id::RecordId;
use crate::json;
use crate::record::{Class, DAY, MONTH, Record, Version, is_day};
use crate::sync::wire::{Bundle, CellHead, ENVELOPE};

/// The bytes are not a bundle of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a bundle of cells")]
pub struct NotABundle;

/// Records of one cell as they are stored before compression: one JSON record a line.
pub fn to_lines(records: &[Record]) -> Vec<u8> {
    let mut lines = Vec::new();
    for record in records {
        if let Ok(mut line) = serde_json::to_vec(record) {
            line.push(b'\n');
            lines.append(&mut line);
        }
    }
    lines
}

/// Reads a cell, one record at a time. A line that is no record is passed over: the rest of the cell is still good.
pub fn lines(cell: &[u8]) -> impl Iterator<Item = Record> + '_ {
    texts(cell).filter_map(|line| json::read(line.as_bytes()))
}

/// The lines of a cell as they are, for who need not read them all.
pub fn texts(cell: &[u8]) -> impl DoubleEndedIterator<Item = &str> {
    cell.split(|byte| *byte == b'\n').filter_map(|line| core::str::from_utf8(line).ok())
}

/// The day that a line's record is filed under, without reading the record; none where that cannot be told.
pub fn day_of(line: &str) -> Option<String> {
    let (mut days, mut months) = (Vec::new(), Vec::new());
    let mut pieces = line.split('"');
    while let Some(piece) = pieces.next() {
        let found = match piece {
            DAY => &mut days,
            MONTH => &mut months,
            _ => continue,
        };
        if pieces.next() == Some(":") {
            found.extend(pieces.next());
        }
    }
    let day = match (days.as_slice(), months.as_slice()) {
        ([day], []) => (*day).to_owned(),
        ([], [month]) => format!("{month}-01"),
        _ => return None,
    };
    is_day(&day).then_some(day)
}

/// Whether a text stands in a line as a whole, as an id does.
pub fn names(line: &str, text: &str) -> bool {
    line.split('"').any(|piece| piece == text)
}

/// A line's record, without reading it; none where that cannot be told.
pub fn id_of(line: &str) -> Option<RecordId> {
    RecordId::parse(line.strip_prefix("{\"id\":\"")?.get(..36)?).ok()
}

/// The head of a cell that holds these records (by `born`); its compressed length is for whoever compresses it.
pub fn head(class: Class, index: u32, version: Version, records: &[Record]) -> CellHead {
    let days = || records.iter().filter_map(Record::day);
    CellHead {
        class,
        index,
        born_from: records.iter().map(|record| record.born).min().unwrap_or(0),
        born_to: records.iter().map(|record| record.born).max().unwrap_or(0),
        version,
        day_from: days().min(),
        day_to: days().max(),
        count: u32::try_from(records.len()).unwrap_or(u32::MAX),
        bytes: 0,
    }
}

/// A bundle's body: the head's length, the head, the cells.
pub fn join(bundle: &Bundle, cells: &[Vec<u8>]) -> Vec<u8> {
    let head = serde_json::to_vec(bundle).unwrap_or_default();
    let length = u32::try_from(head.len()).unwrap_or(u32::MAX);
    let mut body = length.to_be_bytes().to_vec();
    body.extend(head);
    for cell in cells {
        body.extend_from_slice(cell);
    }
    body
}

/// Cuts a bundle's body into its head and its cells, which stay compressed.
pub fn cut(body: &[u8]) -> Result<(Bundle, Vec<&[u8]>), NotABundle> {
    let (length, rest) = body.split_first_chunk::<4>().ok_or(NotABundle)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| NotABundle)?;
    let (head, mut rest) = rest.split_at_checked(length).ok_or(NotABundle)?;
    let bundle: Bundle = json::read(head).ok_or(NotABundle)?;
    let mut cells = Vec::with_capacity(bundle.cells.len());
    for cell in &bundle.cells {
        let length = usize::try_from(cell.bytes).map_err(|_| NotABundle)?;
        let (bytes, after) = rest.split_at_checked(length).ok_or(NotABundle)?;
        cells.push(bytes);
        rest = after;
    }
    if bundle.envelope == ENVELOPE && rest.is_empty() { Ok((bundle, cells)) } else { Err(NotABundle) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::calendar::WallTime;
    use crate::id;
    use crate::record::{Hand, Kind, Scope};

    fn record(fields: Value) -> Record {
        let made = Hand { by: None, at: WallTime::from_millis(0) };
        let id = id::derived(&["cell", &fields.to_string()]);
        let Value::Object(fields) = fields else { panic!("an object") };
        let fields = fields.into_iter().collect();
        Record {
            id,
            kind: Kind::Activity,
            scope: Scope::OrgAll,
            version: 1,
            born: 1,
            made,
            edited: made,
            fields,
            parallel: vec![],
        }
    }

    fn line(record: &Record) -> String {
        String::from_utf8(to_lines(core::slice::from_ref(record))).unwrap()
    }

    #[test]
    fn the_day_is_told_without_reading() {
        let told = |fields| day_of(&line(&record(fields)));
        assert_eq!(told(json!({ "day": "2026-11-24", "note": "あ" })).as_deref(), Some("2026-11-24"));
        assert_eq!(told(json!({ "month": "2026-11" })).as_deref(), Some("2026-11-01"));
        assert_eq!(told(json!({ "note": "\"day\":\"2026-11-24\"" })), None);
        assert_eq!(told(json!({ "day": "2026-11-24", "month": "2026-11" })), None);
        assert_eq!(told(json!({ "day": "2026-11-24", "new": { "day": "2020-01-01" } })), None);
        assert_eq!(told(json!({ "day": "きょう" })), None);
    }

    proptest! {
        #[test]
        fn a_day_that_is_told_is_the_records(
            day in prop_oneof![Just(None), "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(Some), ".{0,12}".prop_map(Some)],
            month in prop_oneof![Just(None), "[0-9]{4}-[0-9]{2}".prop_map(Some), ".{0,9}".prop_map(Some)],
            note in ".*",
        ) {
            let record = record(json!({ "day": day, "month": month, "note": note }));
            let line = line(&record);
            if let Some(told) = day_of(&line) {
                prop_assert_eq!(Some(told), record.day());
            }
            prop_assert_eq!(id_of(&line), Some(record.id));
        }
    }
}
