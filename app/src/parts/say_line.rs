//! The line that answers a press: what was saved and where it stands; read aloud politely, never in the way.

use leptos::prelude::*;

use crate::words::{Text, frame};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    pub said: Text,
    pub more: Option<Text>,
    /// 取り消す is offered beside it.
    pub undo: bool,
}

/// The live region stands in the page from the start, so that a screen reader hears what comes into it.
#[component]
pub fn SayLine(#[prop(into)] saying: Signal<Option<Saying>>, on_undo: Callback<()>) -> impl IntoView {
    view! {
        <div class="say-place" role="status" aria-live="polite">
            {move || {
                saying
                    .get()
                    .map(|saying| {
                        let undo = saying
                            .undo
                            .then(|| {
                                view! {
                                    <button type="button" on:click=move |_| on_undo.run(())>
                                        {frame::undo()}
                                    </button>
                                }
                            });
                        view! {
                            <div class="say coming">
                                <span>{saying.said} {saying.more.map(|more| view! { <small>{more}</small> })}</span>
                                {undo}
                            </div>
                        }
                    })
            }}
        </div>
    }
}
