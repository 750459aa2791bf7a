//! 実績数 in a draft: numbers that no log can give, always with ※出典 (R15).

use super::pen::{few, grouped, sensitive};
use super::{Drafter, Note, Pen};
use crate::calendar::FiscalYear;
use crate::plan::figure::{Figure, Sum};
use crate::plan::result::{Source, Teller};
use crate::plan::target::{Goal, Per};
use crate::plan::year_item::YearItem;
use crate::sorted::{SortedMap, SortedSet, sort_by};

/// What was counted, in which unit, from where; and what it adds up to, now and the year before.
#[derive(Debug)]
pub(super) struct Told {
    title: String,
    unit: String,
    source: String,
    now: Option<u64>,
    before: Option<u64>,
    from: Source,
}

impl Drafter {
    /// The figures of an item and whoever tells it, added up over months and offices; a year's own number goes before its
    /// months'.
    pub(super) fn figures_of(&self, item: &YearItem, teller: Teller, pen: &mut Pen) -> Vec<Told> {
        let reach = self.reach(item, teller);
        let offices: SortedSet<_> = match teller {
            Teller::Office(office) => [office].into(),
            Teller::Body(Some(body)) => {
                self.offices.iter().filter(|own| own.body == Some(body)).map(|own| own.id).collect()
            }
            Teller::Body(None) => SortedSet::new(),
        };
        let nobody = offices.iter().next().is_none();
        let mine = |figure: &&Figure| {
            let on = figure.item == Some(item.id)
                || figure.item.is_none() && figure.measure.is_some() && figure.measure == item.measure;
            let by = figure.office.is_none_or(|office| nobody || offices.contains(&office));
            on && by
                && figure
                    .district
                    .is_none_or(|district| reach.whole_ward || reach.districts.contains(&district))
        };
        let mut all: SortedMap<(String, String, String), (Sum, Sum, Source)> = SortedMap::new();
        let mut order: Vec<(String, String, String)> = Vec::new();
        for figure in self.figures.iter().filter(mine) {
            let (Some(number), Some(period)) = (figure.number, figure.period) else { continue };
            if figure.source.trim().is_empty() {
                pen.note(Note::NoSource);
                continue;
            }
            let title = figure.title.as_ref().map(ToString::to_string).unwrap_or_default();
            // Of 相談 and the like nothing is told by district.
            let told = [title.as_str(), &self.title(item)].iter().any(|text| sensitive(text));
            if told && figure.district.is_some() {
                continue;
            }
            let key = (title, figure.unit.clone(), figure.source.clone());
            if !order.contains(&key) {
                order.push(key.clone());
            }
            let (now, before, source) = all.of(key);
            let year: FiscalYear = period.fiscal_year();
            if year == self.year {
                now.add(period, number, figure.office);
                source.figures.insert(figure.id);
            } else if Some(year) == self.year.previous() {
                before.add(period, number, figure.office);
            }
        }
        sort_by(&mut order, &|one, other| unit_rank(&one.1).cmp(&unit_rank(&other.1)));
        let told = |key: (String, String, String)| {
            let (now, before, from) = all.remove(&key)?;
            let (title, unit, source) = key;
            Some(Told { title, unit, source, now: now.total(), before: before.total(), from })
        };
        order.into_iter().filter_map(told).collect()
    }
}

/// 回 first: it says what was done.
fn unit_rank(unit: &str) -> u8 {
    u8::from(unit != "回")
}

/// Writes the figures: a sentence of their own, or behind what logs say.
pub(super) fn write(of: &Drafter, item: &YearItem, told: &[Told], pen: &mut Pen) -> bool {
    let told: Vec<&Told> = told.iter().filter(|told| told.now.is_some()).collect();
    if told.is_empty() {
        return false;
    }
    let title = of.title(item);
    let grant = title.contains("助成") || title.contains("交付");
    let text = match told.as_slice() {
        _ if grant => granted(of, item, &told, pen),
        [first, rest @ ..] if first.unit == "回" => often(of, item, first, rest, &title, pen),
        _ => listed(&told, &title, pen),
    };
    let sources: SortedSet<&str> = told.iter().map(|told| told.source.as_str()).collect();
    let sources = sources.iter().copied().collect::<Vec<_>>().join("、");
    let text = format!("{text}※{sources}");
    if pen.begun() {
        pen.go_on(&text);
    } else {
        pen.bullet(text);
    }
    true
}

/// 「ふれあい助成金を58団体、地区社協助成金を12地区に交付（前年度 55団体、12地区）」.
fn granted(of: &Drafter, item: &YearItem, told: &[&Told], pen: &mut Pen) -> String {
    let each = told.iter().map(|told| format!("{}を{}", told.title, shown(told, pen)));
    let each = each.collect::<Vec<_>>().join("、");
    let before: Option<Vec<String>> = told
        .iter()
        .map(|told| {
            let source = Source { year: of.year.previous(), ..told.from.clone() };
            told.before.map(|number| pen.number(format!("{}{}", grouped(number), told.unit), &source))
        })
        .collect();
    let before = before.filter(|_| of.closed_before(item));
    let before = before.map(|all| format!("（前年度 {}）", all.join("、"))).unwrap_or_default();
    format!("{each}に交付{before}")
}

/// 「専門職による面談を月2回、計24回実施（相談 延べ31件）」.
fn often(of: &Drafter, item: &YearItem, first: &Told, rest: &[&Told], title: &str, pen: &mut Pen) -> String {
    let name = if first.title.is_empty() { title } else { &first.title };
    let per = of.target(item, |goal| matches!(goal, Goal::Frequency { per: Per::Month, .. }));
    let per = per.and_then(|target| match target.goal {
        Some(Goal::Frequency { times, .. }) => Some(format!("月{times}回、")),
        _ => None,
    });
    let count = pen.number(format!("計{}回", grouped(first.now.unwrap_or(0))), &first.from);
    let rest: Vec<String> = rest.iter().map(|told| format!("{} {}", told.title, summed(told, pen))).collect();
    let paren = if rest.is_empty() { String::new() } else { format!("（{}）", rest.join("、")) };
    format!("{name}を{}{count}実施{paren}", per.unwrap_or_default())
}

/// 「開設候補2か所を検討中」, 「発行部数 12,000部」.
fn listed(told: &[&Told], title: &str, pen: &mut Pen) -> String {
    let one = |told: &&Told, pen: &mut Pen| match told.title.split_once('を') {
        Some((what, deed)) => format!("{what}{}を{deed}", shown(told, pen)),
        None if told.title.is_empty() => format!("{title} {}", shown(told, pen)),
        None => format!("{} {}", told.title, shown(told, pen)),
    };
    told.iter().map(|told| one(told, pen)).collect::<Vec<_>>().join("、")
}

fn shown(told: &Told, pen: &mut Pen) -> String {
    let number = told.now.unwrap_or(0);
    let text = few(number, sensitive(&told.title));
    let text = text.map_or_else(|| format!("{}{}", grouped(number), told.unit), str::to_owned);
    pen.number(text, &told.from)
}

/// 「延べ31件」 of what comes again and again.
fn summed(told: &Told, pen: &mut Pen) -> String {
    let number = told.now.unwrap_or(0);
    let again = ["人", "件", "組"].contains(&told.unit.as_str());
    let text = few(number, sensitive(&told.title));
    let text = text.map_or_else(
        || format!("{}{}{}", if again { "延べ" } else { "" }, grouped(number), told.unit),
        str::to_owned,
    );
    pen.number(text, &told.from)
}
