//! The public pages: a ward's plans and places as HTML for whoever has not joined; no script, no rule of the domain.
//!
//! `address` says which page an address means, `hall` reads a ward when it has changed, `shelf` holds what of it is shown;
//! the rest draws, from that alone. What may be told of a place is core's (`place/shown.rs`); what hangs where in a plan is core's too (`book`).

pub mod address;
mod frame;
mod gone;
pub mod hall;
mod measure;
mod parts;
mod places;
pub mod shelf;
pub mod sitemap;
pub mod style;
mod table;
mod tree;
mod ward;

use tsunagari_core::id::{ItemId, MeasureId, NodeId, PlaceId, PlanId, RecordId};

use address::Address;
use frame::Page;
use shelf::Shelf;

/// A page, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// It is there.
    Found(String),
    /// A file for a calendar.
    Calendar(String),
    /// It is part of another page.
    At(String),
    /// It was there, and is told what became of it.
    Gone(String),
    /// It never was.
    Absent(String),
}

/// Draws a page of a ward. `origin` begins every whole address.
pub fn draw(shelf: &Shelf, address: &Address, origin: &str) -> Drawn {
    match address {
        Address::Ward(_) => Drawn::Found(ward::page(shelf).html(shelf, origin)),
        Address::Places(_) => Drawn::Found(places::list(shelf).html(shelf, origin)),
        Address::Place(_, id) => found(shelf, *id, places::one(shelf, PlaceId::of(*id)), origin),
        Address::Calendar(_, id) => match places::calendar(shelf, PlaceId::of(*id)) {
            Some(text) => Drawn::Calendar(text),
            None => found(shelf, *id, None, origin),
        },
        Address::InPlan(_, id, part) => in_plan(shelf, *id, *part, origin),
        Address::Wards | Address::Nothing => Drawn::Absent(absent(origin)),
    }
}

/// The list of wards.
pub fn wards(wards: &[(String, String)], origin: &str) -> String {
    ward::wards(wards, origin)
}

/// For what never was here.
pub fn absent(origin: &str) -> String {
    gone::absent(origin)
}

fn in_plan(shelf: &Shelf, id: RecordId, part: usize, origin: &str) -> Drawn {
    let book = &shelf.book;
    let plan_of = |node: NodeId| book.nodes.get(&node).and_then(|node| node.plan);
    if book.plans.contains_key(&PlanId::of(id)) {
        let page = tree::page(shelf, PlanId::of(id), part);
        return page.map_or_else(
            || Drawn::Absent(gone::unknown(shelf).html(shelf, origin)),
            |page| Drawn::Found(page.html(shelf, origin)),
        );
    }
    if let Some(plan) = plan_of(NodeId::of(id)).filter(|plan| book.plans.contains_key(plan)) {
        let part = tree::part_of(shelf, plan, NodeId::of(id));
        return Drawn::At(address::heading(&shelf.org.slug, plan, part, NodeId::of(id)));
    }
    let item = book.items.get(&ItemId::of(id)).and_then(|item| item.measure);
    if let Some(measure) = item.filter(|measure| book.measures.contains_key(measure)) {
        return Drawn::At(address::item(&shelf.org.slug, measure, ItemId::of(id)));
    }
    found(shelf, id, measure::page(shelf, MeasureId::of(id)), origin)
}

fn found(shelf: &Shelf, id: RecordId, page: Option<Page>, origin: &str) -> Drawn {
    match page {
        Some(page) => Drawn::Found(page.html(shelf, origin)),
        None => match gone::page(shelf, id) {
            Some(page) => Drawn::Gone(page.html(shelf, origin)),
            None => Drawn::Absent(gone::unknown(shelf).html(shelf, origin)),
        },
    }
}
