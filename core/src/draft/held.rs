//! 「区内10か所で…を計97回開催（計画100回、延べ1,164組）。中止3回（荒天2、感染症1）」: what those who tell have done themselves.

use super::pen::{about, few, grouped, people, sensitive};
use super::support::is_residents;
use super::tally::{Piece, distinct};
use super::{Drafter, Note, Pen, Tally};
use crate::id::{GroupId, PlaceId};
use crate::plan::result::Source;
use crate::plan::target::{Goal, Per};
use crate::plan::year_item::YearItem;
use crate::sorted::SortedSet;

/// Events that one draft tells of: each takes a bullet (R1).
const EVENTS: usize = 3;
/// Ends of a name after which one says 開催.
const MEETINGS: [&str; 9] =
    ["教室", "講座", "会", "サロン", "カフェ", "フォーラム", "研修", "セミナー", "イベント"];
/// Ends of a name that say what was done: 「集まれる場所の視察」.
const DEEDS: [&str; 4] = ["視察", "見学", "配布", "交付"];

/// What was done under one name.
pub(super) struct Event<'a> {
    pub(super) name: String,
    pub(super) tally: Tally<'a>,
}

/// Whether a line is residents' own work: of a district, and of a kind that residents do.
pub(super) fn residents(of: &Drafter, piece: &Piece<'_>) -> bool {
    piece.scope.district().is_some() && is_residents(&of.kinds.get(&piece.line.what))
}

/// Own work by the ward's group where it has one, else by kind; the most frequent first.
pub(super) fn events<'a>(of: &Drafter, tally: &Tally<'a>) -> Vec<Event<'a>> {
    let key = |piece: &Piece<'a>| -> (Option<GroupId>, &'a str) {
        let group = if piece.scope.district().is_none() { piece.line.group } else { None };
        (group, if group.is_some() { "" } else { piece.line.what.as_str() })
    };
    let keys = distinct(tally.pieces.iter().map(key));
    let event = |(group, what): &(Option<GroupId>, &'a str)| {
        let name = group.and_then(|id| of.groups.get(&id)).map(|(name, ..)| name.clone());
        let name = name.unwrap_or_else(|| of.kinds.get(what).name.to_owned());
        Event { name, tally: tally.only(|piece| key(piece) == (*group, *what)) }
    };
    let mut events: Vec<Event<'a>> = keys.iter().map(event).collect();
    crate::sorted::sort_by_key(&mut events, |event| (u64::MAX - event.tally.times(), event.name.clone()));
    events.truncate(EVENTS);
    events
}

/// Writes own work; residents' where they tell of it themselves.
pub(super) fn write(of: &Drafter, item: &YearItem, tally: &Tally<'_>, pen: &mut Pen) -> bool {
    let offices = of.told_by_offices(item);
    let own = tally.only(|piece| !(offices && residents(of, piece)));
    for event in events(of, &own) {
        sentence(of, item, &event, pen);
    }
    pen.begun()
}

/// One bullet.
pub(super) fn sentence(of: &Drafter, item: &YearItem, event: &Event<'_>, pen: &mut Pen) {
    let tally = &event.tally;
    let source = of.source(item, tally);
    let kinds = tally.kinds();
    let first = kinds.iter().next().copied().unwrap_or_default();
    let kind = of.kinds.get(first);
    if kind.numbers_only {
        return numbers(of, event, &source, pen);
    }
    let times = tally.times();
    if times == 0 {
        if let Some(cancelled) = cancelled(tally, &source, pen, "回") {
            pen.bullet(format!("{}は実施なし（{cancelled}）", event.name));
        }
        return;
    }
    let schools = schools(of, &tally.places());
    let places = tally.places();
    let count = places.iter().count();
    let parts = parts(of, item, event, schools.is_some(), &source, pen);
    let paren = if parts.is_empty() { String::new() } else { format!("（{}）", parts.join("、")) };
    let unit = kind.unit;
    let shown = |pen: &mut Pen, sum: &str| {
        pen.number(format!("{sum}{}{}", grouped(tally.in_unit(unit)), unit.text()), &source)
    };
    let placed = Source { places, ..source.clone() };
    let mut text = match (schools, DEEDS.iter().find(|deed| event.name.ends_with(**deed))) {
        (None, Some(deed)) if count > 0 => {
            let what = event.name.strip_suffix(*deed).unwrap_or_default().trim_end_matches('の');
            let where_ = pen.number(format!("{count}か所"), &placed);
            format!("{what}を{where_}{deed}{paren}")
        }
        (Some(schools), _) => {
            let where_ = pen.number(schools, &placed);
            format!("{where_}で{}を{}実施{paren}", last(&event.name), shown(pen, "計"))
        }
        (None, _) => {
            let place = if count > 1 {
                format!("{}で", pen.number(format!("区内{count}か所"), &placed))
            } else {
                String::new()
            };
            let sum = if count > 1 { "計" } else { "" };
            format!("{place}{}を{}{}{paren}", event.name, shown(pen, sum), verb(&event.name))
        }
    };
    if let Some(cancelled) = cancelled(tally, &source, pen, "回") {
        text.push_str(&format!("。{cancelled}"));
    }
    pen.bullet(text);
}

/// 見守り, 生活支援, 相談: their main number and who helped.
fn numbers(of: &Drafter, event: &Event<'_>, source: &Source, pen: &mut Pen) {
    let tally = &event.tally;
    let kinds = tally.kinds();
    let first = kinds.iter().next().copied().unwrap_or_default();
    let kind = of.kinds.get(first);
    let Some(main) = kind.quantities.first() else { return };
    let secret = sensitive(kind.name);
    if secret && !tally.reach.whole_ward {
        return;
    }
    let number = tally.quantity(main.key);
    let shown =
        few(number, secret).map_or_else(|| format!("延べ{}{}", grouped(number), main.unit), str::to_owned);
    let shown = pen.number(shown, source);
    let helpers = tally.helpers();
    let helped = if helpers > 0 && !secret {
        format!("（{}）", pen.number(format!("担い手 延べ{}人", grouped(helpers)), source))
    } else {
        String::new()
    };
    pen.bullet(format!("{}を{shown}実施{helped}", kind.name));
}

fn parts(
    of: &Drafter,
    item: &YearItem,
    event: &Event<'_>,
    schools: bool,
    source: &Source,
    pen: &mut Pen,
) -> Vec<String> {
    let tally = &event.tally;
    let mut parts = Vec::new();
    if let Some(planned) = planned(of, item) {
        parts.push(format!("計画{}回", grouped(planned)));
    }
    let (times, rough) = (tally.times(), tally.rough());
    let quantity = |key: &str, unit: &str| {
        let sum = tally.quantity(key);
        (sum > 0).then(|| {
            if unit == "部" {
                format!("{}部", about(sum, rough))
            } else {
                format!("延べ{}{unit}", about(sum, rough))
            }
        })
    };
    let counted = quantity("families", "組").or_else(|| quantity("copies", "部"));
    let heads = tally.heads();
    let told = counted.or_else(|| {
        (heads > 0).then(|| {
            let people = people(heads, times, rough);
            if schools { format!("児童生徒 {people}") } else { people }
        })
    });
    parts.extend(told.map(|told| pen.number(told, source)));
    // Of an office's own events those who helped are its staff.
    let residents = !of.told_by_offices(item) || schools;
    if residents && tally.helpers() > 0 {
        parts.push(pen.number(format!("担い手 {}", people(tally.helpers(), times, rough)), source));
    }
    parts.extend(before(of, item, tally, source, pen));
    parts
}

/// 「前年度 58回、延べ1,102人」 where the year before is closed, counted alike and by the same groups (R7).
fn before(
    of: &Drafter,
    item: &YearItem,
    tally: &Tally<'_>,
    source: &Source,
    pen: &mut Pen,
) -> Option<String> {
    let same = tally.comparable()?;
    if !same || !of.closed_before(item) {
        pen.note(Note::NotCompared);
        return None;
    }
    let then = tally.year_before();
    let source = Source { year: of.year.previous(), ..source.clone() };
    let times = pen.number(format!("{}回", grouped(then.times())), &source);
    let heads = then.heads();
    let heads = (heads > 0).then(|| pen.number(people(heads, then.times(), then.rough()), &source));
    let parts: Vec<String> = [Some(times), heads].into_iter().flatten().collect();
    Some(format!("前年度 {}", parts.join("、")))
}

/// How often it was planned, where a target says so.
fn planned(of: &Drafter, item: &YearItem) -> Option<u64> {
    let wanted = |goal: &Goal| match goal {
        Goal::Count { unit, .. } => unit == "回",
        Goal::Frequency { .. } => true,
        _ => false,
    };
    match of.target(item, wanted)?.goal.as_ref()? {
        Goal::Count { number, .. } => Some(*number),
        Goal::Frequency { times, per: Per::Year, places } => Some(times.saturating_mul(places.unwrap_or(1))),
        Goal::Frequency { times, per: Per::Month, places } => {
            Some(times.saturating_mul(12).saturating_mul(places.unwrap_or(1)))
        }
        _ => None,
    }
}

/// 「中止3回（荒天2、感染症1）」 (R8).
pub(super) fn cancelled(tally: &Tally<'_>, source: &Source, pen: &mut Pen, unit: &str) -> Option<String> {
    let all = tally.cancelled();
    let sum: u64 = all.values().sum();
    if sum == 0 {
        return None;
    }
    let why = |key: &str| match key {
        "rain" => "荒天",
        "infection" => "感染症",
        "heat" => "猛暑",
        "hands" => "人手不足",
        _ => "その他",
    };
    let mut reasons: Vec<(u64, &str)> = all.iter().map(|(key, count)| (*count, why(key))).collect();
    crate::sorted::sort_by_key(&mut reasons, |(count, _)| u64::MAX - count);
    let reasons: Vec<String> = reasons.iter().map(|(count, why)| format!("{why}{count}")).collect();
    let source = Source { cancelled: true, ..source.clone() };
    let shown = pen.number(format!("中止{}{unit}", grouped(sum)), &source);
    Some(format!("{shown}（{}）", reasons.join("、")))
}

/// 「小学校9校、中学校3校」, where all places are schools.
fn schools(of: &Drafter, places: &SortedSet<PlaceId>) -> Option<String> {
    let named: Vec<&str> = places
        .iter()
        .filter_map(|id| of.places.get(id))
        .filter(|place| place.what == "school")
        .map(|place| place.name.as_str())
        .collect();
    let all = places.iter().count();
    if all == 0 || named.len() != all {
        return None;
    }
    let of_kind = |word: &str| named.iter().filter(|name| name.contains(word)).count();
    let (small, middle) = (of_kind("小"), of_kind("中"));
    let other = all.saturating_sub(small + middle);
    let kinds = [("小学校", small), ("中学校", middle), ("その他の学校", other)];
    let said = kinds.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name}{count}校"));
    Some(said.collect::<Vec<_>>().join("、"))
}

/// What a name says after where it is: 「福祉教育」 of 「小中学校の福祉教育」.
fn last(name: &str) -> &str {
    name.rsplit('の').next().unwrap_or(name)
}

fn verb(name: &str) -> &'static str {
    if MEETINGS.iter().any(|end| name.ends_with(end)) { "開催" } else { "実施" }
}
