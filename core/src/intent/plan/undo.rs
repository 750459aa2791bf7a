//! 取り消す: what an act did to the records of a plan, and the way back from it.

use serde_json::Value;

use crate::change::Act;
use crate::id::RecordId;
use crate::intent::{Desk, Wish};
use crate::record::{Fields, REMOVED, Record};

/// One record before and after an act.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Before; none where the act made it.
    pub before: Option<Record>,
    /// After.
    pub after: Record,
}

/// What an act did, from the records before and after it.
pub fn steps(touched: &[RecordId], before: &[Record], after: &[Record]) -> Vec<Step> {
    let find = |all: &[Record], id: RecordId| all.iter().find(|record| record.id == id).cloned();
    let mut once: Vec<RecordId> = Vec::new();
    for id in touched {
        if !once.contains(id) {
            once.push(*id);
        }
    }
    let step = |id: RecordId| Some(Step { before: find(before, id), after: find(after, id)? });
    once.into_iter().filter_map(step).collect()
}

impl Desk<'_> {
    /// The last first. What somebody has changed since stays as they left it.
    pub(super) fn take_back(&self, steps: Vec<Step>) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for Step { before, after } in steps.into_iter().rev() {
            let Some(now) = self.view.get(after.id) else { continue };
            let Some(before) = before else {
                if !now.removed() {
                    wishes.push(Wish::on(now, Act::Remove));
                }
                continue;
            };
            match (before.removed(), after.removed(), now.removed()) {
                (false, true, true) => wishes.push(Wish::on(now, Act::Restore)),
                (true, false, false) => wishes.push(Wish::on(now, Act::Remove)),
                _ => {}
            }
            let set = back(&before.fields, &after.fields, &now.fields);
            if !set.is_empty() {
                wishes.push(Wish::on(now, Act::Set(set)));
            }
        }
        wishes
    }
}

fn back(before: &Fields, after: &Fields, now: &Fields) -> Fields {
    let value = |of: &Fields, field: &str| of.get(field).cloned().unwrap_or(Value::Null);
    let names = before.keys().chain(after.keys()).filter(|field| *field != REMOVED);
    let ours = names.filter(|field| {
        let done = value(after, field);
        value(before, field) != done && value(now, field) == done
    });
    ours.map(|field| (field.clone(), value(before, field))).collect()
}
