//! How the app looks and speaks to this person, kept in the notebook and put on the page.

use leptos::prelude::*;

use crate::pages::settings::{Looks, Size};
use crate::platform::notebook;
use crate::words::{Speaking, Speech};

/// The notebook's names.
const SIZE: &str = "size";
const SPEECH: &str = "speech";

/// Reads both, provides the speech, puts the size on the page; hands over how they are changed.
pub fn provide_looks() {
    let size = RwSignal::new(read_size());
    let easy = notebook::read::<bool>(SPEECH).unwrap_or(false);
    let speech = RwSignal::new(if easy { Speech::Easy } else { Speech::Plain });
    provide_context(Speaking(speech));
    Effect::new(move |_| {
        mark("data-size", size.get().mark());
        // The sheets break やさしい日本語 at its blanks alone.
        mark("data-speech", (speech.get() == Speech::Easy).then_some("easy"));
    });
    provide_context(Looks {
        size,
        speech,
        on_size: Callback::new(move |chosen: Size| {
            notebook::write(SIZE, &chosen.mark());
            size.set(chosen);
        }),
        on_speech: Callback::new(move |chosen| {
            notebook::write(SPEECH, &(chosen == Speech::Easy));
            speech.set(chosen);
        }),
    });
}

fn read_size() -> Size {
    let kept = notebook::read::<Option<String>>(SIZE).flatten();
    Size::ALL.into_iter().find(|size| size.mark() == kept.as_deref()).unwrap_or_default()
}

fn mark(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    // An attribute that the browser refuses leaves the page as it usually looks.
    let _refused = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}
