//! The head of a page: where one is, when it is, the way back, and below it what the page puts there. The window is called
//! after it.

use leptos::prelude::*;

use crate::words::{Speaking, Text, frame};

#[component]
pub fn TopBar(
    #[prop(into)] title: Signal<Text>,
    /// Quiet lines at the right: the day, the year, a count.
    #[prop(into, optional)]
    lines: Signal<Vec<Text>>,
    /// The way back, and whether a draft stays.
    #[prop(optional)]
    on_back: Option<Callback<()>>,
    #[prop(optional)] keeps_draft: bool,
    /// What the window is called, where the title says too little.
    #[prop(default = None)]
    called: Option<Text>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let back = on_back.map(|go| {
        let words = if keeps_draft { frame::back_kept() } else { frame::back() };
        view! {
            <button type="button" class="back" on:click=move |_| go.run(())>
                {words}
            </button>
        }
    });
    let speech = Speaking::here();
    Effect::new(move |_| {
        let (here, app) = (
            called.clone().unwrap_or_else(|| title.get()).letters(speech.get()),
            frame::app_name().letters(speech.get()),
        );
        document().set_title(&if here == app { app } else { format!("{here}｜{app}") });
    });
    view! {
        <header class="top">
            <div class="where">
                {back}
                <h1 tabindex="-1">{move || title.get().view()}</h1>
                <div class="when num">
                    {move || lines.get().into_iter().map(|line| view! { <div>{line}</div> }).collect_view()}
                </div>
            </div> {children.map(|children| children())}
        </header>
    }
}
