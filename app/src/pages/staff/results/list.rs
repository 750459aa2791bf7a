//! The list of a year's results with a chip for each state, and what can be done to many at once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::draft::check::Finding;
use tsunagari_core::intent::Intent;
use tsunagari_core::intent::result::Asked;
use tsunagari_core::plan::result::{Stage, Teller};

use super::findings::finding;
use super::form::fault;
use super::model::{Entry, Standing, Whose};
use super::{Room, words};
use crate::parts::{Chip, Icon, Notice, NoticeTone, Tag, Tone};
use crate::words::{Speaking, Text};

#[component]
pub(super) fn List(room: Room) -> impl IntoView {
    let shown = move || {
        let filter = room.filter.get();
        room.entries.with(|all| {
            let kept = all.iter().filter(|entry| filter.is_none_or(|only| entry.standing() == only));
            kept.cloned().collect::<Vec<_>>()
        })
    };
    let left = move || {
        let mine = room.whose.get() == room.office.map(Whose::Office) && room.office.is_some();
        let mine = mine && room.loaded.with(Option::is_some);
        let open = room
            .entries
            .with(|all| all.iter().filter(|entry| entry.standing() < Standing::Submitted).count());
        let said = if open == 0 { words::mine_done() } else { words::mine_left(open) };
        mine.then(|| view! { <h2 class="num">{said}</h2> })
    };
    view! {
        <section class="card">
            {left}
            <div class="chips">
                {move || view! { <Count room only=None/> }}
                {Standing::ALL.map(|only| view! { <Count room only=Some(only)/> }).collect_view()}
            </div>
            <Bulk room/>
        </section>
        <section class="card">
            {move || room.lost.get().then(|| view! { <p role="alert" class="wrong">{words::unreadable()}</p> })}
            {move || (room.loaded.with(Option::is_none) && !room.lost.get()).then(|| view! { <p role="status">{words::loading()}</p> })}
            {move || (room.loaded.with(Option::is_some) && room.entries.with(Vec::is_empty)).then(|| view! { <p>{words::nothing()}</p> })}
            <ul class="entries">
                {move || shown().into_iter().map(|entry| row(room, &entry)).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Count(room: Room, only: Option<Standing>) -> impl IntoView {
    let speech = Speaking::here();
    let count = move || {
        room.entries
            .with(|all| all.iter().filter(|entry| only.is_none_or(|only| entry.standing() == only)).count())
    };
    let label = move || match only {
        None => words::all(count()),
        Some(state) => words::counted(&state.words().letters(speech.get()), count()),
    };
    let pressed = Signal::derive(move || room.filter.get() == only);
    view! { {move || view! { <Chip words=label() pressed on_press=Callback::new(move |()| room.filter.set(only))/> }} }
}

fn row(room: Room, entry: &Entry) -> impl IntoView + use<> {
    let key = (entry.item, entry.teller);
    let standing = entry.standing();
    let tone = match standing {
        // What she still has to write is seen at a glance.
        Standing::Unfilled | Standing::Returned => Tone::Wait,
        Standing::Draft => Tone::Quiet,
        Standing::Submitted => Tone::Two,
        Standing::Confirmed => Tone::Key,
    };
    let none = entry.held.as_ref().and_then(|held| held.word.as_ref()).is_some_and(|word| word.not_done);
    let current = move || (room.open.get() == Some(key)).then_some("true");
    // In an office's own list each line is hers.
    let who = matches!(entry.teller, Teller::Body(_)).then(|| entry.who.clone());
    let title = if entry.title.is_empty() { entry.measure.clone() } else { entry.title.clone() };
    view! {
        <li><div class="entry">
            <div class="row">
                <button type="button" class="name quiet" aria-current=current on:click=move |_| { room.said.set(None); room.open.set(Some(key)); }>{title}</button>
                <Tag words=standing.words() tone/>
                {none.then(|| view! { <Tag words=words::not_done()/> })}
                {(!entry.others.is_empty()).then(|| view! { <Tag words=words::two_texts() tone=Tone::Wait/> })}
            </div>
            <p class="facts"><span>{entry.measure.clone()}</span>{who.map(|who| view! { <span>{who}</span> })}</p>
        </div></li>
    }
}

/// What can be handed in, or settled, without a look at each.
#[component]
fn Bulk(room: Room) -> impl IntoView {
    let look = RwSignal::new_local(Vec::<(Entry, Vec<Finding>)>::new());
    let ready = move || {
        let bodies = room.whose.get() == Some(Whose::Bodies);
        room.entries.with(|all| {
            let open = |entry: &&Entry| {
                let standing = entry.standing();
                let state = if bodies {
                    standing != Standing::Confirmed && entry.all_in && !entry.lines.is_empty()
                } else {
                    standing < Standing::Returned
                };
                state && entry.form(Room::last_day(room), Stage::Final).is_some()
            };
            all.iter().filter(open).cloned().collect::<Vec<_>>()
        })
    };
    let send = move |all: Vec<Entry>| {
        look.set(Vec::new());
        let bodies = room.whose.get_untracked() == Some(Whose::Bodies);
        let (day, stage) = (Room::last_day(room), room.stage());
        let count = all.len();
        let asked = if bodies {
            let each = all.iter().filter_map(|entry| Some(entry.merged(entry.form(day, stage)?)));
            Asked::Confirm(each.collect())
        } else {
            Asked::Write(all.iter().filter_map(|entry| entry.form(day, stage)).collect())
        };
        let opened = room.opened();
        spawn_local(async move {
            let done = room.replica.submit(Intent::Result(asked), None, &opened).await;
            room.said.set(Some(match done {
                Ok(_) if bodies => words::bulk_confirmed(count),
                Ok(_) => words::bulk_submitted(count),
                Err(not) => fault(&not),
            }));
            room.load();
        });
    };
    // Each text is asked for what does not add up before any goes.
    let press = move |_| {
        let all = untrack(ready);
        let asked = |entry: &Entry| {
            let form = entry.form(Room::last_day(room), room.stage())?;
            let found = room.findings(&form);
            (!found.is_empty()).then(|| (entry.clone(), found))
        };
        let found: Vec<(Entry, Vec<Finding>)> = all.iter().filter_map(asked).collect();
        if found.is_empty() { send(all) } else { look.set(found) }
    };
    let sound = move || {
        let odd = |entry: &Entry| {
            look.with(|all| all.iter().any(|(of, _)| of.item == entry.item && of.teller == entry.teller))
        };
        ready().into_iter().filter(|entry| !odd(entry)).collect::<Vec<_>>()
    };
    let label = move |count: usize| -> Text {
        if room.whose.get() == Some(Whose::Bodies) {
            words::bulk_confirm(count)
        } else {
            words::bulk_submit(count)
        }
    };
    view! {
        {move || {
            let count = ready().len();
            let asked = look.with(|all| !all.is_empty());
            (count > 0 && !room.closed() && !asked).then(|| view! {
                <button type="button" class="btn calm full" on:click=press>{label(count)}</button>
            })
        }}
        {move || look.with(|all| (!all.is_empty()).then(|| {
            let said = |text: Text| text.letters(Speaking::here().get_untracked()).to_string();
            let line = |(entry, found): &(Entry, Vec<Finding>)| {
                let why: Vec<String> = found.iter().map(|one| said(finding(one))).collect();
                words::bulk_one(&entry.title, &why.join("／"))
            };
            let lines: Vec<Text> = all.iter().map(line).collect();
            let (odd, whole) = (all.len(), ready().len());
            let rest = sound().len();
            view! {
                <Notice tone=NoticeTone::Wait icon=Icon::Alert title=words::bulk_look(odd) lines urgent=true>
                    {(rest > 0).then(|| view! {
                        <button type="button" class="btn" on:click=move |_| send(untrack(sound))>{words::bulk_sound(rest)}</button>
                    })}
                    <button type="button" class="btn calm" on:click=move |_| send(untrack(ready))>{words::bulk_all(whole)}</button>
                    <button type="button" class="quiet" on:click=move |_| look.set(Vec::new())>{words::cancel()}</button>
                </Notice>
            }
        }))}
    }
}
