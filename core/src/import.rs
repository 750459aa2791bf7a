//! A ward's table read into a plan's rows: what is found, what was repaired, what must be asked. No file, no network.
//!
//! A cell is typed by what it says against the plan's closed lists, and by its column only where its words leave it
//! open, because columns shift when a document is turned into text. Every repair is listed and can be taken back by
//! its id; what cannot be decided is a question, and stays one in the record. [`read`] gives the same for the same
//! table, plan and [`Choices`].

mod cell;
pub mod compare;
mod fact;
mod fault;
mod fix;
mod grow;
mod guide;
mod header;
mod long;
mod mark;
mod name;
mod order;
mod owner;
mod prose;
mod reading;
pub mod report;
pub mod separated;
mod table;
mod title;
mod words;

#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use fix::{Choices, Place, Question, QuestionKind, Repair, RepairKind};
pub use guide::{Guide, GuideBody};
pub use reading::{ItemRead, MeasureRead, NodeRead, Reading, TargetRead};
pub use table::{
    CELL_CHARS, CELLS_MOST, COLUMNS_MOST, Line, Merge, OWN_NOTE, ROWS_MOST, Sheet, TABLE, TEXT_BYTES, Table,
};

/// A file's size, in bytes.
pub const FILE_BYTES: usize = 5 * 1024 * 1024;

/// Reads a table against a plan.
pub fn read(table: &Table, guide: &Guide, choices: &Choices) -> Result<Reading, Fault> {
    table.within_limits()?;
    let mut grower = grow::Grower::new(guide, choices);
    grower.table(table);
    grower.finish()
}
