//! 「この取組に数える活動」 at the end of a measure's page: the rules in words, and the way to all of the plan's.

use leptos::prelude::*;

use crate::read::rules::Asks;
use crate::words::rule as words;

/// The card.
#[component]
pub fn CountsCard(rules: Signal<Vec<Asks>>, all: String) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{words::heading()}</h2>
            {move || rules.with(Vec::is_empty).then(|| view! { <p>{words::none()}</p> })}
            <ul class="bullets">
                {move || rules.get().iter().map(|asks| view! { <li>{words::sentence(asks)}</li> }).collect_view()}
            </ul>
            <p class="small">{words::own_word()}</p>
            <a class="link-row" href=all>{words::all_rules()}</a>
        </section>
    }
}
