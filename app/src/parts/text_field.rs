//! One line or several of text with its label, its hint and what is wrong with it.

use leptos::prelude::*;

use crate::words::Text;

#[component]
pub fn TextField(
    #[prop(into)] id: String,
    #[prop(into)] words: Text,
    #[prop(optional_no_strip, into)] hint: Option<Text>,
    #[prop(into)] value: Signal<String>,
    #[prop(into, optional)] wrong: Signal<Option<Text>>,
    /// `write`, or `write code` for a number in large digits.
    #[prop(default = "write")]
    class: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(default = "off")] autocomplete: &'static str,
    on_type: Callback<String>,
) -> impl IntoView {
    let (hinted, warned) = (format!("{id}-hint"), format!("{id}-wrong"));
    let described_by = format!("{hinted} {warned}");
    view! {
        <div class="field">
            <label for=id.clone()>{words}</label>
            <span class="hint" id=hinted>
                {hint.map(Text::view)}
            </span>
            <input
                id=id
                class=class
                inputmode=inputmode
                autocomplete=autocomplete
                aria-describedby=described_by
                aria-invalid=move || wrong.read().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_type.run(event_target_value(&event))
            />
            <p class="wrong" id=warned role="status">
                {move || wrong.get().map(Text::view)}
            </p>
        </div>
    }
}

#[component]
pub fn TextArea(
    #[prop(into)] id: String,
    #[prop(into)] words: Text,
    #[prop(optional_no_strip, into)] hint: Option<Text>,
    #[prop(into)] value: Signal<String>,
    #[prop(into, optional)] wrong: Signal<Option<Text>>,
    on_type: Callback<String>,
) -> impl IntoView {
    let (hinted, warned) = (format!("{id}-hint"), format!("{id}-wrong"));
    let described_by = format!("{hinted} {warned}");
    view! {
        <div class="field">
            <label for=id.clone()>{words}</label>
            <span class="hint" id=hinted>
                {hint.map(Text::view)}
            </span>
            <textarea
                id=id
                class="write"
                rows="3"
                aria-describedby=described_by
                prop:value=move || value.get()
                on:input=move |event| on_type.run(event_target_value(&event))
            ></textarea>
            <p class="wrong" id=warned role="status">
                {move || wrong.get().map(Text::view)}
            </p>
        </div>
    }
}
