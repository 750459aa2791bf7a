//! 団体と定例の活動: the groups of my districts with who belongs to them and their meetings, found by name, by district, ended or
//! not; adding, mending and handing over work without a network.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::group::Group;
use tsunagari_core::id::{DistrictId, GroupId, SessionId};
use tsunagari_core::person::Person;
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::session::GroupSession;

use super::group_form::GroupForm;
use super::hand_over::HandOverForm;
use super::session_form::SessionForm;
use super::sieve::{Sieve, SieveFields};
use super::{my_districts, records_at_rest};
use crate::pages::way::to;
use crate::parts::{Tag, Tone, While};
use crate::replica::Replica;
use crate::route::Route;
use crate::words::{Text, group as group_words, plan, staff as words};

/// Which form is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Group(Option<GroupId>, DistrictId),
    Session(Option<SessionId>, GroupId, DistrictId),
    HandOver(GroupId, DistrictId),
}

/// The room: a card for each district.
#[component]
pub fn Groups() -> impl IntoView {
    let districts = my_districts();
    let sieve = Sieve::new();
    let open = RwSignal::new(Open::Nothing);
    let shown =
        move || districts.get().into_iter().filter(|(id, _)| sieve.holds_district(*id)).collect::<Vec<_>>();
    view! {
        <div class="desk">
            <SieveFields sieve words=words::find() ended=words::with_ended()/>
            <div class="pane">
                <While holds=move || districts.with(Vec::is_empty)><p class="card">{plan::no_district_list()}</p></While>
                <For each=shown key=Clone::clone let((id, name))>
                    <DistrictGroups district=id name open sieve/>
                </For>
            </div>
        </div>
    }
}

#[component]
fn DistrictGroups(district: DistrictId, name: String, open: RwSignal<Open>, sieve: Sieve) -> impl IntoView {
    let today = Replica::here().board.today.get_untracked();
    let form = Signal::derive(move || open.get() != Open::Nothing);
    let (groups, sessions) = (records_at_rest(Kind::Group, form), records_at_rest(Kind::Session, form));
    let people = records_at_rest(Kind::Person, form);
    let mine = Memo::new(move |_| {
        groups.with(|all| {
            let mine = all.iter().filter(|record| record.scope.district() == Some(district));
            let found = mine.filter(|record| {
                let group = Group::read(record);
                let names = format!("{}\n{}", group.name, group.kana.unwrap_or_default());
                sieve.finds(&names) && sieve.holds(group.until.is_some_and(|until| until < today))
            });
            found.cloned().collect::<Vec<_>>()
        })
    });
    let close = Callback::new(move |()| open.set(Open::Nothing));
    let rows = move || {
        let now = open.get();
        let row = |record: &Record| {
            let group = Group::read(record);
            if now == Open::Group(Some(group.id), district) {
                return view! { <li><GroupForm district group=group.clone() id=group.id close/></li> }
                    .into_any();
            }
            let meetings = sessions.with(|all| {
                let all = all.iter().map(GroupSession::read);
                all.filter(|session| session.group == Some(group.id)).collect::<Vec<_>>()
            });
            let members = people.with(|all| members(all, group.id));
            view! { <li>{entry(group, meetings, members, district, now, open, close)}</li> }.into_any()
        };
        mine.with(|mine| mine.iter().map(row).collect_view())
    };
    view! {
        <section class="card">
            <h2>{name}</h2>
            {move || mine.with(Vec::is_empty).then(|| view! { <p>{words::group_none()}</p> })}
            <ul class="entries">{rows}</ul>
            <Show when=move || open.get() == Open::Group(None, district)
                fallback=move || view! {
                    <button type="button" class="btn full" on:click=move |_| open.set(Open::Group(None, district))>{words::add_group()}</button>
                }>
                <GroupForm district close/>
            </Show>
        </section>
    }
}

/// Who belongs to a group, posts first, and who held one before.
fn members(people: &[Record], group: GroupId) -> Vec<Text> {
    let all: Vec<Person> = people.iter().map(Person::read).filter(|person| !person.left).collect();
    let now = all.iter().filter(|person| person.groups.contains(&group));
    let (posts, others): (Vec<&Person>, Vec<&Person>) =
        now.partition(|person| person.posts.contains_key(&group));
    let post = |person: &&Person| {
        let post = person.posts.get(&group).map(String::as_str).unwrap_or_default();
        match person.since.get(&group) {
            Some(since) => words::post_since(&person.name, post, &since.both_text()),
            None => words::post_of(&person.name, post),
        }
    };
    let past = all.iter().filter_map(|person| {
        let (post, until) = person.past.get(&group)?;
        Some(words::post_until(&person.name, post, &until.map(Day::both_text).unwrap_or_default()))
    });
    let others = others.iter().map(|person| Text::from(person.name.as_str()));
    posts.iter().map(post).chain(others).chain(past).collect()
}

fn entry(
    group: Group,
    meetings: Vec<GroupSession>,
    members: Vec<Text>,
    district: DistrictId,
    now: Open,
    open: RwSignal<Open>,
    close: Callback<()>,
) -> impl IntoView {
    let today = Replica::here().board.today.get_untracked();
    let id = group.id;
    let rows = meetings.into_iter().map(|session| {
        if now == Open::Session(Some(session.id), id, district) {
            let mine = session.id;
            return view! { <SessionForm district group=id session id=mine close/> }.into_any();
        }
        let edit = Open::Session(Some(session.id), id, district);
        view! {
            <div class="row">
                <span class="num">{meeting(&session, today)}</span>
                <button type="button" class="quiet" on:click=move |_| open.set(edit)>{words::edit_session()}</button>
            </div>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    let none = rows.is_empty();
    let nobody = members.is_empty().then(words::no_member);
    view! {
        <div class="entry">
            <div class="row">
                <b>{group.name.clone()}</b>
                {group.provisional.then(|| view! { <Tag words=words::provisional() tone=Tone::Wait/> })}
                {group.until.map(|day| view! { <Tag words=words::ended_on(&day.both_text())/> })}
            </div>
            <p class="facts">{members.into_iter().chain(nobody).map(|who| view! { <span>{who}</span>" " }).collect_view()}</p>
            {none.then(|| view! { <p class="small">{words::session_none()}</p> })}
            {rows}
            {(now == Open::Session(None, id, district)).then(|| view! { <SessionForm district group=id close/> })}
            {(now == Open::HandOver(id, district)).then(|| view! { <HandOverForm district group=id name=group.name.clone() close/> })}
            <div class="ways">
                <button type="button" class="quiet" on:click=move |_| open.set(Open::Group(Some(id), district))>
                    {if group.provisional { words::settle() } else { words::mend_group() }}
                </button>
                <button type="button" class="quiet" on:click=move |_| open.set(Open::Session(None, id, district))>{words::add_session()}</button>
                <a class="quiet" href=to(Route::Group(id, None))>{group_words::heading()}</a>
                <button type="button" class="quiet" on:click=move |_| open.set(Open::HandOver(id, district))>{words::hand_over()}</button>
            </div>
        </div>
    }
}

/// 「毎週火曜 10時（次回 11月24日（火））」.
fn meeting(session: &GroupSession, today: Day) -> impl IntoView + use<> {
    let rule = session.rule.as_ref().map_or_else(words::rule_named, |rule| Text::from(rule.told()));
    let next = session.next_after(today).map(|meeting| words::next_meeting(&meeting.day.text_with_weekday()));
    let slot = session.slot.map(tsunagari_core::calendar::Slot::text);
    view! {
        {session.name.clone().map(|name| view! { <b>{name}</b>" " })}
        {rule}" "{slot}
        {next.map(|next| view! { "　"<small class="nb">{next}</small> })}
    }
}
