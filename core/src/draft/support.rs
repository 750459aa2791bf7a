//! Support of what residents do: the office's own visits and 同席 first, residents' numbers after as （参考） (R10). Without
//! own support nothing is claimed.

use super::coverage::name;
use super::held;
use super::pen::{about, grouped, people};
use super::tally::staffs;
use super::{Drafter, Note, Pen, Tally};
use crate::id::OfficeId;
use crate::plan::result::{Source, Teller};
use crate::plan::year_item::YearItem;
use crate::sorted::SortedSet;

/// A title's ends that say how something is supported.
const ENDS: [&str; 4] = ["の後方支援", "後方支援", "の支援", "支援"];
/// Ends of what is supported after which one says where.
const DOINGS: [&str; 4] = ["運営", "立ち上げ", "立上げ", "活動"];
/// A part of those who came that is worth saying, in percent.
const PART: u64 = 20;

/// What a title says is supported: 「居場所の運営」 of 「居場所の運営支援」; none where it is no support.
pub(super) fn object(title: &str) -> Option<&str> {
    let end = ENDS.iter().find(|end| title.ends_with(**end))?;
    title.strip_suffix(*end).map(|object| object.trim_end_matches('の')).filter(|object| !object.is_empty())
}

/// Writes it where the item is support, or where residents did what an office's item counts.
pub(super) fn write(of: &Drafter, item: &YearItem, teller: Teller, tally: &Tally<'_>, pen: &mut Pen) -> bool {
    let residents = tally.only(|piece| held::residents(of, piece));
    if residents.is_empty() || !of.told_by_offices(item) {
        return false;
    }
    let title = of.title(item);
    let offices = of.offices_of(teller);
    let own = tally.only(|piece| !held::residents(of, piece) && piece.line.what != "homon");
    let visits = tally.visits();
    if visits == 0 && residents.supported(&offices) == 0 {
        pen.note(Note::NoSupport);
        return false;
    }
    let kinds = residents.kinds();
    let single = kinds.iter().count() == 1;
    if single && visits > 0 {
        visited(of, item, &title, &residents, &own, visits, pen);
        return true;
    }
    for event in held::events(of, &own) {
        held::sentence(of, item, &event, pen);
    }
    for kind in &kinds {
        let of_kind = residents.only(|piece| piece.line.what == *kind);
        let attended = of_kind.supported(&offices);
        if attended > 0 {
            attended_text(of, item, &of_kind, attended, pen);
        }
    }
    if visits > 0 {
        let source = visit_source(of, item, tally);
        let shown = pen.number(format!("計{}回", grouped(visits)), &source);
        say(pen, format!("訪問 {shown}"));
    }
    pen.begun()
}

/// Goes on in the bullet that was begun where there is room, else begins another (R1).
fn say(pen: &mut Pen, text: String) {
    if pen.has_room(&text) {
        pen.go_on(&text);
    } else {
        pen.bullet(text);
    }
}

/// 「…の運営を6か所で支援（訪問 計41回）。（参考：開催 計229回、参加 延べ3,664人、うちこども1,088人）」.
fn visited(
    of: &Drafter,
    item: &YearItem,
    title: &str,
    residents: &Tally<'_>,
    own: &Tally<'_>,
    visits: u64,
    pen: &mut Pen,
) {
    let source = of.source(item, residents);
    let what = object(title).map_or_else(|| name(&of.kinds, residents, title), str::to_owned);
    let (count, unit) = sites(residents);
    let shown = pen.number(format!("{count}{unit}"), &source);
    let doing = DOINGS.iter().any(|end| what.ends_with(end));
    let head = if doing { format!("{what}を{shown}で支援") } else { format!("{what} {shown}を支援") };
    let visit = visit_source(of, item, residents);
    let mut parts = vec![format!("訪問 {}", pen.number(format!("計{}回", grouped(visits)), &visit))];
    for event in held::events(of, own) {
        let (times, heads) = (event.tally.times(), event.tally.heads());
        let source = of.source(item, &event.tally);
        let count = pen.number(format!("{}回", grouped(times)), &source);
        let came = pen.number(people(heads, times, event.tally.rough()), &source);
        parts.push(if heads > 0 {
            format!("{}{count}・{came}", event.name)
        } else {
            format!("{}{count}", event.name)
        });
    }
    let reference = reference(residents, &source, pen);
    pen.bullet(format!("{head}（{}）。（参考：{reference}）", parts.join("、")));
}

/// 「認知症カフェ6か所の運営を支援（計64回のうち同席27回。参加 延べ832人）」.
fn attended_text(of: &Drafter, item: &YearItem, residents: &Tally<'_>, attended: u64, pen: &mut Pen) {
    let source = of.source(item, residents);
    let (count, unit) = sites(residents);
    let what = name(&of.kinds, residents, &of.title(item));
    let gap = if what.ends_with(|letter: char| letter.is_ascii()) { " " } else { "" };
    let shown = pen.number(format!("{count}{unit}"), &source);
    let all = pen.number(format!("計{}回", grouped(residents.times())), &source);
    let there = pen.number(format!("同席{}回", grouped(attended)), &source);
    let came = residents.heads();
    let came = if came > 0 {
        let shown = pen.number(format!("延べ{}人", about(came, residents.rough())), &source);
        format!("。参加 {shown}")
    } else {
        String::new()
    };
    say(pen, format!("{what}{gap}{shown}の運営を支援（{all}のうち{there}{came}）"));
}

/// 「開催 計229回、参加 延べ3,664人、うちこども1,088人」.
fn reference(residents: &Tally<'_>, source: &Source, pen: &mut Pen) -> String {
    let users = residents.kinds().contains("service_b");
    let (done, came) = if users { ("活動", "利用") } else { ("開催", "参加") };
    let times = pen.number(format!("計{}回", grouped(residents.times())), source);
    let mut parts = vec![format!("{done} {times}")];
    let heads = residents.heads();
    if heads > 0 {
        let shown = pen.number(format!("延べ{}人", about(heads, residents.rough())), source);
        parts.push(format!("{came} {shown}"));
    }
    let (children, known) = residents.band("child");
    if children * 100 >= heads * PART && children > 0 {
        let shown = pen.number(format!("{}人", about(children, residents.rough())), source);
        parts.push(known.map_or_else(
            || format!("うちこども{shown}"),
            |logs| format!("うちこども{shown}（内訳の記録がある{}回では）", grouped(logs)),
        ));
    }
    parts.extend(held::cancelled(residents, source, pen, "回"));
    parts.join("、")
}

/// At how many places, or of how many groups where these matter.
fn sites(tally: &Tally<'_>) -> (usize, &'static str) {
    let kinds = tally.kinds();
    let groups = tally.groups().iter().count();
    let places = tally.places().iter().count();
    if kinds.contains("service_b") || places == 0 {
        (groups, "団体")
    } else if kinds.contains("taiso") {
        (groups, "グループ")
    } else {
        (places, "か所")
    }
}

fn visit_source(of: &Drafter, item: &YearItem, tally: &Tally<'_>) -> Source {
    Source { kinds: ["homon".to_owned()].into(), ..of.source(item, tally) }
}

impl Drafter {
    /// Whether those who do the item are offices, rather than residents themselves.
    pub(super) fn told_by_offices(&self, item: &YearItem) -> bool {
        let bodies = self.bodies(item);
        bodies.is_empty() || bodies.iter().any(|body| self.offices.iter().any(|own| own.body == Some(*body)))
    }

    /// The offices for whom a teller speaks; none where nobody knows.
    pub(super) fn offices_of(&self, teller: Teller) -> SortedSet<OfficeId> {
        match teller {
            Teller::Office(office) => [office].into(),
            Teller::Body(Some(body)) => {
                self.offices.iter().filter(|own| own.body == Some(body)).map(|own| own.id).collect()
            }
            Teller::Body(None) => SortedSet::new(),
        }
    }
}

/// Whether a kind's logs are residents' activities.
pub(super) fn is_residents(kind: &crate::kind::ActivityKind<'_>) -> bool {
    !staffs(kind) && !matches!(kind.key, "koza" | "kaigi" | "shuchi")
}
