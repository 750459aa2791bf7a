//! 受付名簿: a blank list to sign on, printed and never typed: names of residents stay with the group, on paper.

use super::{across, wide};
use crate::calendar::Day;
use crate::paper::{Cell, Column, Row, Sheet, Style};

/// Lines of a roster: as many as a page has room for by hand.
pub const ROSTER_ROWS: usize = 20;
const HEADS: [(&str, u16); 4] = [("", 6), ("お名前", 34), ("急ぎの連絡先", 32), ("そのほか", 20)];

/// What stands on a roster already.
#[derive(Debug, Clone, Copy)]
pub struct RosterPaper<'a> {
    /// What the meeting is called.
    pub name: &'a str,
    /// Where it is.
    pub place: Option<&'a str>,
    /// Its day; none leaves a line to write it on.
    pub day: Option<Day>,
    /// The line of a ward that is made up.
    pub notice: Option<&'a str>,
}

/// The sheet, its lines empty.
pub fn roster_sheet(paper: RosterPaper<'_>) -> Sheet {
    let columns = HEADS.len();
    let day = paper.day.map_or_else(|| "　　　年　　月　　日（　）".to_owned(), Day::era_text_with_weekday);
    let place = paper.place.map(|place| format!("　　{place}")).unwrap_or_default();
    let mut rows = vec![
        across(Style::Title, "受付名簿", columns),
        across(Style::Note, format!("{day}　　{}{place}", paper.name), columns),
        Row::of(HEADS.iter().map(|(head, _)| Cell::text(Style::Head, *head)).collect()),
    ];
    rows.extend((1..=ROSTER_ROWS).map(|line| {
        let number = Cell::text(Style::Input, line.to_string());
        let blank = HEADS.iter().skip(1).map(|_| Cell::empty(Style::Input));
        Row::of([number].into_iter().chain(blank).collect())
    }));
    for note in [
        "名簿は団体で保管してください。つながり帳には入れません。",
        "けがのときは、区社協（行事用保険）へ連絡してください。",
    ] {
        rows.push(Row::of(vec![wide(Cell::text(Style::Note, note), columns)]));
    }
    Sheet {
        name: "受付名簿".to_owned(),
        lies: false,
        columns: HEADS.iter().map(|(_, width)| Column::wide(*width)).collect(),
        rows,
        repeated: 3,
        foot: String::new(),
        notice: paper.notice.map(str::to_owned),
    }
}
