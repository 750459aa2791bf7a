//! The sheets of what is chosen, with the results that are on this device; nothing is drawn.

use leptos::prelude::*;
use tsunagari_core::book::Book;
use tsunagari_core::book::handout::handouts;
use tsunagari_core::book::table::{Choice, Said, tables, told_of};
use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::device::reading::Ask;
use tsunagari_core::id::PlanId;
use tsunagari_core::paper::Sheet;
use tsunagari_core::plan::result::{Stage, State, YearResult};
use tsunagari_core::plan::target::Target;
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::record::{Kind, Scope};

use super::{Chosen, handout};
use crate::replica::Replica;
use crate::words::{Speech, Text, measure, plan as plan_words, reading, table as words};

/// The tables.
pub(super) async fn sheets(replica: Replica, chosen: Chosen, speech: Speech) -> Vec<Sheet> {
    let (plan, year) = untrack(|| (chosen.plan(), chosen.year()));
    let Some(plan) = plan else { return Vec::new() };
    let (under, results) = untrack(|| (chosen.part(), chosen.results.get()));
    let here = match year.filter(|_| results) {
        Some(year) => results_of(replica, year).await,
        None => Vec::new(),
    };
    let as_of = here.iter().filter_map(|result| result.as_of).max();
    let today = replica.board.today.get_untracked();
    chosen.book.with_untracked(|book| {
        let told = told_of(book, &here, &|result| state(result).map(|words| words.letters(speech)));
        let choice = Choice { plan, year, under, results };
        let said = said_on_paper(book, plan, today, as_of, speech);
        let results = |item: &YearItem| told.get(&item.id).cloned().unwrap_or_default();
        if chosen.handout.get_untracked() {
            let words = handout::words(today, speech);
            let told = |target: &Target| handout::told(target, chosen.counting, speech);
            return handouts(book, &choice, &said, &results, &words, &told);
        }
        tables(book, &choice, &said, &results)
    })
}

/// The results of a year that this device holds, of what all may read and what staff may.
pub(super) async fn results_of(replica: Replica, year: FiscalYear) -> Vec<YearResult> {
    let (first, last) = (year.first().to_string(), year.last().to_string());
    let mut ask = Ask::logs(Scope::OrgAll, &first, &last, usize::MAX);
    ask.scopes.push(Scope::OrgStaff);
    let records = replica.ask(ask, |record| record.kind == Kind::Result).await;
    records.iter().filter(|record| !record.removed()).map(YearResult::read).collect()
}

/// How far a result has come, where that must be said beside it.
fn state(result: &YearResult) -> Option<Text> {
    match result.state()? {
        State::Confirmed if result.stage == Some(Stage::Expected) => Some(Text::from(Stage::Expected.text())),
        State::Confirmed => None,
        State::Draft => Some(words::draft_state()),
        State::Submitted => Some(words::submitted_state()),
        State::Returned => Some(words::returned_state()),
    }
}

/// What a file of it is called, without its ending.
pub(super) fn file_name(chosen: Chosen) -> String {
    let title = chosen.plan().and_then(|plan| chosen.book.with(|book| book.plan_name(plan)));
    let year = chosen.year().map(FiscalYear::era_text);
    let form = chosen.handout.get_untracked().then(|| words::handout_title().letters(Speech::Plain));
    [title, year, form].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Our words in a plan's table; the foot tells whose it is, when it was made, and 基準日 where there is one.
fn said_on_paper(book: &Book, plan: PlanId, today: Day, as_of: Option<Day>, speech: Speech) -> Said {
    let letters = |words: Text| words.letters(speech);
    let ward = book.ward.clone().unwrap_or_default();
    let name = book.plans.get(&plan).and_then(|plan| plan.title.as_ref()).map(ToString::to_string);
    let from = letters(reading::printed_from(&[ward, name.unwrap_or_default()].join("　")));
    let day = format!("{}（{}）", today.both_text(), today.fiscal_year().text());
    let mut foot = format!("{from}　{}", letters(reading::printed_on(&day)));
    if let Some(day) = as_of {
        foot = format!("{foot}　{}", letters(reading::as_of(&day.both_text())));
    }
    Said {
        untitled: letters(measure::untitled()),
        measure: letters(reading::paper_measure()),
        items: letters(reading::paper_items()),
        bodies: letters(plan_words::bodies()),
        years: letters(reading::paper_years()),
        year_unknown: letters(reading::year_unknown()),
        summary: letters(measure::summary()),
        draft: letters(reading::paper_draft()),
        foot,
    }
}
