//! The year cells as the plan prints them: a grid, which falls into lines where its texts would not fit.

use leptos::prelude::*;
use tsunagari_core::calendar::FiscalYear;

use super::by_year::signs;
use crate::parts::{YearCell, YearCells};
use crate::read::sheet::{CellOf, Cells};
use crate::words::{measure as words, plan, reading};

/// 推進のスケジュール. Cells of unknown years are told as such and stand under no year.
#[component]
pub fn CellsView(cells: Cells, year: FiscalYear) -> impl IntoView {
    let heading = cells.heading.map_or_else(plan::schedule, Into::into);
    let grid: Vec<YearCell> = cells.years.into_iter().map(|cell| column(cell, year)).collect();
    let undated = cells.undated;
    let printed: Vec<String> =
        grid.iter().map(|cell| cell.lines.join("\n")).chain(undated.iter().cloned()).collect();
    let legend = signs(&printed.iter().map(String::as_str).collect::<Vec<_>>());
    view! {
        <section class="card">
            <h2>{heading.clone()}</h2>
            {(!grid.is_empty()).then(|| view! { <YearCells words=heading cells=grid/> })}
            {(!undated.is_empty()).then(|| view! {
                <dl class="facts-list">
                    <div>
                        <dt>{reading::year_unknown()}</dt>
                        <dd>{undated.join("　").replace('\n', " ")}</dd>
                    </div>
                </dl>
                <p class="small">{words::cells_undated(undated.len())}</p>
            })}
            {legend}
        </section>
    }
}

fn column(cell: CellOf, now: FiscalYear) -> YearCell {
    let printed = cell.column.unwrap_or_else(|| cell.year.era_text());
    YearCell {
        short: short(&printed).into(),
        other: other(&printed, cell.year).into(),
        long: cell.year.text().into(),
        lines: cell.lines,
        now: cell.year == now,
    }
}

/// The year in the era that the plan did not print.
fn other(printed: &str, year: FiscalYear) -> String {
    let western = year.year().to_string();
    if printed.contains(&western) {
        return year.era_text().split('/').map(short).collect::<Vec<_>>().join("/");
    }
    western
}

/// 令和8 becomes 令8, so that five years stand side by side on a small phone.
fn short(printed: &str) -> String {
    let printed = printed.strip_suffix("年度").unwrap_or(printed).trim_end();
    let era = ["令和", "平成", "昭和"].into_iter().find_map(|era| Some((era, printed.strip_prefix(era)?)));
    era.map_or_else(
        || printed.to_owned(),
        |(era, year)| format!("{}{year}", era.chars().next().unwrap_or('年')),
    )
}
