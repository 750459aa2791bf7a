//! 記入依頼: what a body that does not sign in is asked to tell of a year, as a sheet with a row for each of its items; and the
//! sheet come back, each row known by its id wherever it stands. What is told is only proposed here, never written.

mod answer;
mod sheet;

#[cfg(test)]
mod tests;

use crate::calendar::FiscalYear;
use crate::id::{BodyId, ItemId, PlanId, RecordId};

pub use answer::{Answer, Proposed, Remark, Row, Standing, asked_of, read};
pub use sheet::{Heads, sheet};

/// What is asked, and of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inquiry {
    /// The plan.
    pub plan: PlanId,
    /// The fiscal year.
    pub year: FiscalYear,
    /// The body.
    pub body: BodyId,
}

/// The id of a row: the item and the body that is asked.
fn row_id(item: ItemId, body: BodyId) -> String {
    format!("{item}/{body}")
}

/// Reads the id of a row; none of what is no id.
fn parse_row_id(text: &str) -> Option<(ItemId, BodyId)> {
    let (item, body) = text.trim().split_once('/')?;
    Some((ItemId::of(RecordId::parse(item).ok()?), BodyId::of(RecordId::parse(body).ok()?)))
}
