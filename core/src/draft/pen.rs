//! Writing a draft: numbers as the ward prints them, each with its source; no counting, no choice of form.

use super::{Draft, Note};
use crate::kind::Unit;
use crate::plan::result::{BULLETS, Source};
use crate::query::summary::FEW_MOST;

/// A bullet's length, in characters, its dot and its full stop apart.
const BULLET_CHARS: usize = 78;

/// A draft that is being written.
#[derive(Debug, Default)]
pub(super) struct Pen {
    bullets: Vec<String>,
    from: Vec<Source>,
    notes: Vec<Note>,
}

impl Pen {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A number as it stands in the text, and what it came from.
    pub(super) fn number(&mut self, shown: String, source: &Source) -> String {
        self.from.push(Source { shown: shown.clone(), ..source.clone() });
        shown
    }

    /// Begins another bullet, or goes on in it where it is the first sentence of none.
    pub(super) fn bullet(&mut self, text: String) {
        self.bullets.push(text);
    }

    /// Goes on in the last bullet.
    pub(super) fn go_on(&mut self, text: &str) {
        if let Some(last) = self.bullets.last_mut() {
            if !last.ends_with('。') && !text.starts_with('（') && !text.starts_with('※') {
                last.push('。');
            }
            last.push_str(text);
        }
    }

    /// Whether a sentence more leaves the last bullet short enough to read (R1).
    pub(super) fn has_room(&self, text: &str) -> bool {
        let held = self.bullets.last().map(|last| last.chars().count());
        held.is_some_and(|held| held + text.chars().count() < BULLET_CHARS)
    }

    pub(super) const fn begun(&self) -> bool {
        !self.bullets.is_empty()
    }

    pub(super) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Whether it was said already why nothing can be written.
    pub(super) const fn told(&self) -> bool {
        !self.notes.is_empty()
    }

    pub(super) fn empty(self) -> Draft {
        Draft { text: String::new(), from: Vec::new(), notes: self.notes }
    }

    /// `tail` says until when and of how many; where the last bullet has no room for it, it is one of its own (R1).
    pub(super) fn finish(mut self, tail: &str) -> Draft {
        let fits = self.has_room(tail) || self.bullets.len() >= BULLETS;
        match self.bullets.last_mut() {
            Some(last) if fits && !tail.is_empty() => last.push_str(&format!("（{tail}）")),
            Some(_) if !tail.is_empty() => self.bullets.push(format!("{tail}の数")),
            _ => {}
        }
        let text = self.bullets.iter().map(|bullet| format!("・{bullet}")).collect::<Vec<_>>().join("\n");
        Draft { text, from: self.from, notes: self.notes }
    }
}

/// 1,482 (R5).
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// 「約」 only where any log was およそ (R5).
pub(super) fn about(number: u64, rough: bool) -> String {
    format!("{}{}", if rough { "約" } else { "" }, grouped(number))
}

/// 「延べ832人」; of one event 「14人」 (R1).
pub(super) fn people(number: u64, times: u64, rough: bool) -> String {
    let number = about(number, rough);
    if times == 1 { format!("{number}人") } else { format!("延べ{number}人") }
}

/// What must not be told where it is small (R14): of 相談・虐待・障害 a number of 1–3 is 少数.
pub(crate) fn few(number: u64, sensitive: bool) -> Option<&'static str> {
    (sensitive && number > 0 && number <= FEW_MOST).then_some("少数")
}

/// Whether numbers of these words are told ward-wide alone and never small.
pub(crate) fn sensitive(text: &str) -> bool {
    ["相談", "虐待", "障害"].iter().any(|word| text.contains(word))
}

/// 「回」, 「日」.
pub(super) const fn unit(unit: Unit) -> &'static str {
    unit.text()
}
