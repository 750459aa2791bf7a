//! Which grant a group applies for, and how often a year it agreed to meet: chosen by its people or by staff.

use leptos::prelude::*;
use tsunagari_core::intent::{Intent, Refusal};
use tsunagari_core::text::count;

use super::GrantChoice;
use crate::pages::ask::{NotDone, ask, told};
use crate::parts::TextField;
use crate::replica::Replica;
use crate::words::{Speaking, Text, group as words};

/// Meetings of a year, at most.
const TIMES_MAX: u64 = 366;

/// Folded away once a grant is chosen.
#[component]
pub fn GrantForm(choice: GrantChoice) -> impl IntoView {
    let replica = Replica::here();
    let speech = Speaking::here();
    let open = choice.chosen.is_none() && choice.times.is_none();
    let group = choice.group;
    let chosen = RwSignal::new(choice.chosen.clone().unwrap_or_default());
    let times = RwSignal::new(choice.times.map(|times| times.to_string()).unwrap_or_default());
    let wrong = RwSignal::new(None::<Text>);
    let said = RwSignal::new(None::<Text>);
    let opened = StoredValue::new(replica.held(&[group.record()]));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(agreed) = count(&times.get_untracked(), TIMES_MAX) else {
            return wrong.set(Some(words::grant_times_hint()));
        };
        wrong.set(None);
        let grant = Some(chosen.get_untracked()).filter(|key| !key.is_empty());
        let intent = Intent::Apply { group, grant, times: agreed.filter(|times| *times > 0) };
        leptos::task::spawn_local(async move {
            match ask(replica, intent, &opened.get_value()).await {
                Ok(_) => said.set(Some(crate::words::phone::saved())),
                Err(NotDone::Refused(Refusal::Grant(fault))) => said.set(Some(words::grant_fault(fault))),
                Err(not) => said.set(Some(told(&not))),
            }
        });
    };
    let list = choice.list;
    // What the group chose stays to be seen, though the ward's list has it no more.
    let gone = choice.chosen.filter(|key| !list.contains_key(key));
    let gone = gone.map(|key| (key, words::grant_gone()));
    let choices = [(String::new(), words::grant_no_one())].into_iter();
    let choices = choices.chain(list.into_iter().map(|(key, grant)| (key, grant.name.into()))).chain(gone);
    let options = choices.map(|(key, text): (String, Text)| {
        let mine = key.clone();
        let selected = move || chosen.with(|chosen| *chosen == mine);
        view! { <option value=key selected=selected>{move || text.letters(speech.get())}</option> }
    });
    view! {
        <details class="fold" open=open>
            <summary>{if open { words::grant_choose() } else { words::grant_change() }}</summary>
            <form class="stack" on:submit=save>
                <div class="field">
                    <label for="grant-of">{words::grant_choose()}</label>
                    <select id="grant-of" class="write" prop:value=move || chosen.get()
                        on:change=move |event| chosen.set(event_target_value(&event))>
                        {options.collect_view()}
                    </select>
                </div>
                <TextField id="grant-times" words=words::grant_times() value=times wrong=wrong inputmode="numeric"
                    on_type=Callback::new(move |typed| times.set(typed))/>
                <button type="submit" class="btn full">{words::grant_save()}</button>
                <p role="status">{move || said.get().map(Text::view)}</p>
            </form>
        </details>
    }
}
