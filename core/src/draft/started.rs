//! 「…を新たに2グループ立ち上げ、計36グループ（前年度34）。継続支援の訪問 計96回」: support of groups of which some began.

use super::coverage::name;
use super::pen::grouped;
use super::tally::staffs;
use super::{Drafter, Note, Pen, Tally};
use crate::plan::result::Source;
use crate::plan::year_item::YearItem;

/// Writes it where the item is support, and groups of what it supports began in the year.
pub(super) fn write(of: &Drafter, item: &YearItem, tally: &Tally<'_>, pen: &mut Pen) -> bool {
    let title = of.title(item);
    let kinds = &of.kinds;
    let residents = tally.only(|piece| {
        piece.scope.district().is_some() && !staffs(&kinds.get(&piece.line.what)) && piece.line.what != "koza"
    });
    let began = |id: &&crate::id::GroupId| {
        let since = of.groups.get(*id).and_then(|(_, since, _)| *since);
        since.is_some_and(|since| of.year.contains(since) && since <= of.as_of)
    };
    let groups = residents.groups();
    let fresh = groups.iter().filter(began).count();
    if !title.contains("支援") || fresh == 0 {
        return false;
    }
    let source = of.source(item, &residents);
    let new = pen.number(format!("{fresh}グループ"), &source);
    let all = pen.number(format!("計{}グループ", groups.iter().count()), &source);
    let mut text = format!("{}を新たに{new}立ち上げ、{all}", name(kinds, &residents, &title));
    let before = residents.year_before().groups().iter().count();
    if before > 0 && of.closed_before(item) {
        let source = Source { year: of.year.previous(), ..source.clone() };
        let shown = pen.number(before.to_string(), &source);
        text.push_str(&format!("（前年度{shown}）"));
    } else if before > 0 {
        pen.note(Note::NotCompared);
    }
    let visits = tally.visits();
    if visits > 0 {
        let source = Source { kinds: ["homon".to_owned()].into(), ..source };
        let shown = pen.number(format!("計{}回", grouped(visits)), &source);
        text.push_str(&format!("。継続支援の訪問 {shown}"));
    }
    pen.bullet(text);
    true
}
