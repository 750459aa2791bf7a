//! An invite just made: its number large, its link to hand on, its QR to hold out. Shown once.

use leptos::prelude::*;

use crate::parts::Qr;
use crate::replica::Replica;
use crate::replica::office::Invite;
use crate::words::{Speaking, Text, staff as words};

/// The card.
#[component]
pub fn Made(whom: Text, invite: Invite) -> impl IntoView {
    let replica = Replica::here();
    let said = RwSignal::new(None::<bool>);
    let number = invite.number.clone();
    let until = format!("{} {}", invite.ends_at.day().text(), invite.ends_at.clock_text());
    let link = StoredValue::new(invite.link.clone());
    let copy = move |_| {
        leptos::task::spawn_local(async move { said.set(Some(replica.copy(&link.get_value()).await)) });
    };
    let ward = replica.board.registry.with_untracked(|all| {
        let org = all.iter().find(|record| record.kind == tsunagari_core::record::Kind::Org);
        org.and_then(|org| org.text("name")).unwrap_or_default().to_owned()
    });
    let speech = Speaking::here().get_untracked();
    let text = words::share_text(&ward, &invite.link, number.as_deref().unwrap_or_default()).letters(speech);
    let text = StoredValue::new(text);
    let share = move |_| {
        leptos::task::spawn_local(async move {
            if !replica.share(&text.get_value()).await {
                said.set(Some(replica.copy(&text.get_value()).await));
            }
        });
    };
    let label = number.as_deref().map_or_else(words::qr, words::qr_label);
    view! {
        <section class="card invite" aria-live="polite">
            <h2>{whom}</h2>
            {match &number {
                Some(number) => view! { <p class="number num">{number.clone()}</p> }.into_any(),
                None => view! { <p>{words::number_only_link()}</p> }.into_any(),
            }}
            <p class="num">{words::expires(&until)}</p>
            {(!invite.qr.is_empty()).then(|| view! { <Qr rows=invite.qr label/> <p class="small">{words::qr()}</p> })}
            <p class="link">{invite.link}</p>
            <button type="button" class="btn full" on:click=share>{words::share_line()}</button>
            <button type="button" class="btn full" on:click=copy>{words::copy_link()}</button>
            <p role="status">
                {move || said.get().map(|done| if done { words::copied() } else { words::not_copied() }.view())}
            </p>
            <p class="small">{words::shown_once()}</p>
        </section>
    }
}
