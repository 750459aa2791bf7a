//! Whether a note looks as if it named somebody: a warning for the writer, never a refusal, and nothing is changed.

use super::form::nfkc;

/// What a note seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suspicion {
    /// 〇〇さん.
    Name,
    /// A telephone number.
    Phone,
    /// 〇丁目, 〇番地.
    Address,
}

/// The first thing in the text that looks like personal data.
pub fn personal(text: &str) -> Option<Suspicion> {
    let text: Vec<char> = nfkc(text).chars().collect();
    if phone(&text) {
        Some(Suspicion::Phone)
    } else if address(&text) {
        Some(Suspicion::Address)
    } else if name(&text) {
        Some(Suspicion::Name)
    } else {
        None
    }
}

/// Digits of a telephone number in Japan.
const PHONE_DIGITS: core::ops::RangeInclusive<usize> = 10..=11;

/// Ten or eleven digits that begin with 0, with hyphens, spaces or brackets between.
fn phone(text: &[char]) -> bool {
    let joins = |letter: &char| matches!(letter, '-' | '−' | 'ー' | '‐' | '(' | ')' | ' ');
    text.split(|letter| !letter.is_ascii_digit() && !joins(letter)).any(|run| {
        let digits: Vec<_> = run.iter().filter(|letter| letter.is_ascii_digit()).collect();
        PHONE_DIGITS.contains(&digits.len()) && digits.first() == Some(&&'0')
    })
}

/// A number, in digits or kanji, before one of these.
const PLACES: &[&str] = &["丁目", "番地", "号室"];

fn address(text: &[char]) -> bool {
    let number = |letter: &char| letter.is_ascii_digit() || "一二三四五六七八九十".contains(*letter);
    let after = |at: usize, word: &str| text.get(at..).is_some_and(|rest| starts(rest, word));
    text.iter().enumerate().any(|(at, letter)| {
        number(letter) && (PLACES.iter().any(|place| after(at + 1, place)) || block_and_house(text, at))
    })
}

/// 「12番3号」, 「5番3」.
fn block_and_house(text: &[char], at: usize) -> bool {
    let next = |n: usize| text.get(at + n).copied().unwrap_or(' ');
    text.get(at).is_some_and(char::is_ascii_digit) && next(1) == '番' && next(2).is_ascii_digit()
}

/// What follows a name.
const TITLES: &[&str] = &["さん", "ちゃん", "くん", "氏", "様", "さま"];

/// What stands before those titles without being anybody's name: roles, shops, kin, greetings.
const NOBODY: &[&str] = &[
    "皆",
    "母",
    "父",
    "婆",
    "爺",
    "兄",
    "姉",
    "お子",
    "赤",
    "嫁",
    "奥",
    "業者",
    "者",
    "員",
    "師",
    "士",
    "長",
    "屋",
    "手",
    "民生",
    "ボランティア",
    "スタッフ",
    "サポーター",
    "ヘルパー",
    "ドクター",
    "ママ",
    "パパ",
    "客",
    "隣",
    "近所",
    "仏",
    "神",
    "大家",
    "警察",
    "消防",
    "学生",
    "先生",
    "生徒",
    "児童",
    "園児",
    "同",
    "模",
    "仕",
    "代表",
    "会計",
    "理事",
    "住民",
    "王",
    "多",
    "各",
    "異",
    "一",
];

fn name(text: &[char]) -> bool {
    (1..text.len()).any(|at| {
        let (before, after) = text.split_at(at);
        TITLES.iter().any(|title| starts(after, title)) && somebody(before) && !goes_on(after)
    })
}

/// 「氏名」, 「様子」, 「様々」, 「さんぽ」: the title is the beginning of another word.
fn goes_on(after: &[char]) -> bool {
    [
        "氏名",
        "様子",
        "様々",
        "様式",
        "さんぽ",
        "さんま",
        "さんさ",
        "さんかく",
        "さまざま",
        "ちゃんと",
        "ちゃんぽん",
    ]
    .iter()
    .any(|word| starts(after, word))
}

/// Kanji or katakana just before the title that are nobody's common name for many.
fn somebody(before: &[char]) -> bool {
    let run: Vec<char> = before
        .iter()
        .rev()
        .take_while(|letter| is_kanji(**letter) || is_katakana(**letter))
        .take(5)
        .copied()
        .collect();
    !run.is_empty() && !NOBODY.iter().any(|word| ends(before, word))
}

const fn is_kanji(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '々' | '〇' | '○')
}

const fn is_katakana(letter: char) -> bool {
    matches!(letter, 'ァ'..='ヺ' | 'ー')
}

fn starts(text: &[char], word: &str) -> bool {
    word.chars().enumerate().all(|(at, letter)| text.get(at) == Some(&letter))
}

fn ends(text: &[char], word: &str) -> bool {
    word.chars().rev().enumerate().all(|(at, letter)| text.iter().rev().nth(at) == Some(&letter))
}
