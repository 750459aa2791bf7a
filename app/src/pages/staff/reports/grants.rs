//! 助成金の条件: the ward's list of grants, kept by staff; it works without a network.

use leptos::prelude::*;
use tsunagari_core::grant::{Grant, grants};
use tsunagari_core::intent::Intent;
use tsunagari_core::query::gauge::{Reach, Share};
use tsunagari_core::record::Kind;

use super::grant_form::GrantForm;
use crate::pages::ask::{ask, told};
use crate::pages::staff::records_at_rest;
use crate::replica::Replica;
use crate::words::{Text, group as words};

/// What is open: nothing, a new one, or one by its key.
type Open = Option<Option<String>>;

#[component]
pub fn Grants() -> impl IntoView {
    let open = RwSignal::new(None::<Option<String>>);
    let orgs = records_at_rest(Kind::Org, Signal::derive(move || open.with(Option::is_some)));
    let list = Memo::new(move |_| orgs.with(|orgs| grants(orgs.first())));
    let close = Callback::new(move |()| open.set(None));
    let said = RwSignal::new(None::<Text>);
    view! {
        <section class="card">
            <h2>{words::grants()}</h2>
            <p class="small">{words::grants_told()}</p>
            {move || {
                let now: Open = open.get();
                let all = list.get();
                let none = all.is_empty();
                let rows = all.into_iter().map(|(key, grant)| row(key, grant, &now, open, close, said));
                let rows = rows.collect_view();
                view! {
                    {none.then(|| view! { <p>{words::grants_none()}</p> })}
                    {rows}
                    {match now {
                        Some(None) => view! { <GrantForm close/> }.into_any(),
                        _ => view! {
                            <button type="button" class="btn full" on:click=move |_| open.set(Some(None))>{words::grant_add()}</button>
                        }.into_any(),
                    }}
                }
            }}
            <p role="status">{move || said.get().map(Text::view)}</p>
        </section>
    }
}

fn row(
    key: String,
    grant: Grant,
    now: &Open,
    open: RwSignal<Open>,
    close: Callback<()>,
    said: RwSignal<Option<Text>>,
) -> AnyView {
    if *now == Some(Some(key.clone())) {
        return view! { <div class="entry"><GrantForm key=key grant=grant close/></div> }.into_any();
    }
    let replica = Replica::here();
    let least = grant.least.iter().map(|(condition, least)| {
        let reach =
            Reach { condition: *condition, least: *least, now: Share { sum: 0, among: 1 }, unit: "回" };
        view! { <span class="nb">{words::least_text(&reach)}</span>" " }
    });
    let least = least.collect_view();
    let (edit, gone) = (key.clone(), key);
    let remove = move |_| {
        let intent = Intent::Grant { key: Some(gone.clone()), form: None };
        leptos::task::spawn_local(async move {
            said.set(ask(replica, intent, &[]).await.err().map(|not| told(&not)));
        });
    };
    view! {
        <div class="entry">
            <b>{grant.name}</b>
            <p class="num">{least}</p>
            {grant.words.map(|words| view! { <small>{words}</small> })}
            <div class="ways">
                <button type="button" class="quiet" on:click=move |_| open.set(Some(Some(edit.clone())))>{words::grant_edit()}</button>
                <button type="button" class="quiet" on:click=remove>{words::grant_remove()}</button>
            </div>
        </div>
    }
    .into_any()
}
