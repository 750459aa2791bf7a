//! 職員のページ with its head: a room, or the home from which one goes to the rooms. Of the third part of the program.
//!
//! A new room is a file here, which puts its page (`pages/staff`) together with the replica, and one line in `rooms`.

mod home;
mod rooms;
mod table;

use leptos::prelude::*;

use super::Scene;
use crate::parts::{Empty, Icon, SampleBanner, TopBar};
use crate::route::{Address, Route};
use crate::words::{frame, staff as words};

/// What an address below `staff` means: a room by its key and what else is in the address, or the home.
pub fn staff_screen(tail: &str) -> AnyView {
    let scene = Scene::here();
    let (key, rest) = tail.split_once('/').unwrap_or((tail, ""));
    let room = rooms::ROOMS.iter().find(|room| room.key == key);
    let up = if room.is_some() { Route::Staff(String::new()) } else { Route::Settings };
    let back = Callback::new(move |()| scene.navigation.back(&Address::of(&scene.slug(), up.clone())));
    let (title, content) = match room {
        Some(room) => ((room.name)(), (room.draw)(rest)),
        None if key.is_empty() => (words::heading(), view! { <home::Home /> }.into_any()),
        None => {
            (frame::not_found(), view! { <Empty icon=Icon::Search title=frame::not_found() /> }.into_any())
        }
    };
    view! {
        <TopBar title=title on_back=back />
        <main class="content" id="content">
            {move || scene.sample().then(|| view! { <SampleBanner /> })}
            {content}
        </main>
    }
    .into_any()
}
