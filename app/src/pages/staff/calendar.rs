//! 来月の予定: the meetings to come of a district or a group, by day, and as a file for any calendar; works without a network.

use leptos::prelude::*;
use tsunagari_core::calendar::{Month, Slot};
use tsunagari_core::ics::{Event, calendar};
use tsunagari_core::id::{DistrictId, GroupId};
use tsunagari_core::place::Whereabouts;
use tsunagari_core::query::coming::{Coming, of_month};
use tsunagari_core::view::View;

use super::choice::Choice;
use super::{group_choices, my_districts};
use crate::parts::MonthTurn;
use crate::replica::{Replica, now};
use crate::words::{Text, calendar as words, grid, log};

/// The room.
#[component]
pub fn CalendarRoom() -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let today = board.today.get_untracked();
    let month = RwSignal::new(today.month().next().unwrap_or(today.month()));
    let districts = my_districts();
    let (district, group) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = Memo::new(move |_| {
        let typed = district.with(|text| DistrictId::parse(text).ok());
        districts.with(|all| all.iter().find(|(id, _)| typed.is_none_or(|typed| typed == *id)).cloned())
    });
    let coming = Memo::new(move |_| {
        let Some((id, _)) = chosen.get() else { return Vec::new() };
        let only = group.with(|text| GroupId::parse(text).ok());
        coming(id, only, month.get())
    });
    let said = RwSignal::new(None::<Text>);
    let save = move |_| {
        let of = chosen.get_untracked().map(|(_, name)| name).unwrap_or_default();
        let title = words::title(&of, &month.get_untracked().text()).letters(crate::words::Speech::Plain);
        let text = calendar(&title, now(), &coming.with_untracked(|all| events(all)));
        let taken = replica.save_calendar(&title, &text);
        said.set(Some(if taken { words::saved() } else { words::not_saved() }));
    };
    view! {
        <div class="desk">
            <section class="card from" aria-label=words::heading().attr()>
                {move || {
                    let choices = districts.get().into_iter().map(|(id, name)| (id.to_string(), name.into())).collect();
                    let now = Signal::derive(move || chosen.get().map(|(id, _)| id.to_string()).unwrap_or_default());
                    let choose = Callback::new(move |key| { group.set(String::new()); district.set(key); });
                    view! { <Choice id="calendar-district" words=grid::district() value=now choices on_choose=choose/> }
                }}
                {move || chosen.get().map(|(id, _)| view! {
                    <Choice id="calendar-group" words=grid::group() value=group choices=group_choices(id) on_choose=Callback::new(move |key| group.set(key))/>
                })}
                <MonthTurn month on_turn=Callback::new(move |to| month.set(to))/>
                <button type="button" class="btn main full" disabled=move || coming.with(Vec::is_empty) on:click=save>{words::save()}</button>
                <p role="status">{move || said.get().map(Text::view)}</p>
            </section>
            <div class="pane">
                <section class="card">
                    <h2 class="num">{move || month.get().both_text()}</h2>
                    <p class="small">{words::told()}</p>
                    {move || coming.with(Vec::is_empty).then(|| view! { <p>{words::none()}</p> })}
                    <ul class="entries">{move || coming.get().into_iter().map(row).collect_view()}</ul>
                </section>
            </div>
        </div>
    }
}

fn row((one, place): (Coming, Option<String>)) -> impl IntoView {
    let moved = (one.day != one.scheduled).then(|| words::moved(&one.scheduled.text()));
    view! {
        <li>
            <div class="entry">
                <div class="row"><b class="num">{one.day.text_with_weekday()}" "{one.slot.map(Slot::text)}</b>
                    {moved.map(|words| view! { <small>{words}</small> })}</div>
                <p>{one.name}</p>
                <p class="facts">{place.map_or_else(|| log::no_place().view(), |place| place.into_any())}</p>
            </div>
        </li>
    }
}

/// The meetings with the places' names; of a private house without consent none goes on paper or into a file.
fn coming(district: DistrictId, only: Option<GroupId>, month: Month) -> Vec<(Coming, Option<String>)> {
    let board = Replica::here().board;
    let registry = board.registry.get();
    let view = View::of(&[&registry]);
    let here = |group: GroupId| view.group(group).is_some_and(|group| group.district == Some(district));
    let keep = |session: &tsunagari_core::session::GroupSession| {
        session.group.is_some_and(|group| only.is_none_or(|only| only == group) && here(group))
    };
    let name = |one: &Coming| {
        let place = one.place.and_then(|id| view.place(id))?;
        (place.whereabouts() != Whereabouts::DistrictOnly).then_some(place.name)
    };
    of_month(&view, month, &keep)
        .into_iter()
        .map(|one| {
            let place = name(&one);
            (one, place)
        })
        .collect()
}

fn events(all: &[(Coming, Option<String>)]) -> Vec<Event> {
    let event = |(one, place): &(Coming, Option<String>)| Event {
        session: one.session,
        scheduled: one.scheduled,
        day: one.day,
        slot: one.slot,
        title: one.name.clone(),
        place: place.clone(),
    };
    all.iter().map(event).collect()
}
