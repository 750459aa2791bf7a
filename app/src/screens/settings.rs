//! 設定 and the guide to the home screen, with their heads.

use leptos::prelude::*;

use super::Scene;
use crate::pages::install::InstallGuide;
use crate::pages::settings::{Looks, SettingsPage};
use crate::parts::{SampleBanner, StateCard, TopBar};
use crate::route::{Address, Route};
use crate::words::{install, phone, settings as words};

/// 設定.
#[component]
pub fn SettingsScreen() -> impl IntoView {
    let scene = Scene::here();
    let looks: Looks = expect_context();
    let left = Callback::new(move |()| {
        scene.say(phone::left());
        scene.navigation.replace(&Address::of(&scene.slug(), Route::Today));
    });
    view! {
        <TopBar title=words::heading()>
            <StateCard state=scene.send_state() on_act=scene.on_state()/>
        </TopBar>
        <main class="content" id="content">
            {move || scene.sample().then(|| view! { <SampleBanner/> })}
            <SettingsPage looks form_open=Signal::stored(false) on_left=left/>
        </main>
    }
}

/// The guide, opened from 設定.
#[component]
pub fn InstallScreen() -> impl IntoView {
    let scene = Scene::here();
    let back = Callback::new(move |()| scene.navigation.back(&Address::of(&scene.slug(), Route::Settings)));
    view! {
        <TopBar title=install::heading() on_back=back/>
        <main class="content" id="content"><InstallGuide/></main>
    }
}
