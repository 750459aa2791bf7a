//! 1か月分をまとめて記録, with its head; after a save it goes back to きょう and says what was saved.

use leptos::prelude::*;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::{GroupId, RecordId};

use super::Scene;
use crate::pages::batch::{BatchPage, saved};
use crate::parts::{SampleBanner, TopBar};
use crate::route::{Address, Route};
use crate::words::batch as words;

/// The sheet of a group and month.
#[component]
pub fn BatchScreen(group: Option<GroupId>, month: Option<Month>) -> impl IntoView {
    let scene = Scene::here();
    let back = Callback::new(move |()| scene.navigation.back(&Address::of(&scene.slug(), Route::Today)));
    let done = Callback::new(move |records: Vec<RecordId>| {
        scene.say(saved(records.len()));
        scene.navigation.replace(&Address::of(&scene.slug(), Route::Today));
    });
    view! {
        <TopBar title=words::heading() on_back=back/>
        <main class="content" id="content">
            {move || scene.sample().then(|| view! { <SampleBanner/> })}
            <BatchPage group=group month=month on_done=done/>
        </main>
    }
}
