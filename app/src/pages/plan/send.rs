//! The link of a measure's public page: sent by the phone's own sharing, else copied; also opened. No measure of its own.

use leptos::prelude::*;

use crate::words::{Text, public as words};

/// What became of a press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// The phone's sheet took it.
    Shared,
    /// It is on the clipboard.
    Copied,
    /// Neither worked.
    Neither,
}

impl Sent {
    fn told(self) -> Option<Text> {
        match self {
            Self::Shared => None,
            Self::Copied => Some(words::copied()),
            Self::Neither => Some(words::not_copied()),
        }
    }
}

/// The card at the end of a measure's page.
#[component]
pub fn SendCard(link: String, on_send: Callback<()>, sent: RwSignal<Option<Sent>>) -> impl IntoView {
    let href = link.clone();
    view! {
        <section class="card no-print">
            <h2>{words::heading()}</h2>
            <button type="button" class="btn full" on:click=move |_| on_send.run(())>{words::send()}</button>
            <p role="status">{move || sent.get().and_then(Sent::told).map(Text::view)}</p>
            <a class="link-row" href=href>{words::open()}</a>
            {move || (sent.get() == Some(Sent::Neither)).then(|| view! { <p class="link">{link.clone()}</p> })}
        </section>
    }
}
