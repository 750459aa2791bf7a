//! 「12地区中11地区で…を実施（…）。未実施：どんぐり地区」: an item with the target 全地区.

use super::pen::{about, grouped, unit};
use super::{Drafter, Note, Pen, Tally};
use crate::id::DistrictId;
use crate::kind::Kinds;
use crate::plan::progress::{Coverage, coverage, districts};
use crate::plan::result::Source;
use crate::plan::target::{Goal, Set};
use crate::plan::year_item::YearItem;
use crate::sorted::SortedMap;

/// Writes it where the item has such a target.
pub(super) fn write(of: &Drafter, item: &YearItem, tally: &Tally<'_>, pen: &mut Pen) -> bool {
    let wanted = |goal: &Goal| matches!(goal, Goal::Coverage { set: Set::Districts });
    if of.target(item, wanted).is_none() || tally.is_empty() {
        return false;
    }
    let mut held: SortedMap<DistrictId, u64> = SortedMap::new();
    for piece in &tally.pieces {
        if let Some(district) = piece.scope.district() {
            *held.of(district) += piece.line.times;
        }
    }
    let (list, held) = districts(&of.districts, of.as_of, &held);
    let list = list.iter().filter(|id| tally.reach.districts.contains(*id)).copied().collect();
    let (Coverage::Of { reached, all }, missing) = coverage(&list, &held) else {
        pen.note(Note::NoDistricts);
        return false;
    };
    let source = of.source(item, tally);
    let named = Source { districts: missing.0.clone(), ..source.clone() };
    let share =
        if reached == all { format!("全{all}地区") } else { format!("{all}地区中{reached}地区") };
    let share = pen.number(share, &source);
    let name = name(&of.kinds, tally, &of.title(item));
    let parts = parts(of, tally, &source, pen);
    let missing: Vec<String> =
        missing.0.iter().filter_map(|id| of.districts.get(id)).map(|district| district.label()).collect();
    let mut text = format!("{share}で{name}を実施（{parts}）");
    if !missing.is_empty() {
        let names = pen.number(missing.join("、"), &named);
        text.push_str(&format!("。未実施：{names}"));
    }
    pen.bullet(text);
    true
}

/// What was done, by the kind where there is one, else as the item says.
pub(super) fn name(kinds: &Kinds, tally: &Tally<'_>, title: &str) -> String {
    let all = tally.kinds();
    let mut all = all.iter();
    match (all.next(), all.next()) {
        (Some(kind), None) => {
            let kind = kinds.get(kind);
            let said = kind.name.split('・').find(|part| title.contains(part));
            said.unwrap_or(kind.name).to_owned()
        }
        _ => title.to_owned(),
    }
}

/// 「計179日、31か所、担い手 延べ3,127人」.
fn parts(of: &Drafter, tally: &Tally<'_>, source: &Source, pen: &mut Pen) -> String {
    let kinds = tally.kinds();
    let first = kinds.iter().next().copied().unwrap_or_default();
    let kind = of.kinds.get(first);
    let mut parts =
        vec![pen.number(format!("計{}{}", grouped(tally.in_unit(kind.unit)), unit(kind.unit)), source)];
    let places = tally.places();
    if places.iter().next().is_some() {
        let source = Source { places: places.clone(), ..source.clone() };
        parts.push(pen.number(format!("{}か所", places.iter().count()), &source));
    }
    if kind.counts_heads && tally.heads() > 0 {
        parts.push(pen.number(format!("参加 延べ{}人", about(tally.heads(), tally.rough())), source));
    }
    if tally.helpers() > 0 {
        parts.push(pen.number(format!("担い手 延べ{}人", about(tally.helpers(), tally.rough())), source));
    }
    parts.join("、")
}
