//! How the app looks and speaks to this person: text size and ことば.

use leptos::prelude::*;

use crate::parts::Chip;
use crate::words::{Speech, Text, settings};

/// 文字の大きさ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    #[default]
    Normal,
    Large,
    Largest,
}

impl Size {
    /// Every size, the smallest first.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Large, Self::Largest];

    /// The word in `data-size`; none for the usual one.
    pub const fn mark(self) -> Option<&'static str> {
        match self {
            Self::Normal => None,
            Self::Large => Some("large"),
            Self::Largest => Some("largest"),
        }
    }

    fn words(self) -> Text {
        match self {
            Self::Normal => settings::size_normal(),
            Self::Large => settings::size_large(),
            Self::Largest => settings::size_largest(),
        }
    }
}

/// Both choices, and how they are changed.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    /// In force.
    pub size: RwSignal<Size>,
    /// In force.
    pub speech: RwSignal<Speech>,
    /// A new size.
    pub on_size: Callback<Size>,
    /// A new speech.
    pub on_speech: Callback<Speech>,
}

/// The card with both choices; a press shows at once.
#[component]
pub fn LooksCard(looks: Looks) -> impl IntoView {
    let sizes = Size::ALL.map(|size| {
        let pressed = Signal::derive(move || looks.size.get() == size);
        view! { <Chip words=size.words() pressed on_press=Callback::new(move |()| looks.on_size.run(size))/> }
    });
    let speeches = [(Speech::Plain, settings::speech_plain()), (Speech::Easy, settings::speech_easy())];
    let speeches = speeches.map(|(speech, words)| {
        let pressed = Signal::derive(move || looks.speech.get() == speech);
        view! { <Chip words pressed on_press=Callback::new(move |()| looks.on_speech.run(speech))/> }
    });
    view! {
        <section class="card">
            <h2 id="size">{settings::text_size()}</h2>
            <div class="chips" role="group" aria-labelledby="size">{sizes.into_iter().collect_view()}</div>
            <h2 id="speech">{settings::speech()}</h2>
            <div class="chips" role="group" aria-labelledby="speech">{speeches.into_iter().collect_view()}</div>
        </section>
    }
}
