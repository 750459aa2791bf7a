//! 団体から: every body of the plan's list, and what it does with its part in it.

use leptos::prelude::*;
use tsunagari_core::plan::Plan;

use super::row::group;
use crate::read::book::Book;
use crate::read::ways::by_body;
use crate::words::{Speaking, plan as plan_words, reading as words};

/// The list.
pub fn bodies(book: &Book, plan: &Plan) -> AnyView {
    // Where a plan prints several kinds of page, it may have several words for who does it.
    let mut headings = plan.layouts.values().filter_map(|layout| layout.body_heading.clone());
    let word = headings.next().filter(|first| headings.all(|other| other == *first));
    let groups = by_body(book, plan).into_iter().map(|of| {
        let name = match of.name.clone() {
            Some(name) => name.into_any(),
            None => {
                let word = word.clone();
                let word =
                    word.unwrap_or_else(|| plan_words::bodies().letters(Speaking::here().get_untracked()));
                words::body_unknown(&word).view()
            }
        };
        group(format!("body {}", of.name.unwrap_or_default()), name, of.rows, false)
    });
    view! { <div class="card tree">{groups.collect_view()}</div> }.into_any()
}
