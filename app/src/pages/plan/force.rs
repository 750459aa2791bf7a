//! Since when and until when a row is in force, where that is not its plan's own years; else nothing.

use leptos::prelude::*;
use tsunagari_core::plan::Period;

use crate::words::measure as words;

/// 令和8年度から, 令和9年度まで, as tags behind a title.
pub fn force(force: Period) -> AnyView {
    let from = force.first.map(|year| words::in_force_from(&year.text()));
    let until = force.last.map(|year| words::in_force_until(&year.text()));
    let tags = [from, until].into_iter().flatten();
    tags.map(|tag| view! { " "<span class="tag">{tag}</span> }).collect_view().into_any()
}
