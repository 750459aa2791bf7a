//! 年度から: what is planned in each fiscal year, this one open.

use leptos::prelude::*;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::plan::Plan;

use super::row::group;
use crate::read::book::Book;
use crate::read::ways::{Row, by_year};
use crate::words::reading as words;

/// The list.
pub fn years(book: &Book, plan: &Plan, now: FiscalYear) -> AnyView {
    let all = by_year(book, plan);
    let outside = !all.iter().any(|(year, _)| *year == Some(now));
    let legend = legend(all.iter().flat_map(|(_, rows)| rows));
    let groups = all.into_iter().map(|(year, rows)| {
        let current = year == Some(now);
        let name = match year {
            Some(year) => view! {
                {year.text()}
                {current.then(|| view! { " "<span class="tag key">{words::year_now()}</span> })}
            }
            .into_any(),
            None => words::year_unknown().view(),
        };
        group(format!("year {year:?}"), name, rows, current)
    });
    let groups = groups.collect_view();
    view! {
        {outside.then(|| view! { <p class="small">{words::year_outside(&now.text())}</p> })}
        {legend}
        <div class="card tree">{groups}</div>
    }
    .into_any()
}

/// What the signs mean that occur.
pub fn legend<'r>(rows: impl Iterator<Item = &'r Row>) -> AnyView {
    let marks: Vec<&str> = rows.filter_map(|row| row.mark.as_deref()).collect();
    signs(&marks)
}

/// The same for cells as printed.
pub fn signs(printed: &[&str]) -> AnyView {
    let told = [
        printed.iter().any(|cell| cell.starts_with('◎')).then(words::mark_told),
        printed.contains(&"→").then(words::arrow_told),
        printed.contains(&"－").then(words::none_told),
    ];
    let told: Vec<_> = told.into_iter().flatten().collect();
    (!told.is_empty())
        .then(|| {
            let told = told.into_iter().map(|told| view! { <span class="nb">{told}"　"</span> });
            view! { <p class="small">{told.collect_view()}</p> }
        })
        .into_any()
}
