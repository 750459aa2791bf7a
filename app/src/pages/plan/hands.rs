//! 実施主体 as tags; who is unknown is said to be unknown, who it might be is never shown as fact.

use leptos::prelude::*;

use crate::read::sheet::Hands;
use crate::words::{measure as words, plan};

/// The bodies under the plan's own word for them.
#[component]
pub fn HandsView(hands: Hands, #[prop(optional_no_strip)] word: Option<String>) -> impl IntoView {
    let known = hands.known.clone().into_iter().map(|(name, role)| {
        let text = role.map_or_else(|| name.as_str().into(), |role| words::as_role(&name, &role));
        view! { <li><span class="tag">{text}</span></li> }
    });
    let label = word.map_or_else(plan::bodies, Into::into);
    let spoken = label.clone().attr();
    view! {
        <div class="stack tight">
            <ul class="chips" aria-label=spoken>
                {known.collect_view()}
                {hands.known.is_empty().then(|| view! {
                    <li><span class="tag wait">{label}"："{words::unknown()}</span></li>
                })}
            </ul>
            {(!hands.maybe.is_empty())
                .then(|| view! { <p class="small">{words::maybe(&hands.maybe.join("・"))}</p> })}
        </div>
    }
}
