//! What looks misread in prose. Nothing is changed unless a person says so.

use super::fix::{Fixes, Place, QuestionKind as Q, RepairKind as R};
use super::reading::Reading;
use super::words;
use crate::sorted::SortedMap;

/// Words that recognition of letters makes of others, in the texts of this field.
const MISREAD: &[(&str, &str)] = &[
    ("ケアブラザ", "ケアプラザ"),
    ("高齡", "高齢"),
    ("高年齢・", "高齢・"),
    ("ACPI", "ACP"),
    ("QQ法", "救急法"),
    ("C○", "Co"),
    ("Ｃ○", "Co"),
    ("ちよいボラ", "ちょいボラ"),
    ("ちよこっと", "ちょこっと"),
    ("に見てでき", "に発見でき"),
    ("に運動した", "に連動した"),
    ("自治会町内が", "自治会町内会が"),
];

/// Spellings of one word; where a document has both before the same letter, the rarer is suggested to be the other.
const VARIANTS: &[(&str, &str)] = &[("未来", "みらい"), ("子供", "子ども"), ("障碍", "障害")];

/// Lists what looks misread, and writes what was accepted.
pub(super) fn suggest(reading: &mut Reading, fixes: &mut Fixes<'_>) {
    let variants = count(reading);
    let nodes = reading.nodes.iter_mut().filter_map(|node| Some((node.at, node.title.as_mut()?)));
    let measures =
        reading.measures.iter_mut().filter_map(|measure| Some((measure.at, measure.title.as_mut()?)));
    for (at, text) in nodes.chain(measures) {
        text_of(at, text, &variants, fixes);
    }
    for item in &mut reading.items {
        let asked = text_of(item.at, &mut item.title, &variants, fixes);
        item.asks.extend(asked);
    }
}

/// Suggestions for one text; what can only be asked is given back.
fn text_of(
    at: Place,
    text: &mut String,
    variants: &SortedMap<String, usize>,
    fixes: &mut Fixes<'_>,
) -> Vec<String> {
    for (wrong, right) in MISREAD {
        if text.contains(wrong) && !text.contains(right) {
            let better = text.replace(wrong, right);
            replace(R::Word, at, text, better, fixes);
        }
    }
    for (one, other) in VARIANTS {
        for (rare, usual) in [(one, other), (other, one)] {
            if let Some(better) = rarer(text, rare, usual, variants) {
                replace(R::Word, at, text, better, fixes);
            }
        }
    }
    if let Some(better) = doubled(text) {
        replace(R::Word, at, text, better, fixes);
    }
    if text.contains("の」") {
        let better = text.replace("の」", "」の");
        replace(R::Bracket, at, text, better, fixes);
    }
    let mut asks = Vec::new();
    match unclosed(text) {
        Some('（') => {
            let better = format!("{text}）");
            replace(R::Bracket, at, text, better, fixes);
        }
        Some(_) => {
            fixes.ask(Q::What, at, format!("{}：{text}", words::BRACKET), None);
        }
        None => {}
    }
    if repeats(text) {
        fixes.ask(Q::What, at, words::TWICE.to_owned(), None);
        asks.push(words::TWICE.to_owned());
    }
    asks
}

fn replace(kind: R, at: Place, text: &mut String, better: String, fixes: &mut Fixes<'_>) {
    if fixes.suggest(kind, at, text, &better) {
        *text = better;
    }
}

/// How often each spelling stands before each letter.
fn count(reading: &Reading) -> SortedMap<String, usize> {
    let mut counts: SortedMap<String, usize> = SortedMap::new();
    let titles = reading.measures.iter().filter_map(|measure| measure.title.as_deref());
    for text in titles.chain(reading.items.iter().map(|item| item.title.as_str())) {
        for word in VARIANTS.iter().flat_map(|(one, other)| [one, other]) {
            if let Some(found) = with_next(text, word) {
                *counts.of(found.to_owned()) += 1;
            }
        }
    }
    counts
}

/// A word and the letter behind it.
fn with_next<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.find(word)?;
    let next = text.get(at + word.len()..)?.chars().next()?;
    text.get(at..at + word.len() + next.len_utf8())
}

fn rarer(text: &str, rare: &str, usual: &str, counts: &SortedMap<String, usize>) -> Option<String> {
    let found = with_next(text, rare)?;
    let next = found.strip_prefix(rare)?;
    let of = |spelling: &str| counts.get(spelling).copied().unwrap_or(0);
    (of(&format!("{usual}{next}")) > of(found)).then(|| text.replace(rare, usual))
}

/// A word of two characters that stands twice in a row: 支援支援.
fn doubled(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let at = letters.windows(4).position(|four| match four {
        [a, b, c, d] => a == c && b == d && a != b && is_kanji(*a) && is_kanji(*b),
        _ => false,
    })?;
    let (before, after) = (letters.get(..at)?, letters.get(at + 2..)?);
    Some(before.iter().chain(after).collect())
}

const fn is_kanji(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}')
}

/// The first kind of bracket that opens more often than it closes.
fn unclosed(text: &str) -> Option<char> {
    let count = |signs: [char; 2]| text.chars().filter(|letter| signs.contains(letter)).count();
    if count(['（', '(']) > count(['）', ')']) {
        return Some('（');
    }
    [('「', '」'), ('『', '』')]
        .into_iter()
        .find(|(open, close)| {
            text.chars().filter(|letter| letter == open).count()
                > text.chars().filter(|letter| letter == close).count()
        })
        .map(|(open, _)| open)
}

/// Whether brackets say again what stands before them: 自立支援協議会（協議会）.
fn repeats(text: &str) -> bool {
    let Some((before, inside)) = text.split_once(['（', '(']) else { return false };
    let Some((inside, _)) = inside.split_once(['）', ')']) else { return false };
    !inside.is_empty() && before.ends_with(inside)
}
