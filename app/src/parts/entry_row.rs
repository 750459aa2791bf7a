//! A record in a list: its name, its state in words, its numbers, and ways that stand in the row.

use leptos::prelude::*;

use super::{Tag, Tone};
use crate::words::{Text, frame, records};

/// What became of this record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryState {
    Unsent,
    /// With the time, or the day and the time, at which the server took it.
    Sent {
        at: String,
    },
    /// Somebody else's, or older than what is told.
    Settled,
    Mend,
    Differs {
        field: Option<String>,
    },
    Removed,
}

impl EntryState {
    fn tag(self) -> Option<(Text, Tone)> {
        match self {
            Self::Unsent => Some((frame::unsent_short(), Tone::Wait)),
            Self::Sent { at } => Some((frame::sent_at(&at), Tone::Key)),
            Self::Settled => None,
            Self::Mend => Some((records::mend(), Tone::Bad)),
            Self::Differs { field: None } => Some((records::differ(), Tone::Two)),
            Self::Differs { field: Some(field) } => Some((records::differ_field(&field), Tone::Two)),
            Self::Removed => Some((records::deleted(), Tone::Quiet)),
        }
    }
}

#[component]
pub fn EntryRow(
    #[prop(into)] href: String,
    #[prop(into)] name: Text,
    state: EntryState,
    facts: Vec<Text>,
    /// 取り消す, while the last press can be taken back; 元に戻す on a removed record.
    #[prop(optional_no_strip, into)]
    on_undo: Option<Callback<()>>,
    /// What belongs to the row below its facts: a reason, two values.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let gone = state == EntryState::Removed;
    let undo = if gone { records::restore() } else { frame::undo() };
    view! {
        <div class="entry" class:gone=gone>
            <div class="row">
                <a class="name" href=href>
                    {name}
                </a>
                {state.tag().map(|(words, tone)| view! { <Tag words=words tone=tone /> })}
            </div>
            <div class="row">
                <span class="facts num">
                    {facts.into_iter().map(|fact| view! { <span>{fact}</span> }).collect_view()}
                </span>
                {on_undo
                    .map(|press| {
                        view! {
                            <button type="button" class="quiet" on:click=move |_| press.run(())>
                                {undo}
                            </button>
                        }
                    })}
            </div>
            {children.map(|children| children())}
        </div>
    }
}
