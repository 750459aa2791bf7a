//! One pasted line: its day, its numbers, whether it was held; what is left are words.

use super::plain;
use crate::activity::{Counts, Held};
use crate::calendar::{Day, Month};
use crate::text::{count, fold, nfkc};

/// A day that lies further ahead is of last year.
const AHEAD_DAYS: i64 = 31;
/// The most that a pasted number is read as; the form holds it against the kind's limit.
const NUMBER_MOST: u64 = 9_999_999;

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// Its day.
    pub(super) day: Option<Day>,
    /// Its numbers; a bare one with 人 is the total.
    pub(super) counts: Counts,
    /// Whether it was held.
    pub(super) held: Held,
    /// およそ.
    pub(super) about: bool,
    /// What is left.
    pub(super) words: String,
}

/// What a word before a number says it counts: bands, then other quantities. Folded.
const BANDS: &[(&str, &str)] = &[
    ("65歳以上", "senior"),
    ("高齢者", "senior"),
    ("お年寄り", "senior"),
    ("おとな", "adult"),
    ("大人", "adult"),
    ("こども", "child"),
    ("はじめての人", "first"),
    ("はじめて", "first"),
    ("初めて", "first"),
    ("うち要支援", "frail"),
    ("要支援", "frail"),
    ("利用", "user"),
];
const HELPERS: &[&str] = &["すたっふ", "担い手", "ぼらんてぃあ", "役員", "世話人", "協力者"];
const TOTALS: &[&str] = &["参加者", "参加", "合計", "人数", "来場"];
/// What a unit after a number says it counts.
const UNITS: &[(&str, &str)] = &[
    ("食", "meals"),
    ("組", "families"),
    ("軒", "households"),
    ("件", "cases"),
    ("部", "copies"),
    ("か所", "places"),
];
const PEOPLE: &[&str] = &["人", "名"];
const REASONS: &[(&str, Held)] = &[
    ("雨", Held::Rain),
    ("台風", Held::Rain),
    ("荒天", Held::Rain),
    ("いんふる", Held::Infection),
    ("ころな", Held::Infection),
    ("感染", Held::Infection),
    ("暑", Held::Heat),
    ("熱中症", Held::Heat),
    ("人手", Held::Hands),
];
const CANCELLED: &[&str] = &["中止", "お休み", "休み"];

/// Reads a line.
pub(super) fn line(text: &str, today: Day) -> Line {
    let (day, rest) = day(text, today);
    let folded = fold(&rest);
    let mut line = Line { day, held: held(&folded), ..Line::default() };
    line.about = ["約", "およそ", "くらい", "ぐらい", "ほど"].iter().any(|word| folded.contains(word));
    let words: Vec<_> =
        plain(&rest).split_whitespace().filter(|word| !line.take(word)).map(str::to_owned).collect();
    line.words = words.join(" ");
    line
}

fn held(folded: &str) -> Held {
    if !CANCELLED.iter().any(|word| folded.contains(word)) {
        return Held::Done;
    }
    REASONS.iter().find(|(word, _)| folded.contains(word)).map_or(Held::Other, |(_, held)| *held)
}

impl Line {
    /// Takes the numbers of a word: 「18人」, 「スタッフ5」, 「おとな2こども3」. Whether there was any.
    fn take(&mut self, word: &str) -> bool {
        let folded = fold(word);
        let mut rest = folded.as_str();
        let mut taken = false;
        while let Some((label, number, unit, after)) = number(rest) {
            if !self.note(label, number, unit) {
                return taken;
            }
            taken = true;
            rest = after;
        }
        taken
    }

    fn note(&mut self, label: &str, number: u64, unit: &str) -> bool {
        let label =
            label.trim_start_matches(['約', '計', 'と', 'は']).trim_end_matches(['約', '計', 'は', 'が']);
        let people = unit.is_empty() || PEOPLE.contains(&unit);
        if let Some((_, band)) = BANDS.iter().find(|(word, _)| label.ends_with(word)).filter(|_| people) {
            self.counts.bands.insert((*band).to_owned(), number);
        } else if HELPERS.iter().any(|word| label.ends_with(word)) && people {
            self.counts.helpers = Some(number);
        } else if let Some((_, key)) = UNITS.iter().find(|(word, _)| *word == unit) {
            self.counts.quantities.insert((*key).to_owned(), number);
        } else if people && (is_total(label) || (!unit.is_empty() && self.counts.total.is_none())) {
            self.counts.total = Some(number);
        } else {
            return false;
        }
        true
    }
}

fn is_total(label: &str) -> bool {
    TOTALS.iter().any(|word| label.ends_with(word))
}

/// The first number of a word: what stands before it, itself, its unit, what comes after.
fn number(text: &str) -> Option<(&str, u64, &str, &str)> {
    // 「65歳以上14」: the age is a part of the word.
    let from = text.find("65歳以上").map_or(0, |at| at + "65歳以上".len());
    let begin = text.get(from..)?.find(|letter: char| letter.is_ascii_digit())? + from;
    let (label, rest) = text.split_at_checked(begin)?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at_checked(digits)?;
    let units = UNITS.iter().map(|(unit, _)| *unit).chain(PEOPLE.iter().copied());
    let unit = units.filter(|unit| rest.starts_with(unit)).max_by_key(|unit| unit.len()).unwrap_or("");
    let number = count(digits, NUMBER_MOST).ok()??;
    Some((label, number, unit, rest.get(unit.len()..).unwrap_or("")))
}

/// The day at the beginning of a line, and the rest: 「11/20」, 「11月20日（金）」, 「2026/11/20」, 「20日」, 「きのう」.
fn day(text: &str, today: Day) -> (Option<Day>, String) {
    let text = nfkc(text);
    let text = text.trim();
    for (word, back) in
        [("おととい", 2), ("一昨日", 2), ("きのう", 1), ("昨日", 1), ("きょう", 0), ("今日", 0), ("本日", 0)]
    {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(today.plus(-back)), rest.to_owned());
        }
    }
    let (numbers, rest) = leading_numbers(text);
    let day = match numbers.as_slice() {
        [year, month, day] => Day::new(i32::try_from(*year).unwrap_or(0), *month, *day).ok(),
        [month, day] => near(today, *month, *day),
        [day] => Day::new(today.year(), today.month_number(), *day).ok().map(|day| latest(today, day)),
        _ => None,
    };
    match day {
        Some(day) => (Some(day), without_weekday(rest).to_owned()),
        None => (None, text.to_owned()),
    }
}

/// A day of the month that is still to come was one of the month before.
fn latest(today: Day, day: Day) -> Day {
    let before = day
        .month()
        .previous()
        .and_then(|month: Month| Day::new(month.year(), month.number(), day.day_of_month()).ok());
    if day > today { before.unwrap_or(day) } else { day }
}

/// The year that a month and day without one belong to.
fn near(today: Day, month: u32, day: u32) -> Option<Day> {
    let years = [today.year() + 1, today.year(), today.year() - 1];
    let mut days = years.into_iter().filter_map(|year| Day::new(year, month, day).ok());
    days.find(|day| day.since(today) <= AHEAD_DAYS)
}

/// `11/20`, `11月20日`, `2026-11-20`, `20日` at the beginning; a bare number is no day.
fn leading_numbers(text: &str) -> (Vec<u32>, &str) {
    let (mut numbers, mut rest) = (Vec::new(), text);
    while numbers.len() < 3 {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (Some(number), Some(after)) = (rest.get(..digits), rest.get(digits..)) else { break };
        let Ok(number) = number.parse::<u32>() else { break };
        let Some(sign) = after.chars().next() else {
            // 「11/20」 and nothing else.
            return if numbers.is_empty() { (numbers, text) } else { (push(numbers, number), "") };
        };
        match sign {
            '年' | '月' | '/' | '-' | '.' => {
                numbers.push(number);
                rest = after.get(sign.len_utf8()..).unwrap_or("");
            }
            '日' => return (push(numbers, number), after.get(sign.len_utf8()..).unwrap_or("")),
            _ if numbers.is_empty() => return (numbers, text),
            _ => return (push(numbers, number), after),
        }
    }
    (Vec::new(), text)
}

fn push(mut numbers: Vec<u32>, number: u32) -> Vec<u32> {
    numbers.push(number);
    numbers
}

/// 「（金）」 after a day says nothing new.
fn without_weekday(text: &str) -> &str {
    let inside = text.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    match inside {
        Some((weekday, rest)) if weekday.chars().count() <= 3 => rest,
        _ => text.trim_start().strip_prefix("曜日").unwrap_or(text),
    }
}
