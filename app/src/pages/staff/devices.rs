//! Phones and tablets that have joined, with when each was last seen, and 使えなくする; asks the server, keeps nothing.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;

use crate::parts::{Notice, NoticeTone, Tag, Tone, While};
use crate::replica::Replica;
use crate::replica::office::{JoinedDevice, No};
use crate::words::{Text, frame, staff as words};

/// From this many days on it is said that a device has not been seen.
pub(super) const SILENT_DAYS: i64 = 14;

/// The card; it asks only when somebody wants to see.
#[component]
pub fn Devices() -> impl IntoView {
    let replica = Replica::here();
    let devices = RwSignal::new(None::<Result<Vec<JoinedDevice>, No>>);
    let load = move || leptos::task::spawn_local(async move { devices.set(Some(replica.devices().await)) });
    let revoked = Callback::new(move |()| load());
    view! {
        <section class="card">
            <h2>{words::devices()}</h2>
            {move || match devices.get() {
                None => view! {
                    <button type="button" class="btn" on:click=move |_| load()>{words::devices_load()}</button>
                }.into_any(),
                Some(Ok(all)) if all.is_empty() => view! { <p>{words::devices_none()}</p> }.into_any(),
                Some(Ok(all)) => view! {
                    <ul class="entries">
                        {all.into_iter().map(|device| view! { <Row device revoked/> }).collect_view()}
                    </ul>
                }.into_any(),
                Some(Err(no)) => view! {
                    <NotLoaded no offline=words::devices_offline() again=Callback::new(move |()| load())/>
                }.into_any(),
            }}
        </section>
    }
}

/// What only the server knows is not here: for want of a network, or because it erred; and the way to ask once more.
#[component]
pub(super) fn NotLoaded(no: No, offline: Text, again: Callback<()>) -> impl IntoView {
    let waits = no.is_no_network();
    let tone = if waits { NoticeTone::Wait } else { NoticeTone::Bad };
    view! {
        <Notice tone title=if waits { offline } else { failed(&no) }>
            <button type="button" class="btn" on:click=move |_| again.run(())>{frame::again()}</button>
        </Notice>
    }
}

/// The server's own words for its no.
pub(super) fn failed(no: &No) -> Text {
    no.problem.as_ref().map_or_else(words::failed, |problem| words::refused(&problem.title))
}

#[component]
fn Row(device: JoinedDevice, revoked: Callback<()>) -> impl IntoView {
    let replica = Replica::here();
    let today = replica.board.today.get_untracked();
    let name = device.name.clone();
    let sure = RwSignal::new(false);
    let said = RwSignal::new(None::<Text>);
    let id = device.device;
    let press = move |_| {
        leptos::task::spawn_local(async move {
            match replica.revoke(id).await {
                Ok(()) => revoked.run(()),
                Err(no) if no.is_no_network() => said.set(Some(words::devices_offline())),
                Err(no) => said.set(Some(failed(&no))),
            }
        });
    };
    let question = words::revoke_sure(&name);
    let dead = device.revoked;
    view! {
        <li>
            <div class="entry">
                <div class="row"><b>{name}</b>{dead.then(|| view! { <Tag words=words::revoked_tag() tone=Tone::Bad/> })}</div>
                <p class="facts num">{seen(&device, today)}</p>
                <While holds=move || !dead && !sure.get()>
                    <div class="ways">
                        <button type="button" class="quiet" on:click=move |_| sure.set(true)>{words::revoke()}</button>
                    </div>
                </While>
                <While holds=move || !dead && sure.get()>
                    <p>{question.clone()}</p>
                    <div class="pair">
                        <button type="button" class="btn" on:click=move |_| sure.set(false)>{words::keep()}</button>
                        <button type="button" class="btn bad" on:click=press>{words::revoke()}</button>
                    </div>
                </While>
                <p role="status">{move || said.get().map(Text::view)}</p>
            </div>
        </li>
    }
}

fn seen(device: &JoinedDevice, today: Day) -> Text {
    match today.since(device.seen.day()) {
        days if days >= SILENT_DAYS => words::not_seen(days),
        _ => words::last_seen(&device.seen.day().text_with_weekday()),
    }
}
