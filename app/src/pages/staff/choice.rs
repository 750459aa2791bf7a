//! A list to choose one from, by the phone's own wheel.

use leptos::prelude::*;

use crate::words::Text;

/// `choices` are keys with what they are called; the empty key means none.
#[component]
pub fn Choice(
    #[prop(into)] id: String,
    words: Text,
    #[prop(into)] value: Signal<String>,
    choices: Vec<(String, Text)>,
    on_choose: Callback<String>,
) -> impl IntoView {
    let options = choices.into_iter().map(|(key, text)| {
        let mine = key.clone();
        view! { <option value=key selected=move || value.with(|value| *value == mine)>{text}</option> }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{words}</label>
            <select id=id class="write" prop:value=move || value.get()
                on:change=move |event| on_choose.run(event_target_value(&event))>
                {options.collect_view()}
            </select>
        </div>
    }
}
