//! `/`: the wards of this server.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Scene;
use crate::pages::wards::{WardCard, WardsPage};
use crate::route::{Address, Route};

#[component]
pub fn WardsScreen() -> impl IntoView {
    let replica = Scene::here().replica;
    let wards = RwSignal::new(Vec::new());
    spawn_local(async move {
        let found = replica.wards().await;
        let card = |ward: crate::replica::join::Ward| WardCard {
            href: Address::of(&ward.slug, Route::Today).path(),
            sample: ward.sample,
            name: ward.name,
        };
        wards.set(found.into_iter().map(card).collect());
    });
    view! { <WardsPage wards=wards /> }
}
