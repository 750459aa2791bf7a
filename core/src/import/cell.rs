//! One cell typed by what it says, without looking at its column.

use super::guide::Guide;
use super::name::{Named, Names};
use super::title::{LevelLine, level_line, numbered, result_note};
use crate::plan::schedule::Cell as YearCell;

/// What a cell is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Blank,
    /// 令和3年度末記入予定.
    Note(&'static str),
    /// 重点項目1：…
    Level(LevelLine),
    /// 「1 題」: number and title.
    Numbered(String, String),
    /// ・ of any number, without their dots.
    Bullets(Vec<String>),
    /// 実施主体.
    Bodies(Vec<Named>),
    /// ◎, 実施, →, －.
    Mark,
    /// Anything else.
    Prose,
}

/// Signs that begin an item.
const DOTS: [char; 5] = ['・', '･', '•', '‧', '●'];

/// Types a cell.
pub(super) fn kind(text: &str, guide: &Guide, names: &Names) -> Kind {
    let text = text.trim();
    if text.is_empty() {
        return Kind::Blank;
    }
    if let Some(state) = result_note(text) {
        return Kind::Note(state);
    }
    if let Some(line) = level_line(text, &guide.levels) {
        return Kind::Level(line);
    }
    if let Some(items) = bullets(text) {
        return Kind::Bullets(items);
    }
    if let Some((number, title)) = numbered(text) {
        return Kind::Numbered(number, title);
    }
    if let Some(named) = names.in_cell(text) {
        return Kind::Bodies(named);
    }
    match YearCell::parse(text) {
        Some(YearCell::Text(_)) | None => Kind::Prose,
        Some(_) => Kind::Mark,
    }
}

/// The items of a cell that begins with a dot. A dot inside a line begins an item only after white space, for
/// 「高齢・障害」 has one too.
pub(super) fn bullets(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    let rest = text.strip_prefix(DOTS)?;
    let mut items: Vec<String> = Vec::new();
    let mut item = String::new();
    let mut after_space = false;
    for letter in rest.chars() {
        if DOTS.contains(&letter) && after_space {
            items.push(core::mem::take(&mut item));
            after_space = false;
            continue;
        }
        after_space = letter.is_whitespace();
        item.push(letter);
    }
    items.push(item);
    let items: Vec<String> =
        items.iter().map(|item| one_line(item)).filter(|item| !item.is_empty()).collect();
    (!items.is_empty()).then_some(items)
}

/// Lines of one text put together as Japanese is: without a space, but between words of other letters.
pub(super) fn one_line(text: &str) -> String {
    if text.contains('\n') { super::title::joined_lines(text) } else { text.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_begins_an_item_after_white_space_only() {
        let cases = [
            ("・検診の周知 ・医師会との連携", Some(vec!["検診の周知", "医師会との連携"])),
            ("・関係機関・支援者・職員への研修", Some(vec!["関係機関・支援者・職員への研修"])),
            ("・ 泉区災害対策本部運営訓練", Some(vec!["泉区災害対策本部運営訓練"])),
            ("･一\n・二\n続き", Some(vec!["一", "二続き"])),
            ("高齢・障害支援課", None),
            ("・", None),
            ("", None),
        ];
        for (text, wanted) in cases {
            let found = bullets(text);
            let found = found.as_ref().map(|all| all.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(found, wanted, "{text}");
        }
    }
}
