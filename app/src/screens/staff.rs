//! 職員のページ, with its head.

use leptos::prelude::*;

use super::Scene;
use crate::pages::staff::{StaffPage, room_name};
use crate::parts::{SampleBanner, TopBar};
use crate::route::{Address, Route, StaffRoom};
use crate::words::staff as words;

/// One of its rooms.
#[component]
pub fn StaffScreen(room: StaffRoom) -> impl IntoView {
    let scene = Scene::here();
    let back = Callback::new(move |()| scene.navigation.back(&Address::of(&scene.slug(), Route::Settings)));
    view! {
        <TopBar title=words::heading() on_back=back called=Some(room_name(room))/>
        <main class="content" id="content">
            {move || scene.sample().then(|| view! { <SampleBanner/> })}
            <StaffPage room=room/>
        </main>
    }
}
