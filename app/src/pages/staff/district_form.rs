//! The form of a district: name, number, plaza, first and last day, who takes over.

use leptos::prelude::*;
use tsunagari_core::district::District;
use tsunagari_core::id::{DistrictId, OfficeId, derived};
use tsunagari_core::intent::Intent;
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::{SortedMap, SortedSet};

use super::choice::Choice;
use super::day_field::{DayField, day, typed};
use super::ward::{sorted_districts, why_not};
use super::{office_choices, records_of};
use crate::pages::ask::ask;
use crate::parts::{TextField, Tick, While};
use crate::replica::Replica;
use crate::words::{Text, staff, ward as words};

/// Makes a district, or mends one.
#[component]
pub fn DistrictForm(
    #[prop(optional)] district: Option<District>,
    #[prop(optional)] id: Option<DistrictId>,
    close: Callback<()>,
) -> impl IntoView {
    let replica = Replica::here();
    let fresh = || District::named(DistrictId::of(derived(&[])), String::new());
    let before = district.unwrap_or_else(fresh);
    let name = RwSignal::new(before.name.clone());
    let kana = RwSignal::new(before.kana.clone().unwrap_or_default());
    let number = RwSignal::new(before.number.map(|number| number.to_string()).unwrap_or_default());
    let office = RwSignal::new(before.office.map(|id| id.to_string()).unwrap_or_default());
    let (since, until) = (RwSignal::new(typed(before.since)), RwSignal::new(typed(before.until)));
    let others = records_of(Kind::District).with_untracked(|all| sorted_districts(all));
    let others: Vec<District> = others.into_iter().filter(|other| Some(other.id) != id).collect();
    let ticked = |other: &District| (other.id, RwSignal::new(before.next.contains(&other.id)));
    let next: SortedMap<DistrictId, RwSignal<bool>> = others.iter().map(ticked).collect();
    let ticks = others.iter().filter_map(|other| Some((other.label(), *next.get(&other.id)?)));
    let ticks: Vec<_> = ticks.collect();
    let any = !ticks.is_empty();
    let (said, wrong) = (RwSignal::new(None::<Text>), RwSignal::new(None::<Text>));
    let (before, next) = (StoredValue::new(before), StoredValue::new(next));
    let shown = StoredValue::new(id.map(|id| replica.held(&[id.record()])).unwrap_or_default());
    let some = |typed: RwSignal<String>| Some(typed.get_untracked()).filter(|typed| !typed.trim().is_empty());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Ok(first), Ok(last)) = (day(&since.get_untracked()), day(&until.get_untracked())) else {
            return;
        };
        let digits = tsunagari_core::text::fold(number.get_untracked().trim());
        let number = if digits.is_empty() { Ok(None) } else { digits.parse().map(Some) };
        wrong.set(number.is_err().then(words::number_wrong));
        let Ok(number) = number else { return };
        let took = next.with_value(|all| {
            all.iter().filter(|(_, on)| on.get_untracked()).map(|(id, _)| *id).collect::<SortedSet<_>>()
        });
        let form = District {
            name: name.get_untracked(),
            kana: some(kana),
            number,
            office: OfficeId::parse(&office.get_untracked()).ok(),
            since: first,
            until: last,
            next: took,
            ..before.get_value()
        };
        let shown = shown.get_value();
        leptos::task::spawn_local(async move {
            match ask(replica, Intent::District { id, form }, &shown).await {
                Ok(_) => close.run(()),
                Err(not) => said.set(Some(why_not(&not))),
            }
        });
    };
    let offices = records_of(Kind::Office).with_untracked(|all| office_choices(all));
    let offices: Vec<_> = std::iter::once((String::new(), staff::no_place())).chain(offices).collect();
    view! {
        <form class="stack" on:submit=save>
            <TextField id="district-name" words=words::district_name() value=name on_type=Callback::new(move |typed| name.set(typed))/>
            <TextField id="district-kana" words=words::kana() value=kana on_type=Callback::new(move |typed| kana.set(typed))/>
            <TextField id="district-number" words=words::number() hint=words::number_hint() value=number wrong inputmode="numeric"
                on_type=Callback::new(move |typed| number.set(typed))/>
            <Choice id="district-office" words=words::area() value=office choices=offices on_choose=Callback::new(move |key| office.set(key))/>
            <DayField id="district-since" words=words::since() value=since/>
            <DayField id="district-until" words=words::until() value=until/>
            <While holds=move || any && !until.read().trim().is_empty()>
                <fieldset class="stack">
                    <legend>{words::next()}</legend>
                    <p class="hint">{words::next_told()}</p>
                    {ticks.iter().map(|(name, on)| {
                        let on = *on;
                        view! { <Tick words=name.clone() on name="next" on_change=Callback::new(move |now| on.set(now))/> }
                    }).collect_view()}
                </fieldset>
            </While>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>{staff::cancel()}</button>
                <button type="submit" class="btn main">{staff::save()}</button>
            </div>
            <p class="wrong" role="status">{move || said.get().map(Text::view)}</p>
        </form>
    }
}
