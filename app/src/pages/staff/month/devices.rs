//! Phones and tablets that have not been heard of for long: what the server says while there is a way to it.

use leptos::prelude::*;

use super::super::devices::{NotLoaded, SILENT_DAYS};
use crate::replica::Replica;
use crate::replica::office::{JoinedDevice, No};
use crate::words::{desk as words, staff};

#[component]
pub fn Silent() -> impl IntoView {
    let replica = Replica::here();
    let today = replica.board.today.get_untracked();
    let devices = RwSignal::new(None::<Result<Vec<JoinedDevice>, No>>);
    let load = move || {
        leptos::task::spawn_local(async move {
            let all = replica.devices().await;
            let _gone = devices.try_set(Some(all)); // the page may be left by now
        });
    };
    load();
    view! {
        <section class="card">
            <h2>{words::silent()}</h2>
            {move || match devices.get() {
                None => view! { <p role="status">{words::reading()}</p> }.into_any(),
                Some(Err(no)) => view! {
                    <NotLoaded no offline=staff::devices_offline() again=Callback::new(move |()| load())/>
                }.into_any(),
                Some(Ok(all)) => {
                    let silent: Vec<_> = all
                        .into_iter()
                        .filter(|device| !device.revoked)
                        .map(|device| (device.name, today.since(device.seen.day())))
                        .filter(|(_, days)| *days >= SILENT_DAYS)
                        .collect();
                    if silent.is_empty() {
                        return view! { <p>{words::silent_none()}</p> }.into_any();
                    }
                    let rows = silent.into_iter().map(|(name, days)| view! { <li class="num">{words::silent_of(&name, days)}</li> });
                    view! { <ul class="bullets">{rows.collect_view()}</ul> }.into_any()
                }
            }}
        </section>
    }
}
