//! 自主企画事業実績: an office's courses and visits as one flat sheet, a row each, for a spreadsheet to go on with.

use super::maybe;
use crate::activity::When;
use crate::calendar::{Day, FiscalYear, Slot};
use crate::paper::{Cell, Column, Row, Sheet, Style};
use crate::query::plaza_year::Event;
use crate::view::View;

const HEADS: [(&str, u16); 13] = [
    ("年度", 8),
    ("年月日", 12),
    ("曜日", 6),
    ("時刻", 10),
    ("事業名", 30),
    ("種類", 20),
    ("地区", 16),
    ("場所", 24),
    ("実施", 14),
    ("参加", 8),
    ("担い手", 8),
    ("件数", 8),
    ("およそ", 8),
];

/// What an office's list is made of.
#[derive(Debug, Clone, Copy)]
pub struct PlazaPaper<'a> {
    /// The office's name.
    pub office: &'a str,
    /// The year.
    pub year: FiscalYear,
    /// What it did.
    pub events: &'a [Event],
    /// The day on which the list is made.
    pub made: Day,
    /// The line of a ward that is made up.
    pub notice: Option<&'a str>,
}

/// The sheet: the heads, then a row for each event.
pub fn plaza_sheet(view: &View<'_>, paper: PlazaPaper<'_>) -> Sheet {
    let heads = HEADS.iter().map(|(head, _)| Cell::text(Style::Head, *head));
    let rows = paper.events.iter().map(|event| row(view, paper.year, event));
    Sheet {
        name: "自主企画事業実績".to_owned(),
        lies: true,
        columns: HEADS.iter().map(|(_, width)| Column::wide(*width)).collect(),
        rows: [Row::of(heads.collect())].into_iter().chain(rows).collect(),
        repeated: 1,
        foot: super::foot(paper.office, paper.year, paper.made),
        notice: paper.notice.map(str::to_owned),
    }
}

fn row(view: &View<'_>, year: FiscalYear, event: &Event) -> Row {
    let kind = view.kinds().get(&event.what);
    let text = |text: String| Cell::text(Style::Cell, text);
    let (date, weekday) = match event.when {
        When::Day(day) => (day.to_string(), day.weekday().text().to_owned()),
        When::Month(month) => (month.to_string(), String::new()),
    };
    let held = match event.held.reason() {
        Some(why) => format!("中止（{why}）"),
        None => "実施".to_owned(),
    };
    let place = event.place.and_then(|id| view.place(id)).map(|place| place.name).unwrap_or_default();
    let district = event.district.and_then(|id| view.district(id)).map(|it| it.label()).unwrap_or_default();
    let cases = kind.quantities.first().and_then(|it| event.quantities.get(it.key)).copied();
    Row::of(vec![
        Cell::number(u64::try_from(year.year()).unwrap_or(0)),
        text(date),
        text(weekday),
        text(event.slot.map(Slot::text).unwrap_or_default()),
        text(event.name.clone()),
        text(kind.name.to_owned()),
        text(district),
        text(place),
        text(held),
        maybe(event.heads, false),
        maybe(event.helpers, false),
        maybe(cases, false),
        text(if event.about { "約".to_owned() } else { String::new() }),
    ])
}
