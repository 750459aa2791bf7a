//! `Figure` (実績数): a number that no log can give, with where it comes from; it is never added to what logs give.

use super::field::{self, Writer, year};
use crate::calendar::{FiscalYear, Month};
use crate::id::{DistrictId, FigureId, ItemId, MeasureId, OfficeId, PlanId};
use crate::record::{Fields, Kind, Record};
use crate::text::Title;
use crate::view::View;

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
    use crate::id::derived;
    use crate::plan::result::copy_id;
    use crate::plan::tests::record;

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
}
