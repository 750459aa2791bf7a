//! An invite just made: its number large, its link to hand on, its QR to hold out. Shown once.

use leptos::prelude::*;

use crate::replica::Replica;
use crate::replica::office::Invite;
use crate::words::{Speaking, Text, staff as words};

/// Light modules around a QR, so that cameras find it.
const QUIET: usize = 4;

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

#[component]
fn Qr(rows: Vec<String>, label: Text) -> impl IntoView {
    let side = rows.len() + 2 * QUIET;
    let view_box = format!("0 0 {side} {side}");
    view! {
        <svg class="qr" viewBox=view_box role="img" aria-label=label.attr() shape-rendering="crispEdges">
            <rect width="100%" height="100%" fill="#fff"/>
            <path fill="#000" d=dark(&rows)/>
        </svg>
    }
}

/// The dark modules as one path, a stretch of a row at a time.
fn dark(rows: &[String]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for stretch in row.as_bytes().chunk_by(|a, b| a == b) {
            if stretch.first() == Some(&b'1') {
                path.push_str(&format!(
                    "M{} {}h{}v1h-{}z",
                    x + QUIET,
                    y + QUIET,
                    stretch.len(),
                    stretch.len()
                ));
            }
            x += stretch.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_modules_are_drawn_where_they_are() {
        assert_eq!(dark(&["0110".to_owned(), "1000".to_owned()]), "M5 4h2v1h-2zM4 5h1v1h-1z");
    }
}
