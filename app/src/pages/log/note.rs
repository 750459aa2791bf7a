//! 内容 and ひとことメモ, with the warning about personal data; nobody is stopped.

use leptos::prelude::*;
use tsunagari_core::text::{NOTE_CHARS, personal};

use super::{FormKind, Sheet};
use crate::parts::{Chip, Notice, NoticeTone, TextArea, While};
use crate::words::{Text, log};

/// From so many characters left on, the form says how many.
const FEW_LEFT: usize = 100;

#[component]
pub fn NoteCard(kind: FormKind, sheet: Sheet) -> impl IntoView {
    let note = Signal::derive(move || sheet.draft.read().note.clone());
    let long = Signal::derive(move || too_long(&note.read()));
    let suspicious = Memo::new(move |_| personal(&note.read()).is_some());
    let chips = kind.chips.clone();
    view! {
        <section class="card">
            {(!chips.is_empty()).then(|| view! { <p class="label">{log::what_was_done()}</p> })}
            <div class="chips" role="group" aria-label=log::what_was_done().attr()>
                {chips
                    .into_iter()
                    .map(|(key, words)| {
                        let key = StoredValue::new(key);
                        let on = move || key.with_value(|key| sheet.draft.read().content.contains(key));
                        let turn = move |()| sheet.change(|draft| key.with_value(|key| flip(&mut draft.content, key)));
                        view! { <Chip words=words pressed=Signal::derive(on) on_press=Callback::new(turn) /> }
                    })
                    .collect_view()}
            </div>
            <TextArea
                id="note"
                words=log::note()
                hint=log::note_optional()
                value=note
                wrong=long
                on_type=Callback::new(move |typed: String| sheet.change(|draft| draft.note = typed))
            />
            <div role="status">
                <While holds=move || suspicious.get()>
                    <Notice tone=NoticeTone::Told title=log::note_personal() />
                </While>
            </div>
        </section>
    }
}

fn too_long(note: &str) -> Option<Text> {
    let length = note.chars().count();
    if length > NOTE_CHARS {
        return Some(log::note_too_long(length - NOTE_CHARS));
    }
    (NOTE_CHARS - length < FEW_LEFT).then(|| log::note_left(NOTE_CHARS - length))
}

fn flip(set: &mut tsunagari_core::sorted::SortedSet<String>, key: &str) {
    if !set.remove(key) {
        set.insert(key.to_owned());
    }
}
