//! A measure's own page: title and bodies, targets with progress, cells, items by year, relations.

use leptos::prelude::*;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::MeasureId;
use tsunagari_core::plan::Period;
use tsunagari_core::plan::relation::RelationKind;
use tsunagari_core::plan::target::Target;

use super::OpenBook;
use super::cells::CellsView;
use super::force::force;
use super::hands::HandsView;
use super::items::{ScaleList, YearItems};
use super::side::district_side;
use super::small::small;
use super::target::{Behind, TargetView};
use super::ties::ties;
use super::told::told;
use crate::read::progress::Progress;
use crate::read::sheet::{Sheet, sheet};
use crate::read::ties::Tie;
use crate::read::ways::told_beside;
use crate::words::measure as words;

/// How a page learns how far a target has come, and what is behind the number.
pub type Counting = Callback<Target, Option<(Progress, Behind)>>;

/// The page.
#[component]
pub fn MeasurePage(
    book: OpenBook,
    measure: MeasureId,
    year: Memo<FiscalYear>,
    counting: Counting,
    staff: Signal<bool>,
) -> impl IntoView {
    move || {
        let book = book.get();
        match sheet(&book, measure) {
            Some(mut sheet) => {
                // The districts' answers have a place of their own.
                let beside = told_beside(&book, measure);
                let told = |tie: &Tie| tie.to.is_some_and(|to| beside.contains(&to));
                sheet.ties.retain(|tie| tie.kind != RelationKind::District || !told(tie));
                view! {
                    {whole(sheet, year.get(), counting, staff.get())}
                    {district_side(&book, measure)}
                }
                .into_any()
            }
            None => view! { <p class="card">{words::measure_missing()}</p> }.into_any(),
        }
    }
}

fn whole(sheet: Sheet, year: FiscalYear, counting: Counting, staff: bool) -> impl IntoView {
    let expected = sheet.expected;
    let word = sheet.body_heading.clone();
    let below = sheet.hands_below();
    let targets = sheet.targets.into_iter().map(|target| {
        // What was done is read behind the page: the target alone is drawn anew then.
        move || {
            let told = counting.run(target.clone());
            view! { <TargetView target=target.clone() told staff/> }
        }
    });
    let years = sheet.years.into_iter().map(|(year, items)| {
        view! { <YearItems year items body_word=word.clone()/> }
    });
    view! {
        <div class="stack tight">
            {(sheet.force != Period::default()).then(|| view! { <p>{force(sheet.force)}</p> })}
            {sheet.detail.map(|detail| view! { <p>{detail}</p> })}
            {(!below).then(|| view! { <HandsView hands=sheet.hands word=word.clone()/> })}
            {small(&[
                sheet.role_class.as_deref().map(words::role_class),
                sheet.working_group.as_deref().map(words::working_group),
                expected.then(words::expected_told),
                sheet.ask.as_deref().map(words::ask),
            ])}
        </div>
        {told(&sheet.told)}
        {targets.collect_view()}
        {sheet.cells.map(|cells| view! { <CellsView cells year/> })}
        {(!sheet.scales.is_empty()).then(|| view! { <div class="card"><ScaleList scales=sheet.scales/></div> })}
        {years.collect_view()}
        {ties(&sheet.ties, sheet.relation_heading)}
    }
}
