//! What a plan tells in words, figures and numbers, under its own headings; our own lines are marked 要約.

use leptos::prelude::*;
use tsunagari_core::plan::block::BlockKind;

use super::small::small;
use crate::read::told::{Line, Told};
use crate::words::{Text, measure as words};

/// Blocks by heading.
pub fn told(told: &[Told]) -> AnyView {
    told.iter().map(under).collect_view().into_any()
}

fn under(told: &Told) -> impl IntoView + use<> {
    view! {
        <section class="told">
            {told.heading.clone().map(|heading| view! { <h2>{heading}</h2> })}
            <ul class="bullets">{told.lines.iter().map(line).collect_view()}</ul>
        </section>
    }
}

fn line(line: &Line) -> impl IntoView + use<> {
    let parts = [line.mark.as_deref(), Some(line.text.as_str()), line.number.as_deref()];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let kind = kind(line);
    view! {
        <li>
            {kind.map(|kind| view! { <span class="tag">{kind}</span>" " })}
            {text}
            {small(&[line.source.as_deref().map(words::source), line.ask.as_deref().map(words::ask)])}
        </li>
    }
}

/// What a piece is, where its text alone does not say so.
fn kind(line: &Line) -> Option<Text> {
    match line.kind {
        BlockKind::Figure => Some(words::figure()),
        BlockKind::Photo => Some(words::photo()),
        BlockKind::Glossary => Some(words::glossary()),
        _ => line.summary.then(words::summary),
    }
}
