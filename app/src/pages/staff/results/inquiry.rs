//! 記入依頼 come back: what a body's file would change, row by row, and taking it in as results, all that is new at once or one by one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::book::Book;
use tsunagari_core::import::Table;
use tsunagari_core::inquiry::{self, Answer, Proposed, Remark, Row, Standing};
use tsunagari_core::intent::Intent;
use tsunagari_core::intent::result::Asked;
use tsunagari_core::plan::result::YearResult;

use super::Room;
use super::form::fault;
use crate::pages::staff::table::inquiry::heads;
use crate::parts::{Icon, Notice, NoticeTone, Tag, Tone};
use crate::replica::export::ReadTable;
use crate::words::{Speaking, Text, table as words};

/// The card.
#[component]
pub(super) fn CameBack(room: Room) -> impl IntoView {
    let speech = Speaking::here();
    let said = RwSignal::new(None::<Text>);
    let table = RwSignal::new_local(None::<Table>);
    let read = move |_| {
        spawn_local(async move {
            match room.replica.read_table().await {
                ReadTable::Nothing => {}
                ReadTable::Refused(why) => said.set(Some(words::unreadable(&why))),
                ReadTable::NoProgram => said.set(Some(words::no_reader())),
                ReadTable::Table(read) => {
                    said.set(None);
                    table.set(Some(read));
                }
            }
        });
    };
    // Held against what is here now: what has gone in is the same on the next look.
    let answer = Memo::new(move |_| {
        let year = room.year.get()?;
        let known: Vec<YearResult> = room.loaded.with(|loaded| {
            loaded.as_ref().map(|loaded| loaded.results.iter().map(YearResult::read).collect())
        })?;
        table.with(|table| {
            let table = table.as_ref()?;
            let book = Book::read(room.replica.board.registry.get_untracked().iter());
            let Some(asked) = inquiry::asked_of(table, &book, year) else {
                return Some((String::new(), Answer { remarks: vec![Remark::NoIds], ..Answer::default() }));
            };
            let heads = heads(&book, asked.plan, speech.get_untracked());
            let body = book.bodies.get(&asked.body).cloned().unwrap_or_default();
            Some((body, inquiry::read(table, &book, &asked, &heads, &known)))
        })
    });
    let close = move |_| {
        table.set(None);
        said.set(None);
    };
    view! {
        <section class="card"><details class="fold"><summary>{words::came_back()}</summary><div class="stack">
            <p class="small">{words::came_back_told()}</p>
            <button type="button" class="btn calm full" on:click=read>{words::choose_file()}</button>
            <p role="status">{move || said.get().map(Text::view)}</p>
            {move || answer.get().map(|(body, answer)| view! {
                <Told room body answer said/>
                <button type="button" class="quiet" on:click=close>{words::let_go()}</button>
            })}
        </div></details></section>
    }
}

/// Takes rows in, all in one act.
fn put_in(room: Room, rows: &[&Proposed], said: RwSignal<Option<Text>>) {
    let (day, stage) = (room.last_day(), room.stage());
    let forms: Vec<_> = rows.iter().map(|told| told.form(day, stage)).collect();
    let (count, opened) = (forms.len(), room.opened());
    spawn_local(async move {
        let done = room.replica.submit(Intent::Result(Asked::Write(forms)), None, &opened).await;
        said.set(Some(match done {
            Ok(_) => words::put_in(count),
            Err(not) => fault(&not),
        }));
        room.load();
    });
}

/// What came back.
#[component]
fn Told(room: Room, body: String, answer: Answer, said: RwSignal<Option<Text>>) -> impl IntoView {
    let title = move |item| {
        let book = room.replica.board.registry.get_untracked();
        let record = book.iter().find(|record| record.id == tsunagari_core::id::ItemId::record(item));
        record.and_then(|record| record.text("title")).unwrap_or_default().to_owned()
    };
    let same = answer.proposed.iter().filter(|told| told.standing == Standing::Same).count();
    let counts = words::read_n(answer.proposed.len(), same, answer.empty);
    let fresh = answer.fresh().len();
    let all = StoredValue::new(answer.clone());
    let may = room.admin && !room.closed();
    let rows =
        answer.proposed.into_iter().map(|told| row(room, title(told.item), told, may, said)).collect_view();
    let moved = answer.remarks.contains(&Remark::Moved);
    let remarks = answer.remarks.into_iter().filter(|remark| *remark != Remark::Moved);
    let remarks: Vec<Text> = remarks.map(|remark| remark_text(remark, &title)).collect();
    view! {
        {(!body.is_empty()).then(|| view! { <h2>{words::of_body(&body)}</h2> })}
        <p class="num">{counts}</p>
        {moved.then(|| view! { <p class="small">{words::moved()}</p> })}
        {(!remarks.is_empty()).then(|| view! { <Notice tone=NoticeTone::Wait icon=Icon::Info title=words::remarks() lines=remarks/> })}
        <ul class="entries">{rows}</ul>
        {(!room.admin).then(|| view! { <p class="small">{words::admin_only()}</p> })}
        {(may && fresh > 0).then(|| view! {
            <button type="button" class="btn main full" on:click=move |_| all.with_value(|all| put_in(room, &all.fresh(), said))>
                {words::put_all(fresh)}
            </button>
        })}
    }
}

fn row(
    room: Room,
    name: String,
    told: Proposed,
    may: bool,
    said: RwSignal<Option<Text>>,
) -> impl IntoView + use<> {
    let text = if told.word.not_done {
        words::row_not_done(&told.word.text)
    } else {
        Text::from(told.word.text.clone())
    };
    let (state, now) = match &told.standing {
        Standing::New => ((words::row_new(), Tone::Key), None),
        Standing::Same => ((words::row_same(), Tone::Quiet), None),
        Standing::Other(now) => ((words::row_differs(), Tone::Wait), Some(words::row_other(now))),
        Standing::Settled(now) => ((words::row_is_settled(), Tone::Two), Some(words::row_settled(now))),
    };
    let one = may && matches!(told.standing, Standing::Other(_));
    let told = StoredValue::new(told);
    view! {
        <li><div class="entry">
            <div class="row"><b>{name}</b><Tag words=state.0 tone=state.1/></div>
            <p class="printed">{text}</p>
            {now.map(|now| view! { <p class="small printed">{now}</p> })}
            {one.then(|| view! {
                <button type="button" class="quiet" on:click=move |_| told.with_value(|told| put_in(room, &[told], said))>{words::put_one()}</button>
            })}
        </div></li>
    }
}

/// A remark with the text that it is about, so that it can be copied.
fn remark_text(remark: Remark, title: &dyn Fn(tsunagari_core::id::ItemId) -> String) -> Text {
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
