//! The search over a plan: folded width, kana and spellings; results instead of the tree while something is typed.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use tsunagari_core::id::PlanId;

use super::kept::{keep, set_opened};
use super::leaf::here;
use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::book::Book;
use crate::read::find::{Found, Hit, Hits, Index, Laying};
use crate::route::Route;
use crate::words::{Text, measure as words, plan as plan_words, reading};

/// Rows that are folded at a time, between which the page lives on.
const STEP: usize = 400;

/// The texts of a plan on the way to being searched.
enum Texts {
    Unasked,
    Laying(Box<Laying>),
    Laid(Index),
}

/// The field and what it finds. The texts are folded from the moment that somebody turns to the field, step by step.
#[component]
pub fn Search(book: Arc<Book>, plan: PlanId, query: RwSignal<String>) -> impl IntoView {
    let texts = StoredValue::new(Texts::Unasked);
    let ready = RwSignal::new(false);
    let begin = move || {
        let begun = texts.try_update_value(|texts| {
            let fresh = matches!(texts, Texts::Unasked);
            if fresh {
                *texts = Texts::Laying(Box::new(Laying::begin(Arc::clone(&book), plan)));
            }
            fresh
        });
        if begun == Some(true) {
            lay(texts, ready);
        }
    };
    let asked = Memo::new(move |_| query.with(|query| !query.trim().is_empty()));
    {
        let begin = begin.clone();
        // What was typed before one came back to the list.
        Effect::new(move |_| {
            if asked.get() {
                begin();
            }
        });
    }
    let hits = Memo::new(move |_| {
        if !asked.get() || !ready.get() {
            return None;
        }
        texts.with_value(|texts| match texts {
            Texts::Laid(index) => Some(query.with(|query| index.find(query))),
            _ => None,
        })
    });
    let waits = Memo::new(move |_| asked.get() && !ready.get());
    view! {
        <form class="field" role="search" on:submit=|event| event.prevent_default()>
            <label for="plan-search">{plan_words::search()}</label>
            <div class="search">
                <Sign icon=Icon::Search/>
                <input id="plan-search" class="write" type="search" autocomplete="off" enterkeyhint="search"
                    aria-describedby="plan-search-hint" prop:value=query on:focus=move |_| begin() on:input:target=move |event| query.set(event.target().value())/>
            </div>
            <p class="hint" id="plan-search-hint">{words::search_hint()}</p>
        </form>
        <div role="status" class="small">
            {move || waits.get().then(|| words::search_waits().view())}
            {move || hits.with(|hits| hits.as_ref().map(counted))}
        </div>
        {move || hits.with(|hits| hits.as_ref().filter(|hits| hits.all > 0).map(list))}
    }
}

/// Folds a part, and the rest in turns of its own: a short plan is ready within the first.
fn lay(texts: StoredValue<Texts>, ready: RwSignal<bool>) {
    let laid = texts.try_update_value(|texts| {
        let index = match texts {
            Texts::Laying(laying) => laying.step(STEP),
            Texts::Unasked | Texts::Laid(_) => return true,
        };
        let laid = index.is_some();
        if let Some(index) = index {
            *texts = Texts::Laid(index);
        }
        laid
    });
    match laid {
        Some(true) => ready.set(true),
        Some(false) => set_timeout(move || lay(texts, ready), Duration::ZERO),
        // The page is gone.
        None => {}
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
