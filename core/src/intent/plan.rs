//! Editing a plan: what an admin may do to it, and what wishes become of it, in an order of which every beginning is a
//! whole plan. No log, no screen, nothing is saved.

mod draft;
mod ground;
mod next;
mod place;
mod row;
mod succession;
#[cfg(test)]
mod tests;
mod undo;
mod year;

use std::sync::Arc;

use thiserror::Error;
use uuid::Uuid;

pub use next::NextPlan;
pub use place::At;
pub use row::Row;
pub use succession::{Part, Succession};
pub use undo::{Step, steps};

use super::{Desk, Proposal, Refusal, Wish};
use crate::calendar::FiscalYear;
use crate::change::Act;
use crate::id::{MeasureId, NodeId, PlanId, RecordId};
use crate::plan::whole::{Fault, Misfit};
use crate::record::{FieldName, Fields, Kind, Scope};
use crate::schema;
use crate::sorted::SortedSet;
use ground::{Ground, circle, laid};

/// Wishes that one act may make: a larger plan comes by import.
pub const WISHES_MOST: usize = 4_000;
/// Fields that one wish of an act sets, so that no change is over its limit.
const FIELDS_MOST: usize = 200;
/// Bytes of JSON that one wish of an act sets, likewise.
const BYTES_MOST: usize = 64 * 1024;

/// What may be done to a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// A new row; its own id is not looked at.
    Make {
        /// The row; of a heading level and place are worked out.
        row: Row,
        /// Where among those beside it.
        at: At,
    },
    /// The words, bodies, years and ties of a row, as a form left them. Only what differs from the row as it was when
    /// the form was opened is said.
    Put(Row),
    /// Another place: under another heading, or another order. A heading keeps all that hangs under it.
    Move {
        /// The heading or measure.
        row: RecordId,
        /// The heading above; none is the top, for headings alone.
        under: Option<NodeId>,
        /// A measure's column there.
        heading: Option<String>,
        /// Where among those beside it.
        at: At,
    },
    /// 分割, 統合, 改訂.
    Succeed(Succession),
    /// 廃止 within a plan in force: the row and all below it end with a year, and keep the logs until then.
    Retire {
        /// The heading or measure.
        row: RecordId,
        /// Its last fiscal year.
        until: FiscalYear,
        /// Why.
        reason: Option<String>,
        /// Whether the person has seen how many end.
        sure: bool,
    },
    /// Takes a row and all below it out of a plan that is still 案.
    Drop {
        /// The row.
        row: RecordId,
        /// Why; what it came from then ends with its own plan.
        reason: Option<String>,
        /// Whether the person has seen how many go.
        sure: bool,
    },
    /// 次の年度をひらく.
    OpenYear {
        /// The plan.
        plan: PlanId,
        /// The year.
        year: FiscalYear,
        /// The items of the year before that are carried over.
        items: SortedSet<RecordId>,
        /// The measures whose cell becomes →.
        arrows: SortedSet<MeasureId>,
    },
    /// 次の計画をはじめる.
    Next(NextPlan),
    /// 決定にする, or back to 案.
    Decide {
        /// The plan.
        plan: PlanId,
        /// Whether it is decided.
        decided: bool,
        /// Whether the person has seen that another plan counts the same years.
        sure: bool,
    },
    /// 取り消す: takes back what an act did, as far as nobody has gone on from there.
    Undo(Vec<Step>),
}

/// An edit on its way to a desk. Its inside is known only where edits are made: what merely carries intents, as the app's
/// first part does, knows nothing of plans.
#[derive(Clone)]
pub struct Asked(Arc<dyn Proposes>);

trait Proposes: Send + Sync {
    fn propose(&self, desk: &Desk<'_>, fresh: &mut dyn FnMut() -> Uuid) -> Proposal;
}

impl Proposes for Edit {
    fn propose(&self, desk: &Desk<'_>, fresh: &mut dyn FnMut() -> Uuid) -> Proposal {
        desk.plan(self.clone(), fresh)
    }
}

impl Asked {
    /// Makes wishes of it.
    pub(super) fn propose(&self, desk: &Desk<'_>, fresh: &mut dyn FnMut() -> Uuid) -> Proposal {
        self.0.propose(desk, fresh)
    }
}

impl From<Edit> for Asked {
    fn from(edit: Edit) -> Self {
        Self(Arc::new(edit))
    }
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl core::fmt::Debug for Asked {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Asked")
    }
}

/// Why nothing came of an edit; words are the app's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Why {
    /// A row would not fit into its plan any more.
    #[error("{0}")]
    Misfit(Fault),
    /// To be asked once: so much more than the row itself would end or go.
    #[error("{headings} headings and {measures} measures below")]
    Below {
        /// Headings below it.
        headings: usize,
        /// Measures below it.
        measures: usize,
    },
    /// To be asked once: another plan counts logs of the same years.
    #[error("another plan holds the same years")]
    Overlap(PlanId),
    /// The plan's years are not known.
    #[error("the years of the plan are unknown")]
    NoYears,
    /// Rows do not fit into the plan, so it cannot be decided.
    #[error("{0} rows do not fit")]
    Unfit(usize),
    /// Only of a plan that is still 案.
    #[error("the plan is decided")]
    Decided,
    /// Only of a plan that is decided.
    #[error("the plan is a draft")]
    Draft,
    /// The plan after it has been begun.
    #[error("the next plan is there")]
    HasNext(PlanId),
    /// Rows of several plans, or headings and measures in one.
    #[error("not of one kind and plan")]
    Mixed,
    /// A value is empty, too long or not one of those that may be.
    #[error("{0}: not a value")]
    Value(&'static str),
    /// More than [`WISHES_MOST`].
    #[error("too much at once")]
    TooMuch,
}

impl From<Why> for Refusal {
    fn from(why: Why) -> Self {
        Self::Plan(why)
    }
}

impl Desk<'_> {
    /// Makes wishes of an edit. A row that would not fit into its plan afterwards refuses it, unless it did not before.
    pub(super) fn plan(&self, edit: Edit, fresh: &mut dyn FnMut() -> Uuid) -> Proposal {
        let wishes = match edit {
            Edit::Undo(steps) => return Ok(self.take_back(steps)),
            Edit::Make { row, at } => self.make(row, at, fresh),
            Edit::Put(row) => self.put_row(&row),
            Edit::Move { row, under, heading, at } => self.move_row(row, under, heading, at),
            Edit::Succeed(succession) => self.succeed(&succession, fresh),
            Edit::Retire { row, until, reason, sure } => self.retire(row, until, reason.as_deref(), sure),
            Edit::Drop { row, reason, sure } => self.drop_row(row, reason.as_deref(), sure),
            Edit::OpenYear { plan, year, items, arrows } => self.open_year(plan, year, &items, &arrows),
            Edit::Next(next) => self.next_plan(&next),
            Edit::Decide { plan, decided, sure } => self.decide(plan, decided, sure),
        }?;
        let wishes: Vec<Wish> = wishes.into_iter().flat_map(cut).collect();
        if wishes.len() > WISHES_MOST {
            return Err(Why::TooMuch.into());
        }
        self.hold(&wishes)?;
        Ok(wishes)
    }

    /// No edit makes a fault that was not there.
    fn hold(&self, wishes: &[Wish]) -> Result<(), Refusal> {
        for wish in wishes {
            let Act::Set(fields) = &wish.act else { continue };
            for (field, value) in fields {
                let Some(known) = schema::fields(&wish.kind).iter().find(|known| known.name.is(field)) else {
                    return Err(Why::Value("").into());
                };
                if !value.is_null() && !known.shape.fits(field, value) {
                    return Err(Why::Value(known.name.stem()).into());
                }
            }
        }
        let after = laid(self, wishes);
        let plan_of = |id: &RecordId| {
            let record = after.get(id)?;
            if record.kind == Kind::Plan {
                Some(PlanId::of(*id))
            } else {
                record.link("plan").map(PlanId::of)
            }
        };
        let plans: SortedSet<PlanId> = after.keys().filter_map(plan_of).collect();
        for plan in &plans {
            let before = Ground::of(self.view, None, *plan).map(Ground::faults).unwrap_or_default();
            let now = Ground::of(self.view, Some(&after), *plan).map(Ground::faults).unwrap_or_default();
            // A plan that is begun may have what the one before had; before it is decided all must fit.
            let begun = self.view.get(plan.record()).is_none();
            if let Some(fault) = now.into_iter().find(|fault| !begun && !before.contains(fault)) {
                return Err(Why::Misfit(fault).into());
            }
        }
        let ties = |wish: &Wish| matches!(&wish.act, Act::Set(set) if set.keys().any(|name| name.starts_with("relation.")));
        if wishes.iter().any(ties)
            && let Some(row) = circle(self.view, Some(&after))
            && circle(self.view, None).is_none()
        {
            return Err(Why::Misfit(Fault { row, misfit: Misfit::OwnLineage }).into());
        }
        Ok(())
    }

    fn ground(&self, plan: PlanId) -> Result<Ground, Refusal> {
        Ground::of(self.view, None, plan).ok_or(Refusal::NotHere(plan.record()))
    }

    /// The plan that a row stands in, with all its rows.
    fn ground_of(&self, row: RecordId) -> Result<Ground, Refusal> {
        let plan =
            self.view.get(row).filter(|record| !record.removed()).and_then(|record| record.link("plan"));
        self.ground(PlanId::of(plan.ok_or(Refusal::NotHere(row))?))
    }

    /// Sets fields of a record as it stands.
    fn set(&self, row: RecordId, fields: Fields) -> Option<Wish> {
        let seen = self.view.get(row)?;
        let differs = |(field, value): &(FieldName, serde_json::Value)| {
            seen.fields.get(field).unwrap_or(&serde_json::Value::Null) != value
        };
        let fields: Fields = fields.into_iter().filter(differs).collect();
        (!fields.is_empty()).then(|| Wish::on(seen, Act::Set(fields)))
    }

    /// A row as it stands becomes another.
    fn become_row(&self, before: &Row, after: &Row) -> Option<Wish> {
        self.set(before.id(), row::changed(before.fields(), after.fields()))
    }
}

/// A record of a plan that is not there yet.
fn made(row: &Row) -> Wish {
    Wish::new(row.id(), row.kind(), Scope::OrgAll, Act::Set(row.fields()))
}

/// A wish as several, where it sets more than one change may.
fn cut(wish: Wish) -> Vec<Wish> {
    let Wish { record, kind, scope, act: Act::Set(fields), seen } = wish else { return vec![wish] };
    let mut parts = vec![Fields::new()];
    let mut bytes = 0;
    for (field, value) in fields {
        bytes += field.len() + value.to_string().len();
        let full = |part: &Fields| part.len() >= FIELDS_MOST || bytes > BYTES_MOST && !part.is_empty();
        if parts.last().is_none_or(full) {
            bytes = 0;
            parts.push(Fields::new());
        }
        if let Some(part) = parts.last_mut() {
            part.insert(field, value);
        }
    }
    let wish = |fields| Wish { record, kind: kind.clone(), scope, act: Act::Set(fields), seen: seen.clone() };
    parts.into_iter().map(wish).collect()
}
