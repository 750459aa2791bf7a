//! The rows of a year's grid: an office's items that want a number from elsewhere, with what is there and what last year's
//! were called; which logs count is not known here.

use serde_json::Value;

use crate::book::Book;
use crate::book::sheet::named;
use crate::book::table::{Choice, items_in_order};
use crate::calendar::FiscalYear;
use crate::id::{FigureId, ItemId, MeasureId, OfficeId, PersonId, RecordId};
use crate::plan::figure::{Figure, Span, Sum};
use crate::plan::relation::RelationKind;
use crate::plan::target::{Goal, Per};
use crate::plan::year_item::YearItem;
use crate::record::{Kind, Record};
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::view::View;

/// Whose numbers of which year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The office; none is the ward as a whole.
    pub office: Option<OfficeId>,
}

/// A year's item with its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The item.
    pub item: ItemId,
    /// The measure, as its plan calls it.
    pub measure: String,
    /// 実施計画.
    pub title: String,
    /// Facts beside the title.
    pub detail: Option<String>,
    /// Its rows: those that have numbers, last year's without any yet, or an empty one.
    pub rows: Vec<Row>,
}

/// Numbers of one thing, in one unit and from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The item.
    pub item: ItemId,
    /// Whose.
    pub office: Option<OfficeId>,
    /// What was counted, where the item does not say it.
    pub title: String,
    /// 件, 部.
    pub unit: String,
    /// 出典.
    pub source: String,
    /// Whether it is told month by month.
    pub monthly: bool,
    /// Its numbers by time.
    pub held: SortedMap<Span, Held>,
    /// What the year before came to.
    pub before: Option<u64>,
    /// Values that somebody else wrote at the same time.
    pub beside: Vec<Beside>,
}

/// A number that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its record.
    pub id: FigureId,
    /// How many.
    pub number: u64,
}

/// A value that waits beside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// The record.
    pub id: FigureId,
    /// Of which time it is.
    pub period: Option<Span>,
    /// The field.
    pub field: String,
    /// The value that stands.
    pub now: Value,
    /// The other one.
    pub other: Value,
    /// Who wrote it.
    pub by: Option<PersonId>,
}

impl Row {
    /// One without a number.
    pub const fn blank(item: ItemId, office: Option<OfficeId>, monthly: bool) -> Self {
        Self {
            item,
            office,
            title: String::new(),
            unit: String::new(),
            source: String::new(),
            monthly,
            held: SortedMap::new(),
            before: None,
            beside: Vec::new(),
        }
    }

    /// The times that its cells are of.
    pub fn spans(year: FiscalYear, monthly: bool) -> Vec<Span> {
        if monthly { year.months().map(Span::Month).collect() } else { vec![Span::Year(year)] }
    }

    /// What its numbers come to.
    pub fn total(&self) -> Option<u64> {
        let mut sum = Sum::default();
        self.held.iter().for_each(|(period, held)| sum.add(*period, held.number, self.office));
        sum.total()
    }
}

/// The sections of a year in the order of the plans: items that have figures, or had them the year before, items that no rule
/// counts logs for, and those that somebody wants to add.
pub fn sections(book: &Book, view: &View<'_>, asked: Asked, added: &SortedSet<ItemId>) -> Vec<Section> {
    let body = asked.office.and_then(|id| book.offices.get(&id)).and_then(|office| office.body);
    let mine = |item: &YearItem| {
        asked.office.is_none() || body.is_some_and(|body| owners(book, item).contains(&body))
    };
    let ruled: SortedSet<MeasureId> = book
        .plans
        .values()
        .flat_map(|plan| plan.rules.values())
        .flat_map(|rule| rule.measures.iter().copied())
        .collect();
    let mut ground = Ground { book, asked, now: SortedMap::new(), before: SortedMap::new() };
    for record in view.live(&Kind::Figure) {
        ground.take(record);
    }
    let mut sections = Vec::new();
    for item in items(book, asked.year).into_iter().filter(|item| mine(item)) {
        let told = ground.rows(item);
        let counted = item.measure.is_some_and(|measure| ruled.contains(&measure));
        let wanted = !told.is_empty() || !counted || added.contains(&item.id);
        if item.relations.iter().any(|tie| tie.kind == RelationKind::Repeats) || !wanted {
            continue;
        }
        let blank = || vec![Row::blank(item.id, asked.office, monthly(book, item))];
        sections.push(Section {
            item: item.id,
            measure: item.measure.and_then(|id| book.measures.get(&id)).and_then(named).unwrap_or_default(),
            title: item.title.as_ref().map(ToString::to_string).unwrap_or_default(),
            detail: item.detail.clone(),
            rows: if told.is_empty() { blank() } else { told },
        });
    }
    sections
}

/// A year's items, plan by plan, in the order of print.
fn items(book: &Book, year: FiscalYear) -> Vec<&YearItem> {
    let of_plan =
        |plan| items_in_order(book, &Choice { plan, year: Some(year), under: None, results: false });
    book.plans.keys().flat_map(|plan| of_plan(*plan)).filter(|item| item.year == Some(year)).collect()
}

fn owners<'a>(book: &'a Book, item: &'a YearItem) -> &'a [crate::id::BodyId] {
    let measure = item.measure.and_then(|id| book.measures.get(&id));
    let own = &item.owners.bodies;
    if own.is_empty() { measure.map_or(own, |measure| &measure.owners.bodies) } else { own }
}

/// Whether the plan speaks of it by the month: a target 月2回, or the words beside its title.
fn monthly(book: &Book, item: &YearItem) -> bool {
    let of = |goal: &Option<Goal>| matches!(goal, Some(Goal::Frequency { per: Per::Month, .. }));
    let mut targets = book.targets.iter().filter(|target| {
        target.item == Some(item.id)
            || target.item.is_none() && target.measure.is_some() && target.measure == item.measure
    });
    let said = |text: &str| {
        text.contains("毎月") || text.contains("月") && text.contains("回") && !text.contains("か月")
    };
    targets.any(|target| of(&target.goal)) || item.detail.as_deref().is_some_and(said)
}

/// What was counted, in which unit, from where.
type Key = (String, String, String);

/// A row of last year: whether it was told by the month, and what it came to.
type Before = (Key, bool, Sum);

struct Ground<'a> {
    book: &'a Book,
    asked: Asked,
    now: SortedMap<ItemId, Vec<(Key, Row)>>,
    /// Last year's, by measure and the item's title.
    before: SortedMap<(MeasureId, String), Vec<Before>>,
}

impl Ground<'_> {
    fn take(&mut self, record: &Record) {
        let figure = Figure::read(record);
        let (Some(item), Some(period), Some(number)) = (figure.item, figure.period, figure.number) else {
            return;
        };
        if figure.of.is_some() || figure.district.is_some() || figure.office != self.asked.office {
            return;
        }
        let title = figure.title.as_ref().map(ToString::to_string).unwrap_or_default();
        let key = (title, figure.unit.clone(), figure.source.clone());
        let monthly = matches!(period, Span::Month(_));
        if period.fiscal_year() == self.asked.year {
            let rows = self.now.of(item);
            // A second number of one time stands in a row of its own, where it can be seen.
            let place = rows.iter().position(|(of, row)| *of == key && !row.held.contains_key(&period));
            if place.is_none() {
                let (title, unit, source) = key.clone();
                let blank = Row::blank(item, self.asked.office, monthly);
                rows.push((key, Row { title, unit, source, ..blank }));
            }
            let at = place.unwrap_or(rows.len() - 1);
            if let Some((_, row)) = rows.get_mut(at) {
                row.held.insert(period, Held { id: figure.id, number });
                row.monthly |= monthly;
                row.beside.extend(beside(record, &figure));
            }
        } else if Some(period.fiscal_year()) == self.asked.year.previous() {
            let Some(of) = self.book.items.get(&item) else { return };
            let Some(measure) = of.measure else { return };
            let title = of.title.as_ref().map(ToString::to_string).unwrap_or_default();
            let rows = self.before.of((measure, title));
            if !rows.iter().any(|(of, ..)| *of == key) {
                rows.push((key.clone(), monthly, Sum::default()));
            }
            for (_, _, sum) in rows.iter_mut().filter(|(of, ..)| *of == key) {
                sum.add(period, number, figure.office);
            }
        }
    }

    /// An item's rows: with numbers first, then last year's that have none yet.
    fn rows(&self, item: &YearItem) -> Vec<Row> {
        let mut rows: Vec<Row> =
            self.now.get(&item.id).into_iter().flatten().map(|(_, row)| row.clone()).collect();
        for ((title, unit, source), monthly, sum) in self.before_of(item) {
            let same = |row: &&mut Row| row.title == *title && row.unit == *unit;
            match rows.iter_mut().find(same) {
                Some(row) => row.before = sum.total(),
                None => rows.push(Row {
                    title: title.clone(),
                    unit: unit.clone(),
                    source: source.clone(),
                    before: sum.total(),
                    ..Row::blank(item.id, self.asked.office, *monthly)
                }),
            }
        }
        sort_by_key(&mut rows, |row| (row.title.clone(), row.unit.clone(), row.source.clone()));
        rows
    }

    /// Last year's rows of the same item: of its measure, or of those that it came from, under the same title.
    fn before_of(&self, item: &YearItem) -> Vec<&Before> {
        let Some(measure) = item.measure else { return Vec::new() };
        let title = item.title.as_ref().map(ToString::to_string).unwrap_or_default();
        let row = self.book.measures.get(&measure);
        let from = row.into_iter().flat_map(|row| &row.relations).filter(|tie| tie.kind.lineage());
        let family: Vec<RecordId> = from.filter_map(|tie| tie.to).chain([measure.record()]).collect();
        let rows = family.into_iter().filter_map(|id| self.before.get(&(MeasureId::of(id), title.clone())));
        rows.flatten().collect()
    }
}

fn beside(record: &Record, figure: &Figure) -> Vec<Beside> {
    let one = |other: &crate::record::Parallel| Beside {
        id: figure.id,
        period: figure.period,
        field: other.field.clone(),
        now: record.fields.get(&other.field).cloned().unwrap_or(Value::Null),
        other: other.value.clone(),
        by: other.by,
    };
    record.parallel.iter().map(one).collect()
}
