//! Numbers and titles of headings: 「推進の柱 2」, 「重点項目 2 : 題」, 「1 題」, and a page's own title with year and period.

use crate::calendar::FiscalYear;
use crate::text::{fold, nfkc};

/// A note in place of a result, in bytes.
const NOTE_BYTES: usize = 60;

/// A heading with the level that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LevelLine {
    /// From 0 at the top.
    pub(super) level: usize,
    /// As printed.
    pub(super) number: String,
    /// What follows the number.
    pub(super) title: Option<String>,
}

/// Reads a heading that begins with the name of a level and a number.
pub(super) fn level_line(text: &str, levels: &[String]) -> Option<LevelLine> {
    let headings = levels.len().saturating_sub(1);
    levels.iter().take(headings).enumerate().find_map(|(level, name)| {
        let rest = after_name(text.trim(), name)?;
        let (number, rest) = number(rest.trim_start())?;
        let title = rest.trim_start_matches([' ', '　', ':', '：', '．', '.', '、', '\n']).trim();
        Some(LevelLine { level, number, title: (!title.is_empty()).then(|| title.to_owned()) })
    })
}

/// What follows a name whose letters may be broken by spaces.
fn after_name<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    for letter in name.chars().filter(|letter| !letter.is_whitespace()) {
        rest = rest.trim_start().strip_prefix(letter)?;
    }
    Some(rest)
}

/// A number at the beginning: 1, １, ①, (1), （１）, 2-1.
fn number(text: &str) -> Option<(String, &str)> {
    let circled = |letter: &char| matches!(letter, '①'..='⑳');
    if let Some(letter) = text.chars().next().filter(circled) {
        return Some((letter.to_string(), text.get(letter.len_utf8()..)?));
    }
    let inside = text.strip_prefix(['(', '（']);
    let from = inside.unwrap_or(text);
    let end = from.find(|letter: char| !is_digit(letter) && !"-－―".contains(letter)).unwrap_or(from.len());
    let (digits, rest) = from.split_at(end);
    if !digits.starts_with(is_digit) || digits.chars().count() > 5 {
        return None;
    }
    match inside {
        Some(_) => Some((nfkc(digits), rest.strip_prefix([')', '）'])?)),
        None => Some((nfkc(digits), rest)),
    }
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '０'..='９')
}

/// A title that a number goes before: 「1 介護予防・健康づくりの推進」. A sentence is none.
pub(super) fn numbered(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let (number, rest) = number(text)?;
    let parted = rest.starts_with([' ', '　', '．', '.', '、', '\n', ':', '：']);
    let circled = number.chars().all(|letter| !letter.is_ascii_digit());
    let title = rest.trim_start_matches([' ', '　', '．', '.', '、', '\n', ':', '：']).trim();
    let unit = title.starts_with(['年', '月', '日', '回', '人', '名', '校']);
    let whole = (parted || circled) && !title.is_empty() && !is_sentence(title) && !unit;
    whole.then(|| (number, title.to_owned()))
}

/// The number that a printed one counts, for telling whether numbers go on: ② is 2, 2-3 is 3.
pub(super) fn ordinal(printed: &str) -> Option<u32> {
    nfkc(printed).rsplit('-').next()?.trim().parse().ok()
}

/// Whether a text says something rather than names it.
pub(super) fn is_sentence(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['」', '）', ')']);
    ["。", "ます", "ません", "ました", "です"].iter().any(|end| text.ends_with(end))
}

/// A title without the spaces that a narrow column put between its letters; a space between words of other letters stays.
pub(super) fn joined(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let mut letters = title.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_whitespace() {
            out.push(letter);
            continue;
        }
        while letters.peek().is_some_and(|next| next.is_whitespace()) {
            letters.next();
        }
        let ascii = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
        if ascii(out.chars().next_back()) && ascii(letters.peek().copied()) {
            out.push(' ');
        }
    }
    out
}

/// The lines of a text as one; white space inside a line stays.
pub(super) fn joined_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let ascii = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
        if ascii(out.chars().next_back()) && ascii(line.chars().next()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// What the title of a page says of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageTitle {
    /// 令和3年度.
    pub(super) year: Option<FiscalYear>,
    /// 第4期.
    pub(super) term: Option<String>,
    /// 計画1年目: which year of the period this is, from 1.
    pub(super) nth: Option<u32>,
}

/// Reads a page's title: a line by itself that speaks of a plan, with a year or a period.
pub(super) fn page_title(text: &str) -> Option<PageTitle> {
    let plain = nfkc(text.trim());
    if !plain.contains("計画") || is_sentence(&plain) {
        return None;
    }
    let (year, _) = leading_year(&plain);
    let term = between(&plain, "第", "期").map(|n| format!("第{n}期"));
    let nth = before(&plain, "年目").and_then(|digits| digits.parse().ok());
    (year.is_some() || term.is_some() || plain.contains("一覧")).then_some(PageTitle { year, term, nth })
}

/// The fiscal year at the beginning of a heading, and the rest: 令和3年度実施計画.
pub(super) fn leading_year(text: &str) -> (Option<FiscalYear>, &str) {
    let end = text.find("年度").map(|at| at + "年度".len());
    let Some((year, rest)) = end.and_then(|end| text.split_at_checked(end)) else { return (None, text) };
    match FiscalYear::read(year) {
        Ok(year) => (Some(year), rest),
        Err(_) => (None, text),
    }
}

/// The digits between two words.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    text.match_indices(open).find_map(|(at, _)| {
        let inside = text.get(at + open.len()..)?.split_once(close)?.0.trim();
        (!inside.is_empty() && inside.chars().all(|letter| letter.is_ascii_digit())).then_some(inside)
    })
}

/// The digits right before a word.
fn before<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (front, _) = text.split_once(word)?;
    let start = front.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    front.get(start..).filter(|digits| !digits.is_empty())
}

/// A note that stands in place of a result: 令和3年度末記入予定. Gives what it says, 記入予定.
pub(super) fn result_note(text: &str) -> Option<&'static str> {
    // Nearly every cell is told by its first look.
    if text.len() > NOTE_BYTES || !text.contains(['記', '未']) {
        return None;
    }
    let folded = fold(text);
    let rest = folded.split_once("年度末").map_or(folded.as_str(), |(_, rest)| rest);
    ["記入予定", "記載予定", "未記入"].into_iter().find(|state| rest == fold(state))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_read_with_its_number() {
        let levels = ["推進の柱", "重点項目", "行動計画", "取組"].map(str::to_owned);
        let cases = [
            ("推進の柱1", Some((0, "1", None))),
            ("推進の柱 2", Some((0, "2", None))),
            ("重点項目1：相談しやすい仕組み", Some((1, "1", Some("相談しやすい仕組み")))),
            ("重点項目 2 : 担い手", Some((1, "2", Some("担い手")))),
            ("重点 項目３　参加", Some((1, "3", Some("参加")))),
            ("推進の柱", None),
            ("取組1 x", None),
            ("推進", None),
        ];
        for (text, wanted) in cases {
            let found = level_line(text, &levels);
            let found = found.as_ref().map(|line| (line.level, line.number.as_str(), line.title.as_deref()));
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn a_numbered_title_is_no_sentence_and_no_count() {
        let cases = [
            ("1 個人の権利", Some(("1", "個人の権利"))),
            ("2　切れ目のない\n支援", Some(("2", "切れ目のない\n支援"))),
            ("①居場所", Some(("①", "居場所"))),
            ("（６） 孤立を防ぐ", Some(("6", "孤立を防ぐ"))),
            ("2-1 つながり", Some(("2-1", "つながり"))),
            ("1 支援します。", None),
            ("16校", None),
            ("10 回", None),
            ("個人", None),
            ("2021", None),
        ];
        for (text, wanted) in cases {
            let found = numbered(text);
            assert_eq!(found.as_ref().map(|(n, t)| (n.as_str(), t.as_str())), wanted, "{text}");
        }
    }

    #[test]
    fn spaces_of_a_narrow_column_go() {
        assert_eq!(
            joined("個人の権利と尊厳 を守るための仕組 みづくり"),
            "個人の権利と尊厳を守るための仕組みづくり"
        );
        assert_eq!(joined(" Plan  B の 推進 "), "Plan Bの推進");
    }

    #[test]
    fn a_page_title_tells_year_and_period() {
        let title = page_title("令和3年度泉わくわくプラン実施計画一覧（第4期計画1年目）").unwrap();
        assert_eq!(title.year, FiscalYear::new(2021).ok());
        assert_eq!((title.term.as_deref(), title.nth), (Some("第4期"), Some(1)));
        assert_eq!(page_title("計画を支援します。"), None);
        assert_eq!(page_title("計画の推進"), None);
    }

    #[test]
    fn a_note_in_place_of_a_result_is_known() {
        assert_eq!(result_note("令和3年度末記入予定"), Some("記入予定"));
        assert_eq!(result_note(" 記入予定 "), Some("記入予定"));
        assert_eq!(result_note("記入予定の様式を配布"), None);
    }
}
