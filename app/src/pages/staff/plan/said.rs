//! In words: why an edit could not be done, what a field of a plan's row is called.

use leptos::prelude::GetUntracked as _;
use tsunagari_core::book::Book;
use tsunagari_core::intent::Refusal;
use tsunagari_core::intent::plan::Why;
use tsunagari_core::plan::whole::Misfit;

use crate::pages::ask::{NotDone, told as not_done};
use crate::replica::Replica;
use crate::words::{Speech, Text, edit as words};

/// Why nothing came of it.
pub(super) fn told(replica: Replica, not: &NotDone) -> Text {
    match not {
        NotDone::Refused(Refusal::Plan(why)) => why_words(replica, why),
        NotDone::Refused(_) => words::not_saved(),
        other => not_done(other),
    }
}

/// What stands in the way.
pub(super) fn why_words(replica: Replica, why: &Why) -> Text {
    match why {
        Why::Misfit(fault) => misfit(fault.misfit),
        Why::Below { headings, measures } => words::below(*headings, *measures),
        Why::Overlap(plan) => {
            let book = Book::read(replica.board.registry.get_untracked().iter());
            words::overlap(&book.plan_name(*plan).unwrap_or_default())
        }
        Why::NoYears => words::wrong_no_years(),
        Why::Unfit(n) => words::unfit(*n),
        Why::Decided => words::wrong_decided(),
        Why::Draft => words::wrong_draft(),
        Why::HasNext(_) => words::wrong_next(),
        Why::Mixed => words::wrong_mixed(),
        Why::Value(field) => words::wrong_value(&label(field).letters(Speech::Plain)),
        Why::TooMuch => words::wrong_much(),
    }
}

const fn misfit_words(misfit: Misfit) -> fn() -> Text {
    match misfit {
        Misfit::Circle => words::wrong_circle,
        Misfit::Level | Misfit::NoLayout => words::wrong_level,
        Misfit::Year => words::wrong_year,
        Misfit::OtherHeading | Misfit::RoleClass => words::wrong_column,
        Misfit::NotItsBody => words::wrong_body,
        Misfit::Nought => words::wrong_nought,
        Misfit::OwnLineage => words::wrong_lineage,
        _ => words::wrong_fit,
    }
}

/// How a row does not fit.
pub(super) fn misfit(misfit: Misfit) -> Text {
    misfit_words(misfit)()
}

/// What a field is called.
pub(super) fn label(field: &str) -> Text {
    match field.split_once('.').map_or(field, |(set, _)| set) {
        "title" => words::title(),
        "number" => words::number(),
        "mark" => words::mark(),
        "subtitle" => words::subtitle(),
        "tag" => words::tag(),
        "wg" => words::wg(),
        "detail" => words::detail(),
        "block" => words::block(""),
        "parent" | "node" => words::under(),
        "heading" => words::column(),
        "order" => words::place(),
        "body" | "role" | "maybe" => words::bodies(),
        "cell" | "undated" => words::cell(""),
        "first_year" => words::first_year(),
        "last_year" => words::last_year(),
        "since" => words::from_year(),
        "until" => words::until_year(),
        "relation" | "why" => words::ties(),
        "term" => words::term(),
        "status" => words::decide(),
        _ => words::other_field(),
    }
}
