//! Before 提出: districts' or offices' numbers must add up to the printed total, or the reason is shown (R16); no text is changed.

use super::merge::Lines;
use super::{Drafter, Pen};
use crate::district::District;
use crate::id::DistrictId;
use crate::plan::result::Teller;
use crate::plan::year_item::YearItem;
use crate::sorted::SortedMap;

/// Parts that do not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What the parts add up to.
    pub sum: u64,
    /// What is printed.
    pub printed: u64,
}

/// Whose numbers do not add up to the printed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// The districts that the text itself names.
    Named,
    /// The districts' logs of today.
    Logs,
    /// The lines that the offices handed in.
    Offices,
}

/// A number of a text to be looked at before it is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What the parts are.
    pub parts: Parts,
    /// The words before the number: 計, 担い手 延べ.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// What is printed, and what the parts come to.
    pub gap: Gap,
    /// The parts by name; empty where only their sum is known.
    pub each: Vec<(String, u64)>,
}

/// Words before a number that is no sum of parts.
const NO_SUM: [&str; 5] = ["計画", "前年度", "目標", "累計", "中止"];
/// Units of what is counted once wherever it is, so that parts add up without a word before them.
const PLACES: [&str; 3] = ["か所", "団体", "地区"];
/// Where the words before a number begin.
const BREAKS: [char; 9] = ['（', '(', '、', '。', '・', '：', 'を', '）', '\n'];

/// Holds parts against the total that is printed beside them.
///
/// Errors: [`Gap`] with both.
pub fn sum(parts: impl IntoIterator<Item = u64>, printed: u64) -> Result<(), Gap> {
    let sum = parts.into_iter().fold(0, u64::saturating_add);
    if sum == printed { Ok(()) } else { Err(Gap { sum, printed }) }
}

/// The numbers of a text with the words before them and their units: 「（訪問 計229回」 is (「訪問 計」, 229, 「回」).
pub fn numbers(text: &str) -> Vec<(String, u64, String)> {
    let mut found = Vec::new();
    let (mut before, mut digits) = (String::new(), String::new());
    let mut letters = text.chars().chain(['\n']).peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_digit() || (letter == ',' && !digits.is_empty()) {
            digits.push(letter);
            continue;
        }
        if let Ok(number) = digits.replace(',', "").parse() {
            let unit = unit(letter, letters.peek().copied());
            let label = before.rsplit(BREAKS).next().unwrap_or_default().trim().to_owned();
            found.push((label, number, unit));
            before.clear();
        } else {
            before.push(letter);
        }
        digits.clear();
    }
    found
}

fn unit(first: char, second: Option<char>) -> String {
    match (first, second) {
        ('か', Some('所')) => "か所".to_owned(),
        ('団', Some('体')) => "団体".to_owned(),
        ('地', Some('区')) => "地区".to_owned(),
        _ => first.to_string(),
    }
}

/// Whether a number so worded is the sum of its parts.
fn is_sum(label: &str, unit: &str) -> bool {
    let summed = label.ends_with('計') || label.ends_with("延べ") || label.starts_with("うち");
    let never = NO_SUM.iter().any(|word| label.ends_with(word));
    !never && (summed || label.is_empty() && PLACES.contains(&unit))
}

/// Sums by the words before them and their unit.
type Sums = SortedMap<(String, String), u64>;

/// The sums of a text, each that it says once.
fn sums(text: &str) -> Sums {
    let mut all: SortedMap<(String, String), Vec<u64>> = SortedMap::new();
    for (label, number, unit) in numbers(text).into_iter().filter(|(label, _, unit)| is_sum(label, unit)) {
        all.of((label, unit)).push(number);
    }
    let once = |(key, numbers): ((String, String), Vec<u64>)| match numbers.as_slice() {
        [number] => Some((key, *number)),
        _ => None,
    };
    all.into_iter().filter_map(once).collect()
}

impl Drafter {
    /// What of a text does not add up. `lines` are those of the body's offices, where a body tells it.
    pub fn check(&self, item: &YearItem, teller: Teller, text: &str, lines: Option<&Lines>) -> Vec<Finding> {
        let mut found: Vec<Finding> = text.lines().filter_map(|line| self.named(line)).collect();
        found.extend(lines.into_iter().flat_map(|lines| self.offices_against(text, lines)));
        let told = |of: &Finding, all: &[Finding]| {
            all.iter().any(|one| one.label == of.label && one.unit == of.unit)
        };
        let logs: Vec<Finding> =
            self.logs_against(item, teller, text).into_iter().filter(|one| !told(one, &found)).collect();
        found.extend(logs);
        found
    }

    /// A line that tells of districts by name and of all of them: 「ひなた地区3回、こもれび地区5回、計9回」.
    fn named(&self, line: &str) -> Option<Finding> {
        let all = numbers(line);
        let district = |label: &str| {
            let mut named = self.districts.values().map(District::label);
            named.find(|name| label.ends_with(name.as_str()))
        };
        let (label, printed, unit) = all
            .iter()
            .find(|(label, ..)| label.ends_with('計') && !NO_SUM.iter().any(|word| label.ends_with(word)))?;
        let each: Vec<(String, u64)> = all
            .iter()
            .filter(|(_, _, of)| of == unit)
            .filter_map(|(label, number, _)| Some((district(label)?, *number)))
            .collect();
        let gap = sum(each.iter().map(|(_, number)| *number), *printed).err()?;
        let several = each.len() > 1;
        several.then(|| Finding { parts: Parts::Named, label: label.clone(), unit: unit.clone(), gap, each })
    }

    /// A body's numbers against the lines that its offices handed in, where each of them says such a number.
    fn offices_against(&self, text: &str, lines: &Lines) -> Vec<Finding> {
        let name = |office| self.offices.iter().find(|own| own.id == office).map(|own| own.name.clone());
        let told: Vec<(String, Sums)> = lines
            .handed()
            .filter_map(|line| {
                let word = line.word.as_ref().filter(|word| !word.not_done)?;
                Some((name(line.office?).unwrap_or_default(), sums(&word.text)))
            })
            .collect();
        if told.len() < 2 {
            return Vec::new();
        }
        let against = |((label, unit), printed): (&(String, String), &u64)| {
            let key = (label.clone(), unit.clone());
            let each: Option<Vec<(String, u64)>> =
                told.iter().map(|(name, sums)| Some((name.clone(), *sums.get(&key)?))).collect();
            let each = each?;
            let gap = sum(each.iter().map(|(_, number)| *number), *printed).err()?;
            Some(Finding { parts: Parts::Offices, label: key.0, unit: key.1, gap, each })
        };
        sums(text).iter().filter_map(against).collect()
    }

    /// A text's numbers against those of today's logs, district by district where these make up the number.
    fn logs_against(&self, item: &YearItem, teller: Teller, text: &str) -> Vec<Finding> {
        let draft = self.of(item, teller);
        let now = sums(&draft.text);
        let against = |((label, unit), printed): (&(String, String), &u64)| {
            let now = *now.get(&(label.clone(), unit.clone()))?;
            let gap = sum([now], *printed).err()?;
            let each = self.by_district(item, teller, label, unit);
            let whole = each.iter().map(|(_, number)| *number).fold(0, u64::saturating_add) == now;
            let each = if whole { each } else { Vec::new() };
            Some(Finding { parts: Parts::Logs, label: label.clone(), unit: unit.clone(), gap, each })
        };
        sums(text).iter().filter_map(against).collect()
    }

    /// What the logs of each district come to, in the order of the ward's list.
    fn by_district(&self, item: &YearItem, teller: Teller, label: &str, unit: &str) -> Vec<(String, u64)> {
        let tally = self.tally(item, teller, &mut Pen::new());
        let of = |id: &DistrictId| {
            let own = tally.only(|piece| piece.scope.district() == Some(*id));
            match unit {
                "回" if label.contains("訪問") => own.visits(),
                "回" => own.times() - own.visits(),
                "日" => own.days(),
                "人" if label.contains("担い手") => own.helpers(),
                "人" => own.heads(),
                _ => 0,
            }
        };
        let mut all: Vec<&District> = self.districts.values().collect();
        crate::sorted::sort_by_key(&mut all, |district| (district.number, district.name.clone()));
        let told = all.into_iter().map(|district| (district.label(), of(&district.id)));
        told.filter(|(_, number)| *number > 0).collect()
    }
}
