//! 記録から消す: an admin erases a person who asks for it; it is asked once more, since nothing brings them back.

use leptos::prelude::*;
use tsunagari_core::id::PersonId;
use tsunagari_core::org::Role;

use super::devices::failed;
use crate::parts::While;
use crate::replica::Replica;
use crate::words::{Text, staff as words};

/// The way to it in a person's row; only an admin sees it, and not in their own.
#[component]
pub fn Erase(person: PersonId, name: String) -> impl IntoView {
    let replica = Replica::here();
    let may = replica.board.session.with_untracked(|session| {
        session.as_ref().is_some_and(|own| own.role == Role::Admin && own.person != person)
    });
    let (sure, done) = (RwSignal::new(false), RwSignal::new(false));
    let said = RwSignal::new(None::<Text>);
    let press = move |_| {
        leptos::task::spawn_local(async move {
            match replica.erase(person).await {
                Ok(()) => {
                    done.set(true);
                    said.set(Some(words::erased()));
                }
                Err(no) if no.is_no_network() => said.set(Some(words::erase_offline())),
                Err(no) => said.set(Some(failed(&no))),
            }
        });
    };
    let question = words::erase_sure(&name);
    may.then(|| {
        view! {
            <While holds=move || !done.get() && !sure.get()>
                <div class="ways">
                    <button type="button" class="quiet" on:click=move |_| sure.set(true)>{words::erase()}</button>
                </div>
            </While>
            <While holds=move || !done.get() && sure.get()>
                <p>{question.clone()}</p>
                <div class="pair">
                    <button type="button" class="btn" on:click=move |_| sure.set(false)>{words::keep()}</button>
                    <button type="button" class="btn bad" on:click=press>{words::erase()}</button>
                </div>
            </While>
            <p role="status">{move || said.get().map(Text::view)}</p>
        }
    })
}
