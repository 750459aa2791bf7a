//! The shell: speech, size and address as contexts, and the page that the address means.

use leptos::prelude::*;

use crate::navigation::Navigation;
use crate::parts::{Icon, NavBar, NavItem};
use crate::route::{Address, Route};
use crate::words::{Text, frame};

#[component]
pub fn App() -> impl IntoView {
    let navigation = Navigation::provide();
    view! {
        <div class="app bare" on:click=move |press| navigation.follow(&press)>
            <main class="content">
                <h1>{frame::app_name()}</h1>
            </main>
        </div>
    }
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
    #[prop(into)] slug: Signal<Option<String>>,
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
                <Show when=move || !bare()>
                    <NavBar items=Signal::derive(move || slug.read().as_deref().map(rooms).unwrap_or_default()) here=here />
                </Show>
            </div>
        </div>
    }
}
