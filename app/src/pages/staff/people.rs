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

/// Those who are present.
#[derive(Clone, Copy)]
struct Lists {
    listed: Memo<Listed>,
    /// The names of all groups.
    names: Memo<SortedMap<RecordId, String>>,
    /// Whether the rows have stood still for [`MOVED`]: a press makes the next one move up under the finger, and so may the
    /// network.
    still: RwSignal<bool>,
}

impl Lists {
    fn follow() -> Self {
        let people = records_of(Kind::Person);
        let ticks = records_of(Kind::Confirmation);
        let groups = records_of(Kind::Group);
        let known = Memo::new(move |_| {
            ticks.with(|ticks| {
                let ticks = ticks.iter().filter(|tick| tick.flag("confirmed"));
                ticks.map(|tick| tick.id).collect::<SortedSet<_>>()
            })
        });
        let names = Memo::new(move |_| {
            groups.with(|groups| {
                let name = |group: &Record| (group.id, group.text("name").unwrap_or_default().to_owned());
                groups.iter().map(name).collect::<SortedMap<_, _>>()
            })
        });
        let listed = Memo::new(move |_| {
            people.with(|people| {
                let present = people.iter().filter(|person| !person.flag("left"));
                let (ok, waiting) = present.cloned().partition::<Vec<Record>, _>(|person| {
                    known.with(|known| known.contains(&tick_of(person)))
                });
                (waiting, ok)
            })
        });
        let still = RwSignal::new(true);
        Effect::new(move |former: Option<Option<TimeoutHandle>>| {
            listed.track();
            former.flatten().inspect(TimeoutHandle::clear);
            still.set(false);
            set_timeout_with_handle(move || _ = still.try_set(true), MOVED).ok()
        });
        Self { listed, names, still }
    }

    /// The rows of those who are known, or of those who wait.
    fn rows(self, known: bool) -> impl IntoView {
        self.names.with(|names| {
            self.listed.with(|(waiting, ok)| {
                let all = if known { ok } else { waiting };
                all.iter().map(|person| row(person, names, known, self.still)).collect_view()
            })
        })
    }
}

/// 確認待ち: one press each. Among other things `folded`, where they are many.
#[component]
pub fn Waiting(#[prop(optional)] folded: bool) -> impl IntoView {
    waiting(Lists::follow(), folded)
}

fn waiting(lists: Lists, folded: bool) -> impl IntoView {
    let count = move || lists.listed.with(|(waiting, _)| waiting.len());
    let heading = move || words::waiting(count()).view();
    let long = Memo::new(move |_| folded && count() > OPEN_MOST);
    let list = move || {
        view! {
            <p class="small">{words::waiting_told()}</p>
            {move || (count() == 0).then(|| view! { <p>{words::waiting_none()}</p> })}
            <ul class="entries">{move || lists.rows(false)}</ul>
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
    let lists = Lists::follow();
    let count = move || lists.listed.with(|(_, known)| known.len());
    view! {
        {waiting(lists, false)}
        <section class="card">
            <h2 class="num">{move || words::everyone(count()).view()}</h2>
            {move || (count() == 0).then(|| view! { <p>{words::nobody()}</p> })}
            <ul class="entries">{move || lists.rows(true)}</ul>
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
