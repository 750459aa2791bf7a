//! One plan: what it is, the search over it, and the ways to read it, of which its tree is the first.

use std::sync::Arc;

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::id::{NodeId, PlanId};
use tsunagari_core::plan::{Plan, Status};

use super::OpenBook;
use super::branch::BranchView;
use super::kept::{keep, kept, return_to_line, show};
use super::leaf::leaf_view;
use super::paper::PrintPlan;
use super::search::Search;
use super::shelf::period;
use super::small::small;
use super::told::told;
use super::ways::{Reader, listed, ways};
use crate::pages::way::to;
use crate::read::book::{Book, text};
use crate::read::outline::{find, loose, outline};
use crate::read::told::told as told_by_heading;
use crate::read::ways::Way;
use crate::route::Route;
use crate::words::{Text, measure as words, plan, reading};

/// Headings down to this level stand open at first, so that a short plan is seen whole and a long one by its pillars.
const OPEN_MEASURES_MAX: usize = 24;

/// A plan's page on a phone: how to find one's way in it, then what it is.
#[component]
pub fn PlanPage(
    book: OpenBook,
    plan: PlanId,
    way: Way,
    /// A heading that is opened and shown, as a search led to it.
    node: Option<NodeId>,
    reader: Signal<Reader>,
    today: Memo<Day>,
) -> impl IntoView {
    let draft = move || {
        book.with(|book| book.plans.get(&plan).is_some_and(|plan| plan.status == Some(Status::Draft)))
    };
    view! {
        {move || draft().then(|| view! {
            <p class="no-print"><span class="tag wait">{plan::in_preparation()}</span>" "{words::draft_told()}</p>
        })}
        <ListPane book plan way node reader/>
        <section class="pane">
            <h2 class="no-print">{reading::about_plan()}</h2>
            <AboutPlan book plan today/>
        </section>
    }
}

/// What one chooses from: the ways, the search, and what the way lists.
#[component]
pub fn ListPane(
    book: OpenBook,
    plan: PlanId,
    way: Way,
    node: Option<NodeId>,
    reader: Signal<Reader>,
    /// Beside what one chose, where the list keeps its own place.
    #[prop(optional)]
    beside: bool,
) -> impl IntoView {
    let query = RwSignal::new(kept(|kept| kept.query.clone()));
    Effect::new(move |_| keep(|kept| kept.query = query.get()));
    match node {
        _ if beside => {}
        Some(node) => show(format!("#n{}", node.uuid().simple())),
        None => return_to_line(),
    }
    move || {
        let book = book.get();
        let searched = book.clone();
        let quiet = Memo::new(move |_| query.with(|query| query.trim().is_empty()));
        view! {
            <Search book=searched plan=plan query/>
            {ways(&book, plan, way)}
            {move || quiet.get().then(|| listed(&book, plan, way, node, reader.get()))}
        }
    }
}

/// What a plan is.
#[component]
pub fn AboutPlan(book: OpenBook, plan: PlanId, today: Memo<Day>) -> impl IntoView {
    move || {
        let all = book.get();
        let Some(facts) = all.plans.get(&plan) else {
            return view! { <p class="card">{plan::no_plan()}</p> }.into_any();
        };
        let told_of = told_by_heading(&facts.blocks);
        view! {
            {about(&all, facts)}
            {told(&told_of)}
            <PrintPlan book plan today/>
        }
        .into_any()
    }
}

fn about(book: &Book, plan: &Plan) -> impl IntoView + use<> {
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
        view! { <li><a class="link-row" href=to(Route::InPlan(other.id.record()))><span>{words}</span></a></li> }
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| view! { <ul class="card">{links}</ul> })
}

/// 目次.
pub fn contents(book: &Book, id: PlanId, node: Option<NodeId>) -> impl IntoView + use<> {
    // From a search: the way down to the heading stands open.
    let way: Vec<NodeId> =
        node.map(|node| book.above(node).iter().map(|node| node.id).collect()).unwrap_or_default();
    let branches = outline(book, id);
    let loose = loose(book, id);
    let measures = book.measures.values().filter(|measure| measure.plan == Some(id)).count();
    let open = measures <= OPEN_MEASURES_MAX;
    if branches.is_empty() && loose.is_empty() {
        return view! { <p class="card">{reading::no_rows()}</p> }.into_any();
    }
    view! {
        <div class="card tree">
            {branches.into_iter().map(|branch| view! { <BranchView branch depth=0 open way=way.clone()/> }).collect_view()}
            {(!loose.is_empty())
                .then(|| view! {
                    <h2>{words::loose()}</h2>
                    <ul>{loose.iter().map(leaf_view).collect_view()}</ul>
                })}
        </div>
    }
    .into_any()
}

/// One heading with all that hangs under it, beside the list.
pub fn heading(book: &Arc<Book>, plan: PlanId, node: NodeId) -> impl IntoView + use<> {
    find(&outline(book, plan), node).map(|branch| {
        view! { <div class="card tree"><BranchView branch depth=0 open=true way=Vec::new() alone=true/></div> }
    })
}
