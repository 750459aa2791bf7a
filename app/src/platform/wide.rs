//! Whether the window has room for two panes.

use leptos::ev;
use leptos::prelude::*;

/// From this width on, as in the style sheets.
const PANES: &str = "(min-width: 720px)";

fn is_wide() -> bool {
    window().match_media(PANES).ok().flatten().is_some_and(|media| media.matches())
}

/// Follows the window's width for the life of what asks.
pub fn wide() -> Memo<bool> {
    let wide = RwSignal::new(is_wide());
    let resized = window_event_listener(ev::resize, move |_| wide.set(is_wide()));
    on_cleanup(move || resized.remove());
    Memo::new(move |_| wide.get())
}
