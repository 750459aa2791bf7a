//! Making, wording and moving one row, and the order of those beside it.

use serde_json::Value;
use uuid::Uuid;

use super::ground::Ground;
use super::row::{Row, changed};
use super::{Why, made};
use crate::change::Act;
use crate::id::{NodeId, RecordId};
use crate::intent::{Desk, Proposal, Refusal, Wish};
use crate::plan::whole::{Fault, Misfit};
use crate::record::Fields;
use crate::sorted::sort_by_key;

/// The largest number of a place (`schema/plan.rs`).
const ORDER_MOST: u64 = 99_999;

/// Where a row stands among those beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Before all.
    First,
    /// Right behind one.
    After(RecordId),
    /// Behind all.
    Last,
}

impl Desk<'_> {
    pub(super) fn make(&self, row: Row, at: At, fresh: &mut dyn FnMut() -> Uuid) -> Proposal {
        let mut row = row.called(RecordId::from_uuid(fresh()));
        let plan = row.plan().ok_or(Refusal::NotHere(row.id()))?;
        let ground = self.ground(plan)?;
        let (order, pushed) = order(beside(&ground, &row), at);
        match &mut row {
            Row::Plan(_) => return Err(Why::Mixed.into()),
            Row::Node(node) => {
                hang(&ground, node, node.parent);
                node.order = order;
            }
            Row::Measure(measure) => measure.order = order,
            Row::Item(item) => item.order = order,
            Row::Target(_) => {}
        }
        Ok([made(&row)].into_iter().chain(self.pushes(&pushed)).collect())
    }

    pub(super) fn put_row(&self, row: &Row) -> Proposal {
        let seen = self.seen(row.id()).ok_or(Refusal::NotHere(row.id()))?;
        let before = Row::read(seen).ok_or(Refusal::NotHere(row.id()))?;
        let set = changed(before.fields(), row.fields());
        Ok(if set.is_empty() { Vec::new() } else { vec![Wish::on(seen, Act::Set(set))] })
    }

    pub(super) fn move_row(
        &self,
        row: RecordId,
        under: Option<NodeId>,
        heading: Option<String>,
        at: At,
    ) -> Proposal {
        let ground = self.ground_of(row)?;
        let before = ground.row(row).ok_or(Refusal::NotHere(row))?;
        let mut after = before.clone();
        let mut deeper = 0;
        match &mut after {
            Row::Node(node) => {
                let below = || ground.below(row).into_iter().map(|one| one.id()).chain([row]);
                if under.is_some_and(|under| below().any(|one| one == under.record())) {
                    return Err(Why::Misfit(Fault { row, misfit: Misfit::Circle }).into());
                }
                let level = node.level;
                hang(&ground, node, under);
                deeper = i64::try_from(node.level).unwrap_or(0) - i64::try_from(level).unwrap_or(0);
            }
            Row::Measure(measure) => {
                (measure.node, measure.heading) = (under, heading);
            }
            _ => return Err(Why::Mixed.into()),
        }
        let (order, pushed) = order(beside(&ground, &after), at);
        match &mut after {
            Row::Node(node) => node.order = order,
            Row::Measure(measure) => measure.order = order,
            _ => {}
        }
        let moved = self.become_row(&before, &after).into_iter().chain(self.pushes(&pushed));
        let (lifted, hung) =
            if deeper == 0 { (Vec::new(), Vec::new()) } else { self.carried(&ground, row, deeper) };
        Ok(lifted.into_iter().chain(moved).chain(hung).collect())
    }

    /// Headings below one that comes to another level: each is lifted to the top, what hangs lowest first, and hung again
    /// under its own once that has moved, so that no step leaves a level out.
    fn carried(&self, ground: &Ground, row: RecordId, deeper: i64) -> (Vec<Wish>, Vec<Wish>) {
        let below = ground.below(row).into_iter().filter_map(|row| match row {
            Row::Node(node) => Some(node),
            _ => None,
        });
        let (mut lifted, mut hung) = (Vec::new(), Vec::new());
        for node in below {
            let Some(seen) = self.view.get(node.id.record()) else { continue };
            let put = |fields: [(&str, Value); 3]| {
                let fields = fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
                Wish::on(seen, Act::Set(fields))
            };
            let layout = ground.layout(node.id);
            let (parent, level) =
                (node.parent.map(|id| id.to_string()), node.level.saturating_add_signed(deeper));
            lifted.push(put([("parent", Value::Null), ("level", 1.into()), ("layout", layout.into())]));
            hung.push(put([
                ("parent", parent.into()),
                ("level", level.into()),
                ("layout", node.layout.into()),
            ]));
        }
        hung.reverse();
        (lifted, hung)
    }

    fn pushes(&self, pushed: &[(RecordId, u64)]) -> Vec<Wish> {
        let set = |order: u64| Fields::from([("order".to_owned(), order.into())]);
        pushed.iter().filter_map(|(row, order)| self.set(*row, set(*order))).collect()
    }
}

/// Hangs a heading under another, or at the top, where it must say its kind of page itself.
fn hang(ground: &Ground, node: &mut crate::plan::node::Node, under: Option<NodeId>) {
    let own = ground.layout(node.id).or_else(|| node.layout.take());
    let above = under.and_then(|id| ground.nodes.get(&id));
    node.level = above.map_or(1, |above| above.level.saturating_add(1));
    node.parent = under;
    node.layout = own.filter(|_| under.is_none());
}

/// The rows beside one, without it, in their order.
fn beside(ground: &Ground, row: &Row) -> Vec<(RecordId, u64)> {
    let mut beside: Vec<(RecordId, u64)> = match row {
        Row::Node(node) => ground.under(node.parent).map(|one| (one.id.record(), one.order)).collect(),
        Row::Measure(measure) => {
            let same = ground.measures.values().filter(|one| one.node == measure.node);
            same.map(|one| (one.id.record(), one.order)).collect()
        }
        Row::Item(item) => {
            let same = ground.items.values().filter(|one| one.measure == item.measure);
            same.map(|one| (one.id.record(), one.order)).collect()
        }
        Row::Plan(_) | Row::Target(_) => Vec::new(),
    };
    beside.retain(|(id, _)| *id != row.id());
    sort_by_key(&mut beside, |(id, order)| (*order, *id));
    beside
}

/// The order of a row put among others, and those that must make room for it.
fn order(beside: Vec<(RecordId, u64)>, at: At) -> (u64, Vec<(RecordId, u64)>) {
    let before = match at {
        At::First => 0,
        At::Last => beside.len(),
        At::After(id) => beside.iter().position(|(one, _)| *one == id).map_or(beside.len(), |at| at + 1),
    };
    let last = before.checked_sub(1).and_then(|at| beside.get(at)).map(|(_, order)| (*order).min(ORDER_MOST));
    let next = beside.get(before).map(|(_, order)| *order);
    let order = match (last, next) {
        (Some(last), _) => last + 1,
        (None, Some(next)) => next.saturating_sub(1),
        (None, None) => 0,
    };
    let mut least = order;
    let mut pushed = Vec::new();
    for (id, order) in beside.into_iter().skip(before) {
        if order > least {
            break;
        }
        least += 1;
        pushed.push((id, least.min(ORDER_MOST)));
    }
    (order.min(ORDER_MOST), pushed)
}
