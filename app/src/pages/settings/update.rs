//! 「新しい版があります」: asked once, quietly, and never while a form is open.

use leptos::prelude::*;

use crate::parts::{Icon, Notice, NoticeTone, While};
use crate::replica::Replica;
use crate::words::{phone as words, trouble};

/// Shown while a newer build waits.
#[component]
pub fn UpdateNotice(#[prop(into)] form_open: Signal<bool>) -> impl IntoView {
    let replica = Replica::here();
    let later = RwSignal::new(false);
    let shown = move || replica.board.update.get() && !later.get();
    view! {
        <While holds=shown>
            <Notice tone=NoticeTone::Told icon=Icon::Info title=words::new_build()
                lines=vec![if form_open.get() { words::new_build_form() } else { trouble::update_spares() }]>
                <button type="button" class="btn main" disabled=move || form_open.get()
                    on:click=move |_| replica.update()>{trouble::update_now()}</button>
                <button type="button" class="btn calm" on:click=move |_| later.set(true)>{trouble::update_later()}</button>
            </Notice>
        </While>
    }
}
