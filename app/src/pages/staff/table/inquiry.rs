//! 記入依頼: the book that goes to a body, and what it tells when it comes back; nothing of it is written here.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::id::BodyId;
use tsunagari_core::inquiry::{self, Answer, Heads, Remark, Row, Standing};
use tsunagari_core::plan::result::YearResult;

use super::super::choice::Choice;
use super::made::results_of;
use super::{Chosen, told};
use crate::parts::{Notice, NoticeTone};
use crate::replica::Replica;
use crate::replica::export::{FileKind, ReadTable};
use crate::words::{Speaking, Speech, Text, table as words};

/// The card.
#[component]
pub(super) fn Inquiry(chosen: Chosen) -> impl IntoView {
    let replica = Replica::here();
    let speech = Speaking::here();
    let body = RwSignal::new(String::new());
    let said = RwSignal::new(None::<Text>);
    let answer = RwSignal::new(None::<Answer>);
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
        answer.set(None);
    });
    let make = move |_| {
        let Some(asked) = untrack(asked) else { return said.set(Some(words::inquiry_year_needed())) };
        said.set(Some(words::making()));
        spawn_local(async move {
            let known = results_of(replica, asked.year).await;
            let sheet = chosen.book.with_untracked(|book| {
                inquiry::sheet(book, &asked, &heads(chosen, speech.get_untracked()), &known)
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
    let read = move |_| {
        let Some(asked) = untrack(asked) else { return said.set(Some(words::inquiry_year_needed())) };
        spawn_local(async move {
            let table = match replica.read_table().await {
                ReadTable::Nothing => return,
                ReadTable::Refused(why) => return said.set(Some(words::unreadable(&why))),
                ReadTable::NoProgram => return said.set(Some(words::no_reader())),
                ReadTable::Table(table) => table,
            };
            let known: Vec<YearResult> = results_of(replica, asked.year).await;
            let heads = heads(chosen, speech.get_untracked());
            let read = chosen.book.with_untracked(|book| inquiry::read(&table, book, &asked, &heads, &known));
            said.set(None);
            answer.set(Some(read));
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
            <button type="button" class="btn calm full" on:click=read>{words::inquiry_read()}</button>
            <p role="status">{move || said.get().map(Text::view)}</p>
            {move || answer.get().map(|answer| view! { <Told chosen answer/> })}
        </section>
    }
}

/// What came back.
#[component]
fn Told(chosen: Chosen, answer: Answer) -> impl IntoView {
    let title = move |item| {
        let title =
            chosen.book.with_untracked(|book| book.items.get(&item)?.title.as_ref().map(ToString::to_string));
        title.unwrap_or_default()
    };
    let same = answer.proposed.iter().filter(|told| told.standing == Standing::Same).count();
    let counts = words::read_n(answer.proposed.len(), same, answer.empty);
    let rows = answer.proposed.into_iter().map(|told| {
        let text = if told.word.not_done {
            words::row_not_done(&told.word.text)
        } else {
            Text::from(told.word.text)
        };
        let standing = match told.standing {
            Standing::New => words::row_new(),
            Standing::Same => words::row_same(),
            Standing::Other(now) => words::row_other(&now),
            Standing::Settled(now) => words::row_settled(&now),
        };
        view! { <li><b>{title(told.item)}</b><p>{text}</p><small>{standing}</small></li> }
    });
    let remarks: Vec<Text> = answer.remarks.into_iter().map(|remark| said(remark, &title)).collect();
    let remarks = (!remarks.is_empty()).then(|| {
        view! { <Notice tone=NoticeTone::Wait title=words::remarks() lines=remarks/> }
    });
    view! {
        <p>{counts}</p>
        {remarks}
        <ul class="stack">{rows.collect_view()}</ul>
    }
}

/// A remark with the text that it is about, so that it can be copied.
fn said(remark: Remark, title: &dyn Fn(tsunagari_core::id::ItemId) -> String) -> Text {
    let with = |row: Row, words: fn(u32, &str) -> Text| words(row.line, &row.text);
    match remark {
        Remark::Moved => words::moved(),
        Remark::Missing(item) => words::missing(&title(item)),
        Remark::Doubled(row, first) => words::doubled(row.line, first, &row.text),
        Remark::OtherYear(row) => with(row, words::other_year),
        Remark::OtherBody(row) => with(row, words::other_body),
        Remark::Unknown(row) => with(row, words::unknown),
        Remark::Long(row, chars) => words::long(row.line, chars, &row.text),
        Remark::Both(row) => with(row, words::both),
        Remark::NoIds => words::no_ids(),
    }
}

/// The heads of the sheet: the plan's own word for a result, else ours.
fn heads(chosen: Chosen, speech: Speech) -> Heads {
    let letters = |words: Text| words.letters(speech);
    let own = untrack(|| {
        let plan = chosen.plan()?;
        chosen.book.with(|book| {
            let layouts = book.plans.get(&plan)?.layouts.values();
            layouts.filter_map(|layout| layout.result_heading.clone()).next()
        })
    });
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
