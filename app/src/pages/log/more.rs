//! What the form of a log has besides what saving takes: it comes with the second part of the app, which alone names
//! [`MORE`].

use leptos::prelude::*;
use tsunagari_core::activity::Draft;

use super::Sheet;
use super::paste::PasteCard;
use crate::parts::{Calendar, DrawCalendar, TextArea};
use crate::words::desk;

/// Reads a line of LINE into what is typed.
pub(super) type Paste = Callback<(Draft, String), Option<Draft>>;

/// Draws each of it.
#[derive(Clone, Copy)]
pub struct More {
    /// A month of days to choose from.
    pub calendar: DrawCalendar,
    /// The place for a line of LINE, read by the callback.
    pub(super) paste: fn(Sheet, Paste) -> AnyView,
    /// The field in which staff say why they correct a log.
    pub(super) reason: fn(RwSignal<String>) -> AnyView,
}

pub const MORE: More = More {
    calendar: |props| Calendar(props).into_any(),
    paste: |sheet, on_paste| view! { <PasteCard sheet=sheet on_paste=on_paste /> }.into_any(),
    reason: |typed| {
        let on_type = Callback::new(move |text| typed.set(text));
        view! {
            <section class="card">
                <TextArea id="reason" words=desk::reason() hint=desk::reason_hint() value=typed on_type=on_type />
            </section>
        }
        .into_any()
    },
};
