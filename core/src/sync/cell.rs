//! Cells and bundles of them as bytes: how records are packed, and how a bundle is cut; no compression, no store.

use thiserror::Error;

use crate::json;
use crate::record::{Class, Record, Version};
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
    cell.split(|byte| *byte == b'\n').filter_map(json::read)
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
