//! What is typed into the grid and not saved: row by row, each with the record that it was typed on, so that a killed browser loses nothing.

use serde::Serialize;
use tsunagari_core::from_json;
use tsunagari_core::query::grid::Cells;
use tsunagari_core::record::Record;
use tsunagari_core::sorted::SortedMap;

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeptRow {
    pub cells: Cells,
    pub opened: Option<Record>,
}

/// All rows of a district's month, by their names.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Kept {
    pub rows: SortedMap<String, KeptRow>,
}

from_json! {
    KeptRow { cells, opened }
    Kept { rows or SortedMap::new() }
}
