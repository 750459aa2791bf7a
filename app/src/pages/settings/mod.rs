//! 設定: what waits to be sent, how the app looks and speaks, who I am, this phone, leaving; nothing of a ward's data.

mod attention;
mod leave;
mod looks;
mod me;
mod sending;
mod storage;
mod update;

use leptos::prelude::*;
use tsunagari_core::org::Role;

use super::way::to;
use crate::parts::{Icon, LinkRow, While};
use crate::replica::Replica;
use crate::route::Route;
use crate::words::{phone as words, settings};

pub use looks::{Looks, Size};
pub use update::UpdateNotice;

/// The page below its head.
#[component]
pub fn SettingsPage(
    looks: Looks,
    #[prop(into)] form_open: Signal<bool>,
    /// The device has left.
    on_left: Callback<()>,
) -> impl IntoView {
    let board = Replica::here().board;
    let staff = Memo::new(move |_| {
        board.session.with(|session| session.as_ref().is_some_and(|session| session.role >= Role::Staff))
    });
    let joined = Memo::new(move |_| board.session.with(Option::is_some));
    view! {
        <UpdateNotice form_open/>
        <attention::Attention/>
        <sending::Sending/>
        <While holds=move || staff.get()>
            <nav class="card"><LinkRow href=to(Route::Staff(String::new())) icon=Icon::People words=words::staff_page()/></nav>
        </While>
        <looks::LooksCard looks/>
        <me::Me/>
        <storage::Storage/>
        <section class="card">
            <LinkRow href=to(Route::Install) icon=Icon::Plus words=settings::install()/>
        </section>
        <Practice/>
        <While holds=move || joined.get()><leave::Leave on_left/></While>
        <p class="small num">{words::this_build(&Replica::here().build())}</p>
    }
}

#[component]
fn Practice() -> impl IntoView {
    let replica = Replica::here();
    let start = move |_| leptos::task::spawn_local(replica.practise());
    view! {
        <While holds=move || !replica.board.practice.get()>
            <section class="card">
                <h2>{words::practice()}</h2>
                <p>{words::practice_told()}</p>
                <button type="button" class="btn full" on:click=start>{words::practice_start()}</button>
            </section>
        </While>
    }
}
