//! One result: the plan's text, the draft with what each number came from, last year's beside it, and the form.

use leptos::prelude::*;
use tsunagari_core::draft::Draft;
use tsunagari_core::draft::behind::{Behind, Logs};
use tsunagari_core::id::{ItemId, MeasureId};
use tsunagari_core::plan::result::{Source, Teller};

use super::form::ResultForm;
use super::merge::LinesCard;
use super::model::{Entry, Standing, Whose, note};
use super::{Room, words};
use crate::pages::way::to;
use crate::parts::{Icon, Notice, NoticeTone};
use crate::read::narrowed::Narrowed;
use crate::route::Route;
use crate::words::Text;

#[component]
pub(super) fn Open(room: Room) -> impl IntoView {
    // Drawn anew when another one is chosen or this one is settled or closed; what arrives meanwhile comes into its parts.
    let shown = Memo::new(move |_| {
        room.entry()
            .map(|entry| (entry.item, entry.teller, entry.standing() == Standing::Confirmed, room.closed()))
    });
    view! {
        {move || match shown.get() {
            None => view! { <p class="card">{words::choose()}</p> }.into_any(),
            Some(_) => one(room),
        }}
    }
}

fn one(room: Room) -> AnyView {
    let now = Memo::new(move |_| room.entry());
    let Some(entry) = now.get_untracked() else { return ().into_any() };
    let bodies = room.whose.get_untracked() == Some(Whose::Bodies);
    let lines = Memo::new(move |_| {
        now.with(|entry| entry.as_ref().map(|entry| entry.lines.clone()).unwrap_or_default())
    });
    let others = Memo::new(move |_| {
        now.with(|entry| entry.as_ref().map(|entry| entry.others.clone()).unwrap_or_default())
    });
    let draft = Memo::new(move |_| {
        now.with(|entry| entry.as_ref().map(|entry| entry.draft.clone()).unwrap_or_default())
    });
    let closed = untrack(|| room.closed());
    let year = room.year.get_untracked().map(|year| year.era_text()).unwrap_or_default();
    let two = move || {
        let all = others.get();
        (!all.is_empty()).then(|| {
            let lines = all
                .iter()
                .map(|text| words::two_told(text))
                .chain([words::two_settle()])
                .collect::<Vec<Text>>();
            view! { <Notice tone=NoticeTone::Wait icon=Icon::Info title=words::two_texts() lines/> }
        })
    };
    let before = room.year.get_untracked().and_then(|year| year.previous()).map(|year| year.era_text());
    let (item, teller) = (entry.item, entry.teller);
    view! {
        <button type="button" class="quiet only-narrow" on:click=move |_| room.open.set(None)>{words::back_to_list()}</button>
        <section class="card stack">
            <h2>{if entry.title.is_empty() { entry.measure.clone() } else { entry.title.clone() }}</h2>
            <p class="small">{entry.measure.clone()}" "{entry.who.clone()}</p>
            {closed.then(|| view! { <Notice tone=NoticeTone::Told title=words::closed(&year)/> })}
            {two}
            {if closed { settled(&entry) } else { view! { <ResultForm room now/> }.into_any() }}
            // Read out where it stands above; seen here, where it was pressed.
            <p class="small" aria-hidden="true">{move || room.said.get().map(Text::view)}</p>
        </section>
        {move || bodies.then(|| view! { <LinesCard room lines=lines.get()/> })}
        {move || view! { <Drafting room item teller draft=draft.get()/> }}
        <section class="card stack">
            <h3>{words::last_year(&before.unwrap_or_default())}</h3>
            {entry.before.is_empty().then(|| view! { <p>{words::last_none()}</p> })}
            {entry.before.iter().map(|(body, text)| view! {
                <div><p class="small">{body.clone()}</p><p class="printed">{text.clone()}</p></div>
            }).collect_view()}
        </section>
    }
    .into_any()
}

/// As it stood when the year was closed.
fn settled(entry: &Entry) -> AnyView {
    let text = entry.held.as_ref().and_then(|held| held.word.as_ref()).map(|word| word.printed());
    view! { <p class="printed">{text.map_or_else(|| words::unfilled().view(), |text| text.into_any())}</p> }
        .into_any()
}

/// The draft of today, what it came from and what was not possible.
#[component]
fn Drafting(room: Room, item: ItemId, teller: Teller, draft: Draft) -> impl IntoView {
    let notes: Vec<Text> = room
        .loaded
        .with_untracked(|loaded| {
            loaded
                .as_ref()
                .map(|loaded| loaded.look(|_, view| draft.notes.iter().map(|one| note(view, one)).collect()))
        })
        .unwrap_or_default();
    // Of what no office tells there is nothing to say why.
    let bare = draft.text.is_empty() && notes.is_empty();
    let text = draft.text.clone();
    let sources = draft
        .from
        .iter()
        .enumerate()
        .map(|(at, source)| source_row(room, item, teller, at, source))
        .collect_view();
    let any = !draft.from.is_empty();
    view! {
        <section class="card stack">
            <h3>{words::draft_now()}</h3>
            {(!text.is_empty()).then(|| view! { <p class="printed">{text}</p> })}
            {bare.then(|| view! { <p class="small">{words::no_logs()}</p> })}
            {notes.into_iter().map(|note| view! { <p class="small">{note}</p> }).collect_view()}
            {any.then(|| view! { <h3>{words::drafted_from()}</h3><p class="small">{words::drafted_told()}</p> })}
            {sources}
        </section>
    }
}

/// A number that opens to what is behind it; it is looked up when it is opened.
fn source_row(room: Room, item: ItemId, teller: Teller, at: usize, source: &Source) -> impl IntoView + use<> {
    let opened = RwSignal::new(false);
    let source = source.clone();
    let (shown, measure) = (source.shown.clone(), source.measure);
    let behind = Memo::new(move |_| {
        if !opened.get() {
            return Vec::new();
        }
        room.loaded.with(|loaded| {
            let find = |loaded: &super::Loaded| {
                loaded.look(|drafts, _| {
                    let drafter = drafts.drafter();
                    let found = drafter.items().iter().find(|of| of.id == item);
                    found.map(|of| drafter.behind(of, teller, &source)).unwrap_or_default()
                })
            };
            loaded.as_ref().map(find).unwrap_or_default()
        })
    });
    let row = move |row: Behind| {
        let value = match row.logs {
            Some(logs) => {
                view! { <a href=to(Route::Behind(narrowed(measure, logs).text()))>{row.value}</a> }.into_any()
            }
            None => row.value.into_any(),
        };
        view! { <div><dt>{row.name}</dt><dd class="num">{value}</dd></div> }
    };
    view! {
        <details class="behind" id=format!("behind-{at}") on:toggle=move |_| opened.set(true)>
            <summary>{shown}</summary>
            <dl class="facts-list">{move || behind.get().into_iter().map(row).collect_view()}</dl>
            {move || (opened.get() && behind.with(Vec::is_empty)).then(|| view! { <p class="small">{words::no_logs()}</p> })}
        </details>
    }
}

/// The address of what a number's row was counted from.
fn narrowed(measure: Option<MeasureId>, logs: Logs) -> Narrowed {
    let Logs { months: (from, to), kinds, groups, places, districts } = logs;
    Narrowed { measure, from, to, kinds, groups, districts, places }
}
