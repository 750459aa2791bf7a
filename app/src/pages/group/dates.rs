//! Every date of a kind, each leading to its log; and what was not held, with its reason.

use leptos::prelude::*;

use crate::words::{Text, group as words};

/// A date: when, how many, what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateRow {
    pub href: String,
    pub when: String,
    pub line: String,
    pub content: String,
}

/// A date that was not held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffRow {
    pub href: String,
    pub when: String,
    pub why: Text,
}

#[component]
pub fn Dates(dates: Vec<DateRow>, off: Vec<OffRow>) -> impl IntoView {
    let (held, not_held) = (dates.len(), off.len());
    let date = |it: DateRow| {
        view! {
            <li class="on-date">
                <a href=it.href class="num">{it.when}</a>
                <span class="num">{it.line}</span>
                {(!it.content.is_empty()).then(|| view! { <small>{it.content}</small> })}
            </li>
        }
    };
    let missed = |it: OffRow| {
        view! {
            <li class="on-date"><a href=it.href class="num">{it.when}</a><span>{it.why}</span></li>
        }
    };
    view! {
        {(held > 0).then(|| view! {
            <details class="fold">
                <summary>{words::dates(held)}</summary>
                <ul>{dates.into_iter().map(date).collect_view()}</ul>
            </details>
        })}
        {(not_held > 0).then(|| view! {
            <details class="fold">
                <summary>{words::off(not_held)}</summary>
                <ul>{off.into_iter().map(missed).collect_view()}</ul>
                <p class="small">{words::off_all()}</p>
            </details>
        })}
    }
}
