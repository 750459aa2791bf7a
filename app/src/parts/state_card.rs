//! What became of what I wrote, in words, with the way to act on it.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::words::{Text, frame};

/// The state of this phone's own writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendState {
    /// Everything has its place on the server; `at` is a time of today or a day and a time.
    AllSent {
        at: Option<String>,
    },
    /// Waiting; `why` is told where sending did not work.
    Unsent {
        count: usize,
        why: Option<Text>,
    },
    Sending {
        count: usize,
    },
    /// Nothing went for days: where it would.
    Stuck {
        count: usize,
        days: u32,
    },
    /// Refused, with the reason in its row.
    Mend {
        count: usize,
    },
    /// Not joined: reading only.
    Looking,
}

impl SendState {
    const fn class(&self) -> &'static str {
        match self {
            Self::AllSent { .. } => "state sent",
            Self::Unsent { .. } | Self::Stuck { .. } => "state",
            Self::Sending { .. } | Self::Looking => "state told",
            Self::Mend { .. } => "state bad",
        }
    }

    const fn icon(&self) -> Icon {
        match self {
            Self::AllSent { .. } => Icon::Done,
            Self::Unsent { .. } | Self::Stuck { .. } => Icon::Send,
            Self::Sending { .. } => Icon::Sending,
            Self::Mend { .. } => Icon::Pencil,
            Self::Looking => Icon::Info,
        }
    }

    fn said(&self) -> Text {
        match self {
            Self::AllSent { at: Some(at) } => frame::all_sent_at(at),
            Self::AllSent { at: None } => frame::all_sent(),
            Self::Unsent { count, .. } => frame::unsent(*count),
            Self::Sending { count } => frame::sending(*count),
            Self::Stuck { days, .. } => frame::stuck(*days),
            Self::Mend { count } => frame::mend(*count),
            Self::Looking => frame::only_looking(),
        }
    }

    fn more(&self) -> Option<Text> {
        match self {
            Self::AllSent { .. } => None,
            Self::Unsent { why, .. } => Some(why.clone().unwrap_or_else(frame::resend_by_itself)),
            Self::Sending { .. } => Some(frame::sending_safe()),
            Self::Stuck { .. } => Some(frame::stuck_way()),
            Self::Mend { .. } => Some(frame::mend_safe()),
            Self::Looking => Some(frame::join_to_log()),
        }
    }

    fn act(&self) -> Option<Text> {
        match self {
            Self::AllSent { .. } | Self::Sending { .. } => None,
            Self::Unsent { .. } | Self::Stuck { .. } => Some(frame::send_now()),
            Self::Mend { .. } => Some(frame::see()),
            Self::Looking => Some(frame::join()),
        }
    }
}

/// `on_act` is いま送る, 見る or 参加する, by the state.
#[component]
pub fn StateCard(#[prop(into)] state: Signal<SendState>, on_act: Callback<SendState>) -> impl IntoView {
    view! {
        <div class=move || state.get().class() role="status" aria-live="polite">
            {move || {
                let now = state.get();
                let press = now.clone();
                view! {
                    <Sign icon=now.icon() />
                    <span>{now.said()} {now.more().map(|more| view! { <small>{more}</small> })}</span>
                    {now
                        .act()
                        .map(|words| {
                            view! {
                                <button type="button" class="ask" on:click=move |_| on_act.run(press.clone())>
                                    {words}
                                </button>
                            }
                        })}
                }
            }}
        </div>
    }
}
