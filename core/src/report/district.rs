//! 地区社協 事業報告: a district's groups on one sheet, by kind, each kind with its sum.

use super::{across, foot, maybe, number, with_commas};
use crate::calendar::{Day, FiscalYear};
use crate::kind::{ActivityKind, Unit};
use crate::paper::{Cell, Column, Row, Sheet, Style};
use crate::query::district_year::{GroupRow, KindRows};
use crate::query::totals::Tally;
use crate::view::View;

/// Half-width characters of the columns: 団体, 回数, 参加, 担い手, そのほか, 場所, 中止.
const WIDTHS: [u16; 7] = [26, 9, 10, 10, 13, 28, 7];
const HEADS: [&str; 7] = ["団体", "回数", "参加\n（延べ）", "担い手\n（延べ）", "そのほか", "場所", "中止"];
/// Places that are named; the others are counted.
const PLACES_NAMED: usize = 4;

/// What a district's paper is made of.
#[derive(Debug, Clone, Copy)]
pub struct DistrictPaper<'a> {
    /// The district's name.
    pub district: &'a str,
    /// The year.
    pub year: FiscalYear,
    /// What was done.
    pub kinds: &'a [KindRows],
    /// The day on which the paper is made.
    pub made: Day,
    /// The line of a ward that is made up.
    pub notice: Option<&'a str>,
}

/// The sheet; none where nothing was logged.
pub fn district_sheet(view: &View<'_>, paper: DistrictPaper<'_>) -> Option<Sheet> {
    if paper.kinds.is_empty() {
        return None;
    }
    let columns = WIDTHS.len();
    let title = format!("{}　地区社協 事業報告　{}", paper.district, paper.year.text());
    let heads = HEADS.iter().map(|head| Cell::text(Style::Head, *head));
    let mut rows = vec![across(Style::Title, title, columns), Row::of(heads.collect())];
    for kind_rows in paper.kinds {
        let kind = view.kinds().get(&kind_rows.what);
        rows.push(Row { depth: Some(1), ..across(Style::Heading, kind.name, columns) });
        rows.extend(
            kind_rows.rows.iter().map(|row| line(&kind, &row.sum, name(view, row), places(view, row))),
        );
        if kind_rows.rows.len() > 1 {
            let groups = kind_rows.rows.iter().filter(|row| row.group.is_some()).count();
            rows.push(line(&kind, &kind_rows.sum, format!("計　{groups}団体"), String::new()));
        }
    }
    rows.push(across(Style::Note, notes(paper.kinds), columns));
    Some(Sheet {
        name: "事業報告".to_owned(),
        lies: false,
        columns: WIDTHS.map(Column::wide).into(),
        rows,
        repeated: 2,
        foot: foot(paper.district, paper.year, paper.made),
        notice: paper.notice.map(str::to_owned),
    })
}

fn name(view: &View<'_>, row: &GroupRow) -> String {
    let named = row.group.and_then(|id| view.group(id)).map(|group| group.name);
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "（団体の記録なし）".to_owned())
}

fn places(view: &View<'_>, row: &GroupRow) -> String {
    let names: Vec<String> =
        row.sum.places.iter().filter_map(|id| view.place(*id)).map(|place| place.name).collect();
    let named = names.iter().take(PLACES_NAMED).cloned().collect::<Vec<_>>().join("、");
    match names.len().saturating_sub(PLACES_NAMED) {
        0 => named,
        more => format!("{named} ほか{more}か所"),
    }
}

fn line(kind: &ActivityKind<'_>, sum: &Tally, name: String, places: String) -> Row {
    let about = sum.about > 0;
    let only_months = sum.months > 0 && sum.months == sum.times;
    let unit = if only_months { "か月" } else { kind.unit.text() };
    let times = if kind.unit == Unit::Days { sum.counted(Unit::Days) } else { sum.times };
    let more = kind.quantities.iter().filter(|it| !it.part).filter_map(|it| {
        let about = if about { "約" } else { "" };
        Some(format!("{about}{}{}", with_commas(*sum.quantities.get(it.key)?), it.unit))
    });
    let heads = if kind.counts_heads { number(sum.heads, about) } else { Cell::empty(Style::Number) };
    let off = if sum.cancelled > 0 { Cell::number(sum.cancelled) } else { Cell::empty(Style::Number) };
    Row::of(vec![
        Cell::text(Style::Cell, name),
        Cell::text(Style::Number, format!("{times}{unit}")),
        heads,
        maybe(Some(sum.helpers).filter(|helpers| *helpers > 0), false),
        Cell::text(Style::Cell, more.collect::<Vec<_>>().join("、")),
        Cell::text(Style::Cell, places),
        off,
    ])
}

fn notes(kinds: &[KindRows]) -> String {
    let any = |test: fn(&Tally) -> bool| kinds.iter().any(|kind| test(&kind.sum));
    [
        Some("種類のちがう活動は足していません。同じ回を2人が記録したときは1回と数え、中止は回数に入れていません。"),
        any(|sum| sum.about > 0).then_some("「約」は、およその人数の記録をふくむ数です。"),
        any(|sum| sum.months > 0).then_some("「か月」は、1か月分をまとめた記録のある月の数です。"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
