//! `/`: what this is, and the wards to choose from.

use leptos::prelude::*;

use crate::parts::{BigCard, Empty, Icon, TopBar, While};
use crate::words::{Text, frame, join};

/// A ward as the first screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WardCard {
    pub name: String,
    pub href: String,
    /// A made-up ward says so.
    pub sample: bool,
}

#[component]
pub fn WardsPage(wards: RwSignal<Vec<WardCard>>) -> impl IntoView {
    let card = |ward: WardCard| {
        let facts = if ward.sample { vec![frame::sample()] } else { Vec::new() };
        view! { <BigCard href=ward.href icon=Icon::Place title=Text::from(ward.name) facts=facts /> }
    };
    view! {
        <TopBar title=frame::app_name()>
            <p>{join::what_is_this()}</p>
        </TopBar>
        <main class="content" id="content">
            <h2>{join::which_ward()}</h2>
            {move || wards.get().into_iter().map(card).collect_view()}
            <While holds=move || wards.read().is_empty()>
                <Empty icon=Icon::Offline title=join::no_wards() />
            </While>
        </main>
    }
}
