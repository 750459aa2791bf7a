//! The ways to read a plan, and what each of them lists; the choice is an address, so that the way back works.

use std::sync::Arc;

use leptos::prelude::*;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{NodeId, PlanId};

use super::by_body::bodies;
use super::by_district::district_part;
use super::by_target::targets;
use super::by_year::years;
use super::kept::keep;
use super::measure::Counting;
use super::side::side_by_side;
use super::tree::contents;
use crate::pages::way::to;
use crate::read::book::Book;
use crate::read::ways::Way;
use crate::route::Route;
use crate::words::{Text, reading as words};

/// What a list needs besides the book.
#[derive(Clone, Copy)]
pub struct Reader {
    /// This fiscal year.
    pub year: FiscalYear,
    /// How far targets have come.
    pub counting: Counting,
    /// Whether staff read.
    pub staff: bool,
}

fn called(way: Way) -> Text {
    match way {
        Way::Contents => words::contents(),
        Way::Bodies => words::by_body(),
        Way::Years => words::by_year(),
        Way::Targets => words::by_target(),
        Way::District => words::by_district(),
        Way::Beside => words::by_beside(),
    }
}

/// The ways that this plan can be read; nothing where there is but one.
pub fn ways(book: &Book, plan: PlanId, here: Way) -> impl IntoView + use<> {
    let plan = book.plans.get(&plan);
    let fit: Vec<Way> =
        Way::ALL.into_iter().filter(|way| plan.is_some_and(|plan| way.fits(book, plan))).collect();
    let id = plan.map(|plan| plan.id);
    // What was found would lie over what the way lists.
    let unsearched = move |_| keep(|kept| kept.query.clear());
    (fit.len() > 1).then(|| {
        let links = fit.into_iter().filter_map(|way| {
            let page = way.page(id?);
            let current = (way == here).then_some("page");
            Some(view! { <li><a class="chip" href=to(Route::InPlan(page)) aria-current=current on:click=unsearched>{called(way)}</a></li> })
        });
        view! {
            <nav class="no-print" aria-label=words::ways().attr()>
                <ul class="ways">{links.collect_view()}</ul>
            </nav>
        }
    })
}

/// What the way lists.
pub fn listed(book: &Arc<Book>, plan: PlanId, way: Way, node: Option<NodeId>, reader: Reader) -> AnyView {
    let Some(facts) = book.plans.get(&plan) else { return ().into_any() };
    match way {
        Way::Contents => contents(book, plan, node).into_any(),
        Way::Bodies => bodies(book, facts),
        Way::Years => years(book, facts, reader.year),
        Way::Targets => targets(book, facts, reader),
        Way::District => district_part(book, plan, reader),
        Way::Beside => side_by_side(book, facts),
    }
}
