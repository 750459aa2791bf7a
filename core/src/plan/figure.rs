//! `Figure` (実績数): a number that no log can give, with where it comes from; it is never added to what logs give.

use super::field::{self, Writer, year};
use crate::calendar::{FiscalYear, Month};
use crate::id::{DistrictId, FigureId, ItemId, MeasureId, OfficeId, PlanId, derived};
use crate::record::{Fields, Kind, Record};
use crate::sorted::SortedMap;
use crate::text::Title;
use crate::view::View;

/// A number from elsewhere, at most.
pub const FIGURE_MAX: u64 = 9_999_999;
/// A unit or a 出典, at most, in characters.
pub const FIGURE_CHARS: usize = 200;

/// A number from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its record.
    pub id: FigureId,
    /// The plan.
    pub plan: Option<PlanId>,
    /// The year's item that it tells of.
    pub item: Option<ItemId>,
    /// Or a measure, where no item stands for it.
    pub measure: Option<MeasureId>,
    /// Whose number it is.
    pub office: Option<OfficeId>,
    /// Of one district alone.
    pub district: Option<DistrictId>,
    /// What was counted, where the item does not say it: 講座参加者.
    pub title: Option<Title>,
    /// Of which time; none where the record does not say it.
    pub period: Option<Span>,
    /// How many; none where the record does not say it.
    pub number: Option<u64>,
    /// 回, 部, 件.
    pub unit: String,
    /// 出典: 窓口集計, 発行部数, 助成決定一覧.
    pub source: String,
    /// Of the copy for all that the server makes: the figure that it is of.
    pub of: Option<FigureId>,
}

/// The time that a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// One month.
    Month(Month),
    /// A fiscal year.
    Year(FiscalYear),
}

impl Span {
    /// The fiscal year that it counts in.
    pub const fn fiscal_year(self) -> FiscalYear {
        match self {
            Self::Month(month) => month.fiscal_year(),
            Self::Year(year) => year,
        }
    }

    /// As text: 2026-11, or 2026 of a fiscal year.
    pub fn key(self) -> String {
        match self {
            Self::Month(month) => month.to_string(),
            Self::Year(year) => year.year().to_string(),
        }
    }

    /// Reads it back.
    pub fn parse(key: &str) -> Option<Self> {
        let year = || key.parse().ok().and_then(|year| FiscalYear::new(year).ok()).map(Self::Year);
        Month::parse(key).ok().map(Self::Month).or_else(year)
    }
}

/// The one record of what an office counts of an item in a time, under a title and in a unit: two people who type the same
/// cell make one figure with two values.
pub fn figure_id(item: ItemId, office: Option<OfficeId>, title: &str, unit: &str, period: Span) -> FigureId {
    let office = office.map_or_else(|| "none".to_owned(), |office| office.to_string());
    FigureId::of(derived(&["figure", &item.to_string(), &office, title, unit, &period.key()]))
}

/// A year's numbers of one thing, by office; an office's number of the year goes before those of its months.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    years: SortedMap<Option<OfficeId>, u64>,
    months: SortedMap<Option<OfficeId>, u64>,
}

impl Sum {
    /// Adds a number.
    pub fn add(&mut self, period: Span, number: u64, office: Option<OfficeId>) {
        let sum = match period {
            Span::Year(_) => self.years.of(office),
            Span::Month(_) => self.months.of(office),
        };
        *sum = sum.saturating_add(number);
    }

    /// What they come to; none where there is no number.
    pub fn total(&self) -> Option<u64> {
        let years = self.years.iter();
        let months = self.months.iter().filter(|(office, _)| !self.years.contains_key(*office));
        let mut all = years.chain(months).map(|(_, sum)| *sum).peekable();
        all.peek()?;
        Some(all.fold(0, u64::saturating_add))
    }
}

impl Figure {
    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        let month = record.text("month").and_then(|text| Month::parse(text).ok()).map(Span::Month);
        Self {
            id: FigureId::of(record.id),
            plan: record.link("plan").map(PlanId::of),
            item: record.link("item").map(ItemId::of),
            measure: record.link("measure").map(MeasureId::of),
            office: record.link("office").map(OfficeId::of),
            district: record.link("district").map(DistrictId::of),
            title: field::title(record),
            period: month.or(year(record, "year").map(Span::Year)),
            number: record.number("number"),
            unit: field::text(record, "unit").unwrap_or_default(),
            source: field::text(record, "source").unwrap_or_default(),
            of: record.link("of").map(FigureId::of),
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.link("plan", self.plan.map(PlanId::record));
        to.link("item", self.item.map(ItemId::record));
        to.link("measure", self.measure.map(MeasureId::record));
        to.link("office", self.office.map(OfficeId::record));
        to.link("district", self.district.map(DistrictId::record));
        to.text("title", self.title.as_ref().map(Title::as_str));
        match self.period {
            Some(Span::Month(month)) => to.text("month", Some(&month.to_string())),
            Some(Span::Year(year)) => to.year("year", Some(year)),
            None => {}
        }
        to.number("number", self.number);
        to.text("unit", Some(self.unit.as_str()).filter(|text| !text.is_empty()));
        to.text("source", Some(self.source.as_str()).filter(|text| !text.is_empty()));
        to.link("of", self.of.map(FigureId::record));
        to.fields()
    }
}

/// The figures of a view, each once: whoever sees the figure itself needs no copy of it.
pub fn figures(view: &View<'_>) -> Vec<Figure> {
    let all = view.live(&Kind::Figure).map(Figure::read);
    let held = |id: FigureId| view.get(id.record()).is_some_and(|record| record.kind == Kind::Figure);
    all.filter(|figure| !figure.of.is_some_and(held)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    use crate::plan::result::copy_id;
    use crate::plan::tests::record;
    use crate::schema::check_field;

    #[test]
    fn a_figure_and_its_copy_count_once() {
        let id = derived(&["figure"]);
        let figure = Figure::read(&record(id, Kind::Figure, Fields::new()));
        let figure =
            Figure { number: Some(31), unit: "件".to_owned(), source: "窓口集計".to_owned(), ..figure };
        let copy = Figure { of: Some(figure.id), ..figure.clone() };
        let records =
            [record(id, Kind::Figure, figure.fields()), record(copy_id(id), Kind::Figure, copy.fields())];
        assert_eq!(figures(&View::new(&records)), [figure]);
        let [_, copied] = records;
        let records = [copied];
        assert_eq!(figures(&View::new(&records)).len(), 1, "whoever has the copy alone counts it");
    }

    #[test]
    fn a_time_reads_back_and_the_limits_are_those_of_the_door() {
        for period in
            [Span::Month(Month::parse("2026-11").unwrap()), Span::Year(FiscalYear::new(2026).unwrap())]
        {
            assert_eq!(Span::parse(&period.key()), Some(period));
        }
        assert_eq!(Span::parse("11"), None);
        let fits = |field: &str, value| check_field(&Kind::Figure, field, &value).is_ok();
        assert!(fits("number", json!(FIGURE_MAX)) && !fits("number", json!(FIGURE_MAX + 1)));
        for field in ["unit", "source"] {
            assert!(
                fits(field, json!("あ".repeat(FIGURE_CHARS)))
                    && !fits(field, json!("あ".repeat(FIGURE_CHARS + 1)))
            );
        }
    }

    #[test]
    fn the_year_s_own_number_goes_before_its_months_office_by_office() {
        let [one, other] = ["a", "b"].map(|name| Some(OfficeId::of(derived(&[name]))));
        let (month, year) = (Span::parse("2026-04").unwrap(), Span::parse("2026").unwrap());
        let mut sum = Sum::default();
        assert_eq!(sum.total(), None);
        sum.add(month, 3, one);
        sum.add(month, 4, other);
        assert_eq!(sum.total(), Some(7));
        sum.add(year, 10, one);
        assert_eq!(sum.total(), Some(14));
    }
}
