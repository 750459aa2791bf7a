//! A line as people write it to each other, 「11/20 となりの家 18人 スタッフ5」, read for its day and numbers; words are not kept.

use unicode_normalization::UnicodeNormalization as _;

use super::Counts;
use crate::calendar::Day;
use crate::kind::COUNT_MAX;

/// Words before a number that make it 担い手.
const HELPERS: &[&str] = &["スタッフ", "担い手", "ボランティア", "ボラ", "世話人", "役員"];
/// Words before a number that make it 参加, with or without 人 behind it.
const CAME: &[&str] = &["参加", "参加者", "来場", "来た人"];

/// What a line said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its day; the last one of that date that is not to come.
    pub day: Option<Day>,
    /// 参加 as a total, and 担い手.
    pub counts: Counts,
}

/// A number of the line: what stands before it without a blank, itself, what stands behind.
struct Number<'a> {
    before: &'a str,
    value: u64,
    after: &'a str,
}

/// Reads the first day, the first number of people and the first of helpers. None where there is none of them.
pub fn read_line(line: &str, today: Day) -> Option<Line> {
    let line: String = line.nfkc().collect();
    let mut read = Line::default();
    let mut rest = line.as_str();
    while let Some(number) = next_number(&mut rest) {
        if let Some(day) = date(&number, &mut rest, today) {
            read.day = read.day.or(Some(day));
            continue;
        }
        // A telephone number is nothing that was counted in heads.
        let counted = number.value <= COUNT_MAX;
        if counted && ends_with(number.before, HELPERS) {
            read.counts.helpers = read.counts.helpers.or(Some(number.value));
        } else if counted && (number.after.starts_with(['人', '名']) || ends_with(number.before, CAME)) {
            read.counts.total = read.counts.total.or(Some(number.value));
        }
    }
    (read != Line::default()).then_some(read)
}

/// Cuts the next number off the front of the line.
fn next_number<'a>(rest: &mut &'a str) -> Option<Number<'a>> {
    let start = rest.find(|letter: char| letter.is_ascii_digit())?;
    let (before, from) = rest.split_at(start);
    let end = from.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(from.len());
    let (digits, after) = from.split_at(end);
    *rest = after;
    // More digits than a u64 holds are no number of people for certain.
    Some(Number { before, value: digits.parse().unwrap_or(u64::MAX), after })
}

/// 11/20, 11月20日: takes the day's number off the rest as well.
fn date<'a>(month: &Number<'a>, rest: &mut &'a str, today: Day) -> Option<Day> {
    let behind = month.after.strip_prefix(['/', '月'])?;
    let mut left = behind;
    let day = next_number(&mut left).filter(|day| day.before.trim().is_empty())?;
    let (month, day) = (u32::try_from(month.value).ok()?, u32::try_from(day.value).ok()?);
    let this_year = Day::new(today.year(), month, day).ok().filter(|day| *day <= today);
    let found = this_year.or_else(|| Day::new(today.year() - 1, month, day).ok())?;
    *rest = left;
    Some(found)
}

fn ends_with(before: &str, words: &[&str]) -> bool {
    let before = before.trim_end().trim_end_matches([':', '：', '数']);
    words.iter().any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::new(2026, 11, 24).unwrap()
    }

    fn read(line: &str) -> (Option<String>, Option<u64>, Option<u64>) {
        let line = read_line(line, today()).unwrap_or_default();
        (line.day.map(|day| day.to_string()), line.counts.total, line.counts.helpers)
    }

    #[test]
    fn lines_as_people_write_them() {
        let day = Some("2026-11-20".to_owned());
        assert_eq!(read("11/20 となりの家 18人 スタッフ5"), (day.clone(), Some(18), Some(5)));
        assert_eq!(
            read("１１月２０日（金）参加者１８名、担い手：５人でした"),
            (day.clone(), Some(18), Some(5))
        );
        assert_eq!(read("スタッフ 5人 参加 18"), (None, Some(18), Some(5)));
        assert_eq!(read("11/20は10時から、18人"), (day, Some(18), None));
    }

    #[test]
    fn a_date_to_come_was_last_year() {
        assert_eq!(read("12/3 9人").0.as_deref(), Some("2025-12-03"));
        assert_eq!(read("2/30 9人").0, None);
    }

    #[test]
    fn what_is_no_count_is_left() {
        assert_eq!(read_line("ありがとうございました", today()), None);
        assert_eq!(read("電話 0451234567 18人"), (None, Some(18), None));
        assert_eq!(read("会費200円 18人").1, Some(18));
        assert_eq!(read_line("99999999999999999999999人", today()), None);
    }
}
