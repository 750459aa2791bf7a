//! 計画: the shelf, a plan, a heading or a measure, by the address; whoever has not joined sees the same.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::id::{ItemId, MeasureId, NodeId, PlanId, RecordId};
use tsunagari_core::org::Role;
use tsunagari_core::plan::target::{Goal, Target};

use super::Scene;
use crate::pages::plan::{Behind, Counting, MeasurePage, OpenBook, ShelfPage, TreePage};
use crate::parts::{Notice, NoticeTone, SampleBanner, TopBar};
use crate::read::book::{Book, text};
use crate::read::counted::counted;
use crate::read::progress::{Progress, progress};
use crate::read::sheet::{named, sheet};
use crate::route::{Address, Route};
use crate::words::{Text, measure as words, plan};

/// What of the plan the address means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Plan(PlanId, Option<NodeId>),
    Measure(MeasureId),
    Unknown,
}

/// The list of plans.
#[component]
pub fn ShelfScreen() -> impl IntoView {
    let scene = Scene::here();
    let book = open_book(scene);
    let got = get_public(scene);
    let empty = Memo::new(move |_| book.with(|book| book.plans.is_empty()));
    let year = Memo::new(move |_| scene.replica.board.today.get().fiscal_year());
    view! {
        <TopBar title=plan::heading() lines=ward(book)/>
        <main class="content" id="content">
            {notice(book)}
            {move || got.get().filter(|_| empty.get()).map(|failed| if failed {
                view! { <Notice tone=NoticeTone::Wait title=words::get_plan_failed()/> }.into_any()
            } else {
                view! { <p role="status">{words::get_plan()}</p> }.into_any()
            })}
            <ShelfPage book year/>
        </main>
    }
}

/// A plan, one of its headings, a measure, an item's measure.
#[component]
pub fn InPlanScreen(id: RecordId) -> impl IntoView {
    let scene = Scene::here();
    let book = open_book(scene);
    get_public(scene);
    let at = Memo::new(move |_| book.with(|book| at(book, id)));
    let title = Signal::derive(move || book.with(|book| title(book, at.get())));
    let lines = Signal::derive(move || book.with(|book| lines(book, at.get())));
    let back = Callback::new(move |()| {
        let otherwise = match at.get_untracked() {
            At::Measure(measure) => home_of(&book.get_untracked(), measure),
            At::Plan(..) | At::Unknown => Route::Plan,
        };
        scene.navigation.back(&Address::of(&scene.slug(), otherwise));
    });
    let board = scene.replica.board;
    let year = Memo::new(move |_| board.today.get().fiscal_year());
    let staff = Signal::derive(move || {
        board.session.with(|session| session.as_ref().is_some_and(|session| session.role >= Role::Staff))
    });
    let content = move || match at.get() {
        At::Plan(plan, node) => view! { <TreePage book plan=plan node=node/> }.into_any(),
        At::Measure(measure) => {
            view! { <MeasurePage book measure=measure year counting=counting(scene, book) staff/> }.into_any()
        }
        At::Unknown => view! { <p class="card">{words::measure_missing()}</p> }.into_any(),
    };
    view! {
        <TopBar title lines on_back=back/>
        <main class="content" id="content">{notice(book)}{content}</main>
    }
}

fn open_book(scene: Scene) -> OpenBook {
    let board = scene.replica.board;
    Memo::new(move |_| Arc::new(board.registry.with(|all| Book::read(all.iter()))))
}

/// Reads the public plans for whoever has not joined; whether that failed, once it is known.
fn get_public(scene: Scene) -> RwSignal<Option<bool>> {
    let failed = RwSignal::new(None);
    let slug = scene.slug();
    if scene.replica.board.session.with_untracked(Option::is_none) {
        failed.set(Some(false));
        spawn_local(async move { failed.set(Some(scene.replica.read_public(&slug).await.is_err())) });
    }
    failed
}

fn notice(book: OpenBook) -> impl IntoView {
    move || book.with(|book| book.notice.is_some()).then(|| view! { <SampleBanner/> })
}

fn ward(book: OpenBook) -> Signal<Vec<Text>> {
    Signal::derive(move || book.with(|book| book.ward.clone().map(Text::from).into_iter().collect()))
}

fn at(book: &Book, id: RecordId) -> At {
    let (plan, node, measure) = (PlanId::of(id), NodeId::of(id), MeasureId::of(id));
    if book.plans.contains_key(&plan) {
        return At::Plan(plan, None);
    }
    if let Some(of) = book.nodes.get(&node).and_then(|node| node.plan) {
        return At::Plan(of, Some(node));
    }
    if book.measures.contains_key(&measure) {
        return At::Measure(measure);
    }
    let item = book.items.get(&ItemId::of(id)).and_then(|item| item.measure);
    item.map_or(At::Unknown, At::Measure)
}

fn home_of(book: &Book, measure: MeasureId) -> Route {
    let plan = book.measures.get(&measure).and_then(|measure| measure.plan);
    plan.map_or(Route::Plan, |plan| Route::InPlan(plan.record()))
}

fn title(book: &Book, at: At) -> Text {
    let title = match at {
        At::Plan(plan, _) => book.plans.get(&plan).and_then(|plan| text(plan.title.as_ref())),
        At::Measure(measure) => book.measures.get(&measure).and_then(named),
        At::Unknown => return plan::heading(),
    };
    title.map_or_else(words::untitled, Text::from)
}

fn lines(book: &Book, at: At) -> Vec<Text> {
    match at {
        At::Plan(plan, _) => {
            let plan = book.plans.get(&plan);
            plan.into_iter()
                .flat_map(|plan| [plan.term.clone(), plan.section.clone()])
                .flatten()
                .map(Text::from)
                .collect()
        }
        At::Measure(measure) => {
            let Some(sheet) = sheet(book, measure) else { return Vec::new() };
            let path: Vec<String> = sheet.path.into_iter().chain(sheet.heading).collect();
            vec![path.join(" ▸ ").into()]
        }
        At::Unknown => Vec::new(),
    }
}

fn counting(scene: Scene, book: OpenBook) -> Counting {
    let board = scene.replica.board;
    Callback::new(move |target: Target| -> (Progress, Behind) {
        let (book, day) = (book.get(), board.today.get());
        let counted = scene.look(|view, _, today| counted(view, &book, &target, today));
        let whole = counted.until.is_some() || !matches!(target.goal, Some(Goal::Coverage { .. }));
        let progress = if whole { progress(&book, &target, day, &counted.held) } else { Progress::NotYet };
        let joined = board.session.with(Option::is_some);
        let until = counted.until.map(|at| format!("{} {}", at.day().text(), at.clock_text()));
        let list = joined.then(|| scene.path(Route::Records));
        (progress, Behind { until, logs: counted.logs, few: counted.few, own: counted.own, list })
    })
}
