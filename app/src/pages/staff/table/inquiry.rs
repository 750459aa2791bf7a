//! 記入依頼: the book that goes to a body; it comes back on the page of the results.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::book::Book;
use tsunagari_core::id::{BodyId, PlanId};
use tsunagari_core::inquiry::{self, Heads};

use super::super::choice::Choice;
use super::made::results_of;
use super::{Chosen, told};
use crate::pages::staff::room;
use crate::replica::Replica;
use crate::replica::export::FileKind;
use crate::words::{Speaking, Speech, Text, table as words};

/// The card.
#[component]
pub(super) fn Inquiry(chosen: Chosen) -> impl IntoView {
    let replica = Replica::here();
    let speech = Speaking::here();
    let body = RwSignal::new(String::new());
    let said = RwSignal::new(None::<Text>);
    let asked = move || {
        let (plan, year, body) = (chosen.plan()?, chosen.year()?, body.with(|id| BodyId::parse(id).ok())?);
        Some(inquiry::Inquiry { plan, year, body })
    };
    let bodies = Memo::new(move |_| {
        let (plan, book) = (chosen.plan(), chosen.book);
        book.with(|book| {
            let own = plan.and_then(|plan| book.plans.get(&plan)).map(|plan| plan.bodies.clone());
            let named = |id: BodyId| Some((id.to_string(), book.bodies.get(&id)?.clone()));
            own.unwrap_or_default().into_iter().filter_map(named).collect::<Vec<_>>()
        })
    });
    Effect::new(move |_| {
        let first = bodies.with(|all| all.first().map(|(id, _)| id.clone())).unwrap_or_default();
        body.set(first);
    });
    let make = move |_| {
        let Some(asked) = untrack(asked) else { return said.set(Some(words::inquiry_year_needed())) };
        said.set(Some(words::making()));
        spawn_local(async move {
            let known = results_of(replica, asked.year).await;
            let sheet = chosen.book.with_untracked(|book| {
                inquiry::sheet(book, &asked, &heads(book, asked.plan, speech.get_untracked()), &known)
            });
            let name = sheet.name.clone();
            said.set(Some(if sheet.rows.len() > sheet.repeated {
                let name = format!("{name} {}", asked.year.era_text());
                told(replica.save_sheets(&name, &[sheet], FileKind::Xlsx).await, &name)
            } else {
                words::inquiry_none(&name)
            }));
        });
    };
    view! {
        <section class="card stack">
            <h2>{words::inquiry()}</h2>
            <p>{words::inquiry_told()}</p>
            {move || {
                let choices = bodies.get().into_iter().map(|(id, name)| (id, Text::from(name))).collect();
                view! {
                    <Choice id="inquiry-body" words=words::inquiry_body() value=body choices
                        on_choose=Callback::new(move |id| body.set(id))/>
                }
            }}
            <button type="button" class="btn full" on:click=make>{words::inquiry_make()}</button>
            <p role="status">{move || said.get().map(Text::view)}</p>
            <a class="btn calm full" href=room("results")>{words::inquiry_read()}</a>
        </section>
    }
}

/// The heads of the sheet: the plan's own word for a result, else ours.
pub(in crate::pages::staff) fn heads(book: &Book, plan: PlanId, speech: Speech) -> Heads {
    let letters = |words: Text| words.letters(speech);
    let layouts = book.plans.get(&plan).into_iter().flat_map(|plan| plan.layouts.values());
    let own = layouts.filter_map(|layout| layout.result_heading.clone()).next();
    Heads {
        title: letters(words::inquiry()),
        how: vec![letters(words::how_one()), letters(words::how_two())],
        path: letters(words::path()),
        measure: letters(crate::words::reading::paper_measure()),
        item: letters(crate::words::reading::paper_items()),
        result: own.unwrap_or_else(|| letters(words::results())),
        not_done: letters(words::not_done()),
        id: letters(words::row_id()),
        foot: String::new(),
    }
}
