//! The plans of the ward, the one in force first.

use leptos::prelude::*;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::plan::{Period, Plan, Status};
use tsunagari_core::sorted::sort_by_key;

use super::OpenBook;
use crate::pages::way::to;
use crate::parts::{Icon, Sign};
use crate::read::book::Book;
use crate::route::Route;
use crate::words::{Text, measure as words, plan};

/// The list of plans. Whoever has not joined sees the same.
#[component]
pub fn ShelfPage(book: OpenBook, year: Memo<FiscalYear>) -> impl IntoView {
    move || {
        let book = book.get();
        let plans = book.shelf();
        if plans.is_empty() {
            return none().into_any();
        }
        let year = year.get();
        let mut plans: Vec<&Plan> = plans;
        sort_by_key(&mut plans, |plan| plan.period.covers(year) != Some(true));
        view! { <ul class="stack">{plans.into_iter().map(|plan| card(&book, plan, year)).collect_view()}</ul> }
            .into_any()
    }
}

fn none() -> impl IntoView {
    view! {
        <div class="card empty">
            <Sign icon=Icon::Plan/>
            <b>{plan::no_plan()}</b>
            <p>{plan::no_plan_way()}</p>
        </div>
    }
}

fn card(book: &Book, plan: &Plan, year: FiscalYear) -> impl IntoView + use<> {
    let measures = book.measures.values().filter(|measure| measure.plan == Some(plan.id)).count();
    let items = book.items.values().filter(|item| item.plan == Some(plan.id)).count();
    let title = plan.title.as_ref().map_or_else(words::untitled, |title| title.as_str().into());
    view! {
        <li>
            <a class="big" class:first=plan.period.covers(year) == Some(true) href=to(Route::InPlan(plan.id.record()))>
                <span class="body">
                    <span class="chips">
                        <span class="tag">{standing(plan.period, year)}</span>
                        {(plan.status == Some(Status::Draft))
                            .then(|| view! { <span class="tag wait">{plan::in_preparation()}</span> })}
                    </span>
                    <b>{title}</b>
                    {plan.term.clone().map(|term| view! { <span>{term}</span> })}
                    {plan.section.clone().map(|section| view! { <span>{section}</span> })}
                    <span>{period(plan.period)}</span>
                    <span class="num">
                        {words::measures_in_all(measures)}
                        {(items > 0).then(|| view! { "　" {words::items_in_all(items)} })}
                    </span>
                </span>
                <Sign icon=Icon::Next/>
            </a>
        </li>
    }
}

fn standing(period: Period, year: FiscalYear) -> Text {
    match (period.covers(year), period.first) {
        (Some(true), _) => words::now_in_force(),
        (Some(false), Some(first)) if first > year => words::coming(),
        (Some(false), _) => words::former(),
        (None, _) => words::period_unknown(),
    }
}

/// The plan's years in both eras; an unknown end is said to be unknown.
pub(super) fn period(period: Period) -> Text {
    match (period.first, period.last) {
        (None, None) => words::period_unknown(),
        (first, last) => {
            let name = |year: Option<FiscalYear>| year.map_or_else(|| "不明".to_owned(), FiscalYear::text);
            words::period(&name(first), &name(last))
        }
    }
}
