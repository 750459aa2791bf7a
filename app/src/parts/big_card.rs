//! A large card to press: a session, a group, a ward.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::Text;

/// How much a card asks for: the one to press now, one of several, one that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    First,
    #[default]
    Plain,
    Done,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::First => "big first",
            Self::Plain => "big",
            Self::Done => "big done",
        }
    }
}

#[component]
pub fn BigCard(
    #[prop(into)] href: String,
    icon: Icon,
    #[prop(into)] title: Text,
    /// Quiet facts below; each stays in one piece where it can.
    #[prop(optional)]
    facts: Vec<Text>,
    #[prop(optional)] weight: Weight,
) -> impl IntoView {
    view! {
        <a class=weight.class() href=href>
            <span class="sign">
                <Sign icon=icon />
            </span>
            <span class="body">
                <b>{title}</b>
                <span>
                    {facts.into_iter().map(|fact| view! { <span class="nb fact">{fact}</span> }).collect_view()}
                </span>
            </span>
            <Sign icon=if weight == Weight::Done { Icon::Done } else { Icon::Next } />
        </a>
    }
}
