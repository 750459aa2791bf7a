//! わたしのこと: 呼び名, groups, role and districts of whoever uses this phone.

use leptos::prelude::*;
use tsunagari_core::group::Group;
use tsunagari_core::id::GroupId;
use tsunagari_core::intent::Intent;
use tsunagari_core::org::{Role, Session};
use tsunagari_core::person::Person;
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::sorted::SortedSet;

use crate::pages::ask::{NotDone, ask, told};
use crate::pages::way::to;
use crate::parts::{Icon, Sign, Tag, TextField, Tick, Tone, While};
use crate::replica::Replica;
use crate::route::Route;
use crate::words::{
    Text, frame, group as group_words, phone as words, settings, staff, today as today_words,
};

/// The card; a way to join for whoever only looks.
#[component]
pub fn Me() -> impl IntoView {
    let board = Replica::here().board;
    view! {
        <section class="card">
            <h2>{settings::person()}</h2>
            {move || match board.session.get() {
                None => view! {
                    <p>{words::not_joined()}</p>
                    <a class="btn full" href=to(Route::Join)>{frame::join()}</a>
                }.into_any(),
                Some(session) => view! { <Mine session/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Mine(session: Session) -> impl IntoView {
    let board = Replica::here().board;
    let id = session.person.record();
    let record = Memo::new(move |_| {
        board.registry.with(|all| all.iter().find(|record| record.id == id && !record.removed()).cloned())
    });
    let districts = session.districts.clone();
    let areas = move || {
        board.registry.with(|all| {
            let mine = all.iter().filter(|record| record.kind == Kind::District);
            let mine = mine.filter(|record| districts.iter().any(|id| id.record() == record.id));
            mine.filter_map(|record| record.text("name").map(str::to_owned)).collect::<Vec<_>>().join("・")
        })
    };
    let role = role_words(session.role);
    let confirmed = session.confirmed;
    let unfolded = RwSignal::new(false);
    view! {
        <dl class="facts-list">
            <div><dt>{words::role()}</dt><dd>{role}</dd></div>
            <div><dt>{words::my_district()}</dt><dd>{areas}</dd></div>
        </dl>
        {(!confirmed).then(|| view! { <p><Tag words=words::waiting_ok() tone=Tone::Wait/></p> })}
        {move || record.get().map(|record| view! { <Rename record=record.clone()/><Groups record unfolded/> })}
    }
}

pub(super) fn role_words(role: Role) -> Text {
    match role {
        Role::Volunteer => words::role_volunteer(),
        Role::Staff => words::role_staff(),
        Role::Admin => words::role_admin(),
    }
}

#[component]
fn Rename(record: Record) -> impl IntoView {
    let replica = Replica::here();
    let name = RwSignal::new(record.text("name").unwrap_or_default().to_owned());
    let before = name.get_untracked();
    let said = RwSignal::new(None::<Text>);
    let wrong = RwSignal::new(None::<Text>);
    let changed = Memo::new(move |_| name.with(|name| name.trim() != before));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let intent = Intent::CallMe(name.get_untracked());
        leptos::task::spawn_local(async move {
            let done = ask(replica, intent, &[]).await;
            wrong.set(matches!(done, Err(NotDone::Refused(_))).then(staff::name_wrong));
            said.set(Some(done.map_or_else(|not| told(&not), |_| words::saved())));
        });
    };
    view! {
        <form class="stack" on:submit=save>
            <TextField id="my-name" words=words::my_name() value=name wrong=wrong
                on_type=Callback::new(move |typed| name.set(typed))/>
            <While holds=move || changed.get()>
                <button type="submit" class="btn full">{words::save()}</button>
            </While>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </form>
    }
}

#[component]
fn Groups(
    record: Record,
    /// Kept outside, since each tick draws the list anew.
    unfolded: RwSignal<bool>,
) -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let person = Person::read(&record);
    let scope = record.scope;
    let groups = board.registry.with_untracked(|all| {
        let groups =
            all.iter().filter(|other| other.kind == Kind::Group && other.scope == scope && !other.removed());
        groups.map(Group::read).collect::<Vec<_>>()
    });
    let today = board.today.get_untracked();
    let none = groups.is_empty();
    let mine =
        groups.iter().filter(|group| person.groups.contains(&group.id)).map(|group| group.name.clone());
    let mine = mine.collect::<Vec<_>>().join("・");
    let ways = groups.iter().filter(|group| person.groups.contains(&group.id));
    let ways = ways.map(|group| (to(Route::Group(group.id, None)), group_words::open(&group.name)));
    let ways = ways.map(|(href, words)| view! { <a class="link-row" href=href><Sign icon=Icon::Book/><span>{words}</span><Sign icon=Icon::Next/></a> });
    let ways = ways.collect_view();
    let said = RwSignal::new(None::<Text>);
    let tick = move |id: GroupId, on: bool| {
        let (one, none) = (SortedSet::from([id]), SortedSet::new());
        let intent = if on {
            Intent::Belong { join: one, leave: none }
        } else {
            Intent::Belong { join: none, leave: one }
        };
        leptos::task::spawn_local(async move {
            said.set(ask(replica, intent, &[]).await.err().map(|not| told(&not)));
        });
    };
    let rows = groups.into_iter().filter(|group| group.lives_on(today)).map(|group| {
        let id = group.id;
        let on = Signal::stored(person.groups.contains(&id));
        view! { <Tick words=group.name.as_str() on name="my-groups" on_change=Callback::new(move |on| tick(id, on))/> }
    });
    view! {
        <div class="stack">
            <h3 id="my-groups">{settings::groups()}</h3>
            <p>{mine}</p>
            {ways}
            {none.then(|| view! { <p>{words::groups_none()}</p> })}
            <details class="tree" open=unfolded.get_untracked()>
                <summary on:click=move |_| unfolded.update(|open| *open = !*open)><Sign icon=Icon::Next/><span class="text">{today_words::choose_groups()}</span></summary>
                <p class="small">{words::my_groups_hint()}</p>
                <div role="group" aria-labelledby="my-groups">{rows.collect_view()}</div>
            </details>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </div>
    }
}
