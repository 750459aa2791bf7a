//! The search over a plan: folded width, kana and spellings; results instead of the tree while something is typed.

use std::sync::Arc;

use leptos::prelude::*;
use tsunagari_core::id::PlanId;

use super::kept::{keep, set_opened};
use super::leaf::here;
use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::book::Book;
use crate::read::find::{Found, Hit, Hits, Index};
use crate::route::Route;
use crate::words::{Text, measure as words, plan as plan_words, reading};

/// The field and what it finds. The texts are folded at the first letter typed, not before.
#[component]
pub fn Search(book: Arc<Book>, plan: PlanId, query: RwSignal<String>) -> impl IntoView {
    let index = StoredValue::new(None::<Index>);
    let hits = Memo::new(move |_| {
        query.with(|query| {
            if query.trim().is_empty() {
                return None;
            }
            if index.with_value(Option::is_none) {
                index.set_value(Some(Index::of(&book, plan)));
            }
            Some(index.with_value(|index| index.as_ref().map(|index| index.find(query)).unwrap_or_default()))
        })
    });
    view! {
        <form class="field" role="search" on:submit=|event| event.prevent_default()>
            <label for="plan-search">{plan_words::search()}</label>
            <div class="search">
                <Sign icon=Icon::Search/>
                <input id="plan-search" class="write" type="search" autocomplete="off" enterkeyhint="search"
                    aria-describedby="plan-search-hint" prop:value=query on:input:target=move |event| query.set(event.target().value())/>
            </div>
            <p class="hint" id="plan-search-hint">{words::search_hint()}</p>
        </form>
        <div role="status" class="small">{move || hits.with(|hits| hits.as_ref().map(counted))}</div>
        {move || hits.with(|hits| hits.as_ref().filter(|hits| hits.all > 0).map(list))}
    }
}

fn counted(hits: &Hits) -> AnyView {
    if hits.all == 0 { words::found_none().view() } else { words::found(hits.all).view() }
}

fn list(hits: &Hits) -> impl IntoView + use<> {
    let more = hits.all - hits.first.len();
    view! {
        <ul class="card">{hits.first.iter().map(row).collect_view()}</ul>
        {(more > 0).then(|| view! { <p class="small">{words::found_more(more)}</p> })}
    }
}

fn row(hit: &Hit) -> impl IntoView + use<> {
    let kind = match hit.what {
        Found::Item(_) => Some(words::in_item()),
        Found::Body(_) => Some(plan_words::bodies()),
        Found::Plan(_) => Some(plan_words::heading()),
        Found::Node(_) | Found::Measure(_) => None,
    };
    let kind = kind.map(|kind| view! { <span class="tag">{kind}</span>" " });
    let title = hit.title.clone().map_or_else(words::untitled, Into::into);
    let (what, name) = (hit.what, hit.title.clone().unwrap_or_default());
    // What leads to the list itself would still be covered by what was found.
    let opens = move |_| match what {
        Found::Body(_) => {
            set_opened(&format!("body {name}"), true);
            keep(|kept| kept.query.clear());
        }
        Found::Plan(_) | Found::Node(_) => keep(|kept| kept.query.clear()),
        Found::Measure(_) | Found::Item(_) => {}
    };
    let small = [hit.under.clone(), Some(hit.bodies.join("・")).filter(|bodies| !bodies.is_empty())];
    let was = hit.was.as_deref().map(reading::was_called);
    let small = small.into_iter().flatten().map(Text::from).chain(was);
    view! {
        <li>
            <a class="link-row" href=to(Route::InPlan(what.page())) aria-current=here(what.page()) on:click=opens>
                <span>
                    {kind}{title}
                    {small.map(|line| view! { <small>{line}</small> }).collect_view()}
                </span>
                <Sign icon=Icon::Next/>
            </a>
        </li>
    }
}
