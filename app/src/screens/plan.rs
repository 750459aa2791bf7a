//! 計画: the shelf, a plan, a heading or a measure, by the address; whoever has not joined sees the same.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::Day;
use tsunagari_core::id::{ItemId, MeasureId, NodeId, PlanId, RecordId};
use tsunagari_core::org::Role;
use tsunagari_core::plan::target::Target;

use super::Scene;
use super::rules::{after_measure, to_rules};
use super::standings::Standings;
use crate::pages::plan::kept::{enter, forget, keep, kept, reach, visit};
use crate::pages::plan::{
    AboutPlan, Counting, ListPane, MeasurePage, OpenBook, PlanPage, Reader, ShelfPage, heading,
};
use crate::parts::{Icon, Notice, NoticeTone, SampleBanner, TopBar};
use crate::platform::wide::wide;
use crate::read::book::{Book, text};
use crate::read::sheet::{call, named, sheet as sheet_of};
use crate::read::ways::Way;
use crate::route::{Address, Route};
use crate::words::{Speaking, Text, frame, measure as words, plan, reading};

/// What of the plan the address means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Plan(PlanId, Way, Option<NodeId>),
    Measure(MeasureId, Option<ItemId>),
    Unknown,
}

impl At {
    fn plan(self, book: &Book) -> Option<PlanId> {
        match self {
            Self::Plan(plan, ..) => Some(plan),
            Self::Measure(measure, _) => {
                book.measures.get(&measure)?.plan.filter(|id| book.plans.contains_key(id))
            }
            Self::Unknown => None,
        }
    }

    /// Whether it takes both panes.
    fn whole(self) -> bool {
        matches!(self, Self::Plan(_, Way::Beside, _))
    }
}

/// The list of plans.
#[component]
pub fn ShelfScreen() -> impl IntoView {
    forget();
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
                view! { <Notice tone=NoticeTone::Wait icon=Icon::Offline title=words::get_plan_failed()/> }.into_any()
            } else {
                view! { <p role="status">{words::get_plan()}</p> }.into_any()
            })}
            <ShelfPage book year/>
        </main>
    }
}

/// A plan, a way to read it, one of its headings, a measure, an item's measure. Where there is room, what one chooses from
/// stays at the left of what one chose.
#[component]
pub fn InPlanScreen(id: RecordId) -> impl IntoView {
    let scene = Scene::here();
    let book = open_book(scene);
    get_public(scene);
    let at = Memo::new(move |_| book.with(|book| at(book, id)));
    let plan = Memo::new(move |_| book.with(|book| at.get().plan(book)));
    let wide = wide();
    let two = Memo::new(move |_| wide.get() && plan.get().is_some() && !at.get().whole());
    // A list that one just chose from is left for what one chose.
    let moved = plan.get_untracked().is_some_and(enter);
    match at.get_untracked() {
        At::Measure(measure, _) => visit(measure.record()),
        At::Plan(_, way, None) => keep(|kept| kept.way = way),
        At::Plan(..) | At::Unknown => {}
    }
    // An item's own address, from a search or a link: its measure's page is long.
    Effect::new(move |_| {
        if let At::Measure(_, Some(item)) = at.get() {
            reach(item.record());
        }
    });
    mine(scene);
    let heading = Signal::derive(move || book.with(|book| title(book, at.get())));
    let title = Signal::derive(move || match plan.get().filter(|_| two.get()) {
        Some(plan) => book.with(|book| title(book, At::Plan(plan, Way::Contents, None))),
        None => heading.get(),
    });
    let lines = Signal::derive(move || {
        let at =
            plan.get().filter(|_| two.get()).map_or(at.get(), |plan| At::Plan(plan, Way::Contents, None));
        book.with(|book| lines(book, at))
    });
    let back = Callback::new(move |()| {
        let otherwise = match at.get_untracked() {
            At::Measure(measure, _) => home_of(&book.get_untracked(), measure),
            At::Plan(..) | At::Unknown => Route::Plan,
        };
        scene.navigation.back(&Address::of(&scene.slug(), otherwise));
    });
    let page = Page::of(scene, book);
    let content = move || match (at.get(), plan.get().filter(|_| two.get())) {
        (At::Unknown, _) => view! { <p class="card">{words::measure_missing()}</p> }.into_any(),
        (at, Some(plan)) => panes(page, at, plan, heading, moved).into_any(),
        (At::Plan(plan, way, node), None) => view! {
            <PlanPage book plan way node reader=page.reader today=page.today/>
            {to_rules(scene, plan)}
        }
        .into_any(),
        (At::Measure(..), None) => page.chosen(at.get()),
    };
    view! {
        <TopBar title lines on_back=back/>
        <main class="content" class:wide=wide id="content">{notice(book)}{content}</main>
    }
}

/// What the parts of the page have in common.
#[derive(Clone, Copy)]
struct Page {
    book: OpenBook,
    reader: Signal<Reader>,
    today: Memo<Day>,
}

impl Page {
    fn of(scene: Scene, book: OpenBook) -> Self {
        let board = scene.replica.board;
        let today = Memo::new(move |_| board.today.get());
        let role = move || board.session.with(|session| session.as_ref().map(|session| session.role));
        let counting = counting(scene, book);
        let reader = Signal::derive(move || Reader {
            year: today.get().fiscal_year(),
            counting,
            staff: role().is_some_and(|role| role >= Role::Staff),
        });
        Self { book, reader, today }
    }

    /// What one chose, under its heading.
    fn chosen(self, at: At) -> AnyView {
        let Self { book, reader, today } = self;
        match at {
            At::Plan(plan, _, None) => {
                view! { <AboutPlan book plan today/> {to_rules(Scene::here(), plan)} }.into_any()
            }
            At::Plan(plan, _, Some(node)) => (move || heading(&book.get(), plan, node)).into_any(),
            At::Measure(measure, _) => {
                let year = Memo::new(move |_| reader.get().year);
                let staff = Signal::derive(move || reader.get().staff);
                let counting = reader.get_untracked().counting;
                view! {
                    <MeasurePage book measure year counting staff/>
                    {after_measure(Scene::here(), book, measure)}
                }
                .into_any()
            }
            At::Unknown => ().into_any(),
        }
    }
}

/// The heading of what was chosen.
const CHOSEN: &str = "chosen";

/// What one chooses from, and what one chose. The reader, and a screen reader, goes on at what was chosen.
fn panes(page: Page, at: At, plan: PlanId, heading: Signal<Text>, moved: bool) -> impl IntoView {
    let (way, node) = match at {
        At::Plan(_, way, node) => (way, node),
        _ => (kept(|kept| kept.way), None),
    };
    let list = NodeRef::<html::Section>::new();
    let scrolled = move |_| {
        if let Some(list) = list.get_untracked() {
            keep(|kept| kept.scrolled = list.scroll_top());
        }
    };
    let of_plan = matches!(at, At::Plan(_, _, None));
    let chosen = NodeRef::<html::H2>::new();
    request_animation_frame(move || {
        if let Some(list) = list.get_untracked() {
            list.set_scroll_top(kept(|kept| kept.scrolled));
        }
        if let Some(chosen) = chosen.get_untracked().filter(|_| moved && !of_plan) {
            // A heading that cannot take the focus is only read later.
            let _refused = chosen.focus();
        }
    });
    let speech = Speaking::here();
    Effect::new(move |_| {
        let app = frame::app_name().letters(speech.get());
        document().set_title(&format!("{}｜{app}", heading.get().letters(speech.get())));
    });
    let path = move || page.book.with(|book| lines(book, at));
    view! {
        <div class="panes reading">
            <section class="pane from no-print" aria-label=reading::list().attr() node_ref=list on:scroll=scrolled>
                <ListPane book=page.book plan way node reader=page.reader beside=true/>
            </section>
            <section class="pane" aria-labelledby=CHOSEN>
                <h2 id=CHOSEN tabindex="-1" node_ref=chosen>
                    {move || if of_plan { reading::about_plan() } else { heading.get() }.view()}
                </h2>
                {(!of_plan).then(|| path().into_iter().map(|line| view! { <p class="small">{line}</p> }).collect_view())}
                {page.chosen(at)}
            </section>
        </div>
    }
}

/// The person's own district is chosen until they choose another.
fn mine(scene: Scene) {
    let own = untrack(|| scene.look(|view, session, _| view.home(session?)));
    keep(|kept| kept.district = kept.district.or(own));
}

/// All plans as one book, read anew whenever one changes.
pub fn open_book(scene: Scene) -> OpenBook {
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
        return At::Plan(plan, Way::Contents, None);
    }
    if let Some(of) = book.nodes.get(&node).and_then(|node| node.plan) {
        return At::Plan(of, Way::Contents, Some(node));
    }
    if book.measures.contains_key(&measure) {
        return At::Measure(measure, None);
    }
    let item = ItemId::of(id);
    if let Some(of) = book.items.get(&item).and_then(|item| item.measure) {
        return At::Measure(of, Some(item));
    }
    Way::of_page(book, id).map_or(At::Unknown, |(plan, way)| At::Plan(plan, way, None))
}

fn home_of(book: &Book, measure: MeasureId) -> Route {
    let plan = book.measures.get(&measure).and_then(|measure| measure.plan);
    plan.map_or(Route::Plan, |plan| Route::InPlan(plan.record()))
}

fn title(book: &Book, at: At) -> Text {
    let title = match at {
        At::Plan(_, _, Some(node)) => book
            .nodes
            .get(&node)
            .map(|node| call(node.number.as_deref(), node.mark.as_deref(), text(node.title.as_ref()))),
        At::Plan(plan, _, None) => book.plans.get(&plan).and_then(|plan| text(plan.title.as_ref())),
        At::Measure(measure, _) => book.measures.get(&measure).and_then(named),
        At::Unknown => return plan::heading(),
    };
    title.map_or_else(words::untitled, Text::from)
}

fn lines(book: &Book, at: At) -> Vec<Text> {
    match at {
        At::Plan(plan, ..) => {
            let plan = book.plans.get(&plan);
            plan.into_iter()
                .flat_map(|plan| [plan.term.clone(), plan.section.clone()])
                .flatten()
                .map(Text::from)
                .collect()
        }
        At::Measure(measure, _) => {
            let Some(sheet) = sheet_of(book, measure) else { return Vec::new() };
            let path: Vec<String> = sheet.path.into_iter().chain(sheet.heading).collect();
            vec![path.join(" ▸ ").into()]
        }
        At::Unknown => Vec::new(),
    }
}

fn counting(scene: Scene, book: OpenBook) -> Counting {
    let standings = Standings::of(scene, book);
    Callback::new(move |target: Target| standings.told(&target))
}
