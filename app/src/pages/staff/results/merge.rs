//! What the offices of a body wrote, side by side, each with 差戻し.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::intent::Intent;
use tsunagari_core::intent::result::Asked;
use tsunagari_core::plan::result::YearResult;

use super::form::fault;
use super::model::Standing;
use super::{Room, words};
use crate::parts::{Tag, TextField};
use crate::words::Text;

#[component]
pub(super) fn LinesCard(room: Room, lines: Vec<(String, Option<YearResult>)>) -> impl IntoView {
    (!lines.is_empty()).then(|| view! {
        <section class="card stack">
            <h3>{words::lines()}</h3>
            <div class="cards">{lines.into_iter().map(|(name, line)| one(room, name, line)).collect_view()}</div>
        </section>
    })
}

fn one(room: Room, name: String, line: Option<YearResult>) -> impl IntoView {
    let standing = Standing::of(line.as_ref());
    let text = line.as_ref().and_then(|line| line.word.as_ref()).map(|word| word.printed());
    let handed = line.filter(|_| standing >= Standing::Submitted);
    let back = handed.map(|line| view! { <SendBack room line/> });
    view! {
        <div class="stack tight">
            <div class="row"><b>{name}</b><Tag words=standing.words()/></div>
            <p class="printed">{text.map_or_else(|| words::not_handed().view(), |text| text.into_any())}</p>
            {back}
        </div>
    }
}

#[component]
fn SendBack(room: Room, line: YearResult) -> impl IntoView {
    let (open, why, wrong) =
        (RwSignal::new(false), RwSignal::new(String::new()), RwSignal::new(None::<Text>));
    let id = line.id;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let asked = Asked::Return { results: vec![id], why: why.get_untracked() };
        let opened = room.opened();
        spawn_local(async move {
            match room.replica.submit(Intent::Result(asked), None, &opened).await {
                Ok(_) => {
                    room.said.set(Some(words::was_returned()));
                    room.load();
                }
                Err(not) => wrong.set(Some(fault(&not))),
            }
        });
    };
    view! {
        {move || if room.closed() {
            ().into_any()
        } else if open.get() {
            view! {
                <form class="stack" on:submit=send>
                    <TextField id=format!("why-{id}") words=words::send_back_why() value=why wrong=wrong
                        on_type=Callback::new(move |typed| { wrong.set(None); why.set(typed); })/>
                    <div class="pair">
                        <button type="button" class="btn calm" on:click=move |_| open.set(false)>{words::cancel()}</button>
                        <button type="submit" class="btn main">{words::send_back()}</button>
                    </div>
                </form>
            }.into_any()
        } else {
            view! { <button type="button" class="quiet" on:click=move |_| open.set(true)>{words::send_back()}</button> }.into_any()
        }}
    }
}
