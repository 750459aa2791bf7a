//! LINEの文をはる: a line such as 「11/20 となりの家 18人 スタッフ5」 fills the form.

use leptos::prelude::*;
use tsunagari_core::activity::Draft;

use super::Sheet;
use crate::parts::{TextArea, While};
use crate::words::log;

#[component]
pub fn PasteCard(sheet: Sheet, on_paste: Callback<(Draft, String), Option<Draft>>) -> impl IntoView {
    let (open, line) = (RwSignal::new(false), RwSignal::new(String::new()));
    let said = RwSignal::new(None::<bool>);
    let take = move |_| {
        let found = on_paste.run((sheet.draft.get_untracked(), line.get_untracked()));
        said.set(Some(found.is_some()));
        if let Some(found) = found {
            sheet.change(|draft| *draft = found);
        }
    };
    view! {
        <div class="stack tight">
            <div class="chips">
                <button
                    type="button"
                    class="quiet"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {log::paste_line()}
                </button>
            </div>
            <While holds=move || open.get()>
                <section class="card">
                    <TextArea
                        id="paste"
                        words=log::paste_line()
                        hint=log::paste_hint()
                        value=line
                        on_type=Callback::new(move |typed| line.set(typed))
                    />
                    <button type="button" class="btn full" on:click=take>
                        {log::paste_use()}
                    </button>
                    <p role="status">
                        {move || {
                            said.get().map(|found| if found { log::pasted().view() } else { log::paste_none().view() })
                        }}
                    </p>
                </section>
            </While>
        </div>
    }
}
