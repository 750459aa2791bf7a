//! 年度をしめる: what is settled and what is not, the press that signs it off, and every closing and reopening so far.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::PlanId;
use tsunagari_core::intent::Intent;
use tsunagari_core::intent::result::Asked;
use tsunagari_core::plan::close::{Close, Trace, Turn};

use super::form::fault;
use super::model::{Loaded, Standing, Whose};
use super::{Room, words};
use crate::parts::TextField;
use crate::words::Text;

#[component]
pub(super) fn CloseCard(room: Room) -> impl IntoView {
    let why = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<Text>);
    let close = move || room.loaded.with(|loaded| loaded.as_ref().and_then(Loaded::close));
    let counts = move || {
        let all = room
            .loaded
            .with(|loaded| loaded.as_ref().map(|loaded| loaded.entries(Whose::Bodies)))
            .unwrap_or_default();
        let done = all.iter().filter(|entry| entry.standing() == Standing::Confirmed).count();
        (u64::try_from(done).unwrap_or(0), u64::try_from(all.len() - done).unwrap_or(0))
    };
    let ask = move |asked: Asked| {
        spawn_local(async move {
            match room.replica.submit(Intent::Result(asked), None, &[]).await {
                Ok(_) => {
                    wrong.set(None);
                    why.set(String::new());
                    room.load();
                }
                Err(not) => wrong.set(Some(fault(&not))),
            }
        });
    };
    let year = move || room.year.get().map(FiscalYear::text).unwrap_or_default();
    let which = move || -> Option<(PlanId, FiscalYear)> {
        let year = room.year.get_untracked()?;
        room.loaded.with_untracked(|loaded| {
            loaded
                .as_ref()?
                .look(|drafts, _| drafts.drafter().items().first().and_then(|item| item.plan))
                .map(|plan| (plan, year))
        })
    };
    let press = move |_| {
        if let Some((plan, year)) = which() {
            let (confirmed, open) = untrack(counts);
            ask(Asked::Close { plan, year, confirmed, open });
        }
    };
    let reopen = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some((plan, year)) = which() {
            ask(Asked::Reopen { plan, year, why: why.get_untracked() });
        }
    };
    let told = move || {
        let (confirmed, open) = counts();
        words::close_counts(confirmed, open).view()
    };
    view! {
        <section class="card stack">
            <h2>{move || words::close_heading(&year()).view()}</h2>
            <p class="num">{told}</p>
            <p class="small">{words::close_told()}</p>
            <ul class="small num">{move || close().map(|close| story(&close)).map(|all| all.into_iter().map(|text| view! { <li>{text}</li> }).collect_view())}</ul>
            {move || if close().is_some_and(|close| close.closed) {
                view! {
                    <form class="stack" on:submit=reopen>
                        <TextField id="reopen-why" words=words::reopen_why() value=why on_type=Callback::new(move |typed| why.set(typed))/>
                        <button type="submit" class="btn calm full">{words::reopen()}</button>
                    </form>
                }.into_any()
            } else {
                view! { <button type="button" class="btn main full" disabled=move || room.loaded.with(Option::is_none) on:click=press>{words::close()}</button> }.into_any()
            }}
            <p role="alert" class="wrong">{move || wrong.get().map(Text::view)}</p>
        </section>
    }
}

fn story(close: &Close) -> Vec<Text> {
    let one = |trace: &&Trace| {
        let at = format!("{} {}", trace.at.day().both_text(), trace.at.clock_text());
        match trace.act {
            Turn::Closed => words::closed_by(&at),
            Turn::Opened => words::opened_by(&at, trace.why.as_deref().unwrap_or_default()),
        }
    };
    close.story().iter().map(one).collect()
}
