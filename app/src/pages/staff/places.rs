//! 場所: the places of my districts, open ones first; adding and mending work without a network.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::id::{DistrictId, PlaceId};
use tsunagari_core::place::Place;
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::sort_by_key;

use super::place_form::PlaceForm;
use super::sieve::{Sieve, SieveFields};
use super::{my_districts, records_at_rest};
use crate::parts::{Tag, Tone, While};
use crate::replica::Replica;
use crate::words::{plan, staff as words};

/// Which form is open: of which place, in which district.
type Open = Option<(Option<PlaceId>, DistrictId)>;

/// The room: a card for each district.
#[component]
pub fn Places() -> impl IntoView {
    let districts = my_districts();
    let sieve = Sieve::new();
    let open = RwSignal::new(None as Open);
    let shown =
        move || districts.get().into_iter().filter(|(id, _)| sieve.holds_district(*id)).collect::<Vec<_>>();
    view! {
        <div class="desk">
            <SieveFields sieve words=words::find() ended=words::with_closed()/>
            <div class="pane">
                <While holds=move || districts.with(Vec::is_empty)><p class="card">{plan::no_district_list()}</p></While>
                <For each=shown key=Clone::clone let((id, name))>
                    <DistrictPlaces district=id name open sieve/>
                </For>
            </div>
        </div>
    }
}

#[component]
fn DistrictPlaces(district: DistrictId, name: String, open: RwSignal<Open>, sieve: Sieve) -> impl IntoView {
    let today = Replica::here().board.today.get_untracked();
    let all = records_at_rest(Kind::Place, Signal::derive(move || open.get().is_some()));
    let mine = Memo::new(move |_| {
        let places = all.with(|all| all.iter().map(Place::read).collect::<Vec<_>>());
        let mut mine: Vec<Place> = places
            .into_iter()
            .filter(|place| place.of.is_none() && place.district == Some(district))
            .filter(|place| sieve.holds(place.closed.is_some_and(|closed| closed < today)))
            .filter(|place| {
                let names = [Some(&place.name), place.kana.as_ref(), place.runner.as_ref()];
                sieve.finds(&names.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n"))
            })
            .collect();
        sort_by_key(&mut mine, |place| (place.closed.is_some(), !place.is_offered(), place.name.clone()));
        mine
    });
    let close = Callback::new(move |()| open.set(None));
    let rows = move || {
        let now = open.get();
        mine.get()
            .into_iter()
            .map(|place| {
                if now == Some((Some(place.id), district)) {
                    let id = place.id;
                    return view! { <li><PlaceForm district place id close/></li> }.into_any();
                }
                view! { <li>{entry(&place, district, today, open)}</li> }.into_any()
            })
            .collect_view()
    };
    view! {
        <section class="card">
            <h2>{name}</h2>
            {move || mine.with(Vec::is_empty).then(|| view! { <p>{words::place_none()}</p> })}
            <ul class="entries">{rows}</ul>
            <Show when=move || open.get() == Some((None, district))
                fallback=move || view! {
                    <button type="button" class="btn full" on:click=move |_| open.set(Some((None, district)))>{words::add_place()}</button>
                }>
                <PlaceForm district close/>
            </Show>
        </section>
    }
}

fn entry(place: &Place, district: DistrictId, today: Day, open: RwSignal<Open>) -> impl IntoView + use<> {
    let id = place.id;
    let opened = place.opened.map(|day| words::opened_on(&day.both_text()));
    let opened = opened.or_else(|| place.is_offered().then(words::opened_unknown));
    let closed = place.closed.filter(|day| *day <= today).map(|day| words::closed_on(&day.both_text()));
    view! {
        <div class="entry">
            <div class="row"><b>{place.name.clone()}</b>{closed.map(|words| view! { <Tag words tone=Tone::Wait/> })}</div>
            <p class="facts num">
                <span>{place.kind_name().to_owned()}</span>
                {opened.map(|opened| view! { <span>{opened}</span> })}
                {place.runner.clone().map(|runner| view! { <span>{runner}</span> })}
                {place.private.then(|| view! { <span>{words::place_private()}</span> })}
                {place.private.then(|| {
                    let consent = place.consent.map(|day| words::consent_of(&day.both_text()));
                    view! { <span>{consent.unwrap_or_else(words::no_consent)}</span> }
                })}
            </p>
            <div class="ways">
                <button type="button" class="quiet" on:click=move |_| open.set(Some((Some(id), district)))>{words::edit()}</button>
            </div>
        </div>
    }
}
