//! ひと: who waits to be known, who has joined, with what; ticking works without a network, devices need one.

use std::time::Duration;

use leptos::prelude::*;
use tsunagari_core::id::{PersonId, RecordId};
use tsunagari_core::intent::Intent;
use tsunagari_core::person::{Person, confirmation_id};
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sorted::{SortedMap, SortedSet};

use super::devices::Devices;
use super::erase::Erase;
use super::{my_districts, records_of};
use crate::pages::ask::{ask, told};
use crate::parts::{Tag, Tone};
use crate::replica::Replica;
use crate::words::{Text, staff as words};

/// Rows of a list among others that stay open; a longer one is folded.
pub const OPEN_MOST: usize = 3;
/// Groups that are named in a person's row.
const GROUPS_SHOWN: usize = 3;
/// For how long rows that have moved take no press: whoever presses twice means the person who was there.
const MOVED: Duration = Duration::from_millis(600);

/// Who waits, and who is known.
type Listed = (Vec<Record>, Vec<Record>);

/// Those who are present, first the ones who wait to be known, with the names of all groups.
fn listed() -> (Memo<Listed>, Memo<SortedMap<RecordId, String>>) {
    let people = records_of(Kind::Person);
    let ticks = records_of(Kind::Confirmation);
    let groups = records_of(Kind::Group);
    let known = Memo::new(move |_| {
        ticks.with(|ticks| {
            ticks.iter().filter(|tick| tick.flag("confirmed")).map(|tick| tick.id).collect::<SortedSet<_>>()
        })
    });
    let names = Memo::new(move |_| {
        groups.with(|groups| {
            groups
                .iter()
                .map(|group| (group.id, group.text("name").unwrap_or_default().to_owned()))
                .collect::<SortedMap<_, _>>()
        })
    });
    let listed = Memo::new(move |_| {
        people.with(|people| {
            let present = people.iter().filter(|person| !person.flag("left"));
            let (ok, waiting) = present
                .cloned()
                .partition::<Vec<Record>, _>(|person| known.with(|known| known.contains(&tick_of(person))));
            (waiting, ok)
        })
    });
    (listed, names)
}

/// Whether the rows have stood still for [`MOVED`]: a press makes the next one move up under the finger, and so may the network.
fn still(listed: Memo<Listed>) -> RwSignal<bool> {
    let (still, moved) = (RwSignal::new(true), StoredValue::new(0_u32));
    Effect::new(move |_| {
        listed.track();
        moved.update_value(|times| *times += 1);
        still.set(false);
        let times = moved.get_value();
        let rest = move || {
            if moved.try_get_value() == Some(times) {
                still.set(true);
            }
        };
        set_timeout(rest, MOVED);
    });
    still
}

/// 確認待ち: one press each. Among other things `folded`, where they are many.
#[component]
pub fn Waiting(#[prop(optional)] folded: bool) -> impl IntoView {
    let (listed, names) = listed();
    let still = still(listed);
    let heading = move || words::waiting(listed.with(|(waiting, _)| waiting.len())).view();
    let long = Memo::new(move |_| folded && listed.with(|(waiting, _)| waiting.len() > OPEN_MOST));
    let list = move || {
        let rows = move || {
            names.with(|names| {
                listed.with(|(waiting, _)| {
                    waiting.iter().map(|one| row(one, names, false, still)).collect_view()
                })
            })
        };
        view! {
            <p class="small">{words::waiting_told()}</p>
            {move || listed.with(|(waiting, _)| waiting.is_empty()).then(|| view! { <p>{words::waiting_none()}</p> })}
            <ul class="entries">{rows}</ul>
        }
    };
    view! {
        <section class="card">
            {move || if long.get() {
                view! { <details class="fold"><summary class="num">{heading}</summary>{list()}</details> }.into_any()
            } else {
                view! { <h2 class="num">{heading}</h2>{list()} }.into_any()
            }}
        </section>
    }
}

/// The room.
#[component]
pub fn People() -> impl IntoView {
    let (listed, names) = listed();
    let still = still(listed);
    view! {
        <Waiting/>
        <section class="card">
            <h2 class="num">{move || words::everyone(listed.with(|(_, known)| known.len())).view()}</h2>
            {move || listed.with(|(_, known)| known.is_empty()).then(|| view! { <p>{words::nobody()}</p> })}
            <ul class="entries">
                {move || names.with(|names| listed.with(|(_, known)| known.iter().map(|person| row(person, names, true, still)).collect_view()))}
            </ul>
        </section>
        <Devices/>
    }
}

fn tick_of(person: &Record) -> RecordId {
    confirmation_id(PersonId::of(person.id))
}

fn row(
    record: &Record,
    names: &SortedMap<RecordId, String>,
    known: bool,
    still: RwSignal<bool>,
) -> impl IntoView + use<> {
    let person = Person::read(record);
    let groups: Vec<String> =
        person.groups.iter().filter_map(|id| names.get(&id.record()).cloned()).collect();
    let districts = my_districts();
    let district = person.district;
    let area = move || {
        districts.with(|all| all.iter().find(|(id, _)| Some(*id) == district).map(|(_, name)| name.clone()))
    };
    let groups = match groups.len() {
        0 => words::no_group(),
        many if many > GROUPS_SHOWN => words::and_more(
            &groups.iter().take(GROUPS_SHOWN).cloned().collect::<Vec<_>>().join("・"),
            many - GROUPS_SHOWN,
        ),
        _ => groups.join("・").into(),
    };
    let replica = Replica::here();
    let name = person.name.clone();
    let (id, said) = (person.id, RwSignal::new(None::<Text>));
    // A change like all others, so it works without a network.
    let press = move |_| {
        if !still.get_untracked() {
            return;
        }
        leptos::task::spawn_local(async move {
            let done = ask(replica, Intent::Confirm { person: id, known: !known }, &[]).await;
            said.set(done.err().map(|not| told(&not)));
        });
    };
    let moved = move || (!still.get()).then_some("true");
    view! {
        <li>
            <div class="entry">
                <div class="row">
                    <b>{person.name}</b>
                    {known.then(|| view! { <Tag words=words::confirmed() tone=Tone::Key/> })}
                </div>
                <p class="facts"><span>{area}</span><span>{groups}</span></p>
                <div class="ways">
                    {if known {
                        view! { <button type="button" class="quiet" aria-disabled=moved on:click=press>{words::unconfirm()}</button> }.into_any()
                    } else {
                        view! { <button type="button" class="btn main" aria-disabled=moved on:click=press>{words::confirm()}</button> }.into_any()
                    }}
                </div>
                <p role="status">{move || said.get().map(Text::view)}</p>
                {known.then(|| view! { <Erase person=id name=name/> })}
            </div>
        </li>
    }
}
