//! The form of a grant: its name, the least that it asks for, the months and kinds that count, what else it says.

use leptos::prelude::*;
use tsunagari_core::grant::{Condition, Grant, LEAST_MAX};
use tsunagari_core::intent::{Intent, Refusal};
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::text::count;

use crate::pages::ask::{NotDone, ask, told};
use crate::pages::staff::group_form::kinds;
use crate::parts::{TextField, Tick};
use crate::replica::Replica;
use crate::words::{Text, group as words};

/// April to March.
const MONTHS: [u32; 12] = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3];

#[component]
pub fn GrantForm(
    #[prop(optional)] key: Option<String>,
    #[prop(optional)] grant: Option<Grant>,
    close: Callback<()>,
) -> impl IntoView {
    let replica = Replica::here();
    let before = grant.unwrap_or_default();
    let name = RwSignal::new(before.name.clone());
    let said_words = RwSignal::new(before.words.clone().unwrap_or_default());
    let least: SortedMap<Condition, RwSignal<String>> = Condition::ALL
        .into_iter()
        .map(|it| (it, RwSignal::new(before.least.get(&it).map(u64::to_string).unwrap_or_default())))
        .collect();
    let (months, counted) = (RwSignal::new(before.months), RwSignal::new(before.kinds));
    let (wrong_name, wrong_least) = (RwSignal::new(None::<Text>), RwSignal::new(None::<Condition>));
    let (wrong_words, said) = (RwSignal::new(None::<Text>), RwSignal::new(None::<Text>));
    let opened = StoredValue::new(replica.board.registry.with_untracked(|all| {
        all.iter()
            .filter(|record| record.kind == tsunagari_core::record::Kind::Org)
            .cloned()
            .collect::<Vec<_>>()
    }));
    let (typed, key) = (StoredValue::new(least.clone()), StoredValue::new(key));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wrong_name.set(None);
        wrong_words.set(None);
        wrong_least.set(None);
        said.set(None);
        let mut least = SortedMap::new();
        for (condition, typed) in typed.get_value() {
            match count(&typed.get_untracked(), LEAST_MAX) {
                Ok(number) => {
                    least.extend(number.filter(|number| *number > 0).map(|number| (condition, number)));
                }
                Err(_) => return wrong_least.set(Some(condition)),
            }
        }
        let form = Grant {
            name: name.get_untracked(),
            least,
            months: months.get_untracked(),
            kinds: counted.get_untracked(),
            words: Some(said_words.get_untracked()),
        };
        let (key, opened) = (key.get_value(), opened.get_value());
        leptos::task::spawn_local(async move {
            match ask(replica, Intent::Grant { key, form: Some(form) }, &opened).await {
                Ok(_) => close.run(()),
                Err(NotDone::Refused(Refusal::Text { field, .. })) if field == "words" => {
                    wrong_words.set(Some(words::grant_words_wrong()));
                }
                Err(NotDone::Refused(Refusal::Text { .. })) => {
                    wrong_name.set(Some(words::grant_name_wrong()));
                }
                Err(NotDone::Refused(Refusal::Grant(fault))) => said.set(Some(words::grant_fault(fault))),
                Err(not) => said.set(Some(told(&not))),
            }
        });
    };
    let field = move |(condition, value): (Condition, RwSignal<String>)| {
        let wrong =
            Signal::derive(move || (wrong_least.get() == Some(condition)).then(words::grant_least_wrong));
        view! {
            <TextField id=format!("least-{}", condition.key()) words=words::least_of(condition) value=value wrong=wrong
                inputmode="numeric" on_type=Callback::new(move |typed| value.set(typed))/>
        }
    };
    let month = move |number: u32| {
        let on = Signal::derive(move || months.with(|months| months.contains(&number)));
        let turn = Callback::new(move |on: bool| {
            months.update(|months| {
                if on {
                    months.insert(number)
                } else {
                    months.remove(&number)
                };
            });
        });
        view! { <Tick words=words::month_number(number) on=on name="grant-months" on_change=turn/> }
    };
    let kind = move |(key, name): (String, Text)| {
        let (mine, turned) = (key.clone(), key);
        let on = Signal::derive(move || counted.with(|kinds| kinds.contains(&mine)));
        let turn = Callback::new(move |on: bool| {
            counted.update(|kinds| {
                if on {
                    kinds.insert(turned.clone())
                } else {
                    kinds.remove(&turned)
                };
            });
        });
        view! { <Tick words=name on=on name="grant-kinds" on_change=turn/> }
    };
    let all_kinds = kinds().into_iter().filter(|(key, _)| !key.is_empty());
    view! {
        <form class="stack" on:submit=save>
            <TextField id="grant-name" words=words::grant_name() value=name wrong=wrong_name on_type=Callback::new(move |typed| name.set(typed))/>
            <p class="small">{words::grant_least_hint()}</p>
            {least.into_iter().map(field).collect_view()}
            <details class="fold">
                <summary>{words::grant_months_which()}</summary>
                <div role="group" aria-label=words::grant_months_which().attr()>{MONTHS.into_iter().map(month).collect_view()}</div>
            </details>
            <details class="fold">
                <summary>{words::grant_kinds_which()}</summary>
                <div role="group" aria-label=words::grant_kinds_which().attr()>{all_kinds.map(kind).collect_view()}</div>
            </details>
            <TextField id="grant-words" words=words::grant_words() value=said_words wrong=wrong_words
                on_type=Callback::new(move |typed| said_words.set(typed))/>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>{crate::words::staff::cancel()}</button>
                <button type="submit" class="btn main">{crate::words::staff::save()}</button>
            </div>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </form>
    }
}
