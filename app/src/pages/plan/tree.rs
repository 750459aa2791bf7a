//! One plan: what it is, the search over it, its tree.

use leptos::prelude::*;
use tsunagari_core::id::{NodeId, PlanId};
use tsunagari_core::plan::{Plan, Status};

use super::OpenBook;
use super::branch::BranchView;
use super::leaf::leaf_view;
use super::search::Search;
use super::shelf::period;
use super::small::small;
use super::told::told;
use crate::pages::way::to;
use crate::read::book::{Book, text};
use crate::read::outline::{loose, outline};
use crate::read::told::told as told_by_heading;
use crate::route::Route;
use crate::words::{Text, measure as words, plan};

/// Headings down to this level stand open at first, so that a short plan is seen whole and a long one by its pillars.
const OPEN_MEASURES_MAX: usize = 24;

/// A plan's page.
#[component]
pub fn TreePage(
    book: OpenBook,
    plan: PlanId,
    /// A heading that is opened and shown, as a search led to it.
    node: Option<NodeId>,
) -> impl IntoView {
    let query = RwSignal::new(String::new());

    move || {
        let book = book.get();
        let Some(facts) = book.plans.get(&plan).map(|plan| facts(&book, plan)) else {
            return view! { <p class="card">{plan::no_plan()}</p> }.into_any();
        };
        let searched = book.clone();
        let quiet = Memo::new(move |_| query.with(|query| query.trim().is_empty()));
        view! {
            {facts}
            <Search book=searched plan=plan query/>
            {move || quiet.get().then(|| whole(&book, plan, node))}
        }
        .into_any()
    }
}

fn facts(book: &Book, plan: &Plan) -> impl IntoView + use<> {
    let before = plan.previous.and_then(|id| book.plans.get(&id));
    let before = before.and_then(|plan| plan.term.clone().or_else(|| text(plan.title.as_ref())));
    let follows = before.map(|name| match &plan.previous_reason {
        Some(reason) => words::follows_because(&name, reason),
        None => words::follows(&name),
    });
    view! {
        <div class="stack tight">
            {(plan.status == Some(Status::Draft))
                .then(|| view! {
                    <p><span class="tag wait">{plan::in_preparation()}</span>" "{words::draft_told()}</p>
                })}
            {small(&[
                Some(period(plan.period)),
                plan.edition.clone().map(Text::from),
                follows,
                plan.district_plans.map(words::district_plans),
                plan.ask.as_deref().map(words::ask),
            ])}
            {beside(book, plan)}
        </div>
    }
}

/// The ward's plan beside a district's, and the districts' beside the ward's.
fn beside(book: &Book, plan: &Plan) -> impl IntoView + use<> {
    let beside = book.shelf().into_iter().filter(|other| {
        plan.ward_plan == Some(other.id) || (other.ward_plan == Some(plan.id) && other.district.is_some())
    });
    let links = beside.map(|other| {
        let name = book.plan_name(other.id).unwrap_or_default();
        let words =
            if other.district.is_some() { words::district_plan_of(&name) } else { words::in_plan(&name) };
        view! { <li><a href=to(Route::InPlan(other.id.record()))>{words}</a></li> }
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| view! { <ul class="bullets">{links}</ul> })
}

fn whole(book: &Book, id: PlanId, node: Option<NodeId>) -> impl IntoView + use<> {
    // From a search: the way down to the heading stands open.
    let way: Vec<NodeId> =
        node.map(|node| book.above(node).iter().map(|node| node.id).collect()).unwrap_or_default();
    let branches = outline(book, id);
    let loose = loose(book, id);
    let blocks = book.plans.get(&id).map(|plan| told_by_heading(&plan.blocks)).unwrap_or_default();
    let measures = book.measures.values().filter(|measure| measure.plan == Some(id)).count();
    let open = measures <= OPEN_MEASURES_MAX;
    view! {
        {told(&blocks)}
        <div class="card tree">
            {branches.into_iter().map(|branch| view! { <BranchView branch depth=0 open way=way.clone()/> }).collect_view()}
            {(!loose.is_empty())
                .then(|| view! {
                    <h2>{words::loose()}</h2>
                    <ul>{loose.iter().map(leaf_view).collect_view()}</ul>
                })}
        </div>
    }
}
