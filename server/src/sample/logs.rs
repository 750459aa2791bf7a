//! The logs of つむぎ区（架空）, rolled from one seed by the field's table; no group, no plan.

use serde_json::{Value, json};
use tsunagari_core::calendar::{Day, Month, Slot, WallTime};
use tsunagari_core::kind::{ActivityKind, built_in};
use tsunagari_core::record::Fields;

use super::units::{Rhythm, Unit};

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;
/// Hundredths of logs that say only a total, or 「およそ」.
const TOTAL_ONLY: u64 = 12;
const ABOUT: u64 = 5;
/// Hundredths of logs that repeat the last one's numbers.
const SAME: u64 = 25;
/// The prior year's heads, in hundredths of this year's.
const PRIOR_YEAR: u64 = 93;

/// A small generator (SplitMix64): the same seed gives the same ward.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end` (which is at least 1).
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// Whether a thing of so many hundredths happens.
    fn happens(&mut self, hundredths: u64) -> bool {
        self.below(100) < hundredths
    }

    /// A number around `middle`, a third up or down, at least `least`.
    fn around(&mut self, middle: u64, least: u64) -> u64 {
        let spread = middle * 2 / 3;
        (middle + self.below(spread + 1)).saturating_sub(spread / 2).max(least)
    }
}

/// One log before it is a record.
#[derive(Debug, Clone)]
pub(super) struct Log {
    /// The day it happened; a month's first day for a month's total.
    pub(super) day: Day,
    /// Whether it is a month's total.
    pub(super) whole_month: bool,
    /// Its fields but for those that name other records.
    pub(super) fields: Fields,
    /// Whether the plaza entered it from paper.
    pub(super) from_paper: bool,
    /// When it was entered.
    pub(super) written_at: WallTime,
}

/// What a kind's numbers look like: heads by band, helpers, hundredths of cancelled ones.
struct Shape {
    bands: &'static [(&'static str, u64)],
    quantities: &'static [(&'static str, u64)],
    helpers: u64,
    cancelled: u64,
}

/// Every log of a unit from `from` to `to`, both included.
pub(super) fn logs(unit: &Unit, from: Day, to: Day, chance: &mut Chance) -> Vec<Log> {
    let Some(kind) = built_in(unit.what) else { return Vec::new() };
    let shape = shape(unit.what);
    let mut last: Option<Fields> = None;
    let mut logs = Vec::new();
    for day in meetings(unit, from, to, to) {
        let log = roll(unit, &kind, &shape, day, to, last.as_ref(), chance);
        if log.fields.get("held") == Some(&json!("done")) {
            last = Some(log.fields.clone());
        }
        logs.push(log);
    }
    logs
}

/// The days on which a unit meets from `from` to `to`; a unit that began late did so in the year of `today`.
pub(super) fn meetings(unit: &Unit, from: Day, to: Day, today: Day) -> Vec<Day> {
    let mut days = Vec::new();
    let mut month = from.month();
    while month.first() <= to {
        if !rests(unit, month, today) {
            days.extend(in_month(&unit.rhythm, month).into_iter().filter(|day| (from..=to).contains(day)));
        }
        let Some(next) = month.next() else { break };
        month = next;
    }
    days.retain(|day| !year_end(*day) && (unit.what != "aisatsu" || school(*day)));
    days
}

fn rests(unit: &Unit, month: Month, today: Day) -> bool {
    let number = u8::try_from(month.number()).unwrap_or(0);
    let unborn = unit.from.is_some_and(|(year, first)| {
        let start = today.fiscal_year().year() + year;
        let began = if first >= 4 { (start, u32::from(first)) } else { (start + 1, u32::from(first)) };
        (month.year(), month.number()) < began
    });
    unborn || unit.off.contains(&number)
}

fn in_month(rhythm: &Rhythm, month: Month) -> Vec<Day> {
    let number = u8::try_from(month.number()).unwrap_or(0);
    match rhythm {
        Rhythm::Weekly(weekday) => month.days().filter(|day| day.weekday() == *weekday).collect(),
        Rhythm::Nth(which, weekday) => month
            .days()
            .filter(|day| day.weekday() == *weekday && which.iter().any(|n| u32::from(*n) == day.nth()))
            .collect(),
        Rhythm::In(months, nth, weekday) if months.contains(&number) => {
            month.days().filter(|day| day.weekday() == *weekday && day.nth() == u32::from(*nth)).collect()
        }
        Rhythm::In(..) => Vec::new(),
        Rhythm::Eighth => {
            month.days().filter(|day| day.day_of_month() >= 8 && school(*day)).take(1).collect()
        }
        Rhythm::Month => vec![month.first()],
    }
}

/// 25 December to 7 January.
fn year_end(day: Day) -> bool {
    (day.month_number() == 12 && day.day_of_month() >= 25)
        || (day.month_number() == 1 && day.day_of_month() <= 7)
}

/// Not a weekend, a holiday or a school's holidays.
fn school(day: Day) -> bool {
    let spring = (day.month_number() == 3 && day.day_of_month() >= 26)
        || (day.month_number() == 4 && day.day_of_month() <= 5);
    !day.weekday().is_weekend()
        && !tsunagari_core::calendar::is_holiday(day)
        && day.month_number() != 8
        && !spring
        && !year_end(day)
}

fn roll(
    unit: &Unit,
    kind: &ActivityKind<'_>,
    shape: &Shape,
    day: Day,
    today: Day,
    last: Option<&Fields>,
    chance: &mut Chance,
) -> Log {
    let mut fields = Fields::new();
    fields.insert("what".to_owned(), json!(unit.what));
    let whole_month = unit.rhythm == Rhythm::Month;
    if whole_month {
        fields.insert("month".to_owned(), json!(day.month().to_string()));
    } else {
        fields.insert("day".to_owned(), json!(day.to_string()));
        if Slot::parse(unit.slot).is_ok() {
            fields.insert("slot".to_owned(), json!(unit.slot));
        }
    }
    if chance.happens(shape.cancelled) {
        fields.insert("held".to_owned(), json!(reason(day)));
    } else {
        fields.insert("held".to_owned(), json!("done"));
        count(&mut fields, kind, shape, day, today, last, chance);
    }
    let from_paper = chance.happens(60);
    Log { day, whole_month, fields, from_paper, written_at: written(day, whole_month, chance) }
}

/// Why it was not held, as the season has it.
fn reason(day: Day) -> &'static str {
    match day.month_number() {
        7..=9 => "heat",
        12 | 1 | 2 => "infection",
        _ => "rain",
    }
}

fn count(
    fields: &mut Fields,
    kind: &ActivityKind<'_>,
    shape: &Shape,
    day: Day,
    today: Day,
    last: Option<&Fields>,
    chance: &mut Chance,
) {
    if let Some(last) = last.filter(|_| chance.happens(SAME)) {
        fields.extend(
            last.iter().filter(|(name, _)| counted(name)).map(|(name, value)| (name.clone(), value.clone())),
        );
        fields.insert("same_as_last".to_owned(), json!(true));
        return;
    }
    let prior = day.fiscal_year() != today.fiscal_year();
    let scale = |number: u64| if prior { number * PRIOR_YEAR / 100 } else { number };
    let holidays = matches!(day.month_number(), 8) || (day.month_number() == 3 && day.day_of_month() >= 26);
    let mut total = 0;
    let mut bands = Vec::new();
    for (key, middle) in shape.bands {
        let lively = if holidays && *key == "child" { middle * 9 / 5 } else { *middle };
        let heads = if lively == 0 { chance.below(2) } else { scale(chance.around(lively, 1)) };
        if kind.band(key).is_some_and(|band| !band.part) {
            total += heads;
        }
        bands.push((*key, heads));
    }
    if kind.counts_heads && bands.is_empty() {
        fields.insert("heads".to_owned(), json!(chance.around(shape.helpers, 1)));
    } else if total > 0 && chance.happens(TOTAL_ONLY) {
        fields.insert("heads".to_owned(), json!(total));
    } else {
        fields.extend(bands.into_iter().map(|(key, heads)| (format!("head.{key}"), json!(heads))));
    }
    for (key, middle) in shape.quantities {
        fields.insert(format!("qty.{key}"), json!(scale(chance.around(*middle, 1))));
    }
    if chance.happens(ABOUT) || unit_is_large(total) {
        fields.insert("about".to_owned(), json!(true));
    }
    if !(kind.counts_heads && kind.bands.is_empty()) {
        fields.insert("helpers".to_owned(), json!(chance.around(shape.helpers, 1)));
    }
    note(fields, kind, chance);
}

const fn unit_is_large(total: u64) -> bool {
    total > 150
}

fn counted(name: &str) -> bool {
    name == "heads" || name == "helpers" || name.starts_with("head.") || name.starts_with("qty.")
}

/// What a note may say: of the day, never of a person.
const NOTES: [&str; 10] = [
    "はじめて来た方がいました",
    "次は体操をします",
    "お茶の時間が好評でした",
    "雨で少なめでした",
    "小学生が手伝ってくれました",
    "回覧板を見て来た方がいました",
    "いすが足りませんでした",
    "来月の日程を配りました",
    "ケアプラザから講師が来ました",
    "歌をたくさん歌いました",
];

fn note(fields: &mut Fields, kind: &ActivityKind<'_>, chance: &mut Chance) {
    if kind.numbers_only {
        return;
    }
    if chance.happens(18) {
        let pick = usize::try_from(chance.below(NOTES.len() as u64)).unwrap_or(0);
        if let Some(text) = NOTES.get(pick) {
            fields.insert("note".to_owned(), json!(text));
        }
    }
    if let Some(chip) = kind.chips.get(usize::try_from(chance.below(8)).unwrap_or(0)) {
        fields.insert(format!("content.{}", chip.key), Value::Bool(true));
    }
}

/// When it was entered: the same evening, within three days, at the month's end, or later.
fn written(day: Day, whole_month: bool, chance: &mut Chance) -> WallTime {
    let end = day.month().last();
    let entered = match chance.below(100) {
        _ if whole_month => end,
        0..=44 => day,
        45..=64 => day.plus(i64::try_from(1 + chance.below(3)).unwrap_or(1)),
        65..=89 => end.plus(-i64::try_from(chance.below(3)).unwrap_or(0)),
        _ => day.plus(i64::try_from(4 + chance.below(40)).unwrap_or(4)),
    };
    let minute = i64::try_from(chance.below(120)).unwrap_or(0);
    noon(entered.max(day)).plus((7 * 60 + minute) * MINUTE)
}

/// Noon in Japan.
pub(super) fn noon(day: Day) -> WallTime {
    let start = WallTime::from_millis(0).day();
    WallTime::from_millis((day.since(start) * 24 + 12 - 9) * 60 * MINUTE)
}

/// The field's table, row by row.
fn shape(what: &str) -> Shape {
    let (bands, quantities, helpers, cancelled): (&[_], &[_], _, _) = match what {
        "aisatsu" => (&[], &[], 7, 4),
        "salon" => (&[("senior", 15), ("adult", 2), ("child", 0)], &[], 5, 4),
        "oyako" => (&[("adult", 9), ("child", 10)], &[("families", 9)], 4, 5),
        "ibasho" => (&[("senior", 8), ("adult", 3), ("child", 5)], &[], 4, 4),
        "kodomo_shokudo" => (&[("senior", 5), ("adult", 12), ("child", 28)], &[("meals", 55)], 10, 3),
        "kaishoku" => (&[("senior", 25), ("adult", 0), ("child", 0)], &[("meals", 33)], 8, 5),
        "taiso" => (&[("senior", 16), ("adult", 1), ("child", 0)], &[], 2, 3),
        "service_b" => (&[("user", 12), ("frail", 5)], &[], 5, 2),
        "ninchisho_cafe" => (&[("senior", 9), ("adult", 4), ("child", 0)], &[], 4, 3),
        "mimamori" => (&[], &[("households", 36)], 12, 0),
        "seikatsu_shien" => (&[], &[("cases", 10)], 5, 0),
        "koryu" => (&[("senior", 60), ("adult", 60), ("child", 80)], &[], 35, 12),
        "seiso" => (&[("senior", 12), ("adult", 8), ("child", 5)], &[], 25, 15),
        "koza" => (&[("senior", 14), ("adult", 2), ("child", 1)], &[], 2, 3),
        "homon" => (&[], &[("cases", 1)], 1, 0),
        _ => (&[], &[], 18, 2),
    };
    Shape { bands, quantities, helpers, cancelled }
}
