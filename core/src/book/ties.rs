//! How rows of plans stand to one another, seen from either end: by name, with the plan of the other and where it leads.

use crate::id::{PlanId, RecordId};
use crate::plan::relation::{Relation, RelationKind};

use super::Book;

/// A relation, from whichever end it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// What it is.
    pub kind: RelationKind,
    /// Whether this row is the one that the other names.
    pub from_other: bool,
    /// The other row's title, where it is known and in the book.
    pub title: Option<String>,
    /// The other row's plan, where it is another plan.
    pub plan: Option<String>,
    /// Where a press leads: a measure, a heading or a plan.
    pub to: Option<RecordId>,
    /// Why.
    pub reason: Option<String>,
}

/// A row's own relations.
pub fn own(book: &Book, relations: &[Relation], home: Option<PlanId>) -> Vec<Tie> {
    relations.iter().map(|relation| tie(book, relation, relation.to, home)).collect()
}

/// A row's own relations, then those by which other headings and measures name it.
pub fn both(book: &Book, row: RecordId, relations: &[Relation], home: Option<PlanId>) -> Vec<Tie> {
    let mut ties = own(book, relations, home);
    let nodes = book.nodes.values().map(|node| (node.id.record(), &node.relations));
    let measures = book.measures.values().map(|measure| (measure.id.record(), &measure.relations));
    for (other, relations) in nodes.chain(measures) {
        for relation in relations.iter().filter(|relation| relation.to == Some(row)) {
            ties.push(Tie { from_other: true, ..tie(book, relation, Some(other), home) });
        }
    }
    ties
}

fn tie(book: &Book, relation: &Relation, other: Option<RecordId>, home: Option<PlanId>) -> Tie {
    let called = other.and_then(|id| book.called(id));
    let elsewhere = called.as_ref().and_then(|called| called.plan).filter(|plan| Some(*plan) != home);
    Tie {
        kind: relation.kind,
        from_other: false,
        title: called.as_ref().and_then(|called| called.title.clone()),
        plan: elsewhere.and_then(|plan| book.plan_name(plan)),
        to: called.map(|called| called.page),
        reason: relation.reason.clone(),
    }
}
