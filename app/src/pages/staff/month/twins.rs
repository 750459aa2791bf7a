//! Two logs that look like one event, side by side, for somebody who knows to say which it is.

use leptos::prelude::*;
use tsunagari_core::id::ActivityId;
use tsunagari_core::intent::Intent;
use tsunagari_core::query::list::{Marks, row};

use super::with_view;
use crate::pages::ask::{ask, told};
use crate::pages::way::to;
use crate::replica::Replica;
use crate::route::Route;
use crate::words::{Text, desk as words};

#[component]
pub fn Twins(pairs: Vec<(ActivityId, ActivityId)>) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{words::twins()}</h2>
            <p class="small">{words::twin_stays()}</p>
            {pairs.into_iter().map(|(first, second)| view! { <Pair first second/> }).collect_view()}
        </section>
    }
}

#[component]
fn Pair(first: ActivityId, second: ActivityId) -> impl IntoView {
    let replica = Replica::here();
    let said = RwSignal::new(None::<Text>);
    let settle = move |intent: Intent| {
        leptos::task::spawn_local(async move {
            let done = ask(replica, intent, &[]).await;
            let _gone = said.try_set(done.err().map(|not| told(&not))); // settled, the pair is gone
        });
    };
    view! {
        <div class="stack">
            <div class="beside"><div>{told_of(first)}</div><div>{told_of(second)}</div></div>
            <div class="pair">
                <button type="button" class="btn" on:click=move |_| settle(Intent::Remove(second.record()))>{words::twin_same()}</button>
                <button type="button" class="btn" on:click=move |_| settle(Intent::Another(second))>{words::twin_apart()}</button>
            </div>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </div>
    }
}

fn told_of(log: ActivityId) -> Option<impl IntoView> {
    with_view(|view| {
        let record = view.get(log.record())?;
        let read = tsunagari_core::activity::Activity::read(record);
        let row = row(view, &Marks::default(), record, &read);
        let by = row.by.and_then(|id| view.person(id)).map(|person| words::by(&person.name));
        let when = row.when.map(|when| when.text()).unwrap_or_default();
        Some(view! {
            <p><a href=to(Route::Record(log))>{row.name}</a></p>
            <p class="num">{when}" "{row.place}</p>
            <p class="num">{row.line}</p>
            {by.map(|by| view! { <p class="small">{by}</p> })}
        })
    })
}
