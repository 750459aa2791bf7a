//! Something that happened, what is safe, what to do; stays in the page and stops nobody.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::Text;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeTone {
    /// It waits: for a network, or to be looked at.
    Wait,
    /// It did not work, or asks to be mended.
    Bad,
    /// To be known.
    Told,
    Good,
}

#[component]
pub fn Notice(
    tone: NoticeTone,
    #[prop(into)] title: Text,
    /// What is safe and what to do.
    #[prop(optional)]
    lines: Vec<Text>,
    #[prop(optional)] icon: Option<Icon>,
    /// Read aloud at once.
    #[prop(optional)]
    urgent: bool,
    /// Ways out of it: chips and buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (class, usual) = match tone {
        NoticeTone::Wait => ("notice wait", Icon::Alert),
        NoticeTone::Bad => ("notice bad", Icon::Alert),
        NoticeTone::Told => ("notice told", Icon::Info),
        NoticeTone::Good => ("notice good", Icon::Done),
    };
    view! {
        <div class=class role=if urgent { "alert" } else { "note" }>
            <Sign icon=icon.unwrap_or(usual) />
            <div>
                <h2>{title}</h2>
                {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
                {children.map(|children| view! { <div class="chips">{children()}</div> })}
            </div>
        </div>
    }
}
