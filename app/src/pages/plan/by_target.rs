//! 目標から: each target with how far it is filled, and the measure that it is printed at.

use leptos::prelude::*;
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::target::Target;

use super::row::row_view;
use super::target::TargetView;
use super::ways::Reader;
use crate::read::book::Book;
use crate::read::ways::{Row, by_target};
use crate::words::reading as words;

/// The list.
pub fn targets(book: &Book, plan: &Plan, reader: Reader) -> AnyView {
    let all = by_target(book, plan);
    if all.is_empty() {
        return view! { <p class="card">{words::no_rows()}</p> }.into_any();
    }
    drawn(all, reader)
}

/// Targets with their rows.
pub fn drawn(targets: Vec<(Option<Row>, Target)>, reader: Reader) -> AnyView {
    let each = targets.into_iter().map(|(row, target)| {
        let drawn = move || {
            let told = reader.counting.run(target.clone());
            view! { <TargetView target=target.clone() told staff=reader.staff/> }
        };
        view! {
            <div class="card">
                <ul>{row.as_ref().map(row_view)}</ul>
                {drawn}
            </div>
        }
    });
    each.collect_view().into_any()
}
