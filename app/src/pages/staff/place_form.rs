//! The form of a place: name, kind, opened and closed, who runs it, whether it is somebody's home.

use leptos::prelude::*;
use tsunagari_core::id::{DistrictId, PlaceId, derived};
use tsunagari_core::intent::Intent;
use tsunagari_core::place::{PLACE_KINDS, Place};

use super::choice::Choice;
use super::day_field::{DayField, day, typed};
use crate::pages::ask::{NotDone, ask, told};
use crate::parts::{TextField, Tick, While};
use crate::replica::Replica;
use crate::words::{Text, staff as words};

/// Makes a place, or mends one.
#[component]
pub fn PlaceForm(
    district: DistrictId,
    #[prop(optional)] place: Option<Place>,
    #[prop(optional)] id: Option<PlaceId>,
    close: Callback<()>,
) -> impl IntoView {
    let replica = Replica::here();
    let fresh =
        || Place::named(PlaceId::of(derived(&[])), Some(district), "ibasho".to_owned(), String::new());
    let before = place.unwrap_or_else(fresh);
    let name = RwSignal::new(before.name.clone());
    let what = RwSignal::new(before.what.clone());
    let runner = RwSignal::new(before.runner.clone().unwrap_or_default());
    let filled = |text: &Option<String>| RwSignal::new(text.clone().unwrap_or_default());
    let (address, phone, public) = (filled(&before.address), filled(&before.phone), filled(&before.public));
    let (opened, closed) = (RwSignal::new(typed(before.opened)), RwSignal::new(typed(before.closed)));
    let (private, consent) = (RwSignal::new(before.private), RwSignal::new(typed(before.consent)));
    let wrong = RwSignal::new(None::<Text>);
    let said = RwSignal::new(None::<Text>);
    let before = StoredValue::new(before);
    let shown = StoredValue::new(id.map(|id| replica.held(&[id.record()])).unwrap_or_default());
    let some = |typed: RwSignal<String>| Some(typed.get_untracked()).filter(|typed| !typed.trim().is_empty());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let days = [opened, closed, consent].map(|field| day(&field.get_untracked()));
        let [Ok(opened), Ok(closed), Ok(consent)] = days else { return };
        let form = Place {
            name: name.get_untracked(),
            what: what.get_untracked(),
            runner: some(runner),
            address: some(address),
            phone: some(phone),
            public: some(public),
            opened,
            closed,
            private: private.get_untracked(),
            consent: consent.filter(|_| private.get_untracked()),
            ..before.get_value()
        };
        let shown = shown.get_value();
        leptos::task::spawn_local(async move {
            match ask(replica, Intent::Place { id, form }, &shown).await {
                Ok(_) => close.run(()),
                Err(NotDone::Refused(_)) => wrong.set(Some(words::name_wrong())),
                Err(not) => said.set(Some(told(&not))),
            }
        });
    };
    let kinds = PLACE_KINDS.iter().map(|(key, name)| ((*key).to_owned(), (*name).into())).collect();
    view! {
        <form class="stack" on:submit=save>
            <TextField id="place-name" words=words::place_name() value=name wrong=wrong on_type=Callback::new(move |typed| name.set(typed))/>
            <Choice id="place-kind" words=words::place_kind() value=what choices=kinds on_choose=Callback::new(move |key| what.set(key))/>
            <TextField id="place-runner" words=words::place_runner() value=runner on_type=Callback::new(move |typed| runner.set(typed))/>
            <TextField id="place-address" words=words::place_address() value=address on_type=Callback::new(move |typed| address.set(typed))/>
            <TextField id="place-phone" words=words::place_phone() value=phone on_type=Callback::new(move |typed| phone.set(typed))/>
            <TextField id="place-public" words=words::place_public() value=public on_type=Callback::new(move |typed| public.set(typed))/>
            <DayField id="place-opened" words=words::place_opened() value=opened/>
            <DayField id="place-closed" words=words::place_closed() value=closed/>
            <Tick words=words::place_private() hint=words::place_private_told() on=private name="private"
                on_change=Callback::new(move |on| private.set(on))/>
            <While holds=move || private.get()><DayField id="place-consent" words=words::place_consent() value=consent/></While>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>{words::cancel()}</button>
                <button type="submit" class="btn main">{words::save()}</button>
            </div>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </form>
    }
}
