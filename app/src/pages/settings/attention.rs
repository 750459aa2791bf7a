//! 直してください: what the server did not take, why, and the ways out; what was written is never thrown away unasked.

use leptos::prelude::*;
use tsunagari_core::change::Act;
use tsunagari_core::device::mend::Item;
use tsunagari_core::id::ActivityId;
use tsunagari_core::record::{Fields, Hand, Kind, Record};
use tsunagari_core::shelf::Shelf;

use crate::pages::way::to;
use crate::parts::{Notice, NoticeTone, While};
use crate::read::naming::call;
use crate::replica::Replica;
use crate::route::{Aim, Route};
use crate::words::phone as words;

/// The list; nothing where nothing needs a person.
#[component]
pub fn Attention() -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let some = Memo::new(move |_| board.status.with(|status| status.attention));
    view! {
        <While holds=move || some.get().gt(&0)>
            <section class="card" id="attention">
                <Notice tone=NoticeTone::Bad title=words::attention() lines=vec![words::attention_told()]/>
                <ul class="entries">
                    {move || {
                        board.status.track();
                        let registry = board.registry.get();
                        replica.refused().into_iter().map(|item| row(item, &registry)).collect_view()
                    }}
                </ul>
            </section>
        </While>
    }
}

fn row(item: Item, registry: &Shelf) -> impl IntoView + use<> {
    let replica = Replica::here();
    let named = call(&wanted(&item), registry.iter());
    let why = words::why(&item.reason);
    let log = item.kind == Kind::Activity;
    let edit = to(Route::Log(Aim::Edit(ActivityId::of(item.record))));
    let sure = RwSignal::new(false);
    let item = StoredValue::new(item);
    let drop = move |_| {
        leptos::task::spawn_local(async move {
            // Where the store cannot let go, the item simply stays in the list.
            let _ = replica.let_go(item.get_value()).await;
        });
    };
    view! {
        <li>
            <div class="entry">
                <div class="row"><b>{named.name}</b><span class="num">{named.day}</span></div>
                <p class="wrong">{why}</p>
                <div class="ways">
                    {log.then(|| view! { <a class="quiet" href=edit>{words::open_it()}</a> })}
                    <button type="button" class="quiet" on:click=move |_| sure.set(true)>{words::let_go()}</button>
                </div>
                <While holds=move || sure.get()>
                    <p class="small">{words::let_go_told()}</p>
                    <div class="chips">
                        <button type="button" class="btn" on:click=move |_| _ = replica.export_refused()>{words::to_file()}</button>
                        <button type="button" class="btn bad" on:click=drop>{words::let_go()}</button>
                    </div>
                </While>
            </div>
        </li>
    }
}

/// The record as its author wanted it, to be named like any other.
fn wanted(item: &Item) -> Record {
    let hand = Hand { by: None, at: item.at };
    let fields = match &item.sum {
        Act::Set(fields) => fields.clone(),
        Act::Remove | Act::Restore => Fields::new(),
    };
    Record {
        id: item.record,
        kind: item.kind.clone(),
        scope: item.scope,
        version: 0,
        born: 0,
        made: hand,
        edited: hand,
        fields,
        parallel: vec![],
    }
}
