//! Charts as drawings whose every number is also a letter: columns of twelve months, a bar beside a number. What they are of,
//! and the table that says the same, is the page's; the shapes are core's.

use leptos::prelude::*;
use tsunagari_core::chart::{COLUMN, HIGH, THICK, WIDE, bar, columns, top};

use crate::words::Text;

/// Room for the numbers above the columns and for the names below them, in units of the drawing.
const ABOVE: u64 = 14;
const BELOW: u64 = 15;
/// Beyond this a number needs smaller letters to stand over its column alone.
const SHORT: u64 = 99;

/// A column for each number with the number on it and its name below; `words` say it in a sentence.
#[component]
pub fn Columns(
    numbers: Vec<u64>,
    /// What stands below each.
    names: Vec<String>,
    words: Text,
) -> impl IntoView {
    let wide = COLUMN * u64::try_from(numbers.len()).unwrap_or(0);
    let view_box = format!("0 -{ABOVE} {wide} {}", HIGH + ABOVE + BELOW);
    let middle = |at: usize| (u64::try_from(at).unwrap_or(0) * COLUMN + COLUMN / 2 - 2).to_string();
    let tops = numbers.iter().enumerate().filter(|(_, number)| **number > 0).map(|(at, number)| {
        view! { <text x=middle(at) y=(top(*number, &numbers).cast_signed() - 2).to_string()>{*number}</text> }
    });
    let tops = tops.collect_view();
    let names = names.into_iter().enumerate();
    let names = names.map(
        |(at, name)| view! { <text class="name" x=middle(at) y=(HIGH + BELOW - 3).to_string()>{name}</text> },
    );
    view! {
        <svg class="chart" class:dense=numbers.iter().any(|number| *number > SHORT) viewBox=view_box role="img" aria-label=words.attr()>
            <path d=columns(&numbers)/>
            <path class="ground" d=format!("M0 {HIGH}h{wide}")/>
            {tops}{names.collect_view()}
        </svg>
    }
}

/// A bar beside a number that says it.
#[component]
pub fn Bar(number: u64, most: u64) -> impl IntoView {
    let view_box = format!("0 0 {WIDE} {THICK}");
    view! {
        <svg class="chart bar-of" viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
            <path d=bar(number, most)/>
        </svg>
    }
}
