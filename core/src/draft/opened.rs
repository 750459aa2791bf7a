//! 「…を支援し、2か所を新規開設（…）。計画期間の累計 2か所（目標6か所）」: an item with the target of new places.

use super::support::object;
use super::{Drafter, Pen};
use crate::id::PlaceId;
use crate::place::Place;
use crate::plan::progress::places;
use crate::plan::result::{Source, Teller};
use crate::plan::target::{Goal, Over, PlacesCounted};
use crate::plan::year_item::YearItem;
use crate::sorted::SortedSet;

/// Names that are said; the others are counted (R9).
const NAMED: usize = 3;

/// Writes it where the item has such a target.
pub(super) fn write(of: &Drafter, item: &YearItem, teller: Teller, pen: &mut Pen) -> bool {
    let wanted = |goal: &Goal| matches!(goal, Goal::Places { counts: PlacesCounted::Opened, .. });
    let Some(target) = of.target(item, wanted) else { return false };
    let Some(Goal::Places { number, kinds, .. }) = target.goal.clone() else { return false };
    let period = item.plan.and_then(|plan| of.plans.get(&plan)).map(|plan| plan.period).unwrap_or_default();
    let reach = of.reach(item, teller);
    let whole = reach.whole_ward;
    let here: Vec<&Place> = of
        .places
        .values()
        .filter(|place| whole || place.district.is_some_and(|id| reach.districts.contains(&id)))
        .collect();
    let day = of.as_of.min(of.year.last());
    let count = |over| places(PlacesCounted::Opened, &kinds, over, period, day, here.iter().copied()).counted;
    let (year, plan) = (count(Over::Year), count(Over::Plan));
    let source = |places: &SortedSet<PlaceId>| Source { places: places.clone(), ..Source::default() };
    let fresh = year.iter().count();
    let title = of.title(item);
    let begin = object(&title).map(|object| format!("{object}を支援し、")).unwrap_or_default();
    let mut text = if fresh == 0 {
        "新規開設なし".to_owned()
    } else {
        let shown = pen.number(format!("{fresh}か所"), &source(&year));
        format!("{begin}{shown}を新規開設（{}）", names(of, &year))
    };
    if whole {
        let sum = pen.number(format!("{}か所", plan.iter().count()), &source(&plan));
        text.push_str(&format!("。計画期間の累計 {sum}（目標{number}か所）"));
    }
    pen.bullet(text);
    true
}

/// 「わたぐもの家、みちくさ広場」, 「…、…、…ほか2か所」.
fn names(of: &Drafter, all: &SortedSet<PlaceId>) -> String {
    let mut names: Vec<(Option<crate::calendar::Day>, &str)> = all
        .iter()
        .filter_map(|id| of.places.get(id))
        .map(|place| (place.opened, place.name.as_str()))
        .collect();
    crate::sorted::sort_by_key(&mut names, |name| *name);
    let said: Vec<&str> = names.iter().take(NAMED).map(|(_, name)| *name).collect();
    let rest = names.len().saturating_sub(NAMED);
    let said = said.join("、");
    if rest > 0 { format!("{said}ほか{rest}か所") } else { said }
}
