//! The shell: speech, size and address as contexts, and the page that the address means.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::paste::into_form;

use crate::navigation::{Navigation, focus_heading};
use crate::pages::join::GuidePage;
use crate::pages::log::MORE;
use crate::pages::staff::RuleForm;
use crate::parts::{Empty, Icon, NavBar, NavItem, PracticeBanner, SayLine, TopBar, While};
use crate::platform::sheet;
use crate::read::becomes::becomes;
use crate::replica::{Replica, propose, propose_own};
use crate::rest::{Bring, Pages, Rest};
use crate::route::{Address, Route};
use crate::screens::{
    BatchScreen, BehindScreen, ChooseScreen, DistrictScreen, GroupScreen, InPlanScreen, InstallScreen,
    JoinScreen, LogScreen, RecordScreen, RecordsScreen, RulesScreen, Scene, SettingsScreen, ShelfScreen,
    TodayScreen, WardsScreen, good_to_know, look_for_thanks, month_cards, provide_looks, staff_screen,
};
use crate::staff::{BringStaff, StaffPages, StaffPart};
use crate::words::{Text, frame};

#[component]
pub fn App(
    /// Brings the part of the app that no log is saved with.
    bring: Bring,
) -> impl IntoView {
    let rest = Rest::provide(bring);
    let navigation = Navigation::provide();
    provide_looks();
    let scene = Scene::provide(navigation);
    let address = navigation.address();
    let slug = Memo::new(move |_| address.get().slug);
    let route = Memo::new(move |_| address.get().route);
    // Another ward is another store: the page is loaded anew for it, so this opens once.
    let opened = StoredValue::new(false);
    Effect::new(move |_| {
        if let Some(slug) = slug.get()
            && !opened.get_value()
        {
            opened.set_value(true);
            spawn_local(async move { scene.replica.open(&slug).await });
        }
    });
    let ready = move || slug.read().is_none() || scene.replica.board.ready.get();
    // What saving a log takes is here and drawn first; the rest comes at once after it, or before where its page is asked.
    Effect::new(move |_| {
        if ready() || !route.read().is_of_first_part() {
            rest.fetch();
        }
    });
    Effect::new(move |_| {
        if let Some(pages) = rest.pages() {
            scene.replica.learn(pages.propose);
            (pages.wake)(scene.replica, pages.staff);
        }
    });
    let saying = Signal::derive(move || scene.said.get().map(|said| said.line));
    let undo = Callback::new(move |()| scene.undo());
    // What a press answered has been read once another page is opened.
    let follow = move |press: leptos::ev::MouseEvent| {
        let before = address.get_untracked();
        navigation.follow(&press);
        if address.get_untracked() != before {
            scene.said.set(None);
        }
    };
    let end_practice = Callback::new(move |()| {
        // The page may be about what is gone with the practice.
        scene.said.set(None);
        scene.go(Route::Today);
        spawn_local(scene.replica.stop_practice());
    });
    // A reader, and a screen reader, begins at the heading of a page that one has gone to.
    let root = NodeRef::new();
    Effect::new(move |gone: Option<()>| {
        address.track();
        if gone.is_some() {
            focus_heading(root);
        }
    });
    view! {
        <div node_ref=root on:click=follow>
            <While holds=move || scene.replica.board.practice.get()>
                <PracticeBanner on_end=end_practice />
            </While>
            <Frame
                slug=slug
                here=Signal::derive(move || route.read().room())
                floor=Box::new(move || view! { <SayLine saying=saying on_undo=undo /> }.into_any())
            >
                {move || ready().then(|| page(route.get(), rest))}
            </Frame>
        </div>
    }
}

/// The pages of joining and of saving a log, and the way to the others.
fn page(route: Route, rest: Rest) -> AnyView {
    match route {
        Route::Wards => view! { <WardsScreen /> }.into_any(),
        Route::Join => view! { <JoinScreen /> }.into_any(),
        Route::Today => view! { <TodayScreen /> }.into_any(),
        Route::Choose => view! { <ChooseScreen /> }.into_any(),
        Route::Log(aim) => view! { <LogScreen aim=aim /> }.into_any(),
        route => rest.page(route),
    }
}

/// The other pages, and what the form tells beside the numbers: only the second part of the app holds them, so nothing
/// but it may name this.
pub const fn rest(staff: BringStaff) -> Pages {
    Pages {
        draw: other_page,
        becomes,
        propose: propose_own,
        paste: into_form,
        form: MORE,
        guide: |props| GuidePage(props).into_any(),
        months: month_cards,
        good_to_know,
        staff,
        wake,
    }
}

/// What the pages of staff do: only the third part of the app holds them, so nothing but it may name this.
pub const fn staff() -> StaffPages {
    StaffPages {
        draw: staff_screen,
        propose,
        rule_form: |props| RuleForm(props).into_any(),
        wake: Replica::look_after_import,
    }
}

/// What it does without being asked, from when it is here.
fn wake(replica: Replica, staff: BringStaff) {
    sheet::bring();
    StaffPart::look_after(replica, staff);
    replica.look_after_year();
    let board = replica.board;
    Effect::new(move |asked: Option<bool>| {
        let ready = board.ready.get() && board.session.with(Option::is_some);
        if ready && !asked.unwrap_or(false) {
            look_for_thanks(replica);
        }
        ready || asked.unwrap_or(false)
    });
}

fn other_page(route: Route) -> AnyView {
    match route {
        Route::Records => view! { <RecordsScreen /> }.into_any(),
        Route::Behind(text) => view! { <BehindScreen text /> }.into_any(),
        Route::Record(id) => view! { <RecordScreen id=id /> }.into_any(),
        Route::Batch(group, month) => view! { <BatchScreen group=group month=month /> }.into_any(),
        Route::Group(id, year) => view! { <GroupScreen id=id year=year /> }.into_any(),
        Route::District(id, year) => view! { <DistrictScreen id=id year=year /> }.into_any(),
        Route::Plan => view! { <ShelfScreen /> }.into_any(),
        Route::InPlan(id) => view! { <InPlanScreen id=id /> }.into_any(),
        Route::Rules(plan) => view! { <RulesScreen plan=plan /> }.into_any(),
        Route::Settings => view! { <SettingsScreen /> }.into_any(),
        Route::Install => view! { <InstallScreen /> }.into_any(),
        Route::Staff(room) => StaffPart::here().room(room),
        Route::Wards | Route::Join | Route::Today | Route::Choose | Route::Log(_) | Route::Lost => view! {
            <TopBar title=frame::not_found() />
            <main class="content" id="content">
                <Empty icon=Icon::Search title=frame::not_found()>
                    <a class="btn" href=home()>
                        {frame::to_today()}
                    </a>
                </Empty>
            </main>
        }
        .into_any(),
    }
}

/// きょう of the ward whose address one is at, or the wards.
fn home() -> String {
    let at = Navigation::here().address().get_untracked();
    let route = if at.slug.is_some() { Route::Today } else { Route::Wards };
    Address { route, ..at }.path()
}

/// きょう, 記録, 計画, 設定 of a ward.
pub fn rooms(slug: &str) -> Vec<NavItem> {
    let item = |icon, words: Text, route| NavItem { icon, words, href: Address::of(slug, route).path() };
    vec![
        item(Icon::Clock, frame::today(), Route::Today),
        item(Icon::Book, frame::records(), Route::Records),
        item(Icon::Plan, frame::plan(), Route::Plan),
        item(Icon::Gear, frame::settings(), Route::Settings),
    ]
}

/// The frame of every page: a way past the head, the page, and at the bottom what it brings with the rooms.
#[component]
pub fn Frame(
    slug: Memo<Option<String>>,
    #[prop(into)] here: Signal<Option<usize>>,
    /// The message line, above the rooms.
    #[prop(optional)]
    floor: Option<Children>,
    children: Children,
) -> impl IntoView {
    let bare = move || slug.read().is_none() || here.get().is_none();
    view! {
        <div class="app" class:bare=bare>
            <a class="skip" href="#content">
                {frame::to_content()}
            </a>
            {children()}
            <div class="floor">
                {floor.map(|floor| floor())}
                <While holds=move || !bare()>
                    <NavBar items=Signal::derive(move || slug.read().as_deref().map(rooms).unwrap_or_default()) here=here />
                </While>
            </div>
        </div>
    }
}
