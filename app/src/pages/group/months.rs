//! The months of a year as a table that fits a phone: times, heads, helpers; all else is on the paper.

use leptos::prelude::*;

use crate::parts::Columns;
use crate::words::{Speaking, Text, chart, group as words};

/// A table: what stands over its numbers, its months, the sum and the average.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthTable {
    pub heads: Vec<Text>,
    pub months: Vec<MonthLine>,
    /// What is drawn above it, and how much of it in each month.
    pub drawn: (Text, Vec<u64>),
    pub sum: Vec<String>,
    pub average: Vec<String>,
}

/// A month; its numbers are empty where it has not come yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthLine {
    pub name: Text,
    /// 4 of April, as it stands below a column.
    pub number: u32,
    pub numbers: Vec<String>,
    /// The logs that were counted.
    pub logs: Option<String>,
}

#[component]
pub fn Months(table: MonthTable) -> impl IntoView {
    let cells = |numbers: Vec<String>, mut logs: Option<String>| {
        let cell = |number: String| match logs.take() {
            Some(logs) => view! { <td><a href=logs>{number}</a></td> }.into_any(),
            None => view! { <td>{number}</td> }.into_any(),
        };
        numbers.into_iter().map(cell).collect_view()
    };
    let month =
        move |it: MonthLine| view! { <tr><th scope="row">{it.name}</th>{cells(it.numbers, it.logs)}</tr> };
    let (what, drawn) = table.drawn;
    let label = chart::of_months(&what.letters(Speaking::here().get_untracked()));
    let names = table.months.iter().map(|month| month.number.to_string()).collect();
    view! {
        {drawn.iter().any(|number| *number > 0).then(|| view! {
            <p class="small">{label.clone()}</p>
            <Columns numbers=drawn names words=label/>
        })}
        <table class="sums num">
            <caption class="unseen">{words::months()}</caption>
            <thead>
                <tr>
                    <th scope="col">{words::month()}</th>
                    {table.heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{table.months.into_iter().map(month).collect_view()}</tbody>
            <tfoot>
                <tr><th scope="row">{words::total()}</th>{cells(table.sum, None)}</tr>
                <tr><th scope="row">{words::average()}</th>{cells(table.average, None)}</tr>
            </tfoot>
        </table>
    }
}
