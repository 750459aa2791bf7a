//! 目標, 規模 and 再掲 out of the texts of a table: what is printed as such is taken and listed, what only looks like it is
//! suggested. A 規模 (16校) is no goal.

use super::fix::{Fixes, Place, QuestionKind as Q, RepairKind as R};
use super::reading::{Reading, TargetRead};
use super::words;
use crate::plan::measure::Scale;
use crate::plan::target::{Goal, Over, Per, PlacesCounted, Set};
use crate::sorted::SortedSet;
use crate::text::{fold, nfkc};

/// How a printed target begins, and what ends it.
const TARGET: (&str, &str) = ("【目標", "】");
/// How a row that is printed a second time says so.
const AGAIN: [&str; 4] = ["（再掲）", "(再掲)", "【再掲】", "〔再掲〕"];
/// Words for "in all our districts".
const ALL_DISTRICTS: [&str; 2] = ["全地区", "全ての地区"];
/// Units of places.
const PLACES: [&str; 4] = ["か所", "カ所", "ヶ所", "箇所"];
/// Units of what there is so many of.
const SIZES: [&str; 7] = ["校", "か所", "カ所", "ヶ所", "箇所", "園", "館"];
/// Words that only say where: a number behind them is of what follows it.
const WHERE: [&str; 5] = ["", "区内", "市内", "地区内", "町内"];
/// Words of a place that is newly opened.
const OPENING: [&str; 3] = ["立ち上げ", "新規", "開設"];
/// A name of what there is so many of, in characters.
const NAME_CHARS: usize = 20;

/// Reads the facts out of all texts.
pub(super) fn read(reading: &mut Reading, fixes: &mut Fixes<'_>) {
    for measure in &mut reading.measures {
        let Some(title) = &mut measure.title else { continue };
        let found = printed(measure.at, title, fixes);
        measure.targets.extend(found);
    }
    for item in &mut reading.items {
        let found = printed(item.at, &mut item.title, fixes);
        item.targets.extend(found);
        let frequency = frequency(&item.title);
        if let Some((said, goal)) = frequency
            && item.targets.is_empty()
            && fixes.suggest(R::Goal, item.at, &item.title, &words::goal(&said))
        {
            item.targets.push(TargetRead { printed: said, goal: Some(goal), over: Over::Year });
        } else if item.targets.is_empty() {
            for scale in scales(&item.title) {
                let said = words::scale(&scale.name, scale.number, &scale.unit);
                if fixes.suggest(R::Scale, item.at, &item.title, &said) {
                    item.scales.push(scale);
                }
            }
        }
    }
    again(reading, fixes);
}

/// Takes 【目標：６か所】 out of a text.
fn printed(at: Place, text: &mut String, fixes: &mut Fixes<'_>) -> Vec<TargetRead> {
    let mut targets = Vec::new();
    while let Some(from) = text.find(TARGET.0) {
        let Some(inside) = text.get(from..).and_then(|rest| rest.find(TARGET.1)) else { break };
        let to = from + inside + TARGET.1.len();
        let said = text.get(from..to).unwrap_or_default().to_owned();
        let without =
            format!("{}{}", text.get(..from).unwrap_or_default(), text.get(to..).unwrap_or_default());
        let without = without.trim().to_owned();
        if without.is_empty() || !fixes.repair(R::Target, at, text, &format!("{without}　{said}")) {
            break;
        }
        let goal = goal(&said, &without);
        if goal.is_none() {
            fixes.ask(Q::Target, at, words::target(&said), None);
        }
        *text = without;
        targets.push(TargetRead { printed: said, goal, over: Over::Plan });
    }
    targets
}

/// What stands in a column of targets.
pub(super) fn of_cell(said: &str, title: &str) -> TargetRead {
    let goal = goal(said, title);
    let over = if matches!(goal, Some(Goal::Frequency { .. })) { Over::Year } else { Over::Plan };
    TargetRead { printed: said.to_owned(), goal, over }
}

/// What stands in a column of sizes, where it is a number with its unit.
pub(super) fn size_of_cell(said: &str, title: &str) -> Option<Scale> {
    let plain = nfkc(said.trim());
    let (number, unit) = whole_number(&plain)?;
    let name = title.chars().take(NAME_CHARS).collect();
    (!unit.is_empty()).then(|| Scale { name, number, unit: unit.to_owned() })
}

fn goal(said: &str, title: &str) -> Option<Goal> {
    let plain = nfkc(said);
    let inside = plain.trim_matches(['【', '】']);
    let inside = inside.strip_prefix("目標").unwrap_or(inside);
    let inside = inside.trim_start_matches([':', '：', ' ', '　']).trim();
    if ALL_DISTRICTS.contains(&inside) {
        return Some(Goal::Coverage { set: Set::Districts });
    }
    if let Some((_, goal)) = frequency(inside) {
        return Some(goal);
    }
    let (number, unit) = whole_number(inside)?;
    if PLACES.contains(&unit) {
        // Which places count, one must know: new ones, or those that are open.
        let counts = OPENING.iter().any(|word| title.contains(word)).then_some(PlacesCounted::Opened)?;
        let kinds = if title.contains("居場所") { ["ibasho".to_owned()].into() } else { SortedSet::new() };
        return Some(Goal::Places { number, counts, kinds });
    }
    let odd = |letter: char| letter.is_whitespace() || letter.is_ascii_digit();
    (!unit.is_empty() && !unit.contains(odd)).then(|| Goal::Count { number, unit: unit.to_owned() })
}

/// 「６か所」, and nothing besides.
fn whole_number(plain: &str) -> Option<(u64, &str)> {
    let end = plain.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(plain.len());
    let (digits, unit) = plain.split_at(end);
    Some((digits.parse().ok()?, unit.trim()))
}

/// 月2回, 年4回, 10か所で各年10回: as printed, and as a goal.
fn frequency(text: &str) -> Option<(String, Goal)> {
    const TIMES: [(&str, Per); 6] = [
        ("毎週", Per::Week),
        ("週", Per::Week),
        ("毎月", Per::Month),
        ("月", Per::Month),
        ("各年", Per::Year),
        ("年", Per::Year),
    ];
    let plain = nfkc(text);
    TIMES.iter().find_map(|(word, per)| {
        plain.match_indices(word).find_map(|(at, _)| {
            let (times, rest) = whole_number(plain.get(at + word.len()..)?)?;
            rest.strip_prefix('回')?;
            let before = plain.get(..at)?;
            // 2021年10回 tells a year, and no time.
            if before.ends_with(|letter: char| letter.is_ascii_digit()) {
                return None;
            }
            let (places, from) =
                places_before(before).map_or((None, at), |(places, from)| (Some(places), from));
            let digits = times.to_string().len();
            let to = at + word.len() + digits + '回'.len_utf8();
            Some((plain.get(from..to)?.to_owned(), Goal::Frequency { times, per: *per, places }))
        })
    })
}

/// 「10か所で」 at the end of a text, and where it begins.
fn places_before(before: &str) -> Option<(u64, usize)> {
    let inside = before.strip_suffix('で')?;
    let inside = PLACES.iter().find_map(|unit| inside.strip_suffix(unit))?;
    let from = inside.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    Some((inside.get(from..)?.parse().ok()?, from))
}

/// 「放課後キッズクラブ16校、放課後児童クラブ11か所」: each with its name.
fn scales(text: &str) -> Vec<Scale> {
    let plain = nfkc(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = plain.get(at..).and_then(|rest| rest.find(|letter: char| letter.is_ascii_digit()))
    {
        let from = at + from;
        let rest = plain.get(from..).unwrap_or_default();
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        at = from + end;
        let Some(unit) = SIZES.iter().find(|unit| after.starts_with(**unit)) else { continue };
        let Ok(number) = digits.parse() else { continue };
        let after = after.strip_prefix(*unit).unwrap_or_default();
        let before = plain.get(..from).unwrap_or_default();
        if let Some(name) = name(before, after) {
            found.push(Scale { name, number, unit: (*unit).to_owned() });
        }
    }
    found
}

/// What there is so many of: the words before the number, or behind its の.
fn name(before: &str, after: &str) -> Option<String> {
    let own = before.rsplit(['、', '・', ',', ' ', '　', '(', '）']).next().unwrap_or_default();
    let named = if WHERE.contains(&own) {
        let rest = after.strip_prefix('の')?;
        rest.split(['で', 'に', 'を', 'へ', '、', 'は', 'が']).next().unwrap_or_default()
    } else {
        own
    };
    (!named.is_empty() && named.chars().count() <= NAME_CHARS).then(|| named.to_owned())
}

/// Rows printed a second time: marked ones are tied to the first of the same words, unmarked ones are suggested.
fn again(reading: &mut Reading, fixes: &mut Fixes<'_>) {
    let firsts = firsts(reading);
    for index in 0..reading.items.len() {
        let Some(item) = reading.items.get(index) else { continue };
        let (at, title) = (item.at, item.title.clone());
        let marked = AGAIN.iter().find_map(|mark| title.trim_end().strip_suffix(mark));
        let other = firsts.get(index).copied().filter(|first| *first < index);
        let tie = match (marked, other) {
            (Some(plain), Some(_)) => {
                let made = fixes.repair(R::Again, at, &title, plain.trim());
                if made && let Some(item) = reading.items.get_mut(index) {
                    item.title = plain.trim().to_owned();
                }
                made
            }
            (Some(_), None) => {
                fixes.ask(Q::Again, at, words::AGAIN.to_owned(), None);
                false
            }
            (None, Some(other)) => {
                let of_other = reading.items.get(other).map(|other| other.measure);
                let elsewhere = of_other != reading.items.get(index).map(|item| item.measure);
                elsewhere && fixes.suggest(R::Again, at, &title, words::AGAIN_SAME)
            }
            (None, None) => false,
        };
        if let (true, Some(item)) = (tie, reading.items.get_mut(index)) {
            item.repeats = other;
        }
    }
}

/// For each item the first of the same words; found by sorting once, for a map grown row by row is slow.
fn firsts(reading: &Reading) -> Vec<usize> {
    let said = |title: &str| {
        let marked = AGAIN.iter().find_map(|mark| title.trim_end().strip_suffix(mark));
        fold(marked.unwrap_or(title))
    };
    let mut order: Vec<(String, usize)> =
        reading.items.iter().map(|item| said(&item.title)).zip(0..).collect();
    order.sort_unstable();
    let mut firsts: Vec<usize> = (0..order.len()).collect();
    let mut first = 0;
    let mut before: Option<&String> = None;
    for (words, index) in &order {
        if before != Some(words) {
            (first, before) = (*index, Some(words));
        }
        if let Some(place) = firsts.get_mut(*index) {
            *place = first;
        }
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_as_a_target_is_one() {
        let places = |number| Goal::Places {
            number,
            counts: PlacesCounted::Opened,
            kinds: ["ibasho".to_owned()].into(),
        };
        let often = |times, per, places| Goal::Frequency { times, per, places };
        let cases = [
            ("【目標：全地区】", "あいさつ運動の支援", Some(Goal::Coverage { set: Set::Districts })),
            ("【目標：６か所】", "居場所の立ち上げ支援", Some(places(6))),
            ("６か所", "居場所の充実", None),
            ("【目標：12回】", "講座", Some(Goal::Count { number: 12, unit: "回".to_owned() })),
            ("月2回", "面談", Some(often(2, Per::Month, None))),
            ("10か所で各年10回", "赤ちゃん教室", Some(often(10, Per::Year, Some(10)))),
            ("【目標：充実】", "講座", None),
            ("2021年10回", "講座", None),
        ];
        for (said, title, wanted) in cases {
            assert_eq!(goal(said, title), wanted, "{said} {title}");
        }
    }

    #[test]
    fn how_often_is_found_inside_a_sentence_as_it_is_printed() {
        let said = |text: &str| frequency(text).map(|(said, _)| said);
        assert_eq!(said("専門家による面談を月２回行う").as_deref(), Some("月2回"));
        assert_eq!(said("区内10か所で各年10回、教室を開催").as_deref(), Some("10か所で各年10回"));
        assert_eq!(said("毎月1回").as_deref(), Some("毎月1回"));
        assert_eq!(said("令和3年10回目の記念"), None);
        assert_eq!(said("年末に2回"), None);
    }

    #[test]
    fn a_size_has_the_name_of_what_there_is_so_many_of() {
        let found = |text: &str| {
            let all = scales(text).into_iter();
            all.map(|one| format!("{} {}{}", one.name, one.number, one.unit)).collect::<Vec<_>>()
        };
        assert_eq!(
            found("放課後キッズクラブ16校、放課後児童クラブ11か所に対する運営支援"),
            ["放課後キッズクラブ 16校", "放課後児童クラブ 11か所"]
        );
        assert_eq!(found("区内8か所の区民利用施設等で支援者が応じる"), ["区民利用施設等 8か所"]);
        assert_eq!(found("令和3年度に10回"), [""; 0]);
        assert_eq!(found("8か所"), [""; 0]);
    }
}
