//! The form of a group: name, kind, place, its last day.

use leptos::prelude::*;
use tsunagari_core::group::Group;
use tsunagari_core::id::{DistrictId, GroupId, PlaceId, derived};
use tsunagari_core::intent::Intent;
use tsunagari_core::place::Place;
use tsunagari_core::record::Kind;
use tsunagari_core::view::View;

use super::choice::Choice;
use super::day_field::{DayField, day, typed};
use super::records_of;
use crate::pages::ask::{NotDone, ask, told};
use crate::parts::TextField;
use crate::replica::Replica;
use crate::words::{Text, staff as words};

/// Makes a group, or mends one. Saving one that somebody named at joining settles it.
#[component]
pub fn GroupForm(
    district: DistrictId,
    #[prop(optional)] group: Option<Group>,
    #[prop(optional)] id: Option<GroupId>,
    close: Callback<()>,
) -> impl IntoView {
    let replica = Replica::here();
    let fresh = || Group::named(GroupId::of(derived(&[])), district, String::new());
    let before = group.unwrap_or_else(fresh);
    let name = RwSignal::new(before.name.clone());
    let what = RwSignal::new(before.what.clone().unwrap_or_default());
    let place = RwSignal::new(before.place.map(|id| id.to_string()).unwrap_or_default());
    let until = RwSignal::new(typed(before.until));
    let wrong = RwSignal::new(None::<Text>);
    let said = RwSignal::new(None::<Text>);
    let before = StoredValue::new(before);
    let opened = StoredValue::new(id.map(|id| replica.held(&[id.record()])).unwrap_or_default());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(until) = day(&until.get_untracked()) else { return };
        let form = Group {
            name: name.get_untracked(),
            what: Some(what.get_untracked()).filter(|what| !what.is_empty()),
            place: PlaceId::parse(&place.get_untracked()).ok(),
            until,
            provisional: false,
            ..before.get_value()
        };
        let opened = opened.get_value();
        leptos::task::spawn_local(async move {
            match ask(replica, Intent::Group { id, district, form }, &opened).await {
                Ok(_) => close.run(()),
                Err(NotDone::Refused(_)) => wrong.set(Some(words::name_wrong())),
                Err(not) => said.set(Some(told(&not))),
            }
        });
    };
    view! {
        <form class="stack" on:submit=save>
            <TextField id="group-name" words=words::group_name() value=name wrong=wrong on_type=Callback::new(move |typed| name.set(typed))/>
            <Choice id="group-kind" words=words::group_kind() value=what choices=kinds() on_choose=Callback::new(move |key| what.set(key))/>
            <Choice id="group-place" words=words::group_place() value=place choices=places(district)
                on_choose=Callback::new(move |key| place.set(key))/>
            {id.map(|_| view! { <DayField id="group-until" words=words::group_end() value=until/> })}
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>{words::cancel()}</button>
                <button type="submit" class="btn main">{words::save()}</button>
            </div>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </form>
    }
}

/// The kinds of activity that the ward uses.
pub(super) fn kinds() -> Vec<(String, Text)> {
    let board = Replica::here().board;
    let registry = board.registry.get_untracked();
    let view = View::of(&[&registry]);
    let none = (String::new(), words::no_place());
    std::iter::once(none)
        .chain(view.kinds().all().map(|kind| (kind.key.to_owned(), kind.name.into())))
        .collect()
}

/// The places of a district that are open.
pub(super) fn places(district: DistrictId) -> Vec<(String, Text)> {
    let today = Replica::here().board.today.get_untracked();
    let all = records_of(Kind::Place);
    let none = (String::new(), words::no_place());
    let places: Vec<Place> = all.with_untracked(|all| all.iter().map(Place::read).collect());
    let here = places
        .into_iter()
        .filter(|place| place.of.is_none() && place.district == Some(district) && place.open_on(today));
    std::iter::once(none).chain(here.map(|place| (place.id.to_string(), place.name.into()))).collect()
}
