//! Leaving: asked twice, refused while something is unsent and not in a file; what was sent stays with the ward.

use leptos::prelude::*;

use crate::parts::While;
use crate::replica::Replica;
use crate::replica::import::Importing;
use crate::replica::join::NotLeft;
use crate::words::{Text, phone as words};

/// The card at the end of the page.
#[component]
pub fn Leave(on_left: Callback<()>) -> impl IntoView {
    let replica = Replica::here();
    let sure = RwSignal::new(false);
    let exported = RwSignal::new(false);
    let said = RwSignal::new(None::<Text>);
    let kept = Importing::here().kept;
    let import = Memo::new(move |_| kept.with(Option::is_some));
    let unsent = Memo::new(move |_| replica.board.status.with(|status| status.unsent));
    let go = Callback::new(move |()| {
        let exported = exported.get_untracked();
        leptos::task::spawn_local(async move {
            let left = if exported { replica.leave_exported().await } else { replica.leave().await };
            match left {
                Ok(()) => on_left.run(()),
                Err(NotLeft::Unsent(count)) => said.set(Some(words::leave_unsent(count))),
                Err(NotLeft::Store(_)) => said.set(Some(words::not_saved())),
            }
        });
    });
    let blocked = move || unsent.get() > 0 && !exported.get();
    view! {
        <section class="card">
            <h2>{words::leave()}</h2>
            <p>{words::leave_told()}</p>
            <While holds=import><p class="wrong">{crate::words::import::leave()}</p></While>
            <While holds=blocked>
                <p class="wrong">{move || words::leave_unsent(unsent.get()).view()}</p>
                <button type="button" class="btn full" on:click=move |_| exported.set(replica.export())>{words::to_file()}</button>
            </While>
            <While holds=move || !blocked()>
                <Show when=move || sure.get() fallback=move || view! {
                    <button type="button" class="btn bad full" on:click=move |_| sure.set(true)>{words::leave()}</button>
                }>
                    <div class="pair">
                        <button type="button" class="btn" on:click=move |_| sure.set(false)>{words::leave_keep()}</button>
                        <button type="button" class="btn bad" on:click=move |_| go.run(())>{words::leave_sure()}</button>
                    </div>
                </Show>
            </While>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </section>
    }
}
