//! Two or more values that people wrote, as large buttons, without alarm.

use leptos::prelude::*;

use crate::words::Text;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairChoice {
    pub value: Text,
    /// Who wrote it.
    pub by: Text,
}

/// `on_choose` brings the place of the chosen value in `choices`.
#[component]
pub fn Pair(
    #[prop(into)] question: Text,
    choices: Vec<PairChoice>,
    on_choose: Callback<usize>,
) -> impl IntoView {
    let label = question.clone().attr();
    view! {
        <div class="stack tight" role="group" aria-label=label>
            <p class="num">{question}</p>
            <div class="pair">
                {choices
                    .into_iter()
                    .enumerate()
                    .map(|(index, choice)| {
                        view! {
                            <button type="button" class="btn num" on:click=move |_| on_choose.run(index)>
                                <b>{choice.value}</b>
                                <small>{choice.by}</small>
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}
