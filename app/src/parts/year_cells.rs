//! A measure's schedule, a cell per fiscal year, as the plan prints it; on a narrow phone long texts stand below each other.

use leptos::prelude::*;

use crate::words::{Text, reading};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCell {
    /// In the head of a column: 令8.
    pub short: Text,
    /// Below it, the year in the other era: 2026.
    pub other: Text,
    /// Beside the text where cells stand below each other: 令和8年度（2026年度）.
    pub long: Text,
    /// As printed, line by line.
    pub lines: Vec<String>,
    pub now: bool,
}

/// Longer than this in one line, and a column on a phone would break inside words.
const SHORT_LINE: usize = 4;

#[component]
pub fn YearCells(#[prop(into)] words: Text, cells: Vec<YearCell>) -> impl IntoView {
    let texts = cells.iter().flat_map(|cell| &cell.lines).any(|line| line.chars().count() > SHORT_LINE);
    let heads = cells
        .iter()
        .map(|cell| {
            let long = cell.long.clone().attr();
            view! {
                <th scope="col" class:now=cell.now aria-label=long>
                    {cell.short.clone()}
                    <small>{cell.other.clone()}</small>
                </th>
            }
        })
        .collect_view();
    let row = cells
        .into_iter()
        .map(|cell| {
            view! {
                <td class:now=cell.now class:long=texts data-year=cell.long.attr()>
                    {cell.lines.is_empty().then(|| view! { <div class="blank">{reading::cell_blank()}</div> })}
                    {cell.lines.into_iter().map(|line| view! { <div>{line}</div> }).collect_view()}
                </td>
            }
        })
        .collect_view();
    view! {
        <table class="years" class:texts=texts aria-label=words.attr()>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>
                <tr>{row}</tr>
            </tbody>
        </table>
    }
}
