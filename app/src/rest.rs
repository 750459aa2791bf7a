//! The second part of the app, which a first visit brings after the first: whether it is here, and what stands in its
//! place until then. Nothing of its pages may be named in here.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
use tsunagari_core::activity::Draft;
use tsunagari_core::calendar::Day;
use tsunagari_core::org::Session;
use tsunagari_core::view::View;

use crate::pages::join::GuidePageProps;
use crate::pages::log::More;
use crate::pages::today::{MonthCard, TodayNotice};
use crate::parts::{Empty, Icon, TopBar};
use crate::replica::{Propose, Replica};
use crate::route::Route;
use crate::screens::Scene;
use crate::staff::BringStaff;
use crate::words::{frame, trouble};

/// What the second part does.
#[derive(Clone, Copy)]
pub struct Pages {
    /// Draws its pages.
    pub draw: fn(Route) -> AnyView,
    /// The measure that a log in the making will count for.
    pub becomes: fn(&View<'_>, &Draft) -> Option<String>,
    /// Makes wishes of what its pages ask.
    pub propose: Propose,
    /// Reads a line of LINE into a log in the making.
    pub paste: fn(&View<'_>, Day, Draft, &str) -> Option<Draft>,
    /// What the form of a log has besides.
    pub form: More,
    /// Draws what stands in place of joining, where it would not last.
    pub guide: fn(GuidePageProps) -> AnyView,
    /// What is told below the cards: how far own groups have come this year, the district's month so far.
    pub months: fn(Scene, &View<'_>, &Session, Day) -> Vec<MonthCard>,
    /// What is good to know above きょう.
    pub good_to_know: fn(Scene, Option<&Session>, Day) -> Vec<TodayNotice>,
    /// Begins to bring the third part, on the devices of staff.
    pub staff: BringStaff,
    /// What it does without being asked, from when it is here.
    pub wake: fn(Replica, BringStaff),
}

/// A part could not be brought: no network yet, and not on the phone either.
#[derive(Debug, Clone, Copy)]
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// The second part, on its way.
pub type Brought = Pin<Box<dyn Future<Output = Result<Pages, Missing>>>>;
/// Begins to bring it.
pub type Bring = fn() -> Brought;

/// Whether the second part is here.
#[derive(Clone, Copy)]
pub struct Rest {
    bring: Bring,
    here: RwSignal<Option<Result<Pages, Missing>>>,
}

impl Rest {
    pub fn provide(bring: Bring) -> Self {
        let rest = Self { bring, here: RwSignal::new(None) };
        provide_context(rest);
        rest
    }

    /// From the context.
    pub fn here() -> Self {
        expect_context()
    }

    /// The second part, once it is here.
    pub fn pages(self) -> Option<Pages> {
        self.here.get()?.ok()
    }

    /// Brings it; once more where it could not be brought.
    pub fn fetch(self) {
        if matches!(self.here.get_untracked(), Some(Ok(_))) {
            return;
        }
        self.here.set(None);
        spawn_local(async move {
            let brought = (self.bring)().await;
            self.here.set(Some(brought));
        });
    }

    /// One of its pages, or words until it is here.
    pub fn page(self, route: Route) -> AnyView {
        self.drawn(move |pages| (pages.draw)(route))
    }

    /// What it draws, or words until it is here.
    pub fn drawn(self, draw: impl FnOnce(Pages) -> AnyView) -> AnyView {
        match self.here.get() {
            Some(Ok(pages)) => draw(pages),
            Some(Err(Missing)) => page_of(awaited(Some(Callback::new(move |()| self.fetch())))),
            None => page_of(awaited(None)),
        }
    }
}

/// Words in place of what a part of the app draws: it is on its way, or it could not be brought and is asked for again.
pub fn awaited(again: Option<Callback<()>>) -> AnyView {
    match again {
        Some(again) => view! {
            <Empty icon=Icon::Offline title=trouble::offline() way=trouble::part_missing_way()>
                <button type="button" class="btn" on:click=move |_| again.run(())>
                    {frame::again()}
                </button>
            </Empty>
        }
        .into_any(),
        None => view! { <p role="status">{frame::loading()}</p> }.into_any(),
    }
}

/// These words as a page.
pub fn page_of(words: AnyView) -> AnyView {
    view! {
        <TopBar title=frame::loading() />
        <main class="content" id="content">
            {words}
        </main>
    }
    .into_any()
}
