//! A field that narrows a list while one types.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::Text;

#[component]
pub fn SearchBox(
    #[prop(into)] id: String,
    #[prop(into)] words: Text,
    #[prop(into)] value: Signal<String>,
    on_type: Callback<String>,
) -> impl IntoView {
    view! {
        <form class="field" role="search" on:submit=move |press| press.prevent_default()>
            <label for=id.clone()>{words}</label>
            <div class="search">
                <Sign icon=Icon::Search />
                <input
                    id=id
                    class="write"
                    type="search"
                    enterkeyhint="search"
                    autocomplete="off"
                    prop:value=move || value.get()
                    on:input=move |event| on_type.run(event_target_value(&event))
                />
            </div>
        </form>
    }
}
