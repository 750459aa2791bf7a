//! What is typed into the grid and not saved: row by row, each with the record that it was typed on, so that a killed browser loses nothing.

use serde::Serialize;
use tsunagari_core::from_json;
use tsunagari_core::query::grid::Cells;
use tsunagari_core::record::Record;

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeptRow {
    pub cells: Cells,
    pub opened: Option<Record>,
}

from_json! { KeptRow { cells, opened } }
